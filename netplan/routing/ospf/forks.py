"""What the routes of an OSPF domain may be besides, where routers do one thing or another depending on what came first."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from netplan.routing.columns import prefix_object
from netplan.routing.ospf.areas import solve
from netplan.routing.ospf.domain import Domain, Doubt, External, Hops

Key = tuple[int, int, int]
Open = Mapping[tuple[int, Key], tuple[Doubt, str]]
"""(router, prefix) → a doubt that changes its routes, with the prefix that the doubt is about in words."""
_MANY = 48
"""So many computations are made to see what doubts change, besides one of all doubts together."""


class Forks(NamedTuple):
    """What is open, and what was not tried to see it, in words."""

    found: Open
    untried: str = ""


def forked(domain: Domain, externals: Sequence[External], hops: Hops, doubts: Collection[Doubt]) -> Forks:
    """What changes when one doubt, or all of them, are taken the other way.

    Of more doubts than can be tried, what they are about may be otherwise at every router.
    """
    if not doubts:
        return Forks({})
    found: dict[tuple[int, Key], tuple[Doubt, str]] = {}
    usual = _routes(domain, hops)
    ordered, groups = sorted(doubts), list(_apart(domain, doubts))
    tried = groups[:_MANY] if len(ordered) > 1 else []
    for fork in [*tried, ordered]:
        other = _routes(domain, solve(domain, externals, frozenset(fork))[0])
        about = {doubt.prefix: doubt for doubt in reversed(fork)}
        for router, prefix in {row[:2] for row in usual ^ other}:
            doubt = about.get(prefix, fork[0])
            found.setdefault((router, domain.prefixes[prefix]), (doubt, _words(domain, doubt)))
    left = [doubt for group in groups[_MANY:] for doubt in group]
    for doubt in left:
        for router in range(domain.routers if doubt.prefix >= 0 else 0):
            found.setdefault((router, domain.prefixes[doubt.prefix]), (doubt, _words(domain, doubt)))
    untried = f"{len(left)} of {len(ordered)} things that OSPF may do or not, depending on what came first, were not tried singly"
    return Forks(found, untried if left else "")


def _apart(domain: Domain, doubts: Collection[Doubt]) -> Iterator[list[Doubt]]:
    """The doubts in groups that can be tried at once: those about prefixes of which no other route hangs, one of each prefix."""
    through = {prefix for held in domain.gateways.values() for prefix in held}
    of_prefix: dict[int, list[Doubt]] = defaultdict(list)
    for doubt in sorted(doubts):
        if doubt.prefix < 0 or doubt.prefix in through:
            yield [doubt]
        else:
            of_prefix[doubt.prefix].append(doubt)
    for at in range(max(map(len, of_prefix.values()), default=0)):
        yield [of_one[at] for of_one in of_prefix.values() if at < len(of_one)]


def renamed(domain: Domain, hops: Hops, others: Hops, doubt: Doubt) -> Open:
    """What is not the same with other forwarding addresses."""
    changed = {row[:2] for row in _routes(domain, hops) ^ _routes(domain, others)}
    return {(router, domain.prefixes[prefix]): (doubt, "") for router, prefix in changed}


def _routes(domain: Domain, hops: Hops) -> frozenset[tuple[int, ...]]:
    keep = hops.prefix < domain.real
    columns = (hops.router, hops.prefix, hops.kind, hops.metric, hops.arc, hops.port, hops.external)
    return frozenset(zip(*(column[keep].tolist() for column in columns), strict=True))


def _words(domain: Domain, doubt: Doubt) -> str:
    if doubt.prefix < 0:
        return ""
    family, network, length = domain.prefixes[doubt.prefix]
    return str(prefix_object(family, network, length))
