"""BGP is computed again only when an answer that it was given is another one.

BGP asks the tables for few things: networks it announces, next hops, the way to peers. A computation keeps its questions
with their answers; where they are answered alike, and the speakers and the ports that they name are the same, so is the
result. States of a plan differ in few devices, and most of what changes in a table is nothing that BGP asked for.
"""

from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any
from weakref import ref

from models.device import Device, DeviceId
from models.interfaces import Interface
from models.network import Network
from models.route import Route
from models.routing import Ip, Prefix
from netplan.routing.bgp.origin import brought_along
from netplan.routing.bgp.process import bgp_routes
from netplan.routing.bgp.refused import held
from netplan.routing.bgp.speakers import default_router_id
from netplan.routing.bgp.transport import filters
from netplan.routing.bgp.view import BgpResult, NodeKey
from netplan.routing.table import NodeTable
from netplan.routing.unmodelled import unmodelled
from netplan.topology.topology import Topology

_NOT_ASKED = frozenset(
    {"interfaces", "statics", "ospf", "isis", "services", "users", "neighbours", "hosts", "chassis_ids", "observed", "coverage"}
)
_FIELDS = tuple(f.name for f in fields(Device) if f.name not in _NOT_ASKED)
"""What of a device BGP may look at beside its ports. Of what is not asked, single facts are compared in `Heard.fits`."""
_REMEMBERED = 256
_TRIED = 8


class _Asked:
    """A table that keeps what it was asked; `close` lets go of the table itself."""

    def __init__(self, table: NodeTable) -> None:
        self.table: NodeTable | None = table
        self._known = ref(table)
        self.answers: dict[tuple[str, Prefix | Ip | None], tuple[object, ...]] = {}

    def close(self) -> None:
        """No more questions."""
        self.table = None

    def _kept(self, what: str, of: Prefix | Ip | None) -> tuple[Any, ...]:
        assert self.table is not None
        if (found := self.answers.get((what, of))) is None:
            found = self.answers[what, of] = _answer(self.table, what, of)
        return found

    def routes(self) -> tuple[Route, ...]:
        """All entries."""
        return self._kept("routes", None)

    def with_process(self) -> tuple[tuple[Route, str], ...]:
        """All entries with the names of their processes."""
        return self._kept("with_process", None)

    def exact(self, prefix: Prefix) -> tuple[Route, ...]:
        """The entries of a prefix."""
        return self._kept("exact", prefix)

    def longest(self, address: Ip) -> tuple[Route, ...]:
        """The entries that lead to an address."""
        return self._kept("longest", address)

    def fits(self, table: NodeTable) -> bool:
        """Whether another table gives the same answers."""
        if table is self._known():
            return True
        return all(_answer(table, what, of) == answer for (what, of), answer in self.answers.items())

    def ports(self) -> set[str]:
        """The ports that the answers name."""
        found: set[str] = set()
        for answer in self.answers.values():
            for item in answer:
                route = item[0] if isinstance(item, tuple) else item
                if isinstance(route, Route):
                    found.add(route.interface)
        return found


def _answer(table: NodeTable, what: str, of: Prefix | Ip | None) -> tuple[Any, ...]:
    ask = getattr(table, what)
    return tuple(ask() if of is None else ask(of))


@dataclass
class _Near:
    """An adjacency that keeps what it was asked."""

    topology: Topology | None
    answers: dict[tuple[DeviceId, str], tuple[tuple[DeviceId, str], ...]] = field(default_factory=dict)

    def adjacent(self, device: DeviceId, interface: str) -> tuple[tuple[DeviceId, str], ...]:
        """The interfaces that hear this one."""
        assert self.topology is not None
        if (answer := self.answers.get((device, interface))) is None:
            answer = self.answers[device, interface] = tuple(self.topology.adjacent(device, interface))
        return answer


