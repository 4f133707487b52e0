"""Static routes and aggregates of a router instance."""

from ipaddress import ip_network

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.nokia_sros.interfaces import port_of
from collectors.vendors.nokia_sros.words import address, doubt, on, says
from models.routing import StaticRoute, SummaryRoute

PREFERENCE, METRIC, OF_AGGREGATES = 5, 1, 130


def read_statics(router: Statement, vrf: str, draft: Draft) -> None:
    """`static-routes route`, and `static-route-entry` and `static-route` of the classic CLI; aggregates."""
    if block := router.get("static-routes"):
        block.modelled()
        for route in block.below("route"):
            route.modelled()
            for kind in route.below("route-type"):
                if kind.word == "unicast":
                    kind.modelled()
                    route.index["route-type"].modelled()
                    _route(route.word, kind, vrf, False, draft)
    for word in ("static-route-entry", "static-route"):
        for route in router.below(word):
            router.index[word].modelled()
            _route(route.word, route, vrf, word == "static-route", draft)
    for place in (router.get("aggregates"), router):
        for aggregate in place.below("aggregate") if place is not None else ():
            _aggregate(aggregate, vrf, draft)


def _route(prefix: str, at: Statement, vrf: str, default: bool, draft: Draft) -> None:
    """All ways of one prefix. In the newer forms a way is off until it is enabled."""
    network = ip_network(prefix, strict=False)
    at.modelled()
    tag = at.whole("tag") or 0

    def add(way: Statement, **hop: object) -> None:
        way.modelled()
        options = at if default else way
        preference, metric = options.whole("preference"), options.whole("metric")
        own = options.whole("tag")
        tracked = [word for word in ("bfd", "bfd-enable", "bfd-liveness", "cpe-check", "ldp-sync", "prefix-list")
                   if way.get(word) and says(way, word) is not False]  # fmt: skip
        if on(way, default) and on(at):
            draft.statics.add(StaticRoute(
                network, vrf=vrf, distance=PREFERENCE if preference is None else preference,
                metric=METRIC if metric is None else metric, tag=own or tag, track=" ".join(tracked),
                source=draft.source(way), **hop,  # type: ignore[arg-type]  # one of the next-hop fields
            ))  # fmt: skip

    for hop in at.below("next-hop"):
        at.index["next-hop"].modelled()
        if (ip := address(hop.word)) is not None:
            add(hop, next_hop=ip, recursive=False)
        elif port := port_of(hop.word, vrf, draft):
            add(hop, interface=port)
        else:
            doubt(draft, hop, "static route")
    for hop in at.below("interface"):
        at.index["interface"].modelled()
        if port := port_of(hop.word, vrf, draft):
            add(hop, interface=port)
        else:
            doubt(draft, hop, "static route")
    for hop in at.below("indirect"):
        at.index["indirect"].modelled()
        if (ip := address(hop.word)) is not None:
            add(hop, next_hop=ip, recursive=True)
    for word in ("blackhole", "black-hole"):
        if dropped := at.get(word):
            add(dropped, discard=True)


def _aggregate(at: Statement, vrf: str, draft: Draft) -> None:
    """A summary is there while a longer route is; packets for none of them are dropped."""
    network = ip_network(at.word, strict=False)
    at.modelled()
    blackhole = says(at, "blackhole") or says(at, "black-hole")
    if blackhole is None:
        doubt(draft, at, "static route options")
    draft.summaries.add(
        SummaryRoute(network, vrf, False, distance=OF_AGGREGATES, tag=at.whole("tag") or 0, source=draft.source(at))
    )
