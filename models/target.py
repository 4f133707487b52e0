"""The network we want: the `target:` section of inventory.yaml (or a file of its own)."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

from models.device import DeviceId
from models.link import Port
from models.source import NOWHERE, Source

Prefix = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Place:
    """Addresses as people name them: departments (all their prefixes), or one prefix of one department.

    `departments` holds one name or several; `prefix` narrows it to addresses within that prefix.
    """

    departments: tuple[str, ...]
    prefix: Prefix | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """Traffic that must pass in the end (`must`) or must never pass. Ports () are any."""

    name: str
    must: bool
    origin: Place
    destination: Place
    protocol: str = "ip"
    ports: tuple[int, ...] = ()
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Interconnect:
    """The wire by which a department is joined to the hub: two free ports, in the end of the plan one link.

    `vrf` is the department's own routing table on the hub, in which it arrives behind a deny-all filter.
    """

    department: str
    border: Port
    hub: Port
    vrf: str
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Pin:
    """A prefix that a department keeps, whatever it costs the others, or (`keep` False) gives up."""

    department: str
    prefix: Prefix
    reason: str
    keep: bool = True
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Retirement:
    """A device, or one port of it (an old Internet exit, a rented line), that is not in the network we want.

    `contract` names the contract that ends with it; `replaced_by` names flows that must pass before.
    """

    device: DeviceId
    interface: str = ""
    contract: str = ""
    replaced_by: tuple[str, ...] = ()
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Target:
    """What the plan leads to. Ranges are (first, last), both included."""

    name: str = "target"
    standard: str = ""
    """The file with the standard that devices are measured against, relative to the inventory."""
    address_space: tuple[Prefix, ...] = ()
    """Where new blocks are taken from."""
    link_space: Prefix | None = None
    """Where the addresses of interconnect links are taken from (/31 each, /30 where an OS needs it)."""
    vlan_range: tuple[int, int] = (2, 4094)
    asn_range: tuple[int, int] = (4200000000, 4294967294)
    mtu: int = 1500
    growth: float = 0.25
    """Spare share that a new block must leave above the hosts of the old one."""
    common_vlans: tuple[tuple[int, str], ...] = ()
    """VLAN ids that mean the same thing everywhere in the end."""
    demands: tuple[Demand, ...] = ()
    interconnects: tuple[Interconnect, ...] = ()
    pins: tuple[Pin, ...] = ()
    retirements: tuple[Retirement, ...] = ()
    source: Source = NOWHERE
