"""Whether one condition of a policy holds for a route: True, False or None (not known)."""

from collections.abc import Callable, Mapping
from ipaddress import ip_address, ip_network

from models.device import Device
from models.policy import AsPathList, CommunityList, Match
from models.routing import Ip, Prefix
from netplan.routing.policy import lists
from netplan.routing.policy.as_path import path_length
from netplan.routing.policy.candidate import Candidate

_MISSING: Mapping[str, Mapping[str, bool]] = {
    "cisco_ios": {"prefix-list": True, "access-list": True},
    "frr": {"prefix-list": False, "access-list": False, "community-list": False, "as-path-list": False},
}
"""What a reference to a list that does not exist permits, for the systems where that is sure; elsewhere it is not known."""

_COMMUNITIES_AS_LINE = frozenset({"cisco_ios", "frr"})
"""Systems that match a regular expression with all communities of a route in one line."""

_FAMILIES = {
    "connected": ("connected", "direct"), "ibgp": ("bgp", "ibgp"),
    "ospf-ia": ("ospf",), "ospf-e1": ("ospf",), "ospf-e2": ("ospf",), "ospf-n1": ("ospf",), "ospf-n2": ("ospf",),
    "eigrp-ex": ("eigrp",), "isis-l1": ("isis",), "isis-l2": ("isis",), "isis-ia": ("isis",),
}  # fmt: skip
"""The words by which a policy may name a protocol of ours, beside its own name."""

_ORIGINS = ("igp", "egp", "incomplete")


class Conditions:
    """The conditions of one device, with its lists compiled when first used."""

    def __init__(self, device: Device, chain_permits: Callable[[tuple[str, ...], Candidate], bool | None]) -> None:
        self._device = device
        self._chain_permits = chain_permits
        self._prefix_lists: dict[str, lists.CompiledPrefixList] = {}
        self._answers: dict[tuple[str, str, object], bool | None] = {}
        self._as_line = device.suite in _COMMUNITIES_AS_LINE
        self._missing = _MISSING.get(device.suite, {})

    def holds(self, match: Match, route: Candidate) -> bool | None:
        """Whether any value of `match` holds for `route`."""
        if match.kind == "community" and match.exact:
            return {lists.community(value) for value in match.values} == route.communities
        if match.kind == "route-filter":
            return _longest_filter(match.values, route.prefix)
        if match.kind == "policy":
            return self._chain_permits(match.values, route)
        one = _SIMPLE.get(match.kind)
        if one is not None:
            return lists.some(one(value, route) for value in match.values)
        return lists.some(self._list_holds(match, name, route) for name in match.values) if match.kind in _LISTS else None

    def prefix_list_permits(self, name: str, prefix: Prefix) -> bool | None:
        """Whether the prefix list `name` permits a prefix."""
        if (known := self._prefix_lists.get(name)) is None:
            if (fact := self._device.prefix_lists.get(name)) is None:
                return self._missing.get("prefix-list")
            known = self._prefix_lists[name] = lists.CompiledPrefixList(fact)
        return known.empty or known.permits(prefix)

    def acl_permits(self, name: str, prefix: Prefix) -> bool | None:
        """Whether the ACL `name` permits a prefix."""
        acl = self._device.acls.get(name)
        return self._missing.get("access-list") if acl is None else lists.acl_permits(acl, prefix)

    def _list_holds(self, match: Match, name: str, route: Candidate) -> bool | None:
        match match.kind:
            case "prefix-list":
                return self.prefix_list_permits(name, route.prefix)
            case "access-list":
                return self.acl_permits(name, route.prefix)
            case "next-hop-prefix-list":
                return None if route.next_hop is None else self.prefix_list_permits(name, host(route.next_hop))
            case "next-hop-access-list":
                return None if route.next_hop is None else self.acl_permits(name, host(route.next_hop))
            case "as-path-list":
                known = self._device.as_path_lists.get(name)
                return self._missing.get(match.kind) if known is None else self._as_path(known, route)
        communities = self._device.community_lists.get(name)
        if communities is None:
            return self._missing.get("community-list")
        return self._communities(communities, match, route)

    def _as_path(self, known: AsPathList, route: Candidate) -> bool | None:
        key = ("as-path-list", known.name, route.as_path)
        if key not in self._answers:
            self._answers[key] = lists.as_path_list_permits(known, route.as_path)
        return self._answers[key]

    def _communities(self, known: CommunityList, match: Match, route: Candidate) -> bool | None:
        present = {"community-list": route.communities, "large-community-list": route.large_communities}.get(
            match.kind, route.extended_communities
        )
        key = (f"{match.kind} {match.exact}", known.name, present)
        if key not in self._answers:
            self._answers[key] = lists.community_list_permits(known, present, match.exact, self._as_line)
        return self._answers[key]


