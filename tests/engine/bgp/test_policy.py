"""Routing policies: what decides, what is set, and what is not known."""

from ipaddress import ip_address, ip_network

import pytest

from models.device import Device, DeviceId
from models.filters import Acl, AclRule, Wildcard
from models.policy import (
    AsPathList,
    AsPathRule,
    CommunityList,
    CommunityRule,
    Match,
    Policy,
    PrefixList,
    PrefixRule,
    SetAction,
    Term,
)
from netplan.routing.policy.as_path import Segment
from netplan.routing.policy.candidate import Candidate
from netplan.routing.policy.policies import Policies

ROUTE = Candidate(
    ip_network("10.1.0.0/16"), "bgp", as_path=(65001, 65002), communities=frozenset({"65001:7", "no-export"}), metric=5
)


def device(*policies: Policy, os: str = "cisco_ios", **lists: object) -> Policies:
    return Policies.of(Device(DeviceId("d", "r"), os, policies={p.name: p for p in policies}, **lists))  # type: ignore[arg-type]


def term(action: str, *matches: Match, name: str = "10", goto: str = "", sets: tuple[SetAction, ...] = ()) -> Term:
    return Term(name, action, matches, sets, goto)


MAYBE = Match("unknown", ("rpki valid",))
NEVER = Match("tag", ("99",))


@pytest.mark.parametrize(
    ("terms", "default", "permitted"),
    [
        ((term("permit"),), "deny", True),
        ((term("deny"), term("permit")), "deny", False),
        ((term("permit", NEVER),), "deny", False),
        ((term("permit", NEVER),), "permit", True),
        ((term("permit", MAYBE),), "deny", None),
        ((term("permit", MAYBE), term("permit")), "deny", True),
        ((term("deny", MAYBE), term("permit")), "deny", None),
        ((term("deny", MAYBE),), "deny", False),
        ((term("permit", MAYBE, NEVER),), "deny", False),
        ((term("next-term", name="10"), term("permit", NEVER, name="20")), "deny", True),
        ((term("next-term", name="10"), term("deny", name="20")), "deny", False),
        ((term("goto", goto="30"), term("deny", name="20"), term("permit", name="30")), "deny", True),
        ((term("goto", goto="5"),), "deny", None),
        ((term("skip", goto="30"), term("permit", name="20"), term("", name="30")), "deny", False),
        ((term("next-term"), term("skip", name="20", goto="40"), term("deny", name="30"), term("", name="40")), "deny", True),
        ((term("skip", goto="5"),), "deny", None),
    ],
)
def test_how_a_route_map_ends(terms: tuple[Term, ...], default: str, permitted: bool | None) -> None:
    outcome = device(Policy("p", terms, default)).apply(("p",), ROUTE)
    assert outcome.permitted is permitted, outcome.why


@pytest.mark.parametrize(
    ("terms", "permitted"),
    [
        ((term("next-term", name="10"),), True),
        ((term("next-term", name="10"), term("permit", NEVER, name="20")), False),
        ((term("next-term", name="10"), term("deny", NEVER, name="20"), term("permit", name="30")), True),
        ((term("permit", NEVER, name="10"), term("next-term", name="20")), True),
    ],
)
def test_a_later_term_that_does_not_match_takes_back_what_frr_permitted(terms: tuple[Term, ...], permitted: bool) -> None:
    outcome = device(Policy("p", terms, "deny"), os="frr").apply(("p",), ROUTE)
    assert outcome.permitted is permitted, outcome.why


def test_a_chain_goes_on_until_somebody_decides() -> None:
    first = Policy("first", (term("", sets=(SetAction("local-preference", ("300",)),)),), "next")
    second = Policy("second", (term("deny", Match("protocol", ("static",))),), "next")
    policies = device(first, second)
    kept = policies.apply(("first", "second"), ROUTE, "permit")
    assert (kept.permitted, kept.candidate.local_preference) == (True, 300)
    assert policies.apply(("first", "second"), ROUTE, "deny").permitted is False
    assert policies.apply(("first", "second"), ROUTE._replace(protocol="static")).permitted is False


def test_next_policy_leaves_the_rest_of_this_one() -> None:
    first = Policy("first", (term("next-policy"), term("deny")), "next")
    assert device(first).apply(("first",), ROUTE, "permit").permitted is True


def test_what_is_not_known_to_be_set_is_not_exact() -> None:
    outcome = device(Policy("p", (term("permit", sets=(SetAction("unknown", ("ip precedence 3",)),)),))).apply(("p",), ROUTE)
    assert outcome.permitted is True
    assert not outcome.exact


@pytest.mark.parametrize(("os", "permitted"), [("cisco_ios", False), ("frr", False), ("arista_eos", True), ("cisco_nxos", None)])
def test_a_policy_that_does_not_exist(os: str, permitted: bool | None) -> None:
    assert device(os=os).apply(("gone",), ROUTE).permitted is permitted


@pytest.mark.parametrize(("os", "permitted"), [("cisco_ios", True), ("frr", False), ("juniper_junos", None)])
def test_a_prefix_list_that_does_not_exist(os: str, permitted: bool | None) -> None:
    assert device(os=os).apply((), ROUTE, filters=(Match("prefix-list", ("gone",)),)).permitted is permitted


