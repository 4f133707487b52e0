"""State and addresses of ports as the devices showed them, against the configs.

Only ports with addresses are compared: that an enabled switch port has no cable is no fault of the model.
"""

from collections.abc import Iterable, Iterator

from models.device import Device
from models.interfaces import Interface
from models.observed import PortSeen
from models.source import NOWHERE
from netplan.audit.fidelity.entries import Entry, Status
from netplan.topology.topology import Topology


def compared(device: Device, seen: Iterable[PortSeen], topology: Topology) -> Iterator[Entry]:
    """One entry for each port that has an address here or there."""
    there = {(port.name.lower(), port.vrf): port for port in seen}  # in VRFs of namespaces, each has ports of the same names
    for name, interface in device.interfaces.items():
        port = there.pop((name.lower(), interface.vrf), None) or there.pop((name.lower(), ""), None)
        routed = bool(interface.addresses or interface.unnumbered_from or interface.dhcp)
        if not routed and not (port and port.addresses):
            continue
        down = topology.down.get((device.id, name), "")
        ours = " ".join(["down" if down else "up", *sorted(str(each.ip) for each in interface.addresses)])
        if port is None:
            yield Entry(
                device.id, interface.vrf, "ports", "", name, Status.EXTRA, "", ours, "", "the device does not show this port",
                NOWHERE, interface.source,
            )  # fmt: skip
            continue
        why = _difference(port, interface, down)
        theirs = " ".join(["up" if port.up else "down", *map(str, port.addresses or ())])
        yield Entry(
            device.id, interface.vrf, "ports", "", name, Status.DIFFERENT if why else Status.EQUAL, theirs, ours, "", why,
            port.source, interface.source,
        )  # fmt: skip
    for port in there.values():
        if port.addresses and not all(each.ip.is_loopback for each in port.addresses):
            text = " ".join(["up" if port.up else "down", *map(str, port.addresses)])
            yield Entry(
                device.id,
                port.vrf,
                "ports",
                "",
                port.name,
                Status.MISSING,
                text,
                "",
                "",
                "no config line names this port",
                port.source,
            )


def _difference(port: PortSeen, interface: Interface, down: str) -> str:
    parts = []
    if port.up and down:
        parts.append(f"up, predicted down: {down}")
    elif not port.up and not down:
        parts.append("down, and no config line says why: nothing on the wire, or the other end is off")
    if port.addresses is not None and not interface.dhcp and not interface.unnumbered_from and (port.up or port.addresses):
        stated = {each.ip for each in interface.addresses}
        first = [each.ip for each in interface.addresses if each.ip.version == 4 and not each.secondary][:1]
        if not set(port.addresses) <= stated or not set(first) <= set(port.addresses):
            parts.append("addresses")
    return ", ".join(parts)
