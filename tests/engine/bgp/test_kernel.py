"""The kernel against the plain computation, on random networks with everything that the kernel claims to know."""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from ipaddress import IPv4Address, ip_network
from typing import Any

import numpy as np
import pytest

from models.policy import CommunityList, CommunityRule, Match, PrefixList, PrefixRule
from models.routing import BgpAggregate
from netplan.routing.bgp import arrays, layout, settled
from netplan.routing.bgp.offers import Offers
from netplan.routing.bgp.process import bgp_routes
from netplan.routing.bgp.result import BgpTables
from netplan.routing.bgp.solve import Case, Decision, Solved, Solver
from netplan.routing.bgp.view import BgpResult
from netplan.topology.topology import build
from tests.gadgets.bgp import Lab, deny, permit, policy, twin_of

PREFIXES = ["203.0.113.0/24", "198.51.100.0/24", "198.51.100.128/25", "198.51.100.192/26", "192.0.2.1/32", "192.0.2.2/32"]
COMMUNITIES = ("no-export", "no-advertise", "65000:1", "local-as")


def drawn(dice: random.Random) -> Lab:
    """A network of two to eight routers in a few ASes, of which every third speaks IPv6."""
    lab = Lab()
    names = [f"r{i}" for i in range(dice.randint(2, 8))]
    numbers = [100, 200, 300, 64512, 64513, 400][: dice.randint(1, 6)]
    few, often = dice.choice((0.02, 0.12, 0.12)), dice.choice((0, 0.3, 0.6))
    os = dice.choice(("cisco_ios", "cisco_ios", "frr", "arista_eos", "mixed"))
    for name in names:
        here = dice.choice(("cisco_ios", "frr", "arista_eos")) if os == "mixed" else os
        networks = dice.sample(PREFIXES, dice.choice((0, 1, 1, 2)))
        lab.router(name, dice.choice(numbers), networks, here, **_process(dice))
        _lists(lab, name, dice)
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
    dice.shuffle(pairs)
    for a, b in pairs[: dice.randint(len(names) - 1, 2 * len(names))]:
        lab.link(a, b, cost=dice.randint(1, 5), igp=dice.random() < 0.8)
        if lab.asn(a) != lab.asn(b):
            lab.ebgp(a, b, at_a=_family(dice, few), at_b=_family(dice, few), **_session(dice, often))
    if dice.random() < 0.4 and len(names) > 2:
        lab.lan("10.9.0.0/24", **{name: f"10.9.0.{i + 1}" for i, name in enumerate(names)})
        for a, b in pairs[:4]:
            if lab.asn(a) != lab.asn(b):
                lab.ebgp(a, b, "lan-10.9.0.0/24", at_a=_family(dice, few), at_b=_family(dice, few), **_session(dice, often))
    for a, b in pairs:
        if lab.asn(a) == lab.asn(b) and dice.random() < 0.8:
            lab.ibgp(a, b, at_a=_family(dice, few), at_b=_family(dice, few))
    for i, name in enumerate(names):
        if dice.random() < 0.2:
            lab.lan(f"100.64.{i}.0/29", **{name: f"100.64.{i}.2"})
            lab.neighbor(
                name, IPv4Address(f"100.64.{i}.1"), dice.choice((60000 + i, *numbers)), _family(dice, few), **_session(dice, often)
            )
    if dice.random() < 0.35:
        lab.to_ipv6()
    for name in names:
        if dice.random() < 0.3:
            lab.shut(name, lab.loopback(dice.choice(names)))
    return lab


def _session(dice: random.Random, often: float) -> dict[str, Any]:
    chances: dict[str, object] = {
        "local_as": dice.choice((500, 64600)), "local_as_no_prepend": True, "local_as_replace": True, "peer_as_check": True,
    }  # fmt: skip
    return {name: value for name, value in chances.items() if dice.random() < often}


def _process(dice: random.Random) -> dict[str, object]:
    chances: dict[str, object] = {
        "maximum_paths": dice.choice((1, 2, 4)), "maximum_paths_internal": dice.choice((1, 2)), "multipath_relax": True,
        "always_compare_med": True, "deterministic_med": True, "med_missing_as_worst": True, "compare_router_id": True,
        "default_local_preference": dice.choice((50, 150)), "distances": dice.choice(((20, 200, 200), (170, 100, 5))),
        "cluster_id": IPv4Address("9.9.9.9"),
        "aggregates": (BgpAggregate(ip_network("198.51.100.0/24"), summary_only=dice.random() < 0.7, as_set=dice.random() < 0.3),),
    }  # fmt: skip
    if dice.random() < 0.1:
        chances["confederation"] = 7000
    return {name: value for name, value in chances.items() if name == "confederation" or dice.random() < 0.3}


