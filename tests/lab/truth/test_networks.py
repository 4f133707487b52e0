"""Twenty random networks of real routers do what netplan predicts, whole and with a broken link. `make lab` runs two hundred."""

import shutil
import warnings
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from tests.lab.truth.trial import Outcome, trial

SEEDS = (0, 1, 2, 3, 6, 14, 15, 19, 22, 24, 25, 32, 34, 36, 38, 39, 41, 47, 50, 53)
AT_ONCE = 8
"""Networks at one time: most of what a network does is to wait."""
pytestmark = [pytest.mark.lab, pytest.mark.slow]


@pytest.fixture(scope="module")
def outcomes(able: None) -> list[Outcome]:
    """What became of each seed."""
    if not shutil.which("nft", path="/usr/sbin:/sbin:/usr/bin:/bin"):
        reason = "not installed: apt-get install nftables"
        warnings.warn(f"NOT TESTED against random networks of real routers: {reason}", stacklevel=1)
        pytest.skip(reason)
    with ProcessPoolExecutor(AT_ONCE, get_context("spawn")) as pool:
        return list(pool.map(trial, SEEDS, [1] * len(SEEDS)))


def test_random_networks_do_what_is_predicted(outcomes: list[Outcome]) -> None:
    wrong = [f"seed {o.seed} [{d.stage}] {d.what}: predicted {d.predicted}, real {d.real}" for o in outcomes for d in o.differences]
    assert not wrong, "\n".join(wrong[:40])
    compared = sum((o.compared for o in outcomes), start=type(outcomes[0].compared)())
    assert compared["route"] > 1000
    assert 0 < compared["answered"] < compared["answers"], "some hosts must be answered and some must not"
    unknown = sum(sum(o.unknown.values()) for o in outcomes)
    assert unknown * 50 < sum(compared.values()), "what is not known must stay the exception"
