"""Arista EOS."""

from dataclasses import replace

from collectors.commands import Command, Console
from collectors.dialect import Dialect, Reader, Session
from collectors.draft import Draft
from collectors.ioslike.console import ABSENT, PROMPT, REFUSALS, UNPRIVILEGED
from collectors.ioslike.family import PortStyle, merged
from collectors.ioslike.filters.acls import acl_reader, finish_acls
from collectors.ioslike.filters.policy_maps import read_policy_map
from collectors.ioslike.management import MANAGEMENT
from collectors.ioslike.names import eos_name
from collectors.ioslike.ports.interfaces import HANDLERS, interface_reader
from collectors.ioslike.ports.port import finish_ports
from collectors.ioslike.ports.vlans import finish_vlans, read_default_port_mode, read_vlan
from collectors.ioslike.ports.vrfs import finish_eos_routing, read_ip_routing, read_vrf
from collectors.ioslike.ports.vxlan import EOS_VXLAN
from collectors.ioslike.routing.readers import EOS, ROUTING_IGNORED, ROUTING_UNMODELLED, routing_finish, routing_readers
from collectors.ioslike.services import SERVICES, read_header
from collectors.ioslike.shown.commands import EOS as TABLES
from collectors.ioslike.spanning_tree import stp_readers
from collectors.ioslike.tables.ignored import IGNORED
from collectors.ioslike.tables.secrets import SECRETS
from collectors.ioslike.tables.unmodelled import TURNED_OFF, UNMODELLED
from collectors.ioslike.text import ended, ioslike_tree, telling
from collectors.ioslike.write import spelling
from collectors.ioslike.write.changes import writer
from collectors.ioslike.write.spoken import speaker

ROUTING = replace(EOS, canonical_name=eos_name)

SIGNS = {
    r"^! device: \S+ \(.*EOS-": 1.0,
    r"^! Command: show running-config": 0.5,
    r"^transceiver qsfp default-mode|^service routing protocols model": 0.5,
    r"^management api http-commands|^vrf instance |^mlag configuration|^switchport default mode": 0.4,
    r"^interface (?:Ethernet\d+(?:/\d+)?(?:\.\d+)?|Management\d+|Port-Channel\d+)$": 0.3,
    r"^spanning-tree mode mstp|^no aaa root|^aaa authorization exec default local": 0.2,
    r"^\s+ip address \S+/\d+": 0.2,
    r"^   (?:ip address|no switchport|description|neighbor|network)": 0.1,
    r"^ip routing$|^no ip routing|^username \S+ .*role network-admin": 0.1,
    r"^feature \S+$|^vrf context |^!Command: show running-config|^vdc \S+ id \d": -1.0,
    r"^frr version|^frr defaults|^service integrated-vtysh-config": -1.0,
    r"^Building configuration\.\.\.|^Current configuration : \d+ bytes|^boot-start-marker|^service timestamps": -0.8,
    r"^interface (?:Gigabit|Fast|TenGigabit)Ethernet\d": -0.5,
    r"\{\s*$": -0.6,
}
"""Lines that tell, and how much."""

READERS: dict[str, tuple[str, Reader]] = {
    **SERVICES,
    **MANAGEMENT,
    **stp_readers({"primary": 8192, "secondary": 16384}),
    "! device:": ("identity", read_header),
    "interface": ("interface", interface_reader(PortStyle(eos_name, port_mode="switched"), {**HANDLERS, **EOS_VXLAN})),
    "vlan": ("VLAN", read_vlan),
    "switchport default mode": ("switching defaults", read_default_port_mode),
    "vrf definition": ("VRF", read_vrf),
    "vrf instance": ("VRF", read_vrf),
    "policy-map": ("QoS", read_policy_map),
    "ip routing": ("IP routing", read_ip_routing),
    "no ip routing": ("IP routing", read_ip_routing),
    "ip access-list": ("access list", acl_reader(4)),
    "ipv6 access-list": ("access list", acl_reader(6)),
    **routing_readers(ROUTING),
}


def finish(draft: Draft) -> None:
    """Ports first, since routing looks at them."""
    finish_ports(draft)
    finish_vlans(draft)
    finish_acls(draft)
    finish_eos_routing(draft)
    routing_finish(draft, ROUTING)


CONSOLE = Console(
    driver="arista_eos",
    prompt=PROMPT,
    comment="!",
    config=Command("show running-config", "config", 180),
    quiet=("terminal length 0", "terminal width 32767"),
    shows=(
        Command("show version", "version"),
        Command("show inventory", "inventory", optional=True),
        Command("show interfaces", "interfaces", 120),
        Command("show lldp neighbors detail", "lldp", optional=True),
        Command("show ip arp vrf all", "arp", 120),
        Command("show mac address-table", "mac", 120, optional=True),
        Command("show ip route vrf all", "routes", 120),
        Command("show ipv6 route vrf all | json", "routes6", 120, optional=True, where="ipv6"),
        Command("show ip ospf neighbor", "ospf", optional=True),
        Command("show ip bgp summary vrf all", "bgp", optional=True),
        Command("show ipv6 bgp summary vrf all", "bgp6", optional=True, where="ipv6"),
    ),
    enable="enable",
    unprivileged=UNPRIVILEGED,
    refusals=REFUSALS,
    absent=ABSENT,
    proof=r"Arista \S|Software image version: +\d+\.\d+",
)

DIALECT = Dialect(
    name="arista_eos",
    title="Arista EOS",
    nest=ioslike_tree,
    readers=READERS,
    recognise=lambda text: telling(text, SIGNS),
    ended=ended,
    ignored=merged(TURNED_OFF, IGNORED, ROUTING_IGNORED),
    unmodelled=merged(UNMODELLED, ROUTING_UNMODELLED),
    secrets=SECRETS,
    finish=finish,
    canonical_name=eos_name,
    write=writer(spelling.EOS),
    spoken=speaker(spelling.EOS),
    session=Session(
        "configure session netplan; after the commands: commit timer 00:15:00",
        "configure session netplan commit, write memory",
    ),
    console=CONSOLE,
    tables=TABLES,
    aliases=("eos", "arista", "ceos", "veos"),
)
