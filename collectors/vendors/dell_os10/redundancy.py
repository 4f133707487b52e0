"""VRRP of OS10: a block in the interface for each group."""

from dataclasses import replace
from ipaddress import ip_address

from collectors.draft import Draft
from collectors.ioslike.ports.port import Handler, Port
from collectors.tree import Line
from models.interfaces import Fhrp, FhrpKind
from models.source import Status

_IGNORED = ("advertise-interval", "advertisement-interval", "advertisement", "authentication", "description", "hold-time")


def _group(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`vrrp-group 10` and `vrrp-ipv6-group 10`."""
    match words:
        case [_, number] if number.isdecimal():
            key = (FhrpKind.VRRP, int(number))
        case _:
            return False
    group = port.fhrp.get(key) or Fhrp(*key, preempt=True, source=draft.source(line))
    for child in line.children:
        try:
            changed = _setting(group, child)
        except ValueError:
            continue
        if changed is not None:
            group = changed
            child.modelled()
    port.fhrp[key] = group
    return True


def _setting(group: Fhrp, line: Line) -> Fhrp | None:
    match line.words:
        case ["virtual-address", *addresses] if addresses:
            return replace(group, addresses=(*group.addresses, *(ip_address(address) for address in addresses)))
        case ["priority", value]:
            return replace(group, priority=int(value))
        case ["preempt"] | ["preempt", "delay", _]:
            return replace(group, preempt=True)
        case ["no", "preempt"]:
            return replace(group, preempt=False)
        case ["track", *_]:
            line.status, line.feature = Status.NOT_MODELLED, "object tracking"
        case [word, *_] if word in _IGNORED:
            line.status, line.feature = Status.IGNORED, "redundancy group timers and names"
    return None


REDUNDANCY: dict[str, Handler] = {"vrrp-group": _group, "vrrp-ipv6-group": _group}
