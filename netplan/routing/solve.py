"""The routing tables of a network: every protocol in turn until nothing changes any more."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import blake2b
from ipaddress import IPv4Network
from typing import NamedTuple

import numpy as np

from models.cycles import uncollected
from models.device import Device, DeviceId
from models.interfaces import InterfaceKind
from models.network import Network
from models.route import Route
from models.routing import Prefix
from models.verdict import Finding, Verdict
from netplan.routing import orders, remains
from netplan.routing.base import Statics, connected
from netplan.routing.bgp.memory import heard
from netplan.routing.bgp.rows import bgp_rows
from netplan.routing.bgp.view import BgpResult, NodeKey
from netplan.routing.columns import BGP, NONE, NUMBER, Book, Rows, chosen, merged, prefix_object, same_rows, stacked
from netplan.routing.doubt.facts import Doubt
from netplan.routing.doubt.judged import open_route
from netplan.routing.doubt.onward import onward
from netplan.routing.doubt.sources import opened
from netplan.routing.doubt.spread import Spread
from netplan.routing.eigrp.process import Eigrp
from netplan.routing.eigrp.view import speaking as eigrp_speaking
from netplan.routing.isis.process import Isis
from netplan.routing.isis.view import speaking as isis_speaking
from netplan.routing.orders import differing, other_outcomes, rests, torn
from netplan.routing.ospf.process import Ospf
from netplan.routing.ospf.view import speaking
from netplan.routing.policy.policies import policies_of
from netplan.routing.protocol import RoutingProtocol
from netplan.routing.remains import earlier, left_over, may_remain
from netplan.routing.resolution import unclear
from netplan.routing.rip.process import Rip
from netplan.routing.rip.view import speaking as rip_speaking
from netplan.routing.settle import flipping, one_by_one, wherever
from netplan.routing.starts import contested, interior_first, may_rest_otherwise, neighbours_first
from netplan.routing.table import NodeTable, route_object, tables
from netplan.routing.unmodelled import unmodelled
from netplan.topology.memo import PerDevice
from netplan.topology.topology import Node, Topology, build, vrfs_of

ROUNDS = 24
"""After so many rounds without a fixed point, routing is reported as not converging."""


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
    doubts: Mapping[int, tuple[Doubt, ...]] = field(default_factory=dict)
    """Routes that nodes may have beside those of their tables, as somebody whom nobody knows may announce them."""

    @cached_property
    def ribs(self) -> Mapping[Node, tuple[Route, ...]]:
        """The routes of each node as objects."""
        return {node: self.tables[i].routes() for i, node in enumerate(self.topology.nodes)}

    def open_route(self, node: int, prefix: Prefix) -> str:
        """Why it is not known whether a node has a route with exactly this prefix, or which one; "" when it is."""
        if why := self.unknown.get(node, "") or self.unknown_prefixes.get(node, {}).get(prefix, ""):
            return why
        doubts = self.doubts.get(node, ())
        return open_route(self.tables[node], doubts, prefix, self.topology.network.strict) if doubts else ""

    def ospf_routes(self) -> tuple[Route, ...]:
        """What OSPF computed at every router, directly attached subnets included (they have no next hop)."""
        offered = self.offered[np.isin(self.offered["protocol"], _OSPF)]
        return tuple(route_object(self.topology, self.book, row) for row in offered.tolist())


@uncollected()
def routes(network: Network) -> RoutingResult:
    """Compute the routing tables of a network."""
    return routes_over(build(network))


@uncollected()
def routes_over(topology: Topology) -> RoutingResult:
    """Compute the routing tables over a topology."""
    rounds = _Rounds(topology)
    found, seen = rounds.base, set[bytes]()
    for _ in range(ROUNDS):
        step = rounds.after(found)
        if same_rows(step.own, found):
            return _result(rounds, step, rounds.otherwise(step), True)
        if (state := blake2b(step.own.view(np.uint8).data).digest()) in seen:
            break
        seen.add(state)
        found = step.own
    unsettled = flipping(lambda rows: rounds.after(rows).own, found, ROUNDS)
    tried = one_by_one(lambda rows: rounds.after(rows).own, found, len(topology.nodes))
    step = rounds.after(tried.rows)
    if not tried.rests:
        return _result(rounds, step, unsettled | tried.changed | rounds.otherwise(step), False)
    return _result(rounds, step, unsettled | rounds.otherwise(step), True)


def otherwise(
    topology: Topology, book: Book, rest: Rows, offered: Rows, learnt: Rows, bgp: BgpResult
) -> frozenset[tuple[int, int]]:
    """The (node, prefix number) pairs that may be otherwise than in `rest`, as the network can rest in other states too.

    `offered` is what the interior protocols offer in it, `learnt` what BGP does, which `bgp` tells the reasons of.
    """
    both, either = torn(topology, book, offered, learnt, bgp), contested(topology, book, rest, offered, bgp)
    if not (both or either or may_remain(topology.network)):
        return frozenset()
    apart, found = _Rounds(topology, book), set[tuple[int, int]]()
    if both:
        found |= other_outcomes(topology, apart.advance, rest)
    if either:
        for first in (neighbours_first(topology.network), interior_first(topology.network)):
            other = _Rounds(replace(topology, network=first), book)
            for start in rests(other.advance, other.base):
                found |= differing(apart.advance, rest, start)
    if may_remain(topology.network):
        before = _Rounds(build(earlier(topology.network)), book)
        *_, then = rests(before.advance, before.base)
        for start in left_over(topology, book, rest, before.topology, then):
            found |= wherever(topology, differing(apart.advance, rest, start))
        attached = rest[np.isin(rest["protocol"], _ATTACHED)]
        found -= set(zip(attached["node"].tolist(), attached["prefix"].tolist(), strict=True))
    return frozenset(found)


@dataclass(frozen=True)
class _Step:
    """What follows from the main tables of the round before."""

    own: Rows
    now: Mapping[int, NodeTable]
    offered: Rows
    bgp: BgpResult


class _Merged:
    """The tables that some rows make, kept for as long as these stay the same."""

    def __init__(self) -> None:
        self._parts: tuple[Rows, ...] = ()
        self._rows = NONE

    def of(self, *parts: Rows) -> Rows:
        """The merge of the parts."""
        if len(parts) != len(self._parts) or not all(map(same_rows, parts, self._parts)):
            self._parts, self._rows = parts, merged(stacked(parts))
        return self._rows


class _Rounds:
    """One computation over a topology: everything that stays the same from round to round."""

    def __init__(self, topology: Topology, book: Book | None = None) -> None:
        self.topology, self.book = topology, book if book is not None else Book()
        self.base, self.statics = connected(topology, self.book), Statics(topology, self.book)
        self.protocols = _protocols(topology, self.book)
        self._now: dict[int, NodeTable] = {}
        self._seen: dict[int, NodeTable] = {}
        self._bgp: tuple[BgpResult, Rows] = BgpResult(), NONE
        self._inner, self._viewed, self._whole = _Merged(), _Merged(), _Merged()
        self._speaks_bgp = bool(runs_bgp.among(topology.network.devices))

    def after(self, found: Rows) -> _Step:
        """The main tables that follow from the tables `found`."""
        now = self._now = tables(self.topology, self.book, found, self._now)
        offered = stacked(protocol.routes(now) for protocol in self.protocols)
        own = self._inner.of(self.base, self.statics.routes(now), offered)
        bgp = BgpResult()
        if self._speaks_bgp:
            learnt = chosen(found, np.isin(found["protocol"], BGP))
            view = self._viewed.of(own, learnt) if len(learnt) else own
            self._seen = tables(self.topology, self.book, view, self._seen or now)
            bgp = heard(self.topology, _keyed(self.topology, self._seen)).result
            if bgp is not self._bgp[0]:
                self._bgp = bgp, bgp_rows(self.topology, self.book, bgp)
            own = self._whole.of(own, self._bgp[1])
        return _Step(own, now, offered, bgp)

    def otherwise(self, step: _Step) -> frozenset[tuple[int, int]]:
        """The (node, prefix number) pairs that may be otherwise than after a step that changes nothing any more."""
        if not may_rest_otherwise(self.topology.network):
            return frozenset()
        return otherwise(self.topology, self.book, step.own, step.offered, self._bgp[1], step.bgp)

    def advance(self, found: Rows) -> Rows:
        """The main tables that follow, and nothing else."""
        return self.after(found).own


runs_bgp = PerDevice(lambda device: any(process.enabled for process in device.bgp.values()))
"""Whether a process of BGP runs on a device."""
_ATTACHED = [NUMBER["connected"], NUMBER["local"]]
_OSPF = [number for protocol, number in NUMBER.items() if protocol.startswith("ospf")]


class Kind(NamedTuple):
    """A routing protocol: whether a device speaks it, and the object that computes it (for some nodes, if it can).

    With `ports`, which tells the ports of a device that may speak it, it can be computed for the nodes of one island alone.
    """

    speaks: Callable[[Device], bool]
    make: Callable[[Topology, Book, Collection[int] | None], RoutingProtocol]
    ports: Callable[[Device], frozenset[str]] | None = None


def _ospf(version: int) -> Kind:
    return Kind(
        lambda device: any(kind == version for kind, _ in device.ospf),
        lambda topology, book, nodes: Ospf(topology, book, version, policies_of, nodes),
        lambda device: speaking(device).get(version, frozenset()),
    )


def _isis() -> Kind:
    return Kind(
        lambda device: bool(device.isis), lambda topology, book, nodes: Isis(topology, book, policies_of, nodes), isis_speaking
    )


def _rip(family: int) -> Kind:
    return Kind(
        lambda device: any(version == family for _, version, _ in device.rip),
        lambda topology, book, nodes: Rip(topology, book, family, policies_of, nodes),
        rip_speaking,
    )


def _eigrp(family: int) -> Kind:
    return Kind(
        lambda device: any(version == family for _, version, _ in device.eigrp),
        lambda topology, book, nodes: Eigrp(topology, book, family, policies_of, nodes),
        eigrp_speaking,
    )


KINDS = (_ospf(2), _ospf(3), _isis(), _rip(4), _rip(6), _eigrp(4), _eigrp(6))
"""Every protocol but BGP, which is asked last: it builds on what these offer."""


def _protocols(topology: Topology, book: Book) -> tuple[RoutingProtocol, ...]:
    devices = topology.network.devices.values()
    return tuple(kind.make(topology, book, None) for kind in KINDS if any(kind.speaks(device) for device in devices))


def _keyed(topology: Topology, by_number: Mapping[int, NodeTable]) -> dict[NodeKey, NodeTable]:
    return {(node.device, node.vrf): by_number[i] for i, node in enumerate(topology.nodes)}


def _leased(device: Device) -> tuple[tuple[str, str], ...]:
    return tuple(
        (i.vrf, f"{i.name} has its address from DHCP, and maybe a default route with it ({i.source})")
        for i in device.interfaces.values()
        if i.dhcp and i.enabled and not i.addresses and i.kind is not InterfaceKind.MANAGEMENT
    )


leased = PerDevice(_leased)
"""(VRF, why) of ports whose address comes from DHCP: a default route may come with it."""


class Unsure(NamedTuple):
    """What devices leave open by themselves: nodes that may lack any route, and nodes that may have another default route."""

    nodes: dict[int, str]
    defaults: dict[int, str]


def unsure(topology: Topology, devices: Iterable[DeviceId]) -> Unsure:
    """What some devices leave open."""
    found = Unsure({}, {})
    for name in devices:
        device = topology.network.devices[name]
        if why := unmodelled(device).control or unclear(device):
            found.nodes.update((topology.node_index[name, vrf], why) for vrf in vrfs_of(device))
        for vrf, why in leased(device):
            found.defaults.setdefault(topology.node_index[name, vrf], why)
    return found


def _result(rounds: _Rounds, step: _Step, unsettled: frozenset[tuple[int, int]], converged: bool) -> RoutingResult:
    book = rounds.book
    open_ = unsure(rounds.topology, rounds.topology.network.devices)
    found = assembled(rounds.topology, book, step.now, open_, (rounds.statics,), rounds.protocols, step.bgp)
    prefixes = {node: dict(unknown) for node, unknown in found.unknown_prefixes.items()}
    found = replace(found, rows=step.own, offered=step.offered, unknown_prefixes=prefixes)
    if converged:
        add_unsettled(prefixes, book, unsettled)
        return found
    add_unsettled(prefixes, book, wherever(rounds.topology, unsettled), _RESTLESS)
    nodes = sorted({str(rounds.topology.nodes[node]) for node, _ in unsettled})
    moving = sorted({prefix_object(*book.prefixes[prefix]) for _, prefix in unsettled}, key=lambda p: (p.version, p))
    what = f"{_RESTLESS}: {_some(map(str, moving))} at {_some(nodes)} (a redistribution loop or a BGP oscillation)"
    return replace(found, findings=(*found.findings, Finding("convergence", Verdict.UNKNOWN, what)), converged=False)


def _some(names: Iterable[str]) -> str:
    """The first names of many."""
    found = list(names)
    return ", ".join(found[:_TOLD]) + (f" and {len(found) - _TOLD} more" if len(found) > _TOLD else "")


def add_unsettled(
    prefixes: dict[int, dict[Prefix, str]], book: Book, pairs: Iterable[tuple[int, int]], why: str | None = None
) -> None:
    """Enter (node, prefix number) pairs for which a network can come to rest in several ways, or (`why`) in none."""
    found = sorted((node, *book.prefixes[prefix]) for node, prefix in pairs)  # where several hold a destination, the first is told
    for node, *prefix in found:
        prefixes.setdefault(node, {})[prefix_object(*prefix)] = why or _BY_ORDER


_RESTLESS = "routing does not settle"
_TOLD = 5
"""So many prefixes and nodes are named of those that do not settle."""


_BY_ORDER = "which route is in the table depends on the order of events"


def assembled(
    topology: Topology,
    book: Book,
    now: Mapping[int, NodeTable],
    open_: Unsure,
    statics: Iterable[Statics],
    protocols: Iterable[RoutingProtocol],
    bgp: BgpResult,
) -> RoutingResult:
    """The result that tables in which nothing changes any more make, with all that is not known about them."""
    statics, protocols = tuple(statics), tuple(protocols)
    unknown = dict(open_.nodes)
    prefixes: dict[int, dict[Prefix, str]] = {}
    for protocol in protocols:
        for node, why in protocol.notes.incomplete.items():
            unknown.setdefault(node, why)
        for node, filtered in protocol.notes.unknown.items():
            prefixes.setdefault(node, {}).update(filtered)
    for node, why in open_.defaults.items():
        prefixes.setdefault(node, {}).setdefault(IPv4Network("0.0.0.0/0"), why)
    for node, prefix, why in (doubt for static in statics if static.may_be_unsure for doubt in static.doubts(now)):
        prefixes.setdefault(node, {})[prefix] = why
    for key, why in bgp.gaps.items():
        unknown.setdefault(topology.node_index[key], why)
    for key, doubtful in bgp.unknown.items():
        prefixes.setdefault(topology.node_index[key], {}).update(doubtful)
    for node, prefix, why in onward(topology, now, bgp):
        prefixes.setdefault(node, {}).setdefault(prefix, why)
    findings = [f for static in statics for f in static.findings] + [f for protocol in protocols for f in protocol.notes.findings]
    findings += [Finding(f"bgp-{n.kind}", Verdict.UNKNOWN, n.what, start=str(n.node[0]), sources=n.sources) for n in bgp.notes]
    untried = orders.untried(topology), remains.untried(topology)
    findings += [Finding("convergence", Verdict.UNKNOWN, what) for what in untried if what]
    doubts = Spread(topology, bgp.outside).run(opened(topology, unknown, (topology.node_index[key] for key in bgp.gaps)))
    return RoutingResult(topology, book, NONE, now, NONE, bgp, tuple(findings), unknown, prefixes, True, doubts)
