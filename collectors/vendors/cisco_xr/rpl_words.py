"""Tests and actions of the routing policy language as conditions and effects of the model.

What is not known becomes kind "unknown", so that an answer which rests on it is unknown too.
"""

from collections.abc import Sequence

from collectors.draft import Draft
from collectors.ioslike.routing.redistribution import PROTOCOLS
from collectors.ioslike.routing.routing_words import asn, ip, number
from collectors.vendors.cisco_xr.sets import as_path_entry, community_entry, entries, list_names, prefix_entry, sets, tag_entry
from models.interfaces import DEFAULT_VRF
from models.policy import AsPathList, CommunityList, CommunityRule, Match, SetAction
from models.source import Source

NO_EFFECT = ("path-selection", "traffic-index", "qos-group", "forward-class", "dampening", "spf-priority", "label", "label-index",
             "label-mode", "load-balance", "upf-criticality", "s-pmsi", "aigp-metric")  # fmt: skip
"""What `set` may do that changes neither which route is used nor what others are told of it."""
_METRICS = ("med", "ospf-metric", "isis-metric", "rip-metric", "metric")
_ATTRIBUTES = {
    "med": "metric", "metric": "metric", "local-preference": "local-preference", "tag": "tag", "origin": "origin",
    "next-hop": "next-hop", "as-path": "as-path", "community": "community", "extcommunity": "ext-community",
    "large-community": "large-community", "weight": "weight",
}  # fmt: skip
"""The first word of a test → the attribute that it looks at, as `written` names what an action writes."""
_WELL_KNOWN_KEPT = "numbered communities"


def looked_at(words: Sequence[str]) -> str:
    """The attribute that a test looks at, "" for what no action changes."""
    return _ATTRIBUTES.get(words[0], "")


def written(action: SetAction) -> str:
    """The attribute that an action changes."""
    return {"community-delete": "community", "as-path-prepend": "as-path", "as-path-prepend-last": "as-path"}.get(
        action.kind, action.kind
    )


def tested(words: Sequence[str], draft: Draft, source: Source) -> list[Match]:
    """The conditions that a test stands for, all of which must hold. Raises ValueError for what is not known."""
    match list(words):
        case ["destination", "in", *which] if which:
            return [_prefixes(which, "prefix-list", draft, source)]
        case ["next-hop", "in", name]:
            return [_prefixes([name], "next-hop-prefix-list", draft, source)]
        case ["as-path", "is-local"]:
            return [Match("as-path-length", ("0",), source=source)]
        case ["as-path", "length", how, count]:
            return [Match("as-path-length", (_compared(how, count),), source=source)]
        case ["as-path", "in" | "among", *which] if which:
            return [_as_paths(which, draft, source)]
        case ["as-path", "neighbor-is" | "originates-from" | "passes-through" as how, path]:
            return [_as_paths(["(", how, path, ")"], draft, source)]
        case ["community", "is-empty"]:
            return [Match("community", (), True, source)]
        case ["community" | "large-community" as word, "matches-any" | "matches-every" as how, *which] if which:
            return _communities("standard" if word == "community" else "large", how, which, draft, source)
        case ["extcommunity", "rt", "matches-any" | "matches-every" as how, *which] if which:
            return _communities("extended", how, which, draft, source)
        case ["med" | "metric" as word, how, value] if word in _METRICS:
            return [Match("metric", (_compared(how, value),), source=source)]
        case ["local-preference", how, value]:
            return [Match("local-preference", (_compared(how, value),), source=source)]
        case ["tag", "in", *which] if which:
            return [Match("tag", _tags(which, draft), source=source)]
        case ["tag", how, value]:
            return [Match("tag", (_compared(how, value),), source=source)]
        case ["origin", "is", "igp" | "egp" | "incomplete" as origin]:
            return [Match("origin", (origin,), source=source)]
        case ["protocol", "is" | "in", *which] if which:
            return [Match("protocol", _protocols(which, draft), source=source)]
        case ["route-type", "is", "type-1" | "type-2" as kind]:
            return [Match("route-type", (f"external-{kind[-1]}",), source=source)]
        case ["route-type", "is", "level-1" | "level-2" as level]:
            return [Match("level", (level[-1],), source=source)]
        case ["route-type", "is", "internal" | "local" as kind]:
            return [Match("route-type", (kind,), source=source)]
    raise ValueError("not known here")


