"""The routing tables of a network: every protocol in turn until nothing changes any more."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Network
from typing import NamedTuple

import numpy as np

from models.device import Device
from models.interfaces import InterfaceKind
from models.link import Link
from models.network import Network
from models.route import Route
from models.routing import Prefix
from models.verdict import Finding, Verdict
from netplan.routing.base import Statics, connected
from netplan.routing.bgp import bgp_routes
from netplan.routing.bgp_view import BgpResult, NodeKey
from netplan.routing.columns import NUMBER, Book, Rows, merged, prefix_object, rows
from netplan.routing.ospf.process import Ospf
from netplan.routing.policy import Policies
from netplan.routing.protocol import RoutingProtocol
from netplan.routing.settle import flipping, one_by_one
from netplan.routing.table import NodeTable, route_object, tables
from netplan.routing.unmodelled import unmodelled
from netplan.topology.memo import PerDevice
from netplan.topology.topology import Node, Topology, build

ROUNDS = 24
"""After so many rounds without a fixed point, routing is reported as not converging."""

_policies = PerDevice(Policies.of)


@dataclass(frozen=True)
class RoutingResult:
    """The main tables of all nodes.

    `unknown` names nodes whose table may lack routes or hold wrong ones, `unknown_prefixes` single prefixes, each
    with the reason. `offered` holds what the protocols but BGP offered, also where another one won.
    """

    topology: Topology
    book: Book
    rows: Rows
    tables: Mapping[int, NodeTable]
    offered: Rows
    bgp: BgpResult
    findings: tuple[Finding, ...]
    unknown: Mapping[int, str]
    unknown_prefixes: Mapping[int, Mapping[Prefix, str]]
    converged: bool

    @cached_property
    def ribs(self) -> Mapping[Node, tuple[Route, ...]]:
        """The routes of each node as objects."""
        return {node: self.tables[i].routes() for i, node in enumerate(self.topology.nodes)}

    def ospf_routes(self) -> tuple[Route, ...]:
        """What OSPF computed at every router, directly attached subnets included (they have no next hop)."""
        offered = self.offered[np.isin(self.offered["protocol"], _OSPF)]
        return tuple(route_object(self.topology, self.book, row) for row in offered.tolist())


def routes(network: Network) -> RoutingResult:
    """Compute the routing tables of a network."""
    return routes_over(build(network))


def routes_over(topology: Topology) -> RoutingResult:
    """Compute the routing tables over a topology."""
    rounds = _Rounds(topology)
    found, seen = rounds.base, set[bytes]()
    for _ in range(ROUNDS):
        step = rounds.after(found)
        if np.array_equal(step.own, found):
            return _result(rounds, step, frozenset(), True)
        if (state := step.own.tobytes()) in seen:
            break
        seen.add(state)
        found = step.own
    unsettled = flipping(lambda rows: rounds.after(rows).own, found, ROUNDS)
    found, converged = one_by_one(lambda rows: rounds.after(rows).own, found, len(topology.nodes))
    return _result(rounds, rounds.after(found), unsettled, converged)


@dataclass(frozen=True)
class _Step:
    """What follows from the main tables of the round before."""

    own: Rows
    now: Mapping[int, NodeTable]
    offered: Rows
    bgp: BgpResult


class _Rounds:
    """One computation over a topology: everything that stays the same from round to round."""

    def __init__(self, topology: Topology) -> None:
        self.topology, self.book = topology, Book()
        self.base, self.statics = connected(topology, self.book), Statics(topology, self.book)
        self.protocols = _protocols(topology, self.book)
        self._now: dict[int, NodeTable] = {}
        self._seen: dict[int, NodeTable] = {}
        self._speaks_bgp = any(p.enabled for d in topology.network.devices.values() for p in d.bgp.values())

    def after(self, found: Rows) -> _Step:
        """The main tables that follow from the tables `found`."""
        now = self._now = tables(self.topology, self.book, found, self._now)
        offered = np.concatenate([protocol.routes(now) for protocol in self.protocols])
        own = merged(np.concatenate([self.base, self.statics.routes(now), offered]))
        bgp = BgpResult()
        if self._speaks_bgp:
            view = merged(np.concatenate([own, found[np.isin(found["protocol"], _BGP)]]))
            self._seen = tables(self.topology, self.book, view, self._seen or now)
            bgp = _bgp(self.topology, self._seen)
            own = merged(np.concatenate([own, _bgp_rows(self.topology, self.book, bgp)]))
        return _Step(own, now, offered, bgp)


class _Heard(NamedTuple):
    """What BGP was computed from: kept, so that a device that is no more cannot lend its identity to a new one."""

    speakers: tuple[Device, ...]
    links: frozenset[Link]
    tables: tuple[tuple[Route, ...], ...]
    result: BgpResult


_heard: OrderedDict[tuple[object, ...], _Heard] = OrderedDict()
_REMEMBERED = 256


def _bgp(topology: Topology, seen: Mapping[int, NodeTable]) -> BgpResult:
    """What BGP offers, remembered: states of a plan differ in few devices, and most of them do not speak BGP.

    It rests on the facts of the speakers, on the tables of their nodes, which tell the state of their ports, and on wires.
    """
    network = topology.network
    speakers = tuple(device for device in network.devices.values() if device.bgp)
    names = {device.id for device in speakers}
    own = tuple(seen[i].routes() for i, node in enumerate(topology.nodes) if node.device in names)
    links = frozenset(link for link in network.links if link.a.device in names or link.b.device in names)
    key = (*map(id, speakers), hash(links), hash(own))
    found = _heard.get(key)
    if found is not None and found.links == links and found.tables == own:
        _heard.move_to_end(key)
        return found.result
    result = bgp_routes(network, topology, _keyed(topology, seen))
    _heard[key] = _Heard(speakers, links, own, result)
    if len(_heard) > _REMEMBERED:
        _heard.popitem(last=False)
    return result


_OSPF = [number for protocol, number in NUMBER.items() if protocol.startswith("ospf")]
_BGP = [NUMBER[p] for p in ("bgp", "ibgp", "aggregate", "leak")]


def _protocols(topology: Topology, book: Book) -> tuple[RoutingProtocol, ...]:
    """Every protocol but BGP, which is asked last: it builds on what these offer."""
    return (Ospf(topology, book, 2, _policed), Ospf(topology, book, 3, _policed))


def _policed(device: Device) -> Policies:
    return _policies(device)


def _keyed(topology: Topology, by_number: Mapping[int, NodeTable]) -> dict[NodeKey, NodeTable]:
    return {(node.device, node.vrf): by_number[i] for i, node in enumerate(topology.nodes)}


def _bgp_rows(topology: Topology, book: Book, bgp: BgpResult) -> Rows:
    """BGP's answer as rows. Equal paths of one prefix form one entry whatever the kinds and metrics of its parts."""
    found = []
    for (device, vrf), offered in bgp.routes.items():
        node = topology.node_index[device, vrf]
        first: dict[Prefix, Route] = {}
        for route in offered:
            lead = first.setdefault(route.prefix, route)
            hop = -1 if route.next_hop is None else book.ip(route.next_hop.version, int(route.next_hop))
            port = topology.port_index.get((device, route.interface), -1) if route.interface else -1
            onward = (route.next_hop_device or device, route.next_hop_vrf)
            table = topology.node_index.get(onward, -1) if route.next_hop_vrf else -1
            row = (node, book.prefix_of(route.prefix), NUMBER[lead.protocol], lead.distance, lead.metric, port, hop, -1, table)
            found.append((*row, route.discard, route.tag, -1, book.source(route.source)))
    return rows(found)


