"""Routers, autonomous systems, wires, LANs and hosts of a random network."""

from collections.abc import Sequence
from ipaddress import IPv4Interface, IPv6Interface
from random import Random

from tests.lab.truth.sketch import DEFAULT, Group, Host, Port, Router, Sketch

FEWEST, MOST = 3, 12
VRFS = ("red", "blue")


class Wiring:
    """Numbers wires and ports while a network is drawn."""

    def __init__(self, rng: Random, sketch: Sketch) -> None:
        self.rng, self.sketch, self.nets = rng, sketch, 0

    def port(self, router: Router, v4: str, v6: str, vrf: str = DEFAULT, name: str = "e") -> Port:
        """A new port of a router."""
        made = Port(router, f"{name}{len(router.ports)}", IPv4Interface(v4), IPv6Interface(v6) if self.sketch.v6 else None, vrf)
        router.ports.append(made)
        if vrf != DEFAULT and vrf not in router.vrfs:
            router.vrfs.append(vrf)
        return made

    def wire(self, a: Router, b: Router, vrf: str = DEFAULT) -> tuple[Port, Port]:
        """A new wire; `vrf` is that of the port at `a`."""
        self.nets += 1
        length = self.rng.choice((30, 30, 31))
        base, n = (self.nets >> 6, (self.nets & 63) * 4), self.nets
        first = 0 if length == 31 else 1
        ends = (
            self.port(a, f"10.0.{base[0]}.{base[1] + first}/{length}", f"fd00:1:{n:x}::1/64", vrf),
            self.port(b, f"10.0.{base[0]}.{base[1] + first + 1}/{length}", f"fd00:1:{n:x}::2/64"),
        )
        for port in ends:
            port.point_to_point = length == 31 or n % 6 != 0
        self.sketch.wires.append(ends)
        return ends

    def lan(self, routers: Sequence[Router]) -> list[Port]:
        """A new LAN of some routers."""
        self.nets += 1
        ports = [
            self.port(router, f"10.1.{self.nets}.{at}/24", f"fd00:2:{self.nets:x}::{at:x}/64")
            for at, router in enumerate(routers, 1)
        ]
        for port in ports:
            port.shared = True
        self.sketch.lans.append(ports)
        return ports

    def host(self, router: Router, third: int, vrf: str = DEFAULT) -> Host:
        """A new end system on a subnet of its own."""
        n = len(self.sketch.hosts)
        port = self.port(router, f"10.{100 + router.asn % 100}.{third}.1/24", f"fd00:3:{n:x}::1/64", vrf, "lan")
        port.host = True
        found = Host(f"h{n}", port)
        self.sketch.hosts.append(found)
        return found


def draw_wires(rng: Random, seed: int) -> Sketch:
    """Routers in one to four autonomous systems, each connected inside, all of them connected."""
    sketch = Sketch(seed, rng.random() < 0.7)
    count = rng.randint(FEWEST, MOST)
    systems = min(count, rng.choice((1, 1, 2, 2, 3, 3, 4)))
    cuts = sorted(rng.sample(range(1, count), systems - 1))
    number, wiring = 0, Wiring(rng, sketch)
    for at, (low, high) in enumerate(zip((0, *cuts), (*cuts, count), strict=True)):
        routers = []
        for _ in range(high - low):
            number += 1
            routers.append(Router(f"r{number}", number, 65001 + at))
        sketch.groups.append(Group(65001 + at, routers))
        _inside(wiring, routers)
    _between(wiring)
    _hosts(wiring)
    return sketch


def _inside(wiring: Wiring, routers: Sequence[Router]) -> None:
    """A tree, some wires more, maybe a LAN."""
    rng = wiring.rng
    for at in range(1, len(routers)):
        wiring.wire(routers[rng.randrange(max(0, at - 3), at)], routers[at])
    for _ in range(rng.randint(0, len(routers) // 2) if len(routers) > 1 else 0):
        wiring.wire(*rng.sample(list(routers), 2))
    if len(routers) > 2 and rng.random() < 0.4:
        wiring.lan(rng.sample(list(routers), rng.randint(2, min(4, len(routers)))))


def _between(wiring: Wiring) -> None:
    """Wires between systems: a tree, some more; now and then an exchange, or a customer in a VRF."""
    rng, groups = wiring.rng, wiring.sketch.groups
    for at in range(1, len(groups)):
        mine, other = groups[at], groups[rng.randrange(at)]
        in_vrf = len(mine.routers) <= 2 and rng.random() < 0.45
        vrf = rng.choice(VRFS) if in_vrf else DEFAULT
        wiring.wire(rng.choice(other.routers), rng.choice(mine.routers), vrf)
    for _ in range(rng.randint(0, len(groups)) if len(groups) > 1 else 0):
        one, other = rng.sample(groups, 2)
        wiring.wire(rng.choice(one.routers), rng.choice(other.routers))
    if len(groups) > 2 and rng.random() < 0.2:
        wiring.lan([rng.choice(group.routers) for group in rng.sample(groups, 3)])


def _hosts(wiring: Wiring) -> None:
    """End systems behind most routers, and in most VRFs."""
    rng = wiring.rng
    for group in wiring.sketch.groups:
        for at, router in enumerate(group.routers):
            if rng.random() < 0.65:
                wiring.host(router, at * 8 + rng.randrange(4))
            for vrf in router.vrfs:
                if rng.random() < 0.8:
                    wiring.host(router, 128 + at * 8 + VRFS.index(vrf), vrf)
    if len(wiring.sketch.hosts) < 2:
        for router in wiring.sketch.routers[:2]:
            wiring.host(router, 250 - router.number)
