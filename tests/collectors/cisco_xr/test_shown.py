"""Tables that IOS XR prints are read whole or not at all."""

from ipaddress import ip_address, ip_network

from collectors.dialect import dialect
from collectors.observe import observed
from models.device import DeviceId
from models.observed import Observed
from models.snapshot import Capture

HEAD = """Wed Mar  5 10:11:12.131 EET

Codes: C - connected, S - static
       O - OSPF, i - ISIS

Gateway of last resort is not set

"""
ROUTES = (
    HEAD
    + """S*   0.0.0.0/0 [1/0] via 192.0.2.1, 1w2d
B    10.0.0.0/8 [200/0] via 0.0.0.0, 00:03:38, Null0
C    10.1.0.0/24 is directly connected, 5d03h, GigabitEthernet0/0/0/1
L    10.1.0.1/32 is directly connected, 5d03h, GigabitEthernet0/0/0/1
O E2 10.2.0.0/16 [110/20] via 10.1.0.2, 00:01:22, GigabitEthernet0/0/0/1
                 [110/20] via 10.1.0.3, 00:01:22, GigabitEthernet0/0/0/1
i L2 10.3.0.0/16 [115/30] via 10.1.0.2, 00:01:22, GigabitEthernet0/0/0/1 (!)
L    10.9.9.9/32 is directly connected, 5d03h, Loopback0
B    10.4.0.0/16 [20/0] via 10.8.0.1 (nexthop in vrf default), 00:01:22
"""
)
VRFS = "\n\nVRF: RED\n\n" + HEAD + "C    10.5.0.0/24 is directly connected, 00:08:38, Bundle-Ether1.5\n"
IPV6 = (
    HEAD
    + """L    2001:db8::1/128 is directly connected,
      00:08:38, Loopback0
O    2001:db8:1::/64
      [110/2] via fe80::1, 00:01:22, GigabitEthernet0/0/0/0
"""
)


def see(command: str, text: str) -> tuple[Observed, int]:
    seen, notes = observed([Capture(DeviceId("d", "r"), command, "x.txt", text)], dialect("cisco_xr"))
    return seen, len(notes)


def test_routes() -> None:
    seen, notes = see("show route", ROUTES)
    assert notes == 0
    assert [(str(r.prefix), r.protocol, str(r.next_hop or ""), r.interface, r.discard) for r in seen.routes] == [
        ("0.0.0.0/0", "static", "192.0.2.1", "", False),
        ("10.0.0.0/8", "aggregate", "", "", True),
        ("10.1.0.0/24", "connected", "", "GigabitEthernet0/0/0/1", False),
        ("10.1.0.1/32", "local", "", "GigabitEthernet0/0/0/1", False),
        ("10.2.0.0/16", "ospf-e2", "10.1.0.2", "GigabitEthernet0/0/0/1", False),
        ("10.2.0.0/16", "ospf-e2", "10.1.0.3", "GigabitEthernet0/0/0/1", False),
        ("10.3.0.0/16", "isis-l2", "10.1.0.2", "GigabitEthernet0/0/0/1", False),
        ("10.9.9.9/32", "connected", "", "Loopback0", False),
        ("10.4.0.0/16", "bgp", "10.8.0.1", "", False),
    ]


def test_routes_of_vrfs_and_of_ipv6() -> None:
    seen, notes = see("show route vrf all", VRFS)
    assert notes == 0
    assert [(r.vrf, r.prefix, r.interface) for r in seen.routes] == [("RED", ip_network("10.5.0.0/24"), "Bundle-Ether1.5")]
    seen, notes = see("show route ipv6 unicast", IPV6)
    assert notes == 0
    assert [(str(r.prefix), r.protocol, r.next_hop, r.metric) for r in seen.routes] == [
        ("2001:db8::1/128", "connected", None, None),
        ("2001:db8:1::/64", "ospf", ip_address("fe80::1"), 2),
    ]


def test_an_output_that_is_not_understood_is_none() -> None:
    for text in (
        ROUTES + "Z    10.0.0.0/9 [1/2] via 1.2.3.4, 1w2d\n",
        "no table at all\n",
        ROUTES.replace("via 10.1.0.3", "by 10.1.0.3"),
    ):
        seen, notes = see("show route", text)
        assert not seen.routes and notes == 1
