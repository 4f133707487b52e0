"""Facts about RIP (RFC 1058, 2453, 2080) and EIGRP (RFC 7868), with the defaults of the OS made explicit by its dialect.

Delays are in picoseconds, bandwidths in kilobits per second, as EIGRP counts them.
"""

from dataclasses import dataclass, field
from ipaddress import IPv4Address

from models.routing import Ip, Prefix, Redistribution
from models.source import NOWHERE, Source

CLASSIC, WIDE = "classic", "wide"
"""Metrics of EIGRP: 32 bits, and the 64 bits of named mode."""
CONNECTED, STATIC, REDISTRIBUTED, SUMMARY = "connected", "static", "redistributed", "summary"
"""What a stub router may tell; static routes are a part of what is redistributed."""


@dataclass(frozen=True, slots=True)
class VectorFilter:
    """A filter on what a process hears or tells (`distribute-list`), at one port or, with "", at all of them.

    `policies` are names of policies, prefix lists or ACLs.
    """

    policies: tuple[str, ...]
    inbound: bool
    port: str = ""
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class VectorOffset:
    """`offset-list`: what is added to the metric of the prefixes that `policies` permit; () is all."""

    add: int
    inbound: bool
    policies: tuple[str, ...] = ()
    port: str = ""
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class VectorSummary:
    """`summary-address` at one port: its parts are told as the summary. `distance` is that of the route to nowhere."""

    prefix: Prefix
    port: str
    distance: int = 5
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class VectorNetwork:
    """Activates a protocol on interfaces with an address in `prefix` (or that matches but for the `wildcard` bits)."""

    prefix: Prefix
    wildcard: int | None = None
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class VectorDefault:
    """`default-information originate`: a default route, from the table unless `always`."""

    always: bool = True
    metric: int = 1
    policies: tuple[str, ...] = ()
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class RipProcess:
    """One RIP process of a VRF; `family` 6 is RIPng."""

    id: str = ""
    vrf: str = "default"
    family: int = 4
    send: tuple[int, ...] = (2,)
    receive: tuple[int, ...] = (2,)
    networks: tuple[VectorNetwork, ...] = ()
    ports: frozenset[str] = frozenset()
    """Interfaces that are activated by their names."""
    neighbors: tuple[Ip, ...] = ()
    """Told by unicast, at passive ports too."""
    passive_default: bool = False
    passive: frozenset[str] = frozenset()
    active: frozenset[str] = frozenset()
    """Interfaces excepted from `passive_default`."""
    default_metric: int | None = None
    """Of routes that are brought in without a metric of their own; None: those do not come in."""
    redistributions: tuple[Redistribution, ...] = ()
    exports: tuple[tuple[str, tuple[str, ...]], ...] | None = None
    """Where nothing at all is told but what policies accept (Junos): port and policies of its group."""
    default: VectorDefault | None = None
    auto_summary: bool = False
    summaries: tuple[VectorSummary, ...] = ()
    filters: tuple[VectorFilter, ...] = ()
    offsets: tuple[VectorOffset, ...] = ()
    offset_replaces_cost: bool = False
    """An offset on what is heard stands in place of the cost of the port (FRR)."""
    distance: int = 120
    maximum_paths: int = 4
    announces_beaten: bool = False
    """What it heard is told on although another protocol has the route in the table (FRR)."""
    enabled: bool = True
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class EigrpMetric:
    """The metric of a route that is brought in: bandwidth, delay (picoseconds), reliability, load, MTU."""

    bandwidth: int
    delay: int
    reliability: int = 255
    load: int = 1
    mtu: int = 1500


@dataclass(frozen=True, slots=True)
class EigrpRedistribution:
    """Routes that EIGRP takes in; `route` as for other protocols, but for its metric."""

    route: Redistribution
    metric: EigrpMetric | None = None


@dataclass(frozen=True, slots=True)
class EigrpStub:
    """`eigrp stub`: what kinds of routes are told; () is `receive-only`. What `leak` permits is told as well."""

    kinds: tuple[str, ...] = (CONNECTED, SUMMARY)
    leak: str = ""
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class EigrpProcess:
    """EIGRP of one autonomous system, VRF and IP version. `id` is the name of the process, else the number of the AS."""

    asn: int
    id: str = ""
    vrf: str = "default"
    family: int = 4
    metrics: str = CLASSIC
    rib_scale: int = 1
    """The table holds the metric divided by this."""
    weights: tuple[int, int, int, int, int, int] = (1, 0, 1, 0, 0, 0)
    """K1 to K6."""
    router_id: IPv4Address | None = None
    networks: tuple[VectorNetwork, ...] = ()
    all_ports: bool = False
    """All interfaces of the VRF are active (IPv6 in named mode)."""
    inactive: frozenset[str] = frozenset()
    """Interfaces that are shut down for EIGRP."""
    passive_default: bool = False
    passive: frozenset[str] = frozenset()
    active: frozenset[str] = frozenset()
    default_metric: EigrpMetric | None = None
    redistributions: tuple[EigrpRedistribution, ...] = ()
    auto_summary: bool = False
    summaries: tuple[VectorSummary, ...] = ()
    stub: EigrpStub | None = None
    filters: tuple[VectorFilter, ...] = ()
    offsets: tuple[VectorOffset, ...] = ()
    variance: int = 1
    maximum_paths: int = 4
    distances: tuple[int, int] = (90, 170)
    """Internal, external."""
    announces_beaten: bool = False
    enabled: bool = True
    source: Source = field(default=NOWHERE, compare=False, repr=False)
