"""The first page: the figures, what is proposed, the greatest risks, and what must be decided by whom."""

from models.verdict import Verdict
from reports.consolidation.annex import default
from reports.consolidation.money import months, spoken
from reports.consolidation.subject import Subject, percent
from reports.document import Block, Section, Tile, plural, some, table
from reports.html import shown

_TONE = {Verdict.HOLDS: "good", Verdict.VIOLATED: "bad", Verdict.UNKNOWN: "unsure"}
RISKS = 3
SOON = 14
"""Days in which a decision is hard to get."""
ASKED = 8
ENOUGH = 95.0
"""From this share of understood lines on, in percent, the first page shows it in green."""


def tiles(subject: Subject) -> tuple[Tile, ...]:
    """The figures of the first page."""
    devices = subject.network.devices
    understood = percent(sum(map(subject.known_lines, subject.departments)), sum(map(subject.lines, subject.departments)))
    contracts = subject.inventory.contracts.values()
    yearly = round(sum(12 * contract.per_month for contract in contracts))
    found = [
        Tile(str(len(subject.departments)), "departments"),
        Tile(str(len(devices)), f"devices at {plural(len({d.site for d in devices.values() if d.site}), 'site')}"),
        Tile(str(len({d.os for d in devices.values()})), "operating systems"),
        Tile(f"{understood:.1f} %", "of the config lines understood", "good" if understood >= ENOUGH else "unsure"),
        Tile(str(len(subject.conflicts)), "conflicts", "bad" if subject.conflicts else "good"),
        Tile(shown(yearly), f"{subject.currency} a year for {plural(len(contracts), 'contract')}"),
    ]
    if plan := subject.plan:
        verdict = subject.verification.verdict if subject.verification else None
        moves = plural(len(plan.moves), "prefix", "prefixes")
        found += [
            Tile(str(len(plan.steps)), f"steps in {plural(len(plan.waves), 'wave')}"),
            Tile(shown(sum(m.hosts for m in plan.moves)), f"hosts renumbered, {moves}"),
            Tile(str(len([d for d in plan.decisions if not d.chosen])), "decisions open"),
            Tile(verdict.value if verdict else "not verified", "verdict of the plan", _TONE[verdict] if verdict else "bad"),
        ]
    return tuple(found)


def summary(subject: Subject) -> Section:
    """One page: what there is, what is proposed, what it costs, the three greatest risks, and what must be decided."""
    plan = subject.plan
    words = [
        f"{plural(len(subject.departments), 'department')} run {plural(len(subject.network.devices), 'device')} of their own. "
        f"{plural(len(subject.conflicts), 'conflict')} keep them from becoming one network."
    ]
    blocks = []
    if plan:
        starts = sorted(wave.start for wave in plan.waves if wave.start)
        span = f", the first on {starts[0]:%Y-%m-%d}, the last on {starts[-1]:%Y-%m-%d}" if starts else ", none of them dated yet"
        words.append(f"Proposed: {plural(len(plan.steps), 'small step')} in {plural(len(plan.waves), 'wave')}{span}.")
        words += spoken(subject, plan, months(plan.costs))[:2]
        due = sorted((d for d in plan.decisions if not d.chosen), key=lambda d: (d.due is None, d.due))
        asked = [(subject.named(_short(d.question)), d.owner, d.due, default(subject, d)) for d in due[:ASKED]]
        more = (f"The first {ASKED} of {len(due)}; all stand under Decisions.",) if len(due) > ASKED else ()
        blocks.append(Block("Greatest risks", table=table("risks", ["Risk", "Why"], risks(subject))))
        headers = ["Question", "Who", "By", "If nobody answers"]
        blocks.append(Block("Decisions asked for", more, table=table("asked", headers, asked)))
    return Section("summary", "For decision", (Block(words=tuple(words)), *blocks))


def _short(question: str) -> str:
    """A question without its reasons, which stand under Decisions.

    >>> _short("Is vesi joined? It has not said whether it agrees"), _short("vesi keeps 10.0.0.0/8: agreed?")
    ('Is vesi joined?', 'vesi keeps 10.0.0.0/8: agreed?')
    """
    return question[: question.find("?") + 1] or question


def risks(subject: Subject) -> list[tuple[str, str]]:
    """Three at most, the worst first: what failed, what is unknown, what cannot be undone, who may stop it, what is late."""
    plan = subject.plan
    found: list[tuple[str, str]] = []
    if (result := subject.verification) is None:
        found.append(("The plan is not verified", "no state of it was checked"))
    elif result.verdict is not Verdict.HOLDS:
        bad = [f"{r.title}: {r.verdict.value}" for r in result.results if r.verdict is not Verdict.HOLDS]
        first = next((f.what for r in result.results for f in r.findings if f.verdict is result.verdict), "")
        told = [*bad, f"for instance, {subject.named(first)}"] if first else bad
        found.append((f"The verdict is {result.verdict.value}", "; ".join(told)))
    if plan and plan.unplaced:
        found.append((f"{plural(len(plan.unplaced), 'step')} without a window", some(plan.unplaced, 2)))
    if failed := [f"{subject.called(d)}: {name} ({outcome})" for d, name, outcome, _ in subject.failed]:
        found.append((f"{plural(len(failed), 'device')} not read, or only in part", some(failed, 3)))
    if gates := [subject.named(step.title) for step in (plan.steps if plan else ()) if not step.reversible]:
        found.append((f"{plural(len(gates), 'step')} without a way back", some(gates, 3)))
    stances = {"disagrees": "disagrees but commits", "open": "has not said"}
    apart = [f"{subject.called(d)} {stances[s.stance]}" for d, s in subject.inventory.departments.items() if s.stance in stances]
    if plan and apart:
        found.append((f"{plural(len(apart), 'department')} without a yes", some(apart, 4)))
    soon = [d for d in (plan.decisions if plan else ()) if d.due and not d.chosen and (d.due - subject.today).days <= SOON]
    if soon:
        earliest = min(d.due for d in soon if d.due)
        found.append((f"{plural(len(soon), 'decision')} due within {SOON} days", f"the first on {earliest}, then defaults hold"))
    worst = min(subject.departments, key=subject.understood, default="")
    if worst and (outside := subject.lines(worst) - subject.known_lines(worst)):
        why = f"{plural(outside, 'line')} of its configs are outside the model; answers that rest on them are unknown"
        found.append((f"{subject.called(worst)} is the least understood", why))
    return found[:RISKS] or [("None that netplan can see", "every invariant holds and every line was read")]
