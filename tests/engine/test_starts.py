"""Tables that depend on which protocol spoke first, or on what was there before, are said to be unknown: there and nowhere else."""

from dataclasses import replace
from ipaddress import ip_network

import pytest

from collectors.dialect import dialect, read
from collectors.draft import Draft
from models.device import Device, DeviceId
from models.interfaces import Vrf
from models.link import Link, Port
from models.network import Network
from models.routing import BgpNetwork
from netplan.routing import orders, remains, starts
from netplan.routing.replay import tracked
from netplan.routing.solve import RoutingResult, routes


def network(**configs: str) -> Network:
    frr = dialect("frr")
    devices = [read(text, frr, Draft(DeviceId("lab", name), "frr", name)) for name, text in configs.items()]
    assert [line.text for device in devices for line in device.coverage.unread] == []
    return Network({device.id: device for device in devices})


def unknown(result: RoutingResult) -> dict[str, set[str]]:
    """The prefixes that are not known, by device."""
    names = result.topology.nodes
    return {names[node].device.name: {str(p) for p in found} for node, found in result.unknown_prefixes.items() if found}


def port(name: str, address: str, *lines: str) -> str:
    return "\n".join([f"interface {name}", f" ip address {address}", *(f" {line}" for line in lines), "exit", "!", ""])


def bgp(asn: int, peers: dict[str, int], *lines: str) -> str:
    head = [f"router bgp {asn}", " no bgp ebgp-requires-policy", " no bgp default ipv4-unicast", " bgp bestpath compare-routerid"]
    head += [f" neighbor {peer} remote-as {number}" for peer, number in peers.items()]
    body = [f"  neighbor {peer} activate" for peer in peers] + [f"  {line}" for line in lines]
    return "\n".join([*head, " address-family ipv4 unicast", *body, " exit-address-family", "exit", "!", ""])


AREA = "ip ospf area 0"
OUTSIDE = port("e0", "10.0.0.2/30") + port("lan", "10.9.0.1/24") + bgp(2, {"10.0.0.1": 1}, "network 10.9.0.0/24")
INSIDE = (
    port("e0", "10.0.1.2/30", AREA)
    + port("lan", "10.9.0.1/24", AREA)
    + port("more", "10.8.0.1/24", AREA)
    + "router ospf\nexit\n!\n"
)
LISTENER = port("e0", "10.0.2.2/30") + bgp(3, {"10.0.2.1": 1})


def border(*lines: str, static: str = "") -> str:
    """Between them: BGP with the outside and a listener, OSPF with the inside."""
    ports = port("e0", "10.0.0.1/30") + port("e1", "10.0.1.1/30", AREA) + port("e2", "10.0.2.1/30")
    return static + ports + "router ospf\nexit\n!\n" + bgp(1, {"10.0.0.2": 2, "10.0.2.2": 3}, *lines)


def test_a_route_brought_into_bgp_may_keep_out_that_of_a_neighbour_or_the_other_way_round() -> None:
    made = network(border=border("redistribute ospf"), outside=OUTSIDE, inside=INSIDE, listener=LISTENER)
    result = routes(made)
    assert unknown(result) == {"border": {"10.9.0.0/24"}, "listener": {"10.9.0.0/24"}}
    assert "order" in next(iter(result.unknown_prefixes[0].values()))
    followed = tracked(made)
    assert followed is not None and unknown(followed.routing) == unknown(result)


def test_nothing_is_open_where_the_interior_route_is_not_brought_in_or_does_not_lose() -> None:
    for lines in ((), ("redistribute ospf", "distance bgp 120 200 200"), ("redistribute static",)):
        static = "ip route 10.9.0.0/24 10.0.1.2 150\n!\n" if "redistribute static" in lines else ""
        made = network(border=border(*lines, static=static), outside=OUTSIDE, inside=INSIDE, listener=LISTENER)
        assert unknown(routes(made)) == {}, lines


