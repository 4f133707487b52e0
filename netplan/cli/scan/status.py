"""`netplan scan status`: which scans ran, run, or wait to be resumed."""

from typing import Annotated

import typer

from netplan.cli.options import ColumnsOption, FormatOption, OutputOption, WhereOption, show
from netplan.cli.scan.app import app
from netplan.cli.scan.words import summary
from netplan.cli.state import store
from reports.tables import Column, Table

SHOWN = 20
"""The last scans that are listed."""


@app.command("status")
def status(
    context: typer.Context,
    scan: Annotated[int | None, typer.Argument(metavar="[ID]", help="One scan: what became of its devices by now.")] = None,
    format: FormatOption = None,
    output: OutputOption = None,
    columns: ColumnsOption = "",
    where: WhereOption = "",
) -> None:
    """List the last scans, or show how far one came."""
    from models.store.journal import Journal

    journal = Journal(store(context))
    if scan is not None:
        found = journal.find(scan)
        title = f"Scan {scan}: {found.state.value}, {found.visited} of {len(found.asked.targets)} devices on file"
        show(summary(journal.visited(scan), title, str(found.snapshot or "")), format, output, columns, where)
        return
    names = [
        Column("scan", "Scan", key=True),
        Column("started", "Started"),
        Column("state", "State"),
        Column("asked", "Asked for"),
        Column("devices", "Devices"),
        Column("visited", "On file"),
        Column("snapshot", "Snapshot"),
        Column("who", "By"),
        Column("next", "Next"),
    ]
    rows = [
        (
            each.id, each.asked.started, each.state.value, each.asked.selectors or ("all",), len(each.asked.targets), each.visited,
            each.snapshot, f"{each.asked.who}@{each.asked.host}",
            f"netplan scan --resume {each.id}" if each.state.value == "interrupted" else "",
        )
        for each in journal.scans()[-SHOWN:]
    ]  # fmt: skip
    show(Table("scan status", names, rows, title="Scans"), format, output, columns, where)
