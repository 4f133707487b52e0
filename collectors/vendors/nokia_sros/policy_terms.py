"""One entry of a policy statement: `from` and `to` as matches, `action` as an action with effects."""

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.nokia_sros.words import all_read, listed
from models.policy import Match, SetAction, Term
from models.source import Source

ACTIONS = {
    "accept": "permit", "reject": "deny", "drop": "deny", "next-entry": "next-term", "next-policy": "next-policy",
}  # fmt: skip
PROTOCOLS = {
    "direct": "connected", "static": "static", "ospf": "ospf", "ospf3": "ospf3", "ospfv3": "ospf3", "bgp": "bgp", "isis": "isis",
    "rip": "rip", "aggregate": "aggregate",
}  # fmt: skip
MATCHED = {"standard": "community-list", "extended": "ext-community-list", "large": "large-community-list"}
SET = {"standard": "community", "extended": "ext-community", "large": "large-community"}
FAMILIES = {"ipv4": "0.0.0.0/0 ge 0 le 32", "ipv6": "::/0 ge 0 le 128"}


def term_of(entry: Statement, draft: Draft) -> Term | None:
    """An entry; None for one without an action, which is not active."""
    action = entry.get("action")
    if action is None:
        return None
    entry.modelled()
    entry.value("description")
    matches: list[Match] = []
    if (given := entry.get("from")) is not None:
        given.modelled()
        for condition in given.each():
            matches.append(_condition(condition, draft) or _unknown(condition, draft))
    if (to := entry.get("to")) is not None:
        matches += [_unknown(condition, draft) for condition in to.each()]
    kind, sets = effects(action, draft)
    if kind is None:
        return None
    return Term(entry.word, kind, tuple(matches), tuple(sets), source=draft.source(entry))


def _unknown(condition: Statement, draft: Draft) -> Match:
    return Match("unknown", (_said(condition),), source=draft.source(condition))


def _said(at: Statement) -> str:
    """All that a statement says, as text."""
    return " ".join([at.word, *(line.words[0] for line in at.walk() if isinstance(line, Statement))])


def _condition(at: Statement, draft: Draft) -> Match | None:
    """One condition with all its values; None when it is not modelled."""
    source = draft.source(at)
    named = at.get("name") if set(at.index) == {"name"} else at
    if named is None:
        return None
    words = tuple(line.words[0] for line in named.walk() if isinstance(line, Statement))
    found: Match | None = None
    match at.word:
        case "prefix-list":
            found = Match("prefix-list", words, source=source)
        case "protocol" if words and all(word in PROTOCOLS for word in words):
            found = Match("protocol", tuple(PROTOCOLS[word] for word in words), source=source)
        case "community" if len(words) == 1 and words[0] in draft.community_lists:
            found = Match(MATCHED[draft.community_lists[words[0]].kind], words, source=source)
        case "as-path" if len(words) == 1 and words[0] in draft.as_path_lists:
            found = Match("as-path-list", words, source=source)
        case "family" if words and all(word in FAMILIES for word in words):
            found = Match("prefix", tuple(FAMILIES[word] for word in words), source=source)
        case "neighbor" if words[:1] == ("ip-address",) or (len(words) == 1 and words[0].count(".") == 3):
            found = Match("neighbor", words[-1:], source=source)
        case "tag" | "origin" if len(words) == 1 and words[0] != "any":
            found = Match(at.word, words, source=source)
    if found is not None:
        all_read(at)
    return found


def effects(at: Statement, draft: Draft) -> tuple[str | None, list[SetAction]]:
    """What an action does: how it ends (None when nothing says so), and what it sets."""
    kind = ACTIONS.get(at.value("action-type"))
    place = at
    for word, meaning in ACTIONS.items():
        if kind is None and (stated := at.get(word)) is not None:
            kind, place = meaning, stated
            stated.modelled()
    at.modelled()
    sets: list[SetAction] = []
    for effect in place.each():
        if effect.word == "action-type":
            continue
        done = _effect(effect, draft)
        if done is not None:
            all_read(effect)
            sets += done
        else:
            sets.append(SetAction("unknown", (_said(effect),), draft.source(effect)))
    return kind, sets


def _effect(at: Statement, draft: Draft) -> list[SetAction] | None:
    source = draft.source(at)
    words = [line.words[0] for line in at.walk() if isinstance(line, Statement)]
    match at.word, words:
        case "local-preference" | "tag" | "preference", [number] if number.isdigit():
            kind = "distance" if at.word == "preference" else at.word
            return [SetAction(kind, (number,), source)]
        case "metric", ["set", number] if number.isdigit():
            return [SetAction("metric", (number,), source)]
        case "metric", ["add" | "subtract" as way, number] if number.isdigit():
            return [SetAction("metric", (("+" if way == "add" else "-") + number,), source)]
        case "origin", ["igp" | "egp" | "incomplete" as origin]:
            return [SetAction("origin", (origin,), source)]
        case "type", ["1" | "2" as kind]:
            return [SetAction("metric-type", (kind,), source)]
        case "next-hop-self", [] | ["true"]:
            return [SetAction("next-hop", ("self",), source)]
        case "next-hop", ["self"]:
            return [SetAction("next-hop", ("self",), source)]
        case "next-hop", [word] if word.count(".") == 3 or ":" in word:
            return [SetAction("next-hop", (word,), source)]
        case "as-path-prepend", _:
            return _prepend(at, words, source)
        case "community", _:
            done = [_community(how.word, name, draft, at) for how in at.each() for name in listed(how)]
            return [each for each in done if each] if done and all(done) else None
        case "description", _:
            return []
    return None


def _prepend(at: Statement, words: list[str], source: Source) -> list[SetAction] | None:
    """`as-path-prepend { as-path 65000 repeat 3 }`, or `as-path-prepend 65000 3`."""
    number, times = at.value("as-path"), at.whole("repeat")
    if not number and words and all(word.isdigit() for word in words) and len(words) < 3:
        number, times = words[0], int(words[1]) if len(words) == 2 else 1
    if not number.isdigit() or (times or 1) > 50:
        return None
    return [SetAction("as-path-prepend", (number,) * (times or 1), source)]


def _community(how: str, name: str, draft: Draft, at: Statement) -> SetAction | None:
    """`community { add ["X"] }`: the members of the named community, as far as they are no patterns."""
    known = draft.community_lists.get(name)
    if known is None or how not in ("add", "replace", "remove"):
        return None
    source = draft.source(at)
    if how == "remove":
        return SetAction("community-delete", (name,), source) if known.kind == "standard" else None
    members = tuple(member for rule in known.rules for member in rule.communities)
    if not members or any(rule.regex for rule in known.rules):
        return None
    return SetAction(SET[known.kind], ("additive", *members) if how == "add" else members, source)
