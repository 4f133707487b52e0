"""What to type, and why: `netplan plan commands` and `netplan plan explain`."""

from typing import TYPE_CHECKING, Annotated

import typer

from netplan.cli.options import OutputOption
from netplan.cli.plan.app import app
from netplan.cli.planning import PlanArgument

if TYPE_CHECKING:
    from pathlib import Path

    from models.plan import Plan, Step


@app.command("commands")
def commands(
    plan: PlanArgument,
    step: Annotated[str, typer.Argument(metavar="STEP", help="One step (default: all, in order).", show_default=False)] = "",
    rollback: Annotated[bool, typer.Option("--rollback", help="The commands that undo the step instead.")] = False,
    output: OutputOption = None,
) -> None:
    """Print what to type on each device. netplan never types it."""
    from netplan.planner.plan_file import load

    made = load(plan)
    chosen = [_step(made, step)] if step else list(made.steps)
    if rollback:
        chosen.reverse()
    lines: list[str] = []
    for one in chosen:
        lines.append(f"! {one.id}: {one.title}")
        if not rollback:
            lines.extend(f"! check first: {words}" for words in one.pre_checks)
        if rollback and not one.reversible:
            lines.append("! there is no way back from this step")
        for work in one.work:
            proof = "proven" if work.proven else "not proven: read it before you type it"
            lines.append(f"! --- {work.device} ({proof})")
            lines.extend([f"! begin: {work.begin}"] if work.begin else [])
            lines.extend(work.rollback if rollback else work.commands)
            lines.extend([f"! once the checks have passed: {work.keep}"] if work.keep else [])
            lines.extend(f"! by hand: {words}" for words in work.words.splitlines())
        if not rollback:
            lines.extend(f"! by hand: {words}" for words in one.by_hand)
            lines.extend(f"! check: {words}" for words in one.post_checks)
        elif one.reversible:
            lines.extend(f"! take back by hand: {words}" for words in reversed(one.by_hand))
    _print(lines, output)


@app.command("explain")
def explain(
    plan: PlanArgument,
    what: Annotated[
        str,
        typer.Argument(
            metavar="STEP|PREFIX", help="A step of the plan, or a prefix of today or of the target.", show_default=False
        ),
    ],
    output: OutputOption = None,
) -> None:
    """Say why a step or an address is in the plan. And what it hangs together with."""
    from ipaddress import ip_network

    from netplan.planner.plan_file import load

    made = load(plan)
    try:
        prefix = ip_network(what)
    except ValueError:
        _print(_explained_step(made, _step(made, what)), output)
        return
    lines: list[str] = []
    for move in made.moves:
        if any(end.version == prefix.version and end.overlaps(prefix) for end in (move.old, move.new)):
            lines.append(f"{move.department} {move.old} becomes {move.new} ({move.hosts} hosts): {move.why}")
            label = str(move.old).replace("/", "-")
            lines.extend(f"  step {s.id}: {s.title}" for s in made.steps if move in s.moved or s.id.endswith(f".{label}"))
    for conflict in made.conflicts:
        if (
            conflict.kind == "addresses"
            and (other := ip_network(conflict.key)).version == prefix.version
            and other.overlaps(prefix)
        ):
            lines.append(f"conflict: {conflict.what}")
            lines.extend(f"  {s.department}: {s.what} at {', '.join(map(str, s.sources))}" for s in conflict.sides)
            lines.extend(f"  option {o.kind}: {o.what} ({o.price} {o.unit})" for o in conflict.options)
    _print(lines or [f"{prefix} neither moves nor clashes with anything"], output)


def _step(plan: "Plan", id: str) -> "Step":
    from difflib import get_close_matches

    from models.errors import UsageError

    for step in plan.steps:
        if step.id == id:
            return step
    near = get_close_matches(id, [s.id for s in plan.steps], 1)
    raise UsageError(f"the plan has no step {id!r}{f'; did you mean {near[0]}?' if near else ''}; netplan plan show lists them")


def _explained_step(plan: "Plan", step: "Step") -> list[str]:
    wave = next((w for w in plan.waves if step.id in w.steps), None)
    lines = [f"{step.id}: {step.title}", f"recipe {step.recipe}, {step.minutes} minutes, {step.hosts_hit} hosts are touched"]
    lines.append(f"wave {wave.number}, {wave.start:%Y-%m-%d %H:%M}" if wave and wave.start else "in no wave")
    lines.append("it can be taken back" if step.reversible else "there is no way back")
    lines.extend(f"after {name}" for name in step.after)
    lines.extend(f"before {s.id}" for s in plan.steps if step.id in s.after)
    lines.extend(f"opens {name}" for name in step.opens)
    lines.extend(f"moves {m.old} to {m.new}" for m in step.moved)
    lines.extend(f"check before: {text}" for text in step.pre_checks)
    lines.extend(f"change {change}" for change in step.changes)
    lines.extend(f"by hand: {text}" for text in step.by_hand)
    lines.extend(f"check after: {text}" for text in step.post_checks)
    lines.extend(f"rests on the decision {name}" for name in step.decisions)
    return lines


def _print(lines: list[str], output: "Path | None") -> None:
    from reports.clean import clean
    from reports.files import write_atomically

    text = "\n".join(clean(line) for line in lines) + "\n"
    if output is not None:
        write_atomically(output, text.encode())
    else:
        typer.echo(text, nl=False)
