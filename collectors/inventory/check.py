"""Reads nodes by their shape: plain values out, every problem noted with its place."""

import re
from typing import Any

from collectors.inventory.nodes import Node, data, entries, joined, scalar
from collectors.inventory.problems import Mark, Problems, Reference, near
from collectors.inventory.secrets import ADVICE, literal
from collectors.inventory.shape import Either, Flag, Free, Listing, Number, Record, Shape, Table, Text, Whole
from models.source import Source

WRONG: Any = None
"""What stands for a value that could not be read; the problem is noted, and nothing is built in the end."""


class Checked(dict[str, Any]):
    """The values of a mapping, with the place of the whole and of each value."""

    __slots__ = ("mark", "marks", "path")

    def __init__(self, mark: Mark, path: str) -> None:
        super().__init__()
        self.mark, self.path, self.marks = mark, path, dict[str, Mark]()

    @property
    def source(self) -> Source:
        """Where it is said, as facts know it."""
        return Source(self.mark.file, self.mark.line)


def checked(shape: Shape, node: Node, path: str, problems: Problems) -> Any:
    """The value of `node`, which must have `shape`; WRONG (None) when it has not."""
    match shape:
        case Record() | Table():
            return _mapping(shape, node, path, problems)
        case Listing():
            return _list(shape, node, path, problems)
        case Either():
            return checked(shape.mapping if node.kind == "mapping" else shape.scalar, node, path, problems)
        case Free():
            _no_literal_secrets(node, path, problems)
            return data(node)
    if node.kind != "scalar":
        problems.add(node.mark, path, f"{_named(shape)} is expected, not {node.what}", "write one value")
        return WRONG
    return _text(shape, node, path, problems) if isinstance(shape, Text) else _number(shape, node, path, problems)


def _mapping(shape: Record | Table, node: Node, path: str, problems: Problems) -> Checked:
    found = Checked(node.mark, path)
    if node.kind == "scalar" and scalar(node) is None:
        pairs = {}
    elif node.kind != "mapping":
        problems.add(node.mark, path, f"a mapping is expected, not {node.what}", "write `key: value` lines, indented below it")
        return found
    else:
        pairs = entries(node, path, problems)
    for key, (key_node, value) in pairs.items():
        below = joined(path, key)
        inner = _shape_of(shape, key, key_node, below, problems)
        if inner is None or (value.kind == "scalar" and isinstance(shape, Record) and scalar(value) is None):
            continue  # `key:` without a value says as much as no key
        if literal(key, value):
            problems.add(value.mark, below, "a secret stands in the file", ADVICE)
            continue
        found.marks[key] = value.mark if isinstance(shape, Record) else key_node.mark
        found[key] = checked(inner, value, below, problems)
        if isinstance(found[key], Checked):
            found[key].mark = key_node.mark
    if isinstance(shape, Record):
        for key in shape.required:
            if key not in pairs:
                problems.add(node.mark, path, f"{key!r} is missing", f"add `{key}: …`")
    return found


def _shape_of(shape: Record | Table, key: str, key_node: Node, path: str, problems: Problems) -> Shape | None:
    """The shape of the value under `key`; None when the key may not stand there."""
    if isinstance(shape, Table):
        return shape.item if _text(shape.key, key_node, path, problems) is not WRONG else None
    if key in shape.fields:
        return shape.fields[key]
    if shape.others is not None:
        return shape.others
    advice = shape.elsewhere.get(key) or near(key, shape.fields, f"remove it; known here: {', '.join(shape.fields)}")
    problems.add(key_node.mark, path, "unknown key", advice)
    return None


def _list(shape: Listing, node: Node, path: str, problems: Problems) -> tuple[Any, ...]:
    if node.kind != "list" and not shape.one:
        if node.kind != "scalar" or scalar(node) is not None:
            problems.add(node.mark, path, f"a list is expected, not {node.what}", "write [a, b] or `- a` lines")
        return ()
    items = node.items if node.kind == "list" else [node]
    values = [checked(shape.item, item, f"{path}[{place}]", problems) for place, item in enumerate(items)]
    return tuple(value for value in values if value is not WRONG)


def _text(shape: Text, node: Node, path: str, problems: Problems) -> Any:
    text = node.text
    if node.plain and isinstance(scalar(node), bool | None):
        problems.add(
            node.mark, path, f"{_named(shape)} is expected, not {text or 'nothing'}", "put it in quotes if it is meant as text"
        )
        return WRONG
    if shape.choices and text not in shape.choices:
        problems.add(
            node.mark, path, f"{text!r} is not one of {', '.join(shape.choices)}", near(text, shape.choices, "use one of them")
        )
        return WRONG
    if shape.read is str and shape.pattern and not re.search(shape.pattern, text):
        problems.add(node.mark, path, f"{text!r} is not {shape.what}", f"write {shape.what}")
        return WRONG
    if shape.reference:
        problems.references.append(Reference(shape.reference, text, node.mark, path))
    try:
        return shape.read(text)
    except ValueError as error:
        what, _, advice = str(error).partition("; ")
        problems.add(node.mark, path, what, advice or f"write {shape.what}")
        return WRONG


def _number(shape: Whole | Number | Flag, node: Node, path: str, problems: Problems) -> Any:
    value = scalar(node)
    right: type | tuple[type, ...] = bool if isinstance(shape, Flag) else int if isinstance(shape, Whole) else (int, float)
    if not isinstance(value, right) or (isinstance(value, bool) and not isinstance(shape, Flag)):
        quoted = "" if node.plain else " in quotes"
        problems.add(node.mark, path, f"{_named(shape)} is expected, not {node.text!r}{quoted}", f"write {_named(shape)}")
        return WRONG
    if not isinstance(shape, Flag) and not shape.low <= float(str(value)) <= shape.high:
        wanted = f"{_named(shape)} from {shape.low} to {shape.high}" if shape.low < shape.high else str(shape.low)
        problems.add(node.mark, path, f"{value} is out of range", f"write {wanted}")
        return WRONG
    return value


def _named(shape: Shape) -> str:
    match shape:
        case Text(what=what):
            return what
        case Whole():
            return "a whole number"
        case Number():
            return "a number"
        case Flag():
            return "true or false"
    return "a value"


def _no_literal_secrets(node: Node, path: str, problems: Problems) -> None:
    for item in node.items:
        _no_literal_secrets(item, path, problems)
    if node.kind == "mapping":
        for key, (_, value) in entries(node, path, problems).items():
            if literal(key, value):
                problems.add(value.mark, joined(path, key), "a secret stands in the file", ADVICE)
            _no_literal_secrets(value, joined(path, key), problems)
