"""Which steps can matter to a flow, so that a proof needs only the states that those steps make.

A plan of a city has more states than can be counted: departments move independently. But what
becomes of a packet rests on few steps. The *support* of a flow is every step with a touch that the flow
could meet, in any state, on any path. Two states that agree on the support of a flow give it the same
fate, so `Order.states(support)` is a complete check.
"""

from collections.abc import Iterable, Sequence

from models.plan import Step
from netplan.verifier.joints import Prefix
from netplan.verifier.touches import Touch, overlap, touches
from netplan.verifier.world import Place, World


class Supports:
    """The supports of flows in one plan. `steps` in the order of `Order.steps`; supports are bit masks over them."""

    def __init__(self, world: World, steps: Sequence[Step]) -> None:
        self.world = world
        self._touches: list[tuple[int, Touch]] = []
        self._moves: list[tuple[int, str, Prefix, Prefix]] = []
        for at, step in enumerate(steps):
            seen = {touch for change in step.changes for touch in touches(world, change)}
            self._touches += [(1 << at, touch) for touch in seen]
            self._moves += [(1 << at, move.department, move.old, move.new) for move in step.moved]
        self._leaks = _leaks(world)

    def of(self, origin: tuple[str, Prefix], destination: tuple[str, Prefix]) -> tuple[int, frozenset[Place]]:
        """The support of the flow from `origin` to `destination`, each a department and a prefix of the first state,

        and the domains that its packets may enter.
        """
        mask, sources = self._variants(origin[0], origin[1])
        more, destinations = self._variants(*destination)
        mask |= more
        places = self.closure(self._entries(origin[0], sources), destinations)
        for bit, touch in self._touches:
            if touch.place in places and _meets(touch.destination, destinations) and _meets(touch.source, sources):
                mask |= bit
        return mask, places

    def routing(self, start: Place, destination: tuple[str, Prefix]) -> tuple[int, frozenset[Place]]:
        """The support of the way, filters aside, from any router of a domain to a destination, and the domains it may enter."""
        mask, destinations = self._variants(*destination)
        places = self.closure({start}, destinations)
        for bit, touch in self._touches:
            if not touch.filters and touch.place in places and _meets(touch.destination, destinations):
                mask |= bit
        return mask, places

    def closure(self, starts: Iterable[Place], destinations: Iterable[Prefix]) -> frozenset[Place]:
        """Every domain that a packet from `starts` to one of `destinations` could enter in some state."""
        wanted = list(destinations)
        places = set(starts)
        todo = list(places)
        while todo:
            here = todo.pop()
            for there in self.world.meets.get(here, ()):
                if there not in places:
                    places.add(there)
                    todo.append(there)
            for prefix, there in self._leaks.get(here, ()):
                if there not in places and _meets(prefix, wanted):
                    places.add(there)
                    todo.append(there)
        return frozenset(places)

    def _entries(self, department: str, prefixes: Iterable[Prefix]) -> set[Place]:
        """The domains of the ports that serve one of some prefixes in some state."""
        wanted = set(prefixes)
        return {
            self.world.place((device, port.vrf))
            for device in self.world.interfaces
            if device.department == department
            for port in self.world.ports(device)
            if any(address.ip.network in wanted for address in port.addresses)
        }

    def _variants(self, department: str, prefix: Prefix) -> tuple[int, list[Prefix]]:
        """The steps that move (part of) a prefix, and all addresses that it has in some state."""
        mask, variants = 0, [prefix]
        for bit, whose, old, new in self._moves:
            if whose == department and overlap(old, prefix):
                mask |= bit
                variants.append(new)
        return mask, variants


def _leaks(world: World) -> dict[Place, list[tuple[Prefix, Place]]]:
    """From each domain, the domains that a static route may hand packets to some prefix over to."""
    found: dict[Place, list[tuple[Prefix, Place]]] = {}
    for device, statics in world.statics.items():
        for route in statics:
            here = world.place((device, route.vrf))
            there = {world.place((device, port.vrf)) for port in world.interfaces[device].get(route.interface, ())}
            if route.next_hop_vrf:
                there.add(world.place((device, route.next_hop_vrf)))
            found.setdefault(here, []).extend((route.prefix, other) for other in there - {here})
    return found


def _meets(prefix: Prefix | None, others: Iterable[Prefix]) -> bool:
    return prefix is None or any(overlap(prefix, other) for other in others)
