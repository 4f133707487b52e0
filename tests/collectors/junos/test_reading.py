"""What Junos statements mean: inheritance, units, VLANs, routing, policy and filters."""

from ipaddress import ip_network

import pytest

from collectors.redact import redact
from collectors.vendors.juniper_junos import DIALECT
from models.interfaces import FhrpKind, InterfaceKind
from models.policy import Match
from models.routing import Redistribution, StaticRoute
from models.source import Status
from netplan.routing.policy.candidate import Candidate
from netplan.routing.policy.policies import Policies
from tests.collectors.junos.helpers import device, golden

R, S = device(golden("router")), device(golden("switch"))
TERM = "set policy-options policy-statement P term t"


def static(text: str) -> StaticRoute:
    """The one static route of a config."""
    (route,) = device(text).statics
    return route


def test_groups_give_what_is_not_stated_and_the_line_that_states_it() -> None:
    assert R.hostname == "hub-mx1"
    assert (R.interfaces["ge-0/0/0"].mtu, R.interfaces["ge-0/0/1"].mtu) == (9192 - 14, 1500)
    assert R.interfaces["ge-0/0/2"].mtu == 9192 - 18, "the tag counts"
    assert R.interfaces["lo0.0"].ospf[0].network_type == "", "the pattern is of other ports"
    entry = R.interfaces["ge-0/0/0.0"].ospf[0]
    assert (entry.cost, entry.network_type, entry.hello, entry.dead) == (5, "point-to-point", 5, 15)


def test_inner_groups_win_and_groups_can_be_excepted() -> None:
    found = device(
        """
        groups { A { interfaces { <*> { mtu 1600; description a; } } } B { interfaces { <*> { mtu 1700; } } } }
        apply-groups A;
        interfaces { ge-0/0/0 { apply-groups B; } ge-0/0/1 { apply-groups-except A; } ge-0/0/2; }
        """
    ).interfaces
    assert [found[f"ge-0/0/{n}"].mtu for n in range(3)] == [1700 - 14, None, 1600 - 14]
    assert [found[f"ge-0/0/{n}"].description for n in range(3)] == ["a", "", "a"]


def test_a_group_that_is_not_there_is_shown() -> None:
    found = device('set apply-groups gone\nset apply-groups "${node}"\n')
    assert found.coverage.total(Status.NOT_MODELLED) == 2


def test_interface_ranges_are_spread_over_their_members() -> None:
    ports = [S.interfaces[f"ge-0/0/{n}.0"].switchport for n in (2, 3, 4, 5)]
    assert all(port is not None and port.access_vlan == 10 for port in ports)
    assert [S.interfaces[f"ge-0/0/{n}"].description for n in (2, 3)] == ["printer", "desk ports"]


def test_inactive_statements_say_nothing() -> None:
    assert "ge-0/0/6" not in R.interfaces and 30 not in S.vlans
    found = device("routing-options { static { inactive: route 10.0.0.0/8 next-hop 10.9.9.9; route 10.1.0.0/16 discard; } }")
    assert [str(route.prefix) for route in found.statics] == ["10.1.0.0/16"]


def test_units_are_interfaces_above_their_port() -> None:
    kinds = {name: R.interfaces[name].kind for name in ("ge-0/0/2", "ge-0/0/2.100", "lo0.0", "fxp0.0", "ae0", "st0.0")}
    assert list(kinds.values()) == [InterfaceKind.PHYSICAL, InterfaceKind.SUBINTERFACE, InterfaceKind.LOOPBACK,
                                    InterfaceKind.MANAGEMENT, InterfaceKind.LAG, InterfaceKind.TUNNEL]  # fmt: skip
    unit = R.interfaces["ge-0/0/2.100"]
    assert (unit.parent, unit.encapsulation_vlan, unit.description) == ("ge-0/0/2", 100, "health department")
    assert [(str(a.ip), a.secondary) for a in unit.addresses] == [("10.10.0.1/24", False), ("10.10.1.1/24", True)]
    assert unit.fhrp[0].kind is FhrpKind.VRRP and unit.fhrp[0].priority == 110 and unit.fhrp[0].preempt
    assert [str(ip) for ip in unit.helpers] == ["10.255.0.67", "10.255.0.68"]
    assert R.interfaces["fxp0.0"].vrf == "mgmt_junos" and R.interfaces["ge-0/0/3"].lag == "ae0"
    assert not R.interfaces["ge-0/0/5"].enabled and R.interfaces["st0.0"].unnumbered_from == "lo0.0"


