"""What each node does with a destination, compiled from its table: few *patterns* of actions, and which prefix has which.

Most routes of a node share their next hops, so a table of thousands of rows has a handful of patterns. A pattern is a
tuple of actions: an index into the neighbours of the node, or `-1 - plane` for an end at the node itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from models.verdict import Fate
from netplan.forwarding.boxes import Range
from netplan.forwarding.fib import Action, Do, Fib
from netplan.forwarding.guards import Guards
from netplan.forwarding.maybe import Maybe
from netplan.forwarding.nat.aliases import Alias, met, renamed, translated
from netplan.forwarding.nat.rules import nat_of
from netplan.routing.columns import NUMBER, Rows
from netplan.routing.policy.prefix_sets import DEFAULT
from netplan.routing.unmodelled import unmodelled

PLANES = (Fate.DELIVERED, Fate.DROPPED, Fate.BLACK_HOLED, Fate.LEFT, Fate.UNKNOWN, Fate.OUTSIDE, Fate.LOOPED)
"""The planes of the kernel: loops are the last one, for they are no one's own outcome. What comes with `OUTSIDE` is open."""
PLANE = {fate: i for i, fate in enumerate(PLANES)}
GUARDED = len(PLANES) - 1
"""One more plane, of programs with guards: more than the table decides."""
_CONNECTED, _LOCAL = NUMBER["connected"], NUMBER["local"]
Numbers = npt.NDArray[np.int32]
NOTHING: Numbers = np.zeros(0, np.int32)
Pattern = tuple[int, ...]


_GUARDED = -1 - GUARDED


def _end(fate: Fate) -> int:
    return -1 - PLANE[fate]


def _pattern(ends: Iterable[int]) -> Pattern:
    """All ends in order, each once."""
    some = set(ends)
    return tuple(some) if len(some) == 1 else tuple(sorted(some))


def _recursive(row: Sequence[int]) -> bool:
    """Whether the next hop of a row (in the order of ROUTE) is found by another look-up."""
    return row[6] >= 0 and row[5] < 0 and not row[9]


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """One node. `pattern_of` goes with `prefixes`; `otherwise` is the pattern of a destination without a route."""

    prefixes: Numbers
    pattern_of: Numbers
    patterns: tuple[Pattern, ...]
    neighbours: tuple[int, ...]
    """Nodes that packets are handed to."""
    otherwise: int
    cuts: tuple[tuple[int, int, int, int], ...]
    """(first address, last address, index into `prefixes`, pattern): parts of a prefix that have another pattern."""
    unsure: tuple[tuple[int, int, int], ...]
    """(first address, last address, length) of prefixes that are not known, unless a longer one is."""
    beyond: frozenset[int]
    """Nodes whose tables it looks next hops up in, beside its own."""
    maybe: tuple[tuple[int, int, int, int], ...]
    """(first address, last address, length, pattern) of destinations that may have another route, unless theirs is longer."""
    left: Numbers
    """Indexes into `prefixes` of those on wires that nobody has asked for: `Compiler.finished` finds what is done with them."""


class Compiler:
    """Compiles the nodes of one forwarding table; with `guards`, ways where more than the table decides end in `GUARDED`."""

    def __init__(self, fib: Fib, family: int, guards: Guards | None = None) -> None:
        self.fib, self.family, self.topology, self.guards = fib, family, fib.topology, guards
        self.width = 32 if family == 4 else 128
        self.lengths = fib.book.lengths(family)

    def program(self, node: int) -> Program:
        """The program of a node."""
        from netplan.forwarding.kernels import grouped

        routing = self.fib.routing
        device = self.topology.network.devices[self.topology.nodes[node].device]
        made = _Made(self, node)
        if unmodelled(device).data:
            return made.program(NOTHING, Fate.UNKNOWN, ())
        rows: Rows = routing.tables[node].rows
        first, pattern, combo_of, combo_row, pattern_group = grouped(rows, self.lengths, self.width)
        made.take(rows, first, pattern, combo_of, combo_row, pattern_group)
        otherwise = Fate.BLACK_HOLED
        if node in routing.unknown:
            otherwise = Fate.UNKNOWN
            made.forget(np.flatnonzero(~np.isin(rows["protocol"][first[:-1]], (_CONNECTED, _LOCAL))))
        unsure = [
            (int(p.network_address), int(p.broadcast_address), p.prefixlen)
            for p in routing.unknown_prefixes.get(node, ())
            if p.version == self.family
        ]
        if node not in routing.unknown:
            made.wonder(self.fib.maybes(node, self.family))
        return made.program(rows["prefix"][first[:-1]].astype(np.int32), otherwise, unsure)

    def finished(self, node: int, program: Program, asked: "npt.NDArray[np.bool_] | None" = None) -> Program:
        """A program that leaves nothing open of the prefixes (by number) that are asked for, by default all."""
        todo = program.left if asked is None else program.left[asked[program.prefixes[program.left]]]
        return _Made(self, node, program).finished(program, todo) if len(todo) else program


