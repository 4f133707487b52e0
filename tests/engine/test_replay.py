"""Topology and routing after random changes, followed from state to state, against a computation from scratch."""

import random
from collections import Counter

import pytest

from netplan.routing.replay import followed, tracked
from netplan.routing.solve import RoutingResult, routes
from netplan.topology.topology import PortAddress, Topology, build
from netplan.topology.update import updated
from tests.gadgets.changing import change, draw


def told(topology: Topology) -> dict[str, object]:
    """A topology in names instead of numbers."""

    def port(number: int) -> tuple[object, str]:
        return topology.ports[number].device, topology.ports[number].interface.name

    def held(address: PortAddress) -> tuple[object, ...]:
        return (
            port(address.port),
            address.family,
            address.ip,
            address.length,
            address.network,
            address.secondary,
            address.unnumbered,
        )

    segments = [frozenset(held(topology.addresses[i]) for i in segment) for segment in topology.segments]
    return {
        "nodes": topology.nodes,
        "ports": {name: topology.ports[i].interface for name, i in topology.port_index.items()},
        "addresses": Counter(held(address) for address in topology.addresses),
        "of ports": {
            name: [held(topology.addresses[a]) for a in topology.port_addresses[i]] for name, i in topology.port_index.items()
        },
        "segments": {(segment, topology.closed[i]) for i, segment in enumerate(segments) if segment},
        "owners": {(segments[s], ip): [port(p) for p in ports] for (s, ip), ports in topology.owners.items()},
        "links": {frozenset(port(p) for p in link) for link in topology.links if link},
        "link of": {port(p): frozenset(port(q) for q in topology.links[link]) for p, link in topology.link_of.items()},
        "down": dict(topology.down),
    }


def answers(result: RoutingResult) -> dict[str, object]:
    """A result in names instead of numbers."""
    nodes = result.topology.nodes
    return {
        "tables": {node: sorted(map(repr, result.tables[i].routes())) for i, node in enumerate(nodes)},
        "unknown": {nodes[i]: why for i, why in result.unknown.items()},
        "unknown prefixes": {nodes[i]: dict(unknown) for i, unknown in result.unknown_prefixes.items() if unknown},
        "findings": {repr(finding) for finding in result.findings},
    }


@pytest.mark.parametrize("seed", range(20))
def test_the_topology_after_a_change_is_that_of_the_changed_network(seed: int) -> None:
    dice = random.Random(seed)
    network = draw(dice)
    topology = build(network)
    for _ in range(12):
        network = network.after(change(dice, network))
        made, anew = updated(topology, network), build(network)
        topology = made.topology if made is not None else anew
        assert told(topology) == told(anew)


@pytest.mark.parametrize("seed", range(20))
def test_routing_after_a_change_is_that_of_the_changed_network(seed: int) -> None:
    dice = random.Random(seed)
    network = draw(dice)
    state = tracked(network)
    for _ in range(6):
        edit = change(dice, network)
        network = network.after(edit)
        state = (followed(state, network) if state is not None else None) or tracked(network)
        if state is not None:
            assert answers(state.routing) == answers(routes(network)), str(edit)


def test_a_change_is_followed_and_taken_back() -> None:
    dice = random.Random(1)
    network = draw(dice)
    state = tracked(network)
    assert state is not None
    followable = 0
    for _ in range(20):
        edit = change(dice, network)
        there = followed(state, network.after(edit))
        if there is None:
            continue
        followable += 1
        back = followed(there, there.topology.network.after(edit.inverse()))
        assert back is not None
        assert answers(back.routing) == answers(state.routing)
    assert followable > 8
