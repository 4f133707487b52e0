"""`policy`: lists and route maps, said in the lines of FRR that the system makes of them."""

from collections.abc import Iterator
from ipaddress import IPv4Address

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.ioslike.filters.acl_parts import wildcard
from collectors.ioslike.policy.policy_lists import with_rule
from collectors.ioslike.routing.readers import FRR, routing_readers
from collectors.tree import Line
from collectors.vendors.vyos.phrases import Phrases, Speech
from collectors.vendors.vyos.statics import prefix_of
from models.filters import Acl, AclRule, Wildcard
from models.policy import PrefixList, PrefixRule
from models.routing import Prefix
from models.source import Status

READERS = routing_readers(FRR)
_ANY = Wildcard(0, 0xFFFFFFFF)
_LISTS = (
    ("as-path-list", "bgp as-path access-list", False), ("community-list", "bgp community-list", True),
    ("extcommunity-list", "bgp extcommunity-list", True), ("large-community-list", "bgp large-community-list", True),
)  # fmt: skip
"""The word of a list of regular expressions, the same in FRR, and whether FRR tells those with names from those with numbers."""

MATCHES: Phrases = {
    **{f"match {family} {place} {kind} *": f"match {family} {place.replace('nexthop', 'next-hop')} {words}"
       for family in ("ip", "ipv6") for place in ("address", "nexthop")
       for kind, words in (("access-list", "{0}"), ("prefix-list", "prefix-list {0}"))},
    **{f"match {family} nexthop {kind} *": f"match {family} next-hop {words}" for family in ("ip", "ipv6")
       for kind, words in (("address", "{0}"), ("type", "type {0}"))},
    "match ipv6 address access-list *": "match ipv6 address prefix-list {0}",
    "match ipv6 nexthop access-list *": "match ipv6 next-hop prefix-list {0}",
    "match ip address prefix-len *": "match ip address prefix-len {0}",
    "match ipv6 address prefix-len *": "match ipv6 address prefix-len {0}",
    "match ip route-source access-list *": "match ip route-source {0}",
    "match ip route-source prefix-list *": "match ip route-source prefix-list {0}",
    "match as-path *": "match as-path {0}",
    "match community community-list *": "match community {0}",
    "match extcommunity *": "match extcommunity {0}",
    "match large-community large-community-list *": "match large-community {0}",
    "match interface *": "match interface {0}",
    "match local-preference *": "match local-preference {0}",
    "match metric *": "match metric {0}",
    "match origin *": "match origin {0}",
    "match peer *": "match peer {0}",
    "match protocol *": "match source-protocol {0}",
    "match rpki *": "match rpki {0}",
    "match source-vrf *": "match source-vrf {0}",
    "match tag *": "match tag {0}",
    "match evpn *": "match evpn {0}",
}  # fmt: skip
SETS: Phrases = {
    "set as-path prepend *": "set as-path prepend {0}",
    "set as-path prepend-last-as *": "set as-path prepend last-as {0}",
    "set as-path exclude *": "set as-path exclude {0}",
    "set as-path-prepend *": "set as-path prepend {0}",
    "set as-path-exclude *": "set as-path exclude {0}",
    "set comm-list comm-list *": "set comm-list {0} delete",
    "set community delete *": "set comm-list {0} delete",
    "set community none": "set community none",
    "set large-community delete *": "set large-comm-list {0} delete",
    "set large-community none": "set large-community none",
    "set extcommunity rt *": "set extcommunity rt {0}",
    "set extcommunity soo *": "set extcommunity soo {0}",
    "set extcommunity none": "set extcommunity none",
    "set extcommunity bandwidth *": "set extcommunity bandwidth {0}",
    "set extcommunity-rt *": "set extcommunity rt {0}",
    "set extcommunity-soo *": "set extcommunity soo {0}",
    "set ip-next-hop *": "set ip next-hop {0}",
    "set ip-nexthop *": "set ip next-hop {0}",
    "set ipv6-next-hop global *": "set ipv6 next-hop global {0}",
    "set ipv6-next-hop local *": "set ipv6 next-hop local {0}",
    "set ipv6-next-hop peer-address": "set ipv6 next-hop peer-address",
    "set distance *": "set distance {0}",
    "set local-preference *": "set local-preference {0}",
    "set metric *": "set metric {0}",
    "set metric-type *": "set metric-type {0}",
    "set origin *": "set origin {0}",
    "set originator-id *": "set originator-id {0}",
    "set src *": "set src {0}",
    "set table *": "set table {0}",
    "set tag *": "set tag {0}",
    "set weight *": "set weight {0}",
    "set aggregator *": "set aggregator {0}",
    "set atomic-aggregate": "set atomic-aggregate",
    "set l3vpn-nexthop *": "set l3vpn next-hop {0}",
    "set evpn *": "set evpn {0}",
    "on-match next": "on-match next",
    "on-match goto *": "on-match goto {0}",
    "continue *": "on-match goto {0}",
    "call *": "call {0}",
    "description *": "description {0}",
}


def read_policy(at: Statement, draft: Draft) -> None:
    """All lists, then the route maps that use them."""
    for word, family in (("prefix-list", 4), ("prefix-list6", 6)):
        for named in at.below(word):
            _prefixes(named, family, draft)
    for named in at.below("access-list6"):
        _prefixes(named, 6, draft)
    for named in at.below("access-list"):
        _access(named, draft)
    for word, words, apart in _LISTS:
        for named in at.below(word):
            _expressions(named, f"{words} {'expanded ' if apart and not named.word.isdecimal() else ''}{named.word}", draft)
    for named in at.below("route-map"):
        for rule in _rules(named):
            _entry(named.word, rule, draft)
        named.modelled()


