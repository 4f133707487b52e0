"""What IOS XR says of itself and of the services that it uses; many of them stand in blocks of their own."""

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.management import read_access, read_snmp
from collectors.ioslike.services import add_service, shown, taken_vrf
from collectors.tree import Line
from models.services import User
from models.source import Status


def _identity(line: Line, draft: Draft) -> None:
    """`hostname`, and the comment `!! IOS XR Configuration version = 6.2.2` (later without `version =`)."""
    match line.words:
        case ["hostname", name]:
            draft.hostname = name
        case ["!!", "IOS", "XR", "Configuration", *_, version]:
            draft.version = version
        case _:
            return
    line.modelled()


def _ignore(line: Line, feature: str) -> None:
    line.status, line.feature = Status.IGNORED, feature
    for child in line.walk():
        child.status, child.feature = Status.IGNORED, feature


def _domain(line: Line, draft: Draft) -> None:
    """`domain name X`, `domain list X`, `domain name-server A`, with `vrf V` after the first word."""
    words = list(line.words)
    vrf = taken_vrf(words)
    match words:
        case ["domain", "name", name]:
            if not vrf:
                draft.domain = name
            add_service("domain", name, line, draft, vrf)
        case ["domain", "list", name]:
            add_service("domain", name, line, draft, vrf, "search")
        case ["domain", "name-server", server]:
            add_service("dns", server, line, draft, vrf)


def _ntp(line: Line, draft: Draft) -> None:
    """`ntp` with a block of servers and peers; its other lines say how the clock is kept."""
    if line.words != ["ntp"]:
        _ntp_line(line, line.words[1:], draft)
        return
    line.modelled()
    for child in line.children:
        _ntp_line(child, list(child.words), draft)


def _ntp_line(line: Line, words: list[str], draft: Draft) -> None:
    vrf = taken_vrf(words)
    match words:
        case ["server" | "peer" as role, "ipv4" | "ipv6", target, *options] | ["server" | "peer" as role, target, *options]:
            detail = ["peer"] if role == "peer" else []
            add_service("ntp", target, line, draft, vrf, " ".join(detail + [word for word in options if word == "prefer"]))
        case ["access-group", *_]:
            line.status, line.feature = Status.NOT_MODELLED, "filter of management access"
        case _:
            _ignore(line, "NTP")


def _logging(line: Line, draft: Draft) -> None:
    """`logging A [vrf V] [severity S] [port P]`, its options perhaps in a block; other lines of logging name no server."""
    words = list(line.words)
    vrf = taken_vrf(words)
    match words:
        case ["logging", target, *options] if target[:1].isdigit() or ":" in target:
            add_service("syslog", target, line, draft, vrf, " ".join(options))
            for child in line.walk():
                child.status, child.feature = Status.IGNORED, "logging"
        case _:
            _ignore(line, "logging")


def _user(line: Line, draft: Draft) -> None:
    """`username NAME` with a block of groups and secrets, or all in one line."""
    match line.words:
        case ["username", name, *rest]:
            pass
        case _:
            return
    groups: list[str] = []
    secret = ""
    for at, words in ((line, rest), *((child, child.words) for child in line.children)):
        match words:
            case ["group", group]:
                groups.append(group)
            case ["secret" | "password", *kind, value] if len(kind) < 2:
                secret = shown(value)
            case ["secret" | "password", _, _, *_]:
                secret = shown(words[-1])
            case [] if at is line:
                pass
            case _ if at is not line:
                at.status, at.feature = Status.IGNORED, "user login options"
                continue
            case _:
                return
        at.modelled()
    draft.users.add(User(name, " ".join(groups), secret, draft.source(line)))


def _aaa_server(line: Line, draft: Draft) -> None:
    """`tacacs-server host A port N` and `radius-server host A auth-port N acct-port M`, with the key in a block."""
    words = list(line.words)
    vrf = taken_vrf(words)
    match words:
        case ["tacacs-server" | "radius-server" as kind, "host", target, *options]:
            ports = [" ".join(options[at : at + 2]) for at in range(len(options) - 1) if options[at].endswith("port")]
            add_service(kind.partition("-")[0], target, line, draft, vrf, " ".join(ports))
            for child in line.walk():
                child.status, child.feature = Status.IGNORED, "AAA server options"
        case _:
            _ignore(line, "AAA servers")


