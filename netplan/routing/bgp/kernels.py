"""The rounds of BGP for many classes of prefixes on arrays (numba): what `solve` does path by path.

A path is three numbers: its attributes, its next hop, and the edge that brought it (-1: it is the router's own). What an edge
makes of attributes, and what a next hop costs, stands in memos; what is not in them yet is written down in `Missing`, and
the class is tried again once somebody has looked it up.
"""

from typing import Any

import numba
import numpy as np

from netplan.routing.bgp import layout as k
from netplan.routing.bgp.choice import age, best_of, gather, used


@numba.njit(cache=True, nogil=True)
def place(memo: k.Memo, one: int, other: int) -> Any:
    """Where the answer to a pair of numbers stands or would stand."""
    mask = len(memo.one) - 1
    mixed = (one * 0x9E3779B1) ^ (other * 0x85EBCA77)
    at = (mixed ^ (mixed >> 23)) & mask
    while memo.one[at] != -1 and (memo.one[at] != one or memo.other[at] != other):
        at = (at + 1) & mask
    return at


@numba.njit(cache=True, nogil=True)
def moved(old: k.Memo, new: k.Memo) -> None:
    """Enter all answers of a memo in a larger one."""
    for i in range(len(old.one)):
        if old.one[i] != -1:
            at = place(new, old.one[i], old.other[i])
            new.one[at], new.other[at] = old.one[i], old.other[i]
            new.wire[at], new.held[at], new.hop[at] = old.wire[i], old.held[i], old.hop[i]


@numba.njit(cache=True, nogil=True)
def _asked(memo: k.Memo, missing: k.Missing, kind: int, one: int, other: int, row: Any) -> Any:
    """The place of an answer; -1 when it is not known yet (and asked for, if there is room)."""
    at = place(memo, one, other)
    if memo.one[at] != -1:
        return at if memo.held[at] != k.ASKED else -1
    if missing.counted[0] + missing.counted[1] < missing.rows.shape[0]:
        memo.one[at], memo.other[at], memo.held[at] = one, other, k.ASKED
        to = missing.counted[0] if kind == 0 else missing.rows.shape[0] - 1 - missing.counted[1]
        missing.rows[to, 0], missing.rows[to, 1], missing.rows[to, 2] = at, row[0], row[1]
        missing.rows[to, 3], missing.rows[to, 4], missing.rows[to, 5] = row[2], row[3], row[4]
        missing.counted[kind] += 1
    return -1


@numba.njit(cache=True, nogil=True)
def _times(net: k.Net, attr: k.Attributes, e: int, a: int) -> Any:
    """How often the receiver's AS numbers stand in a path."""
    found = 0
    for m in range(attr.of[k.MEMBER, a], attr.of[k.MEMBER, a + 1]):
        for i in range(net.edge[k.OWN_FROM, e], net.edge[k.OWN_TO, e]):
            if attr.member[m] == net.own_as[i]:
                found += 1
                break
    return found


@numba.njit(cache=True, nogil=True)
def _been_here(net: k.Net, attr: k.Attributes, e: int, wire: int) -> Any:
    if _times(net, attr, e, wire) > net.edge[k.ALLOWED, e]:
        return True
    if net.edge[k.KIND, e] != k.INTERNAL:
        return False
    receiver = net.edge[k.RECEIVER, e]
    originator = attr.of[k.ORIGINATOR, wire]
    if originator != 0 and originator == net.router[k.ROUTER_ID, receiver]:
        return True
    for c in range(attr.of[k.CLUSTER_AT, wire], attr.of[k.CLUSTER_AT, wire + 1]):
        if attr.cluster[c] == net.router[k.CLUSTER, receiver]:
            return True
    return False


