"""What an OSPF router brings in from its main table: redistribution and the default route."""

from collections.abc import Callable, Iterator
from ipaddress import IPv4Network, IPv6Network
from typing import NamedTuple

from models.device import Device
from models.route import Route
from models.routing import Ip, OspfProcess, OspfRange, Redistribution
from netplan.routing.columns import NUMBER, Book, prefix_object
from netplan.routing.internal_bgp import BGP_TYPES, TOLD_BY_ROUTE_MAP, takes_internal
from netplan.routing.ospf.view import Instance, process_name
from netplan.routing.policy.candidate import Candidate
from netplan.routing.policy.policies import Policies
from netplan.routing.table import NodeTable
from netplan.routing.vector.brought import comes_along

Policed = Callable[[Device], Policies]
"""The compiled policies of a device."""

_TAKES: dict[str, tuple[str, ...]] = {
    "connected": ("connected",), "static": ("static",), "bgp": ("bgp", "ibgp", "aggregate"), "aggregate": ("aggregate",),
    "kernel": (),
    "ospf": ("ospf", "ospf-ia", "ospf-e1", "ospf-e2", "ospf-n1", "ospf-n2"), "isis": ("isis-l1", "isis-l2", "isis-ia"),
    "rip": ("rip",), "eigrp": ("eigrp", "eigrp-ex"),
}  # fmt: skip
_TAKES["any"] = tuple(sorted({protocol for taken in _TAKES.values() for protocol in taken}))
"""Junos exports by policy from the whole table."""
_LEVELS = {"isis-l1": "level-1", "isis-l2": "level-2", "isis-ia": "level-1"}
_VECTORS = ("rip", "eigrp")
_WITH_OWN = (*_VECTORS, "ospf")
"""Protocols whose own subnets come along where they are redistributed, on systems that do so."""
_KEEPS_OWN_SUBNETS = ("frr",)
"""Systems whose OSPFv3 brings in connected subnets that OSPFv3 has already (FRR ospf6d)."""
_DEFAULT_BY_NEXT_HOP = ("frr",)
"""Systems whose default route has a forwarding address as any other external (seen on FRR 8.4), unless announced `always`."""
DEFAULT_METRIC = 20


class Brought(NamedTuple):
    """An external route; `unknown` says why it is not known what comes in (then nothing else counts)."""

    prefix: tuple[int, int, int]
    metric: int = 0
    kind: int = 2
    tag: int = 0
    nssa_only: str = ""
    unknown: str = ""
    next_hop: Ip | None = None
    """Where the router itself sends such packets."""
    summary: bool = False
    """A summary of externals."""


def brought_in(instance: Instance, table: NodeTable | None, policed: Policed, version: int) -> list[Brought]:
    """Everything that a router brings in, given its main table; what lies in a summary of externals goes out as the summary."""
    kept: dict[tuple[int, int, int], Brought] = {}
    plain: list[Brought] = []
    for brought in _each(instance, table, policed, version):
        summary = _summary(instance.process, brought) if not brought.unknown else None
        if summary is None:
            plain.append(brought)
        elif summary.advertise:
            prefix = (summary.prefix.version, int(summary.prefix.network_address), summary.prefix.prefixlen)
            best = kept.get(prefix)
            if best is None or (brought.kind, brought.metric) < (best.kind, best.metric):
                kept[prefix] = brought._replace(prefix=prefix, next_hop=None, summary=True)
    return plain + list(kept.values())


_DISCARDS = {"cisco_ios": 254}
"""Systems that throw away what a summary of externals holds and no longer route does, with the distance of that route
(IOS command reference, `discard-route`)."""


def thrown_away(instance: Instance, brought: Brought, book: Book) -> Iterator[tuple[int | bool, ...]]:
    """The row of a summary of externals in the table of the router that makes it."""
    if brought.summary and (distance := _DISCARDS.get(instance.device.suite)):
        head = (instance.node, book.prefix(*brought.prefix), NUMBER["ospf"], distance, brought.metric)
        tail = (brought.tag, book.process(process_name(instance.process)), book.source(instance.process.source))
        yield (*head, -1, -1, -1, -1, True, *tail)


