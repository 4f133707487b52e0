"""What `diff` says, and that it says nothing where nothing changed in meaning."""

from dataclasses import replace
from ipaddress import IPv4Address, ip_address, ip_interface, ip_network
from typing import Any

from models.device import Device, DeviceId
from models.filters import Acl, AclRule, Wildcard
from models.interfaces import Address, Interface
from models.nat import NatKind, NatPool, NatRule
from models.network import Network
from models.routing import StaticRoute
from models.services import Service
from models.source import Coverage, Source, Status, UnreadLine
from models.zones import Crossing
from netplan.audit.diff import diff, fold, summary

RTR = DeviceId("hr", "rtr-1")
PORT = Interface("Gi0/1", addresses=(Address(ip_interface("10.0.0.1/24")),), source=Source("hr/rtr-1.cfg", 4))
ACL = Acl("MGMT", (AclRule(True, (6,), (Wildcard(0x0A010100, 0xFF),), (), (), ((22, 22),), sequence=10),))


def network(*devices: Device) -> Network:
    return Network({device.id: device for device in devices})


def device(name: DeviceId = RTR, **facts: Any) -> Device:
    return replace(Device(name, "cisco_ios", interfaces={"Gi0/1": PORT}, acls={"MGMT": ACL}), **facts)


def test_equal_facts_from_other_lines_are_no_difference() -> None:
    moved = replace(PORT, source=Source("hr/rtr-1.cfg", 99))
    assert diff(network(device()), network(device(interfaces={"Gi0/1": moved}))) == []


def test_a_changed_field_reads_from_before_to_after_with_both_places() -> None:
    after = device(interfaces={"Gi0/1": replace(PORT, mtu=9000, source=Source("hr/rtr-1.cfg", 5))})
    [found] = diff(network(device()), network(after))
    assert (found.kind, found.name, found.what) == ("interface", "Gi0/1", "mtu: nothing → 9000")
    assert (str(found.before), str(found.after)) == ("hr/rtr-1.cfg:4", "hr/rtr-1.cfg:5")


def test_an_acl_rule_tells_what_it_did_before() -> None:
    wider = replace(ACL, rules=(replace(ACL.rules[0], sources=(Wildcard(0x0A000000, 0xFFFFFF),)),))
    [found] = diff(network(device()), network(device(acls={"MGMT": wider})))
    now, before = found.what.split(", before ")
    assert now == "rule 10 now permits tcp from 10.0.0.0/8 to any port 22"
    assert before == "it permits tcp from 10.1.1.0/24 to any port 22"


def test_direction_of_sets() -> None:
    route = StaticRoute(ip_network("10.9.0.0/16"), ip_address("10.0.0.2"))
    there = diff(network(device()), network(device(statics=frozenset({route}))))
    back = diff(network(device(statics=frozenset({route}))), network(device()))
    assert [d.what for d in there] == ["+ to 10.9.0.0/16 via 10.0.0.2"]
    assert [d.what for d in back] == ["− to 10.9.0.0/16 via 10.0.0.2"]


def test_nat_rules_and_pools_in_words() -> None:
    def with_nat(last: str, acl: str) -> Device:
        pool = NatPool("P", IPv4Address("192.0.2.8"), IPv4Address(last))
        return device(nat_pools={"P": pool}, nat_rules=(NatRule(NatKind.DYNAMIC, acl, pool="P", source=Source("c", 3)),))

    assert diff(network(with_nat("192.0.2.9", "7")), network(with_nat("192.0.2.9", "7"))) == []
    found = diff(network(with_nat("192.0.2.9", "7")), network(with_nat("192.0.2.10", "8")))
    assert [(d.kind, d.what) for d in found] == [
        ("NAT pool", "last: 192.0.2.9 → 192.0.2.10"),
        ("NAT rule", "− dynamic NAT of list 7 to pool P"),
        ("NAT rule", "+ dynamic NAT of list 8 to pool P"),
    ]


def test_what_may_cross_between_zones_in_words() -> None:
    one = device(crossings={("in", "out"): Crossing(), ("out", "in"): Crossing(("WEB",))})
    other = device(crossings={("in", "out"): Crossing(), ("out", "in"): Crossing(("WEB", "DENY"))})
    assert [(d.kind, d.name, d.what) for d in diff(network(one), network(other))] == [("crossing", "out → in", "filters + DENY")]
    assert [(d.name, d.what) for d in diff(network(one), network(device()))] == [
        ("in → out", "− everything passes"),
        ("out → in", "− what WEB permit"),
    ]


def test_lines_outside_the_model_are_shown_as_text() -> None:
    def with_line(text: str) -> Device:
        return device(coverage=Coverage(unread=(UnreadLine(text, "nat", Status.NOT_MODELLED, Source("c", 1)),)))

    found = diff(network(with_line("ip nat inside")), network(with_line("ip nat outside")))
    assert [(d.way, d.what) for d in found] == [("removed", "− ip nat inside"), ("added", "+ ip nat outside")]


def test_a_device_that_came_or_went() -> None:
    other = device(DeviceId("hr", "rtr-2"))
    assert [d.way for d in diff(network(device()), network(device(), other))] == ["added"]
    assert [d.way for d in diff(network(device(), other), network(device()))] == ["removed"]


def test_the_same_change_on_many_devices_is_folded() -> None:
    names = [DeviceId("hr", f"rtr-{n}") for n in range(5)]
    before = network(*[device(n, services=frozenset({Service("ntp", "10.0.0.9")})) for n in names])
    after = network(*[device(n, services=frozenset({Service("ntp", "10.0.0.8")})) for n in names])
    differences = diff(before, after)
    assert len(differences) == 10
    assert [(f.what, len(f.devices)) for f in fold(differences)] == [("+ ntp 10.0.0.8", 5), ("− ntp 10.0.0.9", 5)]
    assert summary(differences) == [("service", 5, 5, 0)]
