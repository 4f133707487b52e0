"""What FortiOS policies, objects, zones, NAT and virtual domains let through, asked of the data plane."""

import pytest

from models.device import DeviceId
from models.source import Status
from models.verdict import Fate, Packet
from netplan.forwarding.answers import answer_paths
from netplan.forwarding.dataplane import DataPlane
from tests.collectors.fortinet.reading import PORTS, device, network, policy, rule_base

FW = DeviceId("test", "fw")
HOSTS = {"lan": "10.1.0.9", "dmz": "10.2.0.9", "wan": "203.0.113.9"}
PASSES = {Fate.DELIVERED, Fate.LEFT}


def fate(text: str, way: str, port: int = 443, protocol: str = "tcp", source: str = "", target: str = "") -> Fate:
    """What becomes of a packet from behind one port to behind another; what leaves to the Internet is delivered."""
    one, other = way.split(" > ")
    packet = Packet(source or HOSTS[one], target or HOSTS[other], protocol, port, 50000)
    (end,) = DataPlane.of(network(PORTS + text)).trace_ends((FW, one), packet)
    return Fate.DELIVERED if end.fate in PASSES else end.fate


YES, NO, OPEN = Fate.DELIVERED, Fate.DROPPED, Fate.UNKNOWN
PRINTERS = "config firewall address\nedit printers\nset type iprange\nset start-ip 10.1.0.200\nset end-ip 10.1.0.215\nnext\nend\n"
ODD = "config firewall address\nedit odd\nset type wildcard\nset wildcard 10.1.0.1 255.255.255.1\nnext\nend\n"
BUT = "config firewall addrgrp\nedit others\nset member all\nset exclude enable\nset exclude-member printers\nnext\nend\n"
NAMED = "config firewall address\nedit site\nset type fqdn\nset fqdn site.example\nnext\nend\n"
RECORDS = "config firewall service custom\nedit records\nset tcp-portrange 8443-8445 9000:1024-2000\nnext\nend\n"


@pytest.mark.parametrize(
    ("objects", "settings", "source", "port", "expected"),
    [
        ("", [], "", 443, YES),
        ("", ["action deny"], "", 443, NO),
        ("", ["service HTTPS"], "", 443, YES),
        ("", ["service HTTPS"], "", 80, NO),
        ("", ["service HTTPS HTTP"], "", 80, YES),
        ("", ["service ALL_UDP"], "", 443, NO),
        (RECORDS, ["service records"], "", 8444, YES),
        (RECORDS, ["service records"], "", 9000, NO),
        (PRINTERS, ["srcaddr printers"], "10.1.0.215", 443, YES),
        (PRINTERS, ["srcaddr printers"], "10.1.0.216", 443, NO),
        (PRINTERS, ["srcaddr printers", "srcaddr-negate enable"], "10.1.0.215", 443, NO),
        (PRINTERS, ["srcaddr printers", "srcaddr-negate enable"], "10.1.0.216", 443, YES),
        (PRINTERS + BUT, ["srcaddr others"], "10.1.0.200", 443, NO),
        (PRINTERS + BUT, ["srcaddr others"], "10.1.0.199", 443, YES),
        (ODD, ["srcaddr odd"], "10.1.0.9", 443, YES),
        (ODD, ["srcaddr odd"], "10.1.0.8", 443, NO),
        (NAMED, ["dstaddr site"], "", 443, OPEN),
        ("", ["srcaddr nobody-defined-it"], "", 443, OPEN),
        ("", ["srcaddr none"], "", 443, NO),
        ("", ["schedule night"], "", 443, OPEN),
        ("", ["groups staff"], "", 443, OPEN),
        ("", ["service quantum"], "", 443, OPEN),
        ("", ["service HTTP", "service-negate enable"], "", 443, OPEN),
        ("", ["action ipsec"], "", 443, OPEN),
        ("", ["internet-service enable"], "", 443, OPEN),
        ("", ["quantum enable"], "", 443, OPEN),
        ("", ["tos-mask 0x10"], "", 443, OPEN),
        ("", ["tos-mask 0x00", "comments x", "webfilter-profile strict"], "", 443, YES),
        ("", ["status disable"], "", 443, NO),
        ("", ["srcintf a b c", "status maybe"], "", 443, NO),
        ("", ["srcaddr-negate perhaps"], "", 443, OPEN),
    ],
)
def test_a_policy_takes_the_packets_that_it_names(
    objects: str, settings: list[str], source: str, port: int, expected: Fate
) -> None:
    assert fate(objects + rule_base(policy(1, *settings)), "lan > wan", port, source=source) is expected