@numba.njit(cache=True, nogil=True)
def _carried(net: k.Net, attr: k.Attributes, memo: k.Memo, missing: k.Missing, hops: k.Ints, given: Any, e: int, path: Any) -> Any:
    """(attributes, hop) as the receiver of an edge holds a path; k.REFUSED when it does not arrive, k.ASKED when that is not known.

    `given` is (class, policy number, next hop that is the prefix itself), `path` (attributes, hop, edge).
    """
    a, hop, came = path
    edge = net.edge
    if came >= 0 and came == edge[k.REVERSE, e] and not edge[k.RETURNS, e]:
        return k.REFUSED, -1
    source = 1 if edge[k.ASKS_HOP, e] and came >= 0 and came == edge[k.REVERSE, e] else 0
    if edge[k.KIND, e] == k.INTERNAL and attr.of[k.LEARNT, a] == k.INTERNAL:
        if not (edge[k.CLIENT_OUT, e] or edge[k.CLIENT_IN, came]):
            return k.REFUSED, -1
        source = edge[k.SENDER, came] + 1 if attr.of[k.ORIGINATOR, a] == 0 else 0
    if edge[k.LOOP_IS_SURE, e] and _times(net, attr, e, a) > edge[k.ALLOWED, e]:
        return k.REFUSED, -1
    asked_hop = hop + 1 if edge[k.ASKS_HOP, e] else hops[k.NOWHERE, hop]
    other = asked_hop << 40 | source << 20 | (given[1] if edge[k.ASKS_PREFIX, e] else 0)
    at = _asked(memo, missing, 0, edge[k.WAY, e] << 32 | a, other, (e, a, hop, came, given[0]))
    if at < 0:
        return k.ASKED, -1
    held = memo.held[at]
    if held == k.REFUSED or _been_here(net, attr, e, memo.wire[at]):
        return k.REFUSED, -1
    new = memo.hop[at]
    if new == k.OWN:
        new = edge[k.SELF, e]
    elif new == k.KEPT:
        new = hops[k.ALONE, hop]
    return held, new


@numba.njit(cache=True, nogil=True)
def _begin(net: k.Net, cases: k.Cases, state: k.State, case: int) -> Any:
    """A clean state in which the routers with paths of their own are dirty; how many these are."""
    state.heard[0, :] = -1
    state.best[:] = -1
    state.mark[0, :] = 0
    state.mark[1, :] = -1
    state.mark[2, :] = k.OPEN
    for i in range(cases.mute_start[case], cases.mute_start[case + 1]):
        state.mark[2, cases.mute_router[i]] = cases.mute[i]
    n = 0
    for i in range(cases.start[case], cases.start[case + 1]):
        r = cases.router[i]
        if state.mark[1, r] < 0:
            state.mark[1, r] = i
            state.mark[0, r] = 1
            state.queue[0, n] = r
            n += 1
    return n


@numba.njit(cache=True, nogil=True)
def _doubted(attr: k.Attributes, memo: k.Memo, missing: k.Missing, state: k.State, n: int, best: int) -> Any:
    """The attributes of the best path, with the doubt of another one where there is any; k.ASKED when these have no number yet."""
    c, of = state.candidate, attr.of
    a = c[k.BODY, best]
    if of[k.LEARNT, a] == k.LOCAL or of[k.DOUBT, a]:
        return a
    for i in range(n):
        if of[k.DOUBT, c[k.BODY, i]]:
            at = _asked(memo, missing, 0, a, c[k.BODY, i], (-1, a, c[k.BODY, i], -1, -1))
            return memo.held[at] if at >= 0 else k.ASKED
    return a


@numba.njit(cache=True, nogil=True)
def _silent(net: k.Net, attr: k.Attributes, state: k.State, r: int) -> Any:
    """An aggregate stands for the prefix, or the route is not active."""
    mute, a = state.mark[2, r], state.best[0, r]
    if mute < 0 or a < 0 or mute == k.OPEN:
        return mute < 0
    learnt = attr.of[k.LEARNT, a]
    own = attr.of[k.OWN_DISTANCE, a]
    if own < 0:
        own = net.router[k.DISTANCE if learnt == k.EXTERNAL else k.DISTANCE_INTERNAL, r]
    return learnt != k.LOCAL and mute < own


