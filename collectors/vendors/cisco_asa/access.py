"""Access lists, one entry a line, and where they are applied (`access-group`).

An entry that is not understood still takes its place in the list, as a rule that may match anything. One list may hold entries of
both address families: `any` is of both, an address of its own.
"""

from dataclasses import dataclass, field, replace
from typing import cast

from collectors.draft import Draft
from collectors.tree import Line
from collectors.vendors.cisco_asa.names import ports_by_zone
from collectors.vendors.cisco_asa.objects import ANY4, ANY6, Objects, Service, host, objects, subnet, take_ports
from collectors.vendors.cisco_asa.words import icmp_type, protocol_numbers
from models.filters import Acl, AclRule, Wildcard
from models.source import Source, Status

SIX = " (ipv6)"
"""Marks the rules of a list for IPv6."""
_WITH_PORTS = ((6,), (17,), (6, 17), (132,))
_LEVELS = (
    "default",
    "disable",
    "emergencies",
    "alerts",
    "critical",
    "errors",
    "warnings",
    "notifications",
    "informational",
    "debugging",
)


@dataclass(slots=True)
class Lists:
    """The rules of each list in order, and the applied lists by zone, way and the line that says so ("" is every zone)."""

    rules: dict[str, list[AclRule]] = field(default_factory=dict)
    source: dict[str, Source] = field(default_factory=dict)
    standard: set[str] = field(default_factory=set)
    applied: dict[tuple[str, str], str] = field(default_factory=dict)


def lists(draft: Draft) -> Lists:
    """The access lists that `draft` has met."""
    found = draft.scratch.get("access lists")
    if found is None:
        found = draft.scratch["access lists"] = Lists()
    return cast(Lists, found)


def read_entry(line: Line, draft: Draft) -> None:
    """`access-list NAME extended permit …`, `standard`, `remark`."""
    known = lists(draft)
    match line.words:
        case ["access-list", _, "remark", *_]:
            line.status, line.feature = Status.IGNORED, "access list remark"
            return
        case ["access-list", name, "extended" | "standard" as kind, "permit" | "deny" as action, *rest]:
            pass
        case ["access-list", name, "permit" | "deny" as action, *rest]:
            kind = "extended"
        case _:
            return
    source = draft.source(line)
    held = known.rules.setdefault(name, [])
    known.source.setdefault(name, source)
    next_ = 10 * (len(held) + 1)
    if rest[-1:] == ["inactive"]:
        line.modelled()
        return
    try:
        if kind == "standard":
            known.standard.add(name)
            rules = [AclRule(action == "permit", sources=_standard(rest, objects(draft)), sequence=next_, source=source)]
        else:
            rules = _rules(AclRule(action == "permit", sequence=next_, source=source), list(rest), objects(draft), draft)
    except (ValueError, IndexError):
        rules = [AclRule(action == "permit", sequence=next_, unmodelled=" ".join(rest), source=source)]
    held += rules
    line.status = Status.NOT_MODELLED if any(rule.unmodelled for rule in rules) else Status.MODELLED


def _standard(words: list[str], known: Objects) -> tuple[Wildcard, ...]:
    """A standard list has netmasks, and names destinations of routes."""
    match [known.address(word) for word in words]:
        case ["any" | "any4"]:
            return (ANY4,)
        case ["host", address]:
            return (host(address),)
        case [address, mask]:
            return (subnet(address, mask),)
    raise ValueError("no address")


def _rules(start: AclRule, words: list[str], known: Objects, draft: Draft) -> list[AclRule]:
    """The rules of one entry; several when it names a group of services or of messages. Raises ValueError."""
    services = _services(words, known)
    plain = all(not (each.source_ports or each.destination_ports or each.icmp) for each in services)
    with_ports = plain and all(each.protocols in _WITH_PORTS for each in services)
    sources = _take_address(words, known, draft)
    source_ports = _take_ports(words, known) if with_ports else ()
    destinations = _take_address(words, known, draft)
    destination_ports = _take_ports(words, known) if with_ports else ()
    if plain and len(services) == 1 and services[0].protocols in ((1,), (58,)):
        services = _messages(words, services[0].protocols, known)
    rest = _options(words)
    return [
        AclRule(
            start.permit, each.protocols, sources, destinations, source_ports or each.source_ports,
            destination_ports or each.destination_ports, each.icmp, sequence=start.sequence + 10 * at, unmodelled=rest,
            source=start.source,
        )
        for at, each in enumerate(services)
    ]  # fmt: skip


def _services(words: list[str], known: Objects) -> tuple[Service, ...]:
    """Take the protocol, or the object that names services, off the front. Raises ValueError."""
    match words:
        case ["object" | "object-group", name, *_]:
            del words[:2]
            if (protocols := known.protocols.get(name)) is not None:
                return tuple(Service((number,)) for number in protocols)
            found = known.services.get(name)
            if not found:
                raise ValueError(f"{name} is not defined, or not understood")
            return found
        case [word, *_]:
            del words[0]
            return (Service(protocol_numbers(word)),)
    raise ValueError("a protocol is missing")