def test_a_policy_for_an_internet_service_names_no_addresses_and_may_take_any() -> None:
    service = policy(1, "internet-service enable", "internet-service-name Google-Web").replace("set dstaddr all\n", "")
    assert fate(rule_base(service), "lan > wan") is OPEN
    assert fate(rule_base(service.replace("internet-service enable", "internet-service disable")), "lan > wan") is NO


def test_the_first_policy_that_fits_decides() -> None:
    deny, allow = policy(9, "action deny", "service HTTPS"), policy(1)
    assert fate(rule_base(deny, allow), "lan > wan") is NO
    assert fate(rule_base(deny, allow), "lan > wan", 80) is YES
    assert fate(rule_base(allow, deny), "lan > wan") is YES
    unsure = policy(3, "action deny", "groups staff")
    assert fate(rule_base(unsure, allow), "lan > wan") is OPEN


@pytest.mark.parametrize(
    ("way", "expected"), [("lan > wan", YES), ("lan > dmz", NO), ("wan > lan", NO), ("dmz > wan", NO), ("dmz > lan", NO)]
)
def test_what_no_policy_names_does_not_cross(way: str, expected: Fate) -> None:
    assert fate(rule_base(policy(1)), way) is expected


def test_a_firewall_without_policies_passes_nothing_and_answers_itself() -> None:
    assert fate("", "lan > dmz") is NO
    assert fate("", "lan > dmz", target="10.2.0.1") is YES


def test_any_is_each_port_and_what_comes_back_by_its_port_is_not_known() -> None:
    anything = rule_base(
        policy(1, "srcintf any", "dstintf any", "srcaddr nobody", "action deny"),
        policy(2, "srcintf any", "dstintf wan", "dstaddr all"),
    )
    assert fate(anything, "dmz > wan", source="10.2.0.9") is OPEN
    only = rule_base(policy(2, "srcintf any"))
    assert (fate(only, "dmz > wan"), fate(only, "wan > dmz")) == (YES, NO)
    assert fate("", "lan > lan", target="10.1.0.77") is OPEN


@pytest.mark.parametrize(("inside", "expected"), [("allow", YES), ("deny", OPEN)])
def test_zones_hold_their_ports(inside: str, expected: Fate) -> None:
    zone = f"config system zone\nedit inner\nset intrazone {inside}\nset interface lan dmz\nnext\nend\n"
    text = zone + rule_base(policy(1, incoming="inner"))
    assert [fate(text, way) for way in ("lan > wan", "dmz > wan", "wan > dmz")] == [YES, YES, NO]
    assert fate(text, "lan > dmz") is expected
    assert {name: port.zone for name, port in device(PORTS + text).interfaces.items()} == {
        "lan": "inner",
        "dmz": "inner",
        "wan": "wan",
    }


