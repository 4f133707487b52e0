"""`netplan snapshot`: what was taken in when, names for it, and the proof that nobody changed it."""

from typing import Annotated

import typer

from netplan.cli.choose import OWNER
from netplan.cli.console import say
from netplan.cli.options import ColumnsOption, FormatOption, OutputOption, WhereOption, show
from netplan.cli.state import store
from reports.tables import Column, Table

app = typer.Typer(rich_markup_mode=None)
RefArgument = Annotated[str, typer.Argument(metavar="SNAPSHOT", help="Number, name, tag, date, latest or previous.")]


@app.command("list")
def listed(
    context: typer.Context,
    format: FormatOption = None,
    output: OutputOption = None,
    columns: ColumnsOption = "",
    where: WhereOption = "",
) -> None:
    """List the snapshots, the oldest first."""
    names = [
        Column("snapshot", "Snapshot", key=True),
        Column("taken", "Taken"),
        Column("name", "Name"),
        Column("tags", "Tags"),
        Column("kind", "Kind"),
        Column("departments", "Departments"),
        Column("devices", "Devices"),
        Column("failed", "Failed"),
        Column("sha256", "Digest"),
        Column("chain", "Chain"),
    ]
    rows = [
        (s.id, s.taken, s.name, s.tags, s.kind, s.departments, s.good, s.failed, s.sha256[:12], s.chain[:12])
        for s in store(context).snapshots()
    ]
    show(Table("snapshot list", names, rows, title="Snapshots"), format, output, columns, where)


@app.command("show")
def shown(
    context: typer.Context,
    snapshot: RefArgument = "latest",
    format: FormatOption = None,
    output: OutputOption = None,
    columns: ColumnsOption = "",
    where: WhereOption = "",
) -> None:
    """Show what became of each device of a snapshot."""
    base = store(context)
    found = base.find(snapshot)
    names = [
        *OWNER,
        Column("outcome", "Outcome"),
        Column("os", "OS"),
        Column("taken", "Taken"),
        Column("captures", "Captures"),
        Column("secrets", "Secrets hidden"),
        Column("notes", "Notes"),
        Column("message", "Message"),
        Column("file", "File"),
    ]
    rows = [
        (
            *r.device,
            r.outcome.value,
            r.os,
            r.taken,
            len(r.captures),
            sum(r.redacted.values()),
            tuple(f"{note.file}:{note.line} {note.what}" for note in r.notes),
            r.message,
            r.file,
        )
        for r in base.results(str(found.id))
    ]
    title = f"Snapshot {found.id}{f' ({found.name})' if found.name else ''} of {found.taken:%Y-%m-%d %H:%M} UTC"
    show(Table("snapshot show", names, rows, title=title, snapshot=str(found.id)), format, output, columns, where)


@app.command("tag")
def tagged(
    context: typer.Context,
    snapshot: Annotated[str, typer.Argument(metavar="SNAPSHOT", help="Number, name, tag, date, latest or previous.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="A letter, then letters, digits, . _ + -")],
) -> None:
    """Give a snapshot one more name. A tag that another snapshot has moves to this one."""
    found = store(context).tag(snapshot, name)
    say(f"snapshot {found.id} is now found as {name} too")


@app.command("verify")
def verified(context: typer.Context) -> int:
    """Prove that the history is as it was written. Every text, every row and every event is looked at."""
    from reports.document import plural

    base = store(context)
    faults = base.verify()
    for fault in faults:
        say(fault)
    known = base.snapshots()
    if faults:
        say(f"{base.path}: {plural(len(faults), 'fault')} found; restore the database from a backup and compare")
        return 1
    head = f"; the last one has the chain hash {known[-1].chain}, keep it elsewhere" if known else ""
    say(f"{base.path}: {plural(len(known), 'snapshot')} as written, nothing changed since{head}")
    return 0
