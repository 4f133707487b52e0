"""One state answers many questions, and each as the smallest state would."""

import random

import pytest

from netplan.verifier.covering import Covering
from netplan.verifier.order import Order
from tests.verifier.test_order import some_order


def wanted(order: Order, seed: int) -> list[tuple[int, int]]:
    """Some supports, each with all its states."""
    chance = random.Random(seed)
    supports = [chance.getrandbits(len(order.steps)) & chance.getrandbits(len(order.steps)) for _ in range(12)]
    return [(support, least) for support in supports for least in order.states(support, 1000)[0]]


@pytest.mark.parametrize("seed", range(30))
def test_a_chosen_state_is_reachable_and_holds_of_each_support_what_it_was_chosen_for(seed: int) -> None:
    order, covering = some_order(seed), Covering()
    chosen = [(covering.of(support, least), support, least) for support, least in wanted(order, seed)]
    for state, support, least in chosen:
        assert state.mask & support == least & support
        assert order.closure(state.mask) == state.mask


def test_questions_that_have_nothing_to_do_with_each_other_share_states() -> None:
    covering = Covering()
    states = {id(covering.of(1 << at, done << at)) for at in range(20) for done in (0, 1)}
    assert len(states) == 2
