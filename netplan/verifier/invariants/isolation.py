"""What must not talk, does not."""

from collections.abc import Iterator

from netplan.forwarding.boxes import intersect
from netplan.verifier.fault import Fault, Question, boxes_of, name, shown, undecided


def must_not_reach(question: Question) -> Iterator[Fault]:
    """No packet that the target forbids arrives anywhere in the department it must not reach, on any path. (I2.)"""
    view = question.view
    for pair in question.pairs:
        for demand in question.demands.of(pair):
            if demand.must or not (forbidden := boxes_of(demand, pair)):
                continue
            outcome = view.outcome(pair)
            arrived = (common for box in outcome.maybe for bad in forbidden if (common := intersect(box, bad)))
            if (box := next(arrived, None)) is not None:
                yield shown("isolation", view, pair, box, f"{demand.name}: {name(pair)} arrives", demand.name)
            elif any(intersect(box, bad) for box in outcome.unknown for bad in forbidden):
                yield undecided("isolation", pair, outcome.why, demand.name)
            else:
                gone, where = view.leaves(pair)
                if any(intersect(box, bad) for box in gone for bad in forbidden):
                    yield undecided("isolation", pair, where, demand.name)
