"""Words of routing lines to values. Each function raises ValueError for what it cannot read, so that the line stays unread."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address, ip_network
from typing import ParamSpec

from models.interfaces import DEFAULT_VRF
from models.routing import Ip, Prefix
from models.values import mask_length

P = ParamSpec("P")


def careful(read: Callable[P, None]) -> Callable[P, None]:
    """Make a reader that leaves a line unread when one of its words is not what the grammar says, instead of failing.

    The reader must work out all values before it changes anything.
    """

    @wraps(read)
    def reader(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            read(*args, **kwargs)
        except ValueError:
            return

    return reader


def number(word: str, low: int = 0, high: int = 0xFFFFFFFF) -> int:
    """A plain number within limits.

    >>> number("110", 1, 255)
    110
    """
    if not (word.isascii() and word.isdigit()) or len(word) > 10 or not low <= int(word) <= high:
        raise ValueError(f"{word!r} is no number from {low} to {high}")
    return int(word)


def asn(word: str) -> int:
    """An AS number in plain or dotted form (RFC 5396).

    >>> asn("65001"), asn("1.10")
    (65001, 65546)
    """
    high, dot, low = word.partition(".")
    return (number(high, 0, 0xFFFF) << 16) + number(low, 0, 0xFFFF) if dot else number(word)


def ip(word: str) -> Ip:
    """An address of either family."""
    return ip_address(word)


def is_ip(word: str) -> bool:
    """Whether `word` is an address of either family."""
    try:
        ip_address(word)
    except ValueError:
        return False
    return True


def prefix(words: Sequence[str]) -> tuple[Prefix, list[str]]:
    """The prefix at the start of `words` ("10.0.0.0/8", "10.0.0.0 255.0.0.0", "default") and the words after it.

    >>> prefix(["10.1.0.0", "255.255.0.0", "Null0"])
    (IPv4Network('10.1.0.0/16'), ['Null0'])
    >>> prefix(["2001:db8::/32"])
    (IPv6Network('2001:db8::/32'), [])
    """
    if not words:
        raise ValueError("a prefix is missing")
    first = words[0]
    if "/" in first:
        if first.count("/") != 1 or not first.rpartition("/")[2].isdigit():
            raise ValueError(f"{first!r} is no prefix")
        return ip_network(first, strict=False), list(words[1:])
    if first == "default":
        return IPv4Network("0.0.0.0/0"), list(words[1:])
    if len(words) < 2:
        raise ValueError("a mask is missing")
    return masked(first, words[1]), list(words[2:])


def masked(address: str, mask: str) -> IPv4Network:
    """A prefix from address and netmask. A wildcard mask is not one, though Python's `ip_network` would take it."""
    return IPv4Network(f"{address}/{mask_length(mask)}", strict=False)


def classful(address: str) -> IPv4Network:
    """The network of class A, B or C that an address belongs to, for lines without a mask.

    >>> classful("10.0.0.0"), classful("172.16.0.0"), classful("192.168.1.0")
    (IPv4Network('10.0.0.0/8'), IPv4Network('172.16.0.0/16'), IPv4Network('192.168.1.0/24'))
    """
    value = int(IPv4Address(address))
    if value == 0:
        return IPv4Network("0.0.0.0/0")
    length = 8 if value >> 31 == 0 else 16 if value >> 30 == 0b10 else 24
    return IPv4Network((value >> (32 - length) << (32 - length), length))


def vrf_name(word: str) -> str:
    """A VRF as the model names it: the global table is "default"."""
    return DEFAULT_VRF if word in ("default", "global") else word


def options(words: Sequence[str], known: Mapping[str, int]) -> dict[str, list[str]]:
    """Options in any order: each known first word with its number of values.

    >>> options(["metric", "5", "subnets"], {"metric": 1, "subnets": 0, "tag": 1})
    {'metric': ['5'], 'subnets': []}
    """
    found: dict[str, list[str]] = {}
    at = 0
    while at < len(words):
        word = words[at]
        size = known.get(word)
        if size is None or word in found or at + size >= len(words):
            raise ValueError(f"option {word!r} is not known here, stands twice or lacks its value")
        found[word] = list(words[at + 1 : at + 1 + size])
        at += 1 + size
    return found


def optional(found: Mapping[str, Sequence[str]], word: str, high: int = 0xFFFFFFFF) -> int | None:
    """The number that option `word` gave, or None."""
    return number(found[word][0], 0, high) if word in found else None


def family_of(network: Prefix) -> int:
    """4 or 6."""
    return 6 if isinstance(network, IPv6Network) else 4


def name_of(words: Mapping[str, Sequence[str]], option: str) -> tuple[str, ...]:
    """The name that an option gave, as a tuple of one or none."""
    return tuple(words.get(option, ()))


def port_range(text: str, canonical: Callable[[str], str]) -> list[str]:
    """The ports of an EOS range.

    >>> from collectors.ioslike.names import eos_name
    >>> port_range("Et1-3,49/1", eos_name)
    ['Ethernet1', 'Ethernet2', 'Ethernet3', 'Ethernet49/1']
    """
    stem = text.rstrip("0123456789,-/")
    ports: list[str] = []
    for part in text[len(stem) :].split(","):
        first, _, last = part.partition("-")
        head, slash, start = first.rpartition("/")
        if last.isdecimal() and start.isdecimal() and int(start[-4:]) <= int(last[-4:]):
            ports += [canonical(f"{stem}{head}{slash}{n}") for n in range(int(start[-4:]), int(last[-4:]) + 1)]
        else:
            ports.append(canonical(stem + part))
    return ports
