"""What the routes of an OSPF domain may be besides, where routers do one thing or another depending on what came first."""

from collections.abc import Collection, Mapping, Sequence

from netplan.routing.columns import prefix_object
from netplan.routing.ospf.areas import solve
from netplan.routing.ospf.domain import Domain, Doubt, External, Hops

Key = tuple[int, int, int]
Open = Mapping[tuple[int, Key], tuple[Doubt, str]]
"""(router, prefix) → a doubt that changes its routes, with the prefix that the doubt is about in words."""


def forked(domain: Domain, externals: Sequence[External], hops: Hops, doubts: Collection[Doubt]) -> Open:
    """What changes when one doubt, or all of them, are taken the other way."""
    found: dict[tuple[int, Key], tuple[Doubt, str]] = {}
    if not doubts:
        return found
    usual = _routes(domain, hops)
    ordered = sorted(doubts)
    for fork in ([[doubt] for doubt in ordered] if len(ordered) > 1 else []) + [ordered]:
        other = _routes(domain, solve(domain, externals, frozenset(fork))[0])
        for router, prefix in {row[:2] for row in usual ^ other}:
            found.setdefault((router, domain.prefixes[prefix]), (fork[0], _words(domain, fork[0])))
    return found


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
