"""When what happens, with freezes and the last days for notice on the same axis."""

from datetime import date

from models.plan import Plan, Wave
from reports.charts.gantt import Bar, gantt
from reports.consolidation.subject import Subject
from reports.document import Block, Section, some, table
from reports.tables import Value

DESKTOP = "desktop"
"""The skill of those who move hosts: their work begins in the window and takes days, it does not have to fit in."""


def waves(subject: Subject, plan: Plan) -> Section:
    """The Gantt chart, the waves, and every step with what it waits for."""
    rows = {department: (subject.called(department), subject.colours[department]) for department in subject.departments}
    steps = [
        (
            step.id,
            subject.named(step.title),
            subject.called(step.department),
            subject.waves[step.id].number if step.id in subject.waves else None,
            step.minutes,
            step.hosts_hit,
            "yes" if step.reversible else "NO",
            step.after,
        )
        for step in plan.steps
    ]
    words = [
        "The elephant is cut into pieces: each step is small. "
        "The section on verification says what holds in the states between them.",
        "The order is partial. A department waits for another only where a step names one of the other's in its last column.",
    ]
    if plan.unplaced:
        words.append(f"{len(plan.unplaced)} steps fit no window: {some(plan.unplaced)}.")
    headers = ["Wave", "Starts", "Ends", "Window", "Departments", "Steps", "Network minutes", "Desktop minutes"]
    headers += ["Hosts touched", "No way back"]
    step_headers = ["Step", "What is done", "Department", "Wave", "Minutes", "Hosts", "Way back", "After"]
    return Section(
        "waves",
        "Waves and steps",
        (
            Block(words=tuple(words), chart=gantt("Waves by department", rows, _bars(subject, plan))),
            Block("The waves", table=table("waves", headers, [_wave_row(subject, wave) for wave in plan.waves])),
            *_calendar(subject),
            Block("All steps", table=table("steps", step_headers, steps), folded=True),
            *(
                [
                    Block(
                        "What the planner says of its plan",
                        table=table("notes", ["Note"], [(subject.named(n),) for n in plan.notes], key=-1),
                    )
                ]
                if plan.notes
                else []
            ),
        ),
    )


def _bars(subject: Subject, plan: Plan) -> list[Bar]:
    found = [
        Bar(department, f"wave {wave.number}", wave.start.date(), (wave.end or wave.start).date(), short=str(wave.number))
        for wave in plan.waves
        if wave.start
        for department in wave.departments
    ]
    last = max((bar.last for bar in found), default=None)
    if last is None:
        return []
    for freeze in subject.inventory.freezes:
        found += [
            Bar(department, freeze.reason or "freeze", freeze.first, freeze.last, "freeze")
            for department in freeze.departments or subject.departments
            if freeze.first <= last and freeze.last >= subject.today
        ]
    for contract in subject.inventory.contracts.values():
        if contract.ends and subject.today <= (notice := months_before(contract.ends, contract.notice_months)) <= last:
            found.append(Bar(contract.department, f"last day to give notice on {contract.id}", notice, notice, "mark"))
    return found


def _calendar(subject: Subject) -> list[Block]:
    """Freezes and the last days for notice by date: what the chart shades and marks, in words."""
    rows: list[tuple[Value, ...]] = [
        (f.first, f.last, f"no work: {f.reason}" if f.reason else "no work", subject.all_called(f.departments) or "all")
        for f in subject.inventory.freezes
        if f.last >= subject.today
    ]
    for c in subject.inventory.contracts.values():
        if c.ends and (notice := months_before(c.ends, c.notice_months)) >= subject.today:
            rows.append(
                (notice, notice, f"last day to give notice on {c.id}, which ends on {c.ends}", subject.called(c.department))
            )
    rows.sort(key=lambda row: (str(row[0]), str(row[2])))
    headers = ["From", "To", "What", "Whom it concerns"]
    return [Block("Freezes and notice dates", table=table("calendar", headers, rows, key=2))] if rows else []


def _wave_row(subject: Subject, wave: Wave) -> tuple[Value, ...]:
    steps = [subject.steps[name] for name in wave.steps if name in subject.steps]
    return (
        wave.number,
        wave.start,
        wave.end,
        wave.window,
        subject.all_called(wave.departments),
        len(wave.steps),
        sum(s.minutes for s in steps if s.skill != DESKTOP),
        sum(s.minutes for s in steps if s.skill == DESKTOP),
        sum(s.hosts_hit for s in steps),
        tuple(s.id for s in steps if not s.reversible),
    )


def months_before(day: date, months: int) -> date:
    """The same day some months earlier, or the last one that month has.

    >>> months_before(date(2027, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, 28)
