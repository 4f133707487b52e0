"""Ports, VLANs and VPN instances of VRP."""

from dataclasses import dataclass, field, replace
from ipaddress import IPv4Interface, IPv6Interface, ip_address
from typing import Any

from collectors.draft import Draft
from collectors.tree import Line
from collectors.vendors.huawei_vrp.names import SPEEDS, kind_of, stem, vrp_name
from models.interfaces import Address, Fhrp, FhrpKind, Interface, InterfaceKind, OspfInterface, Switchport, Vlan, Vrf
from models.source import Source, Status
from models.values import dotted_area, interface_address

DROPS = "traffic behaviours that drop"
"""Scratch: some policy of traffic does more than mark and slow it."""
FILTER = " (traffic filter)"
"""Marks a list as a port applies it: what none of its rules names passes."""


@dataclass(slots=True)
class _Port:
    facts: dict[str, Any] = field(default_factory=dict)
    addresses: list[Address] = field(default_factory=list)
    helpers: list[str] = field(default_factory=list)
    fhrp: dict[int, Fhrp] = field(default_factory=dict)
    ospf: dict[int, OspfInterface] = field(default_factory=dict)
    switch: dict[str, Any] = field(default_factory=dict)
    tagged: set[int] = field(default_factory=set)
    untagged: set[int] = field(default_factory=set)
    routed: bool = False


def vlan_ids(words: list[str]) -> frozenset[int]:
    """`10 20 to 22`. Raises ValueError.

    >>> sorted(vlan_ids("10 20 to 22".split()))
    [10, 20, 21, 22]
    """
    found: set[int] = set()
    rest = list(words)
    while rest:
        low = high = int(rest.pop(0))
        if rest[:1] == ["to"]:
            high, rest = int(rest[1]), rest[2:]
        if not 0 < low <= high < 4095:
            raise ValueError("no VLANs")
        found |= set(range(low, high + 1))
    return frozenset(found)


def read_vlan_batch(line: Line, draft: Draft) -> None:
    """`vlan batch 10 20 to 22`."""
    for number in sorted(_safe_ids(line.words[2:])):
        draft.vlans.setdefault(number, Vlan(number, source=draft.source(line)))
    if len(line.words) > 2:
        line.modelled()


def _safe_ids(words: list[str]) -> frozenset[int]:
    try:
        return vlan_ids(words)
    except IndexError:
        raise ValueError("no VLANs") from None


def read_vlan(line: Line, draft: Draft) -> None:
    """`vlan 10` with its description or name."""
    match line.words:
        case ["vlan", number] if number.isdecimal() and 0 < int(number) < 4095:
            vlan = draft.vlans.get(int(number)) or Vlan(int(number), source=draft.source(line))
            for child in line.children:
                if child.words[0] in ("description", "name") and len(child.words) > 1:
                    vlan = replace(vlan, name=" ".join(child.words[1:]))
                    child.modelled()
            draft.vlans[vlan.id] = vlan
            line.modelled()


def read_vpn(line: Line, draft: Draft) -> None:
    """`ip vpn-instance NAME` with its families."""
    match line.words:
        case ["ip", "vpn-instance", name]:
            vrf = Vrf(name, source=draft.source(line))
        case _:
            return
    line.modelled()
    for child in line.walk():
        match child.words:
            case ["ipv4-family"] | ["ipv6-family"]:
                pass
            case ["route-distinguisher", rd]:
                vrf = replace(vrf, rd=rd)
            case ["description", *text]:
                vrf = replace(vrf, description=" ".join(text))
            case ["vpn-target", *targets, "export-extcommunity"]:
                vrf = replace(vrf, export_targets=vrf.export_targets | set(targets))
            case ["vpn-target", *targets, "import-extcommunity"]:
                vrf = replace(vrf, import_targets=vrf.import_targets | set(targets))
            case ["vpn-target", *targets, "both"] | ["vpn-target", *targets]:
                vrf = replace(
                    vrf, export_targets=vrf.export_targets | set(targets), import_targets=vrf.import_targets | set(targets)
                )
            case _:
                continue
        child.modelled()
    draft.vrfs[name] = vrf


