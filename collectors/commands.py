"""The only commands that may ever be sent to a device, and the one function that says whether a line is one of them.

A dialect lists its commands in a `Console`; whatever carries the bytes asks `allowed` at its lowest write function. A
command is an exact text. Where a name has to go into it (`show ip route vrf {vrf}`) the slot is typed: what a device or an
inventory says can never add a word, an option or a second line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from models.errors import CollectError
from models.snapshot import Outcome

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}")
"""What may stand in a slot: no space, no sign that any shell, pager or CLI gives a meaning to."""
_SLOT = re.compile(r"\{[a-z]+\}")
NONCE = re.compile(r"np-[0-9a-f]{16}")


class ForbiddenCommand(CollectError):
    """A line was about to be sent that is no command of the list. Nothing was sent."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command that asks for something. `kind` is what its output shows (`lldp`, `routes`, …)."""

    text: str
    kind: str
    seconds: float = 60.0
    """How long the whole output may take."""
    optional: bool = False
    """Not every device of the OS has such a table: an answer which says so (`Console.absent`) is noted, and nothing is missing."""
    where: str = ""
    """A word of the config without which it is not asked."""

    def filled(self, **slots: str) -> str:
        """The line to send. Raises ForbiddenCommand for a name that may not stand in a command.

        >>> Command("show ip route vrf {vrf}", "routes").filled(vrf="RED")
        'show ip route vrf RED'
        """
        for name, value in slots.items():
            if not NAME.fullmatch(value):
                raise ForbiddenCommand(f"{value!r} cannot be the {name} of `{self.text}`: letters, digits and . _ : / - only")
        return self.text.format(**slots)


@dataclass(frozen=True, slots=True)
class Console:
    """How one talks with a device of an OS at its prompt, and all that may be said to it."""

    driver: str
    """The netmiko device type that carries the bytes."""
    prompt: str
    """A pattern for the whole prompt; the group `name` is how the device calls itself there."""
    comment: str
    """The sign that makes a line a comment: a device echoes it and does nothing."""
    config: Command
    quiet: tuple[str, ...] = ()
    """Sent after the login: no pager, long lines. They hold for the session only."""
    shows: tuple[Command, ...] = ()
    per_vrf: tuple[Command, ...] = ()
    """Asked once for each VRF that the config names; the slot is `{vrf}`."""
    enable: str = ""
    """The command that asks for more privilege, "" where the login gives it."""
    unprivileged: str = ""
    """A pattern for the prompt of a session without privilege."""
    leave: str = "exit"
    refusals: tuple[tuple[str, Outcome], ...] = ()
    """Patterns of whole lines that a device prints instead of an output, and what each means."""
    absent: tuple[str, ...] = ()
    """Patterns of the one line by which a device says that it does not have what an optional command shows."""
    size: str = ""
    """A pattern for the line that says how many bytes the config has; its group 1 is the number."""
    proof: str = ""
    """A pattern, by line, of what only this OS says of itself (`show version`, the system description of SNMP)."""

    def lines(self) -> Iterator[str]:
        """Every command text, slots as they are written."""
        yield from (*self.quiet, self.config.text, *(each.text for each in (*self.shows, *self.per_vrf)), self.leave)
        if self.enable:
            yield self.enable


@cache
def _list(console: Console) -> re.Pattern[str]:
    texts = []
    for line in console.lines():
        parts = [re.escape(part) for part in _SLOT.split(line)]
        texts.append(NAME.pattern.join(parts))
    nonce = f"{re.escape(console.comment)}{NONCE.pattern}"
    return re.compile("|".join(f"(?:{text})" for text in (*texts, nonce, "")))


def allowed(console: Console, line: str) -> bool:
    r"""Whether `line` (without its end) may be sent: a command of the list, a nonce behind a comment sign, or nothing.

    >>> ios = Console("cisco_ios", r"(?P<name>\S+)#", "!", Command("show running-config", "config"))
    >>> [allowed(ios, line) for line in ("show running-config", "show running-config\nreload", "conf t", "!np-0123456789abcdef")]
    [True, False, False, True]
    """
    return _list(console).fullmatch(line) is not None
