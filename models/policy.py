"""Facts about routing policy: route maps and policy statements in one form, and the lists that they use.

A policy is a list of terms, tried in order. A term applies when *all* of its matches hold; a match
holds when *any* of its values does. A term's action ends the policy ("permit", "deny") or goes on
("next-term": it is permitted unless a later term denies it, "next-policy", "" and "skip" = keep what was set and decide
nothing). What happens when no term decides is `Policy.default`: "deny" for a route map, "next" for a policy statement of a chain.
"""

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network

from models.source import NOWHERE, Source


@dataclass(frozen=True, slots=True)
class Match:
    """One condition. `kind` says how `values` are read:

    prefix-list, access-list, community-list, as-path-list, next-hop-prefix-list, next-hop-access-list,
    large-community-list, ext-community-list: names of lists; policy: names of policies (all of a chain);
    prefix: "10.0.0.0/8 ge 16 le 24" ranges; route-filter: the same, of which the longest prefix that holds the route alone
    decides; protocol, interface, neighbor, tag, metric, local-preference,
    route-type, area, instance (a VRF), level, to-level (of IS-IS), as-path-length, origin: plain values;
    community: literal communities; unknown: text that is not modelled, so that the term's answer is unknown.
    `exact` asks a community match to be the whole set.
    """

    kind: str
    values: tuple[str, ...] = ()
    exact: bool = False
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class SetAction:
    """One effect. `kind` says how `values` are read:

    local-preference, metric ("+5" and "-5" add), weight, tag, origin, next-hop ("self", "peer-address",
    "discard" or an address), metric-type, distance: one plain value; as-path-prepend: AS numbers; as-path-remove: "all";
    community ("additive" as first value keeps the old ones), community-delete (a list's name),
    ext-community, large-community: communities, "none" removes all; vector: the five values of an EIGRP metric;
    unknown: text that is not modelled.
    """

    kind: str
    values: tuple[str, ...] = ()
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a policy. `goto` names the term to go on with for action "goto" (`continue 30`), and for "skip"."""

    name: str
    action: str
    matches: tuple[Match, ...] = ()
    sets: tuple[SetAction, ...] = ()
    goto: str = ""
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Policy:
    """A route map or policy statement."""

    name: str
    terms: tuple[Term, ...] = ()
    default: str = "deny"
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PrefixRule:
    """One line of a prefix list: prefixes inside `prefix` whose length is from `low` to `high`."""

    permit: bool
    prefix: IPv4Network | IPv6Network
    low: int
    high: int
    sequence: int = 0
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PrefixList:
    """A prefix list; what no rule permits is denied. An empty list that is referred to permits all on most OSes."""

    name: str
    rules: tuple[PrefixRule, ...] = ()
    family: int = 4
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class CommunityRule:
    """One line of a community list: all of `communities` are present, or (`regex`) a community text matches."""

    permit: bool
    communities: tuple[str, ...] = ()
    regex: str = ""
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class CommunityList:
    """A community list. `kind` is "standard", "extended" (route targets and the like) or "large".

    Communities are written "65000:1"; well-known ones by name (no-export, no-advertise, local-as).
    """

    name: str
    rules: tuple[CommunityRule, ...] = ()
    kind: str = "standard"
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AsPathRule:
    """One line of an AS-path list: a regular expression in the vendor's own form (`_` on IOS-like systems)."""

    permit: bool
    regex: str
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AsPathList:
    """An AS-path list. `style` is "cisco" (characters, `_` is a boundary) or "junos" (whole AS numbers)."""

    name: str
    rules: tuple[AsPathRule, ...] = ()
    style: str = "cisco"
    source: Source = field(default=NOWHERE, compare=False, repr=False)
