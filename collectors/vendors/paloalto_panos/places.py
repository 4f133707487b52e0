"""The place of what no reader took, by its path; `*` in a path is any one word."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.tree import Line
from collectors.vendors.paloalto_panos.harmless import HARMLESS
from collectors.vendors.paloalto_panos.tables import IGNORED, UNMODELLED
from models.source import Status

_EMPTY = """
address address-group service service-group application application-group tag zone rulebase rules security nat schedule units
loopback vlan tunnel virtual-wire redist-profile static-route interface network log-settings syslog visible-vsys shared ethernet
authentication-profile import external-list
"""
EMPTY = frozenset(_EMPTY.split())
"""Tables that say nothing without an entry, as every config has many."""
Read = Callable[[Statement, Draft], None]


@dataclass(slots=True)
class _Node:
    below: dict[str, "_Node"] = field(default_factory=dict)
    place: tuple[Status, str] | None = None


@cache
def _paths() -> _Node:
    root = _Node()
    for table, status in ((IGNORED, Status.IGNORED), (HARMLESS, Status.NOT_MODELLED), (UNMODELLED, Status.NOT_MODELLED)):
        for feature, paths in table.items():
            for path in paths.split("\n"):
                at = root
                for word in path.split():
                    at = at.below.setdefault(word, _Node())
                if path.strip():
                    at.place = (status, feature)
    return root


def place(top: Statement) -> None:
    """Give all that is unread below a top-level statement its place; the longest path that fits decides."""
    _place(top, list(_below([_paths()], top.word)), None)


def _below(nodes: list[_Node], word: str) -> Iterator[_Node]:
    """What fits a word: the exact entry comes before `*`."""
    for name in (word, "*"):
        yield from (node.below[name] for node in nodes if name in node.below)


def _place(statement: Statement, nodes: list[_Node], inherited: tuple[Status, str] | None) -> None:
    found = next((node.place for node in nodes if node.place), inherited)
    if statement.inactive:
        found = (Status.IGNORED, "switched off")
    _settle(statement, found)
    if not nodes and found:  # no longer path fits: all below has the same place
        for line in statement.walk():
            _settle(line, found)
        return
    for child in statement.index.values():
        _place(child, list(_below(nodes, child.word)), found)


def _settle(line: Line, found: tuple[Status, str] | None) -> None:
    if line.status is Status.UNKNOWN:
        if not line.children and line.words and line.words[0] in EMPTY:
            line.status, line.feature = Status.MODELLED, "empty table"
        elif found:
            line.status, line.feature = found


def attempt(statement: Statement, read: Read, draft: Draft) -> bool:
    """Read one statement with all below it; nothing of it is taken when its values cannot be had."""
    try:
        read(statement, draft)
    except ValueError:
        statement.mark(Status.UNKNOWN, statement.feature)
        return False
    statement.modelled()
    return True


def each(statement: Statement | None, read: Read, draft: Draft) -> None:
    """Read all entries of a table."""
    if statement is not None and not statement.inactive:
        statement.modelled()
        for entry in statement.each():
            attempt(entry, read, draft)


def yes(statement: Statement, *path: str, default: bool = False) -> bool:
    """Whether an option is on. Raises ValueError for anything but yes and no."""
    word = statement.value(*path) or ("yes" if default else "no")
    if word not in ("yes", "no"):
        raise ValueError(f"{' '.join(path)} is neither yes nor no")
    return word == "yes"


def amount(statement: Statement, *path: str) -> int | None:
    """A whole number; None when it is not stated. Raises ValueError for anything else."""
    found = statement.whole(*path)
    if found is None and statement.get(*path) is not None:
        raise ValueError(f"{' '.join(path)} is no number")
    return found
