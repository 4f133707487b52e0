"""BGP, route maps and their lists of AOS-CX, whose words are brought to those of its family."""

import re
from collections.abc import Callable

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.policy.policy_lists import list_readers
from collectors.ioslike.policy.route_maps import policy_readers
from collectors.ioslike.routing.bgp import bgp_readers
from collectors.tree import Line
from collectors.vendors.aruba_aoscx.loopbacks import restated
from collectors.vendors.aruba_aoscx.system import AOSCX, PORT_NAME

_PORTS = ("loopback", "vlan", "lag")
_PORT = re.compile(PORT_NAME + r"|(?:vlan|lag)\d+")
"""A neighbour that is named by the port behind which it is."""


def _process(words: list[str]) -> list[str]:
    """A line of `router bgp` as its family writes it.

    >>> _process("neighbor 10.0.0.2 update-source loopback 0".split())
    ['neighbor', '10.0.0.2', 'update-source', 'loopback0']
    """
    match words:
        case ["distance", "bgp", external, internal]:
            return ["distance", "bgp", external, internal, str(AOSCX.bgp_distances[2])]
        case [*head, "update-source", kind, number] if kind in _PORTS:
            return [*head, "update-source", kind + number]
        case ["neighbor", name, *rest] if _PORT.fullmatch(name) and rest[:1] != ["interface"]:
            return _process(["neighbor", name, "interface", *rest])
        case [*head, "aspath-list", name, "in" | "out" as way]:
            return [*head, "filter-list", name, way]
        case [*head, "ttl-security-hops", hops]:
            return [*head, "ttl-security", "hops", hops]
        case [*head, "add-paths", "send" | "both" as way]:
            return [*head, "additional-paths", "send", way]
        case [*head, "add-paths", "receive"]:
            return [*head, "additional-paths", "receive"]
    return restated(words)


_MATCHES = {"aspath-list": "as-path", "community-list": "community", "extcommunity-list": "extcommunity"}


def _entry(words: list[str]) -> list[str]:
    """A line of a route map as its family writes it.

    >>> _entry("match aspath-list A".split())
    ['match', 'as-path', 'A']
    """
    match words:
        case ["match", kind, *names] if kind in _MATCHES:
            return ["match", _MATCHES[kind], *names]
    return words


def _as_paths(words: list[str]) -> list[str]:
    """`ip aspath-list NAME seq 10 permit REGEX`."""
    return ["ip", "as-path", "access-list", *words[2:]] if words[:2] == ["ip", "aspath-list"] else words


def _said_as(common: Callable[[list[str]], list[str]], read: Reader) -> Reader:
    """A reader of the family for lines that `common` brings to its words."""

    def reader(line: Line, draft: Draft) -> None:
        line.words = common(line.words)
        for child in line.walk():
            child.words = common(child.words)
        read(line, draft)

    return reader


_LISTS = list_readers()
BGP: dict[str, tuple[str, Reader]] = {
    **{words: _LISTS[words] for words in ("ip prefix-list", "ipv6 prefix-list", "ip community-list", "ip extcommunity-list")},
    "ip aspath-list": ("as-path-list", _said_as(_as_paths, _LISTS["ip as-path access-list"][1])),
    "route-map": ("route-map", _said_as(_entry, policy_readers(AOSCX)["route-map"][1])),
    "router bgp": ("bgp", _said_as(_process, bgp_readers(AOSCX)["router bgp"][1])),
}