def _summary(process: OspfProcess, brought: Brought) -> OspfRange | None:
    """The longest `summary-address` that holds an external."""
    family, network, length = brought.prefix
    width = 32 if family == 4 else 128
    fitting = [
        s
        for s in process.summaries
        if s.prefix.version == family
        and s.prefix.prefixlen <= length
        and network >> (width - s.prefix.prefixlen) == int(s.prefix.network_address) >> (width - s.prefix.prefixlen)
        and length
    ]
    return max(fitting, key=lambda s: s.prefix.prefixlen, default=None)


def _each(instance: Instance, table: NodeTable | None, policed: Policed, version: int) -> Iterator[Brought]:
    process = instance.process
    family = 4 if version == 2 else 6
    with_own = {"connected"} & {"connected" for r in process.redistributions if r.protocol in _WITH_OWN}
    taken = with_own | {name for redistribution in process.redistributions for name in _TAKES.get(redistribution.protocol, ())}
    held = table.of_protocols(taken) if table is not None and taken else ()
    routes = sorted(held, key=lambda each: _next_hop_order(each[0]))
    seen: set[tuple[int, int, int]] = set()
    for redistribution in process.redistributions:
        for route, by in routes:
            if route.prefix.version == family and route.prefix.prefixlen and _takes(instance, redistribution, route, by, version):
                brought = _filtered(instance, redistribution, _policed(instance, redistribution, route, policed), policed)
                if brought is not None and (brought.unknown or brought.prefix not in seen):
                    seen.add(brought.prefix)
                    yield brought
    yield from _default(instance, table, family, policed)
    for area in process.areas:
        if area.kind == "nssa" and area.default_originate and not area.no_summary:
            yield Brought((family, 0, 0), area.default_cost, area.default_type, 0, area.area)


def _next_hop_order(route: Route) -> tuple[bool, int]:
    """Of equal ways the first one counts: ports before addresses, and those by number (nexthop.c of FRR)."""
    return route.next_hop is not None, int(route.next_hop or 0)


def _takes(instance: Instance, redistribution: Redistribution, route: Route, by: str, version: int) -> bool:
    if route.protocol == "connected" and redistribution.protocol in _WITH_OWN:
        inside = not redistribution.match or "internal" in redistribution.match
        return inside and comes_along(instance.device, redistribution, route) and not _speaks(instance, route)
    if route.protocol not in _TAKES.get(redistribution.protocol, ()):
        return False
    if redistribution.classful_only and not _classful(route):
        return False
    if redistribution.protocol == "bgp" and route.protocol == "ibgp":
        return takes_internal(instance.device, redistribution.policies)
    if route.protocol.partition("-")[0] in _VECTORS:
        return redistribution.process in ("", by.rpartition(" ")[2])
    if route.protocol in _LEVELS:
        named = redistribution.process in ("", by.partition(" ")[2])
        return named and (not redistribution.match or _LEVELS[route.protocol] in redistribution.match)
    if route.protocol in _TAKES["ospf"]:
        return _other_ospf(instance, redistribution, route, by)
    if route.protocol == "connected" and not (version == 3 and instance.device.suite in _KEEPS_OWN_SUBNETS):
        return not _speaks(instance, route)
    return True


def _classful(route: Route) -> bool:
    """Whether a prefix is a class A, B or C network (RFC 791)."""
    first = int(route.prefix.network_address) >> 24
    return route.prefix.prefixlen == (8 if first < 128 else 16 if first < 192 else 24)


def _other_ospf(instance: Instance, redistribution: Redistribution, route: Route, by: str) -> bool:
    if by == process_name(instance.process) or (redistribution.process and by.split()[-1] != redistribution.process):
        return False
    kinds = {
        "ospf": "internal", "ospf-ia": "internal", "ospf-e1": "external-1", "ospf-e2": "external-2", "ospf-n1": "nssa",
        "ospf-n2": "nssa",
    }  # fmt: skip
    return not redistribution.match or kinds[route.protocol] in redistribution.match


