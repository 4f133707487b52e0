"""The named small networks of the BGP literature, and each rule of the decision process on the smallest network that shows it."""

from dataclasses import replace
from ipaddress import IPv4Address, ip_network

import pytest

from models.policy import CommunityList, CommunityRule, Match, PrefixList, PrefixRule
from models.routing import BgpAggregate
from tests.gadgets.bgp import Lab, deny, permit, policy

P = "203.0.113.0/24"


def ring(size: int, *preferences: tuple[str, str, int]) -> Lab:
    """A destination and a ring of ASes around it, each of which may prefer the direct way of a neighbour."""
    names = "abcdefgh"[:size]
    lab = Lab()
    lab.router("zero", 100, [P])
    for i, name in enumerate(names, 1):
        lab.router(name, 100 + i)
    wanted = {(who, over): value for who, over, value in preferences}
    for a, b in [(name, "zero") for name in names] + list(zip(names, names[1:] + names[0], strict=True)):
        lab.link(a, b)
        lab.ebgp(a, b, at_a=_prefer(lab, a, b, wanted), at_b=_prefer(lab, b, a, wanted))
    return lab


def _prefer(lab: Lab, who: str, over: str, wanted: dict[tuple[str, str], int]) -> dict[str, object]:
    if (who, over) not in wanted:
        return {}
    # only the direct way of the neighbour is preferred, as in the paper: AS paths of two hops
    lab.policies(
        who,
        policy(
            f"over-{over}",
            permit(Match("as-path-length", ("2",)), sets=[("local-preference", str(wanted[who, over]))]),
            permit(Match("as-path-length", ("1",))),
        ),
    )
    return {"policies_in": (f"over-{over}",)}


def test_good_gadget_settles() -> None:
    lab = ring(3, ("a", "b", 200), ("b", "c", 200))
    assert lab.via("c", P) == ["zero"]
    assert lab.via("b", P) == ["c"]
    assert lab.via("a", P) == ["zero"], "b now goes over c, so what a would like from b is not on offer"
    assert not lab.result.unknown


def test_bad_gadget_never_settles() -> None:
    lab = ring(3, ("a", "b", 200), ("b", "c", 200), ("c", "a", 200))
    for name in "abc":
        assert "does not settle" in (lab.unknown(name, P) or "")
        assert lab.via(name, P) == []
    assert {note.kind for note in lab.result.notes} == {"oscillation"}


def test_disagree_depends_on_timing() -> None:
    lab = ring(3, ("a", "b", 200), ("b", "a", 200))
    assert "order in which routers speak" in (lab.unknown("a", P) or "")
    assert lab.unknown("c", P) is None


@pytest.mark.parametrize(("size", "why"), [(5, "does not settle"), (4, "order in which routers speak"), (6, "order in which")])
def test_a_ring_of_preferences_settles_by_chance_or_never(size: int, why: str) -> None:
    """Everybody prefers the direct way of the next: an even ring has two stable states, an odd one has none."""
    names = "abcdefgh"[:size]
    lab = ring(size, *((a, b, 200) for a, b in zip(names, names[1:] + names[0], strict=True)))
    assert all(why in (lab.unknown(name, P) or "") for name in names)


def reflectors() -> Lab:
    """Client – reflector – client, all in AS 1; the first client has the prefix from AS 2."""
    lab = Lab()
    for name in ("one", "rr", "two", "plain"):
        lab.router(name, 1)
    lab.router("outside", 2, [P])
    for a in ("one", "two", "plain"):
        lab.link(a, "rr", igp=True)
        lab.ibgp("rr", a, at_a={"reflector_client": a != "plain"}, at_b={"next_hop_self": True})
    lab.link("one", "outside")
    lab.ebgp("one", "outside")
    return lab


def test_reflector_passes_on_between_clients_and_others() -> None:
    lab = reflectors()
    assert lab.via("two", P) == lab.via("plain", P) == ["one"]
    assert [r.protocol for r in lab.routes("two", P)] == ["ibgp"]
    assert [r.distance for r in lab.routes("two", P)] == [200]


