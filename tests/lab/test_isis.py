"""Random networks of IS-IS: what netplan predicts from the configs of real routers is what they and their kernels do."""

import pytest

from tests.lab.igp.trial import trial

pytestmark = [pytest.mark.lab, pytest.mark.slow]


@pytest.mark.parametrize("seed", [32, 34])
def test_real_routers_do_as_predicted(able: None, seed: int) -> None:
    """As the network is drawn, and after each of two broken links.

    None of these seeds cuts a router of both levels off level 2 while it speaks for a LAN of level 1: FRR 8.4 then leaves the
    attached bit in what it says for the LAN, and the default route of its area stays.
    """
    outcome = trial("isis", seed)
    assert outcome.wrong == [] and not outcome.unknown
    assert outcome.own > 100, "IS-IS must have something to tell"
