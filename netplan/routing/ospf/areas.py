"""What every router of one OSPF domain computes: intra-area, inter-area and external routes (RFC 2328 section 16).

All routers and all prefixes at once: an area is a matrix of distances [member, prefix], and an arc is a first hop
towards a prefix exactly when its cost plus the distance of its head equals the distance of its tail.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from models.routing import OspfRange
from netplan.routing.ospf.kernels import INFINITE, distances

INF = 1 << 40
_TYPE_2 = 1 << 55
_UNUSABLE = 1 << 60
"""Keys of external routes: type 1 below type 2 (metrics have 24 bits, distances fit into 30), both below unusable."""
Matrix = npt.NDArray[np.int64]
BACKBONE = "0.0.0.0"  # noqa: S104  # an area, not an address to bind to
INTRA, INTER, E1, E2, N1, N2 = range(6)


class AreaArc(NamedTuple):
    """An adjacency between routers (indices in the domain) inside an area; `arc` is the caller's number for it."""

    tail: int
    head: int
    cost: int
    arc: int


class Advert(NamedTuple):
    """A subnet of a router's own port; `port` is the caller's number for it (-1: the router itself, no subnet)."""

    router: int
    prefix: int
    cost: int
    port: int


class External(NamedTuple):
    """A route that a router brings in. `anchor` is the prefix that leads to it: the router itself or a forwarding address.

    `speaker` is the prefix that leads to the router in any case: what an unreachable one says does not count.
    `nssa` is the area of a type 7 advertisement, "" for type 5; `hidden` are areas whose routers do not use it
    since they know it better.
    """

    router: int
    prefix: int
    metric: int
    kind: int
    tag: int
    anchor: int
    speaker: int
    nssa: str = ""
    hidden: str = ""
    owner: int = -1
    """The router that has the forwarding address: it does not send packets to itself."""
    inside: bool = True
    """The way of a type 7 advertisement must stay inside its area."""


@dataclass
class AreaInput:
    """One area. `settings[router]` is (kind, no_summary, default_cost) as that router has it."""

    name: str
    kind: str = "normal"
    members: list[int] = field(default_factory=list)
    arcs: list[AreaArc] = field(default_factory=list)
    adverts: list[Advert] = field(default_factory=list)
    no_summary: dict[int, bool] = field(default_factory=dict)
    default_cost: dict[int, int] = field(default_factory=dict)
    """The cost of the default route that a border router announces into the area; absent where it announces none."""
    summary_cost: dict[int, int] = field(default_factory=dict)
    """The cost that a border router gives to all that it announces by summaries into the area, where it is not the true one."""
    ranges: dict[int, tuple[OspfRange, ...]] = field(default_factory=dict)
    blocked_in: dict[int, frozenset[int]] = field(default_factory=dict)
    """Prefixes that filters of a border router keep from entering the area."""
    blocked_out: dict[int, frozenset[int]] = field(default_factory=dict)


@dataclass
class Domain:
    """Routers that can reach each other by OSPF. The first `real` prefixes are subnets, the others stand for routers."""

    routers: int
    prefixes: Sequence[tuple[int, int, int]]
    real: int
    areas: Mapping[str, AreaInput]
    default: int
    """The prefix number of the default route."""
    rfc1583: Sequence[bool]
    of_routers: Matrix = field(default_factory=lambda: np.zeros(0, np.int64))
    """The prefixes that stand for routers: what leads to them is not announced into stub areas and NSSAs."""
    discards: dict[tuple[int, int], int] = field(default_factory=dict)
    """(router, prefix) → cost of the ranges that a border router sums up: it throws away what no part holds."""


class Hops(NamedTuple):
    """Routes as columns: router, prefix, kind, metric, first arc (-1: own subnet), own port (-1: none), area, tag, external."""

    router: Matrix
    prefix: Matrix
    kind: Matrix
    metric: Matrix
    arc: Matrix
    port: Matrix
    area: Matrix
    tag: Matrix
    external: Matrix


