"""Conditions on rows: `department = 'sote' and prefix within 10.0.0.0/8 and name ~ 'sw.*'`.

    condition = any { "or" any }          any = one { "and" one }          one = "not" one | "(" condition ")" | comparison
    comparison = COLUMN operator value    operator = = != < > <= >= ~ within contains overlaps
               | COLUMN "in" "(" value { "," value } ")"

A value stands in quotes, or bare when it has no space, comma or bracket. Addresses and prefixes compare as such,
numbers as numbers, all else as text in which runs of digits count as numbers ("17.9" < "17.10"). `~` searches
a regular expression; `within` is inside a prefix; `contains` has a prefix, an address, a list item or a part of a text;
`overlaps` shares an address. An empty value equals '' and meets no other comparison. Nothing is ever evaluated as code.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from ipaddress import ip_interface, ip_network

from models.errors import UsageError
from reports.tables import Value, column_place

Row = Mapping[str, Value]
Test = Callable[[Row], bool]
Range = tuple[int, int, int]
"""IP version, first and last address."""

_TOKEN = re.compile(
    r"""\s*(?:(?P<quoted>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?P<sign><=|>=|!=|[=<>~(),])|(?P<word>[^\s'"()=<>!~,]+))"""
)
_SIGNS = ("=", "!=", "<", ">", "<=", ">=", "~")
_WORDS = ("in", "within", "contains", "overlaps")


def condition(text: str, columns: Sequence[str]) -> Test:
    """The condition `text` as a function of a row. Raises UsageError that says where it is wrong and what would do.

    >>> meets = condition("site = 'kallio' and address within 10.0.0.0/8", ["site", "address"])
    >>> meets({"site": "kallio", "address": "10.1.2.3"}), meets({"site": "kallio", "address": "192.0.2.1"})
    (True, False)
    """
    reader = _Reader(text, columns)
    test = reader.either()
    if reader.place < len(reader.tokens):
        raise reader.error("'and', 'or' or the end")
    return test


class _Reader:
    """A recursive descent over the tokens (kind, text, offset)."""

    def __init__(self, text: str, columns: Sequence[str]) -> None:
        self.text, self.columns, self.place, self.depth = text, columns, 0, 0
        self.tokens: list[tuple[str, str, int]] = []
        offset, end = 0, len(text.rstrip())
        while offset < end:
            found = _TOKEN.match(text, offset)
            if not found:
                raise UsageError(f"--where: cannot read {text[offset:].strip()!r}; put text in quotes")
            kind = str(found.lastgroup)
            self.tokens.append((kind, found[kind], found.start(kind)))
            offset = found.end()

    def error(self, expected: str) -> UsageError:
        at = self.tokens[self.place][2] if self.place < len(self.tokens) else len(self.text)
        found = repr(self.text[at:]) if at < len(self.text) else "the end"
        return UsageError(
            f"--where: expected {expected} but found {found} at character {at + 1}; columns: {', '.join(self.columns)}"
        )

    def accept(self, *wanted: str) -> str:
        if self.place < len(self.tokens):
            kind, word, _ = self.tokens[self.place]
            if kind != "quoted" and word.lower() in wanted:
                self.place += 1
                return word.lower()
        return ""

    def either(self) -> Test:
        tests = [self.both()]
        while self.accept("or"):
            tests.append(self.both())
        return tests[0] if len(tests) == 1 else lambda row: any(test(row) for test in tests)

    def both(self) -> Test:
        tests = [self.one()]
        while self.accept("and"):
            tests.append(self.one())
        return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)

    def one(self) -> Test:
        self.depth += 1
        if self.depth > 100:
            raise UsageError("--where: brackets nest deeper than 100")
        if self.accept("not"):
            test = self.one()
            return lambda row: not test(row)
        if self.accept("("):
            test = self.either()
            if not self.accept(")"):
                raise self.error("')'")
            return test
        return self.comparison()

    def comparison(self) -> Test:
        if self.place >= len(self.tokens) or self.tokens[self.place][0] == "sign":
            raise self.error("a column")
        kind, column, _ = self.tokens[self.place]
        if kind == "quoted":
            raise self.error("a column, not text")
        column_place(self.columns, column)
        self.place += 1
        operator = self.accept(*_SIGNS, *_WORDS)
        if not operator:
            raise self.error(f"one of {' '.join(_SIGNS + _WORDS)}")
        if operator == "in":
            wanted = self.listed()
            return lambda row: any(_equal(row[column], value) for value in wanted)
        compare = _OPERATORS[operator](self.value())
        return lambda row: compare(row[column])

    def listed(self) -> list[str]:
        if not self.accept("("):
            raise self.error("'(' and a list of values")
        values = [self.value()]
        while self.accept(","):
            values.append(self.value())
        if not self.accept(")"):
            raise self.error("',' or ')'")
        return values

    def value(self) -> str:
        if self.place >= len(self.tokens) or self.tokens[self.place][0] == "sign":
            raise self.error("a value")
        kind, word, _ = self.tokens[self.place]
        self.place += 1
        return re.sub(r"\\(['\"])", r"\1", word[1:-1]) if kind == "quoted" else word


Compare = Callable[[Value], bool]


def _equals(wanted: str) -> Compare:
    return lambda value: _equal(value, wanted)


def _differs(wanted: str) -> Compare:
    return lambda value: not _equal(value, wanted)


def _ordered(accepted: tuple[int, ...]) -> Callable[[str], Compare]:
    def made(wanted: str) -> Compare:
        def compare(value: Value) -> bool:
            if value is None:
                return False
            left, right = _comparable(_plain(value), wanted)
            return ((left > right) - (left < right)) in accepted

        return compare

    return made


def _matches(wanted: str) -> Compare:
    try:
        pattern = re.compile(wanted)
    except re.error as error:
        raise UsageError(f"--where: {wanted!r} is no regular expression: {error}") from None
    return lambda value: any(pattern.search(text) for text in _texts(value))


def _within(wanted: str) -> Compare:
    outer = _prefix(wanted, "within")
    return lambda value: any(_inside(_range(text), outer) for text in _texts(value))


def _overlaps(wanted: str) -> Compare:
    other = _prefix(wanted, "overlaps")

    def compare(value: Value) -> bool:
        ranges = [found for text in _texts(value) if (found := _range(text))]
        return any(mine[0] == other[0] and mine[1] <= other[2] and other[1] <= mine[2] for mine in ranges)

    return compare


def _contains(wanted: str) -> Compare:
    inner = _range(wanted)

    def compare(value: Value) -> bool:
        if _listed(value):
            return any(_equal(part, wanted) or (inner is not None and _inside(inner, _range(part))) for part in _texts(value))
        outer = _range(_plain(value))
        if outer is not None and inner is not None:
            return _inside(inner, outer)
        return wanted in _plain(value)

    return compare


_OPERATORS: Mapping[str, Callable[[str], Compare]] = {
    "=": _equals,
    "!=": _differs,
    "<": _ordered((-1,)),
    "<=": _ordered((-1, 0)),
    ">": _ordered((1,)),
    ">=": _ordered((1, 0)),
    "~": _matches,
    "within": _within,
    "contains": _contains,
    "overlaps": _overlaps,
}


def _listed(value: Value) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _texts(value: Value) -> list[str]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(part) for part in value]
    return [] if value is None else [_plain(value)]


