"""Ports: names (`nameif`), security levels, addresses, VLANs, aggregates and the switch ports of small models."""

import re
from dataclasses import dataclass, field, replace
from ipaddress import IPv6Interface
from typing import Any, cast

from collectors.draft import Draft
from collectors.ioslike.names import kind_of
from collectors.ioslike.ports.vector_port import SUMMARIES, TENS, of_process
from collectors.ioslike.routing.routing_words import masked, number
from collectors.tree import Line
from collectors.vendors.cisco_asa.names import MANAGEMENT_TABLE, asa_name, ports_by_zone
from models.distance_vector import VectorSummary
from models.interfaces import Address, Interface, InterfaceKind, OspfInterface, Switchport, Vlan, Vrf
from models.source import Status
from models.values import dotted_area, interface_address, vlan_ids

_SEPARATE = (9, 5)
"""Since this release ports that are `management-only` have a routing table of their own."""
_SPEEDS = {"10": 10**7, "100": 10**8, "1000": 10**9, "10000": 10**10, "25000": 25 * 10**9, "40000": 40 * 10**9}


@dataclass(slots=True)
class _Port:
    """A port while its lines are read."""

    facts: dict[str, Any] = field(default_factory=dict)
    addresses: list[Address] = field(default_factory=list)
    ospf: dict[int, OspfInterface] = field(default_factory=dict)
    switch: dict[str, Any] = field(default_factory=dict)
    management: bool = False


def levels(draft: Draft) -> dict[str, int]:
    """The security level of each named port."""
    return cast("dict[str, int]", draft.scratch.setdefault("security levels", {}))


def management_only(draft: Draft) -> set[str]:
    """The names of ports that pass nothing of others."""
    return cast("set[str]", draft.scratch.setdefault("management-only", set()))


def read_interface(line: Line, draft: Draft) -> None:
    """`interface NAME` with all below it."""
    name = asa_name("".join(line.words[1:]))
    if len(line.words) < 2:
        return
    line.modelled()
    port = _Port()
    for child in line.children:
        try:
            known = _layer3(child.words, port, child, draft) or _layer2(child.words, port) or _ospf(child.words, port, child, draft)
            known = known or _eigrp(child.words, name, port, child, draft)
        except ValueError:
            known = False
        if known and child.status is Status.UNKNOWN:
            child.modelled()
    zone = str(port.facts.get("zone", ""))
    if zone:
        ports_by_zone(draft)[zone] = name
        levels(draft)[zone] = port.facts.get("level", 100 if zone == "inside" else 0)
    port.facts.pop("level", None)
    if port.management:
        management_only(draft).add(zone)
        if separate_tables(draft):
            port.facts["vrf"] = MANAGEMENT_TABLE
            draft.vrfs.setdefault(MANAGEMENT_TABLE, Vrf(MANAGEMENT_TABLE, source=draft.source(line)))
    parent, dot, _ = name.partition(".")
    made = Interface(
        name, _kind(name), parent=parent if dot else "", addresses=tuple(port.addresses), ospf=tuple(port.ospf.values()),
        source=draft.source(line), **port.facts,
    )  # fmt: skip
    if made.kind is InterfaceKind.VLAN and name[4:].isdecimal() and 0 < int(name[4:]) < 4095:
        made = replace(made, vlan=int(name[4:]))
    if port.switch:
        made = replace(made, switchport=_switchport(port.switch))
    draft.interfaces[name] = made
    _members(line, name, draft)


def _members(line: Line, name: str, draft: Draft) -> None:
    """`member-interface` of a redundant port, of which one is used at a time."""
    for child in line.children:
        match child.words:
            case ["member-interface", text] if (member := draft.interfaces.get(asa_name(text))) is not None:
                draft.interfaces[member.name] = replace(member, lag=name)
                child.modelled()


def separate_tables(draft: Draft) -> bool:
    """Whether management has a table of its own; a config that does not say its release is taken for one of the last ten years."""
    found = re.match(r"(\d+)\.(\d+)", draft.version)
    return found is None or (int(found[1]), int(found[2])) >= _SEPARATE


def _kind(name: str) -> InterfaceKind:
    return InterfaceKind.LAG if name.startswith("Redundant") and "." not in name else kind_of(name)


def _layer3(words: list[str], port: _Port, line: Line, draft: Draft) -> bool:
    """Names, levels and addresses. A standby address belongs to the other unit of a failover pair."""
    source = draft.source(line)
    match words:
        case ["description", *text]:
            port.facts["description"] = " ".join(text)
        case ["shutdown"]:
            port.facts["enabled"] = False
        case ["nameif", name]:
            port.facts["zone"] = name
        case ["security-level", level] if 0 <= int(level) <= 100:
            port.facts["level"] = int(level)
        case ["management-only"] | ["management-only", "individual"]:
            port.management = True
        case ["ip", "address", "dhcp", *options] if set(options) <= {"setroute"}:
            port.facts["dhcp"] = True
            if options:  # the default route of the server is not known
                line.status, line.feature = Status.NOT_MODELLED, "default route from DHCP"
        case ["ip", "address", address, mask] | ["ip", "address", address, mask, "standby", _]:
            port.addresses.append(Address(interface_address(address, mask), source=source))
        case ["ipv6", "address", prefix] | ["ipv6", "address", prefix, "standby", _] if "/" in prefix:
            port.addresses.append(Address(IPv6Interface(prefix), source=source))
        case ["ipv6", "address", local, "link-local"] | ["ipv6", "address", local, "link-local", "standby", _]:
            port.addresses.append(Address(IPv6Interface(f"{local}/64"), source=source))
        case ["no", "nameif" | "security-level" | "shutdown" | "description"] | ["no", "ip" | "ipv6", "address"]:
            pass
        case _:
            return False
    return True


