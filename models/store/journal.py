"""The journal of running scans: a device that is done is on file at once, and the scan becomes a snapshot in one step.

Each batch of visited devices is one transaction (texts, facts, result, transcript), so a scan that is killed loses no
device that was acknowledged, and leaves none half there. That a scan is running is a lock on one byte of a file beside
the database: the system lets go of it when the process ends, however it ends. While it is held, no other scan visits the
devices that are still to come.
"""

import fcntl
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import IO

from sqlalchemy import Connection, func, insert, select

from models.codec import dumps, loads
from models.device import DeviceId
from models.errors import StoreError, UsageError
from models.scan import Asked, Before, Scan, Sent, State
from models.snapshot import Result, Snapshot, Stored
from models.store import look
from models.store.scans import SCAN, SCAN_END, VISIT
from models.store.store import Store, results_of, wires_of
from models.store.visits import checked, seal, sent_of, visit_row, visits_of
from models.store.write import Prepared, contents, many, prepared, together, write

Compose = Callable[[tuple[Result, ...], Before | None], Snapshot | None]
"""From the results on file and the last snapshot to the new one; None when nothing is to be saved."""


@dataclass(frozen=True, slots=True)
class Visited:
    """One device as it goes on file."""

    ready: Prepared
    transcript: str = ""


