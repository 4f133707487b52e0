"""Forwarding tables: what a node does with a destination, next hops resolved down to ports and neighbours."""

from collections.abc import Iterable, Sequence
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from models.routing import Prefix
from models.source import Source
from models.verdict import Hop
from netplan.forwarding.boxes import Range
from netplan.forwarding.maybe import Maybe, Unsure, maybes
from netplan.forwarding.nat.aliases import Aliases, aliases, met
from netplan.forwarding.nat.rules import nat_of
from netplan.routing.columns import NUMBER
from netplan.routing.policy.prefix_sets import merged
from netplan.routing.solve import RoutingResult
from netplan.topology.between import Frames
from netplan.topology.memo import differing
from netplan.topology.segments import virtual

if TYPE_CHECKING:
    from netplan.forwarding.lanes import Lanes
    from netplan.forwarding.program import Program


class Do(IntEnum):
    """What a route does with a packet."""

    LOCAL = 0
    """The node owns the address."""
    CONNECTED = 1
    """The destination is on the subnet of `port`."""
    FORWARD = 2
    """Hand it to one of `to`."""
    DISCARD = 3
    TABLE = 4
    """Look it up again at `node`."""
    LEAVE = 5
    """The next hop is nobody we know, on a subnet that may hold others."""
    SILENT = 6
    """The next hop is nobody, on a wire whose both ends we know; or it cannot be resolved."""


class Action(NamedTuple):
    """One branch of a route; `row` is the index of its row at the node that was asked, `to` the ports of the next hop."""

    do: Do
    row: int
    port: int = -1
    gateway: int = -1
    to: tuple[int, ...] = ()
    node: int = -1


_DEPTH = 8


