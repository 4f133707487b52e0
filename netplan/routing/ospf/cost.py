"""The cost of an OSPF port where the config does not state it: reference bandwidth by bandwidth, as each OS counts it."""

from models.device import Device
from models.interfaces import Interface, InterfaceKind
from models.routing import OspfProcess

_MBIT = 1_000_000
_BY_NAME = (
    ("hundredgig", 100_000), ("fiftygig", 50_000), ("fortygig", 40_000), ("twentyfivegig", 25_000), ("tengig", 10_000),
    ("fivegig", 5_000), ("twogig", 2_500), ("gigabit", 1_000), ("fastethernet", 100), ("serial", 1.544),
    ("bdi", 1_000), ("bvi", 1_000), ("tunnel", 0.1), ("et-", 100_000), ("xe-", 10_000), ("ge-", 1_000), ("fe-", 100),
)  # fmt: skip
"""Mbit/s by the beginning of a name, lower case (Cisco IOS and Junos name ports by speed)."""
_ETHERNET = {"cisco_ios": 10.0, "frr": 10.0, "cisco_nxos": 1_000.0, "cisco_xr": 1_000.0, "juniper_junos": 1_000.0}
"""Mbit/s of a port whose name tells nothing."""
_LOOPBACK = {"frr": 0, "juniper_junos": 0, "nokia_sros": 0, "arista_eos": 10}
_LIKE_OTHERS = ("frr",)
"""Systems whose OSPFv3 counts a loopback as any other port (ospf6d; RFC 5340 leaves it open)."""
_FIXED_BELOW = {"arista_eos": 10}
"""The cost of every port as long as the reference bandwidth is the default one."""
DEFAULT_REFERENCE = 100 * _MBIT
_CUMULUS = 100
"""Cumulus Linux (FRR "+cl") counts from 100 Gbit/s, and the ports of its virtual switch as 1 Gbit/s."""


def port_cost(device: Device, process: OspfProcess, interface: Interface, stated: int | None) -> int:
    """The cost of a port, 1 to 65535 (0 for the loopback of some systems)."""
    if stated is not None:
        return stated
    if interface.kind is InterfaceKind.LOOPBACK and not (process.version == 3 and device.suite in _LIKE_OTHERS):
        return _LOOPBACK.get(device.suite, 1)
    if (
        device.suite == "frr"
        and "+cl" in device.version
        and process.reference_bandwidth == DEFAULT_REFERENCE
        and not interface.bandwidth
    ):
        return _CUMULUS
    if device.suite in _FIXED_BELOW and process.reference_bandwidth == DEFAULT_REFERENCE and interface.bandwidth is None:
        return _FIXED_BELOW[device.suite]
    return max(1, min(65535, process.reference_bandwidth // max(1, bandwidth(device, interface))))


def bandwidth(device: Device, interface: Interface) -> int:
    """Bits per second that the OS counts for a port."""
    if interface.bandwidth:
        return interface.bandwidth
    if interface.speed and device.suite != "frr":
        return interface.speed
    if interface.kind is InterfaceKind.LAG:
        members = [i for i in device.interfaces.values() if i.lag == interface.name and i.enabled]
        return sum(bandwidth(device, m) for m in members) or 1_000 * _MBIT
    if interface.kind is InterfaceKind.SUBINTERFACE and interface.parent in device.interfaces:
        return bandwidth(device, device.interfaces[interface.parent])
    if interface.kind is InterfaceKind.VLAN and device.suite != "frr":
        return 1_000 * _MBIT
    name = interface.name.lower()
    for start, mbits in _BY_NAME:
        if name.startswith(start):
            return int(mbits * _MBIT)
    return int(_ETHERNET.get(device.suite, 1_000.0) * _MBIT)
