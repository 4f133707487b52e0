"""Show outputs to what a device was seen to do: routes, neighbours of routing protocols, ports.

Each dialect says which of its commands print which table, and how to read it (`Dialect.tables`). The first good output of a
table counts; a second one that shows the same table is left alone.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from collectors.port_names import port_namer
from collectors.shown import Page, Shown
from models.interfaces import DEFAULT_VRF, Interface
from models.observed import ALL_VRFS, Observed, Output, PeerSeen, PortSeen, RouteSeen
from models.snapshot import Capture, Note

if TYPE_CHECKING:
    from collectors.dialect import Dialect

_FIRST_LINES = 4
"""Within so many lines stands what a device prints instead of an output."""
_LONGEST = 256
Row = TypeVar("Row", RouteSeen, PeerSeen)
_EVERY = ("all", "*")


def observed(captures: Iterable[Capture], spoken: "Dialect", ports: Iterable[Interface] = ()) -> tuple[Observed, list[Note]]:
    """The tables of one device, and a note for each output that could not be read: what it shows is not known.

    Some systems name ports by their zones there: of those that stand alone in their zone, `ports` tell their own names.
    """
    outputs: list[Output] = []
    rows: dict[type, list[RouteSeen | PeerSeen | PortSeen]] = {RouteSeen: [], PeerSeen: [], PortSeen: []}
    notes: list[Note] = []
    for capture in captures:
        for shown, vrf in _shown(capture.command, spoken):
            if any(known.kind == shown.kind and known.vrf in (vrf, ALL_VRFS) and not known.fault for known in outputs):
                break
            fault, found = _read(shown, capture, vrf, spoken)
            known = {each.vrf for each in outputs if each.kind == shown.kind and not each.fault}
            outputs += [Output(kind, vrf, capture.file, fault) for kind in (shown.kind, shown.also) if kind]
            if fault:
                notes.append(Note(capture.file, 0, "not parsed", f"`{capture.command}`: {fault}; what it shows is not known"))
            for row in found:
                if isinstance(row, PortSeen) or row.vrf not in known:
                    rows[type(row)].append(row)
            break
    return _together(outputs, rows, port_namer(spoken.canonical_name, ports)), notes


def _shown(command: str, spoken: "Dialect") -> Iterator[tuple[Shown, str]]:
    """The table that a command prints and the VRF that it asks for."""
    text = " ".join(command.split())
    for shown in spoken.tables:
        if found := re.fullmatch(shown.command, text, re.IGNORECASE):
            asked = found.groupdict().get("vrf") or ""
            if shown.all_vrfs or asked.lower() in _EVERY:
                yield shown, ALL_VRFS
            else:
                yield shown, asked.replace(" ", "_") or DEFAULT_VRF  # the name of a file has blanks for underscores


def _read(shown: Shown, capture: Capture, vrf: str, spoken: "Dialect") -> tuple[str, list[RouteSeen | PeerSeen | PortSeen]]:
    """Why an output could not be read ("" when it was), and its rows."""
    if refused := _refused(capture.text, spoken):
        return f"the device refused the command: {refused[:60]!r}", []
    try:
        found = list(shown.read(Page(capture.text, DEFAULT_VRF if vrf == ALL_VRFS else vrf, capture.file)))
        for row in found:
            _check(row)
        return "", found
    except (ValueError, RecursionError) as fault:
        return str(fault)[:160], []


def _check(row: RouteSeen | PeerSeen | PortSeen) -> None:
    """Raise ValueError for a value that no device has: JSON may hold anything."""
    words = (row.vrf, row.protocol, row.interface) if not isinstance(row, PortSeen) else (row.name,)
    numbers = (row.distance or 0, row.metric or 0) if isinstance(row, RouteSeen) else ()
    if not all(isinstance(word, str) and len(word) <= _LONGEST for word in words):
        raise ValueError(f"a name that is none: {words!r:.60}")
    if not all(type(each) is int and 0 <= each < 1 << 32 for each in numbers) or (numbers and numbers[0] >= 1 << 16):
        raise ValueError(f"distance and metric cannot be {numbers!r:.60}")


def _refused(text: str, spoken: "Dialect") -> str:
    """The line that a device printed instead of an output, "" when there is none."""
    lines = [line.strip() for line in text[:2000].splitlines() if line.strip()][:_FIRST_LINES]
    patterns = [pattern for pattern, _ in spoken.console.refusals] if spoken.console else []
    return next((line for line in lines for pattern in patterns if re.fullmatch(pattern, line)), "")


def _together(
    outputs: list[Output], rows: dict[type, list[RouteSeen | PeerSeen | PortSeen]], name: Callable[[str], str]
) -> Observed:
    """All rows with the names of ports as the OS spells them."""

    def named(row: Row) -> Row:
        full = name(row.interface) if row.interface else ""
        return row if full == row.interface else replace(row, interface=full)

    routes = tuple(named(row) for row in rows[RouteSeen] if isinstance(row, RouteSeen))
    peers = tuple(named(row) for row in rows[PeerSeen] if isinstance(row, PeerSeen))
    ports = tuple(replace(row, name=name(row.name)) for row in rows[PortSeen] if isinstance(row, PortSeen))
    return Observed(tuple(outputs), routes, peers, ports)
