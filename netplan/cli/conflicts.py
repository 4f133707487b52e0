"""`netplan conflicts`: what departments cannot both keep."""

from typing import Annotated

import typer

from netplan.cli.choose import AtOption
from netplan.cli.options import ColumnsOption, FormatOption, OutputOption, WhereOption, names, settings, show
from netplan.cli.planning import present
from reports.tables import Column, Table


def command(
    context: typer.Context,
    type: Annotated[str, typer.Option("--type", metavar="A,B", help="Only these kinds: addresses, vlan-id, asn, …")] = "",
    between: Annotated[
        str, typer.Option("--between", metavar="A,B", help="Only conflicts in which all these departments meet.")
    ] = "",
    min_severity: Annotated[int, typer.Option("--min-severity", min=0, max=100, help="Only conflicts as severe as this.")] = 0,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="End with 2 when there is a conflict.")] = False,
    at: AtOption = "latest",
    format: FormatOption = None,
    output: OutputOption = None,
    columns: ColumnsOption = "",
    where: WhereOption = "",
) -> None:
    """List the conflicts between departments, the worst first."""
    from models.errors import UsageError
    from netplan.conflicts import KINDS, conflicts

    known = [name for name, _ in KINDS]
    kinds, departments = names(type), names(between)
    if strange := [kind for kind in kinds if kind not in known]:
        raise UsageError(f"no kind of conflict is called {strange[0]}; there are {', '.join(known)}")
    inventory = settings(context).inventory()
    network, _ = present(context, at)
    there = {id.department for id in network.devices} | inventory.departments.keys()
    if strange := [name for name in departments if name not in there]:
        raise UsageError(f"no department is called {strange[0]}; there are {', '.join(sorted(there))}")
    rows = [
        (
            c.kind,
            c.key,
            c.severity,
            tuple(s.department for s in c.sides),
            sum(s.weight for s in c.sides),
            c.what,
            tuple(f"{o.kind}: {o.price} {o.unit}" for o in c.options),
            tuple(str(source) for s in c.sides for source in s.sources if source.file),
        )
        for c in conflicts(network, inventory)
        if (not kinds or c.kind in kinds) and {*departments} <= {s.department for s in c.sides} and c.severity >= min_severity
    ]
    table = Table(
        "conflicts",
        [
            Column("kind", "Kind", key=True),
            Column("key", "What", key=True),
            Column("severity", "Severity"),
            Column("departments", "Departments"),
            Column("weight", "Touches"),
            Column("description", "In words"),
            Column("options", "Options"),
            Column("sources", "Where"),
        ],
        rows,
        title="Conflicts",
    )
    default = (
        "" if output or columns or (format and format.value != "table") else "kind,key,severity,departments,weight,description"
    )
    shown = show(table, format, output, columns or default, where)
    if exit_code and shown:
        raise typer.Exit(2)
