"""`nat` of release 8.3 and later: rules of their own (twice NAT), and rules of objects.

Cisco, ASA firewall configuration guide, "NAT rule order": section 1 in the order of the config, section 2 with the rules of objects
(static before dynamic, few addresses before many), section 3 with those behind `after-auto`. The first rule that fits is taken.

Facts are asked in the order static before dynamic. So a dynamic rule gets a list that leaves out what rules before it take; a rule
that cannot be put so, or has conditions that facts do not know, is no fact: it stays "known but not modelled".
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv4Network
from itertools import pairwise

from collectors.draft import Draft
from collectors.vendors.cisco_asa.names import ports_by_zone
from collectors.vendors.cisco_asa.nat_words import Addresses, Rule, object_rule, twice_rule
from collectors.vendors.cisco_asa.objects import kept_nat, objects
from models.filters import Acl, AclRule
from models.nat import NatKind, NatPool, NatRule
from models.source import Status


@dataclass(frozen=True, slots=True)
class _Fact:
    """A rule with what it becomes."""

    rule: Rule
    facts: tuple[NatRule, ...] = ()
    pool: NatPool | None = None


def finish_nat(draft: Draft) -> None:
    """The facts of all rules, in order. Ports are marked inside and outside when every rule is a fact and no port is both."""
    found: list[Rule] = []
    understood = True
    for line, name in kept_nat(draft):
        if "inactive" in line.text.partition(" description ")[0].split():
            line.modelled()
            continue
        rule = object_rule(line, name, objects(draft)) if name else twice_rule(line, objects(draft))
        understood = understood and rule is not None
        found += [rule] if rule is not None else []
    before: list[Rule] = []
    for rule in sorted(found, key=_order):
        made = _made(rule, before, len(before) + 1, draft)
        before.append(rule)
        if made is None:
            understood = False
            continue
        rule.line.modelled()
        draft.nat_rules += made.facts
        if made.pool is not None:
            draft.nat_pools[made.pool.name] = made.pool
    if understood and draft.nat_rules:
        _mark(draft)


def _order(rule: Rule) -> tuple[int, bool, int, int]:
    """The place of a rule: of objects static before dynamic, then by number of addresses and the lowest of them."""
    if rule.section != 2:
        return rule.section, False, 0, 0
    return 2, not rule.static, sum(w.mask + 1 for w in rule.local), min(w.address for w in rule.local)


def _made(rule: Rule, before: list[Rule], number: int, draft: Draft) -> _Fact | None:
    """The facts of a rule behind others; None when they cannot be said."""
    source = draft.source(rule.line)
    met = [other for other in before if other.meets(rule)]
    if rule.same:
        return _Fact(rule)
    if rule.static:
        if any(other.same or not other.static for other in met) or rule.far:
            return None
        return _static(rule, NatRule(NatKind.STATIC, zones=rule.zones, both_ways=True, source=source), draft)
    name = f"nat {number}"
    lines = [AclRule(False, sources=other.local, destinations=other.far) for other in met if other.same or not other.static]
    lines.append(AclRule(True, sources=rule.local, destinations=rule.far))
    rules = tuple(replace(each, sequence=10 * (at + 1), source=source) for at, each in enumerate(lines))
    start = NatRule(NatKind.OVERLOAD, name, zones=rule.zones, both_ways=True, source=source)
    if rule.outer == ():
        port = ports_by_zone(draft).get(rule.zones[1])
        if port is None:
            return None
        made = _Fact(rule, (replace(start, interface=port),))
    else:
        ends = _ends(rule.outer)
        if ends is None:
            return None
        one = ends[0] == ends[1] or rule.ports
        pool = NatPool(name, *ends, source)
        made = _Fact(rule, (replace(start, kind=NatKind.OVERLOAD if one else NatKind.DYNAMIC, pool=name),), pool)
    draft.acls[name] = Acl(name, rules, 4, "extended", False, source)
    return made


def _static(rule: Rule, start: NatRule, draft: Draft) -> _Fact | None:
    if rule.service is not None:
        protocol, inside, outside = rule.service
        fact = replace(start, kind=NatKind.PORT, protocol=protocol, local_port=inside, outer_port=outside)
        if len(rule.local) != 1 or rule.local[0].mask:
            return None
        fact = replace(fact, local=_network(rule.local[0].address, 0))
        if rule.outer == ():
            port = ports_by_zone(draft).get(rule.zones[1])
            return _Fact(rule, (replace(fact, interface=port),)) if port else None
        return _Fact(rule, (replace(fact, outer=_network(rule.outer[0].address, 0)),)) if len(rule.outer) == 1 else None
    pairs = list(zip(rule.local, rule.outer, strict=False))
    if len(rule.local) != len(rule.outer) or any(one.mask != other.mask for one, other in pairs):
        return None
    made = (
        replace(start, local=_network(one.address, one.mask), outer=_network(other.address, other.mask)) for one, other in pairs
    )
    return _Fact(rule, tuple(made))


def _network(address: int, mask: int) -> IPv4Network:
    return IPv4Network((address, 32 - mask.bit_length()))


def _ends(addresses: Addresses) -> tuple[IPv4Address, IPv4Address] | None:
    """The first and last of addresses without a gap."""
    ordered = sorted(addresses, key=lambda each: each.address)
    for one, other in pairwise(ordered):
        if one.address + one.mask + 1 != other.address:
            return None
    return IPv4Address(ordered[0].address), IPv4Address(ordered[-1].address + ordered[-1].mask)


def _mark(draft: Draft) -> None:
    """Which ports are inside and outside. Where a port is both, the last rules about it are no facts."""
    outside = {rule.zones[1] for rule in draft.nat_rules}
    inside = {zone for rule in draft.nat_rules for zone in _inside(rule, outside, draft)}
    if inside & outside or "" in outside:
        for line, _ in kept_nat(draft):
            line.status, line.feature = Status.NOT_MODELLED, "NAT"
        return
    for zone, name in ports_by_zone(draft).items():
        side = "outside" if zone in outside else "inside" if zone in inside else ""
        if side and name in draft.interfaces:
            draft.interfaces[name] = replace(draft.interfaces[name], nat=side)


def _inside(rule: NatRule, outside: set[str], draft: Draft) -> Iterator[str]:
    yield from [rule.zones[0]] if rule.zones[0] else (zone for zone in ports_by_zone(draft) if zone not in outside)
