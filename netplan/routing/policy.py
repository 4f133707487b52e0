"""Routing policies of one device, applied to one route at a time: permitted, denied or unknown, and what was set.

What a term matches is three-valued. A term that may or may not apply is followed both ways; where the two ways
do not end alike the answer is unknown.
"""

from collections.abc import Sequence

from models.device import Device
from models.policy import Match
from netplan.routing.policy_candidate import Candidate, Outcome


class Policies:
    """The policies and lists of one device, compiled when first used. Keep one for each device: it caches."""

    def __init__(self, device: Device) -> None:
        self._device = device

    @classmethod
    def of(cls, device: Device) -> "Policies":
        """The policies of a device."""
        return cls(device)

    def apply(self, names: Sequence[str], candidate: Candidate, default: str = "permit", filters: Sequence[Match] = ()) -> Outcome:
        """What `filters` (all must permit) and then the chain of policies `names` make of a route.

        `default` ("permit" or "deny") is what happens to a route that no policy decides; () decides nothing.
        A name may be a policy, or (`distribute-list`) a prefix list or an ACL.
        """
        raise NotImplementedError
