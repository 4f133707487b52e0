"""Show outputs to observed tables: every OS, and everything that may be wrong with an output."""

import json
from ipaddress import ip_address, ip_network

import pytest

from collectors.dialect import dialect
from collectors.observe import observed
from models.device import DeviceId
from models.observed import ALL_VRFS, BGP, OSPF, OSPF_ANY, PORTS, ROUTES, ROUTES6, Observed, RouteSeen
from models.snapshot import Capture, Note

SW = DeviceId("hr", "sw1")

IOS_ROUTES = """\
Codes: L - local, C - connected, S - static, B - BGP, D - EIGRP
       E1 - OSPF external type 1, E2 - OSPF external type 2

Gateway of last resort is 10.0.0.1 to network 0.0.0.0

S*    0.0.0.0/0 [1/0] via 10.0.0.1
      10.0.0.0/8 is variably subnetted, 3 subnets, 2 masks
C        10.0.0.0/24 is directly connected, GigabitEthernet0/1
L        10.0.0.2/32 is directly connected, GigabitEthernet0/1
O E2     10.7.0.0/24 [110/20] via 10.0.0.3, 1d02h, Gi0/1
                     [110/20] via 10.0.0.4, 1d02h, Gi0/1
      172.16.0.0/26 is subnetted, 2 subnets
D EX     172.16.1.0 [170/30720] via 10.0.0.3, 00:10:00, GigabitEthernet0/1
B        172.16.1.64 [200/0], 2w0d, Null0
S     192.168.9.0/24 is directly connected, Null0
"""
EOS_ROUTES = """\
VRF: default
Codes: C - connected, S - static, K - kernel,
       O - OSPF, IA - OSPF inter area, B E - eBGP, A B - BGP Aggregate

Gateway of last resort:
 O E2     0.0.0.0/0 [110/1] via 10.0.0.3, Ethernet1
                            via 10.0.0.4, Ethernet2

 C        10.0.0.0/24 is directly connected, Ethernet1
 A B      10.8.0.0/16 is directly connected, Null0
 B E      10.9.0.0/24 [200/5] via 10.0.0.9, Ethernet1

VRF: RED
Codes: C - connected
Gateway of last resort is not set

 C        10.0.0.0/24 is directly connected, Vlan10
"""
EOS_JSON = json.dumps(
    {
        "vrfs": {
            "default": {
                "routes": {
                    "10.9.0.0/24": {
                        "routeType": "eBGP", "routeAction": "forward", "preference": 200, "metric": 5,
                        "vias": [{"nexthopAddr": "10.0.0.9", "interface": "Ethernet1"}],
                    },
                    "10.8.0.0/16": {"routeType": "bgpAggregate", "routeAction": "drop", "preference": 200, "metric": 0, "vias": []},
                }
            }
        }
    }
)  # fmt: skip
JUNOS_ROUTES = """\

inet.0: 5 destinations, 6 routes (5 active, 0 holddown, 0 hidden)
+ = Active Route, - = Last Active, * = Both

0.0.0.0/0          *[OSPF/150] 00:10:00, metric 7, tag 0
                    >  to 10.0.0.1 via ge-0/0/1.0
                       to 10.0.1.1 via ge-0/0/2.0
                    [Static/200] 1w2d 03:04:05
                    >  to 10.0.0.9 via ge-0/0/1.0
10.0.0.0/24        *[Direct/0] 1w2d 03:04:05
                    >  via ge-0/0/1.0
10.0.0.2/32        *[Local/0] 1w2d 03:04:05
                       Local via ge-0/0/1.0
10.9.0.0/16        *[Aggregate/130] 00:00:09
                       Reject
224.0.0.5/32       *[OSPF/10] 1w2d 03:04:05, metric 1
                       MultiRecv

RED.inet.0: 1 destinations, 1 routes (1 active, 0 holddown, 0 hidden)
+ = Active Route, - = Last Active, * = Both

10.3.0.0/16        *[BGP/170] 00:01:00, MED 30, localpref 100
                      AS path: 65001 I, validation-state: unverified
                    >  to 10.0.0.1 via ge-0/0/1.0

inet6.0: 1 destinations, 1 routes (1 active, 0 holddown, 0 hidden)

2001:db8:0:1::/64  *[Static/5] 00:00:07
                       Discard
"""
FRR_TEXT = """\
Codes: K - kernel route, C - connected, S - static, O - OSPF,
       > - selected route, * - FIB route, q - queued, r - rejected

VRF default:
O   10.0.0.0/24 [110/10] is directly connected, eth1, weight 1, 00:00:38
C>* 10.0.0.0/24 is directly connected, eth1, 00:00:38
S>* 10.96.0.0/16 [1/0] unreachable (ICMP unreachable), weight 1, 00:00:10
S>  10.97.0.0/16 [1/0] via 10.254.0.1 (recursive), weight 1, 00:00:10
  *                      via 10.0.0.1, eth1, weight 1, 00:00:10
                       via 10.254.0.3 (recursive), weight 1, 00:00:10
  *                      via 10.0.0.6, eth1, weight 1, 00:00:10
O>* 10.98.0.0/16 [110/20] via 10.0.0.1, eth1, weight 1, 00:00:10
  *                       via 10.0.0.6, eth1, weight 1, 00:00:10

VRF RED:
K>* 0.0.0.0/0 [0/0] via 10.0.2.2, eth2, 00:00:20
"""