def test_vlans_by_name_range_and_number() -> None:
    trunk = S.interfaces["ge-0/0/0.0"].switchport
    assert trunk is not None and (trunk.mode, trunk.native_vlan) == ("trunk", 99)
    assert trunk.trunk_vlans == frozenset((10, 20, 21, 22))
    every = S.interfaces["ge-0/0/1.0"].switchport
    assert every is not None and every.trunk_vlans is None and every.native_vlan == 0
    assert S.interfaces["irb.10"].vlan == 10 and S.interfaces["irb.10"].acl_in == "STAFF-IN"
    older = device(
        "set interfaces ge-0/0/1 unit 0 family ethernet-switching\nset vlans A vlan-id 7\nset vlans A interface ge-0/0/1.0\n"
    )
    port = older.interfaces["ge-0/0/1.0"].switchport
    assert port is not None and port.access_vlan == 7


def test_a_vlan_that_is_not_there_leaves_its_line_unread() -> None:
    found = device("set interfaces ge-0/0/1 unit 0 family ethernet-switching vlan members NOBODY\n")
    assert found.coverage.total(Status.UNKNOWN) == 1


def test_static_routes_with_the_defaults_of_their_table() -> None:
    assert static("set routing-options static route 10.0.0.0/8 next-hop 10.1.1.1").distance == 5
    text = "set routing-options static defaults preference 50\nset routing-options static route 10.0.0.0/8 discard\n"
    assert static(text).distance == 50 and static(text).discard
    assert not static("set routing-options static route 10.0.0.0/8 next-hop 10.1.1.1").recursive
    by_hop = {str(r.next_hop): r.distance for r in R.statics if r.prefix == ip_network("0.0.0.0/0") and r.vrf == "default"}
    assert by_hop == {"198.51.100.1": 5, "10.0.0.0": 200}
    leak = "set routing-instances A instance-type virtual-router\nset routing-instances A routing-options "
    assert static(leak + "rib A.inet6.0 static route ::/0 next-table inet6.0").next_hop_vrf == "default"


def test_instances_hold_their_interfaces_and_protocols() -> None:
    red = R.vrfs["RED"]
    assert (red.rd, red.import_targets, red.export_targets) == ("10.255.1.1:7", frozenset(("65010:7",)), frozenset(("65010:7",)))
    assert R.interfaces["ge-0/0/2.200"].vrf == "RED" and R.interfaces["ge-0/0/2.200"].ospf[0].process == "RED"
    assert R.bgp["RED"].neighbors[0].remote_as == 65107 and R.ospf[2, "RED"].vrf == "RED"


def test_ospf_with_the_numbers_of_junos() -> None:
    process = R.ospf[2, ""]
    assert process.distances == (10, 10, 150) and process.reference_bandwidth == 100 * 10**9
    assert process.redistributions == (Redistribution("any", policies=("TO-OSPF",)),)
    assert process.areas[1].kind == "nssa" and process.areas[1].no_summary
    text = "set interfaces ge-0/0/{n} unit 0 family inet address 10.0.{n}.1/24\n"
    every = device("".join(text.format(n=n) for n in range(3)) + "set protocols ospf area 0 interface all\n"
                   "set protocols ospf area 0 interface ge-0/0/1.0 disable\n")  # fmt: skip
    assert [bool(every.interfaces[f"ge-0/0/{n}.0"].ospf) for n in range(3)] == [True, False, True]


def test_bgp_takes_the_most_specific_statement() -> None:
    isp, two, three, far = R.bgp["default"].neighbors
    assert isp.families[0].policies_out == ("EXPORT-ISP",) and isp.families[0].remove_private_as == "yes"
    assert two.families[0].policies_out == () and three.families[0].policies_out == ("EXPORT-ISP", "BALANCE")
    assert two.remote_as == 65010 and two.update_source == "10.255.1.1" and two.families[0].reflector_client
    assert [family.family for family in two.families] == ["ipv4 unicast", "ipv6 unicast"]
    assert (far.multihop, far.local_as, far.peer_as_check, isp.peer_as_check) == (4, 65099, False, True)
    looped = device("set routing-options autonomous-system 1 loops 3\nset protocols bgp group a neighbor 10.0.0.1 peer-as 2\n")
    assert looped.bgp["default"].neighbors[0].families[0].allowas_in == 2
    assert R.bgp["default"].distances == (170, 170, 130)


