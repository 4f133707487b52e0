"""Fates of packets from many nodes to many destinations, by routing alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_address

import numpy as np
import numpy.typing as npt

from models.verdict import Fate
from netplan.forwarding.fib import Fib
from netplan.forwarding.lanes import Lanes, painted
from netplan.forwarding.program import PLANE, PLANES

ORDER = (Fate.DELIVERED, Fate.DROPPED, Fate.BLACK_HOLED, Fate.LOOPED, Fate.LEFT, Fate.UNKNOWN, Fate.OUTSIDE)
"""Bit i of a mask stands for `ORDER[i]`."""
_WEIGHT = np.array([1 << ORDER.index(fate) for fate in PLANES], np.uint8)
_WORDS = 64
"""Words of lanes that are worked on at a time, so that what is between stays small."""


@dataclass(frozen=True)
class Fates:
    """The outcomes of pairs as bit sets [plane, start, word of lanes]; `lane` is the lane of each destination.

    Where `OUTSIDE` is among them, all of them hang on what somebody outside announces.
    """

    bits: npt.NDArray[np.uint64]
    lane: npt.NDArray[np.int64]

    @cached_property
    def mask(self) -> npt.NDArray[np.uint8]:
        """`mask[start, destination]` has a bit of ORDER for each outcome of some branch; what hangs on somebody is unknown."""
        return self._spread(decided(self.bits))

    @cached_property
    def hanging(self) -> npt.NDArray[np.uint8]:
        """The outcomes of pairs that hang on somebody outside, what they are on one condition or another; 0 elsewhere."""
        open_ = self.bits[PLANE[Fate.OUTSIDE]]
        return self._spread(self.bits & open_) if open_.any() else np.zeros((self.bits.shape[1], len(self.lane)), np.uint8)

    def _spread(self, bits: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint8]:
        found = np.zeros((bits.shape[1], len(self.lane)), np.uint8)
        for plane in range(bits.shape[0]):
            one = np.unpackbits(np.ascontiguousarray(bits[plane]).view(np.uint8), axis=-1, bitorder="little")
            found |= one[:, self.lane] * _WEIGHT[plane]
        return found

    def outcomes(self, start: int, destination: int) -> frozenset[Fate]:
        """The outcomes of one pair."""
        word, bit = divmod(int(self.lane[destination]), 64)
        here = decided(self.bits[:, start, word])
        return frozenset(fate for plane, fate in enumerate(PLANES) if int(here[plane]) >> bit & 1)


def fates(fib: Fib, starts: Sequence[int], destinations: Sequence[str | int], family: int) -> Fates:
    """Fates from nodes (by number) to addresses. Raises ValueError for what is no address."""
    addresses = [d if isinstance(d, int) else int(ip_address(d)) for d in destinations]
    lanes = Lanes(addresses, family)
    lane = np.array([lanes.at(address) for address in addresses], np.int64)
    return Fates(solved(fib, lanes)[:, list(starts)], lane)


def decided(bits: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Outcomes [plane, …] with one for each pair that hangs on a stranger: unknown where it may arrive, else unknown outside."""
    open_ = bits[PLANE[Fate.OUTSIDE]]
    if not open_.any():
        return bits
    found: npt.NDArray[np.uint64] = bits & ~open_
    unclear = open_ & (bits[PLANE[Fate.DELIVERED]] | bits[PLANE[Fate.LOOPED]] | bits[PLANE[Fate.UNKNOWN]])
    found[PLANE[Fate.UNKNOWN]] |= unclear
    found[PLANE[Fate.OUTSIDE]] = open_ & ~unclear
    return found


def solved(fib: Fib, lanes: Lanes) -> npt.NDArray[np.uint64]:
    """The outcomes of every node and lane as bit sets, [plane, node, word]."""
    from netplan.forwarding.kernels import spread

    programs = fib.programs(lanes.family)
    found = []
    for first in range(0, lanes.words, _WORDS):
        part = painted(programs, lanes, fib.book, (first, min(lanes.words, first + _WORDS)))
        found.append(spread(part.start, part.head, part.forward, part.here))
    return found[0] if len(found) == 1 else np.concatenate(found, axis=-1)
