"""Router ids of OSPF and BGP."""

from collections.abc import Iterator

from models.device import Device
from models.interfaces import InterfaceKind
from models.plan import Conflict
from models.routing import Ip
from models.source import Source
from netplan.conflicts.groups import Use, keep_one, shared_between_realms
from netplan.conflicts.view import View


def same_router_id(view: View) -> Iterator[Conflict]:
    """Routers of two realms have one router id: in one OSPF domain each withdraws the other's routes (RFC 2328 §C.1).

    Where no config line sets the id it is taken to be the highest loopback address, as most systems do.
    """
    uses = ((ip, use) for device in view.network.devices.values() for ip, use in _ids(device))
    return shared_between_realms(
        view, "router-id", uses, lambda ip: (f"router id {ip}", f"router id {ip} is used by"), keep_one("routers")
    )


def _ids(device: Device) -> Iterator[tuple[Ip, Use]]:
    processes = [*((p.router_id, f"OSPF {p.id}", p.source) for p in device.ospf.values())]
    processes.extend((p.router_id, f"BGP {p.asn}", p.source) for p in device.bgp.values())
    loopbacks = [
        (address.ip.ip, address.source)
        for interface in device.interfaces.values()
        if interface.kind == InterfaceKind.LOOPBACK and interface.enabled
        for address in interface.addresses
        if address.ip.version == 4 and not address.ip.is_loopback
    ]
    highest: tuple[Ip, Source] | None = max(loopbacks, key=lambda pair: int(pair[0]), default=None)
    for ip, what, source in processes:
        if ip is not None:
            yield ip, Use(device.id, what, source)
        elif highest is not None:
            yield highest[0], Use(device.id, f"{what} (its highest loopback)", highest[1])
