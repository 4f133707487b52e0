"""What any state of a plan may hold: every variant of a fact that the first network or some step states.

Used to bound from above what a step can influence, without computing the states themselves.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from models.device import DeviceId
from models.filters import Acl
from models.interfaces import DEFAULT_VRF, Interface, Vrf
from models.isis import IsisProcess
from models.link import Link
from models.network import Network
from models.plan import Step
from models.policy import Policy, PrefixList
from models.routing import BgpNeighbor, BgpProcess, OspfProcess, StaticRoute
from netplan.topology.domains import UnionFind
from netplan.verifier.joints import Joints, Prefix

T = TypeVar("T")
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
    isis: dict[DeviceId, tuple[IsisProcess, ...]]
    bgp: dict[DeviceId, list[BgpProcess]]
    vrfs: dict[DeviceId, list[Vrf]]
    policies: dict[DeviceId, list[Policy | PrefixList]]
    summaries: dict[Place, set[Prefix]]
    """Ranges, summaries and aggregates that some state announces in place of more specific routes."""
    peers: dict[Place, list[BgpNeighbor]]
    """BGP sessions that some state has."""
    links: frozenset[Link]
    joints: Joints
    meets: dict[Place, set[Place]]
    """The domains that share a segment or a subnet with each domain, so that a packet may be handed over without a leak."""
    loose: frozenset[tuple[DeviceId, str]]
    """Access lists that some state applies to a port without having them."""
    joined: dict[str, str]
    """Realm → representative of the realms that exchange routes by a protocol in some state."""
    checks: set[Place]
    """The domains in which a port of some state lets packets in by the routes back to their sources."""

    @classmethod
    def of(cls, network: Network, steps: Sequence[Step]) -> "World":
        """The variants of the first state and of every change."""
        interfaces: dict[DeviceId, dict[str, list[Interface]]] = {}
        statics: dict[DeviceId, set[StaticRoute]] = {}
        acls: dict[DeviceId, dict[str, list[Acl]]] = {}
        ospf: dict[DeviceId, list[OspfProcess]] = {}
        bgp: dict[DeviceId, list[BgpProcess]] = {}
        vrfs: dict[DeviceId, list[Vrf]] = {}
        policies: dict[DeviceId, list[Policy | PrefixList]] = {}
        for name, device in network.devices.items():
            interfaces[name] = {port: [fact] for port, fact in device.interfaces.items()}
            statics[name] = set(device.statics)
            acls[name] = {acl: [fact] for acl, fact in device.acls.items()}
            ospf[name] = list(device.ospf.values())
            bgp[name] = list(device.bgp.values())
            vrfs[name] = list(device.vrfs.values())
            policies[name] = [*device.policies.values(), *device.prefix_lists.values()]
        isis = {name: tuple(device.isis.values()) for name, device in network.devices.items()}
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
                    case Vrf():
                        _add(vrfs[change.device], fact)
                    case Policy() | PrefixList():
                        _add(policies[change.device], fact)
        joints = Joints.of_variants(interfaces, frozenset(links))
        loose = _loose(network, steps)
        world = cls(
            network,
            interfaces,
            statics,
            acls,
            ospf,
            isis,
            bgp,
            vrfs,
            policies,
            {},
            {},
            frozenset(links),
            joints,
            {},
            loose,
            {},
            set(),
        )
        world.joined.update(_joined(world))
        world.meets.update(_meeting(world))
        for name in interfaces:
            world.checks.update(world.place((name, port.vrf)) for port in world.ports(name) if port.source_check)
            for link_state in isis[name]:
                told = world.summaries.setdefault(world.place((name, link_state.vrf)), set())
                told.update(summary.prefix for summary in link_state.summaries)
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

    def places(self) -> set[Place]:
        """All domains of the network, in any state."""
        return {self.place((device, port.vrf)) for device in self.interfaces for port in self.ports(device)} | {
            self.place((device, vrf)) for device in self.interfaces for vrf in {r.vrf for r in self.statics[device]}
        }

    def speaks(self, node: Node) -> bool:
        """Whether a routing protocol runs in this VRF in some state."""
        device, vrf = node
        if any(p.vrf == vrf for told in (self.ospf, self.isis, self.bgp) for p in told[device]):
            return True
        return any(
            f.name == vrf and (f.import_targets or f.export_targets or f.import_policy or f.export_policy)
            for f in self.vrfs[device]
        )

    def ports(self, device: DeviceId) -> Iterable[Interface]:
        """Every variant of every interface."""
        for variants in self.interfaces[device].values():
            yield from variants

    def igp_active(self, device: DeviceId, port: Interface) -> bool:
        """Whether OSPF or IS-IS may form an adjacency on this variant of an interface."""
        if self.isis[device] and any(stated.families and not stated.passive for stated in port.isis):
            return True
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
    """Realms between which some state may run OSPF or BGP become one domain, named by its smallest realm."""
    sets = UnionFind()
    for segment in world.joints.segments:
        talking = sorted({world.network.realm(device.department) for device, port in segment.ports if _talks(world, device, port)})
        for one, other in pairwise(talking):
            sets.union(one, other)
    for near, far in _distant(world):
        sets.union(world.network.realm(near.department), world.network.realm(far.department))
    smallest: dict[Hashable, str] = {}
    realms = sorted(str(realm) for realm in sets.items())
    for realm in realms:
        smallest.setdefault(sets.find(realm), realm)
    return {realm: smallest[sets.find(realm)] for realm in realms}


def _distant(world: World) -> Iterator[tuple[DeviceId, DeviceId]]:
    """Devices that name each other as BGP neighbours, wherever they are."""
    owners: dict[object, set[DeviceId]] = {}
    for device in world.interfaces:
        for port in world.ports(device):
            for address in port.addresses:
                owners.setdefault(address.ip.ip, set()).add(device)
    peers = {
        (device, other)
        for device, processes in world.bgp.items()
        for process in processes
        for neighbor in process.neighbors
        for other in (world.bgp if neighbor.listen_range else owners.get(neighbor.address, ()))
        if other != device
    }
    yield from ((one, other) for one, other in peers if one < other and (other, one) in peers)


def _talks(world: World, device: DeviceId, port: str) -> bool:
    """Whether a routing protocol may run over this port in some state."""
    for variant in world.interfaces[device].get(port, ()):
        if world.igp_active(device, variant):
            return True
        subnets = [address.ip.network for address in variant.addresses]
        for process in world.bgp[device]:
            for neighbor in process.neighbors:
                if neighbor.interface == port or (neighbor.address and any(neighbor.address in subnet for subnet in subnets)):
                    return True
    return False


def _meeting(world: World) -> dict[Place, set[Place]]:
    """Domains that meet on a segment, and those of one realm whose routers share a subnet without a wire that says so."""
    groups: list[set[Place]] = []
    for segment in world.joints.segments:
        here: set[Place] = {world.realm(device) for device in segment.switches}
        for device, name in segment.ports:
            here |= {world.place((device, p.vrf)) for p in world.interfaces[device].get(name, ()) if carries(p)}
        groups.append(here)
    shared: dict[tuple[str, Prefix], set[Place]] = {}
    for device in world.interfaces:
        realm = world.network.realm(device.department)
        for port in world.ports(device):
            for address in port.addresses if port.enabled else ():
                shared.setdefault((realm, address.ip.network), set()).add(world.place((device, port.vrf)))
    found: dict[Place, set[Place]] = {}
    for group in (*groups, *shared.values()):
        for place in group if len(group) > 1 else ():
            found.setdefault(place, set()).update(group - {place})
    return found


def carries(port: Interface) -> bool:
    """Whether packets can cross this variant of a port: one that is shut, or has no address, joins nothing."""
    return port.enabled and bool(port.addresses or port.unnumbered_from or port.dhcp)


def _loose(network: Network, steps: Sequence[Step]) -> frozenset[tuple[DeviceId, str]]:
    """Lists that some state may apply without having them: `steps` in an order in which they can be done."""
    below: dict[str, frozenset[str]] = {}
    edits: dict[tuple[DeviceId, str], tuple[list[str], list[str], list[tuple[str, int]]]] = {}
    uses: Counter[tuple[DeviceId, str]] = Counter()
    for device, facts in network.devices.items():
        for port in facts.interfaces.values():
            uses.update((device, name) for name in _lists(port))
    for step in steps:
        below[step.id] = frozenset({step.id}).union(*(below.get(name, frozenset()) for name in step.after))
        for change in step.changes:
            if change.device is None:
                continue
            if isinstance(change.fact, Acl) and None in (change.before, change.after):
                comes, goes, _ = edits.setdefault((change.device, change.fact.name), ([], [], []))
                (comes if change.before is None else goes).append(step.id)
            before, after = _lists(change.before), _lists(change.after)
            for name in before ^ after:
                edits.setdefault((change.device, name), ([], [], []))[2].append((step.id, 1 if name in after else -1))
    found = {key for key in uses if key[0] in network.devices and key[1] not in network.devices[key[0]].acls}
    for (device, name), (comes, goes, turns) in edits.items():
        there = device in network.devices and name in network.devices[device].acls
        sure = len(comes) == (not there) and all(there or comes[0] in below[step] for step, _ in turns)
        if goes:
            after_all = len(goes) == 1 and all(step in below[goes[0]] for step, _ in turns)
            sure = sure and after_all and uses[device, name] + sum(way for _, way in turns) == 0
        if not sure:
            found.add((device, name))
    return frozenset(found)


def _lists(fact: object) -> set[str]:
    """The access lists that a port applies."""
    return {fact.acl_in, fact.acl_out} - {""} if isinstance(fact, Interface) else set()
