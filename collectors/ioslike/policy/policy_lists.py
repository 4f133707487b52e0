"""Lists that routing policy refers to: prefix lists, community lists and AS-path lists of IOS, EOS and FRR."""

from dataclasses import replace

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.policy.policy_words import community
from collectors.ioslike.routing.routing_words import careful, family_of, number, options, prefix
from collectors.tree import Line
from models.policy import AsPathList, AsPathRule, CommunityList, CommunityRule, PrefixList, PrefixRule
from models.source import Source, Status

ANY = {4: "0.0.0.0/0", 6: "::/0"}


def list_readers() -> dict[str, tuple[str, Reader]]:
    """Readers of all lists. FRR writes `bgp` where IOS writes `ip`."""
    readers: dict[str, tuple[str, Reader]] = {
        "ip prefix-list": ("prefix-list", _prefix_list(4)),
        "ipv6 prefix-list": ("prefix-list", _prefix_list(6)),
    }
    for start in ("ip", "bgp"):
        readers[f"{start} as-path access-list"] = ("as-path-list", _as_path)
        readers[f"{start} community-list"] = ("community-list", _communities("standard"))
        readers[f"{start} large-community-list"] = ("community-list", _communities("large"))
        readers[f"{start} extcommunity-list"] = ("community-list", _communities("extended"))
    return readers


def _prefix_list(family: int) -> Reader:
    def read(line: Line, draft: Draft) -> None:
        match line.words[2:]:
            case [name] if line.children:
                line.modelled()
                for child in line.children:
                    _rule(child, child.words, name, family, draft)
            case [name]:
                _lists(draft, name, family, draft.source(line))
                line.modelled()
            case [_, "description" | "remark", *_]:
                line.status = Status.IGNORED
            case [name, *words]:
                _rule(line, words, name, family, draft)

    return read


@careful
def _rule(line: Line, words: list[str], name: str, family: int, draft: Draft) -> None:
    """Add `[seq 5] permit 10.0.0.0/8 [ge 16] [le 24]`; without a number it follows the last rule by five."""
    if words[:1] in (["description"], ["remark"]):
        line.status = Status.IGNORED
        return
    held = _lists(draft, name, family, draft.source(line))
    sequence = last_sequence(held.rules) // 5 * 5 + 5
    if words[:1] == ["seq"]:
        sequence, words = number(words[1]) if len(words) > 1 else 0, words[2:]
    elif words and words[0].isdigit():
        sequence, words = number(words[0]), words[1:]
    new = prefix_rule(words, family, sequence, draft.source(line))
    draft.prefix_lists[name] = replace(held, rules=with_rule(held.rules, new))
    line.modelled()


def last_sequence(rules: tuple[PrefixRule, ...]) -> int:
    """The number of the last of rules in order, 0 when there is none."""
    return rules[-1].sequence if rules else 0


def with_rule(rules: tuple[PrefixRule, ...], new: PrefixRule) -> tuple[PrefixRule, ...]:
    """Rules in order of their numbers with one more; lists are printed in order, so that it mostly comes last."""
    if new.sequence >= last_sequence(rules):
        return (*rules, new)
    return tuple(sorted((*rules, new), key=lambda r: r.sequence))


def _lists(draft: Draft, name: str, family: int, source: Source) -> PrefixList:
    return draft.prefix_lists.setdefault(name, PrefixList(name, (), family, source))


def prefix_rule(words: list[str], family: int, sequence: int, source: Source) -> PrefixRule:
    """The words from `permit` or `deny` on. Raises ValueError when they are not understood.

    >>> from models.source import NOWHERE
    >>> rule = prefix_rule("permit 10.0.0.0/8 ge 16".split(), 4, 5, NOWHERE)
    >>> rule.low, rule.high
    (16, 32)
    """
    if len(words) < 2 or words[0] not in ("permit", "deny"):
        raise ValueError("neither permit nor deny")
    if words[1] == "any":
        network, rest = prefix([ANY[family]])[0], words[2:] or ["le", "32" if family == 4 else "128"]
    else:
        network, rest = prefix(words[1:])
    if family_of(network) != family:
        raise ValueError("a prefix of the other family")
    found = options(rest, {"ge": 1, "le": 1, "eq": 1})
    top = network.max_prefixlen
    least = {word: number(value[0], 0, top) for word, value in found.items()}
    low = least.get("eq", least.get("ge", network.prefixlen))
    high = least.get("eq", least.get("le", top if "ge" in least else network.prefixlen))
    return PrefixRule(words[0] == "permit", network, low, high, sequence, source)


