"""BGP's answer as rows of the main tables."""

import numpy as np

from models.route import Route
from models.routing import Prefix
from netplan.routing.bgp.offers import Columns, Offers
from netplan.routing.bgp.view import BgpResult
from netplan.routing.columns import NUMBER, ROUTE, Book, Rows, rows, stacked
from netplan.topology.topology import Topology


def bgp_rows(topology: Topology, book: Book, bgp: BgpResult) -> Rows:
    """BGP's answer as rows. Equal paths of one prefix form one entry whatever the kinds and metrics of its parts."""
    offers = bgp.routes if isinstance(bgp.routes, Offers) else Offers(bgp.routes)
    parts = [_of_columns(topology, book, part) for part in offers.columns]
    return stacked([_of_objects(topology, book, offers), *parts])


def _of_columns(topology: Topology, book: Book, part: Columns) -> Rows:
    out = np.zeros(len(part.router), ROUTE)
    if not len(out):
        return out
    nodes = np.array([-1 if s.vpn else topology.node_index[s.key] for s in part.speakers])
    prefixes = np.array([book.prefix_of(prefix) for prefix in part.prefixes])
    sources = np.array([book.source(s.process.source) for s in part.speakers])
    hops = np.array([-1 if ip is None else book.ip(ip.version, int(ip)) for ip in (via or hop for hop, _, via in part.hops)])
    out["node"], out["prefix"], out["source"] = nodes[part.router], prefixes[part.prefix], sources[part.router]
    lead = part.lead
    out["protocol"], out["distance"], out["metric"] = part.protocol[lead], part.distance[lead], part.metric[lead]
    out["hop"], out["tag"], out["discard"] = hops[part.hop], part.tag, part.discard
    out["port"] = out["via"] = out["table"] = out["process"] = -1
    ported = np.flatnonzero(np.array([bool(port) for _, port, _ in part.hops])[part.hop])
    places = {
        (router, hop): topology.port_index.get((part.speakers[router].key[0], part.hops[hop][1]), -1)
        for router, hop in set(zip(part.router[ported].tolist(), part.hop[ported].tolist(), strict=True))
    }
    out["port"][ported] = [places[pair] for pair in zip(part.router[ported].tolist(), part.hop[ported].tolist(), strict=True)]
    return out


def _of_objects(topology: Topology, book: Book, offers: Offers) -> Rows:
    found = []
    for (device, vrf), offered in offers.objects.items():
        node = topology.node_index[device, vrf]
        first: dict[Prefix, Route] = {}
        for route in offered:
            lead = first.setdefault(route.prefix, route)
            hop = -1 if route.next_hop is None else book.ip(route.next_hop.version, int(route.next_hop))
            port = topology.port_index.get((device, route.interface), -1) if route.interface else -1
            onward = (route.next_hop_device or device, route.next_hop_vrf)
            table = topology.node_index.get(onward, -1) if route.next_hop_vrf else -1
            row = (node, book.prefix_of(route.prefix), NUMBER[lead.protocol], lead.distance, lead.metric, port, hop, -1, table)
            found.append((*row, route.discard, route.tag, -1, book.source(route.source)))
    return rows(found)
