"""Observed tables packed and unpacked: nothing lost, the same text for the same tables, damage found."""

import random
from base64 import b64decode, b64encode
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_interface

import pytest

from models.columns import packed, unpacked
from models.errors import FormatError
from models.observed import Observed, Output, PeerSeen, PortSeen, RouteSeen
from models.source import Source


def made(seed: int, count: int = 60) -> Observed:
    dice = random.Random(seed)

    def route() -> RouteSeen:
        wide, length = dice.random() < 0.3, dice.randint(0, 32)
        prefix = (
            IPv6Network((dice.getrandbits(128), 4 * length), strict=False)
            if wide
            else IPv4Network((dice.getrandbits(32), length), strict=False)
        )
        hop = (IPv6Address(dice.getrandbits(128)) if wide else IPv4Address(dice.getrandbits(32))) if dice.random() < 0.8 else None
        vrf, protocol = dice.choice(("default", "RED", "ÄÖ ⟦")), dice.choice(("static", "bgp"))
        port = dice.choice(("", "Gi0/1", "eth\udcff"))
        distance, metric = dice.choice((None, 0, 255)), dice.choice((None, 0, 2**32 - 1))
        source = Source(dice.choice("ab"), dice.randint(0, 9))
        return RouteSeen(vrf, prefix, protocol, hop, port, dice.random() < 0.1, distance, metric, source)

    peers = (PeerSeen("bgp", "", IPv4Address("10.0.0.1"), "idle", False, "", "65001", Source("a", 3)),)
    ports = (PortSeen("Gi0/1", True, (ip_interface("10.0.0.1/24"),)), PortSeen("Gi0/2", False, None, "RED"))
    outputs = (Output("routes", "*", "a"), Output("bgp", "default", "b", "cut"))
    return Observed(outputs, tuple({(r, r.source): r for r in (route() for _ in range(count))}.values()), peers, ports)


@pytest.mark.parametrize("seed", range(20))
def test_nothing_is_lost(seed: int) -> None:
    observed = made(seed)
    back = unpacked(packed(observed))
    assert sorted(map(repr, back.routes)) == sorted(map(repr, observed.routes))
    assert sorted((str(r), str(r.source)) for r in back.routes) == sorted((str(r), str(r.source)) for r in observed.routes)
    assert (back.outputs, set(back.peers), set(back.ports)) == (observed.outputs, set(observed.peers), set(observed.ports))
    assert back.peers[0].source == Source("a", 3)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_rows_has_no_meaning(seed: int) -> None:
    observed = made(seed)
    mixed = replace(observed, routes=observed.routes[::-1], ports=observed.ports[::-1])
    assert packed(mixed) == packed(observed)
    other = replace(observed, routes=(replace(observed.routes[0], metric=77), *observed.routes[1:]))
    assert packed(other) != packed(observed)


def test_nothing_looked_at_is_no_text_and_an_empty_table_is_one() -> None:
    assert packed(Observed()) == ""
    empty = Observed((Output("routes", "*", "a"),))
    assert unpacked(packed(empty)) == empty


@pytest.mark.parametrize("at", [0, 4, 9, -1])
def test_damage_is_found(at: int) -> None:
    content = bytearray(b64decode(packed(made(1))))
    with pytest.raises(FormatError):
        unpacked(b64encode(content[:-3]).decode())
    with pytest.raises(FormatError):
        unpacked(b64encode(content + b"x").decode())
    if at >= 0:
        content[at] ^= 0xFF
        with pytest.raises(FormatError):
            unpacked(b64encode(content).decode())
    with pytest.raises(FormatError):
        unpacked("no base64 at all ⟦")
