"""The routes that BGP offers to the main tables: as columns where the kernel found them, as objects where `solve` did."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from models.route import Route
from models.routing import Prefix
from netplan.routing.bgp import layout as k
from netplan.routing.bgp.arrays import Arrays, Hop
from netplan.routing.bgp.main import LOOKS_AGAIN, taken
from netplan.routing.bgp.speakers import Speaker
from netplan.routing.bgp.view import NodeKey
from netplan.routing.columns import NUMBER, PROTOCOLS

_KINDS = np.array([NUMBER["aggregate"], NUMBER["bgp"], NUMBER["ibgp"], NUMBER["ibgp"]], np.int64)
"""The protocol by where a path was learnt."""


class Columns(NamedTuple):
    """Routes of one address family; `router` counts in `speakers`, `prefix` in `prefixes`, `hop` in `hops`."""

    speakers: Sequence[Speaker]
    prefixes: Sequence[Prefix]
    hops: Sequence[Hop]
    router: k.Ints
    prefix: k.Ints
    hop: k.Ints
    protocol: k.Ints
    distance: k.Ints
    metric: k.Ints
    tag: k.Ints
    discard: k.Ints
    lead: k.Ints
    """The first row of the same router and prefix."""


def columns(arrays: Arrays, found: Sequence[tuple[Prefix, Any]]) -> Columns:
    """The routes of prefixes with the rows (of `layout.Found`) of their classes; without those that are not certain."""
    parts = [rows for _, rows in found] or [np.zeros((0, 7), np.int64)]
    rows = np.concatenate(parts)
    prefix = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    of, bodies = arrays.attributes(), arrays.bodies.all
    tag = np.array([body.tag for body in bodies] or [0], np.int64)
    discard = np.array([body.discard for body in bodies] or [0], np.bool_)
    aggregate = np.array([body.protocol == "aggregate" for body in bodies] or [0], np.bool_)
    best = np.maximum.accumulate(np.where(rows[:, 6] == 0, np.arange(len(rows)), 0))
    local = of[k.LEARNT, rows[:, 2]] == k.LOCAL
    keep = (of[k.DOUBT, rows[best, 2]] == 0) & (~local | aggregate[rows[:, 2]])
    keep &= _taken(arrays, [each for each, _ in found], rows, prefix)
    rows, prefix, best, local = rows[keep], prefix[keep], best[keep], local[keep]
    router, body = rows[:, 1], rows[:, 2]
    new = np.ones(len(rows), np.bool_)
    new[1:] = best[1:] != best[:-1]
    lead = np.maximum.accumulate(np.where(new, np.arange(len(rows)), 0))
    learnt, own = of[k.LEARNT, body], of[k.OWN_DISTANCE, body]
    distances = np.array([s.process.distances for s in arrays.speakers] or [(0, 0, 0)], np.int64)
    usual = distances[router, np.where(local, 2, np.where(learnt == k.EXTERNAL, 0, 1))]
    return Columns(
        arrays.speakers, [each for each, _ in found], arrays.hops.all, router, prefix,
        np.where(local, arrays.hop(None), rows[:, 3]), _KINDS[learnt], np.where(local | (own < 0), usual, own),
        np.where(local, 0, np.maximum(of[k.MED, body], 0)), np.where(local, 0, tag[body]), local | discard[body], lead,
    )  # fmt: skip


def _taken(arrays: Arrays, prefixes: Sequence[Prefix], rows: Any, prefix: k.Ints) -> Any:
    """Whether the main tables make use of paths: that is asked where the next hop lies inside the prefix itself."""
    kept = np.ones(len(rows), np.bool_)
    asked = np.array([speaker.device.suite in LOOKS_AGAIN for speaker in arrays.speakers] or [False])
    if not asked.any():
        return kept
    inside = asked[rows[:, 1]]
    for low in (0, 64):
        net, mask = (_bits([int(getattr(p, of)) for p in prefixes], low) for of in ("network_address", "netmask"))
        hop = _bits([int(address) if address is not None else 0 for address, _, _ in arrays.hops.all], low)
        inside &= hop[rows[:, 3]] & mask[prefix] == net[prefix]
    for at in np.flatnonzero(inside).tolist():
        path = arrays.path(*rows[at, 2:5].tolist())
        kept[at] = taken(arrays.speakers[rows[at, 1]], prefixes[prefix[at]], path)
    return kept


def _bits(numbers: Sequence[int], low: int) -> Any:
    """64 bits of each number."""
    return np.array([number >> low & 0xFFFFFFFFFFFFFFFF for number in numbers] or [0], np.uint64)


class Offers(Mapping[NodeKey, Sequence[Route]]):
    """The routes of each node, best first for each prefix; those in columns become objects when somebody asks for them."""

    def __init__(self, objects: Mapping[NodeKey, Sequence[Route]] | None = None, found: Sequence[Columns] = ()) -> None:
        self.objects: Mapping[NodeKey, Sequence[Route]] = objects or {}
        self.columns = tuple(found)

    def __getitem__(self, key: NodeKey) -> tuple[Route, ...]:
        routes = list(self.objects[key])
        for part, at in zip(self.columns, self._rows, strict=True):
            router = self._routers[key]
            low, high = np.searchsorted(part.router[at], (router, router + 1))
            routes += (_route(part, row) for row in at[low:high].tolist())
        return tuple(routes)

    def __iter__(self) -> Iterator[NodeKey]:
        return iter(self.objects)

    def __len__(self) -> int:
        return len(self.objects)

    @cached_property
    def _rows(self) -> list[Any]:
        return [np.argsort(part.router, kind="stable") for part in self.columns]

    @cached_property
    def _routers(self) -> dict[NodeKey, int]:
        return {speaker.key: speaker.index for part in self.columns for speaker in part.speakers}


def _route(part: Columns, row: int) -> Route:
    speaker = part.speakers[part.router[row]]
    (device, vrf), (address, port, via) = speaker.key, part.hops[part.hop[row]]
    return Route(
        device, vrf, part.prefixes[part.prefix[row]], PROTOCOLS[part.protocol[row]], via or address, port,
        discard=bool(part.discard[row]), distance=int(part.distance[row]), metric=int(part.metric[row]), tag=int(part.tag[row]),
        source=speaker.process.source,
    )  # fmt: skip
