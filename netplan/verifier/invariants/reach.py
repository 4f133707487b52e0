"""What must talk, talks."""

from collections.abc import Iterator

from netplan.forwarding.boxes import Box, without
from netplan.verifier.fault import Fault, Question, answers_of, boxes_of, name, shown, undecided
from netplan.verifier.view import Pair, View


def must_reach(question: Question) -> Iterator[Fault]:
    """Every flow that a finished step opened is delivered at the right department, on every path, and so are its answers.

    (I1 of the formulation.) A flow counts in the addresses of today: hosts that have moved are asked under their new ones.
    """
    view = question.view
    for pair in question.pairs:
        for demand in question.demands.of(pair):
            if not demand.must or demand.name not in view.state.opened:
                continue
            for what, wanted in ((demand.name, boxes_of(demand, pair)), (f"the answer to {demand.name}", answers_of(demand, pair))):
                if wanted:
                    yield from _missing(view, pair, what, wanted)


def _missing(view: View, pair: Pair, what: str, wanted: list[Box]) -> Iterator[Fault]:
    """What of `wanted` does not surely arrive."""
    outcome = view.outcome(pair)
    for lost in without(wanted, [*outcome.surely, *outcome.unknown])[:1]:
        yield shown("reach", view, pair, lost, f"{what}: {name(pair)} does not arrive", what)
    if outcome.unknown and without(wanted, outcome.surely):
        yield undecided("reach", pair, outcome.why, what)
