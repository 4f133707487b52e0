"""What an IS-IS router brings in from its main table: redistribution and the default route."""

from collections.abc import Callable, Iterator
from ipaddress import IPv4Network, IPv6Network
from typing import NamedTuple

from models.device import Device
from models.isis import IsisDefault, IsisRedistribution
from models.route import Route
from models.routing import Redistribution
from netplan.routing.columns import PROTOCOLS
from netplan.routing.internal_bgp import BGP_TYPES, TOLD_BY_ROUTE_MAP, takes_internal
from netplan.routing.isis.metric import NARROW, says
from netplan.routing.isis.view import Instance, process_name
from netplan.routing.policy.candidate import Candidate
from netplan.routing.policy.policies import Policies
from netplan.routing.table import NodeTable
from netplan.routing.vector.brought import comes_along

Policed = Callable[[Device], Policies]
"""The compiled policies of a device."""

TAKES: dict[str, tuple[str, ...]] = {
    head: tuple(p for p in PROTOCOLS if p.partition("-")[0] == head) for head in {p.partition("-")[0] for p in PROTOCOLS}
}
TAKES |= {"bgp": ("bgp", "ibgp", "aggregate"), "ospf3": TAKES["ospf"], "kernel": ()}
TAKES["any"] = tuple(p for p in PROTOCOLS if p != "local")
"""What each word of a redistribution stands for."""
_WITH_OWN = ("ospf", "rip", "eigrp")
"""Protocols whose own subnets come along where they are redistributed, on systems that do so."""
_OWN_SUBNETS = ("frr",)
"""Systems that bring in connected subnets that IS-IS announces already."""
_DEFAULT_TOO = ("juniper_junos",)
"""Systems that bring in a default route as any other."""
_OF_THE_ROUTE = ("juniper_junos",)
"""Systems that announce with the metric that the route has, where nothing states one."""
_KINDS = {
    "ospf": "internal", "ospf-ia": "internal", "ospf-e1": "external-1", "ospf-e2": "external-2", "ospf-n1": "nssa",
    "ospf-n2": "nssa", "isis-l1": "level-1", "isis-l2": "level-2", "isis-ia": "level-1",
}  # fmt: skip


class Brought(NamedTuple):
    """A route from outside, for `level`; `unknown` says why it is not known what comes in (then nothing else counts)."""

    prefix: tuple[int, int, int]
    level: int = 2
    metric: int = 0
    external: bool = False
    tag: int = 0
    unknown: str = ""


def brought_in(instance: Instance, table: NodeTable | None, policed: Policed) -> list[Brought]:
    """Everything that a router brings in, given its main table."""
    return [*_redistributed(instance, table, policed), *_defaults(instance, table, policed)]


def _redistributed(instance: Instance, table: NodeTable | None, policed: Policed) -> Iterator[Brought]:
    seen: set[tuple[tuple[int, int, int], int]] = set()
    for wanted in instance.process.redistributions:
        if wanted.protocol not in TAKES:
            zero = (wanted.family, 0, 0)
            yield Brought(zero, unknown=f"{instance.device.id} redistributes {wanted.protocol.upper()}, which is not modelled")
        elif table is not None:
            own = ("connected",) if wanted.protocol in _WITH_OWN else ()
            for route, by in table.of_protocols((*TAKES[wanted.protocol], *own)):
                if wanted.protocol == "any" and by == process_name(instance.process):
                    yield from _moved(instance, wanted, route, policed)
                elif _takes(instance, wanted, route, by):
                    brought = _policed(instance, wanted, route, policed)
                    if brought is not None and (brought.unknown or (brought.prefix, brought.level) not in seen):
                        seen.add((brought.prefix, brought.level))
                        yield brought


