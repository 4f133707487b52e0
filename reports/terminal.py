"""A table for the eyes: rich lays it out, and gets nothing but finished text."""

import sys

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from reports.tables import Table, as_text, selected

READABLE = 14
"""Narrower than this, a text column is not worth wrapping."""
GAP = 2


def print_table(table: Table) -> None:
    """Print `table` to stdout. A terminal gets the columns that fit it, and a word on stderr about those that do not;

    long cells wrap there, key columns never do. A pipe gets every column, one line a row, no colours and no title.
    """
    if sys.stdout.isatty():
        console = Console(markup=False, emoji=False, highlight=False, file=sys.stdout)
        if not table.rows:
            console.print(Text(as_text(table.title)))
        shown, hidden = fitting(table, console.width) if table.rows else (table, [])
        if table.rows:
            console.print(rendered(shown), crop=False)
        if hidden:
            print(f"netplan: not shown: {', '.join(hidden)} (--columns NAME,… or a wider terminal)", file=sys.stderr)
    else:
        sys.stdout.write(plain(table))
        sys.stdout.flush()  # in one log of both streams, words about the rows come after the rows
    if not table.rows:
        print("netplan: no rows", file=sys.stderr)


def plain(table: Table) -> str:
    """The table without colours, frames or wrapping: one line a row, columns aligned."""
    lines = [[as_text(column.title) for column in table.columns]]
    lines += [[as_text(value) for value in row] for row in table.rows]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    right = [_numeric(table, place) for place in range(len(table.columns))]
    return "".join("  ".join(map(_padded, line, widths, right)).rstrip() + "\n" for line in lines)


def _padded(text: str, width: int, right: bool) -> str:
    gap = " " * (width - cell_len(text))
    return gap + text if right else text + gap


def fitting(table: Table, width: int) -> tuple[Table, list[str]]:
    """The table with the columns that fit `width`, and the names of the others. Columns without any value go first, unsaid."""
    filled = [column for place, column in enumerate(table.columns) if column.key or any(as_text(row[place]) for row in table.rows)]
    left = width - sum(_least(table, column.name) + GAP for column in filled if column.key) + GAP
    kept: list[str] = []
    hidden: list[str] = []
    for column in filled or table.columns:
        need = 0 if column.key else _least(table, column.name) + GAP
        if column.key or (need <= left and not hidden):
            kept.append(column.name)
            left -= need
        else:
            hidden.append(column.name)
    return selected(table, kept or [table.columns[0].name]), hidden


def rendered(table: Table) -> RichTable:
    """The table as rich draws it. Every cell is a Text: brackets, colons and escapes stay what they are."""
    title = Text(as_text(table.title)) if table.title else None
    drawn = RichTable(box=box.SIMPLE_HEAD, title=title, title_justify="left", show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for place, column in enumerate(table.columns):
        drawn.add_column(
            Text(as_text(column.title)),
            justify="right" if _numeric(table, place) else "left",
            no_wrap=column.key,
            overflow="ignore" if column.key else "fold",
            min_width=_least(table, column.name),
        )
    for row in table.rows:
        drawn.add_row(*(Text(as_text(value)) for value in row))
    return drawn


def _least(table: Table, name: str) -> int:
    """The width under which a column is no longer readable: all of it for a key."""
    place = next(place for place, column in enumerate(table.columns) if column.name == name)
    column = table.columns[place]
    widest = max((cell_len(as_text(row[place])) for row in table.rows), default=0)
    return max(cell_len(as_text(column.title)), widest if column.key else min(widest, READABLE))


def _numeric(table: Table, place: int) -> bool:
    """Whether a column holds numbers only."""
    values = [row[place] for row in table.rows if row[place] is not None]
    return bool(values) and all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
