"""The XML of a PAN-OS config as the tree that its `set` lines make: names of entries and texts of members are words.

Expat does the parsing. A document type is refused, and with it every entity of its own: nothing is fetched or expanded.
"""

from dataclasses import dataclass, field
from xml.parsers.expat import ExpatError, ParserCreate

from collectors.braces import DEEPEST, Builder, Statement
from collectors.tree import Line

LEAVES = ("member",)
"""Elements that are only a bag of values."""
VERSION = "config-version"
"""The word by which the version that a config states stands in the tree."""
OUTER = ("response", "result")
"""What the API wraps around a config."""


class Refused(Exception):
    """A document type: no config has one."""


@dataclass(slots=True)
class _Elements:
    """Takes elements as they come. `way` is the words of the open ones ("" for those that have none), `at` their lines."""

    builder: Builder = field(default_factory=Builder)
    way: list[tuple[str, int]] = field(default_factory=list)
    tops: list[Statement] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    line: int = 0
    inside: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element opens; its word is put into the tree at once."""
        self.text.clear()
        top = self.tops[-1] if self.tops else self.builder.root
        if name == "config" and (version := attributes.get("version")):
            self.builder.loose.append(Line(f"{VERSION} {version}", self.line, [VERSION, version]))
        word = "" if name in LEAVES or (name in OUTER and len(self.tops) < len(OUTER)) else name
        if name == "entry":
            word = attributes.get("name", "")
        if len(self.tops) < DEEPEST:
            self.tops.append(self.put(top, word) if word else top)
        else:
            self.inside += 1

    def put(self, top: Statement, word: str) -> Statement:
        """One word below a statement."""
        return self.builder.state(top, [(word, self.line)], revive=False)[-1][0]

    def end(self, name: str) -> None:
        """An element closes: its text is a value."""
        words = "".join(self.text).strip()
        self.text.clear()
        if words and self.tops:
            self.put(self.tops[-1], words)
        if self.inside:
            self.inside -= 1
        elif self.tops:
            self.tops.pop()


def whole(text: str) -> bool:
    """Whether an XML text is complete and of a kind that is read."""
    return not _parse(text)[1]


def elements(text: str) -> Builder:
    """The tree of an XML text; from the line on where it ends too early, or is refused, nothing is understood."""
    found, fault = _parse(text)
    if fault:
        for number, line in enumerate(text.splitlines()[fault - 1 :], fault):
            if line.strip():
                found.loose.append(Line(line.strip(), number, line.split()))
    return found


def _parse(text: str) -> tuple[Builder, int]:
    """The tree, and the line at which it stops (0: it does not)."""
    taker = _Elements()
    parser = ParserCreate()
    parser.buffer_text = False

    def start(name: str, attributes: dict[str, str]) -> None:
        taker.line = parser.CurrentLineNumber
        taker.start(name, attributes)

    def refuse(*_: object) -> None:
        raise Refused

    def end(name: str) -> None:
        taker.end(name)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = taker.text.append
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        parser.Parse(text.lstrip("\ufeff").encode("utf-8", "replace"), True)
    except (ExpatError, Refused):
        return taker.builder, max(1, parser.CurrentLineNumber)
    return taker.builder, 0
