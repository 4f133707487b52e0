"""The state in which no router wants to change its best way any more, for a block of prefixes (numba).

A way is a vector of the slowest wire (as EIGRP scales it) and the sum of delays; RIP has only the sum. Since each wire adds to
the sum, there is exactly one state of rest (the algebra is strictly increasing), whatever the order of messages.
"""

from typing import Any

import numba
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
FAR = 1 << 62
EXTERNAL = 1 << 60
"""Added to the weight of what comes from outside: the inside is always preferred."""
HEARD, OWN = 1, 2
"""Bits of `open`: what may pass from sender to receiver."""
BANDWIDTH_STEP, DELAY_STEP = 256, 2560
"""Wide metrics in classic ones (65536 against 256; picoseconds in units of 10 microseconds)."""


@numba.njit(cache=True, nogil=True)
def _carried(bw: int, delay: int, shift: int) -> Any:
    """A vector as the receiver counts it: `shift` 1 is from wide to classic, 2 from classic to wide."""
    if shift == 1:
        return bw // BANDWIDTH_STEP, delay // DELAY_STEP
    if shift == 2:
        return bw * BANDWIDTH_STEP, delay * DELAY_STEP
    return bw, delay


@numba.njit(cache=True, nogil=True)
def settle(
    start: Ints, sender: Ints, width: Ints, shift: Ints, add: Ints, passes: npt.NDArray[np.uint8], k: Ints, limit: Ints,
    identity: Ints, seeded: npt.NDArray[np.bool_], seed: Ints, mute: npt.NDArray[np.bool_], best: Ints, most: int,
) -> int:  # fmt: skip
    """Fill `best` (weight, bandwidth, delay, outside, origin; [5, router, prefix]); the rounds it took, 0 when it never rests.

    Arcs are in CSR form by receiver. `seed` (bandwidth, delay, outside) is what routers bring in where `seeded`.
    """
    n, lanes = seeded.shape
    for turn in range(1, most + 1):
        changed = False
        for u in range(n):
            for p in range(lanes):
                weight, b0, d0, e0, o0 = FAR, 0, 0, 0, -1
                for a in range(start[u], start[u + 1]):
                    v = sender[a]
                    if seeded[v, p]:
                        if not passes[a, p] & OWN:
                            continue
                        bw, delay, outside, origin = seed[0, v, p], seed[1, v, p], seed[2, v, p], v
                    else:
                        if best[0, v, p] >= FAR or mute[v, p] or not passes[a, p] & HEARD:
                            continue
                        bw, delay, outside, origin = best[1, v, p], best[2, v, p], best[3, v, p], best[4, v, p]
                    if origin == u or (outside and identity[u] and identity[origin] == identity[u]):
                        continue
                    bw, delay = _carried(bw, delay, shift[a])
                    bw, delay = max(bw, width[a]), delay + add[a, p]
                    if delay > limit[u]:
                        continue
                    total = k[0, u] * bw + k[1, u] * delay + outside * EXTERNAL
                    if total < weight or (total == weight and (bw, delay, origin) < (b0, d0, o0)):
                        weight, b0, d0, e0, o0 = total, bw, delay, outside, origin
                if best[0, u, p] != weight or best[1, u, p] != b0 or best[2, u, p] != d0 or best[4, u, p] != o0:
                    best[0, u, p], best[1, u, p], best[2, u, p], best[3, u, p], best[4, u, p] = weight, b0, d0, e0, o0
                    changed = True
        if not changed:
            return turn
    return 0


@numba.njit(cache=True, nogil=True)
def _ways(
    start: Ints, sender: Ints, width: Ints, shift: Ints, add: Ints, passes: npt.NDArray[np.uint8], k: Ints, limit: Ints,
    identity: Ints, seeded: npt.NDArray[np.bool_], seed: Ints, mute: npt.NDArray[np.bool_], best: Ints,
    variance: Ints, kept: npt.NDArray[np.bool_], out: Ints, fill: bool,
) -> int:  # fmt: skip
    """Count the ways that routers use, or write them (router, prefix, weight, arc, outside, origin, bandwidth, delay, own)."""
    found = 0
    n, lanes = seeded.shape
    for u in range(n):
        for p in range(lanes):
            goal = best[0, u, p]
            if goal >= FAR or kept[u, p]:
                continue
            outside = best[3, u, p]
            plain = goal - outside * EXTERNAL
            for a in range(start[u], start[u + 1]):
                v = sender[a]
                own = seeded[v, p]
                if own:
                    if not passes[a, p] & OWN:
                        continue
                    bw, delay, out_of, origin = seed[0, v, p], seed[1, v, p], seed[2, v, p], v
                else:
                    if best[0, v, p] >= FAR or mute[v, p] or not passes[a, p] & HEARD:
                        continue
                    bw, delay, out_of, origin = best[1, v, p], best[2, v, p], best[3, v, p], best[4, v, p]
                if out_of != outside or origin == u or (outside and identity[u] and identity[origin] == identity[u]):
                    continue
                bw, delay = _carried(bw, delay, shift[a])
                reported = k[0, u] * bw + k[1, u] * delay
                bw, delay = max(bw, width[a]), delay + add[a, p]
                total = k[0, u] * bw + k[1, u] * delay
                if delay > limit[u]:
                    continue
                if total == plain or (total <= variance[u] * plain and reported < plain):
                    if fill:
                        row = out[:, found]
                        row[0], row[1], row[2], row[3], row[4], row[5] = u, p, total, a, outside, origin
                        row[6], row[7], row[8] = bw, delay, own
                    found += 1
    return found


def ways(
    start: Ints, sender: Ints, width: Ints, shift: Ints, add: Ints, passes: npt.NDArray[np.uint8], k: Ints, limit: Ints,
    identity: Ints, seeded: npt.NDArray[np.bool_], seed: Ints, mute: npt.NDArray[np.bool_], best: Ints,
    variance: Ints, kept: npt.NDArray[np.bool_],
) -> Ints:  # fmt: skip
    """The ways as rows; arguments as those of `settle`; `variance` by router, and where `kept` nothing heard is used."""
    given = (start, sender, width, shift, add, passes, k, limit, identity, seeded, seed, mute, best, variance, kept)
    out = np.zeros((9, _ways(*given, np.zeros((9, 0), np.int64), False)), np.int64)
    _ways(*given, out, True)
    return out
