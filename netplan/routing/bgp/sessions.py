"""Which BGP sessions come up, and for each that does not: why.

Both sides must name each other with matching AS numbers and addresses, and packets must find the way (RFC 4271 8.2;
see `transport`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_address

from models.device import DeviceId
from models.link import Port
from models.network import Network
from models.routing import BgpNeighbor, Ip
from netplan.routing.bgp.speakers import Owner, Speaker, owners
from netplan.routing.bgp.transport import GOOD, Transport, Way
from netplan.routing.bgp.view import Adjacency, NodeKey, Session

UP, DOWN, EXTERNAL, UNKNOWN = "up", "down", "external", "unknown"


@dataclass(frozen=True, slots=True)
class End:
    """One configured neighbour, with the addresses and port that its packets would use."""

    speaker: Speaker
    neighbor: BgpNeighbor
    local: Ip | None
    interface: str
    """The port out when the peer is on a connected subnet, or the session has no addresses; else ""."""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A session that is up (or may be: `doubt` says why that is not known), seen from both ends."""

    here: End
    there: End
    doubt: str = ""


def ends(speaker: Speaker) -> list[End]:
    """The neighbours of one speaker, each with the address that it would speak from."""
    return [_end(speaker, neighbor) for neighbor in speaker.process.neighbors]


def _end(speaker: Speaker, neighbor: BgpNeighbor) -> End:
    if not neighbor.enabled:
        return End(speaker, neighbor, None, "", "shut down by its configuration")
    if neighbor.address is None:
        if neighbor.interface:
            port = speaker.device.interfaces.get(neighbor.interface)
            problem = "" if port is not None and port.enabled else f"{neighbor.interface} is off or does not exist"
            return End(speaker, neighbor, None, neighbor.interface, problem)
        return End(speaker, neighbor, _update_source(speaker, neighbor, 4), "")
    routes = speaker.table.longest(neighbor.address)
    if not routes:
        return End(speaker, neighbor, None, "", f"no route to {neighbor.address}")
    direct = next((route.interface for route in routes if route.protocol == "connected"), "")
    if any(route.protocol == "local" for route in routes):
        return End(speaker, neighbor, None, "", f"{neighbor.address} is an address of this device itself")
    local = _update_source(speaker, neighbor, neighbor.address.version)
    if local is None and neighbor.update_source:
        return End(speaker, neighbor, None, direct, f"its source {neighbor.update_source} has no address or is off")
    return End(speaker, neighbor, local or _address_towards(speaker, neighbor.address), direct)


def _update_source(speaker: Speaker, neighbor: BgpNeighbor, version: int) -> Ip | None:
    if not neighbor.update_source:
        return None
    port = speaker.device.interfaces.get(neighbor.update_source)
    if port is not None:
        if not port.enabled:
            return None
        return next((a.ip.ip for a in port.addresses if a.ip.version == version and not a.secondary), None)
    try:
        return ip_address(neighbor.update_source)
    except ValueError:
        return None


def _address_towards(speaker: Speaker, peer: Ip, depth: int = 4) -> Ip | None:
    """The address of the port on which packets to `peer` leave; on a shared subnet the one of that subnet."""
    for route in speaker.table.longest(peer):
        port = speaker.device.interfaces.get(route.interface)
        if port is not None:
            addresses = [a for a in port.addresses if a.ip.version == peer.version]
            same = [a.ip.ip for a in addresses if peer in a.ip.network]
            first = [a.ip.ip for a in addresses if not a.secondary]
            if same or first:
                return (same or first)[0]
            lender = speaker.device.interfaces.get(port.unnumbered_from)
            if lender is not None:
                return next((a.ip.ip for a in lender.addresses if a.ip.version == peer.version), None)
        elif route.next_hop is not None and depth and route.next_hop != peer:
            return _address_towards(speaker, route.next_hop, depth - 1)
    return None


