"""Ports and their units. A unit is an interface of its own, `ge-0/0/0.0`, above its port."""

import re
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Interface, IPv6Address, IPv6Interface, ip_address, ip_interface

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.tree import Line
from collectors.vendors.juniper_junos.isis import read_iso
from collectors.vendors.juniper_junos.services import MGMT_VRF
from collectors.vendors.juniper_junos.switching import full_name, routed_of, switchport
from models.interfaces import DEFAULT_VRF, Address, Fhrp, FhrpKind, Interface, InterfaceKind

KINDS = (
    (r"(lo\d+)", InterfaceKind.LOOPBACK),
    (r"(fxp|em|me|vme|re\d+:mgmt-)\d*", InterfaceKind.MANAGEMENT),
    (r"(ae|reth)\d+", InterfaceKind.LAG),
    (r"(st|gr|ip|lt|vt|fti|gre|ipip|mt)\d*(-.*)?", InterfaceKind.TUNNEL),
    (r"(irb|vlan)", InterfaceKind.VLAN),
    (r"(ge|xe|et|fe|so|t1|t3|e1|e3|at|mge|fte|dl|pp)-?\d+.*", InterfaceKind.PHYSICAL),
)
OPTIONS = ("gigether-options", "ether-options", "fastether-options")
"""What holds the settings of the Ethernet of a port, by platform."""
VIRTUAL = ("irb", "vlan", "lo0")
"""Ports that are there only for their units, so they become interfaces only when something is said of them."""
SPEEDS = {"fe": 10**8, "ge": 10**9, "xe": 10**10}
HEADER = 14
"""Bytes of the Ethernet header, which the MTU of a port counts and ours does not; 4 more with tags."""


def kind_of(name: str) -> InterfaceKind:
    """What a port is, by its name.

    >>> kind_of("ge-0/0/1").value, kind_of("ae0").value, kind_of("irb").value, kind_of("fxp0").value
    ('physical', 'lag', 'vlan', 'management')
    """
    return next((kind for pattern, kind in KINDS if re.fullmatch(pattern, name)), InterfaceKind.OTHER)


def read_interfaces(line: Line, draft: Draft) -> None:
    """All ports with their units."""
    assert isinstance(line, Statement)
    for port in line.each():
        if port.word in ("interface-range", "interface-set", "traceoptions", "apply-groups", "apply-groups-except", "stack-member"):
            continue
        _port(port, draft)
        for unit in port.below("unit"):
            if unit.word.isascii() and unit.word.isdigit():
                _unit(port, unit, draft)


def _port(port: Statement, draft: Draft) -> None:
    own = [child.word for child in port.each() if child.word != "unit"]
    port.modelled()
    if port.word in VIRTUAL and not own:
        return
    kind = InterfaceKind.OTHER if port.word in ("irb", "vlan") else kind_of(port.word)
    tagged = port.flag("vlan-tagging") | port.flag("flexible-vlan-tagging") | port.flag("stacked-vlan-tagging")
    mtu = port.whole("mtu")
    for holder in (*OPTIONS, "aggregated-ether-options"):
        if (options := port.get(holder)) is not None:
            options.modelled()
    aggregates = [lag for holder in OPTIONS for lag in port.below(holder, "802.3ad")]
    for lag in aggregates:
        lag.modelled()
    redundant = [name for holder in OPTIONS
                 if (name := port.value(holder, "redundant-parent"))]  # fmt: skip
    draft.interfaces[port.word] = Interface(
        port.word, kind, enabled=not port.flag("disable"), description=port.value("description"),
        mtu=mtu - HEADER - 4 * tagged if mtu else None,
        speed=_speed(port.value("speed") or port.value("link-speed")) or (SPEEDS.get(port.word[:2]) if "-" in port.word else None),
        lag=next((lag.word for lag in aggregates), next(iter(redundant), "")), source=draft.source(port),
    )  # fmt: skip


def _speed(text: str) -> int | None:
    """Bits per second of `100m`, `10g`.

    >>> _speed("100m"), _speed("10g"), _speed("auto")
    (100000000, 10000000000, None)
    """
    found = re.fullmatch(r"(\d{1,12})([kmg]?)(bps)?", text, re.ASCII)
    return int(found[1]) * {"": 1, "k": 1000, "m": 10**6, "g": 10**9}[found[2]] if found else None


