"""Lines that the blocks of RIP and EIGRP have in common."""

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network
from typing import TypeVar

from collectors.ioslike.routing.routing_os import RoutingOs
from collectors.ioslike.routing.routing_words import number, prefix
from models.distance_vector import EigrpProcess, RipProcess, VectorFilter, VectorNetwork, VectorOffset
from models.routing import Redistribution
from models.source import Source

P = TypeVar("P", RipProcess, EigrpProcess)
_PROTOCOLS = ("connected", "static", "ospf", "bgp", "rip", "eigrp", "isis", "direct", "kernel")


def common(words: list[str], p: P, os: RoutingOs, source: Source) -> P:
    """What one line changes. Raises ValueError when it is not understood."""
    match words:
        case ["passive-interface", "default"]:
            return replace(p, passive_default=True)
        case ["no", "passive-interface", "default"]:
            return replace(p, passive_default=False)
        case ["passive-interface", *name] if name:
            return replace(p, passive=p.passive | {_port(name, os)})
        case ["no", "passive-interface", *name] if name:
            port = _port(name, os)
            return replace(p, passive=p.passive - {port}, active=p.active | {port})
        case ["maximum-paths", paths]:
            return replace(p, maximum_paths=number(paths, 1, 256))
        case ["auto-summary"]:
            return replace(p, auto_summary=True)
        case ["no", "auto-summary"]:
            return replace(p, auto_summary=False)
        case ["distribute-list", *rest]:
            return _filter(rest, p, os, source)
        case ["offset-list", name, "in" | "out" as way, add, *port]:
            policies = () if name == "0" else (name,)
            offset = VectorOffset(number(add), way == "in", policies, _port(port, os) if port else "", source)
            return replace(p, offsets=(*p.offsets, offset))
        case ["route-map", name, "in" | "out" as way, port] if os.name == "frr":
            return replace(p, filters=(*p.filters, VectorFilter((name,), way == "in", port, source)))
    raise ValueError("not known here")


def _port(words: list[str], os: RoutingOs) -> str:
    return os.canonical_name("".join(words))


def _filter(words: list[str], p: P, os: RoutingOs, source: Source) -> P:
    """`distribute-list [prefix|route-map] NAME in|out [port | protocol [process]]`, `distribute-list gateway` left unread."""
    match words:
        case ["prefix" | "route-map" | "prefix-list", name, "in" | "out" as way, *rest] if name != "gateway":
            pass
        case [name, "in" | "out" as way, *rest] if name != "gateway":
            pass
        case _:
            raise ValueError("not known here")
    if rest and rest[0] in _PROTOCOLS and way == "out":
        return _of_redistribution(p, name, rest)
    if rest and rest[0] == "gateway":
        raise ValueError("a filter on who tells")
    return replace(p, filters=(*p.filters, VectorFilter((name,), way == "in", _port(rest, os) if rest else "", source)))


def _of_redistribution(p: P, name: str, rest: list[str]) -> P:
    """A filter on what one redistribution brings in."""
    process = rest[1] if len(rest) > 1 else ""

    def with_filter(r: Redistribution) -> Redistribution:
        return replace(r, policies=(name, *r.policies)) if (r.protocol, r.process) == (rest[0], process) else r

    if isinstance(p, EigrpProcess):
        if not any((r.route.protocol, r.route.process) == (rest[0], process) for r in p.redistributions):
            raise ValueError("a filter on a redistribution that is not stated before")
        return replace(p, redistributions=tuple(replace(r, route=with_filter(r.route)) for r in p.redistributions))
    if not any((r.protocol, r.process) == (rest[0], process) for r in p.redistributions):
        raise ValueError("a filter on a redistribution that is not stated before")
    return replace(p, redistributions=tuple(with_filter(r) for r in p.redistributions))


def network(words: list[str], source: Source, classes: bool) -> VectorNetwork:
    """The words after `network`: a prefix, an address with wildcard bits, or an address alone, which is of its class.

    >>> from models.source import NOWHERE
    >>> str(network(["10.1.0.0", "0.0.255.255"], NOWHERE, True).prefix), str(network(["172.16.5.0"], NOWHERE, True).prefix)
    ('10.1.0.0/16', '172.16.0.0/16')
    """
    match words:
        case [text] if "/" in text:
            return VectorNetwork(prefix([text])[0], source=source)
        case [address] if classes:
            value = int(IPv4Address(address))
            length = 0 if value == 0 else 8 if value >> 31 == 0 else 16 if value >> 30 == 2 else 24
            return VectorNetwork(IPv4Network((value, length), strict=False), source=source)
        case [address, mask]:
            start, bits = int(IPv4Address(address)), int(IPv4Address(mask))
            if bits >> 31 and bits & 1 == 0:
                bits ^= 0xFFFFFFFF  # a netmask, which IOS takes as well
            if bits & (bits + 1):
                return VectorNetwork(IPv4Network((start & ~bits & 0xFFFFFFFF, 32)), bits, source)
            return VectorNetwork(IPv4Network((start & ~bits & 0xFFFFFFFF, 32 - bits.bit_length())), source=source)
    raise ValueError("no network")
