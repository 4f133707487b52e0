"""Firewalls with zones: what crosses, what answers, and what no list decides."""

from dataclasses import replace
from ipaddress import IPv4Network

import pytest

from models.device import Device, DeviceId
from models.filters import Acl, AclRule, Wildcard
from models.nat import NatKind, NatRule
from models.network import Network
from models.verdict import Fate, Packet
from models.zones import Crossing
from netplan.forwarding.answers import answer_paths
from netplan.forwarding.boxes import Flow
from netplan.forwarding.dataplane import DataPlane, Start
from netplan.forwarding.filters.uses import uses
from tests.gadgets.engine import network, port, router, static

FIREWALL, OUTER = DeviceId("city", "fw"), DeviceId("city", "outer")
INSIDE: Start = (FIREWALL, "lan")
OUTSIDE: Start = (OUTER, "world")
CLIENT, SERVER, STRANGER = "10.1.0.5", "10.2.0.80", "203.0.113.9"
WEB = Acl("WEB", (AclRule(True, (6,), destinations=(Wildcard(0x0A020050, 0),), destination_ports=((443, 443),), sequence=10),))
PINGS = Acl("PINGS", (AclRule(True, (1,), sequence=10),))


def town(crossings: dict[tuple[str, str], Crossing] | None, *rules: NatRule, **more: object) -> Network:
    """fw: lan (in), dmz and wan (out); behind wan the router `outer` with the world."""
    facts: dict[str, object] = {
        "acls": {acl.name: acl for acl in (WEB, PINGS)},
        "statics": frozenset({static("0.0.0.0/0", "192.0.2.1")}),
        "crossings": crossings,
        "nat_rules": rules,
        **more,
    }
    ports = [
        port("lan", "10.1.0.1/24", zone="in", nat="inside"),
        port("dmz", "10.2.0.1/24", zone="dmz", nat="inside"),
        port("wan", "192.0.2.2/24", zone="out", nat="outside"),
        port("bare", "10.9.0.1/24"),
    ]
    outer = router(
        "outer",
        [port("cust", "192.0.2.1/24"), port("world", "203.0.113.1/24")],
        statics=frozenset({static("10.0.0.0/8", "192.0.2.2")}),
    )
    return network(router("fw", ports, **facts), outer, links=[("city/fw:wan", "city/outer:cust")])


def fate(net: Network, start: Start, packet: Packet) -> tuple[Fate, str]:
    (end,) = DataPlane.of(net).trace_ends(start, packet)
    return end.fate, end.why


def answers(net: Network, start: Start, packet: Packet) -> list[Fate]:
    return [path.fate for path in answer_paths(DataPlane.of(net), start, packet)]


def web(target: str = SERVER, source: str = STRANGER) -> Packet:
    return Packet(source, target, "tcp", 443, 50000)


OPEN_OUT = {("in", "out"): Crossing()}


def test_only_what_may_cross_does() -> None:
    net = town({**OPEN_OUT, ("out", "dmz"): Crossing(("WEB",))})
    assert fate(net, INSIDE, web(STRANGER, CLIENT))[0] is Fate.DELIVERED
    assert fate(net, OUTSIDE, web())[0] is Fate.DELIVERED
    assert fate(net, OUTSIDE, Packet(STRANGER, SERVER, "tcp", 22, 50000))[0] is Fate.DROPPED
    assert fate(net, OUTSIDE, web(CLIENT)) == (Fate.DROPPED, "nothing crosses city/fw from out to in")
    assert fate(net, (FIREWALL, "bare"), web(STRANGER, "10.9.0.7")) == (Fate.DROPPED, "nothing crosses city/fw from bare to out")


def test_a_firewall_without_crossings_passes_nothing_and_a_router_everything() -> None:
    assert fate(town({}), INSIDE, web(STRANGER, CLIENT))[0] is Fate.DROPPED
    assert fate(town(None), INSIDE, web(STRANGER, CLIENT))[0] is Fate.DELIVERED


def test_its_own_packets_and_those_to_itself_cross_nothing() -> None:
    net = town({})
    assert fate(net, (FIREWALL, "default"), web(STRANGER, "192.0.2.2"))[0] is Fate.DELIVERED
    assert fate(net, OUTSIDE, web("192.0.2.2"))[0] is Fate.DELIVERED


def test_every_list_of_a_crossing_must_permit() -> None:
    both = {("out", "dmz"): Crossing(("WEB", "PINGS"))}
    assert fate(town(both), OUTSIDE, web())[0] is Fate.DROPPED
    assert fate(town({("out", "dmz"): Crossing(("WEB", "GONE"))}, os="unheard_of"), OUTSIDE, web())[0] is Fate.UNKNOWN


