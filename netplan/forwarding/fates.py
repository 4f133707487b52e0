"""Fates of packets from many nodes to many destinations, by routing alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address

import numpy as np
import numpy.typing as npt

from models.verdict import Fate
from netplan.forwarding.fib import Action, Do, Fib
from netplan.routing.columns import NUMBER
from netplan.routing.unmodelled import unmodelled

ORDER = (Fate.DELIVERED, Fate.DROPPED, Fate.BLACK_HOLED, Fate.LOOPED, Fate.LEFT, Fate.UNKNOWN)
"""Bit i of a mask stands for `ORDER[i]`."""
DELIVERED, DROPPED, BLACK_HOLED, LOOPED, LEFT, UNKNOWN = (1 << i for i in range(6))
_PLANES = (*(f for f in ORDER if f is not Fate.LOOPED), Fate.LOOPED)
"""The planes of the kernel: loops are the last one, for they are no one's own outcome."""
_PLANE = {fate: i for i, fate in enumerate(_PLANES)}
_FAR = np.iinfo(np.int32).max


@dataclass(frozen=True)
class Fates:
    """`mask[start, destination]` has a bit of ORDER for each outcome of some branch.

    `place[start, destination]` is (lowest, highest) number of the topology port whose subnet or address it was
    delivered at; -1 twice when it was not.
    """

    mask: npt.NDArray[np.uint8]
    place: npt.NDArray[np.int32]

    def outcomes(self, start: int, destination: int) -> frozenset[Fate]:
        """The outcomes of one pair."""
        bits = int(self.mask[start, destination])
        return frozenset(f for i, f in enumerate(ORDER) if bits >> i & 1)


class _Lanes:
    """Local outcomes and arcs of all nodes for the destinations of one call."""

    def __init__(self, fib: Fib, addresses: list[int], family: int) -> None:
        self.fib, self.topology, self.family = fib, fib.topology, family
        self.addresses = addresses
        nodes, lanes = len(self.topology.nodes), len(addresses)
        self.here = np.zeros((len(ORDER) - 1, nodes, lanes), np.bool_)
        self.low = np.full((nodes, lanes), _FAR, np.int32)
        self.high = np.full((nodes, lanes), -1, np.int32)
        self.arcs: dict[tuple[int, int], npt.NDArray[np.bool_]] = {}
        wanted = np.array(addresses, np.uint64 if family == 4 else object)
        order = np.argsort(wanted)
        ordered = wanted[order]
        for node in range(nodes):
            starts, rows = fib.intervals(node, family)
            self._node(node, starts, rows, ordered, order)

    def _node(
        self, node: int, starts: list[int], rows: list[int], wanted: "npt.NDArray[np.uint64]", order: "npt.NDArray[np.int64]"
    ) -> None:
        edges = np.searchsorted(wanted, np.array(starts, wanted.dtype))
        cuts = [*edges.tolist(), len(wanted)]
        routing = self.fib.routing
        device = self.topology.network.devices[self.topology.nodes[node].device]
        data = unmodelled(device).data
        by_row: dict[int, list[npt.NDArray[np.int64]]] = {}
        for i, row in enumerate(rows):
            if cuts[i] < cuts[i + 1]:
                by_row.setdefault(row, []).append(order[cuts[i] : cuts[i + 1]])
        for row, parts in by_row.items():
            lanes = np.concatenate(parts)
            sure = row >= 0 and int(routing.tables[node].rows[row]["protocol"]) in (NUMBER["connected"], NUMBER["local"])
            if data or (node in routing.unknown and not sure):
                self._ends(Fate.UNKNOWN, node, lanes)
                continue
            lanes = self._without_unsure(node, row, lanes)
            if row < 0:
                self._ends(Fate.BLACK_HOLED, node, lanes)
                continue
            table = routing.tables[node]
            low, high = table.spans()[int(table.rows[row]["prefix"])]
            for action in self.fib.at(node, low, high):
                self._act(node, action, lanes)

    def _without_unsure(self, node: int, row: int, lanes: "npt.NDArray[np.int64]") -> "npt.NDArray[np.int64]":
        prefixes = self.fib.routing.unknown_prefixes.get(node)
        if not prefixes:
            return lanes
        number = int(self.fib.routing.tables[node].rows[row]["prefix"]) if row >= 0 else -1
        length = self.fib.book.prefixes[number][2] if number >= 0 else -1
        ends = [
            (int(p.network_address), int(p.broadcast_address))
            for p in prefixes
            if p.version == self.family and p.prefixlen >= length
        ]
        unsure = np.array([any(a <= self.addresses[lane] <= b for a, b in ends) for lane in lanes.tolist()], np.bool_)
        self._ends(Fate.UNKNOWN, node, lanes[unsure])
        return lanes[~unsure]

    def _ends(self, fate: Fate, node: int, lanes: "npt.NDArray[np.int64]") -> None:
        self.here[_PLANE[fate], node, lanes] = True

    def _delivered(self, node: int, port: int, lanes: "npt.NDArray[np.int64]") -> None:
        self._ends(Fate.DELIVERED, node, lanes)
        self.low[node, lanes] = np.minimum(self.low[node, lanes], port)
        self.high[node, lanes] = np.maximum(self.high[node, lanes], port)

    def _arc(self, node: int, port: int, lanes: "npt.NDArray[np.int64]") -> None:
        if self.topology.ports[port].interface.nat == "outside":
            self._ends(Fate.UNKNOWN, node, lanes)
            return
        key = (node, self.topology.ports[port].node)
        bits = self.arcs.get(key)
        if bits is None:
            bits = self.arcs[key] = np.zeros(len(self.addresses), np.bool_)
        bits[lanes] = True

    def _act(self, node: int, action: Action, lanes: "npt.NDArray[np.int64]") -> None:
        if action.do is Do.LOCAL:
            self._delivered(node, action.port, lanes)
        elif action.do is Do.DISCARD:
            self._ends(Fate.DROPPED, node, lanes)
        elif action.do is Do.SILENT:
            self._ends(Fate.BLACK_HOLED, node, lanes)
        elif action.do is Do.TABLE:
            key = (node, action.node)
            bits = self.arcs.setdefault(key, np.zeros(len(self.addresses), np.bool_))
            bits[lanes] = True
        elif self.topology.ports[action.port].interface.nat == "outside":
            self._ends(Fate.UNKNOWN, node, lanes)
        elif action.do is Do.LEAVE:
            self._ends(Fate.LEFT, node, lanes)
        elif action.do is Do.FORWARD:
            for port in action.to:
                self._arc(node, port, lanes)
        else:
            self._subnet(node, action.port, lanes)

    def _subnet(self, node: int, port: int, lanes: "npt.NDArray[np.int64]") -> None:
        hosts = []
        inside = [a for i in self.topology.port_addresses[port] if (a := self.topology.addresses[i]).family == self.family]
        width = 32 if self.family == 4 else 128
        closed = self.fib.closed(port)
        for lane in lanes.tolist():
            owners = self.topology.owners_at(port, self.family, self.addresses[lane])
            if owners:
                self._arc(node, owners[0], np.array([lane]))
            elif closed:
                self._ends(Fate.BLACK_HOLED, node, np.array([lane]))
            elif any(self.addresses[lane] >> (width - a.length) == a.network >> (width - a.length) for a in inside):
                hosts.append(lane)
            else:
                self._ends(Fate.LEFT, node, np.array([lane]))
        if hosts:
            self._delivered(node, port, np.array(hosts))


