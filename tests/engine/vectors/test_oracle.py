"""RIP and EIGRP on random small networks against a plain Bellman-Ford that knows nothing of the engine."""

import random
from ipaddress import IPv4Address, IPv4Interface, ip_network

import pytest

from models.distance_vector import WIDE, EigrpProcess, RipProcess, VectorNetwork
from models.interfaces import Interface
from models.network import Network
from models.vector_ports import RipInterface
from netplan.routing.solve import routes
from tests.gadgets.engine import network, port, router

EVERYTHING = (VectorNetwork(ip_network("0.0.0.0/0")),)
Edge = tuple[int, int]
Hops = dict[tuple[int, int], tuple[int, set[str]]]
"""(router, whose loopback) → metric, next hops."""


def drawn(dice: random.Random) -> tuple[int, list[Edge]]:
    """A connected graph."""
    size = dice.randint(3, 9)
    edges = {(dice.randrange(n), n) for n in range(1, size)}
    for _ in range(dice.randint(0, size)):
        a, b = sorted(dice.sample(range(size), 2))
        edges.add((a, b))
    return size, sorted(edges)


def laid(size: int, edges: list[Edge], facts: dict[Edge, dict[str, object]]) -> tuple[dict[int, list[Interface]], dict[Edge, str]]:
    """Ports of each router, and the address that b has towards a as hop[a, b]."""
    ports = {n: [port("Loopback0", f"172.16.0.{n + 1}/32")] for n in range(size)}
    hops: dict[Edge, str] = {}
    for number, (u, v) in enumerate(edges):
        base = int(IPv4Address("10.0.0.0")) + 2 * number
        for a, b, mine, other in ((u, v, 0, 1), (v, u, 1, 0)):
            ports[a].append(port(f"GigabitEthernet{b}", str(IPv4Interface((base + mine, 31))), **facts.get((a, b), {})))
            hops[a, b] = str(IPv4Address(base + other))
    return ports, hops


def held(net: Network, protocol: str) -> Hops:
    """What the engine says of loopbacks."""
    found: Hops = {}
    for node, rib in routes(net).ribs.items():
        for route in rib:
            if route.protocol == protocol and route.prefix.prefixlen == 32:
                place = (int(node.device.name[1:]), int(route.prefix.network_address) & 0xFF)
                metric, hops = found.setdefault((place[0], place[1] - 1), (route.metric, set()))
                assert metric == route.metric
                hops.add(str(route.next_hop))
    return found


@pytest.mark.parametrize("seed", range(60))
def test_rip_counts_as_bellman_and_ford(seed: int) -> None:
    dice = random.Random(seed)
    size, edges = drawn(dice)
    cost = {e: dice.choice((1, 1, 1, 2, 5, 9)) for u, v in edges for e in ((u, v), (v, u))}
    facts: dict[Edge, dict[str, object]] = {e: {"rip": (RipInterface(cost=c),)} for e, c in cost.items()}
    ports, hops = laid(size, edges, facts)
    process = RipProcess(networks=EVERYTHING, maximum_paths=16)
    net = network(*(router(f"r{n}", p, os="cisco_nxos", rip={("default", 4, ""): process}) for n, p in ports.items()))
    expected: Hops = {}
    for goal in range(size):
        far = {goal: 1}
        for _ in range(size):
            for (u, v), c in cost.items():
                if v in far and far[v] + c < min(16, far.get(u, 16)) and u != goal:
                    far[u] = far[v] + c
        for u in far.keys() - {goal}:
            best = {hops[u, v] for (a, v), c in cost.items() if a == u and v in far and far[v] + c == far[u]}
            expected[u, goal] = (far[u], best)
    assert held(net, "rip") == expected


@pytest.mark.parametrize("metrics", ["classic", WIDE])
@pytest.mark.parametrize("seed", range(60))
def test_eigrp_counts_the_slowest_wire_and_the_sum_of_delays(seed: int, metrics: str) -> None:
    """Every router tells one best vector; with equal wires at both ends and distinct delays there are no ties to choose from."""
    dice = random.Random(seed)
    size, edges = drawn(dice)
    wires = {e: (dice.choice((10_000, 100_000, 1_000_000)), dice.randrange(1, 4000)) for u, v in edges for e in ((u, v), (v, u))}
    facts: dict[Edge, dict[str, object]] = {e: {"bandwidth": w * 1000, "delay": d * 10_000_000} for e, (w, d) in wires.items()}
    ports, hops = laid(size, edges, facts)
    scale = 128 if metrics == WIDE else 1
    process = EigrpProcess(1, networks=EVERYTHING, metrics=metrics, rib_scale=scale)
    net = network(*(router(f"r{n}", p, eigrp={("default", 4, 1): process}) for n, p in ports.items()))

    def composite(width: int, delay: int, loopback: bool = False) -> int:
        if metrics == WIDE:  # a loopback of 8 Gbit/s has 1.25 microseconds
            return 655_360_000_000 // width + delay * 655_360 + 65_536 * 125 // 100
        return 256 * (10_000_000 // width + delay + 500)

    expected: Hops = {}
    for goal in range(size):
        best: dict[int, tuple[int, int, int, int]] = {goal: (0, 8_000_000, 0, goal)}
        for _ in range(4 * size):  # each router knows the best vector of its neighbours, and nothing else
            now = {goal: best[goal]}
            for u in range(size):
                offers = [
                    (composite(min(best[v][1], w), best[v][2] + d), min(best[v][1], w), best[v][2] + d, v)
                    for (a, v), (w, d) in wires.items()
                    if a == u and v in best and u != goal
                ]
                if offers:
                    now[u] = min(offers)
            best = now
        for u in best.keys() - {goal}:
            ways = {
                hops[u, v]
                for (a, v), (w, d) in wires.items()
                if a == u and v in best and composite(min(best[v][1], w), best[v][2] + d) == best[u][0]
            }
            expected[u, goal] = (best[u][0] // scale, ways)
    assert held(net, "eigrp") == expected
