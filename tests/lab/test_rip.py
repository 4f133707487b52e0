"""Random networks of RIP and RIPng: what netplan predicts from the configs of real routers is what they and their kernels do."""

import pytest

from tests.lab.igp.trial import trial

pytestmark = [pytest.mark.lab, pytest.mark.slow]


ORDER = "which of several equal ways RIP uses depends on the order of events"


@pytest.mark.parametrize("seed", [4])
def test_real_routers_do_as_predicted(able: None, seed: int) -> None:
    """As the network is drawn, and after each of two broken links."""
    outcome = trial("rip", seed)
    assert outcome.wrong == []
    assert set(outcome.unknown) <= {ORDER} and outcome.unknown.total() <= outcome.places // 50
    assert outcome.own > 100, "RIP must have something to tell"