def test_policies_for_ipv6_are_of_the_same_table_or_of_an_older_one() -> None:
    port = "edit {0}\nset ip 10.{1}.0.1 255.255.255.0\nconfig ipv6\nset ip6-address 2001:db8:{1}::1/64\nend\nnext\n"
    six = f"config system interface\n{port.format('lan', 1)}{port.format('dmz', 2)}end\n"
    both = policy(1, "srcaddr6 all", "dstaddr6 all", outgoing="dmz")
    old = rule_base(policy(1, outgoing="dmz")).replace("firewall policy", "firewall policy6")
    way = {"source": "2001:db8:1::9", "target": "2001:db8:2::9"}
    assert fate(six + rule_base(both), "lan > dmz", **way) is YES
    assert fate(six + rule_base(policy(1, outgoing="dmz")), "lan > dmz", **way) is NO
    assert fate(six + old, "lan > dmz", **way) is YES
    assert fate(six + old, "lan > dmz") is NO


def test_answers_pass_where_questions_did() -> None:
    plane = DataPlane.of(network(PORTS + rule_base(policy(1, outgoing="dmz"))))
    paths = answer_paths(plane, (FW, "lan"), Packet("10.1.0.9", "10.2.0.9", "tcp", 443, 50000))
    assert {path.fate for path in paths} == {Fate.DELIVERED}


def test_sources_become_the_address_of_the_port_or_one_of_a_pool() -> None:
    pool = "config firewall ippool\nedit P\nset startip 192.0.2.2\nset endip 192.0.2.2\nnext\nend\n"
    by_port, by_pool = rule_base(policy(1, "nat enable")), pool + rule_base(policy(1, "nat enable", "ippool enable", "poolname P"))
    for text in (by_port, by_pool):
        (path,) = DataPlane.of(network(PORTS + text)).trace((FW, "lan"), Packet("10.1.0.9", "203.0.113.9", "tcp", 443, 50000))
        assert path.fate is Fate.LEFT
        assert any("192.0.2.2" in hop.what for hop in path.hops)
    assert {name: port.nat for name, port in device(PORTS + by_port).interfaces.items()} == {
        "lan": "inside", "dmz": "inside", "wan": "outside"
    }  # fmt: skip


def sources(text: str, way: str, port: int = 443) -> set[str]:
    """The source addresses that packets leave with."""
    one, other = way.split(" > ")
    packet = Packet(HOSTS[one], HOSTS[other], "tcp", port, 50000)
    (path,) = DataPlane.of(network(PORTS + text)).trace((FW, one), packet)
    assert path.fate is Fate.LEFT, path.why
    return {word for hop in path.hops if " becomes " in hop.what for word in hop.what.split(" becomes ")[1].split()[:1]}


Q = "config firewall ippool\nedit Q\nset startip 198.51.100.7\nset endip 198.51.100.7\nnext\nend\n"


def test_each_pair_of_zones_and_each_policy_translates_in_its_own_way() -> None:
    by_pool = policy(2, "nat enable", "ippool enable", "poolname Q", incoming="dmz")
    pairs = Q + rule_base(policy(1, "nat enable"), by_pool)
    assert (sources(pairs, "lan > wan"), sources(pairs, "dmz > wan")) == ({"192.0.2.2"}, {"198.51.100.7"})
    one = Q + rule_base(policy(3, "service HTTPS"), policy(1, "nat enable", "service HTTP"),
                        policy(2, "nat enable", "ippool enable", "poolname Q"))  # fmt: skip
    assert [sources(one, "lan > wan", port) for port in (443, 80, 22)] == [set(), {"192.0.2.2"}, {"198.51.100.7"}]
    some = rule_base(policy(1, "nat enable"), policy(2, incoming="dmz"))
    assert (sources(some, "lan > wan"), sources(some, "dmz > wan")) == ({"192.0.2.2"}, set())


@pytest.mark.parametrize(
    "text",
    [
        rule_base(policy(1, "nat enable"), policy(2, "nat enable", incoming="wan", outgoing="lan")),
        rule_base(policy(1, "nat enable", "ippool enable", "poolname NOWHERE")),
        Q.replace("set endip", "set type port-block-allocation\nset endip")
        + rule_base(policy(1, "nat enable", "ippool enable", "poolname Q")),
    ],
)
def test_what_the_model_cannot_say_of_nat_is_unknown(text: str) -> None:
    assert fate(text, "lan > wan") is OPEN
    assert "NAT" in {line.feature for line in device(PORTS + text).coverage.unread if line.status is Status.NOT_MODELLED}


