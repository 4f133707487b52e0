"""Routes between VRFs by route target: on one device, and over VPN sessions by way of a reflector."""

from dataclasses import replace

import pytest

from collectors.dialect import dialect, read
from collectors.draft import Draft
from models.device import DeviceId
from models.network import Network
from models.route import Route
from models.routing import Redistribution
from netplan.routing.solve import RoutingResult, routes


def solved(**configs: str) -> RoutingResult:
    """Routing over IOS configs by host name."""
    ios = dialect("cisco_ios")
    devices = [read(text, ios, Draft(DeviceId("lab", name), "cisco_ios", name)) for name, text in configs.items()]
    assert [line.text for device in devices for line in device.coverage.unread] == []
    return routes(Network({device.id: device for device in devices}))


def table(result: RoutingResult, name: str, vrf: str) -> dict[str, Route]:
    """The routes of a VRF that come from elsewhere, by prefix."""
    found = next(found for node, found in result.ribs.items() if (node.device.name, node.vrf) == (name, vrf))
    return {str(route.prefix): route for route in found if route.protocol in ("bgp", "ibgp")}


def vrf(name: str, number: int, imports: tuple[int, ...], exports: tuple[int, ...], more: str = "") -> str:
    """A VRF with a loopback 10.NUMBER.0.0/24 whose connected routes BGP takes in."""
    targets = [f"  route-target import 65000:{t}\n" for t in imports] + [f"  route-target export 65000:{t}\n" for t in exports]
    return (
        f"vrf definition {name}\n rd 65000:{number}\n address-family ipv4\n{''.join(targets)}{more} exit-address-family\n!\n"
        f"interface Loopback{number}\n vrf forwarding {name}\n ip address 10.{number}.0.1 255.255.255.0\n!\n"
    )


def bgp(*vrfs: str, neighbors: str = "") -> str:
    families = "".join(f" address-family ipv4 vrf {name}\n  redistribute connected\n exit-address-family\n" for name in vrfs)
    return f"router bgp 65000\n{neighbors}{families}!\n"


HUB = vrf("hub", 1, (1, 2), (3,)) + vrf("red", 2, (2, 3), (2,)) + vrf("blue", 3, (3,), (2,))


def test_vrfs_of_one_device_import_by_target() -> None:
    result = solved(a=HUB + bgp("hub", "red", "blue"))
    assert table(result, "a", "hub").keys() == {"10.2.0.0/24", "10.3.0.0/24"}
    assert table(result, "a", "red").keys() == {"10.1.0.0/24", "10.3.0.0/24"}
    assert table(result, "a", "blue").keys() == {"10.1.0.0/24"}
    route = table(result, "a", "hub")["10.2.0.0/24"]
    assert (route.interface, route.next_hop, route.next_hop_vrf, route.distance) == ("Loopback2", None, "", 20)
    assert not result.unknown


def test_what_was_imported_is_not_exported_again() -> None:
    chain = vrf("one", 1, (), (1,)) + vrf("two", 2, (1,), (2,)) + vrf("three", 3, (2,), ())
    result = solved(a=chain + bgp("one", "two", "three"))
    assert table(result, "a", "two").keys() == {"10.1.0.0/24"}
    assert table(result, "a", "three").keys() == {"10.2.0.0/24"}


def test_an_export_map_marks_routes_and_an_import_map_chooses() -> None:
    more = "interface Loopback9\n vrf forwarding one\n ip address 10.9.0.1 255.255.255.0\n!\n"
    lists = "ip prefix-list NINE seq 5 permit 10.9.0.0/24\nip prefix-list ONE seq 5 permit 10.1.0.0/24\n"
    out = "route-map OUT permit 10\n match ip address prefix-list NINE\n set extcommunity rt 65000:7\n"
    only = "route-map ONLY permit 10\n match ip address prefix-list ONE\n"
    vrfs = vrf("one", 1, (), (1,), "  export map OUT\n") + vrf("seven", 2, (7,), ()) + vrf("all", 3, (1, 7), ())
    vrfs += vrf("some", 4, (1, 7), (), "  import map ONLY\n")
    result = solved(a=vrfs + more + bgp("one", "seven", "all", "some") + lists + out + only)
    assert table(result, "a", "seven").keys() == {"10.9.0.0/24"}
    assert table(result, "a", "all").keys() == {"10.1.0.0/24", "10.9.0.0/24"}
    assert table(result, "a", "some").keys() == {"10.1.0.0/24"}


