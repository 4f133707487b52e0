"""First-hop redundancy groups of an interface: HSRP, GLBP and VRRP, in the spellings of IOS, EOS and FRR."""

from dataclasses import replace
from ipaddress import ip_address

from collectors.draft import Draft
from collectors.ioslike.ports.port import Handler, Port
from collectors.tree import Line
from models.interfaces import Fhrp, FhrpKind
from models.source import Status

_KINDS = {"standby": FhrpKind.HSRP, "glbp": FhrpKind.GLBP, "vrrp": FhrpKind.VRRP}
_IGNORED = (
    "timers",
    "authentication",
    "name",
    "description",
    "mac-address",
    "advertisement",
    "session",
    "version",
    "load-balancing",
    "bfd",
)


def _group(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """One `standby`, `glbp` or `vrrp` line; HSRP without a group number is group 0."""
    kind = _KINDS[words[0]]
    rest = words[1:]
    number = int(rest.pop(0)) if rest and rest[0].isdecimal() else 0
    if rest[:1] == ["version"] or (rest and rest[0] in _IGNORED):
        line.status, line.feature = Status.IGNORED, "redundancy group timers and names"
        return False
    now = port.fhrp.get((kind, number)) or Fhrp(kind, number, preempt=kind is FhrpKind.VRRP, source=draft.source(line))
    if rest[:1] == ["address-family"]:
        if len(rest) != 2:
            return False
        now = group_lines(now, line)
    else:
        changed = _setting(now, rest)
        if changed is None:
            return False
        now = changed
    port.fhrp[kind, number] = now
    return True


def _setting(now: Fhrp, words: list[str]) -> Fhrp | None:
    match words:
        case ["ip" | "ipv4" | "ipv6" | "address", address] | ["ip" | "ipv4" | "address", address, "secondary" | "primary"]:
            if address == "autoconfig":
                return None
            return replace(now, addresses=(*now.addresses, ip_address(address.partition("/")[0])))
        case ["priority" | "priority-level", priority]:
            return replace(now, priority=int(priority))
        case ["preempt"] | ["preempt", "delay", *_]:
            return replace(now, preempt=True)
    return None


def group_lines(now: Fhrp, block: Line) -> Fhrp:
    """A group with the lines of its block: VRRPv3 of IOS (`vrrp 1 address-family ipv4`), and all groups of NX-OS."""
    for line in block.children:
        if line.words == ["exit-vrrp"] or line.words == ["vrrpv2"]:
            line.modelled()
        elif line.words == ["no", "preempt"]:
            now = replace(now, preempt=False)
            line.modelled()
        elif line.words[0] in _IGNORED:
            line.status, line.feature = Status.IGNORED, "redundancy group timers and names"
        else:
            try:
                changed = _setting(now, line.words)
            except ValueError:
                continue
            if changed is not None:
                now = changed
                line.modelled()
    return now


def _no_preempt(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    match words:
        case ["no", "vrrp" | "glbp" | "standby" as word, number, "preempt"]:
            kind = _KINDS[word]
            now = port.fhrp.get((kind, int(number))) or Fhrp(kind, int(number), source=draft.source(line))
            port.fhrp[kind, int(number)] = replace(now, preempt=False)
            return True
    return False


FHRP: dict[str, Handler] = {
    "standby": _group,
    "glbp": _group,
    "vrrp": _group,
    "no vrrp": _no_preempt,
    "no glbp": _no_preempt,
    "no standby": _no_preempt,
}