def test_without_reflector_ibgp_is_not_passed_on() -> None:
    lab = reflectors()
    clients = lab.devices["rr"].bgp["default"].neighbors
    lab.process(
        "rr", neighbors=tuple(replace(n, families=tuple(replace(f, reflector_client=False) for f in n.families)) for n in clients)
    )
    assert lab.via("rr", P) == ["one"]
    assert lab.via("two", P) == []


def test_cluster_list_stops_a_ring_of_reflectors() -> None:
    lab = Lab()
    lab.router("source", 1, [P])
    for name in ("x", "y"):
        lab.router(name, 1, cluster_id=None)
    lab.link("source", "x", igp=True)
    lab.link("x", "y", igp=True)
    lab.ibgp("x", "source", at_a={"reflector_client": True})
    lab.ibgp("x", "y", at_a={"reflector_client": True}, at_b={"reflector_client": True})
    assert lab.via("x", P) == ["source"]
    assert lab.via("y", P) == ["source"]


def test_a_route_does_not_come_back_to_its_cluster() -> None:
    """Two reflectors of one cluster: the second must hear the client itself, not through the first."""
    for same, expected in ((True, []), (False, ["client"])):
        lab = Lab()
        lab.router("client", 1, [P])
        for name, cluster in (("x", "9.9.9.9"), ("y", "9.9.9.9" if same else "8.8.8.8")):
            lab.router(name, 1, cluster_id=IPv4Address(cluster))
        lab.link("client", "x", igp=True)
        lab.link("x", "y", igp=True)
        lab.ibgp("x", "client", at_a={"reflector_client": True})
        lab.ibgp("x", "y")
        assert lab.via("y", P) == expected


def test_external_is_better_than_internal_at_equal_cost() -> None:
    """The internal path has the lower router ids and a next hop as near; still the external one wins."""
    lab = Lab()
    for name, asn in (("near", 1), ("y", 2), ("me", 1), ("x", 2)):
        lab.router(name, asn, [P] if asn == 2 else [])
    lab.lan("10.0.0.0/24", near="10.0.0.1", y="10.0.0.2", me="10.0.0.3")
    lab.link("near", "me", igp=True)
    lab.link("me", "x")
    lab.ebgp("near", "y", port="lan-10.0.0.0/24")
    lab.ibgp("near", "me")
    lab.ebgp("me", "x")
    assert lab.via("me", P) == ["x"]


def test_confederation_counts_as_one_as_outside() -> None:
    lab = Lab()
    lab.router("m1", 65001, [P], confederation=100)
    lab.router("m2", 65002, confederation=100)
    lab.router("out", 200)
    lab.link("m1", "m2", igp=True)
    lab.link("m2", "out")
    lab.ebgp("m1", "m2")
    lab.neighbor("m2", lab._addresses("out", "to-m2")[0], 200)
    lab.neighbor("out", lab._addresses("m2", "to-out")[0], 100)
    lab.policies("out", policy("only-100", permit(Match("as-path-list", ("one",)))))
    assert lab.via("m2", P) == ["m1"]
    assert [r.protocol for r in lab.routes("m2", P)] == ["ibgp"], "another member of the confederation is not external"
    assert lab.via("out", P) == ["m2"]


def test_med_decides_between_links_to_one_neighbour_only() -> None:
    lab = Lab()
    lab.router("me", 1)
    for i, (name, asn, med) in enumerate([("a1", 2, 20), ("a2", 2, 10), ("b", 3, 5)]):
        lab.router(name, asn, [P])
        lab.policies(name, policy("med", permit(sets=[("metric", str(med))])))
        lab.link("me", name)
        lab.ebgp("me", name, at_b={"policies_out": ("med",)})
        assert i < 3
    lab.process("me", deterministic_med=True, compare_router_id=True)
    assert lab.via("me", P) == ["a2"], "lower router id than b; a1 lost to a2 by MED"
    assert lab.routes("me", P)[0].metric == 10


