"""One term of a policy statement: `from` and `to` as matches, `then` as sets and an action."""

from ipaddress import ip_network

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.juniper_junos.prefixes import list_ranges, prefix_range
from models.policy import Match, SetAction, Term
from models.source import Status

PROTOCOLS = {"direct": "connected", "ospf2": "ospf"}
PLAIN = ("tag", "metric", "local-preference", "area", "origin", "route-type", "interface", "neighbor", "next-hop", "level")
PREFIXES = ("prefix-list", "prefix-list-filter", "route-filter")
COMMUNITIES = {"standard": "community", "extended": "ext-community", "large": "large-community"}
MATCHED = {"standard": "community-list", "extended": "ext-community-list", "large": "large-community-list"}
NUMBERS = {"local-preference": "local-preference", "metric": "metric", "tag": "tag", "preference": "distance"}
SIGNS = {"add": "+", "subtract": "-"}
HOPS = {"self": "self", "peer-address": "peer-address", "discard": "discard", "reject": "discard"}
REST = "np-rest"
"""A last term of this name that rejects all is how a policy that denies the rest is written; it is read as that default."""
NO_EFFECT = ("load-balance", "trace", "priority", "damping", "class", "forwarding-class", "destination-class", "source-class")
"""What a term may do that changes no route."""


def term_of(at: Statement, name: str, draft: Draft) -> Term:
    """Read `from`, `to` and `then` below `at`. What is not modelled becomes an "unknown" match or set."""
    if name:
        at.modelled()
    matches = [*_from(at, draft)]
    for direction in at.below("to"):
        if direction.word == "level":
            direction.modelled()
            matches.append(Match("to-level", direction.all(), source=draft.source(direction)))
        else:
            matches.append(Match("unknown", (direction.text.partition(" to ")[2],), source=draft.source(direction)))
    action, sets = _then(at, draft)
    return Term(name, action, tuple(matches), tuple(sets), source=draft.source(at))


def _from(at: Statement, draft: Draft) -> list[Match]:
    found: list[Match] = []
    given = at.get("from")
    if given is None:
        return found
    kinds = [kind for kind in PREFIXES if given.get(kind)]
    for condition in given.each():
        match = _condition(condition, draft)
        if match is None or (condition.word in kinds and len(kinds) > 1):
            match = Match("unknown", (condition.text.partition(" from ")[2],), source=draft.source(condition))
        else:
            for line in (condition, *condition.walk()):
                line.modelled()
        found.append(match)
    return found


def _condition(condition: Statement, draft: Draft) -> Match | None:
    """One condition with all its values; None when it is not modelled."""
    values = [value.word for value in condition.each()]
    source = draft.source(condition)
    plain = not any(value.index for value in condition.each())
    match condition.word:
        case "protocol" if plain:
            return Match("protocol", tuple(PROTOCOLS.get(value, value) for value in values), source=source)
        case "route-filter" | "route-filter-list":
            return _route_filter(condition, draft)
        case "prefix-list" if plain:
            return Match("prefix-list", tuple(values), source=source)
        case "prefix-list-filter":
            return _list_filter(condition, draft)
        case "community" if plain and all(value in draft.community_lists for value in values):
            kinds = {draft.community_lists[value].kind for value in values}
            return Match(MATCHED[kinds.pop()], tuple(values), source=source) if len(kinds) == 1 else None
        case "as-path" | "as-path-group" if plain:
            return Match("as-path-list", tuple(values), source=source)
        case "instance" if plain:
            return Match("instance", tuple("default" if value == "master" else value for value in values), source=source)
        case "policy" if plain and len(values) == 1:
            return Match("policy", tuple(values), source=source)
        case "family" if values == ["inet"]:
            return Match("prefix", ("0.0.0.0/0 ge 0 le 32",), source=source)
        case "family" if values == ["inet6"]:
            return Match("prefix", ("::/0 ge 0 le 128",), source=source)
        case word if word in PLAIN and plain:
            return Match(word, tuple(values), source=source)
    return None


def _list_filter(condition: Statement, draft: Draft) -> Match | None:
    ranges: list[str] = []
    for name in condition.each():
        for how in name.each():
            if how.index or (found := list_ranges(name.word, how.word, draft)) is None:
                return None
            ranges.extend(found)
    return Match("prefix", tuple(ranges), source=draft.source(condition)) if ranges else None