class _Area:
    """An area with its distances."""

    def __init__(self, number: int, given: AreaInput, prefixes: int) -> None:
        self.number, self.given = number, given
        self.members = np.array(given.members, np.int64)
        self.at = {r: i for i, r in enumerate(given.members)}
        self.tail = np.array([self.at[a.tail] for a in given.arcs], np.int32)
        self.head = np.array([self.at[a.head] for a in given.arcs], np.int32)
        self.cost = np.array([a.cost for a in given.arcs], np.int64)
        self.arc = np.array([a.arc for a in given.arcs], np.int64)
        far = distances(len(self.members), self.tail, self.head, self.cost)
        self.far = np.where(far >= INFINITE, INF, far.astype(np.int64))
        self.intra = np.full((len(self.members), prefixes), INF, np.int64)
        self.offered = np.full((len(self.members), prefixes), INF, np.int64)
        """Distances by summaries, a border router's own ones included: what its neighbours count with."""
        self.inter = self.offered.copy()
        """The same without a border router's own summaries: what it can use itself."""
        if given.adverts:
            order = sorted(range(len(given.adverts)), key=lambda i: given.adverts[i].prefix)
            adverts = [given.adverts[i] for i in order]
            prefix = np.array([a.prefix for a in adverts])
            starts = np.flatnonzero(np.r_[True, prefix[1:] != prefix[:-1]])
            cost = np.array([a.cost for a in adverts], np.int64)
            reach = self.far[:, [self.at[a.router] for a in adverts]] + cost
            self.intra[:, prefix[starts]] = np.minimum(np.minimum.reduceat(reach, starts, axis=1), INF)

    def take_summaries(self, offers: Mapping[int, Matrix]) -> None:
        """Inter-area distances from what border routers offer."""
        for router, offer in offers.items():
            here = self.at[router]
            reach = self.far[:, here][:, None] + offer[None, :]
            np.minimum(self.offered, reach, out=self.offered)
            reach[here] = INF
            np.minimum(self.inter, reach, out=self.inter)
        np.minimum(self.offered, INF, out=self.offered)
        np.minimum(self.inter, INF, out=self.inter)

    def first_hops(self, reach: Matrix, beyond: Matrix, wanted: npt.NDArray[np.bool_]) -> tuple[Matrix, Matrix]:
        """(arc index, prefix) of each arc that starts a shortest path, for the wanted [member, prefix] pairs.

        `reach` are the distances to account for, `beyond` those that the next router has.
        """
        if not len(self.tail):
            none = np.zeros(0, np.int64)
            return none, none
        tight = (self.cost[:, None] + beyond[self.head] == reach[self.tail]) & wanted[self.tail]
        arc, prefix = np.nonzero(tight)
        return arc.astype(np.int64), prefix.astype(np.int64)


def solve(domain: Domain, externals: Sequence[External]) -> Hops:
    """The routes of all routers of a domain."""
    size = len(domain.prefixes)
    areas = [_Area(i, a, size) for i, a in enumerate(domain.areas.values())]
    intra = np.full((domain.routers, size), INF, np.int64)
    for area in areas:
        intra[area.members] = np.minimum(intra[area.members], area.intra)
    backbone = next((a for a in areas if a.given.name == BACKBONE), None)
    inter = np.full_like(intra, INF)
    if backbone is not None:
        _summaries(domain, areas, backbone, intra, inter)
    best = np.where(intra < INF, intra, inter)
    found: list[Hops] = []
    for area in areas:
        reached = intra[area.members]
        found.append(_own(area, reached))
        found.append(_internal(area, area.intra, area.intra, (area.intra == reached) & (reached < INF), INTRA))
        wanted = (reached >= INF) & (area.inter < INF) & (area.inter == inter[area.members])
        found.append(_internal(area, area.inter, area.offered, wanted, INTER))
    held = [(r, p, cost) for (r, p), cost in domain.discards.items() if intra[r, p] >= INF]
    if held:
        router, prefix, cost = (np.array(c, np.int64) for c in zip(*held, strict=True))
        nowhere = np.full(len(held), -1, np.int64)
        found.append(_hops(router, prefix, INTRA, cost, nowhere, nowhere, -1))
    routes = _joined(found)
    if externals:
        routes = _joined([routes, _external(domain, areas, externals, best, intra, routes)])
    return routes


