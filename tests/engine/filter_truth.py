"""Lists decided line by line on many packets with numpy, and nothing else of netplan than the facts: the truth for the kernels.

    python -m tests.engine.filter_truth [PACKETS]

Packets are made at the edges of the lines (the first and last address and port of one, and those beside), where mistakes are.
"""

import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.filters import access_list, last_turned, rewritten
from models.filters import Acl, AclRule, Wildcard
from models.verdict import Verdict
from netplan.forwarding.boxes import Box
from netplan.forwarding.filters.compare import compare
from netplan.forwarding.filters.lint import Fault, idle_lines
from netplan.forwarding.filters.products import Product
from netplan.forwarding.filters.sets import LookUp, permitted

Column = npt.NDArray[np.uint64]
Truth = npt.NDArray[np.bool_]
HALF = (1 << 64) - 1


class Packets(NamedTuple):
    """Packets as columns; addresses as their high and low 64 bits. `proto` 6 with `answer` is a segment of a session."""

    proto: Column
    answer: Truth
    src: tuple[Column, Column]
    dst: tuple[Column, Column]
    sport: Column
    dport: Column

    def some(self, which: "npt.NDArray[np.int64]") -> "Packets":
        pick = [tuple(c[which] for c in column) if isinstance(column, tuple) else column[which] for column in self]
        return Packets(*pick)  # type: ignore[arg-type]  # the same columns, shorter


def edges(rules: tuple[AclRule, ...], count: int, family: int, seed: int) -> Packets:
    """Packets at the edges of the lines of a list: each field from some line, mostly all from the same one."""
    draw = random.Random(seed)
    top = (1 << (32 if family == 4 else 128)) - 1
    rows = []
    for _ in range(count):
        rule = draw.choice(rules)
        proto = draw.choice(rule.protocols) if rule.protocols and draw.random() < 0.95 else draw.choice((0, 1, 6, 17, 47, 58, 255))
        sides = []
        for one in (rule, rule if draw.random() < 0.8 else draw.choice(rules)):
            wildcards = one.sources if not sides else one.destinations
            sides.append(_near(draw.choice(wildcards), draw, top) if wildcards else draw.randrange(top + 1))
        if proto in (6, 17, 132):
            ports = [_beside(draw, spans, 65_535) for spans in (rule.source_ports, rule.destination_ports)]
        elif proto in (1, 58):
            kind, code = rule.icmp or (8, 0)
            ports = [draw.choice((max(code, 0), draw.randrange(256))), draw.choice((kind, kind, draw.randrange(256)))]
        else:
            ports = [0, 0]
        rows.append((proto, proto == 6 and draw.random() < 0.2, *sides, *ports))
    proto, answer, src, dst, sport, dport = zip(*rows, strict=True)
    split = [(np.array([n >> 64 for n in side], np.uint64), np.array([n & HALF for n in side], np.uint64)) for side in (src, dst)]
    numbers = [np.array(column, np.uint64) for column in (proto, sport, dport)]
    return Packets(numbers[0], np.array(answer, np.bool_), split[0], split[1], numbers[1], numbers[2])


def _near(wildcard: Wildcard, draw: random.Random, top: int) -> int:
    first, last = wildcard.address & ~wildcard.mask, wildcard.address | wildcard.mask
    inside = first | (draw.getrandbits(128) & wildcard.mask)
    return min(top, max(0, draw.choice((first - 1, first, last, last + 1, inside, inside))))


def _beside(draw: random.Random, spans: tuple[tuple[int, int], ...], top: int) -> int:
    if not spans or draw.random() < 0.1:
        return draw.randrange(top + 1)
    low, high = draw.choice(spans)
    return min(top, max(0, draw.choice((low - 1, low, high, high + 1, low, high))))


