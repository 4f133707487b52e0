"""Who a device is and which services it uses: names, NTP, DNS, logging, DHCP pools, local users."""

from ipaddress import IPv4Network, ip_address

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.tree import Line
from models.services import Service, User
from models.source import Status
from models.values import mask_length

_REDACTED = "⟦secret:"
_WITHHELD = "⟦secret⟧"
_CLIENT_OPTIONS = {
    *(
        "no",
        "default-router",
        "dns-server",
        "domain-name",
        "lease",
        "option",
        "netbios-name-server",
        "netbios-node-type",
        "bootfile",
    ),
    *("next-server", "client-identifier", "hardware-address", "client-name", "utilization", "import", "update", "class", "address"),
    *("subnet", "reserved-only", "exit", "origin", "override", "relay"),
}


def shown(secret: str) -> str:
    """A secret as a fact may hold it: its redaction token, which hides it; any other text is withheld.

    >>> shown("⟦secret:snmp:1a2b3c4d⟧"), shown("public")
    ('⟦secret:snmp:1a2b3c4d⟧', '⟦secret⟧')
    """
    return secret if secret.startswith(_REDACTED) else _WITHHELD


def add_service(kind: str, target: str, line: Line, draft: Draft, vrf: str = "", detail: str = "") -> None:
    """Note a service that a line names, and that the line was read."""
    draft.services.add(Service(kind, target, "" if vrf == "default" else vrf, detail, draft.source(line)))
    line.modelled()


def taken_vrf(words: list[str]) -> str:
    """Take `vrf NAME` out of `words`, wherever it stands; "" when it is not there.

    >>> words = ["10.0.0.1", "vrf", "MGMT", "prefer"]
    >>> taken_vrf(words), words
    ('MGMT', ['10.0.0.1', 'prefer'])
    """
    for key in ("vrf", "use-vrf"):
        if key in words and (at := words.index(key)) + 1 < len(words):
            name = words[at + 1]
            del words[at : at + 2]
            return name
    return ""


def read_hostname(line: Line, draft: Draft) -> None:
    """`hostname`; EOS also writes a fully qualified one."""
    match line.words:
        case ["hostname", name]:
            draft.hostname = name
            line.modelled()


def read_version(line: Line, draft: Draft) -> None:
    """`version 15.2`: the release train that IOS prints first."""
    match line.words:
        case ["version", version]:
            draft.version = version
            line.modelled()


def read_licence(line: Line, draft: Draft) -> None:
    """`license udi pid MODEL sn SERIAL` of IOS: what the device is."""
    match line.words:
        case ["license", "udi", "pid", model, "sn", serial]:
            draft.model = model
            draft.serials.append(serial)
            line.modelled()


def read_header(line: Line, draft: Draft) -> None:
    """`! device: leaf01 (vEOS, EOS-4.23.5M)`: the header of an EOS config, see `collectors.ioslike.text`."""
    match line.text.partition("(")[2].rstrip(")").split(", "):
        case [model, version]:
            draft.model = model
            draft.version = version.removeprefix("EOS-")
            line.modelled()


def read_ntp(line: Line, draft: Draft) -> None:
    """`ntp server` and `ntp peer`."""
    words = list(line.words)
    vrf = taken_vrf(words)
    match words:
        case ["ntp", "server" | "peer" as role, target, *options] if target not in ("ip", "ipv6"):
            _ntp(role, target, vrf, options, line, draft)
        case ["ntp", "server" | "peer" as role, "ip" | "ipv6", target, *options]:
            _ntp(role, target, vrf, options, line, draft)


def _ntp(role: str, target: str, vrf: str, options: list[str], line: Line, draft: Draft) -> None:
    detail = [role] if role == "peer" else []
    add_service("ntp", target, line, draft, vrf, " ".join(detail + [word for word in options if word == "prefer"]))


def read_name_server(line: Line, draft: Draft) -> None:
    """`ip name-server`, with one address or several."""
    words = list(line.words)
    vrf = taken_vrf(words)
    match words:
        case ["ip" | "ipv6", "name-server", *targets] if targets:
            for target in [str(ip_address(target)) for target in targets if not (target.isdecimal() or target == "priority")]:
                add_service("dns", target, line, draft, vrf)


def read_domain(line: Line, draft: Draft) -> None:
    """`ip domain name`, its older form with a hyphen, `dns domain` of EOS, and the search list."""
    words = list(line.words)
    vrf = taken_vrf(words)
    match words:
        case ["ip", "domain" | "domain-name" | "domain-list" as kind, *rest]:
            key = [kind] if kind != "domain" else ["domain-" + rest[0]] if rest else [""]
            name = rest if kind != "domain" else rest[1:]
            if key[0] not in ("domain-name", "domain-list") or len(name) != 1:
                return
            search = key[0] == "domain-list"
            domain = name[0]
        case ["dns", "domain", domain]:
            search = False
        case _:
            return
    if not search and not vrf:
        draft.domain = domain
    add_service("domain", domain, line, draft, vrf, "search" if search else "")


