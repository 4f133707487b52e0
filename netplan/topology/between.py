"""What switches do with a frame between two ports of one broadcast domain: from where it enters to where it leaves, in words."""

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from models.device import DeviceId
from models.interfaces import InterfaceKind
from models.network import Network
from models.source import Source
from models.verdict import Fate, Hop, Path
from netplan.topology.bridging import StpTree, stp_trees
from netplan.topology.domains import domains
from netplan.topology.frames import Way, always_open, carries_surely, forwards, number_of, tree_of, way
from netplan.topology.ground import Ground, Place
from netplan.topology.ports import carries
from netplan.topology.spanning_tree import Tree


class Step(NamedTuple):
    """What one device does with the frame, or would, and the config line behind it."""

    device: DeviceId
    what: str
    source: Source | None = None
    known: bool = True
    """False: nobody knows whether the frame gets further."""
    stops: bool = False
    """The frame gets no further."""


class _Entry(NamedTuple):
    """Where a port meets the switches: the switch and its VLAN; `port` is the switch port that its wire ends at, None inside it."""

    switch: DeviceId
    vlan: int
    port: Place | None = None


class Frames:
    """The switches of one network; what they need is worked out when it is first asked for."""

    def __init__(self, network: Network) -> None:
        self.network = network

    @cached_property
    def _ground(self) -> Ground:
        return Ground(self.network)

    @cached_property
    def _trees(self) -> tuple[StpTree, ...]:
        return stp_trees(self._ground)

    def path(self, start: Place, end: Place) -> Path:
        """The way of a frame between two switch ports."""
        first, last = self._entry(start), self._entry(end)
        if first is None or last is None:
            device, name = start if first is None else end
            return Path((), Fate.BLACK_HOLED, f"{name} of {device} is in no VLAN that the switch carries, or is down")
        if first.vlan != last.vlan and (first.switch == last.switch or not self._joined(first, last)):
            return Path(
                (), Fate.BLACK_HOLED, f"VLAN {first.vlan} of {first.switch} and VLAN {last.vlan} of {last.switch} are not joined"
            )
        steps = tuple(self._told(first, last))
        hops = tuple(Hop(str(step.device), step.what, step.source) for step in steps)
        for fate, bad in ((Fate.UNKNOWN, [s for s in steps if not s.known]), (Fate.DROPPED, [s for s in steps if s.stops])):
            if bad:
                return Path(hops, fate, bad[0].what)
        return Path(hops, Fate.DELIVERED)

    def _joined(self, first: _Entry, last: _Entry) -> bool:
        """Whether wires join two VLANs, whatever blocks."""
        known = domains(self.network, self._ground.ports).of
        one, other = known.get((first.switch, first.vlan)), known.get((last.switch, last.vlan))
        return one is not None and one == other

    def between(self, start: Place, end: Place) -> tuple[Step, ...]:
        """The steps of a frame from one port to another; () where no known switch is on its way."""
        first, last = self._entry(start), self._entry(end)
        if first is None and last is None:
            return ()
        if first is None or last is None:
            open_ = start if first is None else end
            known = first or last
            assert known is not None
            return (Step(open_[0], f"not known which switch port of VLAN {known.vlan} {open_[1]} is wired to", known=False),)
        if first.switch == last.switch and first.port is None and last.port is None:
            return ()
        return tuple(self._told(first, last))

    def _entry(self, place: Place) -> _Entry | None:
        device, name = place
        port = self.network.devices[device].interfaces[name]
        if port.switchport is not None:
            if name in self._ground.ports[device].down or place in self._ground.dark:
                return None
            vlans = {what for _, what in self._ground.tags(place).values() if isinstance(what, int)}
            untagged = port.switchport.access_vlan if port.switchport.mode == "access" else port.switchport.native_vlan
            return _Entry(device, untagged, place) if untagged in vlans else None
        if port.kind is InterfaceKind.VLAN and port.vlan is not None:
            return _Entry(device, port.vlan) if self._ground.ports[device].switched else None
        outer, tag = (port.parent, port.encapsulation_vlan or 0) if port.parent else (name, 0)
        for far in self._ground.ends.get((device, outer), ()):
            taken = self._ground.tags(far).get(tag) if self._ground.interface(far).switchport is not None else None
            if taken is not None and isinstance(taken[1], int):
                return _Entry(far[0], taken[1], far)
        return None

    def _told(self, first: _Entry, last: _Entry) -> Iterator[Step]:
        """The steps in order; what nobody knows of switches beyond comes last but one, where the tree decides anything."""
        ends = {entry.port for entry in (first, last) if entry.port is not None}
        crossing, stopped = first.switch != last.switch, False
        if first.port is not None:
            step = self._end(first.port, first.vlan, "takes the frame")
            stopped = step.stops
            yield step
        if crossing and not stopped:
            yield from self._crossed(first, last, ends)
        if crossing or not all(always_open(self.network, self._tree(at[0], first.vlan), at, first.vlan) for at in ends):
            yield from self._beyond(first)
        if last.port is not None and not stopped:
            yield self._end(last.port, last.vlan, "gives the frame out")

    def _crossed(self, first: _Entry, last: _Entry, ends: set[Place]) -> Iterator[Step]:
        if first.vlan != last.vlan:
            why = f"not known where VLAN {first.vlan} becomes VLAN {last.vlan} on the way to {last.switch}"
            yield Step(first.switch, why, known=False)
            return
        vlan = first.vlan
        found: Way = way(self.network, self._trees, vlan, first.switch, last.switch)
        if found.hops is None:
            why = f"the way of the frame in VLAN {vlan} to {last.switch} is not known: {found.why}"
            yield Step(first.switch, why, known=False)
            return
        for out, into in found.hops:
            yield self._step(out, vlan, "gives the frame out")
            yield self._step(into, vlan, "takes the frame")
        tree = self._tree(first.switch, vlan)
        if tree is not None and tree.tree is not None:
            passed = {first.switch, *(into[0] for _, into in found.hops)}
            for device, name in sorted(tree.tree.roles.keys() - ends):
                if device in passed and tree.tree.forwards(device, name) is False:
                    yield self._blocks((device, name), vlan, tree.tree)

    def _beyond(self, first: _Entry) -> Iterator[Step]:
        tree = self._tree(first.switch, first.vlan)
        if tree is not None and tree.beyond:
            behind = ", ".join(f"{device}:{name}" for device, name in tree.beyond[:4])
            more = f" and {len(tree.beyond) - 4} more" if len(tree.beyond) > 4 else ""
            why = f"this holds among the known switches: nobody knows what is behind {behind}{more}"
            yield Step(first.switch, why, known=False)

    def _tree(self, switch: DeviceId, vlan: int) -> StpTree | None:
        return tree_of(self.network, self._trees, vlan, switch)

    def _blocks(self, place: Place, vlan: int, tree: Tree) -> Step:
        return self._step(place, vlan, f"({', '.join(sorted(tree.roles[place]))}) blocks")._replace(known=True)

    def _end(self, place: Place, vlan: int, what: str) -> Step:
        """What the port does where the frame begins or ends."""
        tree = self._tree(place[0], vlan)
        passes = forwards(self.network, tree, place, vlan)
        if passes is False and tree is not None and tree.tree is not None:
            return self._blocks(place, vlan, tree.tree)._replace(stops=True)
        step = self._step(place, vlan, what)
        if passes is None:
            why = f": {'; '.join(tree.doubts)}" if tree is not None and tree.doubts else ""
            return step._replace(what=f"{step.what}; whether it forwards is not known{why}", known=False)
        return step

    def _step(self, place: Place, vlan: int, what: str) -> Step:
        port = self._ground.interface(place)
        assert port.switchport is not None
        members = sorted(other.name for other in self.network.devices[place[0]].interfaces.values() if other.lag == place[1])
        kind = f"aggregate of {', '.join(members)}, " if members else ""
        tagged = port.switchport.mode == "access" or port.switchport.native_vlan == vlan
        known = carries_surely(port.switchport, vlan)
        if not carries(port.switchport, vlan):
            how = f"does not carry VLAN {vlan}"
        elif port.switchport.mode == "access":
            how = f"access port of VLAN {vlan}"
        elif not known:
            how = f"not known whether it becomes a trunk or an access port, and carries VLAN {vlan}"
        else:
            how = f"trunk, VLAN {vlan} {'untagged' if tagged else 'tagged'}"
        tree = number_of(self.network.devices[place[0]], vlan)
        instance = f", instance {tree}" if tree else ""
        return Step(place[0], f"{place[1]} {what} ({kind}{how}{instance})", port.source, known)
