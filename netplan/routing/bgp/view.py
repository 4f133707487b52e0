"""What BGP needs to see of the rest of the engine, and what it answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from models.device import DeviceId
from models.route import Route
from models.routing import BgpNeighbor, Ip, Prefix
from models.source import Source
from netplan.routing.bgp.path import Path

if TYPE_CHECKING:
    from netplan.routing.bgp.outside import Outside

NodeKey = tuple[DeviceId, str]
"""A device and one of its VRFs."""


class Table(Protocol):
    """The main routing table of one node at this moment."""

    def routes(self) -> Iterable[Route]:
        """All entries."""

    def with_process(self) -> Iterable[tuple[Route, str]]:
        """All entries, each with the name of the routing process that it comes from ("" for none)."""

    def exact(self, prefix: Prefix) -> Sequence[Route]:
        """The entries of exactly this prefix."""

    def longest(self, address: Ip) -> Sequence[Route]:
        """The entries of the longest prefix that holds `address`; () when there is none."""


class Adjacency(Protocol):
    """Which interfaces can exchange frames without a router between them."""

    def adjacent(self, device: DeviceId, interface: str) -> Iterable[tuple[DeviceId, str]]:
        """The interfaces (device and name) in the same broadcast domain and realm, without itself."""


@dataclass(frozen=True, slots=True)
class Session:
    """One BGP session as one side configures it.

    `state` is "up", "down", "external" (the peer is not in this snapshot) or "unknown"; `why` says so in words.
    `peer` is the node at the other end, as far as that is known.
    """

    node: NodeKey
    neighbor: BgpNeighbor
    state: str
    why: str
    peer: NodeKey | None = None
    local: Ip | None = None
    remote: Ip | None = None
    internal: bool = False


@dataclass(frozen=True, slots=True)
class BgpNote:
    """Something a reader should know of a result.

    `kind` is "oscillation", "arrival-order" or "external".
    """

    kind: str
    node: NodeKey
    what: str
    prefixes: tuple[Prefix, ...] = ()
    sources: tuple[Source, ...] = ()


class Explanations(Protocol):
    """The BGP tables behind a result."""

    def prefixes(self, node: NodeKey) -> Sequence[Prefix]:
        """The prefixes of which a node holds usable paths."""

    def paths(self, node: NodeKey, prefix: Prefix) -> Sequence[tuple[Path, bool]]:
        """The usable paths of a node to a prefix, each with whether it is used; the best one first."""


@dataclass(frozen=True, slots=True)
class BgpResult:
    """Routes that BGP offers to the main table of each node (several of one prefix: multipath), best first."""

    routes: Mapping[NodeKey, Sequence[Route]] = field(default_factory=dict)
    sessions: tuple[Session, ...] = ()
    unknown: Mapping[NodeKey, Mapping[Prefix, str]] = field(default_factory=dict)
    """Prefixes for which a node's BGP answer is not known, and why. They have no entry in `routes`."""
    notes: tuple[BgpNote, ...] = ()
    gaps: Mapping[NodeKey, str] = field(default_factory=dict)
    """Nodes that may hold BGP routes which are not modelled (VPN families, route targets, other protocols), and why."""
    tables: Explanations | None = field(default=None, compare=False, repr=False)
    """Why: the paths that each node had to choose from. None when nobody speaks BGP."""
    outside: "Outside | None" = field(default=None, compare=False, repr=False)
    """What neighbours outside the snapshot may announce, and to whom it goes on. None when nobody speaks BGP."""
