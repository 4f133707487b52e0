"""Fates of packets from many nodes to many destinations, by routing alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_address

import numpy as np
import numpy.typing as npt

from models.verdict import Fate
from netplan.forwarding.fib import Fib
from netplan.forwarding.lanes import Lanes, Stretches
from netplan.forwarding.program import PLANE, PLANES

ORDER = (Fate.DELIVERED, Fate.DROPPED, Fate.BLACK_HOLED, Fate.LOOPED, Fate.LEFT, Fate.UNKNOWN, Fate.OUTSIDE)
"""Bit i of a mask stands for `ORDER[i]`."""
_WEIGHT = np.array([1 << ORDER.index(fate) for fate in PLANES], np.uint8)
_WORDS = 64
"""Words of lanes that are worked on at a time, so that what is between stays small."""


@dataclass(frozen=True)
class Fates:
    """The outcomes of pairs as bit sets [plane, start, word of lanes]; `lane` is the lane of each destination, which some share.

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

    def apart(self) -> npt.NDArray[np.uint64]:
        """The bits with a lane of its own for each destination, in their order."""
        words = max(1, -(-len(self.lane) // 64))
        found = np.zeros((*self.bits.shape[:2], 8 * words), np.uint8)
        for plane, bits in enumerate(self.bits):
            lanes = np.unpackbits(np.ascontiguousarray(bits).view(np.uint8), axis=-1, bitorder="little")
            packed = np.packbits(lanes[:, self.lane], axis=-1, bitorder="little")
            found[plane, :, : packed.shape[1]] = packed
        return found.view(np.uint64)

    def _spread(self, bits: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint8]:
        found = np.zeros((bits.shape[1], len(self.lane)), np.uint8)
        for plane in np.flatnonzero(bits.any(axis=(1, 2))):
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
    found = solved(fib, lanes)
    return Fates(found.bits[:, list(starts)], found.lane[lane])


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


def solved(fib: Fib, lanes: Lanes) -> Fates:
    """The outcomes of every node and lane. Lanes that no node tells apart are solved once."""
    from netplan.forwarding.kernels import spread

    stretches = Stretches(fib.programs(lanes.family, lanes), lanes, fib.book)
    columns = stretches.columns()
    found = np.empty((len(PLANES), len(fib.topology.nodes), stretches.words), np.uint64)
    for first in range(0, stretches.words, _WORDS):
        last = min(stretches.words, first + _WORDS)
        part = stretches.painted(first, last)
        found[:, :, first:last] = spread(part.start, part.head, part.forward, part.here)
    return Fates(found, columns)
