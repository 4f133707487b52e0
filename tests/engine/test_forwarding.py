"""Traces, filters and fates: tiny networks with known answers, random ones against a walk packet by packet."""

import random
from dataclasses import replace
from ipaddress import IPv4Address, ip_network

import pytest

from models.device import DeviceId
from models.filters import Acl, AclRule, Wildcard
from models.network import Network
from models.source import Coverage, Source, Status, UnreadLine
from models.verdict import Fate, Packet
from netplan.forwarding.boxes import Box, Flow, point
from netplan.forwarding.dataplane import DataPlane
from netplan.forwarding.filters.compare import compare
from netplan.forwarding.filters.decisions import pieces
from tests.gadgets.engine import guarded, network, port, router, static, triangle

LEFT = (DeviceId("city", "left"), "lan")


def test_trace_names_the_line_behind_each_decision() -> None:
    (path,) = DataPlane.of(guarded()).trace(LEFT, Packet("10.1.0.9", "10.2.0.7", "tcp", 443))
    assert path.fate is Fate.DELIVERED
    assert [h.source.line for h in path.hops if h.source] == [11, 7, 1, 1]
    assert path.hops[-1].what == "delivers it to the subnet of lan"


def test_what_the_filter_does_not_permit_is_dropped_by_its_line() -> None:
    (path,) = DataPlane.of(guarded()).trace(LEFT, Packet("10.1.0.9", "10.2.0.7", "tcp", 22))
    assert path.fate is Fate.DROPPED
    assert path.hops[-1].source == Source("gadget.cfg", 8)


def test_flow_is_cut_exactly_by_the_filter() -> None:
    found = DataPlane.of(guarded()).reach(LEFT, Flow.of("10.1.0.0/24", "10.2.0.0/24", "tcp"))
    delivered = [p.box for p in found if p.end.fate is Fate.DELIVERED]
    assert {b.dport for b in delivered} == {(443, 443)}
    assert sum(b.dst[1] - b.dst[0] + 1 for b in delivered) == 256
    assert all(p.end.interface == "lan" and p.end.device.name == "right" for p in found if p.end.fate is Fate.DELIVERED)


def test_all_branches_of_equal_paths() -> None:
    paths = DataPlane.of(triangle()).trace((DeviceId("city", "a"), "default"), Packet("10.0.1.1", "10.0.3.9"))
    assert {p.hops[-1].node for p in paths} == {"city/b", "city/c"}
    assert {p.fate for p in paths} == {Fate.DELIVERED}


def test_next_hop_outside_the_snapshot_leaves_and_no_route_is_a_black_hole() -> None:
    lone = router("lone", [port("e1", "10.0.0.1/24")], statics=frozenset({static("192.0.2.0/24", "10.0.0.254")}))
    plane = DataPlane.of(network(lone))
    fates = plane.fates([(lone.id, "default")], ["192.0.2.1", "198.51.100.1"])
    assert [fates.outcomes(0, i) for i in range(2)] == [{Fate.LEFT}, {Fate.BLACK_HOLED}]


def test_route_into_another_vrf() -> None:
    shared = [port("e1", "10.0.0.1/24", vrf="red"), port("e2", "10.9.0.1/24")]
    hub = router("hub", shared, statics=frozenset({static("10.9.0.0/24", vrf="red", next_hop_vrf="default")}))
    (path,) = DataPlane.of(network(hub)).trace((hub.id, "e1"), Packet("10.0.0.5", "10.9.0.7"))
    assert path.fate is Fate.DELIVERED


@pytest.mark.parametrize("feature", ["router eigrp", "policy-based-routing"])
def test_unmodelled_feature_makes_the_answer_unknown(feature: str) -> None:
    net = guarded()
    line = UnreadLine(feature + " 1", feature, Status.NOT_MODELLED, Source("gadget.cfg", 5))
    left = replace(net.devices[DeviceId("city", "left")], coverage=Coverage((), (line,)))
    plane = DataPlane.of(replace(net, devices={**net.devices, left.id: left}))
    (path,) = plane.trace(LEFT, Packet("10.1.0.9", "10.2.0.7", "tcp", 443))
    assert path.fate is Fate.UNKNOWN and "gadget.cfg:5" in path.why
    assert plane.fates([(left.id, "default")], ["10.2.0.7"]).outcomes(0, 0) == {Fate.UNKNOWN}


