"""Make a plan: conflicts, addresses, steps, order, windows and money, from values alone."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from models.change import Change
from models.errors import NoPlan
from models.inventory import Inventory
from models.network import Network
from models.plan import Bound, DeviceWork, Plan, Step
from models.target import Place, Target
from netplan.conflicts import conflicts as all_conflicts
from netplan.conflicts.view import View
from netplan.planner.addressing import plan_addresses
from netplan.planner.context import CanWrite, Context, anything
from netplan.planner.cost import costs
from netplan.planner.decisions import decisions as questions
from netplan.planner.decisions import needed_for, with_dates
from netplan.planner.draft import Draft, check_commuting
from netplan.planner.flows import split
from netplan.planner.order import ancestors, down_sets, linear, reduced
from netplan.planner.recipes import RECIPES
from netplan.planner.waves import schedule

Write = Callable[[Iterable[Change]], tuple[DeviceWork, ...]]
"""Writes the changes of one step as commands; called for the steps in an order that the plan allows."""
COUNTED_STEPS = 24
"""Up to so many steps of one department the states are counted."""


def create(
    network: Network,
    inventory: Inventory,
    target: Target,
    chosen: Mapping[str, str] | None = None,
    *,
    made: datetime,
    bound_to: Bound,
    write: Write | None = None,
    can_write: CanWrite = anything,
) -> Plan:
    """The plan that leads from `network` to `target`.

    `chosen` answers decisions by id, `made` is now (windows before it are past), `write` renders each step in the
    dialects of its devices, and `can_write` says which changes have commands at all: where a border cannot filter
    packets the hub's end of its link does it alone. Raises NoPlan when a demand, a pin or the address space makes
    a plan impossible.
    """
    answers = dict(chosen or {})
    context = draft_steps(network, inventory, target, answers, can_write)
    found = all_conflicts(network, inventory)
    asked = questions(context, found, answers)
    steps = [replace(step, decisions=needed_for(step, asked, context)) for step in context.draft.steps]
    check_commuting(network, steps, ancestors(steps))
    steps = list(reduced(linear(steps)))
    if write is not None:
        steps = [replace(step, work=write(step.changes)) for step in steps]
    departments = tuple(sorted({*context.links, *context.hubs}))
    timing = schedule(steps, inventory, made, {d: context.hosts(d) for d in departments})
    notes = [*dict.fromkeys(context.notes), *_words(context, steps)]
    if timing.end is not None and timing.bound is not None:
        gap = (timing.end - timing.bound).days
        proven = f"no schedule in these windows can end before {timing.bound:%Y-%m-%d} (gap {gap} days)"
        notes.append(f"The last step ends on {timing.end:%Y-%m-%d}; {proven}.")
    return Plan(
        name=target.name,
        made=made,
        bound_to=bound_to,
        departments=departments,
        conflicts=found,
        decisions=with_dates(asked, steps, timing.starts, inventory),
        moves=context.addresses.moves,
        flows=context.flows,
        steps=tuple(steps),
        waves=timing.waves,
        costs=costs(steps, timing.starts, inventory, made),
        unplaced=timing.unplaced,
        notes=tuple(notes),
    )


def draft_steps(
    network: Network,
    inventory: Inventory,
    target: Target,
    chosen: Mapping[str, str],
    can_write: CanWrite = anything,
) -> Context:
    """Run every recipe for every department; the context then has the steps and the network that they lead to."""
    view = View(network, inventory)
    for link in target.interconnects:
        for port in (link.border, link.hub):
            if port.device not in network.devices:
                raise NoPlan(
                    f"{link.source}: {port.device} is not in the snapshot; scan it or correct the interconnect of {link.department}"
                )
        if link.border.device.department != link.department:
            raise NoPlan(f"{link.source}: the border {link.border} of {link.department} is a device of another department")
    target = answered(target, chosen)
    addresses = plan_addresses(view, target, chosen)
    flows, pairs = split(target.demands, addresses)
    context = Context(network, inventory, target, view, addresses, flows, pairs, Draft(network), can_write=can_write)
    departments = sorted({*context.links, *context.hubs, *(r.device.department for r in target.retirements)})
    for recipe in RECIPES:
        for department in departments:
            recipe(context, department)
    return context


def answered(target: Target, chosen: Mapping[str, str]) -> Target:
    """The target once answers are taken in: without departments that wait, and without pins that were lifted."""
    waiting = {id.removeprefix("join ") for id, answer in chosen.items() if id.startswith("join ") and answer == "wait"}
    lifted = {id for id, answer in chosen.items() if id.startswith("pin ") and answer == "lift"}
    demands = []
    for demand in target.demands:
        origin, destination = _narrowed(demand.origin, waiting), _narrowed(demand.destination, waiting)
        if origin is not None and destination is not None:
            demands.append(replace(demand, origin=origin, destination=destination))
    return replace(
        target,
        interconnects=tuple(i for i in target.interconnects if i.department not in waiting),
        demands=tuple(demands),
        retirements=tuple(r for r in target.retirements if r.device.department not in waiting),
        pins=tuple(p for p in target.pins if f"pin {p.department} {p.prefix}" not in lifted),
    )


def _narrowed(place: Place, waiting: set[str]) -> Place | None:
    """A place without departments that wait; None when nothing of it is left."""
    left = tuple(d for d in place.departments if d not in waiting)
    return None if place.departments and not left else replace(place, departments=left)


def _words(context: Context, steps: Sequence[Step]) -> list[str]:
    """What the plan says about itself: how free its order is, and what it left alone."""
    notes = []
    for department in sorted({step.department for step in steps}):
        own = [s for s in steps if s.department == department]
        names = {s.id for s in own}
        if 1 < len(own) <= COUNTED_STEPS:
            count = down_sets([replace(s, after=tuple(n for n in s.after if n in names)) for s in own])
            if count is not None:
                notes.append(
                    f"{department}: the order of its {len(own)} steps is partly free; {count} states can occur on the way."
                )
    apart = sorted({s.department for s in context.view.subnets} - {*context.links, *context.hubs})
    if apart:
        notes.append(f"Not in the plan, for the target does not join them: {', '.join(apart)}.")
    for s in context.view.subnets:
        if s.department in context.links and s.vrf != context.vrf(s.department):
            notes.append(f"{s.department}: {s.prefix} in VRF {s.vrf} stays in that VRF and is not joined.")
    return list(dict.fromkeys(notes))