VIP = "config firewall vip\nedit portal\nset extip 192.0.2.2\nset mappedip 10.2.0.20\nset extintf wan\n{}next\nend\n"
PORT = "set portforward enable\nset extport 443\nset mappedport 8443\n"


def test_a_virtual_address_leads_to_its_host_and_no_other_packets_do() -> None:
    text = VIP.format(PORT) + rule_base(policy(1, "dstaddr portal", incoming="wan", outgoing="dmz"))
    found = device(PORTS + text)
    assert [(str(rule.local), str(rule.outer), rule.local_port, rule.outer_port) for rule in found.nat_rules] == [
        ("10.2.0.20/32", "192.0.2.2/32", 8443, 443)
    ]
    assert fate(text, "wan > dmz", 443, target="192.0.2.2") is YES
    assert fate(text, "wan > dmz", 8443, target="10.2.0.20") is NO, "it did not come by way of the virtual address"
    assert fate(text, "wan > dmz", 22, target="10.2.0.20") is NO
    assert fate(text, "wan > dmz", 22, target="192.0.2.2") is YES, "the firewall itself"


def test_who_may_reach_the_host_by_its_own_address_too_is_not_told_apart() -> None:
    by_vip = policy(1, "dstaddr portal", "service HTTPS_8443", incoming="wan", outgoing="dmz")
    service = "config firewall service custom\nedit HTTPS_8443\nset tcp-portrange 8443\nnext\nend\n"
    direct = policy(2, "srcaddr none-such", incoming="wan", outgoing="dmz")
    text = service + VIP.format(PORT) + rule_base(by_vip, direct)
    assert fate(text, "wan > dmz", 8443, target="10.2.0.20") is OPEN
    assert fate(text, "wan > dmz", 443, target="192.0.2.2") is OPEN
    other = service.replace("8443\n", "9443\n") + VIP.format(PORT) + rule_base(by_vip)
    assert fate(other, "wan > dmz", 443, target="192.0.2.2") is OPEN, "the policy names another service"


@pytest.mark.parametrize(
    "more", ["set extip 192.0.2.2-192.0.2.3\n", "set type load-balance\n", "set src-filter 10.0.0.0/8\n", "set extintf any\n"]
)
def test_a_virtual_address_outside_the_model_is_shown(more: str) -> None:
    text = VIP.format(PORT + more) + rule_base(policy(1, "dstaddr portal", incoming="wan", outgoing="dmz"))
    assert "NAT" in {line.feature for line in device(PORTS + text).coverage.unread}
    assert fate(text, "wan > dmz", 443, target="192.0.2.2") in (OPEN, YES)
    assert not device(PORTS + text).nat_rules


def test_what_ipsec_takes_is_unknown_and_so_is_the_route_over_it() -> None:
    tunnel = "config system interface\nedit hq\nset type tunnel\nset interface wan\nnext\nend\n" \
             "config vpn ipsec phase1-interface\nedit hq\nset interface wan\nset psksecret ENC x\nnext\nend\n" \
             "config router static\nedit 9\nset dst 10.9.0.0 255.255.0.0\nset device hq\nnext\nend\n"  # fmt: skip
    text = tunnel + rule_base(policy(1, outgoing="hq"))
    assert fate(text, "lan > wan", target="10.9.0.1") is OPEN
    assert [route.track for route in device(PORTS + text).statics if route.interface == "hq"] == ["tunnel"]
    assert all(rule.unmodelled for rule in device(PORTS + text).acls["lan > hq"].rules)


