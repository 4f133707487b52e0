"""Give a department new addresses without a flag day (RFC 4192): add the new, move the hosts, remove the old.

    prepare     lists and routing take the new addresses in beside the old ones
    add         per group of subnets: new addresses as secondary ones, and twins of the routes to them
    move        people move the hosts
    drop        the new addresses become primary, the old ones and the routes to them go
    clean       lists and routing forget the old addresses

Subnets of one department are independent of each other between prepare and clean.
"""

from dataclasses import replace

from models.change import Change, Fact, label
from models.device import Device, DeviceId
from models.interfaces import Address, Interface
from models.plan import Move, Step
from models.routing import StaticRoute
from models.source import NOWHERE
from netplan.planner.context import Context
from netplan.planner.draft import Work
from netplan.planner.renaming import Renaming, inside
from netplan.planner.rewrite import pointed_at_new, service_twin, with_twins, without_old
from netplan.planner.traces import still_named, unread_names

MINUTES_A_HOST = 2
"""Assumption: most hosts follow DHCP by themselves, some are changed by hand."""
FLOATING = 250
"""The distance of a twin of a route to more than what moves: whatever else knows the new subnet wins."""


def readdress(context: Context, department: str) -> None:
    """Add the steps for every block of the department that moves."""
    names = context.addresses.names(department)
    if not names.moves:
        return
    connected = list(context.ready.get(department, ()))
    prepared = _prepare(context, department, names, connected)
    groups = _groups(names)
    added = [_add(context, department, group, prepared) for group in groups]
    moved = [_move(context, department, group, step) for group, step in zip(groups, added, strict=True)]
    dropped = [_drop(context, department, group, step) for group, step in zip(groups, moved, strict=True)]
    cleaned = _clean(context, department, names, dropped)
    context.ready.setdefault(department, []).extend(cleaned)


def _prepare(context: Context, department: str, names: Renaming, after: list[str]) -> list[str]:
    """One step for each device whose lists or routing name what moves, one after the other: few states, one crew."""
    done: list[str] = []
    for id in context.ids(department):
        work = context.draft.work()
        device = work.device(id)
        words: list[str] = []
        for fact in _referring(context, device, department):
            work.edit(id, fact, with_twins(fact, names))
        for service in sorted(device.services, key=str):
            twin = service_twin(service, names)
            if twin is not None and twin not in device.services:
                if context.can_write(device, Change(id, None, twin)):
                    work.edit(id, None, twin)
                else:
                    words.append(f"{id} takes {twin.kind} from {twin.target} as well as from {service.target} ({service.source}).")
        words.extend(f"Change by hand: {text}" for text in unread_names(device, names))
        if not work.changes() and not words:
            continue
        step = Step(
            id=f"{department}.prepare.{id.name}",
            title=f"Filters and routing of {id} take in the new addresses beside the old ones",
            recipe="readdress",
            department=department,
            changes=(),
            by_hand=tuple(words),
            post_checks=("Routing tables and filter counters are as before: nothing uses the new addresses yet.",),
            minutes=20,
        )
        done = [context.draft.add(step, work, done or after).id]
    return done or after


def _referring(context: Context, device: Device, department: str) -> list[Fact]:
    vrf = context.vrf(department)
    return [
        *device.acls.values(),
        *device.prefix_lists.values(),
        *device.policies.values(),
        *(p for p in device.ospf.values() if p.vrf == vrf),
        *(p for p in device.bgp.values() if p.vrf == vrf),
        *(i for i in device.interfaces.values() if i.helpers),
    ]


def _groups(names: Renaming) -> list[list[Move]]:
    """Moves that nest go together, all others alone."""
    groups: list[list[Move]] = []
    for move in sorted(names.moves, key=lambda m: (m.old.version, int(m.old.network_address), m.old.prefixlen)):
        if groups and inside(move.old, groups[-1][0].old):
            groups[-1].append(move)
        else:
            groups.append([move])
    return groups


