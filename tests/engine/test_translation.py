"""Translated packets on their way: what becomes of source and destination, in which order, in whose words."""

from dataclasses import replace

from models.device import Device
from models.filters import Acl, AclRule, Wildcard
from models.interfaces import Vrf
from models.nat import NatKind, NatRule
from models.network import Network
from models.policy import Match, Policy, Term
from models.verdict import Fate, Packet
from netplan.forwarding.answers import answer_paths
from netplan.forwarding.boxes import Flow
from netplan.forwarding.dataplane import DataPlane
from tests.gadgets.engine import network, port, router, static
from tests.gadgets.nat import (
    BORDER,
    HOST,
    ISP,
    LAN,
    NAT_LIST,
    SERVER,
    STRANGER,
    WORLD,
    border,
    ends,
    one,
    overload,
    rule,
    text,
    to_pool,
)

STATIC = rule(NatKind.STATIC, local=one(SERVER), outer=one("192.0.2.80"))
NETWORK = rule(NatKind.STATIC, local=one("10.1.1.0/24"), outer=one("198.51.100.0/24"))
WEB = rule(NatKind.PORT, local=one(SERVER), interface="wan", protocol=6, local_port=8080, outer_port=80)


def out(source: str = HOST, protocol: str = "tcp", sport: int = 50000) -> Packet:
    return Packet(source, STRANGER, protocol, 443, sport)


def only(acl: str, source: str = "", target: str = "", permit: bool = True) -> Acl:
    """A list about one address, and all the rest the other way round."""
    rules = AclRule(permit, sources=_wild(source), destinations=_wild(target)), AclRule(not permit)
    return Acl(acl, rules)


def _wild(address: str) -> tuple[Wildcard, ...]:
    return (Wildcard(int(one(address).network_address), 0),) if address else ()


def test_static_rule_translates_source_outwards() -> None:
    (end,) = ends(border(STATIC), LAN, out(SERVER))
    assert end.fate is Fate.DELIVERED and end.seen is not None
    assert text(end.seen) == ("192.0.2.80:50000", f"{STRANGER}:443")
    assert text(end.box) == (f"{SERVER}:50000", f"{STRANGER}:443")


def test_static_rule_translates_destination_inwards_where_nobody_has_the_address() -> None:
    (end,) = ends(border(STATIC), WORLD, Packet(STRANGER, "192.0.2.80", "tcp", 22, 50000))
    assert (end.fate, end.node, end.seen is not None) == (Fate.DELIVERED, 0, True)
    assert end.seen is not None and text(end.seen)[1] == f"{SERVER}:22"
    assert text(end.box)[1] == "192.0.2.80:22"


def test_what_no_rule_matches_is_routed_as_it_is() -> None:
    (end,) = ends(border(STATIC), LAN, out(HOST))
    assert (end.fate, end.seen) == (Fate.DELIVERED, None)
    (to_dmz,) = ends(border(STATIC), LAN, Packet(SERVER, "10.2.2.9", "tcp", 22, 50000))
    assert (to_dmz.fate, to_dmz.seen) == (Fate.DELIVERED, None), "the DMZ is not outside"


def test_a_network_is_translated_address_by_address_both_ways() -> None:
    (end,) = ends(border(NETWORK), LAN, out())
    assert end.seen is not None and text(end.seen)[0] == "198.51.100.5:50000"
    (back,) = ends(border(NETWORK), WORLD, Packet(STRANGER, "198.51.100.77", "udp", 53, 50000))
    assert back.fate is Fate.DELIVERED and back.seen is not None and text(back.seen)[1] == "10.1.1.77:53"


