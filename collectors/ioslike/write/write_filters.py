"""Commands for ACLs and prefix lists of the IOS-like systems."""

from ipaddress import IPv4Address

from collectors.ioslike.write.spelling import Spelling
from models.errors import CannotWrite
from models.filters import Acl, AclRule, Ports, Wildcard
from models.policy import PrefixList, PrefixRule

_PROTOCOLS = {1: "icmp", 6: "tcp", 17: "udp", 47: "gre", 50: "esp", 51: "ahp", 88: "eigrp", 89: "ospf", 103: "pim", 2: "igmp"}
_ICMP = {(0, -1): "echo-reply", (8, -1): "echo", (3, -1): "unreachable", (11, -1): "time-exceeded"}


def acl_lines(spelling: Spelling, old: Acl | None, new: Acl | None) -> list[str]:
    """Add or remove a whole list, or single numbered rules of one: each command is safe by itself.

    A list never becomes empty on the way, since an applied empty list permits everything.
    """
    acl = new or old
    if acl is None:
        return []
    if old and new and old.kind != new.kind:
        raise CannotWrite(f"acl {acl.name}: a list does not change its kind; make a new one and swap it at the interface")
    if not spelling.has_filters or acl.family != 4:
        raise CannotWrite(f"acl {acl.name}: netplan writes IPv4 lists of routers that filter; change it by hand")
    opening = (spelling.acl_open_standard if acl.kind == "standard" else spelling.acl_open).format(acl.name)
    if new is None:
        return [f"no {opening}"]
    if not new.rules:
        raise CannotWrite(f"acl {acl.name}: an empty list would permit everything where it is applied")
    was = {rule.sequence: rule for rule in old.rules} if old else {}
    now = {rule.sequence: rule for rule in new.rules}
    if len(now) < len(new.rules):
        raise CannotWrite(f"acl {acl.name}: two rules carry one sequence number")
    kept = {n for n in was if was[n] == now.get(n)}
    if old and not kept:
        raise CannotWrite(f"acl {acl.name}: every rule would change; make a new list and swap it at the interface")
    lines = [f" no {n}" for n in was if n not in kept]
    lines += [f" {n} {rule_text(spelling, rule, acl.kind)}" for n, rule in now.items() if n not in kept]
    return [opening, *lines]


def rule_text(spelling: Spelling, rule: AclRule, kind: str) -> str:
    """One rule as the OS prints it, without its number. Raises CannotWrite for sets that need several lines."""
    if rule.unmodelled or len(rule.protocols) > 1 or max(map(len, (rule.sources, rule.destinations))) > 1:
        raise CannotWrite(f"acl rule {rule.sequence}: it has options or sets that netplan does not write as one line")
    words = ["permit" if rule.permit else "deny"]
    if kind == "standard":
        return " ".join([*words, _place(spelling, rule.sources)])
    protocol = rule.protocols[0] if rule.protocols else None
    words.append(_PROTOCOLS.get(protocol, str(protocol)) if protocol is not None else "ip")
    words += [_place(spelling, rule.sources), *_ports(rule.source_ports)]
    words += [_place(spelling, rule.destinations), *_ports(rule.destination_ports)]
    if rule.icmp:
        words.append(_ICMP.get(rule.icmp) or " ".join(str(n) for n in rule.icmp if n >= 0))
    if rule.established:
        words.append("established")
    return " ".join(words)


def _place(spelling: Spelling, places: tuple[Wildcard, ...]) -> str:
    if not places or places[0].mask == 0xFFFFFFFF:
        return "any"
    place = places[0]
    if place.mask == 0:
        return f"host {IPv4Address(place.address)}"
    contiguous = place.mask & (place.mask + 1) == 0
    return str(place) if spelling.slash and contiguous else f"{IPv4Address(place.address)} {IPv4Address(place.mask)}"


def _ports(ports: Ports) -> list[str]:
    if not ports:
        return []
    if len(ports) > 1:
        if all(low == high for low, high in ports):
            return ["eq", *(str(low) for low, _ in ports)]
        raise CannotWrite("several port ranges in one rule are not written as one line")
    low, high = ports[0]
    return ["eq", str(low)] if low == high else ["range", str(low), str(high)]


def prefix_list_lines(old: PrefixList | None, new: PrefixList | None) -> list[str]:
    """Add and remove single rules of a prefix list, numbered."""
    known = new or old
    if known is None:
        return []
    start = f"{'ip' if known.family == 4 else 'ipv6'} prefix-list {known.name}"
    if new is None:
        return [f"no {start}"]
    if not new.rules:
        raise CannotWrite(f"prefix-list {new.name}: without rules it is no list any more; remove it instead")
    was = {rule.sequence: rule for rule in old.rules} if old else {}
    now = {rule.sequence: rule for rule in new.rules}
    lines = [f"no {start} {_prefix_rule(was[n])}" for n in was if was[n] != now.get(n)]
    return lines + [f"{start} {_prefix_rule(now[n])}" for n in now if was.get(n) != now[n]]


def _prefix_rule(rule: PrefixRule) -> str:
    length, longest = rule.prefix.prefixlen, rule.prefix.max_prefixlen
    words = f"seq {rule.sequence} {'permit' if rule.permit else 'deny'} {rule.prefix}"
    if rule.low > length:
        words += f" ge {rule.low}"
    if rule.high > length and not (rule.low > length and rule.high == longest):
        words += f" le {rule.high}"
    return words
