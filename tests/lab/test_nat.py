"""A real router translates as the walk says: forwards, backwards, and between its filters."""

import pytest

from tests.lab.nat import Wire, built, trial

pytestmark = [pytest.mark.lab, pytest.mark.slow]


def test_a_real_router_translates_as_predicted(able: None) -> None:
    wrong: list[str] = []
    sure = 0
    with built(), Wire() as wire:
        for seed in range(6):
            found, known = trial(seed, wire)
            wrong += found
            sure += known
    assert wrong == []
    assert sure > 50, "most packets have a predicted fate"