def _lists(lab: Lab, name: str, dice: random.Random) -> None:
    net = ip_network(dice.choice(PREFIXES))
    six = twin_of(net)
    some = PrefixList("some", (PrefixRule(True, net, net.prefixlen, 32), PrefixRule(True, six, six.prefixlen, 128)))
    marked = CommunityList("marked", (CommunityRule(True, ("65000:1",)),))
    near = Match("prefix-list", ("some",))
    lab.policies(
        name,
        policy("prefer", permit(near, sets=[("local-preference", str(dice.choice((80, 120, 200))))]), permit()),
        policy("mark", permit(near, sets=[("community", dice.choice(COMMUNITIES))]), permit()),
        policy("price", permit(sets=[("metric", str(dice.randint(0, 3)))])),
        policy("stop", deny(near), permit()),
        policy("marked", deny(Match("community", ("marked",))), permit(sets=[("as-path-prepend", "64999")])),
        policy("hop", permit(near, sets=[("next-hop", dice.choice(("self", "192.0.2.1")))]), permit()),
        policy("lost", permit(Match("no such thing", ("1",)), sets=[("weight", "7")]), permit()),
        prefix_lists={"some": some},
        community_lists={"marked": marked},
    )  # fmt: skip


def _family(dice: random.Random, few: float) -> dict[str, object]:
    names = ("prefer", "mark", "price", "stop", "marked", "hop", "lost")
    chances: dict[str, object] = {
        "policies_in": (dice.choice(names),), "policies_out": (dice.choice(names),), "next_hop_self": True,
        "next_hop_self_all": True,
        "reflector_client": True, "send_community": False, "allowas_in": dice.randint(1, 2), "as_override": True,
        "remove_private_as": dice.choice(("yes", "all", "replace")), "weight": dice.randint(1, 3), "maximum_prefixes": 2,
    }  # fmt: skip
    return {name: value for name, value in chances.items() if dice.random() < few}


def plain(lab: Lab, patch: pytest.MonkeyPatch) -> BgpResult:
    """The same without the kernel."""
    with patch.context() as inner:
        inner.setattr(settled.Batch, "_fits", lambda self, case: False)
        return bgp_routes(lab.network, build(lab.network), lab.tables)


def said(result: BgpResult) -> list[object]:
    """All that a result says, in one order."""
    assert result.tables is not None and result.outside is not None
    behind = {
        (key, prefix): [(path, used) for path, used in result.tables.paths(key, prefix)]
        for key in result.routes
        for prefix in sorted(result.tables.prefixes(key), key=str)
    }
    routes = {key: sorted(found, key=str) for key, found in result.routes.items()}
    notes = [replace(note, prefixes=tuple(sorted(note.prefixes, key=str))) for note in result.notes]
    return [
        routes,
        {key: dict(found) for key, found in result.unknown.items() if found},
        notes,
        result.gaps,
        behind,
        result.outside.held,
    ]


