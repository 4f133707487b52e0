"""The chain that shows whether history was changed: each event is hashed together with the one before.

`h_i = SHA-256("netplan-chain-v1" ‖ h_{i-1} ‖ SHA-256(row_i))`, with `row_i` as it stands in the table. The chain finds
every change but one: cutting off its tail (or writing all of it anew) needs a copy of the last hash kept elsewhere.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, insert, select

from models.store.tables import CHAIN

LABEL = b"netplan-chain-v1"
START = "0" * 64


def link(prev: str, row: str) -> str:
    """The hash of `row` after the event with the hash `prev`.

    >>> link(START, "{}")[:12]
    'effa9b2c626d'
    """
    inner = hashlib.sha256(row.encode("utf-8", "surrogatepass")).digest()
    return hashlib.sha256(LABEL + bytes.fromhex(prev) + inner).hexdigest()


def append(connection: Connection, event: dict[str, Any]) -> str:
    """Add an event within the transaction of `connection`; its hash."""
    last = connection.execute(select(CHAIN.c.seq, CHAIN.c.hash).order_by(CHAIN.c.seq.desc()).limit(1)).first()
    seq, prev = (last[0] + 1, last[1]) if last else (1, START)
    row = json.dumps({"seq": seq, **event}, sort_keys=True, ensure_ascii=False)
    made = link(prev, row)
    connection.execute(insert(CHAIN), {"seq": seq, "prev": prev, "hash": made, "row": row})
    return made


def events(connection: Connection) -> list[dict[str, Any]]:
    """All events in order; the hash of each under "hash"."""
    found = connection.execute(select(CHAIN.c.hash, CHAIN.c.row).order_by(CHAIN.c.seq)).all()
    return [{**json.loads(row), "hash": made} for made, row in found]


def faults(connection: Connection) -> Iterator[str]:
    """What is wrong with the chain itself, in words; nothing when it is whole."""
    prev = START
    for at, row in enumerate(
        connection.execute(select(CHAIN.c.seq, CHAIN.c.prev, CHAIN.c.hash, CHAIN.c.row).order_by(CHAIN.c.seq)), 1
    ):
        if row.seq != at:
            yield f"event {at} is missing from the chain"
            return
        if row.prev != prev or link(prev, row.row) != row.hash:
            yield f"event {at} of the chain was changed"
        prev = row.hash


def tail_fault(connection: Connection) -> str:
    """What is wrong with the last event, "" when nothing is: the quick check at every opening."""
    row = connection.execute(select(CHAIN.c.prev, CHAIN.c.hash, CHAIN.c.row).order_by(CHAIN.c.seq.desc()).limit(1)).first()
    try:
        whole = row is None or link(row.prev, row.row) == row.hash
    except ValueError:
        whole = False
    return "" if whole else "the last event of its history was changed"