DOMAINS = """
config vdom
edit root
next
edit city
next
end
config global
config system vdom-link
edit join
next
end
config system interface
edit wan
set ip 192.0.2.2 255.255.255.252
set type physical
next
edit lan
set vdom city
set ip 10.1.0.1 255.255.255.0
set type physical
next
edit join0
set ip 10.0.0.1 255.255.255.252
set type vdom-link
next
edit join1
set vdom city
set ip 10.0.0.2 255.255.255.252
set type vdom-link
next
end
end
config vdom
edit root
{}config router static
edit 1
set gateway 192.0.2.1
set device wan
next
edit 2
set dst 10.0.0.0 255.0.0.0
set gateway 10.0.0.2
set device join0
next
end
end
config vdom
edit city
{}config router static
edit 1
set gateway 10.0.0.1
set device join1
next
end
end
"""


def test_virtual_domains_are_tables_of_their_own_with_a_wire_between_them() -> None:
    inner, outer = rule_base(policy(1, outgoing="join1")), rule_base(policy(1, incoming="join0"))
    ends = {}
    for name, text in (
        ("both", DOMAINS.format(outer, inner)),
        ("inner", DOMAINS.format("", inner)),
        ("outer", DOMAINS.format(outer, "")),
    ):
        (end,) = DataPlane.of(network(text)).trace_ends((FW, "lan"), Packet("10.1.0.9", "203.0.113.9", "tcp", 443, 50000))
        ends[name] = end.fate
    assert ends == {"both": Fate.LEFT, "inner": NO, "outer": NO}
    found = device(DOMAINS.format(outer, inner))
    assert {name: port.vrf for name, port in found.interfaces.items()} == {
        "wan": "default", "lan": "city", "join0": "default", "join1": "city"
    }  # fmt: skip
    assert {(route.vrf, str(route.next_hop)) for route in found.statics} == {
        ("default", "192.0.2.1"), ("default", "10.0.0.2"), ("city", "10.0.0.1")
    }  # fmt: skip


def test_objects_of_one_domain_are_not_those_of_another() -> None:
    lan = "config firewall address\nedit us\nset subnet {} 255.255.255.0\nnext\nend\n"
    inner = rule_base(policy(1, "srcaddr us", outgoing="join1"))
    for net, expected in (("10.1.0.0", Fate.LEFT), ("10.7.0.0", NO)):
        text = DOMAINS.format(lan.format("10.1.0.0") + rule_base(policy(1, incoming="join0")), lan.format(net) + inner)
        (end,) = DataPlane.of(network(text)).trace_ends((FW, "lan"), Packet("10.1.0.9", "203.0.113.9", "tcp", 443, 50000))
        assert end.fate is expected


def test_a_source_to_which_no_route_leads_back_by_its_port_may_be_dropped() -> None:
    back = "edit 2\nset dst 10.0.0.0 255.0.0.0\nset gateway 10.0.0.2\nset device join0\nnext\n"
    text = DOMAINS.format(rule_base(policy(1, incoming="join0")), rule_base(policy(1, outgoing="join1")))
    unchecked = text.replace("edit join0\n", "edit join0\nset src-check disable\n")
    for config, expected in ((text, Fate.LEFT), (text.replace(back, ""), OPEN), (unchecked.replace(back, ""), Fate.LEFT)):
        (end,) = DataPlane.of(network(config)).trace_ends((FW, "lan"), Packet("10.1.0.9", "203.0.113.9", "tcp", 443, 50000))
        assert end.fate is expected


def test_a_loopback_is_reached_as_policies_say_and_other_own_addresses_always() -> None:
    loopback = "config system interface\nedit loop\nset ip 10.255.0.1 255.255.255.255\nset type loopback\nnext\nend\n"
    text = loopback + rule_base(policy(1, "service HTTPS", outgoing="loop"))
    reached = [
        fate(text, "lan > wan", port, target=target) for target, port in (("10.255.0.1", 443), ("10.255.0.1", 22), ("10.2.0.1", 22))
    ]
    assert reached == [YES, NO, YES]
    assert fate(text, "dmz > wan", 443, target="10.255.0.1") is NO
