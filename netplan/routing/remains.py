"""What may be left from before: routes that go round between BGP and interior protocols outlive what they came from.

A router that gives a route of BGP to an interior protocol, and another one that takes it back into BGP, keep each other's route
alive. When the port is shut from which it came, it stays or goes according to who hears of that first. So where ports are
shut, the tables are computed as they were when these were up; what routers had then and lack now is put into one of them
after the other, and what stays there is not known.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from models.device import Device
from models.network import Network
from netplan.routing.columns import NUMBER, Book, Rows, merged, rows
from netplan.routing.exchange import gives, wants
from netplan.topology.memo import PerDevice
from netplan.topology.topology import Topology

_STARTS = 12
"""So many are tried; of a larger network it is said that there are more."""


def _shut(device: Device) -> frozenset[str]:
    """The ports that would have a subnet if they were not shut."""
    return frozenset(port.name for port in device.interfaces.values() if port.addresses and not port.enabled)


_shut_of = PerDevice(_shut)


def may_remain(network: Network) -> bool:
    """Whether ports are shut where routes can go round between BGP and interior protocols."""
    devices = network.devices
    return bool(wants.among(devices) and gives.among(devices)) and any(map(_shut_of, devices.values()))


def earlier(network: Network) -> Network:
    """The network before its ports were shut."""
    return replace(network, devices={id: _opened(device) for id, device in network.devices.items()})


def _opened(device: Device) -> Device:
    shut = _shut_of(device)
    ports = {name: replace(port, enabled=True) if name in shut else port for name, port in device.interfaces.items()}
    return replace(device, interfaces=ports) if shut else device


def left_over(topology: Topology, book: Book, rest: Rows, before: Topology, then: Rows) -> Iterator[Rows]:
    """Starts from `rest`, with the routes besides that a router which gives routes of BGP to others had before.

    `then` are the tables over the topology `before`, with prefixes of the same book.
    """
    held = set(zip(rest["node"].tolist(), rest["prefix"].tolist(), strict=True))
    had: dict[int, set[int]] = defaultdict(set)
    for node, prefix in zip(then["node"].tolist(), then["prefix"].tolist(), strict=True):
        had[node].add(prefix)
    for node in _giving(topology)[:_STARTS]:
        missing = [prefix for prefix in sorted(had[before.node_index[topology.nodes[node]]]) if (node, prefix) not in held]
        if missing:
            left = rows((node, prefix, NUMBER["bgp"], 20, 20, -1, -1, -1, -1, False, 0, -1, -1) for prefix in missing)
            yield merged(np.concatenate([rest, left]))


def untried(topology: Topology) -> str:
    """What is not looked at of routes that go round between protocols, in words; "" when it is all."""
    if not may_remain(topology.network) or (most := len(_giving(topology))) <= _STARTS:
        return ""
    return (
        f"{most} routers pass routes on from BGP to interior protocols, and ports are shut: "
        f"routes left over from before were sought at {_STARTS} of them"
    )


def _giving(topology: Topology) -> list[int]:
    """The nodes that give routes of BGP to interior protocols."""
    return [topology.node_index[id, vrf] for id, vrfs in gives.among(topology.network.devices).items() for vrf in vrfs]
