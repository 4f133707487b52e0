"""Tell the city the way to a department's final addresses; its filter still lets nothing through."""

from models.interfaces import DEFAULT_VRF
from models.plan import Step
from models.routing import StaticRoute
from netplan.planner.context import ROUTE_TAG, Context
from netplan.planner.recipes.statics import tell_statics
from netplan.planner.renaming import collapsed, inside


def announce(context: Context, department: str) -> None:
    """Add the routes on the hub: after the department's own move, and after the hub's where it used the same space."""
    if department not in context.links:
        return
    link = context.link(department)
    border_ip = context.addresses.links[department][1]
    readied = tell_statics(context, link.hub.device, DEFAULT_VRF, [])
    own = tell_statics(context, link.border.device, context.vrf(department), context.ready.get(department, []))
    work = context.draft.work()
    hub = work.device(link.hub.device)
    wanted = context.addresses.new(department)
    for prefix in collapsed(wanted):
        route = StaticRoute(prefix, border_ip, link.hub.interface, next_hop_vrf=link.vrf, tag=ROUTE_TAG, vrf=DEFAULT_VRF)
        work.ensure(hub.id, route, route in hub.statics)
    waits = [*context.ready.get(department, ()), *readied, *own]
    for step in context.draft.steps:
        if step.department in context.hubs and ".drop." in step.id:
            gone = [m.old for m in context.addresses.names(step.department).moves if step.id.endswith(str(m.old).replace("/", "-"))]
            if any(inside(a, b) or inside(b, a) for a in gone for b in wanted):
                waits.append(step.id)
    done = context.draft.add(
        Step(
            id=f"{department}.announce",
            title=f"The city learns the way to {department}",
            recipe="announce",
            department=department,
            changes=(),
            pre_checks=(f"The filter of {link.hub} still drops everything.",),
            post_checks=(f"{hub.id.name}: the routing table has the addresses of {department}, next hop {border_ip}.",),
            minutes=30,
        ),
        work,
        waits,
    )
    context.ready[department] = [done.id]
