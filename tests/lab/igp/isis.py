"""A seed → a random network of IS-IS: areas, levels, metrics, wires and LANs, what comes in from outside."""

from collections.abc import Sequence
from random import Random

from tests.lab.truth.sketch import Group, Port, Router, Sketch
from tests.lab.truth.wires import Wiring

BLOCK, PROCESS = "router isis CITY", "CITY"
L1, BOTH, L2 = "level-1", "level-1-2", "level-2-only"


def draw(seed: int) -> Sketch:
    """The network of a seed: the same one every time."""
    rng = Random(seed)
    sketch = Sketch(seed, v6=rng.random() < 0.8)
    count = rng.randint(8, 10)
    routers = [Router(f"r{n}", n, 65001) for n in range(1, count + 1)]
    sketch.groups.append(Group(65001, routers))
    wiring, cut = Wiring(rng, sketch), rng.randint(3, count - 3)
    areas = (routers[:cut], routers[cut:])
    levels = {router: rng.choice((L1, L1, BOTH, L2)) for router in routers}
    borders = [rng.sample(area, rng.randint(1, 2)) for area in areas]
    levels |= {router: BOTH for border in borders for router in border}
    for area in areas:
        _inside(wiring, area)
    ends = {(borders[0][at % len(borders[0])], borders[1][at % len(borders[1])]) for at in range(rng.randint(1, 2))}
    for a, b in sorted(ends, key=lambda pair: (pair[0].number, pair[1].number)):
        wiring.wire(a, b)
    wiring.host(areas[0][0], 1)
    wiring.host(areas[1][-1], 2)
    style = rng.choice(("wide", "wide", "wide", "transition", "narrow"))
    two = sketch.v6 and style == "wide" and rng.random() < 0.3
    for router in routers:
        _router(rng, sketch, router, levels[router], style, two)
    _outside(rng, sketch, levels)
    _from_ospf(rng, sketch, levels)
    for router in levels:  # last: isisd begins to announce with it
        router.block(BLOCK).append(f"net 49.000{1 if router in areas[0] else 2}.0000.0000.{router.number:04d}.00")
    return sketch


def _inside(wiring: Wiring, routers: Sequence[Router]) -> None:
    """A tree, which may begin with a LAN, and some wires more.

    No two routers share two wires, or a LAN and a wire: FRR 8.4 then sends out of one port what is nearer by the other
    (isis_adj_find takes the port whose neighbour came up first, whatever it costs).
    """
    rng = wiring.rng
    shared = list(routers[:3]) if rng.random() < 0.6 else list(routers[:1])
    if len(shared) > 1:
        wiring.lan(shared)
    for at in range(len(shared), len(routers)):
        wiring.wire(routers[rng.randrange(max(0, at - 2), at)], routers[at])
    for _ in range(rng.randint(0, 2)):
        a, b = rng.sample(list(routers), 2)
        joined = {peer.router for port in a.ports for peer in wiring.sketch.peers(port)}
        if b not in joined:
            wiring.wire(a, b)


def _router(rng: Random, sketch: Sketch, router: Router, level: str, style: str, two: bool) -> None:
    router.runs("isisd")
    lines = router.block("interface lo")
    lines += [f"ip address {router.loopback}", *([f"ipv6 address {router.loopback6}"] if sketch.v6 else [])]
    lines += _active(sketch)
    for port in router.ports:
        lines = router.of(port)
        lines += [f"ip address {port.v4}", *([f"ipv6 address {port.v6}"] if port.v6 else [])]
        if not port.host or rng.random() < 0.7:
            lines += [*_active(sketch), *_port(rng, sketch, port, level)]
    lines = router.block(BLOCK)
    lines += ["lsp-gen-interval 1", "spf-interval 1", f"is-type {level}", f"metric-style {style}"]
    if two:
        lines += ["topology ipv6-unicast"]
    if rng.random() < 0.15:
        lines += ["set-overload-bit"]
    if rng.random() < 0.1:
        lines += ["attached-bit receive ignore"]
    if rng.random() < 0.1:
        lines += ["no attached-bit send"]


def _active(sketch: Sketch) -> list[str]:
    return [f"ip router isis {PROCESS}", *([f"ipv6 router isis {PROCESS}"] if sketch.v6 else [])]


def _port(rng: Random, sketch: Sketch, port: Port, level: str) -> list[str]:
    """Metrics, the kind of network, the circuit type."""
    lines = [] if port.host else ["isis hello-interval 1"]
    if port.host:
        lines += ["isis passive"]
    elif port.point_to_point:
        lines += ["isis network point-to-point"]
    pick = rng.random()
    if pick < 0.4:
        lines += [f"isis metric {rng.choice((1, 5, 10, 20, 63))}"]
    elif pick < 0.6:
        lines += [f"isis metric level-{rng.choice('12')} {rng.randint(1, 63)}"]
    if level == BOTH and not port.host and rng.random() < 0.25:
        lines += [f"isis circuit-type {rng.choice((L1, L2))}"]
    return lines


def _outside(rng: Random, sketch: Sketch, levels: dict[Router, str]) -> None:
    """Static and connected routes, and defaults, that some routers bring in."""
    for router in rng.sample(sketch.routers, 3):
        words = {L1: (L1,), L2: ("level-2",), BOTH: (L1, "level-2")}[levels[router]]
        level, number = rng.choice(words), router.number
        router.top += [
            f"ip route 10.77.{number}.0/24 blackhole",
            *([f"ipv6 route fd77:{number}::/48 blackhole"] if sketch.v6 else []),
        ]
        metric = rng.choice(("", f" metric {rng.randint(1, 60)}"))
        router.block(BLOCK).append(f"redistribute ipv4 static {level}{metric}")
        if sketch.v6:
            router.block(BLOCK).append(f"redistribute ipv6 static {level}{metric}")
        if rng.random() < 0.4:
            router.top += [f"ip prefix-list SOME seq 5 permit 10.255.{number}.0/24 le 32"]
            router.blocks["route-map SOME permit 10"] = ["match ip address prefix-list SOME", f"set metric {rng.randint(1, 40)}"]
            router.block(BLOCK).append(f"redistribute ipv4 connected {level} route-map SOME")
        if rng.random() < 0.3:
            router.block(BLOCK).append(f"default-information originate ipv4 {level}{rng.choice(('', ' always'))}")


def _from_ospf(rng: Random, sketch: Sketch, levels: dict[Router, str]) -> None:
    """One more router that speaks OSPF alone, and redistribution both ways where it is connected."""
    border = rng.choice(sketch.routers)
    other = Router(f"r{len(sketch.routers) + 1}", len(sketch.routers) + 1, 65001)
    sketch.groups[0].routers.append(other)
    a, b = Wiring(rng, sketch), border
    a.nets = 100 + len(sketch.wires)
    for port in a.wire(b, other):
        port.router.of(port).extend([f"ip address {port.v4}", "ip ospf area 0", "ip ospf network point-to-point"])
        port.router.of(port).extend(["ip ospf hello-interval 1", "ip ospf dead-interval 4"])
    other.block("interface lo").extend([f"ip address {other.loopback}", "ip ospf area 0"])
    for router in (border, other):
        router.runs("ospfd")
        router.block("router ospf").append(f"ospf router-id {router.loopback.ip}")
    border.block("router ospf").append("redistribute isis")
    level = L1 if levels[border] == L1 else "level-2"
    border.block(BLOCK).append(f"redistribute ipv4 ospf {level} metric {rng.randint(1, 30)}")
