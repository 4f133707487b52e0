"""Fortinet FortiOS (FortiGate, FortiWiFi): reads `show`, `show full-configuration` and backups, with virtual domains (VDOMs)."""

import re

from collectors.dialect import Dialect, Reader
from collectors.draft import Draft
from collectors.tree import Line
from collectors.vendors.fortinet.bgp import read_bgp
from collectors.vendors.fortinet.blocks import Block, nest, open_blocks
from collectors.vendors.fortinet.crossings import make_crossings, read_tunnels
from collectors.vendors.fortinet.interfaces import (
    canonical_name,
    read_interfaces,
    read_links,
    read_switches,
    read_virtual_switches,
    read_zones,
    with_parents,
    with_wires,
)
from collectors.vendors.fortinet.lists import read_access_lists, read_as_path_lists, read_community_lists, read_prefix_lists
from collectors.vendors.fortinet.objects import read_addresses, read_addresses6, read_groups
from collectors.vendors.fortinet.ospf import read_ospf
from collectors.vendors.fortinet.places import BlockReader, place, reading
from collectors.vendors.fortinet.rip import read_rip
from collectors.vendors.fortinet.route_maps import read_route_maps, with_known_lists
from collectors.vendors.fortinet.rules import join_policies, leave_marked, read_policies
from collectors.vendors.fortinet.sdwan import read_sdwan
from collectors.vendors.fortinet.secrets import SECRETS
from collectors.vendors.fortinet.services import read_service_groups, read_services
from collectors.vendors.fortinet.shown import SHOWN
from collectors.vendors.fortinet.statics import join_statics, read_monitors, read_statics
from collectors.vendors.fortinet.system import (
    read_aaa,
    read_communities,
    read_dns,
    read_domains,
    read_global,
    read_globals,
    read_header,
    read_ntp,
    read_pools,
    read_settings,
    read_snmp_users,
    read_syslog,
    read_users,
)
from collectors.vendors.fortinet.tables import IGNORED, UNMODELLED
from collectors.vendors.fortinet.vips import read_pools as read_nat_pools
from collectors.vendors.fortinet.vips import read_vip_groups, read_vips

_TABLE = re.compile(
    r"^\s*config (?:system|firewall|router|user|vpn|log|webfilter|antivirus|ips|application|wireless-controller|switch-controller|"
    r"vdom|global|certificate|report|alertemail|gui|dlp|voip|waf|endpoint-control|authentication|web-proxy)\b.*$",
    re.M,
)
_HEADER = re.compile(r"^#config-version=(\S+)", re.M)
_FIREWALL = re.compile(r"FG|FW[F\d]|FortiGate|FortiWiFi")
"""Other products (switches, managers, proxies) print the same grammar, with other tables."""
_TELLING = re.compile(
    r"^config (?:system (?:global|interface|accprofile|admin|zone|settings)|firewall \S+|router \S+|vdom|global)\s*$", re.M
)


def _later(read: BlockReader) -> Reader:
    """For tables that name what stands in others: they are placed once all is read."""

    def run(line: Line, draft: Draft) -> None:
        if isinstance(line, Block):
            tables = draft.scratch.setdefault("later", [])
            assert isinstance(tables, list)
            tables.append(line)
            read(line, draft)

    return run


def finish(draft: Draft) -> None:
    """Join what stands in several tables: routes with their ports, policies with their objects, lists with their users."""
    with_parents(draft)
    with_wires(draft)
    join_statics(draft)
    join_policies(draft)
    make_crossings(draft)
    with_known_lists(draft)
    tables = draft.scratch.get("later", [])
    assert isinstance(tables, list)
    for block in tables:
        leave_marked(block)
        place(block)


def recognise(text: str) -> float:
    """By the header of a backup, or by tables that only FortiOS has."""
    head = text[:200_000]
    if header := _HEADER.search(head):
        return 0.99 if _FIREWALL.match(header[1]) else 0.3
    tables = len(_TABLE.findall(head))
    if not tables or not _TELLING.search(head):
        return 0.0
    lines = [line for line in head.splitlines()[:3000] if line.strip() and not line.lstrip().startswith("#")]
    inside = sum(1 for line in lines if line.split(maxsplit=1)[0] in ("set", "unset", "edit", "next", "end", "config"))
    return min(0.95, 0.1 + 0.85 * inside / max(1, len(lines)))


