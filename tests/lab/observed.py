"""The routing tables that the routers of a laboratory print, and those that netplan predicts, in one form."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from models.network import Network
from netplan.routing.solve import routes
from tests.lab.lab import Lab


class Way(NamedTuple):
    """One way of one route that is in use."""

    router: str
    vrf: str
    prefix: str
    protocol: str
    way: str
    """The next hop, the port where there is none, or "discard"."""
    distance: int
    metric: int


def observed(lab: Lab) -> set[Way]:
    """What all routers have in their tables now."""
    return {
        way for router in lab.layout.routers for way in _printed(router.name, lab.vtysh(router.name, "show ip route vrf all json"))
    }


def _printed(router: str, text: str) -> Iterator[Way]:
    """FRR prints one JSON document for each VRF, back to back."""
    decoder, at = json.JSONDecoder(), 0
    while (at := text.find("{", at)) >= 0:
        table, at = decoder.raw_decode(text, at)
        for prefix, entries in table.items():
            for entry in entries:
                if entry.get("selected"):
                    yield from _ways(router, prefix, entry)


def _ways(router: str, prefix: str, entry: dict[str, Any]) -> Iterator[Way]:
    for hop in entry["nexthops"]:
        if hop.get("blackhole") or hop.get("unreachable"):
            way = "discard"
        elif hop.get("fib"):
            way = hop.get("ip") or hop["interfaceName"]
        else:
            continue
        yield Way(router, entry["vrfName"], prefix, entry["protocol"], way, entry["distance"], entry["metric"])


def predicted(network: Network) -> set[Way]:
    """What netplan computes. FRR 8 has no local routes, and one word for all kinds of OSPF and of BGP."""
    found = set()
    for node, table in routes(network).ribs.items():
        for route in table:
            if route.protocol != "local":
                protocol = {"ibgp": "bgp"}.get(route.protocol, route.protocol.partition("-")[0])
                way = "discard" if route.discard else str(route.next_hop) if route.next_hop else route.interface
                found.add(Way(node.device.name, node.vrf, str(route.prefix), protocol, way, route.distance, route.metric))
    return found