class Fib:
    """The forwarding tables of all nodes, resolved when first asked."""

    def __init__(self, routing: RoutingResult) -> None:
        self.routing, self.topology, self.book = routing, routing.topology, routing.book
        self._actions: dict[tuple[int, int], tuple[Action, ...]] = {}
        self._owned: dict[int, tuple[int, ...]] = {}
        self._own: dict[tuple[int, int], list[int]] = {}
        self._intervals: dict[tuple[int, int], tuple[list[int], list[int]]] = {}
        self._programs: dict[int, tuple[Program, ...]] = {}
        self._served: dict[tuple[int, int, int], tuple[Range, ...]] = {}
        self._unsure: dict[tuple[int, int], Unsure] = {}
        self._maybes: dict[tuple[int, int], tuple[Maybe, ...]] = {}

    @cached_property
    def aliases(self) -> Aliases:
        """Addresses that routers translate and answer for."""
        return aliases(self.topology)

    @cached_property
    def frames(self) -> Frames:
        """The switches between routed ports."""
        return Frames(self.topology.network)

    def switched(self, port: int, to: int) -> tuple[Hop, ...]:
        """What the switches between two ports do with a frame."""
        ends = [
            (self.topology.nodes[self.topology.ports[p].node].device, self.topology.ports[p].interface.name) for p in (port, to)
        ]
        return tuple(Hop(str(step.device), step.what, step.source) for step in self.frames.between(*ends))

    def actions(self, node: int, family: int, ip: int) -> tuple[Action, ...]:
        """The branches of the longest match for an address; () when the node has no route."""
        low, high = self.routing.tables[node].span(family, ip)
        return self.at(node, low, high) if high > low else ()

    def at(self, node: int, low: int, high: int) -> tuple[Action, ...]:
        """The branches of rows `low` to `high` (without) of a node."""
        found = self._actions.get((node, low))
        if found is None:
            rows = self.routing.tables[node].rows[low:high].tolist()
            branches = [a for i, row in enumerate(rows) for a in self.branches(node, low + i, row)]
            found = self._actions[node, low] = tuple(dict.fromkeys(branches))
        return found

    def of_prefix(self, node: int, prefix: Prefix) -> tuple[Action, ...]:
        """The branches of the route of a node with exactly this prefix."""
        span = self.routing.tables[node].spans().get(self.book.prefix_of(prefix))
        return self.at(node, *span) if span is not None else ()

    def served(self, node: int, port: int, family: int) -> tuple[Range, ...]:
        """The addresses to which routes of a node lead out of a port."""
        found = self._served.get((node, port, family))
        if found is None:
            width = 32 if family == 4 else 128
            prefixes = [
                self.book.prefixes[number]
                for number, span in self.routing.tables[node].spans().items()
                if self.book.prefixes[number][0] == family and any(action.port == port for action in self.at(node, *span))
            ]
            spans = [(network, network + (1 << (width - length)) - 1) for _, network, length in prefixes]
            found = self._served[node, port, family] = tuple(merged(spans))
        return found

    def towards(self, node: int, family: int, ip: int) -> tuple[Action, ...]:
        """The branches of a route that the table of a node does not have, by its next hop."""
        return tuple(self._recursive(node, -1, -1, self.book.ip(family, ip), -1, _DEPTH))

    def maybes(self, node: int, family: int) -> tuple[Maybe, ...]:
        """The destinations for which a node may have a route besides that of its table."""
        found = self._maybes.get((node, family))
        if found is None:
            found = self._maybes[node, family] = maybes(self, node, family)
        return found

    def unsure(self, node: int, family: int) -> Unsure:
        """The prefixes of a node whose routes are not known."""
        found = self._unsure.get((node, family))
        if found is None:
            found = self._unsure[node, family] = Unsure(self.routing.unknown_prefixes.get(node, {}), family)
        return found

    def programs(self, family: int, lanes: "Lanes | None" = None) -> "tuple[Program, ...]":
        """The compiled tables of all nodes; with `lanes`, what they do with other destinations may be left open."""
        if family not in self._programs:
            from netplan.forwarding.program import Compiler

            compiler = Compiler(self, family)
            self._programs[family] = tuple(compiler.program(node) for node in range(len(self.topology.nodes)))
        return tuple(self.compiled(range(len(self.topology.nodes)), family, lanes).values())

    def compiled(self, nodes: Iterable[int], family: int, lanes: "Lanes | None" = None) -> "dict[int, Program]":
        """Those of some nodes, once all are compiled as far as anybody has asked."""
        from netplan.forwarding.program import Compiler

        compiler, held = Compiler(self, family), list(self._programs[family])
        asked = lanes.asked(self.book) if lanes is not None else None
        found = {node: compiler.finished(node, held[node], asked) for node in nodes}
        for node, program in found.items():
            held[node] = program
        self._programs[family] = tuple(held)
        return found

    def after(self, routing: RoutingResult, changed: Iterable[int]) -> "tuple[Fib, frozenset[int]]":
        """The tables of a state in which other nodes than `changed` are as they are here, and the nodes that act differently."""
        made = Fib(routing)
        recompiled: set[int] = set()
        for family, programs in self._programs.items():
            from netplan.forwarding.program import Compiler

            todo = set(range(len(programs))) if self._translates_otherwise(made) else _with_dependents(programs, set(changed))
            compiler = Compiler(made, family)
            fresh = list(programs)
            for node in todo:
                fresh[node] = compiler.program(node)
            made._programs[family] = tuple(fresh)
            recompiled |= todo
        return made, frozenset(recompiled)

    def _translates_otherwise(self, other: "Fib") -> bool:
        """Whether a device has other NAT rules in the other tables, which its neighbours must know."""
        here, there = (fib.topology.network.devices for fib in (self, other))
        changed = differing(here, there)
        return any(nat_of(here[id]) != nat_of(there[id]) for id in (here if changed is None else changed))

    def source(self, node: int, row: int) -> Source:
        """The config line behind a row of a node."""
        return self.book.source_at(int(self.routing.tables[node].rows[row]["source"]))

    def branches(self, node: int, number: int, row: Sequence[int], depth: int = _DEPTH) -> list[Action]:
        """What row `number` of a node does, the row in the order of ROUTE."""
        _, prefix, protocol, _, _, port, hop, via, table, discard, *_ = row
        if discard:
            return [Action(Do.DISCARD, number)]
        if protocol == NUMBER["local"]:
            return [Action(Do.LOCAL, number, port)]
        if protocol == NUMBER["connected"]:
            owned = self.book.prefixes[prefix][2] == (32 if self.book.prefixes[prefix][0] == 4 else 128)
            return [Action(Do.LOCAL if owned else Do.CONNECTED, number, port)]
        if table >= 0 and self.topology.nodes[table].device != self.topology.nodes[node].device:
            # a tunnel: BGP has seen to it that there is a route to its end; that the packets around it pass is taken for granted
            return [Action(Do.TABLE, number, node=table)]
        if hop < 0:
            return [self._without_gateway(number, port, via, table)]
        if port >= 0:
            return [self._to(number, port, hop, via)]
        return self._recursive(node, number, prefix, hop, table, depth)

    def _without_gateway(self, number: int, port: int, via: int, table: int) -> Action:
        if table >= 0:
            return Action(Do.TABLE, number, node=table)
        if port < 0:
            return Action(Do.SILENT, number)
        if via >= 0:
            return Action(Do.FORWARD, number, port, -1, (via,))
        link = self.topology.link_of.get(port)
        others = tuple(p for p in self.topology.links[link] if p != port) if link is not None else ()
        return Action(Do.FORWARD, number, port, -1, others) if len(others) == 1 else Action(Do.CONNECTED, number, port)

    def _to(self, number: int, port: int, hop: int, via: int) -> Action:
        family, ip = self.book.ips[hop]
        owners = (via,) if via >= 0 else self.topology.owners_at(port, family, ip)
        if not owners and family == 4:
            # a router that answers ARP for an address that it translates takes the frame
            owners = tuple(alias.port for alias in met(self.topology, self.aliases, port, (ip, ip)) if not alias.why)
        if owners:
            return Action(Do.FORWARD, number, port, hop, owners)
        return Action(Do.SILENT if self.closed(port) else Do.LEAVE, number, port, hop)

    def closed(self, port: int) -> bool:
        """Whether all that can be on the segments of a port is in the snapshot."""
        addresses = self.topology.port_addresses[port]
        return bool(addresses) and all(self.topology.closed[self.topology.addresses[a].segment] for a in addresses)

    def _recursive(self, node: int, number: int, prefix: int, hop: int, table: int, depth: int) -> list[Action]:
        look_in = table if table >= 0 else node
        held = self.routing.tables[look_in]
        low, high = held.span(*self.book.ips[hop], without=prefix if look_in == node else -1)
        if low == high or not depth:
            return [Action(Do.SILENT, number, gateway=hop)]
        found: list[Action] = []
        for row in held.rows[low:high].tolist():
            if row[2] == NUMBER["connected"]:
                found.append(self._to(number, row[5], hop, -1))
            elif row[2] == NUMBER["local"]:
                found.append(Action(Do.SILENT, number, gateway=hop))
            else:
                found += self.branches(look_in, number, row, depth - 1)
        return found

    def owned(self, segment: int) -> tuple[int, ...]:
        """The addresses on a segment that a known interface answers for."""
        found = self._owned.get(segment)
        if found is None:
            here = [self.topology.addresses[i] for i in self.topology.segments[segment]]
            shared = (ip for a in here for _, ip in virtual(self.topology.ports[a.port].interface, a))
            found = self._owned[segment] = tuple(dict.fromkeys((*(a.ip for a in here), *shared)))
        return found

    def own(self, port: int, family: int) -> list[int]:
        """The addresses that a port answers for itself, in order: its own, and those that it shares and holds now."""
        held = self._own.get((port, family))
        if held is None:
            found: set[int] = set()
            for address in (self.topology.addresses[a] for a in self.topology.port_addresses[port]):
                if address.family == family:
                    known = (address.ip, *(ip for _, ip in virtual(self.topology.ports[port].interface, address)))
                    found.update(ip for ip in known if port in self.topology.owners.get((address.segment, ip), ()))
            held = self._own[port, family] = sorted(found)
        return held

    def intervals(self, node: int, family: int) -> tuple[list[int], list[int]]:
        """The destinations of a family cut where the longest match changes: starts, and the first row (-1: no route)."""
        found = self._intervals.get((node, family))
        if found is None:
            found = self._intervals[node, family] = self._cut(node, family)
        return found

    def _cut(self, node: int, family: int) -> tuple[list[int], list[int]]:
        width = 32 if family == 4 else 128
        prefixes = []
        for number, (low, _) in self.routing.tables[node].spans().items():
            kind, network, length = self.book.prefixes[number]
            if kind == family:
                prefixes.append((network, length, low))
        starts, rows = [0], [-1]
        stack: list[tuple[int, int]] = [(1 << width, -1)]
        for network, length, low in sorted(prefixes):
            while stack[-1][0] <= network:
                end, _ = stack.pop()
                _append(starts, rows, end, stack[-1][1])
            _append(starts, rows, network, low)
            stack.append((network + (1 << (width - length)), low))
        while len(stack) > 1:
            end, _ = stack.pop()
            if end < 1 << width:
                _append(starts, rows, end, stack[-1][1])
        return starts, rows


def _with_dependents(programs: "Sequence[Program]", nodes: set[int]) -> set[int]:
    """Nodes with those that look next hops up in their tables."""
    beyond = [(node, program.beyond) for node, program in enumerate(programs) if program.beyond]
    while more := {node for node, tables in beyond if node not in nodes and not tables.isdisjoint(nodes)}:
        nodes |= more
    return nodes


def _append(starts: list[int], rows: list[int], start: int, row: int) -> None:
    if starts[-1] == start:
        rows[-1] = row
    else:
        starts.append(start)
        rows.append(row)
