"""One fake device: who it is, what it answers, what is wrong with it, and a record of all that was done to it."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.fakes.faults import CLEAN, Fault
from tests.fakes.personas import IOS, Persona
from tests.fakes.texts import config_of, show_of


@dataclass(slots=True)
class Record:
    """What a device saw. Filled by the server's thread, read by the test's."""

    received: bytearray = field(default_factory=bytearray)
    """Every byte of every session."""
    commands: list[str] = field(default_factory=list)
    """Every line that ran, in order; answers to password questions are not commands."""
    passwords: list[str] = field(default_factory=list)
    """Every password tried at the login."""
    secrets: list[str] = field(default_factory=list)
    """Every answer to a question for privilege."""
    connections: int = 0
    open_now: int = 0
    open_most: int = 0
    """The most sessions that were open at one time."""
    logouts: int = 0
    """Sessions that were left with the command for it."""
    configs: int = 0
    """How often the config was asked for."""
    changed: threading.Condition = field(default_factory=threading.Condition)

    def opened(self) -> None:
        with self.changed:
            self.open_now += 1
            self.open_most = max(self.open_most, self.open_now)

    def closed(self) -> None:
        with self.changed:
            self.open_now -= 1
            self.changed.notify_all()

    def all_closed(self, seconds: float = 10.0) -> bool:
        """Wait until no session is open."""
        with self.changed:
            return self.changed.wait_for(lambda: self.open_now == 0, seconds)


@dataclass(slots=True)
class FakeDevice:
    """A device to serve. `outputs` hold what commands show, with the line ends of a file; other shows get some lines."""

    name: str = "R1"
    persona: Persona = IOS
    fault: Fault = CLEAN
    config: bytes = b""
    outputs: Mapping[str, bytes] = field(default_factory=dict)
    username: str = "netplan"
    password: str = "right-Pa55"
    secret: str = "right-Enable"
    methods: tuple[str, ...] = ("password",)
    """How one may log in: `password`, `keyboard-interactive`, `publickey` (with `authorized_keys`)."""
    authorized_keys: str = ""
    """The path of a file of accepted keys."""
    crypto: Mapping[str, object] = field(default_factory=dict)
    """Options of the SSH server that narrow its algorithms (`kex_algs`, `encryption_algs`, `mac_algs`, `signature_algs`)."""
    key_type: str = "ssh-ed25519"
    jump: bool = False
    """Whether connections to other hosts may be opened through it."""
    delay: float = 0.0
    """Seconds that each command takes."""
    record: Record = field(default_factory=Record)
    host: str = ""
    port: int = 0
    """Where it listens, once it is started."""
    public_key: str = ""
    """Its host key as it stands in a file of known hosts."""

    def __post_init__(self) -> None:
        self.config = self.config or config_of(self.persona.os, self.name)

    def answer(self, command: str) -> bytes:
        """What a command shows, before anything goes wrong."""
        persona = self.persona
        if command in self.fault.refuses:
            return self.fault.refuses[command].encode()
        if command in persona.quiet:
            return persona.quiet[command].encode()
        if command == persona.config:
            return self.config
        if command in self.outputs:
            return self.outputs[command]
        if command.startswith("show "):
            return show_of(command)
        return persona.invalid.encode()

    def known_host(self) -> str:
        """Its line in a file of known hosts."""
        return f"[{self.host}]:{self.port} {self.public_key}\n"
