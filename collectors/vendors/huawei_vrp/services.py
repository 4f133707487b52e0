"""Who a VRP device is, who may log in, and the services that it uses."""

import re
from ipaddress import IPv4Network, ip_address

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.services import add_service, shown
from collectors.tree import Line
from collectors.vendors.huawei_vrp.text import release
from models.services import User
from models.source import Status
from models.values import mask_length

_MODEL = re.compile(r"V\d{3}R\d{3}\S*")


def _identity(line: Line, draft: Draft) -> None:
    match line.words:
        case ["sysname", name]:
            draft.hostname = name
        case ["!Software", "Version", *_]:
            draft.version = release(line)
        case _ if line.text.startswith("!"):
            line.status, line.feature = Status.IGNORED, "header of the capture"
            return
        case _:
            return
    line.modelled()


def _vpn(words: list[str]) -> str:
    """Take `vpn-instance NAME` out of the words of a line."""
    for key in ("vpn-instance", "vpn-instance-name"):
        if key in words[:-1]:
            at = words.index(key)
            name = words[at + 1]
            del words[at : at + 2]
            return name
    return ""


def _ntp(line: Line, draft: Draft) -> None:
    words = list(line.words)
    vrf = _vpn(words)
    match words:
        case ["ntp-service" | "ntp", "unicast-server" | "unicast-peer" as role, target, *rest]:
            detail = [word for word in ("peer" if role.endswith("peer") else "", "prefer" if "preference" in rest else "") if word]
            add_service("ntp", target, line, draft, vrf, " ".join(detail))


def _dns(line: Line, draft: Draft) -> None:
    words = list(line.words)
    vrf = _vpn(words)
    match words:
        case ["dns", "server", target]:
            add_service("dns", str(ip_address(target)), line, draft, vrf)
        case ["dns", "domain", name]:
            draft.domain = draft.domain or name
            add_service("domain", name, line, draft, vrf)


def _logging(line: Line, draft: Draft) -> None:
    words = list(line.words)
    vrf = _vpn(words)
    match words:
        case ["info-center", "loghost", target, *_] if target != "source":
            add_service("syslog", target, line, draft, vrf)


def _snmp(line: Line, draft: Draft) -> None:
    words = list(line.words)
    vrf = _vpn(words)
    match words:
        case ["snmp-agent", "community", "read" | "write" as access, "cipher", secret, *_]:
            add_service("snmp", shown(secret), line, draft, vrf, access)
        case ["snmp-agent", "community", "read" | "write" as access, secret, *_]:
            add_service("snmp", shown(secret), line, draft, vrf, access)
        case ["snmp-agent", "target-host", *rest] if "udp-domain" in rest[:-1]:
            add_service("snmp-trap", rest[rest.index("udp-domain") + 1], line, draft, vrf)
        case ["snmp-agent", "usm-user", "v3", user, *_]:
            add_service("snmp", user, line, draft, vrf, "user")


def _aaa(line: Line, draft: Draft) -> None:
    """`aaa` with the local users; schemes and domains say how they are asked."""
    line.modelled()
    for child in line.walk():
        child.status, child.feature = Status.IGNORED, "AAA"
        match child.words:
            case ["local-user", name, "password", *_, secret]:
                _user(name, "", shown(secret), child, draft)
            case ["local-user", name, "privilege", "level", level]:
                _user(name, level, "", child, draft)


def _user(name: str, privilege: str, secret: str, line: Line, draft: Draft) -> None:
    earlier = next((user for user in draft.users if user.name == name), None)
    if earlier is not None:
        draft.users.discard(earlier)
        privilege, secret = privilege or earlier.privilege, secret or earlier.secret
    draft.users.add(User(name, privilege, secret, draft.source(line)))
    line.modelled()


def _servers(kind: str) -> Reader:
    def read(line: Line, draft: Draft) -> None:
        if line.words[2:3] != ["template"] and line.words[1:2] != ["template"]:
            return
        line.modelled()
        for child in line.children:
            words = list(child.words)
            vrf = _vpn(words)
            match words:
                case [_, "authentication", target, *_]:
                    add_service(kind, target, child, draft, vrf)
                case _:
                    child.status, child.feature = Status.IGNORED, "AAA server options"

    return read


def _pool(line: Line, draft: Draft) -> None:
    """`ip pool NAME` with the network that it serves."""
    line.modelled()
    for child in line.children:
        match child.words:
            case ["network", address, "mask", mask]:
                length = mask if mask.isdecimal() else str(mask_length(mask))
                add_service("dhcp-pool", str(IPv4Network(f"{address}/{length}", strict=False)), child, draft, "", line.words[-1])
            case _:
                child.status, child.feature = Status.IGNORED, "DHCP options for clients"


def _management(line: Line, draft: Draft) -> None:
    """`user-interface vty 0 4`: ignored but for the filters, which decide who may manage the device."""
    line.status = Status.IGNORED
    for child in line.walk():
        filters = child.words[0] == "acl"
        child.status = Status.NOT_MODELLED if filters else Status.IGNORED
        child.feature = "filter of management access" if filters else line.feature


SERVICES: dict[str, tuple[str, Reader]] = {
    "sysname": ("identity", _identity),
    "!Software": ("identity", _identity),
    "!Last": ("identity", _identity),
    "ntp-service": ("NTP", _ntp),
    "ntp": ("NTP", _ntp),
    "dns": ("DNS", _dns),
    "info-center": ("logging", _logging),
    "snmp-agent": ("SNMP", _snmp),
    "aaa": ("AAA", _aaa),
    "hwtacacs-server": ("AAA servers", _servers("tacacs")),
    "radius-server": ("AAA servers", _servers("radius")),
    "ip pool": ("DHCP server", _pool),
    "user-interface": ("management plane", _management),
}
