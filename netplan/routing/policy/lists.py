"""Prefix lists, packet filters used on routes, community lists and AS-path lists, compiled for quick answers.

Every answer is True, False or None (not known).
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import ip_network

from models.filters import Acl, AclRule, Wildcard
from models.policy import AsPathList, CommunityList, CommunityRule, PrefixList
from models.routing import Prefix
from netplan.routing.policy.as_path import AsPath, cisco_regex, junos_regex, junos_text, path_text

_WELL_KNOWN = {
    "4294967041": "no-export", "65535:65281": "no-export", "4294967042": "no-advertise", "65535:65282": "no-advertise",
    "4294967043": "local-as", "65535:65283": "local-as", "no-export-subconfed": "local-as", "no_export": "no-export",
    "no_advertise": "no-advertise", "65535:0": "graceful-shutdown", "gshut": "graceful-shutdown", "local-AS": "local-as",
    "no-peer": "no-peer", "65535:65284": "no-peer",
}  # fmt: skip


@lru_cache(maxsize=65536)
def community(text: str) -> str:
    """One way to write each community.

    >>> community("65535:65281"), community("4259840001"), community("65000:1")
    ('no-export', '65000:1', '65000:1')
    """
    text = text.strip()
    if text in _WELL_KNOWN:
        return _WELL_KNOWN[text]
    if text.isdecimal():
        return f"{int(text) >> 16}:{int(text) & 0xFFFF}"
    return text


class CompiledPrefixList:
    """A prefix list, indexed by the length and the bits of its rules; the first rule that fits decides. It is of one family."""

    def __init__(self, known: PrefixList) -> None:
        self.empty = not known.rules
        self._families = {rule.prefix.version for rule in known.rules}
        self._rules: dict[int, dict[int, list[tuple[int, int, int, bool]]]] = {}
        for index, rule in enumerate(known.rules):
            size = rule.prefix.prefixlen
            bits = int(rule.prefix.network_address) >> (rule.prefix.max_prefixlen - size)
            self._rules.setdefault(size, {}).setdefault(bits, []).append((index, rule.low, rule.high, rule.permit))
        self._answers: dict[Prefix, bool] = {}

    def permits(self, prefix: Prefix) -> bool:
        """Whether the list permits a prefix."""
        answer = self._answers.get(prefix)
        if answer is None:
            answer = self._answers[prefix] = prefix.version in self._families and self._first(prefix)
        return answer

    def _first(self, prefix: Prefix) -> bool:
        address, length, width = int(prefix.network_address), prefix.prefixlen, prefix.max_prefixlen
        best: tuple[int, bool] | None = None
        for size, rules in self._rules.items():
            if size <= length:
                for index, low, high, permit in rules.get(address >> (width - size), ()):
                    if low <= length <= high and (best is None or index < best[0]):
                        best = (index, permit)
        return best is not None and best[1]


def in_range(text: str, prefix: Prefix) -> bool | None:
    """Whether `prefix` lies in a range such as "10.0.0.0/8 ge 16 le 24".

    >>> in_range("10.0.0.0/8 ge 16", ip_network("10.1.0.0/16")), in_range("10.0.0.0/8", ip_network("10.1.0.0/16"))
    (True, False)
    """
    found = range_of(text)
    if found is None:
        return None
    outer, low, high = found
    if outer.version != prefix.version:
        return False
    shift = outer.max_prefixlen - outer.prefixlen
    inside = prefix.prefixlen >= outer.prefixlen and int(prefix.network_address) >> shift == int(outer.network_address) >> shift
    return inside and low <= prefix.prefixlen <= high


def range_of(text: str) -> tuple[Prefix, int, int] | None:
    """A range such as "10.0.0.0/8 ge 16 le 24" as its prefix with the least and the greatest length, None for other text."""
    words = text.split()
    try:
        outer = ip_network(words[0], strict=False)
        bounds = dict(zip(words[1::2], map(int, words[2::2]), strict=True))
    except (ValueError, IndexError):
        return None
    if bounds.keys() - {"ge", "le", "eq"}:
        return None
    low = bounds.get("eq", bounds.get("ge", outer.prefixlen))
    high = bounds.get("eq", bounds.get("le", outer.max_prefixlen if "ge" in bounds else outer.prefixlen))
    return outer, low, high


def acl_permits(acl: Acl, prefix: Prefix) -> bool | None:
    """An ACL used on routes: its sources are compared with the network; those of an extended one's destinations with the mask."""
    network, mask = int(prefix.network_address), int(prefix.netmask)
    for rule in acl.rules:
        if not _any_of(rule.sources, network):
            continue
        if acl.kind == "extended" and not _any_of(rule.destinations, mask):
            continue
        return None if _has_more(rule) else rule.permit
    return acl.empty_permits if not acl.rules else False


