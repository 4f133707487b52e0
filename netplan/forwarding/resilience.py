"""Which subnets lose each other when one link or one device fails, by routing: filters on a detour are not looked at.

A host hands its packets to the gateway of its subnet. Where routers share the address of the gateway, the next of them takes over;
where they do not, hosts are left without one when its port goes down.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.verdict import Fate
from netplan.forwarding.dataplane import Start
from netplan.forwarding.failures import Cell, Failure, failures
from netplan.forwarding.fates import ORDER
from netplan.forwarding.live import Live
from netplan.forwarding.pairs import Pair, Reach, Subnet
from netplan.topology.segments import PortAddress, virtual
from netplan.topology.topology import Node


@dataclass(frozen=True, slots=True)
class Loss:
    """What one failure does to pairs of subnets that reach each other, at least in part, while all is up."""

    failure: Failure
    cut: tuple[Pair, ...]
    """Nothing arrives any more."""
    doubtful: tuple[Pair, ...]
    """Whether something arrives is not known."""


def losses(state: Live, found: Iterable[Pair], family: int = 4) -> Iterator[Loss]:
    """Every single failure in turn, and which of the pairs it cuts. Pairs of which nothing arrives anyway are left out."""
    reached = [pair for pair in found if pair.reach in (Reach.ALL, Reach.PART)]
    standing_at = _Segments(state)
    gateways = {pair.source: standing_at.gateways(pair.source) for pair in reached}
    at = {pair.target: standing_at.addresses(pair.target) for pair in reached}
    addresses = sorted({address for found in at.values() for address in found})
    nodes = sorted({node for found in gateways.values() for _, node in found})
    before = _Before.of(state, nodes, addresses, family)
    by_source: dict[Subnet, list[Pair]] = defaultdict(list)
    users: dict[Cell, list[Pair]] = defaultdict(list)
    for pair in reached:
        by_source[pair.source].append(pair)
        for _, node in gateways[pair.source]:
            for address in at[pair.target]:
                users[node, address].append(pair)
    standing: dict[Start, list[Subnet]] = defaultdict(list)
    for source, ports in gateways.items():
        for port, _ in ports:
            standing[port].append(source)
    for failure in failures(state, addresses, family=family):
        down = set(failure.ports)
        touched: dict[Pair, None] = {}
        for port in failure.ports:
            touched.update(dict.fromkeys(pair for source in standing.get(port, ()) for pair in by_source[source]))
        touched.update(dict.fromkeys(pair for cell in failure.lost for pair in users.get(cell, ())))
        after = _After(before, failure)
        cut: list[Pair] = []
        doubtful: list[Pair] = []
        for pair in touched:
            up = [node for port, node in gateways[pair.source] if port not in down]
            cells = [(node, address) for node in up for address in at[pair.target]]
            if not any(after.delivers(cell) for cell in cells):
                (doubtful if any(cell in after.doubtful for cell in cells) else cut).append(pair)
        yield Loss(failure, tuple(cut), tuple(doubtful))


class _After:
    """What cells become with a failure."""

    def __init__(self, before: "_Before", failure: Failure) -> None:
        self._before, self._lost, self._won = before, set(failure.lost), set(failure.won)
        self.doubtful = before.doubtful | set(failure.doubtful)

    def delivers(self, cell: Cell) -> bool:
        return cell in self._won or (cell in self._before.delivered and cell not in self._lost)


@dataclass(frozen=True, slots=True)
class _Before:
    """What cells are while all is up."""

    delivered: set[Cell]
    doubtful: set[Cell]

    @classmethod
    def of(cls, state: Live, nodes: Sequence[Node], addresses: Sequence[int], family: int) -> "_Before":
        if not nodes or not addresses:
            return cls(set(), set())
        mask = state.plane.fates([(node.device, node.vrf) for node in nodes], addresses, family).mask
        some, open_ = ((mask & (1 << ORDER.index(fate))) > 0 for fate in (Fate.DELIVERED, Fate.UNKNOWN))

        def cells(found: npt.NDArray[np.bool_]) -> set[Cell]:
            return {(nodes[i], addresses[j]) for i, j in np.argwhere(found).tolist()}

        return cls(cells(some), cells(open_ & ~some))


class _Segments:
    """Who has which address, by segment."""

    def __init__(self, state: Live) -> None:
        self._topology = topology = state.plane.topology
        self._held: dict[int, list[PortAddress]] = defaultdict(list)
        for address in topology.addresses:
            self._held[address.segment].append(address)
        self._taken: dict[int, list[int]] = defaultdict(list)
        for segment, ip in topology.owners:
            self._taken[segment].append(ip)

    def gateways(self, subnet: Subnet) -> tuple[tuple[Start, Node], ...]:
        """The ports that hosts of a subnet may hand packets to, with the node behind each."""
        low, high = subnet.range
        found = {}
        for address in self._held[subnet.segment]:
            port = self._topology.ports[address.port]
            name = (port.device, port.interface.name)
            shared = any(True for _ in virtual(port.interface, address))
            if name in subnet.ports and low <= address.ip <= high and (name == subnet.gateway or shared):
                found[name] = self._topology.nodes[port.node]
        return tuple(found.items())

    def addresses(self, subnet: Subnet) -> tuple[int, ...]:
        """Addresses that stand for all of a subnet: those of its routers, and one that no router has."""
        first, last = subnet.range
        taken = {ip for ip in self._taken[subnet.segment] if first <= ip <= last}
        host = next((ip for ip in range(last - 1, first, -1) if ip not in taken), last)
        return (*sorted(taken), host)


def by_departments(pairs: Iterable[Pair]) -> Mapping[tuple[str, str], int]:
    """How many pairs there are from each department to each other one."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for pair in pairs:
        counts[pair.source.department, pair.target.department] += 1
    return counts
