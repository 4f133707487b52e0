"""VXLAN and EVPN: which VLANs a tunnel makes one, which routes of VRFs cross it, and where the look-up goes on."""

import pytest

from collectors.dialect import dialect, read
from collectors.draft import Draft
from models.device import DeviceId
from models.network import Network
from models.verdict import Fate, Packet
from netplan.forwarding.dataplane import DataPlane
from netplan.forwarding.fib import Fib
from netplan.routing.solve import RoutingResult, routes
from netplan.topology.domains import domains
from netplan.topology.ports import device_ports


def leaf(number: int, vlan: int, evpn: str = "redistribute learned") -> str:
    """An EOS leaf on a core LAN: one stretched VLAN, one VRF with an L3 VNI."""
    other = 3 - number
    return f"""\
hostname leaf{number}
vlan {vlan}
vrf instance RED
interface Ethernet1
   no switchport
   ip address 198.51.100.{number}/24
   ip ospf area 0.0.0.0
interface Loopback0
   ip address 192.0.2.{number}/32
   ip ospf area 0.0.0.0
interface Loopback1
   ip address 192.0.2.10{number}/32
   ip ospf area 0.0.0.0
interface Vlan{vlan}
   vrf RED
   ip address 10.0.0.{number}/24
interface Loopback7
   vrf RED
   ip address 10.7.{number}.1/24
interface Vxlan1
   vxlan source-interface Loopback1
   vxlan udp-port 4789
   vxlan vlan {vlan} vni 10
   vxlan vrf RED vni 99
ip routing
ip routing vrf RED
router ospf 1
router bgp 65000
   neighbor 192.0.2.{other} remote-as 65000
   neighbor 192.0.2.{other} update-source Loopback0
   neighbor 192.0.2.{other} send-community extended
   vlan {vlan}
      rd 192.0.2.{number}:10
      route-target both 65000:10
      {evpn}
   address-family evpn
      neighbor 192.0.2.{other} activate
   vrf RED
      rd 192.0.2.{number}:99
      route-target import evpn 65000:99
      route-target export evpn 65000:99
      redistribute connected
end
"""


def network(*texts: str, os: str = "arista_eos") -> Network:
    devices = [read(text, dialect(os), Draft(DeviceId("lab", f"leaf{n}"), os, f"leaf{n}")) for n, text in enumerate(texts, 1)]
    assert [line.text for device in devices for line in device.coverage.unread] == []
    return Network({device.id: device for device in devices})


def joined(found: Network, one: int, other: int) -> bool:
    """Whether the VLAN of leaf 1 and that of leaf 2 are one broadcast domain."""
    of = domains(found, {id: device_ports(device) for id, device in found.devices.items()}).of
    ends = [of.get((DeviceId("lab", name), vlan)) for name, vlan in (("leaf1", one), ("leaf2", other))]
    return None not in ends and ends[0] == ends[1]


def test_vlans_with_one_vni_and_matching_targets_are_one_domain() -> None:
    assert joined(network(leaf(1, 10), leaf(2, 20)), 10, 20)


@pytest.mark.parametrize(
    ("word", "instead"),
    [
        ("vxlan vlan 20 vni 10", "vxlan vlan 20 vni 11"),
        ("route-target both 65000:10", "route-target both 65000:11"),
        ("route-target both 65000:10", "route-target import 65000:10"),
        ("vxlan source-interface Loopback1\n", ""),
        ("   address-family evpn\n      neighbor 192.0.2.1 activate\n", ""),
    ],
)
def test_without_either_they_are_two(word: str, instead: str) -> None:
    text = leaf(2, 20)
    assert word in text
    assert not joined(network(leaf(1, 10), text.replace(word, instead)), 10, 20)