def frr_json(vrf: str, **hop: object) -> str:
    route = {"protocol": "static", "vrfName": vrf, "selected": True, "distance": 1, "metric": 0, "nexthops": [{"fib": True, **hop}]}
    return json.dumps({"10.5.0.0/16": [route]})


def see(os: str, *outputs: tuple[str, str]) -> tuple[Observed, list[Note]]:
    return observed([Capture(SW, command, f"sw1/{command}", text) for command, text in outputs], dialect(os))


def ways(seen: Observed) -> list[tuple[str, ...]]:
    """The routes as short texts."""
    return [
        (
            r.vrf,
            str(r.prefix),
            r.protocol,
            "discard" if r.discard else f"{r.next_hop or ''} {r.interface}".strip(),
            f"{r.distance if r.distance is not None else ''}/{r.metric if r.metric is not None else ''}",
        )
        for r in seen.routes
    ]


def test_routes_of_ios() -> None:
    seen, notes = see("cisco_ios", ("show ip route", IOS_ROUTES))
    assert not notes
    assert ways(seen) == [
        ("default", "0.0.0.0/0", "static", "10.0.0.1", "1/0"),
        ("default", "10.0.0.0/24", "connected", "GigabitEthernet0/1", "/"),
        ("default", "10.0.0.2/32", "local", "GigabitEthernet0/1", "/"),
        ("default", "10.7.0.0/24", "ospf-e2", "10.0.0.3 GigabitEthernet0/1", "110/20"),
        ("default", "10.7.0.0/24", "ospf-e2", "10.0.0.4 GigabitEthernet0/1", "110/20"),
        ("default", "172.16.1.0/26", "eigrp-ex", "10.0.0.3 GigabitEthernet0/1", "170/30720"),
        ("default", "172.16.1.64/26", "aggregate", "discard", "200/0"),
        ("default", "192.168.9.0/24", "static", "discard", "/"),
    ]
    assert str(seen.routes[4].source) == "sw1/show ip route:11"


def test_routes_of_eos_as_text_and_as_json_are_the_same_table() -> None:
    seen, notes = see("arista_eos", ("show ip route vrf all", EOS_ROUTES))
    assert not notes
    assert ways(seen) == [
        ("default", "0.0.0.0/0", "ospf-e2", "10.0.0.3 Ethernet1", "110/1"),
        ("default", "0.0.0.0/0", "ospf-e2", "10.0.0.4 Ethernet2", "110/1"),
        ("default", "10.0.0.0/24", "connected", "Ethernet1", "/"),
        ("default", "10.8.0.0/16", "aggregate", "discard", "/"),
        ("default", "10.9.0.0/24", "bgp", "10.0.0.9 Ethernet1", "200/5"),
        ("RED", "10.0.0.0/24", "connected", "Vlan10", "/"),
    ]
    again, _ = see("arista_eos", ("show ip route vrf all | json", EOS_JSON))
    assert ways(again)[0] == ways(seen)[4]
    assert ways(again)[1][:4] == ways(seen)[3][:4]


