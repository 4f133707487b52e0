"""Facts about routes and routing protocols, with the defaults of the OS made explicit by its dialect."""

from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from models.interfaces import DEFAULT_VRF
from models.policy import Match
from models.source import NOWHERE, Source

Prefix = IPv4Network | IPv6Network
Ip = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class StaticRoute:
    """A static route. Exactly one of: `discard`, `next_hop` and/or `interface`, or only `next_hop_vrf`.

    `next_hop_vrf` is the VRF in which the next hop (or, without one, the whole packet) is looked up.
    """

    prefix: Prefix
    next_hop: Ip | None = None
    interface: str = ""
    discard: bool = False
    vrf: str = DEFAULT_VRF
    next_hop_vrf: str = ""
    distance: int = 1
    metric: int = 0
    tag: int = 0
    track: str = ""
    """A condition (object tracking, BFD) on which the route depends: then it is not certain."""
    name: str = ""
    recursive: bool = True
    """False: the next hop must be on a connected subnet (Junos without `resolve`)."""
    communities: frozenset[str] = frozenset()
    """What BGP adds when it announces the route (Junos)."""
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class SummaryRoute:
    """A route that is in the table while longer ones inside it are (Junos `aggregate` and `generate`).

    `policies` choose which routes hold it up; () takes all.
    """

    prefix: Prefix
    vrf: str = DEFAULT_VRF
    generated: bool = False
    """It goes on by the gateway of the best of them, instead of dropping packets."""
    policies: tuple[str, ...] = ()
    distance: int = 130
    metric: int = 0
    tag: int = 0
    communities: frozenset[str] = frozenset()
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class RouteCopy:
    """Routes of one table that are copied into that of `vrf` (Junos `instance-import`, `rib-groups`).

    `home` is the VRF they come from, "" for each other one. `protocols` () are all that the policies accept, and those must
    accept them; with protocols named, what no policy decides is copied. `family` is 4 or 6, 0 for both.
    """

    vrf: str
    home: str = ""
    protocols: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    source: Source = field(default=NOWHERE, compare=False, repr=False)
    family: int = 0


@dataclass(frozen=True, slots=True)
class Redistribution:
    """Routes of one protocol that another takes in. `policies` are names in order; () takes all.

    `protocol` is one of connected, static, ospf, ospf3, bgp, rip, eigrp, isis, kernel, aggregate, or "any": each
    active route of any other protocol that a policy permits (Junos `export`). What no policy decides stays out. In a
    BGP process an "any" without policies leaves that to `policies_out` of each neighbour.
    """

    protocol: str
    process: str = ""
    policies: tuple[str, ...] = ()
    metric: int | None = None
    metric_type: int | None = None
    """1 or 2 for OSPF externals."""
    tag: int | None = None
    classful_only: bool = False
    """IOS before 15: without the word `subnets` only classful networks are taken."""
    match: tuple[str, ...] = ()
    """For protocol ospf: which of internal, external-1, external-2, nssa are taken, for isis of level-1, level-2; () is all
    or the default of the OS."""
    source: Source = field(default=NOWHERE, compare=False, repr=False)
    family: int = 0
    """For BGP: the address family (4 or 6) that takes the routes in; 0 is both."""


