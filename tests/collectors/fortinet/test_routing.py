"""Routing of FortiOS: static routes, OSPF, BGP, RIP and the lists that they name, with the defaults of this OS."""

from ipaddress import IPv4Network

import pytest

from models.policy import Match
from models.routing import StaticRoute
from models.source import Status
from netplan.routing.solve import routes
from netplan.routing.unmodelled import unmodelled
from tests.collectors.fortinet.reading import PORTS, device, network


def static(*settings: str, more: str = "") -> set[StaticRoute]:
    """The static routes of one entry beside the default route of the firewall."""
    lines = "".join(f"set {line}\n" for line in settings)
    return {
        route
        for route in device(f"{PORTS}{more}config router static\nedit 7\n{lines}next\nend\n").statics
        if route.prefix.prefixlen
    }


TO = "dst 10.9.0.0 255.255.0.0"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (["gateway 10.2.0.9", "device dmz"], {"distance": 10, "metric": 0, "interface": "dmz", "discard": False, "track": ""}),
        (["gateway 10.2.0.9", "device dmz", "distance 30", "priority 5"], {"distance": 30, "metric": 5}),
        (["blackhole enable"], {"discard": True, "interface": "", "distance": 10}),
        (["gateway 10.2.0.9", "device dmz", "dynamic-gateway enable"], {"track": "dynamic gateway"}),
    ],
)
def test_static_routes(settings: list[str], expected: dict[str, object]) -> None:
    (route,) = static(TO, *settings)
    assert {name: getattr(route, name) for name in expected} == expected


NO_ROUTES = (
    ["status disable", "device dmz"], ["device dmz", "distance far"], ["gateway 10.2.0.9"], ["sdwan enable"],
    ["internet-service 65537", "device dmz"], ["dstaddr X", "device dmz"],
)  # fmt: skip


@pytest.mark.parametrize("settings", NO_ROUTES)
def test_static_routes_that_are_none(settings: list[str]) -> None:
    assert static(TO, *settings) == set()
    lines = "".join(f"set {line}\n" for line in (TO, *settings))
    found = device(f"config router static\nedit 7\n{lines}next\nend\n")
    assert bool(unmodelled(found).control) is not settings[0].startswith("status")


def test_a_route_to_a_named_object_leads_to_all_its_prefixes() -> None:
    span = "edit net\nset type iprange\nset start-ip 10.9.0.0\nset end-ip 10.9.2.255\nset allow-routing enable\nnext\n"
    found = static("dstaddr net", "gateway 10.2.0.9", "device dmz", more=f"config firewall address\n{span}end\n")
    assert {str(route.prefix) for route in found} == {"10.9.0.0/23", "10.9.2.0/24"}
    assert static("dstaddr net", "device dmz") == set()


def test_a_link_monitor_makes_the_routes_of_its_port_uncertain() -> None:
    monitor = "config system link-monitor\nedit m\nset srcintf dmz\nset server 10.2.0.9\n{}next\nend\n"
    (exempt,) = static(TO, "gateway 10.2.0.9", "device dmz", "link-monitor-exempt enable", more=monitor.format(""))
    assert exempt.track == ""
    for text, track in ((monitor.format(""), "link monitor"), (monitor.format("set status disable\n"), "")):
        (route,) = static(TO, "gateway 10.2.0.9", "device dmz", more=text)
        assert route.track == track


def test_an_aggregate_without_members_is_down_and_its_subnet_is_no_route() -> None:
    text = "config system interface\nedit agg\nset ip 10.8.0.1 255.255.255.0\nset type aggregate\n{}next\nend\n"
    for member, there in (("set member p1\n", True), ("", False)):
        table = routes(network(PORTS + text.format(member))).tables[0]
        assert (IPv4Network("10.8.0.0/24") in {route.prefix for route in table.routes()}) is there


LISTS = """
config router prefix-list
edit P
config rule
edit 2
set prefix any
unset ge
unset le
next
edit 1
set action deny
set prefix 10.0.0.0 255.0.0.0
set ge 24
next
end
next
end
config router access-list
edit A
config rule
edit 1
set prefix 10.1.0.0 255.255.0.0
next
edit 2
set prefix 10.2.0.0 255.255.0.0
set exact-match enable
next
end
next
edit W
config rule
edit 1
set wildcard 10.0.0.0 0.255.0.255
next
end
next
end
"""


def test_prefix_lists_and_access_lists_of_routes() -> None:
    found = device(LISTS).prefix_lists
    assert {
        name: [(rule.permit, str(rule.prefix), rule.low, rule.high) for rule in known.rules] for name, known in found.items()
    } == {
        "P": [(False, "10.0.0.0/8", 24, 32), (True, "0.0.0.0/0", 0, 32)],
        "A": [(True, "10.1.0.0/16", 16, 32), (True, "10.2.0.0/16", 16, 16)],
    }


