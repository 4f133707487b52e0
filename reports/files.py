"""A table as JSON, CSV, Markdown, XLSX or plain text, as bytes; each format with its own defence."""

import csv
import io
import json
import math
import os
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from pathlib import Path

from models.errors import UsageError
from reports.clean import cell, json_safe
from reports.tables import Format, Table, Value, as_text

FORMAT_VERSION = "1.0"
"""Of the JSON envelope. Minor: fields were added; major: a reader must be changed."""
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠|%]")
"""What a spreadsheet takes for a formula or a command at the start of a cell (OWASP ASVS 1.2.10)."""
EXCEL_TEXT = 32_767
EXCEL_ROWS = 1_048_576


def to_json(table: Table) -> bytes:
    """The envelope: format_version, command, snapshot, coverage, data (one object a row), warnings."""
    names = [column.name for column in table.columns]
    envelope = {
        "format_version": FORMAT_VERSION,
        "command": table.command,
        "snapshot": table.snapshot or None,
        "coverage": dict(table.coverage),
        "data": [dict(zip(names, map(as_json, row), strict=True)) for row in table.rows],
        "warnings": list(table.warnings),
    }
    dumped = json.dumps(envelope, ensure_ascii=False, indent=1, allow_nan=False, default=str)
    return (json_safe(dumped) + "\n").encode()


def as_json(value: Value) -> object:
    """A value as JSON knows it: numbers and lists stay, addresses and dates become text, NaN becomes null."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Sequence):
        return [as_json(part) for part in value]
    return str(value)


def to_csv(table: Table) -> bytes:
    """RFC 4180 with LF, machine names as header; text that a spreadsheet would run gets a quote in front."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([[_csv_cell(value) for value in row] for row in table.rows])
    return out.getvalue().encode()


def _csv_cell(value: Value) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    text = as_text(value)
    return f"'{text}" if FORMULA.match(text) else text


def to_markdown(table: Table) -> bytes:
    """A GitHub-flavoured table; punctuation of Markdown and HTML in the data is escaped."""
    lines = [f"## {markdown(table.title)}", ""] if table.title else []
    lines.append("| " + " | ".join(markdown(column.title) for column in table.columns) + " |")
    lines.append("|" + " --- |" * len(table.columns))
    lines += ["| " + " | ".join(markdown(as_text(value)) for value in row) + " |" for row in table.rows]
    return ("\n".join(lines) + "\n").encode()


def markdown(text: str) -> str:
    r"""Text that Markdown shows as it is.

    >>> markdown("a|b [x](y) <b> cisco_ios _x_")
    'a\\|b \\[x\\](y) &lt;b&gt; cisco_ios \\_x\\_'
    """
    text = cell(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = re.sub(r"([\\`|*\[\]~#!$])", r"\\\1", text)
    text = re.sub(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])", r"\\_", text)
    return re.sub(r"(?i)\b(https?|ftp|mailto|www)([:.])", r"\1\\\2", text)


def to_text(table: Table) -> bytes:
    """The table of the terminal without colours, for a file."""
    from rich.console import Console

    from reports.terminal import PIPE_WIDTH, rendered

    out = io.StringIO()
    Console(markup=False, emoji=False, highlight=False, file=out, width=PIPE_WIDTH, color_system=None).print(
        rendered(table), crop=False
    )
    return "".join(line.rstrip() + "\n" for line in out.getvalue().splitlines()).encode()


def to_xlsx(table: Table) -> bytes:
    """One sheet: machine names as header, numbers as numbers, dates as dates, all else as text that stays text.

    Raises UsageError when the table has more rows than a sheet can hold.
    """
    from xlsxwriter import Workbook

    if len(table.rows) >= EXCEL_ROWS:
        raise UsageError(f"{len(table.rows)} rows do not fit a sheet of {EXCEL_ROWS}; narrow with --where or use --format csv")
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties({"title": as_text(table.title), "created": datetime(2000, 1, 1)})  # equal tables give equal files
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1}),
        "text": book.add_format({"num_format": "@"}),
        "quoted": book.add_format({"num_format": "@", "quote_prefix": True}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    sheet = book.add_worksheet(sheet_name(table.title or table.command))
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.name, formats["head"])
        texts = [len(as_text(row[place])) for row in table.rows[:1000]]
        sheet.set_column(place, place, min(60, max([len(column.name), *texts]) + 2))
    for line, row in enumerate(table.rows, 1):
        for place, value in enumerate(row):
            if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15:
                sheet.write_number(line, place, value)
            elif isinstance(value, date) and not isinstance(value, datetime):
                sheet.write_datetime(line, place, datetime(value.year, value.month, value.day), formats["date"])
            else:
                text = _fitting(as_text(value))
                sheet.write_string(line, place, text, formats["quoted" if FORMULA.match(text) else "text"])
    sheet.freeze_panes(1, 0)
    if table.columns:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    book.close()
    return out.getvalue()


def _fitting(text: str) -> str:
    """Excel holds 32,767 characters a cell; a longer text ends with a note of what is missing."""
    if len(text) <= EXCEL_TEXT:
        return text
    note = f" … (cut: {len(text)} characters)"
    return text[: EXCEL_TEXT - len(note)] + note


def sheet_name(title: str) -> str:
    """A title as a sheet may be called.

    >>> sheet_name("dept[1]/x"), sheet_name("'"), len(sheet_name("x" * 99))
    ('dept 1 x', 'Sheet1', 31)
    """
    name = re.sub(r"[\[\]:*?/\\\s]+", " ", cell(title)).strip(" '")[:31].strip(" '")
    return name if name and name.lower() != "history" else "Sheet1"


def write_atomically(path: Path, content: bytes) -> None:
    """Write `path` whole or not at all: on a full disk the file of before is still there."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


WRITERS: Mapping[Format, Callable[[Table], bytes]] = {
    Format.TABLE: to_text,
    Format.JSON: to_json,
    Format.CSV: to_csv,
    Format.MD: to_markdown,
    Format.XLSX: to_xlsx,
}
