"""All hosts of all sources to one snapshot, with one outcome for each device."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from collectors.dialect import dialects
from collectors.take import Job, Taken, take
from collectors.transports.files import HostFiles, Listing
from models.device import Device, DeviceId
from models.errors import UsageError
from models.inventory import Host, Inventory, SourceOfConfigs
from models.link import Link, Port
from models.parallel import shared_out
from models.snapshot import Note, Outcome, Result, Snapshot
from models.source import Source

ENOUGH_FOR_PROCESSES = 40
Progress = Callable[[int, int], None]
DEPARTMENT = re.compile(r"[^\W_][\w .+-]{0,63}")
"""What the name of a department looks like where no inventory lists them: `:`, `/`, `!` and `*` mean something else."""


@dataclass(frozen=True, slots=True)
class Load:
    """One listing of one department, to be taken in."""

    department: str
    listing: Listing
    os: str = ""


def sources_of(inventory: Inventory) -> list[SourceOfConfigs]:
    """The folders and repositories that the inventory names, their paths made absolute."""
    base = Path(inventory.path).parent
    found = [replace(source, path=str(base / source.path)) for source in inventory.sources if source.type in ("folder", "git")]
    if not found:
        raise UsageError(f"{inventory.path} names no folder or git repository under sources; name a path: netplan load DIR")
    return found


def listings(path: Path, at: datetime | None = None, history: str = "", git: bool | None = None) -> Iterator[Listing]:
    """What a path holds: a folder now, or the wanted points in time of a git repository (`git` None: find out)."""
    from collectors.transports.folder import read_folder
    from collectors.transports.git import is_repository, read_repository

    asked = bool(history) or at is not None
    if git or (git is None and is_repository(path) and (asked or not _work_tree(path))):
        yield from read_repository(path, at, history)
    elif asked:
        raise UsageError(f"{path}: not a git repository, so it has no history; leave out --history and --at")
    else:
        yield read_folder(path)


def _work_tree(path: Path) -> bool:
    """Whether there are files to read beside the repository's own."""
    return (path / ".git").exists()


def collect(
    loads: Sequence[Load], key: bytes, inventory: Inventory | None = None, known: Mapping[str, str] | None = None,
    taken: datetime | None = None, progress: Progress | None = None, seen: "dict[tuple[object, ...], Taken] | None" = None,
) -> tuple[Snapshot, tuple[Note, ...]]:  # fmt: skip
    """Take in all hosts of `loads`: a snapshot, and notes on what was left alone.

    `known` is the digest of stored facts by parse key; `seen` remembers blobs of a repository from one point in time to the next.
    """
    seen = {} if seen is None else seen
    jobs, results = _jobs(loads, inventory)
    done = list(_all(jobs, key, known or {}, seen, progress))
    results += [each.result for each in done]
    devices = {each.facts.id: each.facts for each in done if each.facts is not None}
    links, notes = _wires(loads, results, devices)
    realms = {
        load.department: inventory.realms.get(load.department, load.department) if inventory else load.department for load in loads
    }
    snapshot = Snapshot(
        taken=taken or datetime.now(UTC).replace(microsecond=0), results=tuple(sorted(results, key=lambda result: result.device)),
        devices=devices, captures=tuple(capture for each in done for capture in each.captures if each.result.outcome.good),
        links=frozenset(links) | frozenset(inventory.links if inventory else ()), realms=realms,
        parsed={each.result.device: each.key for each in done if each.key},
    )  # fmt: skip
    return snapshot, (*(note for load in loads for note in load.listing.notes), *notes)


def _jobs(loads: Sequence[Load], inventory: Inventory | None) -> tuple[list[Job], list[Result]]:
    """A job for each host, and a result for each that stands twice in its department."""
    counts = Counter((load.department, host.name.casefold()) for load in loads for host in load.listing.hosts)
    files: dict[tuple[str, str], list[str]] = {}
    for load in loads:
        for host in load.listing.hosts:
            files.setdefault((load.department, host.name.casefold()), []).append(host.config.file)
    jobs: list[Job] = []
    twice: dict[DeviceId, Result] = {}
    for load in loads:
        for host in load.listing.hosts:
            device = DeviceId(load.department, host.name)
            place = (load.department, host.name.casefold())
            if counts[place] > 1:
                where = ", ".join(files[place])
                why = f"{load.department} has this host {counts[place]} times ({where}); keep one, rename the others"
                name = DeviceId(load.department, min(each.name for each in load.listing.hosts if each.name.casefold() == place[1]))
                twice[name] = Result(name, Outcome.DUPLICATE, why, host.config.file)
            else:
                jobs.append(_job(device, host, load, inventory))
    return jobs, list(twice.values())


def _job(device: DeviceId, files: HostFiles, load: Load, inventory: Inventory | None) -> Job:
    """What the inventory says of a host goes with it: its platform, site and role."""
    entry = _entry(device, inventory) if inventory else None
    platform = entry.platform if entry and not load.os else load.os
    return Job(device, files, platform, entry.site if entry else "", entry.role if entry else "")