def circle(*shut: str) -> Network:
    """Two routers with OSPF and iBGP: one brings OSPF into BGP, the other BGP into OSPF; the first has a port more."""

    def one(own: int, other: int, ospf: str, *lines: str) -> str:
        peer = f"10.255.0.{other}"
        ports = port("e0", f"10.0.0.{own}/30", AREA) + port("lo", f"10.255.0.{own}/32", AREA)
        process = bgp(1, {peer: 1}, *lines).replace(" address-family", f" neighbor {peer} update-source lo\n address-family", 1)
        return ports + f"router ospf\n redistribute {ospf}\nexit\n!\n" + process

    taker = port("e1", "10.9.0.1/24", *shut) + one(1, 2, "connected", "redistribute ospf", "neighbor 10.255.0.2 next-hop-self")
    return network(taker=taker, giver=one(2, 1, "bgp"))


def test_a_route_that_goes_round_may_outlive_its_port() -> None:
    assert unknown(routes(circle())) == {}
    assert unknown(routes(circle("shutdown"))) == {"taker": {"10.9.0.0/24"}, "giver": {"10.9.0.0/24"}}


def test_a_network_line_may_keep_alive_what_it_announces() -> None:
    """The line wants a route, and finds that which the other router made of its own announcement."""
    for shut in ((), ("shutdown",)):
        devices = {}
        for id, device in circle(*shut).devices.items():
            lines = (BgpNetwork(ip_network("10.9.0.0/24")),) if id.name == "taker" else ()
            devices[id] = replace(device, bgp={"default": replace(device.bgp["default"], redistributions=(), networks=lines)})
        expected = {"taker": {"10.9.0.0/24"}, "giver": {"10.9.0.0/24"}} if shut else {}
        assert unknown(routes(Network(devices))) == expected


def test_a_network_line_may_do_so_when_the_other_end_of_the_wire_is_shut() -> None:
    """The port of the line is not shut itself, but it is down."""
    city = circle()
    taker = city.devices[DeviceId("lab", "taker")]
    line = (BgpNetwork(ip_network("10.9.0.0/24")),)
    taker = replace(taker, bgp={"default": replace(taker.bgp["default"], redistributions=(), networks=line)})
    for shut in ((), ("shutdown",)):
        far = network(far=port("e1", "10.9.0.2/24", *shut)).devices
        wires = frozenset({Link(Port(taker.id, "e1"), Port(DeviceId("lab", "far"), "e1"))})
        result = unknown(routes(Network({**city.devices, **far, taker.id: taker}, wires)))
        assert ("10.9.0.0/24" in result.get("giver", ())) is bool(shut)


def test_what_goes_round_may_outlive_a_router_that_is_cut_off() -> None:
    """The subnet behind it, that is: the one on the way to it is brought in as connected."""
    behind = "10.8.0.0/24"
    for shut in ((), ("shutdown",)):
        wire = port("e2", "10.7.0.1/30", AREA, *shut) + "router ospf\nexit\n!\n"
        far = port("e0", "10.7.0.2/30", AREA) + port("lan", "10.8.0.1/24", AREA) + "router ospf\nexit\n!\n"
        city, more = circle(), network(taker=wire, far=far)
        taker = city.devices[DeviceId("lab", "taker")]
        taker = replace(taker, interfaces={**taker.interfaces, **more.devices[taker.id].interfaces})
        found = unknown(routes(Network({**more.devices, **city.devices, taker.id: taker})))
        assert {name for name, open_ in found.items() if behind in open_} == ({"taker", "giver"} if shut else set())


def test_what_may_be_left_over_touches_nobody_in_another_realm() -> None:
    city = circle("shutdown")
    school = read(port("e0", "10.9.0.1/24"), dialect("frr"), Draft(DeviceId("school", "sw"), "frr", "sw"))
    apart = replace(city, devices={**city.devices, school.id: school})
    assert unknown(routes(apart)) == {"taker": {"10.9.0.0/24"}, "giver": {"10.9.0.0/24"}}


