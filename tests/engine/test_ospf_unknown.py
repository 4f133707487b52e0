"""What is not known of the routes of OSPF: noted for the tables at hand, and for none before."""

from collections.abc import Collection
from dataclasses import replace
from ipaddress import ip_network
from typing import Any

import pytest

from models.device import Device
from models.policy import Match, Policy, Term
from netplan.routing.ospf import forks
from netplan.routing.ospf.areas import solve
from netplan.routing.ospf.domain import Domain, Doubt, External
from netplan.routing.ospf.forks import Forks
from netplan.routing.ospf.process import Ospf
from netplan.routing.policy.policies import Policies
from netplan.routing.solve import RoutingResult
from tests.engine.test_frr_ways import port, router
from tests.engine.test_frr_ways import solved as frr
from tests.gadgets.configs import device, solved

STATIC = ip_network("10.60.0.0/16")


def ios(name: str, address: str, *lines: str) -> Device:
    ports = f"interface e0\n ip address {address} 255.255.255.252\n"
    return device(
        name, "cisco_ios", "\n".join([f"hostname {name}\n{ports}router ospf 1", " network 10.0.0.0 0.0.0.3 area 0", *lines, ""])
    )


def filtering() -> tuple[RoutingResult, int, Ospf]:
    """A router that takes in a static route, and one with a filter of which nobody knows what it stops."""
    sender = ios("sender", "10.0.0.1", " redistribute static subnets", "ip route 10.60.0.0 255.255.0.0 Null0")
    hearer = ios("hearer", "10.0.0.2")
    process = replace(hearer.ospf[2, "1"], policies_in=("ODD",))
    odd = Policy("ODD", (Term("10", "permit", (Match("odd", ("?",)),)),))
    result = solved(sender, replace(hearer, ospf={(2, "1"): process}, policies={"ODD": odd}))
    node = result.topology.node_index[hearer.id, "default"]
    return result, node, Ospf(result.topology, result.book, 2, Policies.of)


def test_what_a_filter_may_stop_is_known_again_when_nobody_announces_it_any_more() -> None:
    result, node, ospf = filtering()
    assert STATIC in result.unknown_prefixes[node]
    ospf.routes(result.tables)
    assert STATIC in ospf.notes.unknown[node]
    ospf.routes({})
    assert STATIC not in ospf.notes.unknown.get(node, {})


def test_what_a_filter_may_stop_stays_unknown_when_another_doubt_about_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    result, node, ospf = filtering()
    at = [i.node for i in ospf.view.instances].index(node)
    doubt = Doubt("hides", at)
    answers = iter((Forks({(at, (4, int(STATIC.network_address), 16)): (doubt, "")}), Forks({})))
    monkeypatch.setattr("netplan.routing.ospf.process.solve", lambda *given: (solve(*given)[0], frozenset((doubt,))))
    monkeypatch.setattr("netplan.routing.ospf.process.forked", lambda *_: next(answers))
    ospf.routes(result.tables)
    first = ospf.notes.unknown[node][STATIC]
    ospf._solved.clear()
    ospf.routes(result.tables)
    assert "depending on what came first" in first != ospf.notes.unknown[node][STATIC]


def namesakes(pairs: int) -> list[str]:
    """Two border routers of FRR, and behind them pairs of subnets with one network address."""
    borders = [
        router(f"border{n}", port("e0", f"10.0.0.{n}/29", "ip ospf area 0"), port("e1", f"10.0.1.{n}/29", "ip ospf area 1"),
               "router ospf\nexit") for n in (1, 2)
    ]  # fmt: skip
    lans = [
        port(f"{name}{n}", f"10.{n}.{address}", "ip ospf area 1")
        for n in range(1, pairs + 1) for name, address in (("w", "9.1/16"), ("n", "0.1/24"), ("l", "0.129/32"))
    ]  # fmt: skip
    inside = router("inside", port("e1", "10.0.1.3/29", "ip ospf area 1"), *lans, "router ospf\nexit")
    return [*borders, inside, router("core", port("e0", "10.0.0.3/29", "ip ospf area 0"), "router ospf\nexit")]


def test_doubts_about_different_prefixes_are_tried_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Any, ...]] = []
    made: list[Collection[Doubt]] = []

    def noted(*given: Any) -> Forks:
        asked.append(given)
        return forks.forked(*given)

    def counted(domain: Domain, externals: list[External], fork: Collection[Doubt]) -> Any:
        made.append(fork)
        return solve(domain, externals, fork)

    monkeypatch.setattr("netplan.routing.ospf.process.forked", noted)
    monkeypatch.setattr(forks, "solve", counted)
    result = frr(*namesakes(3))
    assert len(asked) == 1, "when the tables rest, and not before"
    domain, externals, hops, doubts = asked[0]
    assert (len(doubts), len(made)) == (6, 3), "each border router may leave out three: one of each at once, and all"
    singly = {
        (row[0], domain.prefixes[row[1]])
        for fork in [*([doubt] for doubt in doubts), doubts]
        for row in forks._routes(domain, hops) ^ forks._routes(domain, solve(domain, externals, frozenset(fork))[0])
    }
    found = forks.forked(domain, externals, hops, doubts).found
    assert found.keys() == singly
    assert all(domain.prefixes[doubt.prefix] == key for (_, key), (doubt, _) in found.items())
    core = next(node for node, place in enumerate(result.topology.nodes) if place.device.name == "core")
    why = result.unknown_prefixes[core]
    assert all(f"announces {prefix} into area 0.0.0.0" in why[prefix] for prefix in map(ip_network, ("10.1.0.0/16", "10.3.0.0/16")))


def test_doubts_that_are_too_many_to_be_tried_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def told(result: RoutingResult) -> list[str]:
        return [finding.what for finding in result.findings if finding.invariant == "convergence"]

    known = frr(*namesakes(2))
    assert told(known) == []
    monkeypatch.setattr(forks, "_MANY", 1)
    result = frr(*namesakes(2))
    assert told(result) == ["2 of 4 things that OSPF may do or not, depending on what came first, were not tried singly"]
    for node in range(len(result.topology.nodes)):
        assert result.unknown_prefixes[node].keys() >= {ip_network("10.1.0.0/16"), ip_network("10.2.0.0/16")}
    assert known.unknown_prefixes.keys() < result.unknown_prefixes.keys()