def test_port_rule_takes_one_port_and_the_router_the_others() -> None:
    (web,) = ends(border(WEB), WORLD, Packet(STRANGER, "192.0.2.2", "tcp", 80, 50000))
    assert web.fate is Fate.DELIVERED and web.seen is not None and text(web.seen)[1] == f"{SERVER}:8080"
    (ssh,) = ends(border(WEB), WORLD, Packet(STRANGER, "192.0.2.2", "tcp", 22, 50000))
    assert (ssh.fate, ssh.why, ssh.seen) == (Fate.DELIVERED, "city/border owns the address", None)
    (udp,) = ends(border(WEB), WORLD, Packet(STRANGER, "192.0.2.2", "udp", 80, 50000))
    assert udp.seen is None
    (answer,) = ends(border(WEB, overload()), LAN, Packet(SERVER, STRANGER, "tcp", 50000, 8080))
    assert answer.seen is not None and text(answer.seen)[0] == "192.0.2.2:80", "port rules are asked before dynamic ones"


def test_overload_draws_a_port_of_the_same_group_and_a_pool_an_address() -> None:
    (end,) = ends(border(overload()), LAN, out())
    assert end.seen is not None and text(end.seen)[0] == "192.0.2.2:1024-65535"
    (low,) = ends(border(overload()), LAN, out(sport=500))
    assert low.seen is not None and text(low.seen)[0] == "192.0.2.2:0-511"
    (pool,) = ends(border(to_pool()), LAN, out())
    assert pool.seen is not None and text(pool.seen)[0] == "198.51.100.8-198.51.100.15:50000"
    (both,) = ends(border(to_pool(NatKind.OVERLOAD)), LAN, out())
    assert both.seen is not None and text(both.seen)[0] == "198.51.100.8-198.51.100.15:1024-65535"


def test_inbound_filter_comes_before_and_outbound_filter_after_the_translation() -> None:
    def fate(way: str, acl: Acl) -> Fate:
        wan = port("wan", "192.0.2.2/24", nat="outside", **{way: acl.name})
        packet = out(SERVER) if way == "acl_out" else Packet(STRANGER, "192.0.2.80", "tcp", 22, 50000)
        start = LAN if way == "acl_out" else WORLD
        (end,) = ends(border(STATIC, acls=(acl,), wan=wan), start, packet)
        return end.fate

    assert fate("acl_out", only("F", source="192.0.2.80", permit=False)) is Fate.DROPPED
    assert fate("acl_out", only("F", source=SERVER, permit=False)) is Fate.DELIVERED
    assert fate("acl_in", only("F", target="192.0.2.80", permit=False)) is Fate.DROPPED
    assert fate("acl_in", only("F", target=SERVER, permit=False)) is Fate.DELIVERED
    dropped = port("lan", "10.1.1.1/24", nat="inside", acl_out="F")
    (end,) = ends(
        border(STATIC, acls=(only("F", target=SERVER, permit=False),), lan=dropped), WORLD, Packet(STRANGER, "192.0.2.80")
    )
    assert end.fate is Fate.DROPPED, "the outbound filter of the inside port sees the translated destination"


def test_list_of_a_dynamic_rule_decides_what_is_translated() -> None:
    exempt = Acl("NAT", (AclRule(False, sources=_wild(HOST)), *NAT_LIST.rules))
    net = border(overload(), acls=(exempt,))
    assert ends(net, LAN, out(HOST))[0].seen is None
    assert ends(net, LAN, out("10.1.1.6"))[0].seen is not None