def read_interface(line: Line, draft: Draft) -> None:
    """`interface NAME` with all below it."""
    if len(line.words) < 2:
        return
    name = vrp_name(" ".join(line.words[1:]))
    line.modelled()
    port = _Port()
    for child in line.children:
        try:
            known = any(read(child.words, port, draft.source(child)) for read in (_layer3, _layer2, _ospf, _vrrp))
        except (ValueError, IndexError):
            known = False
        if known:
            child.modelled()
        elif child.words[0] == "traffic-policy" and "behaviours" in draft.scratch and DROPS not in draft.scratch:
            child.status, child.feature = Status.IGNORED, "QoS"
    kind = kind_of(name)
    speed = SPEEDS.get(stem(name)) if kind is InterfaceKind.PHYSICAL else None
    number = name.removeprefix("Vlanif")
    made = Interface(
        name, kind, parent=name.partition(".")[0] if "." in name else "", addresses=tuple(port.addresses),
        vlan=int(number) if number.isdecimal() and 0 < int(number) < 4095 else None,
        helpers=tuple(ip_address(target) for target in port.helpers), fhrp=tuple(port.fhrp.values()),
        ospf=tuple(port.ospf.values()), switchport=_switchport(port), source=draft.source(line),
        **{"speed": speed, **port.facts},
    )  # fmt: skip
    draft.interfaces[name] = made
    if port.routed or port.addresses:
        routed = draft.scratch.setdefault("routed ports", set())
        assert isinstance(routed, set)
        routed.add(name)


def _layer3(words: list[str], port: _Port, source: Source) -> bool:
    match words:
        case ["description", *text]:
            port.facts["description"] = " ".join(text)
        case ["shutdown"]:
            port.facts["enabled"] = False
        case ["undo", "shutdown"]:
            port.facts["enabled"] = True
        case ["undo", "portswitch"]:
            port.routed = True
        case ["ip", "address", address, mask] | ["ip", "address", address, mask, "sub"]:
            ip = interface_address(address, mask) if "." in mask else IPv4Interface(f"{address}/{int(mask)}")
            port.addresses.append(Address(ip, words[-1] == "sub", source))
        case ["ip", "address", "dhcp-alloc"]:
            port.facts["dhcp"] = True
        case ["ip", "address", "unnumbered", "interface", *name] if name:
            port.facts["unnumbered_from"] = vrp_name(" ".join(name))
        case ["ipv6", "address", prefix] if "/" in prefix:
            port.addresses.append(Address(IPv6Interface(prefix), source=source))
        case ["ipv6", "address", address, length]:
            port.addresses.append(
                Address(IPv6Interface(f"{address}/64" if length == "link-local" else f"{address}/{int(length)}"), source=source)
            )
        case ["ip", "binding", "vpn-instance", name]:
            port.facts["vrf"] = name
        case ["mtu", size]:
            port.facts["mtu"] = int(size)
        case ["dhcp", "relay", "server-ip", address]:
            port.helpers.append(str(ip_address(address)))
        case ["ip", "relay", "address", address]:
            port.helpers.append(str(ip_address(address)))
        case ["dhcp", "select", "relay"]:
            pass
        case ["traffic-filter", "inbound" | "outbound" as way, "acl", *name] if len(name) in (1, 2) and name[0] not in ("ipv6",):
            port.facts["acl_in" if way == "inbound" else "acl_out"] = name[-1] + FILTER
        case ["dot1q", "termination", "vid", tag] | ["vlan-type", "dot1q", tag] if 0 < int(tag) < 4095:
            port.facts["encapsulation_vlan"] = int(tag)
        case _:
            return False
    return True


def _layer2(words: list[str], port: _Port, source: Source) -> bool:
    match words:
        case ["port", "link-type", "access" | "trunk" | "hybrid" as mode]:
            port.switch["mode"] = mode
        case ["port", "default", "vlan", number] if 0 < int(number) < 4095:
            port.switch["access_vlan"] = int(number)
        case ["port", "trunk", "allow-pass", "vlan", "all"]:
            port.tagged |= set(range(1, 4095))
        case ["port", "trunk", "allow-pass", "vlan", *numbers] | ["port", "hybrid", "tagged", "vlan", *numbers]:
            port.tagged |= vlan_ids(numbers)
        case ["undo", "port", "trunk", "allow-pass", "vlan", *numbers] | ["undo", "port", "hybrid", "vlan", *numbers]:
            port.switch["without"] = vlan_ids(numbers)
        case ["port", "hybrid", "untagged", "vlan", *numbers]:
            port.untagged |= vlan_ids(numbers)
        case ["port", "trunk" | "hybrid", "pvid", "vlan", number] if 0 < int(number) < 4095:
            port.switch["native_vlan"] = int(number)
        case ["voice-vlan", number, *_] if number.isdecimal():
            port.switch["voice_vlan"] = int(number)
        case ["eth-trunk", number] if number.isdecimal():
            port.facts["lag"] = f"Eth-Trunk{number}"
        case _:
            return False
    return True


