"""The services that an AOS-CX switch uses, and its users."""

from dataclasses import replace
from ipaddress import ip_address, ip_network

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.management import read_aaa_server
from collectors.ioslike.services import add_service, read_ntp, shown, taken_vrf
from collectors.tree import Line
from models.services import User
from models.source import Status

_NTP_VRF = "VRF of NTP"


def _ntp(line: Line, draft: Draft) -> None:
    """`ntp server`, and `ntp vrf X`, which is that of all servers."""
    match line.words:
        case ["ntp", "vrf", name]:
            draft.scratch[_NTP_VRF] = name
            line.modelled()
        case ["ntp", "server", *_]:
            read_ntp(line, draft)


def _dns(line: Line, draft: Draft) -> None:
    """`ip dns server-address A [vrf X]`, `ip dns domain-name`, `ip dns domain-list`."""
    words = list(line.words)
    vrf = taken_vrf(words)
    match words:
        case ["ip", "dns", "server-address", target]:
            add_service("dns", str(ip_address(target)), line, draft, vrf)
        case ["ip", "dns", "domain-name" | "domain-list" as kind, domain]:
            if kind == "domain-name" and not vrf:
                draft.domain = domain
            add_service("domain", domain, line, draft, vrf, "search" if kind == "domain-list" else "")


def _logging(line: Line, draft: Draft) -> None:
    """`logging A [udp|tcp|tls [PORT]] [severity S] [vrf X] ...`."""
    words = list(line.words)
    vrf = taken_vrf(words)
    match words:
        case ["logging", target, *options] if "." in target or ":" in target:
            add_service("syslog", target, line, draft, vrf, " ".join(options))


def _snmp(line: Line, draft: Draft) -> None:
    """`snmp-server community` with a block, `snmp-server host`, `snmpv3 user`; in which VRF SNMP is heard is no fact of ours."""
    words = list(line.words)
    vrf = taken_vrf(words) if words[1:2] == ["host"] else ""
    match words:
        case ["snmp-server", "community", community]:
            access = next(
                (child.words[1] for child in line.children if child.words[0] == "access-level" and len(child.words) == 2), "ro"
            )
            add_service("snmp", shown(community), line, draft, "", access)
            for child in line.children:
                limits = child.words[0] == "access-list"
                child.status = (
                    Status.NOT_MODELLED if limits else Status.MODELLED if child.words[0] == "access-level" else Status.IGNORED
                )
                child.feature = "filter of management access" if limits else "SNMP"
        case ["snmp-server", "host", target, "trap" | "inform", "version", version, "community" | "user" as kind, name, *_]:
            add_service(
                "snmp-trap",
                target,
                line,
                draft,
                vrf,
                f"version {version.removeprefix('v')} {shown(name) if kind == 'community' else name}",
            )
        case ["snmp-server", "host", target, "trap" | "inform", "version", version, *_]:
            add_service("snmp-trap", target, line, draft, vrf, f"version {version.removeprefix('v')}")
        case ["snmpv3", "user", user, *_]:
            add_service("snmp", user, line, draft, "", "user")


def _aaa_group(line: Line, draft: Draft) -> None:
    """`aaa group server`: which of the servers a login asks. They are defined elsewhere."""
    match line.words:
        case ["aaa", "group", "server", "tacacs" | "radius", _]:
            line.modelled()
            for child in line.children:
                child.status, child.feature = Status.IGNORED, "AAA server groups"


def _user(line: Line, draft: Draft) -> None:
    """`user NAME group G password ciphertext SECRET`."""
    match line.words:
        case ["user", name, "group", group, "password", "ciphertext" | "plaintext", secret]:
            draft.users.add(User(name, group, shown(secret), draft.source(line)))
            line.modelled()
        case ["user", name, "group", group]:
            draft.users.add(User(name, group, "", draft.source(line)))
            line.modelled()


def _dhcp_server(line: Line, draft: Draft) -> None:
    """`dhcp-server vrf X` with its pools; what is served is the subnets of their ranges."""
    match line.words:
        case ["dhcp-server", "vrf", vrf]:
            pass
        case _:
            return
    line.modelled()
    for child in line.children:
        child.status = Status.IGNORED
        if child.words[0] != "pool" or len(child.words) != 2:
            continue
        child.modelled()
        for inner in child.children:
            inner.status, inner.feature = Status.IGNORED, "DHCP options for clients"
            match inner.words:
                case ["range", first, _, "prefix-len", length]:
                    add_service("dhcp-pool", str(ip_network(f"{first}/{length}", strict=False)), inner, draft, vrf, child.words[1])


def finish_services(draft: Draft) -> None:
    """Put the servers of NTP into their VRF."""
    vrf = draft.scratch.get(_NTP_VRF)
    if isinstance(vrf, str) and vrf != "default":
        draft.services = {replace(service, vrf=vrf) if service.kind == "ntp" else service for service in draft.services}


SERVICES: dict[str, tuple[str, Reader]] = {
    "ntp": ("NTP", _ntp),
    "ip dns": ("DNS", _dns),
    "logging": ("logging", _logging),
    "snmp-server": ("SNMP", _snmp),
    "snmpv3": ("SNMP", _snmp),
    "radius-server": ("AAA servers", read_aaa_server),
    "tacacs-server": ("AAA servers", read_aaa_server),
    "aaa group server": ("AAA servers", _aaa_group),
    "user": ("user", _user),
    "dhcp-server": ("DHCP server", _dhcp_server),
}