def core(number: int, *others: int, reflector: bool = False) -> str:
    """A router with a loopback, a wire to the core LAN, OSPF, and VPN sessions to others."""
    client = "  neighbor {0} route-reflector-client\n" if reflector else ""
    sessions = "".join(f" neighbor 192.0.2.{n} remote-as 65000\n neighbor 192.0.2.{n} update-source Loopback0\n" for n in others)
    active = "".join(
        f"  neighbor 192.0.2.{n} activate\n  neighbor 192.0.2.{n} send-community extended\n" + client.format(f"192.0.2.{n}")
        for n in others
    )
    return (
        f"interface Loopback0\n ip address 192.0.2.{number} 255.255.255.255\n!\n"
        f"interface GigabitEthernet0/0\n ip address 198.51.100.{number} 255.255.255.0\n!\n"
        "router ospf 1\n network 0.0.0.0 255.255.255.255 area 0\n!\n"
        f"router bgp 65000\n no bgp default ipv4-unicast\n{sessions}"
        f" address-family vpnv4\n{active} exit-address-family\n!\n"
    )


def test_vpn_routes_cross_a_reflector_into_the_vrfs_that_import_them() -> None:
    a = core(1, 9) + vrf("red", 1, (5,), (5,)) + bgp("red")
    b = core(2, 9) + vrf("rot", 2, (5,), (5,)) + vrf("other", 3, (6,), (6,)) + bgp("rot", "other")
    result = solved(a=a, b=b, rr=core(9, 1, 2, reflector=True))
    assert table(result, "a", "red").keys() == {"10.2.0.0/24"}
    route = table(result, "b", "rot")["10.1.0.0/24"]
    assert (str(route.next_hop), route.protocol, route.distance) == ("192.0.2.1", "ibgp", 200)
    assert (route.next_hop_device, route.next_hop_vrf) == (DeviceId("lab", "a"), "red")
    assert table(result, "b", "other") == {}
    assert table(result, "rr", "default") == {}


@pytest.mark.parametrize(("missing", "left"), [("send-community extended", False), ("route-reflector-client", False), ("", True)])
def test_vpn_routes_need_targets_and_reflection(missing: str, left: bool) -> None:
    lines = core(9, 1, 2, reflector=True).splitlines(keepends=True)
    rr = "".join(line for line in lines if not missing or missing not in line)
    ends = {name: core(n, 9) + vrf("red", n, (5,), (5,)) + bgp("red") for name, n in (("a", 1), ("b", 2))}
    assert bool(table(solved(**ends, rr=rr), "a", "red")) is left


def test_a_vpn_route_goes_when_its_device_cannot_be_reached() -> None:
    ends = {name: core(n, 9) + vrf("red", n, (5,), (5,)) + bgp("red") for name, n in (("a", 1), ("b", 2))}
    ends["b"] = ends["b"].replace("network 0.0.0.0 255.255.255.255 area 0", "network 198.51.100.0 0.0.0.255 area 0")
    assert table(solved(**ends, rr=core(9, 1, 2, reflector=True)), "a", "red") == {}


def test_what_is_not_sure_in_one_vrf_is_not_sure_in_those_that_import_from_it() -> None:
    text = vrf("one", 1, (), (1,)) + vrf("two", 2, (1,), ()) + vrf("lone", 3, (9,), (9,)) + bgp("one", "two", "lone")
    device = read(text, dialect("cisco_ios"), Draft(DeviceId("lab", "a"), "cisco_ios", "a"))
    odd = replace(device.bgp["one"], redistributions=(Redistribution("a protocol of tomorrow"),))
    device = replace(device, bgp={**device.bgp, "one": odd})
    assert {vrf for _, vrf in routes(Network({device.id: device})).bgp.gaps} == {"one", "two"}
