"""Other starts: what the tables come to when neighbours speak in another order.

A router that takes a route of an interior protocol into BGP prefers its own announcement to what its neighbours tell, and so
never enters theirs, which would win in the main table. Had theirs come first, the interior route would not be in the table
and there would be nothing to announce. Both states stay as they are. Where a table shows that this can be, the computation
runs again from states in which one or the other came first; what comes out otherwise is not known. The same holds for routes that
go round between protocols and so may outlive what they came from.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from models.device import Device, DeviceId
from models.network import Network
from models.routing import BgpProcess, Prefix, Redistribution
from netplan.routing.bgp.path import EXTERNAL, LOCAL
from netplan.routing.bgp.view import BgpResult, NodeKey
from netplan.routing.columns import NUMBER, Book, Rows, merged, prefix_object, rows, stacked
from netplan.routing.exchange import ANY, INTERIOR, gives, takes
from netplan.topology.memo import PerDevice
from netplan.topology.topology import Topology

_NUMBERS = [number for protocol, number in NUMBER.items() if protocol.partition("-")[0] in INTERIOR]
_LEARNT = [NUMBER["bgp"], NUMBER["ibgp"]]
_STARTS = 12
"""So many of each kind are tried; of a larger network it is said that there are more."""
_LAST = (254, 254, 254)
"""Distances that lose to those of every interior protocol."""


def _shut(device: Device) -> frozenset[Prefix]:
    """The subnets of ports that are shut."""
    ports = (port for port in device.interfaces.values() if not port.enabled)
    return frozenset(address.ip.network for port in ports for address in port.addresses)


_shut_of = PerDevice(_shut)


def takers(network: Network) -> list[tuple[NodeKey, BgpProcess]]:
    """The nodes that take routes of interior protocols into BGP."""
    devices = network.devices
    return [((id, vrf), devices[id].bgp[vrf]) for id, vrfs in takes.among(devices).items() for vrf in vrfs]


def lost(network: Network) -> frozenset[Prefix]:
    """Subnets of ports that are shut, where routes can go round between BGP and interior protocols.

    A route that does so may keep itself alive when that which it came from is gone.
    """
    devices = network.devices
    if not takes.among(devices) or not gives.among(devices):
        return frozenset()
    return frozenset().union(*_shut_of.among(devices).values())


def contested(topology: Topology, book: Book, rest: Rows, offered: Rows, bgp: BgpResult) -> bool:
    """Whether some taker holds a prefix by one protocol that it would hold by another one, had that come first.

    `rest` are the main tables, `offered` what interior protocols offer to them.
    """
    for key, process in takers(topology.network):
        node = topology.node_index[key]
        if _at(book, bgp, key, process, rest[rest["node"] == node], offered[offered["node"] == node]):
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
    return _changed(network, lambda process: replace(process, redistributions=_without(process)))


def interior_first(network: Network) -> Network:
    """The network before BGP gave a route to the main tables of those who take interior routes."""
    return _changed(network, _last)


def left_over(topology: Topology, book: Book, rest: Rows) -> Iterator[Rows]:
    """Starts with a route to what is `lost`, left from before at one of those who take or give routes.

    `rest` are the routes that are there in any case.
    """
    prefixes = {book.prefix_of(prefix) for prefix in lost(topology.network)}
    if not prefixes:
        return
    taking, giving = _both(topology)
    held = set(zip(rest["node"].tolist(), rest["prefix"].tolist(), strict=True))
    for nodes, protocol, distance in ((giving, "bgp", 20), (taking, "ospf-e2", 110)):
        for node in nodes[:_STARTS]:
            missing = sorted(prefix for prefix in prefixes if (node, prefix) not in held)
            left = rows((node, prefix, NUMBER[protocol], distance, 20, -1, -1, -1, -1, False, 0, -1, -1) for prefix in missing)
            yield merged(stacked([rest, left]))


def untried(topology: Topology) -> str:
    """What is not looked at of routes that go round between protocols, in words; "" when it is all."""
    if not lost(topology.network) or (most := max(map(len, _both(topology)))) <= _STARTS:
        return ""
    return (
        f"{most} routers pass routes on between BGP and interior protocols, and ports are shut: "
        f"routes left over from before were sought at {_STARTS} of them"
    )


def _both(topology: Topology) -> tuple[list[int], list[int]]:
    """The nodes that take routes of interior protocols into BGP, and those that give routes of BGP to them."""
    taking = [topology.node_index[key] for key, _ in takers(topology.network)]
    given = gives.among(topology.network.devices)
    giving = [topology.node_index[id, vrf] for id, vrfs in given.items() for vrf in vrfs]
    return taking, giving


def _without(process: BgpProcess) -> tuple[Redistribution, ...]:
    return tuple(item for item in process.redistributions if item.protocol not in (*INTERIOR, ANY))


def _last(process: BgpProcess) -> BgpProcess:
    six = None if process.ipv6 is None else replace(process.ipv6, distances=_LAST)
    return replace(process, distances=_LAST, ipv6=six)


def _changed(network: Network, change: Callable[[BgpProcess], BgpProcess]) -> Network:
    devices: dict[DeviceId, Device] = dict(network.devices)
    for (identity, vrf), process in takers(network):
        device = devices[identity]
        devices[identity] = replace(device, bgp={**device.bgp, vrf: change(process)})
    return replace(network, devices=devices)
