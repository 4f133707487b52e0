"""Whether an interior protocol takes in routes that BGP learnt within its autonomous system: one rule for all of them."""

from collections.abc import Iterable

from models.device import Device

_EXTERNAL_ONLY = frozenset({"cisco_ios", "cisco_asa", "cisco_nxos", "cisco_xr"})
"""Systems that keep such routes out unless told to take them."""
TOLD_BY_ROUTE_MAP = frozenset({"cisco_nxos"})
"""Those of them that are told so by `match route-type internal` in the route map of the redistribution."""
BGP_TYPES = {"bgp": "external", "ibgp": "internal", "aggregate": "local"}
"""What `match route-type` calls the routes of BGP."""


def takes_internal(device: Device, policies: Iterable[str]) -> bool:
    """Whether a redistribution of BGP with these policies takes in internal routes, as far as the policies permit them."""
    if device.suite not in _EXTERNAL_ONLY:
        return True
    known = [device.policies[name] for name in policies if name in device.policies]
    return device.suite in TOLD_BY_ROUTE_MAP and any(
        match.kind == "route-type" and "internal" in match.values
        for policy in known for term in policy.terms for match in term.matches
    )  # fmt: skip
