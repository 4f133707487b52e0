"""Lines of a list that do nothing: those that never match, and those without which nothing changes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product
from math import prod

import numpy as np
import numpy.typing as npt

from models.filters import Acl, AclRule
from netplan.forwarding.boxes import EVERYTHING, Box
from netplan.forwarding.filters.decisions import pieces
from netplan.forwarding.filters.kernels import Bools
from netplan.forwarding.filters.products import Product, everything, parts
from netplan.forwarding.filters.space import Entries, Places, Space

Numbers = npt.NDArray[np.integer | np.bool_]
_FEW = 64
"""Of a line with more boxes than this, all earlier lines that share packets with it are named as the cause."""


class Fault(StrEnum):
    """What is the matter with a line."""

    SHADOWED = "shadowed"
    """Each packet that it would match is taken before."""
    REDUNDANT = "redundant"
    """Without it, later lines or the end of the list do the same with its packets."""
    EMPTY = "empty"
    """It names no packets, for instance addresses of the other family alone."""


@dataclass(frozen=True, slots=True)
class IdleLine:
    """A line that does nothing, surely. `causes` are the lines before it that take its packets."""

    fault: Fault
    rule: AclRule
    causes: tuple[AclRule, ...] = ()

    @property
    def reversed(self) -> bool:
        """Whether a line before it does the opposite with its packets: somebody meant something else."""
        return any(cause.permit != self.rule.permit for cause in self.causes)


def idle_lines(acl: Acl) -> list[IdleLine]:
    """The lines of a list that do nothing, each for itself: of two redundant lines, perhaps only one can go.

    A last line that denies all is no fault: it is there to count and to log.
    """
    if not acl.rules:
        return []
    space = Space([acl])
    entries = space.lists[0]
    lines = entries.line >= 0
    first = set(_first(space, entries, lines))
    needed = {*_needed(space, entries, lines & entries.permit, entries.least())}
    needed |= {*_needed(space, entries, lines & ~entries.permit, entries.most())}
    there, unsure = set(entries.line.tolist()), set(entries.line[~entries.certain].tolist())
    shadowed = [number for number in range(len(acl.rules)) if number in there and number not in first]
    causes = _causes(acl, space, entries, shadowed)
    found = []
    for number, rule in enumerate(acl.rules):
        if number not in there:
            found.append(IdleLine(Fault.EMPTY, rule))
        elif number not in first:
            found.append(IdleLine(Fault.SHADOWED, rule, causes[number]))
        elif number not in needed and number not in unsure and not _denies_all(acl, rule):
            found.append(IdleLine(Fault.REDUNDANT, rule))
    return found


def _first(space: Space, entries: Entries, which: Bools) -> Iterator[int]:
    """The lines that are the first to take some packet, whatever becomes of it."""
    places = np.flatnonzero(which)
    return _answered(space, entries, places, np.ones_like(places), np.zeros_like(places), space.nothing())


def _needed(space: Space, entries: Entries, which: Bools, other: Entries) -> Iterator[int]:
    """The lines that are the first to take some packet with which the lines of `other` behind them do otherwise."""
    places = np.flatnonzero(which)
    return _answered(space, entries, places, entries.permit[places], other.behind(entries.line[places]), other)


def _answered(space: Space, entries: Entries, places: Places, act: Numbers, begin: Numbers, other: Entries) -> Iterator[int]:
    own, lines = entries.surely(), entries.line[places]
    rows = [entries.item[places], act, own.behind(lines - 1), begin, np.full_like(places, len(other.item))]
    for number in space.answered(np.stack(rows, axis=-1).astype(np.int32), own, other):
        yield int(lines[number])


def _denies_all(acl: Acl, rule: AclRule) -> bool:
    whole = everything(acl.family)
    return not rule.permit and [part.product for part in parts(rule, acl.family)] == [Product((EVERYTHING,), (whole,), (whole,))]


def _causes(acl: Acl, space: Space, entries: Entries, shadowed: list[int]) -> dict[int, tuple[AclRule, ...]]:
    """The lines before each shadowed one that take its packets: one that takes all of them if there is one."""
    own = entries.surely()
    asked = np.flatnonzero(np.isin(entries.line, shadowed))
    touch = space.touching(entries.item[asked], own)
    bits = np.unpackbits(touch.view(np.uint8), axis=-1, bitorder="little").astype(np.bool_)[:, : len(own.line)]
    before: dict[int, set[int]] = {}
    for line, held in zip(entries.line[asked].tolist(), bits, strict=True):
        near = own.line[held & (own.line >= 0) & (own.line < line)]
        before.setdefault(line, set()).update(near.tolist())
    return {line: _takers(acl, acl.rules[line], [acl.rules[at] for at in sorted(found)]) for line, found in before.items()}


def _takers(acl: Acl, rule: AclRule, before: list[AclRule]) -> tuple[AclRule, ...]:
    """Those of some lines before one that take its packets first."""
    own = [part.product for part in parts(rule, acl.family)]
    for each in before:
        held = [part.product for part in parts(each, acl.family) if part.certain]
        if all(any(_inside(mine, theirs) for theirs in held) for mine in own):
            return (each,)
    if sum(prod(map(len, mine)) for mine in own) > _FEW:
        return tuple(before)
    boxes = [Box._make(five) for mine in own for five in product(*mine)]
    takers = {id(decision.rule) for decision in pieces(replace(acl, rules=tuple(before)), boxes)}
    return tuple(each for each in before if id(each) in takers)


def _inside(one: Product, other: Product) -> bool:
    return all(all(any(c <= a and b <= d for c, d in theirs) for a, b in mine) for mine, theirs in zip(one, other, strict=True))
