"""Lists of prefixes and communities, route policies and access lists of VRP."""

from dataclasses import replace
from ipaddress import ip_network

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.filters.acl_parts import prefix_wildcard, take_icmp, take_ports, wildcard
from collectors.ioslike.filters.acl_words import PROTOCOLS as NUMBERS
from collectors.ioslike.policy.policy_words import community, effect
from collectors.ioslike.routing.routing_words import number
from collectors.tree import Line
from collectors.vendors.huawei_vrp.interfaces import DROPS, FILTER
from collectors.vendors.huawei_vrp.names import PROTOCOLS, vrp_name
from models.filters import Acl, AclRule, Ports, Wildcard
from models.policy import (
    AsPathList,
    AsPathRule,
    CommunityList,
    CommunityRule,
    Match,
    Policy,
    PrefixList,
    PrefixRule,
    SetAction,
    Term,
)
from models.source import Status

_STEP = {4: 32, 6: 128}


def read_prefixes(line: Line, draft: Draft) -> None:
    """`ip ip-prefix NAME index 10 permit 10.0.0.0 8 greater-equal 16 less-equal 24`; `0.0.0.0 0` alone is the default route."""
    family = 4 if line.words[1] == "ip-prefix" else 6
    words = line.words[3:]
    name = line.words[2]
    held = draft.prefix_lists.get(name) or PrefixList(name, (), family, draft.source(line))
    index = held.rules[-1].sequence + 10 if held.rules else 10
    if words[:1] == ["index"]:
        index, words = number(words[1]), words[2:]
    match words:
        case ["permit" | "deny" as action, address, length, *rest]:
            pass
        case _:
            raise ValueError("no rule")
    network = ip_network(f"{address}/{number(length, 0, _STEP[family])}", strict=False)
    ends = dict(zip(rest[::2], rest[1::2], strict=True))
    if not set(ends) <= {"greater-equal", "less-equal"}:
        raise ValueError("not known here")
    low = number(ends.get("greater-equal", length), 0, _STEP[family])
    high = (
        number(ends["less-equal"], 0, _STEP[family])
        if "less-equal" in ends
        else (_STEP[family] if "greater-equal" in ends else low)
    )
    rule = PrefixRule(action == "permit", network, low, high, index, draft.source(line))
    rules = tuple(sorted((*held.rules, rule), key=lambda each: each.sequence))
    draft.prefix_lists[name] = replace(held, rules=rules)
    line.modelled()


def read_as_paths(line: Line, draft: Draft) -> None:
    """`ip as-path-filter NAME permit REGEX`."""
    match line.words[2:]:
        case [name, "index", _, "permit" | "deny" as action, *regex] | [name, "permit" | "deny" as action, *regex] if regex:
            held = draft.as_path_lists.get(name) or AsPathList(name, source=draft.source(line))
            rule = AsPathRule(action == "permit", " ".join(regex), draft.source(line))
            draft.as_path_lists[name] = replace(held, rules=(*held.rules, rule))
            line.modelled()


def read_communities(line: Line, draft: Draft) -> None:
    """`ip community-filter [basic] NAME permit 65000:1`; `advanced` lists hold expressions."""
    match line.words[2:]:
        case ["advanced", name, "permit" | "deny" as action, *values] if values:
            rule = CommunityRule(action == "permit", (), " ".join(values), draft.source(line))
        case ["basic", name, "permit" | "deny" as action, *values] | [name, "permit" | "deny" as action, *values] if values:
            rule = CommunityRule(action == "permit", tuple(community(value) for value in values), "", draft.source(line))
        case _:
            return
    held = draft.community_lists.get(name) or CommunityList(name, source=draft.source(line))
    draft.community_lists[name] = replace(held, rules=(*held.rules, rule))
    line.modelled()