def test_unknown_with_its_reason() -> None:
    def why(packet: Packet, *rules: object, start: object = LAN, acls: tuple[Acl, ...] = ()) -> str:
        (end,) = ends(border(*rules, acls=acls), start, packet)  # type: ignore[arg-type]  # rules and starts
        assert end.fate is Fate.UNKNOWN
        return end.why

    other = rule(NatKind.STATIC, 21, local=one(SERVER), outer=one("192.0.2.81"))
    assert "border.cfg:20 and border.cfg:21 translate the same packets" in why(out(SERVER), STATIC, other)
    assert "both translate it" in why(out(), overload(), to_pool())
    assert "pool Q of border.cfg:20 does not exist" in why(out(), rule(NatKind.DYNAMIC, acl="NAT", pool="Q"))
    assert "ACL GONE" in why(out(), rule(NatKind.DYNAMIC, acl="GONE", pool="P"))
    assert "the address of dialer is not known" in why(out(), rule(NatKind.OVERLOAD, acl="NAT", interface="dialer"))
    assert "other protocols" in why(out(protocol="gre"), overload())
    strange = Acl("NAT", (AclRule(True, unmodelled="time-range"),))
    assert "whether ACL NAT permits it" in why(out(), overload(), acls=(strange,))
    assert "a pool that no packet from inside asked for" in why(Packet(STRANGER, "198.51.100.9", "tcp", 22), to_pool(), start=WORLD)
    assert "translates itself" in why(Packet(HOST, "192.0.2.80", "tcp", 22), STATIC)
    assert "starts in the router itself" in why(Packet(SERVER, STRANGER, "tcp", 22), STATIC, start=(BORDER, "default"))


def test_router_answers_on_its_own_address_but_what_may_be_an_answer_is_unknown() -> None:
    net = border(overload())
    (ping,) = ends(net, WORLD, Packet(STRANGER, "192.0.2.2", "icmp"))
    assert ping.why == "city/border owns the address"
    plane = DataPlane.of(net)
    established = tuple(box._replace(proto=(256, 256)) for box in Flow.of(STRANGER, "192.0.2.2").boxes)
    (piece,) = plane.reach(WORLD, Flow(established))
    assert piece.end.fate is Fate.UNKNOWN and "--reverse" in piece.end.why


def test_pool_that_holds_an_address_of_the_router_is_a_pool() -> None:
    net = border(to_pool())
    own = net.devices[BORDER]
    loop = {**own.interfaces, "lo0": port("lo0", "198.51.100.8/32")}
    net = replace(net, devices={**net.devices, BORDER: replace(own, interfaces=loop)})
    (end,) = ends(net, WORLD, Packet(STRANGER, "198.51.100.9", "tcp", 22))
    assert end.fate is Fate.UNKNOWN and "a pool that no packet from inside asked for" in end.why


def test_a_next_hop_may_be_an_address_that_a_router_translates() -> None:
    net = border(STATIC)
    isp = net.devices[ISP]
    over = replace(isp, statics=isp.statics | {static("10.2.2.0/24", "192.0.2.80")})
    net = replace(net, devices={**net.devices, ISP: over})
    (end,) = ends(net, WORLD, Packet(STRANGER, "10.2.2.9", "tcp", 22))
    assert (end.fate, end.seen) == (Fate.DELIVERED, None)
    assert DataPlane.of(net).fates([(ISP, "default")], ["10.2.2.9"]).outcomes(0, 0) == {Fate.DELIVERED}


def test_sets_stay_in_the_words_of_the_sender() -> None:
    plane = DataPlane.of(border(STATIC, overload()))
    pieces = plane.reach(LAN, Flow.of("10.1.1.0/24", "203.0.113.0/24", "tcp"))
    assert {piece.end.fate for piece in pieces} == {Fate.DELIVERED}
    sources = sorted({piece.box.src for piece in pieces if piece.way is not None})
    server = int(one(SERVER).network_address)
    low, high = int(one("10.1.1.0").network_address), int(one("10.1.1.255").network_address)
    assert sources == [(low, server - 1), (server, server), (server + 1, high)]


def test_packets_that_are_translated_for_ever_loop() -> None:
    """Each round is one translation more, and another memory of it."""
    net = border(overload(), acls=(Acl("NAT", (AclRule(True),)),))
    isp = net.devices[ISP]
    shut = replace(
        isp,
        statics=isp.statics | {static("0.0.0.0/0", "10.1.1.1")},
        interfaces={**isp.interfaces, "lan": port("lan", "10.1.1.2/24")},
    )
    looping = replace(net, devices={**net.devices, ISP: shut})
    (end,) = ends(looping, LAN, Packet(HOST, "8.8.8.8"))
    assert end.fate is Fate.LOOPED and "again and again" in end.why


