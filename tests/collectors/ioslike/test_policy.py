"""Route maps and the lists they use."""

import pytest

from models.policy import CommunityRule, Match, SetAction
from tests.collectors.ioslike.reading import device, unread


@pytest.mark.parametrize(
    ("line", "low", "high"),
    [
        ("permit 10.0.0.0/8", 8, 8),
        ("permit 10.0.0.0/8 le 24", 8, 24),
        ("permit 10.0.0.0/8 ge 16", 16, 32),
        ("permit 10.0.0.0/8 ge 16 le 20", 16, 20),
        ("permit 10.0.0.0/8 eq 12", 12, 12),
        ("permit any", 0, 32),
    ],
)
def test_lengths_of_a_prefix_rule(line: str, low: int, high: int) -> None:
    (rule,) = device("frr", f"ip prefix-list P {line}").prefix_lists["P"].rules
    assert (rule.low, rule.high) == (low, high)


def test_numbers_of_a_prefix_list() -> None:
    found = device(
        "cisco_ios",
        """
        ip prefix-list P permit 10.0.0.0/8
        ip prefix-list P seq 12 deny 10.1.0.0/16
        ip prefix-list P permit 10.2.0.0/16
        ip prefix-list P seq 3 deny 10.3.0.0/16
        ip prefix-list P description some text
        ip prefix-list P permit 10.4.0.0/16 le 99
        """,
    )
    assert [(r.sequence, str(r.prefix)) for r in found.prefix_lists["P"].rules] == [
        (3, "10.3.0.0/16"),
        (5, "10.0.0.0/8"),
        (12, "10.1.0.0/16"),
        (15, "10.2.0.0/16"),
    ]
    assert unread(found) == ["ip prefix-list P permit 10.4.0.0/16 le 99"]


def test_prefix_list_of_eos_is_a_block() -> None:
    found = device(
        "arista_eos",
        "ip prefix-list P\n   seq 10 permit 10.0.0.0/8 le 24\n   seq 20 deny 0.0.0.0/0\nipv6 prefix-list Q\n   permit ::/0 le 64\n",
    )
    assert not unread(found)
    assert [(r.sequence, r.permit) for r in found.prefix_lists["P"].rules] == [(10, True), (20, False)]
    assert (found.prefix_lists["Q"].family, found.prefix_lists["Q"].rules[0].high) == (6, 64)


def test_community_lists_in_all_spellings() -> None:
    found = device(
        "cisco_ios",
        """
        ip community-list 10 permit 65000:1 no-export
        ip community-list 110 permit 65000:.*
        ip community-list standard S permit 4259840001
        ip community-list standard S deny local-AS
        ip community-list expanded E permit _65000:[1-5]_ | x
        ip extcommunity-list standard T permit rt 65000:1 soo 65000:2
        ip as-path access-list 3 permit ^65001 [0-9]+$
        """,
    )
    assert not unread(found)
    lists = found.community_lists
    assert lists["10"].rules == (CommunityRule(True, ("65000:1", "no-export")),)
    assert lists["110"].rules[0].regex == "65000:.*"
    assert lists["S"].rules == (CommunityRule(True, ("65000:1",)), CommunityRule(False, ("local-as",)))
    assert lists["E"].rules[0].regex == "_65000:[1-5]_ | x"
    assert (lists["T"].kind, lists["T"].rules[0].communities) == ("extended", ("rt:65000:1", "soo:65000:2"))
    assert found.as_path_lists["3"].rules[0].regex == "^65001 [0-9]+$"


def test_as_path_list_of_eos_names_the_origin() -> None:
    found = device("arista_eos", "ip as-path access-list A permit ^65001$ any\nip as-path access-list A permit ^2$ igp\n")
    assert [r.regex for r in found.as_path_lists["A"].rules] == ["^65001$"]
    assert unread(found) == ["ip as-path access-list A permit ^2$ igp"]


def test_entries_in_order_of_their_numbers_and_going_on() -> None:
    found = device(
        "cisco_ios",
        """
        route-map M permit 30
         match tag 5
        route-map M permit 10
         match ip address prefix-list A B
         set local-preference 200
         continue 30
        route-map M deny 20
         match ip address 101
         continue
        """,
    )
    assert not unread(found)
    policy = found.policies["M"]
    assert policy.default == "deny"
    assert [(t.name, t.action, t.goto) for t in policy.terms] == [("10", "goto", "30"), ("20", "deny", ""), ("30", "permit", "")]
    assert policy.terms[0].matches == (Match("prefix-list", ("A", "B")),)
    assert policy.terms[0].sets == (SetAction("local-preference", ("200",)),)
    assert policy.terms[1].matches == (Match("access-list", ("101",)),)


@pytest.mark.parametrize(
    "line", ["match length 3 9", "set ip default next-hop 10.0.0.1", "match ip address prefix-len 24", "match rpki valid"]
)
def test_what_is_not_known_makes_the_term_unknown(line: str) -> None:
    found = device("cisco_ios", f"route-map M permit 10\n {line}\n")
    (term,) = found.policies["M"].terms
    assert [m.kind for m in term.matches] + [s.kind for s in term.sets] == ["unknown"]
    assert unread(found) == [line]


@pytest.mark.parametrize("line", ["call OTHER", "sub-route-map OTHER"])
def test_a_called_route_map_is_not_guessed(line: str) -> None:
    (term,) = device("frr", f"route-map M permit 10\n {line}\n").policies["M"].terms
    assert term.matches == (Match("unknown", (line,)),)


def test_community_lists_are_all_asked_on_eos_and_one_of_them_on_ios() -> None:
    text = "route-map M permit 10\n match community A B\n"
    assert [m.values for m in device("arista_eos", text).policies["M"].terms[0].matches] == [("A",), ("B",)]
    assert [m.values for m in device("cisco_ios", text).policies["M"].terms[0].matches] == [("A", "B")]


def test_access_lists_of_zebra_are_prefix_lists() -> None:
    found = device(
        "frr",
        """
        access-list Z permit 10.0.0.0/8
        access-list Z deny 11.0.0.0/8 exact-match
        access-list 10 permit 10.0.0.0 0.255.255.255
        route-map M permit 10
         match ip address Z
        route-map M permit 20
         match ip address 10
        router bgp 1
         neighbor 10.0.0.2 remote-as 2
         neighbor 10.0.0.2 distribute-list Z in
        """,
    )
    assert not unread(found)
    assert [(r.sequence, r.low, r.high) for r in found.prefix_lists["Z"].rules] == [(5, 8, 32), (10, 8, 8)]
    assert [t.matches[0].kind for t in found.policies["M"].terms] == ["prefix-list", "access-list"]
    assert found.bgp["default"].neighbors[0].families[0].filters_in == (Match("prefix-list", ("Z",)),)
    assert found.acls["10"].kind == "standard"
