"""When all routers recompute at once and their tables never come to rest: let one router at a time move.

Mutual redistribution often flips for ever when everybody moves in step, and rests at once on real routers, which do not.
A state that is found this way is a state in which the network can rest; whether it is the only one is not known.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from netplan.routing.columns import Advance, Rows, chosen, stacked
from netplan.topology.topology import Topology

_TURNS = 96
_WIDE = 32
"""More routers than this that flip at once are not tried one by one."""


def flipping(advance: Advance, found: Rows, rounds: int) -> frozenset[tuple[int, int]]:
    """The (node, prefix number) pairs that change in a cycle of states that starts at `found`, followed for at most `rounds`."""
    changed: set[tuple[int, int]] = set()
    start = found.tobytes()
    for _ in range(rounds):
        after = advance(found)
        one, other = (set(rows.tolist()) for rows in (found, after))
        changed.update((row[0], row[1]) for row in one ^ other)
        found = after
        if found.tobytes() == start:
            break
    return frozenset(changed)


class Tried(NamedTuple):
    """Where letting one router move at a time leads to: `rests` when no router wants to change its table there.

    `changed` are the (node, prefix number) pairs that changed on the way.
    """

    rows: Rows
    rests: bool
    changed: frozenset[tuple[int, int]]


def one_by_one(advance: Advance, found: Rows, nodes: int) -> Tried:
    """Let one router at a time move until none wants to, or it takes too long.

    The router that moves is drawn by a fixed rule (a linear congruential generator), so that no cycle of turns can go on for ever
    and every run gives the same answer.
    """
    draw = 1
    changed: set[tuple[int, int]] = set()
    for _ in range(_TURNS):
        after = advance(found)
        moved = _moved(found, after, nodes)
        if not moved:
            return Tried(found, True, frozenset(changed))
        if len(moved) > _WIDE:
            break
        draw = (1103515245 * draw + 12345) % 2**31
        node = moved[(draw >> 16) % len(moved)]
        low, high = np.searchsorted(found["node"], (node, node + 1))
        fresh = chosen(after, after["node"] == node)
        changed.update((row[0], row[1]) for row in set(found[low:high].tolist()) ^ set(fresh.tolist()))
        found = stacked([found[:low], fresh, found[high:]])
    return Tried(found, False, frozenset(changed))


def wherever(topology: Topology, pairs: Iterable[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """Routes that never come to rest, at all nodes that might hear of them: those of the address spaces in which they change."""
    realm = topology.network.realm
    spaces = [realm(node.device.department) for node in topology.nodes]
    moving = {(spaces[node], prefix) for node, prefix in pairs}
    return frozenset((node, prefix) for space, prefix in moving for node, here in enumerate(spaces) if here == space)


def _moved(found: Rows, after: Rows, nodes: int) -> list[int]:
    """The nodes whose tables differ."""
    bounds = np.arange(nodes + 1)
    one, other = np.searchsorted(found["node"], bounds), np.searchsorted(after["node"], bounds)
    return [n for n in range(nodes) if not np.array_equal(found[one[n] : one[n + 1]], after[other[n] : other[n + 1]])]
