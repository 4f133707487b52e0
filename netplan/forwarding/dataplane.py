"""The data plane of a network: ask it for tables, for the way of a packet, for the fate of whole sets of packets."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from models.device import DeviceId
from models.errors import UsageError
from models.interfaces import DEFAULT_VRF
from models.network import Network
from models.route import Route
from models.verdict import Fate, Hop, Packet, Path
from netplan.forwarding.boxes import Box, Flow, point
from netplan.forwarding.fates import Fates, fates
from netplan.forwarding.fib import Fib
from netplan.forwarding.maybe import Condition
from netplan.forwarding.places import At
from netplan.forwarding.places import End as _End
from netplan.forwarding.walk import Walker
from netplan.routing.solve import RoutingResult, routes
from netplan.topology.topology import Node, Topology

Start = tuple[DeviceId, str]
"""Where packets begin: a device and one of its interfaces (they come in there, its inbound filter applies) or VRFs."""


class End(NamedTuple):
    """How packets ended: `device` and `interface` are where; for delivered ones the interface tells the department's subnet."""

    fate: Fate
    why: str
    device: DeviceId
    interface: str
    hangs: Condition | None = None
    """Of an unknown end: they are delivered there on this condition."""


class Piece(NamedTuple):
    """A set of packets with one end. Where routes have equal paths, or a translation a choice, a packet is in several pieces.

    `box` are the packets as they started. Where they were translated, `way` is the end with what they had become.
    """

    end: End
    box: Box
    way: _End | None = None


@dataclass(frozen=True)
class DataPlane:
    """Forwarding of all nodes; immutable, derived parts are computed when first asked."""

    network: Network
    routing: RoutingResult
    tables: Fib = field(repr=False)

    @classmethod
    def of(cls, network: Network) -> "DataPlane":
        """The data plane of a network: topology, routes and forwarding tables."""
        routing = routes(network)
        return cls(network, routing, Fib(routing))

    @property
    def topology(self) -> Topology:
        """The layer-3 topology."""
        return self.routing.topology

    @property
    def nodes(self) -> tuple[Node, ...]:
        """All (device, VRF) nodes."""
        return self.routing.topology.nodes

    def fib(self, device: DeviceId, vrf: str = DEFAULT_VRF) -> tuple[Route, ...]:
        """The main table of a node. Raises UsageError when there is no such node."""
        return self.routing.tables[self._node(device, vrf)].routes()

    def trace(self, start: Start, packet: Packet) -> tuple[Path, ...]:
        """The ways of a packet, one path for each branch, hop by hop with the config line behind each decision.

        Raises UsageError for a start that does not exist and ValueError for a packet without literal addresses.
        """
        box, family = point(packet), 4 if ":" not in packet.destination else 6
        at = self.place(start, box)
        if isinstance(at, _End):
            return (Path((Hop(str(start[0]), at.why),), at.fate, at.why),)
        ends = Walker(self.tables, family, words=True).walk(at)
        return tuple(dict.fromkeys(Path(end.hops, end.fate, end.why) for end in ends))

    def trace_ends(self, start: Start, packet: Packet) -> tuple[End, ...]:
        """The ends of all branches of a packet, without the ways."""
        found = self.reach(start, Flow((point(packet),), 4 if ":" not in packet.destination else 6))
        return tuple(dict.fromkeys(piece.end for piece in found))

    def reach(self, start: Start, flow: Flow) -> tuple[Piece, ...]:
        """What becomes of each packet of a flow: exact sets, filters included."""
        found: dict[Piece, None] = {}
        for box in flow.boxes:
            at = self.place(start, box)
            ends = (at,) if isinstance(at, _End) else Walker(self.tables, flow.family).walk(at)
            for end in ends:
                node = self.nodes[end.node]
                name = self.topology.ports[end.port].interface.name if end.port >= 0 else ""
                way = end if end.seen is not None else None
                found[Piece(End(end.fate, end.why, node.device, name, end.hangs), end.box, way)] = None
        return tuple(found)

    def fates(self, starts: Sequence[tuple[DeviceId, str]], destinations: Sequence[str | int], family: int = 4) -> Fates:
        """What becomes of packets from many nodes to many addresses, by routing alone (no filters), as arrays."""
        return fates(self.tables, [self._node(*start) for start in starts], destinations, family)

    def _node(self, device: DeviceId, vrf: str) -> int:
        node = self.topology.node_index.get((device, vrf))
        if node is None:
            known = device in self.network.devices
            raise UsageError(f"{device} has no VRF {vrf}" if known else f"{device}: no such device in this snapshot")
        return node

    def place(self, start: Start, box: Box) -> At | _End:
        """Where packets begin; their end where the port takes none. Raises UsageError when there is no such place."""
        device, name = start
        port = self.topology.port_index.get((device, name))
        if port is not None:
            return At(self.topology.ports[port].node, port, box)
        facts = self.network.devices.get(device)
        if facts is not None and name in facts.interfaces and (device, name) not in self.topology.node_index:
            why = self.topology.down.get((device, name), "it has no address that routes")
            node = self.topology.node_index[device, facts.interfaces[name].vrf]
            return _End(Fate.BLACK_HOLED, f"{name} takes no packets: {why}", node, -1, box)
        return At(self._node(device, name), -1, box)