def test_answers_pass_and_no_others() -> None:
    net = town(OPEN_OUT)
    assert answers(net, INSIDE, web(STRANGER, CLIENT)) == [Fate.DELIVERED]
    assert answers(net, INSIDE, Packet(CLIENT, STRANGER, "icmp")) == [Fate.DELIVERED]
    back = Packet(STRANGER, CLIENT, "tcp", 50000, 443)
    assert fate(net, OUTSIDE, back)[0] is Fate.DROPPED


def test_answers_of_a_protocol_without_state_are_asked_of_the_lists() -> None:
    ping = Packet(CLIENT, STRANGER, "icmp")
    quiet = {("in", "out"): Crossing(stateless=(1,))}
    assert answers(town(quiet), INSIDE, ping) == [Fate.DROPPED]
    assert answers(town(quiet), INSIDE, web(STRANGER, CLIENT)) == [Fate.DELIVERED]
    assert answers(town({**quiet, ("out", "in"): Crossing(("PINGS",))}), INSIDE, ping) == [Fate.DELIVERED]


def test_lists_see_the_addresses_of_hosts_whatever_they_are_translated_to() -> None:
    rule = NatRule(NatKind.STATIC, local=IPv4Network(f"{SERVER}/32"), outer=IPv4Network("192.0.2.80/32"))
    net = town({("out", "dmz"): Crossing(("WEB",))}, rule)
    assert fate(net, OUTSIDE, web("192.0.2.80"))[0] is Fate.DELIVERED
    assert answers(net, OUTSIDE, web("192.0.2.80")) == [Fate.DELIVERED]
    assert fate(net, OUTSIDE, Packet(STRANGER, "192.0.2.80", "tcp", 22, 50000))[0] is Fate.DROPPED


def test_sets_are_cut_exactly() -> None:
    net = town({("out", "dmz"): Crossing(("WEB",))})
    pieces = DataPlane.of(net).reach(OUTSIDE, Flow.of(f"{STRANGER}/32", "10.2.0.0/24", "tcp"))
    passed = [piece.box for piece in pieces if piece.end.fate is Fate.DELIVERED and piece.box.dst != (0x0A020001,) * 2]
    assert {(box.dst, box.dport) for box in passed} == {((0x0A020050,) * 2, (443, 443))}


def test_packets_that_go_round_through_a_firewall_come_to_an_end() -> None:
    again = static("198.51.100.0/24", "192.0.2.1")
    net = town({("out", "out"): Crossing()}, statics=frozenset({again}))
    devices: dict[DeviceId, Device] = dict(net.devices)
    outer = devices[OUTER]
    devices[OUTER] = replace(outer, statics=frozenset({*outer.statics, static("198.51.100.0/24", "192.0.2.2")}))
    assert fate(replace(net, devices=devices), OUTSIDE, web("198.51.100.7"))[0] is Fate.LOOPED


@pytest.mark.parametrize(("family", "expected"), [("10.2.0.80", Fate.DELIVERED), ("2001:db8:2::80", Fate.DROPPED)])
def test_each_address_family_has_lists_of_its_own(family: str, expected: Fate) -> None:
    none6 = Acl("NONE6", (), 6, empty_permits=False)
    ports = [
        port("lan", "10.1.0.1/24", "2001:db8:1::1/64", zone="in"),
        port("dmz", "10.2.0.1/24", "2001:db8:2::1/64", zone="dmz"),
    ]
    fw = router("fw", ports, acls={"NONE6": none6}, crossings={("in", "dmz"): Crossing((), ("NONE6",))})
    source = CLIENT if "." in family else "2001:db8:1::5"
    assert fate(network(fw), INSIDE, web(family, source))[0] is expected


def test_lists_between_zones_are_in_use() -> None:
    crossings = {
        ("out", "dmz"): Crossing(("WEB", "PINGS"), ("GONE6",)),
        ("out", "in"): Crossing(("WEB",)),
        ("in", "dmz"): Crossing(("PINGS",)),
    }
    fw = town({**crossings, ("in", "in"): Crossing(), ("dmz", "in"): Crossing(("WEB",))}).devices[FIREWALL]
    assert [(use.name, use.port, use.way) for use in uses(fw)] == [
        ("WEB", "zone out", "in"),
        ("WEB", "zone dmz", "in"),
        ("PINGS", "zone dmz", "out"),
        ("GONE6", "out → dmz", "between zones"),
    ]


def test_a_strong_host_takes_packets_to_an_address_only_by_the_port_that_has_it() -> None:
    for strong, expected in ((True, Fate.DROPPED), (False, Fate.DELIVERED)):
        net = town(OPEN_OUT, strong_host=strong)
        assert fate(net, INSIDE, web("192.0.2.2", CLIENT))[0] is expected
        assert fate(net, INSIDE, web("10.1.0.1", CLIENT))[0] is Fate.DELIVERED
        assert fate(net, (FIREWALL, "default"), web("192.0.2.2", "10.1.0.1"))[0] is Fate.DELIVERED
