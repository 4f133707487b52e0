"""The routers that speak BGP, and who owns which address."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address

from models.device import Device, DeviceId
from models.interfaces import DEFAULT_VRF, InterfaceKind
from models.network import Network
from models.route import Route
from models.routing import BgpProcess, Ip, Prefix, Redistribution
from netplan.routing.bgp.view import NodeKey, Table
from netplan.routing.policy.policies import Policies, policies_of
from netplan.routing.resolution import Resolution, by_default
from netplan.topology.overlay import tunnel_address


class EmptyTable:
    """The table of a node for which the engine has none."""

    def routes(self) -> tuple[Route, ...]:
        """Nothing."""
        return ()

    def with_process(self) -> tuple[tuple[Route, str], ...]:
        """Nothing."""
        return ()

    def exact(self, prefix: Prefix) -> tuple[Route, ...]:
        """Nothing."""
        return ()

    def longest(self, address: Ip) -> tuple[Route, ...]:
        """Nothing."""
        return ()


@dataclass(slots=True, eq=False)
class Speaker:
    """One BGP process with what it needs of its device. `index` is its place in the list of speakers."""

    index: int
    key: NodeKey
    realm: str
    device: Device
    process: BgpProcess
    policies: Policies
    table: Table
    router_id: int
    cluster_id: int
    siblings: Mapping[str, Table] = field(default_factory=dict)
    """The main table of each VRF of the device."""
    tunnel: Ip | None = None
    """The address of its VXLAN tunnel end: the next hop that EVPN announces."""
    vpn: bool = False
    """Not a VRF: the routes of one route distinguisher (see `vpn`). Its next hops lie in the default VRF."""
    metrics: dict[Ip, int | None] = field(default_factory=dict)
    """The cost to each next hop asked for so far; None when it cannot be reached."""

    def metric(self, next_hop: Ip) -> int | None:
        """The cost of the route to a next hop (0 when it is connected), None when there is no route."""
        if next_hop not in self.metrics:
            self.metrics[next_hop] = self._metric(self.table, DEFAULT_VRF if self.vpn else self.key[1], next_hop)
        return self.metrics[next_hop]

    def by_default(self, version: int) -> bool:
        """Whether a default route of its table may lead to next hops."""
        return by_default(self.device, DEFAULT_VRF if self.vpn else self.key[1], version)

    def metric_in(self, vrf: str, next_hop: Ip) -> int | None:
        """The same in another VRF of the device."""
        return self._metric(self.siblings.get(vrf) or EmptyTable(), vrf, next_hop)

    def _metric(self, table: Table, vrf: str, next_hop: Ip) -> int | None:
        found = Resolution.of(self.device, vrf, next_hop.version).leading(table, next_hop)
        routes = [route for route in found if not route.discard or route.protocol == "static"]
        own = any(route.protocol in _OWN and route.prefix.prefixlen == route.prefix.max_prefixlen for route in routes)
        return None if own or not routes else routes[0].metric


_OWN = ("local", "connected")
"""The protocols by which a table holds an address of its router as a prefix of its own; of a host route there is no local one."""


@dataclass(frozen=True, slots=True)
class Owner:
    """An interface that holds an address."""

    device: DeviceId
    vrf: str
    interface: str


def speakers(network: Network, tables: Mapping[NodeKey, Table]) -> list[Speaker]:
    """All enabled BGP processes, in the order of their names."""
    found: list[Speaker] = []
    for identity in sorted(network.devices):
        device = network.devices[identity]
        policies = policies_of(device)
        siblings = {vrf: table for vrf in (DEFAULT_VRF, *device.vrfs) if (table := tables.get((identity, vrf)))}
        for vrf, process in sorted((dict(device.bgp) | dict(_of_vrfs(device))).items()):
            if process.enabled:
                router_id = int(process.router_id) if process.router_id else default_router_id(device, vrf)
                table = siblings.get(vrf) or EmptyTable()
                cluster_id = int(process.cluster_id) if process.cluster_id else router_id
                realm = network.realm(identity.department)
                found.append(
                    Speaker(
                        len(found), (identity, vrf), realm, device, process, policies, table, router_id, cluster_id, siblings,
                        tunnel_address(device),
                    )
                )  # fmt: skip
    return found


_EXPORT_ALL = frozenset({"juniper_junos", "nokia_sros"})
"""Systems on which a VRF with targets exports all its routes, and imports, whether or not BGP is spoken in it."""


def _of_vrfs(device: Device) -> Iterator[tuple[str, BgpProcess]]:
    """What BGP does for VRFs with targets beside what the config says of it."""
    general = device.bgp.get(DEFAULT_VRF)
    if device.suite not in _EXPORT_ALL or general is None:
        return
    for name, vrf in device.vrfs.items():
        out = bool(vrf.export_targets or vrf.export_policy)
        if out or vrf.import_targets or vrf.import_policy:
            process = device.bgp.get(name) or replace(
                general, vrf=name, neighbors=(), networks=(), aggregates=(), redistributions=(), source=vrf.source
            )
            every = (*process.redistributions, Redistribution("any", source=vrf.source)) if out else process.redistributions
            yield name, replace(process, redistributions=every[:1])


def of_family(found: Sequence[Speaker], version: int) -> Sequence[Speaker]:
    """The same speakers as they treat the routes of IP `version`."""
    if version == 4 or all(speaker.process.ipv6 is None for speaker in found):
        return found
    return [replace(speaker, process=speaker.process.of_family(version)) for speaker in found]


def default_router_id(device: Device, vrf: str) -> int:
    """Without one in the config: the highest address of a loopback, else of any interface that is on; 0 when there is none."""
    best = (False, 0)
    for interface in device.interfaces.values():
        if interface.enabled and interface.vrf == vrf:
            for address in interface.addresses:
                if isinstance(address.ip.ip, IPv4Address):
                    best = max(best, (interface.kind is InterfaceKind.LOOPBACK, int(address.ip.ip)))
    return best[1]


def owners(network: Network) -> Mapping[tuple[str, Ip], list[Owner]]:
    """The interfaces that hold each address, by realm and address. Interfaces that are off hold none."""
    found: dict[tuple[str, Ip], list[Owner]] = defaultdict(list)
    for identity, device in network.devices.items():
        realm = network.realm(identity.department)
        for interface in device.interfaces.values():
            if interface.enabled:
                for address in interface.addresses:
                    found[realm, address.ip.ip].append(Owner(identity, interface.vrf, interface.name))
    return found
