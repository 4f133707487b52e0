"""`netplan verify`: replay a plan, state by state, and say what holds."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import StalePlan
from netplan.cli.choose import AtOption
from netplan.cli.options import FormatOption, OutputOption, SchedulerOption, show
from netplan.cli.state import network as network_of
from netplan.cli.state import store
from netplan.cli.strict import StrictOption, taken, tell_nat
from netplan.verifier.limits import BUDGET, LIMIT
from reports.tables import Column, Format, Table, Value

if TYPE_CHECKING:
    from models.verdict import Finding, Verification
    from models.verdict import Path as Way


def command(
    context: typer.Context,
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="What `netplan plan create` wrote.")],
    state: Annotated[
        str | None,
        typer.Option("--state", metavar="STEP,…", help="Only the state after these steps (and all they need); `start` is none."),
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show the way of each counterexample, hop by hop.")] = False,
    limit: Annotated[
        int, typer.Option("--limit", help="States looked at for one flow; with more, one order of work and verdict unknown.")
    ] = LIMIT,
    budget: Annotated[
        int, typer.Option("--budget", help="Parts of states looked at for the plan; what the others would have told is unknown.")
    ] = BUDGET,
    strict: StrictOption = False,
    at: AtOption = "latest",
    save: Annotated[
        Path | None, typer.Option("--save", metavar="FILE", help="Where the result goes (default: beside the plan).")
    ] = None,
    scheduler: SchedulerOption = "",
    format: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Prove a plan: in every state that its order allows, what must hold, holds; exit 2 violated, 5 unknown."""
    from models.codec import dumps
    from models.verdict import Verdict
    from netplan.cli.console import say
    from netplan.cli.progress import counted
    from netplan.planner.plan_file import digest, load
    from netplan.verifier.verify import verify
    from reports.files import write_atomically

    made = load(plan)
    base = store(context)
    stored = base.find(at)
    network = taken(network_of(base, str(stored.id)), strict)
    if stored.sha256 != made.bound_to.snapshot:
        origin = next((s for s in base.snapshots() if s.sha256 == made.bound_to.snapshot), None)
        made_from = f"snapshot {origin.name or origin.id}" if origin else "a snapshot that is not in this database"
        way = f"add --at {origin.name or origin.id}, or " if origin else ""
        raise StalePlan(f"{plan} was made from {made_from}, not {stored.name or stored.id}; {way}make it anew: netplan plan create")
    names = None if state is None else [name for name in state.split(",") if name and name != "start"]
    missing = [f"{found.device} ({found.outcome.value})" for found in base.results(str(stored.id)) if not found.outcome.good]
    tell_nat(network)
    with counted("parts of states") as progress:
        result = verify(network, made, progress, limit, names, missing, budget, say, scheduler)
    if names is None:
        target = save or plan.with_suffix(".verification.json")
        write_atomically(target, (dumps(replace(result, plan_sha256=digest(made)), indent=1) + "\n").encode())
    _show(result, stored.sha256, explain or names is not None, format, output)
    say(f"{result.verdict.value}: {result.states} distinct states stand for {result.lattice} that the order allows")
    code = {Verdict.HOLDS: 0, Verdict.VIOLATED: 2, Verdict.UNKNOWN: 5}[result.verdict]
    if code:
        raise typer.Exit(code)


def _show(result: "Verification", snapshot: str, explain: bool, format: FormatOption, output: OutputOption) -> None:
    """The verdicts; for people also the counterexamples. Machines find these in the saved result."""
    headers = ["invariant", "verdict", "checked", "undecided", "findings", "title"]
    rows: list[tuple[Value, ...]] = [
        (r.invariant, r.verdict.value, r.checked, r.unknown, len(r.findings), r.title) for r in result.results
    ]
    columns = [Column(name, key=name == "invariant") for name in headers]
    warnings = [f"{r.invariant}: {reason}" for r in result.results for reason in r.reasons]
    title = f"{result.plan}: {result.verdict.value}"
    show(Table("verify", columns, rows, title=title, snapshot=snapshot, warnings=warnings), format, output)
    findings = [finding for r in result.results for finding in r.findings]
    if not findings or output is not None or format not in (None, Format.TABLE):
        return
    names = ["invariant", "what", "culprits", "packet", "start", "replay"]
    told: list[tuple[Value, ...]] = [
        (f.invariant, f.what, f.culprits or ("already in the first state",), str(f.packet or ""), f.start, f.replay)
        for f in findings
    ]
    show(Table("findings", [Column(name, key=name == "invariant") for name in names], told, title="Counterexamples"), format)
    for finding in findings if explain else ():
        _explain(finding)


def _explain(finding: "Finding") -> None:
    """The packet's way before and after, hop by hop."""
    for title, ways in (("in the first state", finding.before), ("now", finding.after)):
        if not ways:
            continue
        rows: list[tuple[Value, ...]] = [row for number, way in enumerate(ways, 1) for row in _hops(number, way)]
        columns = [Column("branch"), Column("node", key=True), Column("what"), Column("where")]
        show(Table("path", columns, rows, title=f"{finding.packet} {title}"))


def _hops(number: int, way: "Way") -> list[tuple[Value, ...]]:
    rows: list[tuple[Value, ...]] = [(number, hop.node, hop.what, str(hop.source or "")) for hop in way.hops]
    return [*rows, (number, "→", f"{way.fate.value} {way.why}".strip(), "")]
