"""Firewall policies: the rule base of a virtual domain, in the order of the config, as sets of packets."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count

from collectors.draft import Draft
from collectors.spans import Addresses, everything
from collectors.vendors.fortinet.blocks import Block, attempt
from collectors.vendors.fortinet.names import own
from collectors.vendors.fortinet.objects import UNKNOWN_SET, objects_of
from collectors.vendors.fortinet.places import found_place, mark
from collectors.vendors.fortinet.services import Kind, services_of
from collectors.vendors.fortinet.vips import Vip, vips_of
from models.filters import AclRule, Ports, Wildcard
from models.source import Source, Status

CONDITIONS = (
    "groups", "users", "fsso-groups", "internet-service-name", "internet-service-src-name", "internet-service6-name", "application",
    "url-category", "src-vendor-mac", "ztna-ems-tag", "ztna-geo-tag", "devices", "rtp-addr", "sgt", "internet-service-id",
    "internet-service-src-id", "internet-service-custom", "internet-service-group", "device-type", "internet-service",
    "internet-service-src", "internet-service6", "internet-service6-src", "ztna-status",
)  # fmt: skip
"""What else a policy may ask of packets: then nobody can tell which packets it takes."""
READ = frozenset(
    {
        "status", "srcintf", "dstintf", "action", "schedule", "service", "service-negate", "nat", "ippool", "poolname", "name",
        "logtraffic", "logtraffic-start", "match-vip",
        *(f"{side}addr{end}{negated}" for side in ("src", "dst") for end in ("", "6") for negated in ("", "-negate")),
    }
)  # fmt: skip
"""What is read of a policy. What else is set, and not known to be without effect, leaves open which packets it takes."""
POLICIES = ("firewall policy", "firewall policy6")
ANYTHING = Kind(0)
DECIDING = ("filter match", "IPsec")
OUTCOMES = {"accept": (True, ""), "deny": (False, ""), "ipsec": (True, "IPsec"), "ssl-vpn": (True, "SSL VPN")}


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy. `incoming` and `outgoing` are zones or ports as the whole device calls them, () is any.

    `nat` says how sources become others ("" not at all).
    """

    name: str
    incoming: frozenset[str]
    outgoing: frozenset[str]
    permit: bool
    rules: tuple[AclRule, ...]
    """Of IPv4."""
    rules6: tuple[AclRule, ...]
    mapped: tuple[tuple[Vip, AclRule], ...]
    """Of packets to virtual addresses, as they are once those are translated."""
    nat: str
    pools: tuple[str, ...]
    vips: tuple[Vip, ...]
    entry: Block


def policies_of(draft: Draft, vdom: str) -> list[Policy]:
    """The policies of a domain."""
    known = draft.scratch.setdefault(f"policies {vdom}", [])
    assert isinstance(known, list)
    return known


def read_policies(block: Block, draft: Draft) -> None:
    """`config firewall policy`, and `policy6` of older systems. They are joined once all objects are known."""
    tables = draft.scratch.setdefault("policy tables", [])
    assert isinstance(tables, list)
    tables.append(block)
    domains = draft.scratch.setdefault("filtering", set())
    assert isinstance(domains, set)
    domains.add(block.vdom)


def join_policies(draft: Draft) -> None:
    """Read all policies, now that zones and objects are known."""
    tables = draft.scratch.get("policy tables", [])
    assert isinstance(tables, list)
    for block in tables:
        for entry in block.entries():
            attempt(entry, _policy, draft)
            if entry.status is Status.UNKNOWN:
                _doubt(entry, draft)


def leave_marked(block: Block) -> None:
    """What nobody knows in a policy has marked the rules of that policy, and changes nothing else."""
    for entry in block.entries() if block.path in POLICIES else ():
        for child in entry.children:
            strange = child.status is Status.UNKNOWN and child.words[0] in ("set", "config")
            if strange and found_place(child, entry.path) is None:
                mark(child, Status.NOT_MODELLED, UNKNOWN_SET)


