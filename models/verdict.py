"""What a check says: holds, violated with a counterexample, or unknown with the reason."""

from dataclasses import dataclass
from enum import StrEnum

from models.source import Source


class Verdict(StrEnum):
    """Three values. Unknown never counts as holds."""

    HOLDS = "holds"
    VIOLATED = "violated"
    UNKNOWN = "unknown"

    def __and__(self, other: "Verdict") -> "Verdict":
        """Both: violated wins over unknown, unknown over holds."""
        worst = (Verdict.VIOLATED, Verdict.UNKNOWN, Verdict.HOLDS)
        return min(self, other, key=worst.index)


class Fate(StrEnum):
    """What becomes of a packet."""

    DELIVERED = "delivered"
    """It reached an interface that owns the address, or the subnet in which the host lives."""
    DROPPED = "dropped"
    """A filter or a discard route threw it away."""
    BLACK_HOLED = "black-holed"
    """A router had no route for it."""
    LOOPED = "looped"
    LEFT = "left"
    """It left the network over a link whose other end is not in the snapshot."""
    UNKNOWN = "unknown"
    """Something on the way is not modelled."""
    OUTSIDE = "unknown outside"
    """Nobody in the snapshot gets it; whether it is lost or leaves hangs on what somebody outside announces."""


@dataclass(frozen=True, slots=True)
class Packet:
    """A concrete packet; addresses as text, `protocol` by name or number, ports 0 when it has none."""

    source: str
    destination: str
    protocol: str = "ip"
    destination_port: int = 0
    source_port: int = 0

    def __str__(self) -> str:
        port = f" port {self.destination_port}" if self.destination_port else ""
        return f"{self.source} → {self.destination} {self.protocol}{port}"


@dataclass(frozen=True, slots=True)
class Hop:
    """One decision on a path: what `node` did, in words, and the config line behind it."""

    node: str
    what: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Path:
    """One branch of a packet's way and how it ended."""

    hops: tuple[Hop, ...]
    fate: Fate
    why: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer of one invariant that is not "holds".

    `state` and `culprits` are step ids: the smallest state found that shows it, and the smallest set
    of steps without which it is gone. `before` and `after` are the packet's paths in the first and in
    this state. `hit` says whom it touches; `replay` is a command that shows it again.
    """

    invariant: str
    verdict: Verdict
    what: str
    state: tuple[str, ...] = ()
    culprits: tuple[str, ...] = ()
    packet: Packet | None = None
    start: str = ""
    before: tuple[Path, ...] = ()
    after: tuple[Path, ...] = ()
    sources: tuple[Source, ...] = ()
    hit: str = ""
    replay: str = ""


@dataclass(frozen=True, slots=True)
class InvariantResult:
    """One invariant over all states of a plan.

    `checked` counts what was looked at (a flow in a state, a prefix in a state, …), of which `unknown` could not
    be decided; `complete` is False when there were more states than the limit allows, which makes the verdict unknown.
    """

    invariant: str
    title: str
    verdict: Verdict
    checked: int
    unknown: int = 0
    complete: bool = True
    findings: tuple[Finding, ...] = ()
    reasons: tuple[str, ...] = ()
    """Why something is unknown, the most frequent reason first."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What `netplan verify` says of a plan. `states` are the distinct states that were computed.

    `lattice` is how many states the order allows in all, as far as that can be counted (a lower bound ends in "+").
    """

    plan: str
    steps: int
    states: int
    lattice: str
    results: tuple[InvariantResult, ...]
    seconds: float = 0.0
    plan_sha256: str = ""
    """The digest of the plan: what was verified of one plan says nothing of another, even of the same name."""

    @property
    def verdict(self) -> Verdict:
        """The worst of all results; unknown when nothing was checked."""
        verdict = Verdict.HOLDS if self.results else Verdict.UNKNOWN
        for result in self.results:
            verdict = verdict & result.verdict
        return verdict
