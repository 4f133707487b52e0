"""Configs of SR OS as one tree of words: braces and flat lines of the MD-CLI, and the indented blocks of the classic CLI.

In all three a line is a statement; `configure` at its head is left out. Words of one line stand below one another, values in
brackets beside one another, as `collectors.braces` has them.
"""

import re

from collectors.braces import DEEPEST, Builder, Statement
from collectors.tree import Line, Tree
from models.source import Status

ORDER = ("system", "card", "port", "lag", "policy-options", "router", "filter", "service")
"""Readers run in this order, so that a later one finds what it needs: policies name lists, protocols and services name ports."""
SERVICES = ("vprn", "vpls", "ies", "epipe", "apipe", "fpipe", "cpipe", "ipipe", "mirror")
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|([\[\]{}])|([^\s\[\]{}"]+|")')
_NOISE = re.compile(
    r"\*?\*?[AB]:\S*[#>$].*|\[[^\]]*\]|\(\w+\)\[[^\]]*\]|exit(?: all)?|back|top|quit|logout|commit|begin|save|echo .*|"
    r"info(?: .*)?|admin .*|persistent-indices|edit-config .*|configure(?: \w+)?|/configure"
)
RELEASE = re.compile(r"#?\s*(TiMOS-\S+)\s+\S+\s+(?:Nokia|ALCATEL|Alcatel-Lucent|NOKIA)\s+(.*?)\s+Copyright")
_CREATE = "create"
_WITH_OPTIONS = ("sap", "lag", "mda", "card", "port", "ospf", "ospf3", "server")
"""Words with a name behind which there may be options on the same line."""


def braces_form(lines: list[str]) -> bool:
    """Whether lines are blocks in braces, or flat lines, rather than indented ones.

    >>> braces_form(["configure {", "}"]), braces_form(["/configure system name r1"]), braces_form(["configure", "    system"])
    (True, True, False)
    """
    braces = sum(line.rstrip().endswith(("{", "}")) for line in lines)
    return braces > 1 or any(line.startswith("/configure ") for line in lines)


def nest(text: str, file: str) -> Tree:
    """Either form as a tree, top-level words in `ORDER`; of the comments only the release is kept."""
    lines = text.splitlines()
    builder = Builder()
    if braces_form(lines):
        _Braces(builder).read(lines)
    else:
        _classic(builder, lines)
    tree = builder.tree(file)
    tree.children.sort(key=lambda line: ORDER.index(line.words[0]) if line.words and line.words[0] in ORDER else len(ORDER))
    for number, raw in enumerate(lines[:40], 1):
        if found := RELEASE.match(raw.strip()):
            tree.children.insert(0, Line(raw.strip("# "), number, ["TiMOS", found[1], found[2]], [], Status.UNKNOWN, "version"))
            break
    return tree


def open_blocks(text: str) -> int:
    r"""Braces that are opened but not closed; 0 for the classic form.

    >>> open_blocks("configure {\n    system {"), open_blocks("configure {\n}\n"), open_blocks("configure\n    system\n")
    (2, 0, 0)
    """
    lines = text.splitlines()
    reader = _Braces(Builder())
    if braces_form(lines):
        reader.read(lines)
    return reader.opened


class _Braces:
    """Blocks in braces; a flat line states its path from the top."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.stack = [builder.root]
        self.path: list[tuple[str, int]] = []
        self.values: list[tuple[str, int]] | None = None
        self.opened = 0

    def read(self, lines: list[str]) -> None:
        for number, raw in enumerate(lines, 1):
            line = raw.strip()
            if not line or line.startswith("#"):
                continue
            if len(self.stack) == 1 and self.values is None and "{" not in line and _NOISE.fullmatch(line):
                self.builder.loose.append(Line(line, number, line.split(), [], Status.IGNORED, "prompt"))
                continue
            for found in _TOKEN.finditer(line):
                self._token(found[1], found[2] or "", found[3] or "", number)
            if self.values is None:
                self._flush()

    def _token(self, text: str | None, mark: str, word: str, number: int) -> None:
        if mark == "{":
            self.opened += 1
            last = self._flush()
            self.stack.append(last if len(self.stack) < DEEPEST else self.stack[-1])
        elif mark == "}":
            self._flush()
            self.opened -= 1
            if len(self.stack) > 1:
                self.stack.pop()
        elif mark == "[":
            self.values = []
        elif mark == "]":
            self._flush()
        elif text is not None or not self._head(word):
            word = word if text is None else re.sub(r"\\(.)", r"\1", text)
            (self.path if self.values is None else self.values).append((word, number))

    def _head(self, word: str) -> bool:
        """`configure` at the head of a path."""
        return len(self.stack) == 1 and not self.path and word in ("configure", "/configure")

    def _flush(self) -> Statement:
        """End a statement: the last one of its path."""
        way = self.builder.state(self.stack[-1], self.path, revive=False) if self.path else []
        last = way[-1][0] if way else self.stack[-1]
        for value in self.values or ():
            self.builder.state(last, [value], revive=False)
        self.path, self.values = [], None
        return last


def words_of(line: str) -> list[str]:
    """The words of a classic line, without quotes.

    >>> words_of('interface "to core" create')
    ['interface', 'to core', 'create']
    """
    return [found[1] if found[1] is not None else found[0] for found in _TOKEN.finditer(line)]


def _classic(builder: Builder, lines: list[str]) -> None:
    """Blocks by indentation; `exit` ends one, which the indentation shows too."""
    stack: list[tuple[int, Statement]] = [(-1, builder.root)]
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if _NOISE.fullmatch(line):
            builder.loose.append(Line(line, number, line.split(), [], Status.IGNORED, "block ends and prompts"))
            continue
        indent = len(raw) - len(raw.lstrip())
        while stack[-1][0] >= indent or len(stack) > DEEPEST:
            stack.pop()
        words = words_of(line)
        if words[0] == "configure" and len(stack) == 1:
            words = words[1:]
        if len(words) > 1 and words[-1] == _CREATE:
            words.pop()
        stack.append((indent, _stated(builder, stack[-1][1], words, number)))


def _stated(builder: Builder, top: Statement, words: list[str], number: int) -> Statement:
    """A classic line. A service and a SAP have options on the line that opens them; those become words below it."""
    size = 2 if words[0] in (*SERVICES, *_WITH_OPTIONS) else len(words)
    way = builder.state(top, [(word, number) for word in words[:size]], revive=False)
    last = way[-1][0]
    for at in range(size, len(words), 2):
        builder.state(last, [(word, number) for word in words[at : at + 2]], revive=False)
    return last
