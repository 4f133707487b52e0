"""The protocols that have random networks of their own."""

from collections.abc import Callable
from typing import NamedTuple

from tests.lab.igp import isis, rip
from tests.lab.truth.sketch import Sketch


class Kind(NamedTuple):
    """One protocol: its networks, and how many seconds without any change of a table mean that none will come."""

    draw: Callable[[int], Sketch]
    quiet: float


KINDS = {
    # isisd announces its first neighbours 30 s after it was told its style of metrics, however short its intervals are.
    "isis": Kind(isis.draw, 36.0),
    # A route that nobody tells any more goes after 15 s.
    "rip": Kind(rip.draw, 30.0),
}
