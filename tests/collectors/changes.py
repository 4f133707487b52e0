"""One change of every kind that a dialect may write, made to fit any device: what the round-trip test goes through."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from ipaddress import ip_address, ip_interface, ip_network

from models.change import Change
from models.device import Device
from models.filters import Acl, AclRule, Wildcard
from models.interfaces import Address, Interface, InterfaceKind, Vlan, Vrf
from models.policy import PrefixRule
from models.routing import BgpNetwork, OspfNetwork, Redistribution, StaticRoute
from models.services import Service

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
    alone = replace(old, addresses=(replace(NEW, secondary=False),))
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
    free = next((p for p in device.interfaces.values() if not p.enabled and not p.switchport and not p.addresses), None)
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
}
