"""What an ArubaOS-Switch device says of itself, the services that it uses, and its users."""

import re
from ipaddress import ip_address

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.management import read_aaa_server
from collectors.ioslike.services import add_service, read_ntp, shown
from collectors.tree import Line
from models.services import User
from models.source import Status

HEADER = "; header"
_CREATED = re.compile(r";\s*(?P<model>\S+)\s+Configuration Editor;\s*Created on release\s*#?(?P<version>\S+)")


def _header(line: Line, draft: Draft) -> None:
    """`; J9773A Configuration Editor; Created on release #YA.16.04.0008`."""
    if found := _CREATED.fullmatch(line.text):
        draft.model, draft.version = found["model"], found["version"]
        line.modelled()


def _hostname(line: Line, draft: Draft) -> None:
    match line.words:
        case ["hostname", name]:
            draft.hostname = name
            line.modelled()


def _sntp(line: Line, draft: Draft) -> None:
    """`sntp server [priority 1] A [version]`."""
    match line.words:
        case ["sntp", "server", "priority", _, target, *_] | ["sntp", "server", target, *_]:
            add_service("ntp", str(ip_address(target)), line, draft)


def _ntp(line: Line, draft: Draft) -> None:
    if line.words[:2] == ["ntp", "server"] and len(line.words) > 2:
        read_ntp(line, draft)


def _dns(line: Line, draft: Draft) -> None:
    """`ip dns server-address priority 1 A`, `ip dns domain-name "X"`."""
    match line.words:
        case ["ip", "dns", "server-address", "priority", _, target, *_] | ["ip", "dns", "server-address", target]:
            add_service("dns", str(ip_address(target)), line, draft)
        case ["ip", "dns", "domain-name", domain]:
            draft.domain = domain
            add_service("domain", domain, line, draft)


def _logging(line: Line, draft: Draft) -> None:
    """`logging A [udp 514] [control-descr "TEXT"]`."""
    match line.words:
        case ["logging", target, *options] if "." in target or ":" in target:
            carried = options[:2] if options[:1] in (["udp"], ["tcp"], ["tls"]) else []
            add_service("syslog", str(ip_address(target)), line, draft, "", " ".join(carried))


def _snmp(line: Line, draft: Draft) -> None:
    """`snmp-server community "X" [operator|manager] [unrestricted]`, `snmp-server host A community "X"`, `snmpv3 user`."""
    match line.words:
        case ["snmp-server", "community", community, *access]:
            add_service("snmp", shown(community), line, draft, "", " ".join(access))
        case ["snmp-server", "host", target, "community", community, *_] | ["snmp-server", "host", target, community]:
            add_service("snmp-trap", target, line, draft, "", shown(community))
        case ["snmpv3", "user", user, *_]:
            add_service("snmp", user, line, draft, "", "user")


def _password(line: Line, draft: Draft) -> None:
    """`password manager [user-name "X"] [sha1|sha256|plaintext "SECRET"]`."""
    match line.words:
        case ["password", "manager" | "operator" as role, "user-name", name, *held]:
            pass
        case ["password", "manager" | "operator" as role, *held]:
            name = role
        case _:
            return
    match held:
        case []:
            secret = ""
        case ["sha1" | "sha256" | "plaintext" | "encrypted-key", secret]:
            pass
        case _:
            return
    draft.users.add(User(name, role, shown(secret) if secret else "", draft.source(line)))
    line.modelled()


def _managers(line: Line, draft: Draft) -> None:
    """`ip authorized-managers`: who may manage the switch."""
    line.status, line.feature = Status.NOT_MODELLED, "filter of management access"


SERVICES: dict[str, tuple[str, Reader]] = {
    HEADER: ("identity", _header),
    "hostname": ("identity", _hostname),
    "sntp": ("NTP", _sntp),
    "ntp": ("NTP", _ntp),
    "ip dns": ("DNS", _dns),
    "logging": ("logging", _logging),
    "snmp-server": ("SNMP", _snmp),
    "snmpv3": ("SNMP", _snmp),
    "radius-server": ("AAA servers", read_aaa_server),
    "tacacs-server": ("AAA servers", read_aaa_server),
    "password": ("user", _password),
    "ip authorized-managers": ("filter of management access", _managers),
}