def _leased(topology: Topology) -> Iterator[tuple[int, str]]:
    """Nodes with a port whose address comes from DHCP: a default route may come with it."""
    for device_id, device in topology.network.devices.items():
        for interface in device.interfaces.values():
            if interface.dhcp and interface.enabled and not interface.addresses and interface.kind is not InterfaceKind.MANAGEMENT:
                why = f"{interface.name} has its address from DHCP, and maybe a default route with it ({interface.source})"
                yield topology.node_index[device_id, interface.vrf], why


def _result(rounds: _Rounds, step: _Step, unsettled: frozenset[tuple[int, int]], converged: bool) -> RoutingResult:
    topology, book, statics, bgp = rounds.topology, rounds.book, rounds.statics, step.bgp
    unknown: dict[int, str] = {}
    for i, node in enumerate(topology.nodes):
        why = unmodelled(topology.network.devices[node.device]).control
        if why:
            unknown[i] = why
    for protocol in rounds.protocols:
        for i, why in protocol.notes.incomplete.items():
            unknown.setdefault(i, why)
    findings = [*statics.findings, *(f for protocol in rounds.protocols for f in protocol.notes.findings)]
    if not converged:
        what = (
            f"routing does not settle: after {ROUNDS} rounds the tables still change (a redistribution loop or a BGP oscillation)"
        )
        findings.append(Finding("convergence", Verdict.UNKNOWN, what))
        unknown = dict.fromkeys(range(len(topology.nodes)), what)
    prefixes: dict[int, dict[Prefix, str]] = {}
    for protocol in rounds.protocols:
        for i, filtered in protocol.notes.unknown.items():
            prefixes.setdefault(i, {}).update(filtered)
    for i, why in _leased(topology):
        prefixes.setdefault(i, {}).setdefault(IPv4Network("0.0.0.0/0"), why)
    for i, prefix in unsettled:
        prefixes.setdefault(i, {})[prefix_object(*book.prefixes[prefix])] = (
            "which route is in the table depends on the order of events"
        )
    for node_number, route in statics.tracked:
        prefixes.setdefault(node_number, {})[route.prefix] = f"the static route depends on {route.track} ({route.source})"
    for key, why in bgp.gaps.items():
        unknown.setdefault(topology.node_index[key], why)
    for (device, vrf), unsure in bgp.unknown.items():
        prefixes.setdefault(topology.node_index[device, vrf], {}).update(unsure)
    findings += [Finding(f"bgp-{n.kind}", Verdict.UNKNOWN, n.what, start=str(n.node[0]), sources=n.sources) for n in bgp.notes]
    return RoutingResult(topology, book, step.own, step.now, step.offered, bgp, tuple(findings), unknown, prefixes, converged)
