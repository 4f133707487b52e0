"""Prefix lists, policy statements and firewall filters as statements. Lists with an order are written anew as a whole."""

from collectors.vendors.juniper_junos.firewall import SIX
from collectors.vendors.juniper_junos.paths import Path, commands, delete, line
from collectors.vendors.juniper_junos.policy_terms import COMMUNITIES, MATCHED, PLAIN, PROTOCOLS, REST
from models.device import Device
from models.errors import CannotWrite
from models.filters import Acl, AclRule, Wildcard
from models.policy import Match, Policy, PrefixList, SetAction, Term

ENDS: dict[str, list[Path]] = {
    "permit": [("accept",)],
    "deny": [("reject",)],
    "next-term": [("next", "term")],
    "next-policy": [("next", "policy")],
    "": [],
}


def write_prefix_list(before: PrefixList | None, after: PrefixList | None) -> list[str]:
    """A Junos prefix list has exact prefixes only."""
    return commands(_prefixes(before), _prefixes(after))


def _prefixes(known: PrefixList | None) -> list[Path]:
    if known is None:
        return []
    base: Path = ("policy-options", "prefix-list", known.name)
    for rule in known.rules:
        if not rule.permit or (rule.low, rule.high) != (rule.prefix.prefixlen, rule.prefix.prefixlen):
            raise CannotWrite(f"prefix-list {known.name}: {rule.prefix} is not a plain prefix; Junos needs a policy term for it")
    return [base, *((*base, str(rule.prefix)) for rule in known.rules)]


def write_policy(device: Device, before: Policy | None, after: Policy | None) -> list[str]:
    """The whole policy statement, as a term's place counts."""
    name = (after or before or Policy("")).name
    base: Path = ("policy-options", "policy-statement", name)
    paths: list[Path] = []
    if after is not None:
        if after.default == "permit" or (after.default == "deny" and any(not term.name for term in after.terms)):
            raise CannotWrite(f"policy {name}: Junos goes on with the next policy at the end; end it with a term that decides")
        terms = after.terms if after.default == "next" else (*after.terms, Term(REST, "deny"))
        for term in terms:
            paths += _term(device, (*base, "term", term.name) if term.name else base, term)
    return [*([delete(base)] if before else []), *(f"set {line(path)}" for path in paths)]


def _term(device: Device, base: Path, term: Term) -> list[Path]:
    found: list[Path] = [base]
    for match in term.matches:
        found += [(*base, "from", *path) for path in _match(match)]
    for action in term.sets:
        found += [(*base, "then", *path) for path in _set(device, action)]
    if term.action not in ENDS:
        raise CannotWrite(f"term {term.name}: Junos has no {term.action!r}; write the policy by hand")
    return found + [(*base, "then", *path) for path in ENDS[term.action]]


def _match(match: Match) -> list[Path]:
    lists = dict.fromkeys(MATCHED.values(), "community")
    names = {name: word for word, name in PROTOCOLS.items() if word == "direct"}
    plain = (*PLAIN, "policy", "prefix-list")
    if match.exact:
        raise CannotWrite("an exact community match has no statement on Junos")
    if match.kind in ("prefix", "route-filter"):
        return [_range(text) for text in match.values]
    if match.kind == "protocol":
        return [("protocol", names.get(value, value)) for value in match.values]
    if match.kind == "instance":
        return [("instance", "master" if value == "default" else value) for value in match.values]
    if match.kind == "to-level":
        raise CannotWrite(
            "a condition on the level of IS-IS that a route goes to is not written for Junos; write the policy by hand"
        )
    if match.kind == "as-path-list":
        return [("as-path", value) for value in match.values]
    if match.kind in lists or match.kind in plain:
        return [(lists.get(match.kind, match.kind), value) for value in match.values]
    raise CannotWrite(f"a match of {match.kind} {' '.join(match.values)} cannot be written for Junos; write the policy by hand")


def _range(text: str) -> Path:
    """A range of prefix lengths as a route filter.

    >>> _range("10.0.0.0/8 ge 9 le 24"), _range("0.0.0.0/0 ge 0 le 32")
    (('route-filter', '10.0.0.0/8', 'prefix-length-range', '/9-/24'), ('family', 'inet'))
    """
    words = text.split()
    prefix, bounds = words[0], dict(zip(words[1::2], words[2::2], strict=True))
    size, most = prefix.partition("/")[2], "128" if ":" in prefix else "32"
    if not bounds:
        return ("route-filter", prefix, "exact")
    low, high = bounds.get("ge", size), bounds.get("le", most)
    if low == size:
        if size == "0" and high == most:
            return ("family", "inet6" if most == "128" else "inet")
        return ("route-filter", prefix, "orlonger") if high == most else ("route-filter", prefix, "upto", f"/{high}")
    return ("route-filter", prefix, "prefix-length-range", f"/{low}-/{high}")


