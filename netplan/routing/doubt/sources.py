"""Where routes may come from that nobody knows: lines outside the model, and nodes that the engine cannot tell in full.

A line outside of protocols touches what its node tells others of itself: what it redistributes, originates by condition or
by a BGP `network`. A line of a protocol touches all that this protocol tells; one of a policy what BGP tells, too.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from models.device import Device
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


def _beside_untold(topology: Topology) -> Iterator[tuple[int, str, str]]:
    """Nodes with an interior protocol on a wire to a device whose config is not told: (node, protocol, that device)."""
    for device in topology.network.devices.values():
        if untold(device):
            for number in topology.ports_of(device.id):
                link = topology.link_of.get(number)
                for other in topology.links[link] if link is not None else ():
                    there = topology.ports[other]
                    facts = topology.network.devices[there.device]
                    for kind in KINDS:
                        if there.device != device.id and there.interface.name in ports(facts, kind):
                            yield there.node, kind.rstrip("3"), str(device.id)
