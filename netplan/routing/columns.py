"""Routes as columns: what one route is inside the engine, and the merge by administrative distance."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Any

import numpy as np
import numpy.typing as npt

from models.routing import Ip, Prefix
from models.source import NOWHERE, Source

PROTOCOLS = (
    "connected", "local", "static", "ospf", "ospf-ia", "ospf-e1", "ospf-e2", "ospf-n1", "ospf-n2",
    "bgp", "ibgp", "aggregate", "leak", "isis-l1", "isis-l2", "isis-ia",
    "rip", "eigrp", "eigrp-ex",
)  # fmt: skip
"""The protocol of `models.route.Route` by its number in a column."""
NUMBER = {name: i for i, name in enumerate(PROTOCOLS)}

ROUTE = np.dtype(
    [
        ("node", np.int32), ("prefix", np.int32), ("protocol", np.int8), ("distance", np.int16), ("metric", np.int64),
        ("port", np.int32), ("hop", np.int32), ("via", np.int32), ("table", np.int32), ("discard", np.bool_),
        ("tag", np.int64), ("process", np.int32), ("source", np.int32),
    ]
)  # fmt: skip
"""One route. `port` out and `via` (the port of the neighbour, where the protocol knows it) are topology indices, `hop`
an index into `Book.ips`, `table` the node whose table the look-up goes on in, `process` an index into `Book.processes`;
-1 is none everywhere."""

Rows = npt.NDArray[Any]
"""An array of dtype ROUTE."""
NONE = np.zeros(0, ROUTE)


class Book:
    """Prefixes, addresses, sources and processes by number, for one computation."""

    def __init__(self) -> None:
        self.prefixes: list[tuple[int, int, int]] = []
        """(family, first address, length)."""
        self.ips: list[tuple[int, int]] = []
        self.sources: list[Source] = []
        self.processes: list[str] = []
        self._prefix: dict[tuple[int, int, int], int] = {}
        self._ip: dict[tuple[int, int], int] = {}
        self._source: dict[int, int] = {}
        self._process: dict[str, int] = {}
        self._lengths: dict[int, npt.NDArray[np.int16]] = {}

    def prefix(self, family: int, network: int, length: int) -> int:
        """The number of a prefix."""
        key = (family, network, length)
        found = self._prefix.get(key)
        if found is None:
            found = self._prefix[key] = len(self.prefixes)
            self.prefixes.append(key)
        return found

    def lengths(self, family: int) -> npt.NDArray[np.int16]:
        """The length of each prefix by number, -1 for those of the other family."""
        known = self._lengths.get(family, np.zeros(0, np.int16))
        if len(known) < len(self.prefixes):
            new = [length if kind == family else -1 for kind, _, length in self.prefixes[len(known) :]]
            known = self._lengths[family] = np.concatenate([known, np.array(new, np.int16)])
        return known

    def prefix_of(self, prefix: Prefix) -> int:
        """The number of a prefix object."""
        return self.prefix(prefix.version, int(prefix.network_address), prefix.prefixlen)

    def ip(self, family: int, ip: int) -> int:
        """The number of an address."""
        key = (family, ip)
        found = self._ip.get(key)
        if found is None:
            found = self._ip[key] = len(self.ips)
            self.ips.append(key)
        return found

    def source(self, source: Source) -> int:
        """The number of a source (by identity: sources are never copied)."""
        found = self._source.get(id(source))
        if found is None:
            found = self._source[id(source)] = len(self.sources)
            self.sources.append(source)
        return found

    def process(self, name: str) -> int:
        """The number of a routing process's name."""
        found = self._process.get(name)
        if found is None:
            found = self._process[name] = len(self.processes)
            self.processes.append(name)
        return found

    def source_at(self, index: int) -> Source:
        """A source by its number."""
        return self.sources[index] if index >= 0 else NOWHERE


