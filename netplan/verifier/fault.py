"""What an invariant answers about one state, and how packets are picked out of sets for people."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address
from itertools import product

from models.device import DeviceId
from models.plan import Flow as Demand
from models.source import Source
from models.verdict import Fate, Packet
from netplan.forwarding.boxes import ESTABLISHED, EVERYTHING, NUMBERS, PORTS, Box, protocol_number
from netplan.forwarding.filters.products import TCP
from netplan.verifier.ends import Subnet
from netplan.verifier.replay import State
from netplan.verifier.view import Pair, View


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold in a state, or (`unknown`) cannot be decided there.

    `key` is the same for the same fault in other states. `packet` is in the addresses of this state.
    """

    key: tuple[str, ...]
    what: str
    unknown: bool = False
    packet: Packet | None = None
    start: tuple[DeviceId, str] | None = None
    hit: str = ""
    sources: tuple[Source, ...] = ()


class Demands:
    """The flows that a target speaks of, by whom they concern."""

    def __init__(self, flows: Sequence[Demand]) -> None:
        self._between: dict[tuple[str, str], list[Demand]] = {}
        for demand in flows:
            ways = {(source, destination) for source, _ in demand.sources for destination, _ in demand.destinations}
            for way in ways | {(destination, source) for source, destination in ways}:
                self._between.setdefault(way, []).append(demand)

    def of(self, pair: Pair) -> Sequence[Demand]:
        """Those that may ask something of the packets of a pair, or of its answers."""
        return self._between.get((pair.origin.department, pair.destination.department), ())


@dataclass(frozen=True, slots=True)
class Question:
    """What an invariant is asked: a state, the first one to compare with, and what to look at there.

    `pairs` are flows; `targets` are subnets to which packets from any router of the state's part are followed, filters
    aside; `demands` are all flows of the plan, in the addresses of the first state: those that must pass count once opened.
    """

    view: View
    first: View
    pairs: Sequence[Pair]
    targets: Sequence[Subnet]
    demands: Demands


class About(StrEnum):
    """What decides in which states an invariant has to be asked."""

    FLOWS = "flows"
    ROUTING = "routing"
    ADDRESSES = "addresses"


@dataclass(frozen=True, slots=True)
class Invariant:
    """A named check. `check` yields a fault for each thing that does not hold, and counts nothing."""

    id: str
    title: str
    about: About
    check: Callable[[Question], Iterator[Fault]]


_NAMES = {number: name for name, number in reversed(NUMBERS.items())}


def boxes_of(demand: Demand, pair: Pair) -> list[Box]:
    """The packets of a pair that a demand speaks of, as they set out."""
    return list(_boxes(demand, pair, answers=False))


def answers_of(demand: Demand, pair: Pair) -> list[Box]:
    """The packets of a pair that answer a demand's traffic: for TCP the segments of a session that is there."""
    return list(_boxes(demand, pair, answers=True))


def _boxes(demand: Demand, pair: Pair, answers: bool) -> Iterator[Box]:
    sources, destinations = (demand.destinations, demand.sources) if answers else (demand.sources, demand.destinations)
    number = protocol_number(demand.protocol)
    protocols = [EVERYTHING] if demand.protocol in ("ip", "any", "") else [(number, number)]
    if number == TCP:
        protocols = [(ESTABLISHED, ESTABLISHED)] if answers else [(TCP, TCP), (ESTABLISHED, ESTABLISHED)]
    ports = [(port, port) for port in demand.ports] or [PORTS]
    for whose, source in sources:
        for whom, destination in destinations:
            if whose != pair.origin.department or whom != pair.destination.department:
                continue
            src, dst = _overlap(source, pair.origin.prefix), _overlap(destination, pair.destination.prefix)
            if src and dst:
                for proto, port in product(protocols, ports):
                    yield Box(proto, src, dst, port, PORTS) if answers else Box(proto, src, dst, PORTS, port)


def _overlap(one: object, other: object) -> tuple[int, int] | None:
    low = max(int(n.network_address) for n in (one, other))  # type: ignore[attr-defined]  # both are networks
    high = min(int(n.broadcast_address) for n in (one, other))  # type: ignore[attr-defined]  # both are networks
    return (low, high) if low <= high and one.version == other.version else None  # type: ignore[attr-defined]  # both are networks


