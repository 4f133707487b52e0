"""What becomes of all pairs when one link or one device fails: every single failure, each a small change and its undoing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from models.change import Change
from models.device import DeviceId
from models.interfaces import InterfaceKind
from models.verdict import Fate
from netplan.forwarding.dataplane import DataPlane
from netplan.forwarding.fates import ORDER
from netplan.forwarding.lanes import Words
from netplan.forwarding.live import Live
from netplan.forwarding.watch import Watch
from netplan.topology.topology import Node

Port = tuple[DeviceId, str]
Cell = tuple[Node, int]
"""A node, and an address that it sends packets to."""
_DELIVERED, _UNKNOWN = (1 << ORDER.index(fate) for fate in (Fate.DELIVERED, Fate.UNKNOWN))


@dataclass(frozen=True, slots=True)
class Failure:
    """One failure: the ports that are down with it, how many pairs have another outcome, and those that are cut off.

    A pair is a node and an address; it is lost when packets arrived on some branch, and do on none any more (`doubtful`: of
    those, what a branch becomes is unknown), and won the other way round. The pairs of a device that fails are not counted.
    """

    what: str
    ports: tuple[Port, ...]
    changed: int
    lost: tuple[Cell, ...]
    won: tuple[Cell, ...] = ()
    doubtful: tuple[Cell, ...] = ()
    device: DeviceId | None = None
    """The device that fails; None for a link."""


def failures(state: Live, addresses: Iterable[int], links: bool = True, devices: bool = True, family: int = 4) -> Iterator[Failure]:
    """All single failures. A link is all ports that hear each other; loopbacks and the routed ports of VLANs do not fail."""
    watch = state.watch(addresses, family)
    for what, ports, gone in _cases(state, links, devices):
        yield _failed(state, watch, what, ports, gone)


def count(state: Live) -> int:
    """How many single failures there are."""
    return sum(1 for _ in _cases(state, links=True, devices=True))


def _cases(state: Live, links: bool, devices: bool) -> Iterator[tuple[str, tuple[Port, ...], DeviceId | None]]:
    topology = state.plane.topology
    for link in topology.links if links else ():
        ports = sorted((topology.ports[p].device, topology.ports[p].interface.name) for p in link if _fails(state, p))
        if len(ports) > 1:
            yield " - ".join(f"{device} {name}" for device, name in ports), tuple(ports), None
    for id, device in sorted(state.plane.network.devices.items()) if devices else ():
        yield str(id), tuple((id, name) for name, port in device.interfaces.items() if port.enabled), id


def _fails(state: Live, port: int) -> bool:
    interface = state.plane.topology.ports[port].interface
    return interface.enabled and interface.kind not in (InterfaceKind.LOOPBACK, InterfaceKind.VLAN)


def _failed(state: Live, watch: Watch, what: str, ports: tuple[Port, ...], gone: DeviceId | None) -> Failure:
    devices = state.plane.network.devices
    shut = [
        Change(device, port, replace(port, enabled=False)) for device, name in ports for port in (devices[device].interfaces[name],)
    ]
    after = state.after(*shut)
    moved = after.follow(watch)
    nodes = state.plane.nodes
    if moved is None:
        return _anew(state.plane, after.plane, watch, what, ports, gone)
    watch.back()
    kept = np.array([nodes[node].device != gone for node in moved.nodes.tolist()], np.bool_)
    lanes = watch.lanes.addresses

    def cells(found: Words) -> tuple[Cell, ...]:
        cells: list[Cell] = []
        for node, words in zip(moved.nodes[kept].tolist(), found[kept], strict=True):
            if words.any():
                bits = np.unpackbits(np.ascontiguousarray(words).view(np.uint8), bitorder="little")
                cells += [(nodes[node], lanes[lane]) for lane in np.flatnonzero(bits).tolist()]
        return tuple(cells)

    changed = int(np.bitwise_count(moved.bits[kept]).sum())
    return Failure(what, ports, changed, cells(moved.lost), cells(moved.won), cells(moved.doubtful), gone)


def _anew(before: DataPlane, after: DataPlane, watch: Watch, what: str, ports: tuple[Port, ...], gone: DeviceId | None) -> Failure:
    """The same by two computations, where the change could not be followed."""
    nodes = [node for node in before.nodes if node.device != gone]
    lanes = watch.lanes.addresses
    starts = [(node.device, node.vrf) for node in nodes]
    one, other = (plane.fates(starts, lanes, watch.lanes.family).mask for plane in (before, after))
    was, now, unknown = (one & _DELIVERED).astype(bool), (other & _DELIVERED).astype(bool), (other & _UNKNOWN).astype(bool)

    def cells(found: npt.NDArray[np.bool_]) -> tuple[Cell, ...]:
        return tuple((nodes[i], lanes[lane]) for i, lane in np.argwhere(found).tolist())

    lost = was & ~now
    return Failure(what, ports, int(np.count_nonzero(one != other)), cells(lost), cells(now & ~was), cells(lost & unknown), gone)
