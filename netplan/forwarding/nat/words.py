"""Translations in words."""

from models.nat import NatKind, NatRule
from models.network import Network
from netplan.forwarding.boxes import PORTS, Box, Range
from netplan.forwarding.filters.packets import addresses, span
from netplan.forwarding.nat.translate import Piece


def becomes(piece: Piece) -> str:
    """What a translation does with packets.

    >>> from netplan.forwarding.nat.lens import Rewritten
    >>> one = Box((6, 6), (10, 10), (500, 500), (5000, 5000), (80, 80))
    >>> becomes(Piece(one, Rewritten(one, one._replace(src=(70, 70), sport=(1024, 65535)))))
    'source 0.0.0.10 port 5000 becomes 0.0.0.70 port 1024-65535, as for the packet that it answers'
    """
    if piece.packets is None:
        return piece.why
    before, after = piece.packets.before, piece.packets.after
    text = " and ".join(
        filter(None, (_end(before, after, "source", "src", "sport"), _end(before, after, "destination", "dst", "dport")))
    )
    if piece.rule is None:
        return f"{text}, as for the packet that it answers"
    free = assumed(piece.rule.fact, after.src)
    return f"{text} by {described(piece.rule.fact)}" + (f"; assumed: {free}" if free else "")


def _end(before: Box, after: Box, side: str, field: str, port: str) -> str:
    """What becomes of one end of packets; "" when it stays."""
    ports = getattr(before, port) != getattr(after, port)
    if not ports and getattr(before, field) == getattr(after, field):
        return ""
    told = [_place(box, field, port if ports else "") for box in (before, after)]
    return f"{side} {told[0]} becomes {told[1]}"


def _place(box: Box, field: str, port: str) -> str:
    where = ", ".join(addresses((getattr(box, field),), 4))
    ends = getattr(box, port) if port else PORTS
    return f"{where} port {span(ends)}" if port and ends not in (PORTS, (0, 0)) else where


def described(rule: NatRule) -> str:
    """A rule in words.

    >>> described(NatRule(NatKind.OVERLOAD, "NAT", interface="Gi0/0"))
    'dynamic NAT of list NAT to the address of Gi0/0, told apart by ports'
    """
    to = str(rule.outer) if rule.outer is not None else f"pool {rule.pool}" if rule.pool else f"the address of {rule.interface}"
    if rule.kind is NatKind.PORT:
        return f"static NAT of {rule.local} port {rule.local_port} to {to} port {rule.outer_port}"
    if rule.foreign:
        return f"static NAT of {rule.outer} outside, known inside as {rule.local}"
    if rule.kind is NatKind.STATIC:
        return f"static NAT of {rule.local} to {to}"
    what = f"route map {rule.policy}" if rule.policy else f"list {rule.acl}"
    return f"dynamic NAT of {what} to {to}" + (", told apart by ports" if rule.kind is NatKind.OVERLOAD else "")


def assumed(rule: NatRule, outer: Range) -> str:
    """What is taken for granted of a dynamic rule: that its addresses or ports do not run out."""
    if rule.kind is NatKind.DYNAMIC:
        return f"one of {outer[1] - outer[0] + 1} addresses is free"
    return "a port is free" if rule.kind is NatKind.OVERLOAD else ""


def assumption(network: Network) -> str:
    """What answers about a network take for granted of its dynamic rules, in one sentence; "" where there are none."""
    count = sum(bool(assumed(rule, (0, 0))) for device in network.devices.values() for rule in device.nat_rules)
    rules = "1 dynamic NAT rule has" if count == 1 else f"{count} dynamic NAT rules have"
    return f"assumed: {rules} a free address or port for each packet; netplan show nat lists them" if count else ""
