"""Interfaces: ports, VLANs, aggregates, switches, loopbacks and tunnels, with their addresses; zones and virtual-domain links."""

import re
from dataclasses import replace
from ipaddress import IPv4Interface, IPv6Interface, ip_address

from collectors.draft import Draft
from collectors.vendors.fortinet.blocks import Block, attempt, each, whole
from collectors.vendors.fortinet.names import edit, own, port, vrf_of
from models.interfaces import Address, Fhrp, FhrpKind, InterfaceKind
from models.services import INTERNAL, Neighbour
from models.values import interface_address

KINDS = {
    "physical": InterfaceKind.PHYSICAL, "vlan": InterfaceKind.SUBINTERFACE, "aggregate": InterfaceKind.LAG,
    "redundant": InterfaceKind.LAG, "loopback": InterfaceKind.LOOPBACK, "tunnel": InterfaceKind.TUNNEL,
    "switch": InterfaceKind.LAG, "hard-switch": InterfaceKind.LAG, "vdom-link": InterfaceKind.OTHER,
    "vap-switch": InterfaceKind.OTHER, "vxlan": InterfaceKind.OTHER, "emac-vlan": InterfaceKind.OTHER,
    "wl-mesh": InterfaceKind.OTHER, "geneve": InterfaceKind.TUNNEL, "fctrl-trunk": InterfaceKind.LAG, "hdlc": InterfaceKind.OTHER,
    "fext-wan": InterfaceKind.OTHER, "vdom-link6": InterfaceKind.OTHER, "ssl": InterfaceKind.TUNNEL,
}  # fmt: skip
"""A switch joins its member ports as an aggregate does: one port for whatever is above it, and no loop through it."""
_BUILT_IN = re.compile(r"npu\d+_vlink")
"""Links between virtual domains that the hardware has by itself."""
_SPEEDS = {"auto": None, "": None}


def read_interfaces(block: Block, draft: Draft) -> None:
    """`config system interface`."""
    each(block, _interface, draft)


def _interface(entry: Block, draft: Draft) -> None:
    vlan = entry.known("vlanid")
    parent = entry.word("interface")
    kind = _kind(entry, vlan)
    address = _address(entry)
    dhcp = entry.word("mode", "static") in ("dhcp", "pppoe")
    secondary = entry.is_on("secondary-IP")
    override = entry.is_on("mtu-override")
    mtu = entry.known("mtu")
    members = tuple(entry.values("member"))
    if entry.word("type") in ("aggregate", "redundant"):
        _aggregates(draft).add(entry.name)
    relays = [ip_address(text) for text in entry.values("dhcp-relay-ip")]
    entry.word("dhcp-relay-type", "regular")
    relayed = entry.is_on("dhcp-relay-service")
    draft.interfaces[entry.name] = replace(
        port(draft, entry.name),
        kind=kind,
        enabled=entry.word("status", "up") == "up",
        description=_description(entry),
        vrf=vrf_of(draft, entry.word("vdom", entry.vdom), entry.amount("vrf", 0), draft.source(entry)),
        addresses=(Address(address, source=draft.source(entry.sets["ip"])),) if address and not dhcp else (),
        dhcp=dhcp,
        mtu=mtu if override else None,
        speed=_speed(entry.word("speed")),
        parent=parent if kind is InterfaceKind.SUBINTERFACE else "",
        encapsulation_vlan=vlan if kind is InterfaceKind.SUBINTERFACE else None,
        helpers=tuple(relays) if relayed else (),
        source_check=entry.is_on("src-check", True),
        source=draft.source(entry),
    )
    for member in members:
        draft.interfaces[member] = replace(port(draft, member), lag=entry.name)
    for table in entry.tables("secondaryip"):
        each(table, lambda more, draft: _secondary(more, entry.name, secondary, draft), draft)
        table.done()
    for table in entry.tables("ipv6"):
        attempt(table, lambda more, draft: _six(more, entry.name, draft), draft)
    for table in entry.tables("vrrp"):
        each(table, lambda more, draft: _vrrp(more, entry.name, draft), draft)
        table.done()


def _aggregates(draft: Draft) -> set[str]:
    known = draft.scratch.setdefault("aggregates", set())
    assert isinstance(known, set)
    return known


def _kind(entry: Block, vlan: int | None) -> InterfaceKind:
    """`type` is not shown for a VLAN, whose default it is."""
    kind = entry.word("type", "vlan" if vlan else "physical")
    if kind not in KINDS:
        raise ValueError(f"no type of interface: {kind}")
    if entry.word("dedicated-to") == "management" and KINDS[kind] is InterfaceKind.PHYSICAL:
        return InterfaceKind.MANAGEMENT
    return KINDS[kind]


def _description(entry: Block) -> str:
    """What people call it: the alias, which the web interface shows instead of the name, or the description."""
    alias, description = entry.word("alias"), entry.word("description")
    return description or alias


def _address(entry: Block) -> IPv4Interface | None:
    """The address of a port. Of a tunnel the subnet is that of the far end, whose mask says how long it is."""
    found = address_of(entry.values("ip"))
    remote = entry.values("remote-ip")
    if found is not None and found.network.prefixlen == 32 and len(remote) == 2:
        far = interface_address(*remote)
        return IPv4Interface((found.ip, far.network.prefixlen)) if int(far.ip) and found.ip in far.network else found
    return found


def address_of(words: list[str]) -> IPv4Interface | None:
    """An address with its mask beside it or as a length; None for 0.0.0.0. Raises ValueError.

    >>> address_of(["10.0.0.1", "255.255.255.0"]), address_of(["0.0.0.0", "0.0.0.0"])
    (IPv4Interface('10.0.0.1/24'), None)
    """
    if not words:
        return None
    found = interface_address(words[0], words[1]) if len(words) == 2 else IPv4Interface(words[0]) if len(words) == 1 else None
    if found is None:
        raise ValueError("not an address")
    return None if int(found.ip) == 0 else found