def _route_filter(condition: Statement, draft: Draft) -> Match | None:
    """All route filters of a term. Junos looks at the longest one that covers a route only: told where that matters."""
    ranges: list[str] = []
    for prefix in condition.each():
        for how in prefix.each():
            arguments = [argument.word for argument in how.each()]
            if len(arguments) > 1 or any(argument.index for argument in how.each()):
                return None
            text = prefix_range(prefix.word, how.word, arguments[0] if arguments else "")
            if not text:
                return None
            ranges.append(text)
    kind = "route-filter" if _shadowed(ranges) else "prefix"
    return Match(kind, tuple(ranges), source=draft.source(condition)) if ranges else None


def _shadowed(ranges: list[str]) -> bool:
    """Whether a longer filter takes routes away from a shorter one that would accept them.

    >>> _shadowed(["10.0.0.0/8 ge 8 le 32", "10.1.0.0/16"]), _shadowed(["10.0.0.0/8", "10.1.0.0/16"])
    (True, False)
    """
    parsed = []
    for text in ranges:
        words = text.split()
        network = ip_network(words[0])
        low, high = (int(words[2]), int(words[4])) if len(words) > 1 else (network.prefixlen, network.prefixlen)
        parsed.append((network, low, high))
    if len(parsed) > 400:
        return True
    for inner, low, high in parsed:
        for outer, least, most in parsed:
            if outer.version == inner.version and outer.prefixlen < inner.prefixlen and most >= inner.prefixlen:
                inside = int(inner.network_address) >> (inner.max_prefixlen - outer.prefixlen)
                same = inside == int(outer.network_address) >> (outer.max_prefixlen - outer.prefixlen)
                if same and not (low <= max(least, inner.prefixlen) and most <= high):
                    return True
    return False


def _then(at: Statement, draft: Draft) -> tuple[str, list[SetAction]]:
    action, sets = "", []
    for effect in at.below("then"):
        word, values = effect.word, [value.word for value in effect.each()]
        if word in ("accept", "reject"):
            action = "permit" if word == "accept" else "deny"
        elif word == "next" and values[:1] in (["term"], ["policy"]):
            action = action or f"next-{values[0]}"
        elif word in NO_EFFECT:
            effect.mark(Status.IGNORED, "policy details")
            continue
        elif found := _effects(effect, values, draft):
            sets.extend(found)
        else:
            sets.append(SetAction("unknown", (effect.text.rpartition(" then ")[2],), draft.source(effect)))
            continue
        for line in (effect, *effect.walk()):
            line.modelled()
    return action, sets


def _effects(effect: Statement, values: list[str], draft: Draft) -> list[SetAction]:
    """One effect; [] when it is not modelled. Several community operations are done in the order given."""
    word, source = effect.word, draft.source(effect)
    if word == "community":
        done = [_community(how.word, name.word, draft, name) for how in effect.each() for name in how.each()]
        return [each for each in done if each] if all(done) else []
    if len(values) != 1:
        return []
    [value] = values
    deeper = [child.word for child in effect.index[value].each()]
    if word in NUMBERS and not deeper and value.isdigit():
        return [SetAction(NUMBERS[word], (value,), source)]
    if word in NUMBERS and value in SIGNS and len(deeper) == 1 and deeper[0].isdigit():
        return [SetAction(NUMBERS[word], (SIGNS[value] + deeper[0],), source)]
    if word == "next-hop" and not deeper:
        return [SetAction("next-hop", (HOPS.get(value, value),), source)]
    if word == "as-path-prepend" and not deeper and all(part.isdigit() for part in value.split()):
        return [SetAction("as-path-prepend", tuple(value.split()), source)]
    if word == "as-path-expand" and value == "last-as":
        count = [number.word for number in effect.below("last-as", "count")] or ["1"]
        return [SetAction("as-path-prepend-last", (count[0],), source)]
    if word == "origin" and value in ("igp", "egp", "incomplete") and not deeper:
        return [SetAction("origin", (value,), source)]
    if word == "external" and value == "type" and deeper and deeper[0] in ("1", "2"):
        return [SetAction("metric-type", (deeper[0],), source)]
    return []


def _community(how: str, name: str, draft: Draft, at: Statement) -> SetAction | None:
    """`community add NAME`: the members of the named community, as far as they are not patterns."""
    known = draft.community_lists.get(name)
    if known is None or how not in ("add", "+", "set", "=", "delete", "-"):
        return None
    source = draft.source(at)
    if how in ("delete", "-"):
        return SetAction("community-delete", (name,), source) if known.kind == "standard" else None
    members = tuple(member for rule in known.rules for member in rule.communities)
    if not members or any(rule.regex for rule in known.rules):
        return None
    return SetAction(COMMUNITIES[known.kind], (("additive", *members) if how in ("add", "+") else members), source)
