"""A seed → a random network of RIP: wires and LANs, offsets, filters, passive ports, what comes in from outside."""

from random import Random

from tests.lab.truth.sketch import Group, Port, Router, Sketch
from tests.lab.truth.wires import Wiring

RIP, RIPNG = "router rip", "router ripng"


def draw(seed: int) -> Sketch:
    """The network of a seed: the same one every time."""
    rng = Random(seed)
    sketch = Sketch(seed, v6=rng.random() < 0.8)
    routers = [Router(f"r{n}", n, 65001) for n in range(1, rng.randint(6, 8) + 1)]
    sketch.groups.append(Group(65001, routers))
    wiring = Wiring(rng, sketch)
    shared = routers[:3] if rng.random() < 0.6 else routers[:1]
    if len(shared) > 1:
        wiring.lan(shared)
    for at in range(len(shared), len(routers)):
        wiring.wire(routers[rng.randrange(max(0, at - 3), at)], routers[at])
    for _ in range(rng.randint(1, 3)):
        wiring.wire(*rng.sample(routers, 2))
    wiring.host(routers[0], 1)
    wiring.host(routers[-1], 2)
    for router in routers:
        _router(rng, sketch, router)
    _outside(rng, sketch)
    _from_ospf(rng, sketch)
    return sketch


def _router(rng: Random, sketch: Sketch, router: Router) -> None:
    router.runs("ripd")
    router.block("interface lo").extend([f"ip address {router.loopback}"])
    lines = router.block(RIP)
    lines += ["timers basic 5 15 10", *(["allow-ecmp"] if rng.random() < 0.7 else [])]
    lines += [f"network {router.loopback}"] if rng.random() < 0.8 else []
    six = router.block(RIPNG) if sketch.v6 else []
    if sketch.v6:
        router.runs("ripngd")
        router.block("interface lo").append(f"ipv6 address {router.loopback6}")
        six += ["timers basic 5 15 10", "allow-ecmp", "network lo"]
    for port in router.ports:
        router.of(port).extend([f"ip address {port.v4}", *([f"ipv6 address {port.v6}"] if port.v6 else [])])
        if port.host and rng.random() < 0.4:
            continue
        lines += [f"network {port.name if rng.random() < 0.5 else port.v4.network}"]
        six += [f"network {port.name}"] if port.v6 else []
        if port.host:
            lines += [f"passive-interface {port.name}"]
        else:
            _port(rng, router, port, lines)
    if rng.random() < 0.15:
        lines += [f"distance {rng.choice((100, 130))}"]


def _port(rng: Random, router: Router, port: Port, lines: list[str]) -> None:
    """Offsets and filters."""
    pick = rng.random()
    if pick < 0.2:
        name = f"OFF{port.name}"
        router.top += [f"access-list {name} seq 5 permit {rng.choice(('any', '10.255.0.0/16', '10.77.0.0/16'))}"]
        lines += [f"offset-list {name} {rng.choice(('in', 'out'))} {rng.randint(1, 4)} {port.name}"]
    elif pick < 0.35:
        name, far = f"FIL{port.name}", rng.randint(1, 8)
        router.top += [f"ip prefix-list {name} seq 5 deny 10.255.{far}.0/24 le 32", f"ip prefix-list {name} seq 9 permit any"]
        lines += [f"distribute-list prefix {name} {rng.choice(('in', 'out'))} {port.name}"]


def _outside(rng: Random, sketch: Sketch) -> None:
    """Static and connected routes, and a default route, that some routers bring in."""
    for router in rng.sample(sketch.routers, 3):
        number = router.number
        router.top += [f"ip route 10.77.{number}.0/24 blackhole", f"ip route 10.77.{number}.128/25 blackhole"]
        metric = rng.choice(("", f" metric {rng.randint(1, 9)}"))
        named = ""
        if rng.random() < 0.5:
            router.top += [f"ip prefix-list SOME seq 5 permit 10.77.{number}.0/24"]
            router.blocks["route-map SOME permit 10"] = ["match ip address prefix-list SOME", f"set metric {rng.randint(1, 9)}"]
            if rng.random() < 0.5:
                router.blocks["route-map SOME permit 20"] = []
            named = " route-map SOME"
        router.block(RIP).append(f"redistribute static{metric}{named}")
        if rng.random() < 0.4:
            router.block(RIP).append("redistribute connected")
        if rng.random() < 0.3:
            router.block(RIP).append(f"default-metric {rng.randint(1, 5)}")
        if sketch.v6:
            router.top += [f"ipv6 route fd77:{number}::/48 blackhole"]
            router.block(RIPNG).append(f"redistribute static{metric}")
    if rng.random() < 0.5:
        rng.choice(sketch.routers).block(RIP).append("default-information originate")


def _from_ospf(rng: Random, sketch: Sketch) -> None:
    """One or two borders to a router that speaks OSPF alone, and redistribution both ways with route maps."""
    borders = rng.sample(sketch.routers, rng.choice((1, 1, 2)))
    number = len(sketch.routers) + 1
    other = Router(f"r{number}", number, 65001)
    sketch.groups[0].routers.append(other)
    other.block("interface lo").extend([f"ip address {other.loopback}", "ip ospf area 0"])
    other.top += ["ip route 10.88.0.0/24 blackhole", "ip route 10.88.1.0/24 blackhole"]
    other.block("router ospf").append("redistribute static")
    wiring = Wiring(rng, sketch)
    wiring.nets = 100
    for border in borders:
        for port in wiring.wire(border, other):
            port.router.of(port).extend([f"ip address {port.v4}", "ip ospf area 0", "ip ospf network point-to-point"])
            port.router.of(port).extend(["ip ospf hello-interval 1", "ip ospf dead-interval 4"])
    for router in (*borders, other):
        router.runs("ospfd")
        router.block("router ospf").append(f"ospf router-id {router.loopback.ip}")
    for border in borders:
        border.top += ["ip prefix-list INSIDE seq 5 permit 10.255.0.0/16 le 32", "ip prefix-list BEHIND seq 5 permit 10.88.0.0/24"]
        border.top += [f"ip prefix-list BEHIND seq 9 permit {other.loopback}"]
        border.blocks["route-map IN permit 10"] = ["match ip address prefix-list BEHIND", f"set metric {rng.randint(1, 5)}"]
        border.blocks["route-map OUT permit 10"] = ["match ip address prefix-list INSIDE", f"set metric {rng.randint(5, 50)}"]
        border.block(RIP).append("redistribute ospf route-map IN")
        border.block("router ospf").append(
            "redistribute rip" + (" route-map OUT" if len(borders) > 1 or rng.random() < 0.5 else "")
        )