def _step(department: str, action: str, group: list[Move], title: str) -> Step:
    label = str(group[0].old).replace("/", "-")
    return Step(id=f"{department}.{action}.{label}", title=title, recipe="readdress", department=department, changes=())


def _is_transfer(context: Context, department: str, group: list[Move]) -> bool:
    """No end systems live there: a loopback or a link between routers."""
    names = Renaming(tuple(group))
    return all(s.transfer for s in context.addresses.of(department) if names.move_of(s.prefix))


def _add(context: Context, department: str, group: list[Move], prepared: list[str]) -> str:
    names = Renaming(tuple(group))
    on = _holders(context, department, names)
    work = context.draft.work()
    for id in context.ids(department):
        _add_addresses(context, work, id, department, names)
    step = replace(
        _step(department, "add", group, f"Add {group[0].new} beside {group[0].old} in {department}"),
        pre_checks=tuple(f"Nothing answers in {m.new}." for m in group),
        post_checks=tuple(f"{id.name} answers at its address in {group[0].new}." for id in on),
        minutes=10 + 5 * len(on),
    )
    return context.draft.add(step, work, prepared).id


def _move(context: Context, department: str, group: list[Move], added: str) -> str:
    """The step in which people move the hosts; where no hosts live, nothing."""
    if _is_transfer(context, department, group):
        return added
    old, new, hosts = group[0].old, group[0].new, sum(m.hosts for m in group)
    step = replace(
        _step(department, "move", group, f"Move the hosts of {department} from {old} to {new}"),
        moved=tuple(group),
        by_hand=(
            f"A day before: lower the DNS TTL and the DHCP lease time of {old}.",
            f"DHCP: a scope for {new} in the place of {old} (options, reservations, relay).",
            "Hosts with fixed addresses, printers, licences, certificates and firewall objects: change the address by hand.",
            "DNS: the new addresses, forward and reverse.",
        ),
        post_checks=(f"ARP tables: no host answers in {old} for a whole lease time.",),
        minutes=30 + MINUTES_A_HOST * hosts,
        skill="desktop",
        hosts_hit=hosts,
    )
    return context.draft.add(step, None, [added]).id


def _drop(context: Context, department: str, group: list[Move], moved: str) -> str:
    names = Renaming(tuple(group))
    transfer = _is_transfer(context, department, group)
    old, new = group[0].old, group[0].new
    work = context.draft.work()
    for id in context.ids(department):
        _drop_addresses(context, work, id, department, names)
    step = replace(
        _step(department, "drop", group, f"Take {old} away in {department}; {new} alone stays"),
        moved=tuple(group) if transfer else (),
        pre_checks=(
            *(() if transfer else (f"No host has answered in {old} for a whole lease time.",)),
            f"You are logged in by an address that stays, not by one in {old}; so are the NOC and the backups.",
        ),
        post_checks=("Every routing neighbour is up again.", f"No route to {old} is left."),
        minutes=15 + 5 * len(_holders(context, department, names)),
        hosts_hit=sum(m.hosts for m in group),
    )
    return context.draft.add(step, work, [moved]).id


def _holders(context: Context, department: str, names: Renaming) -> list[DeviceId]:
    ports = [p for s in context.addresses.of(department) if names.move_of(s.prefix) for p in s.ports]
    return sorted({id for id, _ in ports})


