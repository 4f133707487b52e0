"""Destinations as lanes of bit sets: which lanes a prefix takes, and what each node does with them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from models.verdict import Fate
from netplan.forwarding.program import PLANE, PLANES, Program
from netplan.routing.columns import Book
from netplan.topology.topology import Topology

Ints = npt.NDArray[np.int32]
Words = npt.NDArray[np.uint64]
_UNKNOWN = (-1 - PLANE[Fate.UNKNOWN],)


class Lanes:
    """Addresses of one family in order, without repetition."""

    def __init__(self, addresses: Iterable[int], family: int) -> None:
        self.family, self.width = family, 32 if family == 4 else 128
        self.addresses = sorted(set(addresses))
        self.words = max(1, -(-len(self.addresses) // 64))
        self._sorted = np.array(self.addresses, np.uint64) if family == 4 else None
        self._low = self._high = np.zeros(0, np.int32)
        self._length = np.zeros(0, np.int16)

    def at(self, address: int) -> int:
        """The lane of an address that has one."""
        return bisect_left(self.addresses, address)

    def real(self, bits: Words) -> Words:
        """Bits [node, word] without the lanes that only fill the last word."""
        spare = self.words * 64 - len(self.addresses)
        if spare:
            bits[..., -1] &= ~np.uint64(0) >> np.uint64(min(spare, 63)) if spare < 64 else np.uint64(0)
        return bits

    def among(self, bits: Words) -> "npt.NDArray[np.bool_]":
        """Words of bits as one truth for each address."""
        lanes = np.unpackbits(np.ascontiguousarray(bits).view(np.uint8), axis=-1, bitorder="little")
        return lanes[..., : len(self.addresses)].astype(np.bool_)

    def between(self, first: int, last: int) -> tuple[int, int]:
        """The lanes of a range of addresses: first, and last + 1."""
        return bisect_left(self.addresses, first), bisect_right(self.addresses, last)

    def ranges(self, book: Book) -> tuple[Ints, Ints, "npt.NDArray[np.int16]"]:
        """First lane, last lane + 1 and length of each prefix of a book, by number. Prefixes that were added since are too."""
        known = len(self._low)
        if len(book.prefixes) > known:
            new = book.prefixes[known:]
            firsts = [network if family == self.family else 0 for family, network, _ in new]
            lasts = [network + (1 << (self.width - length)) - 1 if family == self.family else -1 for family, network, length in new]
            low = self._search(firsts, "left")
            high = np.maximum(low, self._search([max(last, 0) for last in lasts], "right"))
            high = np.where(np.array([last < 0 for last in lasts]), low, high).astype(np.int32)
            self._low, self._high = np.concatenate([self._low, low]), np.concatenate([self._high, high])
            self._length = np.concatenate([self._length, np.array([length for _, _, length in new], np.int16)])
        return self._low, self._high, self._length

    def asked(self, book: Book) -> "npt.NDArray[np.bool_]":
        """Which prefixes of a book, by number, hold a lane."""
        low, high, _ = self.ranges(book)
        return low < high

    def _search(self, wanted: list[int], side: Literal["left", "right"]) -> Ints:
        if self._sorted is not None:
            return np.asarray(np.searchsorted(self._sorted, np.array(wanted, np.uint64), side), np.int32)
        find = bisect_left if side == "left" else bisect_right
        return np.array([find(self.addresses, ip) for ip in wanted], np.int32)


def atoms(topology: Topology, book: Book, family: int) -> list[int]:
    """The first address of each atom: between two of them nothing that a table, a subnet or an owner says makes a difference."""
    width = 32 if family == 4 else 128
    prefixes = [(network, length) for kind, network, length in book.prefixes if kind == family]
    prefixes += [(a.network, a.length) for a in topology.addresses if a.family == family]
    edges = {0, *(network for network, _ in prefixes), *(network + (1 << (width - length)) for network, length in prefixes)}
    for segment, ip in topology.owners:
        members = topology.segments[segment]
        if members and topology.addresses[members[0]].family == family:
            edges |= {ip, ip + 1}
    return sorted(edge for edge in edges if edge < 1 << width)


@dataclass(frozen=True, slots=True)
class Painted:
    """What nodes do with lanes, for a kernel: `here` [outcome, node, word] and arcs in CSR form with `forward` [arc, word]."""

    here: Words
    start: "npt.NDArray[np.int64]"
    head: Ints
    forward: Words


class Stretches:
    """What each node does with each lane: few stretches of lanes with one pattern for each node."""

    def __init__(self, programs: Sequence[Program], lanes: Lanes, book: Book, planes: int = len(PLANES) - 1) -> None:
        from netplan.forwarding.painting import stretches

        self._planes, self._nodes, self._lanes = planes, len(programs), len(lanes.addresses)
        self.words = lanes.words
        low, high, length = (
            column[np.concatenate([np.zeros(0, np.int32), *(p.prefixes for p in programs)])] for column in lanes.ranges(book)
        )
        group_start = _starts(len(p.prefixes) for p in programs)
        actions = [_UNKNOWN, *(pattern for p in programs for pattern in p.patterns)]
        pattern_start = _starts(len(p.patterns) for p in programs) + 1
        sizes = np.diff(group_start)
        pattern = np.concatenate([np.zeros(0, np.int32), *(p.pattern_of for p in programs)]) + np.repeat(pattern_start[:-1], sizes)
        otherwise = np.array([p.otherwise for p in programs], np.int64) + pattern_start[:-1]
        cuts = [
            (*lanes.between(first, last), group + int(group_start[i]), number + int(pattern_start[i]))
            for i, p in enumerate(programs)
            for first, last, group, number in p.cuts
        ]
        unsure = [
            (*lanes.between(first, last), size, 0 if number < 0 else number + int(pattern_start[i]))
            for i, p in enumerate(programs)
            for first, last, size, number in (*p.maybe, *((*span, -1) for span in p.unsure))
        ]
        cut_low, cut_high, cut_group, cut_pattern = np.array(cuts or [(0, 0, 0, 0)], np.int32).T.copy()
        unsure_low, unsure_high, unsure_length, unsure_pattern = np.array(unsure or [(0, 0, 0, 0)], np.int32).T.copy()
        self._start, self._begin, self._pattern = stretches(
            group_start, low, high, length, pattern, otherwise, _starts(len(p.cuts) for p in programs), cut_low, cut_high,
            cut_group, cut_pattern, _starts(len(p.unsure) + len(p.maybe) for p in programs), unsure_low, unsure_high,
            unsure_length, unsure_pattern,
        )  # fmt: skip
        self._action_start = _starts(len(a) for a in actions)
        self._action = np.array([a for pattern in actions for a in pattern], np.int32)
        self._arcs = _starts(len(p.neighbours) for p in programs)
        self._head = np.array([n for p in programs for n in p.neighbours], np.int32)

    def columns(self) -> "npt.NDArray[np.int64]":
        """Leave only one of the lanes that no node tells apart; which of those that are left stands for each lane.

        Lanes are taken for alike when two sums of 64 random bits for each node and pattern are: of a million lanes, two that are
        not are taken for alike with a probability below 10 to the power of -26.
        """
        from netplan.forwarding.painting import kept, marks

        dice = np.random.default_rng(0)
        weights = dice.integers(0, 1 << 64, (2, len(self._action_start)), np.uint64)
        one, other = (marks(self._start, self._begin, self._pattern, weight, self._lanes) for weight in weights)
        order = np.lexsort((other, one))  # of lanes that are alike, the first one comes first
        new = np.ones(self._lanes, np.bool_)
        new[1:] = (np.diff(one[order]) != 0) | (np.diff(other[order]) != 0)
        stands = np.empty(self._lanes, np.int64)
        stands[order] = order[new][np.cumsum(new) - 1]
        before = np.concatenate([[0], np.cumsum(stands == np.arange(self._lanes))])
        self._start, self._begin, self._pattern = kept(self._start, self._begin, self._pattern, before)
        self._lanes = int(before[-1])
        self.words = max(1, -(-self._lanes // 64))
        found: npt.NDArray[np.int64] = before[stands]
        return found

    def painted(self, first: int = 0, last: int | None = None) -> Painted:
        """The bits of some words (all of them by default)."""
        from netplan.forwarding.painting import paint

        words = (self.words if last is None else last) - first
        here = np.zeros((self._planes, self._nodes, words), np.uint64)
        forward = np.zeros((max(1, len(self._head)), words), np.uint64)
        paint(
            self._start, self._begin, self._pattern, first * 64, self._action_start, self._action, self._arcs, here, forward
        )  # fmt: skip
        return Painted(here, self._arcs, self._head, forward)


def _starts(sizes: Iterable[int]) -> "npt.NDArray[np.int64]":
    """Where each part begins, and the end of the last."""
    return np.concatenate([[0], np.cumsum(np.fromiter(sizes, np.int64))]).astype(np.int64)
