"""One spanning tree from its bridges: root, costs, and the role of each port (IEEE 802.1Q, 13.10: priority vectors).

The tree is a function of the bridges, their ports and the LANs between them. What decides may not be known: the MAC
address of a bridge, the cost of a port. Then each port has a *set* of roles that it may have: a cost is an interval, and
a comparison that the facts do not settle leaves both outcomes. Distances do not depend on ties, so the shortest paths come
first (Dijkstra, for the lower and for the upper costs), ties after them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import heappop, heappush
from typing import TypeVar

from models.device import DeviceId

T = TypeVar("T")
MOST_COST = 200_000_000
"""The largest cost there is (IEEE 802.1Q, 13.27.25): the upper end of one that is not known."""


class Role(StrEnum):
    """What a port does in a tree."""

    ROOT = "root"
    DESIGNATED = "designated"
    ALTERNATE = "alternate"
    BACKUP = "backup"

    @property
    def forwards(self) -> bool:
        """Whether frames pass, once the tree has settled."""
        return self in (Role.ROOT, Role.DESIGNATED)


@dataclass(frozen=True, slots=True, order=True)
class PortId:
    """A port of a bridge: `kind` and `number` order the ports of one priority, where both are of one kind."""

    priority: int
    kind: str
    number: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BridgePort:
    """A port that takes part in a tree; `cost` None is not known."""

    device: DeviceId
    name: str
    id: PortId
    cost: int | None


@dataclass(frozen=True, slots=True)
class Bridge:
    """A bridge of a tree; `mac` None is not known."""

    priority: int
    mac: int | None


Lan = tuple[BridgePort, ...]
"""The ports that hear each other: two on a wire, one on an edge, more where something that is no bridge is in between."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A settled tree. `roots` has one bridge where it is known, and else all that may be it."""

    roots: tuple[DeviceId, ...]
    costs: Mapping[DeviceId, tuple[int, int]]
    """The least and the greatest root path cost."""
    roles: Mapping[tuple[DeviceId, str], frozenset[Role]]

    def forwards(self, device: DeviceId, port: str) -> bool | None:
        """Whether a port forwards; None where that is not known."""
        states = {role.forwards for role in self.roles[device, port]}
        return states.pop() if len(states) == 1 else None


def before(a: Bridge, b: Bridge) -> bool | None:
    """Whether the first identifier is the lower one; None where a MAC address that is not known decides."""
    if a.priority != b.priority:
        return a.priority < b.priority
    return None if a.mac is None or b.mac is None or a.mac == b.mac else a.mac < b.mac


def _port_before(a: PortId, b: PortId) -> bool | None:
    if a.priority != b.priority:
        return a.priority < b.priority
    return a.number < b.number if a.kind == b.kind else None


def least(items: Sequence[T], lower: Callable[[T, T], bool | None]) -> list[T]:
    """All items that may be the lowest: those that no other is known to be below.

    >>> least([3, 1, 2], lambda a, b: a < b), least(["b", "?", "a"], lambda a, b: None if "?" in a + b else a < b)
    ([1], ['?', 'a'])
    """
    return [item for item in items if not any(lower(other, item) for other in items if other is not item)]


def tree(bridges: Mapping[DeviceId, Bridge], lans: Sequence[Lan]) -> Tree:
    """The tree of bridges that all reach each other over `lans`."""
    names = sorted(bridges)
    roots = least(names, lambda a, b: before(bridges[a], bridges[b]))
    costs: dict[DeviceId, tuple[int, int]] = {}
    roles: dict[tuple[DeviceId, str], frozenset[Role]] = {}
    for root in roots:
        rooted = _Rooted(bridges, lans, root)
        for name, (low, high) in rooted.costs.items():
            known = costs.get(name, (low, high))
            costs[name] = min(low, known[0]), max(high, known[1])
        for port, found in rooted.roles().items():
            roles[port] = roles.get(port, frozenset()) | found
    return Tree(tuple(roots), costs, roles)


