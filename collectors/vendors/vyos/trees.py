"""The boot file (`interfaces { … }`, without semicolons) and `set` commands as one tree of words, as `collectors.braces` makes it.

In the boot file a line is a whole statement: a word and its one value, or a block. Both forms hold the same words.
"""

import re

from collectors.braces import DEEPEST, Builder, Statement, find
from collectors.tree import Line, Tree
from models.source import Status

ORDER = ("system", "vrf", "interfaces", "policy", "firewall", "zone-policy", "protocols")
"""Readers run in this order, so that a later one finds what it needs."""
VERBS = ("set", "delete", "comment")
_WORD = re.compile(r"""'(.*?)'(?=\s|$)|"((?:[^"\\]|\\.)*)"(?=\s|$)|(\S+)""")
_RELEASE = re.compile(r"(?:Release version:|^#?\s*Version:\s)\s*(?:VyOS\s+)?(\S+)")
_NOISE = re.compile(r"[\w.-]+@[\w.:-]+[$#>:~].*|\[edit[^\]]*\]|exit|logout|commit|save|configure|/?/ .*")


def words_of(text: str) -> list[str]:
    r"""The words of a statement, without their quotes.

    >>> words_of("address '10.0.0.1/24'"), words_of('description "to \\"core\\""'), words_of("description it's")
    (['address', '10.0.0.1/24'], ['description', 'to "core"'], ['description', "it's"])
    """
    head, quote, tail = text.partition("'")
    if '"' not in text and (not quote or (head[-1:] == " " and tail.find("'") == len(tail) - 1)):  # nearly always
        return [*head.split(), *([tail[:-1]] if quote else [])]
    found = (match.groups() for match in _WORD.finditer(text))
    return [single if single is not None else re.sub(r"\\(.)", r"\1", double) if double is not None else plain
            for single, double, plain in found]  # fmt: skip


def set_form(lines: list[str]) -> bool:
    """Whether lines are commands rather than blocks.

    >>> set_form(["set system host-name 'r1'"]), set_form(["system {", "    host-name r1", "}"])
    (True, False)
    """
    commands = sum(line.lstrip().startswith("set ") for line in lines)
    return commands > sum(line.rstrip().endswith(("{", "}")) for line in lines)


def nest(text: str, file: str) -> Tree:
    """Either form as a tree, top-level words in `ORDER`; of the comments only the release is kept."""
    lines = text.splitlines()
    builder = Builder()
    (_commands if set_form(lines) else _blocks)(builder, lines)
    tree = builder.tree(file)
    tree.children.sort(key=lambda line: ORDER.index(line.words[0]) if line.words and line.words[0] in ORDER else len(ORDER))
    for number, raw in enumerate(lines, 1):
        if found := _RELEASE.search(raw):
            tree.children.insert(0, Line(raw.strip(), number, ["release", found[1]], [], Status.UNKNOWN, "version"))
            break
    return tree


def open_blocks(text: str) -> int:
    r"""Braces that are opened but not closed, 0 for `set` commands.

    >>> open_blocks("system {\n    host-name r1"), open_blocks("system {\n}\n")
    (1, 0)
    """
    lines = text.splitlines()
    if set_form(lines):
        return 0
    ends = [line.strip() for line in lines]
    return sum(end.endswith("{") and not end.startswith(("/*", "//")) for end in ends) - ends.count("}")


def _blocks(builder: Builder, lines: list[str]) -> None:
    """`name value` is a statement, `words {` opens a block, `}` closes it."""
    stack = [builder.root]
    comment = False
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if comment or line.startswith("/*"):
            comment = "*/" not in line
            continue
        if not line or line.startswith(("//", "#")):
            continue
        if line == "}":
            if len(stack) > 1:
                stack.pop()
            continue
        if _loose(builder, stack, line, number):
            continue
        words = words_of(line[:-1] if line.endswith("{") else line)
        last = _state(builder, stack[-1], words, number)
        if line.endswith("{"):
            stack.append(last if len(stack) < DEEPEST else stack[-1])


def _commands(builder: Builder, lines: list[str]) -> None:
    """Each line states one path; `delete` takes one back."""
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if not line or line.startswith(("#", "/*", "//")):
            continue
        verb, *path = words_of(line)
        if verb == "set" and path:
            _state(builder, builder.root, path, number)
        elif verb == "comment" and path:
            builder.loose.append(Line(line, number, [verb], [], Status.IGNORED, "comment"))
        elif verb == "delete" and path and (above := find(builder.root, path[:-1])) and (gone := above.drop(path[-1])):
            gone.mark(Status.IGNORED, "delete")
            builder.loose.append(Line(line, number, [verb], [gone], Status.IGNORED, "delete"))
        elif not _loose(builder, [builder.root], line, number):
            builder.loose.append(Line(line, number, line.split(), [], Status.UNKNOWN, ""))


def _state(builder: Builder, top: Statement, words: list[str], number: int) -> Statement:
    way = builder.state(top, [(word, number) for word in words], revive=False)
    return way[-1][0] if way else top


def _loose(builder: Builder, stack: list[Statement], line: str, number: int) -> bool:
    """Keep a line that is no statement beside the tree: a prompt, or something above the first block."""
    if len(stack) == 1 and _NOISE.fullmatch(line):
        builder.loose.append(Line(line, number, line.split(), [], Status.IGNORED, "prompt"))
        return True
    return False
