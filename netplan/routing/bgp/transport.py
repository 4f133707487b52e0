"""Whether the packets of a session find their way: the routes and packet filters of the routers between its ends.

Only the tables of devices that speak BGP are at hand. Where the way leads to others, or out of the snapshot, no more is said of
it. Filters of the two ends themselves are not looked at.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from models.device import Device, DeviceId
from models.filters import Acl, AclRule, Ports
from models.interfaces import Interface
from models.network import Network
from models.route import Route
from models.routing import Ip
from models.zones import between
from netplan.routing.bgp.view import Adjacency, NodeKey, Table
from netplan.routing.unmodelled import UNDEFINED_ACL_PERMITS, unmodelled

BGP_PORT = 179
_TCP = 6
_EPHEMERAL = (1024, 65535)
_DEPTH = 8
"""Next hops that lead to next hops."""


class Packet(NamedTuple):
    """One way of a session. `answers`: from the end that was called, so from the port of BGP."""

    source: Ip
    target: Ip
    answers: bool


class Way(NamedTuple):
    """What becomes of packets over equal paths: some arrive (or nobody knows), some surely do not, and why not."""

    good: bool
    bad: str


GOOD = Way(True, "")
Known = dict[tuple[NodeKey, str], Way]
"""What becomes of packets from a node on, by the zone that they came in by."""


class Transport:
    """The ways of packets through the routers of one network."""

    def __init__(self, network: Network, adjacency: Adjacency, tables: Mapping[NodeKey, Table]) -> None:
        self._network, self._adjacency, self._tables = network, adjacency, tables

    def between(self, one: NodeKey, own: Ip, other: NodeKey, its: Ip) -> Way:
        """What becomes of a session between two nodes with these addresses, whoever of them calls."""
        best = None
        for caller, a, called, b in ((one, own, other, its), (other, its, one, own)):
            there = self._way(Packet(a, b, False), caller, called, {}, set())
            back = self._way(Packet(b, a, True), called, caller, {}, set())
            way = Way(there.good and back.good, there.bad or back.bad)
            if way.good and not way.bad:
                return way
            best = way if best is None or (way.good and not best.good) else best
        assert best is not None
        return best

    def _way(
        self, packet: Packet, node: NodeKey, end: NodeKey, known: Known, passed: set[NodeKey], came: Interface | None = None
    ) -> Way:
        """What becomes of a packet from `node` on, where it came in by a port.

        `known` are nodes looked at, `passed` those on the way here.
        """
        if node == end or (table := self._tables.get(node)) is None:
            return GOOD
        if node in passed:
            return Way(False, f"packets to {packet.target} go round at {node[0]}")
        zone = came.zone if came is not None else ""
        if (node, zone) not in known:
            routes = table.longest(packet.target)
            found = [self._over(packet, node, route, end, known, passed | {node}, came) for route in routes]
            nothing = Way(False, f"{node[0]} has no route to {packet.target}")
            known[node, zone] = _all(found) if found else nothing
        return known[node, zone]

    def _over(
        self, packet: Packet, node: NodeKey, route: Route, end: NodeKey, known: Known, passed: set[NodeKey],
        came: Interface | None,
    ) -> Way:  # fmt: skip
        found = []
        for port, gateway in self._ports(node, route, packet.target, _DEPTH):
            if port == "":
                found.append(GOOD if gateway is not None else Way(False, f"{node[0]} drops packets to {packet.target}"))
                continue
            leaving = self._network.devices[node[0]]
            out = GOOD if came is None else _out(leaving, came, leaving.interfaces[port], packet)
            near = self._neighbour(node[0], port, gateway) if out.good else None
            if near is None:
                found.append(out)
                continue
            beyond, name = self._network.devices[near[0]], near[1]
            after = (near[0], beyond.interfaces[name].vrf)
            into = GOOD if near[0] == end[0] else _into(beyond, beyond.interfaces[name], packet)
            rest = self._way(packet, after, end, known, passed, beyond.interfaces[name]) if into.good else GOOD
            found.append(_then(_then(out, into), rest))
        return _all(found) if found else GOOD

    def _ports(self, node: NodeKey, route: Route, target: Ip, depth: int) -> Iterator[tuple[str, Ip | None]]:
        """The ports out with the address to go to; "" with an address where that is not known, without one for a discard."""
        if route.discard:
            yield "", None
        elif route.next_hop_device is not None or route.protocol == "local" or depth == 0:
            yield "", target
        elif route.interface:
            yield route.interface, route.next_hop or target
        elif route.next_hop is None:
            yield "", target
        else:
            table = self._tables.get((node[0], route.next_hop_vrf or node[1]))
            inner = table.longest(route.next_hop) if table is not None else ()
            for other in inner:
                yield from self._ports((node[0], route.next_hop_vrf or node[1]), other, route.next_hop, depth - 1)

    def _neighbour(self, device: DeviceId, port: str, gateway: Ip | None) -> tuple[DeviceId, str] | None:
        """Who has an address behind a port: whoever is alone there, if nobody states the address."""
        near = list(self._adjacency.adjacent(device, port))
        for other, name in near:
            if any(address.ip.ip == gateway for address in self._network.devices[other].interfaces[name].addresses):
                return other, name
        return near[0] if len(near) == 1 else None


def _all(found: list[Way]) -> Way:
    return Way(any(way.good for way in found), next((way.bad for way in found if way.bad), ""))


def _then(one: Way, other: Way) -> Way:
    """One stretch and the next one."""
    if not one.good or not other.good:
        return other if one.good else one
    return Way(True, one.bad or other.bad)


def filters(port: Interface) -> tuple[str, ...]:
    """The packet filters of a port."""
    return tuple(name for name in (port.acl_in, port.acl_out, port.acl6_in, port.acl6_out) if name)


def _filter(port: Interface, way: str, packet: Packet) -> str:
    """The filter of a port for packets that come "in" or go "out"."""
    four = packet.target.version == 4
    if way == "in":
        return port.acl_in if four else port.acl6_in
    return port.acl_out if four else port.acl6_out


def _out(device: Device, came: Interface, port: Interface, packet: Packet) -> Way:
    """What becomes of a packet at the port by which a router passes it on. A firewall passes the answers to what it passed."""
    way = _filtered(device, _filter(port, "out", packet), packet)
    if device.crossings is None or packet.answers:
        return way
    allowed = between(device.crossings, came.zone, port.zone)
    if allowed is None:
        return Way(False, f"{device.id} passes nothing from {came.zone or came.name} to {port.zone or port.name}")
    for name in allowed.lists(packet.target.version):
        way = _then(way, _filtered(device, name, packet))
    return way


def _into(device: Device, port: Interface, packet: Packet) -> Way:
    """What becomes of a packet at a port of a router that is to pass it on."""
    way = _filtered(device, _filter(port, "in", packet), packet)
    why = unmodelled(device).data
    return _then(way, Way(True, f"{device.id} may drop BGP to {packet.target}: {why}")) if why else way


def _filtered(device: Device, name: str, packet: Packet) -> Way:
    """What a filter does to a packet."""
    acl = device.acls.get(name)
    if acl is None:
        known = not name or device.os in UNDEFINED_ACL_PERMITS
        return GOOD if known else Way(True, f"{name} of {device.id} does not exist")
    answer = permits(acl, packet)
    if answer:
        return GOOD
    return Way(answer is None, f"{name} of {device.id} {'may drop' if answer is None else 'drops'} BGP to {packet.target}")


def permits(acl: Acl, packet: Packet) -> bool | None:
    """Whether an ACL lets a packet of a session through; None when it is not known."""
    if acl.family != packet.target.version or (not acl.rules and acl.empty_permits):
        return True
    answers = set()
    for rule in acl.rules:
        fits = _fits(rule, packet)
        if fits is not False:
            answers.add(rule.permit)
        if fits:
            break
    else:
        answers.add(False)
    return answers.pop() if len(answers) == 1 else None


def _fits(rule: AclRule, packet: Packet) -> bool | None:
    if rule.protocols and _TCP not in rule.protocols:
        return False
    for ip, sides in ((packet.source, rule.sources), (packet.target, rule.destinations)):
        if sides and not any((int(ip) ^ side.address) & ~side.mask == 0 for side in sides if side.family == ip.version):
            return False
    if rule.established and not packet.answers:
        return False
    own, other = (BGP_PORT, BGP_PORT), _EPHEMERAL
    source, target = (own, other) if packet.answers else (other, own)
    found = (_among(source, rule.source_ports), _among(target, rule.destination_ports))
    if False in found:
        return False
    return None if None in found or rule.unmodelled else True


def _among(ports: tuple[int, int], ranges: Ports) -> bool | None:
    """Whether a port is in one of the ranges: all of `ports`, none of them, or (None) some."""
    if not ranges or any(low <= ports[0] and ports[1] <= high for low, high in ranges):
        return True
    return None if any(low <= ports[1] and ports[0] <= high for low, high in ranges) else False