def example(box: Box, pair: Pair, state: State) -> Packet:
    """One packet of a set, in the addresses of `state`. Hosts sit past the first address, so that one is avoided."""
    source = _inside(box.src, int(pair.origin.address))
    destination = _inside(box.dst, int(pair.destination.address))
    number = TCP if box.proto[0] <= TCP <= box.proto[1] or box.proto[0] == ESTABLISHED else box.proto[0]
    return Packet(
        str(state.moves.address(pair.origin.department, IPv4Address(source))),
        str(state.moves.address(pair.destination.department, IPv4Address(destination))),
        _NAMES.get(number, str(number)),
        443 if box.dport[0] <= 443 <= box.dport[1] else box.dport[0],
        50_000 if box.sport[0] <= 50_000 <= box.sport[1] else box.sport[0],
    )


def _inside(ends: tuple[int, int], wanted: int) -> int:
    return wanted if ends[0] <= wanted <= ends[1] else ends[1]


def name(pair: Pair) -> str:
    """A pair for people, in the addresses that they know."""
    return f"{pair.origin.department} {pair.origin.prefix} to {pair.destination.department} {pair.destination.prefix}"


def key(invariant: str, pair: Pair, *more: str) -> tuple[str, ...]:
    """The identity of a fault of a pair."""
    return (
        invariant,
        *more,
        pair.origin.department,
        str(pair.origin.prefix),
        pair.destination.department,
        str(pair.destination.prefix),
    )


def start(view: View, pair: Pair) -> tuple[DeviceId, str] | None:
    """The port at which the packets of a pair enter in this state."""
    return next(iter(view.ports(pair.origin)), None)


def shown(invariant: str, view: View, pair: Pair, box: Box, what: str, *more: str) -> Fault:
    """A fault of a pair with a packet of `box` to show it; `more` tells it from other faults of the pair."""
    packet, port = example(box, pair, view.state), start(view, pair)
    return Fault(key(invariant, pair, *more), what, packet=packet, start=port, hit=name(pair))


def undecided(invariant: str, pair: Pair, why: str, *more: str) -> Fault:
    """A question about a pair that cannot be answered."""
    return Fault(key(invariant, pair, *more, "?"), f"{' '.join((*more, name(pair)))} cannot be decided: {why}", unknown=True)


def astray(invariant: str, view: View, row: int, column: int, destination: Subnet, what: str) -> Fault:
    """A packet that a router itself sends to a subnet goes wrong. One fault for all routers, for they mostly share the cause."""
    node = view.nodes[row]
    whom = f"{destination.department} {destination.prefix}"
    words = f"a packet from {node[0]} to {whom} {what}"
    return Fault(_target(invariant, destination), words, packet=_probe(view, node, column), start=node, hit=whom)


def unsure(invariant: str, view: View, row: int, column: int, destination: Subnet) -> Fault:
    """What becomes of a packet that a router itself sends to a subnet cannot be told."""
    node = view.nodes[row]
    packet = _probe(view, node, column)
    ends = view.state.plane.trace_ends(node, packet)
    translated = "its address may become another one on the way, or it was unknown before"
    why = next((end.why for end in ends if end.fate is Fate.UNKNOWN), translated)
    what = f"a packet from {node[0]} to {destination.department} {destination.prefix} cannot be decided: {why}"
    return Fault((*_target(invariant, destination), "?"), what, unknown=True)


def _target(invariant: str, destination: Subnet) -> tuple[str, ...]:
    return (invariant, destination.department, str(destination.prefix))


def _probe(view: View, node: tuple[DeviceId, str], column: int) -> Packet:
    """A packet that a router itself sends to the address of a column of `View.mask`."""
    own = (
        str(address.ip.ip)
        for port in view.state.network.devices[node[0]].interfaces.values()
        if port.enabled and port.vrf == node[1]
        for address in port.addresses
        if address.ip.version == 4
    )
    return Packet(next(own, "0.0.0.0"), str(IPv4Address(view.addresses[column])), "icmp")  # noqa: S104  # a source that is not known
