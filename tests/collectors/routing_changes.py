"""Changes of whole routing processes, neighbours and static routes, for the round-trip test."""

from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_address, ip_network

from models.change import Change
from models.device import Device
from models.routing import BgpFamily, BgpNeighbor, BgpProcess, OspfNetwork, OspfProcess


def gone_process(table: str) -> Callable[[Device], list[Change]]:
    """A routing process of the default VRF taken away, where no port says anything of it."""

    def changes(device: Device) -> list[Change]:
        for process in getattr(device, table).values():
            if process.vrf == "default" and not any(port.ospf for port in device.interfaces.values()):
                return [Change(device.id, process, None)]
        return []

    return changes


def new_ospf(device: Device) -> list[Change]:
    """A first OSPF process with one network."""
    if device.ospf or not device.forwards:
        return []
    made = OspfProcess(
        "" if device.os == "juniper_junos" else "77" if device.os != "frr" else "1",
        router_id=ip_address("10.77.0.1"),
        networks=(OspfNetwork(ip_network("10.200.3.0/24"), "0.0.0.0"),),
    )
    return [Change(device.id, None, made)]


def new_bgp(device: Device) -> list[Change]:
    """A first BGP process with one neighbour; what it is by default on Junos is another matter."""
    if device.bgp or not device.forwards or device.os == "juniper_junos":
        return []
    peer = BgpNeighbor(ip_address("10.191.0.1"), remote_as=65001, families=(BgpFamily(),))
    return [Change(device.id, None, BgpProcess(65077, router_id=ip_address("10.77.0.1"), neighbors=(peer,)))]


def bgp_neighbour(device: Device) -> list[Change]:
    """One neighbour more, like the first one but for its address."""
    for old in device.bgp.values():
        for twin in old.neighbors:
            if twin.address is not None and twin.address.version == 4 and not twin.listen_range:
                new = replace(twin, address=ip_address("10.191.0.9"), description="new", group="", update_source="")
                return [Change(device.id, old, replace(old, neighbors=(*old.neighbors, new)))]
    return []


def route_distance(device: Device) -> list[Change]:
    """A static route that becomes a floating one."""
    for old in sorted(device.statics, key=str) if device.forwards else ():
        return [Change(device.id, old, replace(old, distance=77))]
    return []


ROUTING: dict[str, Callable[[Device], list[Change]]] = {
    "static route distance": route_distance,
    "new OSPF process": new_ospf,
    "OSPF process gone": gone_process("ospf"),
    "new BGP process": new_bgp,
    "BGP process gone": gone_process("bgp"),
    "new BGP neighbour": bgp_neighbour,
}