def _speed(word: str) -> int | None:
    """Bits per second of a fixed speed.

    >>> _speed("1000full"), _speed("100Gfull"), _speed("auto")
    (1000000000, 100000000000, None)
    """
    if word in _SPEEDS:
        return _SPEEDS[word]
    digits = word[: len(word) - len(word.lstrip("0123456789"))]
    return whole(digits) * (10**9 if word[len(digits) :].startswith("G") else 10**6)


def _secondary(entry: Block, name: str, enabled: bool, draft: Draft) -> None:
    """`config secondaryip`; its addresses count while `secondary-IP` is on."""
    address = address_of(entry.values("ip"))
    if address is None:
        raise ValueError("a secondary address is missing")
    if enabled:
        more = Address(address, secondary=True, source=draft.source(entry.sets["ip"]))
        edit(draft, name, addresses=(*port(draft, name).addresses, more))


def _six(block: Block, name: str, draft: Draft) -> None:
    """`config ipv6` of an interface."""
    found = []
    if (word := block.word("ip6-address", "::/0")) != "::/0":
        found.append(Address(IPv6Interface(word), source=draft.source(block.sets["ip6-address"])))
    mode = block.word("ip6-mode", "static")
    for table in block.tables("ip6-extra-addr"):
        for entry in table.entries():
            found.append(Address(IPv6Interface(entry.name), secondary=True, source=draft.source(entry)))
            entry.done()
        table.done()
    relays = tuple(ip_address(text) for text in block.values("dhcp6-relay-ip"))
    relayed = block.is_on("dhcp6-relay-service")
    interface = port(draft, name)
    edit(
        draft, name, addresses=(*interface.addresses, *found), dhcp=interface.dhcp or mode != "static",
        helpers=(*interface.helpers, *(relays if relayed else ())),
    )  # fmt: skip


def _vrrp(entry: Block, name: str, draft: Draft) -> None:
    """`config vrrp`: one group of addresses."""
    address = ip_address(entry.word("vrip"))
    group = Fhrp(
        FhrpKind.VRRP,
        whole(entry.name),
        (address,),
        entry.amount("priority", 100),
        entry.is_on("preempt", True),
        draft.source(entry),
    )
    if entry.is_on("status", True):
        edit(draft, name, fhrp=(*port(draft, name).fhrp, group))


def read_switches(block: Block, draft: Draft) -> None:
    """`config system switch-interface`: ports that are one software switch."""

    def switch(entry: Block, draft: Draft) -> None:
        entry.word("vdom")
        entry.word("type")
        for member in entry.values("member"):
            draft.interfaces[member] = replace(port(draft, member), lag=entry.name)

    each(block, switch, draft)


def read_virtual_switches(block: Block, draft: Draft) -> None:
    """`config system virtual-switch`: ports that are one hardware switch."""

    def switch(entry: Block, draft: Draft) -> None:
        entry.word("physical-switch")
        for table in entry.tables("port"):
            each(table, lambda member, draft: _member(member, entry.name, draft), draft)
            table.done()

    each(block, switch, draft)


def _member(entry: Block, switch: str, draft: Draft) -> None:
    draft.interfaces[entry.name] = replace(
        port(draft, entry.name),
        lag=switch,
        enabled=entry.word("status", "up") == "up",
        speed=_speed(entry.word("speed")),
        description=entry.word("alias"),
        source=draft.source(entry),
    )


def read_zones(block: Block, draft: Draft) -> None:
    """`config system zone`: ports that policies treat alike."""

    def zone(entry: Block, draft: Draft) -> None:
        name = own(entry.vdom, entry.name)
        inside = entry.word("intrazone", "deny")
        if inside not in ("allow", "deny"):
            raise ValueError("intrazone is neither allow nor deny")
        zones = draft.scratch.setdefault("zones", {})
        assert isinstance(zones, dict)
        zones[name] = (tuple(entry.values("interface")), inside == "allow", entry)

    each(block, zone, draft)


def _links(draft: Draft) -> set[str]:
    known = draft.scratch.setdefault("links", set())
    assert isinstance(known, set)
    return known


def read_links(block: Block, draft: Draft) -> None:
    """`config system vdom-link`: two interfaces, wired to each other inside the device."""

    def link(entry: Block, draft: Draft) -> None:
        _links(draft).add(entry.name)
        for end in (f"{entry.name}0", f"{entry.name}1"):
            port(draft, end)

    each(block, link, draft)


def with_wires(draft: Draft) -> None:
    """The two ends of each link between virtual domains are wired to each other."""
    for name in list(draft.interfaces):
        other = f"{name[:-1]}1"
        if name.endswith("0") and other in draft.interfaces and (name[:-1] in _links(draft) or _BUILT_IN.fullmatch(name[:-1])):
            for one, far in ((name, other), (other, name)):
                source = draft.interfaces[one].source
                draft.neighbours.append(Neighbour(one, draft.hostname, far, INTERNAL, source=source))


def canonical_name(text: str) -> str:
    """Names are as people wrote them; only quotes are not part of them."""
    return text.strip().strip('"')


def with_parents(draft: Draft) -> None:
    """The ports below VLANs that no line defines are ports all the same. An aggregate without members is never up."""
    for name in _aggregates(draft) - {interface.lag for interface in draft.interfaces.values()}:
        edit(draft, name, enabled=False)
    for interface in list(draft.interfaces.values()):
        if interface.parent:
            port(draft, interface.parent)
