"""Sets of prefixes, and what policies may let through, against each prefix and each policy tried by itself."""

import random
from ipaddress import IPv4Network, ip_network

import pytest

from models.device import Device, DeviceId
from models.filters import Acl, AclRule, Wildcard
from models.policy import AsPathList, AsPathRule, Match, Policy, PrefixList, PrefixRule, Term
from netplan.routing.policy.candidate import Candidate
from netplan.routing.policy.passing import Passing
from netplan.routing.policy.policies import Policies
from netplan.routing.policy.prefix_sets import DEFAULT, PrefixSet, collected, everything, holding, within

ALL = [IPv4Network((bits << (32 - length), length)) for length in range(5) for bits in range(1 << length)]
"""Every prefix of up to four bits."""
Range = tuple[IPv4Network, int, int]


def draw(dice: random.Random) -> Range:
    outer = dice.choice(ALL)
    low = dice.randint(outer.prefixlen, 4)
    return outer, low, dice.randint(low, 4)


def fits(prefix: IPv4Network, ranges: list[Range]) -> bool:
    return any(prefix.subnet_of(outer) and low <= prefix.prefixlen <= high for outer, low, high in ranges)


def members(found: PrefixSet) -> set[IPv4Network]:
    return {prefix for prefix in ALL if prefix in found}


@pytest.mark.parametrize("seed", range(40))
def test_sets_are_what_their_prefixes_say(seed: int) -> None:
    dice = random.Random(seed)
    one, two = ([draw(dice) for _ in range(dice.randint(0, 4))] for _ in range(2))
    a, b = collected(4, one), collected(4, two)
    in_a, in_b = ({prefix for prefix in ALL if fits(prefix, ranges)} for ranges in (one, two))
    assert members(a) == in_a
    assert (members(a | b), members(a & b), members(a - b)) == (in_a | in_b, in_a & in_b, in_a - in_b)
    assert (a <= b, bool(a)) == (in_a <= in_b, bool(in_a))
    assert members(holding(in_a, 4)) == in_a
    longest = {low: length for first, last, length in a.covered() for low in range(first >> 28, (last >> 28) + 1)}
    for address in range(16):
        lengths = [p.prefixlen for p in in_a if address >> (4 - p.prefixlen) == int(p.network_address) >> (32 - p.prefixlen)]
        assert longest.get(address, -1) == max(lengths, default=-1)


def test_families_stay_apart() -> None:
    assert ip_network("::/0") not in everything(4) and ip_network("::/0") in everything(6)
    assert not collected(6, [(ip_network("10.0.0.0/8"), 8, 24)])
    assert ip_network("2001:db8::/48") in within(ip_network("2001:db8::/32"), 48, 48)


def text(dice: random.Random) -> str:
    """A range as policies write it."""
    return "{} ge {} le {}".format(*draw(dice))


def match(dice: random.Random) -> Match:
    kind = dice.choice(("prefix", "route-filter", "prefix-list", "access-list", "as-path-list", "protocol"))
    values = {
        "prefix": (text(dice),),
        "route-filter": tuple(text(dice) for _ in range(dice.randint(1, 4))),
        "prefix-list": (dice.choice(("A", "B", "missing")),),
        "access-list": (dice.choice(("standard", "extended")),),
        "as-path-list": ("P",),
        "protocol": (dice.choice(("bgp", "static")),),
    }
    return Match(kind, values[kind])


def device(dice: random.Random) -> Device:
    """A router with lists and two policies of all kinds of terms."""
    lists = {
        name: PrefixList(name, tuple(PrefixRule(dice.random() < 0.6, *draw(dice)) for _ in range(dice.randint(1, 5))))
        for name in "AB"
    }

    def wild() -> Wildcard:
        prefix = dice.choice(ALL)
        return Wildcard(int(prefix.network_address), int(prefix.hostmask))

    def acl(kind: str) -> Acl:
        masks = (Wildcard(int(dice.choice(ALL).netmask), 0),) if kind == "extended" and dice.random() < 0.7 else ()
        return Acl(
            kind,
            tuple(
                AclRule(dice.random() < 0.6, (), (wild(),), masks, unmodelled=dice.choice(("", "", "", "odd"))) for _ in range(3)
            ),
            kind=kind,
        )

    def policy(name: str) -> Policy:
        terms = tuple(
            Term(str(at), dice.choice(("permit", "deny", "next-term", "next-policy", "", "goto", "skip")),
                 tuple(match(dice) for _ in range(dice.randint(0, 2))), goto=str(at + 2))
            for at in range(dice.randint(1, 4))
        )  # fmt: skip
        return Policy(name, terms, dice.choice(("deny", "next", "permit")))

    return Device(
        DeviceId("lab", "r"), dice.choice(("cisco_ios", "frr", "juniper_junos")), prefix_lists=lists,
        acls={kind: acl(kind) for kind in ("standard", "extended")}, policies={name: policy(name) for name in ("one", "two")},
        as_path_lists={"P": AsPathList("P", (AsPathRule(True, "^65001$"),))},
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(150))
def test_what_may_pass_is_what_some_route_passes_with(seed: int) -> None:
    """A set never leaves out what a policy permits; where a policy asks for prefixes and protocols alone, it holds nothing else."""
    dice = random.Random(seed)
    router = device(dice)
    names = dice.choice((("one",), ("one", "two"), ("A",), ("two", "B"), ()))
    filters = tuple(match(dice) for _ in range(dice.choice((0, 0, 1))))
    default = dice.choice(("permit", "deny"))
    policies = Policies.of(router)
    found = Passing(router, policies, 4).through(names, Candidate(DEFAULT[4], "bgp"), default, filters)
    vague = any(
        m.kind == "as-path-list" or m.values == ("missing",) for p in router.policies.values() for t in p.terms for m in t.matches
    )
    vague = vague or any(m.kind == "as-path-list" or m.values == ("missing",) for m in filters)
    for prefix in ALL:
        answers = [
            policies.apply(names, Candidate(prefix, "bgp", as_path=as_path), default, filters).permitted
            for as_path in ((65001,), (65002,))
        ]
        if any(answers):
            assert prefix in found, str(prefix)
        elif not vague and None not in answers:
            assert prefix not in found, str(prefix)


@pytest.mark.parametrize("seed", range(20))
def test_of_filters_of_routes_the_longest_decide(seed: int) -> None:
    dice = random.Random(seed)
    term = Term("1", "permit", (Match("route-filter", tuple(text(dice) for _ in range(dice.randint(1, 6)))),))
    router = Device(DeviceId("lab", "r"), "juniper_junos", policies={"one": Policy("one", (term,))})
    policies = Policies.of(router)
    found = Passing(router, policies, 4).through(("one",), Candidate(DEFAULT[4], "bgp"))
    assert members(found) == {prefix for prefix in ALL if policies.apply(("one",), Candidate(prefix, "bgp")).permitted}


def test_a_filter_that_nobody_can_read_may_let_everything_pass() -> None:
    policy = Policy("one", (Term("1", "permit", (Match("route-filter", ("0.0.0.0/1 ge 1 le 4", "odd")),)),))
    router = Device(DeviceId("lab", "r"), "juniper_junos", policies={"one": policy})
    found = Passing(router, Policies.of(router), 4).through(("one",), Candidate(DEFAULT[4], "bgp"))
    assert found == everything(4)
