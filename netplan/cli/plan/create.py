"""`netplan plan create`."""

from pathlib import Path
from typing import Annotated

import typer

from netplan.cli.choose import AtOption
from netplan.cli.console import say
from netplan.cli.options import settings
from netplan.cli.plan.app import app
from netplan.cli.planning import TargetOption, answers, can_write, configs, present, wanted


@app.command("create")
def create(
    context: typer.Context,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where the plan is written.")] = Path(
        "city.plan.json"
    ),
    target: TargetOption = None,
    at: AtOption = "latest",
    start: Annotated[str, typer.Option("--start", metavar="DATE", help="Not before this day (default: today).")] = "",
) -> None:
    """Make the plan that leads from the network to the target."""
    from datetime import UTC, datetime

    from collectors.workbook import Workbook
    from models.errors import UsageError
    from netplan.planner.create import create as made_from
    from netplan.planner.plan_file import bound_to, to_text
    from reports.document import plural
    from reports.files import write_atomically

    try:
        made = datetime.fromisoformat(start).replace(tzinfo=UTC) if start else datetime.now(UTC)
    except ValueError:
        raise UsageError(f"--start {start}: write a day as 2027-01-31") from None
    inventory, goal = wanted(settings(context), target)
    network, snapshot = present(context, at)
    chosen = answers(settings(context))
    plan = made_from(
        network,
        inventory,
        goal,
        chosen,
        made=made.replace(microsecond=0),
        bound_to=bound_to(snapshot, inventory.sha256, goal, chosen),
        write=Workbook.of(network.devices, configs(context, at, network)).write,
        can_write=can_write,
    )
    write_atomically(output, to_text(plan).encode())
    asked = sum(1 for decision in plan.decisions if not decision.chosen)
    by_hand = sum(1 for step in plan.steps for work in step.work if work.words)
    counts = (
        f"{plural(len(plan.steps), 'step')} in {plural(len(plan.waves), 'wave')}",
        f"{plural(len(plan.moves), 'new prefix', 'new prefixes')}",
        f"{plural(asked, 'open decision')}",
    )
    say(f"{output}: {', '.join(counts)}")
    if by_hand:
        say(f"{plural(by_hand, 'piece')} of work in words only: no dialect writes them")
    for reason in plan.unplaced:
        say(f"no window: {reason}")
    for note in plan.notes:
        say(note)
    say(f"next: netplan decide list {output}, netplan verify {output}")