@dataclass(frozen=True)
class Heard:
    """One computation of BGP with all that it rests on."""

    network: Network
    tables: Mapping[NodeKey, _Asked]
    near: _Near
    ports: Mapping[DeviceId, frozenset[str]]
    """The ports that questions or answers name."""
    called: frozenset[Ip]
    """The addresses that sessions run between."""
    result: BgpResult

    def fits(
        self,
        topology: Topology,
        seen: Mapping[NodeKey, NodeTable],
        changed: Collection[DeviceId] | None = None,
        near: Collection[DeviceId] = (),
    ) -> bool:
        """Whether it is what BGP would compute here.

        Devices that are not in `changed` are known to be the same, those that are not `near` to have the same neighbours.
        """
        network, old = topology.network, self.network
        if network.realms != old.realms or len(network.devices) != len(old.devices):
            return False
        names = network.devices if changed is None else changed
        if not all(name in old.devices and self._same(old.devices[name], network.devices[name]) for name in names):
            return False
        beside = self.near.answers.items()
        if changed is not None:
            beside = {port: self.near.answers[port] for device in near for port in self.beside.get(device, ())}.items()
        if any(tuple(topology.adjacent(*port)) != answer for port, answer in beside):
            return False
        return all(self.tables[key].fits(table) for key, table in seen.items() if key in self.tables)

    @cached_property
    def beside(self) -> Mapping[DeviceId, tuple[tuple[DeviceId, str], ...]]:
        """The ports of each device whose neighbours were asked for."""
        found: dict[DeviceId, list[tuple[DeviceId, str]]] = {}
        for port in self.near.answers:
            found.setdefault(port[0], []).append(port)
        return {device: tuple(ports) for device, ports in found.items()}

    def _same(self, one: Device, other: Device) -> bool:
        if one is other:
            return True
        if (one.bgp or other.bgp) and any(_differ(getattr(one, name), getattr(other, name)) for name in _FIELDS):
            return False
        if self.ports.get(one.id) and self._data_plane(one) != self._data_plane(other):
            return False
        if one.bgp and one.ospf is not other.ospf and _named(one) != _named(other):
            return False
        if one.statics is not other.statics and brought_along(one) != brought_along(other):
            return False
        if one.interfaces is other.interfaces:
            return True
        if one.vxlan is not None or other.vxlan is not None:
            return False
        named = self.ports.get(one.id, frozenset())
        for name in one.interfaces.keys() | other.interfaces.keys():
            before, after = one.interfaces.get(name), other.interfaces.get(name)
            if before is not after and before != after and (name in named or self._called(before) or self._called(after)):
                return False
        if self._refusable(one) != self._refusable(other):
            return False
        return all(
            process.router_id is not None or default_router_id(one, vrf) == default_router_id(other, vrf)
            for vrf, process in one.bgp.items()
        )

    def _refusable(self, device: Device) -> Mapping[tuple[str, Ip], str]:
        """The ports of its addresses that were asked for as next hops (or as peers)."""
        tables = {vrf: self.tables.get((device.id, vrf)) for vrf in device.bgp}
        asked = {vrf: table.answers for vrf, table in tables.items() if table is not None}
        return {(vrf, hop): port for (vrf, hop), port in held(device).items() if ("longest", hop) in asked.get(vrf, {})}

    def _data_plane(self, device: Device) -> object:
        """What may stop packets at the ports that were asked for: the way of a session may lie there without BGP being spoken."""
        ports = (device.interfaces[name] for name in self.ports[device.id] if name in device.interfaces)
        lists = {name: device.acls.get(name) for port in ports for name in filters(port)}
        across = (device.crossings, device.acls) if device.crossings is not None else None
        return device.os, unmodelled(device).data, lists, across

    def _called(self, port: Interface | None) -> bool:
        return port is not None and any(address.ip.ip in self.called for address in port.addresses)


def _named(device: Device) -> object:
    """The networks that OSPF names: all that bringing routes into BGP reads of it."""
    return {key: (process.vrf, process.id, process.networks) for key, process in device.ospf.items()}


def _differ(one: object, other: object) -> bool:
    return one is not other and one != other


_memory: OrderedDict[tuple[int, ...], list[Heard]] = OrderedDict()


def heard(topology: Topology, seen: Mapping[NodeKey, NodeTable]) -> Heard:
    """BGP over these tables: remembered where that is possible."""
    key = tuple(id(device.bgp) for device in topology.network.devices.values() if device.bgp)
    known = _memory.setdefault(key, [])
    _memory.move_to_end(key)
    for found in reversed(known[-_TRIED:]):
        if found.fits(topology, seen):
            return found
    made = _computed(topology, seen)
    known.append(made)
    del known[:-_TRIED]
    if len(_memory) > _REMEMBERED // _TRIED:
        _memory.popitem(last=False)
    return made


def _computed(topology: Topology, seen: Mapping[NodeKey, NodeTable]) -> Heard:
    network = topology.network
    asked = {key: _Asked(table) for key, table in seen.items() if network.devices[key[0]].bgp}
    near = _Near(topology)
    result = bgp_routes(network, near, asked)
    near.topology = None
    for one in asked.values():
        one.close()
    ports: dict[DeviceId, set[str]] = {}
    called: set[Ip] = set()
    for (device, _), table in asked.items():
        ports.setdefault(device, set()).update(table.ports())
    for place, answer in near.answers.items():
        for owner, port in (place, *answer):
            ports.setdefault(owner, set()).add(port)
    for name in {device for device, _ in asked}:
        facts = network.devices[name]
        for process in facts.bgp.values():
            for neighbor in process.neighbors:
                ports[name] |= {neighbor.interface, neighbor.update_source}
                called |= {neighbor.address} if neighbor.address is not None else set()
        ports[name] |= {facts.interfaces[port].unnumbered_from for port in ports[name] if port in facts.interfaces}
    called |= {address for session in result.sessions for address in (session.local, session.remote) if address is not None}
    return Heard(network, asked, near, {device: frozenset(names) for device, names in ports.items()}, frozenset(called), result)
