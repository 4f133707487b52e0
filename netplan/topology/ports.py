"""Which ports of one device are up as far as the device itself can tell, and what their addresses are as integers."""

from dataclasses import dataclass
from typing import NamedTuple

from models.device import Device
from models.interfaces import Interface, InterfaceKind, Switchport
from netplan.topology.memo import PerDevice

PHYSICAL = (InterfaceKind.PHYSICAL, InterfaceKind.MANAGEMENT, InterfaceKind.OTHER)


class AddressFact(NamedTuple):
    """An address of a port: `network` is the first address of its subnet."""

    family: int
    ip: int
    length: int
    network: int
    secondary: bool
    unnumbered: bool


@dataclass(frozen=True, slots=True)
class DevicePorts:
    """What the config of one device says about its ports.

    `down` gives the reason for each port that is down whatever its neighbours do; `vlans` are the VLANs that the
    device is known to carry, `vlans_known` tells whether a VLAN that is missing there does not exist.
    """

    routable: tuple[tuple[Interface, tuple[AddressFact, ...]], ...]
    """Ports with an address, those that are down included: a port keeps its number while it is down."""
    switched: tuple[Interface, ...]
    """Switch ports that are up, aggregates in place of their members."""
    down: dict[str, str]
    vlans: frozenset[int]
    vlans_known: bool
    children: dict[str, tuple[Interface, ...]]
    """Subinterfaces by their parent."""


def _derive(device: Device) -> DevicePorts:
    interfaces = device.interfaces
    down: dict[str, str] = {}
    members: dict[str, list[Interface]] = {}
    children: dict[str, list[Interface]] = {}
    for interface in interfaces.values():
        if not interface.enabled:
            down[interface.name] = "shut down"
        if interface.lag:
            members.setdefault(interface.lag, []).append(interface)
        if interface.parent:
            children.setdefault(interface.parent, []).append(interface)
    for interface in interfaces.values():
        if interface.name in members and (up := sum(m.enabled for m in members[interface.name])) < interface.least_members:
            down.setdefault(
                interface.name, f"{up} of {interface.least_members} members are up" if up else "all members are shut down"
            )
    for interface in interfaces.values():
        if interface.parent and interface.kind is InterfaceKind.SUBINTERFACE and interface.parent in down:
            down.setdefault(interface.name, f"{interface.parent} is down")
    switched = tuple(i for i in interfaces.values() if i.switchport is not None and not i.lag and i.name not in down)
    vlans_known = bool(device.vlans)
    vlans = _vlans(device, switched)
    for interface in interfaces.values():
        if interface.kind is InterfaceKind.VLAN and interface.vlan is not None and interface.name not in down:
            reason = _svi_down(device, interface, interface.vlan, switched)
            if reason:
                down[interface.name] = reason
    routable = tuple(
        (i, facts) for i in interfaces.values() if i.switchport is None and not i.lag and (facts := _addresses(device, i))
    )
    return DevicePorts(routable, switched, down, vlans, vlans_known, {k: tuple(v) for k, v in children.items()})


device_ports = PerDevice(_derive)
"""The ports of a device, derived once for each device object."""


def _vlans(device: Device, switched: tuple[Interface, ...]) -> frozenset[int]:
    if device.vlans:
        return frozenset(v for v, vlan in device.vlans.items() if vlan.enabled) | {1}
    seen = {1}
    for interface in switched:
        assert interface.switchport is not None
        seen.add(interface.switchport.access_vlan)
        seen |= interface.switchport.trunk_vlans or frozenset()
    seen |= {i.vlan for i in device.interfaces.values() if i.vlan is not None}
    return frozenset(seen)


def carries(port: Switchport, vlan: int) -> bool:
    """Whether a switch port may carry a VLAN; a port that negotiates may carry both kinds."""
    trunk = port.trunk_vlans is None or vlan in port.trunk_vlans
    access = vlan in (port.access_vlan, port.voice_vlan)
    return trunk if port.mode == "trunk" else access if port.mode == "access" else trunk or access


def _svi_down(device: Device, interface: Interface, vlan: int, switched: tuple[Interface, ...]) -> str:
    """Why the routed interface of a VLAN is down; "" where it is up or where that cannot be told."""
    known = device.vlans.get(vlan)
    if known is not None and not known.enabled:
        return f"VLAN {vlan} is shut down"
    if device.vlans and known is None and vlan != 1:
        return f"VLAN {vlan} does not exist"
    if not interface.autostate or (known is not None and known.vni is not None):
        return ""
    if not any(i.switchport is not None for i in device.interfaces.values()):
        return ""
    if any(i.switchport is not None and carries(i.switchport, vlan) for i in switched):
        return ""
    return f"no port that is up carries VLAN {vlan}"


def _addresses(device: Device, interface: Interface) -> tuple[AddressFact, ...]:
    facts = []
    for address in interface.addresses:
        ip = address.ip
        facts.append(
            AddressFact(ip.version, int(ip.ip), ip.network.prefixlen, int(ip.network.network_address), address.secondary, False)
        )
    if not facts and interface.unnumbered_from in device.interfaces:
        for address in device.interfaces[interface.unnumbered_from].addresses[:1]:
            ip = address.ip
            facts.append(AddressFact(ip.version, int(ip.ip), ip.max_prefixlen, int(ip.ip), False, True))
    return tuple(facts)
