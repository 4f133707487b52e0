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
from netplan.forwarding.failures import Failure, failures
from netplan.forwarding.fates import decided
from netplan.forwarding.lanes import Lanes, Words
from netplan.forwarding.live import Live
from netplan.forwarding.pairs import Pair, Reach, Subnet
from netplan.forwarding.program import PLANE
from netplan.topology.segments import PortAddress, virtual

_DELIVERED, _UNKNOWN = PLANE[Fate.DELIVERED], PLANE[Fate.UNKNOWN]


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
    asked = _Asked(state, [pair for pair in found if pair.reach in (Reach.ALL, Reach.PART)], family)
    for failure in failures(state, asked.lanes.addresses, family=family):
        yield asked.loss(failure)


class _Asked:
    """Pairs of subnets as rows and columns: sources by the nodes that they send to, targets by their lanes."""

    def __init__(self, state: Live, pairs: Sequence[Pair], family: int) -> None:
        standing_at = _Segments(state)
        sources, rows = _numbered(pair.source for pair in pairs)
        targets, columns = _numbered(pair.target for pair in pairs)
        addresses = [standing_at.addresses(target) for target in targets]
        self._pairs = pairs
        self.lanes = Lanes((address for found in addresses for address in found), family)
        self._gateways = [standing_at.gateways(source) for source in sources]
        self._behind: dict[int, list[int]] = defaultdict(list)
        self._standing: dict[Start, list[int]] = defaultdict(list)
        for number, gateways in enumerate(self._gateways):
            for port, node in gateways:
                self._behind[node].append(number)
                self._standing[port].append(number)
        self._lane = np.array([self.lanes.at(address) for found in addresses for address in found], np.int64)
        self._first = np.cumsum([0, *(len(found) for found in addresses)])
        self._pair_at = np.full((len(sources), len(targets)), -1, np.int32)
        """The number of each pair, -1 where there is none."""
        self._pair_at[rows, columns] = np.arange(len(pairs))
        nodes = [(node.device, node.vrf) for node in (state.plane.nodes[number] for number in self._behind)]
        before = decided(state.plane.fates(nodes, self.lanes.addresses, family).apart())
        self._before = dict(
            zip(self._behind, zip(before[_DELIVERED], before[_UNKNOWN] & ~before[_DELIVERED], strict=True), strict=True)
        )
        """What each node delivers while all is up, and of what that is not known."""

    def loss(self, failure: Failure) -> Loss:
        """What a failure does to the pairs."""
        moved = failure.moved
        rows = {node: row for row, node in enumerate(moved.nodes.tolist()) if node in self._behind}
        touched = {source for port in failure.down for source in self._standing.get(port, ())}
        some = np.bitwise_or.reduce(moved.lost, axis=1).astype(np.bool_)
        touched |= {source for node, row in rows.items() if some[row] for source in self._behind[node]}
        cut: list[Pair] = []
        doubtful: list[Pair] = []
        for source in sorted(touched):
            arrives, unknown, hit = (np.zeros(self.lanes.words, np.uint64) for _ in range(3))
            for port, node in self._gateways[source]:
                delivered, open_ = self._before[node]
                if (row := rows.get(node)) is not None:
                    hit |= moved.lost[row]
                    delivered = delivered & ~moved.lost[row] | moved.won[row]
                    open_ = open_ & ~moved.bits[row] | moved.doubtful[row]
                if port in failure.down:
                    hit |= ~np.uint64(0)
                else:
                    arrives |= delivered
                    unknown |= open_
            gone = (self._pair_at[source] >= 0) & self._to(hit)
            if not gone.any() or not (gone := gone & ~self._to(arrives)).any():
                continue
            maybe = self._to(unknown)
            for target in np.flatnonzero(gone).tolist():
                (doubtful if maybe[target] else cut).append(self._pairs[self._pair_at[source, target]])
        return Loss(failure, tuple(cut), tuple(doubtful))

    def _to(self, bits: Words) -> npt.NDArray[np.bool_]:
        """Which targets have a lane among some."""
        before = np.concatenate([[0], np.cumsum(self.lanes.among(bits)[self._lane], dtype=np.int32)])[self._first]
        found: npt.NDArray[np.bool_] = before[1:] > before[:-1]
        return found


def _numbered(subnets: Iterable[Subnet]) -> tuple[list[Subnet], list[int]]:
    """Subnets in the order in which they come, each once, and the number of each that came."""
    numbers: dict[Subnet, int] = {}
    known: dict[int, int] = {}
    """By identity, for there are millions that come and hashing one takes longer than all else."""
    found = []
    for subnet in subnets:
        number = known.get(id(subnet))
        if number is None:
            number = known[id(subnet)] = numbers.setdefault(subnet, len(numbers))
        found.append(number)
    return list(numbers), found


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

    def gateways(self, subnet: Subnet) -> tuple[tuple[Start, int], ...]:
        """The ports that hosts of a subnet may hand packets to, with the number of the node behind each."""
        low, high = subnet.range
        found = {}
        for address in self._held[subnet.segment]:
            port = self._topology.ports[address.port]
            name = (port.device, port.interface.name)
            shared = any(True for _ in virtual(port.interface, address))
            if name in subnet.ports and low <= address.ip <= high and (name == subnet.gateway or shared):
                found[name] = port.node
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
