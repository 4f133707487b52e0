"""The table of `netplan show findings`: what is wrong with the routing of a snapshot, and what of it is not known."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from models.verdict import Verdict
from reports.tables import Column

if TYPE_CHECKING:
    from models.device import DeviceId
    from models.store import Store
    from netplan.routing.solve import RoutingResult

COLUMNS = [
    Column("kind", "Kind", key=True),
    Column("verdict", "Verdict"),
    Column("what", "What", key=True),
    Column("device", "Device", key=True),
    Column("vrf", "VRF"),
    Column("prefixes", "Prefixes"),
    Column("source", "Source"),
]
"""`prefixes` is how many prefixes of the device an unknown touches; empty: of any prefix it is not known."""
_NAMED = 3


def findings(base: "Store", ref: str, devices: "set[DeviceId] | None") -> tuple[list[Column], list[Sequence[Any]]]:
    """The columns and rows: faults first."""
    from netplan.cli.state import network
    from netplan.routing.solve import routes

    routing = routes(network(base, ref))
    wanted = None if devices is None else {str(device) for device in devices}
    rows = [row for row in (*_faults(routing, wanted), *_unknown(routing)) if wanted is None or row[3] in wanted]
    return COLUMNS, sorted(rows, key=lambda row: (row[1] != Verdict.VIOLATED, row[0], row[3], row[4], row[2]))


def _faults(routing: "RoutingResult", wanted: set[str] | None) -> Iterator[Sequence[Any]]:
    """What the protocols found; a fault between two devices stands at the first that was asked for."""
    at: dict[str, list[str]] = defaultdict(list)
    for id, device in routing.topology.network.devices.items():
        at[device.file].append(str(id))
    for finding in routing.findings:
        told = (place for source in finding.sources for place in _named_by(finding.what, at.get(source.file, ())))
        places = list(dict.fromkeys([finding.start, *told]))
        named = [place for place in places if place and (wanted is None or place in wanted)]
        source = ", ".join(dict.fromkeys(str(source) for source in finding.sources))
        yield finding.invariant, finding.verdict.value, finding.what, (named or [""])[0], "", None, source


def _named_by(what: str, places: Sequence[str]) -> Sequence[str]:
    """Of devices whose files have one name, those that the words of a finding name; all where it names none.

    >>> _named_by("hr/r1 e0 and hr/r2 e0 do not become OSPF neighbours", ["hr/r", "hr/r1", "it/r1"])
    ['hr/r1']
    """
    words = {word.rstrip(":,;") for word in what.split()}
    return [place for place in places if place in words] if len(places) > 1 and words.intersection(places) else places


def _unknown(routing: "RoutingResult") -> Iterator[Sequence[Any]]:
    nodes = routing.topology.nodes
    for number, why in routing.unknown.items():
        yield "routes", Verdict.UNKNOWN.value, why, str(nodes[number].device), nodes[number].vrf, None, ""
    for number, prefixes in routing.unknown_prefixes.items():
        by_reason = defaultdict(list)
        for prefix, why in prefixes.items():
            by_reason[why].append(prefix)
        for why, some in by_reason.items():
            first = ", ".join(map(str, sorted(some, key=lambda p: (p.version, p))[:_NAMED])) + (", …" if len(some) > _NAMED else "")
            yield "routes", Verdict.UNKNOWN.value, f"{first}: {why}", str(nodes[number].device), nodes[number].vrf, len(some), ""
    for number, doubts in routing.doubts.items():
        for why in sorted({doubt.cause.why for doubt in doubts}):
            yield "strangers", Verdict.UNKNOWN.value, why, str(nodes[number].device), nodes[number].vrf, None, ""