def test_always_compare_med() -> None:
    lab = Lab()
    lab.router("me", 1, always_compare_med=True)
    for name, asn, med in [("a", 2, 20), ("b", 3, 5)]:
        lab.router(name, asn, [P])
        lab.policies(name, policy("med", permit(sets=[("metric", str(med))])))
        lab.link("me", name)
        lab.ebgp("me", name, at_b={"policies_out": ("med",)})
    assert lab.via("me", P) == ["b"]


def test_med_does_not_leave_the_neighbouring_as() -> None:
    lab = Lab()
    for name, asn in (("a", 1), ("b", 2), ("c", 3)):
        lab.router(name, asn, [P] if name == "a" else [])
    lab.policies("a", policy("med", permit(sets=[("metric", "77")])))
    lab.link("a", "b")
    lab.link("b", "c")
    lab.ebgp("a", "b", at_a={"policies_out": ("med",)})
    lab.ebgp("b", "c")
    assert [r.metric for r in lab.routes("b", P)] == [77]
    assert [r.metric for r in lab.routes("c", P)] == [0]


def test_aggregate_summary_only_hides_its_parts() -> None:
    lab = Lab()
    lab.router("edge", 1, ["10.1.1.0/24", "10.1.2.0/24", "10.9.0.0/24"])
    lab.router("peer", 2)
    lab.link("edge", "peer")
    lab.ebgp("edge", "peer")
    lab.process("edge", aggregates=(BgpAggregate(ip_network("10.1.0.0/16"), summary_only=True),))
    assert lab.via("peer", "10.1.0.0/16") == ["edge"]
    assert lab.via("peer", "10.1.1.0/24") == []
    assert lab.via("peer", "10.9.0.0/24") == ["edge"]
    assert [(r.protocol, r.discard, r.distance) for r in lab.routes("edge", "10.1.0.0/16")] == [("aggregate", True, 200)]


def test_aggregate_needs_a_part() -> None:
    lab = Lab()
    lab.router("edge", 1)
    lab.process("edge", aggregates=(BgpAggregate(ip_network("10.1.0.0/16")),))
    assert lab.routes("edge", "10.1.0.0/16") == []


def chain(*asns: int, **first: object) -> Lab:
    """Routers r0, r1, … in a line, r0 with the prefix."""
    lab = Lab()
    for i, asn in enumerate(asns):
        lab.router(f"r{i}", asn, [P] if i == 0 else [])
    for i in range(len(asns) - 1):
        lab.link(f"r{i}", f"r{i + 1}")
    return lab


def test_as_loop_is_refused_and_allowas_in_lets_it_in() -> None:
    for allowed, expected in ((0, []), (1, ["r1"])):
        lab = chain(1, 2, 1)
        lab.ebgp("r0", "r1")
        lab.ebgp("r1", "r2", at_b={"allowas_in": allowed})
        assert lab.via("r2", P) == expected


def test_as_override() -> None:
    lab = chain(1, 2, 1)
    lab.ebgp("r0", "r1")
    lab.ebgp("r1", "r2", at_a={"as_override": True})
    assert lab.via("r2", P) == ["r1"]


def test_no_export_stays_in_the_neighbouring_as() -> None:
    lab = chain(1, 2, 3)
    lab.policies("r0", policy("tag", permit(sets=[("community", "no-export")])))
    lab.ebgp("r0", "r1", at_a={"policies_out": ("tag",)})
    lab.ebgp("r1", "r2")
    assert lab.via("r1", P) == ["r0"]
    assert lab.via("r2", P) == []


def test_communities_are_stripped_without_send_community() -> None:
    for sends, expected in ((True, ["r0"]), (False, [])):
        lab = chain(1, 2)
        lab.policies("r0", policy("tag", permit(sets=[("community", "1:100")])))
        lab.policies(
            "r1",
            policy("want", permit(Match("community-list", ("c",))), deny()),
            community_lists={"c": CommunityList("c", (CommunityRule(True, ("1:100",)),))},
        )
        lab.ebgp("r0", "r1", at_a={"policies_out": ("tag",), "send_community": sends}, at_b={"policies_in": ("want",)})
        assert lab.via("r1", P) == expected