def test_translation_by_unknown_rules_is_unknown_only_between_inside_and_outside() -> None:
    rule = UnreadLine("ip nat piggyback", "NAT", Status.NOT_MODELLED, Source("gadget.cfg", 5))
    ports = [
        port("in1", "10.1.0.1/24", nat="inside"),
        port("in2", "10.2.0.1/24", nat="inside"),
        port("out", "10.3.0.1/24", nat="outside"),
    ]
    plane = DataPlane.of(network(router("r", ports, coverage=Coverage((), (rule,)))))
    fates = {to: plane.trace((DeviceId("city", "r"), "in1"), Packet("10.1.0.5", to))[0].fate for to in ("10.2.0.5", "10.3.0.5")}
    assert fates == {"10.2.0.5": Fate.DELIVERED, "10.3.0.5": Fate.UNKNOWN}
    back = plane.trace((DeviceId("city", "r"), "out"), Packet("10.3.0.5", "10.1.0.5"))[0]
    assert back.fate is Fate.UNKNOWN
    assert plane.fates([(DeviceId("city", "r"), "default")], ["10.3.0.5"]).outcomes(0, 0) == {Fate.UNKNOWN}


def test_equal_subnets_of_two_departments_meet_only_over_a_wire() -> None:
    a = router(
        "a", [port("e1", "10.0.0.1/30"), port("lan", "10.1.0.1/24")], "hr", statics=frozenset({static("10.2.0.0/24", "10.0.0.2")})
    )
    b = router("b", [port("e1", "10.0.0.2/30"), port("lan", "10.2.0.1/24")], "it")
    packet = Packet("10.1.0.5", "10.2.0.5")
    apart, joined = network(a, b), network(a, b, links=[("hr/a:e1", "it/b:e1")])
    assert {p.fate for p in DataPlane.of(apart).trace((a.id, "lan"), packet)} == {Fate.LEFT}
    assert {p.fate for p in DataPlane.of(joined).trace((a.id, "lan"), packet)} == {Fate.DELIVERED}
    one_realm = network(a, b, realms={"hr": "city", "it": "city"})
    assert {p.fate for p in DataPlane.of(one_realm).trace((a.id, "lan"), packet)} == {Fate.DELIVERED}


def random_statics(dice: random.Random, size: int) -> Network:
    """Routers on one wire, each with a LAN and random static routes: many loops."""
    devices = []
    for n in range(size):
        statics = set()
        for _ in range(dice.randint(0, 2 * size)):
            target = ip_network(f"10.{dice.randrange(size)}.0.0/{dice.choice((14, 15, 16, 24))}", strict=False)
            statics.add(static(str(target), f"192.168.0.{dice.randrange(size) + 1}"))
        ports = [port("e0", f"192.168.0.{n + 1}/24"), port("lan", f"10.{n}.0.1/24")]
        devices.append(router(f"r{n}", ports, statics=frozenset(statics)))
    return network(*devices)


def naive(plane: DataPlane, net: Network, name: str, target: IPv4Address, path: tuple[str, ...] = ()) -> set[Fate]:
    """The fates of a packet, by hand from the tables of the plane."""
    if name in path:
        return {Fate.LOOPED}
    device = net.devices[DeviceId("city", name)]
    fitting = [r for r in plane.fib(device.id) if target in r.prefix]
    longest = [r for r in fitting if r.prefix.prefixlen == max(f.prefix.prefixlen for f in fitting)]
    found: set[Fate] = set() if longest else {Fate.BLACK_HOLED}
    for route in longest:
        hop = target if route.protocol == "connected" else route.next_hop
        owner = next(
            (d for d in net.devices.values() if any(a.ip.ip == hop for i in d.interfaces.values() for a in i.addresses)), None
        )
        if route.protocol == "local" or (route.protocol == "connected" and owner is None):
            found.add(Fate.DELIVERED)
        elif owner is None:
            found.add(Fate.LEFT)
        elif owner.id.name == name:
            found.add(Fate.BLACK_HOLED)
        else:
            found |= naive(plane, net, owner.id.name, target, (*path, name))
    return found