def _aaa_group(line: Line, draft: Draft) -> None:
    """`aaa group server tacacs+ NAME`: `server A` points at one that is defined elsewhere, `server-private` defines it here."""
    match line.words:
        case ["aaa", "group", "server", "tacacs+" | "radius" as protocol, _]:
            kind = protocol.rstrip("+")
        case _:
            return
    line.modelled()
    vrf = next((child.words[1] for child in line.children if child.words[:1] == ["vrf"] and len(child.words) == 2), "")
    for child in line.children:
        match child.words:
            case ["server-private", target, *options]:
                ports = [" ".join(options[at : at + 2]) for at in range(len(options) - 1) if options[at].endswith("port")]
                add_service(kind, target, child, draft, vrf, " ".join(ports))
                for below in child.walk():
                    below.status, below.feature = Status.IGNORED, "AAA server options"
            case _:
                _ignore(child, "AAA server groups")


def _snmp(line: Line, draft: Draft) -> None:
    """`snmp-server community [encrypted] C`, `host` and `user` in the words of the family."""
    line.words = _plain(line.words)
    match line.words:
        case ["snmp-server", "vrf", vrf]:
            line.modelled()
            for child in line.children:
                if child.words[0] == "host":
                    child.words = ["snmp-server", *_plain(child.words), "vrf", vrf]
                    read_snmp(child, draft)
                else:
                    _ignore(child, "SNMP")
        case _:
            read_snmp(line, draft)


def _plain(words: list[str]) -> list[str]:
    """Words without those that say how a secret is written, be they hidden as if they were secrets."""
    hidden = ["⟦secret:" in word for word in words] + [False]
    return [
        word for at, word in enumerate(words) if at < 2 or not (word in ("encrypted", "clear") or (hidden[at] and hidden[at + 1]))
    ]


def _server(line: Line, draft: Draft) -> None:
    """`telnet` and `ssh` servers: ignored, but for a filter on who may use them."""
    filters = "access-list" in line.words
    line.status = Status.NOT_MODELLED if filters else Status.IGNORED
    line.feature = "filter of management access" if filters else line.feature


def _segment_routing(line: Line, draft: Draft) -> None:
    """Blocks of labels change no route; policies of traffic engineering may."""
    line.status, line.feature = Status.NOT_MODELLED, "label switching"
    for child in line.children:
        for part in (child, *child.walk()):
            steers = child.words[0] in ("traffic-eng", "srv6")
            part.status, part.feature = Status.NOT_MODELLED, "MPLS" if steers else "label switching"


def _traffic_engineering(line: Line, draft: Draft) -> None:
    """`mpls traffic-eng`: tunnels are interfaces of their own, unless they make themselves."""
    made = any(child.words[0] in ("auto-tunnel", "named-tunnels", "tunnels") for child in line.walk())
    for part in (line, *line.walk()):
        part.status, part.feature = Status.NOT_MODELLED, "MPLS" if made else "label switching"


SERVICE_READERS: dict[str, tuple[str, Reader]] = {
    "!! IOS XR": ("identity", _identity),
    "hostname": ("identity", _identity),
    "domain": ("DNS", _domain),
    "ntp": ("NTP", _ntp),
    "logging": ("logging", _logging),
    "username": ("user", _user),
    "tacacs-server": ("AAA servers", _aaa_server),
    "radius-server": ("AAA servers", _aaa_server),
    "aaa group server": ("AAA servers", _aaa_group),
    "snmp-server": ("SNMP", _snmp),
    "telnet": ("management plane", _server),
    "ssh": ("management plane", _server),
    "mpls traffic-eng": ("label switching", _traffic_engineering),
    "segment-routing": ("label switching", _segment_routing),
    "line": ("management plane", read_access),
}
