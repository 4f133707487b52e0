"""The way of a frame from one switch to another inside a VLAN: by which ports, as the spanning tree leaves it.

Ports that forward for certain make no ring, so a way over them is the way, whatever else is not known. Where wires make no
ring and nothing shuts ports, every port forwards, even if nobody knows the tree.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from models.device import Device, DeviceId
from models.interfaces import Switchport
from models.network import Network
from models.spanning_tree import SpanningTree, StpMode
from netplan.topology.bridging import StpTree, mode_of, silent_port
from netplan.topology.ground import Place
from netplan.topology.ports import carries, device_ports


@dataclass(frozen=True, slots=True)
class Way:
    """Out of which port and into which, wire by wire; `hops` is None where there is none that is known, and `why` says why."""

    hops: tuple[tuple[Place, Place], ...] | None
    why: str = ""


def way(network: Network, trees: Iterable[StpTree], vlan: int, start: DeviceId, end: DeviceId) -> Way:
    """The way of a frame of a VLAN between two switches."""
    if start == end:
        return Way(())
    wanted = number_of(network.devices[start], vlan)
    found = tree_of(network, trees, vlan, start)
    if found is None:
        return Way(None, f"{start} has no tree {wanted} for VLAN {vlan}")
    if found.tree is None and not found.passing:
        return Way(None, "; ".join(found.doubts) or f"spanning tree is off at {start}")
    if end not in found.devices:
        return Way(None, f"no wire that carries VLAN {vlan} leads from {start} to {end}")
    came: dict[DeviceId, tuple[Place, Place]] = {}
    queue = deque([start])
    while queue and end not in came:
        for out, into in _steps(network, found, vlan, queue.popleft()):
            if into[0] != start and into[0] not in came:
                came[into[0]] = out, into
                queue.append(into[0])
    if end not in came:
        return Way(None, f"which ports forward VLAN {vlan} between {start} and {end} is not known, or none carries it all the way")
    hops: list[tuple[Place, Place]] = []
    at = end
    while at != start:
        hops.append(came[at])
        at = came[at][0][0]
    return Way(tuple(reversed(hops)))


def tree_of(network: Network, trees: Iterable[StpTree], vlan: int, start: DeviceId) -> StpTree | None:
    """The tree that carries a VLAN at a switch."""
    return next((found for found in trees if start in found.devices and _holds(found, network.devices[start], vlan)), None)


def forwards(network: Network, found: StpTree | None, place: Place, vlan: int) -> bool | None:
    """Whether a port passes frames of a VLAN, as `found`, the tree of that VLAN there, leaves it; None where nobody knows."""
    if always_open(network, found, place, vlan):
        return True
    if found is None or not any(place in lan for lan in found.lans):
        return None
    if found.tree is None:
        return True if found.passing else None
    return found.tree.forwards(*place) if place in found.tree.roles else None


def always_open(network: Network, found: StpTree | None, place: Place, vlan: int) -> bool:
    """Whether a port forwards whatever becomes of the tree: it takes no part in it, or it is an edge that no switch is behind."""
    device = network.devices[place[0]]
    mode, told = mode_of(device), device.spanning_tree or SpanningTree()
    if silent_port(device, place[1], vlan if mode is not None and mode.per_vlan else None):
        return True
    return found is not None and (place,) in found.lans and place not in found.beyond and not told.not_understood


def number_of(device: Device, vlan: int) -> int:
    """The instance that carries a VLAN at a switch by its config; 0 where there is one tree for all."""
    told = device.spanning_tree
    return told.region.instance(vlan) if told is not None and mode_of(device) is StpMode.MST else 0


def vlans_of(device: Device, found: StpTree) -> frozenset[int]:
    """The VLANs of a switch whose frames go by a tree."""
    return frozenset(vlan for vlan in device_ports(device).vlans if _holds(found, device, vlan))


def _holds(found: StpTree, device: Device, vlan: int) -> bool:
    return found.number == number_of(device, vlan) if found.vlan is None else found.vlan == vlan


def _steps(network: Network, found: StpTree, vlan: int, at: DeviceId) -> Iterator[tuple[Place, Place]]:
    """The wires by which frames surely go on: both ports forward and carry the VLAN."""
    for lan in found.lans:
        passes = [place for place in lan if found.tree is None or found.tree.forwards(*place)]
        open_ports = [place for place in passes if _carries(network, place, vlan)]
        yield from ((out, into) for out in open_ports if out[0] == at for into in open_ports if into[0] != at)


def _carries(network: Network, place: Place, vlan: int) -> bool:
    port = network.devices[place[0]].interfaces[place[1]].switchport
    return port is not None and carries_surely(port, vlan)


def carries_surely(port: Switchport, vlan: int) -> bool:
    """Whether a port takes a VLAN for certain; of one that negotiates its mode, only what it takes untagged either way.

    >>> carries_surely(Switchport("dynamic"), 1), carries_surely(Switchport("dynamic"), 10), carries_surely(Switchport("trunk"), 10)
    (True, False, True)
    """
    if port.mode == "dynamic":
        return carries(replace(port, mode="trunk"), vlan) and vlan == port.access_vlan == port.native_vlan
    return port.mode in ("access", "trunk") and carries(port, vlan)
