"""Facts about ports, addresses, VLANs and VRFs."""

from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Interface, IPv6Address, IPv6Interface

from models.isis import IsisInterface
from models.source import NOWHERE, Source
from models.vector_ports import EigrpInterface, RipInterface

DEFAULT_VRF = "default"
"""The name of the global routing table on every OS, whatever the device calls it."""


class InterfaceKind(StrEnum):
    """What a port is, which no two vendors tell by the same name."""

    PHYSICAL = "physical"
    SUBINTERFACE = "subinterface"
    VLAN = "vlan"
    """The routed interface of a VLAN (SVI, IRB unit, bridge interface)."""
    LAG = "lag"
    LOOPBACK = "loopback"
    TUNNEL = "tunnel"
    MANAGEMENT = "management"
    OTHER = "other"


class FhrpKind(StrEnum):
    """First-hop redundancy protocols."""

    HSRP = "hsrp"
    VRRP = "vrrp"
    GLBP = "glbp"
    ANYCAST = "anycast"
    """One gateway address on every router (EOS `ip virtual-router`, EVPN anycast gateway)."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address of an interface with its prefix length."""

    ip: IPv4Interface | IPv6Interface
    secondary: bool = False
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Fhrp:
    """One first-hop redundancy group on an interface."""

    kind: FhrpKind
    group: int
    addresses: tuple[IPv4Address | IPv6Address, ...] = ()
    priority: int = 100
    preempt: bool = False
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Switchport:
    """The layer-2 side of a port.

    `trunk_vlans` is None when every VLAN is allowed. `access_vlan` holds for mode "access",
    `native_vlan` for mode "trunk"; "dynamic" negotiates one of them, so its VLANs are not certain.
    """

    mode: str = "access"
    access_vlan: int = 1
    native_vlan: int = 1
    trunk_vlans: frozenset[int] | None = None
    voice_vlan: int | None = None


@dataclass(frozen=True, slots=True)
class OspfInterface:
    """OSPF settings stated at an interface. `process` and `area` are empty when a network statement activates it.

    `area` is in dotted form ("0.0.0.0"). Timers are in seconds, None = default.
    """

    process: str = ""
    area: str = ""
    version: int = 2
    cost: int | None = None
    network_type: str = ""
    """"broadcast", "point-to-point", "non-broadcast", "point-to-multipoint" or "" (default of the port)."""
    passive: bool | None = None
    priority: int | None = None
    hello: int | None = None
    dead: int | None = None
    mtu_ignore: bool = False
    """A neighbour with a larger MTU is taken all the same."""
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Interface:
    """One port of a device, physical or not, by its full name as the OS prints it."""

    name: str
    kind: InterfaceKind = InterfaceKind.PHYSICAL
    enabled: bool = True
    description: str = ""
    vrf: str = DEFAULT_VRF
    addresses: tuple[Address, ...] = ()
    dhcp: bool = False
    """The address comes from a DHCP server, so it is unknown."""
    unnumbered_from: str = ""
    """The interface whose address this one borrows."""
    mtu: int | None = None
    speed: int | None = None
    """Bits per second, where the config fixes or implies it."""
    bandwidth: int | None = None
    """Bits per second for routing metrics, where the config sets it."""
    delay: int | None = None
    """Picoseconds for routing metrics, where the config sets it."""
    switchport: Switchport | None = None
    parent: str = ""
    """The port below a subinterface."""
    encapsulation_vlan: int | None = None
    """The 802.1Q tag of a subinterface; 0 for one that has the frames without a tag."""
    vlan: int | None = None
    """The VLAN whose routed interface this is (kind VLAN)."""
    autostate: bool = True
    """False: the routed interface of a VLAN is up without any port that carries the VLAN."""
    lag: str = ""
    """The aggregate that this port is a member of."""
    least_members: int = 1
    """An aggregate with fewer members that are up is down."""
    fhrp: tuple[Fhrp, ...] = ()
    helpers: tuple[IPv4Address | IPv6Address, ...] = ()
    """DHCP relay targets."""
    acl_in: str = ""
    acl_out: str = ""
    acl6_in: str = ""
    acl6_out: str = ""
    ospf: tuple[OspfInterface, ...] = ()
    isis: tuple[IsisInterface, ...] = ()
    rip: tuple[RipInterface, ...] = ()
    eigrp: tuple[EigrpInterface, ...] = ()
    source_check: bool = False
    """Packets are dropped to whose source no route leads back by this port (RFC 3704, feasible reverse path)."""
    zone: str = ""
    """The zone of a firewall that it belongs to."""
    nat: str = ""
    """"inside" or "outside" where the config says so."""
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Vlan:
    """A VLAN that a switch carries."""

    id: int
    name: str = ""
    enabled: bool = True
    vni: int | None = None
    import_targets: frozenset[str] = frozenset()
    export_targets: frozenset[str] = frozenset()
    """The route targets of its EVPN instance."""
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Vrf:
    """A routing table of its own."""

    name: str
    rd: str = ""
    import_targets: frozenset[str] = frozenset()
    export_targets: frozenset[str] = frozenset()
    import_policy: str = ""
    export_policy: str = ""
    description: str = ""
    forwards: bool = True
    """False where routing is off in this VRF (EOS without `ip routing vrf`), as `Device.forwards` is for the default VRF."""
    vni: int | None = None
    """The layer-3 VNI by which VXLAN carries its routed packets."""
    source: Source = field(default=NOWHERE, compare=False, repr=False)
