"""What must talk, talks."""

from collections.abc import Iterator

from netplan.forwarding.boxes import Box, without
from netplan.forwarding.nat.translate import answers_to
from netplan.verifier.fault import Fault, Question, answers_of, boxes_of, name, shown, undecided
from netplan.verifier.view import NOTHING, Pair, View


def must_reach(question: Question) -> Iterator[Fault]:
    """Every flow that a finished step opened is delivered at the right department, on every path, and so are its answers.

    (I1 of the formulation.) A flow counts in the addresses of today: hosts that have moved are asked under their new ones.
    """
    view = question.view
    for pair in question.pairs:
        for demand in question.demands.of(pair):
            if not demand.must or demand.name not in view.state.opened:
                continue
            if wanted := boxes_of(demand, pair):
                yield from _missing(view, pair, demand.name, wanted)
            if wanted := answers_of(demand, pair):
                asked = view.outcome(Pair(pair.destination, pair.origin)) if view.translates else NOTHING
                # Of packets that were translated the outcome itself knows whether they are answered.
                wanted = without(wanted, [answer for box in asked.translated for answer in answers_to(box)])
                yield from _missing(view, pair, f"the answer to {demand.name}", wanted, True)


def _missing(view: View, pair: Pair, what: str, wanted: list[Box], answers: bool = False) -> Iterator[Fault]:
    """What of `wanted` does not surely arrive. Answers to packets that nobody translated must not be translated either."""
    outcome = view.outcome(pair)
    surely = without(outcome.surely, outcome.translated) if answers else list(outcome.surely)
    for lost in without(wanted, [*surely, *outcome.unknown])[:1]:
        yield shown("reach", view, pair, lost, f"{what}: {name(pair)} does not arrive", what)
    if outcome.unknown and without(wanted, surely):
        yield undecided("reach", pair, outcome.why, what)
