"""Routers that can hear of each other by one distance-vector protocol, and the ways that they find."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from models.distance_vector import EigrpProcess
from netplan.routing.vector.kernels import FAR, Ints, settle, ways
from netplan.routing.vector.passes import Permits, opened
from netplan.routing.vector.seeds import Seed, merged_seeds, summarised
from netplan.routing.vector.view import Key, Speaker, VectorPort, View

_BLOCK = 256
"""Prefixes at a time: their state stays in the cache."""
_SUMMARY_ROUNDS = 12


class Found(NamedTuple):
    """Ways as columns: router (local), prefix, metric, arc, outside, origin (local), own; and seeds that were told."""

    rows: Ints
    keys: list[Key]
    seeds: list[Seed]
    unsure: list[tuple[int, int]]
    """(router, prefix) whose way depends on which of several equal ways a neighbour tells."""
    settled: bool


class Part:
    """One connected set of speakers. Numbers of routers inside are places in `members`."""

    def __init__(self, view: View, members: Sequence[int], arcs: Iterable[int]) -> None:
        self.view, self.members = view, list(members)
        self.speakers: list[Speaker] = [view.speakers[m] for m in members]
        at = {m: n for n, m in enumerate(members)}
        self.at = at
        self.ports: list[list[VectorPort]] = [[] for _ in members]
        for port in view.ports:
            if port.speaker in at:
                self.ports[at[port.speaker]].append(port)
        order = sorted(arcs, key=lambda a: (at[view.ports[view.arcs[a].tail].speaker], a))
        self.arcs = [view.arcs[a] for a in order]
        self.numbers = np.array(order, np.int64)
        tail = np.array([at[view.ports[a.tail].speaker] for a in self.arcs], np.int64)
        self.sender = np.array([at[view.ports[a.head].speaker] for a in self.arcs], np.int64)
        self.receiver = tail
        self.start = np.searchsorted(tail, np.arange(len(members) + 1)).astype(np.int64)
        self.width = np.array([view.ports[a.tail].width for a in self.arcs], np.int64)
        self.add = np.array([a.add for a in self.arcs], np.int64)
        wide = np.array([s.wide for s in self.speakers], np.bool_)
        mine, yours = wide[tail], wide[self.sender]
        self.shift = np.where(mine == yours, 0, np.where(mine, 2, 1)).astype(np.int64)
        self.k = np.array([[s.weights[w] for s in self.speakers] for w in (0, 1)], np.int64)
        self.limit = np.array([s.limit for s in self.speakers], np.int64)
        self.identity = np.array([s.identity for s in self.speakers], np.int64)
        self.variance = np.array([s.variance for s in self.speakers], np.int64)

    def solve(self, seeds: Sequence[Seed], beaten: Callable[[list[Key]], npt.NDArray[np.bool_]], permits: Permits) -> Found:
        """All ways, given what routers bring in and where another protocol beat what was heard."""
        made: list[Seed] = []
        for _ in range(_SUMMARY_ROUNDS):
            every = merged_seeds(seeds, made)
            keys = list(dict.fromkeys(seed.key for seed in every))
            found, best, seeded, mute = self._once(every, keys, beaten(keys), permits)
            again = summarised(self, every, keys, best, seeded, mute)
            if again == made:
                return found
            made = again
        return found._replace(settled=False)

    def _once(
        self, seeds: list[Seed], keys: list[Key], mute: npt.NDArray[np.bool_], permits: Permits
    ) -> tuple[Found, Ints, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        n, lanes = len(self.members), len(keys)
        lane = {key: p for p, key in enumerate(keys)}
        seeded, kept = np.zeros((n, lanes), np.bool_), np.zeros((n, lanes), np.bool_)
        seed = np.zeros((3, n, lanes), np.int64)
        for one in seeds:
            p = lane[one.key]
            seeded[one.router, p] = True
            seed[:, one.router, p] = one.width, one.delay, one.external
            kept[one.router, p] = one.keeps
        best = np.zeros((5, n, lanes), np.int64)
        best[0] = FAR
        rows: list[Ints] = []
        settled = True
        for low in range(0, lanes, _BLOCK):
            high = min(low + _BLOCK, lanes)
            passes, extra = opened(self, keys[low:high], [s for s in seeds if low <= lane[s.key] < high], permits)
            add = np.ascontiguousarray(np.broadcast_to(self.add[:, None], (len(self.arcs), high - low)) + extra)
            inside = slice(low, high)
            one_best = np.ascontiguousarray(best[:, :, inside])
            common = (
                self.start, self.sender, self.width, self.shift, add, passes, self.k, self.limit, self.identity,
                np.ascontiguousarray(seeded[:, inside]), np.ascontiguousarray(seed[:, :, inside]),
                np.ascontiguousarray(mute[:, inside]), one_best,
            )  # fmt: skip
            settled &= settle(*common, 4 * n + 64) > 0
            best[:, :, inside] = one_best
            block = ways(*common, self.variance, np.ascontiguousarray(kept[:, inside]))
            block[1] += low
            rows.append(block)
        out = np.concatenate(rows, axis=1) if rows else np.zeros((9, 0), np.int64)
        unsure = self._unsure(out, seeded)
        return Found(out, keys, seeds, unsure, settled), best, seeded, mute

    def _unsure(self, rows: Ints, seeded: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
        """Routers whose best ways tie with different vectors tell one of them; which one is not known to those behind."""
        mixed = np.zeros(seeded.shape, np.bool_)
        if not rows.shape[1] or not self.k[0].any():
            return []
        u, p, total, width, delay = rows[0], rows[1], rows[2], rows[6], rows[7]
        place = u * seeded.shape[1] + p
        first = np.r_[True, place[1:] != place[:-1]]
        lead = np.maximum.accumulate(np.where(first, np.arange(len(u)), 0))
        tie = (total == total[lead]) & ((width != width[lead]) | (delay != delay[lead]))
        mixed[u[tie], p[tie]] = True
        if not mixed.any():
            return []
        unsure = np.zeros(seeded.shape, np.bool_)
        sender = self.sender[rows[3]]
        while True:
            told = (mixed[sender, p] | unsure[sender, p]) & ~seeded[sender, p]
            before = int(unsure.sum())
            unsure[u[told], p[told]] = True
            if int(unsure.sum()) == before:
                break
        return [(int(a), int(b)) for a, b in zip(*np.nonzero(unsure), strict=True)]

    def is_eigrp(self) -> bool:
        """Whether the speakers speak EIGRP."""
        return isinstance(self.speakers[0].process, EigrpProcess)
