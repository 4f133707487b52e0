"""Layer-3 adjacency: the nodes of a network, their routed ports that are up, and which addresses meet on one segment.

The rule, in one place. Two addresses are on one **segment** when their subnets are equal and

1. their ports are in one broadcast domain that is known from wires and VLANs, whatever their realms; or
2. they are in one realm and nothing says that they are apart: neither is in a closed domain (routed ports wired
   to each other), and not all ports of this subnet are in domains that are mapped completely.

Equal subnets of different realms meet by rule 1 alone: only a wire joins realms. Two VRFs of one device never meet
by rule 2 without another device between them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from models.device import Device, DeviceId
from models.interfaces import InterfaceKind
from models.network import Network
from netplan.topology.domains import Domains, domains
from netplan.topology.memo import PerDevice
from netplan.topology.ports import DevicePorts, device_ports
from netplan.topology.segments import Node, PortAddress, RoutedPort, components, hearing, is_closed, owned

Group = tuple[str, int, int, int]
"""Realm, family, first address and length: who may meet without a known wire."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a topology was made from, for the one after a change."""

    known: Mapping[DeviceId, DevicePorts]
    l2: Domains
    numbers: Mapping[tuple[DeviceId, str], int]
    """The number of each routed port, those that are down included."""
    groups: Mapping[Group, tuple[int, ...]]
    """The addresses of each subnet of a realm."""
    wired: frozenset[DeviceId]
    """Devices with an end of a wire."""


@dataclass(frozen=True)
class Topology:
    """Nodes, routed ports and segments of a network, all by index.

    `owners[(segment, ip)]` are the ports that answer for an address on a segment, virtual (FHRP) addresses included.
    `closed[segment]` says that nothing outside the snapshot can be on it.
    """

    network: Network
    nodes: tuple[Node, ...]
    node_index: Mapping[tuple[DeviceId, str], int]
    ports: Sequence[RoutedPort]
    port_index: Mapping[tuple[DeviceId, str], int]
    addresses: Sequence[PortAddress]
    port_addresses: Sequence[tuple[int, ...]]
    segments: Sequence[tuple[int, ...]]
    closed: Sequence[bool]
    owners: Mapping[tuple[int, int], tuple[int, ...]]
    links: Sequence[tuple[int, ...]]
    """Ports that hear each other, whatever their addresses; a port alone is in none."""
    down: Mapping[tuple[DeviceId, str], str]
    """Ports that are down, and why."""
    made: "Made" = field(repr=False, compare=False)

    @cached_property
    def link_of(self) -> Mapping[int, int]:
        """Port → index into `links`."""
        return {port: i for i, link in enumerate(self.links) for port in link}

    def ports_of(self, device: DeviceId) -> tuple[int, ...]:
        """The routed ports of a device that are up."""
        routable = self.made.known[device].routable
        return tuple(self.port_index[device, i.name] for i, _ in routable if (device, i.name) in self.port_index)

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
    numbers: dict[tuple[DeviceId, str], int] = {}
    addresses: list[PortAddress] = []
    per_port: list[tuple[int, ...]] = []
    groups: dict[Group, list[int]] = {}
    for device, device_known in known.items():
        realm = network.realm(device.department)
        for interface, facts in device_known.routable:
            name = device, interface.name
            index = numbers[name] = len(ports)
            ports.append(RoutedPort(node_index[device, interface.vrf], device, interface))
            first = len(addresses)
            for fact in facts if name not in down else ():
                groups.setdefault((realm, fact.family, fact.network, fact.length), []).append(len(addresses))
                addresses.append(
                    PortAddress(index, fact.family, fact.ip, fact.length, fact.network, -1, fact.secondary, fact.unnumbered)
                )
            per_port.append(tuple(range(first, len(addresses))))
    wired = frozenset(end.device for link in network.links for end in (link.a, link.b))
    segments = components(network, ports, addresses, range(len(addresses)), l2)
    for number, segment in enumerate(segments):
        for i in segment:
            addresses[i] = addresses[i]._replace(segment=number)
    return Topology(
        network,
        nodes,
        node_index,
        tuple(ports),
        {name: i for name, i in numbers.items() if per_port[i]},
        tuple(addresses),
        tuple(per_port),
        tuple(segments),
        tuple(is_closed(ports, addresses, segment, l2) for segment in segments),
        owned(ports, addresses, range(len(addresses))),
        tuple(hearing(ports, addresses, per_port, range(len(ports)), l2)),
        down,
        Made(known, l2, numbers, {key: tuple(group) for key, group in groups.items()}, wired),
    )


def _spread(network: Network, down: dict[tuple[DeviceId, str], str], l2: Domains) -> None:
    """A port without light takes its aggregate (when too few members are left) and its subinterfaces with it."""
    for device, name in l2.dark:
        interfaces = network.devices[device].interfaces
        below = {name}
        lag = interfaces[name].lag if name in interfaces else ""
        up = sum((device, m.name) not in down for m in interfaces.values() if m.lag == lag) if lag in interfaces else 0
        if lag in interfaces and up < interfaces[lag].least_members:
            down.setdefault((device, lag), f"{up} of {interfaces[lag].least_members} members are up" if up else "no member is up")
            below.add(lag)
        for interface in interfaces.values():
            if interface.kind is InterfaceKind.SUBINTERFACE and interface.parent in below:
                down.setdefault((device, interface.name), f"{interface.parent} is down")


def _vrfs(device: Device) -> tuple[str, ...]:
    vrfs = {i.vrf for i in device.interfaces.values()} | device.vrfs.keys() | {s.vrf for s in device.statics} | device.bgp.keys()
    return ("default", *sorted(vrfs - {"default"}))


vrfs_of = PerDevice(_vrfs)
"""The VRFs of a device that are nodes, the default one first."""


def _nodes(network: Network) -> tuple[tuple[Node, ...], dict[tuple[DeviceId, str], int]]:
    nodes: list[Node] = []
    for device, d in sorted(network.devices.items()):
        nodes.extend(Node(device, vrf) for vrf in vrfs_of(d))
    return tuple(nodes), {(n.device, n.vrf): i for i, n in enumerate(nodes)}


__all__ = ["DevicePorts", "Node", "PortAddress", "RoutedPort", "Topology", "build", "vrfs_of"]
