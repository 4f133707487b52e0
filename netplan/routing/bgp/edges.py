"""The directions in which sessions carry routes of one address family."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Interface, IPv6Interface

from models.routing import BgpFamily, Ip
from netplan.routing.bgp.classes import reachable
from netplan.routing.bgp.path import CONFEDERATION, EXTERNAL, INTERNAL
from netplan.routing.bgp.sessions import End, Pair, addresses, is_internal, presented
from netplan.routing.bgp.speakers import Speaker


@dataclass(slots=True, eq=False)
class Edge:
    """One direction of one session: what `sender` does on the way out and `receiver` on the way in."""

    index: int
    reverse: int
    sender: Speaker
    receiver: Speaker
    out: BgpFamily
    into: BgpFamily
    sending: End
    receiving: End
    kind: str
    """external, confederation or internal."""
    sender_as: int
    """The AS number that the sender shows."""
    receiver_as: int
    sender_address: Ip | None
    """The sender's address in this family: what "self" means for a next hop."""
    receiver_address: Ip | None
    interface: str
    """The receiver's port of a session without addresses."""
    doubt: str
    add_paths: bool
    sensitive: bool
    """Its policies can look at the prefix."""
    receiver_own: frozenset[int]
    """The AS numbers that the receiver looks for in a path that comes in."""
    loop_is_sure: bool
    """The sender takes no number out of an AS path, so a path that the receiver must refuse need not be sent."""
    shared: tuple[IPv4Interface | IPv6Interface, ...]
    """The sender's addresses on subnets that the receiver's address is on, where third-party next hops are possible."""


def edges(pairs: Iterable[Pair], version: int) -> list[Edge]:
    """Both directions of every session that carries unicast routes of IP `version`."""
    found: list[Edge] = []
    for pair in pairs:
        found += session_edges(pair, f"ipv{version} unicast", version, len(found))
    return found


def session_edges(pair: Pair, family: str, version: int | None, first: int) -> list[Edge]:
    """Both directions of one session if it carries `family`; next hops are of IP `version`, or (None) of the session's own."""
    mine = next((f for f in pair.here.neighbor.families if f.family == family), None)
    theirs = next((f for f in pair.there.neighbor.families if f.family == family), None)
    if mine is None or theirs is None:
        return []
    local, remote = (
        ip if version is None else _in_family(end, ip, version)
        for end, ip in zip((pair.here, pair.there), addresses(pair.here, pair.there), strict=True)
    )
    return [
        _edge(first, first + 1, pair.here, pair.there, mine, theirs, local, remote, pair.doubt),
        _edge(first + 1, first, pair.there, pair.here, theirs, mine, remote, local, pair.doubt),
    ]


def _edge(
    index: int, reverse: int, sending: End, receiving: End, out: BgpFamily, into: BgpFamily, a: Ip | None, b: Ip | None, doubt: str
) -> Edge:
    return Edge(
        index=index, reverse=reverse, sender=sending.speaker, receiver=receiving.speaker, out=out, into=into, sending=sending,
        receiving=receiving, kind=_kind(sending, receiving), sender_as=presented(sending, receiving),
        receiver_as=presented(receiving, sending), sender_address=a, receiver_address=b,
        interface="" if receiving.neighbor.address is not None else receiving.interface, doubt=doubt,
        add_paths=out.add_paths and into.add_paths,
        sensitive=bool(out.filters_out or out.policies_out or into.filters_in or into.policies_in),
        receiver_own=own_numbers(receiving), loop_is_sure=not (out.as_override or out.remove_private_as or _removes(sending, out)),
        shared=_shared(sending, b),
    )  # fmt: skip


def _removes(sending: End, out: BgpFamily) -> bool:
    """Whether a policy of the sender may take numbers out of AS paths."""
    known = sending.speaker.device.policies
    policies = [known[name] for name in reachable(sending.speaker.device, out.policies_out) if name in known]
    return any(action.kind == "as-path-remove" for policy in policies for term in policy.terms for action in term.sets)


def own_numbers(end: End) -> frozenset[int]:
    """The AS numbers that a router looks for in what comes in over a session."""
    process = end.speaker.process
    return frozenset(asn for asn in (process.asn, process.confederation, end.neighbor.local_as) if asn is not None)


_ANY_SUBNET = frozenset({"frr"})
"""Systems for which a subnet of two addresses is a shared one too."""


def _shared(sending: End, peer: Ip | None) -> tuple[IPv4Interface | IPv6Interface, ...]:
    if peer is None or sending.neighbor.multihop > 1:
        return ()
    ports = sending.speaker.device.interfaces
    port = ports.get(sending.interface)
    if port is None and sending.neighbor.listen_range is not None:  # a listener does not name its port
        own = (p for p in ports.values() if p.enabled and p.vrf == sending.speaker.key[1])
        port = next((p for p in own if any(peer in a.ip.network for a in p.addresses)), None)
    if port is None:
        return ()
    least = 0 if sending.speaker.device.suite in _ANY_SUBNET else 5
    return tuple(a.ip for a in port.addresses if peer in a.ip.network and a.ip.network.num_addresses >= least)


def _kind(sending: End, receiving: End) -> str:
    if is_internal(sending, receiving):
        return INTERNAL
    one, other = sending.speaker.process.confederation, receiving.speaker.process.confederation
    return CONFEDERATION if one is not None and one == other else EXTERNAL


def _in_family(end: End, address: Ip | None, version: int) -> Ip | None:
    """The address of this end as a next hop of IP `version`: its own, or another one of the same port."""
    if address is None or address.version == version:
        return address
    for interface in end.speaker.device.interfaces.values():
        if any(item.ip.ip == address for item in interface.addresses):
            return next((item.ip.ip for item in interface.addresses if item.ip.version == version), None)
    return None
