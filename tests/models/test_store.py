"""The database: what goes in comes out, all or nothing, and any later change is found."""

import multiprocessing
import os
import random
import resource
import signal
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_interface
from pathlib import Path

import pytest
import sqlalchemy

from models.device import Device, DeviceId
from models.errors import StoreError, UsageError
from models.interfaces import Address, Interface, Vlan
from models.link import Link, Port
from models.snapshot import CONFIG, Capture, Outcome, Result, Snapshot
from models.source import Source
from models.store import Store, database_path, files

START = datetime(2026, 10, 1, 8, tzinfo=UTC)


def device(name: str, mtu: int = 1500, ports: int = 3) -> Device:
    file = f"{name}.cfg"
    interfaces = {
        f"e{n}": Interface(
            f"e{n}", mtu=mtu, addresses=(Address(ip_interface(f"10.{n}.0.1/24"), source=Source(file, n)),), source=Source(file, n)
        )
        for n in range(ports)
    }
    return Device(
        DeviceId("hr", name), "cisco_ios", file=file, interfaces=interfaces, vlans={7: Vlan(7, "STAFF", source=Source(file, 9))}
    )


def snapshot(*devices: Device, day: int = 0, name: str = "", failed: tuple[str, ...] = ()) -> Snapshot:
    captures = tuple(Capture(d.id, CONFIG, d.file, f"hostname {d.id.name}\nmtu {d.interfaces['e0'].mtu}\n") for d in devices)
    results = [
        Result(d.id, Outcome.OK, file=d.file, os=d.os, taken=START, captures=((CONFIG, d.file, c.sha256),))
        for d, c in zip(devices, captures, strict=True)
    ]
    results += [Result(DeviceId("hr", each), Outcome.CUT_SHORT, "ends in the middle") for each in failed]
    link = Link(Port(DeviceId("hr", "a"), "e1"), Port(DeviceId("hr", "b"), "e1"))
    return Snapshot(
        START + timedelta(days=day), tuple(results), {d.id: d for d in devices}, captures, frozenset({link}), {"hr": "r1"}, name
    )


def test_what_goes_in_comes_out(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "n.db")
    made = snapshot(device("a"), device("b"), failed=("c",), name="first")
    stored = store.save(made)
    assert (stored.id, stored.name, stored.good, stored.failed, stored.departments) == (1, "first", 2, 1, ("hr",))
    assert stored.sha256 == made.sha256
    network = store.network()
    assert network.devices == made.devices
    assert network.links == made.links and network.realms == {"hr": "r1"}
    assert network.devices[DeviceId("hr", "a")].interfaces["e1"].source == Source("a.cfg", 1)
    assert sorted(store.captures(), key=lambda c: c.device) == list(made.captures)
    assert [r.outcome for r in store.results()] == [Outcome.OK, Outcome.OK, Outcome.CUT_SHORT]
    assert store.verify() == []


def test_rows_answer_questions(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "n.db")
    store.save(snapshot(device("a"), device("b")))
    inside = "first <= :ip AND :ip <= last"
    found = store.query("address", where=inside, values={"ip": f"{0x0A010099:032x}"})
    assert [(row["device"], row["interface"], row["prefix"]) for row in found] == [
        ("a", "e1", "10.1.0.0/24"),
        ("b", "e1", "10.1.0.0/24"),
    ]
    assert [row["vlan"] for row in store.query("vlan")] == [7, 7]


def test_unchanged_content_is_stored_once(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "n.db")
    for day in range(3):
        store.save(snapshot(device("a"), device("b", mtu=1500 + (day == 2)), day=day))
    with sqlite3.connect(tmp_path / "n.db") as raw:
        counts = [raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("text", "facts", "interface", "result")]
    assert counts == [3, 3, 9, 6]
    assert store.network("1").devices[DeviceId("hr", "b")].interfaces["e0"].mtu == 1500
    assert store.network("3").devices[DeviceId("hr", "b")].interfaces["e0"].mtu == 1501


def test_a_snapshot_is_found_by_number_name_tag_and_date(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "n.db")
    with pytest.raises(StoreError, match="no snapshot yet"):
        store.find()
    for day, name in enumerate(("one", "", "three")):
        store.save(snapshot(device("a", mtu=day), day=day * 10, name=name))
    store.tag("1", "before-move")
    assert [store.find(ref).id for ref in ("1", "one", "before-move", "latest", "previous", "2026-10-01", "2026-10-12")] == [
        1,
        1,
        1,
        3,
        2,
        1,
        2,
    ]
    store.tag("2", "before-move")
    assert store.find("before-move").id == 2
    for ref in ("9", "nonsense", "2026-09-01"):
        with pytest.raises(UsageError, match="no snapshot"):
            store.find(ref)
    for bad in ("12", "2026-01-01", "latest", "a b", ""):
        with pytest.raises(UsageError):
            store.tag("1", bad)
    assert store.verify() == []


