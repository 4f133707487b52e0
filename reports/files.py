"""A table as JSON, CSV, Markdown, XLSX or plain text, as bytes; each format with its own defence."""

import csv
import io
import json
import math
import os
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import Enum
from pathlib import Path

from reports.clean import FORMULA, cell, json_safe
from reports.spreadsheet import to_xlsx
from reports.tables import Format, Table, Value, as_text

FORMAT_VERSION = "1.0"
"""Of the JSON envelope. Minor: fields were added; major: a reader must be changed."""


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
    from reports.terminal import plain

    return plain(table).encode()


def write_atomically(path: Path, content: bytes) -> None:
    """Write `path` whole or not at all: on a full disk the file of before is still there.

    A link stays a link, and what is no plain file (a pipe, `/dev/stdout`) is written to. Raises OSError with the name `path`.
    """
    try:
        if path.exists() and (not path.is_file() or path.is_relative_to("/dev")):
            with path.open("ab") as file:
                file.write(content)
        else:
            _replace(path.resolve() if path.is_symlink() else path, content)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def _replace(path: Path, content: bytes) -> None:
    """Write beside `path` and move into its place; the rights of the file of before are kept."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            if path.exists():
                os.fchmod(file.fileno(), path.stat().st_mode & 0o777)
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
