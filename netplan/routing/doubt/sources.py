"""Where routes may come from that nobody knows: lines outside the model, and nodes that the engine cannot tell in full.

A line outside of protocols touches what its node tells others of itself: what it redistributes, originates by condition or
by a BGP `network`. A line of a protocol touches all that this protocol tells; one of a policy what BGP tells, too.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from models.columns import peers
from models.device import Device
from models.interfaces import DEFAULT_VRF
from models.observed import OSPF
from models.routing import Ip
from models.source import UnreadLine
from netplan.routing.doubt.facts import Cause, Trust
from netplan.routing.doubt.interior import KINDS, ports
from netplan.routing.doubt.spread import Open
from netplan.routing.unmodelled import control_lines, said
from netplan.topology.domains import untold
from netplan.topology.memo import PerDevice
from netplan.topology.topology import Topology

_PROTOCOLS = re.compile(r"\b(ospf|is-is|isis|rip|eigrp|bgp)")
_POLICIES = re.compile(r"polic|prefix.list|community|as-path|route.map")


def touched(line: UnreadLine) -> frozenset[str]:
    """What a line can change beside the table of its own node: protocols by the head of their names, "any" for the table.

    >>> from models.source import Source, Status
    >>> [sorted(touched(UnreadLine("x", f, Status.UNKNOWN, Source("c", 1)))) for f in ("OSPF options", "policy condition", "new")]
    [['ospf'], ['any', 'bgp'], ['any']]
    """
    feature = line.feature.lower()
    if found := _PROTOCOLS.search(feature):
        return frozenset((found[1].replace("-", ""),))
    return frozenset(("any", "bgp") if _POLICIES.search(feature) else ("any",))


def _derive(device: Device) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for line in control_lines(device):
        for protocol in touched(line):
            found.setdefault(protocol, said(line))
    return found


touches = PerDevice(_derive)
"""What the lines of a device that are outside the model can change elsewhere, and by which line."""


def opened(topology: Topology, unknown: Mapping[int, str], told: Iterable[int]) -> Iterator[Open]:
    """The nodes at which something is open.

    `unknown` are nodes whose table is not known, and why; `told` those of which BGP has told its neighbours so already.
    """
    done = frozenset(told)
    for node, why in unknown.items():
        place = topology.nodes[node]
        lines = touches(topology.network.devices[place.device]) if node not in done else {}
        for protocol, reason in (lines or {"any": why}).items():
            yield Open(node, protocol, Cause(f"{place} may announce others: {reason}", Trust.PARTS))
    for node, kind, who in _beside_untold(topology):
        yield Open(node, kind, Cause(f"{who} may announce others: its config is not told", Trust.PARTS), itself=True)
    for node, kind, who in _strangers(topology):
        yield Open(node, kind, Cause(f"depends on what {who} announces", Trust.INSIDE, who), itself=True, inner=False)


def _strangers(topology: Topology) -> Iterator[tuple[int, str, str]]:
    """Neighbours of interior protocols that no device of the snapshot is: those that were seen, and those that a config names."""
    devices = topology.network.devices
    calling = seen.among(devices).keys() | calls.among(devices).keys()
    if not calling:
        return
    own: dict[str, set[Ip | str]] = {}
    for device in devices.values():
        own.setdefault(topology.network.realm(device.id.department), set()).update(own_addresses(device))
    for device in (devices[id] for id in devices if id in calling):
        realm = topology.network.realm(device.id.department)
        for peer in seen(device):
            port = next((port for name, port in device.interfaces.items() if name.lower() == peer.interface.lower()), None)
            vrf = peer.vrf or (port.vrf if port is not None else DEFAULT_VRF)
            node = topology.node_index.get((device.id, vrf))
            if node is not None and not peer.address.is_link_local and own[realm].isdisjoint((peer.address, peer.identity)):
                yield node, peer.protocol, f"{peer.address} ({peer.protocol.upper()} neighbour, not in the snapshot)"
        for (vrf, _, _), process in device.rip.items():
            for address in process.neighbors if process.enabled else ():
                if address not in own[realm]:
                    yield topology.node_index[device.id, vrf], "rip", f"{address} (RIP neighbour, not in the snapshot)"


def _own(device: Device) -> frozenset[Ip | str]:
    found: set[Ip | str] = {str(process.router_id) for process in device.ospf.values()}
    for port in device.interfaces.values():
        for address in port.addresses:
            found |= {address.ip.ip, str(address.ip.ip)}
    return frozenset(found)


own_addresses = PerDevice(_own)
"""The addresses of a device, of interfaces that are off too, also as text, and its router ids of OSPF."""
seen = PerDevice(lambda device: tuple(peer for peer in peers(device.observed) if peer.protocol == OSPF and peer.up))
"""The OSPF neighbours that a device was seen to have."""
calls = PerDevice(lambda device: any(process.neighbors for process in device.rip.values()))
"""Whether a device names neighbours of RIP."""


def _beside_untold(topology: Topology) -> Iterator[tuple[int, str, str]]:
    """Nodes with an interior protocol on a wire to a device whose config is not told: (node, protocol, that device)."""
    for id in untold.among(topology.network.devices):
        for number in topology.ports_of(id):
            link = topology.link_of.get(number)
            for other in topology.links[link] if link is not None else ():
                there = topology.ports[other]
                facts = topology.network.devices[there.device]
                for kind in KINDS:
                    if there.device != id and there.interface.name in ports(facts, kind):
                        yield there.node, kind.rstrip("3"), str(id)