@dataclass(frozen=True, slots=True)
class OspfNetwork:
    """Activates OSPF on interfaces whose primary address lies in `prefix` (or matches `wildcard` bits)."""

    prefix: Prefix
    area: str
    wildcard: int | None = None
    """Set when the wildcard mask is not contiguous: bits that need not match; `prefix` is then the address as /32."""
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class OspfRange:
    """An area border router's summary of the routes of an area."""

    prefix: Prefix
    advertise: bool = True
    cost: int | None = None
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class OspfArea:
    """Settings of one area. `kind` is "normal", "stub" or "nssa"; `no_summary` makes it totally stubby."""

    area: str
    kind: str = "normal"
    no_summary: bool = False
    default_cost: int = 1
    default_originate: bool = False
    """NSSA: the border router brings in a default route."""
    default_type: int = 2
    """NSSA: the type of that default route, 1 or 2."""
    no_redistribution: bool = False
    """NSSA: what a border router brings in itself is not announced into the area."""
    ranges: tuple[OspfRange, ...] = ()
    policies_in: tuple[str, ...] = ()
    """Filters on what summaries enter (names of prefix lists)."""
    policies_out: tuple[str, ...] = ()
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class OspfDefault:
    """`default-information originate`: `always` or only where a default route is in the table."""

    always: bool = False
    metric: int = 1
    metric_type: int = 2
    policies: tuple[str, ...] = ()
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class OspfProcess:
    """One OSPF process. `version` is 2 (IPv4) or 3 (IPv6)."""

    id: str
    vrf: str = DEFAULT_VRF
    version: int = 2
    router_id: Ip | None = None
    networks: tuple[OspfNetwork, ...] = ()
    areas: tuple[OspfArea, ...] = ()
    redistributions: tuple[Redistribution, ...] = ()
    default: OspfDefault | None = None
    summaries: tuple[OspfRange, ...] = ()
    """Summaries of externals (`summary-address`)."""
    passive_default: bool = False
    passive: frozenset[str] = frozenset()
    active: frozenset[str] = frozenset()
    """Interfaces excepted from `passive_default`."""
    reference_bandwidth: int = 100_000_000
    """Bits per second."""
    distances: tuple[int, int, int] = (110, 110, 110)
    """Intra-area, inter-area, external."""
    default_metric: int | None = None
    rfc1583: bool = True
    """Cost of a range is the smallest (RFC 1583) rather than the largest (RFC 2328) of its parts."""
    max_metric: bool = False
    maximum_paths: int = 4
    policies_in: tuple[str, ...] = ()
    """Filters on what enters the routing table (`distribute-list in`): names of policies, prefix lists or ACLs."""
    policies_out: tuple[tuple[str, str, str], ...] = ()
    """Filters on what is brought in (`distribute-list out`): name, and the protocol and process they are for ("" for all)."""
    enabled: bool = True
    source: Source = field(default=NOWHERE, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Put what has no order into one order: networks by length (the most specific decides), redistributions by name."""
        networks = sorted(self.networks, key=lambda n: (n.prefix.version, -n.prefix.prefixlen, n.prefix, n.area))
        object.__setattr__(self, "networks", tuple(networks))
        object.__setattr__(self, "redistributions", _in_order(self.redistributions))


EVPN = "l2vpn evpn"
VPN_FAMILIES = frozenset({"vpnv4 unicast", "vpnv6 unicast", EVPN})
"""Address families that carry the routes of VRFs, by route target."""


@dataclass(frozen=True, slots=True)
class BgpFamily:
    """What a BGP neighbour exchanges for one address family, for instance "ipv4 unicast".

    Policies are names in order. `filters_*` must all permit a route before the policies see it.
    """

    family: str = "ipv4 unicast"
    filters_in: tuple[Match, ...] = ()
    filters_out: tuple[Match, ...] = ()
    policies_in: tuple[str, ...] = ()
    policies_out: tuple[str, ...] = ()
    next_hop_self: bool = False
    next_hop_self_all: bool = False
    """Also for what is reflected from one internal neighbour to another."""
    reflector_client: bool = False
    send_community: bool = False
    send_extended_community: bool = False
    allowas_in: int = 0
    as_override: bool = False
    remove_private_as: str = ""
    """"", "yes" (only when all are private), "all", "replace"."""
    default_originate: bool = False
    default_if_present: bool = False
    """That default route is announced only while one is in the main table (EOS without `always`)."""
    default_policies: tuple[str, ...] = ()
    maximum_prefixes: int | None = None
    weight: int | None = None
    add_paths: bool = False
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class BgpNeighbor:
    """One BGP session, peer groups already resolved by the dialect.

    `address` is None for a session over `interface` (unnumbered). `remote_as` is None when the
    config does not say it; `remote_kind` is then "internal" or "external" if that much is known.
    """

    address: Ip | None
    interface: str = ""
    remote_as: int | None = None
    remote_kind: str = ""
    local_as: int | None = None
    local_as_no_prepend: bool = False
    local_as_replace: bool = False
    description: str = ""
    group: str = ""
    update_source: str = ""
    """An interface name or an address."""
    multihop: int = 0
    """0 = directly connected only, for an external session."""
    enabled: bool = True
    families: tuple[BgpFamily, ...] = ()
    """Only the families that are active."""
    listen_range: Prefix | None = None
    """A dynamic neighbour: any address of this range."""
    advertisement_policy_default: str = "permit"
    """What happens to a route that no policy decides, in both directions ("deny": RFC 8212)."""
    peer_as_check: bool = False
    """A route whose AS path begins with the neighbour's AS is not sent to it (Junos, NX-OS)."""
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class BgpNetwork:
    """A network that BGP originates when the routing table has exactly this prefix."""

    prefix: Prefix
    policies: tuple[str, ...] = ()
    always: bool = False
    """Originated even if the table lacks it (FRR `no bgp network import-check`)."""
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class BgpAggregate:
    """A summary that BGP originates when it has a more specific route."""

    prefix: Prefix
    summary_only: bool = False
    as_set: bool = False
    attribute_policy: str = ""
    suppress_policy: str = ""
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class BgpForIpv6:
    """What a BGP process does otherwise for IPv6 than for IPv4; fields as in BgpProcess."""

    distances: tuple[int, int, int]
    maximum_paths: int
    maximum_paths_internal: int


@dataclass(frozen=True, slots=True)
class BgpProcess:
    """BGP of one VRF."""

    asn: int
    vrf: str = DEFAULT_VRF
    router_id: Ip | None = None
    neighbors: tuple[BgpNeighbor, ...] = ()
    networks: tuple[BgpNetwork, ...] = ()
    aggregates: tuple[BgpAggregate, ...] = ()
    redistributions: tuple[Redistribution, ...] = ()
    distances: tuple[int, int, int] = (20, 200, 200)
    """External, internal, local (aggregates)."""
    maximum_paths: int = 1
    maximum_paths_internal: int = 1
    multipath_relax: bool = False
    """Equal AS-path length is enough for multipath."""
    always_compare_med: bool = False
    deterministic_med: bool = False
    med_missing_as_worst: bool = False
    compare_router_id: bool = False
    """Prefer the lower router id between external paths instead of the older one."""
    default_local_preference: int = 100
    cluster_id: Ip | None = None
    confederation: int | None = None
    confederation_peers: frozenset[int] = frozenset()
    """The other members of the confederation to which it shows its own AS number; empty for all of them."""
    advertise_inactive: bool = False
    """A BGP route is announced too when a route of another protocol is in the main table instead."""
    synchronization: bool = False
    auto_summary: bool = False
    originate_default: bool = False
    """`default-information originate`: a redistributed default route may be announced."""
    ipv6: BgpForIpv6 | None = None
    """Set where the address families have settings of their own, and differ."""
    enabled: bool = True
    source: Source = field(default=NOWHERE, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Networks and redistributions have no order: put them into one."""
        networks = sorted(self.networks, key=lambda n: (n.prefix.version, n.prefix))
        object.__setattr__(self, "networks", tuple(networks))
        object.__setattr__(self, "redistributions", _in_order(self.redistributions))

    def of_family(self, version: int) -> "BgpProcess":
        """The process as it treats the routes of IP `version`."""
        own = self.ipv6
        if version == 4 or own is None:
            return self
        external, internal = own.maximum_paths, own.maximum_paths_internal
        return replace(self, distances=own.distances, maximum_paths=external, maximum_paths_internal=internal)


def _in_order(redistributions: tuple[Redistribution, ...]) -> tuple[Redistribution, ...]:
    return tuple(sorted(redistributions, key=lambda r: (r.protocol, r.process, r.policies)))
