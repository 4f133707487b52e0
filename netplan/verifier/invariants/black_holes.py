"""No packet is lost on the way to a prefix that was reachable."""

from collections.abc import Iterator

import numpy as np

from netplan.verifier.fault import Fault, Question, astray, unsure
from netplan.verifier.view import BLACK_HOLED, DELIVERED, UNKNOWN


def no_black_hole(question: Question) -> Iterator[Fault]:
    """A router that reached a subnet in the first state never sends a packet for it to where no route goes on. (I5.)"""
    view, first = question.view, question.first
    realm = first.state.network.realm
    rows = {node: at for at, node in enumerate(first.nodes)}
    for destination in question.targets:
        if view.given_up(destination):
            continue
        column = view.columns(destination)[0]
        before = first.mask[:, first.columns(destination)[0]]
        hung = first.hanging[:, first.columns(destination)[0]]
        lost: list[int] = []
        open_: list[int] = []
        for row in np.flatnonzero(view.mask[:, column] & (BLACK_HOLED | UNKNOWN)).tolist():
            node = view.nodes[row]
            # In the first state no wire joins two realms: an equal address there was another one.
            if realm(node[0].department) != realm(destination.department) or node not in rows or before[rows[node]] & BLACK_HOLED:
                continue
            if view.hanging[row, column] and view.hanging[row, column] == hung[rows[node]]:
                continue  # it hangs on somebody outside, as it did
            if before[rows[node]] & UNKNOWN or not view.mask[row, column] & BLACK_HOLED:
                open_.append(row)
            elif before[rows[node]] & DELIVERED:
                lost.append(row)
        for row in lost[:1]:
            yield astray("black-holes", view, row, column, destination, "meets a router without a route")
        for row in open_[:1]:
            yield unsure("black-holes", view, row, column, destination)
