"""What NX-OS does by default, in the words that the readers of its family are made with."""

from collectors.ioslike.family import PortStyle
from collectors.ioslike.names import namer
from collectors.ioslike.routing.routing_os import RoutingOs

TYPES = ("Ethernet", "port-channel", "loopback", "Vlan", "mgmt", "Tunnel", "nve", "Null", "san-port-channel", "vfc", "fc", "Bdi")
SHORT = {"e": "Ethernet", "et": "Ethernet", "po": "port-channel", "lo": "loopback", "vl": "Vlan", "tu": "Tunnel", "nu": "Null"}

nxos_name = namer(TYPES, SHORT)
"""Any spelling of an interface name to the one of the running config: `Eth1/1` is `Ethernet1/1`, `Po3` is `port-channel3`."""

PORTS = PortStyle(nxos_name, port_mode="switched", speeds={"Vlan": 10**9, "mgmt": 10**9, "loopback": 8 * 10**9})

NXOS = RoutingOs(
    "cisco_nxos",
    nxos_name,
    # redistribution names a route map, which says what is taken, subnets and externals included
    ospf_subnets_word=False,
    bgp_takes_all_ospf=True,
    ospf_rfc1583=False,
    ospf_reference=40_000_000_000,
    ospf_maximum_paths=8,
    # NX-OS IS-IS guide: says wide metrics, takes both
    isis_style="wide transition",
    isis_maximum_paths=8,
    isis_default_always=False,
    isis_levels_taken=(),
    isis_names_its_vrf=False,
    bgp_distances=(20, 200, 220),
    # `bestpath med non-deterministic` turns it off
    bgp_deterministic_med=True,
    bgp_ipv4_over_ipv6=False,
    # what a neighbour says outside its address families (`remove-private-as`) holds for all of them
    bgp_settings_for_all_families=True,
    route_types_listed=True,
)
"""The values of Cisco's unicast routing guides for NX-OS 7 to 10."""
