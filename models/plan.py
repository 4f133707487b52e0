"""What the planner makes: conflicts, decisions, steps, waves, and the plan that holds them.

Everything here is plain data with one JSON form (`models.plan_json`). A plan never says more than it
can prove: `Plan.bound_to` names the hashes of what it was made from.
"""

from dataclasses import dataclass
from datetime import date, datetime
from ipaddress import IPv4Network, IPv6Network

from models.change import Change
from models.device import DeviceId
from models.source import Source

Prefix = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Side:
    """One department's part in a conflict: what it has and where the config says so. `weight` is hosts touched."""

    department: str
    what: str
    weight: int
    evidence: str
    """What the weight rests on: "seen" (ARP, MAC, DHCP) or "possible" (size of the subnet)."""
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One way to solve a conflict. `price` is in hosts moved unless `unit` says otherwise."""

    kind: str
    what: str
    price: int
    unit: str = "hosts"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two departments cannot both keep what they have. `key` is what clashes ("10.20.0.0/16", "vlan 10", "asn 65001")."""

    kind: str
    key: str
    what: str
    severity: int
    """0 to 100; the hosts that a clash touches, on a logarithmic scale."""
    sides: tuple[Side, ...]
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """A question that a person must answer. `chosen` is "" until then, and `default` holds."""

    id: str
    question: str
    owner: str
    due: date | None
    default: str
    options: tuple[Option, ...]
    chosen: str = ""
    price_of_delay: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """Traffic that must or must not pass. `sources` and `destinations` are prefixes in the *first* state's addresses,

    each with its department, since departments reuse prefixes. Ports () are any.
    """

    name: str
    must: bool
    sources: tuple[tuple[str, Prefix], ...]
    destinations: tuple[tuple[str, Prefix], ...]
    protocol: str = "ip"
    ports: tuple[int, ...] = ()
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """`old` of `department` becomes `new`: the address map of the plan. A kept prefix has no move."""

    department: str
    old: Prefix
    new: Prefix
    hosts: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class DeviceWork:
    """What one step does on one device: commands and rollback in its own dialect.

    `words` stands instead of commands when the dialect cannot write the change. `proven` is True when the
    commands, applied to the stored config and read again, gave exactly the predicted facts, and the rollback the old ones.
    """

    device: DeviceId
    commands: tuple[str, ...]
    rollback: tuple[str, ...]
    words: str = ""
    proven: bool = False
    begin: str = ""
    """How to begin so that a lost session is taken back, in words of the OS; "" without commands."""
    keep: str = ""
    """What makes the change stay once the checks have passed."""


@dataclass(frozen=True, slots=True)
class Step:
    """A small set of changes done together in one work order. `after` names the steps that must be finished before.

    `moved` are the prefixes whose hosts have moved to their new address once the step is done;
    `opens` names the flows that must pass from here on.
    """

    id: str
    title: str
    recipe: str
    department: str
    changes: tuple[Change, ...]
    after: tuple[str, ...] = ()
    moved: tuple[Move, ...] = ()
    opens: tuple[str, ...] = ()
    ends: tuple[tuple[str, Prefix], ...] = ()
    """Prefixes that a department gives up with this step, by the word of the target: nobody needs to reach them afterwards."""
    work: tuple[DeviceWork, ...] = ()
    by_hand: tuple[str, ...] = ()
    """What people do that no config shows: move hosts, plug a cable, send a notice."""
    pre_checks: tuple[str, ...] = ()
    post_checks: tuple[str, ...] = ()
    minutes: int = 30
    skill: str = "network"
    hosts_hit: int = 0
    reversible: bool = True
    decisions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wave:
    """The steps done in one window. `window` is the name of the inventory's window, `start` its local time."""

    number: int
    window: str
    start: datetime | None
    end: datetime | None
    steps: tuple[str, ...]
    departments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CostItem:
    """One line of the money. Amounts in the inventory's currency; `source` says where the figure is from, or "assumption"."""

    what: str
    department: str
    low: float
    likely: float
    high: float
    source: str
    month: str = ""
    """"2027-03" for a one-off, "" for a sum over the plan."""
    kind: str = ""
    """"work" is caused by the plan; "contract" is paid with or without it; "saving" is negative, a year, from `month` on."""


@dataclass(frozen=True, slots=True)
class Bound:
    """The hashes (SHA-256, hex) of what a plan was made from."""

    snapshot: str
    inventory: str
    target: str
    decisions: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps, their partial order (`Step.after`), waves, and what they rest on."""

    name: str
    made: datetime
    bound_to: Bound
    departments: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    decisions: tuple[Decision, ...]
    moves: tuple[Move, ...]
    flows: tuple[Flow, ...]
    steps: tuple[Step, ...]
    waves: tuple[Wave, ...]
    costs: tuple[CostItem, ...]
    unplaced: tuple[str, ...] = ()
    """Steps that no window can take, with the reason."""
    notes: tuple[str, ...] = ()
