"""What becomes of all pairs when one link or one device fails: every single failure, each a small change and its undoing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from models.change import Change
from models.device import DeviceId
from models.interfaces import InterfaceKind
from netplan.forwarding.dataplane import DataPlane
from netplan.forwarding.fates import decided
from netplan.forwarding.live import Live
from netplan.forwarding.watch import Difference, Watch

Port = tuple[DeviceId, str]


@dataclass(frozen=True, slots=True)
class Failure:
    """One failure: its ports, all that are `down` with them (other ends of wires, VLANs), and the pairs that it changes.

    A pair is a node, by its number, and an address, by its lane: the nth of those that were asked for, in order. The pairs of a
    device that fails are not counted.
    """

    what: str
    ports: tuple[Port, ...]
    down: frozenset[Port]
    moved: Difference
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
    if moved is None:
        moved = _anew(state.plane, after.plane, watch)
    else:
        watch.back()
    nodes = state.plane.nodes
    kept = np.array([nodes[node].device != gone for node in moved.nodes.tolist()], np.bool_)
    down = frozenset(ports) | (after.plane.topology.down.keys() - state.plane.topology.down.keys())
    return Failure(what, ports, down, moved.where(kept), gone)


def _anew(before: DataPlane, after: DataPlane, watch: Watch) -> Difference:
    """The same by two computations, where the change could not be followed."""
    starts = [(node.device, node.vrf) for node in before.nodes]
    lanes = watch.lanes
    was, now = (lanes.real(decided(plane.fates(starts, lanes.addresses, lanes.family).apart())) for plane in (before, after))
    return Difference.between(np.arange(len(starts), dtype=np.int32), was, now)
