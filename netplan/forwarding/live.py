"""A network that changes: each state is worked out from the one before, and equals what a computation from scratch gives."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from models.change import Change
from models.cycles import uncollected
from models.network import Network
from netplan.forwarding.dataplane import DataPlane
from netplan.forwarding.fib import Fib
from netplan.forwarding.lanes import Lanes
from netplan.forwarding.watch import Difference, Watch
from netplan.routing.replay import Tracked, followed, tracked
from netplan.routing.solve import routes


@dataclass(frozen=True)
class Live:
    """One state. States share what they have in common, so that an earlier one is kept at the price of its differences.

    `acting` are the nodes whose forwarding may differ from that of the state before; None when the state was computed anew,
    because of a change that alters the nodes or the wires themselves, or since routing does not settle.
    """

    plane: DataPlane
    acting: frozenset[int] | None = None
    _tracked: Tracked | None = field(default=None, repr=False, compare=False)

    @classmethod
    @uncollected()
    def of(cls, network: Network) -> "Live":
        """A first state."""
        found = tracked(network)
        routing = found.routing if found is not None else routes(network)
        return cls(DataPlane(network, routing, Fib(routing)), None, found)

    def after(self, *changes: Change) -> "Live":
        """The state once `changes` are made; this one stays as it is."""
        return self.at(self.plane.network.after(*changes))

    @uncollected()
    def at(self, network: Network) -> "Live":
        """The state of a network that differs in little from that of this state."""
        found = followed(self._tracked, network) if self._tracked is not None else None
        if found is None:
            return Live.of(network)
        fib, acting = self.plane.tables.after(found.routing, found.changed)
        return Live(DataPlane(network, found.routing, fib), acting, found)

    def follow(self, watch: Watch) -> Difference | None:
        """Take a watch of the state before along to this one; None when this state was computed anew and needs its own."""
        if self.acting is None:
            return None
        return watch.step(self.plane.tables.compiled(self.acting, watch.lanes.family, watch.lanes))

    def watch(self, addresses: Iterable[int], family: int = 4) -> Watch:
        """The fates of all pairs of nodes and addresses, to be stepped along with the states that follow."""
        return Watch(self.plane.tables, Lanes(addresses, family))
