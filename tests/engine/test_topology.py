"""Who is on one segment: VLANs, trunks, aggregates, realms, and ports that are down for a reason."""

from dataclasses import replace

import pytest

from models.device import Device, DeviceId
from models.interfaces import Interface, InterfaceKind, Switchport, Vlan
from models.network import Network
from netplan.topology.topology import build
from tests.gadgets.engine import network, port, router


def switch(
    name: str,
    address: str,
    allowed: frozenset[int] | None = frozenset({10}),
    vlans: tuple[int, ...] = (10,),
    department: str = "city",
) -> Device:
    """A switch with a routed VLAN 10, a trunk t1 and an access port a1."""
    ports = [
        port("Vlan10", address, kind=InterfaceKind.VLAN, vlan=10),
        Interface("t1", switchport=Switchport("trunk", trunk_vlans=allowed)),
        Interface("a1", switchport=Switchport("access", access_vlan=10)),
    ]
    return router(name, ports, vlans={v: Vlan(v) for v in vlans}, department=department)


def meet(net: Network, a: str, b: str) -> bool:
    """Whether the routed VLAN 10 of two switches is one segment."""
    return (DeviceId("city", b), "Vlan10") in set(build(net).adjacent(DeviceId("city", a), "Vlan10"))


def pair(**second: object) -> Network:
    """Two switches, trunk to trunk."""
    two = switch("two", "10.0.10.2/24", **second)  # type: ignore[arg-type]  # options of the second switch
    return network(switch("one", "10.0.10.1/24"), two, links=[("city/one:t1", "city/two:t1")])


def test_trunk_joins_what_both_ends_allow() -> None:
    assert meet(pair(), "one", "two")
    assert meet(pair(allowed=None), "one", "two")
    assert not meet(pair(allowed=frozenset({20})), "one", "two")


def test_without_wires_equal_subnets_of_one_realm_meet() -> None:
    assert meet(network(switch("one", "10.0.10.1/24"), switch("two", "10.0.10.2/24")), "one", "two")


def test_vlan_that_does_not_exist_takes_its_interface_down() -> None:
    topology = build(pair(vlans=(20,)))
    assert topology.down[DeviceId("city", "two"), "Vlan10"] == "VLAN 10 does not exist"


def test_routed_vlan_without_a_port_that_is_up_is_down() -> None:
    one = switch("one", "10.0.10.1/24")
    shut = replace(one, interfaces={n: replace(i, enabled=n == "Vlan10") for n, i in one.interfaces.items()})
    assert build(network(shut)).down[one.id, "Vlan10"] == "no port that is up carries VLAN 10"


def test_trunks_of_two_departments_join_their_vlans() -> None:
    one, two = switch("one", "10.0.10.1/24"), switch("two", "10.0.10.2/24", department="port")
    apart, wired = network(one, two), network(one, two, links=[("city/one:t1", "port/two:t1")])
    assert not set(build(apart).adjacent(one.id, "Vlan10"))
    assert set(build(wired).adjacent(one.id, "Vlan10")) == {(two.id, "Vlan10")}


def test_far_end_that_is_shut_takes_the_port_and_its_subinterfaces_down() -> None:
    sub = port("e1.5", "10.5.0.1/24", kind=InterfaceKind.SUBINTERFACE, parent="e1", encapsulation_vlan=5)
    a = router("a", [port("e1", "10.0.0.1/30"), sub])
    b = router("b", [port("e1", "10.0.0.2/30", enabled=False)])
    down = build(network(a, b, links=[("city/a:e1", "city/b:e1")])).down
    assert down[a.id, "e1"] == "the other end, city/b e1, is shut down"
    assert down[a.id, "e1.5"] == "e1 is down"


@pytest.mark.parametrize(("shut", "up"), [((), True), (("m1",), True), (("m1", "m2"), False)])
def test_aggregate_is_up_while_a_member_is(shut: tuple[str, ...], up: bool) -> None:
    members = [Interface(m, lag="po1", enabled=m not in shut) for m in ("m1", "m2")]
    a = router("a", [port("po1", "10.0.0.1/30", kind=InterfaceKind.LAG), *members])
    assert ((a.id, "po1") in build(network(a)).port_index) is up


@pytest.mark.parametrize(("shut", "up"), [((), True), (("m1",), False)])
def test_aggregate_that_needs_all_its_members_is_down_without_one(shut: tuple[str, ...], up: bool) -> None:
    """Be the member shut here, or without light because it is shut at the far end."""
    lag = port("po1", "10.0.0.1/30", kind=InterfaceKind.LAG)
    members = [Interface(m, lag="po1") for m in ("m1", "m2")]
    one = router("a", [replace(lag, least_members=2), *(replace(m, enabled=m.name not in shut) for m in members)])
    assert ((one.id, "po1") not in build(network(one)).down) is up
    far = router("b", [replace(m, enabled=m.name not in shut) for m in members])
    near = router("a", [replace(lag, least_members=2), *members])
    wired = network(near, far, links=[("city/a:m1", "city/b:m1"), ("city/a:m2", "city/b:m2")])
    assert ((near.id, "po1") not in build(wired).down) is up


def test_wire_between_routed_ports_is_closed_to_others_with_the_same_subnet() -> None:
    devices = [router(n, [port("e1", f"10.0.0.{i}/24")]) for i, n in enumerate("abcd", 1)]
    topology = build(network(*devices, links=[("city/a:e1", "city/b:e1")]))
    assert set(topology.adjacent(devices[0].id, "e1")) == {(devices[1].id, "e1")}
    assert set(topology.adjacent(devices[2].id, "e1")) == {(devices[3].id, "e1")}


def test_dot1q_subinterface_meets_the_vlan_of_the_switch() -> None:
    sub = port("e1.10", "10.0.10.9/24", kind=InterfaceKind.SUBINTERFACE, parent="e1", encapsulation_vlan=10)
    stick = router("stick", [port("e1"), sub], "port")
    net = network(switch("one", "10.0.10.1/24"), stick, links=[("city/one:t1", "port/stick:e1")])
    assert set(build(net).adjacent(stick.id, "e1.10")) == {(DeviceId("city", "one"), "Vlan10")}


@pytest.mark.parametrize("autostate", [True, False])
def test_a_routed_vlan_without_any_port_is_up_only_when_its_state_is_not_tied_to_ports(autostate: bool) -> None:
    lonely = port("Vlan20", "10.0.20.1/24", kind=InterfaceKind.VLAN, vlan=20, autostate=autostate)
    device = router("one", [lonely, Interface("a1", switchport=Switchport("access", access_vlan=10))], vlans={20: Vlan(20)})
    assert ((DeviceId("city", "one"), "Vlan20") in build(network(device)).down) is autostate
