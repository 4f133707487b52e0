"""The tables of the journal: a scan, the devices that it has on file, and its end. Written once and never changed, too.

The texts and facts of a visited device stand where those of snapshots do, once per content; a row here refers to them.
"""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.store.tables import core


class ScanRow(SQLModel, table=True):
    """A scan that was started; `body` is what it was asked for, as JSON."""

    __tablename__ = "scan"
    id: int = Field(primary_key=True)
    body: str
    sha256: str


class VisitRow(SQLModel, table=True):
    """A device that a scan is done with; `body` is its Result as JSON, `transcript` what was sent, packed."""

    __tablename__ = "visit"
    __table_args__ = (UniqueConstraint("scan_id", "department", "device"),)
    id: int | None = Field(default=None, primary_key=True)
    scan_id: int = Field(foreign_key="scan.id", index=True)
    department: str
    device: str
    outcome: str
    body: str
    transcript: bytes
    sha256: str


class ScanEndRow(SQLModel, table=True):
    """A scan that is over: the snapshot that it became, or none."""

    __tablename__ = "scan_end"
    scan_id: int = Field(primary_key=True, foreign_key="scan.id")
    snapshot_id: int | None = Field(default=None, foreign_key="snapshot.id")


SCAN, VISIT, SCAN_END = core(ScanRow), core(VisitRow), core(ScanEndRow)
JOURNAL = (SCAN, VISIT, SCAN_END)