def host(address: Ip) -> Prefix:
    """An address as the prefix of itself."""
    return ip_network(int(address).to_bytes(address.max_prefixlen // 8, "big"))


_LISTS = frozenset(
    ("prefix-list", "access-list", "next-hop-prefix-list", "next-hop-access-list", "as-path-list", "community-list",
     "large-community-list", "ext-community-list")
)  # fmt: skip


def _longest_filter(values: tuple[str, ...], prefix: Prefix) -> bool | None:
    """Junos: of the filters whose prefix holds the route, those with the longest prefix alone decide.

    >>> _longest_filter(("10.0.0.0/8 ge 8 le 32", "10.1.0.0/16"), ip_network("10.1.1.0/24"))
    False
    """
    ranges = [(value, found) for value in values if (found := lists.range_of(value)) is not None]
    if len(ranges) < len(values):
        return None
    covering = [(value, outer) for value, (outer, _, _) in ranges if outer.version == prefix.version and prefix.subnet_of(outer)]  # type: ignore[arg-type]  # of one version
    longest = max((outer.prefixlen for _, outer in covering), default=0)
    return lists.some(lists.in_range(value, prefix) for value, outer in covering if outer.prefixlen == longest)


def _protocol(value: str, route: Candidate) -> bool | None:
    return value == route.protocol or value in _FAMILIES.get(route.protocol, ())


def _next_hop(value: str, route: Candidate) -> bool | None:
    try:
        return None if route.next_hop is None else route.next_hop in ip_network(value, strict=False)
    except ValueError:
        return None


def _neighbor(value: str, route: Candidate) -> bool | None:
    try:
        return route.neighbor is not None and route.neighbor == ip_address(value)
    except ValueError:
        return None


def _origin(value: str, route: Candidate) -> bool | None:
    return value == _ORIGINS[route.origin] if value in _ORIGINS else None


def _route_type(value: str, route: Candidate) -> bool | None:
    if not route.route_type:
        return None
    return value == route.route_type or (value == "external" and "external" in route.route_type)


_SIMPLE: Mapping[str, Callable[[str, Candidate], bool | None]] = {
    "prefix": lambda value, route: lists.in_range(value, route.prefix),
    "protocol": _protocol,
    "interface": lambda value, route: value == route.interface,
    "neighbor": _neighbor,
    "next-hop": _next_hop,
    "tag": lambda value, route: lists.number_fits(value, route.tag),
    "metric": lambda value, route: lists.number_fits(value, route.metric),
    "local-preference": lambda value, route: lists.number_fits(value, route.local_preference),
    "as-path-length": lambda value, route: lists.number_fits(value, path_length(route.as_path)),
    "origin": _origin,
    "route-type": _route_type,
    "instance": lambda value, route: value == route.instance if route.instance else None,
    "level": lambda value, route: value == str(route.level),
    "to-level": lambda value, route: value == str(route.to_level) if route.to_level else None,
    "area": lambda value, route: value == route.area,
    "community": lambda value, route: lists.community(value) == "internet" or lists.community(value) in route.communities,
}
