"""Cisco IOS and IOS-XE."""

from dataclasses import replace

from collectors.commands import Command, Console
from collectors.dialect import Dialect, Reader, Session
from collectors.draft import Draft
from collectors.ioslike.console import ABSENT, PROMPT, REFUSALS, UNPRIVILEGED
from collectors.ioslike.family import PortStyle, merged
from collectors.ioslike.filters.acls import acl_reader, finish_acls, read_numbered, read_object_group
from collectors.ioslike.filters.policy_maps import read_policy_map
from collectors.ioslike.management import MANAGEMENT
from collectors.ioslike.names import IOS_SPEEDS, ios_name
from collectors.ioslike.nat import nat_readers
from collectors.ioslike.ports.interfaces import HANDLERS, interface_reader
from collectors.ioslike.ports.port import finish_ports
from collectors.ioslike.ports.vlans import finish_vlans, read_vlan
from collectors.ioslike.ports.vrfs import read_ip_routing, read_vrf
from collectors.ioslike.ports.vxlan import NVE
from collectors.ioslike.routing.readers import IOS, ROUTING_IGNORED, ROUTING_UNMODELLED, routing_finish, routing_readers
from collectors.ioslike.services import SERVICES, read_licence
from collectors.ioslike.shown.commands import IOS as TABLES
from collectors.ioslike.spanning_tree import ROOTS, stp_readers
from collectors.ioslike.tables.ignored import IGNORED
from collectors.ioslike.tables.secrets import SECRETS
from collectors.ioslike.tables.unmodelled import TURNED_OFF, UNMODELLED
from collectors.ioslike.text import ended, ioslike_tree, telling
from collectors.ioslike.write import spelling
from collectors.ioslike.write.changes import writer
from collectors.ioslike.write.spoken import speaker

ROUTING = replace(IOS, canonical_name=ios_name)

SIGNS = {
    r"^Building configuration\.\.\.|^Current configuration : \d+ bytes": 0.5,
    r"^version 1[0-9]\.\d": 0.4,
    r"^service timestamps (?:debug|log)": 0.3,
    r"^boot-start-marker|^ip cef|^no ip http (?:secure-)?server|^ip forward-protocol nd|^control-plane$": 0.3,
    r"^interface (?:Gigabit|Fast|TenGigabit)Ethernet\d": 0.3,
    r"^\s+ip address \d+\.\d+\.\d+\.\d+ 255\.": 0.3,
    r"^line (?:con 0|vty 0 \d+)": 0.2,
    r"^router ospf \d+$|^ network \S+ 0\.\S+ area ": 0.1,
    # other systems of this family
    r"^! device: \S+ \(|^! Command: show running-config|^interface Ethernet\d+$|^transceiver qsfp": -0.6,
    r"^frr version|^frr defaults|^hostname \S+\n!? ?log |^service integrated-vtysh-config": -1.0,
    r"^feature \S+$|^vrf context |^!Command: show running-config|^vdc \S+ id \d": -1.0,
    r"^ ?sysname |^!64-bit Advanced Core OS|^ASA|^PIX|^: Saved|^ nameif |^ASA Version": -1.0,
    r"^RP/0/|^!! IOS XR|^interface \S+ l2transport|^router static$|^route-policy ": -1.0,
    r"\{\s*$": -0.6,
}
"""Lines that tell, and how much."""

PORTS = PortStyle(ios_name, vlan_mode="dynamic", speeds=IOS_SPEEDS)

READERS: dict[str, tuple[str, Reader]] = {
    **SERVICES,
    **MANAGEMENT,
    "interface": ("interface", interface_reader(PORTS, {**HANDLERS, **NVE})),
    "vlan": ("VLAN", read_vlan),
    "vrf definition": ("VRF", read_vrf),
    "ip vrf": ("VRF", read_vrf),
    "policy-map": ("QoS", read_policy_map),
    "ip routing": ("IP routing", read_ip_routing),
    "no ip routing": ("IP routing", read_ip_routing),
    "access-list": ("access list", read_numbered),
    "ip access-list": ("access list", acl_reader(4)),
    "ipv6 access-list": ("access list", acl_reader(6)),
    "object-group": ("object group", read_object_group),
    "license udi": ("identity", read_licence),
    **nat_readers(ios_name),
    **stp_readers(ROOTS),
    **routing_readers(ROUTING),
}


def finish(draft: Draft) -> None:
    """Ports first, since routing looks at them."""
    finish_ports(draft)
    finish_vlans(draft)
    finish_acls(draft)
    routing_finish(draft, ROUTING)


CONSOLE = Console(
    driver="cisco_ios",
    prompt=PROMPT,
    comment="!",
    config=Command("show running-config", "config", 180),
    quiet=("terminal length 0", "terminal width 511"),
    shows=(
        Command("show version", "version"),
        Command("show inventory", "inventory", optional=True),
        Command("show interfaces", "interfaces", 120),
        Command("show lldp neighbors detail", "lldp", optional=True),
        Command("show cdp neighbors detail", "cdp", optional=True),
        Command("show ip arp", "arp", 120),
        Command("show mac address-table", "mac", 120, optional=True),
        Command("show ip route", "routes", 120),
        Command("show ipv6 route", "routes6", 120, optional=True, where="ipv6"),
        Command("show ip ospf neighbor", "ospf", optional=True),
        Command("show ip bgp summary", "bgp", optional=True),
        Command("show bgp ipv6 unicast summary", "bgp6", optional=True, where="ipv6"),
    ),
    per_vrf=(
        Command("show ip route vrf {vrf}", "routes", 120),
        Command("show ipv6 route vrf {vrf}", "routes6", 120, optional=True, where="ipv6"),
        Command("show ip arp vrf {vrf}", "arp", 120),
    ),
    enable="enable",
    unprivileged=UNPRIVILEGED,
    refusals=REFUSALS,
    absent=ABSENT,
    size=r"Current configuration : (\d+) bytes",
    proof=r"Cisco IOS(?: XE)? Software|Cisco Internetwork Operating System Software|IOS \(tm\) ",
)

DIALECT = Dialect(
    name="cisco_ios",
    title="Cisco IOS and IOS-XE",
    nest=ioslike_tree,
    readers=READERS,
    recognise=lambda text: telling(text, SIGNS),
    ended=ended,
    ignored=merged(TURNED_OFF, IGNORED, ROUTING_IGNORED),
    unmodelled=merged(UNMODELLED, ROUTING_UNMODELLED),
    secrets=SECRETS,
    finish=finish,
    canonical_name=ios_name,
    write=writer(spelling.IOS),
    spoken=speaker(spelling.IOS),
    session=Session(
        "configure terminal revert timer 15 (where `archive` is not set up: reload in 15, then configure terminal)",
        "end, configure confirm (or reload cancel), write memory",
    ),
    console=CONSOLE,
    tables=TABLES,
    aliases=("ios", "iosxe", "ios-xe", "ios_xe", "cisco_xe", "cisco_iosxe", "cisco_ios_xe", "cisco"),
)