def _switchport(port: _Port) -> Switchport | None:
    """A trunk carries VLAN 1 and what it lists; so does a hybrid port, whose untagged VLANs beside its own are not certain."""
    said = dict(port.switch)
    mode, without = said.pop("mode", ""), said.pop("without", frozenset())
    if not mode and not said and not port.tagged and not port.untagged:
        return None
    native = said.get("native_vlan", 1)
    if mode == "trunk" or mode == "hybrid" or (not mode and (port.tagged or port.untagged)):
        carried = frozenset(port.tagged | port.untagged | {1}) - without
        certain = mode == "trunk" or port.untagged <= {native, 1}
        return replace(Switchport("trunk" if certain else "dynamic", trunk_vlans=None if len(carried) == 4094 else carried), **said)
    return replace(Switchport("access"), **said)


def _ospf(words: list[str], port: _Port, source: Source) -> bool:
    match words:
        case ["ospf", *rest]:
            version = 2
        case ["ospfv3", *rest]:
            version = 3
        case _:
            return False
    now = port.ospf.get(version) or OspfInterface(version=version, mtu_ignore=True, source=source)
    match rest:
        case ["enable", process, "area", area] | [process, "area", area]:
            now = replace(now, process=process, area=dotted_area(area))
        case ["enable", "area", area]:
            now = replace(now, area=dotted_area(area))
        case ["cost", cost]:
            now = replace(now, cost=int(cost))
        case ["network-type", "p2p" | "broadcast" | "nbma" | "p2mp" as kind]:
            names = {"p2p": "point-to-point", "nbma": "non-broadcast", "p2mp": "point-to-multipoint"}
            now = replace(now, network_type=names.get(kind, kind))
        case ["dr-priority", priority]:
            now = replace(now, priority=int(priority))
        case ["timer", "hello", seconds]:
            now = replace(now, hello=int(seconds))
        case ["timer", "dead", seconds]:
            now = replace(now, dead=int(seconds))
        case ["mtu-enable"]:
            now = replace(now, mtu_ignore=False)
        case _:
            return False
    port.ospf[version] = now
    return True


def _vrrp(words: list[str], port: _Port, source: Source) -> bool:
    match words:
        case ["vrrp", "vrid", number, *rest] if number.isdecimal():
            group = port.fhrp.get(int(number)) or Fhrp(FhrpKind.VRRP, int(number), preempt=True, source=source)
        case _:
            return False
    match rest:
        case ["virtual-ip", address]:
            group = replace(group, addresses=(*group.addresses, ip_address(address)))
        case ["priority", priority]:
            group = replace(group, priority=int(priority))
        case ["preempt-mode", "disable"] | ["preempt", "disable"]:
            group = replace(group, preempt=False)
        case ["authentication-mode", *_]:
            pass
        case ["preempt-mode", "timer", "delay", _] | ["preempt", "timer", "delay", _]:
            pass
        case _:
            return False
    port.fhrp[int(number)] = group
    return True


def finish_ospf(draft: Draft) -> None:
    """OSPF does not compare the MTU of neighbours unless a port says so, whatever starts it there."""
    for version in {process.version for process in draft.ospf.values()}:
        for name, port in list(draft.interfaces.items()):
            if port.addresses and not any(each.version == version for each in port.ospf):
                silent = OspfInterface(version=version, mtu_ignore=True, source=draft.default())
                draft.interfaces[name] = replace(port, ospf=(*port.ospf, silent))


def finish_ports(draft: Draft) -> None:
    """On a switch a port that says nothing of its type negotiates it, or is of a type that differs between models."""
    switch = bool(draft.vlans) or any(port.switchport for port in draft.interfaces.values())
    routed = draft.scratch.get("routed ports", set())
    assert isinstance(routed, set)
    for name, port in list(draft.interfaces.items()):
        plain = port.kind in (InterfaceKind.PHYSICAL, InterfaceKind.LAG) and not port.lag
        if switch and plain and port.switchport is None and name not in routed:
            draft.interfaces[name] = replace(port, switchport=Switchport("dynamic"))
        elif port.switchport is not None and name in routed:
            draft.interfaces[name] = replace(port, switchport=None)
    if switch:
        draft.vlans.setdefault(1, Vlan(1, source=draft.default()))
