"""Small networks by hand: one call a device."""

from collections.abc import Iterable
from dataclasses import replace
from ipaddress import ip_interface

from models.device import Device, DeviceId
from models.interfaces import Address, Interface, InterfaceKind
from models.link import Link
from models.network import Network
from models.source import Source

LINE = Source("test.cfg", 7)


def port(name: str, *addresses: str, **more: object) -> Interface:
    """An interface with addresses, the first one primary; `more` are fields of Interface."""
    own = tuple(Address(ip_interface(text), secondary=i > 0, source=LINE) for i, text in enumerate(addresses))
    kind = (
        InterfaceKind.VLAN
        if name.startswith("Vlan")
        else InterfaceKind.LOOPBACK
        if name.startswith("Lo")
        else InterfaceKind.PHYSICAL
    )
    interface = Interface(name, kind=kind, addresses=own, source=LINE)
    if kind == InterfaceKind.VLAN:
        interface = replace(interface, vlan=int(name.removeprefix("Vlan")))
    return replace(interface, **more)  # type: ignore[arg-type]  # fields by name, checked by the dataclass at run time


def device(name: str, *interfaces: Interface, **more: object) -> Device:
    """A device "department/name"; `more` are fields of Device."""
    department, short = name.split("/")
    made = Device(
        DeviceId(department, short), "any", hostname=short, file=f"{name}.cfg", interfaces={i.name: i for i in interfaces}
    )
    return replace(made, **more)  # type: ignore[arg-type]  # as above


def network(*devices: Device, links: Iterable[Link] = (), realms: dict[str, str] | None = None) -> Network:
    """The devices as one network."""
    return Network({d.id: d for d in devices}, frozenset(links), realms or {})
