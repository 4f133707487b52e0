"""ACLs on their way through a router: what a list permits, denies or leaves unknown of some boxes of packets.

Packets are the first of their flow unless their box says `ESTABLISHED`: a rule for established sessions matches
only those. A rule with options that the model does not know may match or not; where that matters the answer is None, unknown.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from models.filters import Acl, AclRule
from netplan.forwarding.boxes import Box
from netplan.forwarding.filters.products import cut, parts


class Decision(NamedTuple):
    """What a list does with a set of packets: `permit` None is unknown; `rule` None is the end of the list."""

    permit: bool | None
    rule: AclRule | None
    box: Box


def pieces(acl: Acl, boxes: Iterable[Box]) -> list[Decision]:
    """`boxes` split by what the list does with them; first match wins, what no rule matches is denied."""
    decided: list[Decision] = []
    rest: list[tuple[Box, tuple[AclRule, ...]]] = [(b, ()) for b in boxes]
    for rule in acl.rules:
        if not rest:
            break
        for part in _parts(rule, acl.family):
            after: list[tuple[Box, tuple[AclRule, ...]]] = []
            for box, maybe in rest:
                inside, outside = cut(box, part.product)
                after += [(b, maybe) for b in outside]
                if part.certain:
                    decided += [_decision(rule.permit, rule, b, maybe) for b in inside]
                else:
                    after += [(b, (*maybe, rule)) for b in inside]
            rest = after
    return decided + [_decision(ending(acl), None, box, maybe) for box, maybe in rest]


def _decision(permit: bool, rule: AclRule | None, box: Box, maybe: tuple[AclRule, ...]) -> Decision:
    unsure = next((m for m in maybe if m.permit != permit), None)
    return Decision(None, unsure, box) if unsure is not None else Decision(permit, rule, box)


def ending(acl: Acl) -> bool:
    """Whether the list permits what none of its rules matches."""
    return not acl.rules and acl.empty_permits


_parts = lru_cache(maxsize=1 << 14)(parts)
