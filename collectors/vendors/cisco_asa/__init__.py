"""Cisco ASA: a firewall that routes between ports with names and security levels. Configs come from files alone."""

from collectors.dialect import Dialect, Reader
from collectors.draft import Draft
from collectors.ioslike.routing.ospf import join_processes
from collectors.ioslike.routing.rip import finish_vectors
from collectors.ioslike.text import telling
from collectors.vendors.cisco_asa import access, objects
from collectors.vendors.cisco_asa.crossings import finish_crossings, read_same_level
from collectors.vendors.cisco_asa.inspection import read_policy_map, read_service_policy
from collectors.vendors.cisco_asa.interfaces import finish_ports, read_failover, read_interface, read_mtu
from collectors.vendors.cisco_asa.names import asa_name
from collectors.vendors.cisco_asa.nat import finish_nat
from collectors.vendors.cisco_asa.routing import routing_readers
from collectors.vendors.cisco_asa.services import SERVICE_READERS, finish_services
from collectors.vendors.cisco_asa.shown import SHOWN
from collectors.vendors.cisco_asa.tables import IGNORED, SECRETS, UNMODELLED
from collectors.vendors.cisco_asa.text import asa_ended, asa_tree
from collectors.vendors.cisco_asa.tunnels import finish_tunnels, read_crypto_map, read_pool

SIGNS = {
    r"^ASA Version \d": 0.9,
    r"^PIX Version \d": 0.5,
    r"^! Cisco Adaptive Security Appliance Software": 0.4,
    r"^ nameif \S+": 0.4,
    r"^ security-level \d": 0.4,
    r"^ no (?:nameif|security-level)$": 0.3,
    r"^same-security-traffic permit ": 0.3,
    r"^(?:access-group \S+ (?:global|(?:in|out) interface )|object-group-search )": 0.3,
    r"^route \S+ \d+\.\d+\.\d+\.\d+ \d+\.\d+\.\d+\.\d+ ": 0.2,
    r"^(?:xlate per-session|threat-detection basic-threat|dynamic-access-policy-record |no asdm history)": 0.2,
    r"^object network \S+$|^ (?:ikev1|ikev2) \S+": 0.1,
    # other systems of this family
    r"^Building configuration\.\.\.|^boot-start-marker|^!Command: show running-config|^! Command: show running-config": -1.0,
    r"^frr version|^!! IOS XR|\{\s*$": -1.0,
}
"""Lines that tell, and how much."""

READERS: dict[str, tuple[str, Reader]] = {
    **SERVICE_READERS,
    **routing_readers(),
    "crypto map": ("tunnel details", read_crypto_map),
    "crypto dynamic-map": ("tunnel details", read_crypto_map),
    "interface": ("interface", read_interface),
    "ip local pool": ("tunnel details", read_pool),
    "ipv6 local pool": ("tunnel details", read_pool),
    "mtu": ("interface", read_mtu),
    "failover": ("failover pair", read_failover),
    "nat": ("NAT", objects.keep_nat),
    "name": ("object", objects.read_name),
    "object": ("object", objects.read_object),
    "object-group": ("object group", objects.read_group),
    "access-list": ("access list", access.read_entry),
    "access-group": ("access list", access.read_group),
    "same-security-traffic": ("security levels", read_same_level),
    "policy-map": ("inspection", read_policy_map),
    "service-policy": ("inspection", read_service_policy),
}


def finish(draft: Draft) -> None:
    """What needs the whole config: lists before what passes by them."""
    draft.strong_host = True
    finish_ports(draft)
    finish_services(draft)
    join_processes(draft, asa_name)
    finish_vectors(draft)
    access.finish_lists(draft)
    finish_nat(draft)
    finish_crossings(draft)
    finish_tunnels(draft)


DIALECT = Dialect(
    name="cisco_asa",
    title="Cisco ASA",
    nest=asa_tree,
    readers=READERS,
    recognise=lambda text: telling(text, SIGNS),
    ended=asa_ended,
    ignored=IGNORED,
    unmodelled=UNMODELLED,
    secrets=SECRETS,
    finish=finish,
    canonical_name=asa_name,
    tables=SHOWN,
    aliases=("asa", "cisco_asa_ssh", "asav", "ciscoasa", "pix", "cisco_pix"),
)
