"""Configuration groups of IOS XR: `apply-group G` in a block lets it have what the group says for blocks of that place.

What is inherited stands in the tree as if the block said it, under the line number of the group. What a block says itself
wins, then the group that is applied nearest to it. Where it cannot be told whether a line of the block takes the place of an
inherited one, the inherited line is shown instead of read.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from collectors.tree import DEEPEST, Line
from models.source import Status

_FEATURE = "configuration groups"
_MOST, _COMPARED = 200_000, 3_000_000
"""Lines that groups may add to a config, and lines that are held against each other; text that makes more is no config."""


_SLOW = re.compile(r"\)[*+?{]|\\\d")
_LONGEST_PATTERN = 200
"""Patterns that may take forever on a text made for it are not tried: their lines are shown."""


class _TooMany(Exception):
    """Groups would make the config grow out of all proportion."""


def expanded(lines: list[Line]) -> None:
    """Put what groups say below the blocks that apply them."""
    groups = {line.words[1]: line for line in lines if line.words[:1] == ["group"] and len(line.words) == 2}
    if not groups:
        return
    made = _Inheritance(groups)
    for group in groups.values():
        for part in (group, *group.walk()):
            odd = _is_pattern(part) and _pattern(part.text) is None
            part.status, part.feature = (Status.NOT_MODELLED if odd else Status.IGNORED), _FEATURE
    root = Line("", 0, [], lines)
    try:
        made.below(root, [])
    except _TooMany:
        for group in groups.values():
            group.status = Status.NOT_MODELLED
    for part in made.used:
        part.status = Status.MODELLED


class _Inheritance:
    def __init__(self, groups: dict[str, Line]) -> None:
        self._groups = groups
        self._added = self._compared = 0
        self.used: list[Line] = []

    def below(self, block: Line, path: list[Line]) -> None:
        """Inner blocks first: what is applied nearer to a line wins."""
        for child in list(block.children):
            if child.children and child.words[:1] != ["group"] and len(path) < DEEPEST:
                self.below(child, [*path, child])
        for child in list(block.children):
            if child.words[:1] == ["apply-group"]:
                known = [self._groups.get(name) for name in child.words[1:]]
                child.status, child.feature = (Status.MODELLED if all(known) else Status.NOT_MODELLED), _FEATURE
                for group in known:
                    if group is not None:
                        for told in self._at(group, path):
                            self._merge(block, told)

    def _at(self, group: Line, path: list[Line]) -> Iterator[Line]:
        """The blocks of a group that are for the place `path`."""
        found = [group]
        for step in path:
            self._count(sum(len(each.children) for each in found))
            found = [child for each in found for child in each.children if _fits(child, step)]
            self.used += found
        yield from found

    def _merge(self, block: Line, told: Line) -> None:
        """Let a block have what a block of a group says."""
        for line in told.children:
            if line.words == ["end-group"]:
                continue
            self._count(len(block.children))
            matching = [child for child in block.children if _fits(line, child)]
            if matching or _is_pattern(line):
                self.used += [line] if matching else []
                for child in matching:
                    self._merge(child, line)
                continue
            rivals = [child for child in block.children if _rivals(child, line)]
            if any(_overrules(child.words, line.words) for child in rivals):
                continue
            copy = self._copy(line)
            if rivals:
                for part in (copy, *copy.walk()):
                    part.status, part.feature = Status.NOT_MODELLED, _FEATURE
            block.children.append(copy)

    def _count(self, lines: int) -> None:
        self._compared += lines
        if self._compared > _COMPARED:
            raise _TooMany

    def _copy(self, line: Line) -> Line:
        self._added += 1
        if self._added > _MOST:
            raise _TooMany
        self.used.append(line)
        children = [self._copy(child) for child in line.children if not _is_pattern(child)]
        odd = line.words[:1] == ["apply-group"]  # a group in a group
        return Line(line.text, line.number, list(line.words), children, Status.NOT_MODELLED if odd else Status.UNKNOWN)


def _rivals(said: Line, inherited: Line) -> bool:
    """Whether two lines may be about one thing: leaves that begin alike, or `no` of the other."""
    one, other = (words[1:] if words[:1] == ["no"] else words for words in (said.words, inherited.words))
    alike = one[:1] == other[:1] and (min(len(one), len(other)) < 3 or one[1] == other[1])
    return alike and not said.children and not inherited.children


def _overrules(said: list[str], inherited: list[str]) -> bool:
    """Whether a line surely takes the place of an inherited one: another number for the same setting, or another description.

    >>> _overrules(["mtu", "1500"], ["mtu", "9000"]), _overrules(["redistribute", "static"], ["redistribute", "connected"])
    (True, False)
    """
    numbers = said[:-1] == inherited[:-1] and said[-1].isdecimal() and inherited[-1].isdecimal()
    return numbers or (said[:1] == inherited[:1] == ["description"])


def _is_pattern(line: Line) -> bool:
    return "'" in line.text and any(word.startswith("'") for word in line.words)


@lru_cache(maxsize=4096)
def _pattern(text: str) -> re.Pattern[str] | None:
    if len(text) > _LONGEST_PATTERN or _SLOW.search(text):
        return None
    parts = [part[1:-1] if part.startswith("'") else re.escape(part) for part in re.findall(r"'[^']*'|\S+", text)]
    try:
        return re.compile(" ".join(parts))
    except re.error:
        return None


def _fits(told: Line, stands: Line) -> bool:
    """Whether a line of a group is for a line of the config."""
    if not _is_pattern(told):
        return told.words == stands.words
    pattern = _pattern(told.text)
    return pattern is not None and pattern.fullmatch(stands.text) is not None
