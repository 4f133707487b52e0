"""What dialects say of the tables that their devices print, and what their readers share.

A reader is a function from an output to rows. It understands the whole of it or raises ValueError: a line that it cannot
place may be a route, so an output is read whole or not at all.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from models.observed import PeerSeen, PortSeen, RouteSeen
from models.source import Source


@dataclass(frozen=True, slots=True)
class Page:
    """One output: its text, the VRF that its command asked for, and the name of its file."""

    text: str
    vrf: str
    file: str

    def at(self, line: int) -> Source:
        """The place of a row."""
        return Source(self.file, line)


Reader = Callable[[Page], Iterable[RouteSeen | PeerSeen | PortSeen]]


@dataclass(frozen=True, slots=True)
class Shown:
    """One command whose output is a table. `command` fully matches it, in any case; its group `vrf` is the VRF asked for."""

    kind: str
    command: str
    read: Reader
    all_vrfs: bool = False
    """It shows every VRF without being asked."""
    also: str = ""
    """A second kind that the same output shows."""


prefix_of: Callable[[str], IPv4Network | IPv6Network] = lru_cache(maxsize=1 << 16)(ip_network)
"""A prefix, made once for each text. Raises ValueError."""
address_of: Callable[[str], IPv4Address | IPv6Address] = lru_cache(maxsize=1 << 16)(ip_address)
"""An address, made once for each text. Raises ValueError."""


def number(text: str | None) -> int | None:
    """A number that may be absent."""
    return int(text) if text else None


LONGEST_LINE = 1000
"""Patterns are matched line by line: within this length none of them takes long, whatever the line holds."""


def matches(pattern: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], int]]:
    r"""Each match with the number of its line, counted as it goes.

    >>> [(found[0], line) for found, line in matches(re.compile(r"[ab]"), "a\n\nb")]
    [('a', 1), ('b', 3)]
    """
    if (longest := max(map(len, text.split("\n")))) > LONGEST_LINE:
        raise ValueError(f"a line of {longest} characters is no line of a table")
    line, before = 1, 0
    for found in pattern.finditer(text):
        line += text.count("\n", before, found.start())
        before = found.start()
        yield found, line


def not_understood(line: int, text: str) -> ValueError:
    """The fault of a line that a reader cannot place."""
    return ValueError(f"line {line} is not understood: {text.strip()[:60]!r}")
