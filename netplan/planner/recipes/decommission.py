"""Take out what the target no longer has, once what replaces it carries the traffic, and give notice."""

from collections.abc import Iterable
from dataclasses import replace

from models.device import Device
from models.errors import NoPlan
from models.plan import Step
from models.routing import Prefix
from models.target import Retirement
from netplan.planner.context import Context
from netplan.planner.draft import Work


def decommission(context: Context, department: str) -> None:
    """Add the steps for the retirements of the department's devices: shut and unroute, then the notice on the contract."""
    for retirement in context.target.retirements:
        if retirement.device.department == department:
            _retire(context, retirement)


def _retire(context: Context, retirement: Retirement) -> None:
    department = retirement.device.department
    work = context.draft.work()
    device = work.device(retirement.device)
    if retirement.interface and retirement.interface not in device.interfaces:
        raise NoPlan(f"{retirement.source}: {retirement.device} has no interface {retirement.interface} to retire")
    names = [retirement.interface] if retirement.interface else sorted(device.interfaces)
    ends = _given_up(device, names)
    for name in names:
        _shut(work, retirement, name)
    what = f"{retirement.device}{' ' + retirement.interface if retirement.interface else ''}"
    waits = _replacements(context, retirement)
    step = Step(
        id=f"{department}.retire.{retirement.device.name}{'.' + retirement.interface if retirement.interface else ''}",
        title=f"Take {what} out of service",
        recipe="decommission",
        department=department,
        changes=(),
        ends=tuple((department, prefix) for prefix in ends),
        by_hand=()
        if retirement.interface
        else (f"Switch {retirement.device} off, take it out of the rack and wipe its configuration.",),
        pre_checks=(
            f"What replaces {what} has carried its traffic for a week.",
            f"The counters of {what} show no packets but those of routing protocols and monitoring.",
            f"You are not logged in over {what}.",
        ),
        post_checks=(
            "The flows that replace it still pass, from a host of each site.",
            f"No route goes out of {what}; the monitoring shows nothing else down.",
        ),
        minutes=30,
        hosts_hit=context.hosts(department),
        reversible=bool(retirement.interface),
    )
    done = context.draft.add(step, work, waits)
    if retirement.contract:
        _notice(context, retirement, done.id)


def _given_up(device: Device, names: Iterable[str]) -> list[Prefix]:
    """The subnets of the ports that leave, as far as no other port of the device is in them."""
    leaving = {a.ip.network for name in names for a in device.interfaces[name].addresses}
    staying = {a.ip.network for port in device.interfaces.values() if port.name not in set(names) for a in port.addresses}
    return sorted(leaving - staying, key=str)


def _replacements(context: Context, retirement: Retirement) -> list[str]:
    """The steps that open what replaces it: the department's part of the named demands, or all that it has."""
    department = retirement.device.department
    waits: list[str] = []
    for name in retirement.replaced_by:
        opened = context.opened.get(name, [])
        if not opened and not any(name in (flow, demand) for flow, (demand, _, _) in context.pairs.items()):
            raise NoPlan(f"{retirement.source}: {retirement.device} is replaced by {name}, which is no demand of the target")
        own = [id for id in opened if any(s.id == id and s.department == department for s in context.draft.steps)]
        waits.extend(own or opened)
    if not retirement.replaced_by:
        waits.extend(s.id for s in context.draft.steps if s.recipe == "opening" and s.department == department)
    return waits or list(context.ready.get(department, ()))


def _shut(work: Work, retirement: Retirement, name: str) -> None:
    device = work.device(retirement.device)
    interface = device.interfaces[name]
    work.edit(device.id, interface, replace(interface, enabled=False))
    nets = [a.ip.network for a in interface.addresses]
    for route in sorted(device.statics, key=str):
        through = route.interface == name or (
            route.vrf == interface.vrf
            and not route.next_hop_vrf
            and any(route.next_hop is not None and route.next_hop in n for n in nets)
        )
        if through:
            work.edit(device.id, route, None)


def _notice(context: Context, retirement: Retirement, done: str) -> None:
    contract = context.inventory.contracts.get(retirement.contract)
    if contract is None:
        raise NoPlan(f"{retirement.source}: the contract {retirement.contract} is not in the inventory")
    ends = f", which runs until {contract.ends} with {contract.notice_months} months of notice" if contract.ends else ""
    name = f"{retirement.device.department}.notice.{contract.id}"
    if name in context.draft.ids:
        context.draft.wait(name, done)
        return
    context.draft.add(
        Step(
            id=name,
            title=f"Give notice on {contract.id}",
            recipe="decommission",
            department=retirement.device.department,
            changes=(),
            by_hand=(f"Give {contract.supplier or 'the supplier'} notice on {contract.id}{ends}.",),
            post_checks=("The supplier has confirmed the date in writing.",),
            minutes=60,
            skill="purchasing",
            reversible=False,
        ),
        None,
        [done],
    )
