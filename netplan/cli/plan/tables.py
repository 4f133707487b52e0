"""The tables of a plan: steps, addresses, VLANs, waves, money."""

from typing import Annotated

import typer

from netplan.cli.options import ColumnsOption, FormatOption, OutputOption, WhereOption, show
from netplan.cli.plan.app import app
from netplan.cli.planning import PlanArgument
from reports.tables import Column, Table


@app.command("show")
def steps(
    plan: PlanArgument,
    department: Annotated[str, typer.Option("--department", help="Only the steps of this department.")] = "",
    format: FormatOption = None,
    output: OutputOption = None,
    columns: ColumnsOption = "",
    where: WhereOption = "",
) -> None:
    """List the steps in an order in which they can be done."""
    from netplan.planner.plan_file import load

    made = load(plan)
    wave = {id: w.number for w in made.waves for id in w.steps}
    rows = [
        (
            s.id,
            s.department,
            s.recipe,
            s.title,
            s.after,
            wave.get(s.id),
            tuple(str(w.device) for w in s.work),
            s.minutes,
            s.hosts_hit,
            s.reversible,
            s.decisions,
            bool(s.changes) and all(w.proven for w in s.work),
        )
        for s in made.steps
        if not department or s.department == department
    ]
    heads = [
        Column("step", "Step", key=True),
        Column("department", "Department"),
        Column("recipe", "Recipe"),
        Column("title", "What"),
        Column("after", "After"),
        Column("wave", "Wave"),
        Column("devices", "Devices"),
        Column("minutes", "Minutes"),
        Column("hosts_hit", "Hosts hit"),
        Column("reversible", "Reversible"),
        Column("decisions", "Decisions"),
        Column("proven", "Commands proven"),
    ]
    default = "" if columns or output or (format and format.value != "table") else "step,wave,minutes,title,after"
    show(Table("plan show", heads, rows, title=made.name, warnings=made.unplaced), format, output, columns or default, where)


@app.command("addresses")
def addresses(
    plan: PlanArgument,
    format: FormatOption = None,
    output: OutputOption = None,
    columns: ColumnsOption = "",
    where: WhereOption = "",
) -> None:
    """List every prefix that moves. Old, new, hosts, and why."""
    from netplan.planner.plan_file import load

    made = load(plan)
    heads = [
        Column("department", "Department", key=True),
        Column("old", "Old", key=True),
        Column("new", "New", key=True),
        Column("hosts", "Hosts"),
        Column("why", "Why"),
    ]
    rows = [(m.department, m.old, m.new, m.hosts, m.why) for m in made.moves]
    show(Table("plan addresses", heads, rows, title="Addresses that move"), format, output, columns, where)


@app.command("vlans")
def vlans(
    plan: PlanArgument,
    format: FormatOption = None,
    output: OutputOption = None,
    columns: ColumnsOption = "",
    where: WhereOption = "",
) -> None:
    """List every VLAN that changes. Which id becomes which, on which devices."""
    from models.interfaces import Vlan
    from netplan.planner.plan_file import load

    rows = []
    for step in load(plan).steps:
        gone = {c.before.id for c in step.changes if isinstance(c.before, Vlan) and c.after is None}
        new = {c.after.id for c in step.changes if isinstance(c.after, Vlan) and c.before is None}
        if gone or new:
            devices = tuple(sorted({str(c.device) for c in step.changes}))
            rows.append((step.department, tuple(sorted(gone)), tuple(sorted(new)), step.title, devices, step.id))
    heads = [
        Column("department", "Department", key=True),
        Column("old", "Old id", key=True),
        Column("new", "New id", key=True),
        Column("why", "Why"),
        Column("devices", "Devices"),
        Column("step", "Step"),
    ]
    show(Table("plan vlans", heads, rows, title="VLANs that change"), format, output, columns, where)


@app.command("waves")
def waves(
    plan: PlanArgument,
    format: FormatOption = None,
    output: OutputOption = None,
    columns: ColumnsOption = "",
    where: WhereOption = "",
) -> None:
    """List the waves. When, in whose window, which steps."""
    from netplan.planner.plan_file import load

    made = load(plan)
    minutes = {s.id: s.minutes for s in made.steps if s.changes}
    heads = [
        Column("wave", "Wave", key=True),
        Column("start", "Start", key=True),
        Column("end", "End"),
        Column("window", "Window"),
        Column("departments", "Departments"),
        Column("minutes", "Minutes of work"),
        Column("steps", "Steps"),
    ]
    rows = [
        (w.number, w.start, w.end, w.window, w.departments, sum(minutes.get(id, 0) for id in w.steps), w.steps) for w in made.waves
    ]
    show(Table("plan waves", heads, rows, title="Waves", warnings=made.unplaced), format, output, columns, where)


@app.command("cost")
def cost(
    plan: PlanArgument,
    format: FormatOption = None,
    output: OutputOption = None,
    columns: ColumnsOption = "",
    where: WhereOption = "",
) -> None:
    """List what the plan costs and saves. Each figure has its source."""
    from netplan.planner.plan_file import load

    heads = [
        Column("what", "What"),
        Column("department", "Department"),
        Column("month", "Month"),
        Column("low", "Low"),
        Column("likely", "Likely"),
        Column("high", "High"),
        Column("source", "Source"),
    ]
    rows = [(c.what, c.department, c.month, c.low, c.likely, c.high, c.source) for c in load(plan).costs]
    show(Table("plan cost", heads, rows, title="Money"), format, output, columns, where)
