"""Ports of AOS-CX.

Physical ports, aggregates, subinterfaces and tunnels are down unless `no shutdown`, which the running config of every
model prints; interfaces of VLANs, loopbacks and the management port are up. A port without `no routing` and without
`vlan` lines routes: models whose ports switch by default print both lines.
"""

import re
from dataclasses import replace
from ipaddress import IPv4Interface, IPv6Interface, ip_address, ip_network

from collectors.draft import Draft
from collectors.ioslike.ports.interfaces import HANDLERS, interface_reader
from collectors.ioslike.ports.port import SWITCHED_KINDS, Handler, Port, finish_ports, ports
from collectors.ioslike.services import add_service
from collectors.tree import Line
from collectors.vendors.aruba_aoscx.applied import FILTERS
from collectors.vendors.aruba_aoscx.classes import POLICY_PORT
from collectors.vendors.aruba_aoscx.ospf import process_id
from collectors.vendors.aruba_aoscx.overlay import TUNNEL_END
from collectors.vendors.aruba_aoscx.redundancy import REDUNDANCY
from collectors.vendors.aruba_aoscx.system import PORT_NAME, PORTS, aoscx_name
from collectors.vendors.aruba_aoscx.trees import TREE_PORT
from models.interfaces import DEFAULT_VRF, Address, InterfaceKind, OspfInterface, Vrf
from models.routing import StaticRoute
from models.source import Status
from models.values import vlan_ids

MGMT = "mgmt"
_NAME = re.compile(PORT_NAME)
LAYER2_MTU = "layer-2 MTU"
_UP = (InterfaceKind.VLAN, InterfaceKind.LOOPBACK, InterfaceKind.MANAGEMENT, InterfaceKind.OTHER)
_SPEEDS = {
    "10": 10**7, "100": 10**8, "1000": 10**9, "10m": 10**7, "100m": 10**8, "1g": 10**9, "2.5g": 2_500_000_000, "5g": 5 * 10**9,
    "10g": 10**10, "25g": 25 * 10**9, "40g": 40 * 10**9, "50g": 50 * 10**9, "100g": 10**11, "200g": 2 * 10**11, "400g": 4 * 10**11,
}  # fmt: skip


