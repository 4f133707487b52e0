"""A plan carried out in the model, state by state, without knowing how it was made."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network

from models.change import changed_device
from models.device import Device, DeviceId
from models.errors import PlanError
from models.link import Link
from models.network import Network, changed_links
from models.plan import Plan
from netplan.forwarding.dataplane import DataPlane
from netplan.verifier.composed import Composer
from netplan.verifier.moves import Moves
from netplan.verifier.order import Order, bits
from netplan.verifier.parts import Parts, Places
from netplan.verifier.support import Supports
from netplan.verifier.world import Node, Place, World

_KEPT = 8
"""Data planes kept at once: states are visited in an order in which neighbours are alike."""


@dataclass(frozen=True)
class State:
    """The network after a set of steps, or the part of it that packets in `places` can enter.

    `mask` is the set in the order's bits.
    """

    mask: int
    network: Network
    moves: Moves
    opened: frozenset[str]
    """The flows that must pass from here on."""
    given_up: frozenset[tuple[str, IPv4Network | IPv6Network]] = frozenset()
    """Prefixes that departments have given up by the word of the target."""
    places: Places = None
    replay: "Replay | None" = field(default=None, repr=False)

    def __reduce__(self) -> tuple[type["State"], tuple[object, ...]]:
        """On its way to another process it leaves its plane behind."""
        return State, tuple(getattr(self, each.name) for each in fields(self))

    def inside(self, node: Node) -> bool:
        """Whether the state answers for packets at a routing table: it has all that they can meet."""
        return self.places is None or self.replay is None or self.replay.world.place(node) in self.places

    @cached_property
    def plane(self) -> DataPlane:
        """Where packets go in this state."""
        if self.places is None or self.replay is None:
            return DataPlane.of(self.network)
        return self.replay.plane(self.mask, self.network, self.places)


class Replay:
    """The states of one plan on one network."""

    def __init__(self, network: Network, plan: Plan) -> None:
        """Raises PlanError for steps that do not fit the network, each other, or the plan's own order."""
        self.plan = plan
        self.order = Order.of(plan.steps)
        self.first = network
        self.world = World.of(network, self.order.steps)
        self.supports = Supports(self.world, self.order.steps)
        self.parts = Parts(self.world, self.order.steps)
        self._composer = Composer(self.parts)
        self._edits: dict[DeviceId | None, int] = {}
        self._devices: dict[tuple[DeviceId, int], Device] = {}
        self._links: dict[int, frozenset[Link]] = {}
        self._states: OrderedDict[tuple[int, Places], State] = OrderedDict()
        for at, step in enumerate(self.order.steps):
            for change in step.changes:
                self._edits[change.device] = self._edits.get(change.device, 0) | 1 << at
        if strangers := {device for device in self._edits if device and device not in network.devices}:
            raise PlanError(f"the plan works on {min(strangers)}, which the snapshot does not have; load it or make the plan anew")

    def __reduce__(self) -> tuple[type["Replay"], tuple[Network, Plan]]:
        """On its way to another process it is what it was made from; the rest is derived there."""
        return Replay, (self.first, self.plan)

    def network(self, mask: int, places: Places = None) -> Network:
        """The network of a state, or a part of it. Raises ChangeError when a step does not fit.

        A device is the same object in all states in which the same steps have changed it: what is derived from it is
        derived once.
        """
        links = self._wires(mask & self._edits.get(None, 0))
        if places is None:
            devices = {name: self._device(name, mask & self._edits.get(name, 0)) for name in self.first.devices}
            return Network(devices, links, self.first.realms, self.first.strict)
        whole, ports = self.parts.devices(places)
        devices = {name: self._device(name, mask & self._edits.get(name, 0)) for name in (*whole, *ports)}
        return Network(self.parts.cut(devices, places), links, self.first.realms, self.first.strict)

    def _device(self, name: DeviceId, mask: int) -> Device:
        """A device after the steps of `mask`, all of which change it."""
        if mask == 0:
            return self.first.devices[name]
        if (name, mask) not in self._devices:
            at = mask.bit_length() - 1
            device = self._device(name, mask & ~(1 << at))
            for change in self.order.steps[at].changes:
                if change.device == name:
                    device = changed_device(device, change)
            self._devices[name, mask] = device
        return self._devices[name, mask]

    def _wires(self, mask: int) -> frozenset[Link]:
        if mask not in self._links:
            links = self.first.links
            for at in bits(mask):
                for change in self.order.steps[at].changes:
                    if change.device is None:
                        links = changed_links(links, change)
            self._links[mask] = links
        return self._links[mask]

    def plane(self, mask: int, network: Network, places: frozenset[Place]) -> DataPlane:
        """Where packets go in a part of a state."""
        return self._composer.plane(network, places, mask, lambda group: self.network(mask, group))

    def alike(self, mask: int, places: Places) -> int:
        """The steps of a state that a part of the network can tell."""
        if places is None:
            return mask
        return mask & self.parts.telling(places)

    def state(self, mask: int, places: Places = None) -> State:
        """All that the invariants ask of a state."""
        key = mask, places
        if key not in self._states:
            steps = [self.order.steps[at] for at in bits(mask)]
            moves = Moves(move for step in steps for move in step.moved)
            opened = frozenset(name for step in steps for name in step.opens)
            given_up = frozenset(end for step in steps for end in step.ends)
            self._states[key] = State(mask, self.network(mask, places), moves, opened, given_up, places, self)
            if len(self._states) > _KEPT:
                self._states.popitem(last=False)
        self._states.move_to_end(key)
        return self._states[key]

    def smallest(self, mask: int, shows: Callable[[int], bool]) -> tuple[int, tuple[str, ...]]:
        """The smallest state below `mask` in which `shows` is still true, and its culprits: without any of them it is gone."""
        shrunk = True
        while shrunk:
            shrunk = False
            for at in list(self.order.tops(mask)):
                if shows(mask & ~(1 << at)):
                    mask, shrunk = mask & ~(1 << at), True
                    break
        return mask, tuple(self.order.steps[at].id for at in self.order.tops(mask))
