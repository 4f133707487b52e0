"""The parts of one access-list entry: addresses with wildcards, port operators, object groups."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv4Address, ip_network, summarize_address_range
from typing import cast

from collectors.draft import Draft
from collectors.ioslike.filters.acl_words import ICMP, ICMP6, PORTS, PROTOCOLS
from models.filters import Ports, Wildcard
from models.values import address_number, mask_length

LAST_PORT = 65535
WITH_PORTS = {6, 17, 132}


@dataclass(frozen=True, slots=True)
class ServiceEntry:
    """One protocol with its ports: what an object group of services is a list of."""

    protocols: tuple[int, ...] = ()
    source_ports: Ports = ()
    destination_ports: Ports = ()
    icmp: tuple[int, int] | None = None


@dataclass(slots=True)
class Groups:
    """The object groups of a config. Running configs print them before the lists that use them."""

    networks: dict[str, tuple[Wildcard, ...]] = field(default_factory=dict)
    services: dict[str, tuple[ServiceEntry, ...]] = field(default_factory=dict)


def groups(draft: Draft) -> Groups:
    """The object groups that `draft` has met."""
    return cast(Groups, draft.scratch.setdefault("object groups", Groups()))


@lru_cache(maxsize=1 << 16)
def wildcard(address: str, mask: str) -> Wildcard:
    """An address and a Cisco wildcard mask.

    >>> str(wildcard("10.1.2.3", "0.0.255.255"))
    '10.1.0.0/16'
    """
    bits = address_number(mask)
    return Wildcard(address_number(address) & ~bits & 0xFFFFFFFF, bits)


@lru_cache(maxsize=1 << 16)
def prefix_wildcard(prefix: str, family: int) -> Wildcard:
    """A prefix as a wildcard. Raises ValueError when it is none, or of the other address family."""
    network = ip_network(prefix, strict=False)
    if network.version != family:
        raise ValueError(f"{prefix!r} is not of IPv{family}")
    return Wildcard(int(network.network_address), int(network.hostmask), family)


def take_address(words: list[str], family: int, known: Groups) -> tuple[Wildcard, ...]:
    """Take one address specification off the front of `words`; () is any address. Raises ValueError."""
    match words:
        case ["any" | "any4" | "any6", *_]:
            size, found = 1, None
        case ["host", address, *_]:
            size, found = 2, prefix_wildcard(address, family)
        case ["object-group" | "addrgroup", name, *_]:
            del words[:2]
            if name not in known.networks:
                raise ValueError(f"object-group {name} is not defined above")
            return known.networks[name]
        case [prefix, *_] if "/" in prefix:
            size, found = 1, prefix_wildcard(prefix, family)
        case [address, mask, *_] if family == 4:
            size, found = 2, wildcard(address, mask)
        case _:
            raise ValueError("an address is missing")
    del words[:size]
    return () if found is None or (found.mask == 0xFFFFFFFF and family == 4) else (found,)


def take_ports(words: list[str]) -> Ports:
    """Take a port operator with its ports off the front of `words`; () when there is none. Raises ValueError.

    >>> take_ports(["neq", "www"]), take_ports(["eq", "22", "telnet", "log"]), take_ports(["log"])
    (((0, 79), (81, 65535)), ((22, 22), (23, 23)), ())
    """
    match words:
        case ["range", first, last, *_]:
            low, high = port_number(first), port_number(last)
            if low > high:
                raise ValueError(f"{first} to {last} is not a range of ports")
            del words[:3]
            return ((low, high),)
        case ["gt", port, *_]:
            del words[:2]
            return _some(((port_number(port) + 1, LAST_PORT),))
        case ["lt", port, *_]:
            del words[:2]
            return _some(((0, port_number(port) - 1),))
        case ["eq" | "neq" as operator, _, *_]:
            del words[0]
            numbers: list[int] = []
            while words and (words[0].isdecimal() or words[0] in PORTS):
                numbers.append(port_number(words.pop(0)))
            if not numbers:
                raise ValueError("a port is missing")
            return tuple((n, n) for n in sorted(set(numbers))) if operator == "eq" else _without(sorted(set(numbers)))
    return ()


def port_number(word: str) -> int:
    """A port by number or by the name that IOS or EOS gives it."""
    number = int(word) if word.isdecimal() else PORTS.get(word, -1)
    if not 0 <= number <= LAST_PORT:
        raise ValueError(f"{word!r} is not a port")
    return number


def _some(ports: Ports) -> Ports:
    if any(low > high for low, high in ports):
        raise ValueError("no port is left")
    return ports


def _without(numbers: Sequence[int]) -> Ports:
    starts = (0, *(n + 1 for n in numbers))
    ends = (*(n - 1 for n in numbers), LAST_PORT)
    return _some(tuple((low, high) for low, high in zip(starts, ends, strict=True) if low <= high))


def protocol_numbers(word: str) -> tuple[int, ...]:
    """The IP protocols of a word; () is any. Raises ValueError."""
    if word in ("ip", "ipv4", "ipv6"):
        return ()
    if word == "tcp-udp":
        return (6, 17)
    number = int(word) if word.isdecimal() else PROTOCOLS.get(word, -1)
    if not 0 <= number <= 255:
        raise ValueError(f"{word!r} is not a protocol")
    return (number,)


def take_icmp(words: list[str], family: int) -> tuple[int, int] | None:
    """Take an ICMP message off the front of `words`: a name, or a type with or without a code."""
    names = ICMP if family == 4 else ICMP6
    if words and words[0] in names:
        return names[words.pop(0)]
    if words and words[0].isdecimal():
        kind = int(words.pop(0))
        code = int(words.pop(0)) if words and words[0].isdecimal() else -1
        if kind > 255 or code > 255:
            raise ValueError("an ICMP type or code is at most 255")
        return kind, code
    return None


def netmask_wildcard(address: str, mask: str) -> Wildcard:
    """An address and a netmask, as object groups have it."""
    return prefix_wildcard(f"{address}/{mask_length(mask)}", 4)


def range_wildcards(first: str, last: str) -> tuple[Wildcard, ...]:
    """All addresses from `first` to `last`, in as few prefixes as can be."""
    low, high = IPv4Address(first), IPv4Address(last)
    parts = summarize_address_range(low, high)
    return tuple(Wildcard(int(part.network_address), int(part.hostmask)) for part in parts)
