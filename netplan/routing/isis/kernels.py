"""Distances around overloaded routers, and the first hops to whoever announces a prefix best (numba)."""

import numba
import numpy as np
import numpy.typing as npt

from netplan.routing.ospf.kernels import INFINITE, distances

Ints = npt.NDArray[np.int64]


def distances_around(n: int, tail: Ints, head: Ints, cost: Ints, overloaded: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint32]:
    """Distances [from, to]; nobody's path runs through an overloaded router, though it may begin or end there."""
    transit = ~overloaded[tail]
    far = distances(n, tail[transit].astype(np.int32), head[transit].astype(np.int32), cost[transit])
    beyond = far.copy() if overloaded.any() else far
    for vertex in np.flatnonzero(overloaded).tolist():
        own = np.flatnonzero(tail == vertex)
        if len(own):
            reach = beyond[head[own]].astype(np.int64) + cost[own][:, None]
            far[vertex] = np.minimum(reach.min(axis=0), int(INFINITE)).astype(np.uint32)
            far[vertex, vertex] = 0
    return far


@numba.njit(cache=True, nogil=True)
def _best(u: int, low: int, high: int, far: npt.NDArray[np.uint32], speaker: Ints, metric: Ints, infinite: int) -> int:
    """The least distance of a router to what others announce between `low` and `high`; what it says itself does not count."""
    best = infinite
    for a in range(low, high):
        v = speaker[a]
        if v != u and far[u, v] < infinite:
            total = far[u, v] + metric[a]
            if total < best:
                best = total
    return best


@numba.njit(cache=True, nogil=True)
def _tight(
    u: int, arc: int, low: int, high: int, best: int, far: npt.NDArray[np.uint32], head: Ints, cost: Ints,
    overloaded: npt.NDArray[np.bool_], speaker: Ints, metric: Ints, infinite: int,
) -> bool:  # fmt: skip
    """Whether an arc begins a shortest path to one of those that announce a prefix best."""
    h = head[arc]
    for a in range(low, high):
        v = speaker[a]
        if v == u or far[u, v] >= infinite or far[u, v] + metric[a] != best:
            continue
        if h == v:
            if cost[arc] == far[u, v]:
                return True
        elif not overloaded[h] and far[h, v] < infinite and cost[arc] + far[h, v] == far[u, v]:
            return True
    return False


@numba.njit(cache=True, nogil=True)
def _count(
    far: npt.NDArray[np.uint32], start: Ints, head: Ints, cost: Ints, overloaded: npt.NDArray[np.bool_],
    begin: Ints, speaker: Ints, metric: Ints, wanted: npt.NDArray[np.bool_], limit: Ints, infinite: int,
    out: Ints, fill: bool,
) -> int:  # fmt: skip
    """Count the ways of all routers to all prefixes, or write them to `out` (router, prefix, distance, arc)."""
    found = 0
    for u in range(len(start) - 1):
        if not wanted[u]:
            continue
        for p in range(len(begin) - 1):
            low, high = begin[p], begin[p + 1]
            best = _best(u, low, high, far, speaker, metric, infinite)
            if best >= infinite or best > limit[u]:
                continue
            for arc in range(start[u], start[u + 1]):
                if _tight(u, arc, low, high, best, far, head, cost, overloaded, speaker, metric, infinite):
                    if fill:
                        out[0, found] = u
                        out[1, found] = p
                        out[2, found] = best
                        out[3, found] = arc
                    found += 1
    return found


def ways(
    far: npt.NDArray[np.uint32], start: Ints, head: Ints, cost: Ints, overloaded: npt.NDArray[np.bool_],
    begin: Ints, speaker: Ints, metric: Ints, wanted: npt.NDArray[np.bool_], limit: Ints,
) -> Ints:  # fmt: skip
    """Rows router, prefix, distance, arc: how each wanted router reaches what is announced.

    Arcs are in CSR form by tail (`start`, `head`, `cost`), announcements by prefix (`begin`, `speaker`, `metric`). Paths
    longer than `limit` of a router are not taken.
    """
    fixed = (far, start, head, cost, overloaded, begin, speaker, metric, wanted, limit, int(INFINITE))
    out = np.zeros((4, _count(*fixed, np.zeros((4, 0), np.int64), False)), np.int64)
    _count(*fixed, out, True)
    return out
