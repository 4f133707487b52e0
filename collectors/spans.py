"""Sets of addresses as ranges, which have complements, and as the prefixes that a rule holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, summarize_address_range

from models.filters import Wildcard

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Ranges of one family, and what ranges cannot say: wildcards. `unknown` names members whose addresses no config tells."""

    spans: tuple[Span, ...] = ()
    wildcards: tuple[Wildcard, ...] = ()
    unknown: str = ""

    def join(self, other: "Addresses") -> "Addresses":
        """The addresses of both."""
        unknown = ", ".join(filter(None, (self.unknown, other.unknown)))
        return Addresses(merged((*self.spans, *other.spans)), (*self.wildcards, *other.wildcards), unknown)

    def without(self, other: "Addresses") -> "Addresses":
        """These without others."""
        unknown = ", ".join(filter(None, (self.unknown, other.unknown)))
        if self.wildcards or other.wildcards:
            return Addresses(self.spans, self.wildcards, unknown or "a wildcard is excluded")
        spans = [(max(a, c), min(b, d)) for a, b in self.spans for c, d in _gaps(other.spans) if max(a, c) <= min(b, d)]
        return Addresses(tuple(spans), (), unknown)

    def prefixes(self, family: int) -> tuple[Wildcard, ...]:
        """The same as prefixes; () is all, as in a rule."""
        width = 32 if family == 4 else 128
        if self.spans == ((0, (1 << width) - 1),):
            return ()
        make = IPv4Address if family == 4 else IPv6Address
        found = [
            Wildcard(int(network.network_address), int(network.hostmask), family)
            for low, high in self.spans
            for network in summarize_address_range(make(low), make(high))
        ]
        return (*found, *self.wildcards)

    @property
    def empty(self) -> bool:
        """Whether nothing is in it."""
        return not self.spans and not self.wildcards and not self.unknown


def everything(family: int) -> Addresses:
    """All addresses of a family."""
    return Addresses(((0, (1 << (32 if family == 4 else 128)) - 1),))


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Ranges in order, those that touch made one.

    >>> merged([(5, 9), (0, 4), (20, 20)])
    ((0, 9), (20, 20))
    """
    found: list[Span] = []
    for low, high in sorted(spans):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return tuple(found)


def _gaps(spans: tuple[Span, ...]) -> Iterable[Span]:
    """What is between ranges that are in order, and around them."""
    at = 0
    for low, high in spans:
        if at < low:
            yield at, low - 1
        at = high + 1
    yield at, (1 << 128) - 1
