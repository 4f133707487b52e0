"""A table for the eyes: rich lays it out, and gets nothing but finished text."""

import sys

from rich import box
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from reports.tables import Table, Value, as_text

PIPE_WIDTH = 100_000
"""In a pipe nothing is wrapped: the next program reads lines."""


def print_table(table: Table) -> None:
    """Print `table` to stdout, as wide as the terminal; long cells wrap, key columns never do.

    In a pipe there are no colours, no title and no wrapping. Without rows it says so on stderr.
    """
    on_terminal = sys.stdout.isatty()
    console = Console(markup=False, emoji=False, highlight=False, file=sys.stdout, width=None if on_terminal else PIPE_WIDTH)
    console.print(rendered(table, title=on_terminal), crop=False, no_wrap=not on_terminal)
    if not table.rows:
        print("netplan: no rows", file=sys.stderr)


def rendered(table: Table, title: bool = False) -> RichTable:
    """The table as rich draws it. Every cell is a Text: brackets, colons and escapes stay what they are."""
    drawn = RichTable(box=box.SIMPLE_HEAD if title else None, title=Text(as_text(table.title)) if title and table.title else None)
    drawn.title_justify = "left"
    drawn.pad_edge = False
    for place, column in enumerate(table.columns):
        numbers = [row[place] for row in table.rows]
        drawn.add_column(
            Text(as_text(column.title)),
            justify="right" if numbers and all(_is_number(value) for value in numbers) else "left",
            no_wrap=column.key,
            overflow="ignore" if column.key else "fold",
            min_width=max((len(as_text(value)) for value in numbers), default=0) if column.key else None,
        )
    for row in table.rows:
        drawn.add_row(*(Text(as_text(value)) for value in row))
    return drawn


def _is_number(value: Value) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))