def read_logging(line: Line, draft: Draft) -> None:
    """`logging host A` with its transport, and `logging A` of old IOS."""
    words = list(line.words)
    vrf = taken_vrf(words)
    match words:
        case ["logging", "host", "ipv6", target, *options] | ["logging", "host", target, *options]:
            add_service("syslog", target, line, draft, vrf, " ".join(options))
        case ["logging", target]:
            try:
                add_service("syslog", str(ip_address(target)), line, draft, vrf)
            except ValueError:
                return


def read_dhcp_pool(line: Line, draft: Draft) -> None:
    """`ip dhcp pool`: the network that is served and the name of the pool. Options for clients change no forwarding."""
    words = list(line.words)
    if words[:3] != ["ip", "dhcp", "pool"] or len(words) != 4:
        return
    networks: list[tuple[Line, IPv4Network]] = []
    vrf = ""
    for child in line.children:
        match child.words:
            case ["network", address, mask] if "." in mask:
                networks.append((child, IPv4Network(f"{address}/{mask_length(mask)}", strict=False)))
            case ["network", address, length] if length.startswith("/"):
                networks.append((child, IPv4Network(address + length, strict=False)))
            case ["network", address, mask, "secondary"]:
                networks.append((child, IPv4Network(f"{address}/{mask_length(mask)}", strict=False)))
            case ["vrf", name]:
                vrf = name
                child.modelled()
            case ["host", _, *_]:
                child.status, child.feature = Status.IGNORED, "DHCP reservation"
            case [option, *_] if option in _CLIENT_OPTIONS:
                child.status, child.feature = Status.IGNORED, "DHCP options for clients"
    line.modelled()
    name = line.words[3]
    for child, network in networks:
        add_service("dhcp-pool", str(network), child, draft, vrf, name)


def read_dhcp_server(line: Line, draft: Draft) -> None:
    """`dhcp server` of EOS: the subnets that it serves, of one VRF."""
    words = list(line.words)
    vrf = taken_vrf(words)
    if words != ["dhcp", "server"]:
        return
    line.modelled()
    for child in line.children:
        match child.words:
            case ["subnet", prefix]:
                add_service("dhcp-pool", str(IPv4Network(prefix)), child, draft, vrf)
                for option in child.walk():
                    option.status, option.feature = Status.IGNORED, "DHCP options for clients"
            case _:
                child.status, child.feature = Status.IGNORED, "DHCP options for clients"


def read_user(line: Line, draft: Draft) -> None:
    """`username` with privilege or role; what else it says (a key, a shell, a login option) is no fact of ours."""
    match line.words:
        case ["username", name, *rest] if rest:
            pass
        case _:
            return
    privilege, secret = "", ""
    rest = list(rest)
    if rest[0] in ("ssh-key", "ssh-certificate", "sshkey", "autocommand", "access-class", "user-maxlinks", "nohangup"):
        line.status, line.feature = Status.IGNORED, "user login options"
        return
    while rest:
        match rest:
            case ["privilege" | "role" as key, value, *tail]:
                privilege = value if key == "privilege" or not privilege else f"{privilege} {value}"
                rest = tail
            case ["secret" | "password", "0" | "5" | "6" | "7" | "8" | "9" | "sha512" | "sha256" | "*", value]:
                secret, rest = shown(value), []
            case ["secret" | "password", value]:
                secret, rest = shown(value), []
            case ["nopassword" | "one-time" | "noescape" | "nohangup", *tail]:
                rest = tail
            case ["shell", _, *tail]:
                rest = tail
            case _:
                return
    earlier = next((user for user in draft.users if user.name == name), None)
    if earlier is not None:
        draft.users.discard(earlier)
        privilege, secret = privilege or earlier.privilege, secret or earlier.secret
    draft.users.add(User(name, privilege, secret, draft.source(line)))
    line.modelled()


SERVICES: dict[str, tuple[str, Reader]] = {
    "hostname": ("identity", read_hostname),
    "version": ("identity", read_version),
    "ntp": ("NTP", read_ntp),
    "ip name-server": ("DNS", read_name_server),
    "ipv6 name-server": ("DNS", read_name_server),
    "ip domain": ("DNS", read_domain),
    "ip domain-name": ("DNS", read_domain),
    "ip domain-list": ("DNS", read_domain),
    "dns domain": ("DNS", read_domain),
    "logging": ("logging", read_logging),
    "ip dhcp pool": ("DHCP server", read_dhcp_pool),
    "dhcp server": ("DHCP server", read_dhcp_server),
    "username": ("user", read_user),
}
