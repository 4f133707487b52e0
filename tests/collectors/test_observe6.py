"""IPv6 routing tables as devices print them: every line is understood, or nothing of the table is."""

import json

import pytest

from collectors.dialect import dialect
from models.observed import ALL_VRFS, BGP, BGP6, ROUTES6
from tests.collectors.test_observe import see, ways

IOS6 = """\
IPv6 Routing Table - RED - 9 entries
Codes: C - Connected, L - Local, S - Static, U - Per-user Static route
       B - BGP, R - RIP, H - NHRP, I1 - ISIS L1
       OI - OSPF Inter, OE1 - OSPF ext 1, OE2 - OSPF ext 2, l - LISP
S   ::/0 [1/0]
     via 2001:DB8::9
C   2001:DB8::/64 [0/0]
     via GigabitEthernet0/1, directly connected
L   2001:DB8::2/128 [0/0]
     via GigabitEthernet0/1, receive
O   2001:DB8:1::/64 [110/2]
     via FE80::1, Gi0/1
     via FE80::2, Gi0/2
OE2 2001:DB8:2::/48 [110/20], tag 77
     via FE80::1, GigabitEthernet0/1
B   2001:DB8:3::/48 [20/0]
     via 2001:DB8:FFFF::1%default, GigabitEthernet0/1
B   2001:DB8:4::/46 [200/0]
     via Null0, directly connected
D   2001:DB8:8::/64 [90/3072]
     via FE80::1, GigabitEthernet0/1
L   FF00::/8 [0/0]
     via Null0, receive
"""
NXOS6 = """\
IPv6 Routing Table for VRF "default"
'*' denotes best ucast next-hop
'**' denotes best mcast next-hop

2001:db8::/64, ubest/mbest: 1/0, attached
    *via 2001:db8::2, Eth1/1, [0/0], 1d02h, direct,
2001:db8::2/128, ubest/mbest: 1/0, attached
    *via 2001:db8::2, Eth1/1, [0/0], 1d02h, local
2001:db8:1::/64, ubest/mbest: 2/0
    *via fe80::1, Eth1/1, [110/41], 1d02h, ospfv3-1, intra
    *via fe80::2, Eth1/2, [110/41], 1d02h, ospfv3-1, intra

IPv6 Routing Table for VRF "RED"
2001:db8:9::/48, ubest/mbest: 1/0
    *via 2001:db8:9::1%default, [20/0], 1d02h, bgp-65001, external, tag 65002
"""


def test_ios() -> None:
    seen, notes = see("cisco_ios", ("show ipv6 route vrf RED", IOS6))
    assert not notes and seen.covers(ROUTES6, "RED") and not seen.covers(ROUTES6, "default")
    assert ways(seen) == [
        ("RED", "::/0", "static", "2001:db8::9", "1/0"),
        ("RED", "2001:db8::/64", "connected", "GigabitEthernet0/1", "/"),
        ("RED", "2001:db8::2/128", "local", "GigabitEthernet0/1", "/"),
        ("RED", "2001:db8:1::/64", "ospf", "fe80::1 GigabitEthernet0/1", "110/2"),
        ("RED", "2001:db8:1::/64", "ospf", "fe80::2 GigabitEthernet0/2", "110/2"),
        ("RED", "2001:db8:2::/48", "ospf-e2", "fe80::1 GigabitEthernet0/1", "110/20"),
        ("RED", "2001:db8:3::/48", "bgp", "2001:db8:ffff::1 GigabitEthernet0/1", "20/0"),
        ("RED", "2001:db8:4::/46", "aggregate", "discard", "200/0"),
        ("RED", "2001:db8:8::/64", "eigrp", "fe80::1 GigabitEthernet0/1", "90/3072"),
        ("RED", "ff00::/8", "local", "discard", "/"),
    ]
    assert seen.routes[0].source.line == 6


