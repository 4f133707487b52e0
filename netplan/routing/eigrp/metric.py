"""What a port costs EIGRP: bandwidth and delay by its type, and how classic and wide metrics scale them (RFC 7868, 5.6).

The table holds what `show interfaces` of IOS, IOS-XE and NX-OS prints as BW and DLY where no line states them (Cisco's IP
Routing EIGRP guides).
"""

from models.device import Device
from models.distance_vector import WIDE, EigrpMetric, EigrpProcess
from models.interfaces import Interface, InterfaceKind
from models.vector_ports import EigrpInterface

MICROSECOND = 1_000_000
_TENS = 10 * MICROSECOND
_TYPES: tuple[tuple[str, int, int], ...] = (
    ("hundredgig", 100_000_000, 10), ("fortygig", 40_000_000, 10), ("twentyfivegig", 25_000_000, 10), ("tengig", 10_000_000, 10),
    ("fivegig", 5_000_000, 10), ("twogig", 2_500_000, 10), ("gigabit", 1_000_000, 10), ("fastethernet", 100_000, 100),
    ("ethernet", 10_000, 1_000), ("serial", 1_544, 20_000), ("loopback", 8_000_000, 5_000), ("tunnel", 100, 50_000),
    ("vlan", 1_000_000, 10), ("bdi", 1_000_000, 10), ("port-channel", 1_000_000, 10),
)  # fmt: skip
"""Beginning of a name, kilobits per second, microseconds."""
_NEXUS: dict[str, tuple[int, int]] = {"ethernet": (1_000_000, 10), "mgmt": (1_000_000, 10)}
_SCALE, _WIDE_SCALE, _FASTEST = 256, 65_536, 10_000_000
_NEVER = 0xFFFFFFFF


def usual(device: Device, interface: Interface) -> tuple[int, int]:
    """Kilobits per second and picoseconds of a port that states neither."""
    if interface.kind is InterfaceKind.SUBINTERFACE and interface.parent in device.interfaces:
        parent = device.interfaces[interface.parent]
        width, delay = usual(device, parent)
        return parent.bandwidth // 1000 if parent.bandwidth else width, parent.delay or delay
    name = interface.name.lower()
    table = [(start, *pair) for start, pair in _NEXUS.items()] if device.suite == "cisco_nxos" else []
    width, micros = next(((w, d) for start, w, d in (*table, *_TYPES) if name.startswith(start)), (1_000_000, 10))
    if interface.kind is InterfaceKind.LAG:
        members = [usual(device, i)[0] for i in device.interfaces.values() if i.lag == interface.name and i.enabled]
        width = sum(members) or width
    elif interface.speed and interface.kind is InterfaceKind.PHYSICAL:
        width = interface.speed // 1000
        micros = {10_000: 1_000, 100_000: 100}.get(width, 10)
    return width, micros * MICROSECOND


def vector(device: Device, process: EigrpProcess, interface: Interface, stated: EigrpInterface | None) -> tuple[int, int]:
    """Bandwidth and delay of a port as its router counts them."""
    width, delay = usual(device, interface)
    if process.metrics == WIDE and width > 1_000_000:
        delay = 10**13 // width
    if interface.bandwidth:
        width = interface.bandwidth // 1000
    if interface.delay is not None:
        delay = interface.delay
    if stated is not None:
        width, delay = stated.bandwidth or width, delay if stated.delay is None else stated.delay
    return scaled(device, process, width, delay)


def scaled(device: Device, process: EigrpProcess, width: int, delay: int) -> tuple[int, int]:
    """Kilobits per second and picoseconds as the metric counts them."""
    width = max(1, width)
    if process.metrics == WIDE:
        return _FASTEST * _WIDE_SCALE // width, delay * _WIDE_SCALE // MICROSECOND
    bandwidth = _SCALE * _FASTEST // width if device.suite == "cisco_nxos" else _SCALE * (_FASTEST // width)
    return bandwidth, _SCALE * (delay // _TENS)


def brought(device: Device, process: EigrpProcess, metric: EigrpMetric) -> tuple[int, int]:
    """The vector of a route that comes in with a stated metric."""
    return scaled(device, process, metric.bandwidth, metric.delay)


def load_counts(process: EigrpProcess) -> bool:
    """Whether the metric rests on load, reliability or what else changes by the hour."""
    return any(process.weights[n] for n in (1, 3, 4, 5))
