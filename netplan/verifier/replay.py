"""A plan carried out in the model, state by state, without knowing how it was made."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

from models.errors import PlanError
from models.network import Network
from models.plan import Plan
from netplan.forwarding.dataplane import DataPlane
from netplan.verifier.moves import Moves
from netplan.verifier.order import Order, bits
from netplan.verifier.support import Supports
from netplan.verifier.world import World

_KEPT = 8
"""Data planes kept at once: states are visited in an order in which neighbours are alike."""


@dataclass(frozen=True, slots=True)
class State:
    """The network after a set of steps; `mask` is the set in the order's bits."""

    mask: int
    plane: DataPlane
    moves: Moves
    opened: frozenset[str]
    """The flows that must pass from here on."""
    given_up: frozenset[tuple[str, IPv4Network | IPv6Network]] = frozenset()
    """Prefixes that departments have given up by the word of the target."""


class Replay:
    """The states of one plan on one network."""

    def __init__(self, network: Network, plan: Plan) -> None:
        """Raises PlanError for steps that do not fit the network, each other, or the plan's own order."""
        self.plan = plan
        self.order = Order.of(plan.steps)
        self.first = network
        self.world = World.of(network, self.order.steps)
        self.supports = Supports(self.world, self.order.steps)
        self._networks: OrderedDict[int, Network] = OrderedDict({0: network})
        self._states: OrderedDict[int, State] = OrderedDict()
        if strangers := {c.device for s in plan.steps for c in s.changes if c.device and c.device not in network.devices}:
            raise PlanError(f"the plan works on {min(strangers)}, which the snapshot does not have; load it or make the plan anew")

    def network(self, mask: int) -> Network:
        """The network of a state, built from the largest known state below it. Raises ChangeError when a step does not fit."""
        if mask not in self._networks:
            start = max((known for known in self._networks if known & ~mask == 0), key=int.bit_count)
            network = self._networks[start]
            for at in bits(mask & ~start):
                network = network.after(*self.order.steps[at].changes)
            self._networks[mask] = network
            if len(self._networks) > 64:
                oldest = next(known for known in self._networks if known)
                del self._networks[oldest]
        return self._networks[mask]

    def state(self, mask: int) -> State:
        """All that the invariants ask of a state."""
        if mask not in self._states:
            steps = [self.order.steps[at] for at in bits(mask)]
            moves = Moves(move for step in steps for move in step.moved)
            opened = frozenset(name for step in steps for name in step.opens)
            given_up = frozenset(end for step in steps for end in step.ends)
            self._states[mask] = State(mask, DataPlane.of(self.network(mask)), moves, opened, given_up)
            if len(self._states) > _KEPT:
                self._states.popitem(last=False)
        self._states.move_to_end(mask)
        return self._states[mask]

    def smallest(self, mask: int, shows: Callable[[State], bool]) -> tuple[int, tuple[str, ...]]:
        """The smallest state below `mask` in which `shows` is still true, and its culprits: without any of them it is gone."""
        shrunk = True
        while shrunk:
            shrunk = False
            for at in list(self.order.tops(mask)):
                if shows(self.state(mask & ~(1 << at))):
                    mask, shrunk = mask & ~(1 << at), True
                    break
        return mask, tuple(self.order.steps[at].id for at in self.order.tops(mask))


def walk(masks: Iterable[int]) -> list[int]:
    """States in an order in which each is close to the one before: by their bits as a Gray-like sequence would go.

    >>> walk([3, 0, 1, 2])
    [0, 1, 3, 2]
    """
    left = sorted(set(masks))
    if not left:
        return []
    path = [left.pop(0)]
    while left:
        at = min(range(len(left)), key=lambda n: ((left[n] ^ path[-1]).bit_count(), left[n]))
        path.append(left.pop(at))
    return path
