"""Who reaches whom: known answers, and random networks against one packet at a time."""

import random
from ipaddress import IPv4Address

from models.filters import Acl
from models.network import Network
from models.verdict import Fate, Packet
from netplan.forwarding.dataplane import DataPlane
from netplan.forwarding.pairs import Pair, Reach, pairs, subnets
from tests.gadgets.engine import guarded, network, port, router, rule, static


def found(plane: DataPlane, **service: tuple[int, int]) -> dict[tuple[str, str], Pair]:
    known = subnets(plane)
    return {(str(p.source.prefix), str(p.target.prefix)): p for p in pairs(plane, known, known, **service)}


def test_a_filter_lets_a_part_through_and_all_of_one_service() -> None:
    plane = DataPlane.of(guarded())
    there = ("10.1.0.0/24", "10.2.0.0/24")
    assert found(plane)[there].reach is Reach.PART
    assert found(plane, proto=(6, 6), ports=(443, 443))[there].reach is Reach.ALL
    lost = found(plane, proto=(6, 6), ports=(22, 22))[there]
    assert (lost.reach, str(lost.at)) == (Reach.NONE, "city/right")
    assert "gadget.cfg:8" in lost.why


def test_the_same_prefix_elsewhere_is_not_the_one_that_was_meant() -> None:
    here = router("here", [port("e1", "10.0.0.1/24"), port("e2", "10.9.0.1/24")], department="one")
    twin = router("twin", [port("e1", "10.0.0.1/24")], department="two")
    plane = DataPlane.of(network(here, twin))
    known = subnets(plane)
    assert [(s.department, str(s.prefix)) for s in known] == [
        ("one", "10.0.0.0/24"),
        ("one", "10.9.0.0/24"),
        ("two", "10.0.0.0/24"),
    ]
    answers = {(p.source.department, str(p.source.prefix), p.target.department): p for p in pairs(plane, known, known[2:])}
    lost = answers["one", "10.9.0.0/24", "two"]
    assert lost.reach is Reach.NONE
    assert lost.why == "delivered to another 10.0.0.0/24, at one/here e1"


def test_what_joins_two_routers_holds_no_hosts() -> None:
    ports = [port("e1", "10.0.0.1/30"), port("lo0", "192.0.2.1/24"), port("e2", "10.1.0.1/29")]
    assert [str(s.prefix) for s in subnets(DataPlane.of(network(router("a", ports))))] == ["10.1.0.0/29"]


def chain(seed: int) -> Network:
    """Three routers in a row with two subnets each, some statics and filters left out or narrowed at random."""
    rng = random.Random(seed)
    devices = []
    for n in range(3):
        rules = [
            rule(
                rng.random() < 0.4, rng.choice((None, 6, 17)), f"10.{rng.randrange(3)}.{rng.randrange(2)}.0/{rng.choice((24, 25))}"
            )
            for _ in range(rng.randrange(4))
        ]
        acl = Acl("F", (*rules, rule(True)))
        lans = [port(f"lan{k}", f"10.{n}.{k}.1/24", acl_in="F" if rng.random() < 0.4 else "") for k in (0, 1)]
        wires = [port(f"to{m}", f"172.16.{min(n, m)}.{1 + (m < n)}/30") for m in (n - 1, n + 1) if 0 <= m < 3]
        statics = []
        for other in range(3):
            for k in (0, 1):
                if other != n and rng.random() < 0.85:
                    step = n + (1 if other > n else -1)
                    statics.append(static(f"10.{other}.{k}.0/24", f"172.16.{min(n, step)}.{1 + (n < step)}"))
        devices.append(router(f"r{n}", [*lans, *wires], statics=frozenset(statics), acls={"F": acl}))
    return network(*devices)


def packets_agree(seed: int) -> set[Reach]:
    """Hold the pairs of a random chain against single packets; what became of them."""
    plane, rng = DataPlane.of(chain(seed)), random.Random(seed)
    answers = found(plane)
    assert len(answers) == 30
    for pair in answers.values():
        ends = [(pair.source.range[0] + rng.randrange(256), rng.randint(*pair.target.range)) for _ in range(4)]
        sent = [Packet(str(IPv4Address(a)), str(IPv4Address(b)), p) for p in ("tcp", "udp", "icmp") for a, b in ends]
        arrived = {path.fate is Fate.DELIVERED for packet in sent for path in plane.trace(pair.source.gateway, packet)}
        assert arrived <= {Reach.ALL: {True}, Reach.NONE: {False}, Reach.PART: {True, False}}[pair.reach], (seed, pair)
    return {pair.reach for pair in answers.values()}


def test_random_networks_packet_by_packet() -> None:
    assert set[Reach]().union(*map(packets_agree, range(12))) == {Reach.ALL, Reach.PART, Reach.NONE}
