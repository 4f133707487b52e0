"""The fates of all (node, address) pairs, kept while the network changes: each change is repaired, and can be taken back.

Only lanes that a changed node treats otherwise are solved again, at the nodes that send them there. What was there before is kept
in a journal, so that going back costs no more than the change did.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from models.verdict import Fate
from netplan.forwarding.fates import Fates, decided
from netplan.forwarding.fib import Fib
from netplan.forwarding.lanes import Lanes, Stretches, Words
from netplan.forwarding.program import PLANE, Program

Ints = npt.NDArray[np.int32]
_DELIVERED, _UNKNOWN = PLANE[Fate.DELIVERED], PLANE[Fate.UNKNOWN]
_SLACK = 2
"""Room for arcs is made for so many times what is needed."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Pairs with another outcome than before: bit `lane` of `bits[i]` for the node `nodes[i]`.

    `lost` are those of them that were delivered on some branch and are on none any more, `won` the other way round;
    `doubtful` are all of which a branch is unknown now and none delivered.
    """

    nodes: Ints
    bits: Words
    lost: Words
    won: Words
    doubtful: Words

    @property
    def pairs(self) -> int:
        """How many pairs."""
        return int(np.bitwise_count(self.bits).sum())

    @classmethod
    def between(cls, nodes: Ints, was: Words, now: Words) -> "Difference":
        """What is other in the outcomes [plane, node, word] of some nodes; all of them are in it."""
        other = np.bitwise_or.reduce(was ^ now, axis=0)
        before, after = was[_DELIVERED], now[_DELIVERED]
        return cls(nodes, other, before & ~after, after & ~before, other & now[_UNKNOWN] & ~after)

    def where(self, keep: npt.NDArray[np.bool_]) -> "Difference":
        """That of some of the nodes."""
        return Difference(self.nodes[keep], self.bits[keep], self.lost[keep], self.won[keep], self.doubtful[keep])


@dataclass(slots=True)
class _Entry:
    """What a change replaced."""

    programs: dict[int, Program]
    count: int
    """How many arcs there were."""
    arcs: list[tuple[int, int, int, Words]]
    here: Words
    nodes: Ints
    words: Ints
    """A word for each of the nodes."""
    found: Words = field(default_factory=lambda: np.zeros((0, 0), np.uint64))


class Watch:
    """All pairs of the nodes of a network and some addresses."""

    _head: Ints
    _tail: Ints
    _after: Ints
    _first: Ints
    _begin: Ints
    _end: Ints
    _forward: Words
    _count: int

    def __init__(self, tables: Fib, lanes: Lanes) -> None:
        from netplan.forwarding.kernels import spread

        self.lanes, self._book, self._journal = lanes, tables.book, list[_Entry]()
        self._programs = list(tables.programs(lanes.family, lanes))
        drawn = Stretches(self._programs, lanes, self._book).painted()
        self._here = drawn.here
        self._lay(drawn.start, drawn.head, drawn.forward)
        self._found = spread(drawn.start, drawn.head, drawn.forward, drawn.here)

    def fates(self, addresses: Iterable[int] | None = None) -> Fates:
        """All outcomes as they are now, by node and address: those that are asked for, by default all in order."""
        wanted = self.lanes.addresses if addresses is None else addresses
        return Fates(self._found, np.array([self.lanes.at(address) for address in wanted], np.int64))

    def step(self, programs: Mapping[int, Program]) -> Difference:
        """Give some nodes other programs; the pairs that have another outcome now."""
        from netplan.forwarding.kernels import repair, upstream

        nodes = np.array(sorted(node for node, program in programs.items() if program is not self._programs[node]), np.int32)
        drawn = Stretches([programs[node] for node in nodes.tolist()], self.lanes, self._book).painted()
        replaced = {node: self._programs[node] for node in nodes.tolist()}
        entry = _Entry(replaced, self._count, [], self._here[:, nodes], nodes, np.zeros(0, np.int32))
        self._journal.append(entry)
        mask = np.zeros(self._here.shape[1:], np.uint64)
        for at, node in enumerate(nodes.tolist()):
            delta = np.bitwise_or.reduce(self._here[:, node] ^ drawn.here[:, at], axis=0)
            first, last = int(drawn.start[at]), int(drawn.start[at + 1])
            new = dict(zip(drawn.head[first:last].tolist(), drawn.forward[first:last], strict=True))
            begin, end = int(self._begin[node]), int(self._end[node])
            old = dict(zip(self._head[begin:end].tolist(), self._forward[begin:end], strict=True))
            nothing = np.zeros_like(delta)
            for other in old.keys() | new.keys():
                delta |= old.get(other, nothing) ^ new.get(other, nothing)
            mask[node] = delta
            self._here[:, node] = drawn.here[:, at]
            entry.arcs.append((node, begin, end, self._forward[begin:end].copy()))
            self._enter(node, drawn.head[first:last], drawn.forward[first:last])
            self._programs[node] = programs[node]
        seeds = nodes[mask[nodes].any(axis=1)]
        if not len(seeds):
            nothing = np.zeros((0, self._here.shape[2]), np.uint64)
            return Difference(np.zeros(0, np.int32), nothing, nothing, nothing, nothing)
        words = np.flatnonzero(mask[seeds].any(axis=0)).astype(np.int32)
        start, reached = upstream(seeds, mask, words, self._tail, self._first, self._after, self._forward)
        entry.nodes, entry.words = reached, np.repeat(words, np.diff(start))
        entry.found = self._found[:, reached, entry.words]
        repair(start, reached, mask, words, self._begin, self._end, self._head, self._forward, self._here, self._found)
        return self._difference(entry)

    def _difference(self, entry: _Entry) -> Difference:
        """What is other than before the change of an entry."""
        word = Difference.between(entry.nodes, decided(entry.found), decided(self._found[:, entry.nodes, entry.words]))
        at = np.flatnonzero(word.bits)
        nodes, row = np.unique(entry.nodes[at], return_inverse=True)

        def told(some: Words) -> Words:
            whole = np.zeros((len(nodes), self._here.shape[2]), np.uint64)
            whole[row, entry.words[at]] = some[at]
            return self.lanes.real(whole)

        return Difference(nodes, told(word.bits), told(word.lost), told(word.won), told(word.doubtful))

    def back(self) -> None:
        """Take the last step back."""
        entry = self._journal.pop()
        if len(entry.words):
            self._found[:, entry.nodes, entry.words] = entry.found
        for at, (node, begin, end, forward) in enumerate(entry.arcs):
            self._begin[node], self._end[node] = begin, end
            self._forward[begin:end] = forward
            self._here[:, node] = entry.here[:, at]
            self._programs[node] = entry.programs[node]
        for arc in range(self._count - 1, entry.count - 1, -1):
            self._first[self._head[arc]] = self._after[arc]
        self._count = entry.count

    def _lay(self, start: npt.NDArray[np.int64], head: Ints, forward: Words) -> None:
        """Arcs in CSR form with room to grow; `first` and `after` lead through the arcs into each node."""
        count = len(head)
        room = _SLACK * count + 64
        self._count = count
        self._begin, self._end = start[:-1].astype(np.int32), start[1:].astype(np.int32)
        self._head, self._tail = np.zeros(room, np.int32), np.zeros(room, np.int32)
        self._forward = np.zeros((room, forward.shape[1]), np.uint64)
        self._after = np.full(room, -1, np.int32)
        self._first = np.full(len(start) - 1, -1, np.int32)
        self._head[:count], self._forward[:count] = head, forward[:count]
        self._tail[:count] = np.repeat(np.arange(len(start) - 1, dtype=np.int32), np.diff(start))
        for arc in range(count):
            self._after[arc] = self._first[head[arc]]
            self._first[head[arc]] = arc

    def _enter(self, node: int, head: Ints, forward: Words) -> None:
        """Give a node other arcs: in the place of the old ones if they lead to the same nodes, else behind all others."""
        begin, end = int(self._begin[node]), int(self._end[node])
        if np.array_equal(self._head[begin:end], head):
            self._forward[begin:end] = forward
            return
        self._forward[begin:end] = 0
        if self._count + len(head) > len(self._head):
            self._grow(len(head))
        at = self._count
        self._begin[node], self._end[node] = at, at + len(head)
        self._count = at + len(head)
        self._head[at : self._count], self._tail[at : self._count], self._forward[at : self._count] = head, node, forward
        for arc in range(at, self._count):
            self._after[arc] = self._first[self._head[arc]]
            self._first[self._head[arc]] = arc

    def _grow(self, more: int) -> None:
        room = _SLACK * (len(self._head) + more) - len(self._head)
        self._head, self._tail, self._after = (np.pad(a, (0, room)) for a in (self._head, self._tail, self._after))
        self._forward = np.pad(self._forward, ((0, room), (0, 0)))