@pytest.mark.parametrize("seed", range(60))
def test_the_kernel_finds_what_the_plain_computation_finds(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lab = drawn(random.Random(seed))
    for one, other in zip(said(lab.result), said(plain(lab, monkeypatch)), strict=True):
        assert one == other


def test_most_random_classes_are_the_kernel_s(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the comparison would prove nothing."""
    left: list[int] = []
    taken: list[int] = []
    whole = settled.Batch.solve

    def solve(self: settled.Batch, cases: list[object]) -> list[object]:
        found = whole(self, cases)  # type: ignore[arg-type]
        taken.extend(1 for each in found if each.rows is not None)
        left.extend(1 for each in found if each.rows is None)
        return found  # type: ignore[return-value]

    monkeypatch.setattr(settled.Batch, "solve", solve)
    told: Counter[str] = Counter()
    for seed in range(30):
        result = drawn(random.Random(seed)).result
        assert result.outside is not None and isinstance(result.routes, Offers)
        told["outside"] += len(result.outside.held)
        told["IPv6"] += sum(len(part.router) for part in result.routes.columns if any(p.version == 6 for p in part.prefixes))
        up = [session.neighbor for session in result.sessions if session.state == "up"]
        told.update(name for each in up for name in ("local_as", "peer_as_check") if getattr(each, name))
    assert min(told.values()) > 10 and len(told) == 4, told
    assert len(taken) > 4 * len(left) and left, "some oscillate, most do not"


@pytest.mark.parametrize(("os", "used"), [("frr", ["a", "b"]), ("cisco_ios", ["a"])])
def test_paths_of_one_neighbouring_as_are_used_together_where_the_system_does_so(
    os: str, used: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lab = Lab()
    for name, asn, networks in (("r", 100, []), ("a", 200, []), ("b", 200, []), ("x", 300, PREFIXES[:1]), ("y", 400, PREFIXES[:1])):
        lab.router(name, asn, networks, os, maximum_paths=4, compare_router_id=True)
    for one, other in (("r", "a"), ("r", "b"), ("a", "x"), ("b", "y")):
        lab.link(one, other)
        lab.ebgp(one, other)
    assert lab.via("r", PREFIXES[0]) == used
    assert said(lab.result) == said(plain(lab, monkeypatch))


def test_a_result_keeps_no_room_for_questions_that_were_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many results are remembered at once. What was asked may fill far more than the room for the first questions."""
    made: list[settled.Arrays] = []
    begun = settled.Arrays.__init__

    def begin(self: settled.Arrays, *given: object) -> None:
        begun(self, *given)  # type: ignore[arg-type]
        made.append(self)

    monkeypatch.setattr(settled.Arrays, "__init__", begin)
    assert drawn(random.Random(3)).result.routes
    kept = sum(part.nbytes for each in made for facts in vars(each).values() for part in _arrays(facts))
    assert len(made) == 2 and 0 < kept < 100_000


def _arrays(facts: object) -> list[np.ndarray]:
    return [each for each in (facts if isinstance(facts, tuple) else (facts,)) if isinstance(each, np.ndarray)]


@pytest.mark.parametrize("seed", range(5))
def test_little_room_for_questions_makes_no_difference(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = said(drawn(random.Random(seed)).result)
    monkeypatch.setattr(arrays, "_LEAST", 1)
    monkeypatch.setattr(arrays, "_MOST", 8)
    assert said(drawn(random.Random(seed)).result) == usual


def test_who_looks_at_a_result_lets_each_router_decide_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lab = drawn(random.Random(3))
    lab.lan("100.64.0.0/24", **{name: f"100.64.0.{i}" for i, name in enumerate(lab.devices, 2)})
    for name in lab.devices:
        lab.neighbor(name, IPv4Address("100.64.0.1"), 60000)
    decided = Counter[tuple[int, int]]()
    decide = Solver.decided

    def counted(self: Solver, case: Case, router: int, best: Mapping[int, int]) -> Decision:
        decided[id(case), router] += 1
        return decide(self, case, router, best)

    monkeypatch.setattr(Solver, "decided", counted)
    result = lab.result
    assert said(result) == said(result) and result.outside is not None and result.outside.seeds[4]
    assert decided and set(decided.values()) == {1}


def test_the_best_path_is_the_first_one_in_use() -> None:
    for seed in range(5):
        result = drawn(random.Random(seed)).result
        assert isinstance(result.tables, BgpTables)
        for key in result.routes:
            for prefix in (*result.tables.prefixes(key), ip_network("1.2.3.0/24")):
                used = [path for path, used in result.tables.paths(key, prefix) if used]
                assert result.tables.best(key, prefix) == next(iter(used), None)


@pytest.mark.parametrize("hops", [False, True])
def test_what_has_no_place_in_a_key_of_the_kernel_is_left_to_the_plain_computation(
    hops: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six prefixes that policies treat in six ways, and, with `hops`, six next hops of one policy."""
    lab = Lab()
    lab.router("a", 100, PREFIXES)
    lab.router("b", 200)
    lab.link("a", "b")
    lab.ebgp("a", "b", at_b={"policies_in": ("each",)})
    sets = [[("next-hop", f"10.255.0.{i}")] if hops else [("metric", str(i))] for i in range(6)]
    terms = (permit(Match("prefix-list", (prefix,)), sets=sets[i]) for i, prefix in enumerate(PREFIXES))
    lists = {
        prefix: PrefixList(prefix, (PrefixRule(True, (net := ip_network(prefix)), net.prefixlen, net.prefixlen),))
        for prefix in PREFIXES
    }
    lab.policies("b", policy("each", *terms), prefix_lists=lists)
    of_kernel: list[bool] = []
    whole = settled.Batch.solve

    def solve(self: settled.Batch, cases: Any) -> list[Solved]:
        found = whole(self, cases)
        of_kernel.extend(each.rows is not None for each in found)
        return found

    usual = said(plain(lab, monkeypatch))
    monkeypatch.setattr(settled.Batch, "solve", solve)
    assert said(lab.result) == usual and all(of_kernel)
    of_kernel.clear()
    monkeypatch.setattr(layout, "MOST", 5)
    assert said(bgp_routes(lab.network, build(lab.network), lab.tables)) == usual
    assert of_kernel.count(True) < 5 if hops else of_kernel.count(True) == 5
