"""Routing tables of a part, put together from those of its domains.

Domains exchange no routes, so each is computed once for all states that its own steps tell apart, and not again
for every state of the others. The exception is a static route whose next hop is looked up in another domain: such
domains are computed together (`Parts.groups`).
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.network import Network
from models.routing import Prefix
from netplan.forwarding.dataplane import DataPlane
from netplan.forwarding.fib import Fib
from netplan.routing.bgp.view import BgpResult
from netplan.routing.columns import NONE, Book, Rows
from netplan.routing.doubt.facts import Doubt
from netplan.routing.solve import RoutingResult, routes
from netplan.routing.table import NodeTable
from netplan.topology.topology import Topology, build
from netplan.verifier.parts import Parts
from netplan.verifier.world import Place

_REMEMBERED = 2048
"""Results kept: domains times their states."""

Numbers = npt.NDArray[np.int32]
Elsewhere = Callable[[frozenset[Place]], Network]
"""Gives a state of the network in some domains."""


@dataclass(frozen=True, slots=True)
class _Solved:
    """The result of a group of domains; `rows` are the tables of its own nodes, prefixes and addresses by the common numbers."""

    result: RoutingResult
    own: tuple[int, ...]
    rows: Rows


class Composer:
    """Composes the data planes of the states of one plan."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._book = Book()
        self._solved: OrderedDict[tuple[frozenset[Place], int], _Solved] = OrderedDict()

    def plane(self, network: Network, places: frozenset[Place], mask: int, elsewhere: Elsewhere) -> DataPlane:
        """The data plane of a part in the state `mask`."""
        topology = build(network)
        tables = {node: NodeTable(topology, self._book, node, NONE) for node in range(len(topology.nodes))}
        unknown: dict[int, str] = {}
        prefixes: dict[int, Mapping[Prefix, str]] = {}
        doubts: dict[int, tuple[Doubt, ...]] = {}
        settled = True
        for group in self.parts.groups(places):
            solved = self._group(group, mask, elsewhere)
            result = solved.result
            settled = settled and result.converged
            nodes = _numbers(topology.node_index.get((node.device, node.vrf), -1) for node in result.topology.nodes)
            rows = _translated(solved.rows, nodes, result.topology, topology)
            bounds = np.searchsorted(solved.rows["node"], [*solved.own, len(nodes)]).tolist()
            for node, low, high in zip(solved.own, bounds, [*bounds[1:], len(rows)], strict=False):
                here = int(nodes[node])
                tables[here] = NodeTable(topology, self._book, here, rows[low:high])
                if node in result.unknown:
                    unknown[here] = result.unknown[node]
                if node in result.doubts:
                    doubts[here] = result.doubts[node]
                if node in result.unknown_prefixes:
                    prefixes[here] = result.unknown_prefixes[node]
        whole = RoutingResult(topology, self._book, NONE, tables, NONE, BgpResult(), (), unknown, prefixes, settled, doubts)
        return DataPlane(network, whole, Fib(whole))

    def _group(self, group: frozenset[Place], mask: int, elsewhere: Elsewhere) -> _Solved:
        key = group, mask & self.parts.routing(group)
        if key not in self._solved:
            result = routes(elsewhere(group))
            place = self.parts.world.place
            own = tuple(at for at, node in enumerate(result.topology.nodes) if place((node.device, node.vrf)) in group)
            rows = np.concatenate([NONE, *(result.tables[node].rows for node in own)])
            self._solved[key] = _Solved(result, own, self._renumbered(rows, result.book))
            if len(self._solved) > _REMEMBERED:
                self._solved.popitem(last=False)
        self._solved.move_to_end(key)
        return self._solved[key]

    def _renumbered(self, rows: Rows, book: Book) -> Rows:
        """Rows with the numbers of the common book in place of those of one result."""
        rows["prefix"] = _numbers(self._book.prefix(*prefix) for prefix in book.prefixes)[rows["prefix"]]
        rows["hop"] = _numbers(self._book.ip(*ip) for ip in book.ips)[rows["hop"]]
        rows["source"] = _numbers(self._book.source(source) for source in book.sources)[rows["source"]]
        rows["process"] = _numbers(self._book.process(name) for name in book.processes)[rows["process"]]
        return rows


def _numbers(found: Iterable[int]) -> Numbers:
    """Old number → new number; -1, which is none, stays."""
    return np.array([*found, -1], np.int32)


def _translated(rows: Rows, nodes: Numbers, one: Topology, other: Topology) -> Rows:
    """Rows with the nodes and ports of another topology, found by name."""
    ports = _numbers(other.port_index.get((port.device, port.interface.name), -1) for port in one.ports)
    made = rows.copy()
    for column, numbers in (("node", nodes), ("table", nodes), ("port", ports), ("via", ports)):
        made[column] = numbers[rows[column]]
    return made
