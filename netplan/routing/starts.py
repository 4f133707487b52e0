"""Other starts: what the tables come to when neighbours speak in another order.

A router that takes a route of an interior protocol into BGP prefers its own announcement to what its neighbours tell, and so
never enters theirs, which would win in the main table. Had theirs come first, the interior route would not be in the table
and there would be nothing to announce. Both states stay as they are. Where a table shows that this can be, the computation
runs again from states in which one or the other came first; what comes out otherwise is not known.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from models.device import Device, DeviceId
from models.network import Network
from models.routing import BgpProcess, Redistribution
from netplan.routing.bgp.path import EXTERNAL, LOCAL
from netplan.routing.bgp.view import BgpResult, NodeKey
from netplan.routing.columns import NUMBER, Book, Rows, prefix_object
from netplan.routing.exchange import ANY, INTERIOR, borrowed, gives, redistributes, takes
from netplan.topology.topology import Topology

_NUMBERS = [number for protocol, number in NUMBER.items() if protocol.partition("-")[0] in INTERIOR]
_LEARNT = [NUMBER["bgp"], NUMBER["ibgp"]]
_LAST = (254, 254, 254)
"""Distances that lose to those of every interior protocol."""


def takers(network: Network) -> list[tuple[NodeKey, BgpProcess]]:
    """The nodes that take routes of interior protocols into BGP."""
    devices = network.devices
    return [((id, vrf), devices[id].bgp[vrf]) for id, vrfs in takes.among(devices).items() for vrf in vrfs]


def contested(topology: Topology, book: Book, rest: Rows, offered: Rows, bgp: BgpResult) -> bool:
    """Whether some taker holds a prefix by one protocol that it would hold by another one, had that come first.

    `rest` are the main tables, `offered` what interior protocols offer to them.
    """
    for key, process in takers(topology.network):
        node, device = topology.node_index[key], topology.network.devices[key[0]]
        held, inner = rest[rest["node"] == node], offered[offered["node"] == node]
        if not redistributes(device, process):
            lines = [book.prefix_of(line.prefix) for line in borrowed(device)[key[1]]]
            held, inner = (rows[np.isin(rows["prefix"], lines)] for rows in (held, inner))
        if _at(book, bgp, key, process, held, inner):
            return True
    return False


def _at(book: Book, bgp: BgpResult, key: NodeKey, process: BgpProcess, held: Rows, offered: Rows) -> bool:
    learnt = held["prefix"][np.isin(held["protocol"], _LEARNT)]
    if np.isin(offered["prefix"][np.isin(offered["protocol"], _NUMBERS)], learnt).any():
        return True
    if bgp.tables is None:
        return False
    for row in held[np.isin(held["protocol"], _NUMBERS) & (held["distance"] > min(process.distances))]:
        paths = [path for path, _ in bgp.tables.paths(key, prefix_object(*book.prefixes[int(row["prefix"])]))]
        if paths and paths[0].learnt == LOCAL and paths[0].home is None:
            distances = (process.distances[0 if path.learnt == EXTERNAL else 1] for path in paths[1:] if path.learnt != LOCAL)
            if any(distance < int(row["distance"]) for distance in distances):
                return True
    return False


def may_rest_otherwise(network: Network) -> bool:
    """Whether anybody takes routes of interior protocols into BGP or the other way: without that one answer is all."""
    return bool(takes.among(network.devices) or gives.among(network.devices))


def neighbours_first(network: Network) -> Network:
    """The network before any interior protocol gave a route to BGP."""

    def alone(device: Device, vrf: str, process: BgpProcess) -> BgpProcess:
        kept = tuple(line for line in process.networks if line not in borrowed(device).get(vrf, ()))
        return replace(process, networks=kept, redistributions=_without(process))

    return _changed(network, alone)


def interior_first(network: Network) -> Network:
    """The network before BGP gave a route to the main tables of those who take interior routes."""
    return _changed(network, lambda _device, _vrf, process: _last(process))


def _without(process: BgpProcess) -> tuple[Redistribution, ...]:
    return tuple(item for item in process.redistributions if item.protocol not in (*INTERIOR, ANY))


def _last(process: BgpProcess) -> BgpProcess:
    six = None if process.ipv6 is None else replace(process.ipv6, distances=_LAST)
    return replace(process, distances=_LAST, ipv6=six)


def _changed(network: Network, change: Callable[[Device, str, BgpProcess], BgpProcess]) -> Network:
    devices: dict[DeviceId, Device] = dict(network.devices)
    for (identity, vrf), process in takers(network):
        device = devices[identity]
        devices[identity] = replace(device, bgp={**device.bgp, vrf: change(device, vrf, process)})
    return replace(network, devices=devices)
