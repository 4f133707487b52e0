"""Access lists and object groups of IOS and EOS, entry by entry.

An entry that is not understood still takes its place in the list, as a rule that may match anything:
an answer that comes to it is unknown, and never wrong.
"""

from dataclasses import dataclass, field, replace
from typing import cast

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.filters import acl_parts
from collectors.ioslike.filters.acl_parts import Groups, ServiceEntry, groups, take_address, take_icmp, take_ports
from collectors.tree import Line
from models.filters import Acl, AclRule, Wildcard
from models.source import Status
from models.values import address_number

_STEP = 10
_NO_EFFECT = ({"log"}, {"log-input"}, set[str]())


def read_numbered(line: Line, draft: Draft) -> None:
    """`access-list 101 permit …` of IOS: each line adds to its list."""
    match line.words:
        case ["access-list", number, *rest] if number.isdecimal() and rest:
            kind = _kind(int(number))
            if kind:
                _entry(rest, line, _list(number, 4, kind, line, draft), draft)


def _kind(number: int) -> str:
    if 1 <= number <= 99 or 1300 <= number <= 1999:
        return "standard"
    return "extended" if 100 <= number <= 199 or 2000 <= number <= 2699 else ""


def acl_reader(family: int) -> Reader:
    """A reader of `ip access-list` (4) or `ipv6 access-list` (6) blocks."""

    def read(line: Line, draft: Draft) -> None:
        match line.words[2:]:
            case ["standard" | "extended" as kind, name]:
                pass
            case [name] if name not in ("log-update", "helper", "resequence"):
                kind = "extended"
            case _:
                return
        acl = _list(name, family, kind, line, draft)
        line.modelled()
        for child in line.children:
            if child.words in (["statistics", "per-entry"], ["counters", "per-entry"]):
                child.status, child.feature = Status.IGNORED, "access list counters"
            else:
                _entry(child.words, child, acl, draft)

    return read


def _list(name: str, family: int, kind: str, line: Line, draft: Draft) -> Acl:
    """The list of that name, made when it is new. Raises ValueError when a list of the other address family has the name (EOS)."""
    if name in draft.acls and draft.acls[name].family != family:
        raise ValueError(f"access list {name} exists for the other address family")
    acl = draft.acls.setdefault(name, Acl(name, family=family, kind=kind, source=draft.source(line)))
    _rules_so_far(draft).setdefault(name, _Rules())
    return acl


@dataclass(slots=True)
class _Rules:
    """The rules of a list in the order of the config, and the highest sequence number among them."""

    rules: list[AclRule] = field(default_factory=list)
    highest: int = 0


def _rules_so_far(draft: Draft) -> dict[str, _Rules]:
    return cast("dict[str, _Rules]", draft.scratch.setdefault("acl rules", {}))


def finish_acls(draft: Draft) -> None:
    """Put the rules into their lists, in the order of their sequence numbers."""
    for name, found in _rules_so_far(draft).items():
        draft.acls[name] = replace(draft.acls[name], rules=tuple(sorted(found.rules, key=lambda rule: rule.sequence)))


def _entry(words: list[str], line: Line, acl: Acl, draft: Draft) -> None:
    """Add one entry to a list: a remark, rules, or a rule that says what it is and no more."""
    so_far = _rules_so_far(draft)[acl.name]
    words = list(words)
    sequence = so_far.highest + _STEP
    if words[:1] == ["sequence"] or words[:1] == ["seq"]:
        words.pop(0)
    if words and words[0].isdecimal():
        sequence = int(words.pop(0))
    if len(words) > 2 and words[-2] == "sequence" and words[-1].isdecimal():
        sequence = int(words[-1])
        del words[-2:]
    if words[:1] == ["remark"]:
        line.status, line.feature = Status.IGNORED, "access list remark"
        return
    if words[:1] == ["no"] or not words:
        return
    try:
        rules = _rules(words, acl, groups(draft))
    except ValueError:
        rules = [AclRule(words[0] != "deny", unmodelled=" ".join(words))]
    line.status = Status.NOT_MODELLED if any(rule.unmodelled for rule in rules) else Status.MODELLED
    source = draft.source(line)
    so_far.rules += [replace(rule, sequence=sequence, source=source) for rule in rules]
    so_far.highest = max(so_far.highest, sequence)


