"""One page a department: what you give up, what you get, when, what we need, who decides, how you step out."""

from collections.abc import Sequence

from models.plan import Decision, Plan, Step
from reports.consolidation.annex import answer
from reports.consolidation.subject import Subject
from reports.document import Block, Section, plural, some, table
from reports.tables import Value


def departments(subject: Subject, plan: Plan) -> Section:
    """Answers to the six questions of each department, then its steps and the questions that it owns."""
    blocks: list[Block] = []
    for department in subject.departments:
        steps = [step for step in plan.steps if step.department == department]
        steps.sort(key=lambda step: subject.waves[step.id].number if step.id in subject.waves else len(plan.waves) + 1)
        known = subject.inventory.departments.get(department)
        asked = [d for d in plan.decisions if known and known.owner and d.owner == known.owner]
        rows: list[tuple[Value, ...]] = [
            ("You give up", _given_up(plan, department)),
            ("You get", _given(plan, steps)),
            ("When", _when(subject, steps)),
            ("What we need from you", _needed(subject, department, steps)),
            ("Who decides", _deciding(subject, department, asked)),
            ("How you step out", _way_out(subject, steps)),
        ]
        blocks.append(
            Block(subject.called(department), table=table("department", ["Question", "Answer"], rows), page=True),
        )
        if asked:
            questions = [(subject.named(d.question), d.due, answer(subject, d)) for d in asked]
            blocks.append(Block("Questions to you", table=table("asked", ["Question", "By", "Answer"], questions), level=4))
        if steps:
            work = [
                (
                    subject.waves[s.id].start if s.id in subject.waves else "no window",
                    subject.named(s.title),
                    s.minutes,
                    s.hosts_hit,
                    "yes" if s.reversible else "NO",
                )
                for s in steps
            ]
            headers = ["Window starts", "What is done", "Minutes", "Hosts touched", "Way back"]
            blocks.append(Block("Your steps", table=table("work", headers, work, key=1), folded=len(work) > 12, level=4))
    return Section("departments", "Department by department", tuple(blocks))


def _given_up(plan: Plan, department: str) -> tuple[str, ...] | str:
    moves = [move for move in plan.moves if move.department == department]
    return tuple(f"{m.old} becomes {m.new} ({plural(m.hosts, 'host')})" for m in moves) or "nothing: every address stays"


def _given(plan: Plan, steps: Sequence[Step]) -> tuple[str, ...] | str:
    opened = sorted({name for step in steps for name in step.opens})
    flows = {flow.name: flow for flow in plan.flows}

    def said(name: str) -> str:
        flow = flows.get(name)
        ports = f" port {some([str(port) for port in flow.ports])}" if flow and flow.ports else ""
        return f"{name} ({flow.protocol}{ports})" if flow else name

    return tuple(map(said, opened)) or "a place in the city network, behind a filter that lets nothing through until you ask"


def _when(subject: Subject, steps: Sequence[Step]) -> str:
    if not steps:
        return "no work"
    starts = sorted(wave.start for step in steps if (wave := subject.waves.get(step.id)) and wave.start)
    if not starts:
        return "no step is placed in a window yet"
    minutes = sum(step.minutes for step in steps)
    nights = len({wave.number for step in steps if (wave := subject.waves.get(step.id))})
    span = f"{starts[0]:%Y-%m-%d}" if starts[0].date() == starts[-1].date() else f"{starts[0]:%Y-%m-%d} to {starts[-1]:%Y-%m-%d}"
    return f"{span}: {plural(len(steps), 'step')} in {plural(nights, 'window')}, {minutes / 60:.1f} hours of work in all"


def _needed(subject: Subject, department: str, steps: Sequence[Step]) -> tuple[str, ...] | str:
    if not steps:
        return "nothing"
    known = subject.inventory.departments.get(department)
    notice = f"a contact who can be reached in the windows; we say so {known.lead_days} days before" if known else "a contact"
    return (notice, *dict.fromkeys(words for step in steps for words in step.by_hand))


def _deciding(subject: Subject, department: str, asked: Sequence[Decision]) -> tuple[str, ...] | str:
    known = subject.inventory.departments.get(department)
    if known is None:
        return "nobody is named: give the department an owner in the inventory"
    stance = {"agreed": "has agreed", "disagrees": "disagrees but commits", "open": "has not said yet whether it agrees"}
    open_questions = [d for d in asked if not d.chosen]
    return (
        f"{known.owner or 'no owner is named'}, who {stance.get(known.stance, known.stance)}",
        *([f"technical contact: {known.technical}"] if known.technical else []),
        f"{plural(len(open_questions), 'open question')} (below)" if open_questions else "no open question",
    )


def _way_out(subject: Subject, steps: Sequence[Step]) -> tuple[str, ...] | str:
    if not steps:
        return "there is no work to undo"
    if gates := [step for step in steps if not step.reversible]:
        return (
            "every step can be undone in the reverse order of the work, except:",
            *(subject.named(step.title) for step in gates),
        )
    return "every step can be undone, in the reverse order of the work"
