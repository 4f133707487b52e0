"""Open exactly what the target asks for: routes, and filters that permit the flow and its answers.

A filter is never edited while it is in force: a new list is written, the port switches to it, the old
list goes. So there is no moment in which a list is empty or wider than the old and new one together.
"""

from collections.abc import Iterable
from dataclasses import replace

from models.device import DeviceId
from models.filters import Acl, AclRule
from models.interfaces import DEFAULT_VRF
from models.plan import Flow, Step
from models.routing import Prefix, StaticRoute
from netplan.planner.context import ROUTE_TAG, Context
from netplan.planner.draft import Work
from netplan.planner.flows import denied, final, rules_for
from netplan.planner.nexthop import way_to, way_to_device
from netplan.planner.recipes.interconnect import gate_name
from netplan.planner.renaming import collapsed, inside

FLOATING_DEFAULT = 250
"""A default route over the hub stays behind the one that a department has, until that one is retired."""


def open_to_hub(context: Context, department: str) -> None:
    """Add one step for each flow that must pass between the hub and one department, in either direction.

    These come first, so that what a department has with the centre never waits for a third department.
    """
    for flow in context.flows:
        _, origin, destination = context.pairs[flow.name]
        if origin == department and not {origin, destination} <= context.links.keys():
            _open_if_wanted(context, flow)


def open_between(context: Context, department: str) -> None:
    """Add one step for each flow that must pass from `department` to another joined department."""
    for flow in context.flows:
        _, origin, destination = context.pairs[flow.name]
        if origin == department and {origin, destination} <= context.links.keys():
            _open_if_wanted(context, flow)


def _open_if_wanted(context: Context, flow: Flow) -> None:
    demand, origin, destination = context.pairs[flow.name]
    if flow.must and origin != destination:
        if any(p.version != 4 for _, p in (*flow.sources, *flow.destinations)):
            context.notes.append(f"{flow.name}: IPv6 between departments is not planned yet; open it by hand")
            return
        _open(context, flow, demand, origin, destination)


def _open(context: Context, flow: Flow, demand: str, origin: str, destination: str) -> None:
    sources = final(context, flow.sources)
    destinations = final(context, flow.destinations)
    work = context.draft.work()
    waits: list[str] = []
    for department, here, there in ((origin, sources, destinations), (destination, destinations, sources)):
        if department in context.hubs or department == "":
            if any(
                context.addresses.names(department).move_of(p) for d, p in (*flow.sources, *flow.destinations) if d == department
            ):
                waits.extend(context.ready.get(department, ()))
            continue
        waits.extend(context.ready.get(department, ()))
        other = destination if department == origin else origin
        _routes(context, work, department, other, there)
        _filters(context, work, flow, department, leaving=department == origin, here=here, there=there)
    step = context.draft.add(
        Step(
            id=f"open.{flow.name}",
            title=f"Open {flow.name}: {origin} to {destination or 'outside'}, {flow.protocol}{_ports(flow.ports)}",
            recipe="opening",
            department=origin,
            changes=(),
            opens=(flow.name,),
            pre_checks=("The routing tables of both ends have the link and the announced addresses.",),
            post_checks=(
                f"From a host in {sources[0]}: a connection to {destinations[0]} succeeds ({flow.protocol}{_ports(flow.ports)}).",
            ),
            minutes=30,
        ),
        work,
        waits,
    )
    context.opened.setdefault(demand, []).append(step.id)


def _ports(ports: Iterable[int]) -> str:
    numbers = [str(p) for p in ports]
    return f" port {', '.join(numbers)}" if numbers else ""


def _routes(context: Context, work: Work, department: str, other: str, there: list[Prefix]) -> None:
    """Routes to `there`, from the department's border to the hub and from its VRF on the hub onwards."""
    link = context.link(department)
    hub_ip = context.addresses.links[department][0]
    border, hub = work.device(link.border.device), work.device(link.hub.device)
    for prefix in collapsed(there):
        distance = FLOATING_DEFAULT if prefix.prefixlen == 0 else 1
        vrf = context.vrf(department)
        onward = StaticRoute(prefix, hub_ip, vrf=vrf, distance=distance, tag=ROUTE_TAG)
        _ensure(work, border.id, onward)
        _ensure(work, hub.id, _leak(context, hub.id, link.vrf, other, prefix))
        for route in border.statics:
            if (
                route.vrf == vrf
                and route != onward
                and route.prefix.prefixlen > 0
                and inside(route.prefix, prefix)
                and route.tag != ROUTE_TAG
            ):
                context.notes.append(
                    f"{border.id}: {route.source} routes {route.prefix} elsewhere and wins over the way to {other}"
                )


def _ensure(work: Work, device: DeviceId, route: StaticRoute) -> None:
    work.ensure(device, route, route in work.device(device).statics)


def _leak(context: Context, hub: DeviceId, vrf: str, other: str, prefix: Prefix) -> StaticRoute:
    """The route from a department's VRF on `hub` to where `prefix` lives."""
    peer = context.links.get(other)
    if peer is not None and peer.hub.device == hub:
        border_ip = context.addresses.links[other][1]
        return StaticRoute(prefix, border_ip, peer.hub.interface, vrf=vrf, next_hop_vrf=peer.vrf, tag=ROUTE_TAG)
    network = context.draft.network
    hop, interface = (
        way_to(network, hub, DEFAULT_VRF, prefix) if peer is None else way_to_device(network, hub, DEFAULT_VRF, peer.hub.device)
    )
    if hop is None and not interface:
        context.notes.append(f"{hub}: no router of the hub is known to lead to {prefix}; the default table decides")
    return StaticRoute(prefix, hop, interface, vrf=vrf, next_hop_vrf=DEFAULT_VRF, tag=ROUTE_TAG)


def _filters(
    context: Context, work: Work, flow: Flow, department: str, leaving: bool, here: list[Prefix], there: list[Prefix]
) -> None:
    """Write the next version of both filters on both ends of the department's link, and switch to it."""
    gate = context.gates[department]
    there_and_back = rules_for(flow, here, there) if leaving else rules_for(flow, there, here)
    forward, replies = there_and_back
    ahead, back = (gate.leaving, gate.entering) if leaving else (gate.entering, gate.leaving)
    ahead[2].extend(forward)
    back[0 if flow.protocol != "ip" else 2].extend(replies)
    old = gate.version
    gate.version += 1
    lists = {}
    for direction, sections in (("OUT", gate.leaving), ("IN", gate.entering)):
        sections[1][:] = denied(context, department, direction)
        every = [*sections[0], *sections[1], *sections[2], AclRule(False)]
        unique = list(dict.fromkeys(every))
        rules = tuple(replace(rule, sequence=10 * (n + 1)) for n, rule in enumerate(unique))
        lists[direction] = Acl(gate_name(department, direction, gate.version), rules)
    link = context.link(department)
    for port, into, out in ((link.hub, "OUT", "IN"), (link.border, "IN", "OUT")):
        if port.device not in context.filtering(link):
            continue
        device = work.device(port.device)
        for acl in lists.values():
            work.edit(port.device, device.acls.get(acl.name), acl)
        interface = device.interfaces[port.interface]
        work.edit(port.device, interface, replace(interface, acl_in=lists[into].name, acl_out=lists[out].name))
        for direction in lists:
            gone = gate_name(department, direction, old)
            work.edit(port.device, work.device(port.device).acls[gone], None)
