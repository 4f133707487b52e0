"""Cisco NX-OS of the Nexus switches, as `show running-config` prints it. Read only: changes are put into words for a person."""

import re

from collectors.commands import Command, Console
from collectors.dialect import Dialect, Reader
from collectors.draft import Draft
from collectors.ioslike.console import ABSENT, PROMPT, REFUSALS
from collectors.ioslike.filters.acls import acl_reader, finish_acls
from collectors.ioslike.filters.policy_maps import read_policy_map
from collectors.ioslike.policy.policy_lists import list_readers
from collectors.ioslike.policy.route_maps import policy_readers
from collectors.ioslike.routing.eigrp import eigrp_readers
from collectors.ioslike.routing.isis import finish_isis, isis_readers
from collectors.ioslike.routing.ospf import ospf_readers
from collectors.ioslike.routing.rip import finish_vectors, rip_readers
from collectors.ioslike.spanning_tree import ROOTS, stp_readers
from collectors.ioslike.text import ioslike_tree, telling
from collectors.vendors.cisco_nxos.bgp import BGP_READERS
from collectors.vendors.cisco_nxos.ports import PORT_READERS, finish_nxos_ports
from collectors.vendors.cisco_nxos.routing import ROUTE_READERS, finish_targets
from collectors.vendors.cisco_nxos.services import SERVICE_READERS
from collectors.vendors.cisco_nxos.shown import SHOWN
from collectors.vendors.cisco_nxos.system import NXOS, nxos_name
from collectors.vendors.cisco_nxos.tables import IGNORED, SECRETS, UNMODELLED
from models.snapshot import Outcome

SIGNS = {
    r"^!Command: show running-config": 0.6,
    r"^feature (?:ospf|bgp|eigrp|interface-vlan|hsrp|lacp|vpc|lldp|nxapi|nv overlay|vn-segment-vlan-based|dhcp|vrrp|pbr)\s*$": 0.5,
    r"^(?:no )?feature \S+": 0.2,
    r"^vrf context \S+": 0.4,
    r"^vdc \S+ id \d": 0.5,
    r"^version \d+\.\d+\(\d+\S*\)(?: Bios:|\S*N\d|\s*$)": 0.3,
    r"^boot (?:nxos|kickstart) ": 0.4,
    r"^interface (?:Ethernet\d+/\d+|mgmt0)$": 0.1,
    r"^\s+vrf member ": 0.3,
    r"^copp profile |^username \S+ password 5 .* role network-admin": 0.2,
    r"^snmp-server user .* localizedkey": 0.1,
    # other systems of this family
    r"^! Command: show running-config|^! device: |^transceiver qsfp": -1.0,
    r"^Building configuration\.\.\.|^Current configuration : \d+ bytes|^boot-start-marker|^service timestamps": -1.0,
    r"^frr version|^frr defaults|^!! IOS XR|^RP/0/|^ASA Version|^!64-bit Advanced Core OS": -1.0,
    r"\{\s*$": -0.6,
}
"""Lines that tell, and how much."""

READERS: dict[str, tuple[str, Reader]] = {
    **SERVICE_READERS,
    **PORT_READERS,
    **ROUTE_READERS,
    **ospf_readers(NXOS),
    **isis_readers(NXOS),
    **rip_readers(NXOS),
    **eigrp_readers(NXOS),
    **BGP_READERS,
    **stp_readers(ROOTS),
    **list_readers(),
    **policy_readers(NXOS),
    "policy-map": ("QoS", read_policy_map),
    "ip access-list": ("access list", acl_reader(4)),
    "ipv6 access-list": ("access list", acl_reader(6)),
}


def finish(draft: Draft) -> None:
    """What needs the whole config. NX-OS always routes."""
    finish_nxos_ports(draft)
    finish_isis(draft)
    finish_vectors(draft)
    finish_targets(draft)
    finish_acls(draft)


def ended(text: str) -> bool:
    """NX-OS prints no `end`, but it prints `line console` or `line vty` below the ports; a config with its header has one."""
    return "!Command: show running-config" not in text[:4000] or bool(re.search(r"^line (?:console|vty)", text, re.MULTILINE))


CONSOLE = Console(
    driver="cisco_nxos",
    prompt=PROMPT,
    comment="!",
    config=Command("show running-config", "config", 180),
    quiet=("terminal length 0", "terminal width 511"),
    shows=(
        Command("show version", "version"),
        Command("show inventory", "inventory", optional=True),
        Command("show interface", "interfaces", 120),
        Command("show lldp neighbors detail", "lldp", optional=True),
        Command("show cdp neighbors detail", "cdp", optional=True),
        Command("show ip arp vrf all", "arp", 120),
        Command("show mac address-table", "mac", 120, optional=True),
        Command("show ip route vrf all", "routes", 120),
        Command("show ipv6 route vrf all", "routes6", 120, optional=True, where="ipv6"),
        Command("show ip ospf neighbors vrf all", "ospf", optional=True),
        Command("show ip bgp summary vrf all", "bgp", optional=True),
        Command("show bgp ipv6 unicast summary vrf all", "bgp6", optional=True, where="ipv6"),
    ),
    refusals=(
        *REFUSALS,
        (r"Syntax error while parsing .*", Outcome.NOT_THIS_OS),
        (r"% ?(?:Service|Backend) not responding.*|ERROR: .*", Outcome.FAILED),
    ),
    absent=ABSENT,
    proof=r"Cisco Nexus Operating System \(NX-OS\) Software|Cisco NX-OS\(tm\) ",
)

DIALECT = Dialect(
    name="cisco_nxos",
    title="Cisco NX-OS",
    nest=ioslike_tree,
    readers=READERS,
    recognise=lambda text: telling(text, SIGNS),
    ended=ended,
    ignored=IGNORED,
    unmodelled=UNMODELLED,
    secrets=SECRETS,
    finish=finish,
    canonical_name=nxos_name,
    console=CONSOLE,
    tables=SHOWN,
    aliases=("nxos", "nx-os", "nx_os", "nx", "nexus", "cisco_nexus", "cisco_nx", "nxos_ssh"),
)
