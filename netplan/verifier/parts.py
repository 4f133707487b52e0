"""The part of a network that some packets can ever enter: all that has to be computed to tell their fate.

Devices of the domains are there as they are. Of a device that only lends a VRF, the protocols of its other VRFs are
left out. A device that is merely wired to them is there with its ports alone: a port gets no light when the other end
is shut, and nobody else is on a wire with two ends.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from models.change import Change
from models.device import Device, DeviceId
from models.filters import Acl
from models.interfaces import Interface
from models.link import Link
from models.plan import Step
from netplan.topology.domains import UnionFind
from netplan.verifier.world import Place, World

Places = frozenset[Place] | None
"""The domains of a part; None is all there is."""


class Parts:
    """The parts of one network and of all states of one plan."""

    def __init__(self, world: World, steps: Sequence[Step]) -> None:
        self.world, self.steps = world, steps
        self._devices: dict[frozenset[Place], tuple[frozenset[DeviceId], frozenset[DeviceId]]] = {}
        self._telling: dict[frozenset[Place], int] = {}
        self._routing: dict[frozenset[Place], int] = {}
        self._groups: dict[frozenset[Place], tuple[frozenset[Place], ...]] = {}
        self._cut: dict[tuple[int, frozenset[Place]], tuple[Device, Device]] = {}

    def devices(self, places: frozenset[Place]) -> tuple[frozenset[DeviceId], frozenset[DeviceId]]:
        """The devices of a part, and those of which it needs the ports alone."""
        if places not in self._devices:
            world = self.world
            whole = {name for name in world.interfaces if world.realm(name) in places}
            whole |= {place[0] for place in places if not isinstance(place, str)}
            ports = {
                far.device
                for link in world.links
                for near, far in ((link.a, link.b), (link.b, link.a))
                if near.device in whole and far.device in world.interfaces and self._served(near.device, near.interface) & places
            }
            self._devices[places] = frozenset(whole), frozenset(ports - whole)
        return self._devices[places]

    def _served(self, device: DeviceId, port: str) -> set[Place]:
        """The domains that a port, or what hangs on it, is in; a switch port is in that of its device."""
        found: set[Place] = set()
        for name in self.world.joints.with_it(device, port):
            for fact in self.world.interfaces[device].get(name, ()):
                found.add(self.world.realm(device) if fact.switchport else self.world.place((device, fact.vrf)))
        return found

    def cut(self, devices: Mapping[DeviceId, Device], places: frozenset[Place]) -> dict[DeviceId, Device]:
        """Devices as a part needs them; the same object again for the same device."""
        whole, _ = self.devices(places)
        return {name: self._needed(device, places, name in whole) for name, device in devices.items()}

    def _needed(self, device: Device, places: frozenset[Place], whole: bool) -> Device:
        if whole and self.world.realm(device.id) in places:
            return device
        kept = places if whole else frozenset()
        key = id(device), kept
        if key not in self._cut:
            inside = {vrf for vrf in (*device.vrfs, *device.bgp) if self.world.place((device.id, vrf)) in kept}
            cut = replace(
                device,
                statics=frozenset(route for route in device.statics if route.vrf in inside),
                ospf={name: process for name, process in device.ospf.items() if process.vrf in inside},
                isis={name: process for name, process in device.isis.items() if process.vrf in inside},
                bgp={vrf: process for vrf, process in device.bgp.items() if vrf in inside},
            )
            self._cut[key] = device, cut
        return self._cut[key][1]

    def groups(self, places: frozenset[Place]) -> tuple[frozenset[Place], ...]:
        """The domains of a part in groups: a static route looks up its next hop in a domain of the same group."""
        if places not in self._groups:
            sets = UnionFind()
            for place in places:
                sets.find(place)
            for device, statics in self.world.statics.items():
                for route in statics:
                    if route.next_hop and route.next_hop_vrf:
                        here, there = (self.world.place((device, vrf)) for vrf in (route.vrf, route.next_hop_vrf))
                        if here in places and there in places:
                            sets.union(here, there)
            found: dict[object, set[Place]] = {}
            for place in places:
                found.setdefault(sets.find(place), set()).add(place)
            self._groups[places] = tuple(sorted(map(frozenset, found.values()), key=lambda group: sorted(map(str, group))))
        return self._groups[places]

    def routing(self, places: frozenset[Place]) -> int:
        """The steps that can alter the routes of some domains: those that edit more than packet filters of their devices."""
        if places not in self._routing:
            known = frozenset[DeviceId]().union(*self.devices(places))
            self._routing[places] = sum(
                1 << at
                for at, step in enumerate(self.steps)
                if any(known & set(_where(change)) and not self._filters(change) for change in step.changes)
            )
        return self._routing[places]

    def _filters(self, change: Change) -> bool:
        """Whether a change is about packet filters alone: a list that no routing protocol names, or its use at a port."""
        one, other = change.before, change.after
        if isinstance(one, Interface) and isinstance(other, Interface):
            off = {"acl_in": "", "acl_out": "", "acl6_in": "", "acl6_out": ""}
            return replace(one, **off) == replace(other, **off)  # type: ignore[arg-type]  # fields of Interface
        if not isinstance(change.fact, Acl) or change.device is None:
            return False
        world, device = self.world, change.device
        words = repr((world.ospf[device], world.isis[device], world.bgp[device], world.policies[device]))
        return change.fact.name not in words

    def telling(self, places: frozenset[Place]) -> int:
        """The steps that a part can tell: they change one of its devices or wires, or move hosts, open flows, give up prefixes."""
        if places not in self._telling:
            known = frozenset[DeviceId]().union(*self.devices(places))
            mask = 0
            for at, step in enumerate(self.steps):
                if step.moved or step.opens or step.ends or any(known & set(_where(change)) for change in step.changes):
                    mask |= 1 << at
            self._telling[places] = mask
        return self._telling[places]


def _where(change: Change) -> Iterable[DeviceId]:
    if change.device is not None:
        return (change.device,)
    return [end.device for fact in (change.before, change.after) if isinstance(fact, Link) for end in (fact.a, fact.b)]
