"""The exact division of address space equals the optimum that CP-SAT proves."""

import random
from ipaddress import IPv4Network, IPv6Network, ip_network

import pytest
from ortools.sat.python import cp_model as ortools

from models.errors import NoPlan
from netplan.planner.addresses.keep import Claim, resolve


def overlaps(a: Claim, b: Claim) -> bool:
    return a.owner != b.owner and a.prefix.version == b.prefix.version and a.prefix.overlaps(b.prefix)


def optimum(claims: list[Claim], forced: Claim | None = None) -> int | None:
    """The largest weight that can stay, by CP-SAT on the pairs that overlap; None = infeasible."""
    model = ortools.CpModel()
    stays = [model.new_bool_var(str(i)) for i in range(len(claims))]
    for i, a in enumerate(claims):
        if a.pin is not None:
            model.add(stays[i] == int(a.pin))
        if a is forced:
            model.add(stays[i] == 1)
        for j in range(i):
            if overlaps(a, claims[j]):
                model.add_bool_or(stays[i].negated(), stays[j].negated())
    model.maximize(sum(c.weight * s for c, s in zip(claims, stays, strict=True)))
    solver = ortools.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    if status == ortools.INFEASIBLE:
        return None
    assert status == ortools.OPTIMAL
    return sum(c.weight for c, s in zip(claims, stays, strict=True) if solver.boolean_value(s))


def random_claims(seed: int, pins: float) -> list[Claim]:
    draw = random.Random(seed)
    claims: dict[tuple[str, str], Claim] = {}
    for _ in range(draw.randint(2, 24)):
        length = draw.randint(24, 30)
        first = draw.randrange(1 << 9) & ~((1 << (32 - length)) - 1)
        prefix = ip_network((0x0A000000 + first, length))
        owner = draw.choice("abcde")
        pin = draw.choice([True, False]) if draw.random() < pins else None
        claims[owner, str(prefix)] = Claim(owner, prefix, draw.choice([0, 1, 2, 5, 13, 100]), pin)
    return list(claims.values())


@pytest.mark.parametrize("seed", range(200))
def test_the_least_renumbering_is_the_proven_optimum(seed: int) -> None:
    claims = random_claims(seed, pins=0.1 if seed % 2 else 0.0)
    best = optimum(claims)
    if best is None:
        with pytest.raises(NoPlan, match="two pins overlap"):
            resolve(claims)
        return
    answer = resolve(claims)
    assert sum(c.weight for c in answer.kept) == best
    assert not any(overlaps(a, b) for a in answer.kept for b in answer.kept)
    assert {*answer.kept, *answer.moved} == set(claims)
    assert answer.moved_weight == sum(c.weight for c in answer.moved)


@pytest.mark.parametrize("seed", range(25))
def test_the_price_of_an_override_is_what_forcing_it_costs(seed: int) -> None:
    claims = random_claims(1000 + seed, pins=0.1)
    best = optimum(claims)
    if best is None:
        with pytest.raises(NoPlan, match="two pins overlap"):
            resolve(claims)
        return
    for override in resolve(claims).overrides:
        forced = next(c for c in claims if (c.owner, c.prefix) == (override.owner, override.prefix))
        with_it = optimum(claims, forced)
        assert override.price == (None if with_it is None else best - with_it)


def test_two_pins_that_overlap_are_both_named() -> None:
    claims = [
        Claim("hr", IPv4Network("10.0.0.0/8"), 1, True, "printers"),
        Claim("it", IPv4Network("10.1.0.0/16"), 9, True, "licences"),
    ]
    with pytest.raises(NoPlan) as error:
        resolve(claims)
    assert all(word in str(error.value) for word in ("hr", "10.0.0.0/8", "printers", "it", "10.1.0.0/16", "licences"))


def test_families_do_not_meet() -> None:
    answer = resolve([Claim("a", IPv4Network("0.0.0.0/0"), 1), Claim("b", IPv6Network("::/0"), 1)])
    assert not answer.moved


def test_one_block_used_by_many_devices_of_an_owner_counts_once() -> None:
    same = IPv4Network("10.0.0.0/24")
    answer = resolve([Claim("a", same, 5), Claim("a", same, 7), Claim("b", same, 8)])
    assert [(c.owner, c.weight) for c in answer.moved] == [("a", 7)]


def test_a_contest_names_keeper_runner_up_and_price() -> None:
    same = IPv4Network("10.0.0.0/24")
    (contest,) = resolve([Claim("a", same, 5), Claim("b", same, 8)]).contests
    assert (contest.keeper, contest.runner_up, contest.price) == ("b", "a", 3)
