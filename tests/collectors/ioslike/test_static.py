"""Static routes of IOS, EOS and FRR."""

from ipaddress import ip_address

import pytest

from models.device import Device
from models.routing import StaticRoute
from tests.collectors.ioslike.reading import device, unread


def only(found: Device) -> StaticRoute:
    """The one static route, when every line was understood."""
    assert not unread(found)
    (route,) = found.statics
    return route


IOS, EOS = "cisco_ios", "arista_eos"


@pytest.mark.parametrize(
    ("os", "line", "hop", "port", "rest"),
    [
        (IOS, "ip route 10.0.0.0 255.0.0.0 192.0.2.1", "192.0.2.1", "", {}),
        (IOS, "ip route 10.0.0.0 255.0.0.0 Gi0/1 192.0.2.1 200 tag 7 name a permanent", "192.0.2.1", "GigabitEthernet0/1",
         {"distance": 200, "tag": 7, "name": "a"}),
        (IOS, "ip route vrf RED 10.0.0.0 255.0.0.0 192.0.2.1 global", "192.0.2.1", "", {"vrf": "RED", "next_hop_vrf": "default"}),
        (IOS, "ip route 10.0.0.0 255.0.0.0 192.0.2.1 track 5", "192.0.2.1", "", {"track": "5"}),
        (IOS, "ip route 10.0.0.0 255.0.0.0 Null0 250", "", "", {"discard": True, "distance": 250}),
        (IOS, "ipv6 route vrf RED 2001:db8::/32 Gi0/1 FE80::1", "fe80::1", "GigabitEthernet0/1", {"vrf": "RED"}),
        (EOS, "ip route vrf RED 10.0.0.0/8 egress-vrf BLUE 192.0.2.1", "192.0.2.1", "", {"vrf": "RED", "next_hop_vrf": "BLUE"}),
        (EOS, "ip route 10.0.0.0/8 Et1 192.0.2.1 5 tag 3 name x metric 9", "192.0.2.1", "Ethernet1",
         {"distance": 5, "tag": 3, "name": "x", "metric": 9}),
        (EOS, "ip route 10.0.0.0/8 Null0", "", "", {"discard": True}),
        ("frr", "ip route 10.0.0.0/8 192.0.2.1 eth0 nexthop-vrf RED", "192.0.2.1", "eth0", {"next_hop_vrf": "RED"}),
        ("frr", "ip route 10.0.0.0/8 eth0 tag 4 30", "", "eth0", {"tag": 4, "distance": 30}),
        ("frr", "ip route 10.0.0.0/8 blackhole 250", "", "", {"discard": True, "distance": 250}),
        ("frr", "ip route 10.0.0.0/8 reject vrf RED", "", "", {"discard": True, "vrf": "RED"}),
        ("frr", "ip route 10.0.0.0/8 192.0.2.1 nexthop-vrf default", "192.0.2.1", "", {}),
        ("frr", "ipv6 route 2001:db8::/32 fe80::1 eth0", "fe80::1", "eth0", {}),
    ],
)  # fmt: skip
def test_form(os: str, line: str, hop: str, port: str, rest: dict[str, object]) -> None:
    route = only(device(os, line))
    assert route.next_hop == (ip_address(hop) if hop else None)
    assert route.interface == port
    said = {
        "vrf": "default",
        "distance": 1,
        "tag": 0,
        "name": "",
        "metric": 0,
        "track": "",
        "discard": False,
        "next_hop_vrf": "",
    } | rest
    assert {name: getattr(route, name) for name in said} == said


@pytest.mark.parametrize(
    ("os", "line"),
    [
        (IOS, "ip route 10.0.0.0 255.0.0.0"),
        (IOS, "ip route 0.0.0.0 0.0.0.0 GigabitEthernet0/0 dhcp"),
        (IOS, "ip route 10.0.0.0 0.255.255.255 192.0.2.1"),
        (IOS, "ip route 10.0.0.0 255.0.0.0 Vlan 10"),
        (IOS, "ip route 10.0.0.0 255.0.0.0 192.0.2.1 10 20"),
        (IOS, "ip route 10.0.0.0 255.0.0.0 2001:db8::1"),
        (IOS, "ip route 10.0.0.0 255.0.0.0 Null0 192.0.2.1"),
        (EOS, "ip route 10.0.0.0/33 192.0.2.1"),
        ("frr", "ip route 10.0.0.0/8 192.0.2.1 table 20"),
        ("frr", "ip route 10.0.0.0/8 192.0.2.1 label 30"),
        ("frr", "ip route 10.0.0.0/8 192.0.2.1 bfd profile fast"),
        ("frr", "ip route 10.0.0.0/8 192.0.2.1 tag 3 eth0"),
        ("frr", "ip route 10.0.0.0/8 192.0.2.1 192.0.2.2"),
    ],
)
def test_what_is_not_understood_is_no_route(os: str, line: str) -> None:
    found = device(os, line)
    assert not found.statics
    assert unread(found) == [line]


def test_routes_inside_a_vrf_of_frr() -> None:
    route = only(device("frr", "vrf RED\n ip route 10.0.0.0/8 192.0.2.1\nexit-vrf\n"))
    assert route.vrf == "RED"


def test_the_gateway_of_a_switch_counts_only_while_it_does_not_route() -> None:
    line = "ip default-gateway 192.0.2.1\n"
    assert not device(IOS, line).statics
    switch = device(IOS, "no ip routing\n" + line)
    (route,) = switch.statics
    assert (str(route.prefix), str(route.next_hop), route.source.line) == ("0.0.0.0/0", "192.0.2.1", 2)
