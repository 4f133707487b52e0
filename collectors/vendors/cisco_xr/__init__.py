"""Cisco IOS XR, as `show running-config` prints it. Read only: changes are put into words for a person."""

from collectors.dialect import Dialect, Reader
from collectors.draft import Draft
from collectors.ioslike.filters.acls import finish_acls
from collectors.ioslike.filters.policy_maps import read_policy_map
from collectors.ioslike.text import telling
from collectors.vendors.cisco_xr.bgp import BGP_READERS, finish_distinguishers, finish_reflection
from collectors.vendors.cisco_xr.bridges import BRIDGE_READERS, finish_bridges
from collectors.vendors.cisco_xr.filters import FILTER_READERS
from collectors.vendors.cisco_xr.interfaces import PORT_READERS, finish_tags, finish_xr_ports
from collectors.vendors.cisco_xr.isis import ISIS_READERS
from collectors.vendors.cisco_xr.ospf import OSPF_READERS, finish_router_ids
from collectors.vendors.cisco_xr.policies import POLICY_READERS, finish_policies
from collectors.vendors.cisco_xr.redundancy import GROUP_READERS
from collectors.vendors.cisco_xr.relay import RELAY_READERS, finish_relays
from collectors.vendors.cisco_xr.rip import RIP_READERS
from collectors.vendors.cisco_xr.services import SERVICE_READERS
from collectors.vendors.cisco_xr.sets import SET_READERS, finish_sets
from collectors.vendors.cisco_xr.shown import SHOWN
from collectors.vendors.cisco_xr.system import xr_name
from collectors.vendors.cisco_xr.tables import IGNORED, SECRETS, UNMODELLED
from collectors.vendors.cisco_xr.text import ended, xr_tree
from collectors.vendors.cisco_xr.vrfs import VRF_READERS

SIGNS = {
    r"^!! IOS XR Configuration": 1.0,
    r"^RP/\d+/\S+:\S+#": 0.4,
    r"^interface (?:MgmtEth\d|Bundle-Ether\d)": 0.4,
    r"^interface (?:preconfigure )?(?:GigabitEthernet|\w+GigE)\d+/\w+/\w+/\d+": 0.3,
    r"^end-policy$|^end-set$": 0.3,
    r"^router static$": 0.3,
    r"^ ipv4 address \S+": 0.2,
    r"^line (?:default|template \S+)$|^vty-pool |^ssh server v2$|^telnet vrf ": 0.2,
    r"^ (?:group root-lr|group cisco-support|group root-system)$": 0.2,
    # other systems of this family
    r"^! device: |^! Command: show|^!Command: show|^feature \S+$|^vdc \S+ id \d|^frr version|^frr defaults": -1.0,
    r"^Current configuration : \d+ bytes|^boot-start-marker|^ASA Version|^!64-bit Advanced Core OS": -1.0,
    r"^ ?sysname |^switchport default mode": -1.0,
    r"\{\s*$": -0.6,
}
"""Lines that tell, and how much."""

READERS: dict[str, tuple[str, Reader]] = {
    **SERVICE_READERS,
    **RELAY_READERS,
    **PORT_READERS,
    **VRF_READERS,
    **OSPF_READERS,
    **ISIS_READERS,
    **RIP_READERS,
    **BGP_READERS,
    **SET_READERS,
    **POLICY_READERS,
    **FILTER_READERS,
    **GROUP_READERS,
    **BRIDGE_READERS,
    "policy-map": ("QoS", read_policy_map),
}


def finish(draft: Draft) -> None:
    """What needs the whole config: policies ask for sets, and who calls them is known by then."""
    finish_relays(draft)
    finish_bridges(draft)
    finish_xr_ports(draft)
    finish_router_ids(draft)
    finish_distinguishers(draft)
    finish_sets(draft)
    finish_policies(draft)
    finish_reflection(draft)
    finish_tags(draft)
    finish_acls(draft)


DIALECT = Dialect(
    name="cisco_xr",
    title="Cisco IOS XR",
    nest=xr_tree,
    readers=READERS,
    recognise=lambda text: telling(text, SIGNS),
    ended=ended,
    ignored=IGNORED,
    unmodelled=UNMODELLED,
    secrets=SECRETS,
    finish=finish,
    canonical_name=xr_name,
    tables=SHOWN,
    aliases=("iosxr", "ios-xr", "ios_xr", "xr", "cisco_iosxr", "cisco_ios_xr"),
)