@pytest.mark.parametrize(
    ("line", "match"),
    [
        ("match-ip-address A", Match("prefix-list", ("A",))),
        ("match-ip-address W", Match("unknown", ("W",))),
        ("match-ip-address nobody", Match("unknown", ("nobody",))),
        ("match-ip-nexthop P", Match("next-hop-prefix-list", ("P",))),
        ("match-interface dmz", Match("interface", ("dmz",))),
        ("match-tag 7", Match("tag", ("7",))),
        ("match-route-type external-type1", Match("route-type", ("external-1",))),
        ("match-quantum 7", Match("unknown", ("match-quantum 7",))),
    ],
)
def test_matches_of_route_maps(line: str, match: Match) -> None:
    text = f"{LISTS}config router route-map\nedit R\nconfig rule\nedit 1\nset {line}\nnext\nend\nnext\nend\n"
    (term,) = device(text).policies["R"].terms
    assert (term.action, term.matches) == ("permit", (match,))


def test_bgp_speaks_both_families_unless_told_otherwise() -> None:
    text = "config router bgp\nset as 65001\nconfig neighbor\nedit 10.2.0.9\nset remote-as 65002\n{}next\nend\nend\n"
    (peer,) = device(PORTS + text.format("")).bgp["default"].neighbors
    assert [(family.family, family.send_community) for family in peer.families] == [("ipv4 unicast", True), ("ipv6 unicast", True)]
    assert (peer.multihop, peer.enabled) == (0, True)
    more = "set activate6 disable\nset ebgp-enforce-multihop enable\nset allowas-in-enable enable\nset shutdown enable\n"
    (peer,) = device(PORTS + text.format(more)).bgp["default"].neighbors
    assert [(family.family, family.allowas_in) for family in peer.families] == [("ipv4 unicast", 3)]
    assert (peer.multihop, peer.enabled) == (255, False)


@pytest.mark.parametrize(
    "line",
    ["set unsuppress-map R", "set additional-path receive", "config conditional-advertise\nedit R\nnext\nend", "set quantum on"],
)
def test_what_bgp_neighbours_do_besides_is_shown(line: str) -> None:
    text = f"config router bgp\nset as 65001\nconfig neighbor\nedit 10.2.0.9\nset remote-as 65002\n{line}\nnext\nend\nend\n"
    assert unmodelled(device(PORTS + text)).control


def test_two_firewalls_exchange_routes_by_ospf_and_bgp() -> None:
    from models.network import Network

    def side(number: int, other: int) -> str:
        return (
            f"config system interface\nedit link\nset ip 10.0.0.{number} 255.255.255.252\n"
            "set type physical\nset speed 1000full\nnext\n"
            f"edit lan\nset ip 10.{number}.0.1 255.255.255.0\nset type physical\nnext\n"
            f"edit lab\nset ip 10.{number}.9.1 255.255.255.0\nset type physical\nnext\nend\n"
            f"config router ospf\nset router-id {number}.{number}.{number}.{number}\nconfig area\nedit 0.0.0.0\nnext\nend\n"
            "config network\nedit 1\nset prefix 10.0.0.0 255.255.255.252\nnext\n"
            f"edit 2\nset prefix 10.{number}.0.0 255.255.255.0\nnext\nend\nend\n"
            f"config router bgp\nset as {65000 + number}\nconfig neighbor\nedit 10.0.0.{other}\n"
            f"set remote-as {65000 + other}\nnext\nend\n"
            f"config network\nedit 1\nset prefix 10.{number}.9.0 255.255.255.0\nnext\nend\nend\n"
        )

    one, two = device(side(1, 2), "one"), device(side(2, 1), "two")
    result = routes(Network({one.id: one, two.id: two}))
    table = {str(route.prefix): route for route in result.tables[0].routes()}
    assert (table["10.2.0.0/24"].protocol, table["10.2.0.0/24"].distance, table["10.2.0.0/24"].metric) == ("ospf", 110, 2)
    assert (table["10.2.9.0/24"].protocol, table["10.2.9.0/24"].distance) == ("bgp", 20)


