"""Packets of one source carried to all destinations at once: by compiled tables where routes alone decide, else by exact sets.

A lane is a part of a subnet that all tables treat alike, a set of lanes one whole number with a bit for each. At a node, most
lanes are *plain*: whatever way they go, they arrive, and nothing but tables decides that, which the kernels say for all nodes and
lanes at once. Others go along the tables up to the nodes that a walk must look at: filters, and all that ends elsewhere.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from models.device import DeviceId
from models.verdict import Fate
from netplan.forwarding.boxes import Box, Range
from netplan.forwarding.fib import Action, Do, Fib
from netplan.forwarding.guards import Guards
from netplan.forwarding.lanes import Lanes, Stretches, Words
from netplan.forwarding.places import At, End, Step
from netplan.forwarding.program import GUARDED, PLANE, Compiler, Program
from netplan.forwarding.walk import Walker

Set = int
"""Lanes, as the bits of a number."""
_ARRIVES, _LOOK, _HANGS, _LOOPS = range(4)


class Ended(NamedTuple):
    """What became of some lanes that do not (or not surely) arrive: `device` and `interface` are where."""

    fate: Fate
    why: str
    device: DeviceId
    interface: str


class Target(NamedTuple):
    """Destinations from `first` to `last`, and the devices at which they have arrived."""

    first: int
    last: int
    devices: frozenset[DeviceId]


class Tables:
    """The tables of all nodes of one family, compiled with guards; what all carriers share."""

    def __init__(self, fib: Fib, family: int) -> None:
        self.fib, self.family, self.topology = fib, family, fib.topology
        self.guards = Guards(fib.topology, family)
        compiler = Compiler(fib, family, self.guards)
        self.programs: tuple[Program, ...] = tuple(
            compiler.finished(node, compiler.program(node)) for node in range(len(fib.topology.nodes))
        )
        self.edges = sorted(self._edges())
        """Where the destinations begin that a table treats otherwise than those before them."""

    def _edges(self) -> set[int]:
        width = 32 if self.family == 4 else 128
        used = np.unique(np.concatenate([np.zeros(0, np.int32), *(program.prefixes for program in self.programs)]))
        spans = [
            (network, network + (1 << (width - length)) - 1)
            for kind, network, length in (self.fib.book.prefixes[number] for number in used.tolist())
            if kind == self.family
        ]
        spans += [(span[0], span[1]) for program in self.programs for span in (*program.cuts, *program.unsure, *program.maybe)]
        return {edge for first, last in spans for edge in (first, last + 1)}


class Carrier:
    """Carries packets to some targets, no two of which share an address and which stand in the order of their addresses."""

    def __init__(self, tables: Tables, targets: Sequence[Target]) -> None:
        self.tables, self.fib, self.guards, self.topology = tables, tables.fib, tables.guards, tables.topology
        self.walker = Walker(tables.fib, tables.family)
        self.firsts: list[int] = []
        self.begin: list[int] = []
        """The first lane of each target."""
        lasts: list[int] = []
        for target in targets:
            self.begin.append(len(self.firsts))
            edges = tables.edges[bisect_right(tables.edges, target.first) : bisect_right(tables.edges, target.last)]
            self.firsts += [target.first, *edges]
            lasts += [*(edge - 1 for edge in edges), target.last]
        self.lasts = lasts
        self.stands: dict[DeviceId, Set] = defaultdict(int)
        """The lanes of the targets that each device stands on."""
        for target, low, high in zip(targets, self.begin, [*self.begin[1:], len(lasts)], strict=True):
            for device in target.devices:
                self.stands[device] |= (1 << high) - (1 << low)
        self._solve()

    def _solve(self) -> None:
        """Planes of all nodes: what arrives, what wants a look, what hangs on somebody outside, what may go round for ever."""
        from netplan.forwarding.kernels import spread

        lanes = Lanes(self.firsts, self.tables.family)
        self._size = lanes.words
        drawn = Stretches(self.tables.programs, lanes, self.fib.book, GUARDED + 1).painted()
        here = np.zeros((3, *drawn.here.shape[1:]), np.uint64)
        delivered = drawn.here[PLANE[Fate.DELIVERED]]
        right = np.zeros_like(delivered)
        for number, node in enumerate(self.topology.nodes):
            if own := self.stands.get(node.device, 0):
                right[number] = _words(own, lanes.words)
        here[_ARRIVES] = delivered & right
        here[_LOOK] = delivered & ~right
        for plane in range(GUARDED + 1):
            if plane not in (PLANE[Fate.DELIVERED], PLANE[Fate.OUTSIDE]):
                here[_LOOK] |= drawn.here[plane]
        here[_HANGS] = drawn.here[PLANE[Fate.OUTSIDE]]
        self._here, self._found = here, spread(drawn.start, drawn.head, drawn.forward, here)
        self._arcs = drawn
        self._nodes: dict[int, _Node] = {}
        self._groups: dict[int, list[tuple[int, Set]]] = {}

    def node(self, number: int) -> "_Node":
        """A node in the sets of lanes that are told of it."""
        found = self._nodes.get(number)
        if found is None:
            arrives, look, hangs, loops = (_set(self._found[plane, number]) for plane in range(4))
            first, last = int(self._arcs.start[number]), int(self._arcs.start[number + 1])
            arcs = [(int(self._arcs.head[arc]), _set(self._arcs.forward[arc])) for arc in range(first, last)]
            found = self._nodes[number] = _Node(
                arrives & ~(look | hangs | loops),
                hangs | loops,
                _set(self._here[_LOOK, number]),
                _set(self._here[_ARRIVES, number]),
                tuple(arc for arc in arcs if arc[1]),
            )
        return found

    def among(self, span: Range) -> Set:
        """The lanes that hold a destination of a range."""
        low, high = bisect_left(self.lasts, span[0]), bisect_right(self.firsts, span[1])
        return (1 << high) - (1 << low) if high > low else 0

    def around(self, box: Box, lanes: Set) -> Box:
        """The packets of a box to destinations from the first to the last of some of its lanes."""
        first, last = self.firsts[(lanes & -lanes).bit_length() - 1], self.lasts[lanes.bit_length() - 1]
        return box._replace(dst=(max(first, box.dst[0]), min(last, box.dst[1])))

    def place(self, at: At, lanes: Set) -> At:
        """Where packets are, whatever their destinations, unless they are less than all of some lanes. Nobody waits for answers."""
        whole = self.around(at.box._replace(dst=(0, self.lasts[-1])), lanes).dst
        within = at.box.dst[0] <= whole[0] and whole[1] <= at.box.dst[1]
        return at._replace(box=at.box._replace(dst=(0, self.lasts[-1])) if within else at.box, states=())

    def groups(self, node: int) -> list[tuple[int, Set]]:
        """The lanes that a node treats alike, each with a row of its table where their longest match begins (-1: none)."""
        found = self._groups.get(node)
        if found is None:
            starts, rows = self.fib.intervals(node, self.tables.family)
            alike: dict[object, list[int]] = {}
            keys: dict[int, object] = {}
            for lane, first in enumerate(self.firsts):
                row = rows[bisect_right(starts, first) - 1]
                if row not in keys:
                    keys[row] = self._key(node, row)
                alike.setdefault(keys[row], [row]).append(lane)
            found = self._groups[node] = [(row, self._holding(lanes)) for row, *lanes in alike.values()]
        return found

    def _holding(self, lanes: list[int]) -> Set:
        bits = np.zeros(len(self.firsts), np.uint8)
        bits[lanes] = 1
        return _set(np.packbits(bits, bitorder="little"))

    def _key(self, node: int, row: int) -> object:
        """Equal for rows that do the same, whatever the destination."""
        routing, family = self.fib.routing, self.tables.family
        doubted = node in routing.unknown or self.fib.maybes(node, family) or routing.unknown_prefixes.get(node)
        if row < 0 or doubted:
            return row
        table = routing.tables[node]
        actions: tuple[Action, ...] = self.fib.at(node, *table.spans()[int(table.rows[row]["prefix"])])
        if any(action.do is Do.CONNECTED for action in actions):
            return row
        return tuple(action._replace(row=0) for action in actions)

    def carry(self, start: At | End) -> "tuple[Set, dict[Ended, Set]]":
        """The lanes of which something arrives, and what became of packets that do not."""
        return _Journey(self, start).made()

    def hit(self, lanes: Set) -> npt.NDArray[np.bool_]:
        """Which targets have some of the lanes."""
        bits = np.unpackbits(_words(lanes, self._size).view(np.uint8), bitorder="little")[: len(self.firsts)]
        found: npt.NDArray[np.bool_] = np.logical_or.reduceat(bits.astype(np.bool_), self.begin)
        return found


class _Node(NamedTuple):
    """Sets of lanes at one node: those that arrive by tables alone, whatever way they take; that hang on somebody or may go round.

    `look` are those that a walk must look at right here, `here` arrive right here; `arcs` lead others on.
    """

    plain: Set
    loose: Set
    look: Set
    here: Set
    arcs: tuple[tuple[int, Set], ...]


class _Journey:
    """One carrying: places wait with their lanes; a place that lanes come to again leads on what is new of them alone."""

    def __init__(self, carrier: Carrier, start: At | End) -> None:
        self.carrier, self.start, self.topology = carrier, start, carrier.topology
        self.arrived: Set = 0
        self.ended: dict[Ended, Set] = {}
        self.waiting: list[tuple[At, Set]] = []
        self.seen: dict[At, Set] = {}
        self.ways: dict[tuple[At, At], Set] = {}
        """Which lanes went from one place to another."""
        self.again = False

    def made(self) -> tuple[Set, dict[Ended, Set]]:
        """All lanes carried to their ends."""
        everything = self.carrier.among(self.start.box.dst)
        if isinstance(self.start, End):
            self._end(self.start, everything)
            return self.arrived, self.ended
        first = self.carrier.place(self.start, everything)
        self.seen[first] = everything
        self.waiting.append((first, everything))
        while self.waiting:
            at, lanes = self.waiting.pop()
            self._enter(at, lanes)
        if self.again and (round_ := self._circling(first) & everything):
            self.arrived &= ~round_
            self.ended = {end: rest for end, lanes in self.ended.items() if (rest := lanes & ~round_)}
            self._walk(self.start, round_)
        return self.arrived, self.ended

    def _enter(self, at: At, lanes: Set) -> None:
        """In by the port of a place."""
        walker = self.carrier.walker
        if walker.outside(at.port):
            if loose := lanes & self.carrier.node(at.node).loose:
                self._walk(at, loose)
            if not (lanes := lanes & ~loose):
                return
            for step in walker.steps(at._replace(box=self.carrier.around(at.box, lanes))):
                self._take(at, step, lanes)
        elif at.port in self.carrier.guards.ports:
            for step in walker.gates.coming(at.node, at.port, self.carrier.around(at.box, lanes)):
                if step.next is None:
                    self._take(at, step, lanes)
                elif some := lanes & self.carrier.among(step.next.box.dst):
                    self._inside(at, step.next.box, some)
        else:
            self._inside(at, at.box, lanes)

    def _inside(self, at: At, box: Box, lanes: Set) -> None:
        """Through its node, and on by tables as far as they decide alone."""
        carrier = self.carrier
        if loose := lanes & carrier.node(at.node).loose:
            self._walk(at._replace(box=box), loose)
            lanes &= ~loose
        if at.node in carrier.guards.nodes:
            self._decide(at, at, box, lanes)
            return
        todo, reached = {at.node: lanes}, defaultdict[int, Set](int, {at.node: lanes})
        while todo:
            number, lanes = todo.popitem()
            node = carrier.node(number)
            self.arrived |= lanes & (node.plain | node.here & ~node.look)
            lanes &= ~node.plain
            if look := lanes & node.look:
                self._decide(at, At(number, -1, box), box, look)
                lanes &= ~look
            if lanes:
                for head, used in node.arcs:
                    if more := lanes & used & ~reached[head]:
                        reached[head] |= more
                        todo[head] = todo.get(head, 0) | more

    def _decide(self, place: At, at: At, box: Box, lanes: Set) -> None:
        """What a node does with packets, by its table and all that it asks besides."""
        carrier = self.carrier
        groups = carrier.groups(at.node) if lanes else []
        for row, alike in groups:
            if some := lanes & alike:
                around = carrier.around(box, some)
                for step in carrier.walker.decide(at._replace(box=around), row):
                    self._take(place, step, some)

    def _take(self, place: At, step: Step, lanes: Set) -> None:
        """A step from a place: to its end, or to the next place."""
        if step.end is not None:
            self._end(step.end, lanes)
        elif step.next is not None:
            if step.next.lens is not None or step.next.rewritten or step.next.then is not None:
                for end in self.carrier.walker.walk(step.next):
                    self._end(end, lanes)
                return
            if not (lanes := lanes & self.carrier.among(step.next.box.dst)):
                return
            after = self.carrier.place(step.next, lanes)
            known = self.seen.get(after, 0)
            self.again |= bool(lanes & known)
            self.ways[place, after] = self.ways.get((place, after), 0) | lanes
            if more := lanes & ~known:
                self.seen[after] = known | more
                self.waiting.append((after, more))

    def _walk(self, at: At, lanes: Set) -> None:
        """Carry some lanes by a walk of their own from a place."""
        for run in self._runs(lanes):
            for end in self.carrier.walker.walk(at._replace(box=self.carrier.around(at.box, run))):
                self._end(end, run)

    def _runs(self, lanes: Set) -> Iterator[Set]:
        """Some lanes in parts without gaps between their destinations."""
        firsts, lasts = self.carrier.firsts, self.carrier.lasts
        while lanes:
            first = last = (lanes & -lanes).bit_length() - 1
            while lanes >> last + 1 & 1 and firsts[last + 1] == lasts[last] + 1:
                last += 1
            yield (1 << last + 1) - (1 << first)
            lanes &= -1 << last + 1

    def _end(self, end: End, lanes: Set) -> None:
        lanes &= self.carrier.among(end.box.dst)
        device = self.topology.nodes[end.node].device
        if end.fate is Fate.DELIVERED:
            translated = end.seen is not None and end.seen.dst != end.box.dst
            here = lanes if translated else lanes & self.carrier.stands.get(device, 0)
            self.arrived |= here
            lanes &= ~here
        if lanes:
            interface = self.topology.ports[end.port].interface.name if end.port >= 0 else ""
            ended = Ended(end.fate, end.why, device, interface)
            self.ended[ended] = self.ended.get(ended, 0) | lanes

    def _circling(self, first: At) -> Set:
        """The lanes that may go round from place to place for ever."""
        endless = dict.fromkeys(self.seen, -1)
        changed = True
        while changed:
            stays: dict[At, Set] = defaultdict(int)
            for (place, after), lanes in self.ways.items():
                stays[place] |= lanes & endless[after]
            changed = any(stays[place] != lanes for place, lanes in endless.items())
            endless = {place: stays[place] for place in endless}
        return endless[first]


def _set(words: npt.NDArray[Any]) -> Set:
    return int.from_bytes(words.tobytes(), "little")


def _words(lanes: Set, words: int) -> Words:
    return np.frombuffer(lanes.to_bytes(8 * words, "little"), np.uint64)
