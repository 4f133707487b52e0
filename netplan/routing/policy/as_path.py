"""AS paths, and the regular expressions that vendors match them with."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple


class Segment(NamedTuple):
    """A part of an AS path that is not a plain sequence: `kind` is "set", "confed-sequence" or "confed-set"."""

    kind: str
    members: tuple[int, ...]


AsPath = tuple[int | Segment, ...]
"""Nearest AS first. AS numbers of a plain sequence stand bare."""


def is_private(asn: int) -> bool:
    """A private AS number (RFC 6996)."""
    return 64512 <= asn <= 65534 or 4200000000 <= asn <= 4294967294


def path_length(path: AsPath) -> int:
    """The length that the decision process compares (RFC 4271 9.1.2.2, RFC 5065 5.3).

    A set counts one, confederation segments count nothing.

    >>> path_length((65001, Segment("set", (1, 2)), Segment("confed-sequence", (65100,))))
    2
    """
    return sum(1 if isinstance(part, int) else part.kind == "set" for part in path)


def members(path: AsPath) -> Iterator[int]:
    """Every AS number of a path, those in sets and confederation segments too."""
    for part in path:
        if isinstance(part, int):
            yield part
        else:
            yield from part.members


def neighbour_as(path: AsPath) -> int:
    """The AS that a route came from, for comparing MEDs; 0 for a route of our own AS or that starts with a set."""
    for part in path:
        if isinstance(part, int):
            return part
        if part.kind == "set":
            return 0
    return 0


@lru_cache(maxsize=65536)
def path_text(path: AsPath) -> str:
    """The path as routers print it.

    >>> path_text((Segment("confed-sequence", (65100, 65101)), 1, 2, Segment("set", (3, 4))))
    '(65100 65101) 1 2 {3,4}'
    """
    forms = {"set": ("{", ",", "}"), "confed-sequence": ("(", " ", ")"), "confed-set": ("[", ",", "]")}
    words = []
    for part in path:
        if isinstance(part, int):
            words.append(str(part))
        else:
            start, between, end = forms[part.kind]
            words.append(start + between.join(map(str, part.members)) + end)
    return " ".join(words)


@lru_cache(maxsize=4096)
def cisco_regex(text: str) -> re.Pattern[str] | None:
    """A regular expression of an IOS-like system; `_` is any boundary. None when it is not one that Python knows.

    >>> bool(cisco_regex("_65001_").search("65000 65001")), bool(cisco_regex("^65001$").search("65001 65002"))
    (True, False)
    """
    try:
        return re.compile(text.strip().strip('"').replace("_", r"(?:^|$|[ ,{}()\[\]])"))
    except re.error:
        return None


_JUNOS_TOKEN = re.compile(r"\s*(?:(\d+)(?:-(\d+))?|\[\s*([\d\s-]+)\]|(\.)|([*+?|()^$]|\{\d+(?:,\d*)?\}))")


@lru_cache(maxsize=4096)
def junos_regex(text: str) -> re.Pattern[str] | None:
    """A Junos regular expression: its letters are whole AS numbers and it must match the whole path.

    It is to be matched against `junos_text`. None when it is not understood.

    >>> [bool(junos_regex(regex).fullmatch(junos_text((7, 65001)))) for regex in (".* 65001", "65001", "7 64512-65534 .?", "()")]
    [True, False, True, False]
    """
    text, parts, at = text.strip().strip('"'), [], 0
    while at < len(text):
        token = _JUNOS_TOKEN.match(text, at)
        if token is None or token.end() == at:
            return None
        at = token.end()
        number, upper, ranges, dot, operator = token.groups()
        if number:
            parts.append(f"(?:{_numbers(int(number), int(upper or number))} )")
        elif ranges:
            bounds = [item.split("-") for item in re.sub(r"\s*-\s*", "-", ranges).split()]
            parts.append(f"(?:(?:{'|'.join(_numbers(int(b[0]), int(b[-1])) for b in bounds)}) )")
        elif dot:
            parts.append(r"(?:[^ ]+ )")
        elif operator == "(":
            parts.append("(?:")
        elif operator not in "^$":
            parts.append(operator)
    try:
        return re.compile("".join(parts))
    except re.error:
        return None


def junos_text(path: AsPath) -> str:
    """The path with a space after each AS number, so that an AS number is one letter of `junos_regex`."""
    return "".join(f"{asn} " for asn in members(path))


def _numbers(low: int, high: int) -> str:
    """A regular expression of the decimal numbers from `low` to `high`.

    >>> import re
    >>> [n for n in range(0, 2000) if re.fullmatch(_numbers(97, 1203), str(n))] == list(range(97, 1204))
    True
    """
    if low > high:
        return r"(?!)"
    return "(?:" + "|".join(_digit_ranges(low, high)) + ")"


def _digit_ranges(low: int, high: int) -> Iterable[str]:
    """Split at powers of ten until each piece is a fixed head, one digit range and free digits."""
    while low <= high:
        free = 0
        while low % 10 ** (free + 1) == 0 and low + 10 ** (free + 1) - 1 <= high and low > 0:
            free += 1
        last = low // 10**free % 10
        top = last
        while top < 9 and low + (top - last + 2) * 10**free - 1 <= high:
            top += 1
        head = str(low // 10 ** (free + 1)) if low >= 10 ** (free + 1) else ""
        yield f"{head}[{last}-{top}]" + rf"\d{{{free}}}" * bool(free)
        low += (top - last + 1) * 10**free
