"""Sets of IOS XR (`prefix-set` and its like), with names or inline, as the lists and conditions of the model.

A set with an entry that is not understood is none: a condition that asks for it is not known to hold or not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.policy.policy_words import community
from collectors.ioslike.routing.routing_words import asn, number, prefix
from collectors.tree import Line
from models.policy import AsPathList, AsPathRule, CommunityList, CommunityRule, PrefixList, PrefixRule
from models.routing import Prefix
from models.source import NOWHERE, Source, Status

_SPAN = re.compile(r"\[(\d+)\.\.(\d+)\]")
_ENTRY = re.compile(r"(?:'[^']*'|\"[^\"]*\"|\[[^]]*\]|[^,'\"\[])+")
_MOST = 256
"""Numbers of a span that are told one by one."""
_PRIVATE = r"(?:6451[2-9]|645[2-9]\d|64[6-9]\d\d|65[0-4]\d\d|655[0-2]\d|6553[0-4])"


@dataclass(slots=True)
class Sets:
    """What the sets of a config hold, by name; `odd` are those with an entry that is not understood, by kind and name."""

    prefixes: dict[str, list[PrefixRule]] = field(default_factory=dict)
    communities: dict[tuple[str, str], list[CommunityRule]] = field(default_factory=dict)
    as_paths: dict[str, list[AsPathRule]] = field(default_factory=dict)
    lengths: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """AS-path set → comparisons of the length (`ge 50`), which stand beside its expressions."""
    tags: dict[str, list[str]] = field(default_factory=dict)
    odd: set[tuple[str, str]] = field(default_factory=set)
    lists: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    """The prefix lists of each prefix set, once all are read."""


def sets(draft: Draft) -> Sets:
    """The sets that `draft` has met."""
    return cast(Sets, draft.scratch.setdefault("sets", Sets()))


def entries(text: str) -> Iterator[str]:
    """The entries of a set, parted by commas outside quotes and brackets.

    >>> list(entries("10.0.0.0/8 le 32, 65000:[1..9], ios-regex '^1{1,2}$',"))
    ['10.0.0.0/8 le 32', '65000:[1..9]', "ios-regex '^1{1,2}$'"]
    """
    yield from (found for part in _ENTRY.findall(text) if (found := part.strip()))


def prefix_entry(text: str, source: Source = NOWHERE) -> PrefixRule:
    """`PREFIX [eq N] [ge N] [le N]`; an address alone is a host. Raises ValueError.

    >>> rule = prefix_entry("10.0.0.0/8 ge 16")
    >>> str(rule.prefix), rule.low, rule.high
    ('10.0.0.0/8', 16, 32)
    """
    network, low, high = _range(text)
    return PrefixRule(True, network, low, high, source=source)


@lru_cache(maxsize=1 << 16)
def _range(text: str) -> tuple[Prefix, int, int]:
    """The prefix of an entry with the least and the greatest length; sets repeat each other from device to device."""
    words = text.split()
    if words and "/" not in words[0]:
        words[0] += "/128" if ":" in words[0] else "/32"
    network, rest = prefix(words)
    bounds = dict(zip(rest[::2], rest[1::2], strict=True))
    if bounds.keys() - {"eq", "ge", "le"}:
        raise ValueError(f"{text!r} is no entry of a prefix set")
    top = network.max_prefixlen
    told = {word: number(value, 0, top) for word, value in bounds.items()}
    low = told.get("eq", told.get("ge", network.prefixlen))
    high = told.get("eq", told.get("le", top if "ge" in told else network.prefixlen))
    return network, low, high


def community_entry(text: str, kind: str, source: Source = NOWHERE) -> CommunityRule:
    """A community, one with `*` or `[1..9]` in place of a number, or `ios-regex '…'`. Raises ValueError.

    >>> community_entry("65000:*", "standard").regex, community_entry("65000:1", "standard").communities
    ('_65000:[0-9]+_', ('65000:1',))
    """
    if (found := _regex(text)) is not None:
        return CommunityRule(True, regex=found, source=source)
    if re.search(r"[*\[]|private-as", text):
        parts = [_pattern(part) for part in text.split(":")]
        if len(parts) != (3 if kind == "large" else 2):
            raise ValueError(f"{text!r} is no community")
        return CommunityRule(True, regex=f"_{'rt:' if kind == 'extended' else ''}{':'.join(parts)}_", source=source)
    if kind == "standard":
        if text == "internet":
            raise ValueError("the community of all routes")
        return CommunityRule(True, (community(text),), source=source)
    numbers = text.split(":")
    if len(numbers) != (3 if kind == "large" else 2):
        raise ValueError(f"{text!r} is no community")
    if kind == "large":
        return CommunityRule(True, (":".join(str(number(part)) for part in numbers),), source=source)
    return CommunityRule(True, (f"rt:{text}",), source=source)


def _pattern(part: str) -> str:
    if part == "*":
        return "[0-9]+"
    if part == "private-as":
        return _PRIVATE
    if (span := _SPAN.fullmatch(part)) is not None:
        low, high = int(span[1]), int(span[2])
        if not 0 <= high - low < _MOST:
            raise ValueError(f"{part!r} is too wide")
        return f"(?:{'|'.join(map(str, range(low, high + 1)))})"
    return str(number(part))


def _regex(text: str) -> str | None:
    word, _, rest = text.partition(" ")
    rest = rest.strip()
    if word != "ios-regex" or len(rest) < 3 or rest[0] not in "'\"" or rest[-1] != rest[0]:
        return None
    return rest[1:-1]


def as_path_entry(text: str, source: Source = NOWHERE) -> AsPathRule:
    """`ios-regex '…'`, `neighbor-is '65001'`, `originates-from '…'`, `passes-through '…'`. Raises ValueError.

    >>> as_path_entry("neighbor-is '65001 65002'").regex, as_path_entry("originates-from '65009'").regex
    ('^65001 65002_', '_65009$')
    """
    if (found := _regex(text)) is not None:
        return AsPathRule(True, found, source)
    word, _, rest = text.partition(" ")
    path = rest.strip().strip("'\"").split()
    if not path:
        raise ValueError(f"{text!r} asks for no AS")
    told = " ".join(str(asn(part)) for part in path)
    match word:
        case "neighbor-is":
            return AsPathRule(True, f"^{told}_", source)
        case "originates-from":
            return AsPathRule(True, f"_{told}$", source)
        case "passes-through":
            return AsPathRule(True, f"_{told}_", source)
    raise ValueError(f"{text!r} is not known here")


def _length(text: str) -> tuple[str, str]:
    match text.split():
        case ["length", "eq" | "is" | "ge" | "le" as how, count]:
            return how, str(number(count))
    raise ValueError(f"{text!r} is no length")


def tag_entry(text: str) -> str:
    """A tag, or a span of them. Raises ValueError."""
    span = _SPAN.fullmatch(text)
    return f"{int(span[1])}-{int(span[2])}" if span else str(number(text))


_KINDS = {"community-set": "standard", "large-community-set": "large", "extcommunity-set rt": "extended"}


def _read(line: Line, draft: Draft) -> None:
    """One set of any kind, with the word that ends it as the last of its lines."""
    head, name = " ".join(line.words[:-1]), line.words[-1]
    if len(line.words) < 2:
        return
    line.modelled()
    known, source = sets(draft), draft.source(line)
    kind = _KINDS.get(head, "")
    if head == "prefix-set":
        known.prefixes[name] = []
    elif head == "as-path-set":
        known.as_paths[name] = []
        known.lengths.pop(name, None)
    elif head == "tag-set":
        known.tags[name] = []
    elif kind:
        known.communities[kind, name] = []
    known.odd.discard((head, name))
    for child in line.children:
        if child.text == "end-set":
            child.modelled()
            continue
        if child.text.startswith("#"):
            child.status, child.feature = Status.IGNORED, "comment"
            continue
        source = draft.source(child)
        try:
            for text in entries(child.text):
                if head == "prefix-set":
                    known.prefixes[name].append(prefix_entry(text, source))
                elif head == "as-path-set" and text.startswith("length "):
                    known.lengths.setdefault(name, []).append(_length(text))
                elif head == "as-path-set":
                    known.as_paths[name].append(as_path_entry(text, source))
                elif head == "tag-set":
                    known.tags[name].append(tag_entry(text))
                elif kind:
                    known.communities[kind, name].append(community_entry(text, kind, source))
                else:
                    raise ValueError(f"{head} is outside the model")
        except ValueError:
            known.odd.add((head, name))
            child.status, child.feature = Status.NOT_MODELLED, "policy match"
            continue
        child.modelled()


def finish_sets(draft: Draft) -> None:
    """Sets become lists. One of both families is two lists, one without entries none: it matches nothing."""
    known = sets(draft)
    for name, rules in known.prefixes.items():
        for listed, version in list_names(name, known):
            own = tuple(rule for rule in rules if rule.prefix.version == version)
            draft.prefix_lists[listed] = PrefixList(listed, own, version, own[0].source)
    for name, paths in known.as_paths.items():
        draft.as_path_lists[name] = AsPathList(name, tuple(paths), source=paths[0].source if paths else NOWHERE)
    for (kind, name), told in known.communities.items():
        listed = name if name not in draft.community_lists else f"{name} ({kind})"
        draft.community_lists[listed] = CommunityList(listed, tuple(told), kind, told[0].source if told else NOWHERE)


def list_names(name: str, known: Sets) -> list[tuple[str, int]]:
    """The prefix lists that a set becomes, with their family."""
    if name not in known.lists:
        families = sorted({rule.prefix.version for rule in known.prefixes[name]})
        known.lists[name] = [(name if len(families) == 1 else f"{name} (IPv{version})", version) for version in families]
    return known.lists[name]


SET_READERS: dict[str, tuple[str, Reader]] = {
    "prefix-set": ("prefix-list", _read),
    "as-path-set": ("as-path-list", _read),
    "community-set": ("community-list", _read),
    "large-community-set": ("community-list", _read),
    "extcommunity-set": ("community-list", _read),
    "tag-set": ("tags", _read),
    "rd-set": ("route distinguisher", _read),
}
