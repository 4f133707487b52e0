"""Which of its paths a router prefers, on arrays (numba): what `decision` does, for the kernel."""

from typing import Any

import numba
import numpy as np

from netplan.routing.bgp import layout as k


@numba.njit(cache=True, nogil=True)
def _before(c: k.Ints, i: int, j: int) -> Any:
    """Whether candidate `i` wins over `j` by the last steps: router id, cluster list, peer, order of sessions."""
    for step in (k.PEER_ID, k.CLUSTER_COUNT, k.PEER_ADDRESS, k.EDGE, k.OWN_ID):
        if c[step, i] != c[step, j]:
            return c[step, i] < c[step, j]
    return False


@numba.njit(cache=True, nogil=True)
def gather(net: k.Net, attr: k.Attributes, cases: k.Cases, state: k.State, case: int, r: int) -> Any:
    """The usable paths of a router as candidates: its own, then those of its edges."""
    n = 0
    c, own = state.candidate, state.mark[1, r]
    while own >= 0 and own < cases.start[case + 1] and cases.router[own] == r:
        c[k.BODY, n], c[k.HOP, n], c[k.COST, n], c[k.EDGE, n], c[k.OWN_ID, n] = (
            cases.attributes[own],
            cases.hop[own],
            0,
            -1,
            cases.id[own],
        )
        n, own = n + 1, own + 1
    for i in range(net.in_start[r], net.in_start[r + 1]):
        e = net.in_edge[i]
        if state.heard[0, e] >= 0 and state.heard[2, e] >= 0:
            c[k.BODY, n], c[k.HOP, n], c[k.COST, n] = state.heard[0, e], state.heard[1, e], state.heard[2, e]
            c[k.EDGE, n], c[k.OWN_ID, n] = e, 0
            n += 1
    for i in range(n):
        a, e = c[k.BODY, i], c[k.EDGE, i]
        sender = attr.of[k.ORIGINATOR, a]
        c[k.PEER_ID, i] = sender if sender != 0 else net.router[k.ROUTER_ID, net.edge[k.SENDER, e] if e >= 0 else r]
        c[k.CLUSTER_COUNT, i] = attr.of[k.CLUSTERS, a]
        c[k.PEER_ADDRESS, i] = net.edge[k.PEER, e] if e >= 0 else 0
        med = attr.of[k.MED, a]
        c[k.THE_MED, i] = med if med >= 0 else k.WORST_MED_VALUE * net.router[k.WORST_MED, r]
    return n


@numba.njit(cache=True, nogil=True)
def best_of(net: k.Net, attr: k.Attributes, state: k.State, r: int, n: int) -> Any:
    """The best of the candidates (RFC 4271 9.1.2); `stage` tells how far the others came."""
    c, stage, of = state.candidate, state.stage, attr.of
    lead = 0
    for i in range(1, n):
        if _ahead(of, c[k.BODY, i], c[k.BODY, lead]):
            lead = i
    first = 0
    worst, least = np.int64(-1), np.int64(k.WORST_MED_VALUE) + 1
    for i in range(n):
        stage[i] = 0 if _ahead(of, c[k.BODY, lead], c[k.BODY, i]) else 1
        if stage[i]:
            first += 1
            worst, least = max(worst, c[k.THE_MED, i]), min(least, c[k.THE_MED, i])
    if worst != least:
        for i in range(n):
            if stage[i]:
                stage[i] = 1 if _loses_by_med(net, attr, c, stage, r, n, i) else 2
    else:
        for i in range(n):
            stage[i] *= 2
    outside = False
    for i in range(n):
        outside |= stage[i] == 2 and of[k.LEARNT, c[k.BODY, i]] <= k.EXTERNAL
    nearest = np.int64(-1)
    for i in range(n):
        if stage[i] == 2 and outside and of[k.LEARNT, c[k.BODY, i]] > k.EXTERNAL:
            stage[i] = 1
        if stage[i] == 2 and (nearest < 0 or c[k.COST, i] < nearest):
            nearest = c[k.COST, i]
    best = -1
    for i in range(n):
        if stage[i] == 2 and c[k.COST, i] > nearest:
            stage[i] = 1
        if stage[i] == 2 and (best < 0 or _before(c, i, best)):
            best = i
    return best


@numba.njit(cache=True, nogil=True)
def _ahead(of: k.Ints, one: int, other: int) -> Any:
    """Whether attributes win before the MED: weight, local preference, own routes, length, origin."""
    if of[k.WEIGHT, one] != of[k.WEIGHT, other]:
        return of[k.WEIGHT, one] > of[k.WEIGHT, other]
    if of[k.PREFERENCE, one] != of[k.PREFERENCE, other]:
        return of[k.PREFERENCE, one] > of[k.PREFERENCE, other]
    for step in (k.RANK, k.LENGTH, k.ORIGIN):
        if of[step, one] != of[step, other]:
            return of[step, one] < of[step, other]
    return False


