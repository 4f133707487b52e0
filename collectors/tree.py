"""Config text as one tree of lines, whatever the vendor's way to nest: indentation, braces or `set` words.

Every line remembers what became of it, so nothing that a device said is lost in silence.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from models.source import Source, Status

DEEPEST = 40
"""No OS nests its lines deeper; text that does is not a config, and must not exhaust the stack."""


@dataclass(slots=True, eq=False)
class Line:
    """One line with the lines nested below it. `words` is the text split at white space, quotes kept together.

    Readers mark a line once they have understood all of it: `MODELLED` when it became (part of) a fact.
    A `set`-style line has no children of its own; its tree nodes share the source line, see `collectors.braces`.
    """

    text: str
    number: int
    words: list[str] = field(default_factory=list)
    children: list["Line"] = field(default_factory=list)
    status: Status = Status.UNKNOWN
    feature: str = ""

    def modelled(self) -> None:
        """Say that all of this line became facts."""
        self.status = Status.MODELLED

    def walk(self) -> Iterator["Line"]:
        """The lines below this one, each before its children."""
        for child in self.children:
            yield child
            if child.children:
                yield from child.walk()


@dataclass(slots=True, eq=False)
class Tree:
    """The config of one device. `file` is the name by which the user knows the capture."""

    file: str
    children: list[Line] = field(default_factory=list)

    def source(self, line: Line) -> Source:
        """Where `line` stands."""
        return Source(self.file, line.number)

    def walk(self) -> Iterator[Line]:
        """All lines, each before its children."""
        for child in self.children:
            yield child
            if child.children:
                yield from child.walk()


def split_words(text: str) -> list[str]:
    """Split at white space; a quoted run stays one word, without its quotes.

    >>> split_words('description "to core 1" x')
    ['description', 'to core 1', 'x']
    >>> split_words('description it"s')
    ['description', 'it"s']
    """
    if '"' not in text:
        return text.split()
    words: list[str] = []
    rest = text.strip()
    while rest:
        if rest[0] == '"' and (end := rest.find('"', 1)) > 0 and (end + 1 == len(rest) or rest[end + 1] in " \t;"):
            words.append(rest[1:end])
            rest = rest[end + 1 :].lstrip()
        else:
            word, _, rest = rest.partition(" ")
            words.append(word)
            rest = rest.lstrip()
    return words


def indented(text: str, file: str, comment: str = "!", banners: tuple[str, ...] = ("banner",)) -> Tree:
    """Nest lines by indentation, as IOS, EOS, NX-OS and FRR print them.

    Blank lines and comments are left out. A banner (`banner motd ^C ... ^C`, on EOS up to a line `EOF`)
    becomes one line whose further lines are its children, all marked as ignored: they are free text,
    in which anything may stand that looks like a command.
    """
    tree = Tree(file)
    stack: list[tuple[int, list[Line]]] = [(-1, tree.children)]
    lines = text.splitlines()
    after = 0
    """Where the last banner ended."""
    for number, raw in enumerate(lines, 1):
        stripped = raw.strip()
        if not stripped or stripped.startswith(comment) or number <= after:
            continue
        indent = raw.index(stripped[0])
        while stack[-1][0] >= indent or len(stack) > DEEPEST:
            stack.pop()
        words = split_words(stripped) if '"' in stripped else stripped.split()
        line = Line(stripped, number, words, [])
        stack[-1][1].append(line)
        if words[0] in banners:
            after = _banner(lines, number, line)
        else:
            stack.append((indent, line.children))
    return tree


def _banner(lines: list[str], at: int, line: Line) -> int:
    """Take the lines of a banner as ignored children of `line`; the index after its end."""
    line.status, line.feature = Status.IGNORED, "banner"
    opening = line.words[2] if len(line.words) > 2 else ""
    mark = opening[:2] if opening.startswith("^") else opening[:1]
    if mark and line.text.count(mark) > 1:
        return at
    for end in range(at, len(lines)):
        text = lines[end].strip()
        if text:
            line.children.append(Line(text, end + 1, [], [], Status.IGNORED, "banner"))
        if text == "EOF" if not mark else mark in text:
            return end + 1
    line.status = Status.UNKNOWN
    line.children.clear()
    return at
