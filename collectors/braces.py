"""Junos text as a tree of words: braces (`show configuration`) and `set` lines alike.

Without a schema nobody can say where one statement ends and the next begins: `route 0.0.0.0/0 next-hop 10.0.0.1;`
and `route 0.0.0.0/0 { next-hop 10.0.0.1; }` are the same. So each *word* is a node below the word before it,
`[ a b ]` makes several, and both forms give one tree. `Line.text` is the whole path, as `set` would take it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from collectors.tree import Line, Tree
from models.source import Status

DEEPEST = 60
"""Words below one another; no real config comes near, and a hostile one must not exhaust the stack."""
TAGS = ("inactive:", "protect:", "replace:")
VERBS = ("set", "delete", "deactivate", "activate", "protect", "unprotect", "annotate")
_LONGEST_STRING = 200
"""Lines that one quoted string may span."""
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"(?=[\s;\]{}]|$)|([{};])|(/\*)|(#)|([^\s{};]+)')
_NOISE = re.compile(
    r"\{(master|backup|primary|secondary|linecard|local)(:[\w-]+)?\}(\[edit.*\])?|\[edit[^\]]*\]|[\w.-]+@[\w.:-]+[>#%]( .*)?"
)


@dataclass(slots=True, eq=False)
class Statement(Line):
    """One word of the hierarchy. `index` holds what is below by word; `children` has also repeated source lines.

    `inherited` says that a group or range put it here; what was written in place wins over it.
    """

    index: dict[str, "Statement"] = field(default_factory=dict)
    inactive: bool = False
    inherited: bool = False

    @property
    def word(self) -> str:
        """The word itself."""
        return self.words[0] if self.words else ""

    def add(self, word: str, number: int) -> "Statement":
        """The statement `word` below this one, made if it is not there."""
        if (found := self.index.get(word)) is None:
            found = Statement(f"{self.text} {quoted(word)}".lstrip(), number, [word])
            self.index[word] = found
            self.children.append(found)
        return found

    def drop(self, word: str) -> "Statement | None":
        """Take the statement `word` away with all below it."""
        if (found := self.index.pop(word, None)) is not None:
            self.children.remove(found)
        return found

    def each(self) -> Iterator["Statement"]:
        """The active statements below: those written here before inherited ones."""
        active = [child for child in self.index.values() if not child.inactive]
        yield from (child for child in active if not child.inherited)
        yield from (child for child in active if child.inherited)

    def get(self, *path: str) -> "Statement | None":
        """The active statement at `path` below this one."""
        at: Statement | None = self
        for word in path:
            at = at.index.get(word) if at is not None else None
            if at is None or at.inactive:
                return None
        return at

    def below(self, *path: str) -> Iterator["Statement"]:
        """The active statements below `path`, for instance all units of an interface."""
        if at := self.get(*path):
            yield from at.each()

    def value(self, *path: str) -> str:
        """The one value at `path` (a later `set` replaces an earlier one), marked as read; "" when there is none."""
        if not (at := self.get(*path)) or not (values := list(at.each())):
            return ""
        at.modelled()
        for value in values:
            value.modelled()
        own = [value for value in values if not value.inherited]
        return own[-1].word if own else values[0].word

    def all(self, *path: str) -> tuple[str, ...]:
        """The values at `path` in order, marked as read."""
        values = list(self.below(*path))
        for value in values:
            value.modelled()
        return tuple(value.word for value in values)

    def whole(self, *path: str) -> int | None:
        """The number at `path`, marked as read; None (and unread) when it is not one."""
        words = [value.word for value in self.below(*path)]
        plain = all(word.isascii() and word.isdigit() and len(word) < 12 for word in words)
        return int(self.value(*path)) if words and plain else None

    def flag(self, *path: str) -> bool:
        """Whether `path` is stated; marked as read."""
        if at := self.get(*path):
            at.modelled()
        return at is not None

    def mark(self, status: Status, feature: str) -> None:
        """Give this statement and all below it one status."""
        self.status, self.feature = status, feature
        for line in self.walk():
            line.status, line.feature = status, feature


def quoted(word: str) -> str:
    """A word as Junos prints it.

    >>> quoted("ge-0/0/0"), quoted("to core"), quoted("")
    ('ge-0/0/0', '"to core"', '""')
    """
    return word if word and not re.search(r'[\s;{}\[\]"#&|()<>*!$]', word) else '"' + word.replace('"', '\\"') + '"'


def words_of(command: str) -> list[str]:
    """The words of one command, quotes and their escapes taken away.

    >>> words_of('set interfaces lo0 description "to core"')
    ['set', 'interfaces', 'lo0', 'description', 'to core']
    """
    found = (token for token in _TOKEN.finditer(command))
    return [token[1].replace('\\"', '"') if token[1] is not None else token[0] for token in found]


@dataclass(slots=True)
class Builder:
    """A tree in the making. `loose` holds lines outside the hierarchy: prompts, deleted statements, what is not understood."""

    root: Statement = field(default_factory=lambda: Statement("", 0))
    loose: list[Line] = field(default_factory=list)
    made: set[int] = field(default_factory=set)
    seen: dict[int, Statement] = field(default_factory=dict)

    def state(self, top: Statement, path: list[tuple[str, int]], revive: bool) -> list[tuple[Statement, bool]]:
        """Put `path` below `top`: each statement on the way, and whether it is new."""
        way: list[tuple[Statement, bool]] = []
        at = top
        deepest: Statement | None = None
        for word, number in path:
            if deepest is None and at.text.count(" ") + 1 >= DEEPEST:
                deepest = at
            at = deepest or at
            known = word in at.index
            at = at.add(word, number)
            if not known:
                self.made.add(number)
            elif revive:
                at.inactive = False
            self.seen[number] = at
            way.append((at, not known))
        return way

    def tree(self, file: str) -> Tree:
        """The finished tree; a source line that only repeats others is kept beside the statement that it repeats."""
        for number, at in self.seen.items():
            if number not in self.made:
                at.children.append(Line(at.text, number, list(at.words), [], at.status, at.feature))
        return Tree(file, [*self.root.children, *self.loose])


def statements(text: str) -> Builder:
    """Read either form."""
    lines = text.splitlines()
    verbs = sum(line.strip().partition(" ")[0] in VERBS for line in lines)
    marks = sum(line.rstrip().endswith(("{", ";", "}")) for line in lines)
    return _SetForm().read(lines) if verbs > marks else _BraceForm().read(lines)


def open_blocks(text: str) -> int:
    """Braces that are opened but not closed; 0 for the `set` form, which has none.

    >>> open_blocks("system { host-name r1;"), open_blocks("system { host-name r1; }"), open_blocks("set system host-name r1")
    (1, 0, 0)
    """
    reader = _BraceForm()
    reader.read(text.splitlines())
    return reader.opened


def _loose(line: str, number: int) -> Line:
    noise = _NOISE.fullmatch(line)
    return Line(line, number, line.split(), [], Status.IGNORED if noise else Status.UNKNOWN, "prompt" if noise else "")


@dataclass(slots=True)
class _BraceForm:
    builder: Builder = field(default_factory=Builder)
    path: list[tuple[str, int]] = field(default_factory=list)
    values: list[tuple[str, int]] | None = None
    in_list: bool = False
    last: Statement | None = None
    opened: int = 0

    def read(self, lines: list[str]) -> Builder:
        """Words up to `{` open a block, up to `;` (or the `}` that closes the block) are a statement."""
        stack = [self.builder.root]
        comment = False
        for number, raw in joined(lines):
            at = 0
            if _NOISE.fullmatch(raw.strip()):
                self.builder.loose.append(_loose(raw.strip(), number))
                continue
            while at < len(raw):
                if comment:
                    if (end := raw.find("*/", at)) < 0:
                        break
                    comment, at = False, end + 2
                    continue
                if not (token := _TOKEN.search(raw, at)):
                    break
                at = token.end()
                text, mark, opens, hash_, word = token.groups()
                if hash_:
                    break
                if opens:
                    comment = True
                elif mark == "{":
                    self.opened += 1
                    last = self.flush(stack[-1])
                    stack.append(last if len(stack) < DEEPEST else stack[-1])
                elif mark:
                    self.flush(stack[-1])
                    self.opened -= mark == "}"
                    if mark == "}" and len(stack) > 1:
                        stack.pop()
                else:
                    self.word(text.replace('\\"', '"') if text is not None else word, number, text is not None)
            for further, line in enumerate(raw.splitlines()[1:], number + 1):
                if line.strip() and self.last is not None:
                    self.builder.seen[further] = self.last
        self.flush(stack[-1])
        return self.builder

    def word(self, word: str, number: int, literal: bool) -> None:
        """Take one word; brackets open and close a list of values."""
        if not literal and word.startswith("[") and not self.in_list:
            self.in_list, self.values, word = True, [], word[1:]
        closes = not literal and self.in_list and word.endswith("]") and "[" not in word
        if closes:
            word = word[:-1]
        if (word or literal) and self.in_list and self.values is not None:
            self.values.append((word, number))
        elif word or literal:
            self.path.append((word, number))
        if closes:
            self.in_list = False

    def flush(self, top: Statement) -> Statement:
        """End a statement: the last one of its path."""
        tags = 0
        while tags < len(self.path) and self.path[tags][0] in TAGS:
            tags += 1
        inactive = any(word == "inactive:" for word, _ in self.path[:tags])
        way = self.builder.state(top, self.path[tags:], revive=not inactive)
        last = way[-1][0] if way else top
        for value in self.values or ():
            self.builder.state(last, [value], revive=False)
        if inactive and way:
            for at, new in way:
                at.inactive = at.inactive or new
            last.inactive = True
        self.path, self.values, self.in_list, self.last = [], None, False, last
        return last


def joined(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Lines with their numbers; a quoted string over several lines is one line, the further ones are left out.

    Only a string whose end is followed by `;` counts: a stray quote must not swallow the config.
    """
    at = 0
    while at < len(lines):
        line, number = lines[at], at + 1
        at += 1
        if line.count('"') % 2 and not line.lstrip().startswith(("#", "/*")):
            for end in range(at, min(at + _LONGEST_STRING, len(lines))):
                if '"' in lines[end]:
                    if lines[end].count('"') == 1 and lines[end].partition('"')[2].lstrip().startswith(";"):
                        line, at = "\n".join((line, *lines[at : end + 1])), end + 1
                    break
        yield number, line


