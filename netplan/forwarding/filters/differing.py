"""Where two lists do otherwise with the packets of one product (numba).

A question is about one product, and only some entries share packets with it. The classes of a dimension (see `kernels`) that
none of these tells from each other are one *cell*; there are few, so that a set of them is a word of bits, and a region of
packets is five words. A region is cut in two, the packets that one entry holds and those that it does not, until one entry of
each list decides it. Where there are more cells than a word has bits, each 64 of them are looked at for themselves.
"""

from typing import Any

import numba
import numpy as np

from netplan.forwarding.filters.kernels import DIMENSIONS, Bits, Bools, Ints, entries, first_range

_ALL_ONES = ~np.uint64(0)
_ONE = np.uint64(1)


@numba.njit(cache=True, nogil=True)
def _whole(t: int, s: int, ptr: Ints, low: Ints, high: Ints) -> bool:
    """Whether set `t` holds all of set `s`, as far as that is plain to see."""
    return bool(t == s or (ptr[t + 1] - ptr[t] == 1 and low[ptr[t]] <= low[ptr[s]] and high[ptr[t]] >= high[ptr[s + 1] - 1]))


@numba.njit(cache=True, nogil=True)
def _takes_all(p: int, product: int, sets: Ints, ptr: Ints, low: Ints, high: Ints) -> bool:
    """Whether product `p` holds all packets of another, as far as that is plain to see."""
    held = True
    for d in range(DIMENSIONS):
        held = held and _whole(sets[p, d], sets[product, d], ptr, low, high)
    return held


@numba.njit(cache=True, nogil=True)
def _members(s: int, least: int, most: int, ptr: Ints, low: Ints, high: Ints, member: Ints) -> int:
    """Write the classes of a set from `least` to `most`; how many there are."""
    n = 0
    for k in range(first_range(s, least, ptr, high), ptr[s + 1]):
        for number in range(max(low[k], least), min(high[k], most) + 1):
            member[n] = number
            n += 1
    return n


@numba.njit(cache=True, nogil=True)
def _held(t: int, member: Ints, n: int, ptr: Ints, low: Ints, high: Ints, place: Ints) -> int:
    """Write the places of the classes member[:n] that set `t` holds; how many there are."""
    held = 0
    for k in range(first_range(t, member[0], ptr, high), ptr[t + 1]):
        if low[k] > member[n - 1]:
            break
        at = np.searchsorted(member[:n], low[k])
        while at < n and member[at] <= high[k]:
            place[held] = at
            held += 1
            at += 1
    return held


@numba.njit(cache=True, nogil=True)
def _refine(place: Ints, held: int, cell: Ints, size: Ints, inside: Ints, becomes: Ints, count: int) -> int:
    """Split the cells that some places lie in only in part; how many cells there are then. `inside` is all zero."""
    for at in place[:held]:
        inside[cell[at]] += 1
    known = count
    for at in place[:held]:
        old = cell[at]
        if old < known and inside[old]:
            becomes[old] = old
            if inside[old] < size[old]:
                becomes[old] = count
                size[count] = inside[old]
                size[old] -= inside[old]
                inside[count] = 0
                count += 1
            inside[old] = 0
        cell[at] = becomes[old]
    return count


@numba.njit(cache=True, nogil=True)
def _full(cells: int, word: int) -> np.uint64:
    """The bits of a word of cells that stand for one."""
    rest = cells - 64 * word
    return _ALL_ONES if rest >= 64 else (_ONE << np.uint64(rest)) - _ONE


@numba.njit(cache=True, nogil=True)
def _narrow(pool: Ints, begin: int, end: int, to: int, region: Bits, held: Bits) -> int:
    """Write at `to` the entries of pool[begin:end] that decide packets of a region; where they end.

    An entry is a row of `held` * 2 + what it answers. What follows one that takes the whole region decides nothing, nor do the
    entries just before it that answer the same.
    """
    top = to
    for k in range(begin, end):
        row = held[pool[k] >> 1]
        meets = covers = True
        for d in range(DIMENSIONS):
            both = row[d] & region[d]
            if both == 0:
                meets = False
                break
            if both != region[d]:
                covers = False
        if not meets:
            continue
        if covers:
            while top > to and (pool[top - 1] ^ pool[k]) & 1 == 0:
                top -= 1
        pool[top] = pool[k]
        top += 1
        if covers:
            break
    return top


@numba.njit(cache=True, nogil=True)
def _cut(pool: Ints, begin: int, end: int, region: Bits, held: Bits) -> tuple[int, np.uint64]:
    """A dimension in which the first entry that does not take the whole region holds only a part of it, and that part."""
    for k in range(begin, end):
        row = held[pool[k] >> 1]
        for d in range(DIMENSIONS):
            if row[d] & region[d] != region[d]:
                return d, row[d] & region[d]
    return 0, region[0]


@numba.njit(cache=True, nogil=True)
def _more(rows: Any) -> Any:
    grown = np.empty((2 * len(rows), rows.shape[1]), rows.dtype)
    grown[: len(rows)] = rows
    return grown


