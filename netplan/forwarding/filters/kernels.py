"""Filters as lists of products, compared and looked up (numba).

Each dimension is cut into classes: addresses (ports, protocols) that no list tells from each other are one small number, of
whatever family they are, so that an object group is mostly one class. A product is a row of `sets`, five numbers of sets; set
`s` has the classes `low[ptr[s]:ptr[s + 1]]` to `high`. A list is a row of products, the last of which takes everything.
"""

import numba
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]
Bits = npt.NDArray[np.uint64]
DIMENSIONS = 5
_FEW = 8
"""With so few products left, a region is cut at the first of them; else near the middle of all, so that both halves are small."""
_SAMPLE = 33
_SEQUENCE = np.uint64(0x03F79D71B4CB0A89)
_PLACES = np.empty(64, np.int64)
"""Where the one bit of a word is, by the six highest bits of its product with this de Bruijn sequence."""
for _bit in range(64):
    _PLACES[(int(_SEQUENCE) << _bit) >> 58 & 63] = _bit


@numba.njit(cache=True, nogil=True)
def classes(pieces: int, ptr: Ints, low: Ints, high: Ints) -> Ints:
    """The class of each piece of a dimension: two pieces are in one class when each set holds both or neither."""
    own = np.zeros(pieces, np.int32)
    size = np.zeros(pieces + 1, np.int32)
    size[0] = pieces
    inside = np.zeros(pieces + 1, np.int32)
    becomes = np.zeros(pieces + 1, np.int32)
    count = 1
    for s in range(len(ptr) - 1):
        for k in range(ptr[s], ptr[s + 1]):
            for piece in range(low[k], high[k] + 1):
                inside[own[piece]] += 1
        known = count
        for k in range(ptr[s], ptr[s + 1]):
            for piece in range(low[k], high[k] + 1):
                old = own[piece]
                if old < known and inside[old]:
                    becomes[old] = old
                    if inside[old] < size[old]:
                        becomes[old] = count
                        size[count] = inside[old]
                        size[old] -= inside[old]
                        count += 1
                    inside[old] = 0
                own[piece] = becomes[old]
    return own


@numba.njit(cache=True, nogil=True)
def in_classes(own: Ints, count: int, ptr: Ints, low: Ints, high: Ints) -> tuple[Ints, Ints, Ints]:
    """The sets of a dimension as ranges of classes (`own` of each piece) instead of pieces: their ptr, low and high."""
    new_ptr = np.zeros(len(ptr), np.int32)
    new_low, new_high = np.empty(len(low) + 16, np.int32), np.empty(len(low) + 16, np.int32)
    met = np.full(count, -1, np.int32)
    held = np.empty(count, np.int32)
    top = 0
    for s in range(len(ptr) - 1):
        size = 0
        for k in range(ptr[s], ptr[s + 1]):
            for piece in range(low[k], high[k] + 1):
                if met[own[piece]] != s:
                    met[own[piece]] = s
                    held[size] = own[piece]
                    size += 1
        for number in np.sort(held[:size]):
            if top > new_ptr[s] and new_high[top - 1] == number - 1:
                new_high[top - 1] = number
                continue
            if top == len(new_low):
                new_low, new_high = np.concatenate((new_low, new_low)), np.concatenate((new_high, new_high))
            new_low[top] = new_high[top] = number
            top += 1
        new_ptr[s + 1] = top
    return new_ptr, new_low[:top], new_high[:top]


@numba.njit(cache=True, nogil=True)
def _first(s: int, at: int, ptr: Ints, high: Ints) -> int:
    """The first range of set `s` that ends at or behind `at`."""
    a, b = ptr[s], ptr[s + 1]
    while a < b:
        middle = (a + b) // 2
        if high[middle] < at:
            a = middle + 1
        else:
            b = middle
    return int(a)


