"""Which neighbour of a router is the first on the way to a prefix, by the subnets that routers share."""

from collections import deque

from models.device import Device, DeviceId
from models.interfaces import Address, Interface
from models.network import Network
from models.routing import Ip, Prefix
from netplan.planner.renaming import inside


def way_to(network: Network, start: DeviceId, vrf: str, prefix: Prefix) -> tuple[Ip | None, str]:
    """(next hop, interface) from `start` to `prefix`; (None, interface) where it is connected; (None, "") where nobody knows.

    Looks in the realm of `start` only: connected subnets first, then static routes of `start`, then the fewest
    routers in between. Nothing stands for "let the other table decide", which some systems cannot be told.
    """
    home = network.devices[start]
    for interface, address in _addresses(home, vrf):
        if inside(prefix, address.ip.network):
            return None, interface.name
    statics = [
        r for r in home.statics if r.vrf == vrf and inside(prefix, r.prefix) and r.next_hop is not None and not r.next_hop_vrf
    ]
    if statics:
        best = max(statics, key=lambda r: (r.prefix.prefixlen, -r.distance))
        return best.next_hop, best.interface
    realm = network.realm(start.department)
    members = [d for id, d in sorted(network.devices.items()) if network.realm(id.department) == realm and d.forwards]
    first: dict[DeviceId, tuple[Ip | None, str]] = {start: (None, "")}
    queue = deque([home])
    while queue:
        here = queue.popleft()
        if any(inside(prefix, a.ip.network) for _, a in _addresses(here, vrf)):
            return first[here.id]
        own = {(a.ip.network): i for i, a in _addresses(here, vrf)}
        for there in members:
            if there.id in first:
                continue
            for _, address in _addresses(there, vrf):
                if address.ip.network in own:
                    hop = (address.ip.ip, own[address.ip.network].name) if here.id == start else first[here.id]
                    first[there.id] = hop
                    queue.append(there)
                    break
    return None, ""


def _addresses(device: Device, vrf: str) -> list[tuple[Interface, Address]]:
    return [
        (interface, address)
        for interface in device.interfaces.values()
        if interface.enabled and interface.vrf == vrf
        for address in interface.addresses
        if not address.ip.ip.is_link_local
    ]
