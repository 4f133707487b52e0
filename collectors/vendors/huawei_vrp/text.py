"""The text of a VRP config: sections between lines `#`, some of which are indented as a whole."""

import re

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.tree import Line, Tree, indented
from models.source import Status

_PROMPT = re.compile(r"[<\[~*]*[\w.()-]+[>\]]\s*(?:dis\S* (?:cur|sav)\S*.*|quit|return)?|dis\S* (?:cur|sav)\S*(?: .*)?")
_VERSION = re.compile(r"!Software Version \S.*")


def vrp_tree(text: str, file: str) -> Tree:
    """Nest a config. A section that begins with a space holds lines of the top, which older releases print so."""
    lines = text.splitlines()
    first = True
    inside = 0
    for at, line in enumerate(lines):
        if line.rstrip() == "#":
            first = True
        elif line.strip():
            if first:
                inside, first = len(line) - len(line.lstrip()), False
            lines[at] = line[min(inside, len(line) - len(line.lstrip())) :]
    tree = indented("\n".join(lines), file, comment="#", banners=())
    for top in tree.children:
        if not top.children and (top.text == "return" or _PROMPT.fullmatch(top.text)):
            top.status, top.feature = Status.IGNORED, "end of the config" if top.text == "return" else "header of the capture"
    _headers(tree.children)
    return tree


def _headers(lines: list[Line]) -> None:
    """`header login information "` goes on over lines of free text, up to the next quotation mark."""
    open_ = False
    for line in lines:
        begins = not open_ and line.words[0] == "header" and line.text.count('"') == 1
        if open_:
            for each in (line, *line.walk()):
                each.status, each.feature = Status.IGNORED, "banner"
            open_ = '"' not in line.text
        open_ = open_ or begins


def vrp_ended(text: str) -> bool:
    """A whole config ends with `return`; one that never shows it may come from elsewhere."""
    shown = "!Software Version" in text[:2000] or "!Last configuration" in text[:4000]
    return not shown or bool(re.search(r"^return\s*$", text[-2000:], re.MULTILINE))


def whole(read: Reader) -> Reader:
    """A reader that leaves a line unread when words are missing."""

    def reader(line: Line, draft: Draft) -> None:
        try:
            read(line, draft)
        except IndexError:
            return

    return reader


def release(line: Line) -> str:
    """The release that a header names, "" for another line."""
    return line.words[-1] if _VERSION.fullmatch(line.text) else ""
