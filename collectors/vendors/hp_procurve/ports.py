"""Ports and VLANs of ArubaOS-Switch. A VLAN says which ports are in it, with and without its tag; only VLANs and loopbacks route.

A port is up unless `disable`. One that is in several VLANs carries tags; the VLAN that has it untagged is its native one.
"""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address, IPv4Interface, IPv6Address, IPv6Interface, ip_address
from typing import Any, cast

from collectors.draft import Draft
from collectors.tree import Line
from collectors.vendors.hp_procurve.names import OOBM, canonical_name, kind_of, ports_of
from collectors.vendors.hp_procurve.qos import policies_used
from collectors.vendors.hp_procurve.trees import read_port
from models.interfaces import Address, Fhrp, FhrpKind, Interface, InterfaceKind, OspfInterface, Switchport, Vlan, Vrf
from models.routing import StaticRoute
from models.source import Source, Status
from models.values import dotted_area, interface_address, vlan_ids

_SCRATCH = "ports"
_AUTHENTICATION = frozenset({"md5-auth-key-chain", "authentication-key", "transit-delay", "retransmit-interval", "bfd"})
_SPEEDS = {"10": 10**7, "100": 10**8, "1000": 10**9, "2500": 2_500_000_000, "5000": 5 * 10**9, "10gigabit": 10**10}


@dataclass(slots=True)
class Port:
    """What has been said of a port so far. `facts` are fields of Interface."""

    name: str
    source: Source
    facts: dict[str, Any] = field(default_factory=dict)
    untagged: int | None = None
    tagged: set[int] = field(default_factory=set)
    addresses: list[Address] = field(default_factory=list)
    helpers: list[IPv4Address | IPv6Address] = field(default_factory=list)
    groups: dict[int, Fhrp] = field(default_factory=dict)
    ospf: OspfInterface | None = None


def ports(draft: Draft) -> dict[str, Port]:
    """The ports that are being read, by name."""
    return cast("dict[str, Port]", draft.scratch.setdefault(_SCRATCH, {}))


def port(name: str, line: Line, draft: Draft) -> Port:
    """The port of that canonical name, made when it is new."""
    return ports(draft).setdefault(name, Port(name, draft.source(line)))


def read_trunk(line: Line, draft: Draft) -> None:
    """`trunk 25-26 trk1 lacp`: an aggregate and its members."""
    match line.words:
        case ["trunk", members, name, "trunk" | "lacp" | "dt-lacp" | "dt-trunk" as how] if name.lower().startswith("trk"):
            names, lag = ports_of(members), canonical_name(name)
        case _:
            return
    port(lag, line, draft)
    for each in names:
        port(each, line, draft).facts["lag"] = lag
    line.status, line.feature = (Status.NOT_MODELLED, "MLAG") if how.startswith("dt-") else (Status.MODELLED, line.feature)


def read_interface(line: Line, draft: Draft) -> None:
    """`interface 5`, `interface Trk1`, `interface 1-4`, `interface loopback 0`, and `oobm`."""
    match line.words:
        case ["interface", "loopback" | "tunnel" as kind, number] if number.isdecimal():
            names = [kind + number]
        case ["interface", which]:
            names = ports_of(which)
        case ["oobm"]:
            names = [OOBM]
        case _:
            return
    line.modelled()
    for name in names:
        target = port(name, line, draft)
        if name == OOBM:
            target.facts["vrf"] = OOBM
        for child in line.children:
            with suppress(ValueError):
                if _of_port(child, target, draft) or _of_address(child, target, draft):
                    child.modelled()


