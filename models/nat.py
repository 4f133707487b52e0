"""Facts about network address translation (RFC 2663): the rules and pools that a config states."""

from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network

from models.interfaces import DEFAULT_VRF
from models.source import NOWHERE, Source


class NatKind(StrEnum):
    """How a rule translates the source of what goes from inside to outside, and the destination of what comes back."""

    STATIC = "static"
    """One prefix to another of the same length, both ways, address by address."""
    PORT = "port"
    """One protocol and port of one address to a port of another (port forwarding)."""
    DYNAMIC = "dynamic"
    """An address of a pool for each inside address, as long as there is one."""
    OVERLOAD = "overload"
    """One address for many, told apart by ports (NAPT)."""


@dataclass(frozen=True, slots=True)
class NatRule:
    """One rule: what matches, and what it becomes.

    `local` matches, or what `acl` or `policy` permits; it becomes `outer`, or an address of a pool or of an interface. Inside
    is the VRF `vrf`, outside the global table.
    """

    kind: NatKind
    acl: str = ""
    local: IPv4Network | None = None
    outer: IPv4Network | None = None
    pool: str = ""
    interface: str = ""
    """The interface whose address is used."""
    protocol: int = 0
    """IP protocol number of a port rule."""
    local_port: int = 0
    outer_port: int = 0
    policy: str = ""
    """A route map in place of a list."""
    vrf: str = DEFAULT_VRF
    zones: tuple[str, str] = ("", "")
    """Of a firewall: the zone inside and the zone outside that it is about, "" is any."""
    both_ways: bool = False
    """Packets from outside whose answers it would translate are dropped, unless it translated them too."""
    foreign: bool = False
    """It translates the others: `outer` is how a host outside calls itself, `local` how those inside know it (twice NAT)."""
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class NatPool:
    """Addresses that dynamic rules draw from, ends included."""

    name: str
    first: IPv4Address
    last: IPv4Address
    source: Source = field(default=NOWHERE, compare=False, repr=False)
