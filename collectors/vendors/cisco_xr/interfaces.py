"""Ports of IOS XR. A port is up unless it says `shutdown`; its `mtu` counts the header of Ethernet and the tags."""

from dataclasses import replace
from ipaddress import IPv4Interface

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.ports.layer3 import LAYER3
from collectors.ioslike.ports.port import Handler, Port, finish_ports, ports, read_lines
from collectors.tree import Line
from collectors.vendors.cisco_xr.system import PORTS, xr_kind, xr_name
from models.interfaces import DEFAULT_VRF, Address, InterfaceKind, Vrf
from models.source import Status
from models.values import MAX_VLAN, interface_address

HEADER, TAG = 14, 4
"""Bytes that `mtu` counts before those of IP."""
L3_MTU, UNTAGGED, REWRITES = "l3 mtu", "untagged ports", "tag rewrites"
"""Scratch: ports whose `ipv4 mtu` is stated, those that take frames without a tag, and lines that change tags, by port."""
TAGGED = "addresses with route tags"
"""Scratch: lines of addresses whose direct route has a tag."""
_NO_EFFECT = {"hardware-count", "interface-statistics", "compress", "level"}
"""What `access-group` may say of how a filter is built into the hardware, beside numbers."""


def _description(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    port.facts["description"] = line.text.partition(" ")[2].strip()
    return True


def _shutdown(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    if words not in (["shutdown"], ["no", "shutdown"]):
        return False
    port.facts["enabled"] = words[0] == "no"
    return True


def _ipv4_address(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`ipv4 address A M [secondary]`, `A/len`, `dhcp`."""
    match words[2:]:
        case ["dhcp"]:
            port.facts["dhcp"] = True
            return True
        case [prefix, *options] if "/" in prefix:
            address = IPv4Interface(prefix)
        case [text, mask, *options]:
            address = interface_address(text, mask)
        case _:
            return False
    if options[-2:-1] == ["route-tag"] and options[-1].isdecimal():
        held = draft.scratch.setdefault(TAGGED, [])
        assert isinstance(held, list)
        held.append(line)
        options = options[:-2]
    if options not in ([], ["secondary"]):
        return False
    port.addresses.append(Address(address, bool(options), draft.source(line)))
    return True


def _unnumbered(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    match words:
        case ["ipv4", "unnumbered", *name] if len(name) in (1, 2):
            port.facts["unnumbered_from"] = xr_name("".join(name))
            return True
    return False


def _mtu(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    match words:
        case ["mtu", size] if size.isdecimal() and len(size) < 6:
            port.facts.setdefault("mtu", int(size) - HEADER)
            return True
    return False


def _ipv4_mtu(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`ipv4 mtu` is that of IP itself, and wins."""
    match words:
        case ["ipv4", "mtu", size] if size.isdecimal() and len(size) < 6:
            port.facts["mtu"] = int(size)
            stated = draft.scratch.setdefault(L3_MTU, set())
            assert isinstance(stated, set)
            stated.add(port.name)
            return True
    return False


def _bandwidth(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    match words:
        case ["bandwidth", kbits] if kbits.isdecimal() and len(kbits) < 12:
            port.facts["bandwidth"] = int(kbits) * 1000
            return True
    return False


def _speed(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    match words:
        case ["speed", mbits] if mbits.isdecimal() and len(mbits) < 9:
            port.facts["speed"] = int(mbits) * 10**6
            return True
    return False


def _encapsulation(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`encapsulation dot1q N [exact]`. Two tags, ranges and `default` are outside the model."""
    match words:
        case ["encapsulation", "dot1q", vlan] | ["encapsulation", "dot1q", vlan, "exact"]:
            if not (vlan.isdecimal() and 1 <= int(vlan) <= MAX_VLAN):
                return False
            port.facts["encapsulation_vlan"] = int(vlan)
            return True
        case ["encapsulation", "untagged"]:
            held = draft.scratch.setdefault(UNTAGGED, set())
            assert isinstance(held, set)
            held.add(port.name)
            return True
        case ["encapsulation", "dot1q" | "dot1ad", *_]:
            line.status, line.feature = Status.NOT_MODELLED, "double tags"
    return False


def _rewrite(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`rewrite ingress tag …`: what it comes to is known with the bridge domain of the port."""
    held = draft.scratch.setdefault(REWRITES, {})
    assert isinstance(held, dict)
    held[port.name] = line
    line.status, line.feature = Status.NOT_MODELLED, "bridging"
    return False


def _bundle(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    match words:
        case ["bundle", "id", number] | ["bundle", "id", number, "mode", "on" | "active" | "passive"] if number.isdecimal():
            port.facts["lag"] = f"Bundle-Ether{int(number)}"
            return True
        case ["bundle", "minimum-active", "links", number] if number.isdecimal() and len(number) < 4:
            port.facts["least_members"] = int(number)
            return True
    return False


def _access_group(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    match words:
        case ["ipv4" | "ipv6" as version, "access-group", name, "ingress" | "egress" as way, *options] if {
            word for word in options if not word.isdecimal()
        } <= _NO_EFFECT:
            port.facts[f"acl{'6' if version == 'ipv6' else ''}_{'in' if way == 'ingress' else 'out'}"] = name
            return True
    return False


HANDLERS: dict[str, Handler] = {
    "description": _description,
    "shutdown": _shutdown,
    "no shutdown": _shutdown,
    "ipv4 address": _ipv4_address,
    "ipv4 unnumbered": _unnumbered,
    "ipv4 mtu": _ipv4_mtu,
    "ipv4 access-group": _access_group,
    "ipv6 access-group": _access_group,
    "ipv6 address": LAYER3["ipv6 address"],
    "vrf": LAYER3["vrf"],
    "mtu": _mtu,
    "bandwidth": _bandwidth,
    "speed": _speed,
    "encapsulation": _encapsulation,
    "rewrite": _rewrite,
    "bundle": _bundle,
}


def xr_port(name: str, line: Line, draft: Draft) -> Port:
    """The port of that canonical name, made when it is new."""
    known = ports(draft)
    if name not in known:
        known[name] = Port(name, PORTS, draft.source(line), xr_kind(name))
    return known[name]


def _interface(line: Line, draft: Draft) -> None:
    """`interface [preconfigure] NAME [l2transport | point-to-point]`."""
    words = line.words[2:] if line.words[1:2] == ["preconfigure"] else line.words[1:]
    flat = words[-1:] == ["l2transport"]
    if words[-1:] in (["l2transport"], ["point-to-point"], ["multipoint"]):
        words = words[:-1]
    if len(words) not in (1, 2) or (len(words) == 2 and not words[1][:1].isdecimal()) or not any(map(str.isdecimal, words[-1])):
        return
    target = xr_port(xr_name("".join(words)), line, draft)
    if flat:
        bridged(draft).add(target.name)
    line.modelled()
    read_lines(line.children, HANDLERS, target, draft)
    for child in line.children:
        if child.words == ["l2transport"]:
            bridged(draft).add(target.name)
            child.modelled()


def bridged(draft: Draft) -> set[str]:
    """The ports that carry frames (`l2transport`)."""
    found = draft.scratch.setdefault("l2transport", set())
    assert isinstance(found, set)
    return found


def finish_xr_ports(draft: Draft) -> None:
    """Interfaces of the ports: tags and the port below count in the MTU."""
    stated = draft.scratch.get(L3_MTU, set())
    assert isinstance(stated, set)
    for port in ports(draft).values():
        if port.kind is InterfaceKind.SUBINTERFACE and "mtu" in port.facts and port.name not in stated:
            port.facts["mtu"] -= TAG * ("encapsulation_vlan" in port.facts)
    finish_ports(draft)
    for name, found in list(draft.interfaces.items()):
        if found.kind is InterfaceKind.SUBINTERFACE and found.mtu is None and (below := draft.interfaces.get(found.parent)):
            draft.interfaces[name] = found = replace(found, mtu=below.mtu)
        if found.vrf != DEFAULT_VRF and found.vrf not in draft.vrfs:
            draft.vrfs[found.vrf] = Vrf(found.vrf, source=found.source)


def finish_tags(draft: Draft) -> None:
    """The tag of a direct route matters where a policy asks for tags."""
    held = draft.scratch.get(TAGGED, [])
    assert isinstance(held, list)
    if held and any(match.kind == "tag" for policy in draft.policies.values() for term in policy.terms for match in term.matches):
        for line in held:
            line.status, line.feature = Status.NOT_MODELLED, "address options"


def _controller(line: Line, draft: Draft) -> None:
    """`controller Optics0/0/0/1`: what a port is made of; one that is shut takes the port down."""
    for part in (line, *line.walk()):
        shut = part.words[-1:] == ["shutdown"] and part.words[:1] != ["no"]
        part.status, part.feature = (Status.NOT_MODELLED, "interface") if shut else (Status.IGNORED, "platform")


PORT_READERS: dict[str, tuple[str, Reader]] = {"interface": ("interface", _interface), "controller": ("platform", _controller)}
