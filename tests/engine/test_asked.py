"""Destinations that share a column, and tables compiled as far as anybody asks: answers are those of each one alone."""

import random

import numpy as np

from netplan.forwarding.dataplane import DataPlane
from netplan.forwarding.fates import solved
from netplan.forwarding.lanes import Lanes, atoms
from tests.gadgets.changing import draw


def test_each_destination_alone_has_the_fate_that_it_has_among_all() -> None:
    shared = 0
    for seed in range(4):
        plane, dice = DataPlane.of(draw(random.Random(seed))), random.Random(seed)
        starts, everything = [(node.device, node.vrf) for node in plane.nodes], atoms(plane.topology, plane.routing.book, 4)
        dice.shuffle(everything)
        few = everything[:3]
        before = plane.fates(starts, few).mask  # compiles no more than these ask for
        found = plane.fates(starts, everything)
        assert np.array_equal(found.mask[:, :3], before)
        whole = DataPlane.of(plane.network)
        assert not any(len(program.left) for program in whole.tables.programs(4))
        assert np.array_equal(whole.fates(starts, everything).mask, found.mask)
        for number, address in enumerate(everything):
            assert np.array_equal(plane.fates(starts, [address]).mask[:, 0], found.mask[:, number])
        shared += len(found.lane) - len(set(found.lane.tolist()))
    assert shared > 100


def test_bits_apart_are_those_of_the_columns_in_the_order_of_destinations() -> None:
    plane = DataPlane.of(draw(random.Random(3)))
    lanes = Lanes(atoms(plane.topology, plane.routing.book, 4), 4)
    found = solved(plane.tables, lanes)
    wide = found.apart()
    assert wide.shape[2] == lanes.words
    for lane, column in enumerate(found.lane.tolist()):
        one, other = (bits[:, :, at >> 6] >> np.uint64(at & 63) & np.uint64(1) for bits, at in ((wide, lane), (found.bits, column)))
        assert np.array_equal(one, other)
