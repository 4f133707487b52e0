"""Security levels and access groups as crossings: what passes from each named port to each.

Cisco, ASA firewall configuration guide, "Access Rules" and "Permitting Traffic": a list at the port of entry decides alone, with
the global list behind it. Without a list, traffic passes to a lower level. Ports of one level, and the way back out of the port
of entry, are closed unless `same-security-traffic` opens them, whatever lists say. What a session sends back passes; of ICMP only
where it is inspected.
"""

from itertools import product

from collectors.draft import Draft
from collectors.tree import Line
from collectors.vendors.cisco_asa.access import SIX, both, lists
from collectors.vendors.cisco_asa.interfaces import levels, management_only
from collectors.vendors.cisco_asa.names import ports_by_zone
from models.filters import AclRule
from models.zones import Crossing

_ICMP = (1, 58)
_DOUBT = AclRule(True, unmodelled="whether levels still count behind a global list")


def read_same_level(line: Line, draft: Draft) -> None:
    """`same-security-traffic permit inter-interface|intra-interface`."""
    match line.words:
        case ["same-security-traffic", "permit", "inter-interface" | "intra-interface" as which]:
            draft.scratch[which] = True
            line.modelled()


def finish_crossings(draft: Draft) -> None:
    """What may cross between all ports that pass traffic of others."""
    draft.crossings = {}
    zones = [zone for zone in ports_by_zone(draft) if zone in levels(draft) and zone not in management_only(draft)]
    stateless = () if draft.scratch.get("inspects icmp") else _ICMP
    for entry, way_out in product(zones, zones):
        names = _lists(draft, entry, way_out)
        if names is not None:
            source = draft.interfaces[ports_by_zone(draft)[entry]].source
            draft.crossings[entry, way_out] = Crossing(tuple(names), tuple(name + SIX for name in names), stateless, source)


def _lists(draft: Draft, entry: str, way_out: str) -> list[str] | None:
    """The lists that decide between two ports; None when nothing passes."""
    level = levels(draft)
    if level[entry] == level[way_out] and not draft.scratch.get("intra-interface" if entry == way_out else "inter-interface"):
        return None
    applied = lists(draft).applied
    own, every = applied.get((entry, "in"), ""), applied.get(("", "in"), "")
    falls = level[entry] >= level[way_out]
    if own or every:
        coming = _together(draft, own, every, falls)
    elif falls:
        coming = ""
    else:
        return None
    return [name for name in (coming, applied.get((way_out, "out"), "")) if name]


def _together(draft: Draft, own: str, every: str, falls: bool) -> str:
    """The list at a port with the global one behind it. What none of them names is denied, except that nobody says so of levels."""
    rules = lists(draft).rules
    if not every or own == every:
        return own
    if not own and not falls:
        return every
    name = f"{own} + {every}" if own else f"{every} + levels"
    if name not in draft.acls:
        known = own in rules or not own
        parts = [rules[own] if own else [], rules[every], [] if own else [_DOUBT]] if known and every in rules else [[_DOUBT]]
        both(draft, name, parts)
    return name
