"""Routes that a node has by itself: connected, local and static."""

from collections.abc import Iterable, Iterator, Mapping

from models.device import Device, DeviceId
from models.routing import Prefix, StaticRoute
from models.verdict import Finding, Verdict
from netplan.routing.columns import NUMBER, Book, Rows, ip_object, prefix_object, rows, stacked
from netplan.routing.copies import Copies
from netplan.routing.resolution import Resolution
from netplan.routing.summaries import Summaries
from netplan.routing.table import NodeTable
from netplan.topology.topology import Topology


def connected(topology: Topology, book: Book, ports: Iterable[int] | None = None) -> Rows:
    """Connected routes over all ports or some, and a local route for each address whose subnet has more than one."""
    found = []
    chosen = range(len(topology.ports)) if ports is None else ports
    for address in (topology.addresses[a] for port in chosen for a in topology.port_addresses[port]):
        if address.unnumbered:
            continue
        port = topology.ports[address.port]
        width = 32 if address.family == 4 else 128
        source = book.source(port.interface.source)
        common = (0, 0, address.port, -1, -1, -1, False, 0, -1, source)
        if address.family == 6 and address.network >> 118 == 0x3FA:
            continue
        found.append((port.node, book.prefix(address.family, address.network, address.length), NUMBER["connected"], *common))
        if address.length < width:
            found.append((port.node, book.prefix(address.family, address.ip, width), NUMBER["local"], *common))
    return rows(found)


def has_own(device: Device) -> bool:
    """Whether a device has static routes, summaries or copies."""
    return bool(device.statics or device.summaries or device.copies)


class Statics:
    """The static routes of a network, what sums routes up and what copies them; which of them are active depends on the tables."""

    def __init__(self, topology: Topology, book: Book, devices: Iterable[DeviceId] | None = None) -> None:
        self.topology, self.book = topology, book
        self.findings: list[Finding] = []
        self.tracked: list[tuple[int, StaticRoute]] = []
        self.fixed: list[tuple[int | bool, ...]] = []
        self.recursive: list[tuple[int, int, int, int, tuple[Resolution, bool], tuple[int | bool, ...]]] = []
        chosen = tuple(topology.network.devices if devices is None else devices)
        own = [topology.network.devices[device] for device in chosen]
        self.may_be_unsure = any(d.summaries or d.copies or any(route.track for route in d.statics) for d in own)
        """Whether it can be unknown at all if one of them is there."""
        self.summaries, self.copies = Summaries(topology, book, chosen), Copies(topology, book, chosen)
        for device_id in sorted(chosen):
            device = topology.network.devices[device_id]
            for route in sorted(device.statics, key=lambda r: (r.vrf, r.prefix.version, r.prefix, str(r.next_hop), r.interface)):
                self._add(device_id, device, route)

    def _add(self, device_id: DeviceId, device: Device, route: StaticRoute) -> None:
        topology, book = self.topology, self.book
        node = topology.node_index[device_id, route.vrf]
        if route.track:
            self.tracked.append((node, route))
        prefix = book.prefix_of(route.prefix)
        hop = -1 if route.next_hop is None else book.ip(route.next_hop.version, int(route.next_hop))
        table = topology.node_index.get((device_id, route.next_hop_vrf), -1) if route.next_hop_vrf else -1
        if route.next_hop_vrf and table < 0:
            self._missing(device_id, route, f"VRF {route.next_hop_vrf} does not exist")
            return
        port = -1
        if route.interface:
            port = topology.port_index.get((device_id, route.interface), -1)
            if port < 0:
                if route.interface not in device.interfaces:
                    self._missing(device_id, route, f"interface {route.interface} does not exist")
                return
        tail = (table, route.discard, route.tag, -1, book.source(route.source))
        row = (node, prefix, NUMBER["static"], route.distance, route.metric, port, hop, -1, *tail)
        if hop >= 0 and port < 0:
            look_in = table if table >= 0 else node
            if not self._own(look_in, hop):
                resolution = Resolution.of(device, route.next_hop_vrf or route.vrf, route.prefix.version)
                self.recursive.append((look_in, hop, prefix, node, (resolution, route.recursive), row))
        else:
            self.fixed.append(row)

    def _missing(self, device_id: DeviceId, route: StaticRoute, why: str) -> None:
        what = f"{device_id}: static route {route.prefix} is not active: {why}"
        self.findings.append(Finding("static-route", Verdict.VIOLATED, what, sources=(route.source,)))

    def _own(self, node: int, hop: int) -> bool:
        """Whether a next hop is an address of the node itself: that leads nowhere."""
        topology, wanted = self.topology, self.book.ips[hop]
        ports = (port for port in topology.ports_of(topology.nodes[node].device) if topology.ports[port].node == node)
        held = (topology.addresses[a] for port in ports for a in topology.port_addresses[port])
        return any((address.family, address.ip) == wanted and not address.unnumbered for address in held)

    def _allowed(self, resolution: Resolution, table: NodeTable, hop: int, prefix: int) -> bool:
        """Whether import policies of resolution leave a way to a next hop that is not attached."""
        if not resolution.names:
            return True
        return bool(resolution.leading(table, ip_object(*self.book.ips[hop]), prefix_object(*self.book.prefixes[prefix])))

    def routes(self, tables: Mapping[int, NodeTable]) -> Rows:
        """The static routes, summaries and copies that are active, given the tables as they are now."""
        found = list(self.fixed)
        for look_in, hop, prefix, node, (resolution, recursive), row in self.recursive:
            table = tables[look_in]
            low, high = table.span(*self.book.ips[hop], without=prefix if look_in == node else -1)
            if low == high:
                continue
            found_by = table.rows[low]
            if self.book.prefixes[int(found_by["prefix"])][2] == 0 and not resolution.default:
                continue
            attached = found_by["protocol"] == NUMBER["connected"]
            if not attached and not (recursive and self._allowed(resolution, table, hop, prefix)):
                continue
            if attached and high - low == 1 and row[8] == -1:
                row = (*row[:5], int(found_by["port"]), *row[6:])
            found.append(row)
        return stacked([rows(found), self.summaries.routes(tables), self.copies.routes(tables)])

    def doubts(self, tables: Mapping[int, NodeTable]) -> Iterator[tuple[int, Prefix, str]]:
        """Prefixes of which it is not known whether they are in the table of a node, and why."""
        for node, route in self.tracked:
            yield node, route.prefix, f"the static route depends on {route.track} ({route.source})"
        yield from self.summaries.doubts(tables)
        yield from self.copies.doubts(tables)
