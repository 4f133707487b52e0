"""Tell the city the way to a department's final addresses; its filter still lets nothing through."""

from models.interfaces import DEFAULT_VRF
from models.plan import Step
from models.routing import StaticRoute
from netplan.planner.context import ROUTE_TAG, Context
from netplan.planner.recipes.interconnect import take_in_statics
from netplan.planner.renaming import collapsed, inside


def announce(context: Context, department: str) -> None:
    """Add the routes on the hub: after the department's own move, and after the hub's where it used the same space."""
    if department not in context.links:
        return
    link = context.link(department)
    border_ip = context.addresses.links[department][1]
    readied = _hub_takes_statics(context, department)
    work = context.draft.work()
    hub = work.device(link.hub.device)
    wanted = context.addresses.new(department)
    for prefix in collapsed(wanted):
        route = StaticRoute(
            prefix, border_ip, link.hub.interface, next_hop_vrf=link.vrf, tag=ROUTE_TAG, name=f"NP-{department}", vrf=DEFAULT_VRF
        )
        work.ensure(hub.id, route, route in hub.statics)
    waits = [*context.ready.get(department, ()), readied]
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


def _hub_takes_statics(context: Context, department: str) -> str:
    """The step, one a hub device, that lets its routing protocols tell the city tagged static routes."""
    id = context.link(department).hub.device
    name = f"{id.department}.hub.{id.name}"
    if name in context.draft.ids:
        return name
    work = context.draft.work()
    words = take_in_statics(work, work.device(id), DEFAULT_VRF)
    step = Step(
        id=name,
        title=f"{id} will tell the city the routes that joined departments get",
        recipe="announce",
        department=id.department,
        changes=(),
        by_hand=words,
        post_checks=("No route has changed: there is none with the tag yet.",),
        minutes=15,
    )
    return context.draft.add(step, work).id
