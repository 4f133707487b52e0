"""One device to visit, and what came of the visit: the words that the scan and the transports share."""

from dataclasses import dataclass, field

from collectors.transports.files import HostFiles
from models.device import DeviceId
from models.snapshot import Outcome


@dataclass(frozen=True, slots=True)
class Login:
    """Who we are to a device. The secrets are shown in no message and no repr."""

    id: str
    """The name of the credential in the inventory."""
    username: str
    password: str = field(default="", repr=False)
    enable: str = field(default="", repr=False)
    key_file: str = ""
    passphrase: str = field(default="", repr=False)
    agent: bool = False
    """Whether the keys of the SSH agent are offered."""


@dataclass(frozen=True, slots=True)
class SnmpLogin:
    """Who we are to an SNMP agent: a community (2c), or a user with passphrases (3)."""

    id: str
    """The name of the credential in the inventory."""
    version: str = "2c"
    community: str = field(default="", repr=False)
    user: str = ""
    auth: str = field(default="", repr=False)
    priv: str = field(default="", repr=False)
    auth_protocol: str = "SHA"
    priv_protocol: str = "AES"


@dataclass(frozen=True, slots=True)
class Hop:
    """A host on the way, with its own login and known keys."""

    id: str
    hostname: str
    port: int
    login: Login
    known_hosts: str


@dataclass(frozen=True, slots=True)
class Target:
    """A device with all that is needed to reach it; made and checked before the first login."""

    device: DeviceId
    hostname: str
    port: int
    os: str
    logins: tuple[Login, ...]
    """In order; the next is for when the server that checks the first is down, never for a wrong password."""
    known_hosts: str
    """The file with the keys that are accepted."""
    known_as: str = ""
    """The name of the device in that file, where its address is not enough: realms may share addresses."""
    hops: tuple[Hop, ...] = ()
    """The jump hosts, the first to be reached first."""
    legacy: bool = False
    """Old algorithms may be used with this device; that they were is a finding."""
    netmiko: bool = False
    """The inventory asks for netmiko as the carrier."""
    transport: str = "ssh"
    seconds: float = 300.0
    """The deadline of the whole visit."""
    site: str = ""
    role: str = ""
    snmp: SnmpLogin | None = None
    """Where there is one, neighbours and hosts are asked by SNMP too. It goes to the device itself, through no jump host."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of one visit. `files` holds the raw outputs, in memory only: they are redacted before anything is written."""

    device: DeviceId
    outcome: Outcome
    message: str = ""
    files: HostFiles | None = field(default=None, repr=False)
    transcript: str = ""
    """All that was sent, secrets as marks."""
    login: str = ""
    """Which credential was used last; a wrong one counts against it."""
    findings: tuple[str, ...] = ()
    """What the owner should know: weak algorithms that were used, commands that the device does not have."""
    seconds: float = 0.0