@numba.njit(cache=True, nogil=True)
def _disagreeing(pool: Ints, split: int, end: int, start: Bits, held: Bits, most: int) -> tuple[Bits, Ints]:
    """At most `most` disjoint regions in `start` where the list pool[:split] answers 1 and pool[split:end] answers 0.

    Also the pool, which may have grown.
    """
    found = np.empty((4, DIMENSIONS), np.uint64)
    count = 0
    stack = np.empty((64, DIMENSIONS), np.uint64)
    above = np.empty((64, 3), np.int32)
    stack[0] = start
    above[0] = (0, split, end)
    region = np.empty(DIMENSIONS, np.uint64)
    depth = 1
    while depth and count < most:
        depth -= 1
        region[:] = stack[depth]
        x, y, z = above[depth]
        if 2 * z - x > len(pool):
            grown = np.empty(2 * (2 * z - x), np.int32)
            grown[: len(pool)] = pool
            pool = grown
        y_to = _narrow(pool, x, y, z, region, held)
        if y_to - z == 1 and pool[z] & 1 == 0:
            continue
        z_to = _narrow(pool, y, z, y_to, region, held)
        if z_to - y_to == 1 and pool[y_to] & 1:
            continue
        if z_to - z == 2:
            if count == len(found):
                found = _more(found)
            found[count] = region
            count += 1
            continue
        d, part = _cut(pool, z, z_to, region, held)
        if depth + 2 > len(stack):
            stack, above = _more(stack), _more(above)
        stack[depth] = region
        stack[depth, d] = region[d] & ~part
        stack[depth + 1] = region
        stack[depth + 1, d] = part
        for half in (depth, depth + 1):
            above[half, 0], above[half, 1], above[half, 2] = z, y_to, z_to
        depth += 2
    return found[:count], pool


@numba.njit(cache=True, nogil=True)
def _cells(
    items: Ints, s: int, d: int, member: Ints, n: int, cell: Ints, sets: Ints, ptr: Ints, low: Ints, high: Ints, scratch: Ints
) -> int:
    """Put each of the classes member[:n] of set `s` into a cell; how many cells there are."""
    place, size, inside, becomes, seen = scratch[0], scratch[1], scratch[2], scratch[3], scratch[4]
    cell[:n] = 0
    size[0], inside[0] = n, 0
    count = 1
    for p in items:
        t = sets[p, d]
        if seen[t] != s and not _whole(t, s, ptr, low, high):
            seen[t] = s
            held = _held(t, member, n, ptr, low, high, place)
            count = _refine(place, held, cell, size, inside, becomes, count)
    for p in items:
        seen[sets[p, d]] = -1
    return count


@numba.njit(cache=True, nogil=True)
def _enter(
    items: Ints, s: int, d: int, member: Ints, n: int, cell: Ints, cells: int, begin: int, out: Bits, sets: Ints, ptr: Ints,
    low: Ints, high: Ints, scratch: Ints,
) -> None:  # fmt: skip
    """Write which cells of a dimension each product holds into its row of `out`, from word `begin` on."""
    place, seen = scratch[0], scratch[4]
    end = begin + (cells + 63) // 64
    for i in range(len(items)):
        t = sets[items[i], d]
        if _whole(t, s, ptr, low, high):
            for word in range(begin, end):
                out[i, word] = _full(cells, word - begin)
        elif seen[t] >= 0:
            out[i, begin:end] = out[seen[t], begin:end]
        else:
            seen[t] = i
            out[i, begin:end] = 0
            for at in place[: _held(t, member, n, ptr, low, high, place)]:
                out[i, begin + (cell[at] >> 6)] |= _ONE << np.uint64(cell[at] & 63)
    for p in items:
        seen[sets[p, d]] = -1


@numba.njit(cache=True, nogil=True)
def _asked(
    query: Ints, own: Ints, other: Ints, other_act: Bools, own_touch: Bits, other_touch: Bits, pool: Ints, sets: Ints, ptr:
    Ints, low: Ints, high: Ints,
) -> tuple[int, int]:  # fmt: skip
    """Write the entries that decide packets of a query, as product * 2 + answer: those of its list, then of the other one.

    Where each part ends; twice the same when there is nothing to ask.
    """
    product, act, before, begin, stop = query
    nothing = np.zeros(len(own), np.bool_)
    split = entries(pool, 0, own_touch, own, nothing, 0, before)
    for k in range(split):
        if _takes_all(pool[k] >> 1, product, sets, ptr, low, high):
            return split, split
    pool[split] = product * 2 + 1
    split += 1
    filled = entries(pool, split, other_touch, other, other_act if act else ~other_act, begin, stop)
    differs = False
    for k in range(split, filled):
        differs |= pool[k] & 1 == 0
        if _takes_all(pool[k] >> 1, product, sets, ptr, low, high):
            return split, (k + 1 if differs else split)
    return split, filled


