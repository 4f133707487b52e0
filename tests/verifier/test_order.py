"""Down-sets: exactly the states that some sequence of steps reaches, in full and seen through a support."""

import random

import pytest

from models.errors import PlanError
from models.plan import Step
from netplan.verifier.order import Order, bits


def step(name: str, *after: str) -> Step:
    return Step(name, name, "test", "hr", (), after=after)


def some_order(seed: int) -> Order:
    chance = random.Random(seed)
    size = chance.randrange(1, 9)
    steps = [step(f"s{n}", *[f"s{m}" for m in range(n) if chance.random() < 0.3]) for n in range(size)]
    chance.shuffle(steps)
    return Order.of(steps)


def reached(order: Order) -> set[int]:
    """Every state that doing one possible step after another leads to."""
    found, frontier = {0}, [0]
    while frontier:
        state = frontier.pop()
        for at in range(len(order.steps)):
            after = {order.steps[n].id for n in bits(state)}
            if not state >> at & 1 and set(order.steps[at].after) <= after and (grown := state | 1 << at) not in found:
                found.add(grown)
                frontier.append(grown)
    return found


@pytest.mark.parametrize("seed", range(30))
def test_the_states_are_what_sequences_of_steps_reach(seed: int) -> None:
    order = some_order(seed)
    states, complete = order.states(order.everything, 1000)
    assert complete
    assert set(states) == reached(order)


@pytest.mark.parametrize("seed", range(30))
def test_a_support_is_covered_class_by_class(seed: int) -> None:
    order = some_order(seed)
    support = random.Random(seed + 1).getrandbits(len(order.steps))
    states, complete = order.states(support, 1000)
    assert complete
    assert set(states) <= reached(order)
    assert {s & support for s in states} == {s & support for s in reached(order)}
    assert len({s & support for s in states}) == len(states), "one state stands for one class"


def test_a_limit_is_told() -> None:
    order = Order.of([step(f"s{n}") for n in range(10)])
    states, complete = order.states(order.everything, 100)
    assert len(states) == 100
    assert not complete


def test_a_limit_that_is_just_enough_is_enough() -> None:
    order = Order.of([step(f"s{n}") for n in range(5)])
    assert [order.states(order.everything, limit)[1] for limit in (31, 32)] == [False, True]
    found, _ = order.states(order.everything, 31)
    assert len(found) == 31 and all(order.closure(state) == state for state in found)


def test_tops_can_be_rolled_back() -> None:
    order = Order.of([step("a"), step("b", "a"), step("c", "a")])
    assert set(order.names(sum(1 << at for at in order.tops(order.mask(["a", "b", "c"]))))) == {"b", "c"}
    assert order.names(order.closure(order.mask(["c"]))) == ("a", "c")


@pytest.mark.parametrize(
    ("steps", "what"),
    [
        ([step("a"), step("a")], "one id"),
        ([step("a", "x")], "waits for x"),
        ([step("a", "b"), step("b", "a")], "in a ring"),
    ],
)
def test_an_order_that_is_none_is_refused(steps: list[Step], what: str) -> None:
    with pytest.raises(PlanError, match=what):
        Order.of(steps)


@pytest.mark.parametrize("seed", range(30))
def test_what_is_surely_more_than_the_limit_is_more(seed: int) -> None:
    """And it is told for what moves independently, however long the ways are."""
    order = some_order(seed)
    support = random.Random(seed + 1).getrandbits(len(order.steps))
    count = len(order.states(support, 1000)[0])
    assert not order.surely_more(support, count)
    assert sum(order.groups(support)) == support, "each step is in one group"
    assert Order.of([step(f"s{n}") for n in range(10)]).surely_more(1023, 1023)
