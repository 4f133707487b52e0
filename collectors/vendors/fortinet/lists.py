"""Lists that routing policies name: prefix lists, access lists, communities, AS paths."""

from collections.abc import Callable

from collectors.draft import Draft
from collectors.vendors.fortinet.blocks import Block, each, whole
from collectors.vendors.fortinet.names import own
from collectors.vendors.fortinet.prefixes import ANY, prefix_of
from models.policy import AsPathList, AsPathRule, CommunityList, CommunityRule, PrefixList, PrefixRule

_KNOWN = {"internet": "internet", "no-export": "no-export", "no-advertise": "no-advertise", "local-as": "local-as"}


def permits(entry: Block) -> bool:
    """The action of a rule: it permits unless it says otherwise. Raises ValueError."""
    action = entry.word("action", "permit")
    if action not in ("permit", "deny"):
        raise ValueError(f"no action: {action}")
    return action == "permit"


def _rules(entry: Block, rule: Callable[[Block, Draft], None], draft: Draft) -> None:
    """All rules of a list, in the order of their numbers. A list of which one is not understood is none. Raises ValueError."""
    for table in entry.tables("rule"):
        for one in table.entries():
            rule(one, draft)
        for one in table.entries():
            one.done()
        table.done()


def read_prefix_lists(block: Block, draft: Draft) -> None:
    """`config router prefix-list` and `prefix-list6`."""
    family = 6 if block.path.endswith("6") else 4

    def one(entry: Block, draft: Draft) -> None:
        rules: list[PrefixRule] = []
        entry.word("comments")
        _rules(entry, lambda line, draft: rules.append(_prefix_rule(line, family, draft)), draft)
        name = own(entry.vdom, entry.name)
        draft.prefix_lists[name] = PrefixList(name, tuple(sorted(rules, key=lambda r: r.sequence)), family, draft.source(entry))

    each(block, one, draft)


def _prefix_rule(entry: Block, family: int, draft: Draft) -> PrefixRule:
    words = entry.values("prefix" if family == 4 else "prefix6")
    entry.word("flags")
    anything = words == ["any"]
    prefix = ANY[family] if anything else prefix_of(words)
    low, high = entry.known("ge"), entry.known("le")
    least = low or prefix.prefixlen
    most = high or (prefix.max_prefixlen if low or anything else prefix.prefixlen)
    if not prefix.prefixlen <= least <= most <= prefix.max_prefixlen:
        raise ValueError("lengths that no prefix has")
    return PrefixRule(permits(entry), prefix, least, most, whole(entry.name), draft.source(entry))


def read_access_lists(block: Block, draft: Draft) -> None:
    """`config router access-list` and `access-list6`: of routes, so they are prefix lists. Wildcards are not."""
    family = 6 if block.path.endswith("6") else 4

    def one(entry: Block, draft: Draft) -> None:
        rules: list[PrefixRule] = []
        entry.word("comments")
        _rules(entry, lambda line, draft: rules.append(_access_rule(line, family, draft)), draft)
        name = own(entry.vdom, entry.name)
        if name in draft.prefix_lists:
            raise ValueError("a prefix list has this name")
        draft.prefix_lists[name] = PrefixList(name, tuple(sorted(rules, key=lambda r: r.sequence)), family, draft.source(entry))

    each(block, one, draft)


def _access_rule(entry: Block, family: int, draft: Draft) -> PrefixRule:
    if entry.values("wildcard"):
        raise ValueError("a wildcard of routes")
    words = entry.values("prefix" if family == 4 else "prefix6")
    entry.word("flags")
    exact = entry.is_on("exact-match")
    prefix = ANY[family] if words == ["any"] else prefix_of(words)
    longest = prefix.prefixlen if exact else prefix.max_prefixlen
    return PrefixRule(permits(entry), prefix, prefix.prefixlen, longest, whole(entry.name), draft.source(entry))


def read_community_lists(block: Block, draft: Draft) -> None:
    """`config router community-list`."""

    def one(entry: Block, draft: Draft) -> None:
        kind = entry.word("type", "standard")
        rules: list[CommunityRule] = []

        def rule(line: Block, draft: Draft) -> None:
            words = tuple(_KNOWN.get(word, word) for text in line.values("match") for word in text.split())
            regex = " ".join(line.values("regexp"))
            if bool(words) is bool(regex) or (kind == "expanded") is not bool(regex):
                raise ValueError("a rule without communities")
            rules.append(CommunityRule(permits(line), words, regex, draft.source(line)))

        _rules(entry, rule, draft)
        name = own(entry.vdom, entry.name)
        draft.community_lists[name] = CommunityList(name, tuple(rules), source=draft.source(entry))

    each(block, one, draft)


def read_as_path_lists(block: Block, draft: Draft) -> None:
    """`config router aspath-list`."""

    def one(entry: Block, draft: Draft) -> None:
        rules: list[AsPathRule] = []

        def rule(line: Block, draft: Draft) -> None:
            if not (regex := line.word("regexp")):
                raise ValueError("a rule without an expression")
            rules.append(AsPathRule(permits(line), regex, draft.source(line)))

        _rules(entry, rule, draft)
        name = own(entry.vdom, entry.name)
        draft.as_path_lists[name] = AsPathList(name, tuple(rules), source=draft.source(entry))

    each(block, one, draft)
