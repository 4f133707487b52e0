"""What a vendor OS must say to be understood: how it nests, what its lines mean, how a change is written.

A dialect is data and functions, found by its file name in `collectors/vendors`. Reading goes top-down:
the longest key of `readers` that a top-level line starts with names the function that reads that line
and all below it. Readers match the *whole* line (`match line.words: case ["mtu", size]: ...`), so an
option that nobody knew of leaves a line unread instead of half read; so does a malformed value, for which
a reader may raise ValueError. What no reader took is looked up in `ignored` and `unmodelled`; the rest is unknown, and shown.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType
from typing import TypeVar

from collectors.commands import Console
from collectors.draft import Draft
from collectors.shown import Shown
from collectors.tree import Line, Tree
from models.change import Change
from models.device import Device
from models.errors import UnknownDialect
from models.source import Status

T = TypeVar("T")
_LONGEST_KEY = 5
Reader = Callable[[Line, Draft], None]
Words = Mapping[str, Mapping[str, str]]
"""context → first words of a line → feature. The context is the first words of the line above ("" = top level,
"interface", "router bgp"; "*" = anywhere); the longest context and the longest first words win."""


@dataclass(frozen=True, slots=True)
class SecretSlot:
    """Where the grammar puts a secret: `pattern` fully matches a stripped line and names a group `secret`."""

    kind: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Session:
    """How a person types commands so that a lost session does not leave the device as it is then, in words of the OS."""

    begin: str
    keep: str
    """What makes the change stay, once the checks after the step have passed."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """One vendor OS."""

    name: str
    title: str
    nest: Callable[[str, str], Tree]
    """Text and file name to a tree."""
    readers: Mapping[str, tuple[str, Reader]]
    """First words of a top-level line → feature and reader."""
    recognise: Callable[[str], float]
    """How sure (0 to 1) it is that a text is a config of this OS."""
    ended: Callable[[str], bool]
    """False when the text was cut in the middle, as far as this OS lets one tell."""
    ignored: Words = field(default_factory=dict)
    unmodelled: Words = field(default_factory=dict)
    secrets: Sequence[SecretSlot] = ()
    finish: Callable[[Draft], None] = lambda draft: None
    """Defaults that need the whole config (inheritance, distances), after all readers."""
    canonical_name: Callable[[str], str] = str
    """Any spelling of an interface name to the one that the OS prints."""
    write: Callable[[Device, Change], list[str]] | None = None
    """Commands of one change on a device, as typed in configuration mode. Raises CannotWrite."""
    spoken: Callable[[str, Sequence[str]], str] | None = None
    """The config that a device with this config would print after these commands."""
    session: Session | None = None
    many_primaries: bool = False
    """The addresses of a port have no first: whether one is called secondary means nothing on this OS."""
    console: Console | None = None
    """How to ask a live device; None where configs only come from files."""
    tables: Sequence[Shown] = ()
    """The commands whose outputs are tables, and who reads them; the first that fits a command reads it."""
    aliases: tuple[str, ...] = ()
    """Other names of this OS (netmiko, NAPALM, NTC), all lower case."""


@cache
def dialects() -> Mapping[str, Dialect]:
    """All dialects by name: one for each module or package in `collectors.vendors`."""
    from collectors import vendors

    return {
        name: _load(vendors, name).DIALECT for _, name, _ in sorted(pkgutil.iter_modules(vendors.__path__), key=lambda m: m.name)
    }


def _load(package: ModuleType, name: str) -> ModuleType:
    return importlib.import_module(f"{package.__name__}.{name}")


def dialect(name: str) -> Dialect:
    """The dialect of an OS by any common name. Raises UnknownDialect, naming the ones there are."""
    wanted = name.lower()
    for known in dialects().values():
        if wanted == known.name or wanted in known.aliases:
            return known
    raise UnknownDialect(
        f"no dialect for the OS {name!r}; use one of {', '.join(dialects())}, or add collectors/vendors/{wanted}.py"
    )


def read(text: str, spoken: Dialect, draft: Draft) -> Device:
    """Read a whole (redacted) config into the facts of one device, with every line accounted for."""
    tree = spoken.nest(text, draft.file)
    unknown = Status.UNKNOWN
    for line in tree.children:
        if line.status is unknown and (found := _longest(line.words, spoken.readers)):
            feature, reader = found
            _belongs(line, feature)
            try:
                reader(line, draft)
            except ValueError:
                continue  # what the line says is not to be had; it stays unread
    if spoken.ignored or spoken.unmodelled:
        _classify(tree.children, "", spoken, {})
    spoken.finish(draft)
    return draft.device(tree)


def _belongs(line: Line, feature: str) -> None:
    """Say of a line and all below it which feature they are about, unless the tree knows better."""
    line.feature = line.feature or feature
    for child in line.children:
        if child.children:
            _belongs(child, feature)
        elif not child.feature:
            child.feature = feature


Placed = dict[tuple[str, str], tuple[Status, str]]
"""What became of a line, by the context that has rules for it and its text: configs repeat themselves much."""


def _classify(lines: list[Line], above: str, spoken: Dialect, seen: Placed) -> None:
    """Give each line that no reader took its place: ignored, known but not modelled, or unknown. The most exact entry wins."""
    contexts: list[str] | None = None
    unknown = Status.UNKNOWN
    for line in lines:
        if line.status is unknown:
            if contexts is None:
                contexts = _contexts(above, spoken)
                where = "/".join(contexts)
            place = seen.get((where, line.text))
            if place is None:
                place = seen[where, line.text] = _place(line.words, contexts, spoken)
            if place[1]:
                line.status, line.feature = place
                _inherit(line.children, *place)
        if line.children:
            _classify(line.children, line.text, spoken, seen)


def _contexts(above: str, spoken: Dialect) -> list[str]:
    """The contexts with rules for the lines below the line `above`, the most exact first."""
    parents = above.split()
    contexts = [*(" ".join(parents[:size]) for size in range(len(parents), 0, -1)), "*"] if parents else ["", "*"]
    return [context for context in contexts if context in spoken.ignored or context in spoken.unmodelled]


def _inherit(lines: list[Line], status: Status, feature: str) -> None:
    for line in lines:
        if line.status is Status.UNKNOWN:
            line.status, line.feature = status, feature
            _inherit(line.children, status, feature)


def _place(words: list[str], contexts: list[str], spoken: Dialect) -> tuple[Status, str]:
    """What a line is by the most exact context and first words that fit, and its feature ("" when none fits)."""
    keys = [" ".join(words[:size]) for size in range(min(len(words), _LONGEST_KEY), 0, -1)]
    for context in contexts:
        ignored, unmodelled = spoken.ignored.get(context, {}), spoken.unmodelled.get(context, {})
        for key in keys:
            if key in ignored:
                return Status.IGNORED, ignored[key]
            if key in unmodelled:
                return Status.NOT_MODELLED, unmodelled[key]
    return Status.UNKNOWN, ""


def _longest(words: list[str], table: Mapping[str, T]) -> T | None:
    """The value whose key is the longest run of first words, within `_LONGEST_KEY`."""
    for size in range(min(len(words), _LONGEST_KEY), 0, -1):
        if (found := table.get(" ".join(words[:size]))) is not None:
            return found
    return None