@numba.njit(cache=True, nogil=True)
def _spans(member: Ints, n: int, cell: Ints, word: int, bits: np.uint64, low: Ints, high: Ints, top: int) -> int:
    """Write the classes in some cells as ranges from `top` on; where they end."""
    begin = top
    for at in range(n):
        if cell[at] >> 6 == word and bits >> np.uint64(cell[at] & 63) & _ONE:
            if top > begin and high[top - 1] == member[at] - 1:
                high[top - 1] = member[at]
            else:
                low[top] = high[top] = member[at]
                top += 1
    return top


@numba.njit(cache=True, nogil=True)
def otherwise(
    queries: Ints, own: Ints, other: Ints, other_act: Bools, own_touch: Bits, other_touch: Bits, regions: Ints, sets: Ints, ptr:
    Ints, low: Ints, high: Ints, most: int, most_each: int,
) -> tuple[Ints, Ints, Ints, Ints]:  # fmt: skip
    """Packets that a product takes, that no product before it takes, and with which another list does otherwise.

    A query is (product, what it does, how many products of `own` are before it, where `other` begins, where it ends). Answers
    are at most `most_each` disjoint sets a query, within `regions`: the query of each, and where the ranges of each of its
    dimensions begin, which follow as their first and last classes.
    """
    classes = int(high.max()) + 1
    whose, starts = np.empty((16, 1), np.int32), np.empty((16, DIMENSIONS), np.int32)
    first, last = np.empty(64 + DIMENSIONS * classes, np.int32), np.empty(64 + DIMENSIONS * classes, np.int32)
    count = top = 0
    member, cell = np.empty((DIMENSIONS, classes), np.int32), np.empty((DIMENSIONS, classes), np.int32)
    scratch = np.empty((5, max(classes, len(ptr))), np.int32)
    scratch[4] = -1
    numbers, words, begins = np.empty(DIMENSIONS, np.int64), np.empty(DIMENSIONS, np.int64), np.empty(DIMENSIONS + 1, np.int64)
    cells = np.empty(DIMENSIONS, np.int64)
    pool = np.empty(1024, np.int32)
    room = np.empty(len(own) + len(other) + 2, np.int32)
    start = np.empty(DIMENSIONS, np.uint64)
    for q in range(len(queries)):
        product = queries[q, 0]
        split, end = _asked(queries[q], own, other, other_act, own_touch[q], other_touch[q], room, sets, ptr, low, high)
        each = 0
        if split == end:
            continue
        items = room[:end] >> 1
        for r in range(len(regions)):
            begins[0] = 0
            for d in range(DIMENSIONS):
                s = sets[product, d]
                numbers[d] = _members(s, regions[r, 2 * d], regions[r, 2 * d + 1], ptr, low, high, member[d])
                if numbers[d]:
                    cells[d] = _cells(items, s, d, member[d], numbers[d], cell[d], sets, ptr, low, high, scratch)
                begins[d + 1] = begins[d] + (cells[d] + 63) // 64
            if (numbers == 0).any():
                continue
            held = np.empty((end, begins[DIMENSIONS]), np.uint64)
            for d in range(DIMENSIONS):
                _enter(
                    items,
                    sets[product, d],
                    d,
                    member[d],
                    numbers[d],
                    cell[d],
                    cells[d],
                    begins[d],
                    held,
                    sets,
                    ptr,
                    low,
                    high,
                    scratch,
                )
            parts = 1
            for d in range(DIMENSIONS):
                parts *= begins[d + 1] - begins[d]
            rows = np.empty((end, DIMENSIONS), np.uint64)
            for part in range(parts):
                rest = part
                for d in range(DIMENSIONS):
                    wide = begins[d + 1] - begins[d]
                    words[d] = rest % wide
                    rest //= wide
                    start[d] = _full(cells[d], words[d])
                size = near = 0
                for k in range(end):
                    if k == split:
                        near = size
                    meets = True
                    for d in range(DIMENSIONS):
                        rows[size, d] = held[k, begins[d] + words[d]]
                        if rows[size, d] == 0:
                            meets = False
                            break
                    if meets:
                        if size == len(pool):
                            pool = np.concatenate((pool, pool))
                        pool[size] = size * 2 + (room[k] & 1)
                        size += 1
                answers, pool = _disagreeing(pool, near, size, start, rows, min(most - count, most_each - each))
                for a in range(len(answers)):
                    if count == len(whose):
                        whose, starts = _more(whose), _more(starts)
                    if len(first) < top + DIMENSIONS * classes:
                        first, last = np.concatenate((first, first)), np.concatenate((last, last))
                    whose[count, 0] = q
                    for d in range(DIMENSIONS):
                        starts[count, d] = top
                        top = _spans(member[d], numbers[d], cell[d], words[d], answers[a, d], first, last, top)
                    count += 1
                each += len(answers)
                if each >= most_each or count >= most:
                    break
            if each >= most_each or count >= most:
                break
        if count >= most:
            break
    ends = np.append(starts[:count].reshape(-1), np.int32(top)).astype(np.int32)
    return whose[:count, 0], ends, first[:top], last[:top]