def test_files_are_private(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        Store.open(tmp_path / ".netplan" / "n.db").save(snapshot(device("a")))
    finally:
        os.umask(old)
    assert (tmp_path / ".netplan").stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in (tmp_path / ".netplan").iterdir())


def test_history_cannot_be_changed_by_accident(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "n.db")
    store.save(snapshot(device("a")))
    with sqlite3.connect(tmp_path / "n.db") as raw:
        for statement in ("UPDATE result SET outcome = 'x'", "DELETE FROM snapshot WHERE id = 1", "UPDATE chain SET row = ''"):
            with pytest.raises(sqlite3.IntegrityError, match="never changed"):
                raw.execute(statement)


TAMPERS = (
    "UPDATE interface SET description = 'x' WHERE id = 1", "DELETE FROM interface WHERE id = 2",
    "UPDATE result SET outcome = 'failed'",
    "UPDATE snapshot SET taken = '2020-01-01T00:00:00+00:00' WHERE id = 1", "DELETE FROM result WHERE snapshot_id = 1",
    "UPDATE text SET body = zeroblob(20) WHERE id = 1",
    "UPDATE facts SET body = (SELECT body FROM facts WHERE id = 2) WHERE id = 1",
    "UPDATE chain SET row = replace(row, 'hr', 'it') WHERE seq = 2", "DELETE FROM chain WHERE seq = 2", "DELETE FROM link",
    "UPDATE tag SET snapshot_id = 2", "UPDATE address SET value = first WHERE id = 1",
    "INSERT INTO snapshot SELECT 9, taken, name, kind, sha256, version, realms FROM snapshot WHERE id = 1",
    "UPDATE result SET body = replace(body, 'a.cfg', 'b.cfg') WHERE id = 1",
)  # fmt: skip


@pytest.mark.parametrize("tamper", TAMPERS)
def test_each_change_of_history_is_found(tmp_path: Path, tamper: str) -> None:
    path = tmp_path / "n.db"
    store = Store.open(path)
    store.save(snapshot(device("a"), device("b")))
    store.save(snapshot(device("a", mtu=9000), day=1))
    store.tag("1", "keep")
    assert store.verify() == []
    store.close()
    with sqlite3.connect(path) as raw:
        for (trigger,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {trigger}")
        raw.execute(tamper)
    assert Store.open(path).verify() != []


def test_flipped_bytes_are_found(tmp_path: Path) -> None:
    """Each flip that changes what can be read is found, at opening or by verify; none gives other facts in silence."""
    path = tmp_path / "n.db"
    store = Store.open(path)
    store.save(snapshot(*(device(f"d{n}", ports=30) for n in range(12))))
    good = dump(path)
    store.close()
    whole = path.read_bytes()
    chance = random.Random(7)
    effective = 0
    for _ in range(40):
        at, bit = chance.randrange(100, len(whole)), chance.randrange(8)
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << bit]) + whole[at + 1 :])
        try:
            found = Store.open(path).verify()
        except StoreError:
            effective += 1
            continue
        if dump(path) != good:
            effective += 1
            assert found, f"flip at {at} not found"
    assert effective > 5


def dump(path: Path) -> object:
    """All that can be read from the tables that hold history."""
    try:
        with sqlite3.connect(path) as raw:
            tables = ("chain", "text", "facts", "snapshot", "result", "link", "tag", "interface", "address", "vlan")
            return [raw.execute(f"SELECT * FROM {table} NOT INDEXED ORDER BY rowid").fetchall() for table in tables]
    except (sqlite3.Error, ValueError) as fault:
        return str(fault)


