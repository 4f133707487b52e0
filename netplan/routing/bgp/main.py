"""A BGP path as entries for the main table of its router."""

from collections.abc import Iterator
from ipaddress import ip_network

from models.route import Route
from models.routing import Prefix
from netplan.routing.bgp.path import EXTERNAL, INTERNAL, LOCAL, Path
from netplan.routing.bgp.solve import own_distance
from netplan.routing.bgp.speakers import Speaker
from netplan.routing.bgp.view import NodeKey


def main_routes(speaker: Speaker, prefix: Prefix, path: Path) -> Iterator[Route]:
    """What a path becomes; nothing for what the main table has anyway."""
    process, (device, vrf) = speaker.process, speaker.key
    if not taken(speaker, prefix, path):
        return
    if path.home is not None:
        yield from _leaked(speaker, prefix, path, path.home)
    elif path.learnt == LOCAL:
        if path.protocol == "aggregate":
            distance = process.distances[2]
            yield Route(device, vrf, prefix, "aggregate", discard=True, distance=distance, source=process.source)
    else:
        yield Route(
            device, vrf, prefix, "bgp" if path.learnt == EXTERNAL else "ibgp", path.via or path.next_hop, path.interface,
            discard=path.discard, distance=own_distance(speaker, path), metric=path.med or 0, tag=path.tag, source=process.source,
        )  # fmt: skip


LOOKS_AGAIN = frozenset({"frr"})
"""Systems whose main table looks at next hops by rules of its own: no route leads to its next hop, and a route that another VRF
gave needs one on a subnet there, which is not of the same prefix (zebra_nhg.c compares prefixes, not tables)."""


def taken(speaker: Speaker, prefix: Prefix, path: Path) -> bool:
    """Whether the main table makes use of what BGP has chosen."""
    hop = path.next_hop
    if hop is None or path.via is not None or speaker.device.suite not in LOOKS_AGAIN:
        return True
    if path.home is not None:
        home = speaker.siblings.get(path.home[1]) if path.home[0] == speaker.key[0] else None
        return home is None or any(route.protocol == "connected" and _leads(route.prefix, prefix) for route in home.longest(hop))
    if path.learnt == LOCAL or hop not in prefix:
        return True
    return any(route.prefix.prefixlen > prefix.prefixlen for route in speaker.table.longest(hop))


def _leads(subnet: Prefix, prefix: Prefix) -> bool:
    """Whether a subnet may lead to the next hop of a route of `prefix`."""
    return subnet != prefix or prefix.prefixlen == prefix.max_prefixlen


def _leaked(speaker: Speaker, prefix: Prefix, path: Path, home: NodeKey) -> Iterator[Route]:
    """A route of another VRF: out of its port where that is on this device, else by the table it comes from."""
    device, vrf = speaker.key
    tunnel = home[0] if home[0] != device else None
    port = path.interface if tunnel is None else ""
    yield Route(
        device, vrf, prefix, "ibgp" if path.learnt == INTERNAL else "bgp", path.next_hop, port,
        "" if port else home[1], tunnel, path.discard and tunnel is None, own_distance(speaker, path), path.med or 0, path.tag,
        speaker.process.source,
    )  # fmt: skip
    if port and speaker.device.suite in _ADDRESSES_TOO:
        for address in speaker.device.interfaces[port].addresses:
            if address.ip.ip in prefix:
                own = ip_network(address.ip.ip)
                yield Route(device, vrf, own, "local", interface=port, source=speaker.process.source)


_ADDRESSES_TOO = frozenset({"cisco_ios"})
"""Systems that bring the address of a port along with the subnet that comes from another VRF."""
