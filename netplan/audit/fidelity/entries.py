"""What a comparison says of one thing, and how many of each there are."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.device import DeviceId
from models.source import NOWHERE, Source


class Status(StrEnum):
    """How observation and prediction stand to each other."""

    EQUAL = "equal"
    MISSING = "missing"
    """Observed, not predicted."""
    EXTRA = "extra"
    """Predicted, not observed."""
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Entry:
    """One route (all ways of a prefix), neighbour or port.

    `unknown` says why the model gives no answer here, "" when it does: such an entry is counted as unknown whatever its
    status is. `reason` is why they differ, as far as that is known.
    """

    device: DeviceId
    vrf: str
    table: str
    """routes, neighbours or ports."""
    protocol: str
    item: str
    status: Status
    seen: str = ""
    predicted: str = ""
    unknown: str = ""
    reason: str = ""
    seen_at: Source = NOWHERE
    predicted_from: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Gap:
    """A table that is predicted and was not seen, or not understood: so many predictions stay untested."""

    device: DeviceId
    vrf: str
    table: str
    predicted: int
    why: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many entries of one table and protocol are what."""

    equal: int = 0
    missing: int = 0
    extra: int = 0
    different: int = 0
    unknown: int = 0
    agreeing: int = 0
    """How many of the unknown ones are equal all the same."""

    @property
    def total(self) -> int:
        """All of them."""
        return self.equal + self.missing + self.extra + self.different + self.unknown

    @property
    def percent(self) -> float | None:
        """The equal ones in percent of all, cut off (99.99 is not 100); None when there is nothing.

        >>> Tally(equal=1999, unknown=1).percent, Tally().percent
        (99.9, None)
        """
        return self.equal * 1000 // self.total / 10 if self.total else None


@dataclass(frozen=True, slots=True)
class Fidelity:
    """The whole comparison."""

    entries: tuple[Entry, ...]
    gaps: tuple[Gap, ...]

    def tallies(self) -> Mapping[tuple[DeviceId, str, str, str], Tally]:
        """By device, VRF, table and protocol; a gap counts as unknown under the protocol ""."""
        counts: dict[tuple[DeviceId, str, str, str], Counter[str]] = {}
        for entry in self.entries:
            found = counts.setdefault((entry.device, entry.vrf, entry.table, entry.protocol), Counter())
            found["unknown" if entry.unknown else entry.status.value] += 1
            found["agreeing"] += bool(entry.unknown) and entry.status is Status.EQUAL
        for gap in self.gaps:
            counts.setdefault((gap.device, gap.vrf, gap.table, ""), Counter())["unknown"] += gap.predicted
        return {key: Tally(**found) for key, found in sorted(counts.items())}

    def total(self) -> Tally:
        """Everything together."""
        return added(self.tallies().values())


def added(tallies: Iterable[Tally]) -> Tally:
    """The sum of several tallies."""
    rows = [(t.equal, t.missing, t.extra, t.different, t.unknown, t.agreeing) for t in tallies]
    return Tally(*(sum(column) for column in zip(*rows, strict=True))) if rows else Tally()
