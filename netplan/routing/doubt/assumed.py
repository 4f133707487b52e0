"""What answers take for granted of neighbours outside the snapshot, in one sentence."""

from netplan.routing.doubt.facts import Trust
from netplan.routing.solve import RoutingResult


def assumption(routing: RoutingResult) -> str:
    """Of whom it is assumed, and of how many networks, that they are announced by nobody outside; "" where nothing is."""
    if routing.topology.network.strict:
        return ""
    strangers: set[str] = set()
    networks: set[int] = set()
    for node, doubts in routing.doubts.items():
        names = {doubt.cause.outside for doubt in doubts if doubt.cause.trust is Trust.INSIDE}
        if names:
            strangers |= names
            networks |= {number for number in routing.tables[node].spans() if routing.book.prefixes[number][2]}
    if not strangers:
        return ""
    first, *others = sorted(strangers)
    more = f" and {len(others)} more" if others else ""
    verb = "announce" if others else "announces"
    return f"assumed: {first}{more} {verb} none of our {len(networks)} networks, nor a part of one; --strict leaves that open"