class Journal:
    """The scans of one database."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._file: IO[bytes] | None = None
        self._held: set[int] = set()

    def close(self) -> None:
        """Let go of the scans that this process runs: they count as interrupted unless they ended."""
        if self._file:
            self._file.close()
        self._file, self._held = None, set()

    def begin(self, asked: Asked) -> tuple[int, dict[DeviceId, str]]:
        """Open a scan: its number, and the devices that it leaves to another running scan, with the reason.

        Raises StoreError when that leaves nothing to visit.
        """

        def work(connection: Connection) -> tuple[int, dict[DeviceId, str]]:
            taken = self._claimed(connection, 0)
            refused = {device: taken[device] for device in asked.targets if device in taken}
            left = tuple(device for device in asked.targets if device not in refused)
            if refused and not left:
                raise StoreError(f"{next(iter(refused.values()))}; there is nothing else to visit")
            number = (connection.scalar(select(func.max(SCAN.c.id))) or 0) + 1
            body = dumps(replace(asked, targets=left))
            connection.execute(insert(SCAN), {"id": number, "body": body, "sha256": seal(body)})
            self._lock(number)
            return number, refused

        return self._store.writing(work)

    def resume(self, number: int) -> tuple[Scan, tuple[DeviceId, ...], dict[DeviceId, str]]:
        """Go on with a scan that was interrupted: the scan, the devices still to visit, and those left to another scan.

        Raises UsageError when it is over or runs elsewhere.
        """

        def work(connection: Connection) -> tuple[Scan, tuple[DeviceId, ...], dict[DeviceId, str]]:
            scan = self._scan(connection, number)
            if scan.state is State.RUNNING:
                asked = scan.asked
                raise UsageError(f"scan {number} is running (process {asked.pid} of {asked.who} on {asked.host}); wait for its end")
            if scan.state is not State.INTERRUPTED:
                became = f"snapshot {scan.snapshot}" if scan.snapshot else "no snapshot, for no device could be taken in"
                raise UsageError(f"scan {number} is over ({became}); netplan scan --failed-from tries the failed devices again")
            self._lock(number)
            done = {result.device for result in visits_of(connection, number)}
            taken = self._claimed(connection, number)
            missing = [device for device in scan.asked.targets if device not in done]
            refused = {device: taken[device] for device in missing if device in taken}
            return scan, tuple(device for device in missing if device not in refused), refused

        return self._store.writing(work)

    def keep(self, number: int, visited: Sequence[Visited]) -> None:
        """Put devices on file, all of them in one transaction; when this returns, no crash loses them."""

        def work(connection: Connection) -> None:
            contents(connection, together([each.ready for each in visited]))
            many(
                connection, VISIT, [visit_row(number, result, each.transcript) for each in visited for result in each.ready.results]
            )

        self._store.writing(work)

    def visited(self, number: int) -> tuple[Result, ...]:
        """The results on file of a scan. Raises StoreError when one was changed."""
        return self._store.reading(lambda connection: visits_of(connection, number))

    def finish(self, number: int, compose: Compose) -> Stored | None:
        """End a scan: its snapshot is made and the journal closed in one transaction."""

        def work(connection: Connection) -> int | None:
            scan = self._scan(connection, number)
            if scan.state in (State.SAVED, State.EMPTY):
                raise StoreError(f"scan {number} is over already")
            snapshot = compose(visits_of(connection, number), _before(connection))
            made = None if snapshot is None else write(connection, prepared(snapshot))
            connection.execute(insert(SCAN_END), {"scan_id": number, "snapshot_id": made})
            return made

        made = self._store.writing(work)
        self._unlock(number)
        return None if made is None else self._store.find(str(made))

    def scans(self) -> list[Scan]:
        """All scans, the oldest first."""

        def work(connection: Connection) -> list[Scan]:
            return [self._scan(connection, number) for number in connection.scalars(select(SCAN.c.id).order_by(SCAN.c.id)).all()]

        return self._store.reading(work)

    def find(self, number: int) -> Scan:
        """One scan. Raises UsageError when there is none of this number."""
        return self._store.reading(lambda connection: self._scan(connection, number))

    def devices(self, name: str) -> list[DeviceId]:
        """The devices on file that `name` means: a name, or department/name."""
        query = select(VISIT.c.department, VISIT.c.device).distinct()
        rows = self._store.reading(lambda connection: connection.execute(query).all())
        return sorted(device for device in (DeviceId(*row) for row in rows) if name in (device.name, str(device)))

    def sent(self, device: DeviceId, scan: int | None = None) -> list[Sent]:
        """What was sent to a device, the latest visit first; in all scans or in one."""
        return self._store.reading(lambda connection: sent_of(connection, device, scan))

    def _scan(self, connection: Connection, number: int) -> Scan:
        row = connection.execute(select(SCAN).where(SCAN.c.id == number)).mappings().first()
        if row is None:
            raise UsageError(f"there is no scan {number}; netplan scan status lists them")
        asked = loads(Asked, checked(row["body"], row["sha256"]))
        counted = connection.execute(
            select(VISIT.c.outcome, func.count()).where(VISIT.c.scan_id == number).group_by(VISIT.c.outcome)
        )
        outcomes = {row[0]: row[1] for row in counted}
        ended = connection.execute(select(SCAN_END.c.snapshot_id).where(SCAN_END.c.scan_id == number)).first()
        if ended is not None:
            return Scan(number, asked, State.EMPTY if ended[0] is None else State.SAVED, outcomes, ended[0])
        return Scan(number, asked, State.RUNNING if self._runs(number) else State.INTERRUPTED, outcomes)

    def _claimed(self, connection: Connection, mine: int) -> dict[DeviceId, str]:
        """The devices that other running scans are still to visit."""
        found: dict[DeviceId, str] = {}
        open_ones = select(SCAN.c.id).where(SCAN.c.id.not_in(select(SCAN_END.c.scan_id)), SCAN.c.id != mine)
        for number in connection.scalars(open_ones).all():
            if not self._runs(number):
                continue
            scan = self._scan(connection, number)
            done = {result.device for result in visits_of(connection, number)}
            owner = f"{scan.asked.who} on {scan.asked.host} (process {scan.asked.pid})"
            why = f"scan {number} of {owner} is visiting it; wait for its end"
            found.update(dict.fromkeys((device for device in scan.asked.targets if device not in done), why))
        return found

    def _locks(self) -> IO[bytes]:
        """The file whose bytes are locked. It is opened once: closing any other handle of it would let go of the locks."""
        if self._file is None:
            path = self._store.path.with_name(f"{self._store.path.name}.scans")
            self._file = os.fdopen(os.open(path, os.O_CREAT | os.O_RDWR, 0o600), "r+b")
        return self._file

    def _lock(self, number: int) -> None:
        try:
            fcntl.lockf(self._locks(), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
        except OSError:
            raise StoreError(f"scan {number} is running elsewhere; wait for its end") from None
        self._held.add(number)

    def _unlock(self, number: int) -> None:
        if number in self._held:
            fcntl.lockf(self._locks(), fcntl.LOCK_UN, 1, number)
            self._held.discard(number)

    def _runs(self, number: int) -> bool:
        """Whether a process holds the lock of a scan: this one or another."""
        if number in self._held:
            return True
        try:
            fcntl.lockf(self._locks(), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
        except OSError:
            return True
        fcntl.lockf(self._locks(), fcntl.LOCK_UN, 1, number)
        return False


def _before(connection: Connection) -> Before | None:
    known = look.snapshots(connection)
    return Before(known[-1], results_of(connection, known[-1].id), *wires_of(connection, known[-1].id)) if known else None
