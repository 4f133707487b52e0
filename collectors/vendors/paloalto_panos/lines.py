"""The `set` form where it is plain, as devices print it: each line is a path, with a list of values in brackets at its end.

Most of what is read is so, and goes at once to where its parts belong. All else (edits, wrappers) is left to `collectors.braces`.
"""

import re
from collections.abc import Sequence

from collectors.braces import DEEPEST, Builder, Statement, quoted

_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"(?=\s|$)|(\S+)')
_BARE = re.compile(r"[\w./:@,+=?%-]+")
_ODD = re.compile(r"[\"\[;{}#]")
"""Signs that make a line more than words between spaces."""


def words_of(text: str) -> tuple[list[str], list[str]] | None:
    r"""The path of a line, and the values in its brackets; None for what is not plain.

    >>> words_of('zone "a b" network layer3 [ x y ]')
    (['zone', 'a b', 'network', 'layer3'], ['x', 'y'])
    """
    if not _ODD.search(text):
        return text.split(), []
    path: list[str] = []
    values: list[str] = []
    opened = closed = False
    for found in _WORD.finditer(text):
        text, word = found.groups()
        if closed or (text is None and _ODD.search(word.strip("[]"))):
            return None
        if text is not None:
            (values if opened else path).append(text.replace('\\"', '"'))
            continue
        if not opened and word.startswith("["):
            opened, word = True, word[1:]
        closed = opened and word.endswith("]")
        word = word[:-1] if closed else word
        if word:
            (values if opened else path).append(word)
    return path, values


def plain(lines: Sequence[str], beside: Sequence[str], wrappers: Sequence[str], system: Sequence[str]) -> Builder | None:
    """The tree of plain `set` lines, what is `beside` virtual systems at the top, all else below `system`; None for other text."""
    found = Builder()
    tops = frozenset(beside)
    home: Statement | None = None
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if not line or line.startswith(("#", "/*")):
            continue
        both = words_of(line[4:]) if line.startswith("set ") else None
        if both is None or not both[0] or both[0][0] in wrappers or len(both[0]) + len(system) >= DEEPEST:
            return None
        path, values = both
        at = found.root
        if path[0] not in tops:
            if home is None:
                for word in system:
                    at = _step(found, at, word, number)
                home = at
            at = home
        for word in path:
            at = at.index.get(word) or _step(found, at, word, number)
        last = at
        for word in values:
            last = at.index.get(word) or _step(found, at, word, number)
        found.seen[number] = last
    return found


def _step(found: Builder, above: Statement, word: str, number: int) -> Statement:
    """The statement `word` below another, made if it is not there."""
    if word in above.index:
        return above.index[word]
    own = word if _BARE.fullmatch(word) else quoted(word)
    made = Statement(f"{above.text} {own}" if above.text else own, number, [word])
    above.index[word] = made
    above.children.append(made)
    found.made.add(number)
    return made