class _Rooted:
    """The tree of one root."""

    def __init__(self, bridges: Mapping[DeviceId, Bridge], lans: Sequence[Lan], root: DeviceId) -> None:
        self.bridges, self.lans, self.root = bridges, lans, root
        self.at: dict[DeviceId, list[tuple[BridgePort, int]]] = {name: [] for name in bridges}
        for number, lan in enumerate(lans):
            for port in lan:
                self.at[port.device].append((port, number))
        self.exact = all(port.cost is not None for lan in lans for port in lan)
        low = self._distances(lambda port: 1 if port.cost is None else port.cost)
        high = low if self.exact else self._distances(lambda port: MOST_COST if port.cost is None else port.cost)
        self.costs = {name: (low[name], high[name]) for name in low}
        self.designated = [self._designated(number) for number in range(len(lans))]

    def _distances(self, cost: Callable[[BridgePort], int]) -> dict[DeviceId, int]:
        """Root path costs: a bridge pays for the port by which it hears the root."""
        found: dict[DeviceId, int] = {}
        queue = [(0, self.root)]
        while queue:
            distance, name = heappop(queue)
            if name in found:
                continue
            found[name] = distance
            for _, number in self.at[name]:
                for port in self.lans[number]:
                    if port.device not in found:
                        heappush(queue, (distance + cost(port), port.device))
        return found

    def _reached(self, without: DeviceId | None = None, lan: int = -1) -> frozenset[DeviceId]:
        """The bridges that the root reaches without one bridge, or without one LAN: best paths pass neither of them twice."""
        if self.exact:
            return frozenset(self.bridges)
        found, todo = {self.root}, [self.root]
        while todo:
            for _, number in self.at[todo.pop()]:
                if number != lan:
                    new = {port.device for port in self.lans[number]} - found - {without}
                    found |= new
                    todo += new
        return frozenset(found)

    def _designated(self, number: int) -> list[BridgePort]:
        """The ports that may speak for a LAN."""
        able = self._reached(lan=number)
        return least([port for port in self.lans[number] if port.device in able], self._speaks)

    def _speaks(self, a: BridgePort, b: BridgePort) -> bool | None:
        order = _below(self.costs[a.device], self.costs[b.device])
        if order is not None:
            return order
        if a.device == b.device:
            return _port_before(a.id, b.id)
        return before(self.bridges[a.device], self.bridges[b.device]) if self._equal(a.device, b.device) else None

    def _equal(self, a: DeviceId, b: DeviceId) -> bool:
        low, high = self.costs[a]
        return low == high and self.costs[b] == (low, high)

    def _root_ports(self, name: DeviceId) -> list[BridgePort]:
        """The ports by which a bridge may hear the root."""
        if name == self.root:
            return []
        able = self._reached(without=name)
        offers = [
            (port, (low + (1 if port.cost is None else port.cost), high + (MOST_COST if port.cost is None else port.cost)), number)
            for port, number in self.at[name]
            if (others := [self.costs[q.device] for q in self.lans[number] if q.device != name and q.device in able])
            for low, high in [(min(low for low, _ in others), min(high for _, high in others))]
        ]

        def nearer(a: tuple[BridgePort, tuple[int, int], int], b: tuple[BridgePort, tuple[int, int], int]) -> bool | None:
            order = _below(a[1], b[1])
            if order is not None or a[1] != b[1] or a[1][0] != a[1][1]:
                return order
            one, other = self.designated[a[2]], self.designated[b[2]]
            if len({port.device for port in one}) > 1 or len({port.device for port in other}) > 1:
                return None
            if one[0].device != other[0].device:
                return before(self.bridges[one[0].device], self.bridges[other[0].device])
            if a[2] == b[2]:
                return _port_before(a[0].id, b[0].id)
            return _port_before(one[0].id, other[0].id) if len(one) == len(other) == 1 else None

        return [port for port, _, _ in least(offers, nearer)]

    def roles(self) -> dict[tuple[DeviceId, str], frozenset[Role]]:
        """The roles that each port may have."""
        found: dict[tuple[DeviceId, str], frozenset[Role]] = {}
        for name, ports in self.at.items():
            roots = self._root_ports(name)
            for port, number in ports:
                speakers = self.designated[number]
                may: set[Role] = {Role.ROOT} if port in roots else set()
                if roots != [port]:
                    may |= {Role.DESIGNATED} if port in speakers else set()
                    others = [speaker.device for speaker in speakers if speaker != port]
                    may |= {Role.BACKUP if other == name else Role.ALTERNATE for other in others}
                found[name, port.name] = frozenset(may)
        return found


def _below(a: tuple[int, int], b: tuple[int, int]) -> bool | None:
    """Whether one interval lies below another; None where they overlap."""
    return True if a[1] < b[0] else False if b[1] < a[0] else None