def test_flood_lists_join_them_only_both_ways() -> None:
    def plain(number: int, vlan: int, end: int) -> str:
        text = leaf(number, vlan).partition("router bgp")[0]
        return text.replace("vxlan udp-port 4789", f"vxlan flood vtep 192.0.2.10{end}") + "end\n"

    assert joined(network(plain(1, 10, 2), plain(2, 20, 1)), 10, 20)
    assert not joined(network(plain(1, 10, 2), plain(2, 20, 9)), 10, 20)


def routed(result: RoutingResult, name: str) -> dict[str, tuple[str, str]]:
    found = next(rows for node, rows in result.ribs.items() if (node.device.name, node.vrf) == (name, "RED"))
    return {
        str(r.prefix): (str(r.next_hop), r.next_hop_device.name if r.next_hop_device else "")
        for r in found
        if r.protocol in ("bgp", "ibgp")
    }


def test_subnets_of_a_vrf_cross_to_the_tunnel_end_of_the_other_leaf() -> None:
    result = routes(network(leaf(1, 10), leaf(2, 20)))
    assert routed(result, "leaf1") == {"10.7.2.0/24": ("192.0.2.102", "leaf2")}
    assert not result.unknown


def test_packets_come_out_of_the_tunnel_in_the_vrf_of_the_other_leaf() -> None:
    found = network(leaf(1, 10), leaf(2, 20))
    result = routes(found)
    start = (DeviceId("lab", "leaf1"), "RED")
    (path,) = DataPlane(found, result, Fib(result)).trace(start, Packet("10.7.1.1", "10.7.2.1"))
    assert path.fate is Fate.DELIVERED
    assert [hop.node for hop in path.hops] == ["lab/leaf1#RED", "lab/leaf2#RED"]


NXOS = """\
!Command: show running-config
hostname leaf{n}
feature nv overlay
nv overlay evpn
vlan 1,{vlan},99
vlan {vlan}
  vn-segment 10
vlan 99
  vn-segment 99
vrf context RED
  vni 99
  rd auto
  address-family ipv4 unicast
    route-target both auto evpn
interface Vlan{vlan}
  no shutdown
  vrf member RED
  ip address 10.0.0.{n}/24
interface nve1
  no shutdown
  host-reachability protocol bgp
  source-interface loopback1
  member vni 10
    ingress-replication protocol bgp
  member vni 99 associate-vrf
interface Ethernet1/1
  no switchport
  no shutdown
  ip address 198.51.100.{n}/24
interface loopback0
  ip address 192.0.2.{n}/32
interface loopback1
  ip address 192.0.2.10{n}/32
interface loopback7
  vrf member RED
  ip address 10.7.{n}.1/24
ip route 192.0.2.{o}/32 198.51.100.{o}
ip route 192.0.2.10{o}/32 198.51.100.{o}
route-map ALL permit 10
router bgp 65000
  neighbor 192.0.2.{o}
    remote-as 65000
    update-source loopback0
    address-family l2vpn evpn
      send-community extended
  vrf RED
    address-family ipv4 unicast
      advertise l2vpn evpn
      redistribute direct route-map ALL
evpn
  vni 10 l2
    rd auto
    route-target import auto
    route-target export auto
line console
"""


def test_nxos_speaks_of_the_same_in_its_own_words() -> None:
    texts = [NXOS.format(n=n, o=3 - n, vlan=10 * n) for n in (1, 2)]
    devices = [
        read(t, dialect("cisco_nxos"), Draft(DeviceId("lab", f"leaf{n}"), "cisco_nxos", "x")) for n, t in enumerate(texts, 1)
    ]
    assert {line.text.strip() for device in devices for line in device.coverage.unread} <= {"nv overlay evpn"}
    found = Network({device.id: device for device in devices})
    assert joined(found, 10, 20)
    assert devices[0].vrfs["RED"].import_targets == frozenset({"evpn 65000:99"})
    assert routed(routes(found), "leaf1") == {"10.7.2.0/24": ("192.0.2.102", "leaf2")}
