"""A report before it has a form: sections of words, tables and charts that HTML, XLSX and Markdown all render."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.charts.svg import Chart
from reports.tables import Column, Table, Value


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a section: a heading, paragraphs, a chart, a table, in this order, each of them optional.

    `folded` tables are closed at first on the page (they stay open on paper) and have a sheet of their own in a
    spreadsheet: lists that few read whole. A `page` begins a new page on paper. `level` 4 is part of the block before.
    """

    heading: str = ""
    words: tuple[str, ...] = ()
    chart: Chart | None = None
    table: Table | None = None
    folded: bool = False
    page: bool = False
    level: int = 3


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter. `id` is its anchor and the name of its sheet."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure of the first page with what it counts; `tone` is "", "good", "bad" or "unsure" (said in words too)."""

    figure: str
    what: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report. `facts` are (name, value) pairs that tell what it was made from."""

    title: str
    subtitle: str
    tiles: tuple[Tile, ...]
    sections: tuple[Section, ...]
    facts: tuple[tuple[str, str], ...] = field(default=())


def table(name: str, headers: Sequence[str], rows: Sequence[Sequence[Value]], key: int = 0) -> Table:
    """A table whose machine names are made of its headers; the column `key` is never wrapped.

    >>> [c.name for c in table("x", ["Department", "Hosts seen"], []).columns]
    ['department', 'hosts_seen']
    """
    columns = [Column(h.lower().replace(" ", "_").replace("-", "_"), h, key=at == key) for at, h in enumerate(headers)]
    return Table(name, columns, rows)


def plural(count: int, one: str, many: str = "") -> str:
    """A count with its noun.

    >>> plural(1, "step"), plural(0, "step"), plural(2, "city", "cities")
    ('1 step', '0 steps', '2 cities')
    """
    return f"{count} {one if count == 1 else many or one + 's'}"


def some(items: Sequence[str], most: int = 5) -> str:
    """The first few items in words, and how many are left out.

    >>> some(["a", "b"]), some(["a", "b", "c"], 1)
    ('a, b', 'a and 2 more')
    """
    shown = ", ".join(items[:most])
    return shown if len(items) <= most else f"{shown} and {len(items) - most} more"
