"""References to addresses that move: twins beside them, in order, and then gone."""

from ipaddress import ip_address, ip_network

from models.filters import Acl, AclRule, Wildcard
from models.plan import Move
from models.policy import Match, Policy, PrefixList, PrefixRule, Term
from models.routing import BgpNeighbor, BgpNetwork, BgpProcess, OspfNetwork, OspfProcess
from models.services import Service
from netplan.planner.renaming import Renaming, wildcard_of
from netplan.planner.rewrite import pointed_at_new, service_twin, with_twins, without_old


def wild(text: str) -> Wildcard:
    return wildcard_of(ip_network(text))


NAMES = Renaming((Move("hr", ip_network("10.1.0.0/24"), ip_network("10.9.0.0/24"), 5),))


def end(wildcards: tuple[Wildcard, ...]) -> str:
    return str(wildcards[0]) if wildcards else "any"


def lines(acl: object) -> list[str]:
    assert isinstance(acl, Acl)
    return [f"{r.sequence} {'permit' if r.permit else 'deny'} {end(r.sources)} {end(r.destinations)}" for r in acl.rules]


def test_twins_stand_right_behind_what_they_stand_for_so_that_order_means_the_same() -> None:
    acl = Acl(
        "A",
        (
            AclRule(False, (), (wild("10.1.0.5/32"),), (), sequence=10),
            AclRule(True, (), (wild("10.1.0.0/24"),), (wild("10.1.0.7/32"),), sequence=20),
            AclRule(True, (), (wild("10.0.0.0/8"),), (), sequence=30),
            AclRule(False, sequence=40),
        ),
    )
    twins = with_twins(acl, NAMES)
    assert lines(twins) == [
        "10 deny 10.1.0.5/32 any",
        "11 deny 10.9.0.5/32 any",
        "20 permit 10.1.0.0/24 10.1.0.7/32",
        "21 permit 10.1.0.0/24 10.9.0.7/32",
        "22 permit 10.9.0.0/24 10.1.0.7/32",
        "23 permit 10.9.0.0/24 10.9.0.7/32",
        "30 permit 10.0.0.0/8 any",
        "40 deny any any",
    ]
    assert lines(without_old(twins, NAMES)) == [
        "11 deny 10.9.0.5/32 any",
        "23 permit 10.9.0.0/24 10.9.0.7/32",
        "30 permit 10.0.0.0/8 any",
        "40 deny any any",
    ]


def test_a_list_without_gaps_is_numbered_anew_in_the_same_order() -> None:
    acl = Acl("A", (AclRule(True, (), (wild("10.1.0.0/24"),), sequence=1), AclRule(False, sequence=2)))
    assert lines(with_twins(acl, NAMES)) == ["10 permit 10.1.0.0/24 any", "20 permit 10.9.0.0/24 any", "30 deny any any"]


def test_a_wider_rule_gets_a_twin_for_what_leaves_it() -> None:
    acl = Acl("A", (AclRule(True, (), (wild("10.1.0.0/16"),), sequence=10),))
    assert lines(with_twins(acl, NAMES)) == ["10 permit 10.1.0.0/16 any", "11 permit 10.9.0.0/24 any"]
    assert lines(without_old(with_twins(acl, NAMES), NAMES)) == ["10 permit 10.1.0.0/16 any", "11 permit 10.9.0.0/24 any"]


def test_a_rule_that_names_nothing_else_never_becomes_any() -> None:
    acl = Acl("A", (AclRule(True, (), (wild("10.1.0.3/32"),), (wild("10.5.0.0/16"),)),))
    assert without_old(acl, NAMES) == Acl("A")


def test_prefix_lists_keep_their_length_limits() -> None:
    before = PrefixList(
        "P", (PrefixRule(True, ip_network("10.1.0.0/24"), 24, 24, 5), PrefixRule(True, ip_network("10.1.0.0/16"), 16, 24, 10))
    )
    twins = with_twins(before, NAMES)
    assert isinstance(twins, PrefixList)
    assert [(str(r.prefix), r.low, r.high, r.sequence) for r in twins.rules] == [
        ("10.1.0.0/24", 24, 24, 5),
        ("10.9.0.0/24", 24, 24, 6),
        ("10.1.0.0/16", 16, 24, 10),
        ("10.9.0.0/24", 24, 24, 11),
    ]


def test_network_statements_appear_only_where_none_covers_the_new_block() -> None:
    narrow = OspfProcess("1", networks=(OspfNetwork(ip_network("10.1.0.1/32"), "0"),))
    wide = OspfProcess("1", networks=(OspfNetwork(ip_network("10.0.0.0/8"), "0"),))
    after = with_twins(narrow, NAMES)
    assert isinstance(after, OspfProcess) and [str(n.prefix) for n in after.networks] == ["10.1.0.1/32", "10.9.0.1/32"]
    assert with_twins(wide, NAMES) == wide


def test_sessions_and_next_hops_point_at_the_new_address() -> None:
    bgp = BgpProcess(
        65000, neighbors=(BgpNeighbor(ip_address("10.1.0.2"), update_source="10.1.0.1"), BgpNeighbor(ip_address("10.2.0.2")))
    )
    after = pointed_at_new(bgp, NAMES)
    assert isinstance(after, BgpProcess)
    assert [(str(n.address), n.update_source) for n in after.neighbors] == [("10.9.0.2", "10.9.0.1"), ("10.2.0.2", "")]
    announced = with_twins(BgpProcess(65000, networks=(BgpNetwork(ip_network("10.1.0.0/24")),)), NAMES)
    assert isinstance(announced, BgpProcess) and [str(n.prefix) for n in announced.networks] == ["10.1.0.0/24", "10.9.0.0/24"]


def test_policies_and_services() -> None:
    policy = Policy("M", (Term("1", "permit", (Match("prefix", ("10.1.0.0/24 le 32", "10.7.0.0/16")),)),))
    twins = with_twins(policy, NAMES)
    assert isinstance(twins, Policy) and twins.terms[0].matches[0].values == (
        "10.1.0.0/24 le 32",
        "10.9.0.0/24 le 32",
        "10.7.0.0/16",
    )
    cleaned = without_old(twins, NAMES)
    assert isinstance(cleaned, Policy) and cleaned.terms[0].matches[0].values == ("10.9.0.0/24 le 32", "10.7.0.0/16")
    assert service_twin(Service("ntp", "10.1.0.9"), NAMES) == Service("ntp", "10.9.0.9")
    assert service_twin(Service("ntp", "time.example"), NAMES) is None


def test_a_mask_with_holes_is_never_guessed() -> None:
    assert NAMES.wildcards(Wildcard(0x0A010001, 0x0000FF00)) is None
    assert NAMES.wildcards(Wildcard(0x0B010001, 0x0000FF00)) == ()


def test_neighbouring_blocks_need_one_twin() -> None:
    moves = [Move("hr", ip_network(f"10.1.{i}.0/24"), ip_network(f"172.20.{i}.0/24"), 1) for i in range(4)]
    acl = Acl("A", (AclRule(True, (), (wild("10.0.0.0/8"),), (wild("10.0.0.0/8"),)),))
    assert [line[2:] for line in lines(with_twins(acl, Renaming(tuple(moves))))] == [
        "permit 10.0.0.0/8 10.0.0.0/8",
        "permit 10.0.0.0/8 172.20.0.0/22",
        "permit 172.20.0.0/22 10.0.0.0/8",
        "permit 172.20.0.0/22 172.20.0.0/22",
    ]