@pytest.mark.parametrize("seed", range(25))
def test_fates_of_random_networks_against_a_walk(seed: int) -> None:
    dice = random.Random(seed)
    size = dice.randint(2, 7)
    net = random_statics(dice, size)
    plane = DataPlane.of(net)
    targets = [IPv4Address(f"10.{n}.0.{h}") for n in range(size + 1) for h in (1, 9)]
    starts = [(DeviceId("city", f"r{n}"), "default") for n in range(size)]
    found = plane.fates(starts, [str(t) for t in targets])
    for i, (device, _) in enumerate(starts):
        for j, target in enumerate(targets):
            expected = naive(plane, net, device.name, target)
            assert found.outcomes(i, j) == expected, f"{device.name} to {target}"
            ends = plane.trace_ends((device, "default"), Packet("10.0.0.9", str(target)))
            assert {e.fate for e in ends} == expected


def random_acl(dice: random.Random) -> Acl:
    """A list over 16 addresses and 8 ports."""
    rules = []
    for _ in range(dice.randint(0, 7)):
        wild = Wildcard(dice.randrange(16), dice.choice((0, 1, 3, 5, 10, 15)))
        ends = sorted((dice.randrange(8), dice.randrange(8)))
        rules.append(
            AclRule(
                dice.random() < 0.5,
                dice.choice(((), (6,), (17,))),
                (wild,) if dice.random() < 0.6 else (),
                (Wildcard(dice.randrange(16), dice.choice((0, 3, 6, 15))),) if dice.random() < 0.6 else (),
                destination_ports=((ends[0], ends[1]),) if dice.random() < 0.5 else (),
                unmodelled="fragments" if dice.random() < 0.1 else "",
            )
        )
    return Acl("A", tuple(rules))


def decide(acl: Acl, proto: int, src: int, dst: int, dport: int) -> bool | None:
    """First match, by hand."""
    maybe: set[bool] = set()
    for r in acl.rules:
        if r.protocols and proto not in r.protocols:
            continue
        if any((src ^ w.address) & ~w.mask for w in r.sources) or any((dst ^ w.address) & ~w.mask for w in r.destinations):
            continue
        if r.destination_ports and not any(a <= dport <= b for a, b in r.destination_ports):
            continue
        if r.unmodelled:
            maybe.add(r.permit)
            continue
        return None if maybe - {r.permit} else r.permit
    ending = not acl.rules
    return None if maybe - {ending} else ending


EVERYTHING = Box((6, 17), (0, 15), (0, 15), (0, 0), (0, 7))


@pytest.mark.parametrize("seed", range(40))
def test_filters_as_boxes_against_first_match(seed: int) -> None:
    dice = random.Random(seed)
    one, other = random_acl(dice), random_acl(dice)
    cut = pieces(one, [EVERYTHING])
    differ = False
    for proto in (6, 17):
        for src in range(16):
            for dst in range(16):
                for dport in range(8):
                    packet = Box((proto, proto), (src, src), (dst, dst), (0, 0), (dport, dport))
                    holding = [d for d in cut if all(a[0] <= b[0] <= a[1] for a, b in zip(d.box, packet, strict=True))]
                    assert [d.permit for d in holding] == [decide(one, proto, src, dst, dport)]
                    differ |= decide(one, proto, src, dst, dport) != decide(other, proto, src, dst, dport)
    found = compare(one, other).differences
    assert found or not differ
    for difference in found:
        assert difference.one.permit is not difference.other.permit or difference.unknown
        box = difference.packet
        if difference.unknown or box.proto[0] not in (6, 17):
            continue
        given = (box.proto[0], box.src[0], box.dst[0], box.dport[0])
        assert decide(one, *given) != decide(other, *given)


def test_packet_of_no_protocol_matches_only_rules_for_all_of_ip() -> None:
    assert point(Packet("10.0.0.1", "10.0.0.2")).proto == (255, 255)
