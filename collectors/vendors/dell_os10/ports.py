"""Ports of OS10.

A port switches, in VLAN 1, unless `no switchport`; a trunk carries the VLAN of `switchport access vlan` untagged and, of
the others, those alone that are named. `mtu` bounds frames: 32 bytes of it are not for packets.
"""

from dataclasses import replace
from ipaddress import IPv6Interface, ip_address
from typing import cast

from collectors.draft import Draft
from collectors.ioslike.ports.interfaces import HANDLERS, interface_reader
from collectors.ioslike.ports.port import Handler, Port, finish_ports, ports, vlan_named
from collectors.tree import Line
from collectors.vendors.dell_os10.redundancy import REDUNDANCY
from collectors.vendors.dell_os10.system import PORTS
from collectors.vendors.dell_os10.trees import TREE_PORT
from models.interfaces import DEFAULT_VRF, Address, InterfaceKind, Vlan, Vrf
from models.source import Status
from models.values import vlan_ids

MANAGEMENT = "management"
"""The table of the management port, which is apart from the others whether or not it is a VRF."""
_FRAMES, _LISTS = "frame sizes", "lists at ports"
_HEADERS = 32
"""The guide on MTU: an IP MTU is at least 32 bytes smaller than that of the link; 1532 is the default."""


def _switchport(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`switchport mode trunk`, `switchport access vlan 10`, `switchport trunk allowed vlan 20,30-32`, of which several add up."""
    match words[1:]:
        case ["mode", "access" | "trunk" as mode]:
            port.mode = mode
        case ["access", "vlan", vlan]:
            (port.access_vlan,) = vlan_ids(vlan)
        case ["trunk", "allowed", "vlan", *which] if which:
            port.trunk_vlans = (port.trunk_vlans or frozenset()) | vlan_ids("".join(which))
        case []:
            port.switched = True
        case _:
            return False
    if port.switched is None:
        port.switched = True
    return True


def _no_switchport(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`no switchport`, and `no switchport access vlan`: no VLAN is untagged here."""
    match words[2:]:
        case []:
            port.switched = False
        case ["access", "vlan"]:
            port.access_vlan = 0
        case _:
            return False
    return True


def _mtu(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    match words:
        case ["mtu", size]:
            cast("dict[str, int]", draft.scratch.setdefault(_FRAMES, {}))[port.name] = int(size)
            return True
    return False


def read_default_mtu(line: Line, draft: Draft) -> None:
    """`default mtu 9216`: that of every port that states none."""
    match line.words:
        case ["default", "mtu", size]:
            cast("dict[str, int]", draft.scratch.setdefault(_FRAMES, {}))[""] = int(size)
            line.modelled()


def _least_members(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    return HANDLERS["port-channel min-links"](["port-channel", "min-links", *words[1:]], port, line, draft)


def _mode(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`mode L3` of a VLAN, which says what holds anyway; `mode L2L3` of a port that switches and routes is another thing."""
    return words == ["mode", "L3"] and port.kind is InterfaceKind.VLAN


def _vlan_name(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    number = port.name.removeprefix("vlan")
    if port.kind is not InterfaceKind.VLAN or len(words) < 2 or not number.isdecimal():
        return False
    vlan = vlan_named(int(number), line, draft)
    draft.vlans[vlan.id] = replace(vlan, name=" ".join(words[1:]))
    return True


def _no_ip(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`no ip address [dhcp]`, `no ipv6 address [autoconfig]`: what goes without saying, or was turned off."""
    return words[1:] in (["ip", "address"], ["ip", "address", "dhcp"], ["ipv6", "address"], ["ipv6", "address", "autoconfig"])


def _ipv6_address(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    match words[2:]:
        case ["autoconfig" | "dhcp"]:
            port.facts["dhcp"] = True
        case [prefix] if "/" in prefix:
            port.addresses.append(Address(IPv6Interface(prefix), False, draft.source(line)))
        case ["link-local", local] | [local, "link-local"]:
            address = IPv6Interface(local if "/" in local else f"{local}/64")
            port.addresses.append(Address(address, False, draft.source(line)))
        case _:
            return False
    port.routed = True
    return True


def _helper(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`ip helper-address A [vrf X]`; in another VRF the relay has a way that the model does not know."""
    match words[2:]:
        case [address]:
            port.helpers.append(ip_address(address))
            return True
        case [address, "vrf", _]:
            port.helpers.append(ip_address(address))
            line.status, line.feature = Status.NOT_MODELLED, "DHCP relay"
    return False


def _list(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    if not HANDLERS[f"{words[0]} access-group"](words, port, line, draft):
        return False
    cast("list[tuple[Port, Line]]", draft.scratch.setdefault(_LISTS, [])).append((port, line))
    return True


PORT: dict[str, Handler] = {
    **{
        key: HANDLERS[key]
        for key in ("description", "shutdown", "no shutdown", "speed", "channel-group", "ip address", "ip vrf",
                    "ip ospf", "ipv6 ospf", "ip virtual-router", "ipv6 virtual-router")
    },
    **TREE_PORT,
    **REDUNDANCY,
    "switchport": _switchport,
    "no switchport": _no_switchport,
    "mtu": _mtu,
    "minimum-links": _least_members,
    "mode": _mode,
    "vlan-name": _vlan_name,
    "no ip": _no_ip,
    "no ipv6": _no_ip,
    "ipv6 address": _ipv6_address,
    "ip helper-address": _helper,
    "ipv6 helper-address": _helper,
    "ip access-group": _list,
    "ipv6 access-group": _list,
}  # fmt: skip
_read_port = interface_reader(PORTS, PORT)


def read_interface(line: Line, draft: Draft) -> None:
    """`interface ethernet1/1/1`, `interface vlan 10`, which makes the VLAN too."""
    _read_port(line, draft)
    name = PORTS.canonical_name("".join(line.words[1:]))
    port = ports(draft).get(name)
    if port is None:
        return
    if port.kind is InterfaceKind.VLAN and (number := name.removeprefix("vlan")).isdecimal() and len(number) < 5:
        (vlan,) = vlan_ids(number)
        vlan_named(vlan, line, draft)
    if port.kind is InterfaceKind.MANAGEMENT:
        port.facts["vrf"] = MANAGEMENT


def read_vlt(line: Line, draft: Draft) -> None:
    """`vlt-domain 1`: two switches that look like one to aggregates. Which lines only tell when, the tables say."""
    line.status, line.feature = Status.NOT_MODELLED, "MLAG"


def finish_os10_ports(draft: Draft) -> None:
    """What ports are that say little, then interfaces of them; VLAN 1 and the VRFs that only ports name."""
    frames = cast("dict[str, int]", draft.scratch.get(_FRAMES, {}))
    for port in ports(draft).values():
        if port.mode == "trunk":
            port.native_vlan = port.access_vlan
            untagged = frozenset({port.access_vlan}) if port.access_vlan else frozenset[int]()
            port.trunk_vlans = (port.trunk_vlans or frozenset()) | untagged
        frame = frames.get(port.name, frames.get("")) if port.kind is not InterfaceKind.MANAGEMENT else frames.get(port.name)
        if frame is not None:
            switched = port.kind in (InterfaceKind.PHYSICAL, InterfaceKind.LAG) and port.switched is not False
            port.facts["mtu"] = frame if switched else frame - _HEADERS
    finish_ports(draft)
    for port, line in cast("list[tuple[Port, Line]]", draft.scratch.get(_LISTS, [])):
        found = draft.interfaces[port.name]
        if found.switchport is not None or found.lag:
            line.status, line.feature = Status.NOT_MODELLED, "layer-2 filter"
            draft.interfaces[port.name] = replace(found, acl_in="", acl_out="", acl6_in="", acl6_out="")
    if 1 not in draft.vlans and any(port.switchport is not None for port in draft.interfaces.values()):
        draft.vlans[1] = Vlan(1, source=draft.default())
    for found in draft.interfaces.values():
        if found.vrf != DEFAULT_VRF and found.vrf not in draft.vrfs:
            draft.vrfs[found.vrf] = Vrf(found.vrf, source=found.source)
