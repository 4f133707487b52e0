"""The journal: what is acknowledged stays, a scan ends once, and two scans never visit the same device."""

import os
import signal
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.device import Device, DeviceId
from models.errors import StoreError, UsageError
from models.scan import Asked, Before, State
from models.snapshot import CONFIG, Capture, Outcome, Result, Snapshot
from models.store import Store
from models.store.journal import Journal, Visited
from models.store.write import prepared

START = datetime(2026, 10, 1, 8, tzinfo=UTC)
IDS = tuple(DeviceId("hr", f"r{n}") for n in range(6))


def asked(*targets: DeviceId) -> Asked:
    return Asked(START, targets or IDS, ("department:hr",), who="anna", host="admin-1", pid=os.getpid())


def visited(device: DeviceId, text: str = "hostname x\n") -> Visited:
    capture = Capture(device, CONFIG, f"{device.name}.cfg", text)
    result = Result(device, Outcome.OK, file=capture.file, os="cisco_ios", captures=((CONFIG, capture.file, capture.sha256),))
    facts = Device(device, "cisco_ios", hostname=device.name)
    return Visited(prepared(Snapshot(START, (result,), {device: facts}, (capture,))), "show running-config\n")


def failed(device: DeviceId) -> Visited:
    return Visited(prepared(Snapshot(START, (Result(device, Outcome.UNREACHABLE, "no answer"),))))


def whole(results: tuple[Result, ...], before: Before | None) -> Snapshot:
    return Snapshot(START, results, kind="scan")


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(Store.open(tmp_path / "n.db"))


def in_a_child(work: Callable[[], None]) -> int:
    """The exit code of `work` in a process of its own: 0 when it did not raise."""
    child = os.fork()
    if not child:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_scan_becomes_one_snapshot(tmp_path: Path, journal: Journal) -> None:
    number, refused = journal.begin(asked())
    assert (number, refused, journal.find(1).state) == (1, {}, State.RUNNING)
    journal.keep(1, [visited(IDS[0]), visited(IDS[1])])
    journal.keep(1, [failed(IDS[2])])
    assert journal.find(1).outcomes == {"ok": 2, "unreachable": 1}
    stored = journal.finish(1, whole)
    assert stored is not None and (stored.id, stored.kind, stored.good, stored.failed) == (1, "scan", 2, 1)
    assert (journal.find(1).state, journal.find(1).snapshot) == (State.SAVED, 1)
    store = Store.open(tmp_path / "n.db")
    assert store.network().devices[IDS[1]].hostname == "r1"
    assert store.verify() == []
    with pytest.raises(StoreError, match="over already"):
        journal.finish(1, whole)
    with pytest.raises(UsageError, match="snapshot 1"):
        journal.resume(1)


def test_texts_of_unchanged_devices_are_stored_once(tmp_path: Path, journal: Journal) -> None:
    for _ in range(3):
        number, _ = journal.begin(asked())
        journal.keep(number, [visited(device) for device in IDS])
        journal.finish(number, whole)
    with sqlite3.connect(tmp_path / "n.db") as raw:
        counts = [raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("text", "facts", "visit", "snapshot")]
    assert counts == [1, 6, 18, 3]


def test_a_scan_without_a_device_is_empty(journal: Journal) -> None:
    number, _ = journal.begin(asked())
    assert journal.finish(number, lambda results, before: None) is None
    assert journal.find(number).state is State.EMPTY


def test_a_device_on_file_is_not_put_there_twice(journal: Journal) -> None:
    number, _ = journal.begin(asked())
    journal.keep(number, [visited(IDS[0])])
    with pytest.raises(StoreError):
        journal.keep(number, [visited(IDS[1]), visited(IDS[0])])
    assert [result.device for result in journal.visited(number)] == [IDS[0]]


def test_a_killed_scan_is_interrupted_and_resumed(tmp_path: Path, journal: Journal) -> None:
    def scan() -> None:
        mine = Journal(Store.open(tmp_path / "n.db"))
        mine.begin(asked())
        mine.keep(1, [visited(IDS[0]), visited(IDS[3])])
        os.kill(os.getpid(), signal.SIGKILL)

    assert in_a_child(scan) == -signal.SIGKILL
    assert journal.find(1).state is State.INTERRUPTED
    scan_, missing, refused = journal.resume(1)
    assert scan_.asked.selectors == ("department:hr",)
    assert (missing, refused) == ((IDS[1], IDS[2], IDS[4], IDS[5]), {})
    assert journal.find(1).state is State.RUNNING


def test_a_device_is_left_to_the_scan_that_runs(tmp_path: Path, journal: Journal) -> None:
    journal.begin(asked(*IDS[:4]))
    journal.keep(1, [visited(IDS[0])])

    def other() -> None:
        mine = Journal(Store.open(tmp_path / "n.db"))
        number, refused = mine.begin(asked())
        assert number == 2 and set(refused) == set(IDS[1:4])
        assert "scan 1 of anna on admin-1" in refused[IDS[1]]
        assert mine.find(2).asked.targets == (IDS[0], *IDS[4:])
        with pytest.raises(UsageError, match="is running"):
            mine.resume(1)
        with pytest.raises(StoreError, match="nothing else to visit"):
            mine.begin(asked(IDS[1]))

    assert in_a_child(other) == 0
    assert journal.find(2).state is State.INTERRUPTED  # its process is gone
    journal.close()
    assert in_a_child(lambda: _none_refused(tmp_path)) == 0


def _none_refused(folder: Path) -> None:
    assert Journal(Store.open(folder / "n.db")).begin(asked())[1] == {}


def test_what_ended_last_is_built_on(journal: Journal) -> None:
    """Two scans at once: the snapshot of the second holds what the first has brought in meanwhile."""
    first, _ = journal.begin(asked(*IDS[:2]))
    second, _ = journal.begin(asked(*IDS[2:]))
    journal.keep(first, [visited(device) for device in IDS[:2]])
    journal.keep(second, [visited(device) for device in IDS[2:]])
    seen: list[set[DeviceId]] = []

    def compose(results: tuple[Result, ...], before: Before | None) -> Snapshot:
        seen.append({result.device for result in before.results} if before else set())
        return replace(whole(results, before), results=(*results, *(before.results if before else ())))

    journal.finish(second, compose)
    journal.finish(first, compose)
    assert seen == [set(), set(IDS[2:])]


@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE visit SET outcome = 'failed'",
        "UPDATE visit SET body = replace(body, 'r0', 'r9')",
        "UPDATE scan SET body = ' ' || body",
    ],
)
def test_a_changed_journal_is_found(tmp_path: Path, journal: Journal, tamper: str) -> None:
    journal.begin(asked())
    journal.keep(1, [visited(IDS[0])])
    with sqlite3.connect(tmp_path / "n.db") as raw:
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            raw.execute(tamper)
        for (trigger,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {trigger}")
        raw.execute(tamper)
    assert Store.open(tmp_path / "n.db").verify() != []


def test_a_database_of_before_the_journal_gets_it_when_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "n.db"
    store = Store.open(path)
    store.save(whole((), None))
    store.close()
    with sqlite3.connect(path) as raw:
        for table in ("scan_end", "visit", "scan"):
            raw.execute(f"DROP TABLE {table}")
        raw.execute("PRAGMA user_version = 2")
    again = Store.open(path)
    assert [each.id for each in again.snapshots()] == [1] and again.verify() == []
    journal = Journal(again)
    number, _ = journal.begin(asked())
    journal.keep(number, [visited(IDS[0])])
    assert journal.finish(number, whole)
