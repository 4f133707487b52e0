"""The consolidation report as a document: the decision page first, then what people ask for, in that order."""

from models.verdict import Verdict
from reports.consolidation.clashes import clashes
from reports.consolidation.future import addresses, departments, waves
from reports.consolidation.present import coverage, present
from reports.consolidation.proof import annex, decisions, money, verification
from reports.consolidation.subject import Subject
from reports.document import Block, Document, Section, Tile, table
from reports.html import shown

_TONE = {Verdict.HOLDS: "good", Verdict.VIOLATED: "bad", Verdict.UNKNOWN: "unsure"}


def build(subject: Subject) -> Document:
    """The whole report. Without a plan it tells the present state and the conflicts only."""
    plan = subject.plan
    sections = [summary(subject), present(subject), coverage(subject), clashes(subject)]
    if plan:
        sections += [addresses(subject, plan), waves(subject, plan), departments(subject, plan), money(subject, plan)]
        sections += [verification(subject, subject.verification), decisions(plan)]
    facts = [
        ("Snapshot", f"{subject.snapshot}, {subject.snapshot_time}, SHA-256 {subject.snapshot_sha256}"),
        ("netplan", subject.version),
    ]
    if plan:
        facts += [("Plan", f"{plan.name}, made {plan.made:%Y-%m-%d %H:%M}"), ("Inventory", f"SHA-256 {plan.bound_to.inventory}")]
    return Document(
        f"{subject.inventory.organisation.name}: from many networks to one",
        f"Consolidation report, {subject.today.isoformat()}",
        tiles(subject),
        (*sections, annex(subject)),
        tuple(facts),
    )


def tiles(subject: Subject) -> tuple[Tile, ...]:
    """The figures of the first page."""
    devices = subject.network.devices
    lines = sum(d.coverage.total() for d in devices.values())
    understood = sum(subject.understood(d) * subject.lines(d) for d in subject.departments) / lines if lines else 1.0
    found = [
        Tile(str(len(subject.departments)), "departments"),
        Tile(str(len(devices)), "devices"),
        Tile(str(len({d.os for d in devices.values()})), "operating systems"),
        Tile(f"{100 * understood:.1f} %", "of the config lines understood", "good" if understood >= 0.95 else "unsure"),
        Tile(str(len(subject.conflicts)), "conflicts", "bad" if subject.conflicts else "good"),
    ]
    if plan := subject.plan:
        found += [
            Tile(str(len(plan.steps)), f"steps in {len(plan.waves)} waves"),
            Tile(str(sum(m.hosts for m in plan.moves)), f"hosts renumbered, {len(plan.moves)} prefixes"),
            Tile(str(len([d for d in plan.decisions if not d.chosen])), "decisions open"),
        ]
        verdict = subject.verification.verdict if subject.verification else None
        found.append(
            Tile(verdict.value if verdict else "not verified", "verdict of the plan", _TONE[verdict] if verdict else "bad")
        )
    return tuple(found)


def summary(subject: Subject) -> Section:
    """One page: what there is, what is proposed, what it costs, the three greatest risks, and what must be decided."""
    plan = subject.plan
    words = [
        f"{len(subject.departments)} departments run {len(subject.network.devices)} devices of their own. "
        f"{len(subject.conflicts)} conflicts keep them from becoming one network."
    ]
    blocks = []
    if plan:
        likely = round(sum(item.likely for item in plan.costs))
        low, high = (round(sum(getattr(item, end) for item in plan.costs)) for end in ("low", "high"))
        words.append(
            f"Proposed: {len(plan.steps)} small steps in {len(plan.waves)} waves, the first on "
            f"{min((w.start.date() for w in plan.waves if w.start), default='a day that is not set')}. "
            f"Cost over the plan: about {shown(likely)} {subject.currency} (between {shown(low)} and {shown(high)})."
        )
        blocks.append(Block("Greatest risks", table=table("risks", ["Risk", "Why"], risks(subject))))
        due = sorted((d for d in plan.decisions if not d.chosen), key=lambda d: (d.due is None, d.due))
        asked = [(d.question, d.owner, d.due, d.default) for d in due[:8]]
        blocks.append(Block("Decisions asked for", table=table("asked", ["Question", "Who", "By", "If nobody answers"], asked)))
    return Section("summary", "For decision", (Block(words=tuple(words)), *blocks))


def risks(subject: Subject) -> list[tuple[str, str]]:
    """Three at most, the worst first: what failed, what is unknown, what cannot be undone."""
    found: list[tuple[str, str]] = []
    if (result := subject.verification) is None:
        found.append(("The plan is not verified", "no state of it was checked"))
    elif result.verdict is not Verdict.HOLDS:
        bad = [f"{r.title}: {r.verdict.value}" for r in result.results if r.verdict is not Verdict.HOLDS]
        found.append((f"The verdict is {result.verdict.value}", "; ".join(bad)))
    worst = min(subject.departments, key=subject.understood, default="")
    if worst and subject.understood(worst) < 1:
        share = 100 * (1 - subject.understood(worst))
        found.append(
            (f"{subject.called(worst)} is the least understood", f"{share:.1f} % of its config lines are outside the model")
        )
    if gates := [step.id for step in (subject.plan.steps if subject.plan else ()) if not step.reversible]:
        found.append((f"{len(gates)} steps have no way back", ", ".join(gates)))
    if failed := [f"{d}/{name}" for d, name, outcome, _ in subject.outcomes if outcome != "ok"]:
        found.append((f"{len(failed)} devices could not be read", ", ".join(failed[:6])))
    if subject.plan and subject.plan.unplaced:
        found.append((f"{len(subject.plan.unplaced)} steps fit no window", subject.plan.unplaced[0]))
    return found[:3] or [("None that netplan can see", "every invariant holds and every line was read")]