class _SetForm:
    def __init__(self) -> None:
        self.builder = Builder()

    def read(self, lines: list[str]) -> Builder:
        """Each line states one path; `delete`, `deactivate` and `activate` act on what stands above them."""
        for number, raw in enumerate(lines, 1):
            line = raw.strip()
            if not line or line.startswith(("#", "/*")):
                continue
            verb, _, rest = line.partition(" ")
            if verb not in VERBS or not rest or not self.act(verb, rest, number, line):
                self.builder.loose.append(_loose(line, number))
        return self.builder

    def act(self, verb: str, rest: str, number: int, line: str) -> bool:
        """Carry out one line; False when it names what is not there."""
        reader = _BraceForm(self.builder)
        for token in _TOKEN.finditer(rest):
            text, mark, _, hash_, word = token.groups()
            if hash_:
                break
            reader.word(text.replace('\\"', '"') if text is not None else word or mark or token.group(), number, text is not None)
        path = [word for word, _ in reader.path]
        if not path:
            return False
        if verb == "set":
            way = self.builder.state(self.builder.root, reader.path, revive=False)
            for value in reader.values or ():
                self.builder.state(way[-1][0], [value], revive=False)
            return True
        above = find(self.builder.root, path[:-1])
        if above is None or path[-1] not in above.index:
            return False
        note = Line(line, number, [verb], [], Status.IGNORED, verb)
        self.builder.loose.append(note)
        if verb in ("deactivate", "activate"):
            above.index[path[-1]].inactive = verb == "deactivate"
        elif verb == "delete":
            note.children = list(self.gone(path))
        return True

    def gone(self, path: list[str]) -> Iterator[Statement]:
        """Take a statement out, and those above it that hold nothing else."""
        for size in range(len(path), 0, -1):
            above = find(self.builder.root, path[: size - 1])
            if above is None or (dropped := above.drop(path[size - 1])) is None:
                return
            dropped.mark(Status.IGNORED, "delete")
            yield dropped
            if above.index:
                return


def find(root: Statement, path: list[str]) -> Statement | None:
    """The statement at `path`, active or not."""
    at: Statement | None = root
    for word in path:
        at = at.index.get(word) if at is not None else None
    return at


def settle(statement: Statement) -> None:
    """Give containers that are no fact themselves the best status of what they hold; repeated lines, that of what they repeat.

    An unread line is then shown whole: the words before the last one of its line take over the text of the last.
    """
    for child in statement.index.values():
        settle(child)
    if statement.status is not Status.MODELLED and statement.index:
        best = max(statement.index.values(), key=lambda child: child.status)
        statement.status, statement.feature = best.status, best.feature or statement.feature
    if statement.status < Status.IGNORED:
        statement.text = next((at.text for at in statement.index.values() if at.number == statement.number), statement.text)
    for line in statement.children:
        if not isinstance(line, Statement):
            line.status, line.feature = statement.status, statement.feature


def set_lines(root: Statement) -> Iterator[str]:
    """The tree as `show configuration | display set` prints it."""
    for child in root.index.values():
        if child.index:
            yield from set_lines(child)
        else:
            yield f"set {child.text}"
        if child.inactive:
            yield f"deactivate {child.text}"
