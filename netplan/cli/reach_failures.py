"""`netplan reach --failures 1`: which pairs of subnets each single failure cuts off."""

from typing import TYPE_CHECKING

from netplan.cli.console import say
from netplan.cli.progress import counted
from reports.tables import Column, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netplan.forwarding.dataplane import DataPlane
    from netplan.forwarding.pairs import Pair
    from netplan.forwarding.resilience import Loss

HEADS = [
    Column("failure", "Failure", key=True),
    Column("kind", "Kind"),
    Column("from", "From", key=True),
    Column("to", "To", key=True),
    Column("cut", "Cut"),
    Column("unknown", "Unknown"),
]
SUBNET_HEADS = [
    Column("failure", "Failure", key=True),
    Column("kind", "Kind"),
    Column("from", "From", key=True),
    Column("source", "Source", key=True),
    Column("to", "To", key=True),
    Column("target", "Target", key=True),
    Column("what", "What"),
]


def found(plane: "DataPlane", pairs: "Sequence[Pair]", family: int) -> "list[Loss]":
    """The failures that cut something, the worst first; says on stderr how many there were."""
    from netplan.forwarding.failures import count
    from netplan.forwarding.live import Live
    from netplan.forwarding.resilience import losses

    state = Live.of(plane.network)
    everything = count(state)
    kept = []
    with counted("failures") as told:
        for number, loss in enumerate(losses(state, pairs, family), 1):
            told(number, everything)
            if loss.cut or loss.doubtful:
                kept.append(loss)
    kept.sort(key=lambda loss: (-len(loss.cut), -len(loss.doubtful), loss.failure.what))
    say(
        f"{everything} single failures of links and devices: {sum(bool(loss.cut) for loss in kept)} cut pairs of subnets off, "
        f"{sum(not loss.cut for loss in kept)} may; filters on a detour are not looked at"
    )
    return kept


def departments(kept: "Sequence[Loss]") -> tuple[list[Column], list[tuple[Value, ...]]]:
    """One row for each failure and pair of departments that it hits."""
    from netplan.forwarding.resilience import by_departments

    rows: list[tuple[Value, ...]] = []
    for loss in kept:
        cut, doubtful = by_departments(loss.cut), by_departments(loss.doubtful)
        for key in sorted(cut.keys() | doubtful.keys(), key=lambda key: (-cut.get(key, 0), key)):
            rows.append((loss.failure.what, _kind(loss), *key, cut.get(key, 0), doubtful.get(key, 0)))
    return HEADS, rows


def subnets(kept: "Sequence[Loss]") -> tuple[list[Column], list[tuple[Value, ...]]]:
    """One row for each failure and pair of subnets that it cuts or may cut."""
    rows: list[tuple[Value, ...]] = [
        (
            loss.failure.what, _kind(loss), pair.source.department, pair.source.prefix, pair.target.department, pair.target.prefix,
            what,
        )
        for loss in kept
        for what, pairs in (("cut", loss.cut), ("unknown", loss.doubtful))
        for pair in pairs
    ]  # fmt: skip
    return SUBNET_HEADS, rows


def _kind(loss: "Loss") -> str:
    return "device" if loss.failure.device else "link"
