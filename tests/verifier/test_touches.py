"""What a change can alter: ports, filters and next hops whose effect lies elsewhere than where the change is made."""

from dataclasses import replace
from ipaddress import ip_network

from models.change import Change
from models.device import DeviceId
from models.filters import Acl, AclRule, Wildcard
from models.interfaces import Switchport
from models.network import Network
from models.plan import Step
from models.zones import Crossing
from netplan.verifier.touches import Touch, touches
from netplan.verifier.world import World
from tests.gadgets.engine import network, port, router, static

R1, R2 = DeviceId("city", "r1"), DeviceId("city", "r2")


def touched(first: Network, change: Change) -> list[Touch]:
    """The touches of one change of a plan of one step."""
    return touches(World.of(first, [Step("s", "s", "test", "city", (change,))]), change)


def test_an_address_that_goes_takes_the_routes_of_a_neighbour_with_it() -> None:
    wire = port("e1", "10.0.0.2/30")
    near = router("r1", [port("e1", "10.0.0.1/30")], statics=frozenset({static("10.9.0.0/24", "10.0.0.2")}))
    first = network(near, router("r2", [wire]))
    found = touched(first, Change(R2, wire, replace(wire, addresses=())))
    assert Touch("city", ip_network("10.9.0.0/24")) in found


def test_a_gateway_that_is_shut_cuts_off_the_hosts_behind_it() -> None:
    lan = port("lan", "10.1.0.1/24")
    found = touched(network(router("r1", [lan])), Change(R1, lan, replace(lan, enabled=False)))
    assert Touch("city", None, ip_network("10.1.0.0/24"), filters=True) in found


def test_a_switch_port_that_is_shut_can_part_any_two_ports() -> None:
    access = replace(port("e5"), switchport=Switchport())
    found = touched(network(router("r1", [access])), Change(R1, access, replace(access, enabled=False)))
    assert Touch("city") in found


def test_a_list_that_loses_all_its_rules_touches_every_packet() -> None:
    full = Acl("GUARD", (AclRule(True, destinations=(Wildcard(0x0A010000, 0xFF),), sequence=10),))
    first = network(router("r1", [port("e1", "10.0.0.1/24", acl_in="GUARD")], acls={"GUARD": full}))
    found = touched(first, Change(R1, full, replace(full, rules=())))
    assert Touch("city", None, None, filters=True) in found


def test_a_list_between_zones_touches_what_crosses() -> None:
    full = Acl("GUARD", (AclRule(True, destinations=(Wildcard(0x0A010000, 0xFF),), sequence=10),))
    crossings = {("in", "out"): Crossing(("GUARD",))}
    ports = [port("e1", "10.0.0.1/24", zone="in"), port("e2", "10.0.1.1/24", zone="out")]
    change = Change(R1, full, replace(full, rules=()))
    assert touched(network(router("r1", ports, acls={"GUARD": full}, crossings=crossings)), change)
    assert not touched(network(router("r1", ports, acls={"GUARD": full}, crossings={})), change)


def test_a_route_back_to_a_source_touches_its_packets_where_ports_check_that() -> None:
    route = static("10.9.0.0/24", "10.0.0.2")
    back = Touch("city", None, ip_network("10.9.0.0/24"), filters=True)
    for check in (True, False):
        first = network(router("r1", [port("e1", "10.0.0.1/30", source_check=check)], statics=frozenset({route})))
        assert (back in touched(first, Change(R1, route, None))) is check
