"""One edit of one fact: what a plan is made of, what a dialect writes as commands.

A change replaces the fact `before` by the fact `after`; None on one side adds or takes away. So every
change knows its inverse, applying it checks that the network is what the plan thought it was, and a
dialect writes the difference of two facts, whatever the reason for it.

>>> from models.interfaces import Vlan
>>> add = Change(DeviceId("hr", "sw1"), None, Vlan(10, "STAFF"))
>>> add.inverse().before
Vlan(id=10, name='STAFF', enabled=True, vni=None, import_targets=frozenset(), export_targets=frozenset())
>>> str(add)
'hr/sw1: add vlan 10'
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from models.device import Device, DeviceId
from models.errors import ChangeError
from models.filters import Acl
from models.interfaces import Interface, Vlan, Vrf
from models.link import Link
from models.policy import Policy, PrefixList
from models.routing import BgpProcess, OspfProcess, StaticRoute
from models.services import Service

Fact = Interface | Vlan | Vrf | StaticRoute | OspfProcess | BgpProcess | Acl | PrefixList | Policy | Service | Link
"""What a change can edit. A dialect must write each of them or say that it cannot."""


@dataclass(frozen=True, slots=True)
class Change:
    """Replace `before` by `after` on `device` (None for a link, which belongs to no single device)."""

    device: DeviceId | None
    before: Fact | None
    after: Fact | None

    def __post_init__(self) -> None:
        if self.before is None and self.after is None:
            raise ChangeError("a change needs a fact before or after it")
        if self.before is not None and self.after is not None and label(self.before) != label(self.after):
            raise ChangeError(f"one change edits one fact, not {label(self.before)} into {label(self.after)}")

    @property
    def fact(self) -> Fact:
        """The fact after the change, or the one taken away."""
        fact = self.after if self.after is not None else self.before
        assert fact is not None  # __post_init__ refuses a change without any
        return fact

    def inverse(self) -> "Change":
        """The change that undoes this one."""
        return Change(self.device, self.after, self.before)

    def __str__(self) -> str:
        verb = "add" if self.before is None else "remove" if self.after is None else "change"
        return f"{self.device}: {verb} {label(self.fact)}" if self.device else f"{verb} {label(self.fact)}"


def label(fact: Fact) -> str:
    """What a fact is called among those of its device: two facts with one label are the same thing."""
    match fact:
        case Interface(name=name):
            return f"interface {name}"
        case Vlan(id=vid):
            return f"vlan {vid}"
        case Vrf(name=name):
            return f"vrf {name}"
        case StaticRoute():
            hop = fact.next_hop or fact.interface or ("discard" if fact.discard else fact.next_hop_vrf)
            return f"route {fact.vrf} {fact.prefix} to {hop}"
        case OspfProcess(id=process, version=version):
            return f"ospf{'' if version == 2 else version} {process}"
        case BgpProcess(asn=asn, vrf=vrf):
            return f"bgp {asn} {vrf}"
        case Acl(name=name):
            return f"acl {name}"
        case PrefixList(name=name):
            return f"prefix-list {name}"
        case Policy(name=name):
            return f"policy {name}"
        case Service(kind=kind, target=target):
            return f"{kind} {target}"
        case Link(a=a, b=b):
            return f"link {a} to {b}"


def changed_device(device: Device, change: Change) -> Device:
    """`device` once `change` is made. Raises ChangeError when `change.before` is not what the device has."""
    before, after = change.before, change.after
    match change.fact:
        case Interface(name=name):
            return replace(device, interfaces=_edited(device.interfaces, name, change))
        case Vlan(id=vid):
            return replace(device, vlans=_edited(device.vlans, vid, change))
        case Vrf(name=name):
            return replace(device, vrfs=_edited(device.vrfs, name, change))
        case OspfProcess(id=process, version=version):
            return replace(device, ospf=_edited(device.ospf, (version, process), change))
        case BgpProcess(vrf=vrf):
            return replace(device, bgp=_edited(device.bgp, vrf, change))
        case Acl(name=name):
            return replace(device, acls=_edited(device.acls, name, change))
        case PrefixList(name=name):
            return replace(device, prefix_lists=_edited(device.prefix_lists, name, change))
        case Policy(name=name):
            return replace(device, policies=_edited(device.policies, name, change))
        case StaticRoute():
            return replace(device, statics=_swapped(device.statics, change, before, after))
        case Service():
            return replace(device, services=_swapped(device.services, change, before, after))
        case Link():
            raise ChangeError(f"{change}: a link belongs to the network, not to one device")


K = TypeVar("K")
F = TypeVar("F")


def _edited(facts: Mapping[K, F], key: K, change: Change) -> Mapping[K, F]:
    if facts.get(key) != change.before:
        there = "is already there" if change.before is None else "is not what the plan was made for"
        raise ChangeError(f"{change}: it {there if key in facts else 'is not there'}; scan again and make the plan anew")
    edited = dict(facts)
    if change.after is None:
        del edited[key]
    else:
        edited[key] = change.after  # type: ignore[assignment]  # the caller's match fixes the kind of fact
    return edited


def _swapped(facts: frozenset[F], change: Change, before: Fact | None, after: Fact | None) -> frozenset[F]:
    if before is not None and before not in facts:
        raise ChangeError(f"{change}: it is not there; scan again and make the plan anew")
    if after is not None and after in facts:
        raise ChangeError(f"{change}: it is already there; scan again and make the plan anew")
    swapped: frozenset[F] = (facts - {before}) | ({after} if after is not None else frozenset())  # type: ignore[arg-type]  # as above
    return swapped
