"""A scan while it runs and afterwards: what it was asked for, how far it came, and the visits that are on file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from models.device import DeviceId
from models.link import Link
from models.snapshot import Result, Stored


@dataclass(frozen=True, slots=True)
class Asked:
    """What a scan was started for, by whom and where. `targets` are all devices that it is to visit."""

    started: datetime
    targets: tuple[DeviceId, ...]
    selectors: tuple[str, ...] = ()
    name: str = ""
    """The name for the snapshot."""
    who: str = ""
    host: str = ""
    pid: int = 0
    inventory: str = ""
    """SHA-256 of the inventory files."""
    version: str = ""
    """The netplan that started it."""
    discover: bool = False
    """Whether it goes on to the neighbours of what it visits."""


class State(StrEnum):
    """How far a scan came."""

    RUNNING = "running"
    INTERRUPTED = "interrupted"
    """Its process is gone, its visits are on file: it can be resumed."""
    SAVED = "saved"
    """It became a snapshot."""
    EMPTY = "empty"
    """It ended without one device taken in, so there is no snapshot of it."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan as it stands in the database."""

    id: int
    asked: Asked
    state: State
    outcomes: Mapping[str, int] = field(default_factory=dict)
    """How many devices have which outcome by now."""
    snapshot: int | None = None

    @property
    def visited(self) -> int:
        """How many devices are on file."""
        return sum(self.outcomes.values())


@dataclass(frozen=True, slots=True)
class Sent:
    """What one visit sent to a device, secrets as marks."""

    scan: int
    result: Result
    transcript: str


@dataclass(frozen=True, slots=True)
class Before:
    """The last snapshot that was there when a scan ended, for the devices that it did not visit."""

    stored: Stored
    results: tuple[Result, ...]
    links: frozenset[Link]
    realms: Mapping[str, str]
