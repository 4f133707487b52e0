"""One level of IS-IS: routers that hear each other there, and how they reach what is announced."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from netplan.routing.isis.kernels import Ints, distances_around, ways
from netplan.routing.ospf.kernels import INFINITE


class LevelArc(NamedTuple):
    """An adjacency between routers (numbers of the part); `arc` is the caller's number for it."""

    tail: int
    head: int
    cost: int
    arc: int


class Advert(NamedTuple):
    """A prefix that a router announces."""

    router: int
    prefix: int
    metric: int
    external: bool = False
    tag: int = 0


class Reach(NamedTuple):
    """Ways as columns: router, prefix, distance, number of the arc."""

    router: Ints
    prefix: Ints
    metric: Ints
    arc: Ints


def no_reach() -> Reach:
    """No way to anything."""
    return Reach(*(np.zeros(0, np.int64) for _ in Reach._fields))


def joined(parts: Sequence[Reach]) -> Reach:
    """All ways of several answers."""
    return Reach(*(np.concatenate(columns) for columns in zip(*parts, strict=True))) if parts else no_reach()


class Graph:
    """A connected set of routers at one level. `far[a, b]` is by `at`, the place of a router in `members`."""

    def __init__(self, members: Sequence[int], arcs: Iterable[LevelArc], overloaded: frozenset[int]) -> None:
        self.members = np.array(members, np.int64)
        self.at = {router: n for n, router in enumerate(members)}
        ordered = sorted(arcs, key=lambda arc: self.at[arc.tail])
        tail = np.array([self.at[a.tail] for a in ordered], np.int64)
        self.head = np.array([self.at[a.head] for a in ordered], np.int64)
        self.cost = np.array([a.cost for a in ordered], np.int64)
        self.arc = np.array([a.arc for a in ordered], np.int64)
        self.start = np.searchsorted(tail, np.arange(len(members) + 1)).astype(np.int64)
        self.overloaded = np.array([router in overloaded for router in members], np.bool_)
        self.far = distances_around(len(members), tail, self.head, self.cost, self.overloaded)

    @property
    def overflows(self) -> bool:
        """Whether a path may be too long to be told from none."""
        return int(self.cost.max(initial=0)) * len(self.members) >= int(INFINITE)

    def reach(self, adverts: Iterable[Advert], limits: Sequence[int], wanted: Iterable[int] | None = None) -> Reach:
        """How routers (all, or the `wanted` ones) reach what others of them announce; `limits` are the longest paths."""
        mine = sorted((a for a in adverts if a.router in self.at), key=lambda a: a.prefix)
        if not mine or not len(self.arc):
            return no_reach()
        prefixes = np.array([a.prefix for a in mine], np.int64)
        first = np.flatnonzero(np.r_[True, prefixes[1:] != prefixes[:-1]])
        mask: npt.NDArray[np.bool_] = np.ones(len(self.members), np.bool_)
        if wanted is not None:
            chosen = set(wanted)
            mask = np.array([router in chosen for router in self.members.tolist()], np.bool_)
        found = ways(
            self.far, self.start, self.head, self.cost, self.overloaded, np.r_[first, len(mine)].astype(np.int64),
            np.array([self.at[a.router] for a in mine], np.int64), np.array([a.metric for a in mine], np.int64), mask,
            np.array([limits[router] for router in self.members.tolist()], np.int64),
        )  # fmt: skip
        return Reach(self.members[found[0]], prefixes[first][found[1]], found[2], self.arc[found[3]])