def _take_address(words: list[str], known: Objects, draft: Draft) -> tuple[Wildcard, ...]:
    """Take an address specification off the front; () is any address of any family. Raises ValueError."""
    found: tuple[Wildcard, ...] = ()
    match words:
        case ["any", *_]:
            size = 1
        case ["any4", *_]:
            size, found = 1, (ANY4,)
        case ["any6", *_]:
            size, found = 1, (ANY6,)
        case ["host", address, *_]:
            size, found = 2, (host(known.address(address)),)
        case ["object" | "object-group", name, *_]:
            size, found = 2, known.network(name)
        case ["interface", zone, *_]:
            size, found = 2, _own(zone, draft)
        case [prefix, *_] if "/" in prefix:
            size, found = 1, (subnet(prefix),)
        case [address, mask, *_]:
            size, found = 2, (subnet(known.address(address), mask),)
        case _:
            raise ValueError("an address is missing")
    del words[:size]
    return found


def _own(zone: str, draft: Draft) -> tuple[Wildcard, ...]:
    """The addresses of the device on a named port."""
    port = draft.interfaces.get(ports_by_zone(draft).get(zone, ""))
    if port is None or port.dhcp or not port.addresses:
        raise ValueError(f"the address of {zone} is not known")
    return tuple(host(str(address.ip.ip)) for address in port.addresses)


def _take_ports(words: list[str], known: Objects) -> tuple[tuple[int, int], ...]:
    """Take ports off the front, or a group of ports; a group of something else is left there."""
    match words:
        case ["object-group", name, *_] if name in known.ports:
            del words[:2]
            found = known.ports[name]
            if found is None:
                raise ValueError(f"{name} is not understood")
            return found
    return take_ports(words)


def _messages(words: list[str], protocols: tuple[int, ...], known: Objects) -> tuple[Service, ...]:
    """The ICMP messages behind the addresses: one, a group of them, or all."""
    match words:
        case ["object-group", name, *_]:
            del words[:2]
            found = known.messages.get(name)
            if found is None:
                raise ValueError(f"{name} is not understood")
            return tuple(Service(protocols, icmp=message) for message in found)
        case [word, *_] if word not in ("log", "time-range", "inactive"):
            kind = icmp_type(words.pop(0), protocols[0])
            code = int(words.pop(0)) if words and words[0].isdecimal() else -1
            if code > 255:
                raise ValueError("an ICMP code is at most 255")
            return (Service(protocols, icmp=(kind, code)),)
    return (Service(protocols),)


def _options(words: list[str]) -> str:
    """The options that the model does not know, as text; logging changes nothing."""
    if words[:1] == ["log"]:
        rest = [word for word in words[1:] if word not in _LEVELS and not word.isdecimal() and word != "interval"]
        return " ".join(rest)
    return " ".join(words)


def read_group(line: Line, draft: Draft) -> None:
    """`access-group NAME in|out interface ZONE` and `access-group NAME global`; that of traffic to the device is not modelled."""
    known = lists(draft)
    match line.words:
        case ["access-group", name, "in" | "out" as way, "interface", zone] if zone in ports_by_zone(draft):
            known.applied[zone, way] = name
        case ["access-group", name, "global"]:
            known.applied["", "in"] = name
        case _:
            return
    line.modelled()


def both(draft: Draft, name: str, parts: list[list[AclRule]]) -> None:
    """Make a list of each address family from the rules of several."""
    found = parts[0]
    if len(parts) > 1:
        found = [replace(rule, sequence=10 * (at + 1)) for at, rule in enumerate(rule for part in parts for rule in part)]
    first = lists(draft).source.get(name) or next((rule.source for rule in found), draft.default())
    draft.acls[name] = Acl(name, tuple(found), 4, "extended", False, first)
    draft.acls[name + SIX] = Acl(name + SIX, tuple(found), 6, "extended", False, first)


def finish_lists(draft: Draft) -> None:
    """Put the rules into lists. A list that only names addresses of IPv4 has none for IPv6, unless a port takes it."""
    known = lists(draft)
    applied = set(known.applied.values())
    for name, rules in known.rules.items():
        if name in applied:
            both(draft, name, [rules])
        elif rules and all(wildcard.family == 6 for rule in rules for wildcard in (*rule.sources, *rule.destinations)):
            draft.acls[name] = Acl(name, tuple(rules), 6, "extended", False, known.source[name])
        else:
            kind = "standard" if name in known.standard else "extended"
            draft.acls[name] = Acl(name, tuple(rules), 4, kind, False, known.source[name])
