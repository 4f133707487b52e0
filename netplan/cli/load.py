"""`netplan load`: take in folders of configs, show outputs, git histories and bundles."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import UsageError
from netplan.cli.console import say
from netplan.cli.options import FormatOption, OutputOption, settings, show
from netplan.cli.state import inventory, store
from reports.tables import Column, Table

if TYPE_CHECKING:
    from collectors.collect import Load
    from models.inventory import Inventory, SourceOfConfigs
    from models.snapshot import Note, Result, Stored
    from models.store import Store

PARTIAL, NOTHING = 3, 1
SHOWN = 8
"""How many failures and notes are told one by one."""


def command(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH", help="Folders, files or git repositories (default: the inventory's sources).", show_default=False
        ),
    ] = None,
    department: Annotated[str, typer.Option("--department", "-d", help="Whose configs these are.")] = "",
    name: Annotated[str, typer.Option("--name", help="A name for the snapshot.")] = "",
    os: Annotated[str, typer.Option("--os", help="The operating system of all of them (default: found out).")] = "",
    history: Annotated[
        str, typer.Option("--history", metavar="N|monthly|all", help="Of a git repository: so many points in time.")
    ] = "",
    at: Annotated[str, typer.Option("--at", metavar="DATE", help="Of a git repository: as it was on this day.")] = "",
    only: Annotated[bool, typer.Option("--only", help="Leave the other departments out of the new snapshot.")] = False,
    signer: Annotated[
        str, typer.Option("--signer", metavar="FINGERPRINT", help="Of a bundle: accept whoever signs with this key.")
    ] = "",
    format: FormatOption = None,
    output: OutputOption = None,
) -> int:
    """Take in configs from folders and git repositories as a new snapshot.

    The departments that are not loaded stay in the snapshot as they were. Exit code 3 when some devices failed, 1 when all did.
    """
    from collectors.redact import installation_key
    from collectors.transports.bundle import is_bundle
    from models.store.look import NAME

    if name and not NAME.fullmatch(name):
        raise UsageError(f"{name!r} is no name for a snapshot: a letter, then letters, digits, . _ + - (not latest or previous)")
    if os:
        from collectors.dialect import dialect

        os = dialect(os).name
    if any(is_bundle(path) for path in paths or []):
        if len(paths or []) > 1 or any((department, os, history, at, only)):
            raise UsageError("a bundle says itself whose it is and of when: give it alone, with --name and --signer at most")
        return _bundle(context, (paths or [])[0], signer, name, format, output)
    known = inventory(context)
    broken: list[str] = []
    points = _points(paths or [], department, os, history, _until(at), known, broken)
    base = store(context, make=True)
    key = installation_key(settings(context).state)
    saved: list[Stored] = []
    fresh: tuple[Result, ...] = ()
    for point in points:
        fresh, stored = _take(base, point, key, known, name, only, bool(history or at), len(saved) + 1, len(points))
        if stored:
            saved.append(stored)
    if not saved:
        say("nothing was saved: no device could be taken in")
    show(_summary(base, fresh, saved), format, output)
    if saved:
        _next(saved)
    failed = [result for result in fresh if not result.outcome.good]
    return NOTHING if not saved else PARTIAL if failed or broken else 0


def _bundle(context: typer.Context, path: Path, signer: str, name: str, format: FormatOption, output: OutputOption) -> int:
    """Take in what a scan elsewhere has found."""
    from netplan.cli.bundle import take_in

    results, stored = take_in(context, path, signer, name)
    _tell(results, ())
    saved = [stored] if stored else []
    if not saved:
        say("nothing was saved: no device of the bundle could be taken in")
    show(_summary(store(context), results, saved), format, output)
    if saved:
        _next(saved)
    return NOTHING if not saved else PARTIAL if any(not result.outcome.good for result in results) else 0


def _until(at: str) -> datetime | None:
    if not at:
        return None
    try:
        until = datetime.fromisoformat(at)
    except ValueError:
        raise UsageError(f"--at {at}: a date such as 2026-10-01, or 2026-10-01T12:00") from None
    return (until.replace(hour=23, minute=59, second=59) if len(at) <= len("2026-10-01") else until).astimezone()


def _points(
    paths: Sequence[Path],
    department: str,
    os: str,
    history: str,
    at: datetime | None,
    known: "Inventory | None",
    broken: list[str],
) -> "list[list[Load]]":
    """What to load, one list of loads for each snapshot to make: the oldest first. Sources that cannot be read go to `broken`."""
    from collectors.collect import Load, check_department, listings, sources_of

    if paths:
        owner = check_department(department, known)
        found = [[Load(owner, listing, os) for listing in listings(path, at, history)] for path in paths]
    else:
        if known is None:
            raise UsageError("no inventory, so name a path: netplan load DIR --department NAME")
        sources = [source for source in sources_of(known) if department in ("", source.department)]
        if not sources:
            raise UsageError(f"the inventory has no source of the department {department!r}")
        found = [loads for each in sources if (loads := _listed(each, os, history, at, broken))]
    if not found:
        return []
    if all(len(each) == 1 for each in found):
        return [[load for each in found for load in each]]
    loads = [load for each in found for load in each]
    return [[load] for load in sorted(loads, key=lambda load: load.listing.taken or datetime.now().astimezone())]


def _listed(source: "SourceOfConfigs", os: str, history: str, at: datetime | None, broken: list[str]) -> "list[Load]":
    """What one source of the inventory holds. One that cannot be read stops no other department."""
    from collectors.collect import Load, listings
    from models.errors import CollectError

    git = source.type == "git"
    try:
        found = list(listings(Path(source.path), at, history if git else "", git))
    except CollectError as fault:
        say(f"{source.department}: {fault} ({source.source})")
        broken.append(source.department)
        return []
    return [Load(source.department, listing, os or str(source.options.get("os", ""))) for listing in found]


def _take(
    base: "Store",
    loads: "list[Load]",
    key: bytes,
    known: "Inventory | None",
    name: str,
    only: bool,
    past: bool,
    at: int,
    total: int,
) -> "tuple[tuple[Result, ...], Stored | None]":
    """Load one point in time and save it, unless nothing at all could be read."""
    from dataclasses import replace

    import netplan
    from collectors.collect import carried, collect, nothing_good

    taken = loads[0].listing.taken if past else None
    snapshot, notes = collect(loads, key, known, base.parsed(), taken, _progress(f"{at}/{total} " if total > 1 else ""))
    fresh = snapshot.results
    _tell(fresh, notes)
    if nothing_good(snapshot):
        return fresh, None
    if not only and not past and base.snapshots():
        before = base.find()
        links, realms = base.wires(str(before.id))
        snapshot = carried(snapshot, base.results(str(before.id)), links, realms)
    return fresh, base.save(
        replace(snapshot, name=name if total == 1 else f"{name}-{at}" if name else "", version=netplan.__version__)
    )


def _progress(prefix: str) -> Callable[[int, int], None]:
    """A line that counts, only on a terminal."""
    start = time.monotonic()

    def tell(done: int, total: int) -> None:
        if sys.stderr.isatty() and (done == total or time.monotonic() - start > 0.5):
            print(f"\r{prefix}{done} of {total} devices", end="\n" if done == total else "", file=sys.stderr, flush=True)

    return tell


def _tell(results: "tuple[Result, ...]", notes: "tuple[Note, ...]") -> None:
    """Failures first, then what was left alone; long lists are cut and counted."""
    failed = [result for result in results if not result.outcome.good]
    alike: dict[tuple[str, str], list[Result]] = {}
    for result in failed:
        alike.setdefault((result.outcome.value, result.message), []).append(result)
    for (outcome, message), several in list(alike.items())[:SHOWN]:
        first = several[0]
        more = f" and {len(several) - 1} more" if len(several) > 1 else ""
        say(f"{first.device}{more}: {outcome}: {message} [{first.file}{', …' if more else ''}]")
    if len(alike) > SHOWN:
        say(f"and {sum(map(len, list(alike.values())[SHOWN:]))} more devices failed for other reasons")
    partial = [result for result in results if result.outcome.value == "partial"]
    for result in partial[:SHOWN]:
        say(f"{result.device}: partial: {result.message}")
    for note in notes[:SHOWN]:
        say(f"{note.file}: {note.what}")
    if len(notes) > SHOWN:
        say(f"and {len(notes) - SHOWN} more files were left alone")


def _summary(base: "Store", results: "tuple[Result, ...]", saved: "list[Stored]") -> Table:
    """One row a department: devices, lines, how much was understood, secrets."""
    lines: Counter[str] = Counter()
    read: Counter[str] = Counter()
    rows = base.query("coverage", str(saved[-1].id)) if saved else []
    for row in rows:
        lines[row["department"]] += row["lines"]
        read[row["department"]] += row["lines"] if row["status"] in ("modelled", "ignored") else 0
    columns = [
        Column("department", "Department", key=True),
        Column("devices", "Devices"),
        Column("failed", "Failed"),
        Column("partial", "Partial"),
        Column("lines", "Lines"),
        Column("coverage", "Understood %"),
        Column("secrets", "Secrets hidden"),
        Column("weak", "Weak secrets"),
    ]
    table = []
    for department in sorted({result.device.department for result in results}):
        own = [result for result in results if result.device.department == department]
        kinds = Counter(result.outcome.value for result in own)
        share = round(100 * read[department] / lines[department], 1) if lines[department] else None
        weak = sum(note.kind in ("well-known", "reversible") for result in own for note in result.notes)
        good = sum(result.outcome.good for result in own)
        secrets = sum(sum(result.redacted.values()) for result in own)
        table.append((department, good, len(own) - good, kinds["partial"], lines[department], share, secrets, weak))
    title = f"Snapshot {saved[-1].id}" if saved else "Nothing saved"
    return Table("load", columns, table, title=title, snapshot=str(saved[-1].id) if saved else "")


def _next(saved: "list[Stored]") -> None:
    last = saved[-1]
    made = f"snapshot {last.id}" if len(saved) == 1 else f"snapshots {saved[0].id} to {last.id}"
    devices = "1 device" if last.good == 1 else f"{last.good} devices"
    owners = "1 department" if len(last.departments) == 1 else f"{len(last.departments)} departments"
    say(f"{made} saved ({devices} of {owners}); next: netplan coverage, netplan conflicts")