def _rules(at: Statement) -> Iterator[Statement]:
    """The rules in order of their numbers."""
    yield from sorted((rule for rule in at.below("rule") if rule.word.isdecimal()), key=lambda rule: int(rule.word[:9]))


def _entry(name: str, rule: Statement, draft: Draft) -> None:
    action = next((child for child in rule.below("action") if child.word in ("permit", "deny")), None)
    if action is None:
        return
    speech = Speech()
    top = speech.say(None, f"route-map {name} {action.word} {rule.word}", rule, rule.index["action"], action)
    speech.translate(rule, MATCHES, top)
    exact = [_exact(line, behind) for line, behind in speech.said]
    speech.translate(rule, SETS, top)
    for kind in ("community", "large-community"):
        _communities(rule, kind, speech, top)
    claimed = {id(at) for _, behind in speech.said for at in behind} | {id(at) for at in exact}
    for at in rule.walk():
        if at.text.endswith(" set comm-list delete"):
            at.modelled()  # it belongs to the list beside it
        elif isinstance(at, Statement) and not at.index and id(at) not in claimed:
            speech.say(
                top, " ".join(at.text.split()[len(rule.text.split()) :]), at
            )  # it may decide: nobody takes the entry for sure
    READERS["route-map"][1](top, draft)
    for child in top.children:
        if child.status is Status.UNKNOWN:
            child.status = Status.NOT_MODELLED  # the entry says so too: who meets it gets an unknown answer
            child.feature = {"match": "policy match", "set": "policy action"}.get(child.words[0], "route map")
    speech.settle()


def _exact(line: Line, behind: tuple[Statement, ...]) -> Statement | None:
    """`match community exact-match` is about the list that stands beside it."""
    stated = next((at.index["exact-match"] for at in behind if "exact-match" in at.index), None)
    if stated is not None and line.words[1].endswith("community"):
        line.words.append("exact-match")
        stated.modelled()
    return stated


def _communities(rule: Statement, kind: str, speech: Speech, top: Line) -> None:
    """`community add A`, `community replace A`, several of which are one line; older releases write the words of FRR."""
    stated = rule.get("set", kind)
    if stated is None:
        return
    for word, end in (("add", " additive"), ("replace", "")):
        if values := list(stated.below(word)):
            speech.say(top, f"set {kind} {' '.join(value.word for value in values)}{end}", stated.index[word], *values)
    for child in stated.each():
        if child.word not in ("add", "replace", "delete", "none"):
            speech.say(top, f"set {kind} {child.word}", child)


def _prefixes(at: Statement, family: int, draft: Draft) -> None:
    """`prefix-list X rule 10 { action permit; prefix P; ge N; le N }`, and IPv6 access lists, which ask for prefixes too."""
    rules: tuple[PrefixRule, ...] = ()
    for rule in _rules(at):
        action, text = rule.value("action"), rule.value("prefix")
        low, high = rule.whole("ge"), rule.whole("le")
        whole = False
        if source := rule.get("source"):
            text = "::/0" if source.flag("any") else source.value("network")
            low, high = None, 128
            whole = source.flag("exact-match")
        prefix = prefix_of(text)
        if action not in ("permit", "deny") or prefix is None or prefix.version != family:
            continue
        rule.modelled()
        rules = with_rule(rules, _rule(action == "permit", prefix, low, None if whole else high, int(rule.word), draft, rule))
    draft.prefix_lists.setdefault(at.word, PrefixList(at.word, rules, family, draft.source(at)))
    at.modelled()


def _rule(permit: bool, prefix: Prefix, low: int | None, high: int | None, number: int, draft: Draft, at: Statement) -> PrefixRule:
    top = prefix.max_prefixlen if low is not None else prefix.prefixlen
    least = prefix.prefixlen if low is None else low
    return PrefixRule(permit, prefix, least, top if high is None else high, number, draft.source(at))


def _access(at: Statement, draft: Draft) -> None:
    """`access-list 10 rule 5 { action permit; source { network N; inverse-mask W } }`: they filter routes, never packets."""
    rules = []
    extended = any(rule.get("destination") for rule in at.below("rule"))
    for rule in _rules(at):
        action, source = rule.value("action"), _addresses(rule.get("source"))
        target = _addresses(rule.get("destination")) if extended else ()
        if action not in ("permit", "deny") or source is None or target is None:
            continue
        rule.modelled()
        rules.append(AclRule(action == "permit", (), source, target, sequence=int(rule.word), source=draft.source(rule)))
    kind = "extended" if extended else "standard"
    draft.acls[at.word] = Acl(at.word, tuple(rules), 4, kind, source=draft.source(at))
    at.modelled()


def _addresses(at: Statement | None) -> tuple[Wildcard, ...] | None:
    if at is None:
        return None
    if at.flag("any"):
        return (_ANY,)
    try:
        if host := at.value("host"):
            return (Wildcard(int(IPv4Address(host)), 0),)
        return (wildcard(at.value("network"), at.value("inverse-mask")),)
    except ValueError:
        return None


def _expressions(at: Statement, head: str, draft: Draft) -> None:
    for rule in _rules(at):
        speech = Speech()
        action, regex = (next(iter(rule.below(word)), None) for word in ("action", "regex"))
        if action is not None and regex is not None:
            behind = (rule, rule.index["action"], rule.index["regex"], action, regex)
            line = speech.say(None, f"{head} {action.word} {regex.word}", *behind)
            key = " ".join(head.split()[: 3 if "as-path" in head else 2])
            speech.read(line, READERS[key][1], draft)
    at.modelled()
