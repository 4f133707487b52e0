"""What every recipe sees: the city as it is, the target, the address plan, and the draft that it adds to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from models.change import Change
from models.device import Device, DeviceId
from models.errors import NoPlan
from models.filters import Acl, AclRule
from models.interfaces import DEFAULT_VRF
from models.inventory import Department, Inventory
from models.network import Network
from models.plan import Flow
from models.target import Interconnect, Target
from netplan.conflicts.view import View
from netplan.planner.addressing import AddressPlan, joined_vrf
from netplan.planner.draft import Draft

ROUTE_TAG = 6451
"""The tag of every static route that a plan adds, so that redistribution can tell them from others."""
PREFIX = "NP"
"""What the names of lists and policies that a plan adds start with."""


CanWrite = Callable[[Device, Change], bool]
"""Whether the system of a device has commands for a change that netplan can write."""


def anything(device: Device, change: Change) -> bool:
    """Every change can be written: what holds where nobody is asked for commands."""
    return True


@dataclass
class Gate:
    """The filters of one interconnect as they stand: `replies`, `denies`, `permits` in each direction, and a version."""

    version: int = 0
    leaving: tuple[list[AclRule], list[AclRule], list[AclRule]] = field(default_factory=lambda: ([], [], []))
    entering: tuple[list[AclRule], list[AclRule], list[AclRule]] = field(default_factory=lambda: ([], [], []))


@dataclass
class Context:
    """Shared by the recipes of one plan. `ready` has, by department, the steps after which its addresses are final."""

    network: Network
    inventory: Inventory
    target: Target
    view: View
    addresses: AddressPlan
    flows: tuple[Flow, ...]
    pairs: Mapping[str, tuple[str, str, str]]
    """Flow name → (demand, department it comes from, department it goes to; "" = outside)."""
    draft: Draft
    ready: dict[str, list[str]] = field(default_factory=dict)
    gates: dict[str, Gate] = field(default_factory=dict)
    opened: dict[str, list[str]] = field(default_factory=dict)
    """Demand → the steps that open it."""
    notes: list[str] = field(default_factory=list)
    can_write: CanWrite = anything

    @cached_property
    def links(self) -> dict[str, Interconnect]:
        """Interconnects by department."""
        return {link.department: link for link in self.target.interconnects}

    @cached_property
    def hubs(self) -> frozenset[str]:
        """Departments whose devices the others are joined to; their default VRF is the city's."""
        return frozenset(link.hub.device.department for link in self.target.interconnects)

    def vrf(self, department: str) -> str:
        """The VRF of a department that becomes part of the city's network."""
        link = self.links.get(department)
        return joined_vrf(self.network, link) if link else DEFAULT_VRF

    def link(self, department: str) -> Interconnect:
        """The interconnect of a department. Raises NoPlan when the target has none."""
        if department not in self.links:
            raise NoPlan(
                f"{department} has traffic to other departments but no interconnect in the target; add one to target.interconnects"
            )
        return self.links[department]

    def filtering(self, link: Interconnect) -> list[DeviceId]:
        """The ends of a link that filter: the hub's always, the border's where its system can."""
        border = self.draft.network.devices[link.border.device]
        wall = Change(border.id, None, Acl(f"{PREFIX}-WALL", (AclRule(False, sequence=10),)))
        return [link.hub.device, *([border.id] if self.can_write(border, wall) else [])]

    def devices(self, department: str) -> list[Device]:
        """The devices of a department as the draft stands."""
        return [self.draft.network.devices[id] for id in self.ids(department)]

    def ids(self, department: str) -> list[DeviceId]:
        """The devices of a department."""
        return [d.id for d in self.view.departments.get(department, ())]

    def settings(self, department: str) -> Department:
        """What the inventory says about a department, or what holds for one it does not name."""
        return self.inventory.departments.get(department) or Department(department)

    def hosts(self, department: str) -> int:
        """Hosts of a department in all its joined subnets."""
        return sum(s.hosts for s in self.addresses.of(department) if not s.transfer)