@numba.njit(cache=True, nogil=True)
def _loses_by_med(net: k.Net, attr: k.Attributes, c: k.Ints, stage: k.Ints, r: int, n: int, i: int) -> Any:
    for j in range(n):
        same = net.router[k.ALWAYS_MED, r] or attr.of[k.NEIGHBOUR, c[k.BODY, i]] == attr.of[k.NEIGHBOUR, c[k.BODY, j]]
        if stage[j] and same and c[k.THE_MED, j] < c[k.THE_MED, i]:
            return True
    return False


@numba.njit(cache=True, nogil=True)
def _beside(net: k.Net, attr: k.Attributes, c: k.Ints, stage: k.Ints, r: int, best: int, i: int) -> Any:
    """Whether a candidate is as good as the best one for being used with it, next hops aside."""
    of, a, b = attr.of, c[k.BODY, i], c[k.BODY, best]
    same_med = c[k.THE_MED, i] == c[k.THE_MED, best]
    if of[k.LEARNT, a] != of[k.LEARNT, b]:
        return False
    if net.router[k.BY_PEER, r]:
        group = net.router[k.ALWAYS_MED, r] or of[k.NEIGHBOUR, a] == of[k.NEIGHBOUR, b]
        if stage[i] == 0 or c[k.COST, i] != c[k.COST, best] or (group and not same_med):
            return False
        if of[k.LEARNT, b] == k.EXTERNAL and not net.router[k.RELAX, r]:
            return net.edge[k.SHOWN, c[k.EDGE, i]] == net.edge[k.SHOWN, c[k.EDGE, best]]
    elif stage[i] & 3 != 2 or not same_med:
        return False
    return net.router[k.RELAX, r] != 0 or of[k.AS_PATH, a] == of[k.AS_PATH, b]


@numba.njit(cache=True, nogil=True)
def used(net: k.Net, attr: k.Attributes, hops: k.Ints, state: k.State, r: int, n: int, best: int) -> Any:
    """The paths in use in `sorted`, the best one first; how many there are."""
    c, stage, used = state.candidate, state.stage, state.sorted
    used[0] = best
    stage[best] += k.USED
    learnt = attr.of[k.LEARNT, c[k.BODY, best]]
    if learnt == k.LOCAL:
        return 1
    limit = net.router[k.PATHS if learnt < k.INTERNAL else k.PATHS_INTERNAL, r]
    count, last = 1, -1
    while count < limit:
        turn = -1
        for i in range(n):
            later = last < 0 or _before(c, last, i)
            if later and (turn < 0 or _before(c, i, turn)) and _beside(net, attr, c, stage, r, best, i):
                turn = i
        if turn < 0:
            return count
        last = turn
        new = True
        for i in range(count):
            new &= hops[k.TOWARDS, c[k.HOP, used[i]]] != hops[k.TOWARDS, c[k.HOP, turn]]
        if new:
            used[count] = turn
            stage[turn] += k.USED
            count += 1
    return count


@numba.njit(cache=True, nogil=True)
def age(net: k.Net, attr: k.Attributes, hops: k.Ints, state: k.State, r: int, n: int, best: int) -> Any:
    """Whether the order of arrival could matter."""
    c, stage, of = state.candidate, state.stage, attr.of
    if not net.router[k.COMPARE_ID, r] and of[k.LEARNT, c[k.BODY, best]] == k.EXTERNAL:
        for i in range(n):
            rival = stage[i] & 3 == 2 and i != best and of[k.LEARNT, c[k.BODY, i]] == k.EXTERNAL
            if rival and c[k.PEER_ID, i] != c[k.PEER_ID, best]:
                twin = stage[i] >= k.USED and not net.router[k.INSIDERS, r] and c[k.BODY, i] == c[k.BODY, best]
                if not twin or hops[k.VIA, c[k.HOP, i]] != hops[k.VIA, c[k.HOP, best]]:
                    return k.BY_AGE
    if net.router[k.STEADY_MED, r] or net.router[k.ALWAYS_MED, r]:
        return 0
    first, groups, meds, seen = 0, False, False, -1
    for i in range(n):
        if stage[i]:
            first += 1
            if seen >= 0:
                groups |= of[k.NEIGHBOUR, c[k.BODY, i]] != of[k.NEIGHBOUR, c[k.BODY, seen]]
                meds |= c[k.THE_MED, i] != c[k.THE_MED, seen]
            seen = i
    return k.BY_MED if first >= 3 and groups and meds else 0
