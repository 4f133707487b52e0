"""Fates of all pairs while a network changes: followed step by step, taken back, and against a computation from scratch."""

import random
from dataclasses import replace

import numpy as np
import pytest

from models.change import Change
from models.network import Network
from models.verdict import Packet
from netplan.forwarding.dataplane import DataPlane
from netplan.forwarding.live import Live
from tests.gadgets.changing import change, draw
from tests.gadgets.engine import network, port, router

_OTHERS = (0x0A4D0101, 0x0A4D0501, 0xC0000205)
"""Addresses that only static routes lead to."""


def addresses(network: Network) -> list[int]:
    """Each address of a port, some beside it, and some elsewhere."""
    owned = [int(a.ip.ip) for device in network.devices.values() for port in device.interfaces.values() for a in port.addresses]
    return sorted({*(ip + more for ip in owned for more in (0, 1, 7)), *_OTHERS})


@pytest.mark.parametrize("seed", range(16))
def test_fates_after_each_change_are_those_of_the_changed_network(seed: int) -> None:
    dice = random.Random(seed)
    network = draw(dice)
    asked = addresses(network)
    state = Live.of(network)
    watch = state.watch(asked)
    for _ in range(8):
        edit = change(dice, network)
        network = network.after(edit)
        state = state.at(network)
        scratch = DataPlane.of(network)
        expected = scratch.fates([(node.device, node.vrf) for node in scratch.nodes], asked).mask
        if state.acting is None:
            watch = state.watch(asked)
        else:
            before = watch.fates().mask
            programs = state.plane.tables.programs(4)
            found = watch.step({node: programs[node] for node in state.acting})
            after = watch.fates().mask
            assert found.pairs == np.count_nonzero(before != after), str(edit)
            watch.back()
            assert np.array_equal(watch.fates().mask, before), str(edit)
            watch.step({node: programs[node] for node in state.acting})
        assert np.array_equal(watch.fates().mask, expected), str(edit)


def test_an_earlier_state_is_still_what_it_was() -> None:
    dice = random.Random(3)
    network = draw(dice)
    first = Live.of(network)
    starts = [(node.device, node.vrf) for node in first.plane.nodes]
    asked = addresses(network)
    before = first.plane.fates(starts, asked).mask
    for _ in range(5):
        first.after(change(dice, network))
    assert np.array_equal(first.plane.fates(starts, asked).mask, before)


def test_of_two_owners_of_an_address_the_same_one_answers_whenever_the_second_came() -> None:
    ports = [[port("e0", f"10.0.{n}.1/24")] for n in range(3)]
    here, first, last = router("here", [*ports[0], port("e1", "10.9.0.1/24")]), router("a", ports[1]), router("z", ports[2])
    last = replace(last, interfaces={**last.interfaces, "e1": port("e1", "10.9.0.9/24")})
    state = Live.of(network(here, first, last)).after(Change(first.id, None, port("e1", "10.9.0.9/24")))
    assert state.acting is not None
    ends = [
        plane.trace_ends((here.id, "e0"), Packet("10.0.0.5", "10.9.0.9"))
        for plane in (state.plane, DataPlane.of(state.plane.network))
    ]
    assert [{end.device.name for end in each} for each in ends] == [{"a"}, {"a"}]
