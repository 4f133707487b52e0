"""Access lists of FRR. They filter routes, never packets.

The form of zebra (`access-list X permit 10.0.0.0/8 [exact-match]`) asks for prefixes inside a prefix, so it becomes a
PrefixList, and whoever refers to it as an access list is pointed there. The form of Cisco becomes an Acl.
"""

from collections.abc import Iterable
from dataclasses import replace
from ipaddress import IPv4Address

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.policy.policy_lists import ANY, last_sequence, with_rule
from collectors.ioslike.routing.routing_words import careful, family_of, number, prefix
from collectors.tree import Line
from models.filters import Acl, AclRule, Wildcard
from models.policy import Match, PrefixList, PrefixRule
from models.routing import BgpFamily
from models.source import Status

ZEBRA = "frr access lists"
ANYWHERE = Wildcard(0, 0xFFFFFFFF)


def _reader(family: int, skip: int) -> Reader:
    @careful
    def read(line: Line, draft: Draft) -> None:
        name, *words = line.words[skip:] or [""]
        if words[:1] == ["remark"]:
            line.status = Status.IGNORED
            return
        sequence = 0
        if words[:1] == ["seq"] and len(words) > 1:
            sequence, words = number(words[1]), words[2:]
        if len(words) < 2 or words[0] not in ("permit", "deny"):
            raise ValueError("no rule")
        if len(words) < 4 and ("/" in words[1] or (words[1] == "any" and not name.isdecimal())):
            _zebra(line, draft, name, words, family, sequence)
        else:
            _cisco(line, draft, name, words, sequence)

    return read


def _zebra(line: Line, draft: Draft, name: str, words: list[str], family: int, sequence: int) -> None:
    known = draft.scratch.setdefault(ZEBRA, set())
    held = draft.prefix_lists.get(name) or PrefixList(name, (), family, draft.source(line))
    if not isinstance(known, set) or (held.rules and name not in known):
        raise ValueError("a prefix list has the same name")
    network = prefix([ANY[family] if words[1] == "any" else words[1]])[0]
    if family_of(network) != family or words[2:] not in ([], ["exact-match"]):
        raise ValueError("not known here")
    high = network.prefixlen if words[2:] else network.max_prefixlen
    number_ = sequence or last_sequence(held.rules) + 5
    rule = PrefixRule(words[0] == "permit", network, network.prefixlen, high, number_, draft.source(line))
    known.add(name)
    draft.prefix_lists[name] = replace(held, rules=with_rule(held.rules, rule))
    line.modelled()


def _cisco(line: Line, draft: Draft, name: str, words: list[str], sequence: int) -> None:
    kind = "extended" if words[1] == "ip" else "standard"
    held = draft.acls.get(name) or Acl(name, (), 4, kind, source=draft.source(line))
    source, rest = _addresses(words[2:] if kind == "extended" else words[1:])
    target, rest = _addresses(rest) if kind == "extended" else ((), rest)
    if rest or held.kind != kind:
        raise ValueError("not known here")
    rule = AclRule(words[0] == "permit", (), source, target, sequence=sequence, source=draft.source(line))
    draft.acls[name] = replace(held, rules=(*held.rules, rule))
    line.modelled()


def _addresses(words: list[str]) -> tuple[tuple[Wildcard, ...], list[str]]:
    match words:
        case ["any", *rest]:
            return (ANYWHERE,), rest
        case ["host", address, *rest]:
            return (Wildcard(int(IPv4Address(address)), 0),), rest
        case [address, mask, *rest]:
            bits = int(IPv4Address(mask))
            return (Wildcard(int(IPv4Address(address)) & ~bits & 0xFFFFFFFF, bits),), rest
        case [address]:
            return (Wildcard(int(IPv4Address(address)), 0),), []
        case _:
            raise ValueError("no address")


def use_prefix_lists(draft: Draft) -> None:
    """Point each condition that names an access list of zebra's form to the prefix list that stands for it."""
    known = draft.scratch.get(ZEBRA)
    if not isinstance(known, set):
        return

    def turned(found: Iterable[Match]) -> tuple[Match, ...]:
        kinds = {"access-list": "prefix-list", "next-hop-access-list": "next-hop-prefix-list"}
        return tuple(replace(m, kind=kinds[m.kind]) if m.kind in kinds and known.issuperset(m.values) else m for m in found)

    def family(found: BgpFamily) -> BgpFamily:
        return replace(found, filters_in=turned(found.filters_in), filters_out=turned(found.filters_out))

    draft.policies = {
        name: replace(policy, terms=tuple(replace(t, matches=turned(t.matches)) for t in policy.terms))
        for name, policy in draft.policies.items()
    }
    draft.bgp = {
        vrf: replace(p, neighbors=tuple(replace(n, families=tuple(map(family, n.families))) for n in p.neighbors))
        for vrf, p in draft.bgp.items()
    }


ACCESS_READERS: dict[str, tuple[str, Reader]] = {
    "access-list": ("access-list", _reader(4, 1)),
    "ipv6 access-list": ("access-list", _reader(6, 2)),
}
