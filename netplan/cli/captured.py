"""What a device was seen to do with an address, where the model cannot tell what it does."""

from ipaddress import ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.device import DeviceId
    from models.verdict import Path
    from netplan.forwarding.dataplane import DataPlane


def routes_seen(plane: "DataPlane", paths: "Sequence[Path]", start: "DeviceId", target: str) -> "Iterator[str]":
    """Of nodes on the way for which somebody outside decides: the route to an address that they had when they were captured."""
    from models.columns import unpacked
    from models.observed import ROUTES, ROUTES6
    from netplan.audit.fidelity.routes import seen_text

    address = ip_address(target)
    names = {hop.node for path in paths for hop in path.hops}
    for number, node in enumerate(plane.nodes):
        if number not in plane.routing.doubts or (node.device != start and str(node) not in names):
            continue
        found = unpacked(plane.network.devices[node.device].observed)
        if not found.covers(ROUTES if address.version == 4 else ROUTES6, node.vrf):
            continue
        ways = [r for r in found.routes if r.vrf == node.vrf and r.prefix.version == address.version and address in r.prefix]
        longest = max((way.prefix.prefixlen for way in ways), default=-1)
        best = [way for way in ways if way.prefix.prefixlen == longest]
        what = f"{best[0].prefix}: {'; '.join(map(seen_text, best))} ({best[0].source})" if best else "no route"
        yield f"when it was captured, {node} had {what}"
