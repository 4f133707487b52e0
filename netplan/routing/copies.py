"""Routes that a device copies from one of its tables into another (Junos `instance-import`, `rib-groups`).

A copy keeps protocol, preference and metric. What is a copy itself is copied no further.
"""

from collections.abc import Iterable, Iterator, Mapping

from models.device import Device, DeviceId
from models.interfaces import DEFAULT_VRF
from models.route import Route
from models.routing import Prefix, RouteCopy
from netplan.routing.columns import Book, Rows, rows
from netplan.routing.policy.candidate import Candidate
from netplan.routing.policy.policies import policies_of
from netplan.routing.table import NodeTable
from netplan.topology.topology import Topology

_NODE, _PORT, _VIA, _TABLE, _PROCESS, _SOURCE = 0, 5, 7, 8, 11, 12
"""Places in a row of ROUTE."""


class Copies:
    """What some devices copy between their tables; what that is depends on the tables."""

    def __init__(self, topology: Topology, book: Book, devices: Iterable[DeviceId]) -> None:
        self.topology, self.book = topology, book
        self._wanted: list[tuple[Device, int, int, str, RouteCopy]] = []
        for name in sorted(devices):
            device = topology.network.devices[name]
            for copy in sorted(device.copies, key=lambda c: (c.vrf, c.home, c.protocols, c.policies, c.family)):
                for home in (copy.home,) if copy.home else (DEFAULT_VRF, *sorted(device.vrfs)):
                    ends = [topology.node_index.get((name, vrf)) for vrf in (home, copy.vrf)]
                    if home != copy.vrf and ends[0] is not None and ends[1] is not None:
                        self._wanted.append((device, ends[0], ends[1], home, copy))

    def routes(self, tables: Mapping[int, NodeTable]) -> Rows:
        """The copies, given the tables as they are now."""
        return rows(row for _, _, row, permitted in self._judged(tables) if permitted)

    def doubts(self, tables: Mapping[int, NodeTable]) -> Iterator[tuple[int, Prefix, str]]:
        """The copies of which it is not known whether they are made: node, prefix and why."""
        for node, prefix, row, permitted in self._judged(tables):
            if permitted is None:
                yield node, prefix, f"not known whether it is copied from another table ({self.book.source_at(int(row[_SOURCE]))})"

    def _judged(self, tables: Mapping[int, NodeTable]) -> Iterator[tuple[int, Prefix, tuple[int | bool, ...], bool | None]]:
        for device, home, into, name, copy in self._wanted:
            copied = {other.source for other in device.copies}
            table = tables[home]
            for route, row in zip(table.routes(), table.rows.tolist(), strict=True):
                if route.source in copied or (copy.protocols and route.protocol not in copy.protocols):
                    continue
                if copy.family and route.prefix.version != copy.family:
                    continue
                if row[_TABLE] == into:
                    continue
                permitted = _permits(device, copy, route, name)
                if permitted is not False:
                    yield into, route.prefix, self._row(row, home, into, copy), permitted

    def _row(self, row: tuple[int | bool, ...], home: int, into: int, copy: RouteCopy) -> tuple[int | bool, ...]:
        changed = list(row)
        changed[_NODE], changed[_VIA], changed[_PROCESS], changed[_SOURCE] = into, -1, -1, self.book.source(copy.source)
        if changed[_PORT] == -1 and not changed[9] and changed[_TABLE] == -1:
            changed[_TABLE] = home
        return tuple(changed)


def _permits(device: Device, copy: RouteCopy, route: Route, home: str) -> bool | None:
    if not copy.policies:
        return True
    if route.protocol == "local" and not copy.protocols:
        return False
    candidate = Candidate.of(route, home)
    return policies_of(device).apply(copy.policies, candidate, "permit" if copy.protocols else "deny").permitted
