"""The rows of the journal: visited devices in and out, each sealed with a digest, so that damage is found before it is used."""

import zlib
from collections.abc import Iterator

from sqlalchemy import Connection, RowMapping, select

from models.codec import dumps, loads
from models.device import DeviceId
from models.errors import FormatError, StoreError
from models.scan import Sent
from models.snapshot import Result
from models.store.rows import Row
from models.store.scans import SCAN, VISIT
from models.store.texts import digested, packed


def seal(body: str, transcript: bytes = b"") -> str:
    """The digest of a row."""
    return digested(body.encode("utf-8", "surrogatepass") + b"\0" + transcript)


def checked(body: str, sha256: str, transcript: bytes = b"") -> str:
    """`body`, proven unchanged. Raises StoreError."""
    if seal(body, transcript) != sha256:
        raise StoreError("an entry of the journal was changed or is damaged; run netplan snapshot verify, then restore a backup")
    return body


def visit_row(scan: int, result: Result, transcript: str) -> Row:
    """One visited device as it is stored."""
    body, sent = dumps(result), packed(transcript.encode("utf-8", "surrogatepass"))
    where = {"scan_id": scan, "department": result.device.department, "device": result.device.name}
    return {**where, "outcome": result.outcome.value, "body": body, "transcript": sent, "sha256": seal(body, sent)}


def visits_of(connection: Connection, number: int) -> tuple[Result, ...]:
    """The results on file of the scan `number`, by device. Raises StoreError when one was changed."""
    query = select(VISIT).where(VISIT.c.scan_id == number).order_by(VISIT.c.department, VISIT.c.device)
    return tuple(_result(row) for row in connection.execute(query).mappings())


def sent_of(connection: Connection, device: DeviceId, scan: int | None) -> list[Sent]:
    """What was sent to `device`, the latest visit first; in all scans or in one. Raises StoreError when it was changed."""
    query = select(VISIT).where(VISIT.c.department == device.department, VISIT.c.device == device.name).order_by(VISIT.c.id.desc())
    rows = connection.execute(query if scan is None else query.where(VISIT.c.scan_id == scan)).mappings()
    return [Sent(row["scan_id"], _result(row), zlib.decompress(row["transcript"]).decode("utf-8", "surrogatepass")) for row in rows]


def faults(connection: Connection) -> Iterator[str]:
    """What is wrong with the journal, in words; nothing when it is as it was written."""
    for row in connection.execute(select(SCAN)).mappings():
        if seal(row["body"]) != row["sha256"]:
            yield f"scan {row['id']} was changed"
    for row in connection.execute(select(VISIT)).mappings():
        place = f"scan {row['scan_id']}, {row['department']}/{row['device']}"
        try:
            result = _result(row)
        except (StoreError, FormatError) as fault:
            yield f"{place}: {fault}"
            continue
        if (row["department"], row["device"], row["outcome"]) != (*result.device, result.outcome.value):
            yield f"{place}: its row was changed"


def _result(row: RowMapping) -> Result:
    return loads(Result, checked(row["body"], row["sha256"], row["transcript"]))
