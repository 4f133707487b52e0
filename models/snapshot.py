"""What one scan or load brought in: captures, an outcome for each device, and the facts read from them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from models.codec import dumps
from models.device import Device, DeviceId
from models.link import Link

CONFIG = "running-config"
"""The command name of the capture that holds the config, whatever the OS calls it."""


class Outcome(StrEnum):
    """How it went with one device."""

    OK = "ok"
    PARTIAL = "partial"
    """The config is there, some show output is not or could not be read."""
    CUT_SHORT = "cut short"
    """The config ends in the middle; it is not kept."""
    UNKNOWN_OS = "unknown os"
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    BINARY = "binary"
    TOO_BIG = "too big"
    DUPLICATE = "duplicate"
    """The same host twice in one department; neither is taken."""
    UNREACHABLE = "unreachable"
    HOST_KEY_UNKNOWN = "host key unknown"
    """Nobody has said yet that this key is the device's; nothing was sent to it."""
    HOST_KEY_CHANGED = "host key changed"
    """Another key than the known one: another device, or somebody in between. Never tried again."""
    AUTH_FAILED = "auth failed"
    PRIVILEGE = "privilege too low"
    LEGACY_CRYPTO = "legacy crypto"
    """The device speaks only algorithms that are broken; they are used where the inventory allows it for this device."""
    TIME_OUT = "time-out"
    NOT_THIS_OS = "not this os"
    NOT_ASKED = "not asked"
    """The scan ended before the turn of this device."""
    FAILED = "failed"

    @property
    def good(self) -> bool:
        """Whether there are facts of the device."""
        return self in (Outcome.OK, Outcome.PARTIAL)


@dataclass(frozen=True, slots=True)
class Note:
    """What the owner of a capture should know: a weak secret, a template that failed. `line` 0 is the whole file."""

    file: str
    line: int
    kind: str
    what: str


@dataclass(frozen=True, slots=True)
class Capture:
    """The redacted text that one device gave to one command. `file` is the name by which the user knows it."""

    device: DeviceId
    command: str
    file: str
    text: str

    @property
    def sha256(self) -> str:
        """The digest of the redacted text, in hex."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one device. `captures` are (command, file, SHA-256 of the redacted text)."""

    device: DeviceId
    outcome: Outcome
    message: str = ""
    file: str = ""
    os: str = ""
    taken: datetime | None = None
    captures: tuple[tuple[str, str, str], ...] = ()
    notes: tuple[Note, ...] = ()
    redacted: Mapping[str, int] = field(default_factory=dict)
    """How many secrets became tokens, by kind."""
    facts_sha256: str = ""
    """The digest of the facts; "" when there are none."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All of one scan or load. `devices` and `captures` hold only what is new: a result can refer to stored ones."""

    taken: datetime
    results: tuple[Result, ...]
    devices: Mapping[DeviceId, Device] = field(default_factory=dict)
    captures: tuple[Capture, ...] = ()
    links: frozenset[Link] = frozenset()
    realms: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    kind: str = "load"
    version: str = ""
    """The netplan that made it."""
    parsed: Mapping[DeviceId, str] = field(default_factory=dict)
    """By which key the facts of a device are found again when nothing changed (see `collectors.collect`)."""

    @property
    def sha256(self) -> str:
        """The digest of all captures and outcomes: what a plan is bound to."""
        return digest(self.results)


def digest(results: tuple[Result, ...]) -> str:
    """SHA-256 (hex) over the captures and outcomes of all devices, whatever their order."""
    rows = sorted([result.device, result.outcome.value, sorted(result.captures)] for result in results)
    return hashlib.sha256(dumps(rows).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Stored:
    """A snapshot as it stands in the database."""

    id: int
    taken: datetime
    name: str
    kind: str
    sha256: str
    version: str
    departments: tuple[str, ...] = ()
    good: int = 0
    failed: int = 0
    tags: tuple[str, ...] = ()
    chain: str = ""
    """The hash of its row in the chain: kept elsewhere, it proves that history was not rewritten."""
