"""Devices that a crawl found: as hosts to visit, as marks in a snapshot, and as lines for the inventory.

A found device is of the department of the device that heard it. In a snapshot it is told from the inventory's by its notes,
which say where it was found.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from collectors.discover import Candidate, Discovery
from models.device import DeviceId
from models.identity import bare, short
from models.inventory import Bounds, Host, Inventory
from models.snapshot import Note, Result

FOUND_AT, FOUND_BY = "found at", "found by"
"""The kinds of notes that mark a found device: its address, and the port that heard it."""


class Found(NamedTuple):
    """A device of a snapshot that a crawl found."""

    device: DeviceId
    address: str
    heard_by: str
    platform: str
    why: str = ""
    """Why it was not visited."""


def host_of(candidate: Candidate, bounds: Bounds) -> Host:
    """A candidate as if it stood in the inventory, with what `discovery:` says of its department."""
    return Host(candidate.device, candidate.address, platform=bounds.platform, credential=bounds.credential, source=bounds.source)


def marked(result: Result, candidate: Candidate) -> Result:
    """The result of a visit with the marks of a found device."""
    marks = (Note(result.file, 0, FOUND_AT, candidate.address), Note(result.file, 0, FOUND_BY, str(candidate.heard_by)))
    return replace(result, notes=(*result.notes, *marks))


def found_in(results: Iterable[Result], known: Inventory) -> Iterator[Found]:
    """The found devices among `results` that the inventory does not have by now."""
    for result in results:
        marks = {note.kind: note.what for note in result.notes}
        if FOUND_AT in marks and result.device not in known.hosts:
            yield Found(result.device, marks[FOUND_AT], marks.get(FOUND_BY, ""), result.os)


def heard_of(crawled: Discovery, known: Inventory) -> Iterator[Found]:
    """The neighbours that a crawl may visit and has no facts of; those that somebody has acknowledged are none."""
    reasons = {(each.port, short(bare(each.neighbour.remote_name))): each.why for each in crawled.strangers}
    for each in crawled.visited:
        if each.device not in crawled.devices:
            bounds = known.discovery[each.device.department]
            why = reasons.get((each.heard_by, each.device.name), "")
            yield Found(each.device, each.address, str(each.heard_by), bounds.platform, why)


def inventory_lines(found: Iterable[Found], known: Inventory) -> Iterator[str]:
    """Lines of YAML for `hosts:`. Names, addresses and platforms are checked words by now, so none needs more than quotes."""
    taken = {host.id.name for host in known.hosts.values()}
    for each in found:
        department, name = each.device
        key = f"{department}-{name}" if name in taken else name
        taken.add(name)
        bounds = known.discovery.get(department)
        remark = f"heard by {each.heard_by}" + (f"; no facts yet: {each.why.partition(':')[0]}" if each.why else "")
        remark = "".join(letter if letter.isprintable() else "?" for letter in remark)  # a line of a device cannot end ours
        yield f"  {_quoted(key)}:  # {remark}"
        yield f"    hostname: {_quoted(each.address)}"
        yield f"    platform: {_quoted(each.platform)}" if each.platform else "    # platform: say which OS it is"
        data = {"department": department} | ({"name": name} if key != name else {})
        data |= {"credential": bounds.credential} if bounds else {}
        yield f"    data: {{{', '.join(f'{word}: {_quoted(value)}' for word, value in data.items())}}}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
