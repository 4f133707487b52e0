"""Small networks written as configs of real systems: text in, tables out."""

from collections.abc import Iterable

from collectors.dialect import dialect, read
from collectors.draft import Draft
from models.device import Device, DeviceId
from models.network import Network
from netplan.routing.solve import RoutingResult, routes


def device(name: str, os: str, text: str, unread: Iterable[str] = ()) -> Device:
    """One config; the lines that are not modelled must be those of `unread`."""
    found = read(text, dialect(os), Draft(DeviceId("lab", name), os, f"{name}.cfg"))
    assert [line.text.strip() for line in found.coverage.unread] == list(unread)
    return found


def solved(*devices: Device) -> RoutingResult:
    """Their routing; ports of one subnet hear each other."""
    return routes(Network({device.id: device for device in devices}))


def table(result: RoutingResult, name: str, vrf: str = "default", own: bool = False) -> dict[str, str]:
    """The routes of a node: prefix → "protocol distance/metric next hops", without those of its ports unless `own`."""
    found: dict[str, list[str]] = {}
    rib = next(rib for node, rib in result.ribs.items() if (node.device.name, node.vrf) == (name, vrf))
    for route in rib:
        if own or route.protocol not in ("connected", "local"):
            hops = found.setdefault(str(route.prefix), [f"{route.protocol} {route.distance}/{route.metric}"])
            hops.append("discard" if route.discard else str(route.next_hop or route.interface or f"vrf {route.next_hop_vrf}"))
    return {prefix: " ".join(hops) for prefix, hops in found.items()}


def doubts(result: RoutingResult, name: str, vrf: str = "default") -> dict[str, str]:
    """What is not known of a node: prefix (or "*" for all of its table) → why."""
    node = next(i for i, node in enumerate(result.topology.nodes) if (node.device.name, node.vrf) == (name, vrf))
    whole = {"*": result.unknown[node]} if node in result.unknown else {}
    return whole | {str(prefix): why for prefix, why in result.unknown_prefixes.get(node, {}).items()}
