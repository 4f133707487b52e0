"""What the statements mean in the words of FRR, which is the software below: the system itself writes such a configuration.

A table says for a path of words what the line of FRR is: `*` stands for a value, `{0}` is where it goes. Once the readers of
FRR's lines have taken a line or not, the statements that it was made of know what became of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from collectors.braces import Statement
from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.tree import Line, split_words
from models.source import Status

Options = Mapping[str, str]
"""Paths below a statement → words that they add to its line, in this order."""
Phrases = Mapping[str, str | tuple[str, Options]]
"""Path → line, or line and options."""


@dataclass(slots=True)
class Speech:
    """Lines of FRR in the making, with the statements behind each of them."""

    said: list[tuple[Line, tuple[Statement, ...]]] = field(default_factory=list)

    def say(self, above: Line | None, text: str, *behind: Statement) -> Line:
        """A line below `above` (None: at the top)."""
        number = behind[-1].number if behind else above.number if above else 0
        line = Line(text, number, split_words(text), [])
        if above is not None:
            above.children.append(line)
        self.said.append((line, behind))
        return line

    def translate(self, at: Statement, phrases: Phrases, above: Line, prefix: str = "") -> None:
        """Say below `above` what the statements below `at` mean, as far as `phrases` knows."""
        for path, phrase in phrases.items():
            words = _split(path)
            if words[0] not in at.index and words[0] != "*":
                continue
            text, options = (phrase, {}) if isinstance(phrase, str) else phrase
            for values, way in matching(at, words):
                added, more = _optional(way[-1] if way else at, options)
                self.say(above, " ".join(filter(None, (prefix, text.format(*values), *added))), *way, *more)

    def read(self, line: Line, reader: Reader, draft: Draft) -> None:
        """Have a top line read."""
        reader(line, draft)
        self.settle()

    def settle(self) -> None:
        """Tell the statements what became of their lines."""
        for line, behind in self.said:
            for statement in behind:
                if line.status > statement.status:
                    statement.status = line.status
                    if line.status is not Status.MODELLED and line.feature:
                        statement.feature = line.feature
        self.said.clear()


Way = tuple[Statement, ...]


@cache
def _split(path: str) -> tuple[str, ...]:
    return tuple(path.split())


def matching(
    at: Statement, path: Sequence[str], values: tuple[str, ...] = (), way: Way = ()
) -> Iterator[tuple[tuple[str, ...], Way]]:
    """The statements that fit a path: the values of its stars, and the statements on the way."""
    if not path:
        yield values, way
    elif path[0] == "*":
        for child in at.each():
            yield from matching(child, path[1:], (*values, child.word), (*way, child))
    elif (child_ := at.index.get(path[0])) is not None:
        yield from matching(child_, path[1:], values, (*way, child_))


def _optional(at: Statement, options: Options) -> tuple[list[str], list[Statement]]:
    words: list[str] = []
    behind: list[Statement] = []
    for path, text in options.items():
        for values, way in matching(at, _split(path)):
            words.append(text.format(*values))
            behind += way
    return words, behind
