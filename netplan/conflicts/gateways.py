"""Gateway addresses that hosts point at."""

from collections.abc import Iterator

from models.plan import Conflict
from netplan.conflicts.groups import Use, keep_one, shared_between_realms
from netplan.conflicts.view import Ip, View


def same_gateway(view: View) -> Iterator[Conflict]:
    """One gateway address serves hosts of two realms: hosts that were moved by hand to the wrong side still seem to work."""
    uses: list[tuple[Ip, Use]] = []
    for subnet in view.subnets:
        if subnet.transfer or subnet.prefix.num_addresses <= 4:
            continue
        for id, name in subnet.ports:
            interface = view.network.devices[id].interfaces[name]
            virtual = [(ip, g.source) for g in interface.fhrp for ip in g.addresses if ip in subnet.prefix]
            real = [(a.ip.ip, a.source) for a in interface.addresses if a.ip.ip in subnet.prefix]
            uses.extend((ip, Use(id, name, source)) for ip, source in virtual or real)
    return shared_between_realms(
        view, "gateway", uses, lambda ip: (str(ip), f"the gateway address {ip} is used by"), keep_one("interfaces")
    )