def _summaries(domain: Domain, areas: list[_Area], backbone: _Area, intra: Matrix, inter: Matrix) -> None:
    borders = [(a, r) for a in areas if a is not backbone for r in a.given.members if r in backbone.at]
    offers: dict[int, Matrix] = {}
    for area, router in borders:
        offer = _ranged(domain, area, router, _through(area, router, intra))
        previous = offers.get(router)
        offers[router] = offer if previous is None else np.minimum(previous, offer)
    for router in offers:
        _price(offers[router], backbone, router)
        _block(offers[router], backbone, router)
    backbone.take_summaries(offers)
    inter[backbone.members] = backbone.inter
    per_area: dict[int, dict[int, Matrix]] = {}
    for area, router in borders:
        offer = np.full(intra.shape[1], INF, np.int64)
        for other in areas:
            if other is not area and router in other.at:
                np.minimum(offer, _ranged(domain, other, router, _through(other, router, intra)), out=offer)
        far = np.where(intra[router] >= INF, inter[router], INF)
        np.minimum(offer, far, out=offer)
        here = area.intra[area.at[router]]
        offer[(here < INF) & (here == intra[router])] = INF
        if area.given.kind != "normal":
            offer[domain.of_routers] = INF
            if area.given.no_summary.get(router, False):
                offer[:] = INF
            if router in area.given.default_cost:
                offer[domain.default] = area.given.default_cost[router]
        _price(offer, area, router)
        _block(offer, area, router)
        per_area.setdefault(area.number, {})[router] = offer
    for area in areas:
        if area is not backbone and area.number in per_area:
            area.take_summaries(per_area[area.number])
            inside = [r for r in area.given.members if r not in backbone.at]
            rows = [area.at[r] for r in inside]
            inter[inside] = np.minimum(inter[inside], area.inter[rows])


def _through(area: _Area, router: int, intra: Matrix) -> Matrix:
    """The costs of a router's best intra-area routes that run inside `area`."""
    here = area.intra[area.at[router]]
    return np.where((here == intra[router]) & (here < INF), here, INF)


def _price(offer: Matrix, area: _Area, router: int) -> None:
    if router in area.given.summary_cost:
        offer[offer < INF] = area.given.summary_cost[router]


def _block(offer: Matrix, area: _Area, router: int) -> None:
    offer[list(area.given.blocked_in.get(router, ()))] = INF


def _ranged(domain: Domain, area: _Area, router: int, offer: Matrix) -> Matrix:
    """`offer` with the prefixes inside the router's ranges of this area replaced by the ranges."""
    offer = offer.copy()
    offer[list(area.given.blocked_out.get(router, ()))] = INF
    for summary in area.given.ranges.get(router, ()):
        inside = within(domain.prefixes[: domain.real], summary)
        parts = [p for p in inside if offer[p] < INF]
        if not parts:
            continue
        costs = offer[parts]
        cost = summary.cost if summary.cost is not None else int(costs.min() if domain.rfc1583[router] else costs.max())
        offer[parts] = INF
        if summary.advertise:
            exact = (summary.prefix.version, int(summary.prefix.network_address), summary.prefix.prefixlen)
            number = domain.prefixes.index(exact)
            offer[number] = cost
            domain.discards[router, number] = cost
    return offer


def within(prefixes: Sequence[tuple[int, int, int]], summary: OspfRange) -> list[int]:
    """The numbers of the prefixes inside a range."""
    family, length = summary.prefix.version, summary.prefix.prefixlen
    shift = summary.prefix.max_prefixlen - length
    top = int(summary.prefix.network_address) >> shift
    return [i for i, (f, net, size) in enumerate(prefixes) if f == family and size >= length and net >> shift == top]


def _hops(router: Matrix, prefix: Matrix, kind: int, metric: Matrix, arc: Matrix, port: Matrix, area: int) -> Hops:
    n = len(router)
    return Hops(
        router, prefix, np.full(n, kind, np.int64), metric, arc, port,
        np.full(n, area, np.int64), np.zeros(n, np.int64), np.full(n, -1, np.int64),
    )  # fmt: skip


