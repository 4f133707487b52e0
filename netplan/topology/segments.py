"""Nodes, routed ports and addresses, and which of them share a segment: the rule of `netplan.topology.topology` at work."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

from models.device import DeviceId
from models.interfaces import Fhrp, FhrpKind, Interface, InterfaceKind
from models.network import Network
from netplan.topology.domains import Domains, UnionFind


class Node(NamedTuple):
    """A vertex of the routing graph."""

    device: DeviceId
    vrf: str

    def __str__(self) -> str:
        return str(self.device) if self.vrf == "default" else f"{self.device}#{self.vrf}"


class RoutedPort(NamedTuple):
    """A routed port; `node` is an index into `Topology.nodes`. While it is down it has no address and no index."""

    node: int
    device: DeviceId
    interface: Interface


class PortAddress(NamedTuple):
    """An address of a routed port; `port` and `segment` are indices into the topology's tuples."""

    port: int
    family: int
    ip: int
    length: int
    network: int
    segment: int
    secondary: bool
    unnumbered: bool


def virtual(interface: Interface, address: PortAddress) -> Iterator[tuple[Fhrp, int]]:
    """The virtual addresses that a port shares on the subnet of one of its addresses."""
    for group in interface.fhrp:
        for ip in group.addresses:
            host = ip.max_prefixlen - address.length
            if ip.version == address.family and int(ip) >> host == address.network >> host:
                yield group, int(ip)


def components(
    network: Network, ports: Sequence[RoutedPort], addresses: Sequence[PortAddress], which: Iterable[int], l2: Domains
) -> list[tuple[int, ...]]:
    """The segments of some addresses: all of a subnet, or none."""
    sets = UnionFind()
    groups: dict[Hashable, list[int]] = {}
    which = list(which)
    for i in which:
        address = addresses[i]
        port = ports[address.port]
        domain = l2.of.get((port.device, port.interface.name))
        sets.find(i)
        if domain is not None:
            subnet: Hashable = "unnumbered" if address.unnumbered else (address.family, address.network, address.length)
            sets.union(i, ("domain", domain, subnet))
        if not address.unnumbered and domain not in l2.closed and port.interface.kind is not InterfaceKind.LOOPBACK:
            realm = network.realm(port.device.department)
            groups.setdefault((realm, address.family, address.network, address.length), []).append(i)
    for group in groups.values():
        met = [ports[addresses[i].port] for i in group]
        apart = all(l2.of.get((port.device, port.interface.name)) in l2.mapped for port in met)
        if not apart and len({port.device for port in met}) > 1:
            for i in group[1:]:
                sets.union(group[0], i)
    found: dict[Hashable, list[int]] = {}
    for i in which:
        found.setdefault(sets.find(i), []).append(i)
    return [tuple(members) for members in found.values()]


def is_closed(ports: Sequence[RoutedPort], addresses: Sequence[PortAddress], segment: Iterable[int], l2: Domains) -> bool:
    """Whether nothing outside the snapshot can be on a segment."""
    met = (ports[addresses[i].port] for i in segment)
    return all(l2.of.get((port.device, port.interface.name)) in l2.closed for port in met)


def owned(
    ports: Sequence[RoutedPort], addresses: Sequence[PortAddress], which: Iterable[int]
) -> dict[tuple[int, int], tuple[int, ...]]:
    """Who answers for each address on the segments of some addresses, virtual (FHRP) ones included."""
    owners: dict[tuple[int, int], tuple[int, ...]] = {}
    shared_by: dict[tuple[int, int], list[tuple[bool, int, int, int]]] = {}
    for address in (addresses[i] for i in which):
        key = (address.segment, address.ip)
        if address.port not in owners.get(key, ()):
            owners[key] = (*owners.get(key, ()), address.port)
        for group, ip in virtual(ports[address.port].interface, address):
            entry = (group.kind is FhrpKind.ANYCAST, group.priority, address.ip, address.port)
            shared_by.setdefault((address.segment, ip), []).append(entry)
    for key, candidates in shared_by.items():
        anycast = tuple(port for shared, _, _, port in candidates if shared)
        owners.setdefault(key, anycast or (max(candidates)[3],))
    return owners


def hearing(
    ports: Sequence[RoutedPort],
    addresses: Sequence[PortAddress],
    port_addresses: Sequence[tuple[int, ...]],
    which: Iterable[int],
    l2: Domains,
) -> list[tuple[int, ...]]:
    """The links of some ports: all of a link, or none."""
    sets = UnionFind()
    found: dict[Hashable, list[int]] = {}
    which = [i for i in which if port_addresses[i]]
    for i in which:
        for a in port_addresses[i]:
            sets.union(("port", i), ("segment", addresses[a].segment))
        root = l2.of.get((ports[i].device, ports[i].interface.name))
        if root is not None:
            sets.union(("port", i), ("domain", root))
    for i in which:
        found.setdefault(sets.find(("port", i)), []).append(i)
    return [tuple(link) for link in found.values() if len(link) > 1]
