"""Which snapshots there are, and which one a user means."""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from models.snapshot import Stored
from models.store import chain
from models.store.tables import RESULT, SNAPSHOT, TAG

NAME = re.compile(r"(?!(?:latest|previous)$)[A-Za-z][\w.+-]{0,63}")
"""What a tag or the name of a snapshot looks like: never a number, a date or a word with a meaning."""


def snapshots(connection: Connection) -> list[Stored]:
    """All snapshots, the oldest first."""
    tagged: dict[str, int] = {}
    for name, number in connection.execute(select(TAG.c.name, TAG.c.snapshot_id).order_by(TAG.c.id)):
        tagged[name] = number
    hashes = {event["snapshot"]: event["hash"] for event in chain.events(connection) if event["kind"] == "snapshot"}
    counts: defaultdict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
    columns = (RESULT.c.snapshot_id, RESULT.c.department)
    for number, department, good, total in connection.execute(
        select(*columns, func.count(RESULT.c.facts_id), func.count()).group_by(*columns)
    ):
        counts[number][department] = (good, total - good)
    return [
        Stored(
            id=row.id,
            taken=datetime.fromisoformat(row.taken),
            name=row.name,
            kind=row.kind,
            sha256=row.sha256,
            version=row.version,
            departments=tuple(sorted(counts[row.id])),
            good=sum(good for good, _ in counts[row.id].values()),
            failed=sum(failed for _, failed in counts[row.id].values()),
            tags=tuple(sorted(name for name, number in tagged.items() if number == row.id)),
            chain=hashes.get(row.id, ""),
        )
        for row in connection.execute(select(SNAPSHOT).order_by(SNAPSHOT.c.id))
    ]


def found(known: Sequence[Stored], ref: str) -> Stored | None:
    """The snapshot that `ref` means among `known`, None when there is none.

    A date or time means the last snapshot taken by its end; dates are in the time zone of this machine.
    """
    if ref in ("", "latest"):
        return known[-1] if known else None
    if ref == "previous":
        return known[-2] if len(known) > 1 else None
    for snapshot in reversed(known):
        if ref in snapshot.tags or ref == snapshot.name or ref == str(snapshot.id):
            return snapshot
    try:
        until = datetime.fromisoformat(ref)
    except ValueError:
        return None
    if re.fullmatch(r"\d{4}-?\d\d-?\d\d", ref):
        until = until.replace(hour=23, minute=59, second=59, microsecond=999999)
    until = until.astimezone(UTC)
    before = [snapshot for snapshot in known if snapshot.taken <= until]
    return max(before, key=lambda snapshot: (snapshot.taken, snapshot.id)) if before else None
