"""Lines of `router bgp` of IOS XR that are about the process: identity, best path, networks, aggregates, redistribution."""

from ipaddress import IPv4Address
from typing import Any

from collectors.draft import Draft
from collectors.ioslike.routing.bgp_peers import V4
from collectors.ioslike.routing.bgp_resolve import Instance
from collectors.ioslike.routing.redistribution import redistribution
from collectors.ioslike.routing.routing_words import asn, is_ip, number, options, prefix
from collectors.tree import Line
from collectors.vendors.cisco_xr.called import called, with_policy
from collectors.vendors.cisco_xr.system import XR
from models.routing import BgpAggregate, BgpNetwork
from models.source import Source

_FLAGS = {
    "bgp bestpath med always": "always_compare_med",
    "bgp bestpath med missing-as-worst": "med_missing_as_worst",
    "bgp bestpath compare-routerid": "compare_router_id",
    "bgp bestpath as-path multipath-relax": "multipath_relax",
}


CHOSEN_PATHS = "policies that choose paths"
"""Scratch: the policies by which several paths of a prefix are used, with their lines."""


def setting(line: Line, instance: Instance) -> None:
    """Take in a setting of the process as a whole; the line stays unread when it is not understood."""
    try:
        found = _setting(line, instance)
    except ValueError:
        return
    if found is not None:
        instance.settings |= found
        line.modelled()


def _setting(line: Line, instance: Instance) -> dict[str, Any] | None:
    if (flag := _FLAGS.get(" ".join(line.words))) is not None:
        return {flag: True}
    match line.words:
        case ["bgp", "router-id", address]:
            return {"router_id": IPv4Address(address)}
        case ["bgp", "cluster-id", word]:
            return {"cluster_id": IPv4Address(word) if is_ip(word) else IPv4Address(number(word))}
        case ["bgp", "confederation", "identifier", word]:
            return {"confederation": asn(word)}
        case ["bgp", "confederation", "peers", *inline]:
            members = [*inline, *(child.text for child in line.children)]
            found = frozenset(asn(member) for member in members)
            for child in line.children:
                child.modelled()
            return {"confederation_peers": instance.settings.get("confederation_peers", frozenset()) | found}
        case ["bgp", "default", "local-preference", value]:
            return {"default_local_preference": number(value)}
        case ["bgp", "unsafe-ebgp-policy"]:
            instance.requires_policy = False
            return {}
        case ["default-information", "originate"]:
            return {"originate_default": True}
    return None


def in_family(line: Line, instance: Instance, family: str, draft: Draft) -> None:
    """Take in a line of IPv4 or IPv6 unicast; it stays unread when it is not understood."""
    try:
        found = _in_family(line, instance, family, draft)
    except ValueError:
        return
    if found is not None:
        instance.settings |= found
        line.modelled()


def _in_family(line: Line, instance: Instance, family: str, draft: Draft) -> dict[str, Any] | None:
    held, source, version = instance.settings, draft.source(line), 4 if family == V4 else 6
    match line.words:
        case ["network", text, *rest]:
            network, after = prefix([text, *rest])
            said = options(with_policy(after, draft), {"route-map": 1})
            found = BgpNetwork(network, tuple(said.get("route-map", ())), source=source)
            return {"networks": (*held.get("networks", ()), found)}
        case ["aggregate-address", *rest]:
            return {"aggregates": (*held.get("aggregates", ()), _aggregate(with_policy(rest, draft), source))}
        case ["redistribute", *rest]:
            into = redistribution(with_policy(rest, draft), XR, "bgp", version, source)
            return {"redistributions": (*held.get("redistributions", ()), into)}
        case ["maximum-paths", "ebgp", count, *how] if not set(how):
            return _for(version, instance, {"maximum_paths": number(count, 1, 1024)})
        case ["maximum-paths", "ibgp", count, *how] if not set(how):
            return _for(version, instance, {"maximum_paths_internal": number(count, 1, 1024)})
        case ["maximum-paths", "eibgp", count, *how] if not set(how):
            paths = number(count, 1, 1024)
            return _for(version, instance, {"maximum_paths": paths, "maximum_paths_internal": paths})
        case ["distance", "bgp", external, internal, local]:
            values = (number(external, 1, 255), number(internal, 1, 255), number(local, 1, 255))
            return _for(version, instance, {"distances": values})
        case ["additional-paths", "send" | "receive"]:
            return {}  # changes nothing until a policy chooses more paths to send
        case ["additional-paths", "selection", "route-policy", *policy] if policy:
            chosen = draft.scratch.setdefault(CHOSEN_PATHS, [])
            assert isinstance(chosen, list)
            chosen.append((called(policy, draft), line))
    return None


def _for(version: int, instance: Instance, found: dict[str, Any]) -> dict[str, Any]:
    """Each family has settings of its own: those of IPv6 are kept apart."""
    if version == 4:
        return found
    instance.of_ipv6 |= found
    return {}


def _aggregate(words: list[str], source: Source) -> BgpAggregate:
    """`PREFIX [as-set] [summary-only] [route-policy P]`: the policy may keep back parts of it and set attributes."""
    network, rest = prefix(words)
    said = options(rest, {"as-set": 0, "summary-only": 0, "route-map": 1})
    if "route-map" in said:
        raise ValueError("a policy that may suppress routes")
    return BgpAggregate(network, "summary-only" in said, "as-set" in said, source=source)
