"""A scan that is killed: nothing acknowledged is lost, nothing is half there, and the resumed scan is as an undisturbed one."""

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collectors.limits import Limits
from collectors.scan import scan
from collectors.target import Target, Visit
from collectors.visited import composed
from models.device import DeviceId
from models.inventory import Inventory
from models.scan import Asked, Before, State
from models.snapshot import Outcome, Result, Snapshot, Stored
from models.store import Store
from models.store.journal import Journal, Visited
from tests.scan.visits import KEY, good, targets

KILLS = 100
LIMITS = Limits(workers=8, logins_per_second=1e6, retries=0)
LISTED = targets(40, ("hr", "it"))
NOTHING = Inventory("", "")


def visit(target: Target) -> Visit:
    """Some fail, and all take a little time."""
    time.sleep(0.02)
    number = int(target.device.name[1:])
    return Visit(target.device, Outcome.UNREACHABLE, "no answer") if number % 9 == 4 else good(target)


def asked(listed: Sequence[Target]) -> Asked:
    return Asked(datetime.now(UTC).replace(microsecond=0), tuple(target.device for target in listed), who="anna", host="admin-1")


def scanned(
    path: Path, number: int | None, listed: Sequence[Target], acknowledged: int | None = None, processes: int = 0
) -> Stored | None:
    """One scan or the rest of one, to its end; each device that is safe is told to the pipe `acknowledged`."""
    journal = Journal(Store.open(path))
    if number is None:
        number, refused = journal.begin(asked(listed))
        missing = [target for target in listed if target.device not in refused]
    else:
        _, devices, _ = journal.resume(number)
        missing = [target for target in listed if target.device in devices]

    def keep(batch: Sequence[Visited]) -> None:
        journal.keep(number, batch)
        if acknowledged is not None:
            names = [result.device.name for each in batch for result in each.ready.results]
            os.write(acknowledged, "".join(f"{name}\n" for name in names).encode())

    ended = scan(missing, visit, LIMITS, keep, KEY, processes=processes)

    def compose(found: tuple[Result, ...], before: Before | None) -> Snapshot | None:
        return composed(found, before, journal.find(number).asked.started, ended.unasked, NOTHING)

    stored = journal.finish(number, compose)
    journal.close()
    return stored


def killed(path: Path, number: int | None, seconds: float, processes: int) -> set[str]:
    """Let a child scan, kill it after `seconds`; the devices that it was told were safe."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            scanned(path, number, LISTED, write, processes)
        finally:
            os._exit(0)
    os.close(write)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    told = b""
    while got := os.read(read, 65536):
        told += got
    os.close(read)
    return set(told.decode().split())


def facts(store: Store, stored: Stored) -> list[tuple[object, ...]]:
    """All that a snapshot says, apart from when."""
    return [(r.device, r.outcome, r.message, r.captures, r.facts_sha256, r.redacted) for r in store.results(str(stored.id))]


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Devices go on file a few at a time, so that kills fall between and into many transactions."""
    monkeypatch.setattr("collectors.scan.GATHER", 0.02)


