"""ACLs as sets of packets: what a list permits, denies or leaves unknown, and where two lists differ.

Packets are the first of their flow unless their box says `ESTABLISHED`: a rule for established sessions matches
only those. A rule with options
that the model does not know may match or not; where that matters the answer is None, unknown.
"""

from collections.abc import Iterable
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np

from models.filters import Acl, AclRule, Ports, Wildcard
from netplan.forwarding.boxes import ECHO, ESTABLISHED, EVERYTHING, PORTS, Box, Range, intersect, subtract

_RANGES = 4096
"""A wildcard mask with more separate ranges than this is not expanded; its rule then counts as not modelled."""
TCP = 6
_WITH_PORTS = (TCP, 17, 132, ESTABLISHED)


class Decision(NamedTuple):
    """What a list does with a set of packets: `permit` None is unknown; `rule` None is the end of the list."""

    permit: bool | None
    rule: AclRule | None
    box: Box


class RuleBoxes(NamedTuple):
    """A rule as boxes; `certain` is False when it may also not match them."""

    rule: AclRule
    boxes: tuple[Box, ...]
    certain: bool


@lru_cache(maxsize=1 << 14)
def ranges(wildcard: Wildcard) -> tuple[Range, ...] | None:
    """The addresses of a wildcard as ranges; None when there are too many of them.

    >>> ranges(Wildcard(0x0A000001, 0xFF00))[:2] == ((0x0A000001, 0x0A000001), (0x0A000101, 0x0A000101))
    True
    """
    low = 0
    while wildcard.mask >> low & 1:
        low += 1
    free = [b for b in range(low, 128) if wildcard.mask >> b & 1]
    if 1 << len(free) > _RANGES:
        return None
    base = wildcard.address & ~wildcard.mask
    starts = sorted(
        base | sum(1 << b for b, on in zip(free, bits, strict=True) if on) for bits in product((0, 1), repeat=len(free))
    )
    return tuple((s, s | (1 << low) - 1) for s in starts)


@lru_cache(maxsize=1 << 14)
def rule_boxes(rule: AclRule, family: int) -> RuleBoxes:
    """A rule as boxes."""
    everything = (0, (1 << (32 if family == 4 else 128)) - 1)
    certain = not rule.unmodelled
    sides: list[list[Range]] = []
    for wildcards in (rule.sources, rule.destinations):
        side: list[Range] = [] if wildcards else [everything]
        for wildcard in wildcards:
            if wildcard.family != family:
                continue
            found = ranges(wildcard)
            certain = certain and found is not None
            side += found if found is not None else [everything]
        sides.append(side)
    protocols = _protocols(rule)
    boxes = [
        Box(proto, src, dst, sport, dport)
        for proto in protocols
        for sport, dport in _ports(rule, proto)
        for src in sides[0]
        for dst in sides[1]
    ]
    return RuleBoxes(rule, tuple(boxes), certain)


def _protocols(rule: AclRule) -> list[Range]:
    """TCP is two things to a filter: first packets, and segments of a session that is there."""
    if rule.established:
        return [(ESTABLISHED, ESTABLISHED)]
    found: list[Range] = [(p, p) for p in rule.protocols]
    return [*found, (ESTABLISHED, ESTABLISHED)] if TCP in rule.protocols else found or [EVERYTHING]


def _ports(rule: AclRule, proto: Range) -> list[tuple[Range, Range]]:
    if rule.icmp is not None:
        kind, code = rule.icmp
        return [((code, code) if code >= 0 else PORTS, (kind, kind))] if proto[0] in ECHO else []
    if proto[0] in _WITH_PORTS or proto == EVERYTHING:
        sources: Ports = rule.source_ports or (PORTS,)
        targets: Ports = rule.destination_ports or (PORTS,)
        return list(product(sources, targets))
    return [(PORTS, PORTS)]


def pieces(acl: Acl, boxes: Iterable[Box]) -> list[Decision]:
    """`boxes` split by what the list does with them; first match wins, what no rule matches is denied."""
    decided: list[Decision] = []
    rest: list[tuple[Box, tuple[AclRule, ...]]] = [(b, ()) for b in boxes]
    for rule in acl.rules:
        if not rest:
            break
        cuts = rule_boxes(rule, acl.family)
        for cut in cuts.boxes:
            after: list[tuple[Box, tuple[AclRule, ...]]] = []
            for box, maybe in rest:
                common = None if rule in maybe else intersect(box, cut)
                if common is None:
                    after.append((box, maybe))
                    continue
                after += [(b, maybe) for b in subtract(box, cut)]
                if cuts.certain:
                    decided.append(_decision(rule.permit, rule, common, maybe))
                else:
                    after.append((common, (*maybe, rule)))
            rest = after
    return decided + [_decision(_ending(acl), None, box, maybe) for box, maybe in rest]


def _decision(permit: bool, rule: AclRule | None, box: Box, maybe: tuple[AclRule, ...]) -> Decision:
    unsure = next((m for m in maybe if m.permit != permit), None)
    return Decision(None, unsure, box) if unsure is not None else Decision(permit, rule, box)


def first_difference(a: Acl, b: Acl) -> tuple[Box, Decision, Decision] | None:
    """A set of packets that two lists treat differently, with what each does; None when they are equal.

    Only packets that some line matches which the lists do not share (at their beginning or end) can differ. Among those,
    unknown differs from everything, itself included: equality is only claimed where it is proven.
    """
    whole = _unshared(a, b)
    if not whole:
        return None
    theirs = pieces(b, whole)
    bounds = np.array([d.box for d in theirs], np.int64 if a.family == 4 else object)
    codes = np.array([_CODE[d.permit] for d in theirs])
    for mine in pieces(a, whole):
        here = np.array(mine.box, bounds.dtype)
        meets = ((bounds[:, :, 0] <= here[:, 1]) & (here[:, 0] <= bounds[:, :, 1])).all(axis=1)
        differs = meets & ((codes != _CODE[mine.permit]) | (codes == _CODE[None]))
        if differs.any():
            other = theirs[int(np.argmax(differs))]
            common = intersect(mine.box, other.box)
            assert common is not None  # their bounds meet in every dimension
            return common, mine._replace(box=common), other._replace(box=common)
    return None


def _unshared(a: Acl, b: Acl) -> list[Box]:
    """Boxes that hold every packet on which two lists can differ."""
    if _ending(a) != _ending(b):
        everything = (0, (1 << (32 if a.family == 4 else 128)) - 1)
        return [Box(EVERYTHING, everything, everything)]
    shorter = min(len(a.rules), len(b.rules))
    start = 0
    while start < shorter and a.rules[start] == b.rules[start]:
        start += 1
    end = 0
    while end < shorter - start and a.rules[-1 - end] == b.rules[-1 - end]:
        end += 1
    rules = (*a.rules[start : len(a.rules) - end], *b.rules[start : len(b.rules) - end])
    return list(dict.fromkeys(box for rule in rules for box in rule_boxes(rule, a.family).boxes))


def _ending(acl: Acl) -> bool:
    """Whether the list permits what none of its rules matches."""
    return not acl.rules and acl.empty_permits


_CODE = {False: 0, True: 1, None: 2}