def _of_port(line: Line, target: Port, draft: Draft) -> bool:
    match line.words:
        case ["name", text]:
            target.facts["description"] = text
        case ["disable"] | ["enable"]:
            target.facts["enabled"] = line.words[0] == "enable"
        case ["untagged", "vlan", vlan]:
            (target.untagged,) = vlan_ids(vlan)
        case ["tagged", "vlan", *vlans] if vlans:
            target.tagged |= vlan_ids(",".join(vlans))
        case ["speed-duplex", rate] if rate == "auto" or (speed := _SPEEDS.get(rate.removeprefix("auto-").partition("-")[0])):
            if rate != "auto":
                target.facts["speed"] = speed
        case ["service-policy", name, *_]:
            policies_used(draft).append((line, name))
            return False
        case ["spanning-tree", *words]:
            return read_port(words, target.name, line, draft)
        case ["ip", "access-group", _, "in" | "out"]:
            line.status, line.feature = Status.NOT_MODELLED, "layer-2 filter"
            return False
        case ["ip", "default-gateway", address] if target.name == OOBM:
            everything = IPv4Interface("0.0.0.0/0").network
            draft.statics.add(StaticRoute(everything, IPv4Address(address), vrf=OOBM, source=draft.source(line)))
        case ["exit"]:
            pass
        case _:
            return False
    return True


def _of_address(line: Line, target: Port, draft: Draft) -> bool:
    source = draft.source(line)
    match line.words:
        case ["ip", "address", "dhcp-bootp"]:
            target.facts["dhcp"] = True
        case ["ip", "address", address, mask]:
            target.addresses.append(Address(interface_address(address, mask), _another(target), source))
        case ["ip", "address", prefix]:
            own = IPv4Interface(prefix if "/" in prefix or target.name[0] != "l" else f"{prefix}/32")
            target.addresses.append(Address(own, _another(target), source))
        case ["no", "ip", "address"]:
            pass
        case ["ipv6", "address", "dhcp", "full", *_] | ["ipv6", "address", "autoconfig"]:
            target.facts["dhcp"] = True
        case ["ipv6", "address", local, "link-local"]:
            target.addresses.append(Address(IPv6Interface(f"{local}/64"), False, source))
        case ["ipv6", "address", prefix] if "/" in prefix:
            target.addresses.append(Address(IPv6Interface(prefix), False, source))
        case ["ip", "helper-address", address]:
            target.helpers.append(ip_address(address))
        case ["ip", "mtu", size]:
            target.facts["mtu"] = int(size)
        case ["ip", "ospf", *words] if _AUTHENTICATION & set(words):
            line.status, line.feature = Status.IGNORED, "OSPF adjacency (assumed to match)"
            return False
        case ["ip", "ospf", *words] if words:
            target.ospf = _ospf(words, target.ospf or OspfInterface(source=source))
        case _:
            return False
    return True


def _another(target: Port) -> bool:
    """Whether an address of IPv4 came before: a VLAN may have several, and the first is its own."""
    return any(address.ip.version == 4 for address in target.addresses)


def _ospf(words: list[str], now: OspfInterface) -> OspfInterface:
    """The words after `ip ospf`, which may begin with the address that they are about, or with `all`."""
    rest = words[1:] if words[:1] == ["all"] or words[0].count(".") == 3 else words
    match rest:
        case ["area", area]:
            return replace(now, area="0.0.0.0" if area == "backbone" else dotted_area(area))  # noqa: S104  # the backbone area
        case ["cost", cost]:
            return replace(now, cost=int(cost))
        case ["passive"]:
            return replace(now, passive=True)
        case ["priority", value]:
            return replace(now, priority=int(value))
        case ["hello-interval", seconds]:
            return replace(now, hello=int(seconds))
        case ["dead-interval", seconds]:
            return replace(now, dead=int(seconds))
        case ["network-type" | "network", "point-to-point"]:
            return replace(now, network_type="point-to-point")
    raise ValueError("not known here")


def read_vlan(line: Line, draft: Draft) -> None:
    """`vlan 10` with its ports, its name, and what routes it."""
    match line.words:
        case ["vlan", number]:
            (vlan,) = vlan_ids(number)
        case _:
            return
    line.modelled()
    draft.vlans.setdefault(vlan, Vlan(vlan, source=draft.source(line)))
    routed = f"vlan{vlan}"
    for child in line.children:
        with suppress(ValueError):
            if _member(child, vlan, draft) or _of_vlan(child, port(routed, line, draft), draft):
                child.modelled()
    if routed in ports(draft):
        ports(draft)[routed].facts["vlan"] = vlan


