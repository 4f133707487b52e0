"""The target: the address plan before and after, the waves, and what each department gives up and gets."""

from datetime import date

from models.plan import Plan, Step, Wave
from reports.charts.gantt import Bar, gantt
from reports.charts.treemap import treemap
from reports.consolidation.subject import Subject
from reports.document import Block, Section, table
from reports.tables import Value


def addresses(subject: Subject, plan: Plan) -> Section:
    """Who keeps which prefix and who moves where."""
    moved = {(move.department, move.old): move for move in plan.moves}
    before: dict[str, dict[str, float]] = {}
    after: dict[str, dict[str, float]] = {}
    for name, device in subject.network.devices.items():
        for interface in device.interfaces.values():
            for address in interface.addresses:
                net = address.ip.network
                if net.version == 4 and net.prefixlen < 31:
                    move = moved.get((name.department, net))
                    new = move.new if move else net
                    before.setdefault(name.department, {})[str(net)] = float(net.num_addresses)
                    after.setdefault(name.department, {})[str(new)] = float(new.num_addresses)
    rows = [(m.department, m.old, m.new, m.hosts, m.why) for m in plan.moves]
    hosts = sum(m.hosts for m in plan.moves)

    def parts(state: dict[str, dict[str, float]]) -> list[tuple[str, list[tuple[str, float]]]]:
        return [(d, sorted(state[d].items())) for d in subject.departments if d in state]

    return Section(
        "addresses",
        "Target and address plan",
        (
            Block(
                words=(
                    f"{len(plan.moves)} prefixes with {hosts} hosts move; every other prefix stays where it is. "
                    "No plan that keeps the pinned prefixes moves fewer hosts: the choice is exact, not a guess.",
                ),
                table=table("moves", ["Department", "Old prefix", "New prefix", "Hosts", "Why"], rows, key=1),
            ),
            Block(
                "Before",
                chart=treemap(
                    "Address space today: overlaps are not visible, each department has a space of its own", parts(before)
                ),
            ),
            Block("After", chart=treemap("Address space of the one network", parts(after))),
        ),
    )


def waves(subject: Subject, plan: Plan) -> Section:
    """When what happens, with freezes and notice dates on the same axis."""
    bars = [
        Bar(department, f"wave {wave.number}", wave.start.date(), (wave.end or wave.start).date())
        for wave in plan.waves
        if wave.start
        for department in wave.departments
    ]
    if bars:
        last = max(bar.last for bar in bars)
        for freeze in subject.inventory.freezes:
            bars += [
                Bar(d, freeze.reason, freeze.first, freeze.last, "freeze")
                for d in freeze.departments or subject.departments
                if freeze.first <= last
            ]
        for contract in subject.inventory.contracts.values():
            if contract.ends and (notice := _months_before(contract.ends, contract.notice_months)) <= last:
                bars.append(Bar(contract.department, f"last day to give notice on {contract.id}", notice, notice, "mark"))
    by_id = {step.id: step for step in plan.steps}
    rows = [_wave_row(wave, by_id) for wave in plan.waves]
    steps = [
        (
            step.id,
            step.title,
            step.recipe,
            step.department,
            step.minutes,
            step.hosts_hit,
            "yes" if step.reversible else "NO",
            step.after,
        )
        for step in plan.steps
    ]
    headers = ["Wave", "Window", "Start", "Departments", "Steps", "Minutes", "Hosts touched", "No way back"]
    words = [
        "The elephant is cut into pieces: each step is small and has its own way back. "
        "The section on verification says what holds in the states between.",
        "The order is partial. Departments do not wait for each other unless a line below says so, "
        "so the delay of one endangers no other.",
    ]
    if plan.unplaced:
        words.append(f"{len(plan.unplaced)} steps fit no window: {'; '.join(plan.unplaced[:5])}")
    return Section(
        "waves",
        "Waves and steps",
        (
            Block(
                words=tuple(words),
                chart=gantt("Waves by department", subject.departments, bars),
                table=table("waves", headers, rows),
            ),
            Block(
                "All steps",
                table=table("steps", ["Step", "Title", "Recipe", "Department", "Minutes", "Hosts", "Way back", "After"], steps),
                folded=True,
            ),
        ),
    )


def _wave_row(wave: Wave, by_id: dict[str, Step]) -> tuple[Value, ...]:
    steps = [by_id[name] for name in wave.steps if name in by_id]
    return (
        wave.number,
        wave.window,
        wave.start,
        wave.departments,
        wave.steps,
        sum(s.minutes for s in steps),
        sum(s.hosts_hit for s in steps),
        tuple(s.id for s in steps if not s.reversible),
    )


def _months_before(day: date, months: int) -> date:
    """The same day some months earlier, or the last one that month has.

    >>> _months_before(date(2027, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, 28)


def departments(subject: Subject, plan: Plan) -> Section:
    """One page a department: what you give up, what you get, when, what we need, who decides, how you step out."""
    blocks = []
    wave_of = {step: wave for wave in plan.waves for step in wave.steps}
    for department in subject.departments:
        steps = [step for step in plan.steps if step.department == department]
        moves = [move for move in plan.moves if move.department == department]
        opens = sorted({name for step in steps for name in step.opens})
        known = subject.inventory.departments.get(department)
        decisions = [d for d in plan.decisions if known and d.owner == known.owner and not d.chosen]
        when = sorted(wave_of[s.id].start for s in steps if s.id in wave_of and wave_of[s.id].start is not None)  # type: ignore[type-var]  # None is left out
        gates = [step.id for step in steps if not step.reversible]
        rows: list[tuple[Value, ...]] = [
            ("You give up", tuple(f"{m.old} becomes {m.new} ({m.hosts} hosts)" for m in moves) or "nothing: every address stays"),
            ("You get", tuple(opens) or "a place in the city network, behind a filter that lets nothing through until you ask"),
            (
                "When",
                f"{when[0]:%Y-%m-%d} to {when[-1]:%Y-%m-%d}, {len(steps)} steps"
                if when
                else "no step is placed in a window yet"
                if steps
                else "no work",
            ),
            (
                "What we need from you",
                tuple(sorted({words for s in steps for words in s.by_hand})) or "a contact person in the windows",
            ),
            (
                "Who decides",
                f"{known.owner}: {len(decisions)} open decisions, stance {known.stance}" if known else "nobody is named",
            ),
            (
                "How you step out",
                f"every step but {', '.join(gates)} can be undone"
                if gates
                else "every step can be undone, in the reverse order of the work",
            ),
        ]
        blocks.append(Block(subject.called(department), table=table(f"department_{department}", ["Question", "Answer"], rows)))
    return Section("departments", "Department by department", tuple(blocks))
