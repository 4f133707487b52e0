"""Nothing else changes."""

from collections.abc import Iterator

from netplan.forwarding.boxes import Box, without
from netplan.verifier.fault import Fault, Question, answers_of, boxes_of, example, key, name, start


def nothing_else_changed(question: Question) -> Iterator[Fault]:
    """What reaches today reaches in every state, and what does not reach today does not, but for the flows opened so far.

    (I3, relational: the same packets under the address map.) Where people wrote no intent down, today is the intent.
    A subnet that the target gives up is not asked any more once the step is done that takes it out.
    """
    view = question.view
    opened = [demand for demand in question.demands if demand.must and demand.name in view.state.opened]
    for pair in question.pairs:
        if view.given_up(pair.origin) or view.given_up(pair.destination):
            continue
        before, now = question.first.outcome(pair), view.outcome(pair)
        if before == now:
            if now.unknown:
                yield Fault(key("unchanged", pair, "?"), f"{name(pair)} cannot be decided: {now.why}", unknown=True)
            continue
        for lost in without(before.surely, [*now.surely, *now.unknown])[:1]:
            what = f"{name(pair)} arrived in the first state and does not any more"
            yield Fault(
                key("unchanged", pair, "lost"),
                what,
                packet=example(lost, pair, view.state),
                start=start(view, pair),
                hit=name(pair),
            )
        allowed: list[Box] = [box for demand in opened for box in (*boxes_of(demand, pair), *answers_of(demand, pair))]
        for gained in without(now.maybe, [*before.maybe, *before.unknown, *allowed])[:1]:
            what = f"{name(pair)} arrives, which it did not in the first state, and no opened flow asks for it"
            yield Fault(
                key("unchanged", pair, "gained"),
                what,
                packet=example(gained, pair, view.state),
                start=start(view, pair),
                hit=name(pair),
            )
        # Between departments an address means whoever has it where the packet is: that pair is asked on its own.
        same = pair.origin.department == pair.destination.department
        for wrong in without(now.astray, before.astray)[:1] if same else ():
            what = f"{name(pair)} is delivered in another department"
            yield Fault(
                key("unchanged", pair, "astray"),
                what,
                packet=example(wrong, pair, view.state),
                start=start(view, pair),
                hit=name(pair),
            )
        if now.unknown or before.unknown:
            yield Fault(key("unchanged", pair, "?"), f"{name(pair)} cannot be decided: {now.why or before.why}", unknown=True)