def _takes(instance: Instance, wanted: IsisRedistribution, route: Route, by: str) -> bool:
    os = instance.device.suite
    if route.prefix.version != wanted.family or by == process_name(instance.process):
        return False
    if not route.prefix.prefixlen and os not in _DEFAULT_TOO:
        return False
    if route.protocol == "connected" and wanted.protocol in _WITH_OWN:
        as_usual = Redistribution(wanted.protocol, wanted.process)
        return route.prefix.version == 4 and comes_along(instance.device, as_usual, route) and not _speaks(instance, route)
    if wanted.process and by and by.split()[-1] != wanted.process:
        return False
    if wanted.match and _KINDS.get(route.protocol, "") not in wanted.match:
        return False
    if route.protocol == "ibgp" and not takes_internal(instance.device, wanted.policies):
        return False
    return route.protocol != "connected" or os in _OWN_SUBNETS or not _speaks(instance, route)


def _moved(instance: Instance, wanted: IsisRedistribution, route: Route, policed: Policed) -> Iterator[Brought]:
    """Routes of IS-IS itself that an export policy of Junos meets: down they leak, up they go unless it refuses."""
    up = route.protocol == "isis-l1" and wanted.level == 2
    if not wanted.policies or route.prefix.version != wanted.family or not up:
        return
    candidate = Candidate(route.prefix, route.protocol, level=1, to_level=2)
    if policed(instance.device).apply(wanted.policies, candidate, "permit").permitted is not True:
        why = f"{instance.device.id} keeps {route.prefix} of IS-IS from level 2, or not ({wanted.source})"
        yield Brought((wanted.family, 0, 0), unknown=why)


def _speaks(instance: Instance, route: Route) -> bool:
    """Whether IS-IS is active on the port of a connected route: then its subnet is announced already."""
    port = instance.device.interfaces.get(route.interface)
    active = port is not None and any(s.families and s.process in ("", instance.process.id) for s in port.isis)
    return active or route.interface in instance.process.passive


def _policed(instance: Instance, wanted: IsisRedistribution, route: Route, policed: Policed) -> Brought | None:
    prefix = (route.prefix.version, int(route.prefix.network_address), route.prefix.prefixlen)
    usual = route.metric if instance.device.suite in _OF_THE_ROUTE else 0
    metric = usual if wanted.metric is None else wanted.metric
    known = wanted.protocol == "bgp" and instance.device.suite in TOLD_BY_ROUTE_MAP
    candidate = Candidate(
        route.prefix, route.protocol, next_hop=route.next_hop, interface=route.interface, metric=metric, tag=route.tag,
        to_level=wanted.level, route_type=BGP_TYPES.get(route.protocol, "") if known else "",
    )  # fmt: skip
    if wanted.policies:
        outcome = policed(instance.device).apply(wanted.policies, candidate, "deny")
        if outcome.permitted is None:
            return Brought(prefix, wanted.level, unknown=f"{instance.device.id} redistributes {route.prefix} or not: {outcome.why}")
        if not outcome.permitted:
            return None
        candidate = outcome.candidate
    return Brought(prefix, wanted.level, candidate.metric, _told_apart(instance, wanted.level), candidate.tag)


def _told_apart(instance: Instance, level: int) -> bool:
    """Whether others can tell that it comes from outside: wide metrics have no place to say so (RFC 5305)."""
    return any(says(instance.process.styles[n - 1]) & NARROW for n in (1, 2) if level & n)


def _defaults(instance: Instance, table: NodeTable | None, policed: Policed) -> Iterator[Brought]:
    for default in instance.process.defaults:
        prefix = IPv4Network("0.0.0.0/0") if default.family == 4 else IPv6Network("::/0")
        held = table.of_prefix(prefix, process_name(instance.process)) if table is not None else ()
        if held or default.always:
            yield from _default(instance, default, Candidate(prefix, held[0].protocol if held else "static"), policed)


def _default(instance: Instance, default: IsisDefault, offer: Candidate, policed: Policed) -> Iterator[Brought]:
    prefix = (default.family, 0, 0)
    metric = default.metric
    if default.policies:
        outcome = policed(instance.device).apply(default.policies, offer._replace(metric=metric), "deny")
        if outcome.permitted is None:
            yield Brought(prefix, default.level, unknown=f"{instance.device.id} announces a default route or not: {outcome.why}")
        if not outcome.permitted:
            return
        metric = outcome.candidate.metric
    yield Brought(prefix, default.level, metric)
