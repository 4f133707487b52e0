"""What the rules of a device do with a set of packets that cross it, both ways.

    inside → outside: inbound filter, routing, translation of the source, outbound filter
    outside → inside: inbound filter, translation of the destination, routing, outbound filter

So Cisco publishes it ("NAT Order of Operation", document 6209); Linux does the same (DNAT before routing, SNAT behind it).
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from models.nat import NatKind
from netplan.forwarding.boxes import ESTABLISHED, NO_PROTOCOL, Box, Range, split
from netplan.forwarding.filters.decisions import pieces
from netplan.forwarding.nat.lens import Rewritten, Session
from netplan.forwarding.nat.rules import PORT_GROUPS, Nat, Rule

_ICMP, _TCP, _UDP = 1, 6, 17
_WITH_PORTS = (_TCP, _UDP, ESTABLISHED)
_ECHO = 8


class Piece(NamedTuple):
    """A part of the packets: rewritten by a rule (or by what is remembered of packets before it), left alone, or not known."""

    box: Box
    packets: Rewritten | None = None
    rule: Rule | None = None
    why: str = ""
    table: int = -1
    """The node in whose table packets from outside are looked up, -1: that of the port they came in by."""


def leaving(nat: Nat, box: Box, port: str, vrf: str | None, zones: tuple[str, str] = ("", "")) -> Iterator[Piece]:
    """Packets that go from inside (of VRF `vrf`; None: of any) to outside by a port, cut by what becomes of them."""
    yield from _also(_sources(nat, box, port, vrf, zones), nat.foreign, "dst")


def _sources(nat: Nat, box: Box, port: str, vrf: str | None, zones: tuple[str, str]) -> Iterator[Piece]:
    rest = [box]
    rules = [rule for rule in nat.rules if vrf in (rule.fact.vrf, None) and rule.between(*zones)]
    dynamic = [rule for rule in rules if not rule.static]
    for rule in rules:
        if rule.static:
            taken, rest = split(rest, rule.local)
            yield from (_moved(part, rule, "src", rule.local[0].src, rule.outer[0].dst) for part in taken)
    yield from _drawn(rest, dynamic, port)


def arriving(nat: Nat, box: Box, sessions: Iterable[Session] = (), zone: str = "") -> Iterator[Piece]:
    """Packets that come in from outside, cut by what becomes of them."""
    yield from _also(_destinations(nat, box, sessions, zone), nat.foreign, "src")


def _destinations(nat: Nat, box: Box, sessions: Iterable[Session], zone: str) -> Iterator[Piece]:
    rest = [box]
    for session in sessions:
        for packets in _back(session.packets):
            taken, rest = split(rest, [packets.before])
            yield from (Piece(part, packets.narrowed(part), table=session.node) for part in taken)
    for rule in nat.rules:
        taken, rest = split(rest, rule.outer if rule.between("", zone) else ())
        for part in taken:
            if rule.static:
                yield _moved(part, rule, "dst", rule.outer[0].dst, rule.local[0].src)
            else:
                yield from _unasked(part, rule)
    yield from (Piece(part) for part in rest)


def _also(pieces: Iterable[Piece], rules: Sequence[Rule], field: str) -> Iterator[Piece]:
    """The other end of translated packets, which rules about hosts outside rewrite too."""
    for piece in pieces:
        rest = [piece.box]
        done = piece.rule is None and piece.packets is not None and piece.packets.before.src != piece.packets.after.src
        for rule in rules if not piece.why and not done else ():
            inside, outside = rule.local[0].src, rule.outer[0].dst
            old, new = (inside, outside) if field == "dst" else (outside, inside)
            taken, rest = split(rest, [piece.box._replace(**{field: old})])
            for part in taken:
                if why := rule.why or _called(piece, rule):
                    yield Piece(part, rule=rule, why=why)
                    continue
                packets = piece.packets.narrowed(part) if piece.packets is not None else Rewritten(part, part)
                low, high = getattr(part, field)
                by = new[0] - old[0]
                after = packets.after._replace(**{field: (low + by, high + by)})
                yield Piece(part, Rewritten(part, after, packets.drawn), piece.rule or rule, table=piece.table)
        for part in rest:
            yield piece._replace(box=part, packets=piece.packets.narrowed(part) if piece.packets is not None else None)


def _called(piece: Piece, rule: Rule) -> str:
    """Why it is not known by which address a host outside answers: somebody inside asked it by its own one."""
    if piece.rule is not None or piece.packets is None:
        return ""
    return f"whether {rule.fact.source} renames a host that was asked by its own address is not known"


def _moved(box: Box, rule: Rule, field: str, old: Range, new: Range) -> Piece:
    """By a static rule: the address moves by a distance, and the port of a port rule becomes the other one."""
    if rule.why:
        return Piece(box, rule=rule, why=rule.why)
    by = new[0] - old[0]
    low, high = getattr(box, field)
    changed: dict[str, Range] = {field: (low + by, high + by)}
    if rule.fact.kind is NatKind.PORT:
        port = rule.fact.outer_port if field == "src" else rule.fact.local_port
        changed["sport" if field == "src" else "dport"] = (port, port)
    return Piece(box, Rewritten(box, box._replace(**changed)), rule)


class _Decided(NamedTuple):
    """Packets that a dynamic rule takes, leaves, or (None) may take, for the reason `why`."""

    box: Box
    taken: bool | None
    why: str = ""


def _decided(rule: Rule, boxes: Iterable[Box], port: str) -> Iterator[_Decided]:
    """`boxes` by the first condition of a rule that holds for them."""
    rest = list(boxes)
    for condition in rule.conditions:
        if condition.ports and port not in condition.ports:
            continue
        if condition.why or not condition.acls:
            yield from (_Decided(box, None if condition.why else condition.permit, condition.why) for box in rest)
            return
        for acl in condition.acls:
            decisions, rest = pieces(acl, rest), []
            for decision in decisions:
                if decision.permit is None:
                    source = decision.rule.source if decision.rule is not None else acl.source
                    yield _Decided(decision.box, None, f"whether ACL {acl.name} permits it is not known ({source})")
                elif decision.permit:
                    yield _Decided(decision.box, condition.permit)
                else:
                    rest.append(decision.box)
    yield from (_Decided(box, False) for box in rest)


def _drawn(boxes: list[Box], rules: list[Rule], port: str) -> Iterator[Piece]:
    """By the dynamic rule that takes the packets; when two do, it is not known which one is asked first."""
    if not rules or not boxes:
        yield from (Piece(box) for box in boxes)
        return
    rule, others = rules[0], rules[1:]
    left = []
    for box, taken, why in _decided(rule, boxes, port):
        if taken is None:
            yield Piece(box, rule=rule, why=why)
        elif not taken:
            left.append(box)
        else:
            for piece in _drawn([box], others, port):
                if piece.rule is None:
                    yield from _sourced(piece.box, rule)
                else:
                    both = piece.why or f"{rule.fact.source} and {piece.rule.fact.source} both translate it"
                    yield Piece(piece.box, rule=rule, why=both)
    yield from _drawn(left, others, port)


def _sourced(box: Box, rule: Rule) -> Iterator[Piece]:
    if rule.why:
        yield Piece(box, rule=rule, why=rule.why)
        return
    new = box._replace(src=rule.addresses)
    if rule.fact.kind is NatKind.DYNAMIC:
        yield Piece(box, Rewritten(box, new, ("src",)), rule)
        return
    by_port, rest = split([box], [box._replace(proto=(n, n)) for n in _WITH_PORTS])
    plain, other = split(rest, [box._replace(proto=(n, n)) for n in (_ICMP, NO_PROTOCOL)])
    for part in by_port:
        after = part._replace(src=rule.addresses, sport=_group(part.sport))
        yield Piece(part, Rewritten(part, after, ("src", "sport")), rule)
    yield from (Piece(part, Rewritten(part, part._replace(src=rule.addresses), ("src",)), rule) for part in plain)
    what = "overload tells TCP, UDP and ICMP apart; what it does with other protocols is not known"
    yield from (Piece(part, rule=rule, why=f"{what} ({rule.fact.source})") for part in other)


def _group(ports: Range) -> Range:
    """The ports that some ports can become; 0 stands for a port that nobody named, of a client."""
    if ports == (0, 0):
        return PORT_GROUPS[-2], PORT_GROUPS[-1] - 1
    return max(p for p in PORT_GROUPS if p <= ports[0]), min(p for p in PORT_GROUPS if p > ports[1]) - 1


def _back(packets: Rewritten) -> Iterator[Rewritten]:
    """What becomes of the answers to packets whose source was translated: they go back to whom and from whom these went."""
    names = {"src": "dst", "sport": "dport"}
    for was, now in zip(answers_to(packets.before), answers_to(packets.after), strict=True):
        if (was.dst, was.dport) != (now.dst, now.dport):
            yield Rewritten(now, was, tuple(names[field] for field in packets.drawn))


def answers_to(box: Box) -> list[Box]:
    """The answers to packets: of TCP those of a session that is there, of an echo request the reply, else the ends swapped.

    >>> answers_to(Box((6, 6), (1, 1), (2, 2), (5000, 5000), (80, 80)))
    [Box(proto=(256, 256), src=(2, 2), dst=(1, 1), sport=(80, 80), dport=(5000, 5000))]
    >>> answers_to(Box((1, 1), (1, 1), (2, 2), (0, 0), (8, 8)))[0].dport
    (0, 0)
    >>> [each.proto for each in answers_to(Box((0, 17), (1, 1), (2, 2)))]
    [(1, 1), (256, 256), (0, 0), (2, 5), (7, 17)]
    """
    (icmp, rest), found = split([box], [box._replace(proto=(_ICMP, _ICMP))]), []
    for part in icmp:
        found.append(part._replace(src=part.dst, dst=part.src, dport=(0, 0) if part.dport == (_ECHO, _ECHO) else part.dport))
    tcp, rest = split(rest, [box._replace(proto=(_TCP, _TCP))])
    for part in (*(part._replace(proto=(ESTABLISHED, ESTABLISHED)) for part in tcp), *rest):
        found.append(Box(part.proto, part.dst, part.src, part.dport, part.sport))
    return found


def _unasked(box: Box, rule: Rule) -> Iterator[Piece]:
    """What comes to an address of a dynamic rule, of which no packet is known that went out before."""
    if rule.why:
        yield Piece(box, rule=rule, why=rule.why)
        return
    if not rule.own:
        why = f"what becomes of a packet to a pool that no packet from inside asked for is not known ({rule.fact.source})"
        yield Piece(box, rule=rule, why=why)
        return
    first = [box._replace(proto=(0, 0)), box._replace(proto=(2, NO_PROTOCOL))]
    if box.dport[0] <= _ECHO <= box.dport[1]:
        first.append(box._replace(proto=(_ICMP, _ICMP), dport=(_ECHO, _ECHO)))
    asked, rest = split([box], first)
    yield from (Piece(part) for part in asked)
    why = f"it may answer a packet from inside; netplan path --reverse tells ({rule.fact.source})"
    yield from (Piece(part, rule=rule, why=why) for part in rest)
