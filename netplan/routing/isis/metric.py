"""What a port of IS-IS costs where the config does not state it, and what of a metric a router can say and hear."""

from collections.abc import Iterable

from models.device import Device
from models.interfaces import Interface, InterfaceKind
from models.isis import IsisInterface, IsisProcess
from netplan.routing.ospf.cost import bandwidth

NARROW, WIDE = 1, 2
MOST_NARROW, MOST_WIDE, MOST_PATH = 63, 0xFFFFFF, 1023
"""Of a link in narrow (RFC 1195) and in wide metrics (RFC 5305: a link of this one is in no path), of a narrow path."""
_SAYS = {"narrow": NARROW, "narrow transition": NARROW, "wide": WIDE, "wide transition": WIDE}
_TAKES = {"narrow": NARROW, "wide": WIDE}
_DEFAULT = 10
_BY_BANDWIDTH = {"cisco_nxos": 40_000_000_000}
"""Systems that count by bandwidth unless told otherwise: their reference, in bits per second."""
_LOOPBACK = {"juniper_junos": 0, "nokia_sros": 0, "cisco_nxos": 1}
_PASSIVE = {"cisco_ios": 0, "cisco_xr": 0}
"""The metric of a passive port that states none."""


def says(style: str) -> int:
    """Which of narrow and wide metrics a router announces."""
    return _SAYS.get(style, NARROW | WIDE)


def takes(style: str) -> int:
    """Which of them it understands."""
    return _TAKES.get(style, NARROW | WIDE)


def port_metric(
    device: Device, process: IsisProcess, interface: Interface, settings: IsisInterface, passive: bool
) -> tuple[int, int]:
    """The metrics of a port at level 1 and 2, before styles cut them."""
    first, second = (_one(device, process, interface, settings.metrics[n], n, passive) for n in (0, 1))
    return first, second


def port_metric6(usual: tuple[int, int], process: IsisProcess, settings: IsisInterface) -> tuple[int, int]:
    """The same for IPv6: `usual`, unless IPv6 has a topology with metrics of its own."""
    if not process.multi_topology:
        return usual
    first, second = (usual[n] if (stated := settings.metrics6[n]) is None else stated for n in (0, 1))
    return first, second


def _one(device: Device, process: IsisProcess, interface: Interface, stated: int | None, level: int, passive: bool) -> int:
    if stated is not None:
        return stated
    if passive and device.suite in _PASSIVE:
        return _PASSIVE[device.suite]
    if interface.kind is InterfaceKind.LOOPBACK and device.suite in _LOOPBACK:
        return _LOOPBACK[device.suite]
    general = process.metrics[level]
    if general is not None:
        return general
    reference = process.reference_bandwidth or _BY_BANDWIDTH.get(device.suite)
    return max(1, reference // max(1, bandwidth(device, interface))) if reference else _DEFAULT


def cut(metric: int, said: int, most: int = MOST_WIDE) -> int:
    """A metric as far as a router that says `said` can tell it."""
    return min(metric, MOST_NARROW if said == NARROW else most)


def styles_differ(styles: Iterable[str], large: bool) -> str:
    """Why routers of these styles do not see one network alike; "" when they do. `large` says that some metric is above 63.

    >>> styles_differ(["wide", "wide transition"], True), styles_differ(["narrow", "transition"], False)
    ('', '')
    >>> styles_differ(["wide", "narrow"], False)
    'what says narrow metrics is not understood by what takes wide ones alone'
    """
    known = sorted(set(styles))
    for one in known:
        for other in known:
            if not says(one) & takes(other):
                mine, yours = ("wide", "narrow") if says(one) == WIDE else ("narrow", "wide")
                return f"what says {mine} metrics is not understood by what takes {yours} ones alone"
    said_twice = any(says(style) == NARROW | WIDE for style in known)
    if large and said_twice and len({takes(style) & WIDE for style in known}) > 1:
        return "metrics above 63 are heard in full by some routers and cut by others"
    return ""
