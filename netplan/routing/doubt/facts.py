"""Routes that may be there: who may announce them, which prefixes they can have, and against what they would win."""

from dataclasses import dataclass
from enum import IntEnum

from models.routing import Ip
from netplan.routing.policy.prefix_sets import PrefixSet


class Trust(IntEnum):
    """What is taken for granted of whoever may announce a route."""

    PARTS = 1
    """It announces no part of a network that the table has; it may announce the same network."""
    INSIDE = 2
    """It announces neither a network that the table has nor a part of one. A default route is no network."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Who may announce what nobody knows, in words, and what is assumed of it. `outside` names a neighbour of which INSIDE is."""

    why: str
    trust: Trust
    outside: str = ""


SURE = ("connected", "local")
"""Routes that win against any other of the same prefix."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Routes that one node may have, all of one cause and one protocol.

    `hops` are the next hops that they would have; () when that is not known. They lose to a route of the same prefix by a
    protocol of `loses_to`, and to one with a smaller distance unless it is by one of `rivals`.
    """

    cause: Cause
    region: PrefixSet
    distance: int
    rivals: frozenset[str] = frozenset()
    loses_to: frozenset[str] = frozenset()
    hops: tuple[Ip, ...] = ()

    def loses(self, protocol: str, distance: int) -> bool:
        """Whether a route of a table surely wins against one of these with the same prefix."""
        return protocol in SURE or protocol in self.loses_to or (distance < self.distance and protocol not in self.rivals)
