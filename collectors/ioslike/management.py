"""SNMP, TACACS+, RADIUS and the ways into a device: what names a secret or sits in blocks of its own."""

from itertools import pairwise

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.services import add_service, shown, taken_vrf
from collectors.tree import Line
from models.source import Status

_SERVER_OPTIONS = {
    *(
        "key",
        "pac",
        "timeout",
        "retransmit",
        "port",
        "single-connection",
        "automate-tester",
        "send-nat-address",
        "non-standard",
        "dtls",
    ),
    *("backoff", "exit"),
}


def read_snmp(line: Line, draft: Draft) -> None:
    """`snmp-server community`, `host` and `user`; its other lines change who is told, not what is reached."""
    words = list(line.words)
    vrf = taken_vrf(words)
    match words:
        case ["snmp-server", "community", community, *access]:
            add_service("snmp", shown(community), line, draft, vrf, " ".join(word.lower() for word in access))
        case ["snmp-server", "host", target, *options]:
            options = [word for word in options if word not in ("traps", "informs")]
            version = options[1] if options[:1] == ["version"] and len(options) > 1 else ""
            at = 2 + (version == "3") if version else 0
            community = shown(options[at]) if at < len(options) else ""
            add_service("snmp-trap", target, line, draft, vrf, f"version {version} {community}".strip() if version else community)
        case ["snmp-server", "user", user, *_]:
            add_service("snmp", user, line, draft, vrf, "user")


def read_aaa_server(line: Line, draft: Draft) -> None:
    """`tacacs-server host`, `radius-server host`, and the blocks `tacacs server NAME` and `radius server NAME`."""
    words = list(line.words)
    vrf = taken_vrf(words)
    match words:
        case ["tacacs-server" | "radius-server" as key, "host", target, *options]:
            add_service(key.partition("-")[0], target, line, draft, vrf, _ports(options))
        case ["tacacs" | "radius" as kind, "server", _]:
            line.modelled()
            for child in line.children:
                match child.words:
                    case ["address", "ipv4" | "ipv6", target, *options]:
                        add_service(kind, target, child, draft, vrf, _ports(options))
                    case [option, *_] if option in _SERVER_OPTIONS:
                        child.status, child.feature = Status.IGNORED, "AAA server options"


def read_aaa_group(line: Line, draft: Draft) -> None:
    """`aaa group server`: which servers a login asks. `server NAME` points at one that is defined elsewhere."""
    match line.words:
        case ["aaa", "group", "server", "tacacs+" | "radius" as protocol, _]:
            kind = protocol.rstrip("+")
        case _:
            return
    line.modelled()
    named = next((child.words[-1] for child in line.children if child.words[:-1] in (["ip", "vrf", "forwarding"], ["vrf"])), "")
    for child in line.children:
        words = list(child.words)
        vrf = taken_vrf(words) or named
        match words:
            case ["server-private", target, *options]:
                add_service(kind, target, child, draft, vrf, _ports(options))
            case ["server", "name", _] | ["server", _, *_]:
                child.status, child.feature = Status.IGNORED, "AAA server groups"
            case ["ip", "vrf", "forwarding", _] | ["vrf", _] | ["ip", *_] | ["load-balance" | "deadtime" | "attribute", *_] | []:
                child.status, child.feature = Status.IGNORED, "AAA server groups"


def read_access(line: Line, draft: Draft) -> None:
    """`line vty` of IOS, `management ssh` of EOS: ignored but for the filters, which decide who may manage the device."""
    line.status = Status.IGNORED
    for child in line.walk():
        filters = child.words[:1] == ["access-class"] or child.words[1:2] in (["access-group"], ["access-class"])
        child.status = Status.NOT_MODELLED if filters else Status.IGNORED
        child.feature = "filter of management access" if filters else line.feature


def _ports(options: list[str]) -> str:
    """The ports among the options of a server; a key is never part of a fact."""
    return " ".join(f"{word} {value}" for word, value in pairwise(options) if word in ("port", "auth-port", "acct-port"))


MANAGEMENT: dict[str, tuple[str, Reader]] = {
    "snmp-server": ("SNMP", read_snmp),
    "tacacs-server": ("AAA servers", read_aaa_server),
    "radius-server": ("AAA servers", read_aaa_server),
    "tacacs server": ("AAA servers", read_aaa_server),
    "radius server": ("AAA servers", read_aaa_server),
    "aaa group server": ("AAA servers", read_aaa_group),
    "line": ("management plane", read_access),
    "management": ("management plane", read_access),
}
