"""What a list permits as disjoint sets of packets, and which line takes each of many packets first."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from models.filters import Acl, AclRule
from netplan.forwarding.boxes import ECHO, PORTS
from netplan.forwarding.filters import kernels
from netplan.forwarding.filters.compare import queries
from netplan.forwarding.filters.kernels import Ints
from netplan.forwarding.filters.products import Product, joined
from netplan.forwarding.filters.space import Entries, Space

_CODES = ((0, 255),)
_ALL = np.iinfo(np.int32).max


class Permitted(NamedTuple):
    """Packets that a line lets through and no line before it takes; when not `sure`, it or a line before it may not match them.

    `rule` None is the end of a list without lines.
    """

    rule: AclRule | None
    packets: Product
    sure: bool


def permitted(acl: Acl) -> list[Permitted]:
    """All packets that a list permits or may permit, as disjoint sets in the order of its lines."""
    space = Space([acl])
    least, most = space.lists[0].least().once(), space.lists[0].most().once()
    found = _of(acl, space, least, space.nothing(), True)
    if not space.lists[0].understood:
        found += _of(acl, space, most, least, False)
    return [each for _, each in sorted(found, key=lambda pair: (pair[0], not pair[1].sure))]


def _of(acl: Acl, space: Space, own: Entries, other: Entries, sure: bool) -> list[tuple[int, Permitted]]:
    which = np.flatnonzero(own.permit)
    by_line: dict[int, list[Product]] = {}
    for number, packets in space.otherwise(queries(own, which, len(other.item)), own, other, _ALL, _ALL):
        by_line.setdefault(int(own.line[which[number]]), []).append(packets)
    return [
        (line if line >= 0 else len(acl.rules), Permitted(acl.rules[line] if line >= 0 else None, packets, sure))
        for line, several in by_line.items()
        for packets in _any([space.product(packets) for packets in merged(several)])
    ]


def _any(found: list[Product]) -> list[Product]:
    """Sets of a line, with ICMP of every type as the line says it: whatever stands where others have ports."""
    if not any(_of_icmp(each) and _CODES in (each.sport, each.dport) for each in found):
        return found
    return merged(
        each._replace(**{field: (PORTS,) for field in ("sport", "dport") if getattr(each, field) == _CODES})
        if _of_icmp(each)
        else each
        for each in found
    )


def _of_icmp(packets: Product) -> bool:
    return all(low == high and low in ECHO for low, high in packets.proto)


def merged(products: Iterable[Product]) -> list[Product]:
    """Disjoint sets as fewer ones: two that differ in one dimension alone become one.

    >>> first = Product(((6, 6),), ((0, 9),), ((0, 9),))
    >>> len(merged([first, first._replace(src=((10, 19),)), first._replace(proto=((17, 17),), src=((0, 19),))]))
    1
    """
    found = list(products)
    before = len(found) + 1
    while len(found) < before:
        before = len(found)
        for field in Product._fields:
            alike: dict[Product, list[tuple[int, int]]] = {}
            for each in found:
                alike.setdefault(each._replace(**{field: ()}), []).extend(getattr(each, field))
            found = [each._replace(**{field: joined(ranges)}) for each, ranges in alike.items()]
    return found


class LookUp:
    """A list, ready to be asked about many packets."""

    def __init__(self, acl: Acl) -> None:
        self._space = Space([acl])
        self._entries = self._space.lists[0]
        self._holders = self._space.holders(self._entries)

    def first(self, packets: Sequence[npt.NDArray[np.int64]]) -> tuple[Ints, npt.NDArray[np.int8]]:
        """For packets as columns of protocol, source, destination, source and destination port: the number of the line that

        takes each (-1: the end of the list), and 1 when it is permitted, 0 when not, 2 when a line that may match decides.
        """
        rows = [
            own[np.searchsorted(edges, column, "right") - 1]
            for edges, own, column in zip(self._space.edges, self._space.own, packets, strict=True)
        ]
        proto, src, dst, sport, dport = self._holders
        own = self._entries
        entry, what = kernels.first_matches(np.stack(rows, axis=-1), proto, src, dst, sport, dport, own.permit, own.certain)
        return self._entries.line[entry], what
