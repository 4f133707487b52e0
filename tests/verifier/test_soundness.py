"""What the verifier finds through supports is what looking at every pair in every state finds, on random plans."""

import random
from dataclasses import replace

import pytest

from models.change import Change
from models.errors import ChangeError, PlanError
from models.filters import Acl, AclRule
from models.interfaces import Interface, OspfInterface
from models.network import Network
from models.plan import Step
from models.routing import OspfNetwork, OspfProcess, Redistribution, StaticRoute
from netplan.verifier.ends import subnets
from netplan.verifier.replay import Replay
from netplan.verifier.verify import Schedule, everyone, scheduled, survey
from netplan.verifier.view import View
from tests.verifier.town import A2, HUB, A, B, net, plan, port, route, steps, town, wild

PREFIXES = (
    "10.0.0.0/24",
    "10.0.0.0/25",
    "10.1.1.0/24",
    "10.1.1.128/25",
    "10.1.2.0/24",
    "10.1.2.64/26",
    "10.8.0.0/24",
    "0.0.0.0/0",
    "10.0.0.0/8",
)
HOPS = {
    A: ("10.9.0.0", "10.1.9.2", "10.1.1.77"),
    A2: ("10.1.9.1", "10.1.2.9"),
    B: ("10.9.0.2", "10.1.1.5"),
    HUB: ("10.9.0.1", "10.9.0.3", "10.0.0.5"),
}


def spoken(seed: int) -> Network:
    """The town; on odd seeds its department `a` speaks OSPF instead of having static routes."""
    network = town()
    if seed % 2 == 0:
        return network
    process = OspfProcess(
        "1", networks=(OspfNetwork(net("10.1.0.0/16"), "0.0.0.0"),), redistributions=(Redistribution("static"),) * (seed % 3 == 0)
    )
    found = {name: replace(network.devices[name], statics=frozenset(), ospf={(2, "1"): process}) for name in (A, A2)}
    return replace(network, devices={**network.devices, **found})


def odd_changes(chance: random.Random, network: Network) -> tuple[Change, ...]:
    """Something that a plan may do, right or wrong."""
    kind = chance.randrange(7)
    name = chance.choice((A, A2, B, HUB) if kind < 4 else (A, A2, HUB))
    facts = network.devices[name]
    if kind < 3:
        vrf = chance.choice(("default", "A", "B")) if name == HUB else "default"
        leak = chance.choice(("", "A", "B", "default")) if name == HUB else ""
        discard = chance.random() < 0.1
        made = route(
            chance.choice(PREFIXES),
            "" if discard else chance.choice(HOPS[name]),
            discard=discard,
            vrf=vrf,
            distance=chance.choice((1, 5)),
        )
        return (Change(name, None, made if discard or leak in ("", vrf) else replace(made, next_hop_vrf=leak)),)
    if kind == 3 and facts.statics:
        gone: StaticRoute = chance.choice(sorted(facts.statics, key=str))
        return (Change(name, gone, None),)
    lan = facts.interfaces.get("lan") or facts.interfaces["svc"]
    if kind == 4:
        number = chance.randrange(200, 250)
        return (Change(name, lan, port(lan.name, *(str(a.ip) for a in lan.addresses), f"10.{number}.0.1/24")),)
    if kind == 5:
        rule = AclRule(chance.random() < 0.5, (), wild(chance.choice(PREFIXES)), wild(chance.choice(PREFIXES)), sequence=10)
        rest = AclRule(chance.random() < 0.7, sequence=90)
        acl = Acl(f"ODD{chance.randrange(99)}", (rule, rest))
        way = {chance.choice(("acl_in", "acl_out")): acl.name}
        return (Change(name, None, acl), Change(name, lan, replace(lan, **way)))  # type: ignore[arg-type]  # a field of Interface
    if facts.ospf and chance.random() < 0.6:
        process = facts.ospf[2, "1"]
        grown = replace(
            process, networks=(*process.networks, OspfNetwork(net(chance.choice(("10.9.0.0/24", "10.8.0.0/24"))), "0.0.0.0"))
        )
        return (Change(name, process, grown),)
    mid: Interface = facts.interfaces.get("mid", lan)
    return (
        Change(
            name, mid, replace(mid, enabled=False) if chance.random() < 0.5 else replace(mid, ospf=(OspfInterface("1", "0.0.0.0"),))
        ),
    )


def some_plan(seed: int, network: Network) -> list[Step]:
    """The right plan with steps left out and odd ones added, in an order of its own."""
    chance = random.Random(seed)
    made: list[Step] = []
    for step in steps(network):
        if {s.id for s in made} >= set(step.after) and chance.random() < 0.9:
            made.append(step)
    for number in range(chance.randrange(1, 4)):
        after = tuple(s.id for s in made if chance.random() < 0.15)
        made.append(Step(f"odd{number}", "", "odd", "a", odd_changes(chance, network), after=after))
    return made


@pytest.mark.parametrize("seed", range(120))
def test_nothing_is_missed(seed: int) -> None:
    network = spoken(seed)
    try:
        replay = Replay(network, plan(some_plan(seed, network)))
        masks, complete = replay.order.states(replay.order.everything, 600)
        for mask in masks:
            replay.network(mask)
    except (ChangeError, PlanError):
        return  # two steps edit one fact without an order, which the planner never makes: the replay says so
    assert complete
    ends = subnets(network)
    first = View(replay.state(0), ends)
    every = Schedule({mask: everyone(ends) for mask in masks}, True)
    seen, all_there_is = survey(replay, first, scheduled(replay, ends, 4096)), survey(replay, first, every)
    for invariant, ledger in all_there_is.items():
        assert seen[invariant].faults.keys() == ledger.faults.keys(), invariant


def test_the_odd_plans_are_worth_looking_at() -> None:
    """Most of them can be replayed, and many have faults: the comparison above compares something."""
    replayed = faulty = 0
    for seed in range(0, 120, 4):
        network = spoken(seed)
        try:
            replay = Replay(network, plan(some_plan(seed, network)))
            first = View(replay.state(0), subnets(network))
            ledgers = survey(replay, first, scheduled(replay, first.ends, 4096))
        except (ChangeError, PlanError):
            continue
        replayed += 1
        faulty += any(ledger.faults for ledger in ledgers.values())
    assert replayed >= 15
    assert faulty >= replayed // 3
