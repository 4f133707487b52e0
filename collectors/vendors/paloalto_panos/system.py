"""The device itself: its name, its port of management, users, and the services that it uses."""

from functools import partial
from ipaddress import IPv4Interface, IPv4Network, IPv6Interface, IPv6Network, ip_address

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.paloalto_panos.names import MANAGEMENT, PLANE
from collectors.vendors.paloalto_panos.places import each
from models.interfaces import Address, Interface, InterfaceKind, Vrf
from models.routing import StaticRoute
from models.services import Service, User
from models.source import Status
from models.values import mask_length


def read_system(system: Statement, draft: Draft) -> None:
    """`deviceconfig system`."""
    draft.hostname = system.value("hostname")
    draft.domain = system.value("domain")
    _management(system, draft)
    for one in ("primary", "secondary"):
        for path, kind in (
            (("dns-setting", "servers", one), "dns"),
            (("ntp-servers", f"{one}-ntp-server", "ntp-server-address"), "ntp"),
        ):
            if target := system.value(*path):
                _use(draft, system.get(*path), kind, target)
    for old, kind in (("dns-primary", "dns"), ("dns-secondary", "dns"), ("ntp-server-1", "ntp"), ("ntp-server-2", "ntp")):
        if target := system.value(old):
            _use(draft, system.get(old), kind, target)
    snmp = system.get("snmp-setting", "access-setting", "version", "v2c")
    if snmp is not None and (community := snmp.value("snmp-community-string")):
        draft.services.add(Service("snmp", community, detail="v2c", source=draft.source(snmp)))
    each(system.get("snmp-setting", "access-setting", "version", "v3", "users"), _snmp_user, draft)


def _snmp_user(entry: Statement, draft: Draft) -> None:
    for word in ("view", "authpwd", "privpwd", "authproto", "privproto"):
        entry.value(word)
    draft.services.add(Service("snmp", entry.word, detail="v3", source=draft.source(entry)))


def _use(draft: Draft, line: Statement | None, kind: str, target: str, detail: str = "") -> None:
    """A service that the device asks by its port of management."""
    source = draft.source(line) if line is not None else draft.default()
    draft.services.add(Service(kind, target, PLANE, detail, source))


def _management(system: Statement, draft: Draft) -> None:
    """The port of management has a table of its own, apart from all virtual routers."""
    source = draft.source(system)
    addresses: list[Address] = []
    if text := system.value("ip-address"):
        mask = system.value("netmask")
        length = mask_length(mask) if mask else 32
        addresses.append(Address(IPv4Interface(f"{text}/{length}"), source=draft.source(system.get("ip-address") or system)))
    if text := system.value("ipv6-address"):
        addresses.append(Address(IPv6Interface(text), source=draft.source(system.get("ipv6-address") or system)))
    dhcp = system.get("type", "dhcp-client") is not None
    if (way := system.get("type")) is not None:
        way.mark(Status.MODELLED, "management port")
    draft.vrfs[PLANE] = Vrf(PLANE, source=source)
    draft.interfaces[MANAGEMENT] = Interface(
        MANAGEMENT, InterfaceKind.MANAGEMENT, vrf=PLANE, addresses=tuple(addresses), dhcp=dhcp, source=source
    )
    for option in ("default-gateway", "ipv6-default-gateway"):
        if text := system.value(option):
            hop = ip_address(text)
            prefix = IPv4Network((0, 0)) if hop.version == 4 else IPv6Network((0, 0))
            draft.statics.add(StaticRoute(prefix, hop, vrf=PLANE, source=draft.source(system.get(option) or system)))


def read_user(entry: Statement, draft: Draft) -> None:
    """One administrator. What role a custom profile is, is told by its name."""
    roles = [role for path in ("role-based", "") for role in entry.below("permissions", *filter(None, (path,)))]
    named = [role for role in roles if role.word != "role-based"]
    privilege = named[0].word if named else ""
    if privilege == "custom":
        privilege = entry.value("permissions", "role-based", "custom", "profile")
    for role in named:
        role.modelled()
        for value in role.each():
            value.modelled()
    for option in ("public-key", "authentication-profile", "password-profile", "client-certificate-only"):
        entry.value(option)
    draft.users.add(User(entry.word, privilege, entry.value("phash"), draft.source(entry)))


def read_profiles(top: Statement, draft: Draft) -> None:
    """Servers that log, traps and logins go to: `log-settings` and `server-profile` of a system or of all."""
    for path, kind in _PROFILES:
        each(top.get(*path), partial(_profile, kind=kind), draft)


def _profile(entry: Statement, draft: Draft, kind: str) -> None:
    for path in (("server",), ("servers",), ("version", "v2c", "server"), ("version", "v3", "server")):
        each(entry.get(*path), partial(_server, kind=kind), draft)


def _server(entry: Statement, draft: Draft, kind: str) -> None:
    target = next((value for word in ("server", "ip-address", "address", "host", "manager") if (value := entry.value(word))), "")
    if not target:
        raise ValueError("a server without an address")
    for word in ("transport", "format", "facility", "secret", "community", "version", "timeout", "protocol"):
        entry.value(word)
    draft.services.add(Service(kind, target, PLANE, entry.value("port"), draft.source(entry)))


_PROFILES = (
    (("log-settings", "syslog"), "syslog"), (("log-settings", "snmptrap"), "snmp-trap"),
    (("server-profile", "radius"), "radius"), (("server-profile", "tacplus"), "tacacs"),
)  # fmt: skip
