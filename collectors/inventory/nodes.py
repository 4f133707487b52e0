"""YAML as nodes that know their place, with the scalars of YAML 1.2.

libyaml (through PyYAML) reads the syntax; the tree is built here from its events, without recursion, since a file
from a department is not to be trusted: nesting, aliases and size have limits. PyYAML's own scalars are those of
YAML 1.1, in which `22:30` is 1350 and `no` is false; those of the YAML 1.2 core schema (10.3.2) are read here.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

import yaml

from collectors.inventory.problems import Mark, Problems

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_DEPTH: Final = 40
MAX_EXPANSION: Final = 1_000_000
"""Nodes that a file may have once its aliases are followed, beyond ten times those that it writes down."""

Scalar = None | bool | int | float | str


class Node:
    """A scalar (text), a list or a mapping (pairs of nodes). `plain` is False for a quoted or block scalar."""

    __slots__ = ("file", "items", "kind", "line", "column", "pairs", "plain", "size", "text")  # noqa: RUF023  # read order

    def __init__(self, kind: str, file: str, line: int, column: int, text: str = "", plain: bool = False) -> None:
        self.kind, self.file, self.line, self.column, self.text, self.plain = kind, file, line, column, text, plain
        self.items: list[Node] = []
        self.pairs: list[tuple[Node, Node]] = []
        self.size = 1

    @property
    def mark(self) -> Mark:
        """Where the node begins."""
        return Mark(self.file, self.line, self.column)

    @property
    def what(self) -> str:
        """What the node is, in words for a message."""
        return {"list": "a list", "mapping": "a mapping"}.get(self.kind, "a value")


def read(data: bytes, file: str, problems: Problems) -> Node | None:
    """The document in `data`; None when it cannot be read (the reason is in `problems`) or is empty."""
    if len(data) > MAX_BYTES:
        problems.add(Mark(file, 1, 1), "", f"the file is larger than {MAX_BYTES // 2**20} MiB", "split it with include:")
        return None
    try:
        return _Composer(data, file, problems).document()
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark or error.context_mark
        mark = Mark(file, at.line + 1, at.column + 1) if at else Mark(file, 1, 1)
        problems.add(mark, "", f"not YAML: {error.problem or error.context}", "correct the syntax (indentation, quotes, brackets)")
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        before = data[: getattr(error, "position", 0) or 0]
        mark = Mark(file, before.count(b"\n") + 1, len(before) - before.rfind(b"\n"))
        problems.add(mark, "", f"not YAML: {getattr(error, 'reason', error)}", "save the file as UTF-8 text")
    except _Refused:
        pass
    return None


class _Refused(Exception):
    """The reason stands in the problems already."""


class _Composer:
    def __init__(self, data: bytes, file: str, problems: Problems) -> None:
        self.file, self.problems = file, problems
        self.events: Iterator[Any] = yaml.parse(data, Loader=yaml.CSafeLoader)
        self.written = 0

    def document(self) -> Node | None:
        root: Node | None = None
        open_nodes: list[Node] = []
        keys: list[Node | None] = []  # of each open mapping: the key that waits for its value
        anchors: dict[str, Node] = {}
        documents = 0
        for event in self.events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                mark = event.start_mark
                node = Node("scalar", self.file, mark.line + 1, mark.column + 1, event.value, event.implicit[0])
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                mark = event.start_mark
                node = Node("mapping" if kind is yaml.MappingStartEvent else "list", self.file, mark.line + 1, mark.column + 1)
                if event.anchor:
                    anchors[event.anchor] = node
                open_nodes.append(node)
                keys.append(None)
                if len(open_nodes) > MAX_DEPTH:
                    self.refuse(node.mark, f"nested deeper than {MAX_DEPTH} levels", "no inventory needs that; flatten it")
                self.check_tag(event)
                continue
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                node = open_nodes.pop()
                keys.pop()
            elif kind is yaml.AliasEvent:
                mark = Mark(self.file, event.start_mark.line + 1, event.start_mark.column + 1)
                found = anchors.get(event.anchor)
                if found is None:
                    self.refuse(mark, f"no anchor &{event.anchor} above", "define it before it is used")
                elif found in open_nodes:
                    self.refuse(mark, f"*{event.anchor} stands inside itself", "write the value out")
                else:
                    node = found
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    mark = event.start_mark
                    self.refuse(Mark(self.file, mark.line + 1, mark.column + 1), "a second document", "keep one document a file")
                continue
            else:
                continue
            if kind is yaml.ScalarEvent:
                if event.anchor:
                    anchors[event.anchor] = node
                self.check_tag(event)
            self.written += 1
            if not open_nodes:
                root = node
                continue
            parent = open_nodes[-1]
            parent.size += node.size
            if parent.size > MAX_EXPANSION and parent.size > 10 * self.written:
                self.refuse(parent.mark, "its aliases stand for far more than is written", "write the values out")
            if parent.kind == "list":
                parent.items.append(node)
            elif (key := keys[-1]) is None:
                keys[-1] = node
            else:
                parent.pairs.append((key, node))
                keys[-1] = None
        return root

    def check_tag(self, event: Any) -> None:
        """Refuse tags: a value's type follows from its key."""
        if event.tag not in (None, "!", "tag:yaml.org,2002:str"):
            mark = Mark(self.file, event.start_mark.line + 1, event.start_mark.column + 1)
            self.refuse(mark, f"a YAML tag ({event.tag})", "remove it")

    def refuse(self, mark: Mark, what: str, advice: str) -> None:
        self.problems.add(mark, "", what, advice)
        raise _Refused


