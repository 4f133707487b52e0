"""Which neighbour of a router is the first on the way to a prefix or router, by the subnets that routers share."""

from collections import deque
from collections.abc import Callable

from models.device import Device, DeviceId
from models.interfaces import Address, Interface
from models.network import Network
from models.routing import Ip, Prefix
from netplan.planner.renaming import inside

Way = tuple[Ip | None, str]
"""Next hop and interface: no next hop where it is connected, neither where nobody knows."""


def way_to(network: Network, start: DeviceId, vrf: str, prefix: Prefix) -> Way:
    """The way from `start` to `prefix`: its own subnets, then its static routes, then the fewest routers of its realm.

    Where none leads there the answer is (None, ""): let the other table decide, which some systems cannot be told.
    """
    home = network.devices[start]
    for interface, address in _addresses(home, vrf):
        if inside(prefix, address.ip.network):
            return None, interface.name
    way = _first_hop(network, home, vrf, lambda device: any(inside(prefix, a.ip.network) for _, a in _addresses(device, vrf)))
    statics = [
        r for r in home.statics if r.vrf == vrf and inside(prefix, r.prefix) and r.next_hop is not None and not r.next_hop_vrf
    ]
    if statics and (way == (None, "") or max(r.prefix.prefixlen for r in statics) > 0):
        best = max(statics, key=lambda r: (r.prefix.prefixlen, -r.distance))
        return best.next_hop, best.interface
    return way


def way_to_device(network: Network, start: DeviceId, vrf: str, goal: DeviceId) -> Way:
    """The way from `start` to another router of its realm."""
    return _first_hop(network, network.devices[start], vrf, lambda device: device.id == goal)


def _first_hop(network: Network, home: Device, vrf: str, found: Callable[[Device], bool]) -> Way:
    realm = network.realm(home.id.department)
    members = [d for id, d in sorted(network.devices.items()) if network.realm(id.department) == realm and d.forwards]
    first: dict[DeviceId, Way] = {home.id: (None, "")}
    queue = deque([home])
    while queue:
        here = queue.popleft()
        if found(here):
            return first[here.id]
        own = {address.ip.network: interface for interface, address in _addresses(here, vrf)}
        for there in members:
            if there.id in first:
                continue
            shared = next((a for _, a in _addresses(there, vrf) if a.ip.network in own), None)
            if shared is not None:
                first[there.id] = (shared.ip.ip, own[shared.ip.network].name) if here.id == home.id else first[here.id]
                queue.append(there)
    return None, ""


def _addresses(device: Device, vrf: str) -> list[tuple[Interface, Address]]:
    """The primary addresses of the ports in use: a shared subnet is a wire."""
    return [
        (interface, address)
        for interface in device.interfaces.values()
        if interface.enabled and interface.vrf == vrf
        for address in interface.addresses
        if not address.ip.ip.is_link_local
    ]
