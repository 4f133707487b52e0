"""Ports of NX-OS: blocks for redundancy groups, the VRF before the address, and the state that is not printed.

A switched port is up unless `system default switchport shutdown`; a routed one, a subinterface, a tunnel and the interface
of a VLAN are down until `no shutdown`; aggregates, loopbacks and the management port are up. Which layer a silent port
works on depends on the model: Nexus 7000 routes, the others switch. Nexus 5000 and 6000 start routed ports up, so without the
name of a boot image the state of a silent routed port is not known, and its line is shown.
"""

from dataclasses import replace
from ipaddress import IPv4Interface, ip_address

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.ports.fhrp import group_lines
from collectors.ioslike.ports.interfaces import HANDLERS, interface_reader
from collectors.ioslike.ports.port import Port, finish_ports, ports
from collectors.ioslike.ports.vector_port import NEXUS, nexus_router
from collectors.ioslike.ports.vlans import finish_vlans, read_vlan
from collectors.ioslike.ports.vxlan import NVE
from collectors.tree import Line
from collectors.vendors.cisco_nxos.system import PORTS
from models.interfaces import DEFAULT_VRF, Address, Fhrp, FhrpKind, InterfaceKind, OspfInterface, Vrf
from models.source import Status
from models.values import dotted_area

MODE, STATE, ROUTED_STATE, HEADS, ANYCAST = "default port mode", "switched ports", "routed ports", "port heads", "anycast gateways"
_UP = (InterfaceKind.LAG, InterfaceKind.LOOPBACK, InterfaceKind.MANAGEMENT)