def matches(rule: AclRule, p: Packets) -> Truth:
    """Which packets a line matches, its unknown options aside: the words of the line, one after the other."""
    held = np.ones(len(p.proto), np.bool_)
    if rule.protocols:
        held &= np.isin(p.proto, rule.protocols)
    if rule.established:
        held &= (p.proto == 6) & p.answer
    for side, wildcards in ((p.src, rule.sources), (p.dst, rule.destinations)):
        if wildcards:
            held &= np.logical_or.reduce([_held(side, w) for w in wildcards])
    for ports, spans in ((p.sport, rule.source_ports), (p.dport, rule.destination_ports)):
        if spans:
            held &= np.logical_or.reduce([(ports >= low) & (ports <= high) for low, high in spans])
    if rule.icmp:
        held &= p.dport == rule.icmp[0]
        if rule.icmp[1] >= 0:
            held &= p.sport == rule.icmp[1]
    return held


def _held(side: tuple[Column, Column], w: Wildcard) -> Truth:
    parts = ((side[0], 64), (side[1], 0)) if w.family == 6 else ((side[1], 0),)
    same = np.ones(len(side[0]), np.bool_)
    for column, shift in parts:
        care = np.uint64(~(w.mask >> shift) & HALF)
        same &= (column & care) == (np.uint64(w.address >> shift & HALF) & care)
    return same


def decide(acl: Acl, packets: Packets) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int8]]:
    """For each packet the line that surely takes it first (-1: none), and 1 permitted, 0 denied, 2 unknown."""
    count = len(packets.proto)
    line = np.full(count, -1, np.int32)
    may = np.zeros((2, count), np.bool_)
    left = np.arange(count)
    rest = packets
    for number, rule in enumerate(acl.rules):
        held = matches(rule, rest)
        may[int(rule.permit), left[held]] = True
        if not rule.unmodelled:
            line[left[held]] = number
            left, rest = left[~held], rest.some(np.flatnonzero(~held))
    may[int(not acl.rules and acl.empty_permits), left] = True
    return line, np.where(may[0] & may[1], 2, may[1]).astype(np.int8)


def columns(packets: Packets, family: int) -> list[npt.NDArray[np.int64]]:
    """The packets as the engine wants them."""
    sides = [
        low.astype(np.int64) if family == 4 else high.astype(object) * (HALF + 1) + low.astype(object)
        for high, low in (packets.src, packets.dst)
    ]
    proto = np.where(packets.answer, 256, packets.proto.astype(np.int64))
    return [proto, *sides, packets.sport.astype(np.int64), packets.dport.astype(np.int64)]


def one(box: Box) -> Packets:
    """A packet of the engine as a column of one."""
    number = [low for low, _ in box]
    sides = [(np.array([n >> 64], np.uint64), np.array([n & HALF], np.uint64)) for n in number[1:3]]
    answer = np.array([number[0] == 256])
    return Packets(np.array([6 if answer[0] else number[0]], np.uint64), answer, *sides,
                   np.array([number[3]], np.uint64), np.array([number[4]], np.uint64))  # fmt: skip


def holds(packets: Product, fields: list[npt.NDArray[np.int64]]) -> Truth:
    """Which packets a set holds."""
    found = np.ones(len(fields[0]), np.bool_)
    for ranges, column in zip(packets, fields, strict=True):
        found &= np.logical_or.reduce([(column >= low) & (column <= high) for low, high in ranges]).astype(np.bool_)
    return found


def look_up_is_right(acl: Acl, packets: Packets) -> None:
    """Line and answer of every packet."""
    line, what = decide(acl, packets)
    theirs = LookUp(acl).first(columns(packets, acl.family))
    assert (theirs[0] == line).all(), "another line takes a packet"
    assert (theirs[1] == what).all(), "another answer"


def sets_are_right(acl: Acl, packets: Packets) -> None:
    """Every packet that is (or may be) permitted is in exactly one set of its kind, no other is in any."""
    _, what = decide(acl, packets)
    fields = columns(packets, acl.family)
    sure, unsure = np.zeros(len(what), np.int64), np.zeros(len(what), np.int64)
    for each in permitted(acl):
        (sure if each.sure else unsure)[holds(each.packets, fields)] += 1
    assert (sure == (what == 1)).all()
    assert (unsure == (what == 2)).all()