def entries(node: Node, path: str, problems: Problems) -> dict[str, tuple[Node, Node]]:
    """Key → (key node, value node) of a mapping; merge keys (`<<`) folded in, a key given twice is a problem."""
    found: dict[str, tuple[Node, Node]] = {}
    merged: list[Node] = []
    for key, value in node.pairs:
        if key.kind != "scalar":
            problems.add(key.mark, path, f"a key is {key.what}", "use a word as key")
        elif key.text == "<<" and key.plain:
            merged += value.items if value.kind == "list" else [value]
        elif key.text in found:
            first = found[key.text][0].mark
            problems.add(key.mark, joined(path, key.text), f"given twice (first at {first})", "keep one of the two")
        else:
            found[key.text] = (key, value)
    for other in merged:
        if other.kind != "mapping":
            problems.add(
                other.mark, joined(path, "<<"), f"a merge needs a mapping, not {other.what}", "name an anchor of a mapping"
            )
            continue
        for name, pair in entries(other, path, problems).items():
            found.setdefault(name, pair)
    return found


def joined(path: str, key: str) -> str:
    """The path of a key below another."""
    return f"{path}.{key}" if path else key


_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)", re.ASCII)
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_WORDS: dict[str, Scalar] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True) | dict.fromkeys(("false", "False", "FALSE"), False)


def scalar(node: Node) -> Scalar:
    """The value of a scalar by the YAML 1.2 core schema. A number with a leading zero ("010", a MAC) stays text.

    >>> [scalar(Node("scalar", "f", 1, 1, text, True)) for text in ("22:30", "no", "on", "010", "0x1f", "1.5", "true", "~")]
    ['22:30', 'no', 'on', '010', 31, 1.5, True, None]
    """
    text = node.text
    if not node.plain:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if text[:1] not in "0123456789+-.":
        return text
    if _INT.fullmatch(text):
        return int(text) if len(text) < 30 else text
    if _BASED.fullmatch(text) and len(text) < 30:
        return int(text, 0)
    if _FLOAT.fullmatch(text) and ("." in text or "e" in text.lower()):
        return float(text)
    return text


def data(node: Node) -> object:
    """A node as plain Python values (for JSON Schema, for nornir's free fields)."""
    if node.kind == "scalar":
        return scalar(node)
    if node.kind == "list":
        return [data(item) for item in node.items]
    return {key: data(value) for key, (_, value) in entries(node, "", Problems()).items()}
