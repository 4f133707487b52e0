"""The topology after a change, from the one before: only ports that changed and what hears them is looked at again.

Nodes and ports keep their numbers, so that routes of other nodes need no translation. Where that or the broadcast
domains of wired devices cannot be kept there is no answer, and the topology is built anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from models.device import Device, DeviceId
from models.interfaces import InterfaceKind
from models.network import Network
from netplan.topology.domains import Domains
from netplan.topology.memo import differing
from netplan.topology.patched import Patched, PatchedSequence
from netplan.topology.ports import DevicePorts, device_ports
from netplan.topology.segments import PortAddress, RoutedPort, components, hearing, is_closed, owned, virtual
from netplan.topology.topology import Group, Made, Topology, vrfs_of


class Updated(NamedTuple):
    """A topology after a change: the devices whose facts are others, and the nodes whose ports or neighbours may be."""

    topology: Topology
    changed: frozenset[DeviceId]
    near: frozenset[int]


def updated(before: Topology, network: Network) -> Updated | None:
    """The topology of `network`, which differs from that of `before` in a few devices; None when it has to be built anew."""
    old = before.network
    same_wires = network.links is old.links or network.links == old.links
    if not same_wires or network.realms != old.realms:
        return None
    changed = differing(old.devices, network.devices)
    if changed is None:
        if network.devices.keys() != old.devices.keys():
            return None
        changed = [id for id, device in network.devices.items() if old.devices[id] is not device]
    moved = [id for id in changed if not _same_ports(old.devices[id], network.devices[id])]
    if any(vrfs_of(old.devices[id]) != vrfs_of(network.devices[id]) for id in changed):
        return None
    if any(vlan.vni is not None for id in changed for d in (old.devices[id], network.devices[id]) for vlan in d.vlans.values()):
        return None
    wired = before.made.wired
    if any(id in wired and _frames(old.devices[id]) != _frames(network.devices[id]) for id in moved):
        return None
    edit = _Edit(before, network)
    near = edit.make(moved) if moved else frozenset[int]()
    facts = {before.node_index[id, vrf] for id in changed for vrf in vrfs_of(network.devices[id])}
    return Updated(edit.topology(), frozenset(changed), near | facts)


def _same_ports(one: Device, other: Device) -> bool:
    return one.interfaces is other.interfaces and (one.vlans is other.vlans or one.vlans == other.vlans)


def _frames(device: Device) -> object:
    """All of a device that matters to frames on its wires, and whether these are up."""
    ports = device_ports(device)
    shapes = [
        (
            i.name,
            i.enabled,
            i.kind,
            i.switchport,
            i.lag,
            i.least_members,
            i.parent,
            i.encapsulation_vlan,
            i.vlan,
            i.name in ports.down,
        )
        for i in device.interfaces.values()
    ]
    return shapes, ports.vlans, ports.vlans_known, {interface.name for interface, _ in ports.routable}


@dataclass
class _Edit:
    """A topology under edit."""

    before: Topology
    network: Network

    def make(self, moved: Iterable[DeviceId]) -> frozenset[int]:
        """Take in the ports of some devices; the nodes whose surroundings may be others."""
        before, network = self.before, self.network
        self.known = Patched(before.made.known)
        self.ports, self.addresses = PatchedSequence(before.ports), PatchedSequence(before.addresses)
        self.per_port, self.segments = PatchedSequence(before.port_addresses), PatchedSequence(before.segments)
        self.closed, self.links = PatchedSequence(before.closed), PatchedSequence(before.links)
        self.port_index, self.numbers = Patched(before.port_index), Patched(before.made.numbers)
        self.groups, self.owners, self.down = Patched(before.made.groups), Patched(before.owners), Patched(before.down)
        self.l2 = self._domains(moved)
        self.dirty_segments: set[int] = set()
        self.dirty_groups: set[Group] = set()
        touched: set[int] = set()
        for id in moved:
            touched |= self._device(id, device_ports(network.devices[id]))
        members = self._closure()
        owner_keys = {key for segment in self.dirty_segments for key in self._owned_before(segment)}
        fresh = components(network, self.ports, self.addresses, sorted(members), self.l2)
        numbers = sorted(self.dirty_segments)
        for number in numbers:
            self.segments[number], self.closed[number] = (), True
        for at, segment in enumerate(fresh):
            number = numbers[at] if at < len(numbers) else len(self.segments)
            if number == len(self.segments):
                self.segments.append(())
                self.closed.append(True)
            self.segments[number] = segment
            self.closed[number] = is_closed(self.ports, self.addresses, segment, self.l2)
            for i in segment:
                self.addresses[i] = self.addresses[i]._replace(segment=number)
        for key in owner_keys:
            self.owners.pop(key, None)
        found = owned(self.ports, self.addresses, sorted(members))
        self.owners.update({key: self._in_order(ports) for key, ports in found.items()})
        near = self._hear(touched | {self.addresses[i].port for i in members})
        return frozenset(self.ports[port].node for port in near)

    def topology(self) -> Topology:
        """The topology as it is now."""
        before = self.before
        if not hasattr(self, "ports"):
            made = Topology(
                self.network, before.nodes, before.node_index, before.ports, before.port_index, before.addresses,
                before.port_addresses, before.segments, before.closed, before.owners, before.links, before.down, before.made,
            )  # fmt: skip
            made.__dict__["link_of"] = before.link_of
            return made
        made = Topology(
            self.network, before.nodes, before.node_index, self.ports, self.port_index, self.addresses, self.per_port,
            self.segments, self.closed, self.owners, self.links, self.down,
            Made(self.known, self.l2, self.numbers, self.groups, before.made.wired),
        )  # fmt: skip
        made.__dict__["link_of"] = self.link_of
        return made

    def _domains(self, moved: Iterable[DeviceId]) -> Domains:
        """Broadcast domains: those of wired devices are as they were, an unwired one has its own VLANs."""
        old = self.before.made.l2
        lone = {id for id in moved if id not in self.before.made.wired}
        if not lone:
            return old
        of = Patched(old.of)
        for id in lone:
            for interface, _ in self.before.made.known[id].routable:
                of.pop((id, interface.name), None)
                if interface.vlan is not None:
                    of.pop((id, interface.vlan), None)
            ports = device_ports(self.network.devices[id])
            for interface, _ in ports.routable:
                if interface.kind is InterfaceKind.VLAN and interface.vlan is not None and interface.name not in ports.down:
                    root = (id, interface.vlan)
                    of[id, interface.name] = of[root] = root
        return Domains(of, old.closed, old.mapped, old.dark)

    def _device(self, id: DeviceId, known: DevicePorts) -> set[int]:
        """Enter the ports of a device; those that changed in any way."""
        before, device = self.before, self.network.devices[id]
        was = self.known[id]
        self.known[id] = known
        for name in was.down:
            self.down.pop((id, name), None)
        dark: dict[str, str] = {}
        if id in before.made.wired:
            dark = {name: why for (owner, name), why in before.down.items() if owner == id and name not in was.down}
        self.down.update({(id, name): why for name, why in (dark | known.down).items()})
        routable = {interface.name: (interface, facts) for interface, facts in known.routable}
        names = {interface.name for interface, _ in was.routable} | routable.keys()
        touched = set()
        for name in [*routable, *sorted(names - routable.keys())]:
            interface, facts = routable.get(name, (None, ()))
            number = self.numbers.get((id, name))
            alive = interface is not None and (id, name) not in self.down
            same = number is not None and self.ports[number].interface == interface
            same_domain = before.made.l2.of.get((id, name)) == self.l2.of.get((id, name))
            if (
                number is not None
                and same
                and same_domain
                and alive == ((id, name) in self.port_index)
                and self._holds(number, facts)
            ):
                continue
            if number is None:
                assert interface is not None
                number = self.numbers[id, name] = len(self.ports)
                self.ports.append(RoutedPort(before.node_index[id, interface.vrf], id, interface))
                self.per_port.append(())
            touched.add(number)
            self._drop(number)
            if interface is not None:
                self.ports[number] = RoutedPort(before.node_index[id, interface.vrf], id, interface)
            if alive:
                self.port_index[id, name] = number
                self._add(number, facts, self.network.realm(device.id.department))
            else:
                self.port_index.pop((id, name), None)
        return touched

    def _holds(self, number: int, facts: Iterable[object]) -> bool:
        here = [self.addresses[i] for i in self.per_port[number]]
        return not here or [(a.family, a.ip, a.length, a.network, a.secondary, a.unnumbered) for a in here] == list(facts)

    def _key(self, address: PortAddress) -> Group:
        return self.network.realm(self.ports[address.port].device.department), address.family, address.network, address.length

    def _drop(self, number: int) -> None:
        """Take away the addresses of a port; the last address of all moves into each gap."""
        while self.per_port[number]:
            gap = self.per_port[number][-1]
            gone = self.addresses[gap]
            self.dirty_segments.add(gone.segment)
            self.dirty_groups.add(self._key(gone))
            self._forget(gap, gone)
            last = len(self.addresses) - 1
            moved = self.addresses.pop()
            if gap != last:
                self.addresses[gap] = moved
                self.per_port[moved.port] = _exchanged(self.per_port[moved.port], last, gap)
                self.groups[self._key(moved)] = _exchanged(self.groups[self._key(moved)], last, gap)
                if moved.segment >= 0:
                    self.segments[moved.segment] = _exchanged(self.segments[moved.segment], last, gap)

    def _forget(self, at: int, address: PortAddress) -> None:
        key = self._key(address)
        self.per_port[address.port] = tuple(i for i in self.per_port[address.port] if i != at)
        self.groups[key] = tuple(i for i in self.groups[key] if i != at)
        if not self.groups[key]:
            del self.groups[key]
        self.segments[address.segment] = tuple(i for i in self.segments[address.segment] if i != at)

    def _add(self, number: int, facts: Iterable[tuple[int, int, int, int, bool, bool]], realm: str) -> None:
        for family, ip, length, net, secondary, unnumbered in facts:
            at = len(self.addresses)
            self.addresses.append(PortAddress(number, family, ip, length, net, -1, secondary, unnumbered))
            self.per_port[number] = (*self.per_port[number], at)
            key = realm, family, net, length
            self.groups[key] = (*self.groups.get(key, ()), at)
            self.dirty_groups.add(key)

    def _closure(self) -> set[int]:
        """The addresses whose segments have to be found again: whole segments and whole subnets."""
        members: set[int] = set()
        segments, groups = list(self.dirty_segments), list(self.dirty_groups)
        while segments or groups:
            found = [i for s in segments for i in self.segments[s]] + [i for g in groups for i in self.groups.get(g, ())]
            new = set(found) - members
            members |= new
            segments = [s for s in {self.addresses[i].segment for i in new} if s >= 0 and s not in self.dirty_segments]
            groups = [g for g in {self._key(self.addresses[i]) for i in new} if g not in self.dirty_groups]
            self.dirty_segments.update(segments)
            self.dirty_groups.update(groups)
        return members

    def _owned_before(self, segment: int) -> Iterable[tuple[int, int]]:
        if segment < len(self.before.segments):
            for i in self.before.segments[segment]:
                address = self.before.addresses[i]
                yield segment, address.ip
                for _, ip in virtual(self.before.ports[address.port].interface, address):
                    yield segment, ip

    def _in_order(self, ports: tuple[int, ...]) -> tuple[int, ...]:
        """Owners in the order in which a topology that is built anew has them."""
        if len(ports) < 2:
            return ports
        return tuple(sorted(ports, key=lambda port: (self.ports[port].device, self._position(self.ports[port]))))

    def _position(self, port: RoutedPort) -> int:
        return list(self.network.devices[port.device].interfaces).index(port.interface.name)

    def _hear(self, ports: set[int]) -> set[int]:
        """Find the links of some ports again; these and all ports on links with them, before or now."""
        self.link_of = Patched(self.before.link_of)
        near: set[int] = set()
        todo = set(ports)
        gone: set[int] = set()
        while todo:
            near |= todo
            segments = {self.addresses[a].segment for port in todo for a in self.per_port[port]}
            found = {self.addresses[member].port for segment in segments for member in self.segments[segment]}
            for port in todo:
                known = self.link_of.get(port)
                if known is not None and known not in gone:
                    gone.add(known)
                    found.update(self.before.links[known])
            todo = found - near
        for port in near:
            self.link_of.pop(port, None)
        spare = sorted(gone)
        for number in spare:
            self.links[number] = ()
        for at, link in enumerate(hearing(self.ports, self.addresses, self.per_port, sorted(near), self.l2)):
            number = spare[at] if at < len(spare) else len(self.links)
            if number == len(self.links):
                self.links.append(())
            self.links[number] = link
            self.link_of.update(dict.fromkeys(link, number))
        return near


def _exchanged(numbers: tuple[int, ...], one: int, other: int) -> tuple[int, ...]:
    return tuple(other if number == one else number for number in numbers)
