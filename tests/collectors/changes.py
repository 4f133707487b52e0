"""One change of every kind that a dialect may write, made to fit any device: what the round-trip test goes through."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from ipaddress import ip_address, ip_interface, ip_network

from models.change import Change
from models.device import Device
from models.filters import Acl, AclRule, Wildcard
from models.interfaces import Address, Interface, InterfaceKind, OspfInterface, Switchport, Vlan, Vrf
from models.policy import Match, Policy, PrefixList, PrefixRule, SetAction, Term
from models.routing import BgpNetwork, OspfNetwork, Redistribution, StaticRoute
from models.services import Service
from tests.collectors.routing_changes import ROUTING

NEW = Address(ip_interface("10.200.3.1/24"), secondary=True)
FILTER = Acl(
    "NP-TEST",
    (
        AclRule(True, (17,), (), (Wildcard(0x0A000000, 0xFF),), (), ((53, 53),), sequence=10),
        AclRule(True, (6,), (Wildcard(0x0A000001, 0),), (), (), ((1000, 2000),), sequence=20),
        AclRule(True, (6,), (), (), (), (), established=True, sequence=30),
        AclRule(False, (), (), (), sequence=40),
    ),
)


def routed(device: Device) -> Interface | None:
    """A port with an address that is no loopback."""
    ports = (p for p in device.interfaces.values() if p.addresses and p.kind is not InterfaceKind.LOOPBACK)
    return next(ports, None)


def switched(device: Device, mode: str) -> Interface | None:
    """A switch port of a mode."""
    return next((p for p in device.interfaces.values() if p.switchport and p.switchport.mode == mode), None)


def port(edit: Callable[[Interface], Interface]) -> Callable[[Device], list[Change]]:
    """A change of a routed port."""

    def changes(device: Device) -> list[Change]:
        old = routed(device)
        return [Change(device.id, old, edit(old))] if old else []

    return changes


def swap(device: Device) -> list[Change]:
    """Make before break: the new address beside the old one, then alone."""
    old = routed(device)
    if old is None:
        return []
    both = replace(old, addresses=(*old.addresses, NEW))
    alone = replace(old, addresses=(replace(NEW, secondary=False), *(a for a in old.addresses if a.ip.version == 6)))
    return [Change(device.id, old, both), Change(device.id, both, alone)]


def new_filter(device: Device) -> list[Change]:
    """A new list, then the port that uses it."""
    old = routed(device)
    return [Change(device.id, None, FILTER), Change(device.id, old, replace(old, acl_in=FILTER.name))] if old else []


def filter_rule(device: Device) -> list[Change]:
    """One rule more in the middle of an extended list."""
    for acl in device.acls.values():
        if acl.kind == "extended" and acl.rules and acl.family == 4 and len(acl.rules) > 1:
            first, second = acl.rules[:2]
            if second.sequence - first.sequence > 1:
                twin = replace(first, sequence=first.sequence + 1, destinations=(Wildcard(0x0A010203, 0),))
                return [Change(device.id, acl, replace(acl, rules=(first, twin, *acl.rules[1:])))]
    return []


def access_vlan(device: Device) -> list[Change]:
    """Another VLAN for an access port, made first."""
    old = switched(device, "access")
    if old is None or old.switchport is None:
        return []
    return [
        Change(device.id, None, Vlan(777, "NEW")),
        Change(device.id, old, replace(old, switchport=replace(old.switchport, access_vlan=777))),
    ]


def trunk_vlan(device: Device) -> list[Change]:
    """One VLAN more on a trunk that lists its VLANs."""
    old = switched(device, "trunk")
    if old is None or old.switchport is None or old.switchport.trunk_vlans is None:
        return []
    wider = replace(old.switchport, trunk_vlans=old.switchport.trunk_vlans | {777})
    return [Change(device.id, None, Vlan(777, "NEW")), Change(device.id, old, replace(old, switchport=wider))]


def vrf_port(device: Device) -> list[Change]:
    """A free port, put into a VRF of its own with an address."""
    free = next(
        (p for p in device.interfaces.values() if not p.enabled and not p.switchport and not p.addresses and not p.dhcp), None
    )
    if free is None:
        return []
    joined = replace(free, enabled=True, vrf="NEW", addresses=(Address(ip_interface("10.191.0.0/31")),))
    return [Change(device.id, None, Vrf("NEW")), Change(device.id, free, joined)]


def static(**fields: object) -> Callable[[Device], list[Change]]:
    """A new static route, with the distance that the OS gives by itself."""

    def changes(device: Device) -> list[Change]:
        if not device.forwards:
            return []
        distance = 5 if device.os == "juniper_junos" else 1
        route = replace(StaticRoute(ip_network("10.77.0.0/16"), distance=distance), **fields)  # type: ignore[arg-type]  # names of its fields
        vrfs = sorted({route.vrf, route.next_hop_vrf} - {"", "default"})
        return [*[Change(device.id, None, Vrf(name)) for name in vrfs], Change(device.id, None, route)]

    return changes


def ospf(**fields: object) -> Callable[[Device], list[Change]]:
    """A change of the first OSPF process that has network statements."""

    def changes(device: Device) -> list[Change]:
        for process in device.ospf.values():
            if process.version == 2:
                return [
                    Change(
                        device.id,
                        process,
                        replace(process, **{name: (*getattr(process, name), value) for name, value in fields.items()}),
                    )
                ]
        return []

    return changes


def bgp_network(device: Device) -> list[Change]:
    """One network more."""
    for process in device.bgp.values():
        return [Change(device.id, process, replace(process, networks=(*process.networks, BgpNetwork(ip_network("10.200.3.0/24")))))]
    return []


def prefix_rule(device: Device) -> list[Change]:
    """One rule more in a prefix list."""
    for old in device.prefix_lists.values():
        rule = PrefixRule(True, ip_network("10.200.3.0/24"), 24, 24, 999)
        return [Change(device.id, old, replace(old, rules=(*old.rules, rule)))]
    return []


def edited(fits: Callable[[Interface], bool], edit: Callable[[Interface], Interface]) -> Callable[[Device], list[Change]]:
    """A change of the first port that fits and that the edit really changes."""

    def changes(device: Device) -> list[Change]:
        for old in device.interfaces.values():
            if fits(old) and (new := edit(old)) != old:
                return [Change(device.id, old, new)]
        return []

    return changes


def switching(today: str, **values: object) -> Callable[[Device], list[Change]]:
    """A change of the first switch port of a mode."""
    return edited(
        lambda p: p.switchport is not None and p.switchport.mode == today and p.switchport.voice_vlan is None,
        lambda p: replace(p, switchport=replace(p.switchport, **values)),  # type: ignore[type-var,arg-type]  # a switch port; names of its fields
    )


def to_mode(today: str) -> Callable[[Device], list[Change]]:
    """An access port to a trunk of one VLAN, or the other way round; the VLAN is made first."""

    def changes(device: Device) -> list[Change]:
        old = switched(device, today)
        if old is None or old.switchport is None or old.switchport.voice_vlan is not None:
            return []
        untagged = 0 if device.os == "juniper_junos" else 1
        new = Switchport("trunk", 1, untagged, frozenset({777})) if today == "access" else Switchport("access", 777)
        return [Change(device.id, None, Vlan(777, "NEW")), Change(device.id, old, replace(old, switchport=new))]

    return changes


def new_port(kind: InterfaceKind) -> Callable[[Device], list[Change]]:
    """A routed port that takes no hardware, named as the OS names its own; what it is by default comes from a twin."""

    def changes(device: Device) -> list[Change]:
        for twin in device.interfaces.values():
            if twin.kind is not kind or device.os == "frr":
                continue
            stem = twin.name.rstrip("0123456789")
            tag = 777 if kind is InterfaceKind.SUBINTERFACE else None
            new = Interface(
                f"{stem}777", kind=kind, parent=twin.parent, speed=twin.speed, vlan=777 if kind is InterfaceKind.VLAN else None,
                encapsulation_vlan=tag, description="new", addresses=(replace(NEW, secondary=False),),
            )  # fmt: skip
            first = [Change(device.id, None, Vlan(777, "NEW"))] if kind is InterfaceKind.VLAN else []
            return [*first, Change(device.id, None, new)]
        return []

    return changes


def port_gone(kind: InterfaceKind) -> Callable[[Device], list[Change]]:
    """A port taken away."""

    def changes(device: Device) -> list[Change]:
        return next(([Change(device.id, p, None)] for p in device.interfaces.values() if p.kind is kind and not p.fhrp), [])

    return changes


def ospf_port(**values: object) -> Callable[[Device], list[Change]]:
    """Other OSPF settings at a port that states some."""

    def edit(old: Interface) -> Interface:
        new = replace(old.ospf[0], **values)  # type: ignore[arg-type]  # names of its fields
        return replace(old, ospf=(new,) if new != OspfInterface() else ())

    return edited(lambda p: len(p.ospf) == 1 and p.ospf[0].version == 2, edit)


def fewer(table: str, part: str) -> Callable[[Device], list[Change]]:
    """The first process that has such parts, without the first of them; the last one is another matter."""

    def changes(device: Device) -> list[Change]:
        for process in getattr(device, table).values():
            parts = getattr(process, part)
            if len(parts) > 1:
                return [Change(device.id, process, replace(process, **{part: parts[1:]}))]
        return []

    return changes


def bgp_redistribution(device: Device) -> list[Change]:
    """Static routes taken into BGP."""
    for old in device.bgp.values():
        if old.vrf == "default" and not any(r.protocol == "static" for r in old.redistributions):
            new = Redistribution("static", family=4)
            return [Change(device.id, old, replace(old, redistributions=(*old.redistributions, new)))]
    return []


def passive(device: Device) -> list[Change]:
    """One passive interface more."""
    for process in device.ospf.values():
        name = next((n for n, p in device.interfaces.items() if p.addresses and n not in process.passive), "")
        if name and process.version == 2 and not process.passive_default and process.vrf == "default":
            return [Change(device.id, process, replace(process, passive=process.passive | {name}))]
    return []


def service(kind: str, target: str) -> Callable[[Device], list[Change]]:
    """A new server of a kind."""

    def changes(device: Device) -> list[Change]:
        new = Service(kind, target)
        return [] if new in device.services else [Change(device.id, None, new)]

    return changes


def service_gone(kind: str) -> Callable[[Device], list[Change]]:
    """A server of a kind taken away."""
    return lambda device: [Change(device.id, s, None) for s in sorted(device.services, key=str) if s.kind == kind][:1]


def fhrp_address(device: Device) -> list[Change]:
    """Another address of the first redundancy group that has one."""
    for old in device.interfaces.values():
        for at, group in enumerate(old.fhrp):
            if group.addresses and group.addresses[0].version == 4:
                moved = replace(group, addresses=(ip_address("10.200.3.254"), *group.addresses[1:]))
                return [Change(device.id, old, replace(old, fhrp=(*old.fhrp[:at], moved, *old.fhrp[at + 1 :])))]
    return []


def redundancy_gone(device: Device) -> list[Change]:
    """A redundancy group taken away."""
    return edited(lambda p: bool(p.fhrp), lambda p: replace(p, fhrp=p.fhrp[1:]))(device)


NEW_POLICY = Policy(
    "NP-POLICY",
    (
        Term("10", "permit", (Match("prefix-list", ("NP-NEW",)),), (SetAction("local-preference", ("150",)),)),
        Term("20", "deny"),
    ),
)
NEW_LIST = PrefixList("NP-NEW", (PrefixRule(True, ip_network("10.200.0.0/16"), 16, 24, 10),))


def ntp(device: Device) -> list[Change]:
    """Another time server; the new one first."""
    for old in sorted(device.services, key=str):
        if old.kind == "ntp":
            return [Change(device.id, None, replace(old, target="10.9.0.9")), Change(device.id, old, None)]
    return []


def gone(table: str) -> Callable[[Device], list[Change]]:
    """The first of a kind of fact taken away."""

    def changes(device: Device) -> list[Change]:
        facts = getattr(device, table)
        members: Iterator[object] = iter(sorted(facts, key=str) if isinstance(facts, frozenset) else facts.values())
        first = next(members, None)
        return [Change(device.id, first, None)] if first is not None else []  # type: ignore[arg-type]  # a table of facts

    return changes


KINDS: dict[str, Callable[[Device], list[Change]]] = {
    **ROUTING,
    "description": port(lambda p: replace(p, description="new words")),
    "shutdown": port(lambda p: replace(p, enabled=False)),
    "mtu": port(lambda p: replace(p, mtu=1400)),
    "helper": port(lambda p: replace(p, helpers=(ip_address("10.9.9.9"),))),
    "secondary address": port(lambda p: replace(p, addresses=(*p.addresses, NEW))),
    "renumbered port": swap,
    "filter": new_filter,
    "filter rule": filter_rule,
    "filter gone": gone("acls"),
    "access VLAN": access_vlan,
    "trunk VLAN": trunk_vlan,
    "VLAN name": lambda d: [Change(d.id, v, replace(v, name="OTHER")) for v in list(d.vlans.values())[:1]],
    "port in a VRF": vrf_port,
    "static route": static(next_hop=ip_address("10.191.0.1")),
    "discard route": static(discard=True),
    "leaked route": static(next_hop=ip_address("10.191.0.1"), next_hop_vrf="NEW"),
    "route of a VRF": static(next_hop=ip_address("10.191.0.1"), vrf="NEW"),
    "static route gone": gone("statics"),
    "OSPF network": ospf(networks=OspfNetwork(ip_network("10.200.3.0/24"), "0.0.0.0")),
    "OSPF redistribution": ospf(redistributions=Redistribution("bgp", "65001", metric=20, metric_type=1)),
    "BGP network": bgp_network,
    "prefix list rule": prefix_rule,
    "time server": ntp,
    "service gone": lambda d: [Change(d.id, s, None) for s in d.services if s.kind == "ntp" and isinstance(s, Service)][:1],
    "description gone": edited(lambda p: bool(p.description), lambda p: replace(p, description="")),
    "no shutdown": edited(lambda p: not p.enabled, lambda p: replace(p, enabled=True)),
    "helper gone": edited(lambda p: bool(p.helpers), lambda p: replace(p, helpers=())),
    "IPv6 address": port(lambda p: replace(p, addresses=(*p.addresses, Address(ip_interface("2001:db8:7::1/64"))))),
    "addresses gone": edited(lambda p: len(p.addresses) == 1 and not p.fhrp, lambda p: replace(p, addresses=())),
    "filter off": edited(lambda p: bool(p.acl_in), lambda p: replace(p, acl_in="")),
    "redundancy address": fhrp_address,
    "native VLAN": switching("trunk", native_vlan=777),
    "trunk of all VLANs": switching("trunk", trunk_vlans=None),
    "trunk of no VLANs": switching("trunk", trunk_vlans=frozenset()),
    "access to trunk": to_mode("access"),
    "trunk to access": to_mode("trunk"),
    "new VLAN": lambda d: [Change(d.id, None, Vlan(777, "NEW"))] if d.vlans else [],
    "new VRF": lambda d: [Change(d.id, None, Vrf("NEW"))],
    "new VLAN interface": new_port(InterfaceKind.VLAN),
    "new subinterface": new_port(InterfaceKind.SUBINTERFACE),
    "new loopback": new_port(InterfaceKind.LOOPBACK),
    "VLAN interface gone": port_gone(InterfaceKind.VLAN),
    "subinterface gone": port_gone(InterfaceKind.SUBINTERFACE),
    "loopback gone": port_gone(InterfaceKind.LOOPBACK),
    "OSPF cost": ospf_port(cost=777),
    "OSPF default cost": ospf_port(cost=None),
    "OSPF network type": ospf_port(network_type="point-to-multipoint"),
    "OSPF default network type": ospf_port(network_type=""),
    "OSPF passive interface": passive,
    "OSPF network gone": fewer("ospf", "networks"),
    "OSPF redistribution gone": fewer("ospf", "redistributions"),
    "BGP network gone": fewer("bgp", "networks"),
    "BGP redistribution": bgp_redistribution,
    "BGP redistribution gone": fewer("bgp", "redistributions"),
    "BGP neighbour gone": fewer("bgp", "neighbors"),
    "policy gone": gone("policies"),
    "new prefix list": lambda d: [Change(d.id, None, NEW_LIST)],
    "prefix list rule gone": fewer("prefix_lists", "rules"),
    "prefix list gone": gone("prefix_lists"),
    "new policy": lambda d: [Change(d.id, None, NEW_LIST), Change(d.id, None, NEW_POLICY)],
    "policy term gone": fewer("policies", "terms"),
    "VLAN gone": lambda d: [Change(d.id, None, Vlan(777, "NEW")), Change(d.id, Vlan(777, "NEW"), None)] if d.vlans else [],
    "VRF gone": lambda d: [Change(d.id, None, Vrf("NEW")), Change(d.id, Vrf("NEW"), None)],
    "redundancy group gone": redundancy_gone,
    "name server": service("dns", "10.9.0.53"),
    "log server": service("syslog", "10.9.0.14"),
    "SNMP trap target": service("snmp-trap", "10.9.0.62"),
    "name server gone": service_gone("dns"),
    "log server gone": service_gone("syslog"),
}
