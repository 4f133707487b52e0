"""What a device was seen to do: the tables it printed, beside the config that tells what it should do.

None (or "") is what an output does not say; it is never compared. An output that could not be read is an `Output` with a
fault and gives no rows, so that "no routes" and "not known" are never the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, IPv6Address, IPv6Interface, IPv6Network

from models.source import NOWHERE, Source

ROUTES, ROUTES6, OSPF, BGP, BGP6, PORTS = "routes", "routes6", "ospf", "bgp", "bgp6", "interfaces"
"""The kinds of tables, by the words of `collectors.commands.Command.kind`; BGP6 are neighbours with IPv6 addresses."""
ALL_VRFS = "*"
OSPF_ANY = "ospf-any"
"""The protocol of a route whose device prints one word for all kinds of OSPF routes."""


@dataclass(frozen=True, slots=True)
class RouteSeen:
    """One way of one route in a main table; ECMP is several with one prefix.

    `protocol` is that of `models.route.Route`, `OSPF_ANY`, or what the device calls a protocol that we do not model.
    """

    vrf: str
    prefix: IPv4Network | IPv6Network
    protocol: str
    next_hop: IPv4Address | IPv6Address | None = None
    interface: str = ""
    discard: bool = False
    distance: int | None = None
    metric: int | None = None
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PeerSeen:
    """A neighbour of a routing protocol. `identity` is its router id (OSPF) or AS number (BGP), as text."""

    protocol: str
    vrf: str
    address: IPv4Address | IPv6Address
    state: str
    up: bool
    interface: str = ""
    identity: str = ""
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PortSeen:
    """A port as the device shows it. `addresses` None: this output does not show them; `vrf` is "" where it names none."""

    name: str
    up: bool
    addresses: tuple[IPv4Interface | IPv6Interface, ...] | None = None
    vrf: str = ""
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Output:
    """One output that was looked at: what it shows, of which VRF (`ALL_VRFS`: of each), and why it could not be read."""

    kind: str
    vrf: str
    file: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Observed:
    """All that one device was seen to do at the time of a snapshot."""

    outputs: tuple[Output, ...] = ()
    routes: tuple[RouteSeen, ...] = ()
    peers: tuple[PeerSeen, ...] = ()
    ports: tuple[PortSeen, ...] = ()

    def covers(self, kind: str, vrf: str) -> bool:
        """Whether a table was read: what is not in it is not there."""
        return any(not each.fault for each in self.about(kind, vrf))

    def about(self, kind: str, vrf: str) -> Iterator[Output]:
        """The outputs that show a table, those that could not be read too."""
        return (each for each in self.outputs if each.kind == kind and each.vrf in (vrf, ALL_VRFS))
