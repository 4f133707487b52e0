"""Is the history as it was written? Every content, every row and every event is computed again and compared."""

import json
from collections.abc import Iterator

from sqlalchemy import Connection, select

from models.codec import loads
from models.device import Device
from models.errors import FormatError, StoreError
from models.snapshot import Result, digest
from models.store import chain, visits
from models.store.rows import Row, rows
from models.store.tables import FACT, FACTS, LINK, RESULT, SNAPSHOT, TAG, TEXT
from models.store.texts import unpacked
from models.store.write import event


def faults(connection: Connection) -> Iterator[str]:
    """What is wrong, in words that name the place; nothing when all is well."""
    found = connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars().all()
    if found != ["ok"]:
        yield from (f"the file is damaged: {fault}" for fault in found)
    yield from chain.faults(connection)
    yield from _texts(connection)
    yield from _facts(connection)
    yield from _snapshots(connection)
    yield from visits.faults(connection)


def _texts(connection: Connection) -> Iterator[str]:
    for sha256, body in connection.execute(select(TEXT.c.sha256, TEXT.c.body)):
        try:
            unpacked(body, sha256)
        except StoreError as fault:
            yield str(fault)


def _facts(connection: Connection) -> Iterator[str]:
    """Each content against its digest, and the rows for questions against what the content gives."""
    for number, sha256, body in connection.execute(select(FACTS.c.id, FACTS.c.sha256, FACTS.c.body)).all():
        try:
            device = loads(Device, unpacked(body, sha256))
        except (StoreError, FormatError) as fault:
            yield f"facts {number}: {fault}"
            continue
        wanted = rows(device)
        for name, table in FACT.items():
            stored: list[Row] = [
                dict(row) for row in connection.execute(select(table).where(table.c.facts_id == number)).mappings()
            ]
            for row in stored:
                del row["id"], row["facts_id"]
            if sorted(map(_key, stored)) != sorted(map(_key, wanted[name])):
                yield f"{device.id}: rows of the table {name} were changed"


def _key(row: Row) -> str:
    return json.dumps(row, sort_keys=True, default=str)


def _snapshots(connection: Connection) -> Iterator[str]:
    """Each snapshot and tag against its event in the chain."""
    try:
        events = chain.events(connection)
    except (ValueError, TypeError):
        yield "an event of the chain is not readable"
        return
    said = {each["snapshot"]: each for each in events if each.get("kind") == "snapshot"}
    stored = {row["id"]: dict(row) for row in connection.execute(select(SNAPSHOT)).mappings()}
    for number in sorted(said.keys() | stored.keys()):
        if number not in stored or number not in said:
            yield f"snapshot {number} was {'added' if number in stored else 'removed'}"
            continue
        query = select(RESULT).where(RESULT.c.snapshot_id == number).order_by(RESULT.c.id)
        results = [dict(row) for row in connection.execute(query).mappings()]
        bodies = [row["body"] for row in results]
        links = sorted(connection.scalars(select(LINK.c.body).where(LINK.c.snapshot_id == number)))
        wanted = event(stored[number], bodies, links)
        if any(said[number].get(key) != value for key, value in wanted.items()):
            yield f"snapshot {number} was changed"
        yield from _results(connection, number, stored[number], results)
    tags = [(name, number) for name, number in connection.execute(select(TAG.c.name, TAG.c.snapshot_id).order_by(TAG.c.id))]
    if tags != [(each["name"], each["snapshot"]) for each in events if each.get("kind") == "tag"]:
        yield "the tags were changed"


def _results(connection: Connection, number: int, snapshot: Row, results: list[Row]) -> Iterator[str]:
    """The columns of each result against its body."""
    digests = {row.id: row.sha256 for row in connection.execute(select(FACTS.c.id, FACTS.c.sha256))}
    values = []
    for row in results:
        try:
            value = loads(Result, row["body"])
        except FormatError as fault:
            yield f"snapshot {number}, {row['department']}/{row['device']}: {fault}"
            continue
        values.append(value)
        columns = (row["department"], row["device"], row["outcome"], digests.get(row["facts_id"], ""))
        if columns != (*value.device, value.outcome.value, value.facts_sha256):
            yield f"snapshot {number}, {value.device}: its row was changed"
    if len(values) == len(results) and digest(tuple(values)) != snapshot["sha256"]:
        yield f"snapshot {number}: its digest is not that of its captures"