BGP = [NUMBER[protocol] for protocol in ("bgp", "ibgp", "aggregate", "leak")]
"""The protocols by which the routes stand that BGP offers."""
Advance = Callable[[Rows], Rows]
"""The tables that follow from the tables of the round before."""


@lru_cache(maxsize=1 << 18)
def prefix_object(family: int, network: int, length: int) -> Prefix:
    """A prefix as an object."""
    return IPv4Network((network, length)) if family == 4 else IPv6Network((network, length))


@lru_cache(maxsize=1 << 18)
def ip_object(family: int, ip: int) -> Ip:
    """An address as an object."""
    return IPv4Address(ip) if family == 4 else IPv6Address(ip)


def rows(values: Iterable[tuple[int | bool, ...]]) -> Rows:
    """Tuples in the order of ROUTE as an array."""
    return np.array(list(values), dtype=ROUTE)


def stacked(parts: Iterable[Rows]) -> Rows:
    """Tables one after the other. As bytes they are copied a hundred times faster than field by field, as NumPy does it."""
    return np.frombuffer(bytearray().join(part.data for part in parts), ROUTE)


def chosen(rows: Rows, which: npt.NDArray[Any]) -> Rows:
    """The rows at some places, or those for which `which` holds: `rows[which]`, which copies field by field."""
    found: Rows = np.take(rows, np.flatnonzero(which) if which.dtype == np.bool_ else which)
    return found


def same_rows(one: Rows, other: Rows) -> bool:
    """Whether two tables hold the same rows in the same order."""
    if one is other or len(one) != len(other):
        return one is other
    if len(one) < _FEW:
        return one.tobytes() == other.tobytes()
    return np.array_equal(one.view(np.uint32), other.view(np.uint32))


_FEW = 4096
"""The bytes of fewer rows are copied and compared in less time than NumPy takes to begin."""


_RANKS = {"connected": 0, "local": 0, "static": 1, "bgp": 3, "ibgp": 4, "aggregate": 5, "leak": 6}
_RANK = np.array([_RANKS.get(protocol, 2) for protocol in PROTOCOLS], dtype=np.int64)
"""Which protocol wins between equal distances."""


_UNEQUAL = [NUMBER["eigrp"], NUMBER["eigrp-ex"]]
"""Protocols that may use ways of different metrics at once (`variance`): they offer only what is to be used."""


def merged(candidates: Rows) -> Rows:
    """The routes that enter the main tables: for each node and prefix those of the least distance, all of one process.

    Equal distance: by rank of protocol, then process, then metric. Rows come back sorted by node and prefix. Only where a
    node has more than one candidate for a prefix they are compared.
    """
    if not len(candidates):
        return candidates
    place = candidates["node"].astype(np.int64) << 32 | candidates["prefix"]
    order = np.argsort(place, kind="stable")
    place = place[order]
    first = np.ones(len(place), np.bool_)
    first[1:] = place[1:] != place[:-1]
    rivals = np.flatnonzero(~(first & np.append(first[1:], True)))
    if not len(rivals):
        return chosen(candidates, order)
    c, place, first = chosen(candidates, order[rivals]), place[rivals], first[rivals]
    preference = c["distance"].astype(np.int64) << 40 | _RANK[c["protocol"]] << 32 | (c["process"] + 1)
    way = (c["port"].astype(np.int64) + 1) << 32 | (c["hop"] + 1)
    inner = np.lexsort((way, c["metric"], preference, place))
    order[rivals] = order[rivals][inner]
    c, preference = chosen(c, inner), preference[inner]
    lead = np.maximum.accumulate(np.where(first, np.arange(len(c)), 0))
    metric = c["metric"]
    same = (preference == preference[lead]) & ((metric == metric[lead]) | np.isin(c["protocol"], _UNEQUAL))
    twin = ~first
    for name in ("port", "hop", "via", "table", "discard", "protocol"):
        twin[1:] &= c[name][1:] == c[name][:-1]
    keep = np.ones(len(candidates), np.bool_)
    keep[rivals] = same & ~twin
    return chosen(candidates, order[keep])
