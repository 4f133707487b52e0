"""`netplan history HOST|PREFIX`: in which snapshots a device or a prefix changed, and what became of it."""

from ipaddress import ip_network
from typing import TYPE_CHECKING, Annotated, Any

import typer

from models.errors import UsageError
from models.snapshot import CONFIG
from netplan.cli.options import ColumnsOption, FormatOption, OutputOption, WhereOption, show
from netplan.cli.state import store
from reports.tables import Column, Table

if TYPE_CHECKING:
    from models.snapshot import Result, Stored
    from models.store import Store


def command(
    context: typer.Context,
    what: Annotated[
        str, typer.Argument(metavar="HOST|PREFIX", help="A device (host or department/host), or a prefix.", show_default=False)
    ],
    format: FormatOption = None,
    output: OutputOption = None,
    columns: ColumnsOption = "",
    where: WhereOption = "",
) -> None:
    """Show how a device or a prefix changed from snapshot to snapshot."""
    base = store(context)
    snapshots = sorted(base.snapshots(), key=lambda snapshot: (snapshot.taken, snapshot.id))
    try:
        network = str(ip_network(what, strict=False)) if what[:1].isdigit() or ":" in what else ""
    except ValueError:
        network = ""
    table = _prefix(base, snapshots, network) if network else _device(base, snapshots, what)
    show(table, format, output, columns, where)


def _device(base: "Store", snapshots: "list[Stored]", what: str) -> Table:
    """One row for each snapshot in which the device is not as it was before."""
    names = [
        Column("snapshot", "Snapshot", key=True),
        Column("taken", "Taken"),
        Column("device", "Device", key=True),
        Column("event", "Event"),
        Column("outcome", "Outcome"),
        Column("added", "Lines added"),
        Column("removed", "Lines removed"),
        Column("message", "Message"),
    ]
    rows: list[tuple[Any, ...]] = []
    before: dict[str, Result] = {}
    for snapshot in snapshots:
        for result in base.results(str(snapshot.id)):
            if what not in (result.device.name, str(result.device)):
                continue
            name = str(result.device)
            old = before.get(name)
            if old is None or old.captures != result.captures or old.outcome is not result.outcome:
                added, removed = _changed(base, old, result)
                event = "first seen" if old is None else "config changed" if added or removed else "outcome changed"
                rows.append((snapshot.id, snapshot.taken, name, event, result.outcome.value, added, removed, result.message))
            before[name] = result
    if not before:
        raise UsageError(f"no device {what!r} in any snapshot; netplan show devices lists them")
    return Table("history", names, rows, title=f"History of {what}")


def _changed(base: "Store", old: "Result | None", new: "Result") -> tuple[int, int]:
    """Lines of the config added and removed."""
    from collections import Counter

    def lines(result: "Result | None") -> "Counter[str]":
        wanted = [sha256 for command, _, sha256 in result.captures if command == CONFIG] if result else []
        return Counter(line for text in base.texts(wanted).values() for line in text.split("\n") if line.strip())

    before, after = lines(old), lines(new)
    return (after - before).total() if old else 0, (before - after).total()


def _prefix(base: "Store", snapshots: "list[Stored]", network: str) -> Table:
    """One row for each snapshot in which the ports that have the prefix are not those of before."""
    names = [
        Column("snapshot", "Snapshot", key=True),
        Column("taken", "Taken"),
        Column("prefix", "Prefix", key=True),
        Column("added", "Now on"),
        Column("removed", "No more on"),
        Column("interfaces", "Interfaces"),
    ]
    rows: list[tuple[Any, ...]] = []
    before: set[str] = set()
    for snapshot in snapshots:
        found = base.query("address", str(snapshot.id), "prefix = :prefix", {"prefix": network})
        ports = {f"{row['department']}/{row['device']}:{row['interface']}" for row in found}
        if ports != before:
            rows.append(
                (snapshot.id, snapshot.taken, network, tuple(sorted(ports - before)), tuple(sorted(before - ports)), len(ports))
            )
        before = ports
    if not rows:
        raise UsageError(f"{network} is the subnet of no port in any snapshot; netplan find {network} also finds what overlaps it")
    return Table("history", names, rows, title=f"History of {network}")