def _vlan(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`vlan access 10`, `vlan trunk native 10 [tag]`, `vlan trunk allowed 10,20-22`, of which several lines add up."""
    match words[1:]:
        case ["access", vlan]:
            port.mode = "access"
            (port.access_vlan,) = vlan_ids(vlan)
        case ["trunk", "native", vlan] | ["trunk", "native", vlan, "tag"]:
            (native,) = vlan_ids(vlan)
            port.mode, port.native_vlan = "trunk", 0 if words[-1] == "tag" else native
        case ["trunk", "allowed", "all"]:
            port.mode, port.trunk_vlans = "trunk", None
        case ["trunk", "allowed", *which] if which:
            added = vlan_ids("".join(which))
            port.mode, port.trunk_vlans = "trunk", (port.trunk_vlans or frozenset()) | added
        case _:
            return False
    port.switched = True
    return True


def _routing(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    if words not in (["routing"], ["no", "routing"]):
        return False
    port.switched = words[0] == "no"
    return True


def _lag(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    match words:
        case ["lag", number] if number.isdecimal():
            port.facts["lag"] = aoscx_name(f"lag{int(number)}")
            return True
    return False


def _mtu(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`mtu` bounds frames, `ip mtu` packets: the latter is 1500 whatever the former says."""
    match words:
        case ["mtu", size]:
            sizes = draft.scratch.setdefault(LAYER2_MTU, {})
            assert isinstance(sizes, dict)
            sizes[port.name] = int(size)
        case ["ip", "mtu", size]:
            port.facts["mtu"] = int(size)
        case _:
            return False
    return True


def _speed(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`speed 1000-full`, `speed 10g`, `speed auto 1g`, which offers one speed, and `speed auto`, which leaves it open."""
    match words:
        case ["speed", "auto"]:
            return True
        case ["speed", rate] | ["speed", "auto", rate] if rate.partition("-")[0] in _SPEEDS:
            port.facts["speed"] = _SPEEDS[rate.partition("-")[0]]
            return True
        case ["speed", "auto", _, *_]:
            return True
    return False


def _vrf(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    match words:
        case ["vrf", "attach", name]:
            port.facts["vrf"] = DEFAULT_VRF if name == "default" else name
            return True
    return False


def _ip(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`ip dhcp`, and `ip static 10.0.0.1/24` of the management port."""
    match words[1:]:
        case ["dhcp"]:
            port.facts["dhcp"] = True
        case ["static", prefix] if "/" in prefix:
            port.addresses.append(Address(IPv4Interface(prefix), False, draft.source(line)))
        case _:
            return False
    port.routed = True
    return True


def _ipv6_address(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`ipv6 address` with a prefix; `link-local` stands before the address here."""
    match words[2:]:
        case ["autoconfig" | "dhcp", *_]:
            port.facts["dhcp"] = True
        case ["link-local"]:
            return True  # one that the device makes up itself
        case ["link-local", prefix] | [prefix] | [prefix, "tag", _] if "/" in prefix:
            port.addresses.append(Address(IPv6Interface(prefix), False, draft.source(line)))
        case [prefix, "eui64"]:
            line.status, line.feature = Status.NOT_MODELLED, "address options"
            return False
        case _:
            return False
    port.routed = True
    return True


def _helper(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`ip helper-address A [vrf X]`; in another VRF the relay has a way that the model does not know."""
    match words:
        case ["ip", "helper-address", address] | ["ipv6", "helper-address", "unicast", address]:
            port.helpers.append(ip_address(address))
            return True
        case ["ip", "helper-address", address, "vrf", _] | ["ipv6", "helper-address", "unicast", address, "vrf", _]:
            port.helpers.append(ip_address(address))
            line.status, line.feature = Status.NOT_MODELLED, "DHCP relay"
    return False


def _ospf3(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    return HANDLERS["ipv6 ospf"](["ipv6", "ospf", *words[2:]], port, line, draft)


def _no_passive(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    match words:
        case ["no", "ip" | "ipv6" as family, "ospf" | "ospfv3", "passive"]:
            version = 2 if family == "ip" else 3
            now = port.ospf.get(version) or OspfInterface(version=version, source=draft.source(line))
            port.ospf[version] = replace(now, passive=False)
            return True
    return False


def _unnumbered(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    rest = [word for word in words[2:] if word != "interface"]
    return HANDLERS["ip unnumbered"](["ip", "unnumbered", *rest], port, line, draft)


def _default_gateway(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """That of the management port, in the table of that port alone."""
    match words:
        case ["default-gateway", address]:
            hop = ip_address(address)
            everything = ip_network("0.0.0.0/0" if hop.version == 4 else "::/0")
            draft.statics.add(StaticRoute(everything, hop, vrf=MGMT, source=draft.source(line)))
            return True
    return False


def _name_servers(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`nameserver A B` of the management port."""
    for target in [str(ip_address(word)) for word in words[1:]]:
        add_service("dns", target, line, draft, MGMT)
    return len(words) > 1


PORT: dict[str, Handler] = {
    **{
        key: HANDLERS[key]
        for key in ("description", "shutdown", "no shutdown", "encapsulation", "ip address", "ip ospf", "autostate", "no autostate")
    },
    **TREE_PORT,
    **FILTERS,
    **POLICY_PORT,
    **TUNNEL_END,
    **REDUNDANCY,
    "vlan": _vlan,
    "routing": _routing,
    "no routing": _routing,
    "lag": _lag,
    "mtu": _mtu,
    "ip mtu": _mtu,
    "speed": _speed,
    "vrf": _vrf,
    "ip dhcp": _ip,
    "ip static": _ip,
    "ip unnumbered": _unnumbered,
    "ip helper-address": _helper,
    "ipv6 helper-address": _helper,
    "ipv6 address": _ipv6_address,
    "ipv6 ospfv3": _ospf3,
    "no ip": _no_passive,
    "no ipv6": _no_passive,
    "default-gateway": _default_gateway,
    "nameserver": _name_servers,
}
_read_port = interface_reader(PORTS, PORT)


def read_interface(line: Line, draft: Draft) -> None:
    """`interface 1/1/1`, `interface lag 10 multi-chassis [static]`, `interface vlan 10`, `interface tunnel 1 mode gre ipv4`."""
    match line.words[1:]:
        case [name] if name == MGMT or _NAME.fullmatch(name):
            pass
        case ["lag" | "vlan" | "loopback" | "tunnel" | "vxlan" as kind, number, *_] if number[0].isdecimal():
            name = kind + number
        case _:
            return
    line.words = ["interface", name]
    _read_port(line, draft)
    if name == MGMT:
        ports(draft)[MGMT].facts["vrf"] = MGMT


def finish_aoscx_ports(draft: Draft) -> None:
    """The layer and the state of silent ports, then interfaces of them; the VRFs that only ports name."""
    sizes = draft.scratch.get(LAYER2_MTU, {})
    assert isinstance(sizes, dict)
    for port in ports(draft).values():
        if port.kind in SWITCHED_KINDS and port.switched is None:
            port.switched = False
        port.facts.setdefault("enabled", port.kind in _UP)
        if port.switched and port.name in sizes:
            port.facts["mtu"] = sizes[port.name]
    finish_ports(draft)
    for name, found in list(draft.interfaces.items()):
        if found.vrf != DEFAULT_VRF and found.vrf not in draft.vrfs:
            draft.vrfs[found.vrf] = Vrf(found.vrf, source=found.source)
        if found.ospf:
            known = ((each, process_id(draft, each.version, each.process, found.vrf)) for each in found.ospf)
            draft.interfaces[name] = replace(found, ospf=tuple(replace(each, process=process) for each, process in known))
