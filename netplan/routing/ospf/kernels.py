"""Shortest distances by block sweep: all destinations of a block are lanes of one Bellman-Ford sweep (numba)."""

import numba
import numpy as np
import numpy.typing as npt

INFINITE = np.uint32(0x3FFFFFFF)


@numba.njit(cache=True, nogil=True)
def sweep(
    start: npt.NDArray[np.int32], head: npt.NDArray[np.int32], cost: npt.NDArray[np.uint32], block: int
) -> npt.NDArray[np.uint32]:
    """Distances from every vertex to every vertex, [tail, head] as uint32; INFINITE where there is no path.

    `start` and `head` are the arcs in CSR form by tail. Each block of destinations is swept forwards and backwards
    over the vertices until nothing changes, so its state stays in the cache.
    """
    n = len(start) - 1
    far = np.full((n, n), INFINITE, np.uint32)
    for low in range(0, n, block):
        lanes = min(block, n - low)
        state = np.full((n, lanes), INFINITE, np.uint32)
        for lane in range(lanes):
            state[low + lane, lane] = 0
        changed = True
        backwards = False
        while changed:
            changed = False
            for step in range(n):
                u = n - 1 - step if backwards else step
                for arc in range(start[u], start[u + 1]):
                    v = head[arc]
                    w = cost[arc]
                    for lane in range(lanes):
                        d = state[v, lane] + w
                        if d < state[u, lane]:
                            state[u, lane] = d
                            changed = True
            backwards = not backwards
        for u in range(n):
            for lane in range(lanes):
                far[u, low + lane] = state[u, lane]
    return far


def distances(
    n: int, tail: npt.NDArray[np.int32], head: npt.NDArray[np.int32], cost: npt.NDArray[np.int64]
) -> npt.NDArray[np.uint32]:
    """As `sweep`, from arcs in any order."""
    order = np.argsort(tail, kind="stable")
    start = np.searchsorted(tail[order], np.arange(n + 1)).astype(np.int32)
    found: npt.NDArray[np.uint32] = sweep(start, head[order].astype(np.int32), cost[order].astype(np.uint32), 64)
    return found
