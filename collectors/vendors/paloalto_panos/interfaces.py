"""Ports: Ethernet ports and aggregates with their units, loopbacks, tunnels and the routed ports of VLANs."""

from dataclasses import replace
from functools import partial
from ipaddress import IPv4Interface, IPv6Interface, ip_address, ip_interface

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.paloalto_panos.names import NO_ROUTER, edit, vrf_of
from collectors.vendors.paloalto_panos.objects import objects_of
from collectors.vendors.paloalto_panos.places import amount, attempt, yes
from models.interfaces import Address, Interface, InterfaceKind, Switchport
from models.source import Status

GROUPS = {
    "ethernet": InterfaceKind.PHYSICAL,
    "aggregate-ethernet": InterfaceKind.LAG,
    "vlan": InterfaceKind.VLAN,
    "loopback": InterfaceKind.LOOPBACK,
    "tunnel": InterfaceKind.TUNNEL,
}
"""What `network interface` has, and what ports of it are."""
MODES = ("layer3", "layer2", "virtual-wire", "tap", "ha", "decrypt-mirror", "log-card")
FORGOTTEN = ("interface-management-profile", "netflow-profile")
"""What a port has profiles for, which touch no packet that crosses it."""
_SPEEDS = {"10": 10**7, "100": 10**8, "1000": 10**9, "2500": 25 * 10**8, "5000": 5 * 10**9, "10000": 10**10,
           "25000": 25 * 10**9, "40000": 4 * 10**10, "100000": 10**11}  # fmt: skip


def read_interfaces(top: Statement, draft: Draft) -> None:
    """`network interface`."""
    for group in top.each():
        kind = GROUPS.get(group.word)
        if kind is None:
            continue
        group.modelled()
        if kind in (InterfaceKind.PHYSICAL, InterfaceKind.LAG):
            for port in group.each():
                attempt(port, partial(_port, kind=kind), draft)
            continue
        for unit in group.below("units"):
            attempt(unit, partial(_unit, kind=kind), draft)
        if units := group.get("units"):
            units.modelled()
        if any(word != "units" for word in group.index):
            attempt(group, partial(_unit, kind=kind), draft)


def _unit(unit: Statement, draft: Draft, kind: InterfaceKind, parent: str = "") -> None:
    _routed(unit, unit, unit.word, kind, parent, draft)


def _port(port: Statement, draft: Draft, kind: InterfaceKind) -> None:
    name = port.word
    state, speed, group = port.value("link-state") or "auto", port.value("link-speed"), port.value("aggregate-group")
    port.value("link-duplex")
    port.value("lacp", "port-priority")
    if state not in ("auto", "up", "down"):
        raise ValueError("no state of a link")
    mode = next((mode for mode in MODES if port.get(mode) is not None), "")
    inner = port.get(mode) if mode else None
    _routed(port, inner if mode == "layer3" and inner is not None else port, name, kind, "", draft)
    own = {"lag": group, "enabled": state != "down", "speed": _SPEEDS.get(speed)}
    if mode == "layer2":
        own["switchport"] = Switchport("access")
    edit(draft, name, **own)
    if inner is None:
        return
    inner.modelled()
    _lacp(inner)
    for unit in inner.below("units"):
        attempt(unit, partial(_unit, kind=InterfaceKind.SUBINTERFACE, parent=name), draft)
    if (units := inner.get("units")) is not None:
        units.modelled()


def _lacp(inner: Statement) -> None:
    """How an aggregate is negotiated; that its far end takes part is not told by any config."""
    for word in ("enable", "mode", "transmission-rate", "fast-failover", "system-priority", "max-ports"):
        inner.value("lacp", word)


def _routed(line: Statement, at: Statement, name: str, kind: InterfaceKind, parent: str, draft: Draft) -> None:
    """A port with its addresses; `at` holds them, `line` is where the port is defined."""
    addresses = [address for word in at.below("ip") if (address := _address(word, draft))]
    six = [address for word in at.below("ipv6", "address") if (address := _address(word, draft))]
    addresses += six if yes(at, "ipv6", "enabled") else []
    for word in FORGOTTEN:
        at.value(word)
    tag = amount(at, "tag")
    dhcp = at.get("dhcp-client") is not None and yes(at, "dhcp-client", "enable", default=True)
    dhcp = dhcp or (at.get("pppoe") is not None and yes(at, "pppoe", "enable", default=True))
    for option in ("create-default-route", "default-route-metric"):
        at.value("dhcp-client", option)
    draft.interfaces[name] = Interface(
        name,
        kind,
        description=line.value("comment"),
        vrf=NO_ROUTER,
        addresses=tuple(addresses),
        dhcp=dhcp,
        mtu=amount(at, "mtu"),
        parent=parent,
        encapsulation_vlan=tag or None,
        source=draft.source(line),
    )


def _address(word: Statement, draft: Draft) -> Address | None:
    """An address that a port has, stated or by the name of an object. One that is not to be had stays unread."""
    text = word.word
    if word.get("enable-on-interface") is not None and not yes(word, "enable-on-interface"):
        return None
    if word.get("prefix") is not None:
        raise ValueError("an address of a prefix and an interface id")
    for vsys in ("vsys1", "shared"):
        found = objects_of(draft, vsys).literals.get(text)
        text = found or text
    interface: IPv4Interface | IPv6Interface = ip_interface(text)
    word.modelled()
    return Address(interface, source=draft.source(word))


def with_tables(top: Statement, draft: Draft) -> None:
    """Which ports each virtual router has."""
    for router in top.below("virtual-router"):
        vrf = vrf_of(draft, router.word, router)
        for name in router.all("interface"):
            edit(draft, name, vrf=vrf)
        if (names := router.get("interface")) is not None:
            names.modelled()
        router.modelled()
    if any(port.vrf == NO_ROUTER for port in draft.interfaces.values()):
        vrf_of(draft, NO_ROUTER)
        draft.vrfs[NO_ROUTER] = replace(draft.vrfs[NO_ROUTER], forwards=False)


def read_relays(network: Statement, draft: Draft) -> None:
    """`network dhcp interface NAME relay`: what a port hands on to the DHCP servers of others."""
    for port in network.below("dhcp", "interface"):
        attempt(port, _relay, draft)


def _relay(port: Statement, draft: Draft) -> None:
    if port.get("server") is not None:
        raise ValueError("a DHCP server of its own")
    helpers = []
    for family in ("ip", "ipv6"):
        servers = port.all("relay", family, "server")
        if servers and yes(port, "relay", family, "enabled", default=True):
            helpers += [ip_address(server) for server in servers]
        for path in (("relay",), ("relay", family), ("relay", family, "server")):
            if (at := port.get(*path)) is not None:
                at.modelled()
    edit(draft, port.word, helpers=tuple(helpers))


def leave_bridges(network: Statement) -> None:
    """VLANs and virtual wires join ports below the routers, which the model does not have: empty ones say nothing."""
    for word in ("vlan", "virtual-wire"):
        if (table := network.get(word)) is not None and not table.index:
            table.mark(Status.MODELLED, "empty table")
