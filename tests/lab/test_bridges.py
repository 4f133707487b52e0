"""Bridges of the kernel block the ports that the model says, before and after a cut wire."""

import pytest

from tests.lab.bridges import trial

pytestmark = [pytest.mark.lab, pytest.mark.slow]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_bridges_of_the_kernel_settle_as_predicted(able: None, seed: int) -> None:
    assert trial(seed) == []
