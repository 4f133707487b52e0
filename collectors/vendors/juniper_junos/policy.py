"""Routing policy: policy statements, and the prefix, community and AS-path lists that they use."""

import re
from collections.abc import Iterator
from ipaddress import ip_interface

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.tree import Line
from collectors.vendors.juniper_junos.policy_terms import REST, term_of
from models.policy import AsPathList, AsPathRule, CommunityList, CommunityRule, Policy, PrefixList, PrefixRule, Term


def read_policy_options(line: Line, draft: Draft) -> None:
    """Lists first: terms refer to what they hold."""
    assert isinstance(line, Statement)
    for listed in line.below("prefix-list"):
        draft.prefix_lists[listed.word] = _prefix_list(listed, draft)
    for community in line.below("community"):
        draft.community_lists[community.word] = _community(community, draft)
    for path in line.below("as-path"):
        path.modelled()
        rules = tuple(AsPathRule(True, each.word, draft.source(each)) for each in _read(path))
        draft.as_path_lists[path.word] = AsPathList(path.word, rules, "junos", draft.source(path))
    for group in line.below("as-path-group"):
        group.modelled()
        rules = tuple(AsPathRule(True, text.word, draft.source(path)) for path in group.below("as-path") for text in _read(path))
        for path in group.below("as-path"):
            path.modelled()
        draft.as_path_lists[group.word] = AsPathList(group.word, rules, "junos", draft.source(group))
    for policy in line.below("policy-statement"):
        draft.policies[policy.word] = _policy(policy, draft)


def _read(at: Statement) -> Iterator[Statement]:
    for child in at.each():
        child.modelled()
        yield child


def _prefix_list(listed: Statement, draft: Draft) -> PrefixList:
    """A list of exact prefixes; how a term uses it (`orlonger`) stands in the term."""
    listed.modelled()
    rules: list[PrefixRule] = []
    for entry in listed.each():
        try:
            prefix = ip_interface(entry.word).network
        except ValueError:
            continue
        entry.modelled()
        rules.append(PrefixRule(True, prefix, prefix.prefixlen, prefix.prefixlen, source=draft.source(entry)))
    family = 6 if rules and all(rule.prefix.version == 6 for rule in rules) else 4
    return PrefixList(listed.word, tuple(rules), family, draft.source(listed))


def _community(community: Statement, draft: Draft) -> CommunityList:
    """Members that must all be there; a member with a pattern becomes a regular expression."""
    community.modelled()
    members = [member.word for member in _read_at(community, "members")]
    kind = "large" if any(member.startswith("large:") for member in members) else "standard"
    if any(
        re.match(r"(target|origin|bandwidth|domain|0x[0-9a-f]+|rt|src-as)[:-]", member) or member.count(":") > 1
        for member in members
    ):
        kind = kind if kind == "large" else "extended"
    members = [member.removeprefix("large:") for member in members]
    patterns = [
        member for member in members if re.search(r"[*.^$\[\]|+?()]", member) and not re.fullmatch(r"[a-z]+:[\d.]+:\d+", member)
    ]
    source = draft.source(community)
    if community.flag("invert-match") or (patterns and len(members) > 1):
        return CommunityList(community.word, (CommunityRule(True, regex="(", source=source),), kind, source)
    if patterns:
        return CommunityList(community.word, (CommunityRule(True, regex=_anchored(patterns[0]), source=source),), kind, source)
    return CommunityList(community.word, (CommunityRule(True, tuple(members), source=source),) if members else (), kind, source)


def _read_at(at: Statement, word: str) -> Iterator[Statement]:
    if found := at.get(word):
        yield from _read(found)


def _anchored(pattern: str) -> str:
    """A Junos community pattern as a regular expression of the whole community; a lone `*` stands for any number.

    >>> _anchored("65000:*"), _anchored("^6500[12]:.*$")
    ('^(65000:[0-9]+)$', '^(6500[12]:.*)$')
    """
    parts = [r"[0-9]+" if part == "*" else part for part in pattern.removeprefix("^").removesuffix("$").split(":")]
    return f"^({':'.join(parts)})$"


def _policy(policy: Statement, draft: Draft) -> Policy:
    """Named terms in order, then the unnamed one."""
    policy.modelled()
    terms: list[Term] = [term_of(term, term.word, draft) for term in policy.below("term")]
    if policy.get("from") or policy.get("then") or policy.get("to"):
        terms.append(term_of(policy, "", draft))
    if terms and terms[-1] == Term(REST, "deny"):
        return Policy(policy.word, tuple(terms[:-1]), "deny", draft.source(policy))
    return Policy(policy.word, tuple(terms), "next", draft.source(policy))
