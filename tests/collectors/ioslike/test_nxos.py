"""NX-OS: what its blocks mean, and the defaults that no line states."""

from ipaddress import IPv4Address, IPv4Network

import pytest

from collectors.dialect import dialect
from collectors.redact import redact
from collectors.shown import Page
from collectors.vendors.cisco_nxos.shown import read_bgp_summary, read_ospf, read_routes
from models.device import Device
from models.routing import BgpNeighbor
from models.source import Status
from tests.collectors.ioslike.reading import device, unread

BOOT = "boot nxos bootflash:/nxos.9.3.8.bin\n"


def read(text: str) -> Device:
    return device("cisco_nxos", text)


def up(text: str, name: str = "Ethernet1/1") -> bool:
    return read(text).interfaces[name].enabled


def neighbor(found: Device, address: str, vrf: str = "default") -> BgpNeighbor:
    return next(n for n in found.bgp[vrf].neighbors if str(n.address) == address)


@pytest.mark.parametrize(
    ("text", "name", "enabled"),
    [
        ("interface Ethernet1/1", "Ethernet1/1", True),
        ("system default switchport shutdown\ninterface Ethernet1/1", "Ethernet1/1", False),
        (BOOT + "interface Ethernet1/1\n  no switchport\n  ip address 10.0.0.1/24", "Ethernet1/1", False),
        (BOOT + "interface Ethernet1/1\n  no switchport\n  no shutdown", "Ethernet1/1", True),
        (BOOT + "interface Ethernet1/1.5\n  encapsulation dot1q 5", "Ethernet1/1.5", False),
        ("interface Vlan10\n  ip address 10.0.0.1/24", "Vlan10", False),
        ("interface Vlan10\n  no shutdown", "Vlan10", True),
        ("interface port-channel1\n  no switchport\n  ip address 10.0.0.1/24", "port-channel1", True),
        ("interface loopback0\n  ip address 10.0.0.1/32", "loopback0", True),
        ("interface mgmt0\n  vrf member management", "mgmt0", True),
    ],
)
def test_state_of_a_port_that_says_nothing(text: str, name: str, enabled: bool) -> None:
    assert up(text, name) is enabled


def test_state_that_depends_on_an_unnamed_model_is_shown() -> None:
    routed = "interface Ethernet1/1\n  no switchport\n  ip address 10.0.0.1/24\n"
    assert unread(read(routed), Status.NOT_MODELLED) == ["interface Ethernet1/1"]
    assert not unread(read(BOOT + routed))
    old = read("boot system bootflash:/n5000-uk9.7.3.13.N1.1.bin\n" + routed)
    assert not unread(old)
    assert old.interfaces["Ethernet1/1"].enabled


@pytest.mark.parametrize(
    ("before", "switched"),
    [
        ("", True),
        ("no system default switchport\n", False),
        ("system default switchport\n", True),
        ("boot system bootflash:/n7000-s2-dk9.6.2.24.bin\n", False),
        ("interface Ethernet1/2\n  switchport\n", False),
    ],
)
def test_layer_of_a_port_that_says_nothing(before: str, switched: bool) -> None:
    assert (read(f"{before}interface Ethernet1/1").interfaces["Ethernet1/1"].switchport is not None) is switched


def test_families_of_a_neighbour_are_those_that_it_names() -> None:
    found = read("""
        router bgp 65001
          neighbor 10.0.0.2
            remote-as 65002
          neighbor 10.0.0.3 remote-as 65003
            address-family ipv4 unicast
              disable-peer-as-check
    """)
    assert not unread(found)
    silent, speaks = neighbor(found, "10.0.0.2"), neighbor(found, "10.0.0.3")
    assert (silent.families, silent.peer_as_check, speaks.peer_as_check) == ((), True, False)
    assert ([f.family for f in speaks.families], speaks.remote_as) == (["ipv4 unicast"], 65003)
    assert found.bgp["default"].distances == (20, 200, 220)


def test_templates_give_what_the_neighbour_does_not_say() -> None:
    found = read("""
        router bgp 65001
          template peer-policy FIRST
            route-map ONE in
          template peer-policy SECOND
            route-map TWO in
            weight 7
          template peer ALL
            remote-as 65009
            address-family ipv4 unicast
              weight 5
              send-community
          neighbor 10.0.0.2
            inherit peer ALL
            remote-as 65002
            address-family ipv4 unicast
              inherit peer-policy FIRST 10
              inherit peer-policy SECOND 20
          neighbor 10.0.0.3
            inherit peer NOBODY
    """)
    peer = neighbor(found, "10.0.0.2")
    (family,) = peer.families
    assert (peer.remote_as, family.policies_in, family.weight, family.send_community) == (65002, ("ONE",), 7, True)
    assert unread(found) == ["inherit peer NOBODY"]


def test_settings_of_a_vrf_are_its_own() -> None:
    found = read("""
        router bgp 65001
          router-id 10.0.0.1
          cluster-id 9
          address-family ipv4 unicast
            maximum-paths 4
          vrf RED
            neighbor 10.1.0.2
              remote-as 65001
              address-family ipv4 unicast
    """)
    red = found.bgp["RED"]
    assert (red.router_id, red.maximum_paths, red.cluster_id) == (None, 1, IPv4Address("0.0.0.9"))


