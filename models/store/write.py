"""A snapshot into rows: what takes time is made ready first, then all of it is written in one transaction."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select

from models.codec import dumps
from models.device import DeviceId
from models.errors import StoreError
from models.snapshot import Result, Snapshot, digest
from models.store import chain
from models.store.rows import Row, rows
from models.store.tables import FACT, FACTS, LINK, PARSED, RESULT, SNAPSHOT, TEXT
from models.store.texts import digested, packed


@dataclass(frozen=True, slots=True)
class Prepared:
    """A snapshot ready to be written: contents by digest, rows by digest of the facts."""

    snapshot: Snapshot
    results: tuple[Result, ...]
    texts: dict[str, bytes]
    facts: dict[str, bytes]
    rows: dict[str, dict[str, list[tuple[Any, ...]]]]
    """The values of each row in the order of `_columns`."""


def prepared(snapshot: Snapshot) -> Prepared:
    """Everything that can be computed before the database is locked."""
    texts = {capture.sha256: packed(capture.text.encode("utf-8", "surrogatepass")) for capture in snapshot.captures}
    facts: dict[str, bytes] = {}
    made: dict[str, dict[str, list[tuple[Any, ...]]]] = {}
    by_device: dict[DeviceId, str] = {}
    for device in snapshot.devices.values():
        content = dumps(device).encode("utf-8", "surrogatepass")
        sha256 = digested(content)
        by_device[device.id] = sha256
        facts[sha256] = packed(content)
        made[sha256] = {name: list(map(itemgetter(*_columns(FACT[name])), found)) for name, found in rows(device).items() if found}
    results = tuple(
        replace(result, facts_sha256=by_device[result.device]) if result.device in by_device else result
        for result in snapshot.results
    )
    twice = len({result.device for result in results}) < len(results)
    lost = [str(result.device) for result in results if result.outcome.good != bool(result.facts_sha256)]
    if twice or lost:
        raise ValueError(
            f"a snapshot holds each device once, a good one with its facts: {', '.join(lost) or 'a device stands twice'}"
        )
    return Prepared(snapshot, results, texts, facts, made)


def together(parts: Sequence[Prepared]) -> Prepared:
    """Several parts as one, for `contents`."""
    parsed = {device: key for part in parts for device, key in part.snapshot.parsed.items()}
    results = tuple(result for part in parts for result in part.results)
    whole = Prepared(replace(parts[0].snapshot, results=results, parsed=parsed), results, {}, {}, {})
    for part in parts:
        whole.texts.update(part.texts)
        whole.facts.update(part.facts)
        whole.rows.update(part.rows)
    return whole


@cache
def _columns(table: Table) -> tuple[str, ...]:
    """The columns of a table of facts whose values the facts give."""
    return tuple(column.name for column in table.columns if column.name not in ("id", "facts_id"))


@cache
def _statement(table: Table) -> str:
    """How a row of a table of facts is written: its values in the order of `_columns`, then the number of the facts."""
    names = (*_columns(table), "facts_id")
    return f'INSERT INTO "{table.name}" ({", ".join(names)}) VALUES ({", ".join("?" * len(names))})'  # noqa: S608  # our own names


def write(connection: Connection, ready: Prepared) -> int:
    """Write a snapshot within the transaction of `connection`; its number."""
    snapshot = ready.snapshot
    ids = contents(connection, ready)
    number = (connection.scalar(select(func.max(SNAPSHOT.c.id))) or 0) + 1
    row = {
        "id": number,
        "taken": snapshot.taken.astimezone(UTC).isoformat(),
        "name": snapshot.name,
        "kind": snapshot.kind,
        "sha256": digest(ready.results),
        "version": snapshot.version,
        "realms": json.dumps(dict(snapshot.realms), sort_keys=True, ensure_ascii=False),
    }
    bodies = [dumps(result) for result in ready.results]
    links = sorted(dumps(link) for link in snapshot.links)
    connection.execute(insert(SNAPSHOT), row)
    many(connection, RESULT, [_result(number, result, body, ids) for result, body in zip(ready.results, bodies, strict=True)])
    many(connection, LINK, [{"snapshot_id": number, "body": body} for body in links])
    chain.append(connection, event(row, bodies, links))
    return number


def contents(connection: Connection, ready: Prepared) -> dict[str, int]:
    """Store the texts and facts that are not there yet, and how they were read; the numbers of all facts by digest.

    Raises StoreError when a result refers to something that is neither given nor stored.
    """
    _new(connection, TEXT, ready.texts)
    fresh = _new(connection, FACTS, ready.facts)
    ids = _ids(connection, FACTS, {result.facts_sha256 for result in ready.results if result.facts_sha256})
    known = _ids(connection, TEXT, {sha256 for result in ready.results for _, _, sha256 in result.captures})
    for result in ready.results:
        if (result.facts_sha256 and result.facts_sha256 not in ids) or any(sha256 not in known for _, _, sha256 in result.captures):
            raise StoreError(f"{result.device}: the snapshot refers to a capture or to facts that the database does not hold")
    for name, table in FACT.items():
        if found := [(*row, ids[sha256]) for sha256 in fresh for row in ready.rows[sha256].get(name, ())]:
            connection.exec_driver_sql(_statement(table), found)
    _remember(connection, {key: ids[r.facts_sha256] for r in ready.results if (key := ready.snapshot.parsed.get(r.device))})
    return ids


def event(row: Row, bodies: list[str], links: list[str]) -> dict[str, Any]:
    """What the chain says about a snapshot: enough to find any change of it."""
    return {
        "kind": "snapshot",
        "snapshot": row["id"],
        **{key: row[key] for key in ("taken", "name", "sha256", "version", "realms")},
    } | {
        "of": row["kind"],
        "results": digested("\n".join(bodies).encode("utf-8", "surrogatepass")),
        "links": digested("\n".join(links).encode("utf-8", "surrogatepass")),
    }


def _result(number: int, result: Result, body: str, ids: dict[str, int]) -> Row:
    return {
        "snapshot_id": number,
        "department": result.device.department,
        "device": result.device.name,
        "outcome": result.outcome.value,
        "facts_id": ids.get(result.facts_sha256),
        "body": body,
    }


def _new(connection: Connection, table: Table, bodies: dict[str, bytes]) -> list[str]:
    """Store the bodies that are not there yet; their digests."""
    fresh = sorted(bodies.keys() - _ids(connection, table, bodies.keys()).keys())
    many(connection, table, [{"sha256": sha256, "body": bodies[sha256]} for sha256 in fresh])
    return fresh


def _ids(connection: Connection, table: Table, wanted: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in parts(sorted(wanted)):
        for sha256, number in connection.execute(select(table.c.sha256, table.c.id).where(table.c.sha256.in_(part))):
            found[sha256] = number
    return found


def _remember(connection: Connection, keys: dict[str, int]) -> None:
    there: set[str] = set()
    for part in parts(sorted(keys)):
        there |= set(connection.scalars(select(PARSED.c.key).where(PARSED.c.key.in_(part))))
    many(connection, PARSED, [{"key": key, "facts_id": number} for key, number in keys.items() if key not in there])


def many(connection: Connection, table: Table, given: list[Row]) -> None:
    """Write rows in bulk."""
    if given:
        connection.execute(insert(table), given)


def parts(items: list[str], size: int = 500) -> list[list[str]]:
    """Lists short enough for one SQL statement."""
    return [items[at : at + size] for at in range(0, len(items), size)]
