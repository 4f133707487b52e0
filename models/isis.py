"""Facts about IS-IS (ISO 10589, RFC 1195, 5302, 5305, 5308), with the defaults of the OS made explicit by its dialect.

A level is 1, 2 or, for both, 3 everywhere.
"""

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network

from models.source import NOWHERE, Source

BOTH = 3
_SYSTEM = 12
"""Hexadecimal digits of a system id, before the two of the selector at the end of a NET."""


def levels_of(level: int) -> tuple[int, ...]:
    """The levels that a level names.

    >>> levels_of(1), levels_of(BOTH)
    ((1,), (1, 2))
    """
    return tuple(n for n in (1, 2) if level & n)


def net_parts(net: str) -> tuple[str, str]:
    """Area address and system id of a NET, as digits. Raises ValueError when it is none.

    >>> net_parts("49.0001.1921.6800.1001.00")
    ('490001', '192168001001')
    """
    digits = net.replace(".", "").lower()
    if not 16 <= len(digits) <= 40 or len(digits) % 2 or any(digit not in "0123456789abcdef" for digit in digits):
        raise ValueError(f"{net!r} is no network entity title")
    return digits[: -_SYSTEM - 2], digits[-_SYSTEM - 2 : -2]


@dataclass(frozen=True, slots=True)
class IsisInterface:
    """IS-IS settings stated at an interface. `process` is "" when the only process of its VRF is meant."""

    process: str = ""
    families: tuple[int, ...] = ()
    """The IP versions that it is active for; () where none is stated (a process may still announce it as passive)."""
    level: int = BOTH
    """The circuit type."""
    metrics: tuple[int | None, int | None] = (None, None)
    """Of level 1 and 2; None is the default of the process."""
    metrics6: tuple[int | None, int | None] = (None, None)
    """The same in the topology of IPv6, where it has one of its own."""
    network_type: str = ""
    """"point-to-point" or "" (default of the port)."""
    passive: bool | None = None
    enabled: bool = True
    authentication: str = ""
    """How hellos are authenticated, as far as two ends can be compared; "" is not at all."""
    padding: bool = True
    """Hellos are padded to the MTU, so that ends of different MTU do not become neighbours."""
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class IsisRedistribution:
    """Routes of another protocol that IS-IS takes in; the fields are those of `models.routing.Redistribution`.

    `level` is where they are announced, `family` the IP version. `metric_type` is "internal" or "external".
    """

    protocol: str
    level: int = 2
    family: int = 4
    process: str = ""
    policies: tuple[str, ...] = ()
    metric: int | None = None
    metric_type: str = "internal"
    match: tuple[str, ...] = ()
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class IsisLeak:
    """Routes of one level that a router tells the other. Without one nothing goes down to level 1."""

    into: int
    family: int = 4
    policies: tuple[str, ...] = ()
    off: bool = False
    """Nothing is told, not even what is told by default."""
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class IsisDefault:
    """`default-information originate`: `always`, or only where a default route is in the table."""

    level: int = 2
    family: int = 4
    always: bool = True
    metric: int = 0
    policies: tuple[str, ...] = ()
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class IsisSummary:
    """`summary-address`: more specific routes that come from elsewhere are announced at `level` as this one."""

    prefix: IPv4Network | IPv6Network
    level: int = 2
    metric: int | None = None
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class IsisProcess:
    """One IS-IS process of a VRF. Pairs are of level 1 and level 2."""

    id: str
    vrf: str = "default"
    nets: tuple[str, ...] = ()
    level: int = BOTH
    styles: tuple[str, str] = ("wide", "wide")
    """"narrow", "wide", "transition" (both ways), "narrow transition" and "wide transition" (say one, take both)."""
    metrics: tuple[int | None, int | None] = (None, None)
    """The metric of ports that state none; None is the default of the OS."""
    reference_bandwidth: int | None = None
    """Bits per second; metrics follow from the bandwidth of ports then."""
    passive_default: bool = False
    passive: frozenset[str] = frozenset()
    """Ports that are announced without neighbours, whether they say so themselves or not."""
    active: frozenset[str] = frozenset()
    """Interfaces excepted from `passive_default`."""
    passive_only: bool = False
    """Only the subnets of passive ports are announced."""
    overload: bool = False
    attached: bool = True
    """It tells level 1 that it leads to other areas."""
    ignore_attached: bool = False
    multi_topology: bool = False
    """IPv6 has a topology of its own (RFC 5120)."""
    propagates: bool = True
    """What level 1 knows is told to level 2 (FRR does not)."""
    leaks: tuple[IsisLeak, ...] = ()
    redistributions: tuple[IsisRedistribution, ...] = ()
    defaults: tuple[IsisDefault, ...] = ()
    summaries: tuple[IsisSummary, ...] = ()
    distances: tuple[int, int] = (115, 115)
    external_distances: tuple[int, int] = (115, 115)
    maximum_paths: int = 4
    policies_in: tuple[str, ...] = ()
    """Filters on what enters the routing table (`distribute-list in`)."""
    enabled: bool = True
    source: Source = field(default=NOWHERE, compare=False, repr=False)

    @property
    def areas(self) -> frozenset[str]:
        """The areas that it belongs to; a router may have several addresses of one area or a few areas for a while."""
        return frozenset(net_parts(net)[0] for net in self.nets)

    @property
    def system_id(self) -> str:
        """Who it is in its area and in level 2; "" without a NET."""
        return net_parts(self.nets[0])[1] if self.nets else ""
