"""Open a database file so that nothing is lost and nothing foreign is touched.

The file is looked at as bytes before SQLite may open it: a file of another program, of a newer netplan or
without the right header is refused unchanged. Settings follow what survived simulated power cuts:
rollback journal with `synchronous=EXTRA`, or the write-ahead log with FULL from SQLite 3.51.3 on
(before it, a checkpoint of one process could undo the log of another).
"""

import contextlib
import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from models.errors import StoreError
from models.store.scans import JOURNAL
from models.store.tables import ALL

APPLICATION_ID = 0x6E70_6C6E
"""The letters "npln", by which `file` and we tell our databases from others."""
VERSION = 3
OLDEST = 2
"""From this format on, an older database only lacks tables; they are added when it is opened."""
SAFE_WAL = (3, 51, 3)
MAGIC = b"SQLite format 3\0"
SETTINGS = (
    "foreign_keys=ON", "busy_timeout=60000", "secure_delete=ON", "trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0",
)  # fmt: skip
FAULTS = (DBAPIError, sqlite3.Error, UnicodeDecodeError)
"""What the driver raises; the last where the names and texts of a damaged file are not text any more."""


def open_database(path: Path) -> Engine:
    """The database at `path`, made when there is none. Raises StoreError when it is foreign, newer or damaged."""
    engine = _engine(path)
    try:
        _prepare(path)
        with engine.connect() as connection:
            found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
            if found != "ok":
                raise StoreError(f"{path}: the database is damaged ({_short(found)}); restore it from a backup")
            version = connection.exec_driver_sql("PRAGMA user_version").scalar()
        if version != VERSION:
            _create(engine)
    except OSError as fault:
        raise StoreError(
            f"{path}: the database cannot be used ({fault.strerror}); correct the owner and rights of the file"
        ) from None
    except FAULTS as fault:
        raise StoreError(f"{path}: {reason(fault)}") from None
    return engine


def _short(found: object) -> str:
    r"""The last line of what SQLite says of a damaged file.

    >>> _short("*** in database main ***\nPage 101: btreeInitPage() returns error code 11")
    'Page 101: btreeInitPage() returns error code 11'
    """
    return str(found).splitlines()[-1]


def reason(fault: DBAPIError | sqlite3.Error | UnicodeDecodeError) -> str:
    """What went wrong in the words of a user."""
    text = "malformed text" if isinstance(fault, UnicodeDecodeError) else str(getattr(fault, "orig", fault))
    if "locked" in text or "busy" in text:
        return "another netplan is writing to the database; wait until it is done and try again"
    if "full" in text or "disk I/O" in text:
        return f"nothing was saved, the disk does not take it ({text}); make room and try again"
    if "readonly" in text or "unable to open" in text:
        return f"the database cannot be written ({text}); correct the owner and rights of the file and its folder"
    if "malformed" in text or "not a database" in text or "corrupt" in text:
        return f"the database is damaged ({text}); restore it from a backup"
    return f"the database refuses: {text}"


def _prepare(path: Path) -> None:
    """Make the folder and an empty private file, or check that the file there is ours."""
    if not path.parent.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        _mark(path)
        return
    if not path.is_file():
        raise StoreError(f"{path}: not a file; name the database with NETPLAN_DATABASE")
    with path.open("rb") as file:
        header = file.read(100)
    if not header:
        _mark(path)
        return
    if len(header) < 100 or header[:16] != MAGIC or int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise StoreError(f"{path}: not a database of netplan; move it away, or name another with NETPLAN_DATABASE")
    version = int.from_bytes(header[60:64], "big")
    if 0 < version < OLDEST:
        raise StoreError(
            f"{path}: made by an older netplan (format {version}, this one knows {VERSION}); move it away and load the configs anew"
        )
    if version > VERSION:
        raise StoreError(f"{path}: made by a newer netplan (format {version}, this one knows {VERSION}); update netplan")


def _mark(path: Path) -> None:
    """Say in the new file itself whose it is, before a WAL takes all that is written: after a kill the mark may be only there."""
    with contextlib.closing(sqlite3.connect(path, timeout=60)) as connection:
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")


def _engine(path: Path) -> Engine:
    """An engine that begins transactions itself: writers at once with the lock, readers without."""
    wal = sqlite3.sqlite_version_info >= SAFE_WAL
    settings = (*SETTINGS, "journal_mode=WAL" if wal else "journal_mode=DELETE", "synchronous=FULL" if wal else "synchronous=EXTRA")
    engine = create_engine(f"sqlite:///{path}", hide_parameters=True, connect_args={"timeout": 60, "isolation_level": None})

    def connected(connection: sqlite3.Connection, _: Any) -> None:
        for setting in settings:
            connection.execute(f"PRAGMA {setting}")

    def begun(connection: Any) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)
    return engine


def _create(engine: Engine) -> None:
    """The tables that are not there yet, with their triggers, in one transaction; of two processes at once, one makes them."""
    with engine.execution_options(writes=True).begin() as connection:
        there = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
        missing = [table for table in (*ALL, *JOURNAL) if table.name not in there]
        SQLModel.metadata.create_all(connection, tables=missing)
        for table in missing:
            for action in ("UPDATE", "DELETE"):
                connection.exec_driver_sql(
                    f'CREATE TRIGGER "{table.name}_no_{action.lower()}" BEFORE {action} ON "{table.name}" '
                    "BEGIN SELECT RAISE(ABORT, 'the history of netplan is never changed'); END"
                )
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version={VERSION}")
