"""VXLAN: VLANs of different switches that a tunnel makes one broadcast domain (RFC 7348, RFC 8365).

Two switches join the VLANs that they map to one VNI when each finds the other: by EVPN, where each imports what the other
exports, or because each floods to the other's tunnel end. That the tunnel's packets arrive is not looked at here: routing
stands above this layer.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from models.device import Device, DeviceId
from models.interfaces import Vlan
from models.network import Network
from models.routing import EVPN, Ip
from models.vxlan import Vxlan

Member = tuple[DeviceId, int]
"""One VLAN of one switch."""


@dataclass(frozen=True, slots=True)
class _End:
    """A VLAN with its VNI at one tunnel end."""

    id: Member
    vlan: Vlan
    address: Ip
    tunnel: Vxlan
    evpn: bool

    def finds(self, other: "_End", vni: int) -> bool:
        """Whether frames of this end get to the other one."""
        told = self.evpn and other.evpn and bool(self.vlan.import_targets & other.vlan.export_targets)
        return told or other.address in self.tunnel.flooded(vni)


def tunnel_address(device: Device) -> Ip | None:
    """The address of the tunnel end of a device; None without one that is on."""
    tunnel = device.vxlan
    if tunnel is None or (known := device.interfaces.get(tunnel.name)) is None or not known.enabled:
        return None
    lender = device.interfaces.get(tunnel.source_interface)
    if lender is None or not lender.enabled:
        return None
    return next((address.ip.ip for address in lender.addresses if not address.secondary), None)


def overlay(network: Network) -> Iterator[tuple[Member, Member]]:
    """Pairs of VLANs that a tunnel joins."""
    ends: dict[tuple[str, int], list[_End]] = defaultdict(list)
    for id, device in network.devices.items():
        address = tunnel_address(device)
        if device.vxlan is not None and address is not None:
            evpn = any(f.family == EVPN for p in device.bgp.values() for n in p.neighbors if n.enabled for f in n.families)
            for vlan in device.vlans.values():
                if vlan.vni is not None and vlan.enabled:
                    ends[network.realm(id.department), vlan.vni].append(_End((id, vlan.id), vlan, address, device.vxlan, evpn))
    for (_, vni), group in ends.items():
        for i, one in enumerate(group):
            for other in group[i + 1 :]:
                if one.finds(other, vni) and other.finds(one, vni):
                    yield one.id, other.id
