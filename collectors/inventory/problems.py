"""Everything wrong with an inventory, collected, so that one run shows all of it."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import NamedTuple

from models.errors import InventoryError

MAX_SUGGESTIONS = 100
"""Looking for the nearest of thousands of names takes milliseconds; a file that is wrong throughout must not take minutes."""
MAX_TEXT = 300


class Mark(NamedTuple):
    """A place in a file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Problem(NamedTuple):
    """One thing that is wrong: where, under which key, what it is, and what to do."""

    mark: Mark
    path: str
    what: str
    advice: str

    def __str__(self) -> str:
        where = f"{_line(self.path)}: " if self.path else ""
        return f"{self.mark}: error: {where}{_line(self.what)}; {_line(self.advice)}"


class Reference(NamedTuple):
    """A name that must be defined elsewhere; looked up once everything is read."""

    kind: str
    name: str
    mark: Mark
    path: str


class Problems:
    """Collects problems and references; `finish` raises them as one InventoryError, sorted by place."""

    def __init__(self) -> None:
        self.found: set[Problem] = set()
        self.references: list[Reference] = []

    def add(self, mark: Mark, path: str, what: str, advice: str) -> None:
        """Note that what stands at `mark` is wrong."""
        self.found.add(Problem(mark, path, what, advice))

    def resolve(self, names: Mapping[str, Iterable[str]]) -> None:
        """Check every reference against the names of its kind."""
        known = {kind: list(listed) for kind, listed in names.items()}
        sets = {kind: set(listed) for kind, listed in known.items()}
        advice: dict[tuple[str, str], str] = {}
        for kind, name, mark, path in self.references:
            if name not in sets[kind]:
                if (kind, name) not in advice:
                    close = known[kind] if len(advice) < MAX_SUGGESTIONS else []
                    advice[kind, name] = near(name, close, f"define it, or use a {kind} that is defined")
                self.add(mark, path, f"no {kind} {name!r}", advice[kind, name])

    def finish(self) -> None:
        """Raise InventoryError when there is any problem."""
        if self.found:
            lines = [str(problem) for problem in sorted(self.found)]
            raise InventoryError("\n".join([*lines, f"{len(lines)} error{'s' if len(lines) > 1 else ''} in the inventory"]))


def near(wrong: str, right: Iterable[str], otherwise: str) -> str:
    """Advice: the closest right name, or what else to do.

    >>> near("deparments", ["departments", "sites"], "remove it"), near("x", ["departments"], "remove it")
    ("did you mean 'departments'?", 'remove it')
    """
    close = get_close_matches(wrong, list(right), 1)
    return f"did you mean {close[0]!r}?" if close else otherwise


def _line(text: str) -> str:
    """Text of a file as part of one line: it can neither break the line nor fill the screen."""
    shown = "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text[:MAX_TEXT])
    return shown + ("…" if len(text) > MAX_TEXT else "")
