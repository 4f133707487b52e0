"""Facts about zones: what a stateful firewall passes between its ports."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from models.source import NOWHERE, Source


@dataclass(frozen=True, slots=True)
class Crossing:
    """What may go from the ports of one zone to those of another: the packets that every one of these lists permits.

    Lists see the addresses of the hosts themselves, whatever packets are translated to.
    """

    filters: tuple[str, ...] = ()
    """Of IPv4."""
    filters6: tuple[str, ...] = ()
    """Of IPv6."""
    stateless: tuple[int, ...] = ()
    """IP protocols whose answers are asked of the lists like any packet."""
    source: Source = field(default=NOWHERE, compare=False, repr=False)

    def lists(self, family: int) -> tuple[str, ...]:
        """The lists of an address family."""
        return self.filters if family == 4 else self.filters6


def between(crossings: Mapping[tuple[str, str], Crossing], entry: str, way_out: str) -> Crossing | None:
    """What decides between the zones of two ports of a firewall; None: nothing passes."""
    return crossings.get((entry, way_out)) if entry and way_out else None
