"""Facts that name addresses which move: with the new ones beside the old, and later without the old.

Renumbering without a flag day (RFC 4192) means that every reference exists twice for a while.
`with_twins` adds to each list of a fact what stands for the new addresses; `without_old` takes the
old entries away; `pointed_at_new` changes what can only have one value (a next hop, a BGP peer).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from ipaddress import ip_address, ip_network
from itertools import product
from typing import TypeVar

from models.change import Fact
from models.filters import Acl, AclRule, Wildcard
from models.interfaces import Interface
from models.policy import Policy, PrefixList, PrefixRule
from models.routing import BgpAggregate, BgpNetwork, BgpProcess, OspfNetwork, OspfProcess, OspfRange, Prefix
from models.services import Service
from models.source import NOWHERE
from netplan.planner.renaming import Renaming, inside, prefix_of

R = TypeVar("R", OspfRange, BgpNetwork, BgpAggregate)


def with_twins(fact: Fact, names: Renaming) -> Fact:
    """`fact` with the new addresses named wherever a list names old ones. Interface addresses are left as they are."""
    match fact:
        case Acl():
            return replace(
                fact, rules=_renumbered([r for rule in fact.rules for r in (rule, *_rule_twins(rule, names))], fact.rules)
            )
        case PrefixList():
            rules = [r for rule in fact.rules for r in (rule, *_entry_twins(rule, names))]
            return replace(fact, rules=_renumbered(rules, fact.rules))
        case Policy():
            return _in_matches(fact, lambda values: tuple(v for value in values for v in (value, *_range_twins(value, names))))
        case OspfProcess():
            areas = tuple(replace(area, ranges=_twinned(area.ranges, names)) for area in fact.areas)
            networks = _network_twins(fact.networks, names)
            return replace(fact, networks=networks, areas=areas, summaries=_twinned(fact.summaries, names))
        case BgpProcess():
            return replace(fact, networks=_twinned(fact.networks, names), aggregates=_twinned(fact.aggregates, names))
        case Interface():
            new = tuple(n for ip in fact.helpers if (n := names.address(ip)) is not None and n not in fact.helpers)
            return replace(fact, helpers=fact.helpers + new)
        case _:
            return fact


def without_old(fact: Fact, names: Renaming) -> Fact:
    """`fact` without the entries that name nothing but addresses that have moved away."""

    def gone(prefix: Prefix) -> bool:
        return names.move_of(prefix) is not None

    def stays(wildcards: tuple[Wildcard, ...]) -> tuple[Wildcard, ...]:
        return tuple(w for w in wildcards if w.mask & (w.mask + 1) or not gone(prefix_of(w)))

    match fact:
        case Acl():
            rules = []
            for rule in fact.rules:
                sources, destinations = stays(rule.sources), stays(rule.destinations)
                if (rule.sources and not sources) or (rule.destinations and not destinations):
                    continue  # an empty set would mean "any"
                rules.append(replace(rule, sources=sources, destinations=destinations))
            return replace(fact, rules=tuple(rules))
        case PrefixList():
            return replace(fact, rules=tuple(rule for rule in fact.rules if not gone(rule.prefix)))
        case Policy():
            return _in_matches(fact, lambda values: tuple(v for v in values if (p := _range_prefix(v)) is None or not gone(p)))
        case OspfProcess():
            areas = tuple(replace(area, ranges=tuple(r for r in area.ranges if not gone(r.prefix))) for area in fact.areas)
            networks = tuple(n for n in fact.networks if n.wildcard is not None or not gone(n.prefix))
            return replace(fact, networks=networks, areas=areas, summaries=tuple(r for r in fact.summaries if not gone(r.prefix)))
        case BgpProcess():
            return replace(
                fact,
                networks=tuple(n for n in fact.networks if not gone(n.prefix)),
                aggregates=tuple(a for a in fact.aggregates if not gone(a.prefix)),
            )
        case Interface():
            return replace(fact, helpers=tuple(ip for ip in fact.helpers if names.address(ip) is None))
        case _:
            return fact


def pointed_at_new(fact: Fact, names: Renaming) -> Fact:
    """`fact` with its single addresses (BGP peers, update sources, next hops of policies) changed to the new ones."""
    match fact:
        case BgpProcess():
            neighbors = []
            for n in fact.neighbors:
                address = names.address(n.address) if n.address is not None else None
                listen = names.network(n.listen_range) if n.listen_range is not None else None
                source = _text(n.update_source, names)
                neighbors.append(
                    replace(n, address=address or n.address, listen_range=listen or n.listen_range, update_source=source)
                )
            return replace(fact, neighbors=tuple(neighbors))
        case Policy():
            terms = []
            for term in fact.terms:
                sets = tuple(
                    replace(s, values=tuple(_text(v, names) for v in s.values)) if s.kind == "next-hop" else s for s in term.sets
                )
                terms.append(replace(term, sets=sets))
            return replace(fact, terms=tuple(terms))
        case _:
            return fact


def service_twin(service: Service, names: Renaming) -> Service | None:
    """The same service at its new address; None when it does not move."""
    target = _text(service.target, names)
    return replace(service, target=target, source=NOWHERE) if target != service.target else None


def _text(text: str, names: Renaming) -> str:
    """An address or prefix in text form, renamed; other text as it is."""
    try:
        new = names.network(ip_network(text)) if "/" in text else names.address(ip_address(text))
    except ValueError:
        return text
    return str(new) if new is not None else text


def _rule_twins(rule: AclRule, names: Renaming) -> Iterator[AclRule]:
    """The rules that stand for `rule` once either end, or both, has moved."""
    ends = [_end(rule.sources, names), _end(rule.destinations, names)]
    for sources, destinations in list(product(*ends))[1:]:
        yield replace(rule, sources=sources, destinations=destinations, source=NOWHERE)


def _end(wildcards: tuple[Wildcard, ...], names: Renaming) -> list[tuple[Wildcard, ...]]:
    """One end as it is, then what can stand in its place: one wildcard a rule, or a set as a whole."""
    new = [n for w in wildcards for n in names.wildcards(w) or () if n not in wildcards]
    if len(wildcards) > 1 and new:
        return [wildcards, tuple(new)]
    return [wildcards, *((n,) for n in new)]


def _entry_twins(rule: PrefixRule, names: Renaming) -> Iterator[PrefixRule]:
    own = names.network(rule.prefix)
    if own is not None:
        shorter = rule.prefix.prefixlen - own.prefixlen
        yield replace(rule, prefix=own, low=rule.low - shorter, high=max(rule.high - shorter, own.prefixlen), source=NOWHERE)
        return
    for move in names.within(rule.prefix):
        if rule.prefix.prefixlen > 0 and rule.high >= move.new.prefixlen and not inside(move.new, rule.prefix):
            yield replace(rule, prefix=move.new, low=max(rule.low, move.new.prefixlen), source=NOWHERE)


def _range_prefix(value: str) -> Prefix | None:
    try:
        return ip_network(value.split()[0])
    except (ValueError, IndexError):
        return None


def _range_twins(value: str, names: Renaming) -> Iterator[str]:
    prefix = _range_prefix(value)
    new = names.network(prefix) if prefix is not None else None
    if new is not None:
        yield " ".join([str(new), *value.split()[1:]])


def _in_matches(policy: Policy, edit: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Policy:
    terms = []
    for term in policy.terms:
        matches = tuple(replace(m, values=edit(m.values)) if m.kind in ("prefix", "route-filter") else m for m in term.matches)
        terms.append(replace(term, matches=matches))
    return replace(policy, terms=tuple(terms))


def _network_twins(networks: tuple[OspfNetwork, ...], names: Renaming) -> tuple[OspfNetwork, ...]:
    """Network statements with one more for each moved block that no statement of the same area covers yet."""
    result: list[OspfNetwork] = []
    for network in networks:
        result.append(network)
        if network.wildcard is not None:
            continue
        own = names.network(network.prefix)
        new = [own] if own is not None else [m.new for m in names.within(network.prefix)]
        for block in new:
            if not any(n.area == network.area and n.wildcard is None and inside(block, n.prefix) for n in (*networks, *result)):
                result.append(OspfNetwork(block, network.area))
    return tuple(result)


def _twinned(entries: tuple[R, ...], names: Renaming) -> tuple[R, ...]:
    known = {entry.prefix for entry in entries}
    result: list[R] = []
    for entry in entries:
        result.append(entry)
        new = names.network(entry.prefix)
        if new is not None and new not in known:
            result.append(replace(entry, prefix=new, source=NOWHERE))
    return tuple(result)


S = TypeVar("S", AclRule, PrefixRule)


def _renumbered(rules: Iterable[S], old: tuple[S, ...]) -> tuple[S, ...]:
    """Rules with sequence numbers that keep their order: new ones go into the gaps, or all are numbered anew by tens."""
    every = list(rules)
    if all(rule.sequence == 0 for rule in old):
        return tuple(every)
    result: list[S] = []
    known = {id(rule) for rule in old}
    for at, rule in enumerate(every):
        last = result[-1].sequence if result else 0
        result.append(rule if id(rule) in known else replace(rule, sequence=last + 1))
        following = next((r.sequence for r in every[at + 1 :] if id(r) in known), None)
        if following is not None and result[-1].sequence >= following:
            return tuple(replace(rule, sequence=10 * (n + 1)) for n, rule in enumerate(every))
    return tuple(result)
