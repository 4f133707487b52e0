"""Where packets are on their way, and where they end: in their own words, whatever they have been rewritten to."""

from typing import NamedTuple

from models.verdict import Fate, Hop
from netplan.forwarding.boxes import Box
from netplan.forwarding.fib import Action
from netplan.forwarding.maybe import Condition
from netplan.forwarding.nat.lens import Lens
from netplan.forwarding.zones import State


class At(NamedTuple):
    """Where a set of packets is: `port` is the one it came in by, -1 when it starts in the table of the node.

    A translation makes places within a node: its destination is `rewritten`, or its source was and it goes on as `then` says.
    `lens` tells how rewritten packets looked when they started, `states` what firewalls on the way remember.
    """

    node: int
    port: int
    box: Box
    lens: Lens | None = None
    rewritten: bool = False
    then: Action | None = None
    states: tuple[State, ...] = ()


class End(NamedTuple):
    """What became of a set of packets, and at which port (-1: none). `box` are the packets as they started.

    Where they were rewritten, `seen` are the packets as they ended, and `lens` tells what they were and what routers remember;
    `states` are what firewalls remember.
    """

    fate: Fate
    why: str
    node: int
    port: int
    box: Box
    hops: tuple[Hop, ...] = ()
    seen: Box | None = None
    lens: Lens | None = None
    hangs: Condition | None = None
    """They arrive on this condition; whether it holds is not known."""
    states: tuple[State, ...] = ()


class Step(NamedTuple):
    """One way on: an end, or a next place; `maybe` is the condition on which it is taken."""

    end: End | None
    next: At | None
    hops: tuple[Hop, ...]
    maybe: Condition | None = None
