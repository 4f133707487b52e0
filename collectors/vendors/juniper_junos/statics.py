"""Routes that a table has by itself: static ones, and summaries (`aggregate`, `generate`)."""

from dataclasses import dataclass, replace
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.juniper_junos.chains import chain
from collectors.vendors.juniper_junos.switching import full_name
from models.interfaces import DEFAULT_VRF
from models.routing import StaticRoute, SummaryRoute

PREFERENCE = 5
OF_SUMMARIES = 130


@dataclass(frozen=True, slots=True)
class Attributes:
    """What a route has that does not say otherwise: the preference of its kind, or as `defaults` says."""

    preference: int = PREFERENCE
    metric: int = 0
    tag: int = 0
    communities: frozenset[str] = frozenset()


def read_statics(options: Statement, vrf: str, draft: Draft) -> None:
    """`static`, `aggregate` and `generate` of one table."""
    if static := options.get("static"):
        common = _attributes(static.get("defaults"), Attributes())
        for route in static.below("route"):
            _route(route, vrf, common, draft)
    for word in ("aggregate", "generate"):
        if summaries := options.get(word):
            common = _attributes(summaries.get("defaults"), Attributes(OF_SUMMARIES))
            for route in summaries.below("route"):
                _summary(route, vrf, word == "generate", common, draft)


def _attributes(at: Statement | None, common: Attributes) -> Attributes:
    if at is None:
        return common
    given = {word: number for word in ("preference", "metric", "tag") if (number := at.whole(word)) is not None}
    common = replace(common, **given)  # type: ignore[arg-type]  # the members that are numbers
    plain = {value.word for value in at.below("community")}
    if plain and all(word.replace(":", "").isdigit() and word.count(":") == 1 for word in plain):
        common = replace(common, communities=frozenset(at.all("community")))
        at.index["community"].modelled()
    return common


def _prefix(word: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network("0.0.0.0/0" if word == "default" else word, strict=False)
    except ValueError:
        return None


def _route(route: Statement, vrf: str, common: Attributes, draft: Draft) -> None:
    """One prefix: a fact for each of its next hops."""
    if (prefix := _prefix(route.word)) is None:
        return
    route.modelled()
    shared = _attributes(route, common)
    recursive = route.flag("resolve")

    def add(at: Statement, attributes: Attributes = shared, **hop: object) -> None:
        at.modelled()
        draft.statics.add(StaticRoute(
            prefix, vrf=vrf, distance=attributes.preference, metric=attributes.metric, tag=attributes.tag,
            communities=attributes.communities, recursive=recursive or "next_hop" not in hop, source=draft.source(at),
            **hop))  # type: ignore[arg-type]  # one of the next-hop fields  # fmt: skip

    for kind in ("next-hop", "qualified-next-hop"):
        for hop in route.below(kind):
            own = _attributes(hop, shared) if kind.startswith("qualified") else shared
            track = "bfd" if hop.get("bfd-liveness-detection") or route.get("bfd-liveness-detection") else ""
            out = hop.value("interface")
            try:
                add(hop, own, next_hop=ip_address(hop.word), interface=out, track=track)
            except ValueError:
                add(hop, own, interface=full_name(hop.word), track=track)
    for word in ("discard", "reject"):
        if dropped := route.get(word):
            add(dropped, discard=True)
    for table in route.below("next-table"):
        inside = table.word.rpartition(".inet")[0]
        add(table, next_hop_vrf=inside or DEFAULT_VRF)


def _summary(route: Statement, vrf: str, generated: bool, common: Attributes, draft: Draft) -> None:
    if (prefix := _prefix(route.word)) is None:
        return
    route.modelled()
    own = _attributes(route, common)
    # How packets without a longer route are dropped, and how much of the AS paths is shown, changes no table.
    for word in ("discard", "reject", "brief", "full", "active"):
        route.flag(word)
    draft.summaries.add(SummaryRoute(
        prefix, vrf, generated, chain(route.get("policy")), own.preference, own.metric, own.tag, own.communities,
        draft.source(route),
    ))  # fmt: skip
