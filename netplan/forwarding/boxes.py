"""Sets of packets as boxes: products of ranges of protocol, source, destination, source port and destination port.

All operations are exact. For ICMP the source port stands for the code and the destination port for the type.

>>> tcp = Box((6, 6), (0, 9), (0, 9), (0, 65535), (0, 65535))
>>> web = tcp._replace(dport=(443, 443))
>>> [b.dport for b in subtract(tcp, web)]
[(0, 442), (444, 65535)]
"""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_network
from typing import NamedTuple

from models.verdict import Packet

Range = tuple[int, int]
PORTS: Range = (0, 65535)
NUMBERS = {
    "icmp": 1, "igmp": 2, "tcp": 6, "udp": 17, "gre": 47, "esp": 50, "ah": 51, "ahp": 51, "icmpv6": 58, "icmp6": 58, "eigrp": 88,
    "ospf": 89, "pim": 103, "vrrp": 112, "sctp": 132,
}  # fmt: skip
"""IP protocol numbers (IANA)."""
ESTABLISHED = 256
"""Stands for TCP segments of a session that is there, which filters tell from the first one (RFC 9293: ACK or RST)."""
EVERYTHING: Range = (0, ESTABLISHED)
"""All protocols, first packets and answers."""
NO_PROTOCOL = 255
"""The number of a packet whose protocol is just "ip": only rules for all of IP match it."""
ECHO = {1: (8, 0), 58: (128, 0)}
"""Type and code of the request that an ICMP packet is, unless said otherwise."""


class Box(NamedTuple):
    """Ranges, ends included."""

    proto: Range
    src: Range
    dst: Range
    sport: Range = PORTS
    dport: Range = PORTS


@dataclass(frozen=True, slots=True)
class Flow:
    """A set of packets of one address family."""

    boxes: tuple[Box, ...]
    family: int = 4

    @classmethod
    def of(cls, source: str, destination: str, protocol: str = "any", ports: Iterable[int] = ()) -> "Flow":
        """Packets between two prefixes (or addresses); `protocol` "any" is every protocol, `ports` () every destination port.

        Raises ValueError for what is no prefix, and for prefixes of two families.
        """
        src, dst = ip_network(source, strict=False), ip_network(destination, strict=False)
        if src.version != dst.version:
            raise ValueError(f"{source} and {destination} are of two address families")
        number = (0, 255) if protocol in ("any", "ip") else (protocol_number(protocol),) * 2
        wanted: list[Range] = [(p, p) for p in ports] or [PORTS]
        ends = [(int(n.network_address), int(n.broadcast_address)) for n in (src, dst)]
        return cls(tuple(Box(number, ends[0], ends[1], PORTS, w) for w in wanted), src.version)


def protocol_number(name: str) -> int:
    """A protocol's number, from its name or number. Raises ValueError for an unknown name.

    >>> protocol_number("tcp"), protocol_number("47"), protocol_number("ip")
    (6, 47, 255)
    """
    if name in ("ip", "any", "ipv6"):
        return NO_PROTOCOL
    if name.isdecimal() and int(name) < 256:
        return int(name)
    if name.lower() not in NUMBERS:
        raise ValueError(f"no such IP protocol: {name}; use a number or one of {', '.join(sorted(NUMBERS))}")
    return NUMBERS[name.lower()]


def point(packet: Packet) -> Box:
    """The box that holds one packet."""
    src, dst = ip_network(packet.source), ip_network(packet.destination)
    proto = protocol_number(packet.protocol)
    sport, dport = packet.source_port, packet.destination_port
    if proto in ECHO:
        dport, sport = ECHO[proto]
    source, destination = int(src.network_address), int(dst.network_address)
    return Box((proto, proto), (source, source), (destination, destination), (sport, sport), (dport, dport))


def intersect(a: Box, b: Box) -> Box | None:
    """The packets in both boxes."""
    ranges = []
    for (a_low, a_high), (b_low, b_high) in zip(a, b, strict=True):
        low, high = max(a_low, b_low), min(a_high, b_high)
        if low > high:
            return None
        ranges.append((low, high))
    return Box(*ranges)


def subtract(a: Box, b: Box) -> list[Box]:
    """The packets of `a` that are not in `b`, as disjoint boxes."""
    if intersect(a, b) is None:
        return [a]
    rest: list[Box] = []
    current = list(a)
    for i, ((a_low, a_high), (b_low, b_high)) in enumerate(zip(a, b, strict=True)):
        if a_low < b_low:
            rest.append(Box._make([*current[:i], (a_low, b_low - 1), *current[i + 1 :]]))
        if a_high > b_high:
            rest.append(Box._make([*current[:i], (b_high + 1, a_high), *current[i + 1 :]]))
        current[i] = (max(a_low, b_low), min(a_high, b_high))
    return rest


def split(boxes: Iterable[Box], wanted: Iterable[Box]) -> tuple[list[Box], list[Box]]:
    """`boxes` as what is in `wanted` (disjoint boxes) and what is not.

    >>> web = Box((6, 6), (0, 9), (0, 9), dport=(80, 80))
    >>> [[box.dst for box in part] for part in split([web], [web._replace(dst=(3, 20))])]
    [[(3, 9)], [(0, 2)]]
    """
    taken: list[Box] = []
    rest = list(boxes)
    for want in wanted:
        taken += [common for box in rest if (common := intersect(box, want))]
        rest = [part for box in rest for part in subtract(box, want)]
    return taken, rest


def without(boxes: Iterable[Box], taken: Iterable[Box]) -> list[Box]:
    """The packets of `boxes` that are in none of `taken`."""
    rest = list(boxes)
    for t in taken:
        rest = [piece for box in rest for piece in subtract(box, t)]
    return rest
