"""`router hsrp` and `router vrrp` of IOS XR: groups below the ports that they are of."""

from dataclasses import replace
from ipaddress import ip_address

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.tree import Line
from collectors.vendors.cisco_xr.interfaces import xr_port
from collectors.vendors.cisco_xr.system import xr_name
from models.interfaces import Fhrp, FhrpKind
from models.source import Status

_KINDS = {"hsrp": FhrpKind.HSRP, "vrrp": FhrpKind.VRRP}
_QUIET = (
    "timers", "timer", "authentication", "text-authentication", "bfd", "name", "mac-address", "accept-mode", "delay", "message",
    "use-bia", "redirects", "log",
)  # fmt: skip


def _process(line: Line, draft: Draft) -> None:
    kind = _KINDS[line.words[1]]
    if len(line.words) != 2:
        return
    line.modelled()
    for child in line.children:
        match child.words:
            case ["interface", name]:
                child.modelled()
                for below in child.children:
                    _below_port(below, kind, xr_name(name), draft)
            case [word, *_] if word in _QUIET:
                _ignore(child)


def _below_port(line: Line, kind: FhrpKind, name: str, draft: Draft) -> None:
    match line.words:
        case ["address-family", "ipv4" | "ipv6"]:
            line.modelled()
            for child in line.children:
                _below_port(child, kind, name, draft)
        case ["hsrp" | "vrrp", number, *version] if number.isdecimal() and version[:1] in ([], ["version"]):
            _group(line, kind, int(number), name, draft)
        case ["hsrp" | "vrrp", number, *words] if number.isdecimal():  # releases before 4.1: all in one line
            changed = _setting(_add(kind, int(number), name, line, draft), words)
            if changed is not None:
                xr_port(name, line, draft).fhrp[kind, int(number)] = changed
                line.modelled()
            elif words[0] in _QUIET:
                _ignore(line)
        case [word, *_] if word in _QUIET:
            _ignore(line)


def _group(line: Line, kind: FhrpKind, number: int, name: str, draft: Draft) -> None:
    group = _add(kind, number, name, line, draft)
    line.modelled()
    for child in line.children:
        changed = _setting(group, child.words)
        if changed is not None:
            group = changed
            child.modelled()
        elif child.words[0] in _QUIET:
            _ignore(child)
    xr_port(name, line, draft).fhrp[kind, number] = group


def _setting(group: Fhrp, words: list[str]) -> Fhrp | None:
    """A group with one setting; None for a line that is none."""
    try:
        match words:
            case ["address", "linklocal", "autoconfig"]:
                return group  # made from the MAC address of the group
            case ["address", "linklocal", address] | ["address", "global", address]:
                return replace(group, addresses=(*group.addresses, ip_address(address.partition("/")[0])))
            case ["ipv4" | "address", address] | ["ipv4" | "address", address, "secondary"] if address != "learn":
                return replace(group, addresses=(*group.addresses, ip_address(address)))
            case ["priority", priority] if priority.isdecimal():
                return replace(group, priority=int(priority))
            case ["preempt"] | ["preempt", "delay", *_]:
                return replace(group, preempt=True)
            case ["preempt", "disable"]:
                return replace(group, preempt=False)
    except ValueError:
        return None
    return None


def _add(kind: FhrpKind, number: int, name: str, line: Line, draft: Draft) -> Fhrp:
    """The group, made when it is new: the families of one port share its number only in VRRP version 3 and HSRP version 2."""
    start = Fhrp(kind, number, preempt=kind is FhrpKind.VRRP, source=draft.source(line))
    return xr_port(name, line, draft).fhrp.setdefault((kind, number), start)


def _ignore(line: Line) -> None:
    for part in (line, *line.walk()):
        part.status, part.feature = Status.IGNORED, "redundancy group timers and names"


GROUP_READERS: dict[str, tuple[str, Reader]] = {
    "router hsrp": ("first-hop redundancy", _process),
    "router vrrp": ("first-hop redundancy", _process),
}