def alternatives(words: Sequence[str], draft: Draft) -> list[tuple[str, ...]]:
    """The tests of which one must hold where a test stands for several: expressions and lengths of one AS-path set."""
    match list(words):
        case ["as-path", "in", name] if (known := sets(draft)).lengths.get(name) and ("as-path-set", name) not in known.odd:
            lengths = [("as-path", "length", how, count) for how, count in known.lengths[name]]
            return [("as-path", "among", name), *lengths]
    return []


def _compared(how: str, value: str) -> str:
    if how not in ("eq", "is", "ge", "le"):
        raise ValueError("no comparison")
    return f"{'eq' if how == 'is' else how} {number(value)}"


def _inline(which: Sequence[str]) -> list[str] | None:
    """The entries of a set in brackets, None for a name."""
    if which[0] == "(" and which[-1] == ")":
        return list(entries(" ".join(which[1:-1]).replace(" , ", ", ")))
    if len(which) != 1:
        raise ValueError("neither a set nor its name")
    return None


def _named(kind: str, name: str, draft: Draft) -> None:
    if name.startswith("$") or (kind, name) in sets(draft).odd:
        raise ValueError(f"{name} is not understood")


def _prefixes(which: Sequence[str], kind: str, draft: Draft, source: Source) -> Match:
    stated = _inline(which)
    if stated is not None:
        rules = [prefix_entry(entry) for entry in stated]
        return Match("prefix", tuple(f"{rule.prefix} ge {rule.low} le {rule.high}" for rule in rules), source=source)
    _named("prefix-set", which[0], draft)
    known = sets(draft)
    if which[0] not in known.prefixes:
        return Match(kind, (which[0],), source=source)
    names = tuple(name for name, _ in list_names(which[0], known))
    return Match(kind, names, source=source) if names else Match("prefix", (), source=source)


def _as_paths(which: Sequence[str], draft: Draft, source: Source) -> Match:
    stated = _inline(which)
    if stated is None:
        _named("as-path-set", which[0], draft)
        return Match("as-path-list", (which[0],), source=source)
    name = f"({', '.join(stated)})"
    rules = tuple(as_path_entry(entry, source) for entry in stated)
    draft.as_path_lists[name] = AsPathList(name, rules, source=source)
    return Match("as-path-list", (name,), source=source)


_LISTS = {"standard": "community-list", "extended": "ext-community-list", "large": "large-community-list"}
_SETS = {"standard": "community-set", "extended": "extcommunity-set rt", "large": "large-community-set"}


def _rules(kind: str, which: Sequence[str], draft: Draft, source: Source) -> tuple[str, list[CommunityRule]]:
    """The name and the entries of a set of communities. Raises ValueError."""
    stated = _inline(which)
    if stated is not None:
        return f"({', '.join(stated)})", [community_entry(entry, kind, source) for entry in stated]
    _named(_SETS[kind], which[0], draft)
    known = sets(draft).communities.get((kind, which[0]))
    if known is None:
        raise ValueError(f"{which[0]} is not defined")
    return which[0], known


def _communities(kind: str, how: str, which: Sequence[str], draft: Draft, source: Source) -> list[Match]:
    name, rules = _rules(kind, which, draft, source)
    if how == "matches-any":
        return [Match(_LISTS[kind], (_listed(name, rules, kind, draft, source),), source=source)]
    return [
        Match(_LISTS[kind], (_listed(f"{name} [{at}]", [rule], kind, draft, source),), source=source)
        for at, rule in enumerate(rules, 1)
    ]


def _listed(name: str, rules: list[CommunityRule], kind: str, draft: Draft, source: Source) -> str:
    """A list of these rules, made when no list of the config is that."""
    for listed in (name, f"{name} ({kind})"):
        held = draft.community_lists.setdefault(listed, CommunityList(listed, tuple(rules), kind, source))
        if held.kind == kind and held.rules == tuple(rules):
            return listed
    raise ValueError(f"{name} stands for several lists")


def _tags(which: Sequence[str], draft: Draft) -> tuple[str, ...]:
    stated = _inline(which)
    if stated is not None:
        return tuple(tag_entry(entry) for entry in stated)
    _named("tag-set", which[0], draft)
    if which[0] not in sets(draft).tags:
        raise ValueError(f"{which[0]} is not defined")
    return tuple(sets(draft).tags[which[0]])


def _protocols(which: Sequence[str], draft: Draft) -> tuple[str, ...]:
    """`protocol in (connected, bgp 65000, ospf 1)`: a process that is the only one of its protocol needs no name."""
    stated = _inline(which) if which[0] == "(" else [" ".join(which)]
    found = []
    for entry in stated or ():
        word, *process = entry.split()
        if word not in PROTOCOLS or (process and _processes(PROTOCOLS[word], draft) != set(process)):
            raise ValueError("one of several processes of a protocol")
        found.append(PROTOCOLS[word])
    return tuple(found)


