"""The interior protocols of a node in one form: what a process takes in from others, and whom it tells."""

from collections.abc import Iterator
from typing import NamedTuple

from models.device import Device
from netplan.routing.columns import PROTOCOLS
from netplan.routing.eigrp.view import speaking as eigrp_ports
from netplan.routing.internal_bgp import takes_internal
from netplan.routing.isis.view import speaking as isis_ports
from netplan.routing.ospf.view import area_of
from netplan.routing.ospf.view import speaking as ospf_ports
from netplan.routing.rip.view import speaking as rip_ports
from netplan.topology.topology import Topology

KINDS = ("ospf", "ospf3", "isis", "rip", "eigrp")
_EXTERNAL = {
    "ospf": frozenset(("ospf-e1", "ospf-e2", "ospf-n1", "ospf-n2")), "isis": frozenset(("isis-l1", "isis-l2", "isis-ia")),
    "rip": frozenset(("rip",)), "eigrp": frozenset(("eigrp-ex",)),
}  # fmt: skip
"""The protocols of a table by which routes stand that somebody brought in from elsewhere."""


class Taking(NamedTuple):
    """One redistribution: from which protocol (its head, or "any"), for which IP version, through which policies."""

    protocol: str
    family: int
    policies: tuple[str, ...] = ()


class Process(NamedTuple):
    """One process of an interior protocol at a node."""

    kind: str
    families: tuple[int, ...]
    takes: tuple[Taking, ...]
    default: bool
    """It tells of a default route when the table has one."""
    distance: int
    """The least that a route of it can have."""
    outer_distance: int
    """The least that a route can have that came from elsewhere."""
    filters: tuple[str, ...] = ()
    """Policies between it and the table."""

    def may_take(self, device: Device, taking: Taking, source: str, internal: bool) -> bool:
        """Whether a redistribution takes routes of a protocol; `internal`: such of BGP."""
        head = "ospf" if taking.protocol == "ospf3" else taking.protocol
        if head not in (source, "any") or self.kind.rstrip("3") == source:
            return False
        return not internal or takes_internal(device, taking.policies)


def processes(device: Device, vrf: str) -> Iterator[Process]:
    """All interior processes of one VRF."""
    for (version, _), ospf in device.ospf.items():
        if ospf.vrf == vrf and ospf.enabled:
            family = 4 if version == 2 else 6
            takes = tuple(Taking(r.protocol, family, r.policies) for r in ospf.redistributions)
            default = ospf.default is not None and not ospf.default.always
            kind, distances = "ospf" if version == 2 else "ospf3", (min(ospf.distances), ospf.distances[2])
            yield Process(kind, (family,), takes, default, *distances, ospf.policies_in)
    for (name, _), isis in device.isis.items():
        if name == vrf and isis.enabled:
            takes = tuple(Taking(r.protocol, r.family, r.policies) for r in isis.redistributions)
            default = any(not each.always for each in isis.defaults)
            least = min((*isis.distances, *isis.external_distances))  # of wide metrics nobody can tell what came from elsewhere
            yield Process("isis", (4, 6), takes, default, least, least)
    for (name, family, _), rip in device.rip.items():
        if name == vrf and rip.enabled:
            takes = tuple(Taking(r.protocol, family, r.policies) for r in rip.redistributions)
            takes += tuple(Taking("any", family, policies) for _, policies in rip.exports or () if policies)
            default = rip.default is not None and not rip.default.always
            yield Process("rip", (family,), takes, default, rip.distance, rip.distance)
    for (name, family, _), eigrp in device.eigrp.items():
        if name == vrf and eigrp.enabled:
            takes = tuple(Taking(r.route.protocol, family, r.route.policies) for r in eigrp.redistributions)
            yield Process("eigrp", (family,), takes, False, min(eigrp.distances), eigrp.distances[1])


def rivals(kind: str, inside: bool) -> tuple[frozenset[str], frozenset[str]]:
    """Protocols of a table that such a route may or may not win against, and those that it surely loses to.

    `inside`: the routes of the protocol itself may be others than they are thought to be, not only those brought in.
    """
    head = kind.rstrip("3")
    own = frozenset(p for p in PROTOCOLS if p.partition("-")[0] == head)
    outer = own if inside else _EXTERNAL[head]
    return outer, own - outer


def ports(device: Device, kind: str) -> frozenset[str]:
    """The ports of a device that may speak a protocol."""
    match kind:
        case "ospf":
            return ospf_ports(device).get(2, frozenset())
        case "ospf3":
            return ospf_ports(device).get(3, frozenset())
        case "isis":
            return isis_ports(device)
        case "rip":
            return rip_ports(device)
        case _:
            return eigrp_ports(device)


def domain(topology: Topology, kind: str, start: int) -> tuple[int, ...]:
    """The nodes that a chain of speakers of a protocol joins to a node, itself first."""
    found = {start: None}
    todo = [start]
    for node in todo:
        device = topology.network.devices[topology.nodes[node].device]
        for name in ports(device, kind):
            port = topology.port_index.get((device.id, name))
            link = None if port is None else topology.link_of.get(port)
            if port is None or link is None or topology.ports[port].node != node:
                continue
            for other in topology.links[link]:
                there = topology.ports[other]
                if there.node not in found and there.interface.name in ports(topology.network.devices[there.device], kind):
                    found[there.node] = None
                    todo.append(there.node)
    return tuple(found)


def deaf(device: Device, kind: str) -> bool:
    """Whether a router hears of no route that is brought in: every area of its OSPFv2 is a stub."""
    if kind != "ospf":
        return False
    named = {
        (process, area)
        for (version, _), process in device.ospf.items()
        if version == 2
        for area in [*(n.area for n in process.networks), *(a.area for a in process.areas)]
    }
    stated = {each.area for i in device.interfaces.values() for each in i.ospf if each.version == 2 and each.area}
    running = [process for (version, _), process in device.ospf.items() if version == 2]
    kinds = {area_of(process, area).kind for process, area in named}
    kinds |= {area_of(process, area).kind for process in running for area in stated}
    return kinds == {"stub"}