def in_vrf(device: Device) -> Device:
    """The same router with everything in the VRF RED."""
    return replace(
        device,
        vrfs={"RED": Vrf("RED")},
        interfaces={name: replace(port, vrf="RED") for name, port in device.interfaces.items()},
        ospf={key: replace(process, vrf="RED") for key, process in device.ospf.items()},
        bgp={"RED": replace(device.bgp["default"], vrf="RED")},
    )


def test_a_route_may_go_round_in_any_vrf() -> None:
    red = {id: in_vrf(device) for id, device in circle("shutdown").devices.items()}
    assert unknown(routes(Network(red))) == {"taker": {"10.9.0.0/24"}, "giver": {"10.9.0.0/24"}}


def test_what_is_not_tried_in_a_large_network_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    shut = port("e9", "10.7.0.1/24", "shutdown")
    config = border("redistribute ospf").replace("router ospf\n", "router ospf\n redistribute bgp\n") + shut
    made = network(border=config, outside=OUTSIDE, inside=INSIDE, listener=LISTENER)
    assert [finding for finding in routes(made).findings if finding.invariant == "convergence"] == []
    monkeypatch.setattr(orders, "_MANY", 0)
    monkeypatch.setattr(remains, "_STARTS", 0)
    for result in (routes(made), tracked(made)):
        routing = getattr(result, "routing", result)
        told = [finding.what for finding in routing.findings if finding.invariant == "convergence"]
        assert len(told) == 2
        assert "resetting all of them at once" in told[0]
        assert "left over from before were sought at 0 of them" in told[1]


def junos_gate(at: int, back: str = "ospf") -> Device:
    """A border router of Junos: what BGP has goes into OSPF, what OSPF has goes to the neighbour outside."""
    text = f"""interfaces {{
    e0 {{ unit 0 {{ family inet {{ address 10.{at}.0.1/30; }} }} }}
    e1 {{ unit 0 {{ family inet {{ address 10.9.0.{at}/24; }} }} }}
}}
routing-options {{ autonomous-system 65001; router-id 10.255.0.{at}; }}
protocols {{
    bgp {{ group OUT {{ type external; export BACK; neighbor 10.{at}.0.2 {{ peer-as 65002; }} }} }}
    ospf {{ export IN; area 0.0.0.0 {{ interface e1.0; }} }}
}}
policy-options {{
    policy-statement IN {{ term a {{ from protocol bgp; then accept; }} }}
    policy-statement BACK {{ term a {{ from protocol {back}; then accept; }} }}
}}
"""
    return read(text, dialect("juniper_junos"), Draft(DeviceId("lab", f"gate{at}"), "juniper_junos", f"gate{at}"))


def between_junos(back: str) -> Network:
    ways = "ip route 192.0.2.0/24 Null0\n!\n"
    peers = {
        f"out{at}": ways + port("e0", f"10.{at}.0.2/30") + bgp(65002, {f"10.{at}.0.1": 65001}, "network 192.0.2.0/24")
        for at in (1, 2)
    }
    gates = {device.id: device for device in (junos_gate(1, back), junos_gate(2, back))}
    assert [line.text for device in gates.values() for line in device.coverage.unread] == []
    return Network({**network(**peers).devices, **gates})


def test_export_policies_of_junos_pass_routes_on_as_a_redistribution_does() -> None:
    made = between_junos("ospf")
    assert starts.may_rest_otherwise(made) and [key for key, _ in starts.takers(made)] == [
        (DeviceId("lab", f"gate{at}"), "default") for at in (1, 2)
    ]
    found = unknown(routes(made))
    assert "192.0.2.0/24" in found["gate1"] & found["gate2"]
    assert starts.takers(between_junos("static")) == [], "of OSPF they pass nothing on"
