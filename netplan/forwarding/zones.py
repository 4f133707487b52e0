"""What a stateful firewall passes between its zones: what may cross, and the answers to what it passed.

Without a packet that it remembers, a firewall is asked as about the first packet of a session: segments of a session that it does
not know pass where a new session might, and nowhere else.
"""

from collections.abc import Iterable
from typing import NamedTuple

from models.device import Device, DeviceId
from models.zones import Crossing
from netplan.forwarding.boxes import Box, split
from netplan.forwarding.nat.translate import answers_to


class State(NamedTuple):
    """What a firewall remembers: packets that it passed, with the addresses that they had when they crossed."""

    device: DeviceId
    packets: Box


def remembered(device: Device, allowed: Crossing, box: Box) -> tuple[State, ...]:
    """What a firewall remembers of packets that it passes by a crossing."""
    _, kept = split([box], [box._replace(proto=(number, number)) for number in allowed.stateless])
    return tuple(State(device.id, part) for part in kept)


def answering(states: Iterable[State], device: Device, box: Box) -> tuple[list[Box], list[Box]]:
    """Those of some packets that answer what a firewall remembers, and the others."""
    wanted = [answer for state in states if state.device == device.id for answer in answers_to(state.packets)]
    return split([box], wanted) if wanted else ([], [box])
