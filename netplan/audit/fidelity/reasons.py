"""Why what was seen and what was predicted differ, as far as the rest of the snapshot tells."""

from collections.abc import Sequence
from datetime import timedelta

from models.device import Device, DeviceId
from models.network import Network
from models.observed import Observed, RouteSeen
from models.route import Route
from models.routing import Ip, Prefix
from netplan.audit.fidelity.routes import MODELLED, Explain, family_of
from netplan.routing.solve import RoutingResult

APART = timedelta(minutes=15)
"""Captures further apart than this may show different states of the network."""
_MOVING = frozenset({"ospf", "isis", "rip", "eigrp", "bgp", "aggregate"})


class Reasons:
    """What all devices of a snapshot have in common: who owns an address, whose table is unknown, how far captures lie apart."""

    def __init__(self, result: RoutingResult, apart: timedelta) -> None:
        self.apart = apart
        topology = result.topology
        self._realm = topology.network.realm
        self._owners: dict[tuple[str, Ip], list[int]] = {}
        self._anywhere: dict[Ip, int] = {}
        for device in topology.network.devices.values():
            for interface in device.interfaces.values():
                node = topology.node_index[device.id, interface.vrf]
                own = [address.ip.ip for address in interface.addresses] + [
                    ip for group in interface.fhrp for ip in group.addresses
                ]
                for ip in own:
                    self._owners.setdefault((self._realm(device.id.department), ip), []).append(node)
                    self._anywhere.setdefault(ip, node)
        self._doubts = {node: f"of which nothing is sure: {why}" for node, why in result.unknown.items()}
        for session in result.bgp.sessions:
            if session.state == "external":
                what = f"which has a neighbour outside this snapshot ({session.neighbor.address or session.neighbor.interface})"
                self._doubts.setdefault(topology.node_index[session.node], what)
        self._names = [str(node) for node in topology.nodes]
        self._stretched = _stretched(topology.network)

    def stranger(self, device: DeviceId, address: Ip) -> str:
        """That no device of the same address space has an address, "" when one has it."""
        if (self._realm(device.department), address) in self._owners:
            return ""
        if (node := self._anywhere.get(address)) is not None:
            return f"{address} is a port of {self._names[node]}, and no wire to it is known"
        return f"{address} is no port of a device of this snapshot"

    def doubtful(self, device: DeviceId, address: Ip) -> str:
        """Why the owner of an address may know of routes that the model does not, "" when it does not."""
        for node in self._owners.get((self._realm(device.department), address), ()):
            if node in self._doubts:
                return f"learnt from {self._names[node]}, {self._doubts[node]}"
        return ""

    def host(self, device: Device, way: RouteSeen) -> str:
        """That a route leads to one host which a switch elsewhere heard and EVPN announces; "" when it does not."""
        prefix, vrf = way.prefix, device.vrfs.get(way.vrf)
        if prefix.prefixlen < prefix.max_prefixlen or vrf is None or family_of(way.protocol) != "bgp":
            return ""
        hears = any(target.startswith("evpn ") for target in vrf.import_targets)
        if hears and any(prefix.network_address in subnet for subnet in self._stretched):
            return "a host that a switch heard and EVPN announces; no config states it"
        return ""

    def of(self, device: Device, seen: Observed) -> Explain:
        """The reasons for one device."""
        down = {port.name.lower() for port in seen.ports if not port.up}
        lost = {peer.address: peer for peer in seen.peers if not peer.up}
        leased = {name.lower() for name, interface in device.interfaces.items() if interface.dhcp}

        def explain(ways: Sequence[RouteSeen], predicted: Sequence[Route]) -> str:
            protocols = {family_of(way.protocol) for way in ways}
            if strange := sorted(protocols - MODELLED):
                return f"{strange[0].upper() if len(strange[0]) < 6 else strange[0]} is not modelled"
            for route in predicted:
                if route.interface.lower() in down:
                    return f"{route.interface} is down on the device"
                if route.next_hop in lost:
                    peer = lost[route.next_hop]
                    return f"the {peer.protocol.upper()} neighbour {peer.address} is {peer.state}"
            for way in ways:
                if host := self.host(device, way):
                    return host
                if way.interface.lower() in leased:
                    return f"{way.interface} has its address from DHCP"
                hop = way.next_hop
                if hop is not None and (why := self.stranger(device.id, hop) or self.doubtful(device.id, hop)):
                    return why
            moving = protocols | {family_of(route.protocol) for route in predicted}
            if self.apart > APART and moving & _MOVING:
                return f"the captures of this snapshot lie {_duration(self.apart)} apart"
            return ""

        return explain


def _stretched(network: Network) -> frozenset[Prefix]:
    """The subnets of VLANs that VXLAN carries."""
    return frozenset(
        address.ip.network
        for device in network.devices.values()
        for interface in device.interfaces.values()
        if interface.vlan is not None and (vlan := device.vlans.get(interface.vlan)) and vlan.vni is not None
        for address in interface.addresses
    )


def _duration(span: timedelta) -> str:
    """A span of time in words.

    >>> _duration(timedelta(minutes=50)), _duration(timedelta(hours=30))
    ('50 minutes', '30 hours')
    """
    minutes = int(span.total_seconds() // 60)
    return f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"
