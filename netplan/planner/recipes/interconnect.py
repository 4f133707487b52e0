"""Join a department to the hub: a wire, a routing table of its own on the hub, and a filter that lets nothing through."""

from dataclasses import replace
from ipaddress import IPv4Interface, IPv6Interface, ip_interface

from models.filters import Acl, AclRule
from models.interfaces import Address, Interface, InterfaceKind, Vrf
from models.link import Link, Port
from models.plan import Step
from netplan.planner.context import PREFIX, Context, Gate
from netplan.planner.draft import Work


def gate_name(department: str, direction: str, version: int) -> str:
    """What a filter of an interconnect is called.

    >>> gate_name("sote", "OUT", 2)
    'NP-SOTE-OUT-2'
    """
    return f"{PREFIX}-{department.upper()}-{direction}-{version}"


def interconnect(context: Context, department: str) -> None:
    """Add the step that makes the link. No route leads over it yet, and both ends drop everything both ways."""
    if department not in context.links:
        return
    link = context.link(department)
    hub_ip, border_ip, length = context.addresses.links[department]
    work = context.draft.work()
    hub, border = work.device(link.hub.device), work.device(link.border.device)
    leaving, entering = gate_name(department, "OUT", 0), gate_name(department, "IN", 0)
    wall = (AclRule(False, sequence=10),)
    for device in context.filtering(link):
        for name in (leaving, entering):
            work.edit(device, work.device(device).acls.get(name), Acl(name, wall))
    if link.vrf not in hub.vrfs:
        work.edit(hub.id, None, Vrf(link.vrf))
    _port(work, link.hub, ip_interface((hub_ip, length)), link.vrf, (leaving, entering), f"to {link.border}")
    walls = (entering, leaving) if border.id in context.filtering(link) else ("", "")
    _port(work, link.border, ip_interface((border_ip, length)), context.vrf(department), walls, f"to {link.hub}")
    work.edit(None, None, Link(link.border, link.hub, evidence="plan"))
    words: tuple[str, ...] = ()
    if border.id not in context.filtering(link):
        words = (f"{border.id} does not filter packets: {link.hub} alone drops what is not opened.",)
    context.gates[department] = Gate()
    step = Step(
        id=f"{department}.connect",
        title=f"Join {department} to {link.hub.device} behind a filter that drops everything",
        recipe="interconnect",
        department=department,
        changes=(),
        by_hand=(f"Connect {link.border} with {link.hub}.", *words),
        pre_checks=(f"{link.border} and {link.hub} are free: no cable, no traffic in the counters.",),
        post_checks=(
            f"{link.border.device.name}: ping {hub_ip} gets no answer, and the deny counter of {leaving} goes up.",
            f"{link.hub.device.name}: the routing table of VRF {link.vrf} has the link and nothing else.",
        ),
        minutes=60,
    )
    context.ready.setdefault(department, []).append(context.draft.add(step, work).id)


def _port(
    work: Work, port: Port, address: IPv4Interface | IPv6Interface, vrf: str, walls: tuple[str, str], description: str
) -> None:
    device = work.device(port.device)
    old = device.interfaces.get(port.interface)
    new = replace(
        old if old is not None else _new_port(port.interface),
        enabled=True,
        description=description,
        vrf=vrf,
        addresses=(Address(address),),
        dhcp=False,
        switchport=None,
        acl_in=walls[0],
        acl_out=walls[1],
    )
    below = device.interfaces.get(new.parent)
    if below is not None:
        work.edit(device.id, below, replace(below, enabled=True))
    work.edit(device.id, old, new)


def _new_port(name: str) -> Interface:
    """A port that no config names yet; with a dot in its name it is a part of another, on every system.

    >>> _new_port("ge-0/0/5.0").parent, _new_port("eth4").parent
    ('ge-0/0/5', '')
    """
    parent, dot, _ = name.rpartition(".")
    return Interface(name, kind=InterfaceKind.SUBINTERFACE, parent=parent) if dot else Interface(name)
