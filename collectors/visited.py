"""From what a visit brought to what goes on file, and from the files of a scan to its snapshot."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from collectors.redact import redact
from collectors.take import Job, Taken, take
from collectors.target import Target, Visit
from models.device import Device, DeviceId
from models.inventory import Inventory
from models.scan import Before
from models.snapshot import Note, Outcome, Result, Snapshot
from models.store.journal import Visited
from models.store.write import prepared


@dataclass(frozen=True, slots=True)
class Reading:
    """A visit on its way to a reader, without anything to log in with."""

    visit: Visit
    os: str
    site: str
    role: str
    ended: datetime


def reading(target: Target, visit: Visit) -> Reading:
    """What a reader has to know of a visit that ended now."""
    return Reading(visit, target.os, target.site, target.role, datetime.now(UTC).replace(microsecond=0))


def visited(read: Reading, key: bytes, known: Mapping[str, str]) -> Visited:
    """Redact and read what a visit brought. A device that cannot be taken in is a result like any other."""
    visit = read.visit
    taken = _taken(read, key, known)
    result = taken.result
    notes = tuple(Note(result.file, 0, "visit", _hidden(finding, key)) for finding in visit.findings)
    result = replace(result, taken=result.taken or read.ended, notes=(*result.notes, *notes))
    facts: dict[DeviceId, Device] = {}
    if taken.facts is not None:
        facts[result.device] = taken.facts
    captures = taken.captures if result.outcome.good else ()
    parsed = {result.device: taken.key} if taken.key else {}
    ready = prepared(Snapshot(read.ended, (result,), facts, captures, parsed=parsed))
    light = replace(ready.snapshot, devices={}, captures=())  # what is prepared need not come back from a reader twice
    return Visited(replace(ready, snapshot=light), _hidden(visit.transcript, key))


def _taken(read: Reading, key: bytes, known: Mapping[str, str]) -> Taken:
    visit = read.visit
    message = _hidden(visit.message, key)
    if not visit.outcome.good or visit.files is None:
        outcome = Outcome.FAILED if visit.outcome.good else visit.outcome
        return Taken(Result(visit.device, outcome, message or "the visit brought no config", os=read.os))
    taken = take(Job(visit.device, visit.files, read.os, read.site, read.role), key, known)
    if visit.outcome is Outcome.PARTIAL and taken.result.outcome is Outcome.OK:
        return replace(taken, result=replace(taken.result, outcome=Outcome.PARTIAL, message=message))
    return taken


def unread(read: Reading, why: str) -> Visited:
    """What goes on file of a device whose text brought a reader down."""
    message = f"netplan failed on this text ({why}); this is a defect of netplan, please report it"
    result = Result(read.visit.device, Outcome.FAILED, message, os=read.os, taken=read.ended)
    return Visited(prepared(Snapshot(read.ended, (result,))), read.visit.transcript)


def _hidden(text: str, key: bytes) -> str:
    """Words of ours that may quote a device, without secrets."""
    return redact(text, None, key).text if text else ""


def composed(
    results: Iterable[Result], before: Before | None, since: datetime, unasked: Mapping[DeviceId, str], inventory: Inventory
) -> Snapshot | None:
    """The snapshot of a scan that began at `since`: what it found, and all other devices as they stood before.

    A device that another load or scan has brought in after it was visited stays as that one found it. None when nothing
    is good.
    """
    fresh = {result.device: result for result in results}
    if not any(result.outcome.good for result in fresh.values()):
        return None
    fresh |= {device: Result(device, Outcome.NOT_ASKED, why) for device, why in unasked.items() if device not in fresh}
    older = {result.device: result for result in before.results} if before else {}
    if before and before.stored.taken >= since:
        fresh = {device: _later(result, older.get(device)) for device, result in fresh.items()}
    together = {**older, **fresh}
    departments = {device.department for device in together}
    realms = {department: inventory.realms.get(department, department) for department in departments}
    if before:
        realms |= {each: realm for each, realm in before.realms.items() if each in departments and each not in inventory.realms}
    wires = before.links if before else frozenset()
    return Snapshot(
        taken=datetime.now(UTC).replace(microsecond=0),
        results=tuple(together[device] for device in sorted(together)),
        links=frozenset(link for link in wires if {link.a.device, link.b.device} <= together.keys()) | frozenset(inventory.links),
        realms=realms,
        kind="scan",
    )


def _later(mine: Result, other: Result | None) -> Result:
    newer = other and other.outcome.good and other.taken and mine.taken and other.taken > mine.taken
    return other if newer and other else mine
