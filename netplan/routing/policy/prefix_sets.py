"""Sets of prefixes: for each length the addresses that prefixes of that length in the set cover. All operations are exact.

>>> small = within(ip_network("10.1.0.0/16"), 16, 24) - within(ip_network("10.1.2.0/24"), 24, 24)
>>> ip_network("10.1.3.0/24") in small, ip_network("10.1.2.0/24") in small, ip_network("10.1.3.0/25") in small
(True, False, False)
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_network

from models.routing import Prefix

Span = tuple[int, int]
"""First and last address."""
Spans = tuple[Span, ...]
"""Disjoint, in order, none beside another."""


@dataclass(frozen=True, slots=True)
class PrefixSet:
    """A set of prefixes of one family; `lengths[n]` are the addresses of its prefixes of length n."""

    family: int
    lengths: tuple[Spans, ...]

    def __bool__(self) -> bool:
        """Whether anything is in it."""
        return any(self.lengths)

    def __contains__(self, prefix: Prefix) -> bool:
        """Whether exactly this prefix is in the set."""
        if prefix.version != self.family:
            return False
        first = int(prefix.network_address)
        return any(low <= first <= high for low, high in self.lengths[prefix.prefixlen])

    def __or__(self, other: "PrefixSet") -> "PrefixSet":
        """What is in one of the two."""
        return self if other is self else self._with(other, _union)

    def __and__(self, other: "PrefixSet") -> "PrefixSet":
        """What is in both."""
        if other is self or other is everything(self.family):
            return self
        return other if self is everything(self.family) else self._with(other, _common)

    def __sub__(self, other: "PrefixSet") -> "PrefixSet":
        """What is in this one alone."""
        return self._with(other, _without)

    def __le__(self, other: "PrefixSet") -> bool:
        """Whether all of it is in the other."""
        return other is self or other is everything(self.family) or self.lengths == other.lengths or not self - other

    def _with(self, other: "PrefixSet", join: Callable[[Spans, Spans], Spans]) -> "PrefixSet":
        known: dict[tuple[int, int], Spans] = {}
        found = []
        for one, two in zip(self.lengths, other.lengths, strict=True):
            key = id(one), id(two)
            if key not in known:
                known[key] = join(one, two)
            found.append(known[key])
        if all(one is two for one, two in zip(found, self.lengths, strict=True)):
            return self
        return PrefixSet(self.family, tuple(found))

    def covered(self) -> list[tuple[int, int, int]]:
        """The addresses under its prefixes as (first, last, length of the longest prefix over them)."""
        found: list[tuple[int, int, int]] = []
        taken: Spans = ()
        for length in range(len(self.lengths) - 1, -1, -1):
            found += [(low, high, length) for low, high in _without(self.lengths[length], taken)]
            taken = _union(taken, self.lengths[length])
        return sorted(found)


def _width(family: int) -> int:
    return 32 if family == 4 else 128


@cache
def nothing(family: int) -> PrefixSet:
    """No prefix."""
    return PrefixSet(family, ((),) * (_width(family) + 1))


@cache
def everything(family: int) -> PrefixSet:
    """All prefixes."""
    return PrefixSet(family, (((0, (1 << _width(family)) - 1),),) * (_width(family) + 1))


def within(outer: Prefix, low: int, high: int) -> PrefixSet:
    """The prefixes in `outer` of lengths `low` to `high`."""
    return collected(outer.version, ((outer, low, high),))


def collected(family: int, ranges: Iterable[tuple[Prefix, int, int]]) -> PrefixSet:
    """The prefixes in any of many ranges, each a prefix with the least and the greatest length."""
    found: list[list[Span]] = [[] for _ in range(_width(family) + 1)]
    for outer, low, high in ranges:
        if outer.version == family:
            span = int(outer.network_address), int(outer.broadcast_address)
            for length in range(max(low, outer.prefixlen), high + 1):
                found[length].append(span)
    return PrefixSet(family, tuple(merged(spans) for spans in found))


def starting(family: int, low: int, high: int, lengths: Iterable[int]) -> PrefixSet:
    """The prefixes of some lengths whose first address lies between `low` and `high`."""
    found: list[Spans] = [()] * (_width(family) + 1)
    for length in lengths:
        size = 1 << (_width(family) - length)
        first, last = -(-low // size) * size, high // size * size
        if first <= last:
            found[length] = ((first, last + size - 1),)
    return PrefixSet(family, tuple(found))


def merged(spans: Iterable[Span]) -> Spans:
    """Ranges of addresses in order, those that meet as one."""
    found: list[Span] = []
    for low, high in sorted(spans):
        if found and low <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(high, found[-1][1])
        else:
            found.append((low, high))
    return tuple(found)


def _union(one: Spans, two: Spans) -> Spans:
    if not one or one is two or one == two:
        return two
    return merged((*one, *two)) if two else one


def _common(one: Spans, two: Spans) -> Spans:
    return tuple(_shared(one, two))


def _shared(one: Spans, two: Spans) -> Iterator[Span]:
    i = j = 0
    while i < len(one) and j < len(two):
        low, high = max(one[i][0], two[j][0]), min(one[i][1], two[j][1])
        if low <= high:
            yield low, high
        if one[i][1] < two[j][1]:
            i += 1
        else:
            j += 1


def _without(one: Spans, two: Spans) -> Spans:
    if not one or not two:
        return one
    found: list[Span] = []
    j = 0
    for low, high in one:
        while j < len(two) and two[j][1] < low:
            j += 1
        at, k = low, j
        while k < len(two) and two[k][0] <= high:
            if two[k][0] > at:
                found.append((at, two[k][0] - 1))
            at = two[k][1] + 1
            k += 1
        if at <= high:
            found.append((at, high))
    return tuple(found)


def holding(prefixes: Iterable[Prefix], family: int) -> PrefixSet:
    """Exactly these prefixes, those of the family."""
    return collected(family, ((prefix, prefix.prefixlen, prefix.prefixlen) for prefix in prefixes))


DEFAULT = {4: ip_network("0.0.0.0/0"), 6: ip_network("::/0")}