def fates(fib: Fib, starts: Sequence[int], destinations: Sequence[str | int], family: int) -> Fates:
    """Fates from nodes (by number) to addresses. Raises ValueError for what is no address."""
    from netplan.forwarding.kernels import places, spread

    addresses = [d if isinstance(d, int) else int(ip_address(d)) for d in destinations]
    lanes = _Lanes(fib, addresses, family)
    nodes = len(fib.topology.nodes)
    keys = sorted(lanes.arcs)
    begin = np.searchsorted(np.array([k[0] for k in keys], np.int64), np.arange(nodes + 1)).astype(np.int64)
    head = np.array([k[1] for k in keys], np.int32)
    forward = _packed(np.array([lanes.arcs[k] for k in keys], np.bool_).reshape(len(keys), len(addresses)))
    found = spread(begin, head, forward, _packed(lanes.here))
    places(begin, head, forward, lanes.low, lanes.high)
    chosen = found[:, list(starts)]
    bits = np.unpackbits(np.ascontiguousarray(chosen).view(np.uint8), axis=-1, bitorder="little")[..., : len(addresses)]
    weights = np.array([1 << ORDER.index(fate) for fate in _PLANES], np.uint8)
    mask = (bits * weights[:, None, None]).sum(axis=0, dtype=np.uint8)
    low = lanes.low[list(starts)]
    place = np.stack([np.where(low == _FAR, -1, low), lanes.high[list(starts)]], axis=-1).astype(np.int32)
    return Fates(mask, place)


def _packed(bits: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint64]:
    """The last axis as 64-bit words, lane 0 the lowest bit."""
    lanes = bits.shape[-1]
    words = max(1, -(-lanes // 64))
    padded = np.zeros((*bits.shape[:-1], words * 64), np.bool_)
    padded[..., :lanes] = bits
    packed: npt.NDArray[np.uint64] = np.packbits(padded, axis=-1, bitorder="little").view(np.uint64)
    return packed