@pytest.mark.parametrize(
    ("words", "match"),
    [
        ("route-filter 10.0.0.0/8 longer", Match("prefix", ("10.0.0.0/8 ge 9 le 32",))),
        ("route-filter 10.0.0.0/8 exact", Match("prefix", ("10.0.0.0/8",))),
        ("protocol [ direct ospf bgp ]", Match("protocol", ("connected", "ospf", "bgp"))),
        ("family inet6", Match("prefix", ("::/0 ge 0 le 128",))),
        ("interface [ ge-0/0/0.0 lo0.0 ]", Match("interface", ("ge-0/0/0.0", "lo0.0"))),
        ("route-filter 10.0.0.0/8 through 10.1.0.0/16", Match("unknown", ("route-filter",))),
        ("next-hop 10.0.0.1", Match("next-hop", ("10.0.0.1",))),
        ("preference 5", Match("unknown", ("preference",))),
        ("community MISSING", Match("unknown", ("community",))),
    ],
)
def test_conditions(words: str, match: Match) -> None:
    found = device(f"{TERM} from {words}\n{TERM} then accept\n")
    assert found.policies["P"].terms[0].matches == (match,)
    assert found.coverage.total(Status.MODELLED) == (1 if match.kind == "unknown" else 2)


def test_a_longer_route_filter_shadows_a_shorter_one() -> None:
    found = device(
        f"{TERM} from route-filter 10.0.0.0/8 orlonger\n{TERM} from route-filter 10.1.0.0/16 exact\n{TERM} then accept\n"
    )
    assert found.policies["P"].terms[0].matches == (Match("route-filter", ("10.0.0.0/8 ge 8 le 32", "10.1.0.0/16")),)
    policies = Policies.of(found)
    answers = [
        policies.apply(("P",), Candidate(ip_network(p), "bgp"), "deny").permitted
        for p in ("10.2.3.0/24", "10.1.0.0/16", "10.1.2.0/24")
    ]
    assert answers == [True, True, False], "10.1.2.0/24 is held by the longer filter, which it does not fit"


def test_actions_and_what_is_left_open() -> None:
    own, aggregate, rest = R.policies["EXPORT-ISP"].terms
    assert [(s.kind, s.values) for s in own.sets] == [
        ("metric", ("50",)), ("community", ("additive", "65010:100", "65010:200")), ("next-hop", ("self",))]  # fmt: skip
    assert (own.action, rest.action, R.policies["EXPORT-ISP"].default) == ("permit", "deny", "next")
    assert aggregate.sets[0].values == ("65010", "65010")
    _, customers, last = R.policies["IMPORT-ISP"].terms
    assert customers.action == "next-policy" and customers.sets[0].values == ("+20",) and last.name == ""
    odd = device(f"{TERM} then default-action reject\n{TERM} then accept\n")
    assert odd.policies["P"].terms[0].sets[0].kind == "unknown"


def test_apply_path_fills_a_list() -> None:
    found = [str(rule.prefix) for rule in R.prefix_lists["BGP-PEERS"].rules]
    assert found == ["198.51.100.1/32", "10.255.1.2/32", "10.255.1.3/32", "203.0.113.9/32"]


def test_filters_are_products_and_end_in_deny() -> None:
    rules = R.acls["EDGE-IN"].rules
    assert [rule.sequence for rule in rules] == [10, 20, 30, 40, 50, 60, 70, 80]
    assert rules[1].destination_ports == ((80, 80), (443, 443), (8080, 8090)) and rules[2].established
    assert (rules[3].source_ports, rules[4].destination_ports) == (((179, 179),), ((179, 179),)), "port is either side"
    assert (rules[5].icmp, rules[6].icmp) == ((8, -1), (0, -1))
    assert rules[7].unmodelled == "ttl" and not R.acls["EDGE-IN"].empty_permits
    assert [rule.sequence for rule in R.acls["EDGE-OUT"].rules] == [10, 20]
    both = R.acls[R.interfaces["lo0.0"].acl_in]
    assert [rule.permit for rule in both.rules] == [True, False, True], "filters of a list, one after the other"
    text = "set firewall family inet filter F term a from source-address 10.0.0.0/8\n"
    nested = device(text + "set firewall family inet filter F term a filter OTHER\n")
    assert nested.acls["F"].rules[0].unmodelled == "filter", "what another filter does is not known"
    excepted = device(text + "set firewall family inet filter F term a from source-address 10.1.0.0/16 except\n")
    assert excepted.acls["F"].rules[0].unmodelled == "source-address"
    assert excepted.coverage.total(Status.MODELLED) == 0


