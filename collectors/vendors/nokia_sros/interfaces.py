"""Router interfaces, of the base router and of services: addresses over a port, a SAP, or nothing."""

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Interface, IPv6Address, IPv6Interface, ip_interface

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.nokia_sros.ports import split_port
from collectors.vendors.nokia_sros.words import address, all_read, doubt, listed, on, says
from models.interfaces import DEFAULT_VRF, Address, Fhrp, FhrpKind, Interface, InterfaceKind

SYSTEM = "system"
"""The loopback that every router has."""
UNTAGGED = 0
"""Frames without a tag go to the interface over a port, rather than to the port itself."""


def read_interfaces(router: Statement, vrf: str, draft: Draft) -> None:
    """All interfaces of a router instance."""
    for found in router.below("interface"):
        router.index["interface"].modelled()
        _interface(found, vrf, draft)


def port_of(name: str, vrf: str, draft: Draft) -> str:
    """The interface of a router instance by its name there; "" when there is none.

    Names are told apart by instance: one that another instance has too is followed by that of its VRF.
    """
    for known in (name, f"{name} ({vrf})"):
        if known in draft.interfaces and draft.interfaces[known].vrf == vrf and draft.interfaces[known].kind is not _PORT:
            return known
    return ""


_PORT = InterfaceKind.PHYSICAL


def _interface(at: Statement, vrf: str, draft: Draft) -> None:
    at.modelled()
    name = at.word if at.word not in draft.interfaces else f"{at.word} ({vrf})"
    loopback = bool(says(at, "loopback")) or (at.word == SYSTEM and vrf == DEFAULT_VRF)
    enabled = on(at)
    parent, tag, places = _below(at, draft)
    if parent == "":
        enabled = enabled and loopback
    addresses, groups, dhcp, borrowed = _addresses(at, draft)
    port = draft.interfaces.get(parent)
    known = Interface(
        name,
        InterfaceKind.LOOPBACK if loopback else InterfaceKind.SUBINTERFACE,
        enabled=enabled, description=at.value("description"), vrf=vrf, addresses=tuple(addresses), dhcp=dhcp,
        unnumbered_from=borrowed, mtu=at.whole("ip-mtu") or (port.mtu if port else None), speed=port.speed if port else None,
        parent=parent, encapsulation_vlan=tag, fhrp=tuple(groups), helpers=_helpers(at), source=draft.source(at),
    )  # fmt: skip
    draft.interfaces[name] = replace(known, **_filters(places))  # type: ignore[arg-type]  # four fields of one kind


def _below(at: Statement, draft: Draft) -> tuple[str, int | None, list[Statement]]:
    """The port or SAP below, its tag, and where filters may stand."""
    places = [at]
    if word := at.value("port"):
        port, tags = split_port(word)
        return port, _tag(tags, at, draft), places
    for sap in at.below("sap"):
        at.index["sap"].modelled()
        sap.modelled()
        port, tags = split_port(sap.word)
        places.append(sap)
        if not on(sap):
            return "", None, places
        return port, _tag(tags, sap, draft), places
    return "", None, places


def _tag(tags: str, at: Statement, draft: Draft) -> int | None:
    """The one tag of a port; two of them, and any of them, are outside the model."""
    if tags in ("", "0"):
        return UNTAGGED
    if tags.isascii() and tags.isdigit() and len(tags) < 5:
        return int(tags)
    doubt(draft, at, "double tags")
    return None


