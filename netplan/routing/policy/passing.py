"""Which prefixes a chain of policies may let through, for routes of which nothing but the protocol is known.

The walk is that of `netplan.routing.policy.policies`, on sets of prefixes in place of one route. Where a term asks for
what is not known (communities, AS paths), it may apply or not: what may pass is a little more than what will, never less.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from models.device import Device
from models.filters import Acl, AclRule
from models.policy import Match, Policy, PrefixList, Term
from models.routing import Prefix
from netplan.routing.policy.candidate import Candidate
from netplan.routing.policy.lists import range_of
from netplan.routing.policy.policies import GOES_ON_IN_VAIN, Policies
from netplan.routing.policy.prefix_sets import DEFAULT, PrefixSet, collected, everything, nothing, starting

_DEPTH = 8
"""Policies that call policies."""
_SURE = frozenset({"protocol", "neighbor"})
"""What is known of a route besides its prefix; its protocol may be "", then it is not known either."""


class _Held(NamedTuple):
    """Where a condition may hold, and where it surely does."""

    may: PrefixSet
    must: PrefixSet


class Passing:
    """The policies of one device, asked about sets of prefixes of one family."""

    def __init__(self, device: Device, policies: Policies, family: int) -> None:
        self._policies, self._device, self.family = policies, device, family
        self._all, self._none = everything(family), nothing(family)
        self._lists: dict[tuple[str, str], _Held] = {}

    def through(self, names: Sequence[str], route: Candidate, default: str = "permit", filters: Sequence[Match] = ()) -> PrefixSet:
        """The prefixes that `filters` and then the policies `names` may permit; the prefix of `route` says nothing."""
        region = self._all
        for match in filters:
            region &= self._match(match, route, 0).may
        if not names:
            return region if default == "permit" else self._none
        return self._chain(names, region, default, route, 0)

    def _chain(self, names: Sequence[str], region: PrefixSet, default: str, route: Candidate, depth: int) -> PrefixSet:
        accepted = self._none
        for at, name in enumerate(names):
            policy = self._device.policies.get(name)
            if policy is None:
                region &= self._bare(name)
                if at == len(names) - 1:
                    return accepted | region
                continue
            permitted, region = self._walk(policy, region, route, depth)
            accepted |= permitted
        return accepted | region if default == "permit" else accepted

    def _walk(self, policy: Policy, region: PrefixSet, route: Candidate, depth: int) -> tuple[PrefixSet, PrefixSet]:
        """What a policy may permit, and what may go on to the next one."""
        size = len(policy.terms)
        waiting = [[region if not at else self._none, self._none] for at in range(size + 1)]
        accepted = onward = self._none
        for at, term in enumerate(policy.terms):
            if not any(waiting[at]):
                continue
            held = self._term(term, route, depth)
            later = next((i for i in range(at + 1, size) if policy.terms[i].name == term.goto), None)
            for passed in (0, 1):
                hit, rest = waiting[at][passed] & held.may, waiting[at][passed] - held.must
                waiting[at + 1][0 if self._device.suite in GOES_ON_IN_VAIN else passed] |= rest
                if term.action == "permit" or (term.action in ("goto", "skip") and later is None):
                    accepted |= hit
                elif term.action == "next-policy":
                    onward |= hit
                elif term.action in ("goto", "skip") and later is not None:
                    waiting[later][passed or int(term.action == "goto")] |= hit
                elif term.action != "deny":
                    waiting[at + 1][passed or int(term.action == "next-term")] |= hit
        left, passing = waiting[size]
        if policy.default == "next":
            return accepted, onward | left | passing
        return accepted | passing | (left if policy.default == "permit" else self._none), onward

    def _term(self, term: Term, route: Candidate, depth: int) -> _Held:
        held = _Held(self._all, self._all)
        for match in term.matches:
            one = self._match(match, route, depth)
            held = _Held(held.may & one.may, held.must & one.must)
        return held

    def _match(self, match: Match, route: Candidate, depth: int) -> _Held:
        if match.kind == "policy":
            if depth >= _DEPTH:
                return _Held(self._all, self._none)
            return _Held(self._chain(match.values, self._all, "permit", route, depth + 1), self._none)
        if match.kind in _SURE and (route.protocol or match.kind != "protocol"):
            return self._certain(self._policies.conditions.holds(match, route))
        if match.kind == "route-filter":
            return self._longest(match.values)
        if match.kind not in ("prefix", "prefix-list", "access-list"):
            return _Held(self._all, self._none)
        held = _Held(self._none, self._none)
        for value in match.values:
            one = self._range(value) if match.kind == "prefix" else self._list(match.kind, value)
            held = _Held(held.may | one.may, held.must | one.must)
        return held

    def _certain(self, answer: bool | None) -> _Held:
        return _Held(self._none if answer is False else self._all, self._all if answer else self._none)

    def _range(self, text: str) -> _Held:
        outer = range_of(text)
        if outer is None:
            return _Held(self._all, self._none)
        region = collected(self.family, (outer,))
        return _Held(region, region)

    def _longest(self, values: Sequence[str]) -> _Held:
        """Ranges of Junos: of those whose prefix holds a route the longest decide, so each takes the place of the shorter ones."""
        ranges = [found for value in values if (found := range_of(value)) is not None]
        if len(ranges) < len(values):
            return _Held(self._all, self._none)
        region = self._none
        for _, group in groupby(sorted(ranges, key=_length), key=_length):
            same = list(group)
            inside = collected(self.family, ((outer, outer.prefixlen, outer.max_prefixlen) for outer, _, _ in same))
            region = (region - inside) | collected(self.family, same)
        return _Held(region, region)

    def _list(self, kind: str, name: str) -> _Held:
        key = kind, name
        if key not in self._lists:
            if kind == "prefix-list" and (known := self._device.prefix_lists.get(name)) is not None:
                self._lists[key] = self._prefix_list(known)
            elif kind == "access-list" and (acl := self._device.acls.get(name)) is not None:
                self._lists[key] = self._acl(acl)
            else:
                ask = (
                    self._policies.conditions.prefix_list_permits
                    if kind == "prefix-list"
                    else self._policies.conditions.acl_permits
                )
                self._lists[key] = self._certain(ask(name, DEFAULT[self.family]))
        return self._lists[key]

    def _bare(self, name: str) -> PrefixSet:
        """What a list used in place of a policy may permit; one that is not defined may permit all, or nothing."""
        if name in self._device.prefix_lists:
            return self._list("prefix-list", name).may
        if name in self._device.acls:
            return self._list("access-list", name).may
        refused = self._policies.apply((name,), Candidate(DEFAULT[self.family], "bgp")).permitted is False
        return self._none if refused else self._all

    def _prefix_list(self, known: PrefixList) -> _Held:
        if not known.rules:
            return _Held(self._all, self._all)
        found = self._none
        for permit, rules in groupby(reversed(known.rules), key=lambda rule: rule.permit):
            part = collected(self.family, ((rule.prefix, rule.low, rule.high) for rule in rules))
            found = found | part if permit else found - part
        return _Held(found, found)

    def _acl(self, acl: Acl) -> _Held:
        if not acl.rules:
            return self._certain(acl.empty_permits)
        held = _Held(self._none, self._none)
        for rule in reversed(acl.rules):
            may, must = self._rule(rule, acl.kind == "extended")
            held = _Held(held.may | may, held.must | must) if rule.permit else _Held(held.may - must, held.must - may)
        return held

    def _rule(self, rule: AclRule, extended: bool) -> _Held:
        """The prefixes that a rule fits: their first address by its sources, of an extended one the mask by its destinations."""
        more = rule.unmodelled or rule.source_ports or rule.destination_ports or rule.icmp or rule.established
        odd = any(item.mask & (item.mask + 1) for item in rule.sources)
        width = 32 if self.family == 4 else 128
        lengths = [
            length
            for length in range(width + 1)
            if not extended
            or not rule.destinations
            or any((_mask(length, width) ^ d.address) & ~d.mask == 0 for d in rule.destinations)
        ]
        found = self._none
        if not rule.sources or odd:
            found = starting(self.family, 0, (1 << width) - 1, lengths)
        for item in () if odd else rule.sources:
            if item.family == self.family:
                low = item.address & ~item.mask
                found |= starting(self.family, low, low | item.mask, lengths)
        return _Held(found, self._none if more or odd else found)


def _length(found: tuple[Prefix, int, int]) -> int:
    return found[0].prefixlen


def _mask(length: int, width: int) -> int:
    return ((1 << width) - 1) ^ ((1 << (width - length)) - 1)