def _own(area: _Area, reached: Matrix) -> Hops:
    """The router's own subnets, where no shorter way to them exists."""
    adverts = [a for a in area.given.adverts if a.port >= 0]
    router, prefix, cost, port = (np.array(c, np.int64) for c in (zip(*adverts, strict=True) if adverts else ((), (), (), ())))
    rows = np.array([area.at[r] for r in router.tolist()], np.int64)
    keep = reached[rows, prefix] == cost if len(rows) else np.zeros(0, np.bool_)
    return _hops(router[keep], prefix[keep], INTRA, cost[keep], np.full(int(keep.sum()), -1, np.int64), port[keep], area.number)


def _internal(area: _Area, reach: Matrix, beyond: Matrix, wanted: npt.NDArray[np.bool_], kind: int) -> Hops:
    arc, prefix = area.first_hops(reach, beyond, wanted)
    tail = area.tail[arc]
    return _hops(area.members[tail], prefix, kind, reach[tail, prefix], area.arc[arc], np.full(len(arc), -1, np.int64), area.number)


def _external(
    domain: Domain, areas: list[_Area], externals: Sequence[External], best: Matrix, intra: Matrix, internal: Hops
) -> Hops:
    """External routes: type 1 before type 2, then the metric, then the distance to who brings it in."""
    normal = np.zeros(domain.routers, np.bool_)
    inside: dict[str, npt.NDArray[np.bool_]] = {}
    for area in areas:
        mask = inside.setdefault(area.given.name, np.zeros(domain.routers, np.bool_))
        mask[area.members] = True
        if area.given.kind == "normal":
            normal[area.members] = True
    prefixes = sorted({e.prefix for e in externals})
    row = {p: i for i, p in enumerate(prefixes)}
    keys = np.full((len(externals), domain.routers), _UNUSABLE, np.int64)
    least = np.full((len(prefixes), domain.routers), _UNUSABLE, np.int64)
    for i, e in enumerate(externals):
        reach = best[:, e.anchor]
        usable = (inside[e.nssa] if e.nssa else normal) & (reach < INF) & (best[:, e.speaker] < INF) & (best[:, e.prefix] >= INF)
        if e.nssa and e.inside:
            usable &= intra[:, e.anchor] < INF
        if e.hidden:
            usable &= ~inside[e.hidden]
        usable[[e.router, *([e.owner] if e.owner >= 0 else [])]] = False
        key = reach + e.metric if e.kind == 1 else _TYPE_2 + (e.metric << 30) + reach
        keys[i] = np.where(usable, key, _UNUSABLE)
    np.minimum.at(least, [row[e.prefix] for e in externals], keys)
    order = np.argsort(internal.prefix, kind="stable")
    sorted_prefix = internal.prefix[order]
    found: list[Hops] = []
    for i, e in enumerate(externals):
        chosen = (keys[i] == least[row[e.prefix]]) & (keys[i] < _UNUSABLE)
        if not chosen.any():
            continue
        low, high = np.searchsorted(sorted_prefix, [e.anchor, e.anchor + 1])
        ways = order[low:high]
        ways = ways[chosen[internal.router[ways]]]
        router = internal.router[ways]
        kind = (N1 if e.kind == 1 else N2) if e.nssa else (E1 if e.kind == 1 else E2)
        metric = np.full(len(ways), e.metric, np.int64) + (best[router, e.anchor] if e.kind == 1 else 0)
        part = _hops(router, np.full(len(ways), e.prefix), kind, metric, internal.arc[ways], internal.port[ways], -1)
        found.append(part._replace(tag=np.full(len(ways), e.tag, np.int64), external=np.full(len(ways), i, np.int64)))
    return _joined(found)


def _joined(parts: Sequence[Hops]) -> Hops:
    if not parts:
        return Hops(*(np.zeros(0, np.int64) for _ in Hops._fields))
    return Hops(*(np.concatenate([np.asarray(p[i], np.int64) for p in parts]) for i in range(len(Hops._fields))))
