"""Who the device is, who may log in, and the services that it uses; those are behind the port that the line names."""

import re
from dataclasses import replace
from ipaddress import ip_address

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.services import add_service, read_domain, shown
from collectors.tree import Line
from collectors.vendors.cisco_asa.names import ports_by_zone, table_of
from collectors.vendors.cisco_asa.objects import objects
from models.interfaces import DEFAULT_VRF
from models.services import User
from models.source import Status

_RELEASE = re.compile(r"\d+\.\d+\S*")


def _header(line: Line, draft: Draft) -> None:
    """`: Hardware: ASA5515, …`, `: Serial Number: …`, `: Saved`: what stands above a config."""
    match line.words:
        case [":", "Hardware:", model, *_]:
            draft.model = model.rstrip(",")
        case [":", "PID:", model, *_] if not draft.model:
            draft.model = model.rstrip(",")
        case [":", "Serial", "Number:", serial]:
            if serial not in draft.serials:
                draft.serials.append(serial)
        case _:
            line.status, line.feature = Status.IGNORED, "header of the capture"
            return
    line.modelled()


def _identity(line: Line, draft: Draft) -> None:
    match line.words:
        case ["hostname", name]:
            draft.hostname = name
        case ["domain-name", name]:
            draft.domain = name
            add_service("domain", name, line, draft)
        case ["ASA", "Version", version, *_] if _RELEASE.match(version):
            draft.version = version
        case _:
            return
    line.modelled()


def _vrf(draft: Draft, zone: str) -> str:
    found = table_of(draft, zone)
    return "" if found == DEFAULT_VRF else found


def _dns(line: Line, draft: Draft) -> None:
    """`dns server-group NAME` with its servers; each may name the port that leads to it."""
    match line.words:
        case ["dns", "server-group", name]:
            line.modelled()
        case _:
            return
    for child in line.children:
        match child.words:
            case ["name-server", *targets] if targets:
                zone = targets[-1] if targets[-1] in ports_by_zone(draft) else ""
                for target in targets[:-1] if zone else targets:
                    add_service("dns", str(ip_address(objects(draft).address(target))), child, draft, _vrf(draft, zone))
            case ["domain-name", domain]:
                add_service("domain", domain, child, draft, "", name)
            case [word, *_] if word in ("timeout", "retries", "poll-timer", "expire-entry-timer"):
                child.status, child.feature = Status.IGNORED, "DNS timers"


def _ntp(line: Line, draft: Draft) -> None:
    match line.words:
        case ["ntp", "server", target, *options]:
            zone = options[options.index("source") + 1] if "source" in options[:-1] else ""
            detail = "prefer" if "prefer" in options else ""
            add_service("ntp", objects(draft).address(target), line, draft, _vrf(draft, zone), detail)


def _logging(line: Line, draft: Draft) -> None:
    match line.words:
        case ["logging", "host", zone, target, *options]:
            add_service("syslog", objects(draft).address(target), line, draft, _vrf(draft, zone), " ".join(options))


def _snmp(line: Line, draft: Draft) -> None:
    match line.words:
        case ["snmp-server", "community", *_, community]:
            add_service("snmp", shown(community), line, draft)
        case ["snmp-server", "host", zone, target, *options]:
            version = options[options.index("version") + 1] if "version" in options[:-1] else ""
            secret = options[options.index("community") + 1 :][:2] if "community" in options[:-1] else []
            hidden = [shown(word) for word in secret if word not in ("0", "8", "version")][:1]
            detail = " ".join([*(["version", version] if version else []), *hidden])
            add_service("snmp-trap", objects(draft).address(target), line, draft, _vrf(draft, zone), detail)
        case ["snmp-server", "user", user, *_]:
            add_service("snmp", user, line, draft, "", "user")


