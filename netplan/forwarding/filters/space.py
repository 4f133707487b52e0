"""Lists of one address family in one space of small integers, as the kernels want them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.filters import Acl, AclRule, Wildcard
from netplan.forwarding.boxes import EVERYTHING
from netplan.forwarding.filters import kernels
from netplan.forwarding.filters.decisions import ending
from netplan.forwarding.filters.kernels import DIMENSIONS, Bits, Bools, Ints
from netplan.forwarding.filters.products import Product, Ranges, addresses, everything, joined, services, universe

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
        self._known: dict[tuple[int, int, int], Ranges] = {}
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
            ends = np.array([span for each in known for span in each], np.int64 if self._narrow(d) else object).reshape(-1, 2)
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

    def product(self, region: Ints) -> Product:
        """A region in addresses and ports."""
        ends = region.tolist()
        return Product(*(self._ranges(d, ends[2 * d], ends[2 * d + 1]) for d in range(DIMENSIONS)))

    def _ranges(self, d: int, low: int, high: int) -> Ranges:
        """The ranges of some neighbouring classes of a dimension."""
        found = self._known.get((d, low, high))
        if found is None:
            pieces = np.flatnonzero((low <= self.own[d]) & (self.own[d] <= high))
            spans = zip(self.edges[d][pieces].tolist(), (self.edges[d][pieces + 1] - 1).tolist(), strict=True)
            found = self._known[d, low, high] = joined(list(spans))
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
    ) -> list[tuple[int, Product]]:
        """Packets that a line is the first to take and another list does otherwise with; see the kernel for the queries."""
        if not len(queries):
            return []
        wanted = np.ascontiguousarray(queries[:, 0])
        mine, theirs = self.touching(wanted, own), self.touching(wanted, other)
        regions, whose = kernels.otherwise(
            queries, own.item, other.item, other.permit, mine, theirs, self.regions,
            self.sets, self.ptr, self.low, self.high, most, most_each,
        )  # fmt: skip
        return [(int(q), self.product(region)) for q, region in zip(whose, regions, strict=True)]

    def nothing(self) -> Entries:
        """A list that permits nothing."""
        return Entries(np.array([self._all], np.int32), np.array([False]), np.array([True]), np.array([-1], np.int32))
