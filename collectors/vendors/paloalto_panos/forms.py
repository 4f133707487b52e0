"""The three forms of a PAN-OS config as one tree: `set` lines, the braces of `show config running`, and XML.

What stands on the device itself is put at the top (`network`, `deviceconfig`, `mgt-config`, `shared`), and what belongs to a
virtual system below `vsys NAME`: the `set` lines of a device with one system leave that out.
"""

import re
from collections.abc import Iterator

from collectors.braces import Builder, Statement, open_blocks, quoted, statements
from collectors.tree import Line, Tree
from collectors.vendors.paloalto_panos.lines import plain
from collectors.vendors.paloalto_panos.markup import elements, whole
from models.source import Status

FIRST = "vsys1"
"""The virtual system that is always there."""
DEVICE = ("network", "deviceconfig", "mgt-config", "shared", "vsys", "device-group", "template", "template-stack", "panorama",
          "readonly", "log-collector", "log-collector-group", "platform", "predefined", "reports", "logging")  # fmt: skip
"""What stands beside virtual systems, not in one."""
WRAPPERS = ("config", "devices")
_LONGEST = 400
"""Lines that one quoted value may span."""
_XML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:config|response|!DOCTYPE)\b", re.S)


def is_xml(text: str) -> bool:
    """Whether a config is in its XML form."""
    return bool(_XML.match(text[:4000].lstrip("\ufeff")))


def nest(text: str, file: str) -> Tree:
    """Read any form."""
    if is_xml(text):
        return _placed(elements(text)).tree(file)
    lines, further = _joined(text.splitlines())
    found = plain(lines, DEVICE, WRAPPERS, ("vsys", FIRST)) or _placed(statements("\n".join(lines)))
    found.seen |= {number: found.seen[first] for number, first in further.items() if first in found.seen}
    return found.tree(file)


def _placed(found: Builder) -> Builder:
    """The same statements where they belong."""
    root = Statement("", 0)
    _gather(found, found.root, root)
    return Builder(root, found.loose, found.made, found.seen)


def _joined(lines: list[str]) -> tuple[list[str], dict[int, int]]:
    """`set` lines whose quoted values have several lines (certificates, banners) as one; the further ones, by the first."""
    further: dict[int, int] = {}
    at = 0
    while at < len(lines):
        if lines[at].startswith("set ") and lines[at].count('"') % 2:
            last = next((n for n in range(at + 1, min(at + _LONGEST, len(lines))) if lines[n].count('"') % 2), 0)
            if last and not any(line.startswith("set ") for line in lines[at + 1 : last + 1]):
                lines[at] = " ".join(lines[at : last + 1])
                further |= dict.fromkeys(range(at + 2, last + 2), at + 1)
                lines[at + 1 : last + 1] = [""] * (last - at)
                at = last
        at += 1
    return lines, further


def ended(text: str) -> bool:
    """XML is complete, braces are closed, no quoted word is open, and no pager asks to go on."""
    if is_xml(text):
        return whole(text)
    lines = [line for line in text.splitlines() if line.strip()]
    return bool(lines) and not lines[-1].startswith("lines ") and lines[-1].count('"') % 2 == 0 and open_blocks(text) == 0


def _gather(found: Builder, top: Statement, root: Statement) -> None:
    """Move statements to where they belong, whatever they stood below."""
    for child in list(top.index.values()):
        if child.word in WRAPPERS and child.index:
            outer = [child] if child.word == "config" else [child, *child.index.values()]
            found.loose += [Line(at.text, at.number, at.words, [], Status.MODELLED, "structure") for at in outer]
            for below in outer if child.word == "config" else outer[1:]:
                _gather(found, below, root)
        elif child.word in DEVICE:
            _put(root, child)
        else:
            _put(root.add("vsys", child.number).add(FIRST, child.number), child)


def _put(top: Statement, moved: Statement) -> None:
    """Put a statement below another, joined with the one that is there."""
    known = top.index.get(moved.word)
    if known is None:
        top.index[moved.word] = moved
        top.children.append(moved)
        _rename(moved, top.text)
    else:
        known.children.append(Line(moved.text, moved.number, moved.words))
        for child in list(moved.index.values()):
            _put(known, child)


def _rename(statement: Statement, above: str) -> None:
    """Say the whole path in the text of a statement, and of all below it."""
    statement.text = f"{above} {quoted(statement.word)}".lstrip()
    for child in statement.index.values():
        _rename(child, statement.text)


def entries(statement: Statement | None) -> Iterator[Statement]:
    """The active statements below one that may be absent."""
    return statement.each() if statement is not None else iter(())
