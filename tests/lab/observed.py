"""The routing tables that the routers of a laboratory print, and those that netplan predicts, in one form."""

from collections.abc import Iterator
from typing import NamedTuple

from collectors.shown import Page
from collectors.vendors.frr.shown import read_routes
from models.network import Network
from netplan.audit.fidelity.routes import family_of
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
    """As the product reads it; ports on a subnet have neither distance nor metric."""
    for route in read_routes(Page(text, "default", router)):
        way = "discard" if route.discard else str(route.next_hop or route.interface)
        yield Way(router, route.vrf, str(route.prefix), family_of(route.protocol), way, route.distance or 0, route.metric or 0)


def predicted(network: Network) -> set[Way]:
    """What netplan computes. FRR 8 has no local routes, and one word for all kinds of OSPF and of BGP."""
    found = set()
    for node, table in routes(network).ribs.items():
        for route in table:
            if route.protocol != "local":
                protocol = family_of(route.protocol)
                way = "discard" if route.discard else str(route.next_hop) if route.next_hop else route.interface
                found.add(Way(node.device.name, node.vrf, str(route.prefix), protocol, way, route.distance, route.metric))
    return found
