"""A report before it has a form: sections of words, tables and charts that HTML, XLSX and Markdown all render."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.charts.svg import Chart
from reports.tables import Column, Table, Value


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a section: a heading, paragraphs, a chart, a table, in this order, each of them optional.

    `folded` tables are closed at first on the page (they stay open on paper): lists that few read whole.
    """

    heading: str = ""
    words: tuple[str, ...] = ()
    chart: Chart | None = None
    table: Table | None = None
    folded: bool = False


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
