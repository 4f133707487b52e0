"""First-hop redundancy of AOS-CX: active gateways, one address on every router of a VLAN, and VRRP."""

from dataclasses import replace
from ipaddress import ip_address

from collectors.draft import Draft
from collectors.ioslike.ports.fhrp import group_lines
from collectors.ioslike.ports.port import Handler, Port
from collectors.tree import Line
from models.interfaces import Fhrp, FhrpKind
from models.source import Status

_ANYCAST = (FhrpKind.ANYCAST, 0)


def _gateway(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`active-gateway ip 10.0.0.1`, which every router of the VLAN has; its MAC address stands on the line or on one of its own."""
    match words[1:]:
        case ["ip" | "ipv6", "mac", _] | ["l3-counters"]:
            line.status, line.feature = Status.IGNORED, "redundancy group timers and names"
            return False
        case ["ip" | "ipv6", address] | ["ip" | "ipv6", address, "mac", _]:
            group = port.fhrp.get(_ANYCAST) or Fhrp(FhrpKind.ANYCAST, 0, source=draft.source(line))
            port.fhrp[_ANYCAST] = replace(group, addresses=(*group.addresses, ip_address(address)))
            return True
    return False


def _group(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`vrrp 10 address-family ipv4` with a block, which is off until its own `no shutdown`."""
    match words:
        case ["vrrp", number, "address-family", "ipv4" | "ipv6"] if number.isdecimal():
            key = (FhrpKind.VRRP, int(number))
        case _:
            return False
    off = True
    for child in line.children:
        if child.words in (["shutdown"], ["no", "shutdown"]):
            off = child.words[0] != "no"
            child.modelled()
        elif child.words == ["exit"]:
            child.status = Status.IGNORED
    group = group_lines(port.fhrp.get(key) or Fhrp(*key, preempt=True, source=draft.source(line)), line)
    if not off:
        port.fhrp[key] = group
    return True


REDUNDANCY: dict[str, Handler] = {"active-gateway": _gateway, "vrrp": _group}
