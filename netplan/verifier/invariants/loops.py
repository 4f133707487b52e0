"""No packet circles."""

from collections.abc import Iterator

import numpy as np

from netplan.verifier.fault import Fault, Question
from netplan.verifier.invariants.black_holes import packet_between
from netplan.verifier.view import LOOPED


def no_loop(question: Question) -> Iterator[Fault]:
    """From no router does a packet to any subnet run for ever, on any path, unless it did so in the first state. (I4.)

    Filters are left aside: a loop that only a filter hides is one all the same.
    """
    view, first = question.view, question.first
    already = dict(zip(first.nodes, range(len(first.nodes)), strict=True))
    for destination in view.ends:
        columns, old = view.columns(destination), first.columns(destination)
        for row in np.flatnonzero((view.mask[:, columns] & LOOPED).any(axis=1)):
            node = view.nodes[row]
            if node in already and (first.mask[already[node], old] & LOOPED).any():
                continue
            column = next(c for c in columns if view.mask[row, c] & LOOPED)
            what = f"a packet from {node[0]} to {destination.department} {destination.prefix} circles"
            yield Fault(
                ("loops", str(node[0]), node[1], destination.department, str(destination.prefix)),
                what,
                packet=packet_between(view, node, column),
                start=node,
                hit=f"{destination.department} {destination.prefix}",
            )
            break
