"""Facts about management services, users, neighbours seen and hosts seen."""

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address

from models.source import NOWHERE, Source


@dataclass(frozen=True, slots=True)
class Service:
    """A service that a device uses: `kind` is one of ntp, dns, syslog, snmp, snmp-trap, tacacs, radius, domain, dhcp-pool.

    `target` is an address or a name; `detail` is what tells two entries apart (a version, a port, an access level).
    """

    kind: str
    target: str
    vrf: str = ""
    detail: str = ""
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class User:
    """A local account. `secret` is a redaction token or empty."""

    name: str
    privilege: str = ""
    secret: str = ""
    source: Source = field(default=NOWHERE, compare=False, repr=False)


INTERNAL = "internal"
"""The protocol of a neighbour that the config itself tells: another port of the same device (a link between two of its tables)."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What a device heard from its neighbour on a port (LLDP, CDP). Text from outside: never trusted as an identity."""

    interface: str
    remote_name: str
    remote_interface: str
    protocol: str = "lldp"
    remote_address: str = ""
    remote_chassis: str = ""
    """The chassis id that it announced, "" where it is not shown or is no MAC address."""
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class HostSeen:
    """An end system seen in an ARP, ND or MAC table. `address` is None for a MAC table entry."""

    mac: str
    address: IPv4Address | IPv6Address | None = None
    interface: str = ""
    vlan: int | None = None
    vrf: str = ""
    source: Source = field(default=NOWHERE, compare=False, repr=False)
