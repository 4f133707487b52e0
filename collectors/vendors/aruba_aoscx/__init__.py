"""Aruba AOS-CX, as `show running-config` prints it. Read only, from files: changes are put into words for a person."""

from collectors.dialect import Dialect, Reader
from collectors.draft import Draft
from collectors.ioslike.text import telling
from collectors.vendors.aruba_aoscx.applied import finish_lists
from collectors.vendors.aruba_aoscx.bgp import BGP
from collectors.vendors.aruba_aoscx.classes import POLICIES
from collectors.vendors.aruba_aoscx.control_plane import CONTROL_PLANE, finish_control_plane
from collectors.vendors.aruba_aoscx.filters import ACCESS_LISTS, finish_filters
from collectors.vendors.aruba_aoscx.loopbacks import finish_loopbacks
from collectors.vendors.aruba_aoscx.ospf import OSPF
from collectors.vendors.aruba_aoscx.overlay import finish_overlay, read_evpn
from collectors.vendors.aruba_aoscx.ports import finish_aoscx_ports, read_interface
from collectors.vendors.aruba_aoscx.routing import ROUTES
from collectors.vendors.aruba_aoscx.secrets import SECRETS
from collectors.vendors.aruba_aoscx.services import SERVICES, finish_services
from collectors.vendors.aruba_aoscx.shown import SHOWN
from collectors.vendors.aruba_aoscx.switching import finish_vlans, read_vlan, read_vsx
from collectors.vendors.aruba_aoscx.system import HEADER, aoscx_name, nest, read_header, read_identity
from collectors.vendors.aruba_aoscx.tables import IGNORED, UNMODELLED
from collectors.vendors.aruba_aoscx.trees import TREES, finish_trees

SIGNS = {
    r"^!Version ArubaOS-CX ": 1.0,
    r"^ +vlan (?:access \d+|trunk native \d+|trunk allowed \S+)": 0.4,
    r"^vsx$|^aruba-central$": 0.3,
    r"^interface lag \d+": 0.3,
    r"^(?:https|ssh)-?(?: )?server vrf \S+$": 0.3,
    r"^ +vrf attach \S+$": 0.3,
    r"^ +active-gateway ip": 0.3,
    r"^user \S+ group \S+ password ciphertext": 0.4,
    r"^interface \d+/\d+/\d+$": 0.2,
    r"^access-list ip \S+$": 0.2,
    r"^ +apply access-list": 0.2,
    r"^ +no routing$": 0.2,
    r"^interface vlan \d+$": 0.1,
    r"^interface mgmt$": 0.1,
    # other systems with lines like these
    r"^; .* Configuration Editor; Created on release": -1.0,
    r"^!Command: show running-config|^! Command: show running-config|^! device: |^Current configuration : \d+ bytes": -1.0,
    r"^frr version|^frr defaults|^!! IOS XR|^RP/0/|^ASA Version|^feature \S+$": -1.0,
    r"^interface (?:ethernet|mlag-port-channel) ?\d|^interface (?:Gigabit|Fast|TenGigabit)?Ethernet\d": -0.6,
    r"\{\s*$": -0.6,
}
"""Lines that tell, and how much."""

READERS: dict[str, tuple[str, Reader]] = {
    **SERVICES,
    **TREES,
    **POLICIES,
    **ACCESS_LISTS,
    **CONTROL_PLANE,
    **ROUTES,
    **OSPF,
    **BGP,
    HEADER: ("identity", read_header),
    "hostname": ("identity", read_identity),
    "domain-name": ("identity", read_identity),
    "interface": ("interface", read_interface),
    "vlan": ("VLAN", read_vlan),
    "vsx": ("MLAG", read_vsx),
    "evpn": ("EVPN", read_evpn),
}


def finish(draft: Draft) -> None:
    """What needs the whole config; AOS-CX always routes."""
    finish_aoscx_ports(draft)
    finish_vlans(draft)
    finish_trees(draft)
    finish_overlay(draft)
    finish_filters(draft)
    finish_lists(draft)
    finish_control_plane(draft)
    finish_loopbacks(draft)
    finish_services(draft)


def ended(text: str) -> bool:
    """AOS-CX prints no mark at the end, and which block comes last depends on the model: nothing shows that a text was cut."""
    return bool(text)


DIALECT = Dialect(
    name="aruba_aoscx",
    title="Aruba AOS-CX",
    nest=nest,
    readers=READERS,
    recognise=lambda text: telling(text, SIGNS),
    ended=ended,
    ignored=IGNORED,
    unmodelled=UNMODELLED,
    secrets=SECRETS,
    finish=finish,
    canonical_name=aoscx_name,
    tables=SHOWN,
    aliases=("aoscx", "aos-cx", "arubaos-cx", "aruba_cx", "arubaoscx", "aruba_os_cx", "arubanetworks.aoscx.aoscx"),
)