@pytest.mark.parametrize(
    ("match", "holds"),
    [
        (Match("prefix", ("10.0.0.0/8 ge 16 le 24",)), True),
        (Match("prefix", ("10.0.0.0/8 ge 17",)), False),
        (Match("prefix", ("10.1.0.0/16",)), True),
        (Match("prefix", ("what is this",)), None),
        (Match("protocol", ("bgp",)), True),
        (Match("protocol", ("connected", "bgp")), True),
        (Match("metric", ("5",)), True),
        (Match("metric", ("ge 6",)), False),
        (Match("as-path-length", ("2",)), True),
        (Match("community", ("65001:7",)), True),
        (Match("community", ("65001:7",), exact=True), False),
        (Match("community", ("65535:65281", "65001:7"), exact=True), True),
        (Match("as-path-list", ("from-65001",)), True),
        (Match("as-path-list", ("only-65001",)), False),
        (Match("community-list", ("seven",)), True),
        (Match("community-list", ("both",)), False),
        (Match("access-list", ("ten",)), True),
        (Match("access-list", ("exactly",)), True),
        (Match("access-list", ("slash24",)), False),
        (Match("prefix-list", ("deny-first",)), False),
        (Match("next-hop-prefix-list", ("deny-first",)), None),
        (Match("neighbor", ("192.0.2.1",)), False),
    ],
)
def test_conditions(match: Match, holds: bool | None) -> None:
    net = ip_network
    policies = device(
        as_path_lists={
            "from-65001": AsPathList("from-65001", (AsPathRule(True, "^65001_"),)),
            "only-65001": AsPathList("only-65001", (AsPathRule(True, "^65001$"),)),
        },
        community_lists={
            "seven": CommunityList("seven", (CommunityRule(True, regex="_65001:7_"),)),
            "both": CommunityList("both", (CommunityRule(True, ("65001:7", "65001:8")),)),
        },
        prefix_lists={
            "deny-first": PrefixList(
                "deny-first", (PrefixRule(False, net("10.1.0.0/16"), 16, 16), PrefixRule(True, net("0.0.0.0/0"), 0, 32))
            )
        },
        acls={
            "ten": Acl("ten", (AclRule(True, sources=(Wildcard(10 << 24, 0xFFFFFF),)),), kind="standard"),
            "exactly": Acl("exactly", (_extended("10.1.0.0", "255.255.0.0"),)),
            "slash24": Acl("slash24", (_extended("10.1.0.0", "255.255.255.0"),)),
        },
    )
    assert policies.conditions.holds(match, ROUTE) is holds


def _extended(network: str, mask: str) -> AclRule:
    return AclRule(True, sources=(Wildcard(int(ip_address(network)), 0),), destinations=(Wildcard(int(ip_address(mask)), 0),))


@pytest.mark.parametrize(
    ("kind", "values", "field", "expected"),
    [
        ("metric", ("+5",), "metric", 10),
        ("metric", ("-9",), "metric", 0),
        ("local-preference", ("200",), "local_preference", 200),
        ("origin", ("igp",), "origin", 0),
        ("as-path-prepend", ("1", "1"), "as_path", (1, 1, 65001, 65002)),
        ("community", ("additive", "1:2"), "communities", frozenset({"65001:7", "no-export", "1:2"})),
        ("community", ("1:2",), "communities", frozenset({"1:2"})),
        ("community", ("none",), "communities", frozenset()),
        ("community-delete", ("seven",), "communities", frozenset({"no-export"})),
        ("next-hop", ("192.0.2.9",), "next_hop", ip_address("192.0.2.9")),
        ("next-hop", ("self",), "next_hop_action", "self"),
        ("metric-type", ("type-1",), "metric_type", 1),
    ],
)
def test_sets(kind: str, values: tuple[str, ...], field: str, expected: object) -> None:
    policies = device(
        Policy("p", (term("permit", sets=(SetAction(kind, values),)),)),
        community_lists={"seven": CommunityList("seven", (CommunityRule(True, ("65001:7",)),))},
    )
    outcome = policies.apply(("p",), ROUTE)
    assert outcome.exact
    assert getattr(outcome.candidate, field) == expected


def test_an_as_path_list_sees_sets_and_confederations() -> None:
    route = ROUTE._replace(as_path=(Segment("confed-sequence", (65100,)), 7, Segment("set", (8, 9))))
    policies = device(as_path_lists={"l": AsPathList("l", (AsPathRule(True, r"_7 \{8,9\}$"),))})
    assert policies.conditions.holds(Match("as-path-list", ("l",)), route) is True


def test_where_systems_match_communities_differently_the_answer_is_not_known() -> None:
    route = ROUTE._replace(communities=frozenset({"1:1", "2:2"}))
    lists = {"l": CommunityList("l", (CommunityRule(True, regex="^2:2$"),))}
    for os, answer in (("cisco_ios", False), ("arista_eos", None)):
        assert device(os=os, community_lists=lists).conditions.holds(Match("community-list", ("l",)), route) is answer