def _layer2(words: list[str], port: _Port) -> bool:
    match words:
        case ["vlan", tag] if 0 < int(tag) < 4095:
            port.facts["encapsulation_vlan"] = int(tag)
        case ["channel-group", number, "mode", "active" | "passive" | "on"] if number.isdecimal():
            port.facts["lag"] = f"Port-channel{number}"
        case ["speed", speed] if speed in _SPEEDS:
            port.facts["speed"] = _SPEEDS[speed]
        case ["speed" | "duplex", "auto"] | ["duplex", "full"]:
            pass
        case ["switchport"]:
            port.switch.setdefault("mode", "access")
        case ["switchport", "mode", "access" | "trunk" as mode]:
            port.switch["mode"] = mode
        case ["switchport", "access", "vlan", number] if 0 < int(number) < 4095:
            port.switch["access_vlan"] = int(number)
        case ["switchport", "trunk", "native", "vlan", number] if 0 < int(number) < 4095:
            port.switch["native_vlan"] = int(number)
        case ["switchport", "trunk", "allowed", "vlan", numbers]:
            port.switch["trunk_vlans"] = frozenset(vlan_ids(numbers))
        case _:
            return False
    return True


def _switchport(said: dict[str, Any]) -> Switchport:
    """A trunk carries the VLANs that its line lists, and none without one."""
    start = Switchport("access", trunk_vlans=frozenset() if said.get("mode") == "trunk" else None)
    return replace(start, **said)


def _ospf(words: list[str], port: _Port, line: Line, draft: Draft) -> bool:
    """`ospf cost 10`, and the same of OSPFv3 as `ipv6 ospf`."""
    match words:
        case ["ospf", *rest]:
            version = 2
        case ["ipv6", "ospf", *rest]:
            version = 3
        case _:
            return False
    now = port.ospf.get(version) or OspfInterface(version=version, source=draft.source(line))
    match rest:
        case [process, "area", area] if version == 3:
            now = replace(now, process=process, area=dotted_area(area))
        case ["cost", cost]:
            now = replace(now, cost=int(cost))
        case ["network", "point-to-point", "non-broadcast"]:
            now = replace(now, network_type="point-to-point")
        case ["network", "broadcast" | "point-to-point" | "non-broadcast" | "point-to-multipoint" as kind]:
            now = replace(now, network_type=kind)
        case ["priority", priority]:
            now = replace(now, priority=int(priority))
        case ["hello-interval", seconds]:
            now = replace(now, hello=int(seconds))
        case ["dead-interval", seconds]:
            now = replace(now, dead=int(seconds))
        case ["mtu-ignore"]:
            now = replace(now, mtu_ignore=True)
        case _:
            return False
    port.ospf[version] = now
    return True


def _eigrp(words: list[str], name: str, port: _Port, line: Line, draft: Draft) -> bool:
    match words:
        case ["delay", tens]:
            port.facts["delay"] = number(tens) * TENS
        case ["summary-address", "eigrp", asn, address, mask] | ["summary-address", "eigrp", asn, address, mask, "5"]:
            summary = VectorSummary(masked(address, mask), name, source=draft.source(line))
            of_process(draft, SUMMARIES, "eigrp", 4, str(number(asn)), summary)
        case _:
            return False
    return True


def read_mtu(line: Line, draft: Draft) -> None:
    """`mtu inside 9000`, behind all ports."""
    match line.words:
        case ["mtu", zone, size] if (name := ports_by_zone(draft).get(zone)) is not None:
            draft.interfaces[name] = replace(draft.interfaces[name], mtu=int(size))
            line.modelled()


def read_failover(line: Line, draft: Draft) -> None:
    """The address of the link between the two units of a pair; the rest says how they watch each other."""
    match line.words:
        case ["failover", "lan", "interface", zone, name] | ["failover", "link", zone, name]:
            ports_by_zone(draft).setdefault(zone, asa_name(name))
        case ["failover", "interface", "ip", zone, address, mask, "standby", _]:
            port = draft.interfaces.get(ports_by_zone(draft).get(zone, ""))
            if port is None:
                return
            found = Address(interface_address(address, mask), source=draft.source(line))
            draft.interfaces[port.name] = replace(port, addresses=(*port.addresses, found))
        case ["no", "failover"]:
            pass
        case _:
            return
    line.modelled()


def finish_ports(draft: Draft) -> None:
    """The members of pairs of ports, and the switch of small models: its ports are in VLAN 1 unless they say otherwise."""
    own = [port for port in draft.interfaces.values() if port.kind is InterfaceKind.VLAN and port.vlan is not None]
    for name, port in list(draft.interfaces.items()):
        small = own and name.startswith("Ethernet0/") and "." not in name and not port.zone and not port.addresses
        if small and port.switchport is None and not port.lag:
            draft.interfaces[name] = replace(port, switchport=Switchport("access"))
    for port in list(draft.interfaces.values()):
        tags = {port.vlan} if port in own else set()
        if port.switchport is not None:
            trunk = port.switchport.mode == "trunk"
            tags |= set(port.switchport.trunk_vlans or ()) if trunk else {port.switchport.access_vlan}
        for tag in tags - {None}:
            assert tag is not None
            draft.vlans.setdefault(tag, Vlan(tag, source=draft.default()))