def _processes(protocol: str, draft: Draft) -> set[str]:
    """The names of all processes of a protocol; those of VRFs stand behind the name of the VRF."""
    match protocol:
        case "bgp":
            return {str(process.asn) for process in draft.bgp.values()}
        case "ospf" | "ospf3":
            version = 2 if protocol == "ospf" else 3
            return {process.id.rpartition(" ")[2] for process in draft.ospf.values() if process.version == version}
        case "isis":
            return {process.id for process in draft.isis.values()}
    return set()


def done(words: Sequence[str], draft: Draft, source: Source) -> list[SetAction]:
    """The effects of an action other than `pass` and its like. Raises ValueError for what is not known."""
    match list(words):
        case ["set", word, *_] if word in NO_EFFECT:
            return []
        case ["set", word, value] if word in _METRICS:
            sign = value[:1] if value[:1] in ("+", "-") else ""
            return [SetAction("metric", (sign + str(number(value.removeprefix(sign))),), source)]
        case ["set", "local-preference" | "weight" as word, value]:
            sign = value[:1] if value[:1] in ("+", "-") else ""
            return [SetAction(word, (sign + str(number(value.removeprefix(sign))),), source)]
        case ["set", "tag", value]:
            return [SetAction("tag", (str(number(value)),), source)]
        case ["set", "administrative-distance", value]:
            return [SetAction("distance", (str(number(value, 1, 255)),), source)]
        case ["set", "eigrp-metric", *values] if len(values) == 5:
            return [SetAction("vector", tuple(str(number(value)) for value in values), source)]
        case ["set", "origin", "igp" | "egp" | "incomplete" as origin]:
            return [SetAction("origin", (origin,), source)]
        case ["set", "metric-type", "type-1" | "type-2" as kind]:
            return [SetAction("metric-type", (kind[-1],), source)]
        case ["set", "next-hop", "self" | "peer-address" | "discard" as where]:
            return [SetAction("next-hop", (where,), source)]
        case ["set", "next-hop", address]:
            return [SetAction("next-hop", (str(ip(address)),), source)]
        case ["set", "community", *which] if which:
            return [_set_communities("community", "standard", which, draft, source)]
        case ["set", "extcommunity", "rt", *which] if which:
            return [_set_communities("ext-community", "extended", which, draft, source)]
        case ["set", "large-community", *which] if which:
            return [_set_communities("large-community", "large", which, draft, source)]
        case ["delete", "community", "all"]:
            every = _listed(_WELL_KNOWN_KEPT, [CommunityRule(True, regex="_(?!65535:)[0-9]+:[0-9]+_")], "standard", draft, source)
            return [SetAction("community-delete", (every,), source)]
        case ["delete", "community", "in", *which] if which:
            name, rules = _rules("standard", which, draft, source)
            return [SetAction("community-delete", (_listed(name, rules, "standard", draft, source),), source)]
        case ["delete", "community", "not", "in", *which] if which:
            name, rules = _rules("standard", which, draft, source)
            others = [
                *(CommunityRule(False, rule.communities, rule.regex, rule.source) for rule in rules),
                CommunityRule(True, regex="."),
            ]
            return [SetAction("community-delete", (_listed(f"not {name}", others, "standard", draft, source),), source)]
        case ["prepend", "as-path", "most-recent", times]:
            return [SetAction("as-path-prepend-last", (str(number(times, 1, 63)),), source)]
        case ["prepend", "as-path", word, *times] if len(times) < 2:
            count = number(times[0], 1, 63) if times else 1
            return [SetAction("as-path-prepend", (_own_as(draft) if word == "own-as" else str(asn(word)),) * count, source)]
    raise ValueError("not known here")


def _own_as(draft: Draft) -> str:
    process = draft.bgp.get(DEFAULT_VRF)
    if process is None:
        raise ValueError("no AS of its own")
    return str(process.asn)


def _set_communities(action: str, kind: str, which: list[str], draft: Draft, source: Source) -> SetAction:
    """`set community NAME [additive]`, or a set in brackets: its members must be plain communities."""
    additive = which[-1:] == ["additive"]
    _, rules = _rules(kind, which[:-1] if additive else which, draft, source)
    members = tuple(member for rule in rules for member in rule.communities)
    if any(rule.regex for rule in rules) or not members:
        raise ValueError("a pattern cannot be set")
    return SetAction(action, ("additive", *members) if additive else members, source)