def _ip_address(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`ip address A/len [secondary] [tag N]`; the tag is that of the direct route, which only redistribution could ask for."""
    match words[2:]:
        case ["dhcp"]:
            port.facts["dhcp"] = True
        case [prefix, *options] if "/" in prefix and options in ([], ["secondary"]):
            port.addresses.append(Address(IPv4Interface(prefix), bool(options), draft.source(line)))
        case _:
            return False
    port.routed = True
    return True


def _vrf(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    match words:
        case ["vrf", "member", name]:
            port.facts["vrf"] = DEFAULT_VRF if name == "default" else name
            return True
    return False


def _relay(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`ip dhcp relay address A`; in another VRF the relay has a way that the model does not know."""
    match words:
        case ["ip" | "ipv6", "dhcp", "relay", "address", address]:
            port.helpers.append(ip_address(address))
            return True
        case ["ip" | "ipv6", "dhcp", "relay", "address", address, "use-vrf", _]:
            port.helpers.append(ip_address(address))
            line.status, line.feature = Status.NOT_MODELLED, "DHCP relay"
    return False


def _router(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`ip router ospf 1 area 0`. Secondary addresses are announced too, unless it ends with `secondaries none`."""
    match words:
        case ["ip", "router", "ospf", process, "area", area]:
            version = 2
        case ["ipv6", "router", "ospfv3", process, "area", area]:
            version = 3
        case _:
            return nexus_router(words, port, line, draft) or HANDLERS["ip router"](words, port, line, draft)
    now = port.ospf.get(version) or OspfInterface(version=version, source=draft.source(line))
    port.ospf[version] = replace(now, process=process, area=dotted_area(area))
    return True


def _no_ip(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    match words:
        case ["no", "ip", "ospf", "passive-interface"]:
            now = port.ospf.get(2) or OspfInterface(source=draft.source(line))
            port.ospf[2] = replace(now, passive=False)
            return True
        case ["no", "ip", "address"]:
            return True
    return False


def _group(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`hsrp 10`, `vrrp 10`, `vrrpv3 10 address-family ipv4`. VRRP is off until its own `no shutdown`."""
    match words:
        case ["hsrp", number] | ["hsrp", number, "ipv4" | "ipv6"] if number.isdecimal():
            kind = FhrpKind.HSRP
        case ["vrrp", number] | ["vrrpv3", number, "address-family", "ipv4" | "ipv6"] if number.isdecimal():
            kind = FhrpKind.VRRP
        case _:
            return False
    off = words[0] == "vrrp"
    for child in line.children:
        if child.words in (["shutdown"], ["no", "shutdown"]):
            off = child.words[0] != "no"
            child.modelled()
    start = port.fhrp.get((kind, int(number))) or Fhrp(kind, int(number), preempt=kind is FhrpKind.VRRP, source=draft.source(line))
    group = group_lines(start, line)
    if not off:
        port.fhrp[kind, int(number)] = group
    return True


def _channel_group(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`channel-group 1 [force] [mode active]`."""
    return HANDLERS["channel-group"]([word for word in words if word != "force"], port, line, draft)


def _anycast(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`fabric forwarding mode anycast-gateway`: each leaf has the addresses of this port."""
    if words != ["fabric", "forwarding", "mode", "anycast-gateway"]:
        return False
    held = draft.scratch.setdefault(ANYCAST, {})
    assert isinstance(held, dict)
    held[port.name] = draft.source(line)
    return True


_read_port = interface_reader(
    PORTS,
    {
        **{
            words: handler for words, handler in HANDLERS.items() if words not in ("standby", "glbp", "ip vrf", "ip virtual-router")
        },
        **NVE,
        **NEXUS,
        "ip address": _ip_address,
        "vrf": _vrf,
        "ip dhcp": _relay,
        "ipv6 dhcp": _relay,
        "ip router": _router,
        "ipv6 router": _router,
        "no ip": _no_ip,
        "hsrp": _group,
        "vrrp": _group,
        "vrrpv3": _group,
        "channel-group": _channel_group,
        "fabric forwarding": _anycast,
    },
)


def _interface(line: Line, draft: Draft) -> None:
    """A port, whose line is kept in case that its state turns out to be unknown."""
    _read_port(line, draft)
    heads = draft.scratch.setdefault(HEADS, {})
    assert isinstance(heads, dict)
    heads[line.number] = line
    if ["switchport"] in (child.words for child in line.children):
        draft.scratch.setdefault(MODE, "routed")  # only a device whose ports are routed by default prints the bare word


def _system_default(line: Line, draft: Draft) -> None:
    """`system default switchport [shutdown]` and its `no` form."""
    match line.words:
        case ["system", "default", "switchport"]:
            draft.scratch[MODE] = "switched"
        case ["no", "system", "default", "switchport"]:
            draft.scratch[MODE] = "routed"
        case ["system", "default", "switchport", "shutdown"]:
            draft.scratch[STATE] = False
        case ["no", "system", "default", "switchport", "shutdown"]:
            draft.scratch[STATE] = True
        case _:
            return
    line.modelled()


def _boot(line: Line, draft: Draft) -> None:
    """The boot image names the model, on which defaults depend: `boot nxos` is Nexus 3000 or 9000."""
    line.status, line.feature = Status.IGNORED, "platform"
    if line.words[:2] == ["boot", "nxos"] or any(model in line.text for model in ("n7000-", "n7700-")):
        draft.scratch[ROUTED_STATE] = False
    if any(model in line.text for model in ("n5000-", "n6000-")):
        draft.scratch[ROUTED_STATE] = True
    if any(model in line.text for model in ("n7000-", "n7700-")):
        draft.scratch.setdefault(MODE, "routed")


def finish_nxos_ports(draft: Draft) -> None:
    """The layer and the state of silent ports, then interfaces and VLANs of them; VRFs that only ports name."""
    routed = draft.scratch.get(MODE) == "routed"
    for port in ports(draft).values():
        if "enabled" not in port.facts:
            port.facts["enabled"] = _state(port, routed, draft)
    finish_ports(draft)
    finish_vlans(draft)
    anycast = draft.scratch.get(ANYCAST, {})
    assert isinstance(anycast, dict)
    for name, found in list(draft.interfaces.items()):
        if found.vrf != DEFAULT_VRF and found.vrf not in draft.vrfs:
            draft.vrfs[found.vrf] = Vrf(found.vrf, source=found.source)
        settings = tuple(
            replace(each, process=f"{found.vrf} {each.process}") if each.process and found.vrf != DEFAULT_VRF else each
            for each in found.ospf
        )
        groups = found.fhrp
        if name in anycast:
            shared = tuple(address.ip.ip for address in found.addresses)
            groups = (*groups, Fhrp(FhrpKind.ANYCAST, 0, shared, source=anycast[name]))
        draft.interfaces[name] = replace(found, ospf=settings, fhrp=groups)


def _state(port: Port, routed: bool, draft: Draft) -> bool:
    """Whether a port is up that says neither `shutdown` nor `no shutdown`."""
    if port.kind in _UP:
        return True
    if port.kind in (InterfaceKind.VLAN, InterfaceKind.TUNNEL, InterfaceKind.OTHER):
        return False
    switched = port.switched if port.switched is not None else not (routed or port.routed)
    if port.kind is InterfaceKind.PHYSICAL and switched:
        return draft.scratch.get(STATE) is not False
    state = draft.scratch.get(ROUTED_STATE)
    if state is None and (port.addresses or port.facts.get("lag") or "dhcp" in port.facts or "unnumbered_from" in port.facts):
        heads = draft.scratch[HEADS]
        assert isinstance(heads, dict)
        line = heads[port.source.line]
        line.status, line.feature = Status.NOT_MODELLED, "port state by default"
    return state is not False


PORT_READERS: dict[str, tuple[str, Reader]] = {
    "interface": ("interface", _interface),
    "vlan": ("VLAN", read_vlan),
    "system default": ("switching defaults", _system_default),
    "no system default": ("switching defaults", _system_default),
    "boot": ("platform", _boot),
}
