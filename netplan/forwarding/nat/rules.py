"""The NAT rules of one device as the data plane wants them: what each matches as ranges of numbers, and its doubts.

Static rules rewrite in both directions and rest on nothing but the config. Dynamic ones draw an address (and a port) from a set:
which one is free is not known, and that one is free is assumed; what comes back is known by the packets that went out.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from ipaddress import IPv4Address, IPv4Network
from typing import NamedTuple

from models.device import Device
from models.filters import Acl
from models.nat import NatKind, NatRule
from models.source import Source
from netplan.forwarding.boxes import ESTABLISHED, EVERYTHING, PORTS, Box, Range
from netplan.forwarding.filters.products import TCP
from netplan.topology.memo import PerDevice

ALL: Range = (0, (1 << 32) - 1)
ABOUT_NAT = re.compile(r"\bnat(?:64|66)?\b", re.IGNORECASE)
"""What a line outside the model says when it may rewrite packets."""
PORT_GROUPS = (0, 512, 1024, 65536)
"""A translated port stays in its group: below 512, below 1024, or above, on IOS and on Linux alike."""


class Condition(NamedTuple):
    """A term of a dynamic rule: packets that one of the lists permits (no list: all) and that leave by one of the ports."""

    permit: bool
    acls: tuple[Acl, ...]
    ports: tuple[str, ...]
    source: Source
    why: str = ""
    """Why it is not known what it matches."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `local` and `outer` are what packets match inside and outside; `why` says why what it does is not known.

    Of a dynamic rule the first of its conditions that holds decides.
    """

    fact: NatRule
    local: tuple[Box, ...]
    outer: tuple[Box, ...]
    conditions: tuple[Condition, ...] = ()
    own: bool = False
    """The outer address is one of the device itself."""
    why: str = ""

    @property
    def static(self) -> bool:
        """Whether it holds without a packet from inside."""
        return self.fact.kind in (NatKind.STATIC, NatKind.PORT)

    def between(self, inside: str, outside: str) -> bool:
        """Whether it is about packets between two zones; "" is one that is not known."""
        return all(not own or not zone or own == zone for own, zone in zip(self.fact.zones, (inside, outside), strict=True))

    @property
    def addresses(self) -> Range:
        """The outer addresses."""
        return self.outer[0].dst


@dataclass(frozen=True, slots=True)
class Nat:
    """What a device translates. `why` says that it translates in a way that is not modelled, by which line."""

    rules: tuple[Rule, ...] = ()
    foreign: tuple[Rule, ...] = ()
    """Rules about the addresses of hosts outside."""
    why: str = ""

    @property
    def active(self) -> bool:
        """Whether packets between ports of two sides may be rewritten."""
        return bool(self.rules or self.foreign or self.why)


def _derive(device: Device) -> Nat:
    rules = _clashing([_rule(device, fact) for fact in device.nat_rules])
    order = sorted(rules, key=lambda rule: (not rule.static, rule.fact.kind is not NatKind.PORT))
    line = next((line for line in device.coverage.unread if ABOUT_NAT.search(f"{line.feature} {line.text}")), None)
    own, foreign = (tuple(rule for rule in order if rule.fact.foreign is side) for side in (False, True))
    return Nat(own, foreign, f"{line.text.strip()} ({line.source}) is not modelled" if line is not None else "")


nat_of = PerDevice(_derive)
"""The rules of a device in the order in which they are asked: ports, whole addresses, then dynamic ones."""


def _rule(device: Device, fact: NatRule) -> Rule:
    outer, why = _outer(device, fact)
    ips = {int(a.ip.ip) for port in device.interfaces.values() for a in port.addresses if a.ip.version == 4}
    own = outer[0] == outer[1] and outer[0] in ips
    if fact.kind is NatKind.PORT:
        protocols = [(fact.protocol, fact.protocol)] + ([(ESTABLISHED, ESTABLISHED)] if fact.protocol == TCP else [])
        inside, outside = (fact.local_port,) * 2, (fact.outer_port,) * 2
        local = _span(fact.local)
        return Rule(
            fact,
            tuple(Box(p, local, ALL, inside, PORTS) for p in protocols),
            tuple(Box(p, ALL, outer, PORTS, outside) for p in protocols),
            own=own, why=why,
        )  # fmt: skip
    to = (Box(EVERYTHING, ALL, outer),)
    if fact.kind is NatKind.STATIC:
        return Rule(fact, (Box(EVERYTHING, _span(fact.local), ALL),), to, own=own, why=why)
    return Rule(fact, (Box(EVERYTHING, ALL, ALL),), to, tuple(_conditions(device, fact)), own, why)


def _conditions(device: Device, fact: NatRule) -> Iterator[Condition]:
    """The conditions of a dynamic rule: its list, or the terms of its route map."""
    if not fact.policy:
        yield _condition(device, True, (fact.acl,), (), fact.source)
        return
    policy = device.policies.get(fact.policy)
    if policy is None:
        yield Condition(True, (), (), fact.source, f"route map {fact.policy} of {fact.source} does not exist")
        return
    for term in policy.terms:
        names = [match.values for match in term.matches if match.kind == "access-list"] or [()]
        ports = [match.values for match in term.matches if match.kind == "interface"] or [()]
        odd = next((match for match in term.matches if match.kind not in ("access-list", "interface")), None)
        if odd is not None or term.action not in ("permit", "deny") or max(len(names), len(ports)) > 1:
            yield Condition(True, (), (), term.source, f"what route map {fact.policy} matches is not modelled ({term.source})")
            return
        else:
            yield _condition(device, term.action == "permit", names[0], ports[0], term.source)


def _condition(device: Device, permit: bool, names: tuple[str, ...], ports: tuple[str, ...], source: Source) -> Condition:
    acls = tuple(device.acls[name] for name in names if name in device.acls)
    gone = next((name for name in names if name not in device.acls), "")
    return Condition(permit, acls, ports, source, f"ACL {gone} of {source} does not exist" if gone else "")


def lists(device: Device, fact: NatRule) -> frozenset[str]:
    """The names of the lists that decide what a dynamic rule translates."""
    terms = policy.terms if (policy := device.policies.get(fact.policy)) is not None else ()
    return frozenset(name for term in terms for match in term.matches for name in match.values) | {fact.acl} - {""}


def _span(network: IPv4Network | None) -> Range:
    return (int(network[0]), int(network[-1])) if network is not None else ALL


def _outer(device: Device, fact: NatRule) -> tuple[Range, str]:
    """The addresses that packets get, and why they are not known (all addresses then)."""
    if fact.outer is not None:
        return _span(fact.outer), ""
    if fact.pool:
        pool = device.nat_pools.get(fact.pool)
        return ((int(pool.first), int(pool.last)), "") if pool else (ALL, f"pool {fact.pool} of {fact.source} does not exist")
    port = device.interfaces.get(fact.interface)
    ips = [a.ip.ip for a in port.addresses if isinstance(a.ip.ip, IPv4Address)] if port is not None else []
    if not ips:
        return ALL, f"the address of {fact.interface} is not known ({fact.source})"
    return (int(ips[0]), int(ips[0])), ""


def _clashing(rules: list[Rule]) -> list[Rule]:
    """Two static rules of one kind for the same packets: which one is taken is not known.

    Rules of one kind match all packets of a range of addresses, or a protocol and port of it: only the ranges have to be compared.
    """
    spans: dict[Hashable, list[_Span]] = defaultdict(list)
    for number, rule in enumerate(rules):
        if rule.static:
            kind = (rule.fact.kind, rule.fact.foreign, rule.fact.zones)
            inside, outside = rule.local[0], rule.outer[0]
            spans[kind, "inside", inside._replace(src=ALL)].append(_Span(*inside.src, number))
            spans[kind, "outside", outside._replace(dst=ALL)].append(_Span(*outside.dst, number))
    first: dict[int, int] = {}
    for some in spans.values():
        for number, other in _met(some):
            first[number] = min(other, first.get(number, other))
    found = []
    for number, rule in enumerate(rules):
        same = f"{rule.fact.source} and {rules[first[number]].fact.source} translate the same packets" if number in first else ""
        found.append(replace(rule, why=rule.why or same))
    return found


class _Span(NamedTuple):
    """Addresses from `low` to `high` of the rule `number`."""

    low: int
    high: int
    number: int


def _met(spans: list[_Span]) -> Iterator[tuple[int, int]]:
    """Each of some rules whose addresses another one has too, with the first such rule."""
    spans = sorted(spans)
    lows, numbers = [span.low for span in spans], [span.number for span in spans]
    begun: list[tuple[int, int]] = []
    """A heap of the rules that begin before, with their ends; the top one has not ended."""
    for at, (low, high, number) in enumerate(spans):
        while begun and begun[0][1] < low:
            heappop(begun)
        others = [each for each, _ in begun[:1]] + numbers[at + 1 : bisect_right(lows, high)]
        if others:
            yield number, min(others)
        heappush(begun, (number, high))