def _plain(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    return "" if value is None else str(value)


def _equal(value: Value, wanted: str) -> bool:
    if isinstance(value, bool):
        return wanted.lower() in (("yes", "true") if value else ("no", "false"))
    if _listed(value):
        return any(_equal(part, wanted) for part in _texts(value)) or (not value and not wanted)
    text = _plain(value)
    if text == wanted:
        return True
    mine, other = _range(text), _range(wanted)
    if mine is not None and other is not None:
        return mine == other
    left, right = _number(text), _number(wanted)
    return left is not None and left == right


def _comparable(left: str, right: str) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """Two texts as keys that compare: as addresses, as numbers, or as text with numbers in it."""
    a, b = _range(left), _range(right)
    if a is not None and b is not None:
        return a, b
    x, y = _number(left), _number(right)
    if x is not None and y is not None and left.count(".") + right.count(".") < 2:
        return (x,), (y,)
    return _natural(left), _natural(right)


def _natural(text: str) -> tuple[object, ...]:
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part.lower()) for part in re.findall(r"[0-9]+|[^0-9]+", text))


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"[-+]?\d+(\.\d+)?", text, re.ASCII) else None


def _prefix(text: str, operator: str) -> Range:
    found = _range(text)
    if found is None:
        raise UsageError(f"--where: {operator} needs an address or a prefix such as 10.0.0.0/8, not {text!r}")
    return found


def _range(text: str) -> Range | None:
    """The addresses that a text means, if it is an address or a prefix (host bits are dropped)."""
    if "." not in text and ":" not in text:
        return None
    try:
        network = ip_network(text, strict=False) if "/" in text else ip_interface(text).network
    except ValueError:
        return None
    return network.version, int(network.network_address), int(network.broadcast_address)


def _inside(inner: Range | None, outer: Range | None) -> bool:
    if inner is None or outer is None:
        return False
    return inner[0] == outer[0] and outer[1] <= inner[1] and inner[2] <= outer[2]
