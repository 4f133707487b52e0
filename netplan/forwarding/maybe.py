"""Destinations whose route is not known at a node: other routes may be there, by somebody of whom nobody knows what it announces.

Where such a route can only lead to known next hops, packets are followed both ways: with it and without it. What arrives on
either is unknown; what does not arrive on any is lost or leaves, whatever the stranger announces.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from models.routing import Prefix
from netplan.forwarding.boxes import Box, split
from netplan.routing.columns import PROTOCOLS, prefix_object
from netplan.routing.doubt.facts import Doubt, Trust
from netplan.routing.policy.prefix_sets import DEFAULT, Span, collected, holding, merged
from netplan.routing.table import NodeTable

if TYPE_CHECKING:
    from netplan.forwarding.fib import Action, Fib

Leads = Mapping[Prefix, tuple[str, int]]
"""Each prefix of a table with the protocol and the distance of its route."""


class Condition(NamedTuple):
    """On what it depends that packets go a way: that a route of `node` is announced, or (`announced` False) that it is not."""

    why: str
    node: str
    announced: bool

    def and_then(self, other: "Condition | None") -> "Condition":
        """Both: one is enough where a route came by the other; else nobody compares the ways of such packets any more."""
        same = other is None or (other.why, other.announced) == (self.why, self.announced)
        return self if same else self._replace(node="")


class Maybe(NamedTuple):
    """Destinations from `first` to `last` that may have another route at a node, unless theirs is longer than `length`.

    `other` are the branches of that route; None when they are not known.
    """

    first: int
    last: int
    length: int
    why: str
    other: "tuple[Action, ...] | None" = None


class UnsureSpan(NamedTuple):
    """A prefix whose route is not known, and why; `number` says which is told where two hold a destination."""

    first: int
    last: int
    number: int
    prefix: Prefix
    why: str


class Unsure:
    """The prefixes of a node and family whose routes are not known."""

    def __init__(self, prefixes: Mapping[Prefix, str], family: int) -> None:
        found = [
            UnsureSpan(int(prefix.network_address), int(prefix.broadcast_address), number, prefix, why)
            for number, (prefix, why) in enumerate(prefixes.items())
            if prefix.version == family
        ]
        self._spans = sorted(found, key=lambda span: span[:3])
        self._firsts = [span.first for span in self._spans]
        self._lasts = list(accumulate((span.last for span in self._spans), max))

    def near(self, low: int, high: int) -> list[UnsureSpan]:
        """Those that hold a destination from `low` to `high`, in the order in which they are told."""
        some = self._spans[bisect_left(self._lasts, low) : bisect_right(self._firsts, high)]
        return sorted((span for span in some if span.last >= low), key=lambda span: span.number)


def maybes(fib: "Fib", node: int, family: int) -> tuple[Maybe, ...]:
    """All of one node and family."""
    doubts = [doubt for doubt in fib.routing.doubts.get(node, ()) if doubt.region.family == family]
    if not doubts:
        return ()
    own = _leads(fib.routing.tables[node])
    if fib.topology.network.strict:
        return tuple(maybe for doubt in doubts for maybe in _strictly(own, doubt))
    return tuple(maybe for doubt in doubts for maybe in _trusting(fib, node, own, doubt))


def _trusting(fib: "Fib", node: int, own: Leads, doubt: Doubt) -> Iterator[Maybe]:
    """No part of a network in the table is announced by anybody else; a default route is no network."""
    family = doubt.region.family
    default = own.get(DEFAULT[family])
    region = doubt.region
    if default is not None and doubt.loses(*default):
        region -= holding((DEFAULT[family],), family)
    other: tuple[Action, ...] | None = None
    if doubt.cause.trust is Trust.INSIDE and doubt.hops:
        other = tuple(action for hop in doubt.hops for action in fib.towards(node, family, int(hop)))
    if other is None or default is None or not _alike(fib.of_prefix(node, DEFAULT[family]), other):
        spans: list[Span] = [(low, high) for low, high, _ in region.covered()]
        yield from (Maybe(low, high, 0, doubt.cause.why, other) for low, high in merged(spans))
    if doubt.cause.trust is Trust.PARTS:
        for prefix, lead in own.items():
            if prefix.prefixlen and prefix in region and not doubt.loses(*lead):
                yield Maybe(int(prefix.network_address), int(prefix.broadcast_address), prefix.prefixlen, doubt.cause.why)


def _strictly(own: Leads, doubt: Doubt) -> Iterator[Maybe]:
    """Anything may be announced; only subnets of the node itself are its own for sure."""
    family = doubt.region.family
    beaten = [prefix for prefix, lead in own.items() if prefix.version == family and doubt.loses(*lead)]
    subnets = [p for p in beaten if own[p][0] in ("connected", "local")]
    region = doubt.region - holding(beaten, family)
    region -= collected(family, ((prefix, prefix.prefixlen, prefix.max_prefixlen) for prefix in subnets))
    for low, high, length in region.covered():
        yield Maybe(low, high, length, doubt.cause.why)


def _leads(table: NodeTable) -> Leads:
    book = table.book
    protocol, distance = table.rows["protocol"].tolist(), table.rows["distance"].tolist()
    return {
        prefix_object(*book.prefixes[number]): (PROTOCOLS[protocol[low]], distance[low])
        for number, (low, _) in table.spans().items()
    }


def _alike(one: "Sequence[Action]", other: "Sequence[Action]") -> bool:
    """Whether two routes hand packets to the same ports, or to the same wire out of the network."""
    return {(a.do, a.port, a.to, a.node) for a in one} == {(a.do, a.port, a.to, a.node) for a in other}


def open_parts(fib: "Fib", node: int, family: int, length: int, box: Box) -> Iterator[tuple[Box, tuple[Maybe, ...]]]:
    """`box`, whose route has a prefix of `length` (-1: none), cut by what may be there besides."""
    rest: list[tuple[Box, tuple[Maybe, ...]]] = [(box, ())]
    for maybe in fib.maybes(node, family):
        if maybe.length < length:
            continue
        after = []
        for part, met in rest:
            common, others = split([part], [part._replace(dst=(maybe.first, maybe.last))])
            after += [(piece, (*met, maybe)) for piece in common]
            after += [(piece, met) for piece in others]
        rest = after
    yield from rest


def unsure_parts(fib: "Fib", node: int, family: int, length: int, box: Box) -> Iterator[tuple[Box, str]]:
    """`box` cut by the prefixes whose routes at this node are not known, unless the route of `box` is longer; each with why."""
    rest = [box]
    for span in fib.unsure(node, family).near(*box.dst):
        if span.prefix.prefixlen < length:
            continue
        common, rest = split(rest, [box._replace(dst=(span.first, span.last))])
        for part in common:
            yield part, f"the route for {span.prefix} at {fib.topology.nodes[node]} is not known: {span.why}"
    for part in rest:
        yield part, ""
