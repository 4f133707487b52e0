"""What any state of a plan may hold: every variant of a fact that the first network or some step states.

Used to bound from above what a step can influence, without computing the states themselves.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from typing import TypeVar

from models.device import DeviceId
from models.filters import Acl
from models.interfaces import DEFAULT_VRF, Interface
from models.link import Link
from models.network import Network
from models.plan import Step
from models.routing import BgpNeighbor, BgpProcess, OspfProcess, StaticRoute

T = TypeVar("T")
Prefix = IPv4Network | IPv6Network
Node = tuple[DeviceId, str]
Place = str | Node
"""Where routes are shared: the name of a realm whose routers talk to each other, or one node that talks to none."""


@dataclass(frozen=True, slots=True)
class World:
    """All variants by device. `place` says to which routing domain a node belongs."""

    network: Network
    interfaces: dict[DeviceId, dict[str, list[Interface]]]
    statics: dict[DeviceId, set[StaticRoute]]
    acls: dict[DeviceId, dict[str, list[Acl]]]
    ospf: dict[DeviceId, list[OspfProcess]]
    bgp: dict[DeviceId, list[BgpProcess]]
    summaries: dict[Place, set[Prefix]]
    """Ranges, summaries and aggregates that some state announces in place of more specific routes."""
    peers: dict[Place, list[BgpNeighbor]]
    """BGP sessions that some state has."""
    links: frozenset[Link]
    joined: dict[str, str]
    """Realm → representative of the realms that exchange routes by a protocol in some state."""

    @classmethod
    def of(cls, network: Network, steps: Sequence[Step]) -> "World":
        """The variants of the first state and of every change."""
        interfaces: dict[DeviceId, dict[str, list[Interface]]] = {}
        statics: dict[DeviceId, set[StaticRoute]] = {}
        acls: dict[DeviceId, dict[str, list[Acl]]] = {}
        ospf: dict[DeviceId, list[OspfProcess]] = {}
        bgp: dict[DeviceId, list[BgpProcess]] = {}
        for name, device in network.devices.items():
            interfaces[name] = {port: [fact] for port, fact in device.interfaces.items()}
            statics[name] = set(device.statics)
            acls[name] = {acl: [fact] for acl, fact in device.acls.items()}
            ospf[name] = list(device.ospf.values())
            bgp[name] = list(device.bgp.values())
        links = set(network.links)
        for change in (change for step in steps for change in step.changes):
            for fact in (change.before, change.after):
                if isinstance(fact, Link):
                    links.add(fact)
                if change.device is None or change.device not in interfaces:
                    continue
                match fact:
                    case Interface(name=port):
                        _add(interfaces[change.device].setdefault(port, []), fact)
                    case StaticRoute():
                        statics[change.device].add(fact)
                    case Acl(name=acl):
                        _add(acls[change.device].setdefault(acl, []), fact)
                    case OspfProcess():
                        _add(ospf[change.device], fact)
                    case BgpProcess():
                        _add(bgp[change.device], fact)
        world = cls(network, interfaces, statics, acls, ospf, bgp, {}, {}, frozenset(links), {})
        world.joined.update(_joined(world))
        for name in interfaces:
            processes: list[OspfProcess | BgpProcess] = [*ospf[name], *bgp[name]]
            for process in processes:
                place = world.place((name, process.vrf))
                world.summaries.setdefault(place, set()).update(_summaries(process))
                if isinstance(process, BgpProcess):
                    world.peers.setdefault(place, []).extend(process.neighbors)
        return world

    def realm(self, device: DeviceId) -> str:
        """The routing domain that the realm of a device belongs to."""
        realm = self.network.realm(device.department)
        return self.joined.get(realm, realm)

    def place(self, node: Node) -> Place:
        """The domain of a node: its realm's, unless no routing protocol of the device ever runs in its VRF."""
        device, vrf = node
        if vrf == DEFAULT_VRF or self.speaks(node):
            return self.realm(device)
        return node

    def speaks(self, node: Node) -> bool:
        """Whether a routing protocol runs in this VRF in some state."""
        device, vrf = node
        return any(p.vrf == vrf for p in self.ospf[device]) or any(p.vrf == vrf for p in self.bgp[device])

    def ports(self, device: DeviceId) -> Iterable[Interface]:
        """Every variant of every interface."""
        for variants in self.interfaces[device].values():
            yield from variants

    def ospf_active(self, device: DeviceId, port: Interface) -> bool:
        """Whether OSPF may form an adjacency on this variant of an interface."""
        if any(o.area and not o.passive for o in port.ospf):
            return not self._passive(device, port.name)
        inside = any(
            address.ip.version == network.prefix.version and (network.wildcard is not None or address.ip.ip in network.prefix)
            for process in self.ospf[device]
            for network in process.networks
            for address in port.addresses
        )
        return inside and not self._passive(device, port.name)

    def _passive(self, device: DeviceId, port: str) -> bool:
        """Passive in every variant of every process."""
        return bool(self.ospf[device]) and all(
            port in process.passive or (process.passive_default and port not in process.active) for process in self.ospf[device]
        )


def _add(variants: list[T], fact: T) -> None:
    if fact not in variants:
        variants.append(fact)


def _summaries(process: OspfProcess | BgpProcess) -> set[Prefix]:
    if isinstance(process, BgpProcess):
        return {aggregate.prefix for aggregate in process.aggregates}
    return {found.prefix for area in process.areas for found in area.ranges} | {found.prefix for found in process.summaries}


def _joined(world: World) -> dict[str, str]:
    """Realms between which some state may run OSPF or BGP become one domain (union-find by smallest name)."""
    leader: dict[str, str] = defaultdict(str)

    def find(realm: str) -> str:
        while leader[realm]:
            realm = leader[realm]
        return realm

    for link in world.links:
        one, other = (world.network.realm(end.device.department) for end in (link.a, link.b))
        if one == other or any(end.device not in world.interfaces for end in (link.a, link.b)):
            continue
        if all(_talks(world, end.device, end.interface) for end in (link.a, link.b)) and find(one) != find(other):
            first, second = sorted((find(one), find(other)))
            leader[second] = first
    return {realm: find(realm) for realm in list(leader)}


def _talks(world: World, device: DeviceId, port: str) -> bool:
    """Whether a routing protocol may run over this port in some state."""
    for variant in world.interfaces[device].get(port, ()):
        if world.ospf_active(device, variant):
            return True
        subnets = [address.ip.network for address in variant.addresses]
        for process in world.bgp[device]:
            for neighbor in process.neighbors:
                if neighbor.interface == port or (neighbor.address and any(neighbor.address in subnet for subnet in subnets)):
                    return True
    return False