def _entry(device: DeviceId, inventory: Inventory) -> Host | None:
    if device in inventory.hosts:
        return inventory.hosts[device]
    named = [host for host in inventory.hosts.values() if host.id.department == device.department and host.sysname == device.name]
    return named[0] if len(named) == 1 else None


def _all(
    jobs: list[Job], key: bytes, known: Mapping[str, str], seen: dict[tuple[object, ...], Taken], progress: Progress | None
) -> Iterator[Taken]:
    """All jobs done, in order; over all processors when there are many."""
    fresh = [job for job in jobs if _memory(job) not in seen]
    for at, (job, result) in enumerate(zip(fresh, _work(fresh, key, known), strict=True), 1):
        seen[_memory(job)] = result
        if progress:
            progress(at, len(fresh))
    for job in jobs:
        result = seen[_memory(job)]
        yield replace(result, result=replace(result.result, taken=job.files.config.taken))


def _memory(job: Job) -> tuple[object, ...]:
    """What makes a job the same one again: the blobs of a repository; files on disk are always read."""
    held = (job.files.config, *job.files.more, *(each for _, each in job.files.shows))
    return (job.device, job.os, *(each.blob or str(each.data) for each in held))


def _work(jobs: list[Job], key: bytes, known: Mapping[str, str]) -> Iterator[Taken]:
    dialects()  # loaded once, before the processes are made
    return shared_out(jobs, lambda job: take(job, key, known), parcel=8, enough=ENOUGH_FOR_PROCESSES)


def _wires(loads: Sequence[Load], results: list[Result], devices: Mapping[DeviceId, Device]) -> tuple[list[Link], list[Note]]:
    """The links of layer-1 files whose two ends are hosts of the same department."""
    from collectors.dialect import dialect

    names: dict[tuple[str, str], Result] = {}
    for result in results:
        if result.outcome.good:
            device = devices.get(result.device)
            for name in {result.device.name, device.hostname if device else ""} - {""}:
                names.setdefault((result.device.department, name.casefold()), result)
    links: list[Link] = []
    notes: list[Note] = []
    for load in loads:
        for held in load.listing.wires:
            try:
                data = held.data if isinstance(held.data, bytes) else held.data.read_bytes()
                edges = [(edge["node1"], edge["node2"]) for edge in json.loads(data)["edges"]]
                wanted = [[(str(end["hostname"]), str(end["interfaceName"])) for end in edge] for edge in edges]
            except (OSError, ValueError, KeyError, TypeError):
                notes.append(
                    Note(held.file, 0, "not parsed", 'not a layer-1 topology: {"edges": [{"node1": …, "node2": …}]} is expected')
                )
                continue
            for (host_a, port_a), (host_b, port_b) in wanted:
                a, b = (names.get((load.department, host.casefold())) for host in (host_a, host_b))
                if a is None or b is None:
                    notes.append(
                        Note(held.file, 0, "not linked", f"{host_a if a is None else host_b} is not a device of {load.department}")
                    )
                    continue
                ends = sorted(Port(each.device, dialect(each.os).canonical_name(port)) for each, port in ((a, port_a), (b, port_b)))
                links.append(Link(ends[0], ends[1], "layer1", 1.0, Source(held.file, 1)))
    return links, notes


def carried(snapshot: Snapshot, results: Iterable[Result], links: Iterable[Link], realms: Mapping[str, str]) -> Snapshot:
    """`snapshot` with the departments that it did not load, as they stood before."""
    fresh = {result.device.department for result in snapshot.results}
    kept = tuple(result for result in results if result.device.department not in fresh)
    departments = {result.device.department for result in kept}
    wires = frozenset(link for link in links if {link.a.device.department, link.b.device.department} <= departments)
    older = {department: realm for department, realm in realms.items() if department in departments}
    together = tuple(sorted((*snapshot.results, *kept), key=lambda result: result.device))
    return replace(snapshot, results=together, links=snapshot.links | wires, realms={**older, **snapshot.realms})


def nothing_good(snapshot: Snapshot) -> bool:
    """Whether no device at all could be taken in."""
    return not any(result.outcome.good for result in snapshot.results)


def check_department(department: str, inventory: Inventory | None) -> str:
    """The department to load into. Raises UsageError when it is not said or not one of the inventory."""
    known = sorted(inventory.departments) if inventory else []
    if not department and len(known) == 1:
        return known[0]
    if not department:
        raise UsageError(f"whose configs are these? say --department NAME{' (' + ', '.join(known) + ')' if known else ''}")
    if inventory and department not in known:
        raise UsageError(f"{department!r} is not a department of the inventory; it has {', '.join(known) or 'none yet'}")
    if not DEPARTMENT.fullmatch(department):
        raise UsageError(f"{department!r} is no name for a department: letters, digits, space . _ + -, first a letter or digit")
    return department
