"""Faults worked out for people: the smallest state that shows one, the steps that cause it, the way of its packet."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from models.errors import UsageError
from models.verdict import Finding, Path, Verdict
from netplan.verifier.clashes import clashing
from netplan.verifier.ends import Subnet
from netplan.verifier.fault import About, Demands, Fault, Invariant, Question
from netplan.verifier.parts import Places
from netplan.verifier.replay import Replay, State
from netplan.verifier.schedule import Openings
from netplan.verifier.view import Pair, View

SHOWN = 12
"""Counterexamples worked out for one invariant; the others are counted."""
ALIKE = 2
"""Counterexamples told for one set of culprits."""


class Counterexamples:
    """The faults of one plan explained."""

    def __init__(self, replay: Replay, first: View) -> None:
        self.replay, self.first = replay, first
        self._ends = {(end.department, str(end.prefix)): end for end in first.ends}
        self._openings = Openings(replay)
        self._demands = Demands(replay.plan.flows)

    def findings(self, invariant: Invariant, faults: Iterable[tuple[int, Fault]]) -> tuple[Finding, ...]:
        """Those with the smallest states; faults of one cause are told a few times, with how many more there are."""
        ranked = _ranked(faults)
        by_culprits: dict[tuple[str, ...], list[Finding]] = {}
        for mask, fault in ranked[:SHOWN]:
            finding = self.explained(invariant, mask, fault)
            by_culprits.setdefault(finding.culprits, []).append(finding)
        told: list[Finding] = []
        for group in by_culprits.values():
            more = len(group) - ALIKE
            told += group[:ALIKE]
            if more > 0:
                told[-1] = replace(told[-1], what=f"{told[-1].what} (and {more} more of the same cause)")
        if (rest := len(ranked) - SHOWN) > 0:
            what = f"{rest} more faults of this kind were found and not worked out"
            told.append(Finding(invariant.id, Verdict.VIOLATED, what))
        return tuple(told)

    def least(self, invariant: Invariant, mask: int, fault: Fault) -> int:
        """The smallest state that is like `mask` to whatever a fault rests on: what else was done there has no part in it."""
        support, _ = self._rests_on(invariant, fault)
        return mask if support is None else self.replay.order.closure(mask & support)

    def explained(self, invariant: Invariant, mask: int, fault: Fault) -> Finding:
        """A fault in its smallest state below `mask`, with the steps that cause it, and the packet's way before and after."""
        replay, order = self.replay, self.replay.order
        _, places = self._rests_on(invariant, fault)

        def shows(mask: int) -> bool:
            return self._again(invariant, replay.state(mask, places), fault) is not None

        begin = mask
        if invariant.about is About.ADDRESSES:
            smaller = {order.closure(mask & support) for support in clashing(replay.world, order.steps)} - {mask}
            begin = next(filter(shows, sorted(smaller, key=lambda one: (one.bit_count(), one))), mask)
        state_mask, culprits = replay.smallest(begin, shows)
        state = replay.state(state_mask)
        shown = self._again(invariant, state, fault) or fault
        before, after = (traced(seen, shown) for seen in (self.first.state, state))
        tops = ",".join(order.steps[at].id for at in order.tops(state_mask))
        return Finding(
            invariant.id,
            Verdict.VIOLATED,
            shown.what,
            order.names(state_mask),
            culprits,
            shown.packet,
            f"{shown.start[0]}:{shown.start[1]}" if shown.start else "",
            before,
            after,
            shown.sources,
            shown.hit,
            f"netplan verify PLAN --state {tops or 'start'}",
        )

    def _rests_on(self, invariant: Invariant, fault: Fault) -> tuple[int | None, Places]:
        """The support of a fault and the domains that its packets enter; None when that is not known of this kind."""
        supports = self.replay.supports
        if invariant.about is About.ROUTING and fault.start:
            end = self._ends[fault.key[-2], fault.key[-1]]
            return supports.routing(self.replay.world.place(fault.start), (end.department, end.prefix))
        if invariant.about is About.FLOWS:
            pair = Pair(self._ends[fault.key[-4], fault.key[-3]], self._ends[fault.key[-2], fault.key[-1]])
            origin, destination = ((end.department, end.prefix) for end in pair)
            support, places = supports.of(origin, destination)
            return support | self._openings.of(pair), places
        return None, None

    def _again(self, invariant: Invariant, state: State, fault: Fault) -> Fault | None:
        """The same fault in another state, if it is there."""
        targets, pairs = _asked(invariant, self._ends, fault)
        question = Question(View(state, targets), self.first, pairs, targets, self._demands)
        return next((found for found in invariant.check(question) if found.key == fault.key and not found.unknown), None)


def _ranked(faults: Iterable[tuple[int, Fault]]) -> list[tuple[int, Fault]]:
    """One fault of each state first, the smallest state before others; then a second one of each, and so on."""
    turns: Counter[int] = Counter()
    ranked: list[tuple[int, int, int, Fault]] = []
    for mask, fault in sorted(faults, key=lambda one: one[1].key):
        ranked.append((turns[mask], mask.bit_count(), mask, fault))
        turns[mask] += 1
    return [(mask, fault) for _, _, mask, fault in sorted(ranked, key=lambda one: one[:3])]


def _asked(invariant: Invariant, ends: dict[tuple[str, str], Subnet], fault: Fault) -> tuple[list[Subnet], list[Pair]]:
    """What a fault is about: a destination, and for flows the pair."""
    if invariant.about is About.ADDRESSES:
        return [], []
    target = ends[fault.key[-2], fault.key[-1]]
    return [target], [Pair(ends[fault.key[-4], fault.key[-3]], target)] if invariant.about is About.FLOWS else []


def traced(state: State, fault: Fault) -> tuple[Path, ...]:
    """The way of a fault's packet in a state, from the port where it enters there."""
    if fault.packet is None or fault.start is None:
        return ()
    try:
        return state.plane.trace(fault.start, fault.packet)
    except UsageError:
        # The port or VRF of a later state does not exist yet in the first.
        return ()
