"""Networks that redistribute both ways can rest in several states: exactly what differs between them is not known."""

from dataclasses import replace
from ipaddress import ip_network

import pytest

from netplan.routing.columns import Rows, rows
from netplan.routing.orders import differing, rests
from netplan.routing.replay import tracked
from netplan.routing.solve import RoutingResult, routes
from tests.engine.test_frr_ways import BGP, port, router, solved, table

UNKNOWN = "which route is in the table depends on the order of events"


def gate(at: int, into_bgp: str = " redistribute ospf\n", into_ospf: str = " redistribute bgp\n") -> str:
    """A border router: BGP with its own neighbour outside, OSPF with the other one."""
    bgp = BGP.format(asn=65001, id=f"10.255.0.{at}") + f" neighbor 10.{at}.0.2 remote-as 65002\n address-family ipv4 unicast\n"
    return router(
        f"gate{at}",
        port("e0", f"10.{at}.0.1/30"),
        port("e1", f"10.9.0.{at}/24", "ip ospf area 0"),
        "router ospf",
        f"{into_ospf}exit",
        f"{bgp} {into_bgp}  neighbor 10.{at}.0.2 activate\n exit-address-family\nexit",
    )


def outside(at: int) -> str:
    bgp = BGP.format(asn=65002, id=f"10.254.0.{at}")
    lines = (
        f" neighbor 10.{at}.0.1 remote-as 65001\n address-family ipv4 unicast\n  network 192.0.2.0/24\n exit-address-family\nexit"
    )
    return router(f"out{at}", "ip route 192.0.2.0/24 Null0", port("e0", f"10.{at}.0.2/30"), f"{bgp}{lines}")


def open_prefixes(result: RoutingResult) -> dict[str, set[str]]:
    names = result.topology.nodes
    return {
        names[node].device.name: {str(prefix) for prefix, why in found.items() if why == UNKNOWN}
        for node, found in result.unknown_prefixes.items()
        if UNKNOWN in found.values()
    }


def test_a_route_that_each_of_two_gates_has_from_the_other_may_stay() -> None:
    result = solved(gate(1), gate(2), outside(1), outside(2))
    assert table(result, "gate1")["192.0.2.0/24"] == ["10.1.0.2"]
    assert {name: "192.0.2.0/24" in found for name, found in open_prefixes(result).items()} == {"gate1": True, "gate2": True}


@pytest.mark.parametrize("one_way", [{"into_ospf": ""}, {"into_bgp": ""}], ids=["into BGP", "into OSPF"])
def test_one_way_there_is_one_state(one_way: dict[str, str]) -> None:
    assert open_prefixes(solved(gate(1, **one_way), gate(2, **one_way), outside(1), outside(2))) == {}


def test_a_state_that_is_followed_knows_it_too() -> None:
    network = solved(gate(1), gate(2), outside(1), outside(2)).topology.network
    found = tracked(network)
    assert found is not None and open_prefixes(found.routing) == open_prefixes(routes(network))
    cut = {id: device for id, device in network.devices.items() if id.name != "out2"}
    assert open_prefixes(routes(replace(network, devices=cut))) == {}, "with one way out it cannot be held in a circle"


def test_what_never_settles_is_named_and_the_rest_stays_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two gates that prefer OSPF to BGP and tell each other by OSPF what they have by BGP: moving in step they never rest."""
    bgp_last = (
        gate(1).replace(" redistribute ospf\n", " distance bgp 200 200 200\n"),
        gate(2).replace(" redistribute ospf\n", " distance bgp 200 200 200\n"),
    )
    far = router("far", port("e0", "172.16.0.1/24"))
    settled = solved(*bgp_last, outside(1), outside(2), far)
    assert settled.converged
    monkeypatch.setattr("netplan.routing.settle._TURNS", 0)
    result = solved(*bgp_last, outside(1), outside(2), far)
    assert not result.converged and not result.unknown
    (finding,) = (found for found in result.findings if found.invariant == "convergence")
    assert "routing does not settle: 192.0.2.0/24 at lab/gate1, lab/gate2" in finding.what
    for node, place in enumerate(result.topology.nodes):
        found = {str(prefix) for prefix, why in result.unknown_prefixes.get(node, {}).items() if why == "routing does not settle"}
        assert found == {"192.0.2.0/24"}, place
        assert result.open_route(node, ip_network("10.9.0.0/24")) == ""


def test_what_does_not_come_to_rest_in_time_may_be_any_state_that_was_passed() -> None:
    def route(prefix: int) -> Rows:
        return rows([(0, prefix, 1, 20, 0, -1, -1, -1, -1, False, 0, -1, -1)])

    def onward(found: Rows) -> Rows:
        return route(int(found["prefix"][0]) + 1)

    assert [int(state["prefix"][0]) for state in rests(onward, route(0))] == list(range(24))
    assert differing(onward, route(3), route(0)) == {(0, prefix) for prefix in range(24)}
