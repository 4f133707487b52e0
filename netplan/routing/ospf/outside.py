"""External routes of one OSPF domain, and the ways to the routers that bring them in (RFC 2328 16.4)."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from netplan.routing.ospf.area import Area, Mask
from netplan.routing.ospf.domain import BACKBONE, E1, E2, INF, N1, N2, Domain, External, Hops, Matrix
from netplan.routing.ospf.ranges import number_of

_TYPE_2 = 1 << 57
_UNUSABLE = 1 << 60
"""Keys of external routes: type 1 below type 2 (metrics have 24 bits, distances fit into 30), both below unusable."""
_SECOND = 1 << 46
"""Added to the distances of ways that are not the most preferred ones (RFC 2328 16.4.1)."""


class Speakers:
    """The way of each router to each router that brings something in: one area of those that lead to it (RFC 2328 16.4 (3)).

    Without RFC1583Compatibility, a way inside an area that is not the backbone comes first (16.4.1); then the shortest, then
    that of the highest area id.
    """

    def __init__(self, domain: Domain) -> None:
        self.domain, self.columns = domain, domain.of_routers
        shape = domain.routers, len(self.columns)
        self.key = np.full(shape, _UNUSABLE, np.int64)
        self.reach = np.full(shape, INF, np.int64)
        self.area = np.full(shape, -1, np.int64)
        self.old = np.array(domain.rfc1583, np.bool_)
        self.plain = np.array([column in domain.plain for column in self.columns.tolist()], np.bool_)
        self.anywhere = np.array([domain.habit(router).any_area for router in range(domain.routers)], np.bool_)

    def choose(self, areas: Sequence[Area], summaries: Mapping[int, Mask]) -> None:
        """Choose among all areas; `summaries` are the members of each area that use the summaries in it."""
        for area in sorted(areas, key=lambda each: number_of(each.given.name)):
            inside = area.intra[:, self.columns]
            by_summaries = np.where(summaries[area.number][:, None], area.inter[:, self.columns], INF)
            reach = np.where(inside < INF, inside, by_summaries)
            first = (inside < INF) & (area.given.name != BACKBONE)
            key = reach + np.where(first | self.old[area.members][:, None], 0, _SECOND)
            better = (reach < INF) & (key <= self.key[area.members])
            if area.given.kind != "normal":
                better &= ~self.plain[None, :] | self.anywhere[area.members][:, None]
            for found, new in ((self.key, key), (self.reach, reach), (self.area, np.full_like(key, area.number))):
                found[area.members] = np.where(better, new, found[area.members])

    def inside(self, area: Area, members: Matrix) -> Mask:
        """Which of the ways of some members of an area are inside it, by column."""
        rows = [area.at[m] for m in members.tolist()]
        found: Mask = (self.area[members] == area.number) & (area.intra[rows][:, self.columns] < INF)
        return found


def external(
    domain: Domain,
    areas: Sequence[Area],
    externals: Sequence[External],
    best: Matrix,
    thrown: Collection[tuple[int, int]],
    intra: Matrix,
    speakers: Speakers,
    internal: Hops,
) -> Hops:
    """External routes: type 1 before type 2, then the metric, then the way to who brings it in."""
    normal = np.zeros(domain.routers, np.bool_)
    inside: dict[str, Mask] = {}
    beyond_backbone = np.full_like(intra, INF)
    for area in areas:
        mask = inside.setdefault(area.given.name, np.zeros(domain.routers, np.bool_))
        mask[area.members] = True
        if area.given.kind == "normal":
            normal[area.members] = True
        if area.given.name != BACKBONE:
            beyond_backbone[area.members] = np.minimum(beyond_backbone[area.members], area.intra)
    second = (beyond_backbone > intra) | (intra >= INF)
    second[:, speakers.columns] = speakers.key - speakers.reach >= _SECOND
    second &= ~speakers.old[:, None]
    prefixes = sorted({e.prefix for e in externals})
    row = {p: i for i, p in enumerate(prefixes)}
    keys = np.full((len(externals), domain.routers), _UNUSABLE, np.int64)
    least = np.full((len(prefixes), domain.routers), _UNUSABLE, np.int64)
    special = np.array([*(area.given.kind != "normal" for area in areas), False])
    everyone = np.arange(domain.routers)
    matches = {e.anchor: _match(domain, best, thrown, e.anchor) for e in externals}
    for i, e in enumerate(externals):
        match = matches[e.anchor]
        reach = np.where(match >= 0, best[everyone, match], INF)
        usable = (inside[e.nssa] if e.nssa else normal) & (reach < INF) & (best[:, e.speaker] < INF) & (best[:, e.prefix] >= INF)
        if e.nssa and e.inside:
            usable &= intra[everyone, match] < INF
        if e.hidden:
            usable &= ~inside[e.hidden]
        if e.speaker in domain.plain:
            usable &= ~special[speakers.area[:, np.searchsorted(speakers.columns, e.speaker)]]
        usable[[e.router, *([e.owner] if e.owner >= 0 else [])]] = False
        rank = second[everyone, match].astype(np.int64)
        key = reach + ((rank << 34) + e.metric if e.kind == 1 else _TYPE_2 + (e.metric << 31) + (rank << 30))
        keys[i] = np.where(usable, key, _UNUSABLE)
    np.minimum.at(least, [row[e.prefix] for e in externals], keys)
    order = np.argsort(internal.prefix, kind="stable")
    sorted_prefix = internal.prefix[order]
    found: list[Hops] = []
    for i, e in enumerate(externals):
        chosen = (keys[i] == least[row[e.prefix]]) & (keys[i] < _UNUSABLE)
        if not chosen.any():
            continue
        match = matches[e.anchor]
        bounds = [np.searchsorted(sorted_prefix, [p, p + 1]) for p in np.unique(match[chosen]).tolist()]
        ways = np.concatenate([order[low:high] for low, high in bounds])
        ways = ways[chosen[internal.router[ways]] & (match[internal.router[ways]] == internal.prefix[ways])]
        router = internal.router[ways]
        kind = (N1 if e.kind == 1 else N2) if e.nssa else (E1 if e.kind == 1 else E2)
        metric = np.full(len(ways), e.metric, np.int64) + (best[router, match[router]] if e.kind == 1 else 0)
        part = hops(router, np.full(len(ways), e.prefix), kind, metric, internal.arc[ways], internal.port[ways], -1)
        found.append(part._replace(tag=np.full(len(ways), e.tag, np.int64), external=np.full(len(ways), i, np.int64)))
    return joined(found)


def _match(domain: Domain, best: Matrix, thrown: Collection[tuple[int, int]], anchor: int) -> Matrix:
    """The prefix by which each router goes to an anchor: to a forwarding address the longest one that it has; -1 for none."""
    if anchor not in domain.gateways:
        return np.full(domain.routers, anchor, np.int64)
    found = np.full(domain.routers, -1, np.int64)
    for prefix in sorted(domain.gateways[anchor], key=lambda p: domain.prefixes[p][2]):
        found = np.where(best[:, prefix] < INF, prefix, found)
    for router, prefix in thrown:
        if found[router] == prefix:
            found[router] = -1
    return found


def hops(router: Matrix, prefix: Matrix, kind: int, metric: Matrix, arc: Matrix, port: Matrix, area: int) -> Hops:
    """Routes of one kind inside one area."""
    n = len(router)
    return Hops(
        router, prefix, np.full(n, kind, np.int64), metric, arc, port,
        np.full(n, area, np.int64), np.zeros(n, np.int64), np.full(n, -1, np.int64),
    )  # fmt: skip


def joined(parts: Sequence[Hops]) -> Hops:
    """All of these routes."""
    if not parts:
        return Hops(*(np.zeros(0, np.int64) for _ in Hops._fields))
    return Hops(*(np.concatenate([np.asarray(p[i], np.int64) for p in parts]) for i in range(len(Hops._fields))))
