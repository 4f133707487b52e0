"""`netplan decide`: the open questions of a plan, and the answers on file."""

from typing import Annotated

import typer

from netplan.cli.console import say
from netplan.cli.options import ColumnsOption, FormatOption, OutputOption, WhereOption, settings, show
from netplan.cli.planning import PlanArgument, answers, decision_folder
from reports.tables import Column, Table

app = typer.Typer(rich_markup_mode=None)


@app.command("list")
def listing(
    context: typer.Context,
    plan: PlanArgument,
    format: FormatOption = None,
    output: OutputOption = None,
    columns: ColumnsOption = "",
    where: WhereOption = "",
) -> None:
    """List the questions of a plan. Who must answer, by when, and what holds until then."""
    from netplan.planner.plan_file import load

    on_file = answers(settings(context))
    rows = [(d.id, d.owner, d.due, d.default, on_file.get(d.id, ""), d.question, d.price_of_delay) for d in load(plan).decisions]
    heads = [
        Column("decision", "Decision", key=True),
        Column("owner", "Owner"),
        Column("due", "Due"),
        Column("default", "Default"),
        Column("chosen", "Chosen"),
        Column("question", "Question"),
        Column("price_of_delay", "Price of delay"),
    ]
    show(Table("decide list", heads, rows, title="Decisions"), format, output, columns, where)


@app.command("show")
def options(
    plan: PlanArgument,
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="The id of a decision.", show_default=False)],
    format: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """List the options of one decision with their prices."""
    from models.errors import UsageError
    from netplan.planner.plan_file import load

    found = next((d for d in load(plan).decisions if d.id == decision), None)
    if found is None:
        raise UsageError(f"the plan asks no question {decision!r}; netplan decide list PLAN has them")
    heads = [Column("option", "Option", key=True), Column("what", "What"), Column("price", "Price"), Column("unit", "Unit")]
    rows = [(o.kind, o.what, o.price, o.unit) for o in found.options]
    show(Table("decide show", heads, rows, title=found.question), format, output)


@app.command("record")
def record(
    context: typer.Context,
    plan: PlanArgument,
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="The id of a decision.", show_default=False)],
    chosen: Annotated[str, typer.Argument(metavar="OPTION", help="The option that was chosen.", show_default=False)],
    by: Annotated[str, typer.Option("--by", help="Who decided.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="Why; also where somebody disagrees but commits.")] = "",
) -> None:
    """Write an answer on file. It goes into decisions/, where the next `plan create` finds it."""
    import re

    import yaml

    from models.errors import UsageError
    from netplan.planner.plan_file import load
    from reports.files import write_atomically

    found = next((d for d in load(plan).decisions if d.id == decision), None)
    if found is None:
        raise UsageError(f"the plan asks no question {decision!r}; netplan decide list PLAN has them")
    kinds = [o.kind for o in found.options]
    if chosen not in kinds:
        raise UsageError(f"{decision} has no option {chosen!r}; there are {', '.join(kinds)}")
    folder = decision_folder(settings(context))
    folder.mkdir(exist_ok=True)
    path = folder / f"{re.sub(r'[^A-Za-z0-9]+', '-', decision)}.yaml"
    entry = {"decision": decision, "question": found.question, "chosen": chosen, "by": by, "reason": reason}
    write_atomically(path, yaml.safe_dump(entry, sort_keys=False, allow_unicode=True).encode())
    say(f"{path}: {decision} is {chosen}; the plan is stale now, make it anew with netplan plan create")