@pytest.mark.parametrize(
    "content", [b"not a database at all", b"SQLite format 3\0" + bytes(84), b"SQLite format 3\0" + os.urandom(4096), bytes(5000)]
)
def test_foreign_files_are_refused_unchanged(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "n.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="not a database of netplan"):
        Store.open(path)
    assert path.read_bytes() == content


def test_databases_of_other_programs_and_newer_ones_are_refused_unchanged(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as raw:
        raw.execute("CREATE TABLE x (y)")
    newer = tmp_path / "newer.db"
    Store.open(newer).close()
    with sqlite3.connect(newer) as raw:
        raw.execute("PRAGMA user_version = 99")
    for path, message in ((other, "not a database of netplan"), (newer, "newer netplan"), (tmp_path, "not a file")):
        before = path.read_bytes() if path.is_file() else b""
        with pytest.raises(StoreError, match=message):
            Store.open(path)
        assert not before or path.read_bytes() == before


def test_a_truncated_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "n.db"
    store = Store.open(path)
    store.save(snapshot(*(device(f"d{n}", ports=30) for n in range(5))))
    store.close()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StoreError):
        Store.open(path)


def test_a_server_is_refused_in_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NETPLAN_DATABASE", "postgresql://db/netplan")
    with pytest.raises(StoreError, match="in a file"):
        database_path(tmp_path)
    monkeypatch.setenv("NETPLAN_DATABASE", str(tmp_path / "x.db"))
    assert database_path(tmp_path) == tmp_path / "x.db"


def _save_until_killed(path: Path, pipe: int) -> None:
    store = Store.open(path)
    for day in range(1000):
        _save_ten(store, day)
        os.write(pipe, b"x")


def _save_ten(store: Store, day: int) -> None:
    store.save(snapshot(*(device(f"d{n}", mtu=day, ports=20) for n in range(10)), day=day))


def test_a_kill_leaves_all_or_nothing(tmp_path: Path) -> None:
    """20 kills at random moments: every save that was acknowledged is there, none is half there."""
    chance = random.Random(1)
    path = tmp_path / "n.db"
    Store.open(path).close()
    other = Store.open(tmp_path / "other.db")
    began = time.monotonic()
    for day in range(3):
        _save_ten(other, day)
    took = time.monotonic() - began  # as quick as this machine is now
    acknowledged = 0
    for _ in range(20):
        read, write = os.pipe()
        child = os.fork()
        if not child:
            try:
                _save_until_killed(path, write)
            finally:
                os._exit(0)
        os.close(write)
        time.sleep(chance.uniform(0.1, 2.5) * took)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while got := os.read(read, 4096):
            acknowledged += len(got)
        os.close(read)
        store = Store.open(path)
        saved = store.snapshots()
        assert all(each.good == 10 for each in saved)
        assert acknowledged <= len(saved) <= acknowledged + 1
        acknowledged = len(saved)
        store.close()
    assert acknowledged > 0
    assert Store.open(path).verify() == []


def _save_some(path: Path, name: str) -> None:
    store = Store.open(path)
    for day in range(8):
        store.save(snapshot(device(name, mtu=day), day=day))


def test_two_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "n.db"
    spawn = multiprocessing.get_context("fork")
    writers = [spawn.Process(target=_save_some, args=(path, name)) for name in ("a", "b", "c")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    store = Store.open(path)
    assert [each.id for each in store.snapshots()] == list(range(1, 25))
    assert store.verify() == []


def test_a_full_disk_keeps_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "n.db"
    store = Store.open(path)
    store.save(snapshot(device("a")))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 20_000, limits[1]))
    try:
        with pytest.raises(StoreError, match="make room"):
            store.save(snapshot(*(device(f"d{n}", ports=200) for n in range(40)), day=1))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    store.close()
    again = Store.open(path)
    assert [each.id for each in again.snapshots()] == [1]
    assert again.verify() == []
    again.save(snapshot(device("b"), day=2))


def test_a_snapshot_never_refers_to_what_is_not_there(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "n.db")
    lost = Result(DeviceId("hr", "a"), Outcome.OK, captures=(), facts_sha256="0" * 64)
    with pytest.raises(StoreError, match="does not hold"):
        store.save(Snapshot(START, (lost,)))
    with pytest.raises(ValueError):
        store.save(Snapshot(START, (Result(DeviceId("hr", "a"), Outcome.OK),)))
    assert store.snapshots() == []


@pytest.mark.parametrize("commits", [1, 2, 3])
def test_a_new_database_that_was_killed_with_its_log_is_opened_again(
    commits: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first pages may be in the write-ahead log only; the file beside it is ours all the same."""
    monkeypatch.setattr(files, "SAFE_WAL", (3, 0, 0))
    path = tmp_path / "netplan.db"
    child = os.fork()
    if not child:
        left = [commits]

        def dies(connection: object) -> None:
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            sqlalchemy.event.listen(sqlalchemy.Engine, "commit", dies)
            Store.open(path)
            os.kill(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert path.with_name("netplan.db-wal").exists()
    store = Store.open(path)
    assert store.snapshots() == []
    store.close()
