"""The text of a running config: its header, the prompts around it, whether it was cut, and which OS printed it."""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from collectors.ioslike.flat import indented_again, is_flat
from collectors.tree import Line, Tree, indented
from models.source import Status

_PROMPT = re.compile(
    r"[\w.()@:/-]*[>#]\s?(?:(?:sh|show|wr|write|exit|term|terminal|more)\b.*)?"
    r"|(?:sh|show) run\S*(?: .*)?"
    r"|Building configuration\.\.\.|Current configuration : .*|Using \d+ out of \d+ bytes.*"
)
"""What a terminal shows around a running config."""
_SIZE = re.compile(r"^Current configuration : (\d+) bytes", re.MULTILINE)
_DEVICE = re.compile(r"^! device: .*\(.*\)\s*$")
HEADER_LINES = 30
_TOKEN = re.compile(r"\\.|\[[^]]*\]|.")
_SYNTAX = frozenset("^$.|?*+{}()")
REDACTED = "⟦secret:"


def ioslike_tree(text: str, file: str) -> Tree:
    """Nest a running config; what the terminal added around it (prompts, the header of IOS) is ignored on purpose.

    The comment in which EOS says its model and release is kept as a line `! device:`.
    """
    tree = indented(indented_again(text) if is_flat(text) else text, file)
    for line in (*tree.children[:4], *tree.children[-2:]):
        if line.status is Status.UNKNOWN and not line.children and _PROMPT.fullmatch(line.text):
            line.status, line.feature = Status.IGNORED, "header of the capture"
    for number, line_text in enumerate(text.split("\n", HEADER_LINES)[:HEADER_LINES], 1):
        if _DEVICE.match(line_text):
            tree.children.insert(0, Line(line_text.strip(), number, line_text.split()))
    return tree


def ended(text: str) -> bool:
    """False when a running config was clearly cut: its header is there, and its `end` or a tenth of its bytes is not.

    A config kept in a file may lack both, and then nothing shows that it was cut. A redacted text is not measured.
    """
    header = text[:2000]
    last = next((line.strip() for line in reversed(text.splitlines()) if line.strip() and not _PROMPT.fullmatch(line.strip())), "")
    size = _SIZE.search(header)
    if size is not None and REDACTED not in text:  # tokens have other lengths than the secrets had
        said, got = int(size[1]), len(text.encode()) - size.end()
        return last == "end" and got >= 0.9 * said
    printed = "Building configuration..." in header or "! Command: show running-config" in header
    return last == "end" or not printed


def telling(text: str, signs: Mapping[str, float]) -> float:
    """How well the lines of `text` fit: the sum of the weights of the patterns that some line matches, within 0 and 1."""
    beginnings = {line[:_SHORTEST] for line in text.split("\n")}
    total = sum(
        weight
        for pattern, weight in signs.items()
        if any(sign.found(text) for sign in _alternatives(pattern) if not sign.head or sign.head[:_SHORTEST] in beginnings)
    )
    return max(0.0, min(1.0, total))


_SHORTEST = 4


class _Sign(NamedTuple):
    """One alternative of a pattern, and what stands in every text that it matches: to seek that first is far quicker."""

    head: str
    """How the line begins, "" where that is not plain to see or shorter than `_SHORTEST`."""
    needed: str
    line: re.Pattern[str]

    def found(self, text: str) -> bool:
        """Whether some line of `text` fits."""
        if not self.head:
            return self.needed in text and self.line.search(text) is not None
        if text.startswith(self.head) and self.line.match(text):
            return True
        at, start = 0, f"\n{self.head}"
        while (at := text.find(start, at) + 1) > 0:
            if self.line.match(text, at):
                return True
        return False


@cache
def _alternatives(pattern: str) -> list[_Sign]:
    """The alternatives of a pattern."""
    found, depth, start, at = [], 0, 0, 0
    for sign in (*_TOKEN.findall(pattern), "|"):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            found.append(pattern[start:at])
            start = at + 1
        at += len(sign)
    return [_Sign(_head(each), _needed(each), re.compile(each, re.MULTILINE)) for each in found]


def _head(pattern: str) -> str:
    r"""The plain text behind `^` with which an alternative begins.

    >>> _head(r"^interface \S+ l2(?:transport)?"), _head(r"^vlans? x"), _head(r"^ ?sysname "), _head(r"^RP/0/")
    ('interface ', 'vlan', '', 'RP/0/')
    """
    first, *signs = _TOKEN.findall(pattern)
    head = ""
    for sign in signs if first == "^" else ():
        if sign in ("?", "*", "{"):
            head = head[:-1]
        if sign in _SYNTAX or sign[0] == "[" or (sign[0] == "\\" and sign[1].isalnum()):
            break
        head += sign[-1]
    return head if len(head) >= _SHORTEST else ""


def _needed(pattern: str) -> str:
    r"""The longest text that stands in whatever an alternative matches.

    >>> _needed(r"^interface \S+ l2(?:transport)?"), _needed(r"^ ?sysname "), _needed(r"^RP/0/"), _needed(r"\{\s*$")
    ('interface ', 'sysname ', 'RP/0/', '{')
    """
    runs, depth = [""], 0
    for sign in _TOKEN.findall(pattern):
        depth += (sign == "(") - (sign == ")")
        if sign in ("?", "*", "{"):
            runs[-1] = runs[-1][:-1]
        if depth or sign in _SYNTAX or (sign[0] == "\\" and sign[1].isalnum()) or sign[0] == "[":
            runs.append("")
        else:
            runs[-1] += sign[-1]
    return max(runs, key=len)
