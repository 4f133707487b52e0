"""Access lists and object groups of AOS-CX, whose entries are brought to the words of its family.

An address without a mask is a host, a mask behind a slash counts the bits that must match, `any` is the protocol of all.
"""

from dataclasses import replace
from functools import lru_cache
from ipaddress import IPv4Address

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.filters.acl_parts import groups, prefix_wildcard, wildcard
from collectors.ioslike.filters.acl_words import ICMP
from collectors.ioslike.filters.acls import acl_reader, finish_acls
from collectors.ioslike.routing.routing_words import is_ip
from collectors.tree import Line
from models.filters import Wildcard
from models.values import address_number

_PORTS = {
    "snmp-trap": "162", "dhcp-server": "67", "dhcp-client": "68", "dns": "53", "imap4": "143", "radius-old": "1645",
    "radius-acct-old": "1646", "timep": "525", "cifs": "3020", "netbios": "137", "ssl": "443",
}  # fmt: skip
_OPERATORS = ("eq", "gt", "lt", "neq", "range")
_UNDECIDING = ("count", "log")
_PORT_GROUPS = "port groups"


def _list(family: int) -> Reader:
    read = acl_reader(family)

    def reader(line: Line, draft: Draft) -> None:
        for child in line.children:
            try:
                child.words = _entry(child.words, draft)
            except ValueError:
                continue  # the entry keeps its place, as one that may match anything
        read(line, draft)

    return reader


def _entry(words: list[str], draft: Draft) -> list[str]:
    """An entry as its family writes it; what is not understood stays, and marks the rule."""
    number = words[:1] if words[0].isdecimal() else []
    match words[len(number) :]:
        case ["comment", *text]:
            return [*number, "remark", *text]
        case ["permit" | "deny" as action, protocol, *rest]:
            known = draft.scratch.get(_PORT_GROUPS, {})
            assert isinstance(known, dict)
            return [*number, action, "ip" if protocol == "any" else protocol, *_rest(rest, known)]
    return words


def _rest(words: list[str], port_groups: dict[str, list[str]]) -> list[str]:
    """What stands behind the protocol: two addresses, ports behind each, options.

    >>> _rest("10.0.0.1 eq snmp-trap 10.1.0.0/255.255.0.0 count".split(), {})
    ['host', '10.0.0.1', 'eq', '162', '10.1.0.0', '0.0.255.255']
    >>> _rest("any group WEB group DB".split(), {"WEB": ["eq", "80", "443"]})
    ['any', 'eq', '80', '443', 'object-group', 'DB']
    """
    found: list[str] = []
    rest = [word for word in words if word not in _UNDECIDING]
    while rest:
        word = rest.pop(0)
        if word == "group" and rest:
            ports = port_groups.get(rest[0])
            found += ports if ports is not None else ["object-group", rest[0]]
            del rest[0]
        elif "/" in word and "." in word.partition("/")[2]:
            found += _masked(*word.split("/", 1))
        elif (word[0].isdecimal() or ":" in word) and is_ip(word):
            found += ["host", word]
        elif word in _OPERATORS:
            found.append(word)
            while rest and rest[0] in _PORTS:
                found.append(_PORTS[rest.pop(0)])
        elif word == "icmp-type" and rest:
            kind = rest.pop(0)
            code = rest[:2] if rest[:1] == ["icmp-code"] else []
            rest = rest[len(code) :]
            found += [str(ICMP[kind][0]) if code and kind in ICMP else kind, *code[1:]]
        else:
            found.append(_PORTS.get(word, word))
    return found


@lru_cache(maxsize=1 << 12)
def _masked(address: str, mask: str) -> tuple[str, str]:
    """An address and the wildcard mask that means the same as its mask."""
    return address, str(IPv4Address(address_number(mask) ^ 0xFFFFFFFF))


def _address_group(line: Line, draft: Draft) -> None:
    """`object-group ip|ipv6 address NAME`: one with a member that is not understood stays unknown, as do the rules that use it."""
    match line.words:
        case ["object-group", "ip", "address", name]:
            family = 4
        case ["object-group", "ipv6", "address", name]:
            family = 6
        case _:
            return
    found: list[Wildcard] = []
    for child in line.children:
        member = child.words[-1]
        if len(child.words) > 2 or (len(child.words) == 2 and not child.words[0].isdecimal()):
            return
        masked = family == 4 and "." in member.partition("/")[2]
        found.append(wildcard(*_masked(*member.split("/", 1))) if masked else prefix_wildcard(member, family))
    if found:
        groups(draft).networks[name] = tuple(found)
    for each in (line, *line.children):
        each.modelled()


def _port_group(line: Line, draft: Draft) -> None:
    """`object-group port NAME`: ports one by one, or one range. What mixes them stays unknown, as do the rules that use it."""
    known = draft.scratch.setdefault(_PORT_GROUPS, {})
    assert isinstance(known, dict)
    match line.words:
        case ["object-group", "port", name]:
            pass
        case _:
            return
    entries = [child.words[child.words[0].isdecimal() :] for child in line.children]
    entries = [[_PORTS.get(word, word) for word in entry] for entry in entries]
    if entries and all(entry[:1] == ["eq"] and len(entry) == 2 for entry in entries):
        known[name] = ["eq", *(entry[1] for entry in entries)]
    elif len(entries) == 1 and entries[0][:1] in (["range"], ["gt"], ["lt"]):
        known[name] = entries[0]
    else:
        return
    for each in (line, *line.children):
        each.modelled()


def finish_filters(draft: Draft) -> None:
    """Lists whose rules are in order. A list without rules denies as each does at its end."""
    finish_acls(draft)
    for name, acl in draft.acls.items():
        draft.acls[name] = replace(acl, empty_permits=False)


ACCESS_LISTS: dict[str, tuple[str, Reader]] = {
    "access-list ip": ("access list", _list(4)),
    "access-list ipv6": ("access list", _list(6)),
    "object-group ip address": ("object group", _address_group),
    "object-group ipv6 address": ("object group", _address_group),
    "object-group port": ("object group", _port_group),
}