def _addresses(at: Statement, draft: Draft) -> tuple[list[Address], list[Fhrp], bool, str]:
    found: list[Address] = []
    groups: list[Fhrp] = []

    def add(text: str, line: Statement, secondary: bool = False) -> None:
        ip: IPv4Interface | IPv6Interface = ip_interface(text)
        found.append(Address(ip, secondary, draft.source(line)))

    four = at.get("ipv4")
    if four is not None:
        four.modelled()
        if (primary := four.get("primary")) is not None:
            stated = next(primary.below("address"), primary)  # both may stand on one line
            if (size := primary.whole("prefix-length") or stated.whole("prefix-length")) is not None:
                primary.modelled()
                add(f"{primary.value('address')}/{size}", primary)
        for other in four.below("secondary"):
            if (size := other.whole("prefix-length")) is not None:
                other.modelled()
                add(f"{other.word}/{size}", other, True)
        groups += _vrrp(four, draft)
    for kind in ("address", "secondary"):
        for stated in at.below(kind):
            if "/" in stated.word or stated.index:
                at.index[kind].modelled()
                stated.modelled()
                mask = next((inner.word for inner in stated.each()), "")
                stated.flag(mask)
                add(stated.word if "/" in stated.word else f"{stated.word}/{mask}", stated, kind == "secondary")
    groups += _vrrp(at, draft)
    if (six := at.get("ipv6")) is not None:
        six.modelled()
        for stated in six.below("address"):
            size = stated.whole("prefix-length")
            if size is not None or "/" in stated.word:
                stated.modelled()
                six.index["address"].modelled()
                add(stated.word if size is None else f"{stated.word}/{size}", stated)
        if (local := six.value("link-local-address", "address")) and address(local):
            six.flag("link-local-address")
            add(f"{local}/64", six.index["link-local-address"])
        groups += _vrrp(six, draft)
    dhcp = bool(four and says(four, "primary", "dhcp")) or at.flag("autoconfigure", "ipv4", "dhcp-client")
    borrowed = (four.value("unnumbered", "system") if four else "") or (four.value("unnumbered", "ip-int-name") if four else "")
    if four is not None and (unnumbered := four.get("unnumbered")):
        all_read(unnumbered)
        borrowed = borrowed if borrowed not in ("", "true") else SYSTEM
    if (unnumbered := at.get("unnumbered")) is not None:
        borrowed = next(iter(listed(unnumbered)), SYSTEM)
    return found, groups, dhcp, borrowed


def _vrrp(at: Statement, draft: Draft) -> list[Fhrp]:
    """`vrrp ID`. The owner of the address has priority 255; preemption is the default."""
    groups = []
    for group in at.below("vrrp"):
        if not (group.word.isascii() and group.word.isdigit() and len(group.word) < 4):
            continue
        at.index["vrrp"].modelled()
        group.modelled()
        backups = [ip for word in listed(group.get("backup")) if (ip := address(word)) is not None]
        owner = bool(says(group, "owner"))
        priority = group.whole("priority")
        preempt = says(group, "preempt")
        if on(group):
            strength = 255 if owner else 100 if priority is None else priority
            number = int(group.word)
            groups.append(Fhrp(FhrpKind.VRRP, number, tuple(backups), strength, preempt is not False, draft.source(group)))
    return groups


def _helpers(at: Statement) -> tuple[IPv4Address | IPv6Address, ...]:
    """The servers of a DHCP relay that is on."""
    found: list[IPv4Address | IPv6Address] = []
    for relay in (at.get("dhcp"), at.get("ipv4", "dhcp"), at.get("ipv6", "dhcp6-relay")):
        if relay is not None and on(relay, False):
            relay.modelled()
            found += [ip for word in listed(relay.get("server")) if (ip := address(word)) is not None]
    return tuple(found)


def _filters(places: list[Statement]) -> dict[str, str]:
    """`ingress filter ip NAME`, at the interface or its SAP."""
    found: dict[str, str] = {}
    for place in places:
        for way, side in (("ingress", "in"), ("egress", "out")):
            for family, field in (("ip", f"acl_{side}"), ("ipv6", f"acl6_{side}")):
                if name := place.value(way, "filter", family):
                    place.flag(way)
                    place.flag(way, "filter")
                    found[field] = list_name(name, family)
    return found


def list_name(name: str, family: str) -> str:
    """Filters of IPv4 and IPv6 may have the same name.

    >>> list_name("10", "ip"), list_name("10", "ipv6")
    ('10', 'ipv6 10')
    """
    return name if family == "ip" else f"{family} {name}"