def read_policy(line: Line, draft: Draft) -> None:
    """`route-policy NAME permit node 10`."""
    match line.words:
        case ["route-policy", name, "permit" | "deny" as action, "node", node]:
            pass
        case _:
            return
    term = Term(str(number(node)), action, source=draft.source(line))
    for child in line.children:
        source = draft.source(child)
        try:
            match child.words:
                case ["if-match", *words]:
                    term = replace(term, matches=(*term.matches, _condition(words, child, draft)))
                case ["apply", *words]:
                    term = replace(term, sets=(*term.sets, effect(_effect(words), source)))
                case ["description", *_]:
                    child.status = Status.IGNORED
                    continue
                case _:
                    raise ValueError("not known here")
        except (ValueError, IndexError):
            if child.words[0] == "apply":
                term = replace(term, sets=(*term.sets, SetAction("unknown", (child.text,), source)))
            else:
                term = replace(term, matches=(*term.matches, Match("unknown", (child.text,), source=source)))
            continue
        child.modelled()
    held = draft.policies.get(name) or Policy(name, source=draft.source(line))
    terms = sorted((*(each for each in held.terms if each.name != term.name), term), key=lambda each: int(each.name))
    draft.policies[name] = replace(held, terms=tuple(terms))
    line.modelled()


def _condition(words: list[str], line: Line, draft: Draft) -> Match:
    source = draft.source(line)
    match words:
        case ["ip-prefix", name] | ["ipv6", "address", "prefix-list", name]:
            return Match("prefix-list", (name,), source=source)
        case ["acl", name]:
            return Match("access-list", (name,), source=source)
        case ["ip", "next-hop", "ip-prefix", name]:
            return Match("next-hop-prefix-list", (name,), source=source)
        case ["community-filter", *names] if names:
            exact = names[-1] == "whole-match"
            return Match("community-list", tuple(names[:-1] if exact else names), exact, source)
        case ["as-path-filter", *names] if names:
            return Match("as-path-list", tuple(names), source=source)
        case ["interface", *name] if name:
            return Match("interface", (vrp_name(" ".join(name)),), source=source)
        case ["cost", value]:
            return Match("metric", (str(number(value)),), source=source)
        case ["tag", value]:
            return Match("tag", (str(number(value)),), source=source)
        case ["protocol", protocol] if protocol in PROTOCOLS:
            return Match("protocol", (PROTOCOLS[protocol],), source=source)
    raise ValueError("not known here")


def _effect(words: list[str]) -> list[str]:
    """An `apply` line in the words of the family."""
    match words:
        case ["cost", sign, value] if sign in ("+", "-"):
            return ["metric", sign + value]
        case ["cost", value]:
            return ["metric", value]
        case ["cost-type", "type-1" | "type-2" as kind]:
            return ["metric-type", kind]
        case ["preferred-value", value]:
            return ["weight", value]
        case ["preference", value]:
            return ["distance", value]
        case ["ip-address", "next-hop", address]:
            return ["ip", "next-hop", address]
        case ["as-path", *numbers, "additive"]:
            return ["as-path", "prepend", *numbers]
        case ["community", *values]:
            return ["community", *values]
    return words


def read_acl(line: Line, draft: Draft) -> None:
    """`acl number 3000`, `acl name WEB 3999`, `acl name WEB advance`, with their rules."""
    match line.words:
        case ["acl", "number", name] | ["acl", name]:
            number_ = name
        case ["acl", "name", name, number_]:
            pass
        case ["acl", "name", name]:
            number_ = "advance"
        case _:
            return
    standard = number_ == "basic" or (number_.isdecimal() and 2000 <= int(number_) < 3000)
    if number_.isdecimal() and not 2000 <= int(number_) < 4000:
        return
    rules: list[AclRule] = []
    line.modelled()
    for child in line.children:
        match child.words:
            case ["rule", sequence, "permit" | "deny" as action, *words] if sequence.isdecimal():
                pass
            case ["rule", "permit" | "deny" as action, *words]:
                sequence = str(5 * (len(rules) + 1))
            case ["step", _] | ["description", *_] | ["rule", _, "description", *_]:
                child.status, child.feature = Status.IGNORED, "access list remark"
                continue
            case _:
                continue
        try:
            rule = _rule(action == "permit", list(words), standard)
        except (ValueError, IndexError):
            rule = AclRule(action == "permit", unmodelled=" ".join(words))
        rules.append(replace(rule, sequence=int(sequence), source=draft.source(child)))
        child.status, child.feature = (Status.NOT_MODELLED, "access list") if rule.unmodelled else (Status.MODELLED, child.feature)
    rules.sort(key=lambda each: each.sequence)
    kind = "standard" if standard else "extended"
    for key in dict.fromkeys((name, number_ if number_.isdecimal() else name)):
        draft.acls[key] = Acl(key, tuple(rules), 4, kind, False, draft.source(line))


