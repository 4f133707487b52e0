"""Snapshots in and out of the database: saved in one transaction, never changed, found by number, name, tag or date."""

import json
import os
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, insert, select, text

from models.codec import loads
from models.device import Device, DeviceId
from models.errors import FormatError, StoreError, UsageError
from models.link import Link
from models.network import Network
from models.snapshot import Capture, Result, Snapshot, Stored
from models.store import chain, look
from models.store.files import FAULTS, open_database, reason
from models.store.rows import Row
from models.store.tables import FACT, FACTS, LINK, PARSED, RESULT, SNAPSHOT, TAG, TEXT
from models.store.texts import unpacked
from models.store.verify import faults
from models.store.write import parts, prepared, write

T = TypeVar("T")


def database_path(folder: Path) -> Path:
    """Where the database is: `folder`/netplan.db, or what NETPLAN_DATABASE names.

    Raises StoreError for the URL of a database server: this version keeps its data in a file.
    """
    named = os.environ.get("NETPLAN_DATABASE", "").removeprefix("sqlite:///")
    if "://" in named:
        raise StoreError("NETPLAN_DATABASE names a server; this version keeps its database in a file: give its path")
    return Path(named) if named else folder / "netplan.db"


class Store:
    """One database. Everything it gives is a value; nothing read from it changes it."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self.path = path
        self._engine = engine

    @classmethod
    def open(cls, path: Path) -> "Store":
        """Open or make the database at `path`. Raises StoreError when it is foreign, newer, damaged or not writable."""
        store = cls(path, open_database(path))
        if fault := store.reading(chain.tail_fault):
            raise StoreError(f"{path}: {fault}; run netplan snapshot verify and restore it from a backup")
        return store

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def save(self, snapshot: Snapshot) -> Stored:
        """Put a snapshot into the database in one transaction: all of it, or nothing.

        A result may name facts and captures that are stored already. Raises StoreError.
        """
        ready = prepared(snapshot)
        number = self.writing(lambda connection: write(connection, ready))
        return next(stored for stored in self.snapshots() if stored.id == number)

    def tag(self, ref: str, name: str) -> Stored:
        """Give a snapshot a name; a name that another has moves. Raises UsageError for a name that looks like a number or date."""
        if not look.NAME.fullmatch(name):
            raise UsageError(
                f"{name!r} is no name for a snapshot: a letter, then letters, digits, . _ + - (not latest or previous)"
            )
        found = self.find(ref)

        def mark(connection: Connection) -> None:
            chain.append(connection, {"kind": "tag", "name": name, "snapshot": found.id, "time": datetime.now(UTC).isoformat()})
            connection.execute(insert(TAG), {"name": name, "snapshot_id": found.id})

        self.writing(mark)
        return self.find(name)

    def snapshots(self) -> list[Stored]:
        """All snapshots, the oldest first."""
        return self.reading(look.snapshots)

    def find(self, ref: str = "latest") -> Stored:
        """The snapshot that `ref` means: a number, a name, a tag, "latest", "previous", or a date (the last one up to its end).

        Raises UsageError, naming what there is, and StoreError when there is none at all.
        """
        known = self.snapshots()
        if not known:
            raise StoreError("there is no snapshot yet; run netplan load first")
        found = look.found(known, ref)
        if ref == "previous" and len(known) == 1:
            raise UsageError("there is one snapshot only, so none before it; netplan load makes another")
        if found is None:
            last = ", ".join(f"{s.id} ({s.name or s.taken.date()})" for s in known[-5:])
            raise UsageError(f"no snapshot {ref!r}; the last ones are {last}; a number, a name, a tag or a date will do")
        return found

    def results(self, ref: str = "latest") -> tuple[Result, ...]:
        """What became of each device of a snapshot."""
        wanted = self.find(ref).id
        return self.reading(lambda connection: results_of(connection, wanted))

    def network(self, ref: str = "latest") -> Network:
        """All facts of a snapshot as one value. Raises StoreError when the facts of a device were changed."""
        wanted = self.find(ref).id

        def load(connection: Connection) -> Network:
            query = (
                select(FACTS.c.sha256, FACTS.c.body)
                .join(RESULT, RESULT.c.facts_id == FACTS.c.id)
                .where(RESULT.c.snapshot_id == wanted)
            )
            devices = {}
            for sha256, body in connection.execute(query.order_by(RESULT.c.id)):
                device = loads(Device, unpacked(body, sha256))
                devices[device.id] = device
            return Network(devices, *wires_of(connection, wanted))

        return self.reading(load)

    def wires(self, ref: str = "latest") -> tuple[frozenset[Link], dict[str, str]]:
        """The links of a snapshot, and the realm of each department."""
        wanted = self.find(ref).id
        return self.reading(lambda connection: wires_of(connection, wanted))

    def captures(self, ref: str = "latest", devices: Iterable[DeviceId] | None = None) -> list[Capture]:
        """The redacted texts of a snapshot (of some devices). Raises StoreError when one was changed."""
        chosen = None if devices is None else set(devices)
        parts = [(r.device, c) for r in self.results(ref) if chosen is None or r.device in chosen for c in r.captures]
        texts = self.reading(lambda connection: _texts(connection, {sha256 for _, (_, _, sha256) in parts}))
        return [Capture(device, command, file, texts[sha256]) for device, (command, file, sha256) in parts]

    def texts(self, digests: Iterable[str]) -> dict[str, str]:
        """Redacted texts by their SHA-256. Raises StoreError when one was changed."""
        return self.reading(lambda connection: _texts(connection, digests))

    def facts(self, digests: Iterable[str]) -> dict[str, Device]:
        """The facts of devices by their SHA-256, of whichever snapshot or scan. Raises StoreError when some were changed."""

        def load(connection: Connection) -> dict[str, Device]:
            found = {}
            for part in parts(sorted(set(digests))):
                for sha256, body in connection.execute(select(FACTS.c.sha256, FACTS.c.body).where(FACTS.c.sha256.in_(part))):
                    found[sha256] = loads(Device, unpacked(body, sha256))
            return found

        return self.reading(load)

    def query(self, table: str, ref: str = "latest", where: str = "", values: Mapping[str, object] | None = None) -> list[Row]:
        """Rows of one table of facts in a snapshot, each with its department and device.

        `where` is an SQL condition of the program (never of a user) with `values` for its `:names`.
        """
        facts = FACT[table]
        wanted = self.find(ref).id
        query = select(RESULT.c.department, RESULT.c.device, facts).join(facts, RESULT.c.facts_id == facts.c.facts_id)
        query = query.where(RESULT.c.snapshot_id == wanted).order_by(RESULT.c.department, RESULT.c.device, facts.c.id)
        if where:
            query = query.where(text(where).bindparams(**(values or {})))
        return [dict(row) for row in self.reading(lambda connection: connection.execute(query).mappings().all())]

    def parsed(self) -> dict[str, str]:
        """The digest of the facts that were read before, by parse key (see `collectors.take`)."""
        query = select(PARSED.c.key, FACTS.c.sha256).join(FACTS, PARSED.c.facts_id == FACTS.c.id)
        return self.reading(lambda connection: {row.key: row.sha256 for row in connection.execute(query)})

    def verify(self) -> list[str]:
        """What is wrong with the history, in words; an empty list when all of it is as it was written."""
        return self.reading(lambda connection: list(faults(connection)))

    def reading(self, work: Callable[[Connection], T]) -> T:
        """What `work` finds, in one view of the database. Raises StoreError."""
        try:
            with self._engine.connect() as connection, connection.begin():
                return work(connection)
        except FAULTS as fault:
            raise StoreError(f"{self.path}: {reason(fault)}") from None
        except FormatError as fault:
            raise StoreError(f"{self.path}: the facts of a device cannot be read ({fault}); run netplan snapshot verify") from None
        except StoreError as fault:
            raise StoreError(f"{self.path}: {fault}") from None

    def writing(self, work: Callable[[Connection], T]) -> T:
        """All that `work` writes, in one transaction that nobody else writes beside. Raises StoreError."""
        try:
            with self._engine.execution_options(writes=True).begin() as connection:
                return work(connection)
        except FAULTS as fault:
            raise StoreError(f"{self.path}: {reason(fault)}") from None


def results_of(connection: Connection, wanted: int) -> tuple[Result, ...]:
    """The results of the snapshot with the number `wanted`."""
    query = select(RESULT.c.body).where(RESULT.c.snapshot_id == wanted).order_by(RESULT.c.id)
    return tuple(loads(Result, body) for body in connection.scalars(query))


def wires_of(connection: Connection, wanted: int) -> tuple[frozenset[Link], dict[str, str]]:
    """The links of that snapshot, and the realm of each department."""
    bodies = connection.scalars(select(LINK.c.body).where(LINK.c.snapshot_id == wanted))
    realms: dict[str, str] = json.loads(connection.scalar(select(SNAPSHOT.c.realms).where(SNAPSHOT.c.id == wanted)) or "{}")
    return frozenset(loads(Link, body) for body in bodies), realms


def _texts(connection: Connection, wanted: Iterable[str]) -> dict[str, str]:
    found = {}
    for part in parts(sorted(wanted)):
        for sha256, body in connection.execute(select(TEXT.c.sha256, TEXT.c.body).where(TEXT.c.sha256.in_(part))):
            found[sha256] = unpacked(body, sha256).decode("utf-8", "surrogatepass")
    return found
