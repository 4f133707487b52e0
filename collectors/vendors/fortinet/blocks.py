"""FortiOS text as a tree of blocks: `config … end` holds settings and entries, `edit … next` is one entry.

Words nest, not indentation: scripts and the blocks of virtual domains come without any. `config` lines inside `config vdom`
and `config global` are put at the top, each with the name of its virtual domain.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address

from collectors.draft import Draft
from collectors.tree import DEEPEST, Line, Tree, split_words
from models.routing import Ip
from models.source import Status

ROOT = "root"
"""The virtual domain of a device that has no others."""
EMPTY = "empty table"
"""What says nothing: a table without settings and entries, as every config has many."""
_LONGEST_STRING = 400
"""Lines that one quoted value may span (certificates, the text of messages)."""
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"(?=\s|$)|(\S+)')
_PROMPT = re.compile(r"[\w.-]+(?: \([\w.-]+\))? [#$](?: .*)?")
_HEADER = re.compile(r"(#config-version)=(\S.*)|# (Version|Serial-Number|Hostname): +(\S.*)")


@dataclass(slots=True, eq=False)
class Block(Line):
    """A `config` or an `edit` line with what is in it. `path` is the table, `name` the key of an entry."""

    path: str = ""
    name: str = ""
    vdom: str = ROOT
    sets: dict[str, Line] = field(default_factory=dict)
    """The settings by option; a later one replaces an earlier one."""
    taken: list[Line] = field(default_factory=list)
    """What a reader has understood, once the fact is there."""

    def entries(self) -> Iterator["Block"]:
        """The entries of a table."""
        return (child for child in self.children if isinstance(child, Block) and child.words[0] == "edit")

    def tables(self, *names: str) -> Iterator["Block"]:
        """The nested tables of these names."""
        wanted = [f"{self.path} {name}" for name in names]
        return (
            child for child in self.children if isinstance(child, Block) and child.words[0] == "config" and child.path in wanted
        )

    def values(self, option: str) -> list[str]:
        """The values of an option, taken; [] when it is not set, or empty."""
        if (line := self.sets.get(option)) is None:
            return []
        self.taken.append(line)
        return [] if nothing(line) else [_plain(word) for word in line.words[2:]]

    def word(self, option: str, default: str = "") -> str:
        """The one value of an option, taken. Raises ValueError for several."""
        found = self.values(option)
        if len(found) > 1:
            raise ValueError(f"{option} has several values")
        return found[0] if found else default

    def is_on(self, option: str, default: bool = False) -> bool:
        """Whether an option is enabled, taken. Raises ValueError for anything but enable and disable."""
        word = self.word(option, "enable" if default else "disable")
        if word not in ("enable", "disable"):
            raise ValueError(f"{option} is neither on nor off")
        return word == "enable"

    def amount(self, option: str, default: int) -> int:
        """A whole number, taken. Raises ValueError."""
        return whole(self.word(option, str(default)))

    def known(self, option: str) -> int | None:
        """A whole number, taken; None when it is not set or 0, which stands for "by default"."""
        return self.amount(option, 0) or None

    def address(self, option: str) -> Ip | None:
        """An address, taken; None when it is not set or all zero. Raises ValueError."""
        text = self.word(option)
        found = ip_address(text) if text else None
        return found if found is not None and int(found) else None

    def off(self) -> None:
        """Say that this block is switched off: all of it is understood, and does nothing."""
        self.taken.extend(self.sets.values())

    def done(self) -> None:
        """Say that this block became a fact, with all that was taken."""
        self.modelled()
        for line in self.taken:
            line.modelled()


def nothing(line: Line) -> bool:
    """Whether a setting has no value, as many have in a full configuration.

    >>> nothing(Line("set alias ''", 1, ["set", "alias", "''"])), nothing(Line("set ge", 1, ["set", "ge", "1"]))
    (True, False)
    """
    return len(line.words) == 3 and not _plain(line.words[2])


def _plain(word: str) -> str:
    """A value without the quotes that are left around an empty one."""
    return "" if word == "''" else word


def whole(text: str) -> int:
    """A number of plain digits. Raises ValueError.

    >>> whole("10")
    10
    """
    if not (text.isascii() and text.isdigit() and len(text) < 11):
        raise ValueError(f"{text!r} is not a number")
    return int(text)


def each(block: Block, read: Callable[[Block, Draft], None], draft: Draft) -> None:
    """Read all entries of a table; one that says what cannot be had stays unread, alone."""
    for entry in block.entries():
        attempt(entry, read, draft)


def attempt(block: Block, read: Callable[[Block, Draft], None], draft: Draft) -> None:
    """Read one block; it stays unread when its values cannot be had."""
    try:
        read(block, draft)
    except ValueError:
        block.taken.clear()
    else:
        block.done()


@dataclass(slots=True)
class _Builder:
    """A tree in the making."""

    tree: Tree
    stack: list[Block] = field(default_factory=list)
    opened: int = 0

    def config(self, line: Block) -> None:
        """Open a table: nested, or at the top with its virtual domain."""
        inside = self.stack[-1] if self.stack else None
        name = " ".join(line.words[1:])
        domain = inside.path in ("vdom", "global") if inside is not None else True
        line.path = name if domain or inside is None else f"{inside.path} {name}"
        if inside is not None:
            line.vdom = inside.name if inside.path == "vdom" else ROOT if inside.path == "global" else inside.vdom
        if inside is None or domain:
            self.tree.children.append(line)
        else:
            inside.children.append(line)
        self._push(line)

    def edit(self, line: Block) -> None:
        """Open an entry of the table that is open."""
        if self.stack and self.stack[-1].words[0] == "edit":
            self.stack.pop()
        line.name = _plain(" ".join(line.words[1:]))
        if self.stack:
            line.path, line.vdom = self.stack[-1].path, self.stack[-1].vdom
            self.stack[-1].children.append(line)
        else:
            self.tree.children.append(line)
        self._push(line)

    def _push(self, line: Block) -> None:
        if len(self.stack) < DEEPEST:
            self.stack.append(line)
        self.opened += line.words[0] == "config"

    def close(self, line: Line, verb: str) -> None:
        """`next` ends an entry, `end` a table; the line stays with what it ends."""
        while self.stack:
            block = self.stack.pop()
            if block.words[0] == verb:
                if verb == "config" and all(child.feature == EMPTY for child in block.children):
                    block.status = line.status = Status.IGNORED
                    block.feature = line.feature = EMPTY
                block.children.append(line)
                self.opened -= verb == "config"
                return
            if verb == "edit":
                self.stack.append(block)
                break
        self.add(line)

    def add(self, line: Line) -> None:
        """A setting of the block that is open."""
        if not self.stack:
            self.tree.children.append(line)
            return
        block = self.stack[-1]
        block.children.append(line)
        if line.words[0] == "set" and len(line.words) > 1:
            block.sets[line.words[1]] = line


def nest(text: str, file: str) -> Tree:
    """Text to a tree."""
    return _built(text, file).tree


def open_blocks(text: str) -> int:
    r"""Tables that are opened but not closed.

    >>> open_blocks("config system dns\n"), open_blocks("config system dns\nend\n")
    (1, 0)
    """
    return _built(text, "").opened


def _built(text: str, file: str) -> _Builder:
    builder = _Builder(Tree(file))
    lines = text.splitlines()
    after = 0
    """Where the last value of several lines ended."""
    for number, raw in enumerate(lines, 1):
        if number <= after or not (stripped := raw.strip()):
            continue
        if stripped[0] == "#":
            if found := _HEADER.fullmatch(stripped):
                words = [found[1] or f"#{found[3]}", found[2] or found[4]]
                builder.tree.children.append(Line(stripped, number, words))
            continue
        if '"' in stripped:
            if _open(stripped):
                after = _string(lines, number)
            words = _words(stripped)
        else:
            words = stripped.split()
        match words[0]:
            case "config":
                builder.config(Block(stripped, number, words))
            case "edit":
                builder.edit(Block(stripped, number, words))
            case "next" | "end" if len(words) == 1:
                builder.close(Line(stripped, number, words), "edit" if words[0] == "next" else "config")
            case _ if not builder.stack and _PROMPT.fullmatch(stripped):
                builder.add(Line(stripped, number, words, [], Status.IGNORED, "prompt"))
            case _:
                line = Line(stripped, number, words)
                line.children += [Line(more, at + 1, more.split()) for at in range(number, after) if (more := lines[at].strip())]
                builder.add(line)
    return builder


def _words(text: str) -> list[str]:
    """The words of a line, quotes and their escapes taken away."""
    if "\\" not in text:
        return split_words(text)
    return [found[1].replace('\\"', '"') if found[1] is not None else found[2] for found in _QUOTED.finditer(text)]


def _open(text: str) -> bool:
    """Whether a quoted value goes on in the next line."""
    return text.replace("\\\\", "").replace('\\"', "").count('"') % 2 == 1


def _string(lines: list[str], at: int) -> int:
    """The number of the line that ends a quoted value; `at`, the number of the line that begins it, when none does.

    A value ends at a line with one quote, its last sign: a stray quote must not swallow the config.
    """
    for end in range(at, min(at + _LONGEST_STRING, len(lines))):
        stripped = lines[end].strip()
        if '"' in stripped and _open(stripped):
            return end + 1 if stripped.endswith('"') else at
    return at


def settle(block: Block) -> None:
    """`next` and `end` are like what they close; a block that is no fact itself is as its best line, an empty one as read."""
    ends = [child for child in block.children if child.text in ("next", "end")]
    rest = [child for child in block.children if child.text not in ("next", "end")]
    if block.status is Status.UNKNOWN:
        best = max(rest, key=lambda child: child.status, default=None)
        block.status, block.feature = (best.status, best.feature) if best else (Status.MODELLED, block.feature)
    for end in ends:
        end.status, end.feature = block.status, block.feature
