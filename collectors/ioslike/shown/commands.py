"""Which commands of IOS and EOS print which table."""

from collectors.ioslike.shown import eos_json, eos_routes, ios_routes, ios_routes6, peers, ports
from collectors.shown import Shown
from models.observed import BGP, BGP6, OSPF, PORTS, ROUTES, ROUTES6

_VRF = r"(?: vrf (?P<vrf>[^|]+?))?"
_JSON = r" ?\|? ?json"
_COMMON = (
    Shown(BGP, r"show ip bgp summary", peers.read_bgp_summary),
    Shown(BGP6, r"show bgp ipv6 unicast summary", peers.read_bgp6_summary),
    Shown(PORTS, r"show interfaces?", ports.read_ports, all_vrfs=True),
)
IOS = (
    Shown(ROUTES, rf"show ip route{_VRF}", ios_routes.read_routes),
    Shown(ROUTES6, rf"show ipv6 route{_VRF}", ios_routes6.read_routes),
    Shown(OSPF, r"show ip ospf neighbor", peers.read_ospf, all_vrfs=True),
    Shown(BGP, r"show (?:ip )?bgp all neighbors?", peers.read_bgp_neighbours, all_vrfs=True),
    Shown(BGP, r"show ip bgp neighbors?", peers.read_bgp_neighbours),
    *_COMMON,
)
EOS = (
    Shown(ROUTES, rf"show ip route{_VRF}{_JSON}", eos_json.read_routes),
    Shown(ROUTES, rf"show ip route{_VRF}", eos_routes.read_routes),
    Shown(ROUTES6, rf"show ipv6 route{_VRF}{_JSON}", eos_json.read_routes),
    Shown(OSPF, rf"show ip ospf neighbor(?: detail)?{_VRF}{_JSON}", eos_json.read_ospf),
    Shown(OSPF, rf"show ip ospf neighbor{_VRF}", peers.read_ospf),
    Shown(BGP, rf"show ip bgp summary{_VRF}", peers.read_bgp_summary),
    Shown(BGP6, rf"show ipv6 bgp summary{_VRF}", peers.read_bgp6_summary),
    Shown(BGP, rf"show ip bgp neighbors{_VRF}{_JSON}", eos_json.read_bgp),
    Shown(BGP, rf"show ip bgp neighbors{_VRF}", peers.read_bgp_neighbours),
    Shown(PORTS, rf"show interfaces{_JSON}", eos_json.read_ports, all_vrfs=True),
    *_COMMON,
)
