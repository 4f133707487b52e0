"""Static routes of every form."""

from ipaddress import IPv4Interface, IPv6Interface
from random import Random

from tests.lab.truth.sketch import DEFAULT, Port, Router, Sketch

DROPS = ("Null0", "blackhole", "reject")


def draw_statics(rng: Random, sketch: Sketch) -> None:
    """Some on most routers; ways to the loopbacks of its own system where no OSPF runs there."""
    for group in sketch.groups:
        if not group.ospf:
            for router in group.routers:
                _ways_inside(sketch, router, group.routers)
    for router in sketch.routers:
        for at in range(rng.choice((0, 0, 1, 2, 3))):
            _one(rng, sketch, router, router.number * 8 + at)


def _ways_inside(sketch: Sketch, router: Router, members: list[Router]) -> None:
    """A static route to each loopback and host subnet of the system, along the fewest wires."""
    first: dict[Router, Port] = {}
    todo = [router]
    seen = {router}
    for one in todo:
        for port in one.ports:
            if port.vrf == DEFAULT:
                for peer in sketch.peers(port):
                    if peer.router in members and peer.router not in seen and peer.vrf == DEFAULT:
                        seen.add(peer.router)
                        first[peer.router] = first.get(one, peer)
                        todo.append(peer.router)
    for other, hop in first.items():
        router.top += [f"ip route {other.loopback} {hop.v4.ip}"]
        router.top += [f"ip route {p.v4.network} {other.loopback.ip}" for p in other.ports if p.host and p.vrf == DEFAULT]
        if hop.v6:
            router.top += [f"ipv6 route {other.loopback6} {hop.v6.ip}"]


def _one(rng: Random, sketch: Sketch, router: Router, number: int) -> None:
    ports = [p for p in router.ports if p.vrf == DEFAULT and not p.host and sketch.peers(p)]
    six = sketch.v6 and rng.random() < 0.3
    word = "ipv6" if six else "ip"
    prefix = f"fd00:200:{number:x}::/48" if six else f"10.200.{number}.0/{rng.choice((24, 24, 25, 32))}"
    pick = rng.random()
    tag, distance = rng.choice(("", "", " tag 7")), rng.choice(("", "", "", " 115", " 250"))
    if not six and pick < 0.2:
        prefix = rng.choice((str(rng.choice(sketch.hosts).port.v4.network), "0.0.0.0/0"))
        distance = f" {rng.choice((5, 115, 210)) + number % 8}"
    if pick < 0.45 and ports:
        peer = rng.choice(sketch.peers(rng.choice(ports)))
        way = str(_address(peer, six).ip)
    elif pick < 0.65:
        way = str(rng.choice(sketch.routers).loopback6.ip if six else rng.choice(sketch.routers).loopback.ip)
    elif pick < 0.75 and ports and not six:
        way = rng.choice(ports).name
    else:
        way = rng.choice(DROPS)
    router.top += [f"{word} route {prefix} {way}{tag}{distance}"]
    drops = way in DROPS  # FRR takes no route that drops packets beside another one
    equal = " 220" if drops else rng.choice((distance, " 220"))
    if rng.random() < 0.3 and ports:
        peer = rng.choice(sketch.peers(rng.choice(ports)))
        router.top += [f"{word} route {prefix} {_address(peer, six).ip}{equal}"]


def _address(port: Port, six: bool) -> IPv4Interface | IPv6Interface:
    return port.v6 if six and port.v6 else port.v4
