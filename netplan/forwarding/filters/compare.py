"""Two lists compared: equal, or packets that one permits and the other does not."""

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np

from models.errors import UsageError
from models.filters import Acl
from models.verdict import Verdict
from netplan.forwarding.boxes import Box
from netplan.forwarding.filters.decisions import Decision, pieces
from netplan.forwarding.filters.kernels import Bools, Ints
from netplan.forwarding.filters.packets import some
from netplan.forwarding.filters.products import Product
from netplan.forwarding.filters.space import Entries, Places, Space


@dataclass(frozen=True, slots=True)
class Difference:
    """Packets of which both lists are sure, and do otherwise; or (`unknown`) at least one may do otherwise."""

    packets: Product
    packet: Box
    """One of them."""
    one: Decision
    other: Decision

    @property
    def unknown(self) -> bool:
        """Whether at least one of the lists is not sure."""
        return None in (self.one.permit, self.other.permit)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`differences` has a packet that only `one` permits and one that only `other` does, as far as there are such.

    Where no sure one of a direction is there, one that may be.
    """

    differences: tuple[Difference, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Whether the lists are equal. What is not understood never counts as equal."""
        if not self.differences:
            return Verdict.HOLDS
        return Verdict.UNKNOWN if all(d.unknown for d in self.differences) else Verdict.VIOLATED


def compare(one: Acl, other: Acl) -> Comparison:
    """Compare two lists by the packets that they permit. Raises UsageError for lists of two address families."""
    if one.family != other.family:
        raise UsageError(f"{one.name} is for IPv{one.family}, {other.name} for IPv{other.family}: no packet comes to both")
    space = Space([one, other])
    a, b = space.lists
    found = []
    for permits, denies in ((a, b), (b, a)):
        packets = escaping(space, permits.least(), denies.most())
        if packets is None and not (a.understood and b.understood):
            packets = escaping(space, permits.most(), denies.least())
        if packets is not None:
            packet = some(packets)
            found.append(Difference(packets, packet, pieces(one, [packet])[0], pieces(other, [packet])[0]))
    return Comparison(tuple(found))


def escaping(space: Space, permits: Entries, denies: Entries) -> Product | None:
    """Packets that one list permits and another denies, None when there are none.

    Of the lines that take such a packet first, one in each list, at least one is no line of a row that both lists have in the
    same order (`_shared`). These lines are asked, each about the packets that it is the first to take.
    """
    permits, denies = permits.once(), denies.once()
    for own, other, act, shared in zip((permits, denies), (denies, permits), (True, False), _shared(permits, denies), strict=True):
        odd = np.flatnonzero((own.permit == act) & ~shared)
        for _, packets in space.otherwise(queries(own, odd, len(other.item)), own, other):
            return space.product(packets)
    return None


def queries(own: Entries, which: Places, stop: int) -> Ints:
    """Questions about entries of a list, each about what it is the first to take, for another list of `stop` entries."""
    rows = [own.item[which], own.permit[which], which, np.zeros_like(which), np.full_like(which, stop)]
    return np.stack(rows, axis=-1).astype(np.int32)


def _shared(one: Entries, other: Entries) -> tuple[Bools, Bools]:
    """The entries of each list in a longest row of those that both have once, in the same order (patience sorting)."""
    says = [entries.item * 2 + entries.permit for entries in (one, other)]
    here, there = (dict(zip(*_once(each), strict=True)) for each in says)
    tails: list[int] = []
    heads: list[int] = []
    before: dict[int, int] = {}
    pairs = sorted((at, there[each]) for each, at in here.items() if each in there)
    for number, (_, place) in enumerate(pairs):
        k = bisect_left(tails, place)
        tails[k : k + 1], heads[k : k + 1] = [place], [number]
        before[number] = heads[k - 1] if k else -1
    found = np.zeros(len(one.item), np.bool_), np.zeros(len(other.item), np.bool_)
    last = heads[-1] if heads else -1
    while last >= 0:
        for mask, at in zip(found, pairs[last], strict=True):
            mask[at] = True
        last = before[last]
    return found


def _once(says: Ints) -> tuple[list[int], list[int]]:
    """The values that stand once in a row, and their places."""
    values, places, counts = np.unique(says, return_index=True, return_counts=True)
    return values[counts == 1].tolist(), places[counts == 1].tolist()