def _any_of(sets: tuple[Wildcard, ...], value: int) -> bool:
    return not sets or any((value ^ item.address) & ~item.mask == 0 for item in sets)


def _has_more(rule: AclRule) -> bool:
    return bool(rule.unmodelled or rule.source_ports or rule.destination_ports or rule.icmp or rule.established)


def community_list_permits(known: CommunityList, present: frozenset[str], exact: bool, as_line: bool = False) -> bool | None:
    """Whether a list permits a route with these communities; the first rule that fits decides.

    `as_line`: this OS matches regular expressions with the line of all communities rather than with each one.
    """
    for rule in known.rules:
        fits = _rule_fits(rule, present, exact, as_line)
        if fits is None:
            return None
        if fits:
            return rule.permit
    return False


def _rule_fits(rule: CommunityRule, present: frozenset[str], exact: bool, as_line: bool) -> bool | None:
    if rule.regex:
        return community_regex_fits(rule.regex, present, as_line)
    wanted = {community(text) for text in rule.communities} - {"internet"}
    return wanted == present if exact else wanted <= present


def community_regex_fits(text: str, present: frozenset[str], as_line: bool) -> bool | None:
    """Whether an expression fits: the line of all communities, sorted, or (where the OS is not known to do that) each one too.

    Systems also differ in how they write well-known communities. Where two ways differ, not known.
    """
    pattern = cisco_regex(text)
    if pattern is None:
        return None
    names = sorted(present, key=community_order)
    numbers = [numeric(item) for item in names]
    answers = {pattern.search(" ".join(names)) is not None, pattern.search(" ".join(numbers)) is not None}
    if not as_line:
        answers.add(any(pattern.search(item) for item in numbers))
    return answers.pop() if len(answers) == 1 else None


def numeric(text: str) -> str:
    """A well-known community as number pair, others as they are."""
    return next((number for number, name in _WELL_KNOWN.items() if name == text and ":" in number), text)


def community_order(text: str) -> tuple[int, ...]:
    """Sorts communities by value."""
    return tuple(int(part) for part in re.findall(r"\d+", numeric(text)))


def as_path_list_permits(known: AsPathList, path: AsPath) -> bool | None:
    """Whether a list permits an AS path; the first rule that fits decides."""
    for rule in known.rules:
        pattern = junos_regex(rule.regex) if known.style == "junos" else cisco_regex(rule.regex)
        if pattern is None:
            return None
        if pattern.fullmatch(junos_text(path)) if known.style == "junos" else pattern.search(path_text(path)):
            return rule.permit
    return False


def number_fits(text: str, value: int) -> bool | None:
    """A number, or a comparison such as "ge 5", "<= 5" or "3-7".

    >>> number_fits("5", 5), number_fits("ge 6", 5), number_fits("3-7", 5), number_fits("odd", 5)
    (True, False, True, None)
    """
    found = re.fullmatch(r"(ge|le|eq|>=|<=|==|)\s*(\d+)(?:\s*-\s*(\d+))?", text.strip())
    if not found:
        return None
    how, low, high = found[1], int(found[2]), found[3]
    if high is not None:
        return low <= value <= int(high)
    return value >= low if how in ("ge", ">=") else value <= low if how in ("le", "<=") else value == low


def some(answers: Iterable[bool | None]) -> bool | None:
    """Three-valued "or"."""
    unknown = False
    for answer in answers:
        if answer:
            return True
        unknown = unknown or answer is None
    return None if unknown else False
