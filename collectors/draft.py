"""The facts of one device while a dialect reads them; the only mutable thing between text and Device."""

from collections import Counter
from dataclasses import dataclass, field

from collectors.tree import Line, Tree
from models.device import Device, DeviceId
from models.distance_vector import EigrpProcess, RipProcess
from models.filters import Acl
from models.interfaces import Interface, Vlan, Vrf
from models.isis import IsisProcess
from models.nat import NatPool, NatRule
from models.policy import AsPathList, CommunityList, Policy, PrefixList
from models.routing import BgpProcess, OspfProcess, RouteCopy, StaticRoute, SummaryRoute
from models.services import HostSeen, Neighbour, Service, User
from models.source import Coverage, Source, Status, UnreadLine
from models.spanning_tree import SpanningTree
from models.vxlan import Vxlan
from models.zones import Crossing


@dataclass(slots=True)
class Draft:
    """Facts so far. `scratch` is for what one reader leaves for a later one (templates, peer groups)."""

    id: DeviceId
    os: str
    file: str
    hostname: str = ""
    domain: str = ""
    model: str = ""
    version: str = ""
    serials: list[str] = field(default_factory=list)
    guarded_loopbacks: bool = False
    strong_host: bool = False
    forwards: bool = True
    routed_by: str = ""
    interfaces: dict[str, Interface] = field(default_factory=dict)
    vlans: dict[int, Vlan] = field(default_factory=dict)
    vrfs: dict[str, Vrf] = field(default_factory=dict)
    statics: set[StaticRoute] = field(default_factory=set)
    summaries: set[SummaryRoute] = field(default_factory=set)
    copies: set[RouteCopy] = field(default_factory=set)
    default_resolves: dict[tuple[str, int], bool] = field(default_factory=dict)
    resolution_policies: dict[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)
    ospf: dict[tuple[int, str], OspfProcess] = field(default_factory=dict)
    isis: dict[tuple[str, str], IsisProcess] = field(default_factory=dict)
    rip: dict[tuple[str, int, str], RipProcess] = field(default_factory=dict)
    eigrp: dict[tuple[str, int, int], EigrpProcess] = field(default_factory=dict)
    bgp: dict[str, BgpProcess] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    prefix_lists: dict[str, PrefixList] = field(default_factory=dict)
    community_lists: dict[str, CommunityList] = field(default_factory=dict)
    as_path_lists: dict[str, AsPathList] = field(default_factory=dict)
    acls: dict[str, Acl] = field(default_factory=dict)
    crossings: dict[tuple[str, str], Crossing] | None = None
    nat_rules: list[NatRule] = field(default_factory=list)
    nat_pools: dict[str, NatPool] = field(default_factory=dict)
    vxlan: Vxlan | None = None
    spanning_tree: SpanningTree | None = None
    services: set[Service] = field(default_factory=set)
    users: set[User] = field(default_factory=set)
    neighbours: list[Neighbour] = field(default_factory=list)
    hosts: list[HostSeen] = field(default_factory=list)
    scratch: dict[str, object] = field(default_factory=dict)

    def source(self, line: Line) -> Source:
        """Where `line` stands."""
        return Source(self.file, line.number)

    def default(self) -> Source:
        """The source of a value that no line states: a default of this OS."""
        return Source(self.file, 0)

    def device(self, tree: Tree) -> Device:
        """The finished device, with the coverage of `tree`."""
        return Device(
            id=self.id, os=self.os, hostname=self.hostname, domain=self.domain, model=self.model, version=self.version,
            serials=tuple(self.serials), file=self.file, interfaces=self.interfaces, vlans=self.vlans, vrfs=self.vrfs,
            statics=frozenset(self.statics), summaries=frozenset(self.summaries),
            copies=frozenset(self.copies), default_resolves=self.default_resolves,
            resolution_policies=self.resolution_policies, ospf=self.ospf, isis=self.isis, rip=self.rip,
            eigrp=self.eigrp, bgp=self.bgp, policies=self.policies,
            prefix_lists=self.prefix_lists, community_lists=self.community_lists, as_path_lists=self.as_path_lists,
            acls=self.acls, crossings=self.crossings, nat_rules=tuple(self.nat_rules), nat_pools=self.nat_pools,
            vxlan=self.vxlan, spanning_tree=self.spanning_tree, services=frozenset(self.services), users=frozenset(self.users),
            neighbours=tuple(self.neighbours), hosts=tuple(self.hosts), forwards=self.forwards, routed_by=self.routed_by,
            guarded_loopbacks=self.guarded_loopbacks, strong_host=self.strong_host, coverage=coverage(tree),
        )  # fmt: skip


def coverage(tree: Tree) -> Coverage:
    """Count what became of each line. Lines that share one number (`set` words) count once, at their worst status."""
    worst: dict[int, Line] = {}
    for line in tree.walk():
        known = worst.setdefault(line.number, line)
        if line.status < known.status:
            worst[line.number] = line
    counts = Counter([(line.feature or line.words[0], line.status) for line in worst.values()])
    open_ones = (Status.UNKNOWN, Status.NOT_MODELLED)
    unread = tuple(
        [
            UnreadLine(line.text, line.feature or line.words[0], line.status, tree.source(line))
            for line in worst.values()
            if line.status in open_ones
        ]
    )
    return Coverage(tuple((feature, status, n) for (feature, status), n in sorted(counts.items())), unread)
