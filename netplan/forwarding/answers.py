"""The way back: whether the answers to packets arrive where these came from, under the addresses that were asked.

Answers to a host start at the port on whose subnet it is, those of a router in its own table. Packets that left the network are
taken to be answered by the port that they left by.
"""

from collections.abc import Iterator
from typing import NamedTuple

from models.verdict import Fate, Hop, Packet, Path
from netplan.forwarding.boxes import ESTABLISHED, PORTS, Box, intersect, point
from netplan.forwarding.dataplane import DataPlane, Start
from netplan.forwarding.filters.packets import addresses, span
from netplan.forwarding.filters.products import TCP
from netplan.forwarding.nat.translate import answers_to
from netplan.forwarding.places import At, End
from netplan.forwarding.walk import Walker


class _Asked(NamedTuple):
    """Packets of one end, and where they started."""

    start: At
    box: Box
    end: End
    family: int


def answer_paths(plane: DataPlane, start: Start, packet: Packet) -> tuple[Path, ...]:
    """The ways of the answers to a packet, for every branch on which it is delivered or leaves the network."""
    box, family = point(packet), 4 if ":" not in packet.destination else 6
    at = plane.place(start, box)
    if isinstance(at, End):
        return ()
    asked = {
        (end.node, end.port, end.fate, end.seen, end.states): _Asked(at, box, end, family)
        for end in Walker(plane.tables, family).walk(at)
        if end.fate in (Fate.DELIVERED, Fate.LEFT)
    }
    found = []
    for each in asked.values():
        for end in _ways(plane, each, True):
            fate, why = _judged(plane, each, end)
            hops = end.hops
            if each.end.fate is Fate.LEFT:
                hops = (Hop(str(plane.nodes[each.end.node]), "assumed: the answer comes back by the port that it left by"), *hops)
            found.append(Path(hops, fate, why))
    return tuple(dict.fromkeys(found))


class Unanswered(NamedTuple):
    """Packets, as they started, whose answers do not arrive (or may not: `unknown`), and why."""

    boxes: tuple[Box, ...]
    unknown: bool
    why: str


def unanswered(plane: DataPlane, start: Start, box: Box, end: End) -> Iterator[Unanswered]:
    """Those of some delivered packets whose answers do not come back to them; one answer may have several ends."""
    at = plane.place(start, box)
    if isinstance(at, End):
        yield Unanswered((box,), False, at.why)
        return
    asked = _Asked(at, box, end, 4)
    for back in _ways(plane, asked, False):
        fate, why = _judged(plane, asked, back)
        if fate is not Fate.DELIVERED:
            was = [end.lens.back(each) if end.lens is not None else each for each in _asking(back.box)]
            yield Unanswered(tuple(b for each in was if (b := intersect(each, box))), fate is Fate.UNKNOWN, why)


def _asking(answer: Box) -> Iterator[Box]:
    """The packets that some answers can answer; of ICMP all types."""
    turned = Box(answer.proto, answer.dst, answer.src, answer.dport, answer.sport)
    if answer.proto == (ESTABLISHED, ESTABLISHED):
        yield turned._replace(proto=(TCP, TCP))
    yield turned._replace(sport=PORTS, dport=PORTS) if answer.proto == (1, 1) else turned


def _ways(plane: DataPlane, asked: _Asked, words: bool) -> Iterator[End]:
    end = asked.end
    seen = end.seen if end.seen is not None else end.box
    walker = Walker(plane.tables, asked.family, words, end.lens.sessions if end.lens is not None else (), end.states)
    for box in answers_to(seen):
        own = seen.dst[0] == seen.dst[1] and end.port >= 0 and seen.dst[0] in plane.tables.own(end.port, asked.family)
        yield from walker.walk(At(end.node, -1 if own else end.port, box))


def _judged(plane: DataPlane, asked: _Asked, end: End) -> tuple[Fate, str]:
    """The fate of an answer: a delivered one must be at the place that asked, under the addresses that it used."""
    if end.fate is not Fate.DELIVERED:
        return end.fate, end.why
    seen = end.seen if end.seen is not None else end.box
    if not _inside(seen.src, asked.box.dst) or (not _inside(seen.sport, asked.box.dport) and seen.proto != (1, 1)):
        came = f"{', '.join(addresses((seen.src,), asked.family))} port {span(seen.sport)}"
        return Fate.DROPPED, f"the answer comes from {came}, which is not whom the packet was sent to"
    if not _there(plane, asked.start, end):
        return Fate.DROPPED, f"the answer is delivered at {plane.nodes[end.node]}, which is not where the packet came from"
    return end.fate, end.why


def _inside(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] <= one[0] and one[1] <= other[1]


def _there(plane: DataPlane, start: At, end: End) -> bool:
    """Whether an answer ended on the subnet of the port that the packet started at, or at its router."""
    topology = plane.topology
    if topology.nodes[end.node].device == topology.nodes[start.node].device and (end.port == start.port or start.port < 0):
        return True
    one, other = (
        {topology.addresses[a].segment for a in topology.port_addresses[p]} if p >= 0 else set() for p in (start.port, end.port)
    )
    return bool(one & other)