def test_ios_of_the_default_vrf_has_many_headings() -> None:
    body = "C   2001:DB8::/64 [0/0]\n     via Vlan1, directly connected\n"
    for name in ("default - ", "Default - ", ""):
        seen, notes = see("cisco_ios", ("show ipv6 route", f"IPv6 Routing Table - {name}1 entries\n{body}"))
        assert not notes and [route.vrf for route in seen.routes] == ["default"]


def test_ios_without_ipv6_has_an_empty_table() -> None:
    seen, notes = see("cisco_ios", ("show ipv6 route vrf RED", "% IPv6 routing table RED does not exist\n"))
    assert not notes and seen.covers(ROUTES6, "RED") and not seen.routes


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("     via FE80::2, Gi0/2\n", "     by pigeon\n"), "not understood"),
        (("L   FF00::/8 [0/0]\n     via Null0, receive\n", ""), "it has 9 entries, but 8 follow"),
        (("\n     via Null0, receive\n", "\n"), "9 entries"),
        (("     via 2001:DB8::9\n", ""), "no way stands above"),
        (("OE2 2001", "QQ2 2001"), "nobody knows the code 'QQ2'"),
        (("IPv6 Routing Table - RED - 9 entries\n", ""), "does not say how many"),
        (("via 2001:DB8::9", "via 2001:DB8::9::1"), ""),
    ],
)
def test_a_table_that_is_not_understood_in_full_shows_nothing(change: tuple[str, str], words: str) -> None:
    assert change[0] in IOS6
    seen, notes = see("cisco_ios", ("show ipv6 route vrf RED", IOS6.replace(*change)))
    assert not seen.routes and not seen.covers(ROUTES6, "RED") and words in notes[0].what


def test_a_table_is_understood_whole_or_not_at_all_wherever_it_ends() -> None:
    whole = ways(see("cisco_ios", ("show ipv6 route vrf RED", IOS6))[0])
    ends = [at for at in range(len(IOS6)) if IOS6[at] == "\n"]
    for at in ends[:-1]:
        seen, _ = see("cisco_ios", ("show ipv6 route vrf RED", IOS6[: at + 1]))
        assert not seen.routes and not seen.covers(ROUTES6, "RED"), IOS6[:at]
    assert whole


def test_nxos() -> None:
    seen, notes = see("cisco_nxos", ("show ipv6 route vrf all", NXOS6))
    assert not notes and [output.vrf for output in seen.outputs] == [ALL_VRFS]
    assert ways(seen) == [
        ("default", "2001:db8::/64", "connected", "2001:db8::2 Ethernet1/1", "0/0"),
        ("default", "2001:db8::2/128", "local", "2001:db8::2 Ethernet1/1", "0/0"),
        ("default", "2001:db8:1::/64", "ospf", "fe80::1 Ethernet1/1", "110/41"),
        ("default", "2001:db8:1::/64", "ospf", "fe80::2 Ethernet1/2", "110/41"),
        ("RED", "2001:db8:9::/48", "bgp", "2001:db8:9::1", "20/0"),
    ]


def test_eos() -> None:
    def route(kind: str, **via: str) -> dict[str, object]:
        return {"routeType": kind, "routeAction": "forward", "preference": 110, "metric": 20, "vias": [via]}

    routes = {
        "2001:db8::/64": route("connected", interface="Ethernet1"),
        "2001:db8:1::/64": route("ospfv3InterArea", nexthopAddr="fe80::1", interface="Ethernet1"),
        "2001:db8:2::/64": route("eBGP", nexthopAddr="2001:db8::9", interface="Ethernet1"),
    }
    text = json.dumps({"vrfs": {"default": {"routes": routes}, "RED": {"routes": {}}}})
    seen, notes = see("arista_eos", ("show ipv6 route vrf all | json", text))
    assert not notes and seen.covers(ROUTES6, "RED")
    assert [(way[1], way[2], way[3]) for way in ways(seen)] == [
        ("2001:db8::/64", "connected", "Ethernet1"),
        ("2001:db8:1::/64", "ospf-any", "fe80::1 Ethernet1"),
        ("2001:db8:2::/64", "bgp", "2001:db8::9 Ethernet1"),
    ]