def _set(device: Device, action: SetAction) -> list[Path]:
    value = action.values[0] if action.values else ""
    numbers = {"local-preference": "local-preference", "metric": "metric", "tag": "tag", "distance": "preference"}
    if action.kind in numbers:
        if value[:1] in ("+", "-"):
            return [(numbers[action.kind], "add" if value[0] == "+" else "subtract", value[1:])]
        return [(numbers[action.kind], value)]
    if action.kind in COMMUNITIES.values():
        return [_community(device, action)]
    match action.kind:
        case "community-delete":
            return [("community", "delete", name) for name in action.values]
        case "next-hop" | "origin":
            return [(action.kind, value)]
        case "as-path-prepend":
            return [("as-path-prepend", " ".join(action.values))]
        case "as-path-prepend-last":
            return [("as-path-expand", "last-as", "count", value)]
        case "metric-type":
            return [("external", "type", value.removeprefix("type-"))]
    raise CannotWrite(f"set {action.kind} {' '.join(action.values)} cannot be written for Junos; write the policy by hand")


def _community(device: Device, action: SetAction) -> Path:
    """Junos sets communities by the name of a definition, so one with just these members must be there."""
    members = tuple(value for value in action.values if value != "additive")
    for known in device.community_lists.values():
        stated = tuple(member for rule in known.rules for member in rule.communities)
        if stated == members and COMMUNITIES[known.kind] == action.kind and not any(rule.regex for rule in known.rules):
            return ("community", "add" if "additive" in action.values else "set", known.name)
    raise CannotWrite(f"communities {' '.join(members)}: the device defines no community of just these; define one by hand first")


def write_acl(before: Acl | None, after: Acl | None) -> list[str]:
    """The whole filter, as one commit puts it in force at once. Terms are named by their sequence numbers."""
    known = after or before
    assert known is not None
    name = known.name.removesuffix(SIX)
    if " " in name:
        raise CannotWrite(f"acl {known.name}: this is a list of several filters; change one of them")
    family = "inet" if known.family == 4 else "inet6"
    base: Path = ("firewall", "family", family, "filter", name)
    gone = [delete(base)] if before else []
    if after is None:
        return gone
    if not after.rules:
        raise CannotWrite(f"acl {after.name}: Junos refuses a filter without terms; give it a term that discards")
    numbers = [rule.sequence for rule in after.rules]
    if not all(low < high for low, high in zip([0, *numbers], numbers, strict=False)):
        numbers = [10 * (at + 1) for at in range(len(after.rules))]
    paths = [
        path for number, rule in zip(numbers, after.rules, strict=True) for path in _rule((*base, "term", str(number)), rule, after)
    ]
    return [*gone, *(f"set {line(path)}" for path in paths)]


def _rule(base: Path, rule: AclRule, acl: Acl) -> list[Path]:
    if rule.unmodelled:
        raise CannotWrite(f"acl {acl.name}: a rule has {rule.unmodelled}, which is not understood; edit the filter by hand")
    given = (*base, "from")
    found: list[Path] = [(*given, "source-address", _address(acl, each)) for each in rule.sources]
    found += [(*given, "destination-address", _address(acl, each)) for each in rule.destinations]
    protocol = "protocol" if acl.family == 4 else "next-header"
    found += [(*given, protocol, str(number)) for number in rule.protocols]
    for word, ports in (("source-port", rule.source_ports), ("destination-port", rule.destination_ports)):
        found += [(*given, word, str(low) if low == high else f"{low}-{high}") for low, high in ports]
    if rule.established:
        found.append((*given, "tcp-established"))
    if rule.icmp:
        found.append((*given, "icmp-type", str(rule.icmp[0])))
        found += [(*given, "icmp-code", str(rule.icmp[1]))] if rule.icmp[1] >= 0 else []
    return [*found, (*base, "then", "accept" if rule.permit else "discard")]


def _address(acl: Acl, wildcard: Wildcard) -> str:
    if wildcard.mask & (wildcard.mask + 1):
        raise CannotWrite(f"acl {acl.name}: the wildcard mask of {wildcard} is not a prefix; Junos filters take prefixes")
    return str(wildcard)
