"""All devices of a network: what they were seen to do against what the engine predicts. Linear in the rows of both."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial

from models.device import Device, DeviceId
from models.interfaces import DEFAULT_VRF
from models.observed import ALL_VRFS, BGP, BGP6, OSPF, PORTS, ROUTES, ROUTES6, Observed, PeerSeen, RouteSeen
from netplan.audit.fidelity import neighbours, ports, routes
from netplan.audit.fidelity.entries import Entry, Fidelity, Gap
from netplan.audit.fidelity.reasons import Reasons
from netplan.routing.bgp.view import Session
from netplan.routing.ospf.view import view
from netplan.routing.solve import RoutingResult
from netplan.topology.topology import Node, Topology

FAMILIES = ((ROUTES, 4), (ROUTES6, 6))


def fidelity(
    result: RoutingResult,
    seen: Callable[[Device], Observed],
    devices: Collection[DeviceId] | None = None,
    taken: Mapping[DeviceId, datetime] | None = None,
    configured: Topology | None = None,
) -> Fidelity:
    """Compare the tables of some devices (None: of all). `seen` gives what a device was seen to do, `taken` when that was.

    `configured` is the topology by the configs alone, where `result` was computed with ports down that were seen down.
    """
    frame = _Frame(result, configured or result.topology, taken or {})
    entries: list[Entry] = []
    gaps: list[Gap] = []
    for device in result.topology.network.devices.values():
        if devices is None or device.id in devices:
            frame.device(device, seen(device), entries, gaps)
    return Fidelity(tuple(entries), tuple(gaps))


class _Frame:
    """One comparison: what all devices have in common."""

    def __init__(self, result: RoutingResult, configured: Topology, taken: Mapping[DeviceId, datetime]) -> None:
        self.result, self.topology, self.configured = result, result.topology, configured
        self.ospf = neighbours.ospf_expected(self.topology, view(self.topology, 2))
        self.sessions: dict[tuple[DeviceId, str], list[Session]] = {}
        for session in result.bgp.sessions:
            self.sessions.setdefault(session.node, []).append(session)
        self.nodes: dict[DeviceId, list[int]] = {}
        for number, node in enumerate(self.topology.nodes):
            self.nodes.setdefault(node.device, []).append(number)
        times = sorted(taken.values())
        self.reasons = Reasons(result, times[-1] - times[0] if times else timedelta())

    def device(self, device: Device, seen: Observed, entries: list[Entry], gaps: list[Gap]) -> None:
        """Add all that there is to say of one device."""
        by_vrf: dict[str, list[RouteSeen]] = {}
        for way in seen.routes:
            by_vrf.setdefault(way.vrf, []).append(way)
        explain = self.reasons.of(device, seen)
        underlay = self.result.tables[self.topology.node_index[device.id, DEFAULT_VRF]]
        for number in self.nodes.get(device.id, ()):
            node = self.topology.nodes[number]
            doubt = partial(self.result.open_route, number)
            table = self.result.tables[number]
            for kind, family in FAMILIES:
                predicted = sum(r.prefix.version == family for r in table.routes())
                if seen.covers(kind, node.vrf):
                    entries += routes.compared(node, family, by_vrf.get(node.vrf, ()), table, underlay, doubt, explain)
                elif predicted:
                    gaps.append(
                        Gap(device.id, node.vrf, f"routes{'' if family == 4 else ' IPv6'}", predicted, _why(seen, kind, node.vrf))
                    )
            entries += self._neighbours(node, number, seen, self.result.unknown.get(number, ""))
            gaps += self._unseen(node, number, seen)
        for vrf in sorted(by_vrf.keys() - {self.topology.nodes[number].vrf for number in self.nodes.get(device.id, ())}):
            entries += routes.unplaced(device.id, vrf, by_vrf[vrf])
        if seen.covers(PORTS, ALL_VRFS):
            entries += ports.compared(self.configured.network.devices[device.id], seen.ports, self.configured)

    def _neighbours(self, node: Node, number: int, seen: Observed, doubt: str) -> Iterator[Entry]:
        if seen.covers(OSPF, node.vrf):
            peers, expected = _of(seen, OSPF, node, self._ports(node)), self.ospf.get(number, {})
            yield from neighbours.ospf_compared(node, peers, expected, doubt, self.reasons.stranger)
        sessions, peers = self._sessions(node, seen), _of(seen, BGP, node, None)
        if seen.covers(BGP, node.vrf) or seen.covers(BGP6, node.vrf):
            if node.vrf != "default":
                known = {session.neighbor.address for session in sessions}
                peers = [peer for peer in peers if peer.vrf or peer.address in known]
            yield from neighbours.bgp_compared(node, peers, sessions, doubt, self.reasons.stranger)

    def _sessions(self, node: Node, seen: Observed) -> list[Session]:
        """The BGP sessions of a node that an output would show if they were there: IPv6 neighbours stand in tables of their own."""
        told = {4: seen.covers(BGP, node.vrf), 6: _tells6(seen, node)}
        return [each for each in self.sessions.get((node.device, node.vrf), []) if told[_version(each)]]

    def _ports(self, node: Node) -> frozenset[str]:
        device = self.topology.network.devices[node.device]
        return frozenset(name.lower() for name, interface in device.interfaces.items() if interface.vrf == node.vrf)

    def _unseen(self, node: Node, number: int, seen: Observed) -> Iterator[Gap]:
        """Outputs on neighbours that were there and could not be read."""
        sessions = self.sessions.get((node.device, node.vrf), ())
        six = sum(_version(each) == 6 for each in sessions)
        for kind, predicted in ((OSPF, len(self.ospf.get(number, ()))), (BGP, len(sessions) - six)):
            if predicted and not seen.covers(kind, node.vrf) and any(seen.about(kind, node.vrf)):
                yield Gap(node.device, node.vrf, "neighbours", predicted, _why(seen, kind, node.vrf))
        if six and not _tells6(seen, node) and (any(seen.about(BGP, node.vrf)) or any(seen.about(BGP6, node.vrf))):
            yield Gap(node.device, node.vrf, "neighbours IPv6", six, _why(seen, BGP6, node.vrf))


def _of(seen: Observed, protocol: str, node: Node, own: Collection[str] | None) -> list[PeerSeen]:
    """The neighbours of one VRF; where an output does not name VRFs, those on ports of the VRF (`own`; None: not told by ports)."""
    return [
        peer
        for peer in seen.peers
        if peer.protocol == protocol and (peer.vrf == node.vrf or (not peer.vrf and (own is None or peer.interface.lower() in own)))
    ]


def _version(session: Session) -> int:
    """The family of the neighbour's address; a session of a port or a range counts as IPv4."""
    return session.neighbor.address.version if session.neighbor.address is not None else 4


def _tells6(seen: Observed, node: Node) -> bool:
    """Whether an output shows neighbours with IPv6 addresses: it says so, or there is one."""
    return seen.covers(BGP6, node.vrf) or any(peer.address.version == 6 for peer in _of(seen, BGP, node, None))


def _why(seen: Observed, kind: str, vrf: str) -> str:
    faults = [f"{output.file}: {output.fault}" for output in seen.about(kind, vrf) if output.fault]
    return faults[0] if faults else "this snapshot holds no such output of this device"