def _rule(permit: bool, words: list[str], standard: bool) -> AclRule:
    """`tcp source 10.0.0.0 0.0.0.255 destination any destination-port eq www`. Raises ValueError."""
    protocols: tuple[int, ...] = ()
    if not standard:
        word = words.pop(0)
        protocols = () if word == "ip" else (int(word),) if word.isdecimal() else (NUMBERS[word],) if word in NUMBERS else (256,)
        if protocols == (256,):
            raise ValueError("no protocol")
    sides: dict[str, tuple[Wildcard, ...]] = {}
    ports: dict[str, Ports] = {}
    icmp = None
    while words:
        match words:
            case ["source" | "destination" as side, "any", *rest]:
                sides[side], words = (), rest
            case ["source" | "destination" as side, address, "0", *rest]:
                sides[side], words = (prefix_wildcard(f"{address}/32", 4),), rest
            case ["source" | "destination" as side, address, bits, *rest]:
                sides[side], words = (wildcard(address, bits),), rest
            case ["source-port" | "destination-port" as side, *rest] if protocols in ((6,), (17,)):
                ports[side], words = take_ports(rest), rest
                if not ports[side]:
                    raise ValueError("no ports")
            case ["icmp-type", *rest] if protocols == (1,):
                icmp, words = take_icmp(rest, 4), rest
                if icmp is None:
                    raise ValueError("no message")
            case ["logging" | "log", *rest]:
                words = rest
            case _:
                raise ValueError("not known here")
    return AclRule(
        permit, protocols, sides.get("source", ()), sides.get("destination", ()), ports.get("source-port", ()),
        ports.get("destination-port", ()), icmp,
    )  # fmt: skip


def read_behaviour(line: Line, draft: Draft) -> None:
    """`traffic behavior NAME` and what it does: marks and slows, or drops and diverts, which ports then show."""
    if line.words[1:2] != ["behavior"]:
        return
    draft.scratch["behaviours"] = True
    line.status, line.feature = Status.IGNORED, "QoS"
    for child in line.children:
        quiet = child.words[0] in ("permit", "remark", "car", "statistic", "queue", "gts", "undo", "counter")
        child.status, child.feature = (Status.IGNORED, "QoS") if quiet else (Status.NOT_MODELLED, "traffic policy")
        if not quiet:
            draft.scratch[DROPS] = True


def finish_acls(draft: Draft) -> None:
    """The lists as ports apply them: what no rule names passes."""
    for name in {name for port in draft.interfaces.values() for name in (port.acl_in, port.acl_out)}:
        acl = draft.acls.get(name.removesuffix(FILTER))
        if name.endswith(FILTER) and acl is not None:
            last = AclRule(True, sequence=acl.rules[-1].sequence + 5 if acl.rules else 5, source=acl.source)
            draft.acls[name] = replace(acl, name=name, kind="extended", rules=(*acl.rules, last))


POLICY: dict[str, tuple[str, Reader]] = {
    "ip ip-prefix": ("prefix-list", read_prefixes),
    "ip ipv6-prefix": ("prefix-list", read_prefixes),
    "ip as-path-filter": ("as-path-list", read_as_paths),
    "ip community-filter": ("community-list", read_communities),
    "route-policy": ("route-map", read_policy),
    "acl": ("access list", read_acl),
    "traffic behavior": ("QoS", read_behaviour),
}
