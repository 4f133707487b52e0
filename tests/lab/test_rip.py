"""Random networks of RIP and RIPng: what netplan predicts from the configs of real routers is what they and their kernels do."""

import pytest

from tests.lab.rip.trial import trial

pytestmark = [pytest.mark.lab, pytest.mark.slow]


@pytest.mark.parametrize("seed", [4, 7, 8])
def test_real_routers_do_as_predicted(able: None, seed: int) -> None:
    """As the network is drawn, and after each of two broken links."""
    outcome = trial(seed)
    assert outcome.wrong == [] and not outcome.unknown
    assert outcome.rip > 100, "RIP must have something to tell"
