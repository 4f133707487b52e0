"""What every router of one OSPF domain computes: intra-area, inter-area and external routes (RFC 2328 section 16).

All routers and all prefixes at once: an area is a matrix of distances [member, prefix], and an arc is a first hop
towards a prefix exactly when its cost plus the distance of its head equals the distance of its tail.
"""

from collections.abc import Collection, Sequence

import numpy as np

from netplan.routing.ospf.area import Area, Mask
from netplan.routing.ospf.domain import BACKBONE, INF, INTER, INTRA, Domain, Doubt, External, Hops, Matrix
from netplan.routing.ospf.outside import Speakers, external, hops, joined
from netplan.routing.ospf.ranges import Ranges, namesakes


def solve(domain: Domain, externals: Sequence[External], fork: Collection[Doubt] = ()) -> tuple[Hops, frozenset[Doubt]]:
    """The routes of all routers of a domain, and what they may do otherwise; `fork` is what they do otherwise here."""
    areas = [Area(i, a, domain) for i, a in enumerate(domain.areas.values())]
    size = len(domain.prefixes)
    intra = np.full((domain.routers, size), INF, np.int64)
    for area in areas:
        intra[area.members] = np.minimum(intra[area.members], area.intra)
    backbone = next((a for a in areas if a.given.name == BACKBONE), None)
    summaries = [np.zeros(len(a.members), np.bool_) for a in areas]
    inter = np.full_like(intra, INF)
    ranges = Ranges(domain, fork)
    if backbone is not None:
        _Summaries(domain, areas, backbone, intra, ranges).taken_in(inter, summaries)
    speakers = Speakers(domain)
    speakers.choose(areas, dict(enumerate(summaries)))
    best = np.where(intra < INF, intra, inter)
    best[:, speakers.columns] = speakers.reach
    found: list[Hops] = []
    for area in areas:
        reached = intra[area.members]
        found.append(_own(area, reached))
        wanted = (area.intra == reached) & (reached < INF)
        wanted[:, speakers.columns] = speakers.inside(area, area.members)
        found.append(_internal(area, area.intra, wanted, INTRA))
        wanted = (reached >= INF) & (area.inter < INF) & (area.inter == inter[area.members]) & summaries[area.number][:, None]
        wanted[:, speakers.columns] = (speakers.area[area.members] == area.number) & ~speakers.inside(area, area.members)
        found.append(_internal(area, area.inter, wanted, INTER))
    routes = joined(found)
    held = [(r, p, cost) for r, p, cost in ranges.thrown_away() if intra[r, p] >= INF]
    if held:
        router, prefix, cost = (np.array(c, np.int64) for c in zip(*held, strict=True))
        nowhere = np.full(len(held), -1, np.int64)
        instead = np.isin(routes.router * size + routes.prefix, router * size + prefix)
        others = Hops(*(column[~instead] for column in routes))
        routes = joined([others, hops(router, prefix, INTRA, cost, nowhere, nowhere, -1)])
        best[router, prefix] = cost
    if externals:
        routes = joined([routes, external(domain, areas, externals, best, {h[:2] for h in held}, intra, speakers, routes)])
    return routes, frozenset(ranges.doubts)


