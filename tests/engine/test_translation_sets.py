"""Sets of packets through random translations: what is said of a set is what is said of each packet in it."""

import random
from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from models.filters import Acl, AclRule, Wildcard
from models.nat import NatKind, NatRule
from models.network import Network
from models.source import Source
from models.verdict import Fate
from netplan.forwarding.boxes import Box, intersect
from netplan.forwarding.dataplane import DataPlane
from netplan.forwarding.live import Live
from netplan.forwarding.nat.rules import nat_of
from netplan.forwarding.places import At, End
from netplan.forwarding.walk import Walker
from tests.gadgets.engine import port, static
from tests.gadgets.nat import BORDER, ISP, LAN, WORLD, border, one, overload, rule, to_pool

PLACES = ("10.1.1.0", "10.1.1.5", "10.1.1.80", "10.1.1.255", "192.0.2.1", "192.0.2.2", "192.0.2.80", "192.0.2.81", "198.51.100.5",
          "198.51.100.9", "198.51.100.80", "203.0.113.9", "203.0.113.255", "10.2.2.9", "8.8.8.8")  # fmt: skip
PORTS = (0, 80, 511, 512, 8080, 40000, 65535)


def drawn(dice: random.Random) -> Network:
    """Some rules of every kind, overlapping ones too, filters, and a provider that routes the LAN or sends things back."""
    rules: list[NatRule] = [
        rule(NatKind.STATIC, 20, local=one("10.1.1.80"), outer=one("192.0.2.80")),
        rule(NatKind.STATIC, 21, local=one("10.1.1.0/25"), outer=one("198.51.100.0/25")),
        rule(NatKind.PORT, 22, local=one("10.1.1.5"), outer=one("192.0.2.81"), protocol=6, local_port=8080, outer_port=80),
        rule(NatKind.PORT, 23, local=one("10.1.1.5"), interface="wan", protocol=17, local_port=512, outer_port=511),
        overload(),
        to_pool(),
        to_pool(NatKind.OVERLOAD),
        rule(NatKind.STATIC, 24, local=one("8.8.8.0/24"), outer=one("203.0.113.0/24"), foreign=True),
    ]
    acls = [Acl(f"F{n}", (*(_line(dice) for _ in range(dice.randint(1, 3))), AclRule(True))) for n in range(2)]
    way = {dice.choice(("acl_in", "acl_out")): acl.name for acl in acls}
    net = border(*dice.sample(rules, dice.randint(1, 4)), acls=tuple(acls), wan=port("wan", "192.0.2.2/24", nat="outside", **way))
    more = {static(prefix, "192.0.2.2") for prefix in ("10.1.1.0/24", "0.0.0.0/0") if dice.random() < 0.4}
    isp = net.devices[ISP]
    return replace(net, devices={**net.devices, ISP: replace(isp, statics=isp.statics | more)})


def _line(dice: random.Random) -> AclRule:
    place = Wildcard(int(IPv4Address(dice.choice(PLACES))), dice.choice((0, 0xFF)))
    place = replace(place, address=place.address & ~place.mask)
    sides = {dice.choice(("sources", "destinations")): (place,)}
    return AclRule(dice.random() < 0.4, dice.choice(((), (6,), (17,))), **sides)  # type: ignore[arg-type]  # fields of AclRule


def _packet(dice: random.Random) -> Box:
    numbers = (dice.choice((1, 6, 17, 47, 256)), *(int(IPv4Address(dice.choice(PLACES))) for _ in range(2)))
    return Box(*((n, n) for n in (*numbers, dice.choice(PORTS), dice.choice(PORTS))))


@pytest.mark.parametrize("seed", range(8))
def test_a_set_is_told_as_its_packets_are(seed: int) -> None:
    dice = random.Random(seed)
    plane = DataPlane.of(drawn(dice))
    walker = Walker(plane.tables, 4)
    whole = Box((0, 256), (0, (1 << 32) - 1), (0, (1 << 32) - 1))
    for start in (LAN, WORLD):
        at = plane.place(start, whole)
        assert isinstance(at, At)
        ends = list(walker.walk(at))
        for packet in (_packet(dice) for _ in range(60)):
            alone = {_told(end) for end in walker.walk(at._replace(box=packet))}
            together = {_told(end) for end in ends if intersect(end.box, packet)}
            assert alone == together, packet