def test_fates_by_routing_alone_are_unknown_where_a_destination_may_become_another() -> None:
    plane = DataPlane.of(border(STATIC, rule(NatKind.STATIC, local=one("10.1.2.0/24"), outer=one("198.51.100.0/24"))))
    asked = ["192.0.2.80", "198.51.100.9", "192.0.2.2", "10.2.2.9", STRANGER]
    fates = plane.fates([(ISP, "default"), (BORDER, "default")], asked)
    unknown = {Fate.UNKNOWN}
    assert [fates.outcomes(0, n) for n in range(3)] == [unknown, unknown, {Fate.DELIVERED}]
    assert fates.outcomes(0, 3) == {Fate.BLACK_HOLED}
    assert [fates.outcomes(1, n) for n in range(2, 5)] == [{Fate.DELIVERED}] * 3
    assert fates.outcomes(1, 0) == unknown


def test_own_address_is_the_router_s_by_routing_alone_unless_a_static_rule_takes_a_port_of_it() -> None:
    def outcomes(*rules: NatRule) -> frozenset[Fate]:
        return DataPlane.of(border(*rules)).fates([(ISP, "default")], ["192.0.2.2"]).outcomes(0, 0)

    assert outcomes(overload()) == {Fate.DELIVERED}
    assert outcomes(overload(), WEB) == {Fate.UNKNOWN}


def test_answers_come_back_through_the_translation() -> None:
    for net in (border(STATIC), border(overload()), border(to_pool()), border(NETWORK)):
        packet = Packet(SERVER, STRANGER, "tcp", 443, 50000)
        (path,) = answer_paths(DataPlane.of(net), LAN, packet)
        assert path.fate is Fate.DELIVERED, path
        assert any("destination" in hop.what and f"becomes {SERVER}" in hop.what for hop in path.hops)


def test_answers_of_a_server_carry_the_address_that_was_asked() -> None:
    (path,) = answer_paths(DataPlane.of(border(WEB)), WORLD, Packet(STRANGER, "192.0.2.2", "tcp", 80, 50000))
    assert path.fate is Fate.DELIVERED
    assert any(f"source {SERVER} port 8080 becomes 192.0.2.2 port 80" in hop.what for hop in path.hops)


def test_answers_from_another_address_are_told() -> None:
    """A host that is asked under its own address, and whose answers the border translates."""
    net = border(overload())
    isp = net.devices[ISP]
    leaked = replace(isp, statics=isp.statics | {static("10.1.1.0/24", "192.0.2.2")})
    net = replace(net, devices={**net.devices, ISP: leaked})
    packet = Packet(STRANGER, HOST, "tcp", 22, 50000)
    assert ends(net, WORLD, packet)[0].fate is Fate.DELIVERED
    (path,) = answer_paths(DataPlane.of(net), WORLD, packet)
    assert path.fate is Fate.DROPPED and "is not whom the packet was sent to" in path.why


def test_answers_that_a_filter_drops_are_told() -> None:
    wan = port("wan", "192.0.2.2/24", nat="outside", acl_in="F")
    net = border(overload(), wan=wan, acls=(Acl("F", (AclRule(False, (6,)), AclRule(True))),))
    (path,) = answer_paths(DataPlane.of(net), LAN, out())
    assert path.fate is Fate.DROPPED and "ACL F in wan" in path.why
    (udp,) = answer_paths(DataPlane.of(net), LAN, out(protocol="udp"))
    assert udp.fate is Fate.DELIVERED