def _member(line: Line, vlan: int, draft: Draft) -> bool:
    """A line about the VLAN itself and the ports in it."""
    match line.words:
        case ["name", name]:
            draft.vlans[vlan] = replace(draft.vlans[vlan], name=name)
        case ["untagged", which]:
            for each in ports_of(which):
                port(each, line, draft).untagged = vlan
        case ["tagged", which]:
            for each in ports_of(which):
                port(each, line, draft).tagged.add(vlan)
        case ["no", "untagged" | "tagged", which]:
            ports_of(which)
        case ["exit"]:
            pass
        case _:
            return False
    return True


def _of_vlan(line: Line, target: Port, draft: Draft) -> bool:
    """A line about routing the VLAN."""
    match line.words:
        case ["ip", "access-group", name, "in" | "out" as way]:
            target.facts[f"acl_{way}"] = name
        case ["ipv6", "access-group", name, "in" | "out" as way]:
            target.facts[f"acl6_{way}"] = name
        case ["ip" | "ipv6", "access-group", _, "vlan" | "vlan-in" | "vlan-out"]:
            line.status, line.feature = Status.NOT_MODELLED, "VLAN filter"
            return False
        case ["service-policy", name, *_]:
            policies_used(draft).append((line, name))
            return False
        case ["vrrp", "vrid", number] if number.isdecimal():
            _group(line, int(number), target, draft)
        case _:
            return _of_address(line, target, draft)
    return True


def _group(line: Line, number: int, target: Port, draft: Draft) -> None:
    """`vrrp vrid 1`, off until its own `enable`. `owner` has the address for its own, and the highest priority."""
    group, on = Fhrp(FhrpKind.VRRP, number, preempt=True, source=draft.source(line)), False
    for child in line.children:
        match child.words:
            case ["virtual-ip-address", address, *_]:
                group = replace(group, addresses=(*group.addresses, ip_address(address)))
            case ["priority", value]:
                group = replace(group, priority=int(value))
            case ["owner"]:
                group = replace(group, priority=255)
            case ["backup"] | ["exit"]:
                pass
            case ["enable"]:
                on = True
            case ["no", "preempt-mode"]:
                group = replace(group, preempt=False)
            case _:
                continue
        child.modelled()
    if on:
        target.groups[number] = group


def finish_ports(draft: Draft) -> None:
    """Turn ports into interfaces."""
    process = next(iter(draft.ospf.values()), None)
    for each in ports(draft).values():
        kind = kind_of(each.name)
        facts = dict(each.facts)
        if kind in (InterfaceKind.PHYSICAL, InterfaceKind.LAG) and not facts.get("lag") and not each.addresses:
            facts["switchport"] = _switchport(each)
        if each.ospf is not None:
            facts["ospf"] = (replace(each.ospf, process=process.id if process and each.ospf.area else ""),)
        if not (kind is InterfaceKind.VLAN and not (each.addresses or facts.keys() - {"vlan"} or each.groups)):
            draft.interfaces[each.name] = Interface(
                each.name, kind, addresses=tuple(each.addresses), helpers=tuple(each.helpers), fhrp=tuple(each.groups.values()),
                source=each.source, **facts,
            )  # fmt: skip
    if OOBM in draft.interfaces:
        draft.vrfs[OOBM] = Vrf(OOBM, source=draft.interfaces[OOBM].source)
    draft.vlans.setdefault(1, Vlan(1, "DEFAULT_VLAN", source=draft.default()))


def _switchport(each: Port) -> Switchport:
    if not each.tagged:
        return Switchport(access_vlan=1 if each.untagged is None else each.untagged)
    carried = each.tagged | ({each.untagged} if each.untagged else set())
    return Switchport("trunk", native_vlan=each.untagged or 0, trunk_vlans=frozenset(carried))
