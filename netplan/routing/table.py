"""The main routing table of one node: its rows, and routes as objects for those who ask."""

from collections.abc import Container, Iterator, Mapping, Sequence

import numpy as np

from models.route import Route
from models.routing import Ip, Prefix
from netplan.routing.columns import PROTOCOLS, Book, Rows, ip_object, prefix_object, same_rows
from netplan.topology.topology import Topology


class NodeTable:
    """The rows of one node, sorted by prefix; fits `netplan.routing.bgp.view.Table`."""

    def __init__(self, topology: Topology, book: Book, node: int, rows: Rows) -> None:
        self.node, self.rows = node, rows
        self._topology, self.book = topology, book
        self._routes: list[Route | None] = [None] * len(rows)
        self._by_prefix: dict[int, tuple[int, int]] | None = None
        self._lengths: dict[int, list[tuple[int, dict[int, int]]]] = {}

    def routes(self) -> tuple[Route, ...]:
        """All entries."""
        return self.between(0, len(self.rows))

    def between(self, low: int, high: int) -> tuple[Route, ...]:
        """The entries from row `low` to row `high` (without), made into objects when first asked."""
        found = self._routes[low:high]
        if None in found:
            for i, row in enumerate(self.rows[low:high].tolist(), low):
                if self._routes[i] is None:
                    self._routes[i] = route_object(self._topology, self.book, row)
            found = self._routes[low:high]
        return tuple(found)  # type: ignore[arg-type]  # all of them are made now

    def with_process(self) -> Iterator[tuple[Route, str]]:
        """All entries, each with the name of the routing process that it comes from ("" for none)."""
        for route, process in zip(self.routes(), self.rows["process"].tolist(), strict=True):
            yield route, self.book.processes[process] if process >= 0 else ""

    def of_protocols(self, names: Container[str]) -> Iterator[tuple[Route, str]]:
        """The entries of some protocols, each with the name of its routing process."""
        numbers = [i for i, name in enumerate(PROTOCOLS) if name in names]
        for i in np.flatnonzero(np.isin(self.rows["protocol"], numbers)).tolist():
            process = int(self.rows["process"][i])
            yield self.between(i, i + 1)[0], self.book.processes[process] if process >= 0 else ""

    def of_prefix(self, prefix: Prefix, but: str) -> tuple[Route, ...]:
        """The entries of exactly this prefix that do not come from the routing process `but`."""
        low, high = self.spans().get(self.book.prefix_of(prefix), (0, 0))
        processes = self.rows["process"][low:high].tolist()
        return tuple(
            self.between(low + i, low + i + 1)[0] for i, p in enumerate(processes) if p < 0 or self.book.processes[p] != but
        )

    def exact(self, prefix: Prefix) -> tuple[Route, ...]:
        """The entries of exactly this prefix."""
        low, high = self.spans().get(self.book.prefix_of(prefix), (0, 0))
        return self.between(low, high)

    def longest(self, address: Ip) -> tuple[Route, ...]:
        """The entries of the longest prefix that holds `address`; () when there is none."""
        low, high = self.span(address.version, int(address))
        return self.between(low, high)

    def span(self, family: int, ip: int, without: int = -1) -> tuple[int, int]:
        """The range of rows of the longest prefix that holds an address, leaving out prefix number `without`."""
        width = 32 if family == 4 else 128
        spans = self.spans()
        for length, networks in self._by_length(family):
            found = networks.get(ip >> (width - length))
            if found is not None and found != without:
                return spans[found]
        return (0, 0)

    def spans(self) -> dict[int, tuple[int, int]]:
        """Prefix number → its range of rows."""
        if self._by_prefix is None:
            prefix = self.rows["prefix"]
            starts = np.flatnonzero(np.r_[True, prefix[1:] != prefix[:-1]][: len(prefix)])
            ends = np.r_[starts[1:], len(prefix)][: len(starts)]
            self._by_prefix = dict(zip(prefix[starts].tolist(), zip(starts.tolist(), ends.tolist(), strict=True), strict=True))
        return self._by_prefix

    def _by_length(self, family: int) -> list[tuple[int, dict[int, int]]]:
        found = self._lengths.get(family)
        if found is None:
            lengths: dict[int, dict[int, int]] = {}
            width = 32 if family == 4 else 128
            for number in self.spans():
                kind, network, length = self.book.prefixes[number]
                if kind == family:
                    lengths.setdefault(length, {})[network >> (width - length)] = number
            found = self._lengths[family] = sorted(lengths.items(), reverse=True)
        return found


def route_object(topology: Topology, book: Book, row: Sequence[int]) -> Route:
    """One row (in the order of ROUTE) as a Route."""
    node, prefix, protocol, distance, metric, port, hop, _, table, discard, tag, _, source = row
    at = topology.nodes[node]
    return Route(
        at.device, at.vrf, prefix_object(*book.prefixes[prefix]), PROTOCOLS[protocol],
        ip_object(*book.ips[hop]) if hop >= 0 else None,
        topology.ports[port].interface.name if port >= 0 else "",
        topology.nodes[table].vrf if table >= 0 else "",
        topology.nodes[table].device if table >= 0 and topology.nodes[table].device != at.device else None,
        bool(discard), distance, metric, tag, book.source_at(source),
    )  # fmt: skip


def tables(topology: Topology, book: Book, rows: Rows, before: Mapping[int, NodeTable] | None = None) -> dict[int, NodeTable]:
    """The tables of all nodes from rows sorted by node and prefix. A table that is as it was `before` is the same object."""
    bounds = np.searchsorted(rows["node"], np.arange(len(topology.nodes) + 1)).tolist()
    found = {}
    for n in range(len(topology.nodes)):
        low, high = bounds[n], bounds[n + 1]
        old = before.get(n) if before is not None else None
        if old is not None and same_rows(old.rows, rows[low:high]):
            found[n] = old
        else:
            found[n] = NodeTable(topology, book, n, rows[low:high])
    return found
