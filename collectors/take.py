"""One device, from bytes to facts: what each worker process does with each host."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import collectors
import models
from collectors.detect import detect
from collectors.dialect import Dialect, dialect, read
from collectors.draft import Draft
from collectors.hygiene import MOST_BYTES, Refused, text_of
from collectors.observe import observed
from collectors.redact import quarantine, redact
from collectors.shows import with_shows
from collectors.transports.files import Held, HostFiles
from models.codec import dumps
from models.columns import packed
from models.cycles import uncollected
from models.device import Device, DeviceId
from models.errors import CollectError
from models.snapshot import CONFIG, Capture, Note, Outcome, Result
from models.source import Status


@dataclass(frozen=True, slots=True)
class Job:
    """One host to take in. `os` is what the user says it is, "" to find out; the rest goes into the facts."""

    device: DeviceId
    files: HostFiles
    os: str = ""
    site: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a job. `facts` is None for a failure, and when `result.facts_sha256` names stored facts."""

    result: Result
    facts: Device | None = None
    captures: tuple[Capture, ...] = ()
    key: str = ""


def take(job: Job, key: bytes, known: Mapping[str, str]) -> Taken:
    """Take one host in; one that cannot be taken is a Result, no error. `known` is the digest of stored facts by parse key."""
    config = job.files.config
    blank = Result(job.device, Outcome.FAILED, file=config.file, taken=config.taken)
    try:
        text = text_of(_whole(job.files))
        name = dialect(job.os or job.files.hint).name if job.os or job.files.hint else detect(text)[0]
        spoken = dialect(name)
        if not spoken.ended(text):
            cut = f"the {spoken.title} config ends in the middle; fetch it again"
            return Taken(replace(blank, outcome=Outcome.CUT_SHORT, os=name, message=cut))
        with uncollected():
            return _read(job, text, spoken, key, known)
    except Refused as fault:
        return Taken(replace(blank, outcome=fault.outcome, message=str(fault)))
    except OSError as fault:
        return Taken(replace(blank, outcome=Outcome.UNREADABLE, message=f"cannot be read ({fault.strerror or fault})"))
    except CollectError as fault:
        return Taken(replace(blank, outcome=Outcome.UNKNOWN_OS, message=str(fault)))
    except Exception as fault:  # whatever a hostile text does to one dialect, the other hosts go on
        message = f"netplan failed on this text ({type(fault).__name__}); this is a defect of netplan, please report it"
        return Taken(replace(blank, message=message))


def _whole(files: HostFiles) -> bytes:
    """The config of a host; where it stands in several files, one after the other."""
    return b"\n!\n".join(_bytes(held) for held in (files.config, *files.more))


def _bytes(held: Held) -> bytes:
    """At most one byte more than a capture may have."""
    if isinstance(held.data, bytes):
        return held.data
    with held.data.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _read(job: Job, text: str, spoken: Dialect, key: bytes, known: Mapping[str, str]) -> Taken:
    """Redact, read (unless the same was read before), and put the result together."""
    config = job.files.config
    done = redact(text, spoken, key)
    counts = Counter(done.counts)
    notes = [Note(config.file, note.line, note.kind, note.what) for note in done.notes]
    shows, problems = _shows(job, spoken, key, counts)
    captures = (Capture(job.device, CONFIG, config.file, done.text), *shows)
    parse_key = _key(job, spoken.name, captures)
    result = Result(job.device, Outcome.OK, "", config.file, spoken.name, config.taken)
    if parse_key in known and not problems:
        result = replace(result, captures=_digests(captures), notes=tuple(notes), redacted=counts, facts_sha256=known[parse_key])
        return Taken(result, None, captures, parse_key)
    device = read(done.text, spoken, Draft(job.device, spoken.name, config.file))
    unknown = [line.source.line for line in device.coverage.unread if line.status is Status.UNKNOWN]
    hidden = quarantine(done.text, unknown, key)
    if hidden.notes:
        notes += [Note(config.file, note.line, note.kind, note.what) for note in hidden.notes]
        counts.update(hidden.counts)
        captures = (replace(captures[0], text=hidden.text), *shows)
        device = read(hidden.text, spoken, Draft(job.device, spoken.name, config.file))
    device, unparsed = with_shows(replace(device, site=job.site, role=job.role), shows, spoken.canonical_name)
    seen, unread = observed(shows, spoken, device.interfaces.values())
    device = replace(device, observed=packed(seen))
    problems += unparsed + unread
    result = replace(result, captures=_digests(captures), notes=(*notes, *problems), redacted=dict(counts))
    if problems:
        result = replace(result, outcome=Outcome.PARTIAL, message=problems[0].what)
    return Taken(result, device, captures, "" if problems or hidden.notes else parse_key)


def _digests(captures: tuple[Capture, ...]) -> tuple[tuple[str, str, str], ...]:
    return tuple((each.command, each.file, each.sha256) for each in captures)


def _shows(job: Job, spoken: Dialect, key: bytes, counts: "Counter[str]") -> tuple[list[Capture], list[Note]]:
    """The redacted show outputs; one that is no text is a note, not a failure of the host."""
    captures, problems = [], []
    for command, held in job.files.shows:
        try:
            done = redact(text_of(_bytes(held)), spoken, key)
        except Refused as fault:
            if fault.outcome is not Outcome.EMPTY:
                problems.append(Note(held.file, 0, fault.outcome.value, str(fault)))
            continue
        except OSError as fault:
            problems.append(Note(held.file, 0, "unreadable", f"cannot be read ({fault.strerror or fault})"))
            continue
        counts.update(done.counts)
        captures.append(Capture(job.device, command, held.file, done.text))
    return captures, problems


def _key(job: Job, os: str, captures: tuple[Capture, ...]) -> str:
    """What the facts depend on: the texts, where they come from, and the program that reads them."""
    parts = [program(), job.device, os, job.site, job.role, [[each.command, each.file, each.sha256] for each in captures]]
    return hashlib.sha256(dumps(parts).encode("utf-8", "surrogatepass")).hexdigest()


@cache
def program() -> str:
    """A digest of the sources that read configs: facts read by another version are not used again."""
    total = hashlib.sha256()
    for package in (models, collectors):
        for path in sorted(Path(str(package.__file__)).parent.rglob("*.py")):
            total.update(path.read_bytes())
    return total.hexdigest()
