"""Where routers compute OSPF in another way than RFC 2328 asks, each with its source."""

from typing import NamedTuple


class Habits(NamedTuple):
    """What one OS does in its own way; the defaults are what the RFC says."""

    hides_inside_ranges: bool = False
    """Summaries of others inside a range of its own are not used if that had a part when the routes were computed for the last
    time but one (ospf_ia.c; RFC 2328 16.2 (3) has equal ones only, and the ranges as they are)."""
    largest_part: bool = False
    """A range costs what its farthest part does, whatever RFC1583Compatibility says (ospf_abr.c)."""
    ranges_everywhere: bool = False
    """Ranges are announced into areas without summaries too (ospf_abr.c)."""
    forgets_ranges: bool = False
    """A border router of an NSSA throws nothing away after it has looked for type 7 advertisements to translate, until it
    computes its routes again (ospf_abr.c: both clear the counters of the parts of ranges, only one fills them)."""
    one_name: bool = False
    """A summary is not announced when one of the same network address and a longer mask has its link state id, which depends
    on what came first (ospf_lsa.c looks for it in another database; RFC 2328 appendix E renames the longer one)."""
    only_direct: bool = False
    """Behind a shared subnet of its own, other ways of the same cost to that subnet are not used (ospf_spf.c)."""
    any_area: bool = False
    """The way to who announces by type 5 may be chosen in a stub area or NSSA too; then what it announces is not used
    (ospf_ase.c; in RFC 2328 only areas count in which it is an AS border router)."""
    looks_elsewhere: bool = False
    """A border router without a neighbour in the backbone uses the summaries of all its areas (RFC 3509 2.2)."""
    no_default_back: bool = False
    """Such a router does not use the default route that others announce into a stub area or NSSA (ospf_ia.c)."""
    default_into_nssa: bool = False
    """A default route is announced by a summary into every NSSA (ospf_abr.c; RFC 3101 2.7 has it only where no other summaries
    are announced)."""
    next_hop_in_type_7: bool = False
    """A next hop on any subnet of OSPF is named in type 7 advertisements too, and followed by any route (RFC 3101 2.5 wants one
    inside the area)."""
    bare_discards: bool = False
    """Routes that throw away what a range holds have metric 0 and distance 110 (ospf_zebra.c asks for neither)."""
    stub_summaries: int | None = None
    """The cost of all summaries of a border router with `max-metric` (ospf_abr.c; RFC 6987 3 leaves them as they are)."""
    own_metric_translated: tuple[int, int] | None = None
    """The metric with which type 7 is translated to type 5, and that of a default route (seen on FRR 8.4; RFC 3101 copies it)."""


STANDARD = Habits()
_CISCO = Habits(looks_elsewhere=True)
HABITS = {
    "frr": Habits(
        True,
        True,
        True,
        True,
        True,
        True,
        True,
        True,
        True,
        True,
        True,
        True,
        stub_summaries=0xFF0000,
        own_metric_translated=(20, 1),
    ),
    "cisco_ios": _CISCO,
    "cisco_asa": _CISCO,
    "cisco_nxos": _CISCO,
    "cisco_xr": _CISCO,
}
OSPF6 = {"cisco_ios": _CISCO, "cisco_asa": _CISCO, "cisco_nxos": _CISCO, "cisco_xr": _CISCO}
"""The same of OSPFv3: that of FRR is another program (ospf6d)."""


def habits_of(os: str, version: int) -> Habits:
    """What an OS does in its own way in a version of OSPF."""
    return (HABITS if version == 2 else OSPF6).get(os, STANDARD)