class _Summaries:
    """What border routers tell each area of the others (RFC 2328 12.4.3), and who uses it."""

    def __init__(self, domain: Domain, areas: list[Area], backbone: Area, intra: Matrix, ranges: Ranges) -> None:
        self.domain, self.areas, self.backbone, self.intra, self.ranges = domain, areas, backbone, intra, ranges
        self.inside = Speakers(domain)
        """The ways to those who bring something in, as far as they lie in one area."""
        self.inside.choose(areas, {a.number: np.zeros(len(a.members), np.bool_) for a in areas})
        borders = {r for a in areas if a is not backbone for r in a.given.members if r in backbone.at}
        self.through = {
            (a.number, r): ranges.applied(a.given, r, self._through(a, r)) for a in areas for r in a.given.members if r in borders
        }
        """(area, border router) → the costs of its routes in an area, and those of the ranges that it makes of them."""

    def _through(self, area: Area, router: int) -> Matrix:
        """The costs of a router's best intra-area routes that run inside `area`."""
        here = area.intra[area.at[router]]
        found = np.where((here == self.intra[router]) & (here < INF), here, INF)
        columns = self.inside.columns
        found[columns] = np.where(self.inside.area[router] == area.number, here[columns], INF)
        if area.given.kind != "normal":
            found[columns[self.inside.plain]] = INF
        return found

    def taken_in(self, inter: Matrix, summaries: Sequence[Mask]) -> None:
        """Fill in the inter-area distances, and which members of each area use its summaries."""
        backbone, others = self.backbone, [a for a in self.areas if a is not self.backbone]
        into = {
            r: self._offer(backbone, r, [a for a in others if r in a.at]) for r in {r for _, r in self.through} & backbone.at.keys()
        }
        backbone.take_summaries(into)
        for router in into:
            self.ranges.hide(router, backbone.inter[backbone.at[router]])
        inter[backbone.members] = backbone.inter
        summaries[backbone.number][:] = True
        connected = {a.tail for a in backbone.given.arcs}
        for area in others:
            offers = {r: self._into(area, r, inter) for r in area.given.members if r in backbone.at}
            if offers:
                area.take_summaries(offers)
        for area in others:
            for router, row in area.at.items():
                lonely = router not in connected and self.domain.habit(router).looks_elsewhere
                if router not in backbone.at or lonely:
                    if router in backbone.at and area.given.kind != "normal" and self.domain.habit(router).no_default_back:
                        area.inter[row, self.domain.default] = INF
                    self.ranges.hide(router, area.inter[row])
                    summaries[area.number][row] = True
                    inter[router] = np.minimum(inter[router], area.inter[row])

    def _offer(self, area: Area, router: int, sources: Sequence[Area], far: Matrix | None = None) -> Matrix:
        """What a border router announces into an area: its routes in other areas, and those that it has by summaries itself."""
        domain, habit = self.domain, self.domain.habit(router)
        offer = np.full(len(domain.prefixes), INF, np.int64) if far is None else far.copy()
        made: dict[int, int] = {}
        for source in sources:
            plain, sums = self.through[source.number, router]
            np.minimum(offer, plain, out=offer)
            made |= {p: min(cost, made.get(p, INF)) for p, cost in sums.items()}
        if area is not self.backbone:
            here = area.intra[area.at[router]]
            mine = (here < INF) & (here == self.intra[router])
            mine[self.inside.columns] = self.inside.area[router] == area.number
            offer[mine] = INF
        bare = area.given.kind != "normal" and area.given.no_summary.get(router, False)
        if area.given.kind != "normal":
            offer[domain.of_routers] = INF
        if bare:
            offer[:] = INF
        if not bare or habit.ranges_everywhere:
            for prefix, cost in made.items():
                offer[prefix] = cost
        if area.given.kind != "normal" and router in area.given.default_cost:
            offer[domain.default] = area.given.default_cost[router]
        if router in area.given.summary_cost:
            offer[offer < INF] = area.given.summary_cost[router]
        offer[list(area.given.blocked_in.get(router, ()))] = INF
        if habit.one_name:
            self._unnamed(area, router, offer)
        return offer

    def _into(self, area: Area, router: int, inter: Matrix) -> Matrix:
        sources = [a for a in self.areas if a is not area and router in a.at]
        return self._offer(area, router, sources, np.where(self.intra[router] >= INF, inter[router], INF))

    def _unnamed(self, area: Area, router: int, offer: Matrix) -> None:
        """Without the summaries that find no link state id, in the fork where that is so (whatever became of the longer prefix)."""
        here = [Doubt("summary", router, area.given.name, prefix) for prefix in namesakes(self.domain, offer)]
        self.ranges.doubts.update(here)
        offer[[d.prefix for d in self.ranges.fork if (d.what, d.router, d.area) == ("summary", router, area.given.name)]] = INF


def _own(area: Area, reached: Matrix) -> Hops:
    """The router's own subnets, where no shorter way to them exists."""
    adverts = [a for a in area.given.adverts if a.port >= 0]
    router, prefix, cost, port = (np.array(c, np.int64) for c in (zip(*adverts, strict=True) if adverts else ((), (), (), ())))
    rows = np.array([area.at[r] for r in router.tolist()], np.int64)
    keep = reached[rows, prefix] == cost if len(rows) else np.zeros(0, np.bool_)
    return hops(router[keep], prefix[keep], INTRA, cost[keep], np.full(int(keep.sum()), -1, np.int64), port[keep], area.number)


def _internal(area: Area, reach: Matrix, wanted: Mask, kind: int) -> Hops:
    arc, prefix = area.first_hops(reach, wanted, kind == INTER)
    tail = area.tail[arc]
    return hops(area.members[tail], prefix, kind, reach[tail, prefix], area.arc[arc], np.full(len(arc), -1, np.int64), area.number)
