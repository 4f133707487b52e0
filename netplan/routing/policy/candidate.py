"""What a routing policy looks at and changes: one route on offer, and what a policy said of it."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from typing import NamedTuple

from models.route import Route
from models.routing import Ip
from models.source import Source
from netplan.routing.policy.as_path import AsPath

IGP, EGP, INCOMPLETE = 0, 1, 2
"""The origin codes of RFC 4271, in order of preference."""


class Candidate(NamedTuple):
    """One route on offer to a policy, whatever protocol it comes from (a tuple: it is a key of caches)."""

    prefix: IPv4Network | IPv6Network
    protocol: str
    """As in models.route.Route: connected, static, ospf, ospf-ia, ospf-e2, bgp, ibgp, aggregate, local."""
    process: str = ""
    next_hop: Ip | None = None
    next_hop_action: str = ""
    """What a policy asked for in place of an address: "self", "peer-address" or "discard"."""
    interface: str = ""
    """The port out, for a match on it."""
    local_preference: int = 100
    as_path: AsPath = ()
    origin: int = INCOMPLETE
    communities: frozenset[str] = frozenset()
    extended_communities: frozenset[str] = frozenset()
    large_communities: frozenset[str] = frozenset()
    metric: int = 0
    """The MED of BGP, else the metric of the protocol that the route comes from."""
    metric_type: int | None = None
    tag: int = 0
    vector: tuple[int, ...] = ()
    """Bandwidth, delay, reliability, load and MTU, where a policy sets them for EIGRP."""
    weight: int = 0
    distance: int | None = None
    """Only when a policy sets it."""
    neighbor: Ip | None = None
    """The BGP speaker it came from, or goes to."""
    instance: str = ""
    """The VRF that it comes from, where it goes from one to another."""
    area: str = ""
    level: int = 0
    """The level of IS-IS that it comes from; 0 is none."""
    to_level: int = 0
    """The level of IS-IS that it would go to; 0 where that is not known."""
    route_type: str = ""
    """"internal", "external-1", "external-2", "nssa-external-1", "nssa-external-2", "local" or ""."""

    @classmethod
    def of(cls, route: Route, instance: str = "") -> "Candidate":
        """A route of a main table; `instance` is the VRF that it comes from, where it goes from one to another."""
        return cls(
            route.prefix, route.protocol, next_hop=route.next_hop, interface=route.interface, metric=route.metric,
            tag=route.tag, instance=instance,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What policies made of a candidate.

    `permitted` is None when it is not known. `candidate` is the route with what the policies set (for None: as it
    would be if permitted). `why` says what is not known, or which rule decided; `sources` are the terms that did.
    """

    permitted: bool | None
    candidate: Candidate
    sources: tuple[Source, ...] = ()
    why: str = ""
    exact: bool = True
    """False when the route is permitted but what was set on it is not known in full."""