def _doubt(entry: Block, draft: Draft) -> None:
    """A policy that is not understood may take any packet."""
    number = next(_numbers(draft))
    rules = (AclRule(True, sequence=number, unmodelled=f"policy {entry.name}", source=draft.source(entry)),)
    policies_of(draft, entry.vdom).append(Policy(entry.name, frozenset(), frozenset(), False, rules, rules, (), "", (), (), entry))


def _policy(entry: Block, draft: Draft) -> None:
    only_six = entry.path.endswith("6")
    if entry.word("status", "enable") == "disable":
        entry.off()
        return
    incoming, outgoing = entry.values("srcintf"), entry.values("dstintf")
    permit, odd = OUTCOMES.get(entry.word("action", "deny"), (False, "action"))
    unknown = [odd] if odd else []
    for option in ("name", "logtraffic", "logtraffic-start", "match-vip", "nat", "ippool", "poolname"):
        entry.values(option)
    unknown += _conditions(entry)
    source = draft.source(entry)
    kinds, strange = _services(entry, draft)
    sides = {version: _sides(entry, draft, version, only_six) for version in (4, 6)}
    rules = {
        version: tuple(_rules(permit, *sides[version][:2], kinds, (*unknown, *strange, *sides[version][2]), version, source))
        for version in (4, 6)
    }
    targets = vips_of(draft, entry.vdom).named(entry.values("dstaddr")) if not only_six else ()
    odds = (*unknown, *strange)
    mapped = [(vip, rule) for vip in targets for rule in _to_vip(permit, sides[4][0], vip, kinds, odds, source)]
    numbers = _numbers(draft)
    four, to_hosts, six = (
        tuple(replace(rule, sequence=next(numbers)) for rule in part) for part in (rules[4], [rule for _, rule in mapped], rules[6])
    )
    policy = Policy(
        entry.name, _ends(entry.vdom, incoming), _ends(entry.vdom, outgoing), permit, four, six,
        tuple(zip((vip for vip, _ in mapped), to_hosts, strict=True)), _nat(entry, permit), tuple(entry.values("poolname")),
        targets, entry,
    )  # fmt: skip
    policies_of(draft, entry.vdom).append(policy)


def _numbers(draft: Draft) -> Iterator[int]:
    """The numbers of all rules of a device, in their order: a rule that holds for many pairs of zones is one fact."""
    known = draft.scratch.setdefault("rule numbers", count(10, 10))
    assert isinstance(known, count)
    return known


def _ends(vdom: str, names: list[str]) -> frozenset[str]:
    if not names:
        raise ValueError("a policy without an interface")
    return frozenset() if "any" in names else frozenset(own(vdom, name) for name in names)


def _conditions(entry: Block) -> list[str]:
    found = [f"schedule {when}"] if (when := entry.word("schedule", "always")) != "always" else []
    found += [f"config {child.path.rpartition(' ')[2]}" for child in entry.children if isinstance(child, Block)]
    for option, line in entry.sets.items():
        if option in CONDITIONS:
            words = entry.values(option)
            found += [option] if words not in ([""], ["disable"]) else []
        elif option not in READ:
            place = found_place(line, entry.path)
            if place is None or (place[0] is Status.NOT_MODELLED and place[1] in DECIDING):
                found.append(" ".join(line.words[1:3]))
    return found


def _services(entry: Block, draft: Draft) -> tuple[list[Kind], list[str]]:
    kinds, strange = services_of(draft, entry.vdom).all(entry.values("service"))
    return kinds, [*strange, *(["the services are negated"] if entry.is_on("service-negate") else [])]


def _nat(entry: Block, permit: bool) -> str:
    """How sources are translated: "" not at all, "interface" or "pool"."""
    pool, on = entry.is_on("ippool"), entry.is_on("nat")
    return "" if not (permit and on) else "pool" if pool else "interface"