def test_lists_of_a_virtual_domain_are_its_own() -> None:
    text = (
        "config vdom\nedit city\nconfig router access-list\nedit A\nconfig rule\nedit 1\nset prefix any\nnext\nend\nnext\nend\n"
        "config router route-map\nedit R\nconfig rule\nedit 1\nset match-ip-address A\nnext\nend\nnext\nend\n"
        "config router ospf\nset router-id 1.1.1.1\nconfig redistribute static\nset status enable\nset routemap R\nend\nend\n"
        "config router rip\nconfig network\nedit 1\nset prefix 10.0.0.0 255.0.0.0\nnext\nend\n"
        "config redistribute ospf\nset status enable\nset routemap R\nend\nend\nend\n"
    )
    found = device(text)
    assert found.policies["city/R"].terms[0].matches == (Match("prefix-list", ("city/A",)),)
    (process,), (rip,) = found.ospf.values(), found.rip.values()
    assert (process.vrf, process.redistributions[0].policies, process.redistributions[0].metric) == ("city", ("city/R",), 10)
    assert (rip.vrf, rip.redistributions[0].policies) == ("city", ("city/R",))
    assert not found.coverage.total(Status.UNKNOWN)


SDWAN = (
    "config system sdwan\nset status {}\nconfig zone\nedit both\nnext\nend\n"
    "config members\nedit 1\nset interface wan\nset zone both\nset gateway 192.0.2.1\nset priority 3\nnext\n"
    "edit 2\nset interface dmz\nset zone both\nset gateway 10.2.0.9\nnext\n"
    "edit 3\nset interface lan\nset zone both\nset status disable\nnext\nend\n{}end\n"
)
RULE = "config service\nedit 1\nset dst all\nset priority-members 1\nnext\nend\n"
DIAL_UP = "vpn ipsec phase1-interface\nedit dial\nset type dynamic\n{}{}next\nend"


def test_routes_over_sdwan_have_a_way_for_each_member_and_are_not_certain() -> None:
    ways = static(TO, "sdwan-zone both", more=SDWAN.format("enable", ""))
    assert {(str(way.next_hop), way.interface, way.metric, way.track) for way in ways} == {
        ("192.0.2.1", "wan", 3, "SD-WAN"), ("10.2.0.9", "dmz", 0, "SD-WAN")
    }  # fmt: skip
    assert static(TO, "sdwan-zone both", more=SDWAN.format("disable", "")) == set()
    found = device(PORTS + SDWAN.format("enable", ""))
    assert {name: known.zone for name, known in found.interfaces.items()} == {"lan": "lan", "dmz": "both", "wan": "both"}


def test_rules_of_sdwan_lead_packets_elsewhere_while_it_is_on() -> None:
    on, off = (unmodelled(device(PORTS + SDWAN.format(status, RULE))) for status in ("enable", "disable"))
    assert (bool(on.data), on.control, off.data) == (True, "", "")


@pytest.mark.parametrize("settings", [("set mode-cfg enable\n", ""), ("", "set add-route disable\n")])
def test_who_dials_in_without_bringing_routes_changes_none(settings: tuple[str, str]) -> None:
    assert unmodelled(device(f"{PORTS}config {DIAL_UP.format(*settings)}\n")) == ("", "")


@pytest.mark.parametrize("table", ["router isis\nset is-type level-1\nend", "router ripng\nset default-metric 2\nend",
                                   DIAL_UP.format("", ""),
                                   "system settings\nset opmode transparent\nend", "system quantum\nset a b\nend"])  # fmt: skip
def test_what_may_change_routes_makes_them_unknown(table: str) -> None:
    assert unmodelled(device(f"{PORTS}config {table}\n")).control


@pytest.mark.parametrize("table", ["router multicast\nset multicast-routing enable\nend", "system ha\nset mode a-p\nend",
                                   "webfilter profile\nedit x\nset comment y\nnext\nend", "router isis\nend",
                                   "system sdwan\nconfig health-check\nedit x\nset server y\nnext\nend\nend"])  # fmt: skip
def test_what_changes_no_route_leaves_them_known(table: str) -> None:
    assert unmodelled(device(f"{PORTS}config {table}\n")) == ("", "")


def test_a_neighbour_of_a_group_has_what_the_group_says_unless_it_says_otherwise() -> None:
    text = (
        "config router bgp\nset as 65001\nconfig neighbor-group\nedit G\nset remote-as 65002\nset next-hop-self enable\n"
        "set weight 5\nnext\nend\nconfig neighbor\nedit 10.2.0.9\nset neighbor-group G\nset weight 7\nnext\n"
        "edit 10.2.0.8\nset neighbor-group NONE\nnext\nend\nend\n"
    )
    found = device(PORTS + text)
    (peer,) = found.bgp["default"].neighbors
    assert (peer.remote_as, peer.group, peer.families[0].next_hop_self, peer.families[0].weight) == (65002, "G", True, 7)
    assert unmodelled(found).control, "a neighbour of an unknown group is not understood"
