"""New blocks from the free part of an address space: a buddy allocator, largest first.

Block sizes are powers of two, each a divisor of the next. For such sizes "largest first, anywhere it
fits" finds a place for every block whenever any arrangement does (Coffman, Garey, Johnson, "Bin
packing with divisible item sizes", 1987).
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from ipaddress import IPv4Network, IPv6Network
from math import ceil
from typing import Generic, TypeVar

from models.errors import NoPlan
from netplan.planner.addresses.keep import Prefix

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Wish(Generic[K]):
    """A block of `length` is wanted for `name`. `group` blocks are put side by side where there is room."""

    name: K
    version: int
    length: int
    group: str = ""


def length_for(old: Prefix, hosts: int, growth: float) -> int:
    """The prefix length that a new block needs: never smaller than the old one, so that host parts can stay the same.

    >>> length_for(IPv4Network("10.0.0.0/24"), 30, 0.25), length_for(IPv4Network("10.0.0.0/24"), 240, 0.25)
    (24, 23)
    """
    needed = ceil(hosts * (1 + growth)) + 2
    bits = max((needed - 1).bit_length(), old.max_prefixlen - old.prefixlen)
    return old.prefixlen if old.max_prefixlen - old.prefixlen <= 1 else old.max_prefixlen - bits


class Space:
    """The free blocks of `space` minus `used`, by family and length. Blocks handed out never overlap `used` or each other."""

    def __init__(self, space: Iterable[Prefix], used: Iterable[Prefix]) -> None:
        self.space = tuple(space)
        self.free: dict[int, dict[int, list[int]]] = {4: {}, 6: {}}
        busy: dict[int, list[tuple[int, int]]] = {4: [], 6: []}
        for block in used:
            busy[block.version].append((int(block.network_address), int(block.broadcast_address)))
        for version in (4, 6):
            busy[version].sort()
            own = sorted((int(b.network_address), int(b.broadcast_address)) for b in self.space if b.version == version)
            for first, last in _without(own, busy[version]):
                self._release(version, first, last)
        for lengths in self.free.values():
            for heap in lengths.values():
                heapify(heap)

    def _release(self, version: int, first: int, last: int) -> None:
        bits = 32 if version == 4 else 128
        while first <= last:
            size = min((first & -first).bit_length() - 1 if first else bits, (last - first + 1).bit_length() - 1)
            self.free[version].setdefault(bits - size, []).append(first)
            first += 1 << size

    def take(self, version: int, length: int) -> Prefix | None:
        """The lowest block of `length` in the smallest free block that holds it; None when there is none."""
        bits = 32 if version == 4 else 128
        found = max((size for size, heap in self.free[version].items() if heap and size <= length), default=None)
        if found is None:
            return None
        first = heappop(self.free[version][found])
        for size in range(found + 1, length + 1):
            heappush(self.free[version].setdefault(size, []), first + (1 << (bits - size)))
        return IPv4Network((first, length)) if version == 4 else IPv6Network((first, length))

    def largest(self, version: int) -> int | None:
        """The length of the largest free block."""
        return min((size for size, heap in self.free[version].items() if heap), default=None)


def allocate(wishes: Sequence[Wish[K]], space: Sequence[Prefix], used: Iterable[Prefix]) -> dict[K, Prefix]:
    """A block for every wish, aligned, disjoint from `used` and from each other.

    Blocks of one group come from one larger block, so that one route can stand for all of them; where the
    space is too broken for that, every block is placed on its own. Raises NoPlan when one has no place.

    >>> net = IPv4Network
    >>> blocks = allocate([Wish("a", 4, 25), Wish("b", 4, 24)], [net("10.0.0.0/22")], [net("10.0.0.0/24")])
    >>> {name: str(block) for name, block in blocks.items()}
    {'b': '10.0.2.0/24', 'a': '10.0.3.0/25'}
    """
    occupied = list(used)
    grouped = _in_groups(wishes, Space(space, occupied))
    return grouped if grouped is not None else _one_by_one(wishes, Space(space, occupied))


def _in_groups(wishes: Sequence[Wish[K]], space: Space) -> dict[K, Prefix] | None:
    groups: dict[tuple[str, int], list[Wish[K]]] = {}
    for wish in wishes:
        groups.setdefault((wish.group, wish.version), []).append(wish)
    outer: list[Wish[tuple[str, int]]] = []
    for (group, version), members in groups.items():
        bits = 32 if version == 4 else 128
        total = sum(1 << (bits - wish.length) for wish in members)
        outer.append(Wish((group, version), version, bits - (total - 1).bit_length()))
    blocks: dict[K, Prefix] = {}
    for whole in sorted(outer, key=lambda w: (w.length, w.name)):
        block = space.take(whole.version, whole.length) if whole.length >= 0 else None
        if block is None:
            return None
        blocks |= _one_by_one(groups[whole.name], Space([block], []))
    return blocks


def _one_by_one(wishes: Sequence[Wish[K]], space: Space) -> dict[K, Prefix]:
    blocks: dict[K, Prefix] = {}
    for wish in sorted(wishes, key=lambda w: w.length):
        block = space.take(wish.version, wish.length)
        if block is None:
            left = space.largest(wish.version)
            own = ", ".join(str(b) for b in space.space if b.version == wish.version) or f"no IPv{wish.version} block"
            largest = "nothing free" if left is None else f"/{left} as its largest free block"
            raise NoPlan(
                f"no free block of length /{wish.length} is left for {wish.name}: the target's address_space ({own}) has "
                f"{largest} once all that is in use today is taken out; "
                f"{len(wishes) - len(blocks)} of {len(wishes)} new blocks have no place. Add a block to address_space"
            )
        blocks[wish.name] = block
    return blocks


def _without(own: list[tuple[int, int]], busy: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The parts of the sorted ranges `own` (merged) that no range of the sorted `busy` touches."""
    free: list[tuple[int, int]] = []
    done = -1  # the last address already looked at
    at = 0
    reach = -1  # the last address covered by busy ranges so far
    for first, last in own:
        first = max(first, done + 1)
        while first <= last:
            while at < len(busy) and busy[at][0] <= first:
                reach = max(reach, busy[at][1])
                at += 1
            if reach >= first:
                first = reach + 1
                continue
            end = min(last, busy[at][0] - 1) if at < len(busy) else last
            free.append((first, end))
            first = end + 1
        done = max(done, last)
    return free
