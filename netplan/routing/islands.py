"""Islands: the nodes that can exchange routes of one protocol, so that a change in one leaves the others as they are.

Two speakers of a protocol are on one island when a chain of links between speakers joins them.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

from models.device import Device, DeviceId
from models.network import Network
from netplan.routing.columns import Book
from netplan.routing.protocol import RoutingProtocol
from netplan.routing.solve import KINDS, Kind
from netplan.topology.domains import UnionFind
from netplan.topology.topology import Topology, vrfs_of

_NOT_ROUTED_BY = frozenset({"statics", "bgp", "services", "users", "neighbours", "hosts", "chassis_ids", "observed", "coverage"})
_FIELDS = tuple(f.name for f in fields(Device) if f.name not in _NOT_ROUTED_BY)
"""What of a device a protocol other than BGP may look at; static routes and those of BGP it takes from the tables."""


@dataclass(frozen=True, eq=False)
class Island:
    """Nodes with the protocol that runs among them; `kind` is an index into `KINDS`."""

    kind: int
    nodes: frozenset[int]
    protocol: RoutingProtocol

    def again(self, topology: Topology, book: Book) -> "Island":
        """The same island with nothing remembered."""
        return Island(self.kind, self.nodes, KINDS[self.kind].make(topology, book, self.nodes))

    def takes(self, node: int) -> Callable[[object], object] | None:
        """What the protocol takes from a table of a node, where it can tell."""
        ask = getattr(self.protocol, "takes", None)
        return None if ask is None else lambda table: ask(node, table)


def islands(topology: Topology, book: Book) -> tuple[Island, ...]:
    """All islands of all protocols."""
    found: list[Island] = []
    for number, kind in enumerate(KINDS):
        found += _of(topology, book, number, _nodes(topology, kind, topology.network.devices))
    return tuple(found)


def rebuilt(
    before: Sequence[Island], topology: Topology, book: Book, changed: Collection[DeviceId], near: Collection[int], old: Network
) -> tuple[tuple[Island, ...], frozenset[int]]:
    """The islands after a change, those that it touches made anew; and the nodes of islands that are no more."""
    names = {id for id in changed if _differ(old.devices[id], topology.network.devices[id])}
    own = _nodes_of(topology, names)
    found: list[Island] = []
    gone: set[int] = set()
    for number, kind in enumerate(KINDS):
        affected = {*near, *own, *_beside(topology, kind, names, old)}
        touched = [island for island in before if island.kind == number and not affected.isdisjoint(island.nodes)]
        wanted = set(_nodes(topology, kind, {topology.nodes[node].device for node in affected}))
        keeps = [island for island in before if island.kind == number and island not in touched]
        if not touched and not wanted:
            found += keeps
            continue
        if kind.ports is None:
            touched, keeps = [*touched, *keeps], []
        nodes = frozenset[int]().union(*(island.nodes for island in touched))
        gone |= nodes
        still = _nodes(topology, kind, {topology.nodes[node].device for node in nodes | wanted})
        found += [*keeps, *_of(topology, book, number, still)]
    return tuple(found), frozenset(gone)


def _nodes(topology: Topology, kind: Kind, devices: Iterable[DeviceId]) -> list[int]:
    """The nodes of those devices that speak a protocol."""
    return _nodes_of(topology, (id for id in devices if kind.speaks(topology.network.devices[id])))


def _nodes_of(topology: Topology, devices: Iterable[DeviceId]) -> list[int]:
    return [topology.node_index[id, vrf] for id in devices for vrf in vrfs_of(topology.network.devices[id])]


def _beside(topology: Topology, kind: Kind, devices: Iterable[DeviceId], old: Network) -> set[int]:
    """The nodes on the links of the ports over which some devices speak a protocol, or did."""
    links = set()
    for id in devices:
        here, before = topology.network.devices[id], old.devices[id]
        names = None if kind.ports is None else kind.ports(here) | kind.ports(before)
        ports = (p for p in topology.ports_of(id) if names is None or topology.ports[p].interface.name in names)
        links |= {topology.link_of[port] for port in ports if port in topology.link_of}
    return {topology.ports[port].node for link in links for port in topology.links[link]}


def _of(topology: Topology, book: Book, number: int, nodes: Collection[int]) -> Iterator[Island]:
    kind = KINDS[number]
    groups = _joined(topology, nodes, kind.ports) if kind.ports is not None else [frozenset(nodes)]
    for group in groups:
        if group:
            yield Island(number, group, kind.make(topology, book, group))


def _joined(topology: Topology, nodes: Collection[int], ports: Callable[[Device], frozenset[str]]) -> list[frozenset[int]]:
    sets = UnionFind()
    speaking = frozenset(nodes)
    met: dict[int, int] = {}
    for device in {topology.nodes[node].device for node in nodes}:
        facts = topology.network.devices[device]
        here = [node for vrf in vrfs_of(facts) if (node := topology.node_index[device, vrf]) in speaking]
        for node in here:
            sets.union(here[0], node)
        for name in ports(facts):
            port = topology.port_index.get((device, name))
            link = None if port is None else topology.link_of.get(port)
            if port is not None and link is not None and topology.ports[port].node in speaking:
                sets.union(met.setdefault(link, topology.ports[port].node), topology.ports[port].node)
    found: dict[object, set[int]] = {}
    for node in nodes:
        found.setdefault(sets.find(node), set()).add(node)
    return [frozenset(group) for group in found.values()]


def _differ(one: Device, other: Device) -> bool:
    return any(getattr(one, name) is not getattr(other, name) and getattr(one, name) != getattr(other, name) for name in _FIELDS)