def _told(end: End) -> tuple[object, ...]:
    """What is the same of a packet and of sets that hold it; where a loop is noticed is not."""
    if end.fate is Fate.LOOPED:
        return (end.fate,)
    translated = () if end.seen is None or end.lens is None else tuple(s.packets.drawn for s in end.lens.sessions)
    return end.fate, end.why, end.node, end.port, translated


@pytest.mark.parametrize("seed", range(8, 14))
def test_fates_by_routing_alone_never_contradict_the_walk(seed: int) -> None:
    dice = random.Random(seed)
    net = drawn(dice)
    own = net.devices[BORDER]
    net = replace(net, devices={**net.devices, BORDER: replace(own, acls={"NAT": own.acls["NAT"]})})
    plane = DataPlane.of(net)
    fates = plane.fates([(BORDER, "default"), (ISP, "default")], PLACES)
    for node, start in enumerate(((BORDER, "default"), (ISP, "default"))):
        for number, place in enumerate(PLACES):
            target = int(IPv4Address(place))
            at = plane.place(start, Box((6, 6), (0, (1 << 32) - 1), (target, target)))
            assert isinstance(at, At)
            walked = {end.fate for end in Walker(plane.tables, 4).walk(at)}
            said = fates.outcomes(node, number)
            assert Fate.UNKNOWN in said or walked - {Fate.UNKNOWN} <= said, (place, walked, said)


def test_other_rules_are_seen_by_the_neighbours_of_their_router() -> None:
    """A state after a change equals one from scratch, also at nodes that the change is not about."""
    one_rule, none = border(rule(NatKind.STATIC, local=one("10.1.1.80"), outer=one("198.51.100.80"))), border()
    live = Live.of(one_rule)
    starts = [(ISP, "default"), (BORDER, "default")]
    assert live.plane.fates(starts, PLACES).mask.tolist() == DataPlane.of(one_rule).fates(starts, PLACES).mask.tolist()
    after = live.at(replace(one_rule, devices={**one_rule.devices, BORDER: none.devices[BORDER]}))
    before, now = (plane.fates(starts, PLACES).mask.tolist() for plane in (live.plane, after.plane))
    assert now == DataPlane.of(none).fates(starts, PLACES).mask.tolist() and now != before


def static_rules(dice: random.Random) -> list[NatRule]:
    """Rules for hosts, networks and ports of a few addresses, so that some of them clash."""
    found = []
    for line in range(1, dice.randint(2, 30)):
        length = dice.choice((32, 32, 30, 28))
        local, outer = (one(f"{base}{dice.randrange(0, 256, 1 << 32 - length)}/{length}") for base in ("10.1.1.", "198.51.100."))
        if dice.random() < 0.5:
            found.append(rule(NatKind.STATIC, line, local=local, outer=outer, foreign=dice.random() < 0.3))
        else:
            host, there = one(f"10.1.1.{dice.randrange(4)}"), one(f"198.51.100.{dice.randrange(4)}")
            ports = dict(zip(("local_port", "outer_port"), dice.choices((80, 443), k=2), strict=True))
            found.append(rule(NatKind.PORT, line, local=host, outer=there, protocol=dice.choice((6, 17)), **ports))
        if dice.random() < 0.1:
            found.append(replace(overload(), source=Source("border.cfg", 100 + line)))
    dice.shuffle(found)
    return found


@pytest.mark.parametrize("seed", range(60))
def test_rules_for_the_same_packets_are_those_of_which_two_boxes_meet(seed: int) -> None:
    facts = static_rules(random.Random(seed))
    made = {rule.fact.source: rule for rule in nat_of(border(*facts).devices[BORDER]).rules}
    made |= {rule.fact.source: rule for rule in nat_of(border(*facts).devices[BORDER]).foreign}
    assert len(made) == len(facts)
    for mine in made.values():
        like = [made[fact.source] for fact in facts if (fact.kind, fact.foreign) == (mine.fact.kind, mine.fact.foreign)]
        clashing = [
            other.fact.source
            for other in like
            if other is not mine
            and other.static
            and any(intersect(a, b) for x, y in ((mine.local, other.local), (mine.outer, other.outer)) for a in x for b in y)
        ]
        assert mine.why == (f"{mine.fact.source} and {clashing[0]} translate the same packets" if clashing else "")
