"""All facts of one device as one value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from models.distance_vector import EigrpProcess, RipProcess
from models.filters import Acl
from models.interfaces import Interface, Vlan, Vrf
from models.isis import IsisProcess
from models.nat import NatPool, NatRule
from models.policy import AsPathList, CommunityList, Policy, PrefixList
from models.routing import BgpProcess, OspfProcess, RouteCopy, StaticRoute, SummaryRoute
from models.services import HostSeen, Neighbour, Service, User
from models.source import Coverage
from models.spanning_tree import SpanningTree
from models.vxlan import Vxlan
from models.zones import Crossing


class DeviceId(NamedTuple):
    """Who a device is: departments reuse host names and management addresses, so neither is enough."""

    department: str
    name: str

    def __str__(self) -> str:
        return f"{self.department}/{self.name}"


@dataclass(frozen=True, slots=True)
class Device:
    """The facts of one device. Mappings are read-only by agreement; keys repeat the key of the fact."""

    id: DeviceId
    os: str
    hostname: str = ""
    domain: str = ""
    model: str = ""
    version: str = ""
    serials: tuple[str, ...] = ()
    site: str = ""
    role: str = ""
    file: str = ""
    """The capture that holds the config, as the user knows it."""
    interfaces: Mapping[str, Interface] = field(default_factory=dict)
    vlans: Mapping[int, Vlan] = field(default_factory=dict)
    vrfs: Mapping[str, Vrf] = field(default_factory=dict)
    """Without the default VRF."""
    statics: frozenset[StaticRoute] = frozenset()
    summaries: frozenset[SummaryRoute] = frozenset()
    copies: frozenset[RouteCopy] = frozenset()
    default_resolves: Mapping[tuple[str, int], bool] = field(default_factory=dict)
    """Where the config says so: whether a default route may lead to next hops, by VRF and IP version; ("", 0) is everywhere."""
    resolution_policies: Mapping[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)
    """Policies that a route must pass to lead to next hops (Junos), by VRF and IP version."""
    ospf: Mapping[tuple[int, str], OspfProcess] = field(default_factory=dict)
    """By (version, process id)."""
    isis: Mapping[tuple[str, str], IsisProcess] = field(default_factory=dict)
    """By (VRF, process id)."""
    rip: Mapping[tuple[str, int, str], RipProcess] = field(default_factory=dict)
    """By (VRF, IP version, process id)."""
    eigrp: Mapping[tuple[str, int, int], EigrpProcess] = field(default_factory=dict)
    """By (VRF, IP version, autonomous system)."""
    bgp: Mapping[str, BgpProcess] = field(default_factory=dict)
    """By VRF."""
    policies: Mapping[str, Policy] = field(default_factory=dict)
    prefix_lists: Mapping[str, PrefixList] = field(default_factory=dict)
    community_lists: Mapping[str, CommunityList] = field(default_factory=dict)
    as_path_lists: Mapping[str, AsPathList] = field(default_factory=dict)
    acls: Mapping[str, Acl] = field(default_factory=dict)
    crossings: Mapping[tuple[str, str], Crossing] | None = None
    """Of a stateful firewall, by zone that packets come from and zone that they go to (None: the device is none). It passes the
    packets of others where they may cross, and the answers to what it passed; what has no crossing, and a port without a zone,
    passes nothing."""
    nat_rules: tuple[NatRule, ...] = ()
    """In the order of the config."""
    nat_pools: Mapping[str, NatPool] = field(default_factory=dict)
    vxlan: Vxlan | None = None
    spanning_tree: SpanningTree | None = None
    """None: the config says nothing of it."""
    services: frozenset[Service] = frozenset()
    users: frozenset[User] = frozenset()
    neighbours: tuple[Neighbour, ...] = field(default=(), compare=False)
    hosts: tuple[HostSeen, ...] = field(default=(), compare=False)
    chassis_ids: tuple[str, ...] = field(default=(), compare=False)
    """MAC addresses by which it calls itself in LLDP."""
    observed: str = field(default="", compare=False, repr=False)
    """The tables that the device printed, packed (`models.columns`)."""
    guarded_loopbacks: bool = False
    """Packets to an address of a loopback must be let across from the zone that they come from, like those for others."""
    strong_host: bool = False
    """It takes packets to an address of its own only by the port that has it (RFC 1122 3.3.4.2, the strong end system model)."""
    forwards: bool = True
    """False for a pure switch (`no ip routing`): it does not route between its interfaces."""
    routed_by: str = ""
    """The system whose routing software this one runs, where that is another one; see `suite`."""
    coverage: Coverage = field(default_factory=Coverage, compare=False)

    @property
    def suite(self) -> str:
        """By which system's habits it routes: several systems run the same routing software under a surface of their own."""
        return self.routed_by or self.os
