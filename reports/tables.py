"""One table, many formats: every command shows its result through `emit`.

A command fills a `Table` with plain values and calls `emit`; the format, the columns and the rows that are
shown are the reader's choice. Headers are for people; the machine name of a column is what `--columns`, `--where`,
JSON, CSV and XLSX use, and it is never translated.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from enum import Enum, StrEnum
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, IPv6Address, IPv6Interface, IPv6Network
from pathlib import Path

from models.errors import UsageError
from reports.clean import cell

Ip = IPv4Address | IPv6Address | IPv4Interface | IPv6Interface | IPv4Network | IPv6Network
Value = None | bool | int | float | str | Enum | date | datetime | time | timedelta | Ip | Sequence["Value"]
"""What a cell may hold. Everything else is turned into text by whoever fills the table."""


class Format(StrEnum):
    """How a table is shown."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MD = "md"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is for machines ("vlan_id"), `header` for people ("VLAN"; default: made of the name).

    A `key` column is never wrapped or cut: without it a row cannot be told from others.
    """

    name: str
    header: str = ""
    key: bool = False

    @property
    def title(self) -> str:
        """What stands above the column."""
        return self.header or self.name.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Table:
    """A result: `rows` hold one value a column. The other fields go into the JSON envelope.

    `coverage` says how much of the configs was understood; `warnings` are what a reader must know before
    trusting the rows (they go to stderr in the formats for people).
    """

    command: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    title: str = ""
    snapshot: str = ""
    coverage: Mapping[str, object] = field(default_factory=dict)
    warnings: Sequence[str] = ()


def emit(
    table: Table, format: Format | None = None, output: Path | None = None, columns: Sequence[str] = (), where: str = ""
) -> int:
    """Show `table` on stdout, or in the file `output`; the number of rows shown.

    Without a `format` the suffix of `output` decides, and a terminal gets a table. `columns` are machine names in the
    order wanted, `where` is a condition (see reports.where). Raises UsageError for an unknown column, format or condition.
    """
    chosen = selected(table, columns, where)
    format = format or format_of(output)
    if format is Format.XLSX and output is None:
        raise UsageError("a spreadsheet is not for the terminal; say where it goes: -o FILE.xlsx")
    if format is Format.TABLE and output is None:
        from reports.terminal import print_table

        print_table(chosen)
    else:
        from reports.files import WRITERS, write_atomically

        content = WRITERS[format](chosen)
        if output is None:
            sys.stdout.write(content.decode())
            sys.stdout.flush()
        else:
            write_atomically(output, content)
    if format is not Format.JSON:
        for warning in table.warnings:
            print(f"netplan: warning: {cell(warning)}", file=sys.stderr)
    return len(chosen.rows)


def format_of(output: Path | None) -> Format:
    """The format that a file name asks for. Raises UsageError when its suffix names none."""
    if output is None:
        return Format.TABLE
    suffix = output.suffix.lower().lstrip(".")
    known = {"txt": Format.TABLE, "markdown": Format.MD} | {each.value: each for each in Format}
    if suffix not in known:
        raise UsageError(f"{output}: no format has the suffix {suffix!r}; add --format {'|'.join(Format)}")
    return known[suffix]


def selected(table: Table, columns: Sequence[str] = (), where: str = "") -> Table:
    """The rows of `table` that meet the condition `where`, with only `columns`, in that order."""
    names = [column.name for column in table.columns]
    rows = table.rows
    if where:
        from reports.where import condition

        meets = condition(where, names)
        rows = [row for row in rows if meets(dict(zip(names, row, strict=True)))]
    if columns:
        places = [column_place(names, wanted) for wanted in columns]
        rows = [[row[place] for place in places] for row in rows]
        return replace(table, columns=[table.columns[place] for place in places], rows=rows)
    return replace(table, rows=rows)


def column_place(names: Sequence[str], wanted: str) -> int:
    """The index of column `wanted`. Raises UsageError with the nearest name and the whole list."""
    if wanted in names:
        return names.index(wanted)
    near = get_close_matches(wanted, names, 1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise UsageError(f"no column {wanted!r}; {hint}columns: {', '.join(names)}")


def as_text(value: Value) -> str:
    """A value as one line of clean text.

    >>> as_text(("a", 1)), as_text(True), as_text(None)
    ('a, 1', 'yes', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return cell(str(value.value))
    if isinstance(value, str):
        return cell(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds" if value.second else "minutes")
    if isinstance(value, float):
        return f"{value:g}" if abs(value) < 1e6 else f"{value:.0f}"
    if isinstance(value, Sequence):
        return ", ".join(as_text(part) for part in value)
    return cell(str(value))