def _speaks(instance: Instance, route: Route) -> bool:
    """Whether OSPF is active on the port of a connected route: then its subnet is internal already."""
    process = instance.process
    interface = instance.device.interfaces.get(route.interface)
    if interface is None:
        return False
    if any(o.version == process.version and o.area and o.process in ("", process.id) for o in interface.ospf):
        return True
    address = int(
        next((a.ip.ip for a in interface.addresses if a.ip.version == route.prefix.version), route.prefix.network_address)
    )
    for network in process.networks:
        free = network.wildcard if network.wildcard is not None else int(network.prefix.hostmask)
        if network.prefix.version == route.prefix.version and (address ^ int(network.prefix.network_address)) & ~free == 0:
            return True
    return False


def _policed(instance: Instance, redistribution: Redistribution, route: Route, policed: Policed) -> Brought | None:
    process = instance.process
    metric = redistribution.metric if redistribution.metric is not None else process.default_metric
    tag = redistribution.tag if redistribution.tag is not None else route.tag
    kind = redistribution.metric_type or 2
    prefix = (route.prefix.version, int(route.prefix.network_address), route.prefix.prefixlen)
    if not redistribution.policies:
        return Brought(prefix, DEFAULT_METRIC if metric is None else metric, kind, tag, next_hop=route.next_hop)
    # Junos takes the metric of the route itself, which is 0 for connected and static ones.
    usual = route.metric if redistribution.protocol == "any" else DEFAULT_METRIC
    base = usual if metric is None else metric
    known = redistribution.protocol == "bgp" and instance.device.suite in TOLD_BY_ROUTE_MAP
    candidate = Candidate(
        route.prefix, route.protocol, next_hop=route.next_hop, interface=route.interface, metric=base, metric_type=kind, tag=tag,
        route_type=BGP_TYPES.get(route.protocol, "") if known else "",
    )  # fmt: skip
    outcome = policed(instance.device).apply(redistribution.policies, candidate, "deny")
    if outcome.permitted is None:
        return Brought(prefix, unknown=f"{instance.device.id} redistributes {route.prefix} or not: {outcome.why}")
    if not outcome.permitted:
        return None
    made = outcome.candidate
    return Brought(prefix, made.metric, made.metric_type or kind, made.tag, next_hop=route.next_hop)


def _filtered(instance: Instance, by: Redistribution, brought: Brought | None, policed: Policed) -> Brought | None:
    """What filters of the process leave of a redistributed route (`distribute-list out`)."""
    wanted = [name for name, protocol, process in instance.process.policies_out
              if protocol in ("", by.protocol) and process in ("", by.process)]  # fmt: skip
    if brought is None or brought.unknown:
        return brought
    for name in wanted:
        prefix = prefix_object(*brought.prefix)
        outcome = policed(instance.device).apply((name,), Candidate(prefix, by.protocol), "deny")
        if outcome.permitted is None:
            return Brought(brought.prefix, unknown=f"{instance.device.id} redistributes {prefix} or not: {outcome.why}")
        if not outcome.permitted:
            return None
    return brought


def _default(instance: Instance, table: NodeTable | None, family: int, policed: Policed) -> Iterator[Brought]:
    default = instance.process.default
    if default is None:
        return
    prefix = IPv4Network("0.0.0.0/0") if family == 4 else IPv6Network("::/0")
    held = table.of_prefix(prefix, process_name(instance.process)) if table is not None else ()
    if not held and not default.always:
        return
    offer = Candidate(prefix, held[0].protocol if held else "static", metric=default.metric, metric_type=default.metric_type)
    outcome = policed(instance.device).apply(default.policies, offer, "deny" if default.policies else "permit")
    if outcome.permitted is None:
        yield Brought((family, 0, 0), unknown=f"{instance.device.id} announces a default route or not: {outcome.why}")
    elif outcome.permitted:
        made = outcome.candidate
        hop = held[0].next_hop if held and not default.always and instance.device.suite in _DEFAULT_BY_NEXT_HOP else None
        yield Brought((family, 0, 0), made.metric, made.metric_type or default.metric_type, made.tag, next_hop=hop)