def test_routes_of_junos() -> None:
    seen, notes = see("juniper_junos", ("show route", JUNOS_ROUTES))
    assert not notes
    assert ways(seen) == [
        ("default", "0.0.0.0/0", OSPF_ANY, "10.0.0.1 ge-0/0/1.0", "150/7"),
        ("default", "0.0.0.0/0", OSPF_ANY, "10.0.1.1 ge-0/0/2.0", "150/7"),
        ("default", "10.0.0.0/24", "connected", "ge-0/0/1.0", "0/"),
        ("default", "10.0.0.2/32", "local", "ge-0/0/1.0", "0/"),
        ("default", "10.9.0.0/16", "aggregate", "discard", "130/"),
        ("RED", "10.3.0.0/16", "bgp", "10.0.0.1 ge-0/0/1.0", "170/30"),
        ("default", "2001:db8:0:1::/64", "static", "discard", "5/"),
    ]
    assert seen.covers(ROUTES, "GREEN") and seen.covers(ROUTES6, "default")


def test_routes_of_frr_are_the_chosen_ones_before_recursion() -> None:
    seen, notes = see("frr", ("show ip route vrf all", FRR_TEXT))
    assert not notes
    assert ways(seen) == [
        ("default", "10.0.0.0/24", "connected", "eth1", "/"),
        ("default", "10.96.0.0/16", "static", "discard", "1/0"),
        ("default", "10.97.0.0/16", "static", "10.254.0.1", "1/0"),
        ("default", "10.97.0.0/16", "static", "10.254.0.3", "1/0"),
        ("default", "10.98.0.0/16", OSPF_ANY, "10.0.0.1 eth1", "110/20"),
        ("default", "10.98.0.0/16", OSPF_ANY, "10.0.0.6 eth1", "110/20"),
        ("RED", "0.0.0.0/0", "kernel", "10.0.2.2 eth2", "0/0"),
    ]


def test_described_neighbours_of_eos() -> None:
    text = (
        "BGP summary information for VRF default\nRouter identifier 10.254.0.1, local AS number 65000\n"
        "Neighbor Status Codes: m - Under maintenance\n"
        "  Description              Neighbor         V  AS           MsgRcvd   MsgSent  InQ OutQ  Up/Down State   PfxRcd PfxAcc\n"
        "  TO THE CORE              10.0.0.1         4  65001            100       100    0    0 34d20h Estab   121    76\n"
        "  BACKUP                   10.0.0.9         4  65002              0         0    0    0 34d20h Idle(NoIf)\n"
    )
    seen, notes = see("arista_eos", ("show ip bgp summary vrf all", text))
    assert not notes
    assert [(str(p.address), p.state, p.identity, p.vrf) for p in seen.peers] == [
        ("10.0.0.1", "established", "65001", "default"),
        ("10.0.0.9", "idle(noif)", "65002", "default"),
    ]


def test_documents_of_frr_stand_back_to_back() -> None:
    text = frr_json("default", ip="10.0.0.1", interfaceName="eth1") + "\n" + frr_json("RED", blackhole=True)
    seen, notes = see("frr", ("show ip route vrf all json", text))
    assert not notes
    assert [way[:4] for way in ways(seen)] == [
        ("default", "10.5.0.0/16", "static", "10.0.0.1 eth1"),
        ("RED", "10.5.0.0/16", "static", "discard"),
    ]


def test_a_second_document_that_does_not_say_its_vrf_is_not_guessed() -> None:
    nameless = frr_json("", ip="10.0.0.1")
    seen, [note] = see("frr", ("show ip route vrf all json", nameless + nameless))
    assert "does not say of which VRF" in note.what
    assert not seen.covers(ROUTES, "default")


