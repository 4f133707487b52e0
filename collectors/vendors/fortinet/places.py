"""What becomes of the lines of a block that its reader leaves: by table and option, as the tables of this OS say."""

from collections.abc import Callable
from functools import lru_cache

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.tree import Line
from collectors.vendors.fortinet.blocks import Block, nothing, settle
from collectors.vendors.fortinet.options import DEFAULTS, UNMODELLED_OPTIONS
from collectors.vendors.fortinet.options_ignored import IGNORED_OPTIONS
from models.source import Status

BlockReader = Callable[[Block, Draft], None]


def reading(read: BlockReader) -> Reader:
    """A reader of one table, which places what it leaves."""

    def run(line: Line, draft: Draft) -> None:
        if isinstance(line, Block):
            try:
                read(line, draft)
            finally:
                place(line)

    return run


def place(block: Block) -> None:
    """Place all lines of a block that are still unread, then the block itself."""
    for child in block.children:
        if child.status is Status.UNKNOWN and (found := found_place(child, block.path)):
            mark(child, *found)
        if isinstance(child, Block):
            place(child)
        else:
            for more in child.children:
                more.status, more.feature = child.status, child.feature
    settle(block)


def found_place(line: Line, path: str) -> tuple[Status, str] | None:
    """The place of a setting, or of a nested table as a whole; None where no table of this OS names it."""
    if isinstance(line, Block):
        name = line.path.removeprefix(f"{path} ") if line.words[0] == "config" else ""
        return _listed(path, f"config {name}") if name else None
    if len(line.words) < 2:
        return None
    verb, option = line.words[0], line.words[1]
    if verb == "unset":
        return Status.IGNORED, "default"
    if verb != "set":
        return None
    if nothing(line):
        return Status.IGNORED, "default"
    if option in DEFAULTS.get(path, {}) and " ".join(line.words[2:]) in DEFAULTS[path][option]:
        return Status.IGNORED, "default"
    return _listed(path, option)


@lru_cache(maxsize=1 << 13)
def _listed(path: str, option: str) -> tuple[Status, str] | None:
    keys = [option, *(f"{option[:at]}-*" for at, sign in enumerate(option) if sign == "-"), f"*-{option.rpartition('-')[2]}"]
    for table, status in ((UNMODELLED_OPTIONS, Status.NOT_MODELLED), (IGNORED_OPTIONS, Status.IGNORED)):
        for context in (path, "*"):
            rules = table.get(context, {})
            for key in keys:
                if feature := rules.get(key):
                    return status, feature
    return None


def mark(line: Line, status: Status, feature: str) -> None:
    """Give a line and all below it that is still unread one place."""
    line.status, line.feature = status, feature
    for child in line.walk():
        if child.status is Status.UNKNOWN:
            child.status, child.feature = status, feature
