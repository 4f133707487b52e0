"""Lists of one address family in one space of small integers, as the kernels want them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt

from models.filters import Acl, AclRule, Wildcard
from netplan.forwarding.boxes import EVERYTHING
from netplan.forwarding.filters import differing, kernels
from netplan.forwarding.filters.decisions import ending
from netplan.forwarding.filters.kernels import DIMENSIONS, Bits, Bools, Ints
from netplan.forwarding.filters.products import Product, Ranges, addresses, everything, services, universe

Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Entries:
    """A list as the products of its lines in order, the last one its end. Entry i is of line `line[i]` (-1: the end)."""

    item: Ints
    permit: Bools
    certain: Bools
    line: Ints

    def least(self) -> "Entries":
        """The list when each line that may match does what permits less: it permits exactly what it surely permits."""
        return self._kept(np.flatnonzero(self.certain | ~self.permit))

    def most(self) -> "Entries":
        """The list when each line that may match does what permits more: it denies exactly what it surely denies."""
        return self._kept(np.flatnonzero(self.certain | self.permit))

    def surely(self) -> "Entries":
        """The list without the lines that may not match."""
        return self._kept(np.flatnonzero(self.certain))

    def once(self) -> "Entries":
        """A list without the entries whose packets all have been taken: by the same product, or by one of everything."""
        _, places = np.unique(self.item, return_index=True)
        return self._kept(np.sort(places)[: int((places < int(np.argmax(self.item == self.item[-1]))).sum()) + 1])

    def _kept(self, places: Places) -> "Entries":
        return Entries(self.item[places], self.permit[places], self.certain[places], self.line[places])

    def behind(self, lines: Ints) -> Ints:
        """For each line the place of the first entry behind it."""
        own = np.where(self.line < 0, np.iinfo(np.int32).max, self.line)
        return np.searchsorted(own, lines, "right").astype(np.int32)

    @property
    def understood(self) -> bool:
        """Whether it is known of each line what it matches."""
        return bool(self.certain.all())


class Space:
    """Some lists of one family, and what the kernels need to know of their products."""

    def __init__(self, acls: Sequence[Acl]) -> None:
        self.family = acls[0].family
        self._sets: tuple[dict[Ranges, int], ...] = tuple({} for _ in range(DIMENSIONS))
        self._items: dict[tuple[int, ...], int] = {}
        self._sides: dict[tuple[int, int], tuple[int, bool]] = {}
        self._serving: dict[object, list[tuple[int, int, int, bool]]] = {}
        self._known: dict[tuple[int, Ranges], Ranges] = {}
        whole = everything(self.family)
        self._all = self._item(Product((EVERYTHING,), (whole,), (whole,)))
        worlds = [self._item(Product(*((span,) for span in box))) for box in universe(self.family)]
        self.lists = [self._entries(acl) for acl in acls]
        self._classify()
        first, last = self.ptr[self.sets[worlds]], self.ptr[self.sets[worlds] + 1] - 1
        self.regions = np.stack([self.low[first], self.high[last]], axis=-1).reshape(-1, 2 * DIMENSIONS)

    def _entries(self, acl: Acl) -> Entries:
        found: list[tuple[int, bool, bool, int]] = []
        for number, rule in enumerate(acl.rules):
            src, exact_src = self._side(rule.sources, 1)
            dst, exact_dst = self._side(rule.destinations, 2)
            if src >= 0 and dst >= 0:
                certain = exact_src and exact_dst and not rule.unmodelled
                for proto, sport, dport, sure in self._services(rule):
                    item = self._items.setdefault((proto, src, dst, sport, dport), len(self._items))
                    found.append((item, rule.permit, certain and sure, number))
        found.append((self._all, ending(acl), True, -1))
        item_, permit, certain_, line = zip(*found, strict=True)
        return Entries(
            np.array(item_, np.int32), np.array(permit, np.bool_), np.array(certain_, np.bool_), np.array(line, np.int32)
        )

    def _side(self, wildcards: tuple[Wildcard, ...], d: int) -> tuple[int, bool]:
        """The set of one side of a line, -1 for none. Lines that name the same object group share the tuple of its addresses."""
        found = self._sides.get((id(wildcards), d))
        if found is None:
            ranges, exact = addresses(wildcards, self.family)
            found = self._sides[id(wildcards), d] = self._set(d, ranges) if ranges else -1, exact
        return found

    def _services(self, rule: AclRule) -> list[tuple[int, int, int, bool]]:
        """The sets of protocols and ports of a line."""
        key = (rule.protocols, rule.source_ports, rule.destination_ports, rule.icmp, rule.established)
        found = self._serving.get(key)
        if found is None:
            found = self._serving[key] = [
                (self._set(0, proto), self._set(3, sport), self._set(4, dport), sure)
                for proto, sport, dport, sure in services(*key, self.family)
            ]
        return found

    def _set(self, d: int, ranges: Ranges) -> int:
        return self._sets[d].setdefault(ranges, len(self._sets[d]))

    def _item(self, product: Product) -> int:
        row = tuple([self._set(d, ranges) for d, ranges in enumerate(product)])
        return self._items.setdefault(row, len(self._items))

    def _classify(self) -> None:
        """Cut each dimension where any range begins or ends, and make classes of the pieces."""
        self.sets = np.array(list(self._items), np.int32)
        self.edges: list[npt.NDArray[np.int64]] = []
        self.own: list[Ints] = []
        tables: list[tuple[Ints, Ints, Ints]] = []
        sets = ranges = 0
        for d, known in enumerate(self._sets):
            numbers = list(chain.from_iterable(chain.from_iterable(known)))
            ends = np.array(numbers, np.int64 if self._narrow(d) else object).reshape(-1, 2)
            ptr = np.concatenate([[0], np.cumsum([len(each) for each in known])]).astype(np.int32)
            edges, places = np.unique(np.concatenate([ends[:, 0], ends[:, 1] + 1]), return_inverse=True)
            low, high = places[: len(ends)].astype(np.int32), places[len(ends) :].astype(np.int32) - 1
            unordered = kernels.classes(len(edges) - 1, ptr, low, high)
            _, met_at, number = np.unique(unordered, return_index=True, return_inverse=True)
            own = np.argsort(np.argsort(met_at))[number].astype(np.int32)
            new_ptr, new_low, new_high = kernels.in_classes(own, len(met_at), ptr, low, high)
            tables.append((new_ptr[:-1] + ranges, new_low, new_high))
            self.sets[:, d] += sets
            sets, ranges = sets + len(known), ranges + len(new_low)
            self.edges.append(edges)
            self.own.append(own)
        self.ptr = np.concatenate([*(table[0] for table in tables), [ranges]]).astype(np.int32)
        self.low, self.high = (np.concatenate([table[i] for table in tables]) for i in (1, 2))

    def _narrow(self, d: int) -> bool:
        return self.family == 4 or Product._fields[d] not in ("src", "dst")

    def product(self, classes: Product) -> Product:
        """A set of packets that is said in classes, in addresses and ports."""
        return Product(*(self._ranges(d, ranges) for d, ranges in enumerate(classes)))

    def _ranges(self, d: int, classes: Ranges) -> Ranges:
        found = self._known.get((d, classes))
        if found is None:
            among = np.zeros(int(self.own[d].max()) + 2, np.int8)
            for low, high in classes:
                among[low] += 1
                among[high + 1] -= 1
            pieces = np.flatnonzero(np.cumsum(among)[self.own[d]])
            gaps = np.flatnonzero(np.diff(pieces) > 1)
            first, last = pieces[np.r_[0, gaps + 1]], pieces[np.r_[gaps, len(pieces) - 1]]
            ends = zip(self.edges[d][first].tolist(), (self.edges[d][last + 1] - 1).tolist(), strict=True)
            found = self._known[d, classes] = tuple(ends)
        return found

    def holders(self, entries: Entries) -> list[Bits]:
        """For each dimension and class of it, the entries that hold it."""
        return [
            kernels.marks(entries.item, int(own.max()) + 1, d, self.sets, self.ptr, self.low, self.high)
            for d, own in enumerate(self.own)
        ]

    def touching(self, products: Ints, entries: Entries) -> Bits:
        """For each product the entries that share packets with it."""
        found = np.full((len(products), (len(entries.item) + 63) // 64), ~np.uint64(0))
        for d, held in enumerate(self.holders(entries)):
            kernels.touching(products, held, d, self.sets, self.ptr, self.low, self.high, found)
        return found

    def otherwise(
        self, queries: Ints, own: Entries, other: Entries, most: int = 1, most_each: int = 1
    ) -> Iterator[tuple[int, Product]]:
        """Packets that a line is the first to take and another list does otherwise with; see the kernel for the queries.

        They are said in classes; `product` says them in addresses and ports.
        """
        whose, starts, low, high = (column.tolist() for column in self._otherwise(queries, own, other, most, most_each))
        spans = list(zip(low, high, strict=True))
        for at, query in enumerate(whose):
            ends = starts[DIMENSIONS * at : DIMENSIONS * (at + 1) + 1]
            yield query, Product(*(tuple(spans[first:last]) for first, last in pairwise(ends)))

    def answered(self, queries: Ints, own: Entries, other: Entries) -> list[int]:
        """The queries for which there are such packets."""
        found: list[int] = self._otherwise(queries, own, other, len(queries) + 1, 1)[0].tolist()
        return found

    def _otherwise(self, queries: Ints, own: Entries, other: Entries, most: int, most_each: int) -> tuple[Ints, Ints, Ints, Ints]:
        wanted = np.ascontiguousarray(queries[:, 0])
        mine, theirs = self.touching(wanted, own), self.touching(wanted, other)
        return differing.otherwise(
            queries, own.item, other.item, other.permit, mine, theirs, self.regions,
            self.sets, self.ptr, self.low, self.high, most, most_each,
        )  # fmt: skip

    def nothing(self) -> Entries:
        """A list that permits nothing."""
        return Entries(np.array([self._all], np.int32), np.array([False]), np.array([True]), np.array([-1], np.int32))
