"""`netplan report`: what is handed to people."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import UsageError
from netplan.cli.choose import AtOption
from netplan.cli.options import settings
from netplan.cli.state import network as network_of
from netplan.cli.state import store

if TYPE_CHECKING:
    from models.plan import Plan
    from models.verdict import Verification
    from reports.consolidation.subject import Subject
    from reports.document import Document

app = typer.Typer(rich_markup_mode=None, no_args_is_help=False, help="Reports for people: HTML, spreadsheet, Markdown.")

Output = Annotated[
    Path, typer.Option("--output", "-o", metavar="FILE", help="Where it goes; .html, .xlsx or .md decides the form.")
]


@app.callback()
def reports() -> None:
    """Reports for people: HTML, spreadsheet, Markdown."""


@app.command("consolidation")
def consolidation(
    context: typer.Context,
    output: Output = Path("consolidation.html"),
    plan: Annotated[Path | None, typer.Option("--plan", metavar="PLAN", help="Report on this plan too.")] = None,
    verification: Annotated[
        Path | None, typer.Option("--verification", metavar="FILE", help="What `netplan verify` wrote (default: beside the plan).")
    ] = None,
    at: AtOption = "latest",
) -> None:
    """The way from many networks to one. For the board, the departments and the auditors."""
    from netplan.cli.console import say
    from netplan.conflicts import conflicts
    from reports.consolidation.build import build
    from reports.document import plural
    from reports.files import write_atomically

    write = _writer(output)
    if verification and not plan:
        raise UsageError("--verification says how a plan was verified; name the plan too, with --plan")
    loaded = _plan(plan)
    present = _subject(context, at)
    found = tuple(loaded.conflicts if loaded else conflicts(present.network, present.inventory))
    subject = replace(present, conflicts=found, plan=loaded, verification=_verification(loaded, plan, verification))
    write_atomically(output, write(build(subject)))
    steps = f", {plural(len(loaded.steps), 'step')}" if loaded else ""
    say(f"{output}: {plural(len(subject.network.devices), 'device')}, {plural(len(found), 'conflict')}{steps}")
    if loaded is None:
        say("without a plan; next: netplan plan create, then this with --plan PLAN")
    elif loaded.bound_to.snapshot != subject.snapshot_sha256:
        say(f"{plan} was made from another snapshot than {subject.snapshot}, as the report says; name it with --at, or plan anew")


@app.command("inventory")
def devices(context: typer.Context, output: Output = Path("inventory.html"), at: AtOption = "latest") -> None:
    """Every device in one report. What it is, where it stands, and how much of its config was understood."""
    from netplan.cli.console import say
    from reports.document import plural
    from reports.files import write_atomically
    from reports.inventory import build

    write = _writer(output)
    subject = _subject(context, at)
    write_atomically(output, write(build(subject)))
    say(f"{output}: {plural(len(subject.network.devices), 'device')}")


def _writer(output: Path) -> "Callable[[Document], bytes]":
    from reports.html import to_html
    from reports.markdown import to_markdown
    from reports.spreadsheet import document_to_xlsx

    writers = {".html": to_html, ".htm": to_html, ".xlsx": document_to_xlsx, ".md": to_markdown}
    writer = writers.get(output.suffix.lower())
    if writer is None:
        raise UsageError(f"{output}: a report ends in {', '.join(sorted(writers))}")
    return writer


def _subject(context: typer.Context, at: str) -> "Subject":
    """The present state, without conflicts, plan and verification."""
    from datetime import date

    from collectors.dialect import dialects
    from netplan import __version__
    from reports.consolidation.subject import Subject

    inventory = settings(context).inventory()
    base = store(context)
    stored = base.find(at)
    return Subject(
        inventory=inventory,
        network=network_of(base, str(stored.id)),
        conflicts=(),
        plan=None,
        verification=None,
        snapshot=stored.name or str(stored.id),
        snapshot_sha256=stored.sha256,
        snapshot_time=f"{stored.taken:%Y-%m-%d %H:%M}",
        outcomes=tuple((r.device.department, r.device.name, r.outcome.value, r.message) for r in base.results(str(stored.id))),
        today=date.today(),
        version=__version__,
        titles={name: known.title for name, known in dialects().items()},
    )


def _plan(path: Path | None) -> "Plan | None":
    if path is None:
        return None
    from netplan.planner.plan_file import load

    return load(path)


def _verification(plan: "Plan | None", path: Path | None, named: Path | None) -> "Verification | None":
    """What was verified of the plan, from the named file or the one beside the plan; None when that was another plan."""
    from models.codec import loads
    from models.errors import FormatError
    from models.verdict import Verification
    from netplan.cli.console import say
    from netplan.planner.plan_file import digest

    found = named or (path.with_suffix(".verification.json") if path else None)
    if plan is None or found is None or (named is None and not found.exists()):
        return None
    try:
        result = loads(Verification, found.read_bytes())
    except FormatError as fault:
        raise UsageError(f"{found}: this is not what `netplan verify` writes ({fault}); verify the plan again") from None
    if result.plan_sha256 != digest(plan):
        say(f"{found} is about another version of the plan and is left out; run netplan verify {path}")
        return None
    return result
