"""Routers that can hear of each other by IS-IS, for one IP version: both levels, and what one tells the other (RFC 5302).

A router prefers what its area knows, then what level 2 knows, then what level 2 told its area.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from models.isis import BOTH, IsisSummary
from netplan.routing.isis.brought import Brought
from netplan.routing.isis.graph import Advert, Graph, LevelArc, Reach, joined
from netplan.routing.isis.kernels import Ints
from netplan.routing.isis.metric import MOST_PATH, MOST_WIDE, NARROW, cut, says, styles_differ, takes
from netplan.routing.isis.view import Instance, View
from netplan.routing.ospf.kernels import INFINITE
from netplan.topology.domains import UnionFind

L1, L2, IA, L1_EXTERNAL, L2_EXTERNAL = range(5)
_ORDER = (0, 2, 4, 1, 3)
"""Between kinds of one distance."""
_ATTACHED_BY_NEIGHBOUR = ("frr",)
"""Systems that call themselves attached with any neighbour of level 2, not only where another area can be reached."""
_SIX_BY_WIDE = ("frr",)
"""Systems whose IPv6 prefixes nobody hears of by narrow metrics (seen on FRR 8.4)."""
_OVERLOAD_OF_ONE = ("frr",)
"""Systems that are not overloaded in an IPv6 topology of its own (seen on FRR 8.4; RFC 5120 has a bit for each topology)."""
Key = tuple[int, int, int]
Permits = Callable[[Instance, tuple[str, ...], Key], bool]
"""Whether policies of a router let a prefix through."""


class Ways(NamedTuple):
    """Routes as columns: router of the part, prefix, kind, distance in IS-IS, arc (-1: thrown away), tag."""

    router: Ints
    prefix: Ints
    kind: Ints
    metric: Ints
    arc: Ints
    tag: Ints


class Family:
    """One part for one IP version; what does not change with what is brought in is computed once."""

    def __init__(self, seen: View, members: Sequence[int], ports: Sequence[int], arcs: Sequence[int], family: int) -> None:
        self.seen, self.family, self.ports = seen, family, ports
        self.instances = [seen.instances[m] for m in members]
        self.at = {m: n for n, m in enumerate(members)}
        self.doubts: list[str] = []
        self.graphs = {level: self._graphs(level, arcs) for level in (1, 2)}
        self.leaving = frozenset(n for n in range(len(self.instances)) if self._leaves(n))

    def _graphs(self, level: int, arcs: Sequence[int]) -> list[Graph]:
        sets = UnionFind()
        mine = [n for n in arcs if self.seen.arcs[n].level & level and self.family in self.seen.arcs[n].families]
        for n in mine:
            sets.union(self._end(self.seen.arcs[n].tail), self._end(self.seen.arcs[n].head))
        groups: dict[object, tuple[list[int], list[LevelArc]]] = {}
        for router, instance in enumerate(self.instances):
            if instance.process.level & level:
                groups.setdefault(sets.find(router), ([], []))[0].append(router)
        for n in mine:
            arc = self.seen.arcs[n]
            tail = self._end(arc.tail)
            cost = cut(self.seen.ports[arc.tail].metric(level, self.family), says(self._style(tail, level)))
            if cost < MOST_WIDE:
                groups[sets.find(tail)][1].append(LevelArc(tail, self._end(arc.head), cost, n))
        overloaded = frozenset(n for n in range(len(self.instances)) if self._overloaded(n))
        found = []
        for routers, own in groups.values():
            large = any(self.seen.ports[self.seen.arcs[a.arc].tail].metric(level, self.family) > cut(1 << 30, NARROW) for a in own)
            graph = Graph(routers, own, overloaded)
            if why := styles_differ([self._style(r, level) for r in routers], large) if len(routers) > 1 else "":
                self.doubts.append(why)
            if graph.overflows:
                self.doubts.append("paths may cost more than can be counted")
            found.append(graph)
        return found

    def _overloaded(self, router: int) -> bool:
        device, process = self.instances[router].device, self.instances[router].process
        apart = self.family == 6 and process.multi_topology and device.suite in _OVERLOAD_OF_ONE
        return process.overload and not apart

    def _end(self, port: int) -> int:
        return self.at[self.seen.ports[port].instance]

    def _style(self, router: int, level: int) -> str:
        return self.instances[router].process.styles[level - 1]

    def _leaves(self, router: int) -> bool:
        """Whether a router knows a way out of its area, as its OS decides that: then it may set the attached bit."""
        instance = self.instances[router]
        if instance.process.level != BOTH:
            return False
        graph = next(g for g in self.graphs[2] if router in g.at)
        if instance.device.suite in _ATTACHED_BY_NEIGHBOUR:
            here = graph.at[router]
            return bool(graph.start[here + 1] > graph.start[here])
        reached = np.flatnonzero(graph.far[graph.at[router]] < INFINITE)
        areas = instance.process.areas
        return any(not areas & self.instances[other].process.areas for other in graph.members[reached].tolist())

    def solved(self, numbers: dict[Key, int], brought: Sequence[tuple[int, Brought]], permits: Permits) -> Ways:
        """All routes. `numbers` are those of prefixes; new ones are added."""
        found = []
        own = {level: [*self._native(level, numbers), *self._foreign(level, numbers, brought)] for level in (1, 2)}
        default = numbers.setdefault((self.family, 0, 0), len(numbers))
        own[1], first = self._summed(1, own[1], numbers)
        found += [first, *self._level(1, own[1]), *self._towards_attached(default, own[1])]
        below = _best(found)
        told = self._told(below, numbers, permits)
        second, sums = self._summed(2, [*own[2], *told], numbers)
        above = [sums, *self._level(2, second)]
        found += above
        found += [self._as_ways(IA, self._reach(1, self._leaked(_best(above), below, numbers, permits)), {})]
        return self._chosen(_stacked(found))

    def _native(self, level: int, numbers: dict[Key, int]) -> Iterator[Advert]:
        for n in self.ports:
            port = self.seen.ports[n]
            router = self.at[port.instance]
            if port.announced & level and self._tells(router, level):
                metric = cut(port.metric(level, self.family), says(self._style(router, level)))
                for key in port.adverts:
                    if key[0] == self.family:
                        yield Advert(router, numbers.setdefault(key, len(numbers)), metric)

    def _foreign(self, level: int, numbers: dict[Key, int], brought: Sequence[tuple[int, Brought]]) -> Iterator[Advert]:
        for router, b in brought:
            on = b.level & level & self.instances[router].process.level
            if b.prefix[0] == self.family and on and self._tells(router, level):
                metric = cut(b.metric, says(self._style(router, level)), 0xFFFFFFFF)
                yield Advert(router, numbers.setdefault(b.prefix, len(numbers)), metric, b.external, b.tag)

    def _tells(self, router: int, level: int) -> bool:
        """Whether others hear of prefixes of this IP version from a router."""
        unheard = self.instances[router].device.suite in _SIX_BY_WIDE and says(self._style(router, level)) == NARROW
        return self.family == 4 or not unheard

    def _level(self, level: int, adverts: Sequence[Advert]) -> Iterator[Ways]:
        """Ways by one level. Systems with a distance of its own for what comes from outside tell the two apart."""
        tags: dict[int, int] = {}
        for advert in adverts:
            tags[advert.prefix] = advert.tag if tags.get(advert.prefix, advert.tag) == advert.tag else 0
        apart = [n for n, i in enumerate(self.instances) if i.process.external_distances != i.process.distances]
        if not apart or not any(advert.external for advert in adverts):
            yield self._as_ways(level - 1, self._reach(level, adverts), tags)
            return
        others = sorted({*range(len(self.instances))} - {*apart})
        yield self._as_ways(level - 1, self._reach(level, adverts, others), tags)
        yield self._as_ways(level - 1, self._reach(level, [a for a in adverts if not a.external], apart), tags)
        yield self._as_ways(level + 2, self._reach(level, [a for a in adverts if a.external], apart), tags)

    def _reach(self, level: int, adverts: Sequence[Advert], wanted: Sequence[int] | None = None) -> Reach:
        limits = [MOST_PATH if takes(self._style(n, level)) == NARROW else int(INFINITE) for n in range(len(self.instances))]
        return joined([graph.reach(adverts, limits, wanted) for graph in self.graphs[level]])

    def _towards_attached(self, default: int, adverts: Sequence[Advert]) -> Iterator[Ways]:
        """The default route of routers that know level 1 alone: towards the nearest router that is attached."""
        attached = [Advert(n, default, 0) for n in self.leaving if self.instances[n].process.attached]
        if attached:
            stated = [advert for advert in adverts if advert.prefix == default]
            inside = [n for n, i in enumerate(self.instances) if n not in self.leaving and not i.process.ignore_attached]
            yield self._as_ways(L1, self._reach(1, [*stated, *attached], inside), {})

    def _told(self, below: Ways, numbers: dict[Key, int], permits: Permits) -> Iterator[Advert]:
        """What routers of both levels tell level 2 of their area."""
        keys = list(numbers)
        for router, prefix, kind, metric, tag in _once(below):
            process = self.instances[router].process
            if process.level != BOTH or keys[prefix][2] == 0 or kind not in (L1, L1_EXTERNAL):
                continue
            stated = [leak for leak in process.leaks if leak.into == 2 and leak.family == self.family]
            if any(leak.off for leak in stated) or not (process.propagates or stated):
                continue
            if kind == L1_EXTERNAL and not any(leak.policies for leak in stated):
                continue
            if all(permits(self.instances[router], leak.policies, keys[prefix]) for leak in stated if leak.policies):
                yield Advert(router, prefix, cut(metric, says(self._style(router, 2)), 0xFFFFFFFF), kind == L1_EXTERNAL, tag)

    def _leaked(self, above: Ways, below: Ways, numbers: dict[Key, int], permits: Permits) -> list[Advert]:
        """What routers of both levels tell their area of level 2, where they know it by level 2 alone."""
        keys = list(numbers)
        known = set(zip(below.router.tolist(), below.prefix.tolist(), strict=True))
        found = []
        for router, prefix, _, metric, tag in _once(above):
            instance = self.instances[router]
            stated = [x for x in instance.process.leaks if x.into == 1 and x.family == self.family and not x.off]
            if instance.process.level != BOTH or not stated or (router, prefix) in known:
                continue
            if all(permits(instance, leak.policies, keys[prefix]) for leak in stated if leak.policies):
                found.append(Advert(router, prefix, cut(metric, says(self._style(router, 1)), 0xFFFFFFFF), tag=tag))
        return found

    def _summed(self, level: int, adverts: Sequence[Advert], numbers: dict[Key, int]) -> tuple[list[Advert], Ways]:
        """Announcements with those inside a summary of their router replaced by it, and what throws away the rest of each."""
        kept: list[Advert] = []
        sums: dict[tuple[int, int], int] = {}
        keys = list(numbers)
        for advert in adverts:
            stated = self.instances[advert.router].process.summaries
            summary = next((s for s in stated if s.level & level and _within(keys[advert.prefix], s)), None)
            if summary is None:
                kept.append(advert)
                continue
            key = (summary.prefix.version, int(summary.prefix.network_address), summary.prefix.prefixlen)
            number = numbers.setdefault(key, len(numbers))
            metric = advert.metric if summary.metric is None else summary.metric
            sums[advert.router, number] = min(metric, sums.get((advert.router, number), metric))
        rows = [(router, prefix, level - 1, metric, -1, 0) for (router, prefix), metric in sums.items()]
        kept += [Advert(router, prefix, metric) for (router, prefix), metric in sums.items()]
        return kept, Ways(*np.array(rows, np.int64).reshape(-1, 6).T)

    def _as_ways(self, kind: int, reach: Reach, tags: Mapping[int, int]) -> Ways:
        tag = np.array(
            [tags.get(p, 0) for p in reach.prefix.tolist()] if any(tags.values()) else np.zeros(len(reach.prefix)), np.int64
        )
        return Ways(reach.router, reach.prefix, np.full(len(reach.router), kind, np.int64), reach.metric, reach.arc, tag)

    def _chosen(self, found: Ways) -> Ways:
        """The ways of the best kind and metric for each router and prefix."""
        return _least(found, self.distances()[found.router, found.kind] * len(_ORDER) + np.array(_ORDER)[found.kind])

    def distances(self) -> Ints:
        """[router, kind] → administrative distance."""
        rows = [(*i.process.distances, i.process.distances[0], *i.process.external_distances) for i in self.instances]
        return np.array(rows, np.int64).reshape(-1, 5)


def _stacked(parts: Sequence[Ways]) -> Ways:
    return Ways(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _least(found: Ways, rank: Ints) -> Ways:
    """For each router and prefix the ways of the least rank, then of the least metric."""
    if not len(found.router):
        return found
    order = np.lexsort((found.metric, rank, found.prefix, found.router))
    sorted_, rank = Ways(*(column[order] for column in found)), rank[order]
    new = np.r_[True, (sorted_.router[1:] != sorted_.router[:-1]) | (sorted_.prefix[1:] != sorted_.prefix[:-1])]
    lead = np.maximum.accumulate(np.where(new, np.arange(len(order)), 0))
    keep = (rank == rank[lead]) & (sorted_.metric == sorted_.metric[lead])
    return Ways(*(column[keep] for column in sorted_))


def _best(parts: Sequence[Ways]) -> Ways:
    """The best ways of one level."""
    found = _stacked(parts)
    return _least(found, found.kind)


def _once(found: Ways) -> Iterator[tuple[int, int, int, int, int]]:
    """Router, prefix, kind, metric and tag of each route that has a next hop, one of its ways only."""
    seen = set()
    columns = (found.router, found.prefix, found.kind, found.metric, found.tag, found.arc)
    for router, prefix, kind, metric, tag, arc in zip(*(column.tolist() for column in columns), strict=True):
        if arc >= 0 and (router, prefix) not in seen:
            seen.add((router, prefix))
            yield router, prefix, kind, metric, tag


def _within(key: Key, summary: IsisSummary) -> bool:
    family, network, length = key
    shift = summary.prefix.max_prefixlen - summary.prefix.prefixlen
    same = family == summary.prefix.version and length >= summary.prefix.prefixlen
    return same and network >> shift == int(summary.prefix.network_address) >> shift
