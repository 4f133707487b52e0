"""Route maps. A match or an effect that the model lacks makes the term unknown where it matters."""

from collections.abc import Callable, Mapping
from ipaddress import IPv4Address

from collectors.draft import Draft
from collectors.vendors.fortinet.blocks import Block, each, whole
from collectors.vendors.fortinet.lists import permits
from collectors.vendors.fortinet.names import own
from models.policy import Match, Policy, SetAction, Term

LISTS = {
    "match-ip-address": "prefix-list", "match-ip6-address": "prefix-list", "match-ip-nexthop": "next-hop-prefix-list",
    "match-ip6-nexthop": "next-hop-prefix-list", "match-community": "community-list", "match-as-path": "as-path-list",
}  # fmt: skip
PLAIN = {"match-interface": "interface", "match-metric": "metric", "match-tag": "tag", "match-origin": "origin"}
ROUTE_TYPES = {"1": "external-1", "2": "external-2", "external-type1": "external-1", "external-type2": "external-2"}
SETS = {
    "set-local-preference": "local-preference", "set-metric": "metric", "set-weight": "weight", "set-tag": "tag",
    "set-origin": "origin", "set-ip-nexthop": "next-hop", "set-ip6-nexthop": "next-hop",
}  # fmt: skip
NOTHING: Mapping[str, tuple[str, ...]] = {
    "match-flags": (), "set-flags": (), "match-origin": ("none",), "set-origin": ("none",), "match-community-exact": ("disable",),
    "set-community-additive": ("disable",), "set-aspath-action": ("prepend",), "set-atomic-aggregate": ("disable",),
    "set-ip6-nexthop": ("::",), "set-ip-nexthop": (str(IPv4Address(0)),), "match-route-type": ("", "none"),
}  # fmt: skip
"""Options with values by which they say nothing; () is any value."""


def read_route_maps(block: Block, draft: Draft) -> None:
    """`config router route-map`."""

    def one(entry: Block, draft: Draft) -> None:
        entry.word("comments")
        terms: list[Term] = []
        for table in entry.tables("rule"):
            each(table, lambda rule, draft: terms.append(_term(rule, draft)), draft)
            table.done()
        name = own(entry.vdom, entry.name)
        ordered = sorted(terms, key=lambda term: int(term.name))
        draft.policies[name] = Policy(name, tuple(ordered), "deny", draft.source(entry))

    each(block, one, draft)


def _term(entry: Block, draft: Draft) -> Term:
    whole(entry.name)
    matches: list[Match] = []
    sets: list[SetAction] = []
    for option in list(entry.sets):
        if (
            option == "action"
            or entry.sets[option].words[2:] in ([value] for value in NOTHING.get(option, ()))
            or NOTHING.get(option) == ()
        ):
            entry.values(option)
        elif option.startswith("match-"):
            if (match := _match(entry, option, draft)) is not None:
                matches.append(match)
        elif option.startswith("set-") and (action := _set(entry, option, draft)) is not None:
            sets.append(action)
    return Term(entry.name, "permit" if permits(entry) else "deny", tuple(matches), tuple(sets), source=draft.source(entry))


def _match(entry: Block, option: str, draft: Draft) -> Match | None:
    source = draft.source(entry.sets[option])
    words = tuple(entry.sets[option].words[2:])
    if option in LISTS and len(words) == 1:
        entry.values(option)
        exact = option == "match-community" and entry.is_on("match-community-exact")
        return Match(LISTS[option], (own(entry.vdom, words[0]),), exact, source)
    if option in PLAIN and words:
        entry.values(option)
        return Match(PLAIN[option], words, source=source)
    if option == "match-route-type" and words[0] in ROUTE_TYPES:
        entry.values(option)
        return Match("route-type", (ROUTE_TYPES[words[0]],), source=source)
    return None if option == "match-community-exact" else Match("unknown", (" ".join((option, *words)),), source=source)


def _set(entry: Block, option: str, draft: Draft) -> SetAction | None:
    source = draft.source(entry.sets[option])
    words = tuple(entry.sets[option].words[2:])
    split = tuple(part for word in words for part in word.split())
    if option in SETS and len(words) == 1:
        entry.values(option)
        return SetAction(SETS[option], words, source)
    if option == "set-metric-type" and words[0] in ("1", "2", "external-type1", "external-type2"):
        entry.values(option)
        return SetAction("metric-type", (words[0][-1],), source)
    if option == "set-aspath" and entry.word("set-aspath-action", "prepend") == "prepend" and all(w.isdigit() for w in split):
        entry.values(option)
        return SetAction("as-path-prepend", split, source)
    if option == "set-community":
        entry.values(option)
        more = entry.is_on("set-community-additive")
        return SetAction("community", (*(("additive",) if more else ()), *split), source)
    if option == "set-community-delete" and len(words) == 1:
        entry.values(option)
        return SetAction("community-delete", (own(entry.vdom, words[0]),), source)
    return None if option == "set-community-additive" else SetAction("unknown", (" ".join((option, *words)),), source)


def with_known_lists(draft: Draft) -> None:
    """A match of a list that is not there, or is not understood, is unknown."""
    known: Mapping[str, Callable[[str], bool]] = {
        "prefix-list": draft.prefix_lists.__contains__, "next-hop-prefix-list": draft.prefix_lists.__contains__,
        "community-list": draft.community_lists.__contains__, "as-path-list": draft.as_path_lists.__contains__,
    }  # fmt: skip
    for name, policy in list(draft.policies.items()):
        terms = tuple(
            Term(
                term.name, term.action,
                tuple(m if m.kind not in known or all(map(known[m.kind], m.values)) else Match("unknown", m.values, source=m.source)
                      for m in term.matches),
                term.sets, term.goto, term.source,
            )
            for term in policy.terms
        )  # fmt: skip
        if terms != policy.terms:
            draft.policies[name] = Policy(name, terms, policy.default, policy.source)
