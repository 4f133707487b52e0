"""The running config of IOS XR as a tree: policies and sets end with a word of their own, not with their indentation."""

import re
from collections.abc import Iterator

from collectors.ioslike.text import HEADER_LINES, ioslike_tree
from collectors.tree import Line, Tree
from collectors.vendors.cisco_xr.groups import expanded
from models.source import Status

SETS = (
    "prefix-set", "community-set", "as-path-set", "extcommunity-set", "large-community-set", "rd-set", "tag-set", "mac-set",
    "ospf-area-set", "esi-set", "etag-set",
)  # fmt: skip
_ENDS = {**dict.fromkeys(SETS, "end-set"), "route-policy": "end-policy", "policy-global": "end-global", "group": "end-group"}
_RELEASE = re.compile(r"^!! IOS XR Configuration(?: version =)? \S+", re.MULTILINE)
_CLOCK = re.compile(r"[A-Z][a-z]{2} [A-Z][a-z]{2} +\d+ \d\d:\d\d:\d\d\S* \S+")


def xr_tree(text: str, file: str) -> Tree:
    """Nest a running config. The comment that names the release is kept as a line, as is the end of each policy and set."""
    tree = ioslike_tree(text, file)
    for line in tree.children[:3]:
        if line.status is Status.UNKNOWN and not line.children and _CLOCK.fullmatch(line.text):
            line.status, line.feature = Status.IGNORED, "header of the capture"
    tree.children = list(_closed(tree.children))
    expanded(tree.children)
    for number, stated in enumerate(text.split("\n", HEADER_LINES)[:HEADER_LINES], 1):
        if found := _RELEASE.match(stated):
            tree.children.insert(0, Line(found[0], number, found[0].split()))
    return tree


def _closed(lines: list[Line]) -> Iterator[Line]:
    """The lines, those of a policy or set put below its head in one flat list, however they were indented."""
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        end = _ENDS.get(line.words[0]) if line.words else None
        if end is not None:
            last = next((i for i in range(at, len(lines)) if lines[i].words[:1] == [end] or lines[i].words[0] in _ENDS), len(lines))
            if last < len(lines) and lines[last].words == [end]:
                line.children += lines[at : last + 1]
                at = last + 1
            if end != "end-group":
                line.children = list(line.walk())
                for child in line.children:
                    child.children = []
        yield line


def ended(text: str) -> bool:
    """A running config ends with the word `end`; one that was kept in a file may lack it, and its header then."""
    last = next((line.strip() for line in reversed(text.splitlines()) if line.strip() and not line.strip().endswith("#")), "")
    printed = "Building configuration..." in text[:2000] or "!! IOS XR Configuration" in text[:2000]
    return last == "end" or not printed