def _aaa_server(line: Line, draft: Draft) -> None:
    """`aaa-server NAME protocol tacacs+` and `aaa-server NAME (inside) host 10.0.0.1 [key]`, of two protocols."""
    kinds: dict[str, str] = draft.scratch.setdefault("aaa protocols", {})  # type: ignore[assignment]  # only this reader uses the key
    match line.words:
        case ["aaa-server", name, "protocol", protocol]:
            kinds[name] = protocol.rstrip("+")
            line.modelled()
        case ["aaa-server", name, place, "host", target, *_] if place.startswith("("):
            _server(line, kinds.get(name, ""), objects(draft).address(target), _vrf(draft, place.strip("()")), draft)
        case ["aaa-server", name, "host", target, *_]:
            _server(line, kinds.get(name, ""), objects(draft).address(target), "", draft)
        case _:
            return
    for child in line.children:
        child.status, child.feature = Status.IGNORED, "AAA server options"


def _server(line: Line, kind: str, target: str, vrf: str, draft: Draft) -> None:
    if kind in ("tacacs", "radius"):
        add_service(kind, target, line, draft, vrf)
    else:
        line.status, line.feature = Status.NOT_MODELLED, "authentication"


def _user(line: Line, draft: Draft) -> None:
    """`username NAME password HASH pbkdf2 privilege 15`; a password may stand on a second line of the same user."""
    match line.words:
        case ["username", name, "attributes"]:
            line.status, line.feature = Status.IGNORED, "user login options"
            for child in line.walk():
                child.status, child.feature = Status.IGNORED, "user login options"
            return
        case ["username", name, "password", secret, *rest]:
            hidden = shown(secret)
        case ["username", name, "nopassword", *rest]:
            hidden = ""
        case ["username", name, "privilege", _] as words:
            hidden, rest = "", words[2:]
        case _:
            return
    privilege = rest[rest.index("privilege") + 1] if "privilege" in rest[:-1] else ""
    earlier = next((user for user in draft.users if user.name == name), None)
    if earlier is not None:
        draft.users.discard(earlier)
        privilege, hidden = privilege or earlier.privilege, hidden or earlier.secret
    draft.users.add(User(name, privilege, hidden, draft.source(line)))
    line.modelled()


def _dhcp(line: Line, draft: Draft) -> None:
    """`dhcpd address FIRST-LAST inside`: a pool."""
    match line.words:
        case ["dhcpd", "address", spanned, zone]:
            add_service("dhcp-pool", spanned, line, draft, _vrf(draft, zone), zone)


def _relay(line: Line, draft: Draft) -> None:
    """`dhcprelay server 10.0.0.1 outside` and `dhcprelay enable inside`."""
    held: dict[str, list[str]] = draft.scratch.setdefault("dhcp relay", {"server": [], "enable": []})  # type: ignore[assignment]  # ours
    match line.words:
        case ["dhcprelay", "server", target, _]:
            held["server"].append(str(ip_address(objects(draft).address(target))))
        case ["dhcprelay", "enable", zone] if zone in ports_by_zone(draft):
            held["enable"].append(zone)
        case _:
            return
    line.modelled()


def finish_services(draft: Draft) -> None:
    """Ports that relay, with all servers."""
    held: dict[str, list[str]] = draft.scratch.get("dhcp relay", {})  # type: ignore[assignment]  # see above
    for zone in held.get("enable", ()):
        port = draft.interfaces[ports_by_zone(draft)[zone]]
        draft.interfaces[port.name] = replace(port, helpers=tuple(ip_address(target) for target in held["server"]))


SERVICE_READERS: dict[str, tuple[str, Reader]] = {
    ":": ("identity", _header),
    "hostname": ("identity", _identity),
    "domain-name": ("identity", _identity),
    "ASA Version": ("identity", _identity),
    "dns": ("DNS", _dns),
    "dns domain": ("DNS", read_domain),
    "ntp": ("NTP", _ntp),
    "logging": ("logging", _logging),
    "snmp-server": ("SNMP", _snmp),
    "aaa-server": ("AAA servers", _aaa_server),
    "username": ("user", _user),
    "dhcpd": ("DHCP server", _dhcp),
    "dhcprelay": ("DHCP relay", _relay),
}
