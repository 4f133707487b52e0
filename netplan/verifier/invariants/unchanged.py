"""Nothing else changes."""

from collections.abc import Iterator

from netplan.forwarding.boxes import Box, without
from netplan.verifier.fault import Fault, Question, answers_of, boxes_of, name, shown, undecided


def nothing_else_changed(question: Question) -> Iterator[Fault]:
    """What reaches today reaches in every state, and what does not reach today does not, but for the flows opened so far.

    (I3, relational: the same packets under the address map.) Where people wrote no intent down, today is the intent.
    What hangs on somebody outside is unchanged when it hangs on the same: whoever that is does the same before and after.
    A subnet that the target gives up is not asked any more once the step is done that takes it out.
    """
    view = question.view
    for pair in question.pairs:
        if view.given_up(pair.origin) or view.given_up(pair.destination):
            continue
        before, now = question.first.outcome(pair), view.outcome(pair)
        for lost in without(before.surely, [*now.surely, *now.unknown])[:1] if now != before else ():
            what = f"{name(pair)} arrived in the first state and does not any more"
            yield shown("unchanged", view, pair, lost, what, "lost")
        opened = [demand for demand in question.demands.of(pair) if demand.must and demand.name in view.state.opened]
        allowed: list[Box] = [box for demand in opened for box in (*boxes_of(demand, pair), *answers_of(demand, pair))]
        for gained in without(now.maybe, [*before.maybe, *before.unknown, *allowed])[:1] if now != before else ():
            what = f"{name(pair)} arrives, which it did not in the first state, and no opened flow asks for it"
            yield shown("unchanged", view, pair, gained, what, "gained")
        # Between departments an address means whoever has it where the packet is: that pair is asked on its own.
        same = pair.origin.department == pair.destination.department
        for wrong in without(now.astray, before.astray)[:1] if same else ():
            what = f"{name(pair)} is delivered in another department"
            yield shown("unchanged", view, pair, wrong, what, "astray")
        if (now.unknown or before.unknown) and not (now.hangs and now.hangs == before.hangs):
            yield undecided("unchanged", pair, now.why or before.why)
