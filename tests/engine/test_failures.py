"""Single failures in one pass, each against a network in which it has happened."""

import random
from dataclasses import replace

import numpy as np
import pytest

from models.change import Change
from netplan.forwarding.dataplane import DataPlane
from netplan.forwarding.failures import failures
from netplan.forwarding.lanes import Lanes, Words
from netplan.forwarding.live import Live
from netplan.forwarding.watch import Difference
from netplan.topology.segments import Node
from tests.engine.test_live import addresses
from tests.gadgets.changing import draw
from tests.gadgets.engine import triangle


@pytest.mark.parametrize("seed", range(8))
def test_each_failure_is_what_happens_without_the_ports(seed: int) -> None:
    network = draw(random.Random(seed))
    state, asked = Live.of(network), addresses(network)
    lanes = Lanes(asked, 4)
    found = list(failures(state, asked))
    assert len([f for f in found if len({device for device, _ in f.ports}) < 2]) >= len(network.devices)
    for failure in found:
        ports = [network.devices[device].interfaces[name] for device, name in failure.ports]
        shut = [Change(d, p, replace(p, enabled=False)) for (d, _), p in zip(failure.ports, ports, strict=True)]
        gone = {str(device) for device in network.devices} & {failure.what}
        nodes = [node for node in state.plane.nodes if str(node.device) not in gone]
        starts = [(node.device, node.vrf) for node in nodes]
        one, other = (DataPlane.of(net).fates(starts, asked).mask for net in (network, network.after(*shut)))

        def cells(bits: Words, moved: Difference = failure.moved) -> set[tuple[Node, int]]:
            return {(state.plane.nodes[moved.nodes[i]], asked[j]) for i, j in np.argwhere(lanes.among(bits)).tolist()}

        cut = {(nodes[i], asked[j]) for i, j in np.argwhere((one & 1 > 0) & (other & 1 == 0)).tolist()}
        assert cells(failure.moved.lost) == cut, failure.what
        new = {(nodes[i], asked[j]) for i, j in np.argwhere((one & 1 == 0) & (other & 1 > 0)).tolist()}
        assert cells(failure.moved.won) == new, failure.what
        open_ = {(nodes[i], asked[j]) for i, j in np.argwhere((one != other) & (other & 33 == 32)).tolist()}
        assert cells(failure.moved.doubtful) == open_, failure.what
        assert failure.moved.pairs == np.count_nonzero(one != other), failure.what


def test_a_ring_survives_each_link_and_only_what_hangs_on_a_device_is_cut_off_with_it() -> None:
    state = Live.of(triangle())
    stub = 0x0A090007
    found = {failure.what: failure for failure in failures(state, [stub])}
    cut = {what for what, failure in found.items() if failure.moved.lost.any()}
    assert cut == {"city/c"}
    assert len(found) == 6
