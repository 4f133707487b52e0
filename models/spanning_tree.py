"""Facts about spanning tree (IEEE 802.1D, 802.1Q; PVST+ of Cisco): what a config states, and what each OS does unless told.

A *tree* is named by a VLAN (per-VLAN modes), by an MST instance, or by 0 (one tree for all VLANs).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from models.source import NOWHERE, Source


class StpMode(StrEnum):
    """Which protocol builds the trees."""

    PVST = "pvst"
    RAPID_PVST = "rapid-pvst"
    MST = "mst"
    RSTP = "rstp"
    NONE = "none"

    @property
    def per_vlan(self) -> bool:
        """Whether each VLAN has a tree of its own."""
        return self in (StpMode.PVST, StpMode.RAPID_PVST)


@dataclass(frozen=True, slots=True)
class StpSetting:
    """A number that may differ by tree: what holds unless a VLAN or an instance has its own.

    The others are in the order of the config, as (first, last, value); a later one wins.
    """

    default: int | None = None
    vlans: tuple[tuple[int, int, int], ...] = ()
    instances: tuple[tuple[int, int, int], ...] = ()

    def at(self, mode: StpMode, tree: int) -> int | None:
        """The value for one tree of a mode; None where the config states none.

        >>> costs = StpSetting(100, vlans=((1, 4094, 8), (10, 10, 7)), instances=((1, 1, 9),))
        >>> costs.at(StpMode.PVST, 10), costs.at(StpMode.MST, 1), costs.at(StpMode.MST, 10)
        (7, 9, 100)
        """
        own = self.vlans if mode.per_vlan else self.instances if mode is StpMode.MST else ()
        return next((value for first, last, value in reversed(own) if first <= tree <= last), self.default)


@dataclass(frozen=True, slots=True)
class MstRegion:
    """Bridges with equal regions share their instances. A VLAN that no instance names is in instance 0."""

    name: str = ""
    revision: int = 0
    instances: Mapping[int, frozenset[int]] = field(default_factory=dict)

    def instance(self, vlan: int) -> int:
        """The instance that carries a VLAN."""
        return next((number for number, vlans in self.instances.items() if vlan in vlans), 0)


@dataclass(frozen=True, slots=True)
class StpPort:
    """What a config says of spanning tree at one port. None: as the device does unless told."""

    cost: StpSetting = StpSetting()
    priority: StpSetting = StpSetting()
    edge: bool | None = None
    edge_trunk: bool = False
    """It is an edge as a trunk too: said with a word of its own where `StpDefaults.edge_trunks` is not set."""
    bpdu_guard: bool | None = None
    bpdu_filter: bool | None = None
    """True: the port neither sends nor hears the protocol, so it always forwards."""
    root_guard: bool = False
    loop_guard: bool | None = None
    enabled: bool = True
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class SpanningTree:
    """What a config says of spanning tree. `mode` None and `long_costs` None: the default of the OS."""

    mode: StpMode | None = None
    priority: StpSetting = StpSetting()
    long_costs: bool | None = None
    disabled_vlans: frozenset[int] = frozenset()
    region: MstRegion = MstRegion()
    edge_default: bool = False
    """Access ports are edges."""
    bpdu_guard_default: bool = False
    """Edge ports shut down when they hear the protocol."""
    bpdu_filter_default: bool = False
    """Edge ports do not send the protocol until they hear it."""
    loop_guard_default: bool = False
    ports: Mapping[str, StpPort] = field(default_factory=dict)
    not_understood: tuple[Source, ...] = field(default=(), compare=False)
    """Lines about spanning tree that the dialect could not read: the trees of this device are not known."""
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class StpDefaults:
    """What an OS does unless told."""

    mode: StpMode
    long_costs: bool | None
    """None: short costs, but long ones for MST."""
    edge_trunks: bool = False
    """A port that is said to be an edge is one as a trunk too."""
    numbered_by_name: bool = False
    """Ports of one kind have the numbers of the protocol in the order of the numbers in their names."""


DEFAULTS: Mapping[str, StpDefaults] = {
    "cisco_ios": StpDefaults(StpMode.PVST, None, numbered_by_name=True),
    "cisco_nxos": StpDefaults(StpMode.RAPID_PVST, None, numbered_by_name=True),
    "arista_eos": StpDefaults(StpMode.MST, True, edge_trunks=True, numbered_by_name=True),
    "juniper_junos": StpDefaults(StpMode.NONE, True, edge_trunks=True),
    "aruba_aoscx": StpDefaults(StpMode.NONE, True, edge_trunks=True),
    "hp_procurve": StpDefaults(StpMode.NONE, True, edge_trunks=True),
    "cisco_xr": StpDefaults(StpMode.NONE, True),
    "dell_os10": StpDefaults(StpMode.RAPID_PVST, True, edge_trunks=True),
}
"""By OS. Sources: the layer-2 configuration guides of Catalyst and Nexus switches ("Default STP configuration"), the chapter on
spanning tree of the EOS manual, and the Junos guide to spanning-tree protocols (one runs where the config names it; what new
switches have is a line of their first config; so do the AOS-CX layer-2 bridging guide and the L2VPN guide of
IOS XR), and the chapter on spanning tree of the SmartFabric OS10 user guide. An OS that is missing here is unknown."""

BRIDGE_PRIORITY, PORT_PRIORITY = 32768, 128
"""IEEE 802.1Q, tables 13-3: recommended values; every OS here keeps to them."""
_SHORT = ((10**7, 100), (10**8, 19), (10**9, 4), (10**10, 2))
"""IEEE 802.1D-1998, table 8-5, as Cisco has it: the speed and its cost."""
_LONG_AT_1_BPS = 20 * 10**12
"""IEEE 802.1D-2004, table 17-3."""


def default_cost(speed: int, long: bool) -> int | None:
    """The cost of a port by its speed in bits per second; None where the table of short costs has no such speed.

    >>> default_cost(10**9, True), default_cost(10**9, False), default_cost(2 * 10**9, False)
    (20000, 4, None)
    """
    return max(1, _LONG_AT_1_BPS // speed) if long else dict(_SHORT).get(speed)
