"""Lists compared, looked up and tidied: what the lines say, packet by packet; and seen to fail when the kernels are wrong."""

import random
import types
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from benchmarks.filters import access_list, last_turned
from models.errors import UsageError
from models.filters import Acl, AclRule, Ports, Wildcard
from models.source import Source
from models.verdict import Verdict
from netplan.forwarding.boxes import Box
from netplan.forwarding.filters import differing, kernels, sets, space
from netplan.forwarding.filters.compare import compare
from netplan.forwarding.filters.decisions import pieces
from netplan.forwarding.filters.lint import Fault, idle_lines
from netplan.forwarding.filters.products import parts
from netplan.forwarding.filters.sets import permitted
from tests.engine.filter_truth import Packets, check, comparison_is_right, decide, lint_is_right, look_up_is_right, sets_are_right

LOW, SMALL = range(17), range(5)
"""Addresses and ports of the small lists; the last one stands for all others."""


def small_list(draw: random.Random, strange: float = 0.0) -> Acl:
    """A list about 16 addresses and four ports."""
    rules = []
    for number in range(draw.randint(1, 9)):
        protocols = draw.choice(((), (6,), (6,), (17,), (6, 17), (1,), (47,)))
        sides: list[tuple[Wildcard, ...]] = []
        for _ in range(2):
            masks = [draw.choice((0, 1, 3, 7, 2, 5)) for _ in range(draw.choice((0, 1, 1, 1, 3)))]
            sides.append(tuple(Wildcard(draw.randrange(16) & ~mask, mask) for mask in masks))
        ports: list[Ports] = [(), ()]
        if protocols and set(protocols) <= {6, 17}:
            spans: list[Ports] = [(), ((1, 1),), ((0, 2),), ((0, 0), (2, 3))]
            ports = [draw.choice(spans), draw.choice(spans)]
        icmp = (draw.randrange(4), draw.choice((-1, 0, 1))) if protocols == (1,) and draw.random() < 0.7 else None
        rules.append(
            AclRule(
                draw.random() < 0.6, protocols, sides[0], sides[1], ports[0], ports[1], icmp,
                protocols == (6,) and draw.random() < 0.2, number, "dscp ef" if draw.random() < strange else "",
                source=Source("small.cfg", number + 1),
            )
        )  # fmt: skip
    return Acl("SMALL", tuple(rules))


def every_packet() -> Packets:
    """All packets that small lists can tell apart."""
    kinds = [(6, False), (6, True), (17, False), (1, False)]
    rows = [(*kind, src, dst, sport, dport) for kind in kinds for src, dst, sport, dport in product(LOW, LOW, SMALL, SMALL)]
    rows += [(47, False, src, dst, 0, 0) for src, dst in product(LOW, LOW)]
    proto, answer, src, dst, sport, dport = np.array(rows, np.uint64).T
    nothing = np.zeros_like(src)
    return Packets(proto, answer.astype(np.bool_), (nothing, src), (nothing, dst), sport, dport)


EVERY = every_packet()


def small_lists_are_right(seeds: range) -> None:
    for seed in seeds:
        draw = random.Random(seed)
        strange = 0.3 if seed % 3 == 0 else 0.0
        acl, other = small_list(draw, strange), small_list(draw, strange)
        if seed % 2:
            rules = list(acl.rules)
            del rules[draw.randrange(len(rules))]
            other = replace(acl, rules=tuple(rules) or other.rules)
        look_up_is_right(acl, EVERY)
        sets_are_right(acl, EVERY)
        line, what = decide(acl, EVERY)
        theirs = decide(other, EVERY)[1]
        verdict = comparison_is_right(acl, other, EVERY)
        equal = bool((what == theirs).all() and (what < 2).all() and (theirs < 2).all())
        assert (verdict is Verdict.HOLDS) == equal, "equality is not what the packets say"
        idle = {number: fault for fault, number in lint_is_right(acl, EVERY)}
        if strange:
            continue
        for number, rule in enumerate(acl.rules):
            mine = np.flatnonzero(line == number)
            shorter = replace(acl, rules=(*acl.rules[:number], *acl.rules[number + 1 :]), empty_permits=False)
            alike = bool((decide(shorter, EVERY.some(mine))[1] == what[mine]).all())
            last = not rule.permit and not (rule.protocols or rule.sources or rule.destinations)
            expected = Fault.SHADOWED if not len(mine) else Fault.REDUNDANT if alike and not last else None
            assert idle.get(number) == expected, "a line does more or less than was said"