def _unit(port: Statement, unit: Statement, draft: Draft) -> None:
    name = f"{port.word}.{unit.word}"
    unit.modelled()
    kind = kind_of(port.word)
    four, six = unit.get("family", "inet"), unit.get("family", "inet6")
    layer2 = unit.get("family", "ethernet-switching") or unit.get("family", "bridge")
    addresses: list[Address] = []
    groups: list[Fhrp] = []
    for family in (four, six):
        if family is not None:
            family.modelled()
            _addresses(family, addresses, groups, draft)
    mtu = next((mtu for family in (four, six) if family is not None and (mtu := family.whole("mtu"))), None)
    draft.interfaces[name] = Interface(
        name,
        InterfaceKind.SUBINTERFACE if kind in (InterfaceKind.PHYSICAL, InterfaceKind.LAG) else kind,
        enabled=not unit.flag("disable"),
        description=unit.value("description"),
        vrf=MGMT_VRF if name == "fxp0.0" and "management-instance" in draft.scratch else DEFAULT_VRF,
        addresses=tuple(addresses),
        dhcp=any(family is not None and (family.flag("dhcp") | family.flag("dhcp-client") | family.flag("dhcpv6-client"))
                 for family in (four, six)),
        unnumbered_from=(four.value("unnumbered-address") if four else "") or (six.value("unnumbered-address") if six else ""),
        mtu=mtu,
        bandwidth=_speed(unit.value("bandwidth")),
        switchport=switchport(layer2, port, name, draft) if layer2 else None,
        parent=port.word,
        encapsulation_vlan=unit.whole("vlan-id") if kind is not InterfaceKind.VLAN else None,
        vlan=routed_of(draft).get(name) if kind is InterfaceKind.VLAN else None,
        fhrp=tuple(groups),
        acl_in=_filter(four, "input"),
        acl_out=_filter(four, "output"),
        acl6_in=_filter(six, "input"),
        acl6_out=_filter(six, "output"),
        source=draft.source(unit),
    )  # fmt: skip
    read_iso(unit, name, draft)


def _filter(family: Statement | None, direction: str) -> str:
    """The filter of one direction; those of a list are named one after the other, and joined in `finish`."""
    if family is None:
        return ""
    return family.value("filter", direction) or " ".join(family.all("filter", f"{direction}-list"))


def _addresses(family: Statement, addresses: list[Address], groups: list[Fhrp], draft: Draft) -> None:
    """The addresses of a family. The primary one is first, the others are secondary; OSPF runs on all of them."""
    stated: list[tuple[bool, Statement, IPv4Interface | IPv6Interface]] = []
    for statement in family.below("address"):
        try:
            ip = ip_interface(statement.word)
        except ValueError:
            continue
        statement.modelled()
        stated.append((statement.flag("primary") | statement.flag("preferred"), statement, ip))
        groups.extend(group for kind in ("vrrp-group", "vrrp-inet6-group") for each in statement.below(kind)
                      if (group := _vrrp(each, draft)))  # fmt: skip
        anycast = [found for each in statement.below("virtual-gateway-address") if (found := _ip(each)) is not None]
        if anycast:
            groups.append(Fhrp(FhrpKind.ANYCAST, 0, tuple(anycast), source=draft.source(statement)))
    stated.sort(key=lambda entry: not entry[0])
    for at, (_, statement, ip) in enumerate(stated):
        addresses.append(Address(ip, secondary=at > 0 and ip.version == 4, source=draft.source(statement)))


def _vrrp(group: Statement, draft: Draft) -> Fhrp | None:
    if not (group.word.isascii() and group.word.isdigit() and len(group.word) < 4):
        return None
    group.modelled()
    keys = ("virtual-address", "virtual-inet6-address", "virtual-link-local-address")
    virtual = tuple(ip for key in keys for each in group.below(key) if (ip := _ip(each)) is not None)
    priority = group.whole("priority")
    group.flag("preempt")
    return Fhrp(FhrpKind.VRRP, int(group.word), virtual, 100 if priority is None else priority, not group.flag("no-preempt"),
                draft.source(group))  # fmt: skip


def _ip(statement: Statement) -> IPv4Address | IPv6Address | None:
    try:
        ip = ip_address(statement.word)
    except ValueError:
        return None
    statement.modelled()
    return ip


def edit(draft: Draft, name: str, **values: object) -> bool:
    """Replace fields of an interface; False when there is no such one. `xe-0/0/0` in a protocol means its unit 0."""
    name = full_name(name)
    if name not in draft.interfaces:
        return False
    draft.interfaces[name] = replace(draft.interfaces[name], **values)  # type: ignore[arg-type]  # the fields differ in kind
    return True