def test_hot_potato_takes_the_near_exit() -> None:
    lab = Lab()
    for name in ("near", "me", "far"):
        lab.router(name, 1)
    for name in ("x", "y"):
        lab.router(name, 2, [P])
    lab.link("me", "near", cost=1, igp=True)
    lab.link("me", "far", cost=50, igp=True)
    for a, b in (("me", "near"), ("me", "far"), ("near", "far")):
        lab.ibgp(a, b, at_a={"next_hop_self": True}, at_b={"next_hop_self": True})
    for border, outside in (("far", "x"), ("near", "y")):
        lab.link(border, outside)
        lab.ebgp(border, outside)
    assert lab.via("me", P) == ["near"]
    assert lab.via("far", P) == ["x"], "its own exit, for external is better than internal"


def test_multipath_takes_equal_paths_within_the_limit() -> None:
    lab = Lab()
    lab.router("me", 1, maximum_paths=2)
    for name in ("a", "b", "c"):
        lab.router(name, 2, [P])
        lab.link("me", name)
        lab.ebgp("me", name)
    assert lab.via("me", P) == ["a", "b"]
    assert "arrival-order" in {note.kind for note in lab.result.notes}


def test_multipath_over_different_ases_needs_relax() -> None:
    for relax, expected in ((False, ["a"]), (True, ["a", "b"])):
        lab = Lab()
        lab.router("me", 1, maximum_paths=4, multipath_relax=relax)
        for name, asn in (("a", 2), ("b", 3)):
            lab.router(name, asn, [P])
            lab.link("me", name)
            lab.ebgp("me", name)
        assert lab.via("me", P) == expected


def test_third_party_next_hop_on_a_shared_subnet() -> None:
    lab = Lab()
    for name, asn in (("a", 1), ("b", 2), ("c", 3)):
        lab.router(name, asn, [P] if name == "a" else [])
    lab.lan("10.0.0.0/24", a="10.0.0.1", b="10.0.0.2", c="10.0.0.3")
    lab.ebgp("a", "b", port="lan-10.0.0.0/24")
    lab.ebgp("b", "c", port="lan-10.0.0.0/24")
    assert lab.via("c", P) == ["a"]


def test_ibgp_keeps_the_next_hop_and_drops_what_cannot_be_reached() -> None:
    lab = Lab()
    lab.router("border", 1)
    lab.router("inner", 1)
    lab.router("outside", 2, [P])
    lab.link("border", "inner", igp=True)
    lab.link("border", "outside")
    lab.ebgp("border", "outside")
    lab.ibgp("border", "inner")
    assert lab.via("border", P) == ["outside"]
    assert lab.via("inner", P) == [], "nobody tells the inner router of the link to the outside"


def test_prefix_list_filters_in() -> None:
    lab = chain(1, 2)
    lab.process("r0", networks=(*lab.devices["r0"].bgp["default"].networks,))
    rules = (PrefixRule(False, ip_network("203.0.0.0/8"), 8, 32),)
    lab.policies("r1", prefix_lists={"in": PrefixList("in", rules)})
    lab.ebgp("r0", "r1", at_b={"filters_in": (Match("prefix-list", ("in",)),)})
    assert lab.via("r1", P) == []


def test_a_condition_that_is_not_understood_makes_the_answer_unknown_and_travels() -> None:
    lab = chain(1, 2, 3)
    lab.policies("r1", policy("odd", permit(Match("unknown", ("rpki valid",)))))
    lab.ebgp("r0", "r1", at_b={"policies_in": ("odd",)})
    lab.ebgp("r1", "r2")
    assert lab.via("r1", P) == lab.via("r2", P) == []
    assert "odd 10" in (lab.unknown("r1", P) or "")
    assert "odd 10" in (lab.unknown("r2", P) or "")


def test_default_originate_goes_to_one_neighbour() -> None:
    lab = Lab()
    lab.router("hub", 1)
    for name, asn in (("x", 2), ("y", 3)):
        lab.router(name, asn)
        lab.link("hub", name)
    lab.ebgp("hub", "x", at_a={"default_originate": True})
    lab.ebgp("hub", "y")
    assert lab.via("x", "0.0.0.0/0") == ["hub"]
    assert lab.via("y", "0.0.0.0/0") == []
