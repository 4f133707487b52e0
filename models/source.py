"""Where a fact was said, and what became of each line of a config."""

from dataclasses import dataclass
from enum import IntEnum


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A place in a capture: `file` as the user knows it, `line` from 1; line 0 is a default of the OS.

    >>> str(Source("hr/sw1.cfg", 4)), str(Source("hr/sw1.cfg", 0))
    ('hr/sw1.cfg:4', 'hr/sw1.cfg (default of this OS)')
    """

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else f"{self.file} (default of this OS)"


NOWHERE = Source("", 0)
"""The source of a fact that no config states yet, for instance one that a plan will add."""


class Status(IntEnum):
    """What became of one config line. The last two are shown to the user, never hidden."""

    UNKNOWN = 0
    """No dialect rule names it."""
    NOT_MODELLED = 1
    """Recognised, but what it does is outside the model: answers that it can touch are unknown."""
    IGNORED = 2
    """Ignored on purpose: it cannot change what the model answers (a banner, a logging buffer size)."""
    MODELLED = 3
    """It became a fact, or part of one."""


NO_CONFIG = "config that is not told"
"""The feature of a line that stands for a whole config which nobody could ask for: the device routes and switches as it will."""


@dataclass(frozen=True, slots=True)
class UnreadLine:
    """A line that did not become a fact, with the feature it belongs to as far as that is known."""

    text: str
    feature: str
    status: Status
    source: Source


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of one device's config was understood.

    `counts[(feature, status)]` is a number of lines that are neither blank nor comment;
    `unread` lists each line whose status is UNKNOWN or NOT_MODELLED.
    """

    counts: tuple[tuple[str, Status, int], ...] = ()
    unread: tuple[UnreadLine, ...] = ()

    def total(self, *statuses: Status) -> int:
        """The number of lines with one of `statuses` (all lines when none is given)."""
        return sum(n for _, status, n in self.counts if not statuses or status in statuses)
