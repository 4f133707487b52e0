"""What must talk, talks."""

from collections.abc import Iterator

from netplan.forwarding.boxes import without
from netplan.verifier.fault import Fault, Question, boxes_of, example, key, name, start


def must_reach(question: Question) -> Iterator[Fault]:
    """Every flow that a finished step opened is delivered at the right department, on every path, from there on.

    (I1 of the formulation.) A flow counts in the addresses of today: hosts that have moved are asked under their new ones.
    """
    view = question.view
    for demand in question.demands:
        if not demand.must or demand.name not in view.state.opened:
            continue
        for pair in question.pairs:
            wanted = boxes_of(demand, pair)
            if not wanted:
                continue
            outcome = view.outcome(pair)
            unsure = list(outcome.unknown)
            for lost in without(wanted, [*outcome.surely, *unsure])[:1]:
                what = f"{demand.name}: {name(pair)} does not arrive"
                yield Fault(
                    key("reach", pair, demand.name),
                    what,
                    packet=example(lost, pair, view.state),
                    start=start(view, pair),
                    hit=name(pair),
                )
            if unsure and without(wanted, outcome.surely):
                yield Fault(
                    key("reach", pair, demand.name, "?"),
                    f"{demand.name}: {name(pair)} cannot be decided: {outcome.why}",
                    unknown=True,
                )
