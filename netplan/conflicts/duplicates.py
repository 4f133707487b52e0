"""The same address twice inside one realm: a fault of today, not of the merger."""

from collections import defaultdict
from collections.abc import Iterator

from models.device import DeviceId
from models.plan import Conflict, Option, Side
from models.source import Source
from netplan.conflicts.view import Ip, View, listed, severity


def duplicate_address(view: View) -> Iterator[Conflict]:
    """Two interfaces of one realm and VRF carry the same address, and it is not a shared gateway (FHRP, anycast).

    Devices of the same VRF name in different departments of one realm count too. Disabled interfaces do not.
    """
    holders: dict[tuple[str, str, Ip], list[tuple[DeviceId, str, Source]]] = defaultdict(list)
    shared: set[tuple[str, Ip]] = set()
    for id, device in sorted(view.network.devices.items()):
        realm = view.network.realm(id.department)
        for interface in device.interfaces.values():
            shared.update((realm, ip) for group in interface.fhrp for ip in group.addresses)
            if not interface.enabled:
                continue
            for address in interface.addresses:
                ip = address.ip.ip
                if not (ip.is_link_local or ip.is_loopback):
                    holders[realm, interface.vrf, ip].append((id, interface.name, address.source))
    for (realm, vrf, ip), where in holders.items():
        if len(where) < 2 or (realm, ip) in shared:
            continue
        by_department: dict[str, list[tuple[DeviceId, str, Source]]] = defaultdict(list)
        for holder in where:
            by_department[holder[0].department].append(holder)
        sides = tuple(
            Side(name, listed([f"{id} {port}" for id, port, _ in group]), len(group), "seen", tuple(s for _, _, s in group))
            for name, group in sorted(by_department.items())
        )
        names = listed([f"{id} {port}" for id, port, _ in where])
        what = f"{ip} (VRF {vrf}) stands on {names}: one of them is not reached"
        options = (Option("renumber", "give all but one of them another address", len(where) - 1, "interfaces"),)
        yield Conflict("duplicate-address", str(ip), what, max(40, severity(len(where))), sides, options)