def _add_addresses(context: Context, work: Work, id: DeviceId, department: str, names: Renaming) -> None:
    device = work.device(id)
    vrf = context.vrf(department)
    for interface in device.interfaces.values():
        if interface.vrf == vrf and _in_old(interface, names):
            new = [Address(net, secondary=True) for a in interface.addresses if (net := names.interface(a.ip)) is not None]
            groups = tuple(
                replace(g, addresses=(*g.addresses, *(n for ip in g.addresses if (n := names.address(ip)) is not None)))
                for g in interface.fhrp
            )
            work.edit(id, interface, replace(interface, addresses=(*interface.addresses, *new), fhrp=groups))
    owned = [a.ip.network for i in device.interfaces.values() if i.vrf == vrf for a in i.addresses]
    for route in device.statics:
        if route.vrf != vrf:
            continue
        exact = names.network(route.prefix)
        if exact is not None:
            twins = [replace(route, prefix=exact, source=NOWHERE)]
        elif route.discard or route.prefix.prefixlen == 0:
            twins = []  # a discard route for a part would beat the very route to it
        else:
            wider = [m for m in names.within(route.prefix) if m.old not in owned and not inside(m.new, route.prefix)]
            twins = [replace(route, prefix=m.new, distance=max(route.distance, FLOATING), source=NOWHERE) for m in wider]
        if twins:
            work.uses.add((id, label(route)))
        for twin in twins:
            if twin not in work.device(id).statics:
                work.edit(id, None, twin)


def _in_old(interface: Interface, names: Renaming) -> bool:
    return any(names.move_of(a.ip.network) is not None for a in interface.addresses)


def _drop_addresses(context: Context, work: Work, id: DeviceId, department: str, names: Renaming) -> None:
    device = work.device(id)
    vrf = context.vrf(department)
    for interface in device.interfaces.values():
        if interface.vrf == vrf and _in_old(interface, names):
            work.edit(id, interface, _without_old_addresses(interface, names))
    for route in sorted(device.statics, key=str):
        if route.vrf == vrf:
            _drop_route(work, id, route, names)
    facts: list[Fact] = [*device.bgp.values(), *device.policies.values()]
    for fact in facts:
        work.edit(id, fact, pointed_at_new(fact, names))


def _without_old_addresses(interface: Interface, names: Renaming) -> Interface:
    stay = [a for a in interface.addresses if names.interface(a.ip) is None]
    primary = {names.interface(a.ip) for a in interface.addresses if not a.secondary} - {None}
    stay = sorted((replace(a, secondary=a.secondary and a.ip not in primary) for a in stay), key=lambda a: a.secondary)
    groups = tuple(replace(g, addresses=tuple(ip for ip in g.addresses if names.address(ip) is None)) for g in interface.fhrp)
    return replace(interface, addresses=tuple(stay), fhrp=groups)


def _drop_route(work: Work, id: DeviceId, route: StaticRoute, names: Renaming) -> None:
    """Take a route to an old block away, or point a route with an old next hop at the new one."""
    if names.network(route.prefix) is not None:
        work.edit(id, route, None)
        return
    hop = names.address(route.next_hop) if route.next_hop is not None else None
    if hop is not None:
        new = replace(route, next_hop=hop, source=NOWHERE)
        work.edit(id, route, None if new in work.device(id).statics else new)


def _clean(context: Context, department: str, names: Renaming, after: list[str]) -> list[str]:
    """One step for each device whose lists or routing still name what has moved, one after the other."""
    done: list[str] = []
    for id in context.ids(department):
        work = context.draft.work()
        device = work.device(id)
        words: list[str] = []
        for fact in _referring(context, device, department):
            work.edit(id, fact, without_old(fact, names))
        for service in sorted(device.services, key=str):
            if service_twin(service, names) is not None:
                if context.can_write(device, Change(id, service, None)):
                    work.edit(id, service, None)
                else:
                    words.append(f"{id} takes {service.kind} from {service.target} no longer ({service.source}).")
        if not words:
            context.notes.extend(still_named(work.network, [id], names))
        if not work.changes() and not words:
            continue
        step = Step(
            id=f"{department}.clean.{id.name}",
            title=f"Filters and routing of {id} forget the old addresses",
            recipe="readdress",
            department=department,
            changes=(),
            by_hand=tuple(words),
            pre_checks=("The counters of every filter line that goes have stood still for a day.",),
            post_checks=("Routing neighbours are up; the filters' deny counters do not rise.",),
            minutes=20,
        )
        done = [context.draft.add(step, work, done or after).id]
    return done or after
