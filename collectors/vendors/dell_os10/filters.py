"""Access lists of OS10, whose entries are brought to the words of its family, and lists on what is sent to the switch itself."""

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.filters.acls import acl_reader
from collectors.tree import Line
from models.source import Status

_UNDECIDING = ("count", "log", "byte")


def _list(family: int) -> Reader:
    read = acl_reader(family)

    def reader(line: Line, draft: Draft) -> None:
        for child in line.children:
            child.words = _entry(child.words)
        read(line, draft)

    return reader


def _entry(words: list[str]) -> list[str]:
    """An entry as its family writes it; options that only count and tell are left out.

    >>> _entry("seq 10 permit ipv6 any any count".split())
    ['seq', '10', 'permit', 'ipv6', 'any', 'any']
    >>> _entry(["seq", "5", "remark", "log", "this"])
    ['seq', '5', 'remark', 'log', 'this']
    """
    if "remark" in words[:3] or "description" in words[:1]:
        return words
    return [word for word in words if word not in _UNDECIDING]


def _control_plane(line: Line, draft: Draft) -> None:
    """`control-plane` with `ip access-group NAME mgmt in` (who manages it) or `data in` (routing too)."""
    line.status, line.feature = Status.IGNORED, "control plane policing"
    for child in line.children:
        if child.words[1:2] == ["access-group"]:
            managed = child.words[3:4] == ["mgmt"]
            child.status = Status.NOT_MODELLED
            child.feature = "filter of management access" if managed else "control-plane filter"


ACCESS_LISTS: dict[str, tuple[str, Reader]] = {
    "ip access-list": ("access list", _list(4)),
    "ipv6 access-list": ("access list", _list(6)),
    "control-plane": ("control plane policing", _control_plane),
}