@careful
def _as_path(line: Line, draft: Draft) -> None:
    """`ip as-path access-list 1 permit ^65001_`; EOS adds the origin that it looks at, of which only `any` is plain."""
    words = line.words[3:]
    name, words = words[0] if words else "", words[1:]
    if words[:1] == ["seq"]:
        words = words[2:]
    if len(words) < 2 or words[0] not in ("permit", "deny"):
        raise ValueError("no rule")
    if len(words) > 2 and words[-1] == "any":
        words = words[:-1]
    if words[-1] in ("egp", "igp", "incomplete"):
        raise ValueError("a rule that asks for an origin")
    held = draft.as_path_lists.get(name) or AsPathList(name, source=draft.source(line))
    rule = AsPathRule(words[0] == "permit", " ".join(words[1:]), draft.source(line))
    draft.as_path_lists[name] = replace(held, rules=(*held.rules, rule))
    line.modelled()


def _communities(kind: str) -> Reader:
    """Lists in all their spellings: numbered, `standard` or `expanded` with a name, EOS `regexp`, and IOS-XE blocks."""

    @careful
    def read(line: Line, draft: Draft) -> None:
        regex, name, words = _style(line.words[2:], kind)
        if not words and line.children:
            line.modelled()
            for child in line.children:
                _community_rule(child, child.words, name, kind, regex, draft)
        elif words:
            _community_rule(line, words, name, kind, regex, draft)

    return read


def _style(words: list[str], kind: str) -> tuple[bool, str, list[str]]:
    """Whether rules are regular expressions, the list's name, and the words after it.

    >>> _style("expanded AS1 permit _1:".split(), "standard")
    (True, 'AS1', ['permit', '_1:'])
    >>> _style("110 permit 65000:.*".split(), "standard")
    (True, '110', ['permit', '65000:.*'])
    """
    regex = False
    if words[:1] and words[0] in ("standard", "expanded", "regexp"):
        regex, words = words[0] != "standard", words[1:]
    elif words and words[0].isdigit():
        regex = number(words[0]) >= 100  # 1-99 standard, 100-500 expanded, on all three systems
    return regex, words[0] if words else "", words[1:]


@careful
def _community_rule(line: Line, words: list[str], name: str, kind: str, regex: bool, draft: Draft) -> None:
    if words[:1] == ["seq"]:
        words = words[2:]
    elif words and words[0].isdigit():
        words = words[1:]
    if len(words) < 2 or words[0] not in ("permit", "deny"):
        raise ValueError("no rule")
    held = draft.community_lists.get(name) or CommunityList(name, (), kind, draft.source(line))
    if held.kind != kind:
        raise ValueError("two lists of different kinds share a name")
    values = words[1:]
    rule = CommunityRule(
        words[0] == "permit",
        ()
        if regex
        else tuple(_typed(values) if kind == "extended" else [community(v) if kind == "standard" else v for v in values]),
        " ".join(values) if regex else "",
        draft.source(line),
    )
    draft.community_lists[name] = replace(held, rules=(*held.rules, rule))
    line.modelled()


def _typed(words: list[str]) -> list[str]:
    """Extended communities with their type: `rt 65000:1 soo 65000:2` is "rt:65000:1", "soo:65000:2"."""
    typed: list[str] = []
    kind = ""
    for word in words:
        if word in ("rt", "soo"):
            kind = word
        elif kind and ":" in word:
            typed.append(f"{kind}:{word}")
        else:
            raise ValueError(f"{word!r} is no extended community")
    return typed