@numba.njit(cache=True, nogil=True)
def _tell(
    net: k.Net,
    attr: k.Attributes,
    memo: k.Memo,
    costs: k.Memo,
    missing: k.Missing,
    hops: k.Ints,
    given: Any,
    state: k.State,
    told: int,
) -> Any:
    """Send what changed: how many routers are dirty now (-1: not everything is known yet; -2: somebody may have refused a path)."""
    n, whole = 0, True
    for t in range(told):
        r = state.queue[1, t]
        silent = _silent(net, attr, state, r)
        for o in range(net.out_start[r], net.out_start[r + 1]):
            e = net.out_edge[o]
            to = net.edge[k.RECEIVER, e]
            held, hop = np.int64(k.REFUSED), np.int64(-1)
            if state.best[0, r] >= 0 and not silent:
                path = (state.best[0, r], state.best[1, r], state.best[2, r])
                held, hop = _carried(net, attr, memo, missing, hops, given, e, path)
                if held >= 0 and given[2] >= 0 and net.edge[k.NO_HOST_BY_ITSELF, e] and hops[k.ALONE, hop] == given[2]:
                    held = np.int64(k.REFUSED)
            cost = np.int64(0)
            if held >= 0 and hops[k.NOWHERE, hop] == 0:
                at = _asked(costs, missing, 1, to << 32 | hop, 0, (to, hop, -1, -1, -1))
                cost = costs.held[at] if at >= 0 else np.int64(k.ASKED)
                if at >= 0 and costs.wire[at] == k.REFUSABLE:
                    return -2
            if held == k.ASKED or cost == k.ASKED:
                whole = False
                continue
            if state.heard[0, e] != held or (held >= 0 and state.heard[1, e] != hop):
                state.heard[0, e], state.heard[1, e], state.heard[2, e] = held, hop, cost
                if not state.mark[0, to]:
                    state.mark[0, to] = 1
                    state.queue[0, n] = to
                    n += 1
    return n if whole else -1


@numba.njit(cache=True, nogil=True)
def _settled(
    net: k.Net,
    attr: k.Attributes,
    memo: k.Memo,
    costs: k.Memo,
    missing: k.Missing,
    hops: k.Ints,
    given: Any,
    cases: k.Cases,
    state: k.State,
) -> Any:
    """The rounds of one class."""
    case = given[0]
    dirty = _begin(net, cases, state, case)
    for _ in range(2 * net.router.shape[1] + 16):
        told = 0
        for d in range(dirty):
            r = state.queue[0, d]
            state.mark[0, r] = 0
            a, hop, edge = np.int64(-1), np.int64(-1), np.int64(-1)
            n = gather(net, attr, cases, state, case, r)
            if n:
                best = best_of(net, attr, state, r, n)
                a, hop, edge = (
                    _doubted(attr, memo, missing, state, n, best),
                    state.candidate[k.HOP, best],
                    state.candidate[k.EDGE, best],
                )
                if a == k.ASKED:
                    return k.MISSING
            if a != state.best[0, r] or hop != state.best[1, r] or edge != state.best[2, r]:
                state.best[0, r], state.best[1, r], state.best[2, r] = a, hop, edge
                state.queue[1, told] = r
                told += 1
        dirty = _tell(net, attr, memo, costs, missing, hops, given, state, told)
        if dirty < 0:
            return k.MISSING if dirty == -1 else k.RESTLESS
        if dirty == 0:
            return k.SOLVED
    return k.RESTLESS


@numba.njit(cache=True, nogil=True)
def settle(
    net: k.Net, attr: k.Attributes, memo: k.Memo, costs: k.Memo, missing: k.Missing, hops: k.Ints, cases: k.Cases,
    state: k.State, found: k.Found, status: k.Ints,
) -> None:  # fmt: skip
    """Solve the classes that are `MISSING` in `status`, as far as the memos go and as `found` has room for the answers.

    `hops` are the facts of next hops, [field, hop].
    """
    routers = net.router.shape[1]
    for case in range(len(status)):
        if status[case] != k.MISSING:
            continue
        if len(found.rows) - found.counted[0] < net.edge.shape[1] + len(cases.router) + routers:
            return
        given = (case, cases.policy[case], cases.host[case])
        status[case] = _settled(net, attr, memo, costs, missing, hops, given, cases, state)
        if status[case] != k.SOLVED:
            continue
        for r in range(routers):
            if state.best[0, r] < 0:
                continue
            n = gather(net, attr, cases, state, case, r)
            best = best_of(net, attr, state, r, n)
            count = used(net, attr, hops, state, r, n, best)
            by_age = age(net, attr, hops, state, r, n, best)
            for u in range(count):
                i, at = state.sorted[u], found.counted[0]
                attributes, why = (state.best[0, r], by_age) if u == 0 else (state.candidate[k.BODY, i], 0)
                row = found.rows[at]
                row[0], row[1], row[2], row[3], row[4] = case, r, attributes, state.candidate[k.HOP, i], state.candidate[k.EDGE, i]
                row[5], row[6] = why, u
                found.counted[0] += 1