def _sides(entry: Block, draft: Draft, family: int, only_six: bool) -> tuple[Addresses, Addresses, tuple[str, ...]]:
    """Sources, destinations, and what of them no config tells. Sides that a policy does not name match nothing of that family."""
    end = "6" if family == 6 and not only_six else ""
    if only_six and family == 4:
        return Addresses(), Addresses(), ()
    sides = []
    vips = vips_of(draft, entry.vdom)
    for word in ("src", "dst"):
        names = tuple(name for name in entry.values(f"{word}addr{end}") if family == 6 or name not in vips.known)
        found = objects_of(draft, entry.vdom, family).all(names, family)
        if entry.is_on(f"{word}addr{end}-negate"):
            found = everything(family).without(found)
        if entry.is_on(f"internet-service{'6' if family == 6 else ''}{'-src' if word == 'src' else ''}"):
            found = Addresses(unknown="an Internet service")
        sides.append(found)
    return sides[0], sides[1], tuple(side.unknown for side in sides if side.unknown)


def _rules(
    permit: bool, sources: Addresses, targets: Addresses, kinds: list[Kind], unknown: tuple[str, ...], family: int, source: Source
) -> Iterator[AclRule]:
    """The packets of one family. Where part of a set is not known, the whole set may match."""
    if sources.empty or targets.empty:
        return
    marks = ", ".join(unknown)
    one, other = (() if side.unknown else _prefixes(side, family) for side in (sources, targets))
    if unknown and (not kinds or "the services are negated" in unknown or any(word.startswith("service ") for word in unknown)):
        yield AclRule(permit, (), one, other, unmodelled=marks, source=source)
        return
    yield from _products(permit, one, other, kinds, marks, family, source)


_prefixes = lru_cache(maxsize=1 << 12)(Addresses.prefixes)
"""The same groups are named by many policies."""


def _products(
    permit: bool, one: tuple[Wildcard, ...], other: tuple[Wildcard, ...], kinds: list[Kind], marks: str, family: int, source: Source
) -> Iterator[AclRule]:
    """A rule for each kind of packets that the model says apart; ports of one protocol are in one rule."""
    strange = 58 if family == 4 else 1
    kinds = [kind for kind in kinds if kind.protocol != strange]
    if ANYTHING in kinds:
        yield AclRule(permit, (), one, other, unmodelled=marks, source=source)
        return
    plain = tuple(dict.fromkeys(kind.protocol for kind in kinds if not kind.ports and kind.icmp is None))
    if plain:
        yield AclRule(permit, plain, one, other, unmodelled=marks, source=source)
    ports: dict[tuple[int, Ports], list[tuple[int, int]]] = {}
    for kind in kinds:
        if kind.ports and kind.protocol not in plain:
            ports.setdefault((kind.protocol, kind.source_ports), []).extend(kind.ports)
    for (protocol, from_ports), to_ports in ports.items():
        ranges = tuple(dict.fromkeys(to_ports))
        yield AclRule(permit, (protocol,), one, other, from_ports, ranges, unmodelled=marks, source=source)
    for kind in dict.fromkeys(kind for kind in kinds if kind.icmp is not None and kind.protocol not in plain):
        yield AclRule(permit, (kind.protocol,), one, other, icmp=kind.icmp, unmodelled=marks, source=source)


def _to_vip(
    permit: bool, sources: Addresses, vip: Vip, kinds: list[Kind], unknown: tuple[str, ...], source: Source
) -> Iterator[AclRule]:
    """Packets to a virtual address, as they are once it is translated."""
    if sources.empty:
        return
    odd = [] if vip.kind is None or _among(vip.kind, kinds) else [f"services of VIP {vip.name}"]
    marks = ", ".join((*unknown, *([sources.unknown] if sources.unknown else []), *odd))
    one = () if sources.unknown else _prefixes(sources, 4)
    if vip.kind is not None:
        yield AclRule(permit, (vip.kind.protocol,), one, vip.mapped, (), vip.kind.ports, unmodelled=marks, source=source)
    else:
        yield from _products(permit, one, vip.mapped, kinds or [ANYTHING], marks, 4, source)


def _among(wanted: Kind, kinds: list[Kind]) -> bool:
    """Whether the port behind a virtual address is one of those that a policy names."""
    ((port, _),) = wanted.ports
    return any(
        not kind.protocol
        or (kind.protocol == wanted.protocol and not kind.source_ports and any(low <= port <= high for low, high in kind.ports))
        for kind in kinds
    )