class Sessions:
    """All sessions of a network: `list` as each side states them, `pairs` those that carry routes."""

    def __init__(self, network: Network, adjacency: Adjacency, found: list[Speaker]) -> None:
        self._network, self._adjacency = network, adjacency
        self._owners: Mapping[tuple[str, Ip], list[Owner]] = owners(network)
        self._by_key: dict[NodeKey, Speaker] = {speaker.key: speaker for speaker in found}
        self._ends: dict[NodeKey, list[End]] = {speaker.key: ends(speaker) for speaker in found}
        self._named: dict[NodeKey, dict[Ip | str, list[End]]] = defaultdict(lambda: defaultdict(list))
        for key, mine in self._ends.items():
            for end in mine:
                self._named[key][end.neighbor.address or end.neighbor.interface].append(end)
        tables = {(speaker.key[0], vrf): table for speaker in found for vrf, table in speaker.siblings.items()}
        self._transport = Transport(network, adjacency, tables)
        self._walked: dict[frozenset[tuple[NodeKey, Ip]], Way] = {}
        self.list: list[Session] = []
        self.pairs: list[Pair] = []
        seen: set[tuple[int, int]] = set()
        for mine in self._ends.values():
            for end in mine:
                if end.neighbor.listen_range is None:
                    self._judge(end, seen)
        self._judge_listeners()

    def _judge(self, here: End, seen: set[tuple[int, int]]) -> None:
        state, why, there = self._find(here)
        internal = here.neighbor.remote_as == here.speaker.process.asn or here.neighbor.remote_kind == "internal"
        if there is not None:
            internal = is_internal(here, there)
        peer = there.speaker.key if there else None
        self.list.append(Session(here.speaker.key, here.neighbor, state, why, peer, here.local, here.neighbor.address, internal))
        if there is not None and state in (UP, UNKNOWN) and (id(there), id(here)) not in seen:
            seen.add((id(here), id(there)))
            self.pairs.append(Pair(here, there, why if state == UNKNOWN else ""))

    def _judge_listeners(self) -> None:
        """A listener is up when somebody called it, and says so once for each caller."""
        called = {id(pair.there): pair for pair in self.pairs}
        for mine in self._ends.values():
            for end in mine:
                if end.neighbor.listen_range is not None and id(end) not in called:
                    why = f"nobody in {end.neighbor.listen_range} calls"
                    self.list.append(Session(end.speaker.key, end.neighbor, DOWN, why))
        for pair in self.pairs:
            end = pair.there
            if end.neighbor.listen_range is not None:
                state = UNKNOWN if pair.doubt else UP
                self.list.append(
                    Session(end.speaker.key, end.neighbor, state, pair.doubt, pair.here.speaker.key, remote=pair.here.local)
                )

    def _find(self, here: End) -> tuple[str, str, End | None]:
        """State, reason and other end of one configured neighbour."""
        if here.problem:
            return DOWN, here.problem, None
        if here.neighbor.address is None:
            return self._find_unnumbered(here)
        holders = self._holders(here)
        if not holders:
            if self._owners.get((here.speaker.realm, here.neighbor.address)):
                return DOWN, f"{here.neighbor.address} is not in the broadcast domain of {here.interface}", None
            if (port := self._off.get((here.speaker.realm, here.neighbor.address))) is not None:
                return DOWN, f"{port} is off", None
            return EXTERNAL, f"{here.neighbor.address} is not an address of this snapshot", None
        reason = ""
        for holder in holders:
            key = (holder.device, holder.vrf)
            if key not in self._by_key:
                reason = reason or f"{holder.device} ({holder.vrf}) does not speak BGP"
                continue
            for there in self._answering(here, key):
                problem = mismatch(here, there)
                if not problem and self._neither_calls(here, there):
                    problem = "neither end calls over a default route, and there is no other route"
                if not problem:
                    way = self._way(here, there)
                    doubt = self._doubt(here, there) or way.bad
                    if way.good:
                        return (UNKNOWN, doubt, there) if doubt else (UP, "", there)
                    problem = way.bad
                reason = problem
            reason = reason or f"{holder.device} does not name {here.local} as a neighbour"
        return DOWN, reason, None

    @cached_property
    def _off(self) -> Mapping[tuple[str, Ip], Port]:
        """The addresses of interfaces that are off."""
        return {
            (self._network.realm(identity.department), address.ip.ip): Port(identity, interface.name)
            for identity, device in self._network.devices.items()
            for interface in device.interfaces.values()
            if not interface.enabled
            for address in interface.addresses
        }

    def _way(self, here: End, there: End) -> Way:
        """What becomes of the packets between two ends that are not neighbours on a subnet."""
        own, its = addresses(here, there)
        if here.interface or there.interface or own is None or its is None:
            return GOOD
        both = frozenset(((here.speaker.key, own), (there.speaker.key, its)))
        if both not in self._walked:
            self._walked[both] = self._transport.between(here.speaker.key, own, there.speaker.key, its)
        return self._walked[both]

    def _holders(self, here: End) -> list[Owner]:
        """Who has the peer's address: on a connected subnet only those in the same broadcast domain."""
        address = here.neighbor.address
        assert address is not None
        if not here.interface:
            return [o for o in self._owners.get((here.speaker.realm, address), ()) if (o.device, o.vrf) != here.speaker.key]
        near = []
        for device, name in self._adjacency.adjacent(here.speaker.key[0], here.interface):
            port = self._network.devices[device].interfaces[name]
            if any(item.ip.ip == address for item in port.addresses):
                near.append(Owner(device, port.vrf, name))
        return near

    def _answering(self, here: End, key: NodeKey) -> Iterable[End]:
        """Ends of another speaker that would talk to this one."""
        for there in self._named[key].get(here.local, ()) if here.local else ():
            yield there
        if here.local is None:
            return
        for there in self._ends[key]:
            listens = there.neighbor.listen_range
            if (listens is not None and here.local in listens) or self._calls_another_address(here, there):
                yield there

    def _calls_another_address(self, here: End, there: End) -> bool:
        """The other side speaks from the address we name, and calls an address of ours other than the one we speak from."""
        called = there.neighbor.address
        if called is None or called == here.local or there.local != here.neighbor.address:
            return False
        return any((o.device, o.vrf) == here.speaker.key for o in self._owners.get((here.speaker.realm, called), ()))

    def _find_unnumbered(self, here: End) -> tuple[str, str, End | None]:
        near: list[tuple[DeviceId, str]] = list(self._adjacency.adjacent(here.speaker.key[0], here.interface))
        if not near:
            return EXTERNAL, f"nothing of this snapshot is known behind {here.interface}", None
        for device, interface in near:
            port = self._network.devices[device].interfaces.get(interface)
            key = (device, port.vrf if port else here.speaker.key[1])
            for there in self._named[key].get(interface, ()) if key in self._by_key else ():
                if problem := there.problem or mismatch(here, there):
                    return DOWN, problem, None
                return (UP, "", there) if len(near) == 1 else (UNKNOWN, f"more than one device behind {here.interface}", there)
        return DOWN, f"no device behind {here.interface} has a BGP session without addresses there", None

    def _doubt(self, here: End, there: End) -> str:
        """A session that hangs on a default route may or may not be opened: systems differ."""
        return "both ends reach each other by a default route only" if self._by_default_only(here, there) else ""

    def _neither_calls(self, here: End, there: End) -> bool:
        """A session that no end opens, as a default route leads to no next hop there."""
        version = here.neighbor.address.version if here.neighbor.address else 4
        return not any(end.speaker.by_default(version) for end in (here, there)) and self._by_default_only(here, there)

    def _by_default_only(self, here: End, there: End) -> bool:
        if here.interface or there.interface:
            return False
        if there.neighbor.listen_range is not None or here.neighbor.address is None or here.local is None:
            return False
        ways = (here.speaker.table.longest(here.neighbor.address), there.speaker.table.longest(here.local))
        return all(way and way[0].prefix.prefixlen == 0 for way in ways)


