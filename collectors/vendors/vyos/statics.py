"""Static routes, in the shapes of all releases, and the default gateway of the first ones."""

from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_address, ip_network

from collectors.braces import Statement
from collectors.draft import Draft
from models.routing import Prefix, StaticRoute
from models.source import Status

_INTERFACE_FORMS = (("interface-route", "next-hop-interface"), ("interface-route6", "next-hop-interface"))


def read_statics(at: Statement, draft: Draft, vrf: str) -> None:
    """`static route P next-hop H`, and the older `interface-route P next-hop-interface eth0`."""
    for word in ("route", "route6"):
        for stated in at.below(word):
            if (prefix := prefix_of(stated.word)) is not None:
                draft.statics.update(_routes(stated, prefix, vrf, draft))
    for word, port in _INTERFACE_FORMS:
        for stated in at.below(word):
            if (prefix := prefix_of(stated.word)) is not None:
                for hop in stated.below(port):
                    if hop.flag("disable"):
                        hop.modelled()
                    else:
                        _add(StaticRoute(prefix, interface=hop.word, vrf=vrf, source=draft.source(hop)), hop, draft)


def read_gateway(at: Statement, draft: Draft) -> None:
    """`system gateway-address`: the default route of old releases and of EdgeOS."""
    for hop in at.below("gateway-address"):
        try:
            address = ip_address(hop.word)
        except ValueError:
            continue
        default = ip_network("0.0.0.0/0" if address.version == 4 else "::/0")
        _add(StaticRoute(default, next_hop=address, source=draft.source(hop)), hop, draft)


def prefix_of(text: str) -> Prefix | None:
    """A prefix, None when the text is none."""
    try:
        return ip_network(text, strict=False) if "/" in text else None
    except ValueError:
        return None


def _routes(at: Statement, prefix: Prefix, vrf: str, draft: Draft) -> Iterator[StaticRoute]:
    start = StaticRoute(prefix, vrf=vrf, source=draft.source(at))
    if text := at.value("description"):
        start = replace(start, name=text)
    for word in ("blackhole", "reject"):
        if drop := at.get(word):
            yield from _finished(replace(start, discard=True, source=draft.source(drop)), drop)
    for hop in at.below("next-hop"):
        try:
            address = ip_address(hop.word)
        except ValueError:
            continue
        if address.version == prefix.version:
            yield from _finished(replace(start, next_hop=address, interface=hop.value("interface"), source=draft.source(hop)), hop)
    for port in at.below("interface"):
        yield from _finished(replace(start, interface=port.word, source=draft.source(port)), port)


def _add(route: StaticRoute, at: Statement, draft: Draft) -> None:
    draft.statics.update(_finished(route, at))


def _finished(route: StaticRoute, at: Statement) -> Iterator[StaticRoute]:
    """With distance, tag, table of the next hop; nothing when it is switched off."""
    at.modelled()
    if at.flag("disable"):
        return
    distance, tag, vrf = at.whole("distance"), at.whole("tag"), at.value("vrf")
    track = "bfd" if at.get("bfd") else ""
    if bfd := at.get("bfd"):
        bfd.mark(Status.MODELLED, "static")
    yield replace(route, distance=1 if distance is None else distance, tag=tag or 0, next_hop_vrf=vrf, track=track)