@pytest.mark.parametrize("part", range(4))
def test_small_lists_against_every_packet(part: int) -> None:
    small_lists_are_right(range(part * 15, part * 15 + 15))


@pytest.mark.parametrize(
    ("lines", "family", "groups", "strange"), [(100, 4, True, 0.05), (100, 6, False, 0.0), (300, 4, False, 0.02)]
)
def test_lists_against_packets_at_the_edges_of_their_lines(lines: int, family: int, groups: bool, strange: float) -> None:
    assert check(access_list(lines, lines + family, family, groups, strange), 2000, 1) > 8_000


MUTATIONS = {
    "an entry that takes a part counts as one that takes all": ("    covers = False\n", "    covers = True\n"),
    "a set that only begins early is whole": ("high[ptr[t]] >= high[ptr[s + 1] - 1]", "high[ptr[t]] >= low[ptr[s]]"),
    "the last class of a range is not held": ("member[at] <= high[k]", "member[at] < high[k]"),
    "a range that ends at a class is passed over": ("if high[middle] < at:", "if high[middle] <= at:"),
    "entries that answer otherwise are swallowed": ("(pool[top - 1] ^ pool[k]) & 1 == 0", "top > to"),
    "the line before is not asked": ("nothing, 0, before)", "nothing, 0, before - 1)"),
    "the other list begins one late": ("act else ~other_act, begin, stop)", "act else ~other_act, begin + 1, stop)"),
    "what a line denies is asked as what it permits": ("other_act if act else ~other_act", "other_act"),
    "a cell that is cut keeps its classes": ("becomes[old] = count\n", "becomes[old] = old\n"),
    "a class is as large as its neighbour": ("if inside[old] < size[old]:", "if inside[old] + 1 < size[old]:"),
    "sets of classes lose a gap": ("new_high[top - 1] == number - 1", "new_high[top - 1] >= number - 2"),
    "the last class of a set is not marked": ("high[k] + 1):\n                found", "high[k]):\n                found"),
    "one dimension is not looked up": ("a[word] & b[word] & c[word] & d[word] & e[word]", "a[word] & b[word] & c[word] & d[word]"),
    "a line that may match surely does": ("                if certain[k]:\n", "                if True:\n"),
    "only what may be permitted is looked at": ("may_deny |= not act[k]", "may_deny |= False"),
}  # fmt: skip


def in_plain_python(source: str) -> types.ModuleType:
    """The kernels without their compiler, which would take its time for each mutation."""
    module = types.ModuleType("kernels")
    exec(compile(source.replace("@numba.njit(cache=True, nogil=True)\n", ""), "kernels", "exec"), module.__dict__)
    return module


def with_kernels(monkeypatch: pytest.MonkeyPatch, before: str, after: str) -> None:
    plain, asking = (in_plain_python(source.replace(before, after)) for source in SOURCES)
    asking.__dict__.update(entries=plain.entries, first_range=plain.first_range)
    monkeypatch.setattr(space, "kernels", plain)
    monkeypatch.setattr(sets, "kernels", plain)
    monkeypatch.setattr(space, "differing", asking)


