"""Which routes of its main table a router takes into a distance-vector protocol."""

from collections.abc import Callable, Iterator

from models.device import Device
from models.route import Route
from models.routing import Redistribution
from netplan.routing.columns import PROTOCOLS
from netplan.routing.internal_bgp import BGP_TYPES, takes_internal
from netplan.routing.policy.candidate import Candidate, Outcome
from netplan.routing.policy.policies import Policies
from netplan.routing.table import NodeTable
from netplan.routing.vector.view import Speaker, named_by

Policed = Callable[[Device], Policies]
"""The compiled policies of a device."""

TAKES: dict[str, tuple[str, ...]] = {
    head: tuple(p for p in PROTOCOLS if p.partition("-")[0] == head) for head in {p.partition("-")[0] for p in PROTOCOLS}
}
TAKES |= {"bgp": ("bgp", "ibgp", "aggregate"), "ospf3": TAKES["ospf"], "kernel": ()}
TAKES["any"] = tuple(p for p in PROTOCOLS if p != "local")
"""What each word of a redistribution stands for."""
_WITH_OWN_SUBNETS = ("cisco_ios",)
"""Systems on which what a protocol announces itself comes along with what it learnt."""
_KINDS = {
    "ospf": "internal", "ospf-ia": "internal", "ospf-e1": "external-1", "ospf-e2": "external-2", "ospf-n1": "nssa",
    "ospf-n2": "nssa", "isis-l1": "level-1", "isis-l2": "level-2", "isis-ia": "level-1",
}  # fmt: skip


def taken(speaker: Speaker, wanted: Redistribution, table: NodeTable | None) -> Iterator[Route]:
    """The routes that one redistribution names, before its policies; one for each prefix."""
    if table is None:
        return
    seen = set()
    device = speaker.device
    with_own = wanted.protocol in ("ospf", "ospf3", "rip", "eigrp") and device.suite in _WITH_OWN_SUBNETS
    names = (*TAKES.get(wanted.protocol, ()), *(("connected",) if with_own else ()))
    for route, by in table.of_protocols(names):
        if route.prefix.version != speaker.family or by == speaker.name or route.prefix in seen:
            continue
        if wanted.process and by and by.split()[-1] != wanted.process:
            continue
        if wanted.match and route.protocol in _KINDS and _KINDS[route.protocol] not in wanted.match:
            continue
        if route.protocol == "ibgp" and not takes_internal(device, wanted.policies):
            continue
        if route.protocol == "connected" and with_own and not speaks(device, wanted, route):
            continue
        seen.add(route.prefix)
        yield route


def comes_along(device: Device, wanted: Redistribution, route: Route) -> bool:
    """Whether a connected route is taken as a part of the protocol that a redistribution names."""
    return device.suite in _WITH_OWN_SUBNETS and speaks(device, wanted, route)


def speaks(device: Device, wanted: Redistribution, route: Route) -> bool:
    """Whether the protocol that a redistribution names runs on the port of a connected route."""
    port = device.interfaces.get(route.interface)
    if port is None:
        return False
    ip = next((int(a.ip.ip) for a in port.addresses if a.ip.network == route.prefix), int(route.prefix.network_address))
    family = route.prefix.version
    processes: list[object] = [p for p in device.eigrp.values() if wanted.protocol == "eigrp" and str(p.asn) == wanted.process]
    processes += [p for p in device.rip.values() if wanted.protocol == "rip"]
    if wanted.protocol in ("ospf", "ospf3"):
        if any(o.area and wanted.process in ("", o.process) and (o.version == 2) == (family == 4) for o in port.ospf):
            return True
        processes += [p for p in device.ospf.values() if wanted.process in ("", p.id)]
    return any(named_by(p.networks, ip, family) for p in processes if p.vrf == port.vrf)  # type: ignore[attr-defined]  # each kind has both


def judged(speaker: Speaker, wanted: Redistribution, route: Route, metric: int, policed: Policed) -> Outcome:
    """What the policies of a redistribution make of a route."""
    candidate = Candidate(
        route.prefix, route.protocol, next_hop=route.next_hop, interface=route.interface, metric=metric,
        tag=route.tag if wanted.tag is None else wanted.tag, route_type=BGP_TYPES.get(route.protocol, ""),
    )  # fmt: skip
    if not wanted.policies:
        return Outcome(True, candidate)
    return policed(speaker.device).apply(wanted.policies, candidate, "deny")
