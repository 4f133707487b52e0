"""Work on a real Dask scheduler with two worker processes: the same answers, in the same order."""

import os
from collections.abc import Iterator

import pytest
from distributed import LocalCluster

from models.errors import UsageError
from models.parallel import shared_out
from netplan.forwarding.dataplane import DataPlane
from netplan.verifier.verify import verify
from tests.gadgets.engine import triangle
from tests.verifier.town import plan, steps, town

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    with LocalCluster(n_workers=2, threads_per_worker=2, processes=True, dashboard_address=None, host="127.0.0.1") as cluster:
        yield cluster.scheduler_address


def test_answers_come_in_order_from_two_other_processes(scheduler: str) -> None:
    held = {item: item * 3 for item in range(60)}
    found = list(shared_out(range(60), lambda item: (held[item], os.getpid()), parcel=2, enough=1, scheduler=scheduler))
    assert [answer for answer, _ in found] == [item * 3 for item in range(60)]
    workers = {process for _, process in found}
    assert len(workers) == 2 and os.getpid() not in workers


def test_blocks_of_destinations_have_the_same_fates_there(scheduler: str) -> None:
    plane = DataPlane.of(triangle())
    starts = [(node.device, node.vrf) for node in plane.nodes]
    blocks = [[0x0A000000 + 65536 * block + host for host in range(40)] for block in range(12)]

    def fates(block: list[int]) -> bytes:
        return plane.fates(starts, block).mask.tobytes()

    assert list(shared_out(blocks, fates, parcel=1, enough=1, scheduler=scheduler)) == [fates(block) for block in blocks]


def test_a_plan_is_verified_alike(scheduler: str) -> None:
    made = plan(steps(town()))
    assert verify(town(), made, scheduler=scheduler) == verify(town(), made)


def test_an_error_of_a_worker_is_raised_here(scheduler: str) -> None:
    with pytest.raises(ZeroDivisionError):
        list(shared_out(range(10), lambda item: 1 // (5 - item), parcel=1, enough=1, scheduler=scheduler))


@pytest.mark.parametrize("nobody", ["tcp://127.0.0.1:1", "nonsense"])
def test_a_scheduler_that_is_not_there_is_said(nobody: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.cluster._PATIENCE", "1s")
    with pytest.raises(UsageError, match="no Dask scheduler"):
        list(shared_out(range(3), str, parcel=1, enough=1, scheduler=nobody))
