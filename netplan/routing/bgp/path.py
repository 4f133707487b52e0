"""A BGP route of one prefix as one router holds it, without the prefix: paths of many prefixes are the same value."""

from typing import NamedTuple

from models.device import DeviceId
from models.routing import Ip, Prefix
from netplan.routing.policy.as_path import AsPath
from netplan.routing.policy.candidate import INCOMPLETE, Candidate

LOCAL, EXTERNAL, CONFEDERATION, INTERNAL = "local", "external", "confederation", "internal"
"""Where a path was learnt: here, over eBGP, from another member of the confederation, over iBGP."""

LOCAL_WEIGHT = 32768
"""The weight of what a router originates itself."""


class Path(NamedTuple):
    """The attributes of a route and how this router came by it."""

    learnt: str
    protocol: str = "bgp"
    """For a local path the protocol it was taken from, "network" sources included; "aggregate"; "default"."""
    edge: int = -1
    """The transfer (see `solve`) that brought it; -1 for a local path."""
    brought: int = -1
    """Of a path that another VRF gave: the transfer that brought it there."""
    next_hop: Ip | None = None
    """None: the router itself, or for a session without addresses the port."""
    via: Ip | None = None
    """Where packets go in place of `next_hop`: to the neighbour whose link-local address came along (RFC 2545)."""
    interface: str = ""
    local_preference: int = 100
    as_path: AsPath = ()
    origin: int = INCOMPLETE
    med: int | None = None
    weight: int = 0
    communities: frozenset[str] = frozenset()
    extended_communities: frozenset[str] = frozenset()
    large_communities: frozenset[str] = frozenset()
    originator: int = 0
    """The router id of who brought the route into the AS, set by route reflectors; 0 when absent."""
    clusters: tuple[int, ...] = ()
    tag: int = 0
    home: tuple[DeviceId, str] | None = None
    """The VRF that exported it to this table: there the look-up goes on."""
    distance: int | None = None
    discard: bool = False
    own_table_only: bool = False
    """A route of the main table that policies may export, not a route of the BGP table (Junos)."""
    doubt: str = ""
    """Why it is not known that the path is there, or is as it says."""


def candidate(path: Path, prefix: Prefix, neighbor: Ip | None) -> Candidate:
    """A path as policies see it."""
    protocol = {EXTERNAL: "bgp", CONFEDERATION: "bgp", INTERNAL: "ibgp"}.get(path.learnt, path.protocol)
    return Candidate(
        prefix=prefix, protocol=protocol, next_hop=path.next_hop, interface=path.interface, local_preference=path.local_preference,
        as_path=path.as_path, origin=path.origin, communities=path.communities, extended_communities=path.extended_communities,
        large_communities=path.large_communities, metric=path.med or 0, tag=path.tag, weight=path.weight, neighbor=neighbor,
        route_type="local" if path.learnt == LOCAL else "internal" if path.learnt == INTERNAL else "external",
    )  # fmt: skip


def after_policy(path: Path, before: Candidate, after: Candidate) -> Path:
    """The path with what policies changed; next hops are the caller's matter."""
    if before == after:
        return path
    return path._replace(
        local_preference=after.local_preference, as_path=after.as_path, origin=after.origin, communities=after.communities,
        extended_communities=after.extended_communities, large_communities=after.large_communities, tag=after.tag,
        med=after.metric if after.metric != before.metric or path.med is not None else path.med,
        weight=after.weight, distance=after.distance,
    )  # fmt: skip
