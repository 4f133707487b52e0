"""A line of a filter as products of sets of ranges: the form in which object groups stay small.

Packets are whole ones, or the first fragments of larger ones. What a line asks of a packet beside the five dimensions of a
`Box` (fragments, DSCP, TCP flags other than "established") is not modelled: such a line may match or not.
"""

from functools import lru_cache
from itertools import pairwise, product
from typing import NamedTuple

from models.filters import AclRule, Ports, Wildcard
from netplan.forwarding.boxes import ECHO, ESTABLISHED, EVERYTHING, PORTS, Box, Range

TCP = 6
Ranges = tuple[Range, ...]
_WITH_PORTS: Ranges = ((TCP, TCP), (17, 17), (132, 132), (ESTABLISHED, ESTABLISHED))
_WITHOUT_PORTS: Ranges = ((0, 5), (7, 16), (18, 131), (133, 255))
_NOT_ICMP: dict[int, Ranges] = {4: ((0, 0), (2, ESTABLISHED)), 6: ((0, 57), (59, ESTABLISHED))}
_ANY_PORT: Ranges = (PORTS,)
_ANY_PROTOCOL: Ranges = (EVERYTHING,)
_MOST = 4096
"""A wildcard mask with more separate ranges than this is not expanded; its rule then counts as not modelled."""


class Product(NamedTuple):
    """All packets whose every field lies in one of the ranges of its dimension; ranges are in order and do not touch."""

    proto: Ranges
    src: Ranges
    dst: Ranges
    sport: Ranges = _ANY_PORT
    dport: Ranges = _ANY_PORT


class Part(NamedTuple):
    """A product that a line matches; when not `certain`, it may also not match it."""

    product: Product
    certain: bool


def everything(family: int) -> Range:
    """All addresses of a family."""
    return 0, (1 << (32 if family == 4 else 128)) - 1


def universe(family: int) -> tuple[Box, ...]:
    """All packets that exist: ICMP has types and codes up to 255 where others have ports. Those with TCP come first."""
    whole = everything(family)
    codes = (0, 255)
    edges = (0, *(n for icmp in sorted(ECHO) for n in (icmp, icmp + 1)), ESTABLISHED + 1)
    spans = sorted(((low, high - 1) for low, high in pairwise(edges)), key=lambda span: not span[0] <= TCP <= span[1])
    return tuple(Box(s, whole, whole, *((codes, codes) if s[0] in ECHO else (PORTS, PORTS))) for s in spans)


@lru_cache(maxsize=1 << 14)
def ranges(wildcard: Wildcard) -> Ranges | None:
    """The addresses of a wildcard as ranges; None when there are too many of them.

    >>> ranges(Wildcard(0x0A000001, 0xFF00))[:2] == ((0x0A000001, 0x0A000001), (0x0A000101, 0x0A000101))
    True
    """
    low = 0
    while wildcard.mask >> low & 1:
        low += 1
    free = [b for b in range(low, 128) if wildcard.mask >> b & 1]
    if 1 << len(free) > _MOST:
        return None
    base = wildcard.address & ~wildcard.mask
    starts = sorted(
        base | sum(1 << b for b, on in zip(free, bits, strict=True) if on) for bits in product((0, 1), repeat=len(free))
    )
    return tuple((s, s | (1 << low) - 1) for s in starts)


def addresses(wildcards: tuple[Wildcard, ...], family: int) -> tuple[Ranges, bool]:
    """The addresses of one side of a line, and whether these are exactly them (else they are at most these)."""
    if not wildcards:
        return (everything(family),), True
    if len(wildcards) == 1 and (one := wildcards[0]).family == family and not one.mask & (one.mask + 1):
        return ((one.address & ~one.mask, one.address | one.mask),), True
    found: list[Range] = []
    for wildcard in wildcards:
        mask = wildcard.mask
        if wildcard.family != family:
            continue
        if not mask & (mask + 1):
            found.append((wildcard.address & ~mask, wildcard.address | mask))
        elif (expanded := ranges(wildcard)) is not None:
            found += expanded
        else:
            return (everything(family),), False
    return joined(found), True