def comparison_is_right(left: Acl, right: Acl, packets: Packets) -> Verdict:
    """Equal lists do the same with every packet; the packets shown are treated otherwise, in each way that there is one."""
    found = compare(left, right)
    mine, theirs = decide(left, packets)[1], decide(right, packets)[1]
    sure = {(d.one.permit, d.other.permit) for d in found.differences if not d.unknown}
    for a, b in ((1, 0), (0, 1)):
        assert not ((mine == a) & (theirs == b)).any() or (bool(a), bool(b)) in sure, "a difference was not found"
    if found.verdict is Verdict.HOLDS:
        assert (mine == theirs).all() and (mine < 2).all()
    for difference in found.differences:
        answers = [decide(acl, one(difference.packet))[1][0] for acl in (left, right)]
        said = [2 if d.permit is None else int(d.permit) for d in (difference.one, difference.other)]
        assert (answers == said and answers[0] != answers[1]) or 2 in answers, "the packet shown is treated alike"
    return found.verdict


def lint_is_right(acl: Acl, packets: Packets) -> list[tuple[str, int]]:
    """No packet is first taken by a line said never to match, and none changes without a line said to be redundant."""
    line, what = decide(acl, packets)
    numbers = {id(rule): number for number, rule in enumerate(acl.rules)}
    idle = [(each.fault, numbers[id(each.rule)]) for each in idle_lines(acl)]
    for fault, number in idle:
        if fault is Fault.REDUNDANT:
            mine = np.flatnonzero(line == number)
            shorter = replace(acl, rules=(*acl.rules[:number], *acl.rules[number + 1 :]), empty_permits=False)
            assert (decide(shorter, packets.some(mine))[1] == what[mine]).all(), "a needed line is called redundant"
        else:
            assert not (line == number).any(), "a line that never matches takes a packet"
    return [(str(fault), number) for fault, number in idle]


def cases() -> Iterator[Acl]:
    """Lists of 100 to 5,000 lines of both families, with and without object groups and strange lines."""
    for lines, seeds in ((100, 12), (300, 6), (500, 4), (1000, 2), (2000, 1), (5000, 1)):
        for shape in range(4):
            for seed in range(seeds):
                yield access_list(lines, seed * 4 + shape, (4, 6)[shape % 2], shape >= 2, 0.02 if seed % 2 else 0.0)


def check(acl: Acl, count: int, seed: int) -> int:
    """All checks on one list and its relatives; the number of answers for a packet that were compared with the truth."""
    packets = edges(acl.rules, count, acl.family, seed)
    look_up_is_right(acl, packets)
    few = min(count, 50_000 // len(acl.rules) + 20)
    sets_are_right(acl, packets.some(np.arange(few)))
    lint_is_right(acl, packets)
    verdicts = [comparison_is_right(acl, other, packets) for other in (rewritten(acl, seed), last_turned(acl))]
    understood = not any(rule.unmodelled for rule in acl.rules)
    assert verdicts[0] is Verdict.HOLDS if understood else verdicts[0] is not Verdict.VIOLATED
    comparison_is_right(acl, access_list(len(acl.rules), seed + 1000, acl.family), packets)
    return 4 * count + few


def main(budget: int) -> None:
    """Print a line now and then, and the sum."""
    each = budget // 4 // sum(1 for _ in cases()) + 1
    done = 0
    for number, acl in enumerate(cases()):
        done += check(acl, each, number)
        if number % 8 == 7:
            print(f"{done:>12,} answers, {len(acl.rules):>5} lines, IPv{acl.family}: all equal", flush=True)
    print(f"{done:,} answers compared, 0 disagreements")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000)
