"""What the ASA calls its ports, and what it makes of routing that its config does not state."""

from typing import cast

from collectors.draft import Draft
from collectors.ioslike.names import namer
from collectors.ioslike.routing.routing_os import RoutingOs
from models.interfaces import DEFAULT_VRF

TYPES = (
    "GigabitEthernet", "Ethernet", "TenGigabitEthernet", "FastEthernet", "Management", "Port-channel", "Redundant", "Vlan", "BVI",
    "Loopback", "Tunnel", "nve", "vni", "Null", "Internal-Data", "Internal-Control",
)  # fmt: skip
SHORT = {
    "e": "Ethernet",
    "eth": "Ethernet",
    "g": "GigabitEthernet",
    "t": "TenGigabitEthernet",
    "m": "Management",
    "po": "Port-channel",
}

asa_name = namer(TYPES, SHORT)
"""Any spelling of a port to the one of the running config: `gi0/1` is `GigabitEthernet0/1`."""

MANAGEMENT_TABLE = "management-only"
"""The table of ports that take no traffic of others, apart from the one of data since release 9.5(1)."""

ASA = RoutingOs(
    "cisco_asa",
    numbered_ports=False,
    # Cisco ASA general operations guide, routing overview: up to eight paths
    ospf_maximum_paths=8,
)
"""The rest is what IOS does: OSPF with a reference bandwidth of 100 Mbit/s and RFC 1583 ranges, BGP with distances 20 and 200."""


def ports_by_zone(draft: Draft) -> dict[str, str]:
    """The port behind each name (`nameif`) that a config has given so far."""
    return cast("dict[str, str]", draft.scratch.setdefault("nameif", {}))


def table_of(draft: Draft, zone: str) -> str:
    """The routing table that a named port belongs to."""
    port = draft.interfaces.get(ports_by_zone(draft).get(zone, ""))
    return port.vrf if port is not None else DEFAULT_VRF
