"""Trees with known answers, and random ones against bridges that tell each other priority vectors (IEEE 802.1D-2004, 17.6)."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import permutations

import pytest

from models.device import DeviceId
from netplan.topology.spanning_tree import Bridge, BridgePort, Lan, PortId, Role, tree

Place = tuple[DeviceId, str]


def told(bridges: Mapping[DeviceId, Bridge], lans: Sequence[Lan]) -> tuple[dict[DeviceId, int], dict[Place, Role]]:
    """What bridges agree on by messages: each round, all send what they hold by all ports, and hold the best they hear."""
    ids = {name: (bridge.priority, bridge.mac) for name, bridge in bridges.items()}
    holds = {name: (ids[name], 0) for name in bridges}
    for _ in range(4 * len(bridges) + 4):
        best: dict[DeviceId, tuple[tuple[object, ...], str]] = {name: ((ids[name], 0, ids[name], (), ()), "") for name in bridges}
        roles: dict[Place, Role] = {}
        for lan in lans:
            sent = {port: (*holds[port.device], ids[port.device], port.id) for port in lan}
            for port in lan:
                for other, (root, cost, sender, by) in sent.items():
                    if other.device != port.device:
                        vector = root, cost + (port.cost or 0), sender, (by,), (port.id,)
                        best[port.device] = min(best[port.device], (vector, port.name))
        for lan in lans:
            sent = {port: (*holds[port.device], ids[port.device], port.id) for port in lan}
            speaker = min(lan, key=sent.__getitem__)
            for port in lan:
                if best[port.device][1] == port.name:
                    role = Role.ROOT
                elif port is speaker:
                    role = Role.DESIGNATED
                else:
                    role = Role.BACKUP if speaker.device == port.device else Role.ALTERNATE
                roles[port.device, port.name] = role
        now = {name: (vector[0], vector[1]) for name, (vector, _) in best.items()}
        if now == holds:
            return {name: cost for name, (_, cost) in holds.items()}, roles
        holds = now
    raise AssertionError("the messages do not settle")


def network(seed: int) -> tuple[dict[DeviceId, Bridge], list[Lan]]:
    """A connected network: wires, parallel ones too, hubs, hubs that a bridge is on twice, and edges; ties are common."""
    rng = random.Random(seed)
    count = rng.randint(2, 7)
    names = [DeviceId("d", f"s{n}") for n in range(count)]
    macs = rng.sample(range(1, 99), count)
    bridges = {name: Bridge(rng.choice((4096, 8192, 32768)), mac) for name, mac in zip(names, macs, strict=True)}
    ports = dict.fromkeys(names, 0)

    def port(name: DeviceId) -> BridgePort:
        ports[name] += 1
        n = ports[name]
        return BridgePort(name, f"e{n}", PortId(rng.choice((64, 128, 128)), "e#", (n,)), rng.choice((4, 4, 19, 23)))

    lans: list[Lan] = [(port(names[n]), port(rng.choice(names[:n]))) for n in range(1, count)]
    for _ in range(rng.randint(0, count + 2)):
        lans.append(tuple(port(rng.choice(names)) for _ in range(rng.choice((1, 2, 2, 2, 3, 4)))))
    return bridges, lans


@pytest.mark.parametrize("block", range(8))
def test_equals_the_messages_of_bridges(block: int) -> None:
    for seed in range(block * 100, block * 100 + 100):
        bridges, lans = network(seed)
        costs, roles = told(bridges, lans)
        found = tree(bridges, lans)
        assert found.costs == {name: (cost, cost) for name, cost in costs.items()}, seed
        assert found.roles == {place: frozenset({role}) for place, role in roles.items()}, seed


@pytest.mark.parametrize("seed", range(150))
def test_what_is_not_known_leaves_every_outcome_that_can_be(seed: int) -> None:
    """Whatever the unknown addresses and costs are, the roles are among those that the tree leaves open."""
    bridges, lans = network(seed)
    rng = random.Random(-seed)
    hidden = rng.sample(sorted(bridges), rng.randint(0, min(3, len(bridges))))
    blind = {name: replace(bridge, mac=None) if name in hidden else bridge for name, bridge in bridges.items()}
    veiled = [tuple(replace(p, cost=None) if rng.random() < 0.15 else p for p in lan) for lan in lans]
    found = tree(blind, veiled)
    for macs in permutations([bridges[name].mac for name in hidden]):
        true = bridges | {name: replace(bridges[name], mac=mac) for name, mac in zip(hidden, macs, strict=True)}
        for _ in range(4):
            shown = [tuple(replace(p, cost=rng.choice((1, 4, 19, 300))) if p.cost is None else p for p in lan) for lan in veiled]
            costs, roles = told(true, shown)
            assert all(found.costs[name][0] <= cost <= found.costs[name][1] for name, cost in costs.items())
            assert all(role in found.roles[place] for place, role in roles.items())
            assert {name for name, cost in costs.items() if cost == 0} <= set(found.roots)


def ring(*macs: int | None) -> tuple[dict[DeviceId, Bridge], list[Lan]]:
    """Switches in a ring of equal wires: port 1 goes to the next, port 2 to the one before."""
    names = [DeviceId("d", f"s{n}") for n in range(len(macs))]
    ends = [(BridgePort(n, "e1", PortId(128, "e#", (1,)), 4), BridgePort(n, "e2", PortId(128, "e#", (2,)), 4)) for n in names]
    lans: list[Lan] = [(ends[n][0], ends[(n + 1) % len(names)][1]) for n in range(len(names))]
    return {name: Bridge(32768, mac) for name, mac in zip(names, macs, strict=True)}, lans


def test_three_in_a_ring_block_one_port() -> None:
    found = tree(*ring(1, 2, 3))
    names = [DeviceId("d", f"s{n}") for n in range(3)]
    assert found.roots == (names[0],)
    assert [found.costs[name] for name in names] == [(0, 0), (4, 4), (4, 4)]
    assert found.roles[names[2], "e2"] == {Role.ALTERNATE}
    assert [place for place in found.roles if not found.forwards(*place)] == [(names[2], "e2")]


def test_equal_priorities_without_addresses_leave_the_root_open() -> None:
    bridges, lans = ring(None, None, None)
    found = tree(bridges, lans)
    assert found.roots == tuple(bridges)
    assert {found.forwards(*place) for place in found.roles} == {None}


def test_a_stated_root_settles_what_its_distances_settle() -> None:
    bridges, lans = ring(None, None, None)
    first, second, third = bridges
    found = tree(bridges | {first: Bridge(4096, None)}, lans)
    assert found.roots == (first,)
    assert found.roles[second, "e2"] == found.roles[third, "e1"] == {Role.ROOT}
    assert found.forwards(second, "e1") is None and found.forwards(third, "e2") is None


def test_without_a_ring_costs_need_not_be_known() -> None:
    bridges, lans = ring(1, 2, 3)
    line = [tuple(replace(port, cost=None) for port in lan) for lan in lans[:2]]
    assert {len(may) for may in tree(bridges, line).roles.values()} == {1}
