"""`netplan plan check`: whether a plan file is whole, and still about the present network."""

import typer

from netplan.cli.choose import AtOption
from netplan.cli.console import say
from netplan.cli.options import settings
from netplan.cli.plan.app import app
from netplan.cli.planning import PlanArgument, TargetOption, answers, present, wanted


@app.command("check")
def check(context: typer.Context, plan: PlanArgument, target: TargetOption = None, at: AtOption = "latest") -> None:
    """Say whether the plan still fits; end with 1 if not.

    It fits when the snapshot, the inventory, the target and the decisions are those that it was made from.
    """
    from netplan.planner.plan_file import bound_to, check_fresh, load

    made = load(plan)
    inventory, goal = wanted(settings(context), target)
    _, snapshot = present(context, at)
    check_fresh(made, bound_to(snapshot, inventory.sha256, goal, answers(settings(context))), str(plan))
    say(f"{plan} is whole and fits the present network: {len(made.steps)} steps")