def test_a_process_of_ospf_is_one_for_each_vrf() -> None:
    found = read("""
        interface Vlan10
          vrf member RED
          ip router ospf 1 area 0
        interface Vlan20
          ip router ospf 1 area 0
          no ip ospf passive-interface
        router ospf 1
          auto-cost reference-bandwidth 100 Gbps
          vrf RED
            redistribute direct route-map M
    """)
    assert not unread(found)
    red, main = found.ospf[2, "RED 1"], found.ospf[2, "1"]
    assert (red.vrf, red.reference_bandwidth, main.vrf, main.reference_bandwidth) == ("RED", 40 * 10**9, "default", 100 * 10**9)
    assert [found.interfaces[name].ospf[0].process for name in ("Vlan10", "Vlan20")] == ["RED 1", "1"]
    assert found.interfaces["Vlan20"].ospf[0].passive is False
    assert (red.redistributions[0].protocol, red.redistributions[0].classful_only) == ("connected", False)


def test_the_vrf_of_a_static_route_is_that_of_its_next_hop() -> None:
    found = read("""
        ip route 10.0.0.0/8 192.0.2.1 vrf management name out 200
        vrf context RED
          ip route 0.0.0.0/0 Null0
    """)
    leak = next(route for route in found.statics if route.prefix == IPv4Network("10.0.0.0/8"))
    assert (leak.vrf, leak.next_hop_vrf, leak.distance, leak.name) == ("default", "management", 200, "out")
    assert {(route.vrf, route.discard) for route in found.statics if route is not leak} == {("RED", True)}


def test_redundancy_groups_are_blocks_and_vrrp_starts_off() -> None:
    found = read("""
        interface Vlan10
          hsrp 10
            preempt
            priority 110
            ip 10.0.0.1
          vrrp 20
            address 10.0.0.2
          vrrp 21
            no shutdown
            address 10.0.0.3
    """)
    assert [(group.kind, group.group, group.priority, group.preempt) for group in found.interfaces["Vlan10"].fhrp] == [
        ("hsrp", 10, 110, True),
        ("vrrp", 21, 100, True),
    ]


SECRETS = {
    "snmp-server user a network-admin auth md5 0xAAA1 priv 0xBBB1 localizedkey": ["0xAAA1", "0xBBB1"],
    "snmp-server user a auth sha 0xAAA2 priv aes-128 0xBBB2 localizedkey": ["0xAAA2", "0xBBB2"],
    "username a password 5 $5$XYZ$123  role network-admin": ["$5$XYZ$123"],
    'tacacs-server host 10.0.0.1 key 7 "fewhg123" timeout 5': ["fewhg123"],
    "interface Vlan1\n  hsrp 1\n    authentication md5 key-string hush1": ["hush1"],
    "interface Vlan1\n  hsrp 1\n    authentication text hush2": ["hush2"],
    "interface Vlan1\n  hsrp 1\n    authentication hush3": ["hush3"],
    "interface Vlan1\n  ip ospf message-digest-key 1 md5 3 a667d47acc18ea6b": ["a667d47acc18ea6b"],
    "interface Vlan1\n  ip ospf authentication-key 3 a667d47acc18ea6c": ["a667d47acc18ea6c"],
    "router bgp 1\n  neighbor 10.0.0.2\n    password 3 a667d47acc18ea6d": ["a667d47acc18ea6d"],
    "key chain K\n  key 1\n    key-string 7 070c285f4d06": ["070c285f4d06"],
}


@pytest.mark.parametrize("line", SECRETS)
def test_secrets_are_redacted(line: str) -> None:
    text = redact(line, dialect("nexus"), b"k" * 32).text
    assert not [secret for secret in SECRETS[line] if secret in text], text


def test_a_table_that_ends_too_early_is_not_read() -> None:
    text = """IP Route Table for VRF "default"
10.0.0.0/8, ubest/mbest: 2/0
    *via 10.1.0.1, Eth1/1, [110/41], 1d00h, ospf-1, inter
    *via 10.1.1.1, Eth1/2, [110/41], 1d00h, ospf-1, inter
10.9.0.1/32, ubest/mbest: 2/0, attached
    *via 10.9.0.1, Lo0, [0/0], 1d00h, local
    *via 10.9.0.1, Lo0, [0/0], 1d00h, direct
10.9.0.7/32, ubest/mbest: 1/0, attached
    *via 10.9.0.7, Vlan10, [0/0], 1d00h, hsrp
"""
    rows = list(read_routes(Page(text, "default", "f")))
    assert [(row.protocol, row.interface) for row in rows] == [
        ("ospf-ia", "Ethernet1/1"),
        ("ospf-ia", "Ethernet1/2"),
        ("connected", "loopback0"),
    ]
    with pytest.raises(ValueError, match="missing"):
        list(read_routes(Page(text.replace("    *via 10.1.1.1, Eth1/2, [110/41], 1d00h, ospf-1, inter\n", ""), "default", "f")))
    with pytest.raises(ValueError, match="not understood"):
        list(read_routes(Page(text + "something else\n", "default", "f")))


def test_neighbours_are_listed_by_vrf() -> None:
    ospf = """ OSPF Process ID 1 VRF RED
 Total number of neighbors: 1
 Neighbor ID     Pri State            Up Time  Address         Interface
 10.0.0.5          1 FULL/DR          23:04:24 10.15.41.2      Eth1/4
"""
    (row,) = read_ospf(Page(ospf, "default", "f"))
    assert (row.vrf, str(row.address), row.up, row.interface) == ("RED", "10.15.41.2", True, "Ethernet1/4")
    bgp = """BGP summary information for VRF RED, address family IPv4 Unicast
BGP router identifier 10.0.0.1, local AS number 65001
Neighbor        V    AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd
10.0.0.2        4 4200000001
                             10      10        5    0    0    5w1d 12
10.0.0.3        4 65003      10      10        5    0    0 1y10w   Idle (Admin)
"""
    rows = list(read_bgp_summary(Page(bgp, "default", "f")))
    assert [(row.vrf, str(row.address), row.up) for row in rows] == [("RED", "10.0.0.2", True), ("RED", "10.0.0.3", False)]