SOURCES = tuple(Path(module.__file__).read_text(encoding="utf-8") for module in (kernels, differing))


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_of_the_kernels_is_seen(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = MUTATIONS[name]
    assert any(before in source for source in SOURCES), "the kernels have changed; so must the mutation"
    with_kernels(monkeypatch, before, after)
    with pytest.raises((AssertionError, IndexError)), np.errstate(over="ignore"):
        small_lists_are_right(range(60))


def test_the_kernels_without_mutation_pass_uncompiled(monkeypatch: pytest.MonkeyPatch) -> None:
    with_kernels(monkeypatch, "", "")
    with np.errstate(over="ignore"):
        small_lists_are_right(range(3))


def test_equal_except_where_a_line_decides_that_is_not_understood() -> None:
    acl = access_list(50, 1)
    odd = replace(acl.rules[7], unmodelled="fragments", permit=not acl.rules[20].permit, sources=(), destinations=(), protocols=())
    strange = replace(acl, rules=(*acl.rules[:7], odd, *acl.rules[8:]))
    found = compare(strange, strange)
    assert found.verdict is Verdict.UNKNOWN
    assert {d.one.rule for d in found.differences} == {odd}


def test_a_shadowed_line_names_the_lines_that_take_its_packets() -> None:
    halves = [AclRule(permit, (6,), (Wildcard(low, 7),), sequence=low) for low, permit in ((0, True), (8, False))]
    apart = AclRule(True, (6,), (Wildcard(64, 7),), sequence=64)
    last = AclRule(True, (6,), (Wildcard(0, 15),), (Wildcard(3, 0),), sequence=99)
    idle = idle_lines(Acl("A", (halves[0], apart, halves[1], last)))
    assert [(each.fault, each.rule, each.causes, each.reversed) for each in idle if each.rule is last] == [
        (Fault.SHADOWED, last, tuple(halves), True)
    ]


def test_a_last_line_that_denies_all_is_no_fault() -> None:
    assert not idle_lines(Acl("A", (AclRule(True, (6,)), AclRule(False))))
    assert [each.fault for each in idle_lines(Acl("A", (AclRule(True, (6,)), AclRule(False, (17,)))))] == [Fault.REDUNDANT]


def test_a_line_of_the_other_family_names_no_packets() -> None:
    other = AclRule(True, (), (Wildcard(1, 0, 6),))
    assert [each.fault for each in idle_lines(Acl("A", (other, AclRule(True))))] == [Fault.EMPTY]


def test_ports_without_a_protocol_are_not_known_for_protocols_without_ports() -> None:
    rule = AclRule(True, destination_ports=((22, 22),))
    assert {(part.product.proto[0][0], part.certain) for part in parts(rule, 4)} == {(6, True), (0, False)}
    ssh = Box((6, 6), (1, 1), (2, 2), (9, 9), (22, 22))
    assert [d.permit for box in (ssh, ssh._replace(proto=(47, 47))) for d in pieces(Acl("A", (rule,)), [box])] == [True, None]


def test_an_icmp_type_without_a_protocol_is_of_icmp() -> None:
    echo = Box((1, 1), (1, 1), (2, 2), (0, 0), (8, 8))
    assert [d.permit for d in pieces(Acl("A", (AclRule(True, icmp=(8, -1)),)), [echo])] == [True]


def test_lists_of_two_families_are_not_compared() -> None:
    with pytest.raises(UsageError, match="IPv6"):
        compare(access_list(5, 1), access_list(5, 1, 6))


def test_object_groups_stay_products() -> None:
    group = tuple(Wildcard(n * 1024, 0) for n in range(200))
    found = permitted(Acl("A", (AclRule(True, (6,), group, group, (), ((443, 443),)),)))
    assert len(found) == 1 and len(found[0].packets.src) == 200


def test_an_empty_list_permits_all_where_the_system_says_so() -> None:
    assert compare(Acl("A"), Acl("B", (AclRule(True),))).verdict is Verdict.HOLDS
    assert compare(Acl("A"), Acl("B", empty_permits=False)).verdict is Verdict.VIOLATED


def test_a_difference_in_the_last_line_of_many_is_found() -> None:
    acl = access_list(1000, 3)
    far = AclRule(False, (17,), (), (Wildcard(7, 0),))
    acl = replace(acl, rules=(*(rule for rule in acl.rules if rule.destinations), far))
    found = compare(acl, last_turned(acl))
    assert [(d.one.permit, d.other.permit) for d in found.differences] == [(False, True)]
