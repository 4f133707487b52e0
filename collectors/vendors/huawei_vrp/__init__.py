"""Huawei VRP of switches and routers, as `display current-configuration` prints it. Configs come from files alone."""

from collectors.dialect import Dialect, Reader
from collectors.draft import Draft
from collectors.ioslike.routing.ospf import join_processes
from collectors.ioslike.text import telling
from collectors.vendors.huawei_vrp.interfaces import finish_ospf, finish_ports, read_interface, read_vlan, read_vlan_batch, read_vpn
from collectors.vendors.huawei_vrp.names import vrp_name
from collectors.vendors.huawei_vrp.policy import POLICY, finish_acls
from collectors.vendors.huawei_vrp.routing import ROUTING, finish_bgp
from collectors.vendors.huawei_vrp.services import SERVICES
from collectors.vendors.huawei_vrp.shown import SHOWN
from collectors.vendors.huawei_vrp.tables import IGNORED, SECRETS, UNMODELLED
from collectors.vendors.huawei_vrp.text import vrp_ended, vrp_tree, whole

SIGNS = {
    r"^!Software Version V\d{3}R\d{3}": 0.9,
    r"^vlan batch ": 0.5,
    r"^ port (?:default vlan|trunk allow-pass vlan|hybrid tagged vlan) ": 0.4,
    r"^interface (?:Vlanif|Eth-Trunk|MEth|XGigabitEthernet|NULL0|10GE|25GE|40GE|100GE)\d*": 0.3,
    r"^ ?sysname ": 0.2,
    r"^ ?ip route-static ": 0.1,
    r"^stelnet server enable|^ local-user \S+ password irreversible-cipher|^acl (?:number \d|name \S+ (?:advance|basic))": 0.3,
    r"^ ip binding vpn-instance |^ ipv4-family (?:unicast|vpn-instance)": 0.2,
    r"^ip vpn-instance |^ospf \d+|^bgp \d+|^undo |^user-interface vty|^snmp-agent ": 0.1,
    # Comware, which has the same words for much
    r"^ ?version \d+\.\d+\.\d+|^ ?irf |^ port link-mode |^interface (?:Vlan-interface|Bridge-Aggregation|M-GigabitEthernet)": -1.0,
    r"^ ?acl (?:advanced|basic|mac) |^ +address-family ipv4|^ ?dhcp server ip-pool |^ ?line (?:vty|aux|class) ": -1.0,
    r"^ +port (?:trunk permit|access) vlan |^ ?header motd ": -1.0,
    r"^Building configuration\.\.\.|^!Command: show|^! Command: show|\{\s*$|^ASA Version |^frr version": -1.0,
}
"""Lines that tell, and how much."""

_ALL: dict[str, tuple[str, Reader]] = {
    **SERVICES,
    **ROUTING,
    **POLICY,
    "interface": ("interface", read_interface),
    "vlan batch": ("VLAN", read_vlan_batch),
    "vlan": ("VLAN", read_vlan),
    "ip vpn-instance": ("VRF", read_vpn),
}
READERS = {words: (feature, whole(read)) for words, (feature, read) in _ALL.items()}


def finish(draft: Draft) -> None:
    """What needs the whole config."""
    finish_ports(draft)
    finish_ospf(draft)
    join_processes(draft, vrp_name)
    finish_bgp(draft)
    finish_acls(draft)


DIALECT = Dialect(
    name="huawei_vrp",
    title="Huawei VRP",
    nest=vrp_tree,
    readers=READERS,
    recognise=lambda text: telling(text, SIGNS),
    ended=vrp_ended,
    ignored=IGNORED,
    unmodelled=UNMODELLED,
    secrets=SECRETS,
    finish=finish,
    canonical_name=vrp_name,
    tables=SHOWN,
    aliases=("vrp", "huawei", "huawei_vrpv8", "ce", "vrpv8"),
)
