"""Which steps can bring an address onto two ports at once: the supports of the questions about addresses."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Network

from models.device import DeviceId
from models.interfaces import Interface
from models.link import Link
from models.plan import Step
from netplan.verifier.world import World

Place = tuple[DeviceId, str]
"""A port by name."""


def clashing(world: World, steps: Sequence[Step]) -> set[int]:
    """For each pair of ports that may have one address or overlapping subnets in some state, the steps that edit them.

    Sets of bits over `steps`. Whether there is a clash rests on nothing else, so their states are all that is asked.
    """
    editing: dict[object, int] = {}
    for at, step in enumerate(steps):
        for change in step.changes:
            if change.device is not None and isinstance(change.fact, Interface):
                key: object = (change.device, change.fact.name)
                editing[key] = editing.get(key, 0) | 1 << at
            elif isinstance(change.fact, Link):
                key = frozenset((change.fact.a.device, change.fact.b.device))
                editing[key] = editing.get(key, 0) | 1 << at
    found = {editing.get(one, 0) | editing.get(other, 0) for one, other in _same_address(world)}
    for one, other in _overlapping(world, editing):
        found.add(editing.get(one, 0) | editing.get(other, 0) | editing.get(frozenset((one[0], other[0])), 0))
    return {0} | found


def _same_address(world: World) -> Iterable[tuple[Place, Place]]:
    """Ports of one realm that have one address in some state."""
    uses: dict[object, set[Place]] = {}
    for device in world.interfaces:
        realm = world.network.realm(device.department)
        for port in world.ports(device):
            for address in port.addresses:
                uses.setdefault((realm, address.ip.ip), set()).add((device, port.name))
    for places in uses.values():
        ordered = sorted(places)
        yield from ((one, other) for at, one in enumerate(ordered) for other in ordered[at + 1 :])


def _overlapping(world: World, editing: Iterable[object]) -> Iterable[tuple[Place, Place]]:
    """Ports of two realms whose subnets overlap in some state, where a step edits one of them."""
    edited = set(editing)
    present = {
        (int(network.network_address), network.prefixlen, world.network.realm(device.department), (device, port.name), network)
        for device in world.interfaces
        for port in world.ports(device)
        for address in port.addresses
        if isinstance(network := address.ip.network, IPv4Network)
    }
    open_: list[tuple[IPv4Network, str, Place]] = []
    for _, _, realm, place, network in sorted(present, key=lambda one: one[:4]):
        open_ = [one for one in open_ if network.subnet_of(one[0])]
        yield from ((whose, place) for _, other, whose in open_ if other != realm and (whose in edited or place in edited))
        open_.append((network, realm, place))
