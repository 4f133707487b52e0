"""Summary routes that a device puts into its own table (Junos `aggregate` and `generate`).

Such a route is there while a longer prefix inside it is in the table and its policies permit that one; each route helps only
the longest summary that takes it. An aggregate drops what no longer prefix leads on. A generated route goes where its primary
contributor goes: the one of least preference, then of the lowest prefix. Routes that drop packets do not count for it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from models.device import Device, DeviceId
from models.route import Route
from models.routing import Prefix, SummaryRoute
from netplan.routing.columns import NUMBER, Book, Rows, rows
from netplan.routing.policy.candidate import Candidate
from netplan.routing.policy.policies import Policies, policies_of
from netplan.routing.table import NodeTable
from netplan.topology.topology import Topology


class _Table(NamedTuple):
    """The summaries of one node, the longest first."""

    node: int
    device: Device
    summaries: Sequence[SummaryRoute]


class _Standing(NamedTuple):
    """One summary with what holds it up; `doubt` says why that is not sure."""

    summary: SummaryRoute
    helpers: Sequence[Route]
    doubt: str


class Summaries:
    """The summary routes of some devices; which of them are there depends on the tables."""

    def __init__(self, topology: Topology, book: Book, devices: Iterable[DeviceId]) -> None:
        self.topology, self.book = topology, book
        self._tables: list[_Table] = []
        for name in sorted(devices):
            device = topology.network.devices[name]
            for vrf in sorted({summary.vrf for summary in device.summaries}):
                own = [summary for summary in device.summaries if summary.vrf == vrf]
                own.sort(key=lambda s: (-s.prefix.prefixlen, s.prefix.version, s.prefix))
                self._tables.append(_Table(topology.node_index[name, vrf], device, own))

    def routes(self, tables: Mapping[int, NodeTable]) -> Rows:
        """The summaries that stand, given the tables as they are now."""
        found = []
        for at in self._tables:
            for standing in _standing(at, tables[at.node].routes()):
                if standing.helpers:
                    found.append(self._row(at.node, standing))
        return rows(found)

    def doubts(self, tables: Mapping[int, NodeTable]) -> Iterator[tuple[int, Prefix, str]]:
        """The summaries of which that is not known: node, prefix and why."""
        for at in self._tables:
            for standing in _standing(at, tables[at.node].routes()):
                if standing.doubt:
                    yield at.node, standing.summary.prefix, standing.doubt

    def _row(self, node: int, standing: _Standing) -> tuple[int | bool, ...]:
        summary, book = standing.summary, self.book
        head = (node, book.prefix_of(summary.prefix), NUMBER["aggregate"], summary.distance, summary.metric)
        tail = (summary.tag, -1, book.source(summary.source))
        if not summary.generated:
            return (*head, -1, -1, -1, -1, True, *tail)
        lead = min(standing.helpers, key=lambda r: (r.distance, r.prefix, str(r.next_hop)))
        hop = -1 if lead.next_hop is None else book.ip(lead.next_hop.version, int(lead.next_hop))
        port = self.topology.port_index.get((lead.device, lead.interface), -1) if lead.interface else -1
        return (*head, port, hop, -1, -1, False, *tail)


def _standing(at: _Table, routes: Sequence[Route]) -> Iterator[_Standing]:
    """All summaries of a table with what helps them."""
    taken: set[Prefix] = set()
    policies = policies_of(at.device)
    for summary in at.summaries:
        helpers, unsure = [], ""
        for route in routes:
            inside = route.prefix.version == summary.prefix.version and route.prefix.prefixlen > summary.prefix.prefixlen
            if not inside or route.prefix in taken or not route.prefix.subnet_of(summary.prefix):  # type: ignore[arg-type]  # of one version
                continue
            if summary.generated and (route.discard or route.protocol == "local"):
                continue
            permitted = _permits(policies, summary, route)
            if permitted and summary.generated and route.protocol == "connected":
                unsure = f"not known whether the connected subnet {route.prefix} counts, as it has no gateway"
            elif permitted:
                helpers.append(route)
            elif permitted is None:
                unsure = f"not known whether {' '.join(summary.policies)} permits {route.prefix}"
        taken.update(route.prefix for route in helpers)
        sure = helpers and (not unsure or not summary.generated)
        yield _Standing(summary, helpers, "" if sure or not unsure else f"{unsure} ({summary.source})")


def _permits(policies: Policies, summary: SummaryRoute, route: Route) -> bool | None:
    candidate = Candidate.of(route)
    return policies.apply(summary.policies, candidate).permitted
