"""Prefixes that every router treats alike: BGP is solved once for each such class.

Two prefixes are alike when the same routers originate them with the same paths, the same aggregates cover them and every
list that a BGP policy of this network asks about a prefix answers the same for both.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import partial

from models.device import Device
from models.policy import Match
from models.routing import Prefix
from netplan.routing.bgp.speakers import Speaker
from netplan.routing.policy.lists import in_range
from netplan.routing.policy.policies import Policies

Test = Callable[[Prefix], object]


class PrefixTests:
    """The distinct questions about a prefix that the policies of some routers ask."""

    def __init__(self, found: Iterable[Speaker]) -> None:
        self._tests: dict[Hashable, Test] = {}
        for speaker in found:
            self._collect(speaker)

    def signature(self, prefix: Prefix) -> tuple[object, ...]:
        """The answers for one prefix: prefixes with equal signatures pass every policy alike."""
        return tuple(test(prefix) for test in self._tests.values())

    def _collect(self, speaker: Speaker) -> None:
        vrf = speaker.device.vrfs.get(speaker.key[1])
        names = set(f"{vrf.import_policy} {vrf.export_policy}".split()) if vrf else set()
        for neighbor in speaker.process.neighbors:
            for family in neighbor.families:
                names.update(family.policies_in, family.policies_out)
                for match in (*family.filters_in, *family.filters_out):
                    self._add(speaker.device, speaker.policies, match)
        for name in reachable(speaker.device, names):
            policy = speaker.device.policies.get(name)
            if policy is None:
                self._add(speaker.device, speaker.policies, Match("prefix-list", (name,)))
                self._add(speaker.device, speaker.policies, Match("access-list", (name,)))
                continue
            for term in policy.terms:
                for match in term.matches:
                    self._add(speaker.device, speaker.policies, match)

    def _add(self, device: Device, policies: Policies, match: Match) -> None:
        for value in match.values:
            if match.kind == "prefix":
                self._tests.setdefault(("prefix", value), partial(in_range, value))
            elif match.kind == "prefix-list" and (fact := device.prefix_lists.get(value)):
                self._tests.setdefault(("list", fact.rules), partial(policies.conditions.prefix_list_permits, value))
            elif match.kind == "access-list" and (acl := device.acls.get(value)):
                key = ("acl", acl.kind, acl.empty_permits, acl.rules)
                self._tests.setdefault(key, partial(policies.conditions.acl_permits, value))


def reachable(device: Device, names: Iterable[str]) -> set[str]:
    """Policies by name with those that they call."""
    found: set[str] = set()
    todo = list(names)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            policy = device.policies.get(name)
            for term in policy.terms if policy else ():
                todo.extend(value for match in term.matches if match.kind == "policy" for value in match.values)
    return found


def by_length(prefixes: Iterable[Prefix]) -> Iterator[Sequence[Prefix]]:
    """Prefixes of one length at a time, the longest first: an aggregate comes after all its parts."""
    lengths: dict[int, list[Prefix]] = {}
    for prefix in prefixes:
        lengths.setdefault(prefix.prefixlen, []).append(prefix)
    for length in sorted(lengths, reverse=True):
        yield sorted(lengths[length], key=lambda prefix: int(prefix.network_address))
