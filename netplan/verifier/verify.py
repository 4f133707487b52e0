"""Verify a plan: every invariant in every state that its order allows, with counterexamples for what does not hold."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from models.network import Network
from models.parallel import shared_out
from models.plan import Plan
from models.verdict import InvariantResult, Verdict, Verification
from netplan.routing.doubt.assumed import assumption
from netplan.verifier.counterexample import Counterexamples
from netplan.verifier.ends import Subnet, subnets
from netplan.verifier.fault import About, Demands, Fault, Invariant, Question, boxes_of
from netplan.verifier.invariants import INVARIANTS
from netplan.verifier.limits import BUDGET, LIMIT
from netplan.verifier.order import Order
from netplan.verifier.replay import Replay
from netplan.verifier.rollback import rollback
from netplan.verifier.schedule import Schedule, Task, everyone, everything, scheduled
from netplan.verifier.view import View

ENOUGH_FOR_PROCESSES = 48
"""Fewer states than this are done in one process: a second one would cost more than it saves."""
PARCEL = 24
"""States sent to a worker at a time; neighbours stay together since their data planes share work."""

Progress = Callable[[int, int], None]
"""Called with (states done, states in all)."""


@dataclass(slots=True)
class Ledger:
    """What one invariant said so far: the smallest state in which each fault showed, and what could not be decided."""

    checked: int = 0
    unknown: int = 0
    faults: dict[tuple[str, ...], tuple[int, Fault]] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)


def verify(
    network: Network,
    plan: Plan,
    progress: Progress | None = None,
    limit: int = LIMIT,
    only: Sequence[str] | None = None,
    missing: Sequence[str] = (),
    budget: int = BUDGET,
    announce: Callable[[str], None] | None = None,
    scheduler: str = "",
) -> Verification:
    """Replay `plan` on `network`, knowing nothing of how it was made. Raises PlanError when it does not fit the network.

    `only` names steps: then just the smallest state that holds them is looked at, as a replay of a finding. `missing`
    are devices that are known to be there and whose configs are not: what they do to packets is unknown. `announce` is
    told before the work begins when it cannot be complete, and what is assumed of neighbours outside the network.
    `scheduler` is that of a cluster which does the work.
    """
    replay = Replay(network, plan)
    ends = subnets(network)
    named = None if only is None else [replay.order.closure(replay.order.mask(only))]
    schedule = scheduled(replay, ends, limit).within(budget) if named is None else everything(named, ends)
    if announce and (words := shortfall(schedule)):
        announce(words)
    if progress:
        progress(0, len(schedule.tasks))
    first = View(replay.state(0), ends)
    if announce and (words := assumption(first.state.plane.routing)):
        announce(words)
    ledgers = survey(replay, first, schedule, progress, scheduler)
    for demand in never_asked(plan, ends):
        _unsure(ledgers["reach"], f"{demand}: its source or destination is no subnet of the snapshot")
    for device in missing:
        for ledger in ledgers.values():
            _unsure(ledger, f"the snapshot has no config of {device}")
    if words := outside(network):
        _unsure(ledgers["unchanged"], words)
    explain = Counterexamples(replay, first)
    results = [_result(explain, invariant, ledgers[invariant.id], schedule) for invariant in INVARIANTS]
    return Verification(plan.name, len(plan.steps), schedule.states, lattice(replay.order, limit), (*results, rollback(replay)))


def shortfall(schedule: Schedule) -> str:
    """What a schedule leaves out, in words; "" when it is complete."""
    found = []
    if schedule.left_out:
        asked_all = len(schedule.tasks) + len(schedule.left_out)
        found.append(f"{len(schedule.tasks)} of {asked_all} parts of states are looked at, which is the budget")
    if not schedule.complete:
        found.append(f"{schedule.many} of {schedule.questions} questions have more states than the limit")
    return f"the verdict cannot be holds: {' and '.join(found)}" if found else ""


def survey(
    replay: Replay, first: View, schedule: Schedule, progress: Progress | None = None, scheduler: str = ""
) -> dict[str, Ledger]:
    """Do every task of the schedule; what each invariant said, by its id."""
    ledgers = {invariant.id: Ledger() for invariant in INVARIANTS}
    explain, demands = Counterexamples(replay, first), Demands(replay.plan.flows)

    def answer(at: int) -> list[list[Fault]]:
        task = schedule.tasks[at]
        view = View(replay.state(task.mask, task.places), task.ends)
        question = Question(view, first, task.pairs, task.targets, demands)
        return [list(invariant.check(question)) if asked(task, invariant) else [] for invariant in INVARIANTS]

    # Workers have the tasks already: sent, they would be copies, and to find a copy in a table takes a deep comparison.
    answers = shared_out(range(len(schedule.tasks)), answer, parcel=PARCEL, enough=ENOUGH_FOR_PROCESSES, scheduler=scheduler)
    for done, (task, found) in enumerate(zip(schedule.tasks, answers, strict=True)):
        for invariant, faults in zip(INVARIANTS, found, strict=True):
            _enter(ledgers[invariant.id], faults, asked(task, invariant), partial(explain.least, invariant, task.mask))
        if progress:
            progress(done + 1, len(schedule.tasks))
    for task in schedule.left_out:
        for invariant in INVARIANTS:
            if count := asked(task, invariant):
                ledgers[invariant.id].unknown += count
                ledgers[invariant.id].reasons["not looked at: the plan has more states than the budget"] += count
    return ledgers


def asked(task: Task, invariant: Invariant) -> int:
    """How many things a task asks of an invariant."""
    return {About.FLOWS: len(task.pairs), About.ROUTING: len(task.targets), About.ADDRESSES: int(task.addresses)}[invariant.about]


def never_asked(plan: Plan, ends: Sequence[Subnet]) -> list[str]:
    """Demands that no pair of subnets can answer for: their source or destination is no subnet of the snapshot."""
    pairs = everyone(ends)
    return [demand.name for demand in plan.flows if not any(boxes_of(demand, pair) for pair in pairs)]


def outside(network: Network) -> str:
    """What of the network the verifier does not look at, in words; "" when it looks at all."""
    found = {
        address.ip.network
        for device in network.devices.values()
        for port in device.interfaces.values()
        for address in port.addresses
        if address.ip.version == 6 and not address.ip.is_link_local and port.enabled
    }
    return f"IPv6 is not looked at: {len(found)} subnets" if found else ""


def lattice(order: Order, limit: int) -> str:
    """How many states the order allows: the product over groups of steps that no edge connects."""
    total, exact = 1, True
    for group in order.groups(order.everything):
        found, complete = order.states(group, limit)
        total, exact = total * len(found), exact and complete
    return f"{total:,}".replace(",", " ") + ("" if exact else "+")


def _unsure(ledger: Ledger, why: str) -> None:
    """Something that no state answers."""
    ledger.unknown += 1
    ledger.reasons[why] += 1


def _enter(ledger: Ledger, faults: Sequence[Fault], asked: int, least: Callable[[Fault], int]) -> None:
    ledger.checked += asked
    for fault in faults:
        if fault.unknown:
            ledger.unknown += 1
            ledger.reasons[fault.what.rpartition(": ")[2]] += 1
            continue
        mask = least(fault)
        known = ledger.faults.get(fault.key)
        if known is None or (mask.bit_count(), mask) < (known[0].bit_count(), known[0]):
            ledger.faults[fault.key] = mask, fault


def _result(explain: Counterexamples, invariant: Invariant, ledger: Ledger, schedule: Schedule) -> InvariantResult:
    findings = explain.findings(invariant, ledger.faults.values())
    complete = schedule.complete and not schedule.left_out
    verdict = Verdict.VIOLATED if findings else Verdict.UNKNOWN if ledger.unknown or not complete else Verdict.HOLDS
    reasons = tuple(f"{reason} ({count} times)" for reason, count in ledger.reasons.most_common(10))
    if not schedule.complete:
        many = f"{schedule.many} of {schedule.questions} questions have more states than the limit"
        reasons = (f"{many}: for these only one order of work was looked at", *reasons)
    return InvariantResult(invariant.id, invariant.title, verdict, ledger.checked, ledger.unknown, complete, findings, reasons)
