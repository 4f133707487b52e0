"""Which routes may lead to the next hop of another route: whether default routes do, and import policies of resolution.

Junos lets a policy choose the routes that next hops are resolved by (`resolution rib inet.0 import POLICY`): every route on
the way must pass it. The next hop of a static route or of an external neighbour that lies on a connected subnet is not
resolved at all, so it is free of it; that of an internal neighbour always is resolved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from typing import Protocol

from models.device import Device
from models.policy import Match
from models.route import Route
from models.routing import Ip, Prefix
from netplan.routing.policy.candidate import Candidate
from netplan.routing.policy.policies import policies_of

_USUAL = {"frr": False}
"""What an OS does that is not told (FRR: zebra without `ip nht resolve-via-default`)."""
_CERTAIN = frozenset({"prefix", "route-filter", "prefix-list", "protocol", "tag", "metric", "interface"})
"""What a policy may ask of a route of the main table and always gets an answer to."""
_RESOLVED = frozenset({"static", "bgp", "ibgp"})
"""Protocols whose next hops are resolved by other routes; those of the others are neighbours."""
_DEPTH = 16


class Table(Protocol):
    """The main table of one node, as far as next hops ask it."""

    def exact(self, prefix: Prefix) -> Sequence[Route]:
        """The entries of exactly this prefix."""

    def longest(self, address: Ip) -> Sequence[Route]:
        """The entries of the longest prefix that holds `address`; () when there is none."""


def by_default(device: Device, vrf: str, version: int) -> bool:
    """What holds in one VRF for IP `version`: as the config says, for all VRFs if not for this one."""
    told = device.default_resolves
    return told.get((vrf, version), told.get(("", 0), _USUAL.get(device.suite, True)))


def unclear(device: Device) -> str:
    """Why it is not known what the import policies of resolution permit; "" when it is (or when there are none)."""
    for names in device.resolution_policies.values():
        for name in names:
            if why := _unclear(device, name, 0):
                return why
    return ""


def _unclear(device: Device, name: str, depth: int) -> str:
    policy = device.policies.get(name)
    if policy is None or depth > _DEPTH:
        return f"resolution of next hops by the policy {name}, which is not defined"
    for term in policy.terms:
        for match in term.matches:
            inner = [_unclear(device, value, depth + 1) for value in match.values] if match.kind == "policy" else []
            if any(inner) or (match.kind != "policy" and not _certain(device, match)):
                return f"resolution of next hops by the policy {name}: {match.kind} {' '.join(match.values)} ({match.source})"
    return ""


def _certain(device: Device, match: Match) -> bool:
    return match.kind in _CERTAIN and (match.kind != "prefix-list" or all(name in device.prefix_lists for name in match.values))


@dataclass(frozen=True, slots=True)
class Resolution:
    """How next hops of one IP version are resolved in one VRF."""

    default: bool
    """Whether a default route may lead there."""
    names: tuple[str, ...]
    """Policies that every route on the way must pass."""
    device: Device

    @classmethod
    def of(cls, device: Device, vrf: str, version: int) -> "Resolution":
        """As the config of a device says."""
        names = device.resolution_policies.get((vrf, version), ())
        return cls(by_default(device, vrf, version), names, device)

    def leading(self, table: Table, hop: Ip, but: Prefix | None = None, depth: int = 0) -> Sequence[Route]:
        """The routes of the longest prefix that may lead to `hop` (where policies choose, not of the prefix `but`); () for none."""
        found = table.longest(hop)
        if not self.names:
            return found if found and (self.default or found[0].prefix.prefixlen) else ()
        for length in range(found[0].prefix.prefixlen if found else -1, -1 if self.default else 0, -1):
            routes = table.exact(_prefix(hop, length))
            if routes and routes[0].prefix != but and all(self._passes(route) for route in routes):
                return routes if all(self._goes_on(table, route, depth) for route in routes) else ()
        return ()

    def _passes(self, route: Route) -> bool:
        candidate = Candidate.of(route)
        return policies_of(self.device).apply(self.names, candidate).permitted is True

    def _goes_on(self, table: Table, route: Route, depth: int) -> bool:
        """Whether the way goes on from a route: its next hop is a neighbour, or is resolved in turn."""
        if route.next_hop is None or route.next_hop_vrf or route.protocol not in _RESOLVED:
            return True
        if route.protocol != "ibgp" and (route.interface or self._attached(table, route.next_hop)):
            return True
        return depth < _DEPTH and bool(self.leading(table, route.next_hop, route.prefix, depth + 1))

    @staticmethod
    def _attached(table: Table, hop: Ip) -> bool:
        return any(route.protocol == "connected" for route in table.longest(hop))


def _prefix(address: Ip, length: int) -> Prefix:
    rest = address.max_prefixlen - length
    kept = int(address) >> rest << rest
    return IPv4Network((kept, length)) if address.version == 4 else IPv6Network((kept, length))
