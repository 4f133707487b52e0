"""One OSPF domain as numbers: its areas, what its routers announce into them, and the routes that come of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from models.routing import OspfRange
from netplan.routing.ospf.habits import STANDARD, Habits

INF = 1 << 40
Matrix = npt.NDArray[np.int64]
BACKBONE = "0.0.0.0"  # noqa: S104  # an area, not an address to bind to
INTRA, INTER, E1, E2, N1, N2 = range(6)


class AreaArc(NamedTuple):
    """An adjacency between routers (indices in the domain) inside an area; `arc` is the caller's number for it.

    `net` is the shared subnet of more than two routers that it runs over, -1 for none.
    """

    tail: int
    head: int
    cost: int
    arc: int
    net: int = -1


class Advert(NamedTuple):
    """A subnet of a router's own port; `port` is the caller's number for it (-1: the router itself, no subnet)."""

    router: int
    prefix: int
    cost: int
    port: int


class External(NamedTuple):
    """A route that a router brings in. `anchor` is the prefix that leads to it: the router itself or a forwarding address.

    `speaker` is the prefix that leads to who announces it (of a type 5 made of a type 7 advertisement that is who translates it):
    what an unreachable one says does not count.
    `nssa` is the area of a type 7 advertisement, "" for type 5; `hidden` are areas whose routers do not use it
    since they know it better.
    """

    router: int
    prefix: int
    metric: int
    kind: int
    tag: int
    anchor: int
    speaker: int
    nssa: str = ""
    hidden: str = ""
    owner: int = -1
    """The router that has the forwarding address: it does not send packets to itself."""
    inside: bool = True
    """The way of a type 7 advertisement must stay inside its area."""


@dataclass
class AreaInput:
    """One area. `settings[router]` is (kind, no_summary, default_cost) as that router has it."""

    name: str
    kind: str = "normal"
    members: list[int] = field(default_factory=list)
    arcs: list[AreaArc] = field(default_factory=list)
    adverts: list[Advert] = field(default_factory=list)
    no_summary: dict[int, bool] = field(default_factory=dict)
    default_cost: dict[int, int] = field(default_factory=dict)
    """The cost of the default route that a border router announces into the area; absent where it announces none."""
    summary_cost: dict[int, int] = field(default_factory=dict)
    """The cost that a border router gives to all that it announces by summaries into the area, where it is not the true one."""
    no_redistribution: set[int] = field(default_factory=set)
    """Border routers that announce nothing of what they bring in as type 7."""
    ranges: dict[int, tuple[OspfRange, ...]] = field(default_factory=dict)
    blocked_in: dict[int, frozenset[int]] = field(default_factory=dict)
    """Prefixes that filters of a border router keep from entering the area."""
    blocked_out: dict[int, frozenset[int]] = field(default_factory=dict)


@dataclass
class Domain:
    """Routers that can reach each other by OSPF. The first `real` prefixes are subnets, the others stand for routers."""

    routers: int
    prefixes: Sequence[tuple[int, int, int]]
    real: int
    areas: Mapping[str, AreaInput]
    default: int
    """The prefix number of the default route."""
    rfc1583: Sequence[bool]
    of_routers: Matrix = field(default_factory=lambda: np.zeros(0, np.int64))
    """The prefixes that stand for routers: what leads to them is not announced into stub areas and NSSAs."""
    plain: frozenset[int] = frozenset()
    """Those of routers as the source of type 5 advertisements, which they are not in stub areas and NSSAs."""
    gateways: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    """The anchors that are forwarding addresses, and the subnets that hold them."""
    habits: Mapping[int, Habits] = field(default_factory=dict)
    """Routers that do not do all as the RFC says."""

    def habit(self, router: int) -> Habits:
        """What a router does in its own way."""
        return self.habits.get(router, STANDARD)


class Doubt(NamedTuple):
    """Something that a router does or does not do, depending on what came first: a fork of the whole computation.

    `what` is "discard" or "hides" (its ranges), "summary" (into `area`, of the numbered prefix), or "named" (a forwarding address).
    """

    what: str
    router: int
    area: str = ""
    prefix: int = -1

    def words(self, prefix: str) -> str:
        """What the router may or may not do."""
        return {
            "summary": f"announces {prefix} into area {self.area} or not, beside a longer prefix of the same address",
            "discard": "throws away what no part of its ranges holds or does not",
            "hides": "uses summaries of others or not",
            "named": "still sends what it brings in to a port that is shut or not",
        }[self.what]


class Hops(NamedTuple):
    """Routes as columns: router, prefix, kind, metric, first arc (-1: own subnet), own port (-1: none), area, tag, external."""

    router: Matrix
    prefix: Matrix
    kind: Matrix
    metric: Matrix
    arc: Matrix
    port: Matrix
    area: Matrix
    tag: Matrix
    external: Matrix
