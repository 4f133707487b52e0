"""Access lists of IOS XR: those of its family but for the words of groups. Object groups of networks and ports."""

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.filters.acl_parts import groups, port_number, prefix_wildcard, range_wildcards, take_ports, wildcard
from collectors.ioslike.filters.acls import acl_reader
from collectors.tree import Line
from models.filters import Ports, Wildcard
from models.source import Status

_PORT_GROUPS = "port groups"
"""Scratch: name → the words of the ports that a group stands for."""


def _access_list(family: int) -> Reader:
    shared = acl_reader(family)

    def read(line: Line, draft: Draft) -> None:
        for child in line.children:
            child.words = _plain(child.words, draft)
        shared(line, draft)

    return read


def _plain(words: list[str], draft: Draft) -> list[str]:
    """An entry in the words of the family: `net-group X` is `object-group X`, `port-group X` is the ports themselves."""
    known = draft.scratch.get(_PORT_GROUPS, {})
    assert isinstance(known, dict)
    found: list[str] = []
    at = 0
    while at < len(words):
        word, name = words[at], words[at + 1] if at + 1 < len(words) else ""
        if word == "net-group":
            found.append("object-group")
        elif word == "port-group" and name in known:
            found += known[name]
            at += 1
        else:
            found.append(word)
        at += 1
    return found


def _object_group(line: Line, draft: Draft) -> None:
    """`object-group network ipv4 NAME`, `object-group port NAME`. One member that is not understood leaves the group unknown."""
    match line.words:
        case ["object-group", "network", "ipv4" | "ipv6" as version, name]:
            _networks(line, name, 4 if version == "ipv4" else 6, draft)
        case ["object-group", "port", name]:
            _ports(line, name, draft)


def _networks(line: Line, name: str, family: int, draft: Draft) -> None:
    line.modelled()
    known = groups(draft)
    found: list[Wildcard] = []
    for child in line.children:
        try:
            match child.words:
                case ["description", *_]:
                    child.status, child.feature = Status.IGNORED, "object group description"
                    continue
                case ["host", address]:
                    found.append(prefix_wildcard(address, family))
                case ["range", first, last] if family == 4:
                    found += range_wildcards(first, last)
                case ["object-group", other] if other in known.networks:
                    found += known.networks[other]
                case [prefix] if "/" in prefix:
                    found.append(prefix_wildcard(prefix, family))
                case [address, mask] if family == 4:
                    found.append(wildcard(address, mask))
                case _:
                    return
        except (ValueError, TypeError):
            return
        child.modelled()
    if found:
        known.networks[name] = tuple(found)


def _ports(line: Line, name: str, draft: Draft) -> None:
    """Equal ports, or one other operator: more of them are no single condition of an entry."""
    line.modelled()
    single: list[str] = []
    operators: list[list[str]] = []
    for child in line.children:
        if child.words[0] == "description":
            child.status, child.feature = Status.IGNORED, "object group description"
            continue
        try:
            ports: Ports = take_ports(list(child.words))
            if not ports:
                return
            if child.words[0] == "eq":
                single += [str(port_number(word)) for word in child.words[1:]]
            else:
                operators.append(child.words)
        except ValueError:
            return
        child.modelled()
    known = draft.scratch.setdefault(_PORT_GROUPS, {})
    assert isinstance(known, dict)
    if single and not operators:
        known[name] = ["eq", *single]
    elif len(operators) == 1 and not single:
        known[name] = operators[0]


FILTER_READERS: dict[str, tuple[str, Reader]] = {
    "ipv4 access-list": ("access list", _access_list(4)),
    "ipv6 access-list": ("access list", _access_list(6)),
    "object-group": ("object group", _object_group),
}
