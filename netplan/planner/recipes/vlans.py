"""Free the VLAN ids that mean the same thing everywhere in the end."""

from collections.abc import Iterator
from dataclasses import replace

from models.device import Device
from models.errors import NoPlan
from models.interfaces import Interface, InterfaceKind, Switchport
from models.plan import Step
from models.source import NOWHERE
from netplan.conflicts.vlans import RESERVED, plain
from netplan.planner.context import Context
from netplan.planner.draft import Work


def remap_vlans(context: Context, department: str) -> None:
    """Add one cut-over step for each VLAN of the department whose id the target gives to something else.

    VLANs with ids that only other departments use stay: their switches do not share a broadcast domain.
    """
    common = dict(context.target.common_vlans)
    for old, new in vlan_plan(context, department).items():
        work = context.draft.work()
        words: list[str] = []
        for id in context.ids(department):
            words.extend(_remap(work, work.device(id), old, new))
        if not work.changes():
            continue
        step = Step(
            id=f"{department}.vlan.{old}",
            title=f"VLAN {old} of {department} becomes {new}, since {old} is {common[old]} everywhere",
            recipe="vlans",
            department=department,
            changes=(),
            by_hand=tuple(words),
            pre_checks=(
                f"VLAN {new} carries no traffic in {department}.",
                f"Every switch that carries VLAN {old} is in this step.",
            ),
            post_checks=(f"The MAC table of VLAN {new} has as many entries as that of {old} had; that of {old} is empty.",),
            minutes=20 + 5 * len({c.device for c in work.changes()}),
            hosts_hit=context.view.vlan_hosts.get((department, old), 0),
        )
        context.ready.setdefault(department, []).append(context.draft.add(step, work).id)


def vlan_plan(context: Context, department: str) -> dict[int, int]:
    """Old → new id for each VLAN that must make way for a common one; new ids are free in the whole department.

    Raises NoPlan when vlan_range has no id left.
    """
    common = dict(context.target.common_vlans)
    devices = context.devices(department)
    taken = {vid for device in devices for vid in _ids(device)} | common.keys() | RESERVED
    names: dict[int, set[str]] = {}
    for device in devices:
        for vlan in device.vlans.values():
            names.setdefault(vlan.id, set()).add(plain(vlan.name))
    plan: dict[int, int] = {}
    low, high = context.target.vlan_range
    for vid in sorted(common.keys() & names.keys()):
        if names[vid] <= {plain(common[vid]), ""}:
            continue
        free = next((n for n in range(low, high + 1) if n not in taken), None)
        if free is None:
            raise NoPlan(f"{department} VLAN {vid} must make way for {common[vid]}, but vlan_range {low}-{high} has no free id")
        taken.add(free)
        plan[vid] = free
    return plan


def _ids(device: Device) -> Iterator[int]:
    yield from device.vlans
    for interface in device.interfaces.values():
        yield from (v for v in (interface.vlan, interface.encapsulation_vlan) if v)
        port = interface.switchport
        if port is not None:
            yield from (port.access_vlan, port.native_vlan, *(port.trunk_vlans or ()))


def _remap(work: Work, device: Device, old: int, new: int) -> Iterator[str]:
    if old in device.vlans:
        work.edit(device.id, None, replace(device.vlans[old], id=new, source=NOWHERE))
    for interface in device.interfaces.values():
        if interface.switchport is not None:
            work.edit(device.id, interface, replace(interface, switchport=_port(interface.switchport, old, new)))
        elif interface.encapsulation_vlan == old:
            work.edit(device.id, interface, replace(interface, encapsulation_vlan=new))
        elif interface.kind == InterfaceKind.VLAN and interface.vlan == old:
            yield from _routed(work, device, interface, old, new)
    if old in device.vlans:
        work.edit(device.id, device.vlans[old], None)


def _port(port: Switchport, old: int, new: int) -> Switchport:
    trunk = port.trunk_vlans
    return replace(
        port,
        access_vlan=new if port.access_vlan == old else port.access_vlan,
        native_vlan=new if port.native_vlan == old else port.native_vlan,
        voice_vlan=new if port.voice_vlan == old else port.voice_vlan,
        trunk_vlans=(trunk - {old}) | {new} if trunk is not None and old in trunk else trunk,
    )


def _routed(work: Work, device: Device, interface: Interface, old: int, new: int) -> Iterator[str]:
    """Move the routed interface of the VLAN: a new one with all that the old one has, and what names it."""
    name = interface.name.removesuffix(str(old)) + str(new) if interface.name.endswith(str(old)) else ""
    if not name:
        work.edit(device.id, interface, replace(interface, vlan=new))
        return
    work.edit(device.id, interface, None)
    work.edit(device.id, None, replace(interface, name=name, vlan=new, source=NOWHERE))
    for route in sorted(device.statics, key=str):
        if route.interface == interface.name:
            work.edit(device.id, route, replace(route, interface=name))
    for process in device.ospf.values():
        passive = frozenset(name if n == interface.name else n for n in process.passive)
        active = frozenset(name if n == interface.name else n for n in process.active)
        work.edit(device.id, process, replace(process, passive=passive, active=active))
    for bgp in device.bgp.values():
        peers = tuple(
            replace(
                n,
                update_source=name if n.update_source == interface.name else n.update_source,
                interface=name if n.interface == interface.name else n.interface,
            )
            for n in bgp.neighbors
        )
        work.edit(device.id, bgp, replace(bgp, neighbors=peers))
    for line in device.coverage.unread:
        if interface.name.casefold() in line.text.casefold().replace(" ", ""):
            yield f"Change by hand: {line.source} names {interface.name} and is not understood: {line.text.strip()}"
