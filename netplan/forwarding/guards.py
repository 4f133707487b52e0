"""Where more than a table decides: filters, firewalls between zones, translations, checks of sources, hosts that do not route."""

from netplan.forwarding.fib import Action, Do
from netplan.topology.topology import Topology


class Guards:
    """The places of one address family where what becomes of a packet hangs on more than its destination."""

    def __init__(self, topology: Topology, family: int) -> None:
        interfaces = [port.interface for port in topology.ports]
        strict = {
            id
            for id, device in topology.network.devices.items()
            if device.crossings is not None
            or not device.forwards
            or device.strong_host
            or any(i.nat == "outside" or i.source_check for i in device.interfaces.values())
        }
        self.nodes = frozenset(number for number, node in enumerate(topology.nodes) if node.device in strict)
        """Nodes that treat a packet by where it came in, too."""
        self.ports = frozenset(p for p, i in enumerate(interfaces) if (i.acl_in if family == 4 else i.acl6_in))
        """Ports with an inbound filter."""
        self._into = self.ports | {p for p, port in enumerate(topology.ports) if port.node in self.nodes}
        self._out = frozenset(p for p, i in enumerate(interfaces) if (i.acl_out if family == 4 else i.acl6_out))

    def into(self, port: int) -> bool:
        """Whether packets that come in by a port are guarded."""
        return port in self._into

    def watch(self, node: int, action: Action) -> bool:
        """Whether a branch of a node, not to itself, is guarded. A known neighbour on a subnet is another question: `into`."""
        if node in self.nodes:
            return True
        if action.do is Do.TABLE:
            return action.node in self.nodes
        if action.do in (Do.FORWARD, Do.CONNECTED, Do.LEAVE):
            return action.port in self._out or any(port in self._into for port in action.to)
        return False
