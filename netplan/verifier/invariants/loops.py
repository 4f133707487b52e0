"""No packet circles."""

from collections.abc import Iterator

import numpy as np

from netplan.verifier.fault import Fault, Question, astray, unsure
from netplan.verifier.view import LOOPED, UNKNOWN


def no_loop(question: Question) -> Iterator[Fault]:
    """From no router does a packet to any subnet run for ever, on any path, unless it did so in the first state. (I4.)

    Filters are left aside: a loop that only a filter hides is one all the same.
    """
    view, first = question.view, question.first
    rows = {node: at for at, node in enumerate(first.nodes)}
    for destination in question.targets:
        columns, old = view.columns(destination), first.columns(destination)
        # Whatever somebody outside announces, what has no way round on any condition does not circle.
        sure = (view.hanging[:, columns] != 0) & ((view.hanging[:, columns] & (LOOPED | UNKNOWN)) == 0)
        for what in (LOOPED, UNKNOWN):
            for row in np.flatnonzero(((view.mask[:, columns] & what != 0) & ~sure).any(axis=1)).tolist():
                node = view.nodes[row]
                if node in rows and (first.mask[rows[node], old] & LOOPED).any():
                    continue
                column = next(c for at, c in enumerate(columns) if view.mask[row, c] & what and not sure[row, at])
                if what == LOOPED:
                    yield astray("loops", view, row, column, destination, "circles")
                else:
                    yield unsure("loops", view, row, column, destination)
                break
