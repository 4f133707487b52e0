"""An interface while its lines are read, and what it becomes once the whole config is known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address
from typing import Any, cast

from collectors.draft import Draft
from collectors.ioslike.family import PortStyle
from collectors.ioslike.names import implied_speed, kind_of
from collectors.tree import Line
from models.interfaces import Address, Fhrp, FhrpKind, Interface, InterfaceKind, OspfInterface, Switchport, Vlan
from models.isis import IsisInterface
from models.source import Source, Status
from models.values import MAX_VLAN

ALL_VLANS = frozenset(range(1, MAX_VLAN + 1))
SWITCHED_KINDS = (InterfaceKind.PHYSICAL, InterfaceKind.LAG)


@dataclass(slots=True)
class Port:
    """What the lines of one interface have said so far. `facts` are fields of Interface as they will be.

    `switched` is None until a line says on which layer the port works; `routed` is True once one speaks of
    an address (also `no ip address`, which only routed ports print).
    """

    name: str
    os: PortStyle
    source: Source
    kind: InterfaceKind
    facts: dict[str, Any] = field(default_factory=dict)
    addresses: list[Address] = field(default_factory=list)
    helpers: list[IPv4Address | IPv6Address] = field(default_factory=list)
    fhrp: dict[tuple[FhrpKind, int], Fhrp] = field(default_factory=dict)
    ospf: dict[int, OspfInterface] = field(default_factory=dict)
    isis: IsisInterface | None = None
    switched: bool | None = None
    routed: bool = False
    mode: str = ""
    access_vlan: int = 1
    native_vlan: int = 1
    trunk_vlans: frozenset[int] | None = None
    trunk_groups: set[str] = field(default_factory=set)
    voice_vlan: int | None = None


Handler = Callable[[list[str], Port, Line, Draft], bool]
"""Reads one line of an interface: words, port, line, draft. True when all of it was understood; ValueError when malformed."""


def ports(draft: Draft) -> dict[str, Port]:
    """The interfaces of `draft` that are being read, by name."""
    return cast("dict[str, Port]", draft.scratch.setdefault("ports", {}))


def port(name: str, line: Line, draft: Draft, os: PortStyle) -> Port:
    """The port of that canonical name, made when it is new."""
    known = ports(draft)
    if name not in known:
        known[name] = Port(name, os, draft.source(line), kind_of(name))
    return known[name]


def read_lines(lines: list[Line], handlers: Mapping[str, Handler], target: Port, draft: Draft) -> None:
    """Give each line to the handler of its first two words, or else of its first."""
    unknown, modelled = Status.UNKNOWN, Status.MODELLED
    for line in lines:
        words = line.words
        if line.status is not unknown or not words:
            continue
        handler = handlers.get(f"{words[0]} {words[1]}") if len(words) > 1 else None
        handler = handler or handlers.get(words[0])
        if handler is not None:
            try:
                understood = handler(words, target, line, draft)
            except ValueError:
                continue
            if understood:
                line.status = modelled


def finish_ports(draft: Draft) -> None:
    """Turn the ports into interfaces, with what they get from each other and from the defaults of the OS."""
    known = ports(draft)
    members: dict[str, list[Port]] = {}
    for each in known.values():
        if lag := each.facts.get("lag"):
            members.setdefault(lag, []).append(each)
    is_switch = any(each.switched is not None for each in known.values() if each.kind in SWITCHED_KINDS)
    groups = cast("dict[int, set[str]]", draft.scratch.get("trunk groups", {}))
    parents = {each.name.partition(".")[0] for each in known.values() if each.kind is InterfaceKind.SUBINTERFACE}
    for each in known.values():
        facts = each.facts
        if "speed" not in facts and (speed := _speed(each, members.get(each.name, []), known)):
            facts["speed"] = speed
        if _is_switched(each, is_switch, each.name in parents, draft):
            facts["switchport"] = _switchport(each, groups)
        draft.interfaces[each.name] = Interface(
            each.name,
            each.kind,
            addresses=tuple(each.addresses),
            helpers=tuple(each.helpers),
            fhrp=tuple(each.fhrp.values()),
            ospf=tuple(each.ospf.values()),
            isis=(each.isis,) if each.isis else (),
            source=each.source,
            **_place(each),
            **facts,
        )


def _place(each: Port) -> dict[str, Any]:
    """What the name of a port says about where it belongs."""
    if each.kind is InterfaceKind.SUBINTERFACE:
        parent, dot, _ = each.name.partition(".")
        return {"parent": parent} if dot else {}
    if each.kind is InterfaceKind.VLAN:
        number = each.name.lower().removeprefix("vlan")
        return {"vlan": int(number)} if number.isdecimal() and len(number) < 6 else {}
    return {}


def _speed(each: Port, members: list[Port], known: Mapping[str, Port]) -> int | None:
    """The speed of an aggregate is that of its members together; a subinterface has the speed of its port."""
    if each.kind is InterfaceKind.SUBINTERFACE and (parent := known.get(each.name.partition(".")[0])):
        stated: int | None = parent.facts.get("speed")
        return stated or implied_speed(parent.name, parent.os.speeds)
    if members:
        speeds = [member.facts.get("speed") or implied_speed(member.name, member.os.speeds) for member in members]
        return sum(speed for speed in speeds if speed) if all(speeds) else None
    return implied_speed(each.name, each.os.speeds)


def _is_switched(each: Port, is_switch: bool, has_subinterfaces: bool, draft: Draft) -> bool:
    """Whether a port works on layer 2: as it says, and else as a port of this OS does by default.

    An IOS switch prints neither `ip address` nor `no ip address` for a switched port, and one of them for
    every routed port; so on a device with switched ports, a port without either is switched too.
    """
    if each.kind not in SWITCHED_KINDS or (each.facts.get("lag") and not each.switched):
        return False
    if each.switched is not None:
        return each.switched
    silent = not (each.routed or each.addresses or has_subinterfaces or "vrf" in each.facts or "unnumbered_from" in each.facts)
    if each.os.port_mode == "switched":
        return silent and draft.scratch.get("default port mode") != "routed"
    return silent and is_switch


def _switchport(each: Port, groups: Mapping[int, set[str]]) -> Switchport:
    trunk = each.trunk_vlans
    kept_out = {vlan for vlan, names in groups.items() if not names & each.trunk_groups}
    if kept_out:
        trunk = (ALL_VLANS if trunk is None else trunk) - kept_out
    mode = each.mode or each.os.vlan_mode
    if mode == "trunk phone":
        own = {each.native_vlan} | ({each.voice_vlan} if each.voice_vlan else set())
        mode, trunk = "trunk", frozenset(own)
    return Switchport(mode, each.access_vlan, each.native_vlan, trunk, each.voice_vlan)


def vlan_named(vlan: int, line: Line, draft: Draft) -> Vlan:
    """The VLAN of that number, made when it is new."""
    if vlan not in draft.vlans:
        draft.vlans[vlan] = Vlan(vlan, source=draft.source(line))
    return draft.vlans[vlan]
