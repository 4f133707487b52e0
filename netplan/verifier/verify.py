"""Verify a plan: every invariant in every state that its order allows, with counterexamples for what does not hold."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from models.errors import UsageError
from models.network import Network
from models.parallel import shared_out
from models.plan import Plan
from models.verdict import Finding, InvariantResult, Path, Verdict, Verification
from netplan.verifier.ends import Subnet, subnets
from netplan.verifier.fault import About, Fault, Invariant, Question, boxes_of
from netplan.verifier.invariants import INVARIANTS
from netplan.verifier.order import Order
from netplan.verifier.replay import Replay, State
from netplan.verifier.rollback import rollback
from netplan.verifier.schedule import Schedule, Task, everyone, everything, scheduled
from netplan.verifier.view import Pair, View

LIMIT = 1024
"""States looked at for one flow; with more, those of one order of work are, and the verdict is unknown."""
SHOWN = 12
"""Counterexamples worked out for one invariant; the others are counted."""
ALIKE = 2
"""Counterexamples told for one set of culprits."""

ENOUGH_FOR_PROCESSES = 48
"""Fewer states than this are done in one process: a second one would cost more than it saves."""
PARCEL = 24
"""States sent to a worker at a time; neighbours stay together since their data planes share work."""

Progress = Callable[[int, int], None]
"""Called with (states done, states in all)."""


@dataclass(slots=True)
class Ledger:
    """What one invariant said so far: the first state in which each fault showed, and what could not be decided."""

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
) -> Verification:
    """Replay `plan` on `network`, knowing nothing of how it was made. Raises PlanError when it does not fit the network.

    `only` names steps: then just the smallest state that holds them is looked at, as a replay of a finding. `missing`
    are devices that are known to be there and whose configs are not: what they do to packets is unknown.
    """
    replay = Replay(network, plan)
    ends = subnets(network)
    named = None if only is None else [replay.order.closure(replay.order.mask(only))]
    schedule = scheduled(replay, ends, limit) if named is None else everything(named, ends)
    first = View(replay.state(0), ends)
    ledgers = survey(replay, first, schedule, progress)
    for demand in never_asked(plan, ends):
        _unsure(ledgers["reach"], f"{demand}: its source or destination is no subnet of the snapshot")
    for device in missing:
        for ledger in ledgers.values():
            _unsure(ledger, f"the snapshot has no config of {device}")
    if words := outside(network):
        _unsure(ledgers["unchanged"], words)
    results = [_result(replay, first, invariant, ledgers[invariant.id], schedule) for invariant in INVARIANTS]
    return Verification(plan.name, len(plan.steps), schedule.states, lattice(replay.order, limit), (*results, rollback(replay)))


def survey(replay: Replay, first: View, schedule: Schedule, progress: Progress | None = None) -> dict[str, Ledger]:
    """Do every task of the schedule; what each invariant said, by its id."""
    ledgers = {invariant.id: Ledger() for invariant in INVARIANTS}

    def answer(task: Task) -> list[list[Fault]]:
        view = View(replay.state(task.mask, task.places), task.ends)
        question = Question(view, first, task.pairs, task.targets, replay.plan.flows)
        return [list(invariant.check(question)) if asked(task, invariant) else [] for invariant in INVARIANTS]

    answers = shared_out(schedule.tasks, answer, parcel=PARCEL, enough=ENOUGH_FOR_PROCESSES)
    for done, (task, found) in enumerate(zip(schedule.tasks, answers, strict=True)):
        for invariant, faults in zip(INVARIANTS, found, strict=True):
            _enter(ledgers[invariant.id], faults, task.mask, asked(task, invariant))
        if progress:
            progress(done + 1, len(schedule.tasks))
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
    groups: list[int] = []
    for at in range(len(order.steps)):
        group = order.below[at] | 1 << at
        groups, apart = [g for g in groups if not g & group], [g for g in groups if g & group]
        for other in apart:
            group |= other
        groups.append(group)
    total, exact = 1, True
    for group in groups:
        found, complete = order.states(group, limit)
        total, exact = total * len(found), exact and complete
    return f"{total:,}".replace(",", " ") + ("" if exact else "+")


def _unsure(ledger: Ledger, why: str) -> None:
    """Something that no state answers."""
    ledger.unknown += 1
    ledger.reasons[why] += 1


def _enter(ledger: Ledger, faults: Sequence[Fault], mask: int, asked: int) -> None:
    ledger.checked += asked
    for fault in faults:
        if fault.unknown:
            ledger.unknown += 1
            ledger.reasons[fault.what.rpartition(": ")[2]] += 1
        else:
            ledger.faults.setdefault(fault.key, (mask, fault))


def _result(replay: Replay, first: View, invariant: Invariant, ledger: Ledger, schedule: Schedule) -> InvariantResult:
    findings = _findings(replay, first, invariant, ledger)
    verdict = Verdict.VIOLATED if findings else Verdict.UNKNOWN if ledger.unknown or not schedule.complete else Verdict.HOLDS
    reasons = tuple(f"{reason} ({count} times)" for reason, count in ledger.reasons.most_common(10))
    if not schedule.complete:
        reasons = ("some flows have more states than the limit: for these only one order of work was looked at", *reasons)
    return InvariantResult(
        invariant.id, invariant.title, verdict, ledger.checked, ledger.unknown, schedule.complete, findings, reasons
    )


def _findings(replay: Replay, first: View, invariant: Invariant, ledger: Ledger) -> tuple[Finding, ...]:
    """Counterexamples with their smallest states; faults of one cause are told a few times, with how many more there are."""
    by_culprits: dict[tuple[str, ...], list[Finding]] = {}
    for mask, fault in list(ledger.faults.values())[:SHOWN]:
        finding = explained(replay, first, invariant, mask, fault)
        by_culprits.setdefault(finding.culprits, []).append(finding)
    told: list[Finding] = []
    for group in by_culprits.values():
        more = len(group) - ALIKE
        told += group[:ALIKE]
        if more > 0:
            told[-1] = replace(told[-1], what=f"{told[-1].what} (and {more} more of the same cause)")
    if (rest := len(ledger.faults) - SHOWN) > 0:
        what = f"{rest} more faults of this kind were found and not worked out"
        told.append(Finding(invariant.id, Verdict.VIOLATED, what))
    return tuple(told)


def explained(replay: Replay, first: View, invariant: Invariant, mask: int, fault: Fault) -> Finding:
    """A fault in its smallest state, with the steps that cause it, and the packet's way before and after."""

    def shows(state: State) -> bool:
        return _again(invariant, state, first, replay.plan, fault) is not None

    state_mask, culprits = replay.smallest(mask, shows)
    state = replay.state(state_mask)
    shown = _again(invariant, state, first, replay.plan, fault) or fault
    done = replay.order.names(state_mask)
    before, after = (traced(seen, shown) for seen in (first.state, state))
    replay_words = (
        f"netplan verify PLAN --state {','.join(replay.order.steps[at].id for at in replay.order.tops(state_mask)) or 'start'}"
    )
    return Finding(
        invariant.id,
        Verdict.VIOLATED,
        shown.what,
        done,
        culprits,
        shown.packet,
        _entry(shown),
        before,
        after,
        shown.sources,
        shown.hit,
        replay_words,
    )


def traced(state: State, fault: Fault) -> tuple[Path, ...]:
    """The way of a fault's packet in a state, from the port where it enters there."""
    if fault.packet is None or fault.start is None:
        return ()
    try:
        return state.plane.trace(fault.start, fault.packet)
    except UsageError:
        # The port or VRF of a later state does not exist yet in the first.
        return ()


def _again(invariant: Invariant, state: State, first: View, plan: Plan, fault: Fault) -> Fault | None:
    """The same fault in another state, if it is there."""
    targets = [end for end in first.ends if fault.key[-2:] == (end.department, str(end.prefix))]
    pairs = [Pair(o, d) for o in first.ends for d in targets if fault.key[-4:-2] == (o.department, str(o.prefix))]
    faults = invariant.check(Question(View(state, targets), first, pairs, targets, plan.flows))
    return next((found for found in faults if found.key == fault.key and not found.unknown), None)


def _entry(fault: Fault) -> str:
    return f"{fault.start[0]}:{fault.start[1]}" if fault.start else ""
