"""Demands of the target as flows between two departments, and flows as filter rules."""

from collections.abc import Iterable, Sequence
from itertools import product

from models.errors import NoPlan
from models.filters import AclRule, Ports, Wildcard
from models.plan import Flow
from models.routing import Prefix
from models.target import Demand, Place
from netplan.planner.addressing import AddressPlan
from netplan.planner.context import Context
from netplan.planner.renaming import collapsed, inside, wildcard_of

PROTOCOLS = {"ip": (), "icmp": (1,), "tcp": (6,), "udp": (17,), "gre": (47,), "esp": (50,), "ah": (51,), "sctp": (132,)}
"""IP protocol numbers (IANA) by the names that a demand may use."""
ECHO, ECHO_REPLY = (8, -1), (0, -1)

Pairs = dict[str, tuple[str, str, str]]


def split(demands: Sequence[Demand], addresses: AddressPlan) -> tuple[tuple[Flow, ...], Pairs]:
    """One flow for each pair of departments that a demand names, in the addresses of today.

    A flow has the demand's name where there is one pair, else "name:from-to". Raises NoPlan for a place without addresses.
    """
    flows: list[Flow] = []
    pairs: Pairs = {}
    for demand in demands:
        ends = list(product(_names(demand.origin), _names(demand.destination)))
        for origin, destination in ends:
            name = demand.name if len(ends) == 1 else f"{demand.name}:{origin or 'outside'}-{destination or 'outside'}"
            if name in pairs:
                raise NoPlan(f"{demand.source}: two demands are called {demand.name}; give each a name of its own")
            sources = _places(demand, demand.origin, origin, addresses)
            destinations = _places(demand, demand.destination, destination, addresses)
            flows.append(Flow(name, demand.must, sources, destinations, demand.protocol, demand.ports, demand.source))
            pairs[name] = demand.name, origin, destination
    return tuple(flows), pairs


def _names(place: Place) -> tuple[str, ...]:
    return place.departments or ("",)


def _places(demand: Demand, place: Place, department: str, addresses: AddressPlan) -> tuple[tuple[str, Prefix], ...]:
    if place.prefix is not None:
        return ((department, place.prefix),)
    prefixes = collapsed(addresses.inhabited(department) if demand.must else addresses.old(department))
    if not prefixes:
        raise NoPlan(
            f"{demand.source}: the demand {demand.name} names {department or 'nobody'}, which has no address in the joined network"
        )
    return tuple((department, prefix) for prefix in prefixes)


def final(context: Context, ends: Iterable[tuple[str, Prefix]]) -> list[Prefix]:
    """Where the addresses of one end of a flow are in the end."""
    result: list[Prefix] = []
    for department, prefix in ends:
        names = context.addresses.names(department)
        whole = names.network(prefix)
        if whole is not None:
            result.append(whole)
            continue
        parts = [p for p in context.addresses.old(department) if inside(p, prefix) and p != prefix]
        if not any(names.network(p) for p in parts):
            result.append(prefix)
            continue
        result.extend(names.network(p) or p for p in parts)
    return collapsed(result)


def rules_for(flow: Flow, sources: Sequence[Prefix], destinations: Sequence[Prefix]) -> tuple[list[AclRule], list[AclRule]]:
    """The rules that let a flow pass, and those for its answers. Raises NoPlan for a protocol that has no number here."""
    numbers = protocol_numbers(flow)
    ports: Ports = tuple((port, port) for port in flow.ports)
    forward: list[AclRule] = []
    replies: list[AclRule] = []
    for source, destination in product(sources, destinations):
        a, b = _end(source), _end(destination)
        single: list[Ports] = [(p,) for p in ports] or [()]
        for port in single:
            icmp = ECHO if flow.protocol == "icmp" else None
            forward.append(AclRule(True, numbers, a, b, destination_ports=port, icmp=icmp))
            back = ECHO_REPLY if flow.protocol == "icmp" else None
            established = flow.protocol == "tcp"
            replies.append(AclRule(True, numbers, b, a, source_ports=port, icmp=back, established=established))
    return forward, replies


def _end(prefix: Prefix) -> tuple[Wildcard, ...]:
    return () if prefix.prefixlen == 0 else (wildcard_of(prefix),)


def protocol_numbers(flow: Flow) -> tuple[int, ...]:
    """The protocol of a flow as numbers; () is any."""
    if flow.protocol in PROTOCOLS:
        return PROTOCOLS[flow.protocol]
    if flow.protocol.isdecimal() and int(flow.protocol) < 256:
        return (int(flow.protocol),)
    raise NoPlan(
        f"{flow.source}: {flow.name} asks for protocol {flow.protocol}; known are {', '.join(PROTOCOLS)} and numbers up to 255"
    )


def denied(context: Context, department: str, direction: str) -> list[AclRule]:
    """Rules, before all permits, for what must never pass through the filter of `department` in a direction ("OUT", "IN")."""
    rules: list[AclRule] = []
    for flow in context.flows:
        _, origin, destination = context.pairs[flow.name]
        here = origin if direction == "OUT" else destination
        if flow.must or here != department or origin == destination:
            continue
        sources, destinations = final(context, flow.sources), final(context, flow.destinations)
        if any(p.version != 4 for p in (*sources, *destinations)):
            continue
        forward, _ = rules_for(flow, sources, destinations)
        rules.extend(AclRule(False, r.protocols, r.sources, r.destinations, destination_ports=r.destination_ports) for r in forward)
    return rules
