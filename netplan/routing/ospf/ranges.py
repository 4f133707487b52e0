"""Ranges of border routers: what they sum up, what they throw away, and which summaries of others they do not use."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from models.routing import OspfRange
from netplan.routing.ospf.domain import INF, AreaInput, Domain, Doubt, Matrix


@dataclass
class Ranges:
    """The ranges of all border routers of a domain, as they are used. `fork` are the doubts that are taken the other way."""

    domain: Domain
    fork: Collection[Doubt] = ()
    doubts: set[Doubt] = field(default_factory=set)
    """What may be the other way."""
    active: dict[int, set[tuple[str, OspfRange]]] = field(default_factory=dict)
    """Router → area and range of those that have a part."""
    discards: dict[tuple[int, int], int] = field(default_factory=dict)
    """(router, prefix) → cost of the ranges that a border router announces: it throws away what no part holds."""

    def applied(self, area: AreaInput, router: int, offer: Matrix) -> tuple[Matrix, dict[int, int]]:
        """`offer` without the prefixes inside the router's ranges of an area, and the ranges that it announces with their costs."""
        domain, habit = self.domain, self.domain.habit(router)
        offer = offer.copy()
        offer[list(area.blocked_out.get(router, ()))] = INF
        made: dict[int, int] = {}
        taken: set[int] = set()
        for summary in sorted(area.ranges.get(router, ()), key=lambda s: -s.prefix.prefixlen):
            inside = [p for p in within(domain.prefixes[: domain.real], summary) if p not in taken]
            taken.update(inside)
            parts = [p for p in inside if offer[p] < INF]
            if not parts:
                continue
            self.active.setdefault(router, set()).add((area.name, summary))
            costs = offer[parts]
            cost = int(costs.min() if domain.rfc1583[router] and not habit.largest_part else costs.max())
            offer[parts] = INF
            if summary.advertise:
                number = _number(domain, summary)
                made[number] = summary.cost if summary.cost is not None else cost
                self.discards[router, number] = made[number]
        return offer, made

    def hide(self, router: int, distances: Matrix) -> None:
        """Take away the distances by summaries of others that a border router does not use."""
        active, habit = self.active.get(router, set()), self.domain.habit(router)
        hidden = self._inside(router, active) if habit.hides_inside_ranges else [_number(self.domain, s) for _, s in active]
        before = self._inside(router, active, False) if habit.hides_inside_ranges else ()
        for numbers, usual in ((list(hidden), True), (list(before), False)):
            others = [p for p in numbers if distances[p] < INF and (router, p) not in self.discards]
            if others and habit.hides_inside_ranges:
                doubt = Doubt("hides", router)
                self.doubts.add(doubt)
                usual ^= doubt in self.fork
            if usual:
                distances[numbers] = INF

    def thrown_away(self) -> Iterator[tuple[int, int, int]]:
        """(router, prefix, cost) of the ranges that throw away what no part holds."""
        for (router, prefix), cost in self.discards.items():
            nssa = any(area.kind == "nssa" and router in area.members for area in self.domain.areas.values())
            doubt = Doubt("discard", router)
            if nssa and self.domain.habit(router).forgets_ranges:
                self.doubts.add(doubt)
            if doubt not in self.fork:
                yield router, prefix, cost

    def _inside(self, router: int, active: Collection[tuple[str, OspfRange]], wanted: bool = True) -> Iterator[int]:
        """The prefixes inside an active range, or one that is not: of the areas that have a range around it, the first counts."""
        named = [(a.name, a.ranges[router]) for a in self.domain.areas.values() if router in a.ranges]
        decided: set[int] = set()
        for name, ranges in sorted(named, key=lambda each: number_of(each[0])):
            for summary in sorted(ranges, key=lambda s: -s.prefix.prefixlen):
                fresh = [p for p in within(self.domain.prefixes[: self.domain.real], summary) if p not in decided]
                decided.update(fresh)
                if ((name, summary) in active) == wanted:
                    yield from fresh


def number_of(area: str) -> int:
    """An area id as a number."""
    parts = area.split(".")
    return int(area) if len(parts) == 1 else sum(int(part) << (24 - 8 * at) for at, part in enumerate(parts))


def namesakes(domain: Domain, offer: Matrix) -> Iterator[int]:
    """The prefixes of an offer with the network address of a longer one."""
    longest: dict[int, int] = {}
    offered = np.flatnonzero(offer[: domain.real] < INF).tolist()
    for p in offered:
        _, network, length = domain.prefixes[p]
        longest[network] = max(length, longest.get(network, 0))
    return (p for p in offered if domain.prefixes[p][2] < longest[domain.prefixes[p][1]])


def within(prefixes: Sequence[tuple[int, int, int]], summary: OspfRange) -> list[int]:
    """The numbers of the prefixes inside a range."""
    family, length = summary.prefix.version, summary.prefix.prefixlen
    shift = summary.prefix.max_prefixlen - length
    top = int(summary.prefix.network_address) >> shift
    return [i for i, (f, net, size) in enumerate(prefixes) if f == family and size >= length and net >> shift == top]


def _number(domain: Domain, summary: OspfRange) -> int:
    return domain.prefixes.index((summary.prefix.version, int(summary.prefix.network_address), summary.prefix.prefixlen))
