"""Filters as lists of products in a space of small integers, and packets looked up in them (numba).

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
def first_range(s: int, at: int, ptr: Ints, high: Ints) -> int:
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
def entries(pool: Ints, top: int, touch: Bits, item: Ints, answer: Bools, begin: int, stop: int) -> int:
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
