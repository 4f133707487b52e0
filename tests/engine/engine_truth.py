"""The engine against computations that owe it nothing, on many random networks; and against itself from scratch, on many changes.

    python -m tests.engine.engine_truth [CHANGES [FIRST]]

Changes (5,000 by default) are made to networks drawn from seeds FIRST on: every kind that a plan contains, one after the
other. After each, all routes with what is unknown of them, the fate of every pair of a node and an address, and what becomes
of whole sets of packets under filters must be those of a computation from scratch. With 0 changes, 2,000 random cases are
looked at instead: OSPF against networkx, fates and loops against a walk hop by hop, pairs of subnets packet by packet and by
walks, filters as sets against their lines. (IS-IS, RIP, EIGRP, BGP and bridging have their own oracles in the tests.)
The program ends with 1 when anything disagrees.
"""

import random
import sys
from collections import Counter
from collections.abc import Callable

import numpy as np

from models.change import Change
from models.network import Network
from netplan.forwarding.boxes import PORTS, Box, Flow
from netplan.forwarding.dataplane import DataPlane
from netplan.forwarding.live import Live
from netplan.forwarding.watch import Watch
from tests.engine.test_carrier import agrees as pairs_are_right
from tests.engine.test_filters import small_lists_are_right
from tests.engine.test_forwarding import test_fates_of_random_networks_against_a_walk as fates_are_right
from tests.engine.test_forwarding import test_filters_as_boxes_against_first_match as boxes_are_right
from tests.engine.test_live import addresses
from tests.engine.test_ospf import test_random_graphs_against_networkx as ospf_is_right
from tests.engine.test_pairs import packets_agree
from tests.engine.test_replay import answers
from tests.gadgets.changing import change, draw

ORACLES: tuple[tuple[str, Callable[[int], object], int], ...] = (
    ("OSPF: routes of all routers against networkx", ospf_is_right, 400),
    ("fates and loops of all pairs against a walk hop by hop", fates_are_right, 400),
    ("pairs of subnets packet by packet", packets_agree, 200),
    ("pairs of subnets with filters and zones against walks", pairs_are_right, 400),
    ("filters as boxes against their lines, every packet", boxes_are_right, 400),
    ("comparison, sets and idle lines of lists, every packet", lambda seed: small_lists_are_right(range(seed, seed + 1)), 200),
)
"""What is held against what, how, and for how many seeds."""
EACH = 10
"""Changes to one network."""
EVERY_PACKET = Box((0, 255), (0, (1 << 32) - 1), (0, (1 << 32) - 1), PORTS, PORTS)


def kind(edit: Change) -> str:
    """What a change is about."""
    return type(edit.before if edit.before is not None else edit.after).__name__


def is_right(dice: random.Random, state: Live, watch: Watch, asked: list[int], network: Network) -> Watch:
    """Compare a followed state with a computation from scratch; the watch that goes with it."""
    scratch = DataPlane.of(network)
    assert answers(state.plane.routing) == answers(scratch.routing), "other routes"
    if state.acting is None:
        watch = state.watch(asked)
    else:
        state.follow(watch)
    fresh = scratch.fates([(node.device, node.vrf) for node in scratch.nodes], asked)
    assert np.array_equal(watch.fates(asked).mask, fresh.mask), "other fates"
    flow = Flow((EVERY_PACKET,), 4)
    for device, name in dice.sample(sorted(scratch.topology.port_index), min(2, len(scratch.topology.port_index))):
        assert sorted(map(repr, state.plane.reach((device, name), flow))) == sorted(
            map(repr, scratch.reach((device, name), flow))
        ), f"packets that come in at {device} {name} end otherwise"
    return watch


def changes(wanted: int, first: int) -> int:
    """Random changes to random networks; how many disagree."""
    kinds: Counter[str] = Counter()
    followed = wrong = seed = 0
    while kinds.total() < wanted:
        dice = random.Random(first + seed)
        network = draw(dice)
        asked = addresses(network)
        state = Live.of(network)
        watch = state.watch(asked)
        for number in range(EACH):
            edit = change(dice, network)
            network = network.after(edit)
            state = state.at(network)
            kinds[kind(edit)] += 1
            followed += state.acting is not None
            try:
                watch = is_right(dice, state, watch, asked, network)
            except AssertionError as error:
                wrong += 1
                print(f"seed {first + seed}, change {number}, {kind(edit)}: {str(error).splitlines()[0]}", flush=True)
                break
        seed += 1
        if seed % 50 == 0:
            print(f"{kinds.total():>6,} changes to {seed} networks: {wrong} disagreements", flush=True)
    told = ", ".join(f"{name} {count}" for name, count in kinds.most_common())
    print(f"{kinds.total():,} changes to {seed} networks, {followed:,} of them followed: {wrong} disagreements ({told})")
    return wrong


def networks() -> int:
    """Random networks against other computations; how many disagree."""
    total = 0
    for name, ask, count in ORACLES:
        wrong = 0
        for seed in range(1000, 1000 + count):
            try:
                ask(seed)
            except AssertionError as error:
                wrong += 1
                print(f"seed {seed}: {str(error).splitlines()[:1]}", flush=True)
        print(f"{count:>6} random cases, {wrong} disagreements: {name}", flush=True)
        total += wrong
    return total


def main(words: list[str]) -> int:
    """Do what the words ask for: 0 when all agree, else 1."""
    count, first = [int(word) for word in words] + [5000, 0][len(words) :]
    return int(bool(changes(count, first) if count else networks()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
