"""OSPF areas."""

from collections.abc import Iterable, Iterator

from models.device import DeviceId
from models.plan import Conflict, Option, Side
from models.routing import OspfProcess
from netplan.conflicts.groups import Use, shared_between_realms
from netplan.conflicts.view import View

BACKBONE = frozenset({"0", "0.0.0.0"})  # noqa: S104  # area 0 in its two forms, no socket address


def same_area(view: View) -> Iterator[Conflict]:
    """Departments use the same OSPF area number other than 0. It matters only when their OSPF domains become one."""
    uses = (
        (area, Use(id, f"OSPF {process.id}", process.source))
        for id, device in sorted(view.network.devices.items())
        for process in device.ospf.values()
        for area in sorted(_areas(view, id, process))
    )

    def options(sides: tuple[Side, ...]) -> Iterable[Option]:
        yield Option("keep", "every department keeps its own OSPF domain; static or BGP routes join them", 0, "routers")
        yield Option(
            "renumber",
            "all but one get another area number",
            sum(s.weight for s in sides) - max(s.weight for s in sides),
            "routers",
        )

    return shared_between_realms(view, "ospf-area", uses, lambda a: (f"area {a}", f"OSPF area {a} is used by"), options)


def _areas(view: View, id: DeviceId, process: OspfProcess) -> set[str]:
    areas = {network.area for network in process.networks} | {area.area for area in process.areas}
    for interface in view.network.devices[id].interfaces.values():
        areas.update(o.area for o in interface.ospf if o.process == process.id and o.version == process.version and o.area)
    return areas - BACKBONE