def addresses(here: End, there: End) -> tuple[Ip | None, Ip | None]:
    """The addresses that the two ends of a session speak from."""
    return there.neighbor.address or here.local, here.neighbor.address or there.local


def is_internal(here: End, there: End) -> bool:
    """iBGP: the AS numbers that the ends show each other are the same and no local AS stands between."""
    return presented(here, there) == presented(there, here)


def presented(end: End, other: End) -> int:
    """The AS number that `end` shows in its OPEN message."""
    process = end.speaker.process
    if end.neighbor.local_as is not None:
        return end.neighbor.local_as
    if process.confederation is None:
        return process.asn
    met = other.speaker.process
    named = not process.confederation_peers or met.asn in (process.asn, *process.confederation_peers)
    return process.asn if named and met.confederation == process.confederation else process.confederation


def mismatch(here: End, there: End) -> str:
    """Why two ends that name each other do not agree; "" when they do."""
    if there.problem:
        return f"the other end: {there.problem}"
    for end, other in ((here, there), (there, here)):
        shown = presented(other, end)
        expected = end.neighbor.remote_as
        own = presented(end, other)
        if expected is not None and expected != shown:
            return f"{end.speaker.key[0]} expects AS {expected}, {other.speaker.key[0]} is AS {shown}"
        if (
            expected is None
            and end.neighbor.remote_kind in ("internal", "external")
            and (own == shown) != (end.neighbor.remote_kind == "internal")
        ):
            return f"{end.speaker.key[0]} expects an {end.neighbor.remote_kind} peer, {other.speaker.key[0]} is AS {shown}"
    if not is_internal(here, there):
        for end in (here, there):
            if not end.interface and not end.neighbor.multihop and end.neighbor.listen_range is None:
                return f"{end.speaker.key[0]}: {end.neighbor.address} is not directly connected and multihop is not set"
    if not {f.family for f in here.neighbor.families} & {f.family for f in there.neighbor.families}:
        return "no address family is active at both ends"
    return ""