def two_providers(*rules: NatRule, **policies: Policy) -> Network:
    """Equal default routes to two providers."""
    net = border(*rules)
    own = net.devices[BORDER]
    ports = {**own.interfaces, "wan2": port("wan2", "192.0.3.2/24", nat="outside")}
    routes = own.statics | {static("0.0.0.0/0", "192.0.3.1")}
    return replace(net, devices={**net.devices, BORDER: replace(own, interfaces=ports, statics=routes, policies=policies)})


def by_port(name: str, *ports: str) -> Policy:
    """A route map for what the list NAT permits and leaves by a port."""
    return Policy(name, (Term("10", "permit", (Match("access-list", ("NAT",)), Match("interface", ports))),))


def test_route_maps_choose_by_the_port_that_packets_leave_by() -> None:
    rules = rule(NatKind.OVERLOAD, policy="A", interface="wan"), rule(NatKind.OVERLOAD, 21, policy="B", interface="wan2")
    net = two_providers(*rules, A=by_port("A", "wan"), B=by_port("B", "wan2"))
    found = {text(end.seen)[0] if end.seen else end.why for end in ends(net, LAN, out())}
    assert found == {"192.0.2.2:1024-65535", "192.0.3.2:1024-65535"}
    both = two_providers(*rules, A=by_port("A", "wan", "wan2"), B=by_port("B", "wan2"))
    assert {end.fate for end in ends(both, LAN, out())} == {Fate.DELIVERED, Fate.UNKNOWN}


def test_terms_of_a_route_map_that_deny_or_are_not_known() -> None:
    def seen(*terms: Term) -> str:
        net = two_providers(rule(NatKind.OVERLOAD, policy="A", interface="wan"), A=Policy("A", terms))
        end = ends(net, LAN, out())[0]
        return end.why if end.fate is Fate.UNKNOWN else text(end.seen or end.box)[0]

    every = Term("20", "permit")
    lan = (Match("access-list", ("NAT",)),)
    assert seen(Term("10", "deny", lan), every) == f"{HOST}:50000"
    assert seen(every) == "192.0.2.2:1024-65535"
    assert "what route map A matches is not modelled" in seen(Term("10", "permit", (Match("tag", ("7",)),)))
    assert "ACL X of" in seen(Term("10", "permit", (Match("access-list", ("X",)),)))


def in_vrf(*rules: NatRule) -> Network:
    """The LAN is in a VRF of its own, whose default route is in the global table."""
    net = border(*rules, lan=port("lan", "10.1.1.1/24", nat="inside", vrf="RED"))
    own = net.devices[BORDER]
    leak = static("0.0.0.0/0", "192.0.2.1", vrf="RED", next_hop_vrf="default")
    made = replace(own, statics=own.statics | {leak}, vrfs={"RED": Vrf("RED")})
    return replace(net, devices={**net.devices, BORDER: made})


def test_rules_of_a_vrf_translate_its_packets_and_answers_are_routed_in_it() -> None:
    for known in (replace(STATIC, vrf="RED"), replace(overload(), vrf="RED")):
        net = in_vrf(known)
        (end,) = ends(net, LAN, out(SERVER))
        assert end.fate is Fate.DELIVERED and end.seen is not None and end.seen.src != end.box.src
        (path,) = answer_paths(DataPlane.of(net), LAN, out(SERVER))
        assert path.fate is Fate.DELIVERED, path
    (untranslated,) = ends(in_vrf(STATIC), LAN, out(SERVER))
    assert untranslated.seen is None, "a rule of the global table is about other packets"
    (inwards,) = ends(in_vrf(replace(STATIC, vrf="RED")), WORLD, Packet(STRANGER, "192.0.2.80", "tcp", 22, 50000))
    assert inwards.fate is Fate.DELIVERED and inwards.seen is not None and text(inwards.seen)[1] == f"{SERVER}:22"


