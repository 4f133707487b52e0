"""`policy-options`: policy statements, and the prefix, community and AS-path lists that they use."""

import re
from ipaddress import ip_network

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.nokia_sros.policy_terms import effects, term_of
from collectors.vendors.nokia_sros.words import listed
from models.policy import AsPathList, AsPathRule, CommunityList, CommunityRule, Policy, PrefixList, PrefixRule, Term

_PATTERN = re.compile(r"[*.^$\[\]|+?()&]")
_EXTENDED = re.compile(r"(target|origin|bandwidth|ext|rt|soo|link-bw)[:-]")
_LITERAL = re.compile(r"[a-z]+:[\d.]+:\d+")


def read_policies(options: Statement, draft: Draft) -> None:
    """Lists first: terms refer to what they hold."""
    options.modelled()
    for word in ("prefix-list", "community", "as-path", "policy-statement"):
        if at := options.get(word):
            at.modelled()
    for found in options.below("prefix-list"):
        draft.prefix_lists[found.word] = _prefix_list(found, draft)
    for found in options.below("community"):
        draft.community_lists[found.word] = _community(found, draft)
    for found in options.below("as-path"):
        text = found.value("expression") or next((each.word for each in found.each()), "")
        found.modelled()
        found.flag(text)
        rules = (AsPathRule(True, text, draft.source(found)),) if text else ()
        draft.as_path_lists[found.word] = AsPathList(found.word, rules, "junos", draft.source(found))
    for found in options.below("policy-statement"):
        draft.policies[found.word] = _policy(found, draft)


def metrics_stated(names: tuple[str, ...], draft: Draft) -> bool:
    """Whether all routes that these policies let through get a metric from them."""
    terms = [term for name in names if name in draft.policies for term in draft.policies[name].terms]
    return all(any(each.kind == "metric" for each in term.sets) for term in terms if term.action == "permit")


def _prefix_list(at: Statement, draft: Draft) -> PrefixList:
    at.modelled()
    rules: list[PrefixRule] = []
    for prefix in at.below("prefix"):
        at.index["prefix"].modelled()
        network = ip_network(prefix.word, strict=False)
        kinds = list(prefix.below("type")) or list(prefix.each())
        for kind in kinds or [prefix]:
            lengths = _lengths(kind, network.prefixlen, network.max_prefixlen)
            if lengths is None:
                continue
            prefix.modelled()
            prefix.flag("type")
            rules.append(PrefixRule(True, network, *lengths, source=draft.source(kind)))
    family = 6 if rules and all(rule.prefix.version == 6 for rule in rules) else 4
    return PrefixList(at.word, tuple(rules), family, draft.source(at))


def _lengths(kind: Statement, size: int, most: int) -> tuple[int, int] | None:
    """The shortest and the longest length that fit; None where it is not understood."""
    found: tuple[int, int] | None = None
    if kind.word == "exact" or "/" in kind.word:
        found = size, size
    elif kind.word == "longer":
        found = size, most
    elif kind.word == "range" and (first := kind.whole("start-length")) and (last := kind.whole("end-length")):
        found = first, last
    elif kind.word == "through" and (end := _end(kind)) is not None:
        found = size, end
    elif kind.word == "prefix-length-range":
        for value in kind.each():
            if bounds := re.fullmatch(r"(\d{1,3})-(\d{1,3})", value.word, re.ASCII):
                value.modelled()
                found = int(bounds[1]), int(bounds[2])
    if found is not None:
        kind.modelled()
    return found


def _end(kind: Statement) -> int | None:
    stated = kind.whole("through-length")
    return kind.whole() if stated is None and kind.index else stated


def _community(at: Statement, draft: Draft) -> CommunityList:
    """Members that must all be there; a pattern becomes a regular expression, a Boolean expression stays unread."""
    at.modelled()
    members: list[str] = []
    for word in ("member", "members"):
        for member in listed(at.get(word)):
            members.append(member)
    source = draft.source(at)
    kind = "large" if any(re.fullmatch(r"\d+:\d+:\d+", each) for each in members) else "standard"
    if any(_EXTENDED.match(each) for each in members):
        kind = "extended"
    patterns = [each for each in members if _PATTERN.search(each) and not _LITERAL.fullmatch(each)]
    if at.get("expression") or (patterns and len(members) > 1):
        rules: tuple[CommunityRule, ...] = (CommunityRule(True, regex="(", source=source),)
    elif patterns:
        rules = (CommunityRule(True, regex=f"^({patterns[0].removeprefix('^').removesuffix('$')})$", source=source),)
    else:
        rules = (CommunityRule(True, tuple(members), source=source),) if members else ()
    return CommunityList(at.word, rules, kind, source)


def _policy(at: Statement, draft: Draft) -> Policy:
    """Entries by number (or as they stand, where they have names), then the default action."""
    at.modelled()
    at.value("description")
    at.value("entry-type")
    terms: list[Term] = []
    for word in ("entry", "named-entry"):
        entries = list(at.below(word))
        if entries:
            at.index[word].modelled()
        if all(entry.word.isascii() and entry.word.isdigit() for entry in entries):
            entries.sort(key=lambda entry: int(entry.word))
        terms += [term for entry in entries if (term := term_of(entry, draft))]
    default = "next"
    if (last := at.get("default-action")) is not None:
        action, sets = effects(last, draft)
        if action == "deny":
            default = "deny"
        elif action:
            terms.append(Term("default-action", action, (), tuple(sets), source=draft.source(last)))
    return Policy(at.word, tuple(terms), default, draft.source(at))
