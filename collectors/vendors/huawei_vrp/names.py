"""What VRP calls its ports and protocols, and its defaults."""

from collectors.ioslike.names import namer
from collectors.ioslike.routing.routing_os import RoutingOs
from models.interfaces import InterfaceKind

TYPES = (
    "GigabitEthernet", "XGigabitEthernet", "Ethernet", "10GE", "25GE", "40GE", "100GE", "MEth", "Eth-Trunk", "Vlanif",
    "LoopBack", "NULL", "Tunnel", "Vbdif", "Nve", "MultiGE", "Serial", "Virtual-Template", "Dialer", "Cellular", "Wlan-Radio",
)  # fmt: skip
SHORT = {
    "g": "GigabitEthernet",
    "ge": "GigabitEthernet",
    "gi": "GigabitEthernet",
    "xge": "XGigabitEthernet",
    "eth": "Ethernet",
    "vlan": "Vlanif",
    "lo": "LoopBack",
}
_namer = namer(TYPES, SHORT)
_NUMBERED = ("10GE", "25GE", "40GE", "50GE", "100GE", "400GE")
_KINDS = {
    "vlanif": InterfaceKind.VLAN, "vbdif": InterfaceKind.VLAN, "loopback": InterfaceKind.LOOPBACK, "eth-trunk": InterfaceKind.LAG,
    "meth": InterfaceKind.MANAGEMENT, "tunnel": InterfaceKind.TUNNEL, "nve": InterfaceKind.OTHER, "null": InterfaceKind.OTHER,
    "virtual-template": InterfaceKind.OTHER, "dialer": InterfaceKind.OTHER, "wlan-radio": InterfaceKind.OTHER,
}  # fmt: skip
SPEEDS = {
    "ethernet": 10**8, "gigabitethernet": 10**9, "xgigabitethernet": 10**10, "10ge": 10**10, "25ge": 25 * 10**9,
    "40ge": 40 * 10**9, "100ge": 10**11,
}  # fmt: skip


def vrp_name(text: str) -> str:
    """Any spelling of a port to the one of the config.

    >>> vrp_name("gigabitethernet 0/0/1"), vrp_name("GE0/0/1"), vrp_name("eth-trunk 1"), vrp_name("10ge1/0/1")
    ('GigabitEthernet0/0/1', 'GigabitEthernet0/0/1', 'Eth-Trunk1', '10GE1/0/1')
    """
    joined = "".join(text.split())
    for name in _NUMBERED:
        if joined.upper().startswith(name):
            return name + joined[len(name) :]
    return _namer(joined)


def stem(name: str) -> str:
    """The type in a name: `10GE1/0/1` is of type 10ge."""
    digits = next((each for each in _NUMBERED if name.startswith(each)), "")
    return (digits or name.rstrip("0123456789/.:")).lower()


def kind_of(name: str) -> InterfaceKind:
    """What a name tells of the port."""
    if "." in name:
        return InterfaceKind.SUBINTERFACE
    return _KINDS.get(stem(name), InterfaceKind.PHYSICAL)


VRP = RoutingOs(
    "huawei_vrp",
    vrp_name,
    # Huawei, configuration guide IP routing: BGP has preference 255 for all routes, and takes in what it is told to
    bgp_distances=(255, 255, 255),
    bgp_maximum_paths=1,
    bgp_takes_all_ospf=True,
    # `default-route imported` alone brings in a default route, which is not modelled
    bgp_settings_for_all_families=False,
)
"""Preferences: direct 0, OSPF 10 and 150 for externals, IS-IS 15, static 60, RIP 100, BGP 255."""
STATIC_PREFERENCE = 60
OSPF_PREFERENCES = (10, 10, 150)
OSPF_EXTERNAL_COST = 1

PROTOCOLS = {
    "direct": "connected",
    "static": "static",
    "ospf": "ospf",
    "bgp": "bgp",
    "rip": "rip",
    "isis": "isis",
    "ospfv3": "ospf3",
}
"""What VRP calls a source of routes → what the model does."""
