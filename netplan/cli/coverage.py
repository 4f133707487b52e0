"""`netplan coverage`: how much of the configs was understood, and what was not."""

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from netplan.cli.choose import OWNER, AtOption, chosen, only, place
from netplan.cli.options import ColumnsOption, FormatOption, OutputOption, SelectorArgument, WhereOption, show
from netplan.cli.state import store
from reports.tables import Column, Table

if TYPE_CHECKING:
    from models.device import DeviceId
    from models.store import Store

COUNTS = [
    Column("lines", "Lines"),
    Column("modelled", "Modelled"),
    Column("ignored", "Ignored on purpose"),
    Column("not_modelled", "Not modelled"),
    Column("unknown", "Unknown"),
    Column("percent", "Understood %"),
]
STATUSES = ("modelled", "ignored", "not_modelled", "unknown")
VARIABLE = re.compile(r"⟦[^⟧]*⟧|\"[^\"]*\"|\b\d+(?:\.\d+){3}\b|\b[0-9a-f]{2,4}(?:[:.][0-9a-f]{2,4})+\b|\d+", re.I)


def command(
    context: typer.Context,
    selector: SelectorArgument = None,
    unknown: Annotated[
        bool, typer.Option("--unknown", help="The lines that were not understood, the most frequent first.")
    ] = False,
    features: Annotated[bool, typer.Option("--features", help="By feature instead of by device.")] = False,
    at: AtOption = "latest",
    format: FormatOption = None,
    output: OutputOption = None,
    columns: ColumnsOption = "",
    where: WhereOption = "",
) -> None:
    """Show how much of the configs was understood."""
    base = store(context)
    ref = str(base.find(at).id)
    devices = chosen(context, base, ref, selector)
    table = _unknown(base, ref, devices) if unknown else _counts(base, ref, devices, features)
    show(table, format, output, columns, where)


def normal(line: str) -> str:
    """A line without what differs from one device to the next.

    >>> normal('mls qos map 10 to 46'), normal('neighbor 10.0.0.1 foo "a b"')
    ('mls qos map # to #', 'neighbor # foo #')
    """
    return VARIABLE.sub("#", line)


def _counts(base: "Store", ref: str, devices: "set[DeviceId] | None", features: bool) -> Table:
    counts: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for row in only(base.query("coverage", ref), devices):
        counts[(row["feature"],) if features else (row["department"], row["device"])][row["status"]] += row["lines"]
    names = [Column("feature", "Feature", key=True)] if features else OWNER
    rows: list[tuple[Any, ...]] = []
    for key, found in sorted(counts.items()):
        rows.append((*key, found.total(), *(found[status] for status in STATUSES), _share(found)))
    total: Counter[str] = sum(counts.values(), Counter())
    coverage = {status: round(total[status] / total.total(), 4) for status in STATUSES} if total else {}
    return Table("coverage", [*names, *COUNTS], rows, title="What was understood", snapshot=ref, coverage=coverage)


def _share(found: Counter[str]) -> float | None:
    return round(100 * (found["modelled"] + found["ignored"]) / found.total(), 1) if found.total() else None


def _unknown(base: "Store", ref: str, devices: "set[DeviceId] | None") -> Table:
    groups: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in only(base.query("unread", ref), devices):
        groups[(row["status"], normal(row["text"]))].append(row)
    names = [
        Column("count", "Lines"),
        Column("devices", "Devices"),
        Column("status", "Status"),
        Column("feature", "Feature"),
        Column("line", "Line", key=True),
        Column("example", "For example"),
    ]
    rows = [
        (
            len(found),
            len({(row["department"], row["device"]) for row in found}),
            status.replace("_", " "),
            found[0]["feature"],
            line,
            place(found[0]),
        )
        for (status, line), found in sorted(groups.items(), key=lambda each: (-len(each[1]), each[0]))
    ]
    return Table("coverage --unknown", names, rows, title="Lines that were not understood", snapshot=ref)