@pytest.mark.parametrize(
    ("os", "command", "text"),
    [
        ("cisco_ios", "show ip bgp summary", "% BGP not active\n"),
        ("arista_eos", "show ip bgp summary vrf all", "% BGP inactive\n"),
        ("cisco_nxos", "show ip bgp summary vrf all", "Note:  process currently not running\n"),
    ],
)
def test_a_protocol_that_does_not_run_is_an_empty_table(os: str, command: str, text: str) -> None:
    seen, notes = see(os, (command, text))
    assert not notes and seen.covers(BGP, "default") and not seen.peers


IOS_BGP6 = """\
BGP router identifier 192.0.2.1, local AS number 65001
BGP table version is 1, main routing table version 1

Neighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd
198.51.100.2    4        65002       0       0        1    0    0 never    (NoNeg)
2001:DB8:F::2   4        65002      10      10        1    0    0 00:10:00        2
2001:DB8:0:FFFF::1234
                4        65003       0       0        1    0    0 never    Idle
"""
NXOS_BGP6 = """\
BGP summary information for VRF default, address family IPv6 Unicast
BGP router identifier 192.0.2.1, local AS number 65001

Neighbor        V    AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd
2001:db8:f::2   4 65002      10      10        5    0    0 00:10:00 2
2001:db8:0:ffff::1234
                4 65003       0       0        0    0    0 00:10:00 Idle
"""


@pytest.mark.parametrize(
    ("os", "command", "text"),
    [
        ("cisco_ios", "show bgp ipv6 unicast summary", IOS_BGP6),
        ("arista_eos", "show ipv6 bgp summary vrf all", "BGP summary information for VRF default\n" + IOS_BGP6),
        ("cisco_nxos", "show bgp ipv6 unicast summary vrf all", NXOS_BGP6),
    ],
)
def test_bgp_neighbours_with_ipv6_addresses(os: str, command: str, text: str) -> None:
    seen, notes = see(os, (command, text))
    assert not notes and seen.covers(BGP6, "default") and not seen.covers(BGP, "default")
    assert [(str(peer.address), peer.up, peer.identity) for peer in seen.peers] == [
        ("2001:db8:f::2", True, "65002"), ("2001:db8:0:ffff::1234", False, "65003"),
    ]  # fmt: skip


def test_a_table_of_both_families_counts_for_both() -> None:
    text = json.dumps(
        {"ipv4Unicast": {"peers": {}}, "ipv6Unicast": {"peers": {"2001:db8::2": {"state": "Established", "remoteAs": 2}}}}
    )
    seen, _ = see("frr", ("show bgp vrf RED summary json", text))
    assert seen.covers(BGP, "RED") and seen.covers(BGP6, "RED") and [str(peer.address) for peer in seen.peers] == ["2001:db8::2"]
    seen, _ = see("frr", ("show ip bgp summary json", json.dumps({"peers": {"192.0.2.2": {"state": "Idle", "remoteAs": 2}}})))
    assert [(peer.vrf, str(peer.address), peer.up) for peer in seen.peers] == [("default", "192.0.2.2", False)]
    assert seen.covers(BGP, "default") and not seen.covers(BGP6, "default")


@pytest.mark.parametrize("os", ["cisco_ios", "arista_eos", "cisco_nxos", "frr"])
def test_live_devices_are_asked_for_it(os: str) -> None:
    console = dialect(os).console
    assert console is not None
    asked = [command for command in (*console.shows, *console.per_vrf) if command.kind == ROUTES6]
    assert asked and all(see(os, (command.text.format(vrf="RED"), ""))[0].outputs for command in asked)
