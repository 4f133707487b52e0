"""Whether the route of one prefix at one node is known, for what others may announce."""

from collections.abc import Iterable

from models.routing import Prefix
from netplan.routing.doubt.facts import Doubt, Trust
from netplan.routing.table import NodeTable


def open_route(table: NodeTable, doubts: Iterable[Doubt], prefix: Prefix, strict: bool = False) -> str:
    """Why a table may hold another route with exactly this prefix than it is thought to, or one where it has none; "" if not."""
    own = table.exact(prefix)
    for doubt in doubts:
        if prefix not in doubt.region:
            continue
        trusted = not strict and doubt.cause.trust is Trust.INSIDE and bool(prefix.prefixlen)
        if own:
            if not trusted and not doubt.loses(own[0].protocol, own[0].distance):
                return doubt.cause.why
        elif strict or not any(0 < route.prefix.prefixlen < prefix.prefixlen for route in table.longest(prefix.network_address)):
            return doubt.cause.why
    return ""