@pytest.mark.parametrize(
    ("os", "command", "text"),
    [
        ("cisco_ios", "show ip route", "% Invalid input detected at '^' marker.\n"),
        ("cisco_ios", "show ip route", "                 ^\n% Invalid input detected at '^' marker.\n"),
        ("arista_eos", "show ip route vrf all", "% Invalid input\n"),
        ("frr", "show ip route vrf all json", "% Unknown command: show ip route vrf all json\n"),
        ("juniper_junos", "show route", "                  ^\nunknown command.\n"),
        ("juniper_junos", "show route", "error: permission denied: route\n"),
        ("cisco_ios", "show ip route", ""),
        ("cisco_ios", "show ip route", "\x00\xff garbage\n"),
        ("cisco_ios", "show ip route", IOS_ROUTES.replace("O E2 ", "Q Z9 ")),
        ("cisco_ios", "show ip route", IOS_ROUTES.replace("10.7.0.0/24 [110/20]", "10.7.0.0/99 [110/20]")),
        ("frr", "show ip route vrf all json", '{"10.0.0.0/8": [{"selected": true, "vrfName": "default"}]}'),
        ("frr", "show ip route vrf all json", frr_json("default", ip="10.0.0.1").replace('"metric": 0', '"metric": 1e99')),
        ("frr", "show ip route vrf all json", frr_json("default", ip="10.0.0.1").replace('"distance": 1', '"distance": -1')),
        ("frr", "show ip route vrf all json", frr_json("v" * 999, ip="10.0.0.1")),
        ("frr", "show ip route vrf all json", "[" * 100_000),
        ("juniper_junos", "show route", JUNOS_ROUTES + " " * 5000 + "x"),
        ("frr", "show ip route vrf all json", ""),
        ("arista_eos", "show ip route vrf all | json", '{"vrfs": []}'),
        ("arista_eos", "show ip route vrf all | json", '{"errors": ["no such thing"]}'),
    ],
)
def test_what_is_no_table_is_not_known(os: str, command: str, text: str) -> None:
    seen, notes = see(os, (command, text))
    assert [note.kind for note in notes] == ["not parsed"]
    assert not seen.routes
    assert not seen.covers(ROUTES, "default")
    assert next(seen.about(ROUTES, "default")).fault


def test_an_output_that_ends_too_early_is_found_out() -> None:
    """JSON anywhere; text wherever a prefix is missing that the output has announced."""
    lines = IOS_ROUTES.splitlines()
    for end in (8, 9, 12, 13):
        assert not see("cisco_ios", ("show ip route", "\n".join(lines[:end])))[0].covers(ROUTES, "default"), end
    for text, os, command in (
        (EOS_JSON, "arista_eos", "show ip route vrf all | json"),
        (frr_json("RED"), "frr", "show ip route json"),
    ):
        assert not any(see(os, (command, text[:end]))[0].covers(ROUTES, "default") for end in range(len(text)))
    for line in (line for line in JUNOS_ROUTES.splitlines() if "/" in line.split(" ")[0]):
        cut = JUNOS_ROUTES[: JUNOS_ROUTES.index(f"\n{line}") + 1]
        assert not see("juniper_junos", ("show route", cut))[0].covers(ROUTES, "default"), line


def test_the_first_good_output_of_a_table_counts() -> None:
    seen, notes = see(
        "cisco_ios", ("show ip route", "% Invalid input"), ("show ip route vrf *", IOS_ROUTES), ("show ip route", IOS_ROUTES)
    )
    assert len(seen.routes) == 8
    assert len(notes) == 1
    assert seen.covers(ROUTES, "default")
    assert [output.vrf for output in seen.outputs] == ["default", ALL_VRFS]


def test_a_vrf_is_taken_from_the_command_and_from_the_text() -> None:
    named = "Routing Table: RED_1\n" + IOS_ROUTES
    seen, _ = see("cisco_ios", ("show ip route vrf RED 1", named), ("show ip route vrf BLUE", IOS_ROUTES))
    assert {way.vrf for way in seen.routes} == {"RED_1", "BLUE"}
    assert seen.covers(ROUTES, "RED_1") and seen.covers(ROUTES, "BLUE") and not seen.covers(ROUTES, "default")


def test_a_filtered_table_is_no_table() -> None:
    assert see("cisco_ios", ("show ip route bgp", IOS_ROUTES), ("show ip route 10.0.0.1", IOS_ROUTES)) == (Observed(), [])


OSPF_TEXT = """\
Neighbor ID     Pri   State           Dead Time   Address         Interface
10.254.0.1        1   FULL/DR         00:00:30    10.0.0.1        GigabitEthernet0/1
10.254.0.2        0   2WAY/DROTHER    00:00:30    10.0.0.5        GigabitEthernet0/1
10.254.0.3        0   INIT/  -        00:00:30    10.0.1.1        Gi0/2
"""
BGP_TEXT = """\
BGP router identifier 10.254.0.1, local AS number 65000
Neighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd
10.0.0.1        4        65001     100     100       12    0    0 3w0d            7
10.0.0.9        4        65002       0       0        0    0    0 never    Idle (Admin)
"""