@pytest.mark.slow
def test_kill_at_a_hundred_points(tmp_path: Path) -> None:
    undisturbed = scanned(tmp_path / "whole.db", None, LISTED)
    assert undisturbed is not None
    whole = facts(Store.open(tmp_path / "whole.db"), undisturbed)
    began = time.monotonic()
    scanned(tmp_path / "again.db", None, LISTED)
    took = time.monotonic() - began  # as quick as this machine is now
    path = tmp_path / "killed.db"
    Store.open(path).close()
    chance = random.Random(11)
    kills = finished = in_the_middle = 0
    while kills < KILLS:
        store = Store.open(path)
        scans = Journal(store).scans()
        unfinished = [each for each in scans if each.state is State.INTERRUPTED]
        number = unfinished[-1].id if unfinished else None
        before = {result.device.name for result in Journal(store).visited(number)} if number else set()
        store.close()
        told = killed(path, number, chance.uniform(0.1, 1.2) * took, processes=2 if kills % 5 == 0 else 0)
        kills += 1
        store = Store.open(path)
        journal = Journal(store)
        scan_ = journal.scans()[-1] if journal.scans() else None
        on_file = {result.device.name for result in journal.visited(scan_.id)} if scan_ else set()
        assert before | told <= on_file, "an acknowledged device was lost"
        if scan_ and scan_.state is State.SAVED:
            finished += 1
            assert facts(store, store.find(str(scan_.snapshot))) == whole
        elif on_file:
            in_the_middle += 1
        store.close()
    for each in Journal(Store.open(path)).scans():
        if each.state is State.INTERRUPTED:
            stored = scanned(path, each.id, LISTED)
            assert stored is not None and stored.sha256 == undisturbed.sha256
            assert facts(Store.open(path), stored) == whole
    assert in_the_middle > 10 and finished > 0
    assert Store.open(path).verify() == []


def test_resumed_equals_undisturbed(tmp_path: Path) -> None:
    undisturbed = scanned(tmp_path / "whole.db", None, LISTED)
    journal = Journal(Store.open(tmp_path / "n.db"))
    number, _ = journal.begin(asked(LISTED))
    scan(LISTED[:17], visit, LIMITS, lambda ready: journal.keep(number, ready), KEY, processes=0)
    journal.close()
    stored = scanned(tmp_path / "n.db", number, LISTED)
    assert stored is not None and undisturbed is not None
    assert (stored.id, stored.sha256) == (1, undisturbed.sha256)
    assert facts(Store.open(tmp_path / "n.db"), stored) == facts(Store.open(tmp_path / "whole.db"), undisturbed)


def _scan_in_a_process(path: Path, first: int, last: int) -> None:
    scanned(path, None, LISTED[first:last])


def test_two_scans_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "n.db"
    Store.open(path).close()
    fork = multiprocessing.get_context("fork")
    both = [fork.Process(target=_scan_in_a_process, args=(path, *part)) for part in ((0, 20), (20, 40), (10, 30))]
    for process in both:
        process.start()
    for process in both:
        process.join(60)
    store = Store.open(path)
    assert {result.device for result in store.results()} == {target.device for target in LISTED}
    assert store.verify() == []
    visits = [result.device for each in Journal(store).scans() for result in Journal(store).visited(each.id)]
    assert set(visits) == {target.device for target in LISTED}


def test_what_came_later_is_not_undone(tmp_path: Path) -> None:
    """A scan that is resumed after another one has visited the same device does not bring back the older config."""
    path, device = tmp_path / "n.db", LISTED[0].device
    journal = Journal(Store.open(path))
    number, _ = journal.begin(asked(LISTED[:2]))
    scan(LISTED[:1], visit, LIMITS, lambda ready: journal.keep(number, ready), KEY, processes=0)
    journal.close()

    def later(target: Target) -> Visit:
        made = good(target)
        assert made.files is not None
        held = replace(made.files.config, data=b"version 15.2\nhostname later\nend\n", taken=datetime.now(UTC))
        return replace(made, files=replace(made.files, config=held))

    second, _ = journal.begin(asked(LISTED[:1]))
    scan(LISTED[:1], later, LIMITS, lambda ready: journal.keep(second, ready), KEY, processes=0)
    journal.finish(second, lambda found, before: composed(found, before, datetime.now(UTC), {}, NOTHING))
    journal.close()
    scanned(path, number, LISTED[:2])
    network = Store.open(path).network()
    assert network.devices[device].hostname == "later"
    assert network.devices[LISTED[1].device].hostname == LISTED[1].device.name


def test_devices_that_were_not_visited_stay_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "n.db"
    scanned(path, None, LISTED)
    stored = scanned(path, None, LISTED[:3])
    assert stored is not None and (stored.id, stored.good + stored.failed) == (2, len(LISTED))
    assert DeviceId("it", "r39") in Store.open(path).network().devices
