"""Facts in words, as an engineer would say them: short, with the value that tells one from another."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, IPv6Address, IPv6Interface, IPv6Network

from models.filters import AclRule, Ports, Wildcard
from models.interfaces import Address
from models.nat import NatRule
from models.policy import Match, PrefixRule, SetAction
from models.routing import StaticRoute
from models.services import Service
from models.zones import Crossing
from netplan.forwarding.nat.words import described

_PROTOCOLS = {1: "icmp", 6: "tcp", 17: "udp", 47: "gre", 50: "esp", 51: "ah", 58: "icmpv6", 89: "ospf", 112: "vrrp"}
_ADDRESSES = (IPv4Address, IPv4Interface, IPv4Network, IPv6Address, IPv6Interface, IPv6Network)


def say(value: object) -> str:
    """Any value of the model on one line.

    >>> say(frozenset({3, 1, 2})), say(True), say(""), say(None)
    ('1, 2, 3', 'yes', 'nothing', 'nothing')
    >>> from ipaddress import ip_network
    >>> say(PrefixRule(True, ip_network("10.0.0.0/8"), 16, 24, 5))
    '5 permit 10.0.0.0/8 ge 16 le 24'
    """
    match value:
        case None | "":
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case AclRule():
            return acl_rule(value)
        case PrefixRule():
            length = f" ge {value.low} le {value.high}" if (value.low, value.high) != (value.prefix.prefixlen,) * 2 else ""
            return f"{value.sequence} {'permit' if value.permit else 'deny'} {value.prefix}{length}"
        case Address():
            return f"{value.ip}{' secondary' if value.secondary else ''}"
        case StaticRoute():
            return static_route(value)
        case NatRule():
            return described(value)
        case Crossing():
            lists = ", ".join((*value.filters, *value.filters6))
            return f"what {lists} permit" if lists else "everything passes"
        case Service():
            return " ".join(word for word in (value.kind, value.target, value.detail, value.vrf and f"in VRF {value.vrf}") if word)
        case Match() | SetAction():
            return f"{value.kind} {' '.join(value.values)}"
        case Enum():
            return str(value.value)
        case str() | int() | float() | Wildcard():
            return str(value)
        case frozenset():
            return ", ".join(str(v) if isinstance(v, int) else say(v) for v in sorted(value, key=_sort_key)) or "nothing"
        case tuple():
            return ", ".join(map(say, value)) or "nothing"
        case Mapping():
            return ", ".join(f"{key}: {say(v)}" for key, v in value.items()) or "nothing"
    if isinstance(value, _ADDRESSES):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        parts = [
            f"{name.replace('_', ' ')} {say(getattr(value, name))}"
            for name, default in _defaults(type(value))
            if getattr(value, name) != default
        ]
        return ", ".join(parts) or "defaults"
    return str(value)


def _sort_key(value: object) -> tuple[int, str]:
    return (value, "") if isinstance(value, int) else (0, say(value))


@cache
def _defaults(kind: type) -> tuple[tuple[str, object], ...]:
    """The compared fields of a dataclass with their defaults (a fresh object where there is none: never equal)."""
    found: list[tuple[str, object]] = []
    for f in fields(kind):
        if f.compare:
            default = (
                f.default if f.default is not MISSING else f.default_factory() if f.default_factory is not MISSING else object()
            )
            found.append((f.name, default))
    return tuple(found)


def acl_rule(rule: AclRule) -> str:
    """One ACL rule without its number.

    >>> acl_rule(AclRule(True, (6,), (), (Wildcard(0x0A000000, 0xFFFFFF),), (), ((22, 22),), established=False))
    'permits tcp from any to 10.0.0.0/8 port 22'
    """
    words = ["permits" if rule.permit else "denies"]
    words.append("/".join(_PROTOCOLS.get(p, str(p)) for p in rule.protocols) or "ip")
    words += ["from", " or ".join(map(str, rule.sources)) or "any"]
    words += _ports(rule.source_ports)
    words += ["to", " or ".join(map(str, rule.destinations)) or "any"]
    words += _ports(rule.destination_ports)
    if rule.icmp:
        words.append(f"type {rule.icmp[0]}" + (f" code {rule.icmp[1]}" if rule.icmp[1] >= 0 else ""))
    if rule.established:
        words.append("established only")
    if rule.unmodelled:
        words.append(f"({rule.unmodelled}: not modelled)")
    return " ".join(words)


def _ports(ports: Ports) -> list[str]:
    return ["port", ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in ports)] if ports else []


def static_route(route: StaticRoute) -> str:
    """A static route without its VRF's name when it is the default one.

    >>> from ipaddress import ip_address, ip_network
    >>> static_route(StaticRoute(ip_network("10.0.0.0/8"), ip_address("10.1.1.1")))
    'to 10.0.0.0/8 via 10.1.1.1'
    """
    via = " ".join(word for word in (route.interface, str(route.next_hop or "")) if word) or ("discard" if route.discard else "")
    words = [f"to {route.prefix} via {via or 'VRF ' + route.next_hop_vrf}"]
    if route.next_hop_vrf and via:
        words.append(f"in VRF {route.next_hop_vrf}")
    if route.distance != 1:
        words.append(f"distance {route.distance}")
    if route.tag:
        words.append(f"tag {route.tag}")
    return " ".join(words)
