"""Dell SmartFabric OS10, as `show running-configuration` prints it. Read only, from files."""

from collectors.dialect import Dialect, Reader
from collectors.draft import Draft
from collectors.ioslike.filters.acls import finish_acls
from collectors.ioslike.text import telling
from collectors.vendors.dell_os10.bgp import BGP
from collectors.vendors.dell_os10.filters import ACCESS_LISTS
from collectors.vendors.dell_os10.ports import finish_os10_ports, read_default_mtu, read_interface, read_vlt
from collectors.vendors.dell_os10.routing import ROUTES
from collectors.vendors.dell_os10.secrets import SECRETS
from collectors.vendors.dell_os10.services import SERVICES
from collectors.vendors.dell_os10.system import HEADER, nest, os10_name, read_header
from collectors.vendors.dell_os10.tables import IGNORED, UNMODELLED
from collectors.vendors.dell_os10.trees import TREES, finish_trees

SIGNS = {
    r"^! ?Version 10\.\d+\.\d": 0.6,
    r"^interface ethernet\d+/\d+/\d+": 0.5,
    r"^interface mgmt\d+/\d+/\d+$": 0.4,
    r"^vlt-domain \d+$|^ vlt-port-channel \d+$": 0.4,
    r"^system-user linuxadmin |^username \S+ password \S+ role \S+": 0.3,
    r"^interface breakout \d+/\d+/\d+ map ": 0.4,
    r"^rest api restconf$|^iscsi target port \d+$|^management route \d": 0.2,
    r"^interface vlan\d+$": 0.1,
    r"^interface port-channel\d+$": 0.1,
    r"^ vrrp-group \d+$": 0.1,
    # other systems with lines like these
    r"^!Command: show running-config|^! Command: show running-config|^! device: |^Current configuration : \d+ bytes": -1.0,
    r"^frr version|^frr defaults|^!! IOS XR|^RP/0/|^ASA Version|^!Version ArubaOS-CX": -1.0,
    r"^feature (?:bgp|ospf|lacp|vpc|interface-vlan|hsrp)$": -1.0,
    r"^interface (?:mlag-port-channel|lag) ?\d|^interface (?:Gigabit|Fast|TenGigabit)?Ethernet\d": -0.6,
    r"\{\s*$": -0.6,
}
"""Lines that tell, and how much."""

READERS: dict[str, tuple[str, Reader]] = {
    **SERVICES,
    **TREES,
    **ACCESS_LISTS,
    **ROUTES,
    **BGP,
    HEADER: ("identity", read_header),
    "interface": ("interface", read_interface),
    "vlt-domain": ("MLAG", read_vlt),
    "default mtu": ("system MTU", read_default_mtu),
}


def finish(draft: Draft) -> None:
    """What needs the whole config; OS10 always routes."""
    finish_os10_ports(draft)
    finish_trees(draft)
    finish_acls(draft)


def ended(text: str) -> bool:
    """OS10 prints no mark at the end: nothing shows that a text was cut."""
    return bool(text)


DIALECT = Dialect(
    name="dell_os10",
    title="Dell SmartFabric OS10",
    nest=nest,
    readers=READERS,
    recognise=lambda text: telling(text, SIGNS),
    ended=ended,
    ignored=IGNORED,
    unmodelled=UNMODELLED,
    secrets=SECRETS,
    finish=finish,
    canonical_name=os10_name,
    aliases=("os10", "dellos10", "dell-os10", "dell_smartfabric_os10", "dellemc.os10.os10"),
)
