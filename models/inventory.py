"""What inventory.yaml says once it is read and checked: who owns what, when work may be done, what it costs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from models.device import DeviceId
from models.link import Link
from models.routing import Prefix
from models.source import NOWHERE, Source
from models.target import Target

Names = Mapping[str, str]
"""A text by language code ("fi", "sv", "en"); a plain string in the file stands under "" ."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """The city. Amounts are in `currency`, local times in `timezone`."""

    name: str = "City"
    languages: tuple[str, ...] = ("en",)
    currency: str = "EUR"
    timezone: str = "Europe/Helsinki"


@dataclass(frozen=True, slots=True)
class Department:
    """Who owns networks and decides about them."""

    id: str
    name: Names = field(default_factory=dict)
    owner: str = ""
    technical: str = ""
    cost_centre: str = ""
    stance: str = "open"
    """"agreed", "disagrees" (but commits) or "open"."""
    lead_days: int = 14
    """How long before work the department wants to know."""
    decides: tuple[str, ...] = ()
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Site:
    """A place. `criticality` "A" must survive any single failure."""

    id: str
    department: str = ""
    address: str = ""
    criticality: str = "C"
    location: tuple[float, float] | None = None
    shares_building_with: str = ""
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Credential:
    """How to log in. Every secret is a reference (`env:`, `keyring:`, `vault:`, `file:`, `ask`), never a value."""

    id: str
    username: str = ""
    references: Names = field(default_factory=dict)
    """password, enable, passphrase, key_file, snmp fields → reference."""
    agent: bool = False
    """Whether the keys of the SSH agent are offered."""
    fallback: str = ""
    """The credential for when the server that checks this one is down; never for a wrong password."""
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class JumpHost:
    """A host through which others are reached."""

    id: str
    hostname: str
    port: int = 22
    credential: str = ""
    known_hosts: str = ""
    via: str = ""
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Host:
    """One device of the inventory, groups and defaults already folded in (nornir's rules)."""

    id: DeviceId
    hostname: str = ""
    """The management address or DNS name; "" = it is not logged in to."""
    port: int = 22
    platform: str = ""
    groups: tuple[str, ...] = ()
    site: str = ""
    role: str = ""
    sysname: str = ""
    """How the device calls itself, where that is not its name here."""
    criticality: str = ""
    credential: str = ""
    via: str = ""
    ssh: str = ""
    """"legacy": broken algorithms may be used with it, where it speaks no others; "netmiko": that library carries its session."""
    collectors: tuple[str, ...] = ()
    contract: str = ""
    data: Mapping[str, object] = field(default_factory=dict)
    connection_options: Mapping[str, object] = field(default_factory=dict)
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class SourceOfConfigs:
    """A folder or git repository with the configs of one department (`netplan load` without a path reads them all).

    `type` is folder, git, csv, ansible or netbox; `options` is what the type takes besides a path.
    """

    type: str
    path: str
    department: str = ""
    options: Mapping[str, object] = field(default_factory=dict)
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Contract:
    """What a department pays to whom, and until when. Covers the hosts that `covers` selects."""

    id: str
    department: str
    supplier: str = ""
    kind: str = ""
    per_month: float = 0.0
    ends: date | None = None
    notice_months: int = 0
    renews_months: int = 12
    """It goes on for this long when no notice was given in time; 0 = it ends by itself."""
    exit_fee: float = 0.0
    covers: Mapping[str, str] = field(default_factory=dict)
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Window:
    """When work may be done: an RRULE with a start time and a length, or whole days from `first` to `last`."""

    id: str
    departments: tuple[str, ...]
    """Empty = all."""
    rrule: str = ""
    start: time | None = None
    length: timedelta = timedelta(hours=4)
    first: date | None = None
    last: date | None = None
    max_devices: int = 0
    """0 = no limit."""
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Freeze:
    """When no work may be done."""

    first: date
    last: date
    departments: tuple[str, ...] = ()
    """Empty = all."""
    reason: str = ""
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A finding that somebody accepts until a date."""

    rule: str
    where: Names
    reason: str
    owner: str
    until: date
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where a crawl may go in one department (`discovery:`). An address in none of `allow` is not visited; denials win."""

    allow: tuple[Prefix, ...]
    deny: tuple[Prefix, ...] = ()
    deny_names: tuple[str, ...] = ()
    """Globs on the names of neighbours."""
    hops: int = 8
    """From a seed."""
    most: int = 1000
    """Devices that one crawl adds."""
    credential: str = ""
    """What found devices are logged in to with."""
    platform: str = ""
    """The OS of all found devices; "" = each is asked."""
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Inventory:
    """All of inventory.yaml, its includes folded in. `sha256` covers every file that was read."""

    path: str
    sha256: str
    organisation: Organisation = field(default_factory=Organisation)
    departments: Mapping[str, Department] = field(default_factory=dict)
    realms: Mapping[str, str] = field(default_factory=dict)
    """Department → realm."""
    reached_by: Names = field(default_factory=dict)
    """Realm → jump host."""
    sites: Mapping[str, Site] = field(default_factory=dict)
    credentials: Mapping[str, Credential] = field(default_factory=dict)
    jump_hosts: Mapping[str, JumpHost] = field(default_factory=dict)
    collectors: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    hosts: Mapping[DeviceId, Host] = field(default_factory=dict)
    discovery: Mapping[str, Bounds] = field(default_factory=dict)
    """By department; a department that is not named is not crawled."""
    sources: tuple[SourceOfConfigs, ...] = ()
    links: tuple[Link, ...] = ()
    """Declared wires (`links:`), for ports that speak neither LLDP nor CDP."""
    contracts: Mapping[str, Contract] = field(default_factory=dict)
    costs: Mapping[str, object] = field(default_factory=dict)
    """Figures by name (`engineer_hour_eur: 85`); a figure that is missing is an assumption of the planner."""
    windows: tuple[Window, ...] = ()
    freezes: tuple[Freeze, ...] = ()
    target: Target | None = None
    accept: tuple[Acceptance, ...] = ()
