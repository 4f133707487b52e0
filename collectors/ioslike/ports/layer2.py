"""What the lines of an interface say about layers 1 and 2: state, speed, switching, tags, aggregation."""

import re

from collectors.draft import Draft
from collectors.ioslike.ports.port import ALL_VLANS, Handler, Port, vlan_named
from collectors.tree import Line
from models.values import vlan_ids

_RATE = re.compile(r"(\d+)(g?)(?:-\d+)?(?:full|half)?")


def _description(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    port.facts["description"] = line.text.partition(" ")[2].strip()
    return True


def _shutdown(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    if len(words) != 1:
        return False
    port.facts["enabled"] = False
    return True


def _no_shutdown(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    if len(words) != 2:
        return False
    port.facts["enabled"] = True
    return True


def _autostate(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`no autostate` of the routed interface of a VLAN."""
    if words not in (["autostate"], ["no", "autostate"]):
        return False
    port.facts["autostate"] = words[0] != "no"
    return True


def _mtu(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`ip mtu` wins over `mtu`: it is what neighbours compare and packets meet."""
    match words:
        case ["mtu", size]:
            port.facts.setdefault("mtu", int(size))
        case ["ip", "mtu", size]:
            port.facts["mtu"] = int(size)
        case _:
            return False
    return True


def _bandwidth(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    match words:
        case ["bandwidth", units]:
            port.facts["bandwidth"] = int(units) * port.os.bandwidth_unit
            return True
    return False


def _speed(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`speed 1000` (IOS, Mbit/s), `speed 100gfull`, `speed forced 10000full` (EOS); `auto` leaves it open."""
    match words:
        case ["speed", "auto", *_]:
            return True
        case ["speed", rate] | ["speed", "forced", rate] if found := _RATE.fullmatch(rate):
            port.facts["speed"] = int(found[1]) * (10**9 if found[2] else 10**6)
            return True
    return False


def _encapsulation(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    match [word.lower() for word in words]:
        case (
            ["encapsulation", "dot1q", vlan] | ["encapsulation", "dot1q", vlan, "native"] | ["encapsulation", "dot1q", "vlan", vlan]
        ):
            (port.facts["encapsulation_vlan"],) = vlan_ids(vlan)
            return True
    return False


def _channel_group(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    match words:
        case ["channel-group", number] | ["channel-group", number, "mode", _]:
            port.facts["lag"] = port.os.canonical_name(f"po{int(number)}")
            return True
    return False


def _least_members(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`port-channel min-links 2` of IOS and EOS, `lacp min-links 2` of NX-OS."""
    match words[2:]:
        case [number] if number.isdecimal() and len(number) < 4:
            port.facts["least_members"] = int(number)
            return True
    return False


def _switchport(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    if not _switching(words[1:], port):
        return False
    if port.switched is None:
        port.switched = True
    return True


def _switching(words: list[str], port: Port) -> bool:
    match words:
        case []:
            port.switched = True
        case ["mode", "access" | "trunk" as mode]:
            port.mode = mode
        case ["mode", "dynamic", _]:
            port.mode = "dynamic"
        case ["mode", "trunk", "phone"]:
            port.mode = "trunk phone"
        case ["access", "vlan", vlan]:
            (port.access_vlan,) = vlan_ids(vlan)
        case ["trunk", "native", "vlan", vlan]:
            (port.native_vlan,) = vlan_ids(vlan)
        case ["trunk", "allowed", "vlan", *which]:
            return _allowed(which, port)
        case ["trunk", "group", name]:
            port.trunk_groups.add(name)
        case ["voice" | "phone", "vlan", vlan]:
            (port.voice_vlan,) = vlan_ids(vlan)
        case (
            ["trunk", "encapsulation", "dot1q" | "negotiate"] | ["phone", "trunk", _] | ["nonegotiate"] | ["voice", "vlan", "none"]
        ):
            pass
        case _:
            return False
    return True


def _allowed(which: list[str], port: Port) -> bool:
    """The VLANs of a trunk; long lists go on in further lines with `add`."""
    now = ALL_VLANS if port.trunk_vlans is None else port.trunk_vlans
    match which:
        case ["all"]:
            port.trunk_vlans = None
        case ["none"]:
            port.trunk_vlans = frozenset()
        case ["add", *vlans] if vlans:
            port.trunk_vlans = None if port.trunk_vlans is None else now | vlan_ids("".join(vlans))
        case ["remove", *vlans] if vlans:
            port.trunk_vlans = now - vlan_ids("".join(vlans))
        case ["except", *vlans] if vlans:
            port.trunk_vlans = ALL_VLANS - vlan_ids("".join(vlans))
        case [*vlans] if vlans:
            port.trunk_vlans = vlan_ids("".join(vlans))
        case _:
            return False
    return True


def _no_switchport(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    if words != ["no", "switchport"]:
        return False
    port.switched = False
    return True


def _vxlan(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`vxlan vlan 10,20 vni 10010,10020` of EOS: the VLANs that a VXLAN interface carries on."""
    match words:
        case ["vxlan", "vlan", vlans, "vni", vnis] | ["vxlan", "vlan", "add", vlans, "vni", vnis]:
            numbers = [number for part in vnis.split(",") for number in _range(part)]
            ids = sorted(vlan_ids(vlans))
            if len(ids) != len(numbers):
                return False
            maps = draft.scratch.setdefault("vnis", {})
            assert isinstance(maps, dict)
            for vlan, vni in zip(ids, numbers, strict=True):
                vlan_named(vlan, line, draft)
                maps[vlan] = vni
            return True
    return False


def _range(part: str) -> list[int]:
    first, _, last = part.partition("-")
    low, high = int(first), int(last or first)
    if not 0 < low <= high < 1 << 24 or high - low > len(ALL_VLANS):
        raise ValueError(f"{part!r} is not a range of VNIs")
    return list(range(low, high + 1))


LAYER2: dict[str, Handler] = {
    "description": _description,
    "shutdown": _shutdown,
    "no shutdown": _no_shutdown,
    "autostate": _autostate,
    "no autostate": _autostate,
    "mtu": _mtu,
    "ip mtu": _mtu,
    "bandwidth": _bandwidth,
    "speed": _speed,
    "encapsulation": _encapsulation,
    "channel-group": _channel_group,
    "port-channel min-links": _least_members,
    "lacp min-links": _least_members,
    "switchport": _switchport,
    "no switchport": _no_switchport,
    "vxlan vlan": _vxlan,
}
