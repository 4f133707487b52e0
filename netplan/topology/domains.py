"""Broadcast domains: which routed ports hear each other's frames, as far as wires and VLANs say so.

A vertex is a routed port or one VLAN of one switch; wires, trunks, routed VLAN interfaces and VXLAN tunnels join vertices.
A domain is *closed* when only routed ports are on it, all wired to each other: nothing else can be there.
It is *mapped* when wires of its switches are known and each trunk that carries it has one: then two mapped domains
are two, even with equal subnets.
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass

from models.device import Device, DeviceId
from models.interfaces import Interface, InterfaceKind
from models.network import Network
from models.source import NO_CONFIG
from netplan.topology.memo import PerDevice
from netplan.topology.overlay import overlay
from netplan.topology.ports import DevicePorts, carries

Vertex = tuple[DeviceId, str | int]
"""A routed port by name, or a VLAN by number."""
End = tuple[DeviceId, Interface]
"""The port at one end of a wire."""


class UnionFind:
    """Disjoint sets (Tarjan 1975), with path halving."""

    def __init__(self) -> None:
        self._parent: dict[Hashable, Hashable] = {}

    def find(self, item: Hashable) -> Hashable:
        """The representative of the set of `item`, which becomes a set of its own if it is new."""
        parent = self._parent
        if item not in parent:
            parent[item] = item
            return item
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    def union(self, a: Hashable, b: Hashable) -> None:
        """Make one set of the sets of `a` and `b`."""
        a, b = self.find(a), self.find(b)
        if a != b:
            self._parent[a] = b

    def items(self) -> tuple[Hashable, ...]:
        """All that is in a set."""
        return tuple(self._parent)


@dataclass(frozen=True, slots=True)
class Domains:
    """The domain of each vertex that has a wire or a VLAN, and what is known of each domain."""

    of: Mapping[Vertex, Hashable]
    closed: frozenset[Hashable]
    mapped: frozenset[Hashable]
    dark: Mapping[tuple[DeviceId, str], str]
    """Physical ports that are down since the port at the other end is shut."""


def _physical_down(device: Device, name: str) -> bool:
    interface = device.interfaces.get(name)
    return interface is not None and not interface.enabled


def dark_ports(network: Network) -> dict[tuple[DeviceId, str], str]:
    """Ports that get no light: each wire on them ends at a port that is shut down."""
    ends: dict[tuple[DeviceId, str], list[tuple[DeviceId, str]]] = {}
    for link in network.links:
        for near, far in ((link.a, link.b), (link.b, link.a)):
            known = near.device in network.devices and far.device in network.devices
            if known and far.interface in network.devices[far.device].interfaces:
                ends.setdefault((near.device, near.interface), []).append((far.device, far.interface))
    return {
        port: f"the other end, {far[0][0]} {far[0][1]}, is shut down"
        for port, far in ends.items()
        if all(_physical_down(network.devices[device], name) for device, name in far)
    }


def domains(network: Network, ports: Mapping[DeviceId, DevicePorts]) -> Domains:
    """The broadcast domains of a network."""
    sets = UnionFind()
    dark = dark_ports(network)
    wired: set[tuple[DeviceId, str]] = set()
    everywhere = every_vlan(ports)
    for a, b in wires(network, ports):
        wired |= {(a[0], a[1].name), (b[0], b[1].name)}
        _wire(sets, ports, everywhere, a, b)
    for device, known in ports.items():
        for interface, _ in known.routable:
            up = interface.name not in known.down
            if up and interface.kind is InterfaceKind.VLAN and interface.vlan is not None:
                sets.union((device, interface.name), (device, interface.vlan))
    for one, other in overlay(network):
        sets.union(one, other)
    return _known(sets, ports, wired, dark)


untold = PerDevice(lambda device: any(line.feature == NO_CONFIG for line in device.coverage.unread))
"""Whether nobody knows how a device switches: then a wire to it joins nothing, and parts nothing."""


def wires(network: Network, ports: Mapping[DeviceId, DevicePorts]) -> Iterator[tuple[End, End]]:
    """The two ports of each wire that frames pass: both ends are up, and it is known how their devices switch."""
    for link in sorted(network.links, key=lambda x: (x.a, x.b)):
        a, b = _end(network, ports, *link.a), _end(network, ports, *link.b)
        if a is not None and b is not None:
            yield a, b


def every_vlan(ports: Mapping[DeviceId, DevicePorts]) -> frozenset[int]:
    """The VLANs that some device is known to carry: what a switch may carry that does not list its own."""
    return frozenset[int]().union(*(known.vlans for known in ports.values()))


def _end(network: Network, ports: Mapping[DeviceId, DevicePorts], device: DeviceId, name: str) -> End | None:
    """The port that frames of a wire enter by: the aggregate in place of its member; None where it is down or not known."""
    if device not in ports or untold(network.devices[device]):
        return None
    interface = network.devices[device].interfaces.get(name)
    if interface is None or name in ports[device].down:
        return None
    if interface.lag:
        interface = network.devices[device].interfaces.get(interface.lag, interface)
    if interface.switchport is None:  # Junos switches in a unit of the port
        units = (unit for unit in ports[device].children.get(interface.name, ()) if unit.switchport is not None)
        interface = next(units, interface)
    return None if interface.name in ports[device].down else (device, interface)


def tags_of(ports: DevicePorts, everywhere: frozenset[int], device: DeviceId, port: Interface) -> dict[int, Vertex]:
    """What a port takes for each tag on the wire: tag 0 is an untagged frame."""
    if port.switchport is None:
        taken: dict[int, Vertex] = {0: (device, port.name)}
        for child in ports.children.get(port.name, ()):
            if child.encapsulation_vlan is not None and child.name not in ports.down:
                taken[child.encapsulation_vlan] = (device, child.name)
        return taken
    switchport = port.switchport
    vlans = ports.vlans if ports.vlans_known else everywhere
    if switchport.mode == "access":
        taken = {0: (device, switchport.access_vlan)}
        if switchport.voice_vlan is not None:
            taken[switchport.voice_vlan] = (device, switchport.voice_vlan)
        return taken
    taken = {v: (device, v) for v in vlans if carries(switchport, v) and v != switchport.native_vlan}
    if carries(switchport, switchport.native_vlan):
        taken[0] = (device, switchport.native_vlan)
    return taken


def _wire(
    sets: UnionFind,
    ports: Mapping[DeviceId, DevicePorts],
    everywhere: frozenset[int],
    a: End,
    b: End,
) -> None:
    left, right = tags_of(ports[a[0]], everywhere, *a), tags_of(ports[b[0]], everywhere, *b)
    for tag in left.keys() & right.keys():
        sets.union(left[tag], right[tag])


def _known(
    sets: UnionFind,
    ports: Mapping[DeviceId, DevicePorts],
    wired: set[tuple[DeviceId, str]],
    dark: Mapping[tuple[DeviceId, str], str],
) -> Domains:
    of: dict[Vertex, Hashable] = {v: sets.find(v) for v in sets.items()}  # type: ignore[misc]  # only vertices were put in
    sizes: dict[Hashable, int] = {}
    switched: set[Hashable] = set()
    open_ended: set[Hashable] = set()
    linked: set[Hashable] = set()
    known_switches = {device for device, _ in wired}
    for (device, what), root in of.items():
        sizes[root] = sizes.get(root, 0) + 1
        if isinstance(what, int):
            switched.add(root)
            if device in known_switches:
                linked.add(root)
            for port in ports[device].switched:
                assert port.switchport is not None
                if carries(port.switchport, what) and port.switchport.mode != "access" and (device, port.name) not in wired:
                    open_ended.add(root)
    closed = frozenset(root for root, size in sizes.items() if size > 1 and root not in switched)
    mapped = closed | frozenset(root for root in linked if root not in open_ended)
    return Domains(of, closed, mapped, dark)
