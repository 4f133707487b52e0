"""NAT rules that translate sources: to the address of a port, or to one of a pool. The first rule that a packet fits decides.

Ports of the zones that translated packets go to are outside, all others inside. Rules that translate destinations, or sources one
by one, are left as not modelled, and what crosses is unknown as long as there is one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from ipaddress import IPv4Address

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.paloalto_panos.names import edit
from collectors.vendors.paloalto_panos.objects import objects_of
from collectors.vendors.paloalto_panos.places import attempt, yes
from collectors.vendors.paloalto_panos.rules import products, services, side, zones_named
from models.filters import Acl, AclRule
from models.nat import NatKind, NatPool, NatRule
from models.policy import Match, Policy, Term
from models.source import Source, Status

READ = frozenset(
    {"from", "to", "source", "destination", "service", "nat-type", "to-interface", "disabled", "description", "tag", "group-tag",
     "source-translation"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """What becomes of a source: nothing (kind None), the address of a port, or one of a pool."""

    kind: NatKind | None = None
    pool: str = ""
    interface: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: between which zones (None is any), for which packets, and what it does."""

    incoming: frozenset[str] | None
    outgoing: frozenset[str] | None
    packets: tuple[AclRule, ...]
    way: Way
    source: Source


def translate(system: Statement, vsys: str, zones: list[str], draft: Draft) -> None:
    """All NAT rules of a virtual system."""
    rules: list[Rule] = []
    table = system.get("rulebase", "nat", "rules")
    if table is None:
        return
    for entry in table.each():
        attempt(entry, partial(_rule, vsys=vsys, rules=rules), draft)
    ports = {zone: [port.name for port in draft.interfaces.values() if port.zone == zone and port.addresses] for zone in zones}
    hidden = [rule for rule in rules if rule.way.kind is not None]
    outside = {zone for rule in hidden for zone in zones if rule.outgoing is None or zone in rule.outgoing}
    if any(outside & (rule.incoming if rule.incoming is not None else set()) for rule in hidden) or outside == set(zones):
        for entry in table.each():  # a port would be inside and outside
            entry.mark(Status.UNKNOWN, "")
        return
    table.modelled()
    if hidden:
        for zone, names in ports.items():
            for name in names:
                edit(draft, name, nat="outside" if zone in outside else "inside")
    for one in (zone for zone in zones if zone not in outside):
        for other in sorted(outside):
            _between(one, other, rules, ports, draft)


def _between(one: str, other: str, rules: list[Rule], ports: dict[str, list[str]], draft: Draft) -> None:
    """The rules from one zone to another, as lists of the packets that each way is for."""
    held = [
        rule
        for rule in rules
        if (rule.incoming is None or one in rule.incoming) and (rule.outgoing is None or other in rule.outgoing)
    ]
    for at, way in enumerate(dict.fromkeys(rule.way for rule in held if rule.way.kind is not None)):
        first = next(rule for rule in held if rule.way == way)
        name = f"NAT {one} > {other} {at + 1}"
        lines = [replace(line, permit=rule.way == way) for rule in held for line in rule.packets]
        numbered = tuple(replace(line, sequence=10 * (n + 1)) for n, line in enumerate(lines))
        draft.acls[name] = Acl(name, numbered, empty_permits=False, source=first.source)
        for vrf in sorted({draft.interfaces[port].vrf for port in ports[one]}):
            for port in ports[other]:
                _fact(name, port, vrf, (one, other), way, first.source, draft)


def _fact(acl: str, port: str, vrf: str, zones: tuple[str, str], way: Way, source: Source, draft: Draft) -> None:
    name = f"{acl} {port}"
    matches = (Match("interface", (port,), source=source), Match("access-list", (acl,), source=source))
    draft.policies[name] = Policy(name, (Term("10", "permit", matches, source=source),), source=source)
    assert way.kind is not None
    draft.nat_rules.append(
        NatRule(way.kind, pool=way.pool, interface=way.interface, policy=name, vrf=vrf, zones=zones, source=source)
    )


def _rule(entry: Statement, draft: Draft, vsys: str, rules: list[Rule]) -> None:
    if yes(entry, "disabled"):
        entry.mark(Status.MODELLED, "NAT")
        return
    if (entry.value("nat-type") or "ipv4") != "ipv4" or (entry.value("to-interface") or "any") != "any":
        raise ValueError("NAT between families, or by one port")
    if any(child.word not in READ for child in entry.each()):
        raise ValueError("more than a translation of sources")
    for word in ("description", "group-tag"):
        entry.value(word)
    entry.all("tag")
    incoming, outgoing = zones_named(entry.all("from"), vsys), zones_named(entry.all("to"), vsys)
    kinds, strange = services(entry, vsys, draft)
    one, other = side(entry, "source", vsys, 4, draft), side(entry, "destination", vsys, 4, draft)
    marks = ", ".join(filter(None, (*strange, one.unknown, other.unknown)))
    source = draft.source(entry)
    way = _way(entry, vsys, draft)
    for part in entry.each():
        part.modelled()
    rules.append(Rule(incoming, outgoing, tuple(products(True, one, other, kinds, marks, 4, source)), way, source))


def _way(entry: Statement, vsys: str, draft: Draft) -> Way:
    """What a rule does. Raises ValueError for what the model does not have."""
    if (part := entry.get("source-translation")) is None:
        return Way()
    if (own := part.get("dynamic-ip-and-port", "interface-address")) is not None:
        port, address = own.value("interface"), own.value("ip")
        stated = (
            [str(each.ip) for each in draft.interfaces[port].addresses if each.ip.version == 4] if port in draft.interfaces else []
        )
        if len(stated) != 1 or set(own.index) - {"interface", "ip"} or address not in ("", *stated):
            raise ValueError("an address that the config does not tell")
        found = Way(NatKind.OVERLOAD, interface=port)
    else:
        ways = [(word, kind) for word, kind in _POOLS if part.get(word, "translated-address") is not None]
        if len(ways) != 1 or part.get(ways[0][0], "fallback") is not None:
            raise ValueError("sources one by one, or two pools")
        found = Way(ways[0][1], pool=_pool(part.all(ways[0][0], "translated-address"), vsys, draft, draft.source(entry)))
    for line in (part, *_inside(part)):
        line.modelled()
    return found


_POOLS = (("dynamic-ip-and-port", NatKind.OVERLOAD), ("dynamic-ip", NatKind.DYNAMIC))


def _inside(part: Statement) -> Iterator[Statement]:
    return (line for line in part.walk() if isinstance(line, Statement))


def _pool(names: tuple[str, ...], vsys: str, draft: Draft, source: Source) -> str:
    """The pool of some addresses that are one range."""
    found = objects_of(draft, vsys).all(names, 4)
    if found.unknown or found.wildcards or len(found.spans) != 1:
        raise ValueError("addresses that are no range")
    low, high = found.spans[0]
    name = f"{IPv4Address(low)}-{IPv4Address(high)}"
    draft.nat_pools[name] = NatPool(name, IPv4Address(low), IPv4Address(high), source)
    return name
