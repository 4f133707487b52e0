"""The routing policy language of IOS XR: the text of a policy to statements. `rpl_terms` makes terms of them.

statement  = "if" condition "then" {statement} {"elseif" condition "then" {statement}} ["else" {statement}] "endif" | action
condition  = conjunction {"or" conjunction}
conjunction = negation {"and" negation}
negation   = "not" negation | "(" condition ")" | test
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from collectors.tree import Line

_TOKEN = re.compile(r"'[^']*'|\"[^\"]*\"|[(),]|[^\s(),'\"]+")
_PARAMETER = re.compile(r"\$[A-Za-z0-9_-]+")
_DEEPEST = 40
"""Conditions and blocks inside each other; text that nests them deeper is no policy."""


@dataclass(frozen=True, slots=True)
class Test:
    """`destination in NAME` and its like, with the line that says it."""

    words: tuple[str, ...]
    line: Line


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class All:
    """Conditions that must all hold."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Conditions of which one must hold."""

    parts: tuple["Condition", ...]


Condition = Test | Not | All | Any


@dataclass(frozen=True, slots=True)
class Action:
    """`set`, `pass`, `drop`, `done`, `apply` and their like."""

    words: tuple[str, ...]
    line: Line


@dataclass(frozen=True, slots=True)
class If:
    """Branches in order, each with its condition, and what is done when none holds."""

    branches: tuple[tuple[Condition, tuple["Statement", ...]], ...]
    otherwise: tuple["Statement", ...]
    line: Line


Statement = Action | If


@dataclass(frozen=True, slots=True)
class RoutePolicy:
    """A policy as it stands, with the names of its parameters."""

    name: str
    parameters: tuple[str, ...]
    statements: tuple[Statement, ...]
    line: Line


class _Words:
    """The tokens of a policy; a line ends an action unless a bracket is open."""

    def __init__(self, lines: Sequence[Line], values: Mapping[str, str]) -> None:
        self.tokens: list[tuple[str, Line, bool]] = []
        depth = 0
        for line in lines:
            found = _TOKEN.findall(_PARAMETER.sub(lambda name: values.get(name[0], name[0]), line.text))
            for i, word in enumerate(found):
                depth += (word == "(") - (word == ")")
                self.tokens.append((word, line, i == len(found) - 1 and depth <= 0))
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def take(self, wanted: str = "") -> tuple[str, Line, bool]:
        if self.at >= len(self.tokens) or (wanted and self.peek() != wanted):
            raise ValueError(f"{wanted or 'a word'} is missing")
        self.at += 1
        return self.tokens[self.at - 1]


def parsed(lines: Sequence[Line], values: Mapping[str, str]) -> tuple[Statement, ...]:
    """The statements of the lines of a policy, `values` put in place of its parameters. Raises ValueError.

    >>> text = ["if destination in A and not med eq 5 then", "set med 7", "endif", "pass"]
    >>> first, second = parsed([Line(each, n, each.split()) for n, each in enumerate(text)], {})
    >>> isinstance(first, If) and [action.words for action in first.branches[0][1]], second.words
    ([('set', 'med', '7')], ('pass',))
    """
    words = _Words(lines, values)
    found = _statements(words, 0)
    if words.peek():
        raise ValueError(f"{words.peek()!r} belongs to nothing")
    return found


def _statements(words: _Words, depth: int) -> tuple[Statement, ...]:
    if depth > _DEEPEST:
        raise ValueError("nested too deep")
    found: list[Statement] = []
    while (word := words.peek()) and word not in ("else", "elseif", "endif"):
        found.append(_if(words, depth) if word == "if" else _action(words))
    return tuple(found)


def _if(words: _Words, depth: int) -> If:
    _, line, _ = words.take("if")
    branches = []
    otherwise: tuple[Statement, ...] = ()
    while True:
        condition = _condition(words, 0)
        words.take("then")
        branches.append((condition, _statements(words, depth + 1)))
        word, _, _ = words.take()
        if word == "elseif":
            continue
        if word == "else":
            otherwise = _statements(words, depth + 1)
            words.take("endif")
        return If(tuple(branches), otherwise, line)


def _action(words: _Words) -> Action:
    word, line, last = words.take()
    told = [word]
    while not last and words.peek() not in ("else", "elseif", "endif", "if", ""):
        word, _, last = words.take()
        told.append(word)
    return Action(tuple(told), line)


def _condition(words: _Words, depth: int) -> Condition:
    if depth > _DEEPEST:
        raise ValueError("nested too deep")
    parts = [_conjunction(words, depth)]
    while words.peek() == "or":
        words.take()
        parts.append(_conjunction(words, depth))
    return parts[0] if len(parts) == 1 else Any(tuple(parts))


def _conjunction(words: _Words, depth: int) -> Condition:
    parts = [_negation(words, depth)]
    while words.peek() == "and":
        words.take()
        parts.append(_negation(words, depth))
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _negation(words: _Words, depth: int) -> Condition:
    if depth > _DEEPEST:
        raise ValueError("nested too deep")
    if words.peek() == "not":
        words.take()
        return Not(_negation(words, depth + 1))
    if words.peek() == "(":
        words.take()
        inner = _condition(words, depth + 1)
        words.take(")")
        return inner
    told: list[str] = []
    _, line, _ = words.tokens[words.at] if words.at < len(words.tokens) else words.take()
    open_ = 0
    while (word := words.peek()) and (open_ or word not in ("and", "or", "then", ")")):
        open_ += (word == "(") - (word == ")")
        told.append(words.take()[0])
    if not told:
        raise ValueError("a condition is missing")
    return Test(tuple(told), line)
