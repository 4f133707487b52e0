"""A document as one HTML file: no request to anywhere, complete without scripts, hostile text as text.

Style and script are inline and named by their hash in the Content-Security-Policy, so nothing else can run even if
some text slipped through the escaping.
"""

import base64
import hashlib
import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from jinja2 import BaseLoader, Environment, StrictUndefined, Template
from markupsafe import Markup

from reports.clean import clean
from reports.document import Document
from reports.tables import Table, Value, as_text


def to_html(document: Document) -> bytes:
    """The page, as UTF-8."""
    style, script = (Markup(_asset(name)) for name in ("report.css", "report.js"))  # noqa: S704  # our own files, read from the package
    page = _template().render(document=document, style=style, script=script, style_hash=_hash(style), script_hash=_hash(script))
    return page.encode()


@cache
def _template() -> Template:
    # Autoescape is on for every template whatever its name is, and a name that is not given is an error, never an empty place.
    environment = Environment(loader=BaseLoader(), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["shown"] = shown
    environment.filters["kinds"] = kinds
    environment.filters["listed"] = listed
    environment.filters["whole"] = whole
    environment.filters["markup"] = Markup
    environment.finalize = lambda value: clean(value) if type(value) is str else value
    return environment.from_string(_asset("report.html.j2"))


def _asset(name: str) -> str:
    return files("reports").joinpath("templates", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def shown(value: Value) -> str:
    r"""A cell for people: numbers in groups, dates and times by ISO 8601 without seconds.

    >>> shown(1234567), shown(0.5), shown(None), shown(datetime(2027, 1, 3, 22, 30)), shown(("a", "b"))
    ('1\xa0234\xa0567', '0.5', '', '2027-01-03 22:30', 'a, b')
    """
    if isinstance(value, bool) or value is None:
        return clean(as_text(value))
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return f"{int(value):,}".replace(",", "\u00a0") if abs(value) >= 10_000 else str(int(value))
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return clean(as_text(value))


BRIEF, LONG, LIST = 14, 28, 36
"""Up to how many letters a column is never broken; from how many it is given room to breathe, and a cell with
several values one line for each."""

LETTERS = 96
"""So many fit a line on A4 in the size of tables."""
_MONTH = re.compile(r"\d{4}-\d\d")


def kinds(table: Table) -> list[str]:
    """The CSS class of each column, by all that it holds."""
    columns = zip(*table.rows, strict=True) if table.rows else [()] * len(table.columns)
    return [_kind([value for value in column if value is not None and value != ""]) for column in columns]


def _kind(values: Sequence[Value]) -> str:
    if values and all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        return "number"
    if values and all(isinstance(value, date) or (isinstance(value, str) and _MONTH.fullmatch(value)) for value in values):
        return "time"
    longest = max((len(part) for value in values for part in (listed(value) or [shown(value)])), default=0)
    return "long" if longest > LONG else "word" if longest > BRIEF else "brief"


def whole(table: Table) -> bool:
    """Whether no word of the short columns needs to be broken for the table to fit a page of paper."""
    letters = 0
    for at, kind in enumerate(kinds(table)):
        texts = [shown(row[at]) for row in table.rows]
        words = re.split(r"[\s-]", " ".join(texts)) if kind in ("word", "brief") else texts if kind != "long" else ["twelve signs"]
        letters += max(map(len, [*words, *table.columns[at].title.split()]), default=0) + 1
    return letters <= LETTERS


def listed(value: Value) -> list[str]:
    """The parts of a cell that is shown as a list; none for what reads well on one line.

    >>> listed(("a", "b")), listed(("one line of some length", "and another line like it"))
    ([], ['one line of some length', 'and another line like it'])
    """
    if isinstance(value, str) or not isinstance(value, Sequence):
        return []
    parts = [shown(part) for part in value]
    return parts if len(parts) > 1 and sum(map(len, parts)) > LIST else []
