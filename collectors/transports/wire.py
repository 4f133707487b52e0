"""A wire to the prompt of one device. Everything that is sent to a device goes through `Guarded`."""

from dataclasses import dataclass, field
from typing import Protocol

from collectors.commands import Console, ForbiddenCommand, allowed
from models.errors import CollectError
from models.snapshot import Outcome


class WireFault(CollectError):
    """The way to the device does not work, or not any more; `outcome` is what the device is given in the snapshot."""

    def __init__(self, outcome: Outcome, message: str) -> None:
        super().__init__(message)
        self.outcome = outcome


class Wire(Protocol):
    """Bytes to and from the shell of one device; what a transport has to offer."""

    findings: tuple[str, ...]
    """What the owner should know of the way itself: broken algorithms that carry it."""

    def write(self, data: bytes) -> None:
        """Send all of `data`. Raises WireFault when the device is gone."""

    def read(self, seconds: float) -> bytes:
        """What has come by now, waiting at most `seconds` for the first byte; b"" when nothing did. WireFault when it is over."""

    def close(self) -> None:
        """Leave, whatever state the session is in; never raises."""


@dataclass(slots=True)
class Guarded:
    """A wire that lets only commands of the list through and writes down every byte that is sent.

    The transcript holds marks in place of secrets.
    """

    wire: Wire
    console: Console
    transcript: list[bytes] = field(default_factory=list)

    def say(self, line: str) -> None:
        """Send one command. Raises ForbiddenCommand, with nothing sent, for a line that is not on the list."""
        if not allowed(self.console, line):
            raise ForbiddenCommand(f"refused to send {line!r}: not a command of the list")
        data = line.encode("ascii") + b"\n"
        self.transcript.append(data)
        self.wire.write(data)

    def answer(self, secret: str) -> None:
        """Answer a question for a password. A secret with a control character would be two lines, so it is refused."""
        if not secret.isprintable():
            raise ForbiddenCommand("a password with a control character cannot be typed")
        self.transcript.append("⟨secret⟩\n".encode())
        self.wire.write(secret.encode() + b"\n")
