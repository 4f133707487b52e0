"""VRF names, route distinguishers and route targets."""

from collections.abc import Iterator

from models.interfaces import DEFAULT_VRF
from models.plan import Conflict
from netplan.conflicts.groups import Use, keep_one, shared_between_realms
from netplan.conflicts.view import View


def same_vrf_name(view: View) -> Iterator[Conflict]:
    """Two realms call a VRF the same: on one router they would be one routing table."""
    uses = (
        (vrf.name, Use(id, "", vrf.source))
        for id, device in sorted(view.network.devices.items())
        for vrf in device.vrfs.values()
        if vrf.name != DEFAULT_VRF
    )
    return shared_between_realms(
        view, "vrf", uses, lambda name: (f"vrf {name}", f"the VRF name {name} is used by"), keep_one("devices")
    )


def same_route_mark(view: View) -> Iterator[Conflict]:
    """Two realms use one route distinguisher or route target: over one backbone their VPN routes mix (RFC 4364 §4).

    The targets that stand for FRR's `import vrf` never leave their device.
    """
    uses = (
        (mark, Use(id, f"VRF {vrf.name}", vrf.source))
        for id, device in sorted(view.network.devices.items())
        for vrf in device.vrfs.values()
        for mark in sorted({("rd", vrf.rd), *(("rt", t) for t in vrf.import_targets | vrf.export_targets if " vrf " not in t)})
        if mark[1]
    )

    def words(mark: tuple[str, str]) -> tuple[str, str]:
        name = "route distinguisher" if mark[0] == "rd" else "route target"
        return f"{mark[0]} {mark[1]}", f"{name} {mark[1]} is used by"

    return shared_between_realms(view, "route-mark", uses, words, keep_one("devices"))
