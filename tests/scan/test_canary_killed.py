"""A scan that is killed in the middle of its transactions: what it leaves on the disk has no secret in it either."""

import shutil
import signal
from pathlib import Path

import pytest

from tests.fakes.server import Farm
from tests.scan.canary import Planter, Searcher
from tests.scan.canary_devices import ENABLE, PASSWORD, devices_with
from tests.scan.canary_files import contents
from tests.scan.canary_run import Site, inventory

COMMITS = (2, 3, 5, 8)
"""Before which of its commits a scan is killed."""


@pytest.mark.slow
@pytest.mark.parametrize(("how", "ending"), [("wal", "-wal"), ("spill", "-journal")])
def test_a_killed_scan_leaves_no_secret(how: str, ending: str, tmp_path: Path) -> None:
    site, planter = Site(tmp_path, "near"), Planter(7)
    logins = {name: site.secret(name, value) for name, value in (("password", PASSWORD), ("enable", ENABLE))}
    left = []
    with Farm() as farm:
        devices = [farm.start(device) for device in devices_with(planter, rounds=1)]
        (tmp_path / "near" / "inventory.yaml").write_text(inventory(devices, logins), encoding="utf-8")
        assert site.netplan("near", "scan", "trust", "department:hr", "--yes") == 0
        for number in COMMITS:
            ended = site.netplan("near", "scan", "run", canary=f"{how} kill={number}")
            assert ended == -signal.SIGKILL, f"it has fewer than {number} commits"
            left.append(shutil.copytree(tmp_path / "near" / ".netplan", tmp_path / f"left {number}"))
        assert site.netplan("near", "scan", "run", canary=how) in (0, 3)
    unfinished = [path for folder in left for path in folder.glob(f"netplan.db{ending}") if path.stat().st_size > 4096]
    assert unfinished, "nothing was in the middle"
    assert any("⟦secret:".encode() in data for path in left[-1].glob("netplan.db") for _, data in contents(path))
    assert len(planter.planted) >= 150
    assert not site.leaks(Searcher(planter.forms | {PASSWORD, ENABLE}))