def joined(found: "list[Range] | Ranges") -> Ranges:
    """Ranges in order, those that overlap or touch made one.

    >>> joined([(5, 9), (0, 3), (4, 4)])
    ((0, 9),)
    """
    if len(found) < 2:
        return tuple(found)
    ordered = sorted(found)
    merged = [ordered[0]]
    for low, high in ordered[1:]:
        if low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def parts(rule: AclRule, family: int) -> tuple[Part, ...]:
    """The packets of a line. None at all when it names only addresses of the other family."""
    src, exact_src = addresses(rule.sources, family)
    dst, exact_dst = addresses(rule.destinations, family)
    if not src or not dst:
        return ()
    certain = exact_src and exact_dst and not rule.unmodelled
    each = services(rule.protocols, rule.source_ports, rule.destination_ports, rule.icmp, rule.established, family)
    return tuple(Part(Product(proto, src, dst, sport, dport), certain and sure) for proto, sport, dport, sure in each)


def services(
    protocols: tuple[int, ...], sources: Ports, destinations: Ports, icmp: tuple[int, int] | None, established: bool, family: int
) -> list[tuple[Ranges, Ranges, Ranges, bool]]:
    """Protocols with their source and destination ports, and whether the line surely means these.

    A line that asks for ports, or for an ICMP type, of another protocol or of none in particular compares whatever bytes
    are at that place: it may match packets of protocols that have no such thing.
    """
    named = set(protocols)
    sport, dport = joined(sources) or _ANY_PORT, joined(destinations) or _ANY_PORT
    if icmp is not None:
        kind, code = icmp
        sport, dport = ((code, code),) if code >= 0 else _ANY_PORT, ((kind, kind),)
        own = named & ECHO.keys() if named else {1 if family == 4 else 58}
        others = _numbers(named - ECHO.keys()) if named else _NOT_ICMP[family]
        return _both(_numbers(own), sport, dport, others)
    if established:
        return [(((ESTABLISHED, ESTABLISHED),), sport, dport, True)]
    if sport == dport == _ANY_PORT:
        return [(_numbers(named) or _ANY_PROTOCOL, sport, dport, True)]
    if not named:
        return _both(_WITH_PORTS, sport, dport, _WITHOUT_PORTS)
    ported = {low for low, _ in _WITH_PORTS}
    return _both(_numbers(named & ported), sport, dport, _numbers(named - ported))


def _both(own: Ranges, sport: Ranges, dport: Ranges, others: Ranges) -> list[tuple[Ranges, Ranges, Ranges, bool]]:
    found = [(own, sport, dport, True)] if own else []
    return [*found, (others, _ANY_PORT, _ANY_PORT, False)] if others else found


def _numbers(protocols: set[int]) -> Ranges:
    """Protocols as ranges. TCP is two things to a filter: first packets, and segments of a session that is there."""
    more = [(ESTABLISHED, ESTABLISHED)] if TCP in protocols else []
    return joined([*((p, p) for p in protocols), *more])


def cut(box: Box, by: Product) -> tuple[list[Box], list[Box]]:
    """The packets of a box in a product and those outside of it, both as disjoint boxes."""
    inside: list[Ranges] = []
    for (low, high), found in zip(box, by, strict=True):
        meets = tuple((max(low, a), min(high, b)) for a, b in found if a <= high and low <= b)
        if not meets:
            return [], [box]
        inside.append(meets)
    outside: list[Box] = []
    for at, (whole, meets) in enumerate(zip(box, inside, strict=True)):
        for gap in _gaps(whole, meets):
            for before in product(*inside[:at]):
                outside.append(Box._make((*before, gap, *box[at + 1 :])))
    return [Box._make(ends) for ends in product(*inside)], outside


def _gaps(whole: Range, taken: Ranges) -> list[Range]:
    edges = [whole[0], *(n for low, high in taken for n in (low, high + 1)), whole[1] + 1]
    return [(low, high - 1) for low, high in zip(edges[::2], edges[1::2], strict=True) if low < high]