def test_neighbours_as_text() -> None:
    seen, notes = see("cisco_ios", ("show ip ospf neighbor", OSPF_TEXT), ("show ip bgp summary", BGP_TEXT))
    assert not notes
    assert [(p.protocol, str(p.address), p.state, p.up, p.interface, p.identity) for p in seen.peers] == [
        (OSPF, "10.0.0.1", "full", True, "GigabitEthernet0/1", "10.254.0.1"),
        (OSPF, "10.0.0.5", "2way", True, "GigabitEthernet0/1", "10.254.0.2"),
        (OSPF, "10.0.1.1", "init", False, "GigabitEthernet0/2", "10.254.0.3"),
        (BGP, "10.0.0.1", "established", True, "", "65001"),
        (BGP, "10.0.0.9", "idle (admin)", False, "", "65002"),
    ]


def test_a_protocol_that_does_not_run_has_no_neighbours() -> None:
    quiet = {
        "cisco_ios": [("show ip bgp summary", "% BGP not active\n"), ("show ip ospf neighbor", "")],
        "frr": [("show bgp vrf all summary json", "bgpd is not running\n"), ("show ip ospf vrf all neighbor json", "{}")],
        "juniper_junos": [("show bgp summary", "BGP is not running\n"), ("show ospf neighbor", "OSPF instance is not running\n")],
        "arista_eos": [("show ip bgp neighbors vrf all | json", '{"errors": ["BGP inactive"]}'), ("show ip ospf neighbor", "")],
    }
    for os, outputs in quiet.items():
        seen, notes = see(os, *outputs)
        assert (seen.peers, notes) == ((), []), os
        assert seen.covers(BGP, "default") and seen.covers(OSPF, "default")


def test_neighbours_of_junos_must_be_as_many_as_the_summary_says() -> None:
    text = (
        "Groups: 1 Peers: 2 Down peers: 1\n"
        "Peer                     AS      InPkt     OutPkt    OutQ   Flaps Last Up/Dwn State|#Active/Received/Accepted/Damped...\n"
        "10.0.0.1              65001        100        100       0       0     2:03:04 Establ\n  inet.0: 1/1/1/0\n"
    )
    last = "10.0.0.9              65002          0          0       0       0 1w2d 03:04:05 Active\n"
    seen, notes = see("juniper_junos", ("show bgp summary", text + last))
    assert not notes
    assert [(str(p.address), p.state) for p in seen.peers] == [("10.0.0.1", "established"), ("10.0.0.9", "active")]
    seen, [note] = see("juniper_junos", ("show bgp summary", text))
    assert "2 peers, but 1 follow" in note.what
    assert not seen.covers(BGP, "default")


def test_ports_of_three_systems() -> None:
    ios = (
        "GigabitEthernet0/1 is up, line protocol is up\n  Hardware is X\n  Internet address is 10.0.0.2/24\n"
        "Vlan7 is administratively down, line protocol is down\n  MTU 1500 bytes\n"
    )
    frr = (
        "Interface eth1 is up, line protocol is up\n  vrf: RED\n  inet 10.0.0.2/24\n  inet6 fe80::1/64\n"
        "Interface eth2 is down\n  vrf: default\n"
    )
    junos = (
        "Interface               Admin Link Proto    Local                 Remote\n"
        "ge-0/0/1                up    up\n"
        "ge-0/0/1.0              up    up   inet     10.0.0.2/24\n"
        "                                   inet6    2001:db8::2/64\n"
        "                                            fe80::1/64\n"
        "ge-0/0/2                up    down\n"
    )
    for os, command, text, wanted in (
        ("cisco_ios", "show interfaces", ios, [("GigabitEthernet0/1", True, "10.0.0.2/24"), ("Vlan7", False, "")]),
        ("frr", "show interface vrf all", frr, [("eth1", True, "10.0.0.2/24"), ("eth2", False, "")]),
        (
            "juniper_junos",
            "show interfaces terse",
            junos,
            [("ge-0/0/1", True, ""), ("ge-0/0/1.0", True, "10.0.0.2/24 2001:db8::2/64"), ("ge-0/0/2", False, "")],
        ),
    ):
        seen, notes = see(os, (command, text))
        assert not notes
        assert [(p.name, p.up, " ".join(map(str, p.addresses or ()))) for p in seen.ports] == wanted
        assert not see(os, (command, "what is this\n" + text))[0].covers(PORTS, ALL_VRFS)


def test_rows_are_values() -> None:
    seen, _ = see("frr", ("show ip route json", frr_json("default", ip="10.0.0.1", interfaceName="eth1")))
    assert seen.routes == (
        RouteSeen("default", ip_network("10.5.0.0/16"), "static", ip_address("10.0.0.1"), "eth1", False, 1, 0),
    )  # fmt: skip
