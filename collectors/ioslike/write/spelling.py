"""How each member of the IOS-like family spells what a change writes."""

from dataclasses import dataclass
from ipaddress import IPv4Interface, IPv4Network, IPv6Interface, IPv6Network

from models.interfaces import DEFAULT_VRF


@dataclass(frozen=True, slots=True)
class Spelling:
    """One OS. Texts with `{}` take the name that stands there."""

    os: str
    slash: bool
    """IPv4 prefixes as 10.0.0.0/8 everywhere; IOS uses a mask or a wildcard instead."""
    vrf_block: str
    """The line that opens a VRF."""
    interface_vrf: str
    """The line that puts an interface into a VRF; "" when the OS has no command for it."""
    switched_by_default: bool
    """A physical port without a word is a switch port."""
    has_filters: bool
    """The OS filters packets by ACLs."""
    secondary: str = " secondary"
    """What follows an address that is not the first."""
    static_vrf: str = "ip route vrf {} "
    """How a static route of a VRF begins."""
    egress_vrf: str = ""
    """How a static route names the VRF of its next hop; "" when it cannot."""
    ospf_network_slash: bool = False
    acl_open: str = "ip access-list extended {}"
    acl_open_standard: str = "ip access-list standard {}"
    default_static_distance: int = 1
    many_addresses: bool = False
    """Every address of a port is as good as the first: a new one replaces none."""

    def network(self, prefix: IPv4Network | IPv6Network) -> str:
        """A prefix where the OS wants a network.

        >>> from ipaddress import ip_network
        >>> IOS.network(ip_network("10.0.0.0/8")), EOS.network(ip_network("10.0.0.0/8"))
        ('10.0.0.0 255.0.0.0', '10.0.0.0/8')
        """
        if self.slash or prefix.version == 6:
            return str(prefix)
        return f"{prefix.network_address} {prefix.netmask}"

    def address(self, ip: IPv4Interface | IPv6Interface) -> str:
        """An interface address with its length."""
        return str(ip) if self.slash or ip.version == 6 else f"{ip.ip} {ip.netmask}"

    def static(self, vrf: str, version: int) -> str:
        """The first words of a static route."""
        words = "ip route " if vrf == DEFAULT_VRF or "{}" not in self.static_vrf else self.static_vrf.format(vrf)
        return words.replace("ip ", "ipv6 ", 1) if version == 6 else words


IOS = Spelling(
    "cisco_ios",
    slash=False,
    vrf_block="vrf definition {}",
    interface_vrf="vrf forwarding {}",
    switched_by_default=False,
    has_filters=True,
)
EOS = Spelling(
    "arista_eos",
    slash=True,
    vrf_block="vrf instance {}",
    interface_vrf="vrf {}",
    switched_by_default=True,
    has_filters=True,
    egress_vrf="egress-vrf {} ",
    ospf_network_slash=True,
    acl_open="ip access-list {}",
    acl_open_standard="ip access-list standard {}",
)
FRR = Spelling(
    "frr",
    slash=True,
    vrf_block="vrf {}",
    interface_vrf="",
    switched_by_default=False,
    has_filters=False,
    secondary="",
    static_vrf="",
    many_addresses=True,
    egress_vrf="nexthop-vrf {}",
    ospf_network_slash=True,
)
