"""The services that an OS10 switch uses, and its users."""

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.management import read_aaa_server, read_access, read_snmp
from collectors.ioslike.services import add_service, read_domain, read_hostname, read_name_server, read_ntp, shown, taken_vrf
from collectors.tree import Line
from models.services import User
from models.source import Status


def _logging(line: Line, draft: Draft) -> None:
    """`logging server A [tcp|udp|tls [PORT]] [severity S] [vrf X]`."""
    words = list(line.words)
    vrf = taken_vrf(words)
    match words:
        case ["logging", "server", target, *options]:
            add_service("syslog", target, line, draft, vrf, " ".join(options))


def _user(line: Line, draft: Draft) -> None:
    """`username NAME password SECRET role ROLE [priv-lvl N]`; the keys of a user are no fact of ours."""
    match line.words:
        case ["username", name, "password", secret, "role", role, *level] if not level or level[0] == "priv-lvl":
            draft.users.add(User(name, " ".join((role, *level[1:])), shown(secret), draft.source(line)))
        case ["username", name, "password", secret]:
            draft.users.add(User(name, "", shown(secret), draft.source(line)))
        case ["system-user", name, "password", secret]:
            draft.users.add(User(name, "", shown(secret), draft.source(line)))
        case ["username", _, "sshkey", *_] | ["system-user", _, "disable"]:
            line.status, line.feature = Status.IGNORED, "user login options"
            return
        case _:
            return
    line.modelled()


def _dhcp_server(line: Line, draft: Draft) -> None:
    """`ip dhcp server` with its pools; what is served is the network of each."""
    if line.words != ["ip", "dhcp", "server"]:
        return
    line.modelled()
    for child in line.children:
        child.status = Status.IGNORED
        if child.words[0] != "pool" or len(child.words) != 2:
            continue
        child.modelled()
        for inner in child.children:
            inner.status, inner.feature = Status.IGNORED, "DHCP options for clients"
            if inner.words[0] == "network" and len(inner.words) == 2:
                add_service("dhcp-pool", inner.words[1], inner, draft, "", child.words[1])


SERVICES: dict[str, tuple[str, Reader]] = {
    "hostname": ("identity", read_hostname),
    "ntp": ("NTP", read_ntp),
    "ip name-server": ("DNS", read_name_server),
    "ipv6 name-server": ("DNS", read_name_server),
    "ip domain-name": ("DNS", read_domain),
    "ip domain-list": ("DNS", read_domain),
    "logging": ("logging", _logging),
    "snmp-server": ("SNMP", read_snmp),
    "radius-server": ("AAA servers", read_aaa_server),
    "tacacs-server": ("AAA servers", read_aaa_server),
    "line": ("management plane", read_access),
    "username": ("user", _user),
    "system-user": ("user", _user),
    "ip dhcp server": ("DHCP server", _dhcp_server),
}
