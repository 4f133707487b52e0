"""NAT: `nat source` and `nat destination`, and `service nat` of EdgeOS, whose rules are of either kind.

The one port by which sources are translated is outside, all others are inside. Where several are, or a rule asks for more than
its sets of packets, the rules are left as not modelled, and what crosses those ports is unknown.
"""

from dataclasses import dataclass, replace
from ipaddress import AddressValueError, IPv4Address, IPv4Network

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.vyos.rules import Groups, Rule, read_rule
from models.filters import Acl
from models.nat import NatKind, NatPool, NatRule
from models.policy import Match, Policy, Term
from models.source import Status

RULES = "nat rules"
"""Scratch: the rules of both kinds, in order."""
SOURCE, DESTINATION, STATIC = "source", "destination", "static"
_OWN = frozenset({"translation", "exclude", "type", "outside-address", "inside-address"})
_NAMED_PORTS = 16
"""Ports that one rule may list."""


@dataclass(frozen=True, slots=True)
class Translation:
    """One rule with what it translates to: "" is nothing, "masquerade" the address of the port."""

    kind: str
    rule: Rule
    to: str
    port: str
    at: Statement

    @property
    def known(self) -> bool:
        """Whether its conditions are sets of packets."""
        return not self.rule.acl.unmodelled and not self.rule.states


def read_nat(at: Statement, draft: Draft) -> None:
    """`nat { source { rule N } destination { rule N } }`."""
    for kind in (SOURCE, DESTINATION, STATIC):
        _rules([(kind, rule) for rule in at.below(kind, "rule")], draft)


def read_service_nat(at: Statement, draft: Draft) -> None:
    """`service { nat { rule N { type masquerade } } }`."""
    found = []
    for rule in at.below("nat", "rule"):
        kind = next((child.word for child in rule.below("type")), "")
        found.append((DESTINATION if kind == "destination" else SOURCE, rule))
    _rules(found, draft)


def _rules(found: list[tuple[str, Statement]], draft: Draft) -> None:
    held = draft.scratch.setdefault(RULES, [])
    assert isinstance(held, list)
    held += sorted((pair for pair in found if pair[1].word.isdecimal()), key=lambda pair: int(pair[1].word[:9]))


def finish_nat(draft: Draft) -> None:
    """Rules and sides of ports; all are left as they are when one of them does not fit."""
    held = draft.scratch.get(RULES, [])
    assert isinstance(held, list)
    groups = draft.scratch.get("groups", Groups())
    assert isinstance(groups, Groups)
    made = [one for kind, at in held if (one := _translation(kind, at, groups, draft)) is not None]
    sources = [one for one in made if one.kind == SOURCE]
    outside = {name for one in sources for name in one.rule.outgoing or ("",)} | {
        name for one in made if one.kind != SOURCE for name in one.rule.incoming or ("",)
    }
    fits = len(outside) == 1 and outside <= draft.interfaces.keys() and all(one.known for one in made)
    if not fits or not (_hide(sources, next(iter(outside)), draft) and all(_forward(one, draft) for one in made)):
        draft.nat_rules.clear()
        for _, at in held:
            at.mark(Status.NOT_MODELLED, "nat")
        return
    draft.interfaces = {
        name: port if port.lag else replace(port, nat="outside" if name in outside else "inside")
        for name, port in draft.interfaces.items()
    }


def _translation(kind: str, at: Statement, groups: Groups, draft: Draft) -> Translation | None:
    if (rule := read_rule(at, 4, groups, draft, _OWN)) is None:
        return None
    to = at.value("translation", "address")
    port = at.value("translation", "port")
    if target := at.get("outside-address") or at.get("inside-address"):
        to, port = target.value("address"), target.value("port")
    if at.value("type") == "masquerade":
        to = "masquerade"
    for word in ("translation", "outside-address", "inside-address"):
        if more := [child.word for child in at.below(word) if child.word not in ("address", "port")]:
            rule = replace(rule, acl=replace(rule.acl, unmodelled=" ".join(more)))
    return Translation(kind, rule, "" if at.flag("exclude") else to or "?", port, at)


def _hide(sources: list[Translation], outside: str, draft: Draft) -> bool:
    """Translate sources; what an earlier rule leaves out stays as it is."""
    spared: list[Term] = []
    for one in sources:
        name = f"source NAT {one.at.word}"
        source = one.rule.acl.source
        draft.acls[name] = Acl(name, (replace(one.rule.acl, permit=True),), empty_permits=False, source=source)
        matches = (Match("interface", (outside,)), Match("access-list", (name,)))
        if not one.to:
            spared.append(Term(one.at.word, "deny", matches, source=source))
            continue
        pool = interface = ""
        if one.to == "masquerade":
            interface = outside
        else:
            first, _, last = one.to.partition("-")
            try:
                draft.nat_pools[name] = NatPool(name, IPv4Address(first), IPv4Address(last or first), source)
            except AddressValueError:
                return False
            pool = name
        if one.port:
            return False
        draft.policies[name] = Policy(name, (*spared, Term(one.at.word, "permit", matches, source=source)), source=source)
        draft.nat_rules.append(NatRule(NatKind.OVERLOAD, pool=pool, interface=interface, policy=name, source=source))
    return True


def _forward(one: Translation, draft: Draft) -> bool:
    """A port of one address to a port of another, or a static rule. Whole addresses else hold in one direction only: no fit."""
    if one.kind == SOURCE:
        return True
    acl = one.rule.acl
    try:
        local = IPv4Network(one.to)
    except ValueError:
        return False
    if acl.sources or acl.source_ports or len(acl.destinations) != 1:
        return False
    (target,) = acl.destinations
    if target.mask & (target.mask + 1):
        return False
    outer = IPv4Network((target.address, 32 - target.mask.bit_length()))
    if one.kind == STATIC:
        plain = not acl.protocols and not acl.destination_ports and local.prefixlen == outer.prefixlen
        if plain:
            draft.nat_rules.append(NatRule(NatKind.STATIC, local=local, outer=outer, source=acl.source))
        return plain
    ports = acl.destination_ports
    if (
        local.prefixlen != 32
        or outer.prefixlen != 32
        or not 0 < len(ports) <= _NAMED_PORTS
        or any(low != high for low, high in ports)
    ):
        return False
    if not acl.protocols or not set(acl.protocols) <= {6, 17} or (one.port and (len(ports) > 1 or not one.port.isdecimal())):
        return False
    for protocol in acl.protocols:
        for port, _ in ports:
            rule = NatRule(NatKind.PORT, local=local, outer=outer, protocol=protocol, outer_port=port, source=acl.source)
            draft.nat_rules.append(replace(rule, local_port=int(one.port or port)))
    return True