@numba.njit(cache=True, nogil=True)
def _meets(p: int, region: Ints, sets: Ints, ptr: Ints, low: Ints, high: Ints) -> int:
    """0 when no packet of the region is in the product, 2 when all are, else 1."""
    covers = 2
    for d in range(DIMENSIONS):
        s = sets[p, d]
        a = ptr[s]
        if ptr[s + 1] - a > 1:
            a = _first(s, region[2 * d], ptr, high)
            if a == ptr[s + 1]:
                return 0
        if low[a] > region[2 * d + 1] or high[a] < region[2 * d]:
            return 0
        if low[a] > region[2 * d] or high[a] < region[2 * d + 1]:
            covers = 1
    return covers


@numba.njit(cache=True, nogil=True)
def _narrow(pool: Ints, begin: int, end: int, to: int, region: Ints, sets: Ints, ptr: Ints, low: Ints, high: Ints) -> int:
    """Write at `to` the entries of pool[begin:end] that decide packets of a region; where they end.

    An entry is a product * 2 + what it answers. What follows one that takes the whole region decides nothing, nor do the
    entries just before it that answer the same.
    """  # fmt: skip
    top = to
    for k in range(begin, end):
        meets = _meets(pool[k] >> 1, region, sets, ptr, low, high)
        if meets == 2:
            while top > to and (pool[top - 1] ^ pool[k]) & 1 == 0:
                top -= 1
        if meets:
            pool[top] = pool[k]
            top += 1
        if meets == 2:
            break
    return top


@numba.njit(cache=True, nogil=True)
def _boundary(s: int, from_: int, to: int, turn: int, ptr: Ints, low: Ints, high: Ints) -> int:
    """A place within from_..to where a range of the set begins or a gap does; -1 when there is none."""
    a = _first(s, from_, ptr, high)
    b = a
    while b + 1 < ptr[s + 1] and low[b + 1] <= to:
        b += 1
    middle = (a + b) // 2
    starts, ends = low[middle] > from_, high[middle] < to
    if starts and (not ends or turn % 2 == 0):
        return int(low[middle])
    return int(high[middle]) + 1 if ends else -1