def test_each_family_has_filter_names_of_its_own() -> None:
    text = "set interfaces ge-0/0/0 unit 0 family inet filter input F\nset interfaces ge-0/0/0 unit 0 family inet6 filter input F\n"
    text += "set firewall family inet filter F term a then discard\nset firewall family inet6 filter F term a then accept\n"
    found = device(text)
    port = found.interfaces["ge-0/0/0.0"]
    assert [found.acls[name].rules[0].permit for name in (port.acl_in, port.acl6_in)] == [False, True]


def test_redacted_texts_are_read_alike() -> None:
    for case in ("router", "switch"):
        text = golden(case)
        hidden = redact(text, DIALECT, bytes(32))
        assert "FAKE" not in hidden.text.upper().replace("⟦SECRET", "") and "readers" not in hidden.text
        one, other = device(text), device(hidden.text)
        assert one.coverage.counts == other.coverage.counts
        assert (one.interfaces, one.bgp, one.policies) == (other.interfaces, other.bgp, other.policies)


def test_recognised_and_complete() -> None:
    for case in ("router", "switch"):
        text = golden(case)
        assert DIALECT.recognise(text) > 0.9 and DIALECT.ended(text)
    router = golden("router")
    assert not DIALECT.ended(router[: len(router) // 2])
    assert not DIALECT.ended("") and not DIALECT.ended('set system host-name "r')
    assert DIALECT.recognise("hostname r1\ninterface Ethernet1\n ip address 10.0.0.1/24\n") == 0
    vyos = "interfaces {\n    ethernet eth0 {\n        address 10.0.0.1/24\n    }\n}\nsystem {\n    host-name r1\n}\n"
    assert DIALECT.recognise(vyos) < 0.5


EXPRESSION = "( SECOND && ! THIRD )"
CHAINS = """
set routing-instances RED instance-type virtual-router
set routing-instances RED routing-options instance-import CHAIN
set routing-options rib-groups SHARE import-rib [ inet.0 RED.inet.0 ]
set routing-options rib-groups SHARE import-policy CHAIN
set routing-options static rib-group SHARE
set routing-options resolution rib inet.0 import CHAIN
set routing-options aggregate route 10.0.0.0/8 policy CHAIN
set routing-options autonomous-system 65001
set protocols bgp group peers export CHAIN
set protocols bgp group peers neighbor 192.0.2.1 peer-as 65002
set protocols ospf import CHAIN
set protocols rip group hall import CHAIN
set protocols rip group hall neighbor ge-0/0/0.0
"""


@pytest.mark.parametrize(
    ("stated", "chain"),
    [
        ("FIRST", ("FIRST",)),
        ("[ FIRST SECOND ]", ("FIRST", "SECOND")),
        (EXPRESSION, (EXPRESSION,)),
        (f"[ FIRST {EXPRESSION} ]", ("FIRST", EXPRESSION)),
    ],
)
def test_a_chain_of_policies_reads_alike_wherever_it_stands(stated: str, chain: tuple[str, ...]) -> None:
    found = device(CHAINS.replace("CHAIN", stated))
    (peer,) = next(iter(found.bgp.values())).neighbors
    (heard,) = next(iter(found.rip.values())).filters
    chains = [
        *(copy.policies for copy in found.copies), *(summary.policies for summary in found.summaries),
        *found.resolution_policies.values(), *(family.policies_out for family in peer.families),
        *(process.policies_in for process in found.ospf.values()), heard.policies,
    ]  # fmt: skip
    assert chains == [chain] * 7
    shown = sum('"("' in line.text for line in found.coverage.unread)
    assert shown == (7 if "&&" in stated else 0), "an expression is not understood"
