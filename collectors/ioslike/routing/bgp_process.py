"""Lines of `router bgp` that are about the process: identity, best path, networks, aggregates, redistribution."""

from ipaddress import IPv4Address
from typing import Any

from collectors.ioslike.routing.bgp_peers import V4, V6
from collectors.ioslike.routing.bgp_resolve import Instance
from collectors.ioslike.routing.redistribution import redistribution
from collectors.ioslike.routing.routing_os import RoutingOs
from collectors.ioslike.routing.routing_words import asn, classful, is_ip, name_of, number, options, prefix
from collectors.tree import Line
from models.routing import BgpAggregate, BgpNetwork
from models.source import Source

FLAGS = {
    "bgp always-compare-med": "always_compare_med",
    "bgp deterministic-med": "deterministic_med",
    "bgp bestpath med missing-as-worst": "med_missing_as_worst",
    "bgp bestpath compare-routerid": "compare_router_id",
    "bgp bestpath tie-break router-id": "compare_router_id",
    "bgp bestpath as-path multipath-relax": "multipath_relax",
    "bgp advertise-inactive": "advertise_inactive",
}


def plain(line: Line, instance: Instance, os: RoutingOs) -> bool:
    """Take in a setting of the process as a whole; whether the line was one."""
    try:
        found = _plain(line.words, instance)
    except ValueError:
        return False
    if found is None:
        return False
    instance.settings.update(found)
    line.modelled()
    return True


def _plain(words: list[str], instance: Instance) -> dict[str, Any] | None:
    no = words[0] == "no"
    text = " ".join(words[1:] if no else words)
    if text in FLAGS:
        return {FLAGS[text]: not no}
    match words[1:] if no else words:
        case ["bgp", "router-id", address] | ["router-id", address]:
            return {"router_id": None if no else IPv4Address(address)}
        case ["bgp", "cluster-id", word]:
            return {"cluster_id": IPv4Address(word) if is_ip(word) else IPv4Address(number(word))}
        case ["bgp", "confederation", "identifier", word]:
            return {"confederation": asn(word)}
        case ["bgp", "confederation", "peers", *members] if members and not no:
            return {"confederation_peers": instance.settings.get("confederation_peers", frozenset()) | _members(members)}
        case ["bgp", "default", "local-preference", value]:
            return {"default_local_preference": number(value)}
        case ["bgp", "default", "ipv4-unicast" | "ipv6-unicast" as word]:
            instance.default_families[V4 if word == "ipv4-unicast" else V6] = not no
            return {}
        case ["bgp", "default", "ipv4-unicast", "transport", "ipv6"]:
            instance.default_families["ipv4 over ipv6"] = not no
            return {}
        case ["bgp", "ebgp-requires-policy"]:
            instance.requires_policy = not no
            return {}
        case ["bgp", "network", "import-check"]:
            instance.import_check = not no
            return {}
        case ["shutdown"]:
            return {"enabled": no}
        case _:
            return None


def _members(words: list[str]) -> frozenset[int]:
    """AS numbers with or without commas, and ranges of them.

    >>> sorted(_members(["65001,", "65003-65004", "65009"]))
    [65001, 65003, 65004, 65009]
    """
    found: set[int] = set()
    for word in " ".join(words).replace(",", " ").split():
        first, dash, last = word.partition("-")
        found.update(range(asn(first), asn(last) + 1) if dash and asn(last) - asn(first) < 1024 else [asn(word)])
    return frozenset(found)


def in_family(line: Line, instance: Instance, family: str, os: RoutingOs, source: Source) -> None:
    """Take in a line of IPv4 or IPv6 unicast; it stays unread when it is not understood."""
    try:
        found = _in_family(line.words, instance, family, os, source)
    except ValueError:
        return
    if found is not None:
        instance.settings.update(found)
        line.modelled()


def _in_family(words: list[str], instance: Instance, family: str, os: RoutingOs, source: Source) -> dict[str, Any] | None:
    held = instance.settings
    match words:
        case ["network", *rest]:
            return {"networks": (*held.get("networks", ()), _network(rest, source))}
        case ["aggregate-address", *rest]:
            return {"aggregates": (*held.get("aggregates", ()), _aggregate(rest, source))}
        case ["redistribute", *rest]:
            into = redistribution(rest, os, "bgp", 4 if family == V4 else 6, source)
            return {"redistributions": (*held.get("redistributions", ()), into)}
        case ["maximum-paths", *rest]:
            return _for(family, instance, _paths(rest, os))
        case ["distance", "bgp", external, internal, local]:
            return _for(
                family, instance, {"distances": (number(external, 1, 255), number(internal, 1, 255), number(local, 1, 255))}
            )
        case ["distance", "bgp", external]:
            return _for(family, instance, {"distances": (number(external, 1, 255), *os.bgp_distances[1:])})
        case ["bgp", "additional-paths", *how]:
            if "send" in how:
                instance.add_paths.add(family)
            return {}
        case ["default-information", "originate"] if family == V4:
            return {"originate_default": True}
        case ["auto-summary"] | ["no", "auto-summary"]:
            return {"auto_summary": words[0] != "no"}
        case ["synchronization"] | ["no", "synchronization"]:
            return {"synchronization": words[0] != "no"}
        case _:
            return None


def _for(family: str, instance: Instance, found: dict[str, Any]) -> dict[str, Any]:
    """Settings that each family has of its own: those of IPv6 are kept apart."""
    if family == V4:
        return found
    instance.of_ipv6.update(found)
    return {}


def _network(words: list[str], source: Source) -> BgpNetwork:
    """`network 10.0.0.0/8`, `network 10.1.0.0 mask 255.255.0.0` or, of a whole class, `network 10.0.0.0`."""
    match words:
        case [address, "mask", mask, *rest]:
            found, _ = prefix([address, mask])
        case [text, *rest] if "/" in text:
            found, _ = prefix([text])
        case [address, *rest]:
            found = classful(address)
        case _:
            raise ValueError("no network")
    return BgpNetwork(found, name_of(options(rest, {"route-map": 1}), "route-map"), source=source)


def _aggregate(words: list[str], source: Source) -> BgpAggregate:
    network, rest = prefix(words)
    known = {"summary-only": 0, "as-set": 0, "attribute-map": 1, "route-map": 1, "suppress-map": 1}
    found = options(rest, known)
    attribute = found.get("attribute-map") or found.get("route-map") or [""]
    suppress = found.get("suppress-map", [""])
    return BgpAggregate(network, "summary-only" in found, "as-set" in found, attribute[0], suppress[0], source)


def _paths(words: list[str], os: RoutingOs) -> dict[str, Any]:
    """`maximum-paths 4`, `maximum-paths ibgp 4`, `maximum-paths eibgp 4`, EOS `maximum-paths 4 ecmp 4`."""
    match words:
        case ["ibgp", count, *rest] if not set(rest) - {"equal-cluster-length"}:
            return {"maximum_paths_internal": number(count, 1, 1024)}
        case ["eibgp", count] | [count, "ecmp", _]:
            return {"maximum_paths": number(count, 1, 1024), "maximum_paths_internal": int(count)}
        case [count]:
            paths = {"maximum_paths": number(count, 1, 1024)}
            return {**paths, "maximum_paths_internal": int(count)} if os.bgp_paths_for_both else paths
        case _:
            raise ValueError("not known here")
