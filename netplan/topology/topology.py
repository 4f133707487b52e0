"""Layer-3 adjacency: the nodes of a network, their routed ports that are up, and which addresses meet on one segment.

The rule, in one place. Two addresses are on one **segment** when their subnets are equal and

1. their ports are in one broadcast domain that is known from wires and VLANs, whatever their realms; or
2. they are in one realm and nothing says that they are apart: neither is in a closed domain (routed ports wired
   to each other), and not all ports of this subnet are in domains that are mapped completely.

Equal subnets of different realms meet by rule 1 alone: only a wire joins realms. Two VRFs of one device never meet
by rule 2 without another device between them.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from models.device import DeviceId
from models.interfaces import FhrpKind, Interface, InterfaceKind
from models.network import Network
from netplan.topology.domains import Domains, UnionFind, domains
from netplan.topology.ports import DevicePorts, device_ports


class Node(NamedTuple):
    """A vertex of the routing graph."""

    device: DeviceId
    vrf: str

    def __str__(self) -> str:
        return str(self.device) if self.vrf == "default" else f"{self.device}#{self.vrf}"


class RoutedPort(NamedTuple):
    """A routed port that is up; `node` is an index into `Topology.nodes`."""

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


@dataclass(frozen=True)
class Topology:
    """Nodes, routed ports and segments of a network, all by index.

    `owners[(segment, ip)]` are the ports that answer for an address on a segment, virtual (FHRP) addresses included.
    `closed[segment]` says that nothing outside the snapshot can be on it.
    """

    network: Network
    nodes: tuple[Node, ...]
    node_index: Mapping[tuple[DeviceId, str], int]
    ports: tuple[RoutedPort, ...]
    port_index: Mapping[tuple[DeviceId, str], int]
    addresses: tuple[PortAddress, ...]
    port_addresses: tuple[tuple[int, ...], ...]
    segments: tuple[tuple[int, ...], ...]
    closed: tuple[bool, ...]
    owners: Mapping[tuple[int, int], tuple[int, ...]]
    links: tuple[tuple[int, ...], ...]
    """Ports that hear each other, whatever their addresses; a port alone is in none."""
    down: Mapping[tuple[DeviceId, str], str]
    """Ports that are down, and why."""

    @cached_property
    def link_of(self) -> Mapping[int, int]:
        """Port → index into `links`."""
        return {port: i for i, link in enumerate(self.links) for port in link}

    def adjacent(self, device: DeviceId, interface: str) -> Iterable[tuple[DeviceId, str]]:
        """The interfaces that hear this one without a router between them."""
        port = self.port_index.get((device, interface))
        link = None if port is None else self.link_of.get(port)
        if link is None:
            return ()
        return tuple((self.ports[p].device, self.ports[p].interface.name) for p in self.links[link] if p != port)

    def owners_at(self, port: int, family: int, ip: int) -> tuple[int, ...]:
        """The ports that answer for `ip` on the segments of `port`, without `port` itself."""
        found: tuple[int, ...] = ()
        for a in self.port_addresses[port]:
            address = self.addresses[a]
            if address.family == family:
                found += tuple(p for p in self.owners.get((address.segment, ip), ()) if p != port and p not in found)
        return found


def build(network: Network) -> Topology:
    """The topology of a network. Pure; what depends on one device alone is remembered by that device."""
    known = {device: device_ports(d) for device, d in sorted(network.devices.items())}
    l2 = domains(network, known)
    down = {(device, name): why for device, ports in known.items() for name, why in ports.down.items()}
    down |= {port: why for port, why in l2.dark.items() if port not in down}
    _spread(network, down, l2)
    nodes, node_index = _nodes(network)
    ports: list[RoutedPort] = []
    port_index: dict[tuple[DeviceId, str], int] = {}
    rows: list[tuple[int, int, int, int, int, bool, bool]] = []
    per_port: list[tuple[int, ...]] = []
    for device, device_known in known.items():
        for interface, facts in device_known.routed:
            if (device, interface.name) in down:
                continue
            index = port_index[device, interface.name] = len(ports)
            ports.append(RoutedPort(node_index[device, interface.vrf], device, interface))
            per_port.append(tuple(range(len(rows), len(rows) + len(facts))))
            rows.extend((index, f.family, f.ip, f.length, f.network, f.secondary, f.unnumbered) for f in facts)
    segment_of, members, closed = _segments(network, ports, rows, l2)
    addresses = tuple(
        PortAddress(p, family, ip, length, net, segment_of[i], secondary, unnumbered)
        for i, (p, family, ip, length, net, secondary, unnumbered) in enumerate(rows)
    )
    return Topology(
        network, nodes, node_index, tuple(ports), port_index, addresses, tuple(per_port), members, closed,
        _owners(ports, addresses), _links(ports, addresses, l2), down,
    )  # fmt: skip


def _spread(network: Network, down: dict[tuple[DeviceId, str], str], l2: Domains) -> None:
    """A port without light takes its aggregate (when it is the last one) and its subinterfaces with it."""
    for device, name in l2.dark:
        interfaces = network.devices[device].interfaces
        below = {name}
        lag = interfaces[name].lag if name in interfaces else ""
        if lag in interfaces and all((device, m.name) in down for m in interfaces.values() if m.lag == lag):
            down.setdefault((device, lag), "no member is up")
            below.add(lag)
        for interface in interfaces.values():
            if interface.kind is InterfaceKind.SUBINTERFACE and interface.parent in below:
                down.setdefault((device, interface.name), f"{interface.parent} is down")


def _nodes(network: Network) -> tuple[tuple[Node, ...], dict[tuple[DeviceId, str], int]]:
    nodes: list[Node] = []
    for device, d in sorted(network.devices.items()):
        vrfs = {i.vrf for i in d.interfaces.values()} | d.vrfs.keys() | {s.vrf for s in d.statics} | d.bgp.keys()
        nodes.extend(Node(device, vrf) for vrf in ("default", *sorted(vrfs - {"default"})))
    return tuple(nodes), {(n.device, n.vrf): i for i, n in enumerate(nodes)}


def _segments(
    network: Network, ports: list[RoutedPort], rows: list[tuple[int, int, int, int, int, bool, bool]], l2: Domains
) -> tuple[list[int], tuple[tuple[int, ...], ...], tuple[bool, ...]]:
    sets = UnionFind()
    groups: dict[Hashable, list[int]] = {}
    domain = [l2.of.get((port.device, port.interface.name)) for port in ports]
    realms = {device: network.realm(device.department) for device in network.devices}
    for i, (port, family, _, length, net, _, unnumbered) in enumerate(rows):
        sets.find(i)
        if domain[port] is not None:
            subnet: Hashable = "unnumbered" if unnumbered else (family, net, length)
            sets.union(i, ("domain", domain[port], subnet))
        if not unnumbered and domain[port] not in l2.closed and ports[port].interface.kind is not InterfaceKind.LOOPBACK:
            groups.setdefault((realms[ports[port].device], family, net, length), []).append(i)
    for group in groups.values():
        apart = all(domain[rows[i][0]] in l2.mapped for i in group)
        if not apart and len({ports[rows[i][0]].device for i in group}) > 1:
            for i in group[1:]:
                sets.union(group[0], i)
    roots: dict[Hashable, int] = {}
    segment_of = [roots.setdefault(sets.find(i), len(roots)) for i in range(len(rows))]
    members: list[list[int]] = [[] for _ in roots]
    for i, segment in enumerate(segment_of):
        members[segment].append(i)
    closed = tuple(all(domain[rows[i][0]] in l2.closed for i in m) for m in members)
    return segment_of, tuple(tuple(m) for m in members), closed


def _owners(ports: list[RoutedPort], addresses: tuple[PortAddress, ...]) -> dict[tuple[int, int], tuple[int, ...]]:
    owners: dict[tuple[int, int], tuple[int, ...]] = {}
    virtual: dict[tuple[int, int], list[tuple[bool, int, int, int]]] = {}
    for address in addresses:
        key = (address.segment, address.ip)
        if address.port not in owners.get(key, ()):
            owners[key] = (*owners.get(key, ()), address.port)
        for group in ports[address.port].interface.fhrp:
            for ip in group.addresses:
                if ip.version == address.family and int(ip) >> (ip.max_prefixlen - address.length) == (
                    address.network >> (ip.max_prefixlen - address.length)
                ):
                    entry = (group.kind is FhrpKind.ANYCAST, group.priority, address.ip, address.port)
                    virtual.setdefault((address.segment, int(ip)), []).append(entry)
    for key, candidates in virtual.items():
        anycast = tuple(port for shared, _, _, port in candidates if shared)
        owners.setdefault(key, anycast or (max(candidates)[3],))
    return owners


def _links(ports: list[RoutedPort], addresses: tuple[PortAddress, ...], l2: Domains) -> tuple[tuple[int, ...], ...]:
    sets = UnionFind()
    for address in addresses:
        sets.union(("port", address.port), ("segment", address.segment))
    for i, port in enumerate(ports):
        root = l2.of.get((port.device, port.interface.name))
        if root is not None:
            sets.union(("port", i), ("domain", root))
    found: dict[Hashable, list[int]] = {}
    for i in range(len(ports)):
        found.setdefault(sets.find(("port", i)), []).append(i)
    return tuple(tuple(link) for link in found.values() if len(link) > 1)


__all__ = ["DevicePorts", "Node", "PortAddress", "RoutedPort", "Topology", "build"]