class _Wire(NamedTuple):
    """A port: its subnets as (first address, last address, segment), the addresses that it answers for, what is not known there."""

    subnets: list[tuple[int, int, int]]
    own: list[int]
    unclear: bool
    closed: bool


class _Made:
    """The patterns of one node while they are found."""

    def __init__(self, compiler: Compiler, node: int, program: Program | None = None) -> None:
        self.compiler, self.node, self.fib, self.topology = compiler, node, compiler.fib, compiler.topology
        patterns, neighbours = (program.patterns, program.neighbours) if program is not None else ((), ())
        self.patterns: dict[Pattern, int] = {pattern: number for number, pattern in enumerate(patterns)}
        self.neighbours: dict[int, int] = {neighbour: number for number, neighbour in enumerate(neighbours)}
        self.cuts: list[tuple[int, int, int, int]] = list(program.cuts) if program is not None else []
        self.pattern_of: Numbers = program.pattern_of.copy() if program is not None else NOTHING
        self.beyond: set[int] = set()
        self.outside: set[int] = set()
        """Ports of neighbours that packets are handed to and that translate destinations."""
        self.maybe: list[tuple[int, int, int, int]] = []
        self.left: Numbers = NOTHING
        self.wires: dict[int, _Wire] = {}

    def program(self, prefixes: Numbers, otherwise: Fate, unsure: Iterable[tuple[int, int, int]]) -> Program:
        """The program, once all but what is `left` is found."""
        rest = self._number((_end(otherwise),))
        unsure = (*unsure, *self._translated())
        if self.compiler.family == 4:
            unsure = (*unsure, *((*span, self.compiler.width) for span in renamed(self.topology, self.node)))
        return Program(
            prefixes, self.pattern_of, tuple(self.patterns), tuple(self.neighbours), rest, tuple(self.cuts), unsure,
            frozenset(self.beyond), tuple(self.maybe), self.left,
        )  # fmt: skip

    def finished(self, program: Program, groups: Numbers) -> Program:
        """The program from which this one was begun, with what is done with some prefixes that it left."""
        spans = self.fib.routing.tables[self.node].spans()
        for group in groups.tolist():
            prefix = int(program.prefixes[group])
            self._by_hand(group, prefix, self.fib.at(self.node, *spans[prefix]))
        return replace(
            program, pattern_of=self.pattern_of, patterns=tuple(self.patterns), neighbours=tuple(self.neighbours),
            cuts=tuple(self.cuts), unsure=(*program.unsure, *self._translated()),
            left=np.setdiff1d(program.left, groups, assume_unique=True),
        )  # fmt: skip

    def _translated(self) -> Iterable[tuple[int, int, int]]:
        ports = sorted(self.outside) if self.compiler.family == 4 else ()
        return ((*span, self.compiler.width) for port in ports for span in translated(self.topology, port))

    def wonder(self, maybes: Sequence[Maybe]) -> None:
        """Destinations that may have another route: what both routes do, or nobody knows where that one is not known."""
        if not maybes:
            return
        points = sorted({edge for maybe in maybes for edge in (maybe.first, maybe.last + 1)})
        zero = self.fib.of_prefix(self.node, DEFAULT[self.compiler.family])
        own = [end for action in zero for end in self._ends(action, -1)] if zero else [_end(Fate.BLACK_HOLED)]
        for low, high in pairwise(points):
            met = [maybe for maybe in maybes if maybe.first <= low <= maybe.last]
            vague = [maybe.length for maybe in met if maybe.other is None]
            if vague:
                self.maybe.append((low, high - 1, max(vague), self._number((_end(Fate.UNKNOWN),))))
            elif met:
                other = [end for maybe in met for action in maybe.other or () for end in self._ends(action, -1)]
                pattern = self._number(tuple(sorted({_end(Fate.OUTSIDE), *own, *other})))
                self.maybe.append((low, high - 1, max(maybe.length for maybe in met), pattern))

    def take(
        self, rows: Rows, first: Numbers, pattern: Numbers, combo_of: Numbers, combo_row: Numbers, pattern_group: Numbers
    ) -> None:
        """Patterns from the kernel's groups: `combo_row` is an example of each kind of row, `pattern_group` of each pattern."""
        examples = rows[combo_row].tolist()
        self.beyond = {row[8] for row in examples if row[8] >= 0}
        combos = [self._combo(number, values) for number, values in zip(combo_row.tolist(), examples, strict=True)]
        found = np.zeros(len(pattern_group), np.int32)
        by_hand = np.zeros(len(pattern_group), np.bool_)
        bounds, kinds = first.tolist(), combo_of.tolist()
        for at, group in enumerate(pattern_group.tolist()):
            parts = {combos[kind] for kind in kinds[bounds[group] : bounds[group + 1]]}
            if None in parts:
                by_hand[at], found[at] = True, self._number((_end(Fate.UNKNOWN),))
            else:
                found[at] = self._number(_pattern(end for part in parts if part for end in part))
        self.pattern_of = found[pattern]
        mine = self.compiler.lengths >= 0  # the table holds both families; no lane is in prefixes of the other
        left = np.flatnonzero(by_hand[pattern])
        left = left[mine[rows["prefix"][first[left]]]]
        circular = sorted(self._circular(first, combo_of, examples))
        for group in circular:
            prefix = int(rows["prefix"][bounds[group]])
            if mine[prefix]:
                self._by_hand(group, prefix, self.fib.at(self.node, bounds[group], bounds[group + 1]))
        self.left = (np.setdiff1d(left, circular) if circular else left).astype(np.int32)

    def _combo(self, number: int, row: tuple[int, ...]) -> Pattern | None:
        """What a kind of rows does; None when that depends on the destination."""
        if row[2] == _LOCAL:
            return (_end(Fate.DELIVERED),)
        if row[7] >= 0 and row[5] >= 0 and not row[9]:
            return tuple(self._ends(Action(Do.FORWARD, number, row[5], to=(row[7],)), 0))
        actions = self.fib.branches(self.node, number, (row[0], -1, *row[2:]) if _recursive(row) else row)
        if any(action.do is Do.CONNECTED for action in actions):
            return None
        return tuple(end for action in actions for end in self._ends(action, 0))

    def forget(self, groups: "npt.NDArray[np.int64]") -> None:
        """Prefixes of a node whose routes are not known."""
        self.pattern_of[groups] = self._number((_end(Fate.UNKNOWN),))
        gone = set(groups.tolist())
        self.cuts = [cut for cut in self.cuts if cut[2] not in gone]
        self.left = np.setdiff1d(self.left, groups)

    def _circular(self, first: Numbers, combo_of: Numbers, examples: Sequence[Sequence[int]]) -> set[int]:
        """The prefixes that hold a next hop of their own, which is looked up without them."""
        table = self.fib.routing.tables[self.node]
        found = set()
        for combo, values in enumerate(examples):
            if _recursive(values) and values[8] in (-1, self.node):
                low, high = table.span(*self.fib.book.ips[values[6]])
                if low < high and combo in combo_of[low:high].tolist():
                    found.add(int(np.searchsorted(first, low, "right")) - 1)
        return found

    def _number(self, pattern: Pattern) -> int:
        return self.patterns.setdefault(pattern, len(self.patterns))

    def _by_hand(self, group: int, prefix: int, actions: Sequence[Action]) -> None:
        """The parts of a prefix that is (also) on a wire: known neighbours, hosts, and what is outside its subnets."""
        _, low, length = self.fib.book.prefixes[prefix]
        high = low + (1 << (self.compiler.width - length)) - 1
        edges = {low, high + 1}
        for action in actions:
            if action.do is Do.CONNECTED:
                wire = self._wire(action.port)
                for start, end, segment in wire.subnets:
                    edges |= {start, end + 1}
                    for ip in self.fib.owned(segment):
                        if low <= ip <= high:
                            edges |= {ip, ip + 1}
                for alias in self._aliases(action.port, (low, high)):
                    edges |= {alias.low, alias.high + 1}
        points = sorted(edge for edge in edges if low <= edge <= high + 1)
        parts = [
            (start, end - 1, self._number(_pattern(end for action in actions for end in self._ends(action, start))))
            for start, end in pairwise(points)
        ]
        most = self.pattern_of[group] = max(parts, key=lambda part: part[1] - part[0])[2]
        self.cuts += [(start, end, group, number) for start, end, number in parts if number != most]

    def _wire(self, port: int) -> "_Wire":
        """What a port says of destinations on its subnets."""
        found = self.wires.get(port)
        if found is None:
            width, family = self.compiler.width, self.compiler.family
            here = [a for i in self.topology.port_addresses[port] if (a := self.topology.addresses[i]).family == family]
            found = self.wires[port] = _Wire(
                [(a.network, a.network + (1 << (width - a.length)) - 1, a.segment) for a in here],
                self.fib.own(port, family),
                self._unclear(port),
                self.fib.closed(port),
            )
        return found

    def _aliases(self, port: int, span: Range) -> list[Alias]:
        return met(self.topology, self.fib.aliases, port, span) if self.compiler.family == 4 else []

    def _ends(self, action: Action, ip: int) -> list[int]:
        """What an action does with a destination (which only matters on a connected subnet)."""
        if action.do is Do.LOCAL:
            return [_end(Fate.DELIVERED)]
        if self.compiler.guards is not None and self.compiler.guards.watch(self.node, action):
            return [_GUARDED]
        if action.do is Do.DISCARD:
            return [_end(Fate.DROPPED)]
        if action.do is Do.SILENT:
            return [_end(Fate.BLACK_HOLED)]
        if action.do is Do.TABLE:
            return [self._neighbour(action.node)]
        if action.do is Do.CONNECTED:
            return [self._on_wire(action.port, self._wire(action.port), ip)]
        if self._unclear(action.port):
            return [_end(Fate.UNKNOWN)]
        return [_end(Fate.LEFT)] if action.do is Do.LEAVE else [self._to(port) for port in action.to]

    def _on_wire(self, port: int, wire: "_Wire", ip: int) -> int:
        """What becomes of a destination on a connected subnet."""
        if ip in wire.own:
            return _end(Fate.DELIVERED)
        if wire.unclear:
            return _end(Fate.UNKNOWN)
        if owners := self.topology.owners_at(port, self.compiler.family, ip):
            guarded = self.compiler.guards is not None and self.compiler.guards.into(owners[0])
            return _GUARDED if guarded else self._to(owners[0])
        if self._aliases(port, (ip, ip)):
            return _end(Fate.UNKNOWN)
        if wire.closed:
            return _end(Fate.BLACK_HOLED)
        return _end(Fate.DELIVERED if any(start <= ip <= end for start, end, _ in wire.subnets) else Fate.LEFT)

    def _to(self, port: int) -> int:
        if self._unclear(port):
            return _end(Fate.UNKNOWN)
        if self.topology.ports[port].interface.nat == "outside":
            self.outside.add(port)
        return self._neighbour(self.topology.ports[port].node)

    def _unclear(self, port: int) -> bool:
        """Whether packets that cross this port may be rewritten in a way that is not modelled."""
        facts = self.topology.ports[port]
        return facts.interface.nat == "outside" and bool(nat_of(self.topology.network.devices[facts.device]).why)

    def _neighbour(self, node: int) -> int:
        return self.neighbours.setdefault(node, len(self.neighbours))
