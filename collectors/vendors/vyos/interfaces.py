"""`interfaces`: ports with their VLANs, addresses, aggregates and bridges, and what old releases say of protocols at the port."""

from dataclasses import replace
from ipaddress import IPv4Interface, IPv6Interface, ip_address, ip_interface

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.ioslike.ports.port import Port, port
from collectors.vendors.vyos.firewall import note_applied
from collectors.vendors.vyos.igp import AT_PORT, RIP_PORT, at_port
from collectors.vendors.vyos.names import KINDS, STYLE
from models.interfaces import Address, Fhrp, FhrpKind, InterfaceKind, Vrf

PARENTS = "ports below tagged ones"
_MBIT = 1_000_000


def read_interfaces(at: Statement, draft: Draft) -> None:
    """All ports. A kind without names (`loopback lo` has one) or an unknown kind stays unread."""
    for kind in at.each():
        if kind.word in KINDS:
            for named in kind.each():
                _port(named, named.word, KINDS[kind.word], draft)


def _port(at: Statement, name: str, kind: InterfaceKind, draft: Draft) -> None:
    target = port(name, at, draft, STYLE)
    target.kind = kind
    at.modelled()
    if name.startswith("pppoe"):
        at.value("default-route")
        target.facts["dhcp"] = True  # the address, and mostly a default route, come from the other end
    _common(at, target, draft)
    for session in at.below("pppoe"):
        _port(session, f"pppoe{session.word}", InterfaceKind.OTHER, draft)
    if kind is InterfaceKind.LAG:
        _aggregate(at, name, draft)
    for vif in at.below("vif"):
        _tagged(vif, name, vif.word, InterfaceKind.SUBINTERFACE, draft)
    for outer in at.below("vif-s"):
        _tagged(outer, name, outer.word, InterfaceKind.SUBINTERFACE, draft)
        for inner in outer.below("vif-c"):
            _tagged(inner, f"{name}.{outer.word}", inner.word, InterfaceKind.SUBINTERFACE, draft)


def _tagged(at: Statement, parent: str, tag: str, kind: InterfaceKind, draft: Draft) -> None:
    if not tag.isdecimal() or int(tag[:6]) > 4094:
        return
    _port(at, f"{parent}.{tag}", kind, draft)
    target = port(f"{parent}.{tag}", at, draft, STYLE)
    target.facts["encapsulation_vlan"] = int(tag)
    _parents(draft)[target.name] = parent


def _parents(draft: Draft) -> dict[str, str]:
    held = draft.scratch.setdefault(PARENTS, {})
    assert isinstance(held, dict)
    return held


def finish_tagged(draft: Draft) -> None:
    """The port below each tagged one, which may be a tagged one itself."""
    for name, parent in _parents(draft).items():
        draft.interfaces[name] = replace(draft.interfaces[name], parent=parent)


def _common(at: Statement, target: Port, draft: Draft) -> None:
    """What every kind of port may say."""
    facts = target.facts
    for word in at.below("address"):
        _address(word, target, draft)
    if at.flag("disable"):
        facts["enabled"] = False
    if text := at.value("description"):
        facts["description"] = text
    if (mtu := at.whole("mtu")) is not None:
        facts["mtu"] = mtu
    if (vrf := at.value("vrf")) != "":
        facts["vrf"] = vrf
    if at.get("speed", "auto"):
        at.value("speed")
    elif (speed := at.whole("speed")) is not None:
        facts["speed"] = speed * _MBIT
    _vrrp(at, target, draft)
    for group in ("bond-group", "bridge-group"):
        _old_group(at, group, target)
    if old := at.get("ip", "ospf"):
        at_port(old, target.name, draft, "ip ospf", AT_PORT)
    if old := at.get("ipv6", "ospfv3"):
        at_port(old, target.name, draft, "ipv6 ospf6", {**AT_PORT, "ifmtu *": "ifmtu {0}"})
    if old := at.get("ip", "rip"):
        at_port(old, target.name, draft, "ip rip", RIP_PORT)
    for word in at.below("ipv6", "address"):
        if word.word not in ("autoconf", "eui64", "no-default-link-local"):
            _address(word, target, draft)
    if checked := at.get("ip", "source-validation", "strict"):
        checked.modelled()
        facts["source_check"] = True
    if own := at.get("firewall"):
        note_applied(own, target.name, draft)


def _address(word: Statement, target: Port, draft: Draft) -> None:
    if word.word in ("dhcp", "dhcpv6"):
        target.facts["dhcp"] = True
    else:
        try:
            address = ip_interface(word.word)
        except ValueError:
            return
        seen = {known.ip.network for known in target.addresses if isinstance(known.ip, IPv4Interface | IPv6Interface)}
        target.addresses.append(Address(address, address.version == 4 and address.network in seen, draft.source(word)))
    word.modelled()


def _aggregate(at: Statement, name: str, draft: Draft) -> None:
    """What joins several ports: a bond, and a bridge too, which is one port for whatever is above it."""
    least = at.whole("min-links")
    if least:
        port(name, at, draft, STYLE).facts["least_members"] = least
    for way in ("member", "switch-port"):
        for word in at.below(way, "interface"):
            word.modelled()
            port(word.word, word, draft, STYLE).facts["lag"] = name


def _old_group(at: Statement, word: str, target: Port) -> None:
    """`bond-group bond0`, `bridge-group { bridge br0 }`: how members name what they are in."""
    stated = at.get(word)
    if stated is None:
        return
    if name := at.value(word) if word == "bond-group" else stated.value("bridge"):
        target.facts["lag"] = name


def _vrrp(at: Statement, target: Port, draft: Draft) -> None:
    """`vrrp vrrp-group 10` at the port, as the first releases and EdgeOS have it."""
    for group in at.below("vrrp", "vrrp-group"):
        if group.word.isdecimal():
            preempt = group.value("preempt") != "false"
            fhrp(group, int(group.word), target, draft, preempt)


def fhrp(at: Statement, number: int, target: Port, draft: Draft, preempt: bool) -> None:
    """One VRRP group at a port."""
    addresses = []
    for word in ("address", "virtual-address"):
        for stated in at.below(word):
            try:
                addresses.append(ip_address(stated.word.partition("/")[0]))
            except ValueError:
                continue
            stated.modelled()
    priority = at.whole("priority")
    made = Fhrp(FhrpKind.VRRP, number, tuple(addresses), 100 if priority is None else priority, preempt, draft.source(at))
    target.fhrp[FhrpKind.VRRP, number] = made
    at.modelled()


def read_high_availability(at: Statement, draft: Draft) -> None:
    """`vrrp group NAME { interface eth0; vrid 10; … }`."""
    for group in at.below("vrrp", "group"):
        name, number = group.value("interface"), group.whole("vrid")
        if name and number is not None:
            fhrp(group, number, port(name, group, draft, STYLE), draft, not group.flag("no-preempt"))


def read_vrfs(at: Statement, draft: Draft) -> None:
    """`vrf name RED { table 100; protocols { … } }`; the protocols are read with the others."""
    for named in at.below("name"):
        draft.vrfs[named.word] = Vrf(
            named.word, description=named.value("description"), vni=named.whole("vni"), source=draft.source(named)
        )
        named.modelled()
        named.whole("table")
