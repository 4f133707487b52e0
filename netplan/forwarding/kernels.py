"""The fate of every (node, destination) at once: bit sets swept until nothing changes (numba).

A lane is a destination; one machine word holds 64 of them. For each block of lanes `forward[arc, word]` says for
which lanes an arc is used, `here[outcome, node, word]` what happens at a node itself. Results are the least fixed
point of "my outcome or one of my next hops'", and for loops the greatest fixed point of "a next hop can run for ever".
"""

import numba
import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]


@numba.njit(cache=True, nogil=True)
def spread(start: npt.NDArray[np.int64], head: npt.NDArray[np.int32], forward: Words, here: Words) -> Words:
    """Outcome bits of every node, [outcome + 1, node, word]; the last plane is "may run for ever".

    `start` and `head` are the arcs in CSR form by tail; `forward` is [arc, word], `here` [outcome, node, word].
    """
    outcomes, nodes, words = here.shape
    found = np.zeros((outcomes + 1, nodes, words), np.uint64)
    found[:outcomes] = here
    found[outcomes] = ~np.uint64(0)
    for block in range(0, words, 8):
        stop = min(words, block + 8)
        changed = True
        backwards = False
        while changed:
            changed = False
            for step in range(nodes):
                u = nodes - 1 - step if backwards else step
                for word in range(block, stop):
                    endless = np.uint64(0)
                    for arc in range(start[u], start[u + 1]):
                        endless |= forward[arc, word] & found[outcomes, head[arc], word]
                    if endless != found[outcomes, u, word]:
                        found[outcomes, u, word] = endless
                        changed = True
                for arc in range(start[u], start[u + 1]):
                    v = head[arc]
                    for word in range(block, stop):
                        used = forward[arc, word]
                        if used:
                            for outcome in range(outcomes):
                                more = used & found[outcome, v, word] & ~found[outcome, u, word]
                                if more:
                                    found[outcome, u, word] |= more
                                    changed = True
            backwards = not backwards
    return found


@numba.njit(cache=True, nogil=True)
def places(
    start: npt.NDArray[np.int64],
    head: npt.NDArray[np.int32],
    forward: Words,
    low: npt.NDArray[np.int32],
    high: npt.NDArray[np.int32],
) -> None:
    """Spread the lowest and highest place of delivery, [node, lane], against the direction of the arcs, in place.

    `low` starts as a large number and `high` as -1 where nothing is delivered.
    """
    nodes, lanes = low.shape
    changed = True
    backwards = False
    while changed:
        changed = False
        for step in range(nodes):
            u = nodes - 1 - step if backwards else step
            for arc in range(start[u], start[u + 1]):
                v = head[arc]
                for word in range(forward.shape[1]):
                    used = forward[arc, word]
                    if not used:
                        continue
                    for bit in range(min(64, lanes - word * 64)):
                        if used >> np.uint64(bit) & np.uint64(1):
                            lane = word * 64 + bit
                            if low[v, lane] < low[u, lane]:
                                low[u, lane] = low[v, lane]
                                changed = True
                            if high[v, lane] > high[u, lane]:
                                high[u, lane] = high[v, lane]
                                changed = True
        backwards = not backwards
