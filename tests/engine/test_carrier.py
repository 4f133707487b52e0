"""Packets carried to all subnets at once: against a walk for each pair, on random networks with filters, zones and odd hosts."""

import random
from dataclasses import replace
from ipaddress import IPv4Network

from models.filters import Acl, AclRule, Wildcard
from models.network import Network
from models.source import Source
from models.verdict import Fate
from models.zones import Crossing
from netplan.forwarding.boxes import PORTS, Box, Flow
from netplan.forwarding.dataplane import DataPlane, Piece
from netplan.forwarding.pairs import Pair, Reach, Subnet, pairs, subnets
from tests.gadgets.changing import draw
from tests.gadgets.engine import network, port, router, rule, static

NAMES = ("F0", "F1", "F2", "NOWHERE")


def _rule(dice: random.Random, wires: list[IPv4Network], line: int) -> AclRule:
    ends: list[tuple[Wildcard, ...]] = []
    for _ in range(2):
        subnet = dice.choice(wires)
        part = IPv4Network((int(subnet.network_address) + dice.randrange(subnet.num_addresses), dice.randint(8, 26)), strict=False)
        ends.append((Wildcard(int(part.network_address), int(part.hostmask)),) if dice.random() < 0.6 else ())
    protocols = dice.choice(((), (6,), (17,)))
    odd = "an option" if dice.random() < 0.1 else ""
    sources, destinations = ends
    return AclRule(dice.random() < 0.5, protocols, sources, destinations, unmodelled=odd, source=Source("random.cfg", line))


def filtered(dice: random.Random) -> Network:
    """A random network whose devices filter at some ports, pass some packets between zones, or do not route."""
    plain = draw(dice)
    wires = [a.ip.network for d in plain.devices.values() for i in d.interfaces.values() for a in i.addresses]
    wires4 = [wire for wire in wires if isinstance(wire, IPv4Network)]
    devices = {}
    for id, device in plain.devices.items():
        rest = (AclRule(True, source=Source("random.cfg", 99)),)
        acls = {
            name: Acl(name, (*(_rule(dice, wires4, 10 * n + k) for k in range(dice.randint(0, 3))), *(rest if n else ())))
            for n, name in enumerate(NAMES[:3])
        }
        ports = {
            name: replace(
                interface,
                acl_in=dice.choice(NAMES) if dice.random() < 0.2 else "",
                acl_out=dice.choice(NAMES) if dice.random() < 0.15 else "",
                zone=dice.choice(("in", "out", "")),
            )
            for name, interface in device.interfaces.items()
        }
        crossings = {(one, other): Crossing((dice.choice(NAMES),)) for one in ("in", "out") for other in ("in", "out")}
        zones = crossings if dice.random() < 0.2 else None
        plainly = replace(device, interfaces=ports, acls=acls, crossings=zones)
        devices[id] = replace(plainly, forwards=dice.random() < 0.95, strong_host=dice.random() < 0.1)
    return replace(plain, devices=devices)


def walked(plane: DataPlane, source: Subnet, target: Subnet) -> tuple[Reach, set[str]]:
    """What becomes of the packets of one pair, by a walk of their own, and the reasons that may be told."""
    pieces = plane.reach(source.gateway, Flow((Box((0, 255), source.range, target.range, PORTS, PORTS),), 4))
    stands = {device for device, _ in target.ports}

    def arrives(piece: Piece) -> bool:
        return piece.end.fate is Fate.DELIVERED and piece.end.device in stands

    lost = [piece.end for piece in pieces if not arrives(piece)]
    unknown = [end.why for end in lost if end.fate is Fate.UNKNOWN]
    if unknown:
        return Reach.UNKNOWN, set(unknown)
    reach = (Reach.PART if lost else Reach.ALL) if any(map(arrives, pieces)) else Reach.NONE
    first = min(lost, key=lambda end: (end.fate, end.why, end.device, end.interface), default=None)
    if first is not None and first.fate is Fate.DELIVERED:
        return reach, {f"delivered to another {target.prefix}, at {first.device} {first.interface}"}
    return reach, {first.why if first is not None else ""}


def agrees(seed: int) -> list[Pair]:
    """Hold all pairs of a random network against walks; a loop may be told of each router on it."""
    plane = DataPlane.of(filtered(random.Random(seed)))
    known = subnets(plane)
    found = list(pairs(plane, known, known))
    for pair in found:
        reach, reasons = walked(plane, pair.source, pair.target)
        assert pair.reach is reach, (seed, pair, reach, reasons)
        round_ = pair.why.startswith("it comes back to") and any(why.startswith("it comes back to") for why in reasons)
        assert pair.why in reasons or round_, (seed, pair, reasons)
    return found


def test_random_networks_against_walks() -> None:
    found = [pair for seed in range(40) for pair in agrees(seed)]
    assert {pair.reach for pair in found} == set(Reach)
    told = " ".join({pair.why for pair in found})
    expected = (
        "ACL F1",
        "nothing crosses",
        "does not route",
        "comes back",
        "by lan alone",
        "delivered to another",
        "not modelled",
        "no route",
    )
    assert [what for what in expected if what not in told] == []


def test_packets_that_go_round_through_filters_are_found() -> None:
    ends = [[port("lan", "10.1.0.1/24"), port("e", "10.0.0.1/30", acl_in="ALL")], [port("e", "10.0.0.2/30", acl_in="ALL")]]
    far = router("far", [port("lan", "10.2.0.1/24")])
    one, other = (
        router(name, ports, acls={"ALL": Acl("ALL", (rule(True),))}, statics=frozenset({static("10.2.0.0/24", f"10.0.0.{hop}")}))
        for name, ports, hop in (("one", ends[0], 2), ("other", ends[1], 1))
    )
    plane = DataPlane.of(network(one, other, far))
    answers = {str(pair.target.prefix): pair for pair in pairs(plane, subnets(plane)[:1], subnets(plane))}
    assert (answers["10.2.0.0/24"].reach, answers["10.2.0.0/24"].why[:16]) == (Reach.NONE, "it comes back to")


def test_a_later_filter_sees_no_part_of_a_subnet_that_an_earlier_one_has_dropped() -> None:
    lower = "10.2.0.0/25"
    near = Acl("ZZ", (rule(False, to=lower, line=1), rule(True, line=2)))
    far = Acl("AA", (rule(True, to="10.2.0.128/25", line=3), rule(False, to=lower, line=4)))
    here = router(
        "here",
        [port("lan", "10.1.0.1/24", acl_in="ZZ"), port("e", "10.0.0.1/30")],
        acls={"ZZ": near},
        statics=frozenset({static("10.2.0.0/24", "10.0.0.2")}),
    )
    there = router("there", [port("e", "10.0.0.2/30", acl_in="AA"), port("lan", "10.2.0.1/24")], acls={"AA": far})
    plane = DataPlane.of(network(here, there))
    (pair,) = pairs(plane, subnets(plane)[:1], subnets(plane)[1:])
    assert (pair.reach, pair.why) == (Reach.PART, "ACL ZZ in lan (gadget.cfg:1)")