def test_two_departments_with_the_same_addresses_meet_under_others() -> None:
    """Each border gives its department another network; hosts with one and the same address talk to each other."""

    def side(department: str, own: str, far: str, outer: str, beyond: str) -> Device:
        return router(
            "border",
            [port("lan", "10.0.0.1/24", nat="inside"), port("wan", f"192.0.2.{own}/30", nat="outside")],
            department,
            statics=frozenset({static(beyond, f"192.0.2.{far}")}),
            nat_rules=(rule(NatKind.STATIC, local=one("10.0.0.0/24"), outer=one(outer)),),
        )

    hr = side("hr", "1", "2", "10.200.0.0/24", "10.201.0.0/24")
    it = side("it", "2", "1", "10.201.0.0/24", "10.200.0.0/24")
    net = network(hr, it, links=[("hr/border:wan", "it/border:wan")])
    packet = Packet("10.0.0.5", "10.201.0.5", "tcp", 443, 50000)
    (end,) = ends(net, (hr.id, "lan"), packet)
    assert end.fate is Fate.DELIVERED and end.seen is not None
    assert text(end.seen) == ("10.200.0.5:50000", "10.0.0.5:443") and text(end.box) == ("10.0.0.5:50000", "10.201.0.5:443")
    assert DataPlane.of(net).nodes[end.node].device == it.id
    (path,) = answer_paths(DataPlane.of(net), (hr.id, "lan"), packet)
    assert path.fate is Fate.DELIVERED and path.hops[-1].node == "hr/border"


FOREIGN = rule(NatKind.STATIC, 30, local=one("10.99.0.0/24"), outer=one("203.0.113.0/24"), foreign=True)


def test_hosts_outside_are_known_inside_by_other_addresses() -> None:
    """Twice NAT: both ends of a packet are rewritten, in the words of the sender it is still what was sent."""
    for own in (STATIC, overload(), to_pool()):
        net = border(own, FOREIGN)
        packet = Packet(SERVER, "10.99.0.9", "tcp", 443, 50000)
        (end,) = ends(net, LAN, packet)
        assert end.fate is Fate.DELIVERED and end.seen is not None
        assert text(end.seen)[1] == f"{STRANGER}:443" and end.seen.src != end.box.src
        assert text(end.box) == (f"{SERVER}:50000", "10.99.0.9:443")
        (path,) = answer_paths(DataPlane.of(net), LAN, packet)
        assert path.fate is Fate.DELIVERED, path
        assert any(f"source {STRANGER} becomes 10.99.0.9" in hop.what for hop in path.hops)
    (path,) = answer_paths(DataPlane.of(border(overload(), FOREIGN)), LAN, out())
    assert path.fate is Fate.UNKNOWN and "was asked by its own address" in path.why
    (inwards,) = ends(border(STATIC, FOREIGN), WORLD, Packet(STRANGER, "192.0.2.80", "tcp", 22, 50000))
    assert inwards.seen is not None and text(inwards.seen) == ("10.99.0.9:50000", f"{SERVER}:22")
    (path,) = answer_paths(DataPlane.of(border(STATIC, FOREIGN)), WORLD, Packet(STRANGER, "192.0.2.80", "tcp", 22, 50000))
    assert path.fate is Fate.DELIVERED


def test_what_hosts_outside_are_called_is_unknown_by_routing_alone_and_on_a_subnet_of_the_router() -> None:
    plane = DataPlane.of(border(FOREIGN))
    fates = plane.fates([(BORDER, "default"), (ISP, "default")], ["10.99.0.9", STRANGER])
    assert [fates.outcomes(0, n) for n in (0, 1)] == [{Fate.UNKNOWN}, {Fate.DELIVERED}]
    near = rule(NatKind.STATIC, 30, local=one("10.2.2.9"), outer=one(STRANGER), foreign=True)
    (end,) = ends(border(near), LAN, Packet(HOST, "10.2.2.9"))
    assert end.fate is Fate.UNKNOWN and "who answers for it" in end.why