def ended(text: str) -> bool:
    """All tables are closed, and no pager asks to go on."""
    return bool(text.strip()) and "--More--" not in text and open_blocks(text) == 0


READERS: dict[str, tuple[str, Reader]] = {
    **dict.fromkeys(("#config-version", "#Version", "#Serial-Number", "#Hostname"), ("identity", read_header)),
    "config vdom": ("virtual domains", reading(read_domains)),
    "config global": ("virtual domains", reading(read_globals)),
    "config system global": ("identity", reading(read_global)),
    "config system settings": ("virtual domains", reading(read_settings)),
    "config system interface": ("interface", reading(read_interfaces)),
    "config system switch-interface": ("interface", reading(read_switches)),
    "config system virtual-switch": ("interface", reading(read_virtual_switches)),
    "config system vdom-link": ("interface", reading(read_links)),
    "config system zone": ("zones", reading(read_zones)),
    "config system sdwan": ("SD-WAN", reading(read_sdwan)),
    "config system virtual-wan-link": ("SD-WAN", reading(read_sdwan)),
    "config system link-monitor": ("static routes", reading(read_monitors)),
    "config vpn ipsec phase1-interface": ("tunnel endpoints", read_tunnels),
    "config system dns": ("DNS", reading(read_dns)),
    "config system ntp": ("NTP", reading(read_ntp)),
    "config system snmp community": ("SNMP", reading(read_communities)),
    "config system snmp user": ("SNMP", reading(read_snmp_users)),
    "config system admin": ("users", reading(read_users)),
    "config system api-user": ("users", reading(read_users)),
    "config system dhcp server": ("DHCP", reading(read_pools)),
    "config user radius": ("AAA servers", reading(read_aaa)),
    "config user tacacs+": ("AAA servers", reading(read_aaa)),
    **{f"config log syslogd{n} setting": ("logging", reading(read_syslog)) for n in ("", "2", "3", "4")},
    **{f"config log fortianalyzer{n} setting": ("logging", reading(read_syslog)) for n in ("", "2", "3")},
    "config firewall address": ("address objects", reading(read_addresses)),
    "config firewall address6": ("address objects", reading(read_addresses6)),
    "config firewall addrgrp": ("address objects", reading(read_groups)),
    "config firewall addrgrp6": ("address objects", reading(read_groups)),
    "config firewall service custom": ("service objects", reading(read_services)),
    "config firewall service group": ("service objects", reading(read_service_groups)),
    "config firewall policy": ("policies", _later(read_policies)),
    "config firewall policy6": ("policies", _later(read_policies)),
    "config firewall vip": ("NAT", _later(read_vips)),
    "config firewall vipgrp": ("NAT", reading(read_vip_groups)),
    "config firewall ippool": ("NAT", reading(read_nat_pools)),
    "config router static": ("static routes", _later(read_statics)),
    "config router static6": ("static routes", _later(read_statics)),
    "config router ospf": ("OSPF", reading(read_ospf)),
    "config router ospf6": ("OSPF", reading(read_ospf)),
    "config router rip": ("RIP", reading(read_rip)),
    "config router bgp": ("BGP", reading(read_bgp)),
    "config router prefix-list": ("routing policy", reading(read_prefix_lists)),
    "config router prefix-list6": ("routing policy", reading(read_prefix_lists)),
    "config router access-list": ("routing policy", reading(read_access_lists)),
    "config router access-list6": ("routing policy", reading(read_access_lists)),
    "config router community-list": ("routing policy", reading(read_community_lists)),
    "config router aspath-list": ("routing policy", reading(read_as_path_lists)),
    "config router route-map": ("routing policy", reading(read_route_maps)),
}

DIALECT = Dialect(
    name="fortinet",
    title="Fortinet FortiOS",
    nest=nest,
    readers=READERS,
    recognise=recognise,
    ended=ended,
    ignored=IGNORED,
    unmodelled=UNMODELLED,
    secrets=SECRETS,
    finish=finish,
    canonical_name=canonical_name,
    tables=SHOWN,
    aliases=("fortios", "fortigate", "fortiwifi", "fortinet_fortios", "fortinet_ssh"),
)
