"""What people write for the two ends of a path: a device, a port or an address, with its department where that is needed."""

from ipaddress import ip_address
from typing import NamedTuple

from models.device import DeviceId
from models.errors import UsageError
from models.interfaces import DEFAULT_VRF, InterfaceKind
from netplan.forwarding.dataplane import DataPlane, Start


class Endpoint(NamedTuple):
    """Where packets start, and the address at this end ("" when there is none)."""

    start: Start
    address: str


def endpoint(plane: DataPlane, text: str, department: str = "", vrf: str = "") -> Endpoint:
    """Read `device`, `device:port`, an address, or any of them behind `department/`.

    Raises UsageError when there is no such thing, or more than one.
    """
    named = _named(plane, text, department)
    try:
        wanted = ip_address(named.text)
    except ValueError:
        return _device(plane, named, vrf)
    return _address(plane, str(wanted), named.department, vrf)


class _Named(NamedTuple):
    """What is written without its department, and the devices and the port that it may be."""

    text: str
    department: str
    devices: list[DeviceId]
    port: str


def _named(plane: DataPlane, text: str, department: str) -> _Named:
    before, slash, rest = text.partition("/")
    if slash and any(d.department == before for d in plane.network.devices):
        department, text = before, rest
    name, _, port = text.partition(":")
    known = [d for d in plane.network.devices if d.name == name and department in ("", d.department)]
    return _Named(text, department, known, port)


def _device(plane: DataPlane, named: _Named, vrf: str) -> Endpoint:
    text, _, known, interface = named
    if not known:
        raise UsageError(f"{text}: no such device or address in this snapshot; netplan show devices lists the devices")
    if len(known) > 1:
        raise UsageError(f"{known[0].name}: there are {', '.join(str(d) for d in sorted(known))}; write one of them")
    device = plane.network.devices[known[0]]
    if interface and interface not in device.interfaces:
        raise UsageError(f"{known[0]} has no interface {interface}; it has {', '.join(sorted(device.interfaces))}")
    table = device.interfaces[interface].vrf if interface else vrf or DEFAULT_VRF
    candidates = (
        [device.interfaces[interface]] if interface else [i for i in device.interfaces.values() if i.vrf == table and i.enabled]
    )
    candidates.sort(key=lambda i: i.kind is not InterfaceKind.LOOPBACK)
    own = next((str(a.ip.ip) for i in candidates for a in i.addresses), "")
    return Endpoint((known[0], interface or table), own)


def switch_port(plane: DataPlane, text: str, department: str = "") -> tuple[DeviceId, str] | None:
    """`device:port`, where that is a switch port: the place where a frame begins or ends. None for everything else.

    Of a member of an aggregate it is the aggregate, where there is such a one.
    """
    _, _, known, port = _named(plane, text, department)
    ports = plane.network.devices[known[0]].interfaces if len(known) == 1 else {}
    if port not in ports:
        return None
    outer = ports.get(ports[port].lag, ports[port])
    return (known[0], outer.name) if outer.switchport is not None else None


def _address(plane: DataPlane, text: str, department: str, vrf: str) -> Endpoint:
    """The node that owns the address, or the router port on whose subnet the host is."""
    ip = ip_address(text)
    found: list[tuple[bool, int, bool, int, Start]] = []
    for address in plane.topology.addresses:
        width = ip.max_prefixlen
        port = plane.topology.ports[address.port]
        node = plane.nodes[port.node]
        if address.family != ip.version or int(ip) >> (width - address.length) != address.network >> (width - address.length):
            continue
        if (department and port.device.department != department) or (vrf and node.vrf != vrf):
            continue
        owned = address.ip == int(ip)
        first = any(address.port == owner for group in port.interface.fhrp for a in group.addresses
                    for owner in plane.topology.owners.get((address.segment, int(a)), ()))  # fmt: skip
        start: Start = (port.device, node.vrf) if owned else (port.device, port.interface.name)
        found.append((not owned, -address.length, not first, address.ip, start))
    if not found:
        raise UsageError(f"{text}: no interface of this snapshot has it or is on its subnet")
    found.sort()
    best = [f for f in found if f[:2] == found[0][:2]]
    realms = {plane.network.realm(f[4][0].department): f[4][0].department for f in best}
    if len(realms) > 1:
        choices = " or ".join(f"{d}/{text}" for d in sorted(realms.values()))
        raise UsageError(f"{text} is in more than one address space; write {choices}")
    return Endpoint(best[0][4], text)