@numba.njit(cache=True, nogil=True)
def _cut(pool: Ints, begin: int, end: int, region: Ints, sets: Ints, ptr: Ints, low: Ints, high: Ints) -> tuple[int, int]:
    """The dimension and place to cut a region at, from its entries pool[begin:end]."""
    few = end - begin <= _FEW
    counts = np.zeros(DIMENSIONS, np.int64)
    for k in range(begin, end):
        for d in range(DIMENSIONS):
            a = _first(sets[pool[k] >> 1, d], region[2 * d], ptr, high)
            if low[a] > region[2 * d] or high[a] < region[2 * d + 1]:
                counts[d] += 1
        if few and counts.any():
            break
    best = int(np.argmax(counts))
    sample = np.empty(_SAMPLE, np.int32)
    stride = counts[best] // _SAMPLE + 1
    taken = seen = 0
    for k in range(begin, end):
        place = _boundary(sets[pool[k] >> 1, best], region[2 * best], region[2 * best + 1], seen // stride, ptr, low, high)
        if place >= 0:
            if seen % stride == 0:
                sample[taken] = place
                taken += 1
                if few:
                    break
            seen += 1
    return best, np.sort(sample[:taken])[taken // 2]


@numba.njit(cache=True, nogil=True)
def _more(rows: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    grown = np.empty((2 * len(rows), rows.shape[1]), rows.dtype)
    grown[: len(rows)] = rows
    return grown


@numba.njit(cache=True, nogil=True)
def _disagreeing(
    pool: Ints, split: int, end: int, start: Ints, sets: Ints, ptr: Ints, low: Ints, high: Ints, most: int
) -> tuple[Ints, Ints]:
    """At most `most` disjoint regions in `start` where the list pool[:split] answers 1 and pool[split:end] answers 0.

    Also the pool, which may have grown. Regions are halved until one entry of each list decides them.
    """
    found = np.empty((4, 2 * DIMENSIONS), np.int32)
    count = 0
    stack = np.empty((64, 2 * DIMENSIONS), np.int32)
    above = np.empty((64, 3), np.int32)
    stack[0] = start
    above[0] = (0, split, end)
    region = np.empty(2 * DIMENSIONS, np.int32)
    depth = 1
    while depth and count < most:
        depth -= 1
        region[:] = stack[depth]
        x, y, z = above[depth]
        if 2 * z - x > len(pool):
            grown = np.empty(2 * (2 * z - x), np.int32)
            grown[: len(pool)] = pool
            pool = grown
        y_to = _narrow(pool, x, y, z, region, sets, ptr, low, high)
        if y_to - z == 1 and pool[z] & 1 == 0:
            continue
        z_to = _narrow(pool, y, z, y_to, region, sets, ptr, low, high)
        if z_to - y_to == 1 and pool[y_to] & 1:
            continue
        if z_to - z == 2:
            if count == len(found):
                found = _more(found)
            found[count] = region
            count += 1
            continue
        d, place = _cut(pool, z, z_to, region, sets, ptr, low, high)
        if depth + 2 > len(stack):
            stack, above = _more(stack), _more(above)
        stack[depth] = region
        stack[depth, 2 * d] = place
        stack[depth + 1] = region
        stack[depth + 1, 2 * d + 1] = place - 1
        for half in (depth, depth + 1):
            above[half, 0], above[half, 1], above[half, 2] = z, y_to, z_to
        depth += 2
    return found[:count], pool


@numba.njit(cache=True, nogil=True)
def marks(item: Ints, pieces: int, dimension: int, sets: Ints, ptr: Ints, low: Ints, high: Ints) -> Bits:
    """For each class of a dimension the entries of a list that hold it, as bits."""
    found = np.zeros((pieces, (len(item) + 63) // 64), np.uint64)
    everywhere = np.zeros(found.shape[1], np.uint64)
    for entry in range(len(item)):
        s = sets[item[entry], dimension]
        bit = np.uint64(1) << np.uint64(entry % 64)
        if high[ptr[s]] - low[ptr[s]] + 1 == pieces:
            everywhere[entry // 64] |= bit
            continue
        for k in range(ptr[s], ptr[s + 1]):
            for piece in range(low[k], high[k] + 1):
                found[piece, entry // 64] |= bit
    for piece in range(pieces):
        found[piece] |= everywhere
    return found


@numba.njit(cache=True, nogil=True)
def touching(products: Ints, holders: Bits, dimension: int, sets: Ints, ptr: Ints, low: Ints, high: Ints, out: Bits) -> None:
    """Take from out[product] the entries that have no class of the product's set in a dimension; `holders` are its `marks`."""
    seen = np.full(len(ptr), -1, np.int32)
    rows = np.empty((16, holders.shape[1]), np.uint64)
    count = 0
    for q in range(len(products)):
        s = sets[products[q], dimension]
        if seen[s] < 0:
            if count == len(rows):
                grown = np.empty((2 * count, holders.shape[1]), np.uint64)
                grown[:count] = rows
                rows = grown
            rows[count] = 0
            for k in range(ptr[s], ptr[s + 1]):
                for piece in range(low[k], high[k] + 1):
                    rows[count] |= holders[piece]
            seen[s] = count
            count += 1
        out[q] &= rows[seen[s]]


@numba.njit(cache=True, nogil=True)
def _fill(pool: Ints, top: int, touch: Bits, item: Ints, answer: Bools, begin: int, stop: int) -> int:
    """Write at `top` the entries begin..stop-1 whose bit is set; where they end."""
    for word in range(begin >> 6, (stop + 63) >> 6):
        bits = touch[word]
        while bits:
            k = word * 64 + _PLACES[((bits & (~bits + np.uint64(1))) * _SEQUENCE) >> np.uint64(58)]
            bits &= bits - np.uint64(1)
            if begin <= k < stop:
                pool[top] = item[k] * 2 + answer[k]
                top += 1
    return top


@numba.njit(cache=True, nogil=True)
def otherwise(
    queries: Ints,
    own: Ints,
    other: Ints,
    other_act: Bools,
    own_touch: Bits,
    other_touch: Bits,
    regions: Ints,
    sets: Ints,
    ptr: Ints,
    low: Ints,
    high: Ints,
    most: int,
    most_each: int,
) -> tuple[Ints, Ints]:
    """Packets that a product takes, that no product before it takes, and with which another list does otherwise.

    A query is (product, what it does, how many products of `own` are before it, where `other` begins, where it ends). Answers
    are at most `most_each` disjoint regions a query, within `regions`, and the query of each.
    """  # fmt: skip
    found = np.empty((16, 2 * DIMENSIONS), np.int32)
    whose = np.empty((16, 1), np.int32)
    count = 0
    pool = np.empty(1024, np.int32)
    start = np.empty(2 * DIMENSIONS, np.int32)
    everything = own[-1]
    nothing = np.zeros(len(own), np.bool_)
    not_act = ~other_act
    for q in range(len(queries)):
        product, act, before, begin, stop = queries[q]
        if len(pool) < before + 3 + stop - begin:
            pool = np.empty(2 * (before + 3 + stop - begin), np.int32)
        top = _fill(pool, 0, own_touch[q], own, nothing, 0, before)
        pool[top] = product * 2 + 1
        pool[top + 1] = everything * 2
        split = top + 2
        top = _fill(pool, split, other_touch[q], other, other_act if act else not_act, begin, stop)
        each = 0
        for r in range(len(regions)):
            empty = False
            for d in range(DIMENSIONS):
                s = sets[product, d]
                start[2 * d] = max(low[ptr[s]], regions[r, 2 * d])
                start[2 * d + 1] = min(high[ptr[s + 1] - 1], regions[r, 2 * d + 1])
                empty |= start[2 * d] > start[2 * d + 1]
            if empty:
                continue
            answers, pool = _disagreeing(pool, split, top, start, sets, ptr, low, high, most_each - each)
            for a in range(len(answers)):
                if count == len(found):
                    found, whose = _more(found), _more(whose)
                found[count] = answers[a]
                whose[count, 0] = q
                count += 1
            each += len(answers)
            if each >= most_each or count >= most:
                break
        if count >= most:
            break
    return found[:count], whose[:count, 0]


@numba.njit(cache=True, nogil=True)
def first_matches(
    packets: Ints, proto: Bits, src: Bits, dst: Bits, sport: Bits, dport: Bits, act: Bools, certain: Bools
) -> tuple[Ints, npt.NDArray[np.int8]]:
    """For each packet (classes of the five dimensions) the first entry that surely takes it, and what becomes of it:

    1 permitted, 0 denied, 2 when an entry before it may take the packet and does otherwise.
    """
    entry = np.full(len(packets), -1, np.int32)
    what = np.zeros(len(packets), np.int8)
    for p in range(len(packets)):
        a, b, c, d, e = proto[packets[p, 0]], src[packets[p, 1]], dst[packets[p, 2]], sport[packets[p, 3]], dport[packets[p, 4]]
        may_permit = may_deny = False
        for word in range(len(a)):
            bits = a[word] & b[word] & c[word] & d[word] & e[word]
            while bits and entry[p] < 0:
                k = word * 64 + _PLACES[((bits & (~bits + np.uint64(1))) * _SEQUENCE) >> np.uint64(58)]
                bits &= bits - np.uint64(1)
                may_permit |= act[k]
                may_deny |= not act[k]
                if certain[k]:
                    entry[p] = k
            if entry[p] >= 0:
                break
        what[p] = 2 if may_permit and may_deny else int(may_permit)
    return entry, what
