"""Which steps can matter to a flow, so that a proof needs only the states that those steps make.

A plan of a city has more states than can be counted: departments move independently. But what
becomes of a packet rests on few steps. The *support* of a flow is every step with a touch that the flow
could meet, in any state, on any path. Two states that agree on the support of a flow give it the same
fate, so `Order.states(support)` is a complete check.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import TypeVar

from models.interfaces import DEFAULT_VRF
from models.plan import Step
from netplan.verifier.joints import Prefix
from netplan.verifier.touches import Touch, overlap, touches
from netplan.verifier.translations import outer_of, spread, translations
from netplan.verifier.world import Place, World

K = TypeVar("K")


class Supports:
    """The supports of flows in one plan. `steps` in the order of `Order.steps`; supports are bit masks over them."""

    def __init__(self, world: World, steps: Sequence[Step]) -> None:
        self.world = world
        self._moves: list[tuple[int, str, Prefix, Prefix]] = []
        known: list[Touch] = []
        self._of_step: list[int] = []
        """The touches of each step, as a set of bits."""
        for at, step in enumerate(steps):
            seen = {touch for change in step.changes for touch in touches(world, change)}
            self._of_step.append(((1 << len(seen)) - 1) << len(known))
            known += seen
            self._moves += [(1 << at, move.department, move.old, move.new) for move in step.moved]
        self._leaks = _leaks(world)
        self._translations = translations(world)
        self._places = _by(known, lambda touch: touch.place)
        self._routing = _by(known, lambda touch: touch.filters).get(False, 0)
        self._destinations = Spans(_by(known, lambda touch: touch.destination))
        self._sources = Spans(_by(known, lambda touch: touch.source))
        self._variants = cache(self._all_variants)
        self._entries = cache(self._all_entries)
        self._closure = cache(self._all_places)

    def of(self, origin: tuple[str, Prefix], destination: tuple[str, Prefix]) -> tuple[int, frozenset[Place]]:
        """The support of the flow from `origin` to `destination`, each a department and a prefix of the first state,

        and the domains that its packets may enter.
        """
        mask, sources = self._variants(origin[0], origin[1])
        more, destinations = self._variants(*destination)
        mask |= more
        if every := spread(self._translations, sources, destinations) if self._translations else ():
            # Its answers count too, so that both ends are where packets come from and where they go.
            places = self._closure(self._entries(origin[0], sources), every)
            return mask | self._steps(self._met(places, every) & self._sources.meeting(every)), places
        places = self._closure(self._entries(origin[0], sources), destinations)
        return mask | self._steps(self._met(places, destinations) & self._sources.meeting(sources)), places

    def routing(self, start: Place, destination: tuple[str, Prefix]) -> tuple[int, frozenset[Place]]:
        """The support of the way, filters aside, from any router of a domain to a destination, and the domains it may enter."""
        mask, destinations = self._variants(*destination)
        places = self._closure(frozenset({start}), destinations)
        return mask | self._steps(self._met(places, destinations) & self._routing), places

    def _met(self, places: Iterable[Place], destinations: Iterable[Prefix]) -> int:
        """The touches of packets to one of some destinations in some domains."""
        found = 0
        for place in places:
            found |= self._places.get(place, 0)
        return found & self._destinations.meeting(destinations)

    def _steps(self, met: int) -> int:
        """The steps that have one of some touches."""
        return sum(1 << at for at, own in enumerate(self._of_step) if own & met)

    def _all_places(self, starts: frozenset[Place], destinations: tuple[Prefix, ...]) -> frozenset[Place]:
        """Every domain that a packet from `starts` to one of `destinations` could enter in some state."""
        places = set(starts)
        todo = list(places)
        while todo:
            here = todo.pop()
            for there in self.world.meets.get(here, ()):
                if there not in places:
                    places.add(there)
                    todo.append(there)
            for prefix, there in self._leaks.get(here, ()):
                if there not in places and any(overlap(prefix, wanted) for wanted in destinations):
                    places.add(there)
                    todo.append(there)
        return frozenset(places)

    def _all_entries(self, department: str, prefixes: tuple[Prefix, ...]) -> frozenset[Place]:
        """The domains of the ports that serve one of some prefixes in some state."""
        wanted = set(prefixes)
        return frozenset(
            self.world.place((device, port.vrf))
            for device in self.world.interfaces
            if device.department == department
            for port in self.world.ports(device)
            if any(address.ip.network in wanted for address in port.addresses)
        )

    def _all_variants(self, department: str, prefix: Prefix) -> tuple[int, tuple[Prefix, ...]]:
        """The steps that move (part of) a prefix, and all addresses that it has in some state."""
        mask, variants = 0, [prefix]
        for bit, whose, old, new in self._moves:
            if whose == department and overlap(old, prefix):
                mask |= bit
                variants.append(new)
        return mask, tuple(variants)


def _leaks(world: World) -> dict[Place, list[tuple[Prefix, Place]]]:
    """From each domain, the domains that a static route or a translation may hand packets to some prefix over to."""
    found: dict[Place, list[tuple[Prefix, Place]]] = {}
    for id, device in world.network.devices.items():
        for rule in device.nat_rules:
            here, there = (world.place((id, vrf)) for vrf in (DEFAULT_VRF, rule.vrf))
            if here != there:
                found.setdefault(here, []).extend((outer, there) for outer in outer_of(world, id, rule))
    for id, statics in world.statics.items():
        for route in statics:
            here = world.place((id, route.vrf))
            to = {world.place((id, port.vrf)) for port in world.interfaces[id].get(route.interface, ())}
            if route.next_hop_vrf:
                to.add(world.place((id, route.next_hop_vrf)))
            found.setdefault(here, []).extend((route.prefix, other) for other in to - {here})
    return found


class Spans:
    """Touches by the addresses that they are about, as sets of bits; None stands for all addresses."""

    def __init__(self, by_prefix: Mapping[Prefix | None, int]) -> None:
        self._always = by_prefix.get(None, 0)
        self._spans = [(*_span(prefix), bits) for prefix, bits in by_prefix.items() if prefix is not None]
        self._one = cache(self._overlapping)

    def meeting(self, prefixes: Iterable[Prefix]) -> int:
        """The touches that are about an address of one of some prefixes."""
        found = self._always
        for prefix in prefixes:
            found |= self._one(prefix)
        return found

    def _overlapping(self, prefix: Prefix) -> int:
        version, first, last = _span(prefix)
        found = 0
        for other, low, high, bits in self._spans:
            if other == version and low <= last and first <= high:
                found |= bits
        return found


def _span(prefix: Prefix) -> tuple[int, int, int]:
    return prefix.version, int(prefix.network_address), int(prefix.broadcast_address)


def _by(known: Sequence[Touch], what: Callable[[Touch], K]) -> dict[K, int]:
    """Touches by what is the same of them, as sets of bits."""
    found: dict[K, int] = {}
    for at, touch in enumerate(known):
        found[what(touch)] = found.get(what(touch), 0) | 1 << at
    return found