def _rules(words: list[str], acl: Acl, known: Groups) -> list[AclRule]:
    """The rules that one entry stands for; several when it names a group of services. Raises ValueError."""
    if words[0] not in ("permit", "deny"):
        raise ValueError("neither permit nor deny")
    permit = words[0] == "permit"
    rest = words[1:]
    if acl.kind == "standard":
        sources = _standard_address(rest, acl.family, known)
        return [AclRule(permit, sources=sources, unmodelled=_options(rest))]
    if rest[:1] == ["object-group"] and len(rest) > 1 and rest[1] in known.services:
        services = known.services[rest[1]]
        del rest[:2]
    elif rest:
        services = (ServiceEntry(acl_parts.protocol_numbers(rest.pop(0))),)
    else:
        raise ValueError("a protocol is missing")
    with_ports = len(services) == 1 and bool(services[0].protocols) and set(services[0].protocols) <= acl_parts.WITH_PORTS
    sources = take_address(rest, acl.family, known)
    source_ports = take_ports(rest) if with_ports else ()
    destinations = take_address(rest, acl.family, known)
    destination_ports = take_ports(rest) if with_ports else ()
    icmp = take_icmp(rest, acl.family) if len(services) == 1 and services[0].protocols in ((1,), (58,)) else None
    established = services[0].protocols == (6,) and rest[:1] == ["established"]
    if established:
        del rest[0]
    unmodelled = _options(rest)
    return [
        AclRule(
            permit, _own_icmp(each.protocols, acl.family), sources, destinations, source_ports or each.source_ports,
            destination_ports or each.destination_ports, icmp or each.icmp, established, unmodelled=unmodelled,
        )
        for each in services
    ]  # fmt: skip


def _own_icmp(protocols: tuple[int, ...], family: int) -> tuple[int, ...]:
    """`icmp` in an IPv6 list is ICMPv6."""
    return (58,) if family == 6 and protocols == (1,) else protocols


def _standard_address(rest: list[str], family: int, known: Groups) -> tuple[Wildcard, ...]:
    """`permit 10.0.0.1` of a standard list is a host; a mask may follow."""
    match rest:
        case [address] | [address, "log"] if family == 4 and "/" not in address and address != "any":
            del rest[:1]
            return (Wildcard(address_number(address), 0),)
    return take_address(rest, family, known)


def _options(rest: list[str]) -> str:
    """The options of an entry that the model does not know, as text; logging changes nothing."""
    return "" if set(rest) in _NO_EFFECT else " ".join(rest)


def read_object_group(line: Line, draft: Draft) -> None:
    """`object-group network` and `object-group service` of IOS."""
    known = groups(draft)
    match line.words:
        case ["object-group", "network", name]:
            line.modelled()
            networks = list(known.networks.get(name, ()))
            for child in line.children:
                if child.words[0] == "description":
                    child.status, child.feature = Status.IGNORED, "object group description"
                elif (found := _network_member(child, known)) is not None:
                    networks += found
                    child.modelled()
            if _all_read(line) and networks:
                known.networks[name] = tuple(networks)
        case ["object-group", "service", name]:
            line.modelled()
            services = list(known.services.get(name, ()))
            for child in line.children:
                if child.words[0] == "description":
                    child.status, child.feature = Status.IGNORED, "object group description"
                elif (members := _service_member(child, known)) is not None:
                    services += members
                    child.modelled()
            if _all_read(line) and services:
                known.services[name] = tuple(services)


def _all_read(block: Line) -> bool:
    """A group with a member that was not understood stays unknown, and so does each rule that uses it."""
    return bool(block.children) and all(child.status in (Status.MODELLED, Status.IGNORED) for child in block.children)


def _network_member(line: Line, known: Groups) -> tuple[Wildcard, ...] | None:
    try:
        match line.words:
            case ["host", address]:
                return (acl_parts.prefix_wildcard(address, 4),)
            case ["range", first, last]:
                return acl_parts.range_wildcards(first, last)
            case ["group-object", name]:
                return known.networks.get(name)
            case ["any"]:
                return (Wildcard(0, 0xFFFFFFFF),)
            case [prefix] if "/" in prefix:
                return (acl_parts.prefix_wildcard(prefix, 4),)
            case [address, mask]:
                return (
                    acl_parts.netmask_wildcard(address, mask.removeprefix("/"))
                    if "." in mask
                    else acl_parts.prefix_wildcard(address + mask, 4),
                )
    except (ValueError, TypeError):
        return None
    return None


def _service_member(line: Line, known: Groups) -> tuple[ServiceEntry, ...] | None:
    match line.words:
        case ["group-object", name]:
            return known.services.get(name)
    rest = list(line.words)
    try:
        protocols = acl_parts.protocol_numbers(rest.pop(0))
        source_ports: tuple[tuple[int, int], ...] = ()
        destination_ports: tuple[tuple[int, int], ...] = ()
        icmp = take_icmp(rest, 4) if protocols == (1,) else None
        if set(protocols) <= acl_parts.WITH_PORTS and protocols:
            if rest[:1] == ["source"]:
                del rest[0]
                source_ports = take_ports(rest)
            if rest and rest[0] not in ("eq", "neq", "gt", "lt", "range"):
                rest.insert(0, "eq")  # a bare port is an equal one
            destination_ports = take_ports(rest)
    except ValueError:
        return None
    return None if rest else (ServiceEntry(protocols, source_ports, destination_ports, icmp),)
