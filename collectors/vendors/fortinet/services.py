"""Service objects and their groups: protocols and ports that a policy names."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from collectors.draft import Draft
from collectors.vendors.fortinet.blocks import Block, each, whole
from collectors.vendors.fortinet.objects import UNKNOWN_SET
from collectors.vendors.fortinet.places import mark
from models.filters import Ports
from models.source import Status

_TRANSPORTS = {"tcp": 6, "udp": 17, "sctp": 132}
_DEEPEST = 12
PREDEFINED = """
ALL ip 0; ALL_TCP tcp 1-65535; ALL_UDP udp 1-65535; ALL_ICMP icmp; ALL_ICMP6 icmp6; GRE ip 47; AH ip 51; ESP ip 50; OSPF ip 89;
AOL tcp 5190-5194; BGP tcp 179; DHCP udp 67-68; DNS tcp 53, udp 53; FINGER tcp 79; FTP tcp 21; FTP_GET tcp 21; FTP_PUT tcp 21;
GOPHER tcp 70; H323 tcp 1720 1503, udp 1719; HTTP tcp 80; HTTPS tcp 443; IKE udp 500 4500; IMAP tcp 143; IMAPS tcp 993;
IRC tcp 6660-6669; L2TP tcp 1701, udp 1701; LDAP tcp 389; LDAP_UDP udp 389; NetMeeting tcp 1720; NFS tcp 111 2049, udp 111 2049;
NNTP tcp 119; NTP tcp 123, udp 123; PC-Anywhere tcp 5631, udp 5632; PING icmp 8; PING6 icmp6 128; POP3 tcp 110; POP3S tcp 995;
PPTP tcp 1723; RIP udp 520; RLOGIN tcp 513:512-1023; RSH tcp 514:512-1023; SAMBA tcp 139; SIP tcp 5060, udp 5060; SMB tcp 445;
SMTP tcp 25; SMTPS tcp 465; SNMP tcp 161-162, udp 161-162; SSH tcp 22; SYSLOG udp 514; TALK udp 517-518; TELNET tcp 23; TFTP udp 69;
TIMESTAMP icmp 13; INFO_REQUEST icmp 15; INFO_ADDRESS icmp 17; TRACEROUTE udp 33434-33535; UUCP tcp 540; VDOLIVE tcp 7000-7010;
VNC tcp 5900; WAIS tcp 210; WINFRAME tcp 1494 2598; WINS tcp 1512, udp 1512; X-WINDOWS tcp 6000-6063; RDP tcp 3389;
MS-SQL tcp 1433 1434; MYSQL tcp 3306; KERBEROS tcp 88 464, udp 88 464; DCE-RPC tcp 135, udp 135; SOCKS tcp 1080, udp 1080;
SQUID tcp 3128; RADIUS udp 1812 1813; RADIUS-OLD udp 1645 1646; RTSP tcp 554 7070 8554, udp 554; SCCP tcp 2000; MGCP udp 2427 2727;
MMS tcp 1755, udp 1024-5000; REXEC tcp 512; RAUDIO udp 7070; QUAKE udp 26000 27000 27910 27960; CVSPSERVER tcp 2401, udp 2401;
AFS3 tcp 7000-7009, udp 7000-7009; DHCP6 udp 546 547; ONC-RPC tcp 111, udp 111; NONE tcp 0
"""
"""What every device knows without a line (older configs leave them out): name, then protocol and ports, `port:source port`."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of packets: an IP protocol (0 = any) with ports, or an ICMP type and code."""

    protocol: int
    source_ports: Ports = ()
    ports: Ports = ()
    icmp: tuple[int, int] | None = None


@dataclass(slots=True)
class Services:
    """The services of one virtual domain; a service that is not understood is None."""

    services: dict[str, tuple[Kind, ...] | None] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def all(self, names: Iterable[str], depth: int = 0) -> tuple[list[Kind], list[str]]:
        """The kinds of packets of several services, and the names of those that are not understood."""
        kinds: list[Kind] = []
        unknown: list[str] = []
        for name in names:
            if name in self.groups and depth < _DEEPEST:
                more, other = self.all(self.groups[name], depth + 1)
                kinds += more
                unknown += other
            elif (found := self.services[name] if name in self.services else predefined().get(name)) is not None:
                kinds += found
            else:
                unknown.append(f"service {name}")
        return kinds, unknown


def services_of(draft: Draft, vdom: str) -> Services:
    """The services of a domain."""
    known = draft.scratch.setdefault(f"services {vdom}", Services())
    assert isinstance(known, Services)
    return known


@cache
def predefined() -> dict[str, tuple[Kind, ...]]:
    """The services of every device."""
    found = {}
    for item in PREDEFINED.replace("\n", " ").split(";"):
        name, _, parts = item.strip().partition(" ")
        found[name] = tuple(kind for part in parts.split(",") for kind in _known(part.split()))
    return found


def _known(words: list[str]) -> list[Kind]:
    protocol, values = words[0], words[1:]
    if protocol in _TRANSPORTS:
        return _ports(_TRANSPORTS[protocol], values)
    if protocol == "ip":
        return [Kind(whole(values[0]))]
    return [Kind(1 if protocol == "icmp" else 58, icmp=(whole(values[0]), -1) if values else None)]


def read_services(block: Block, draft: Draft) -> None:
    """`config firewall service custom`."""

    def service(entry: Block, draft: Draft) -> None:
        known = services_of(draft, entry.vdom).services
        known[entry.name] = None
        try:
            known[entry.name] = tuple(_kinds(entry))
        except ValueError:
            mark(entry, Status.NOT_MODELLED, UNKNOWN_SET)
            raise

    each(block, service, draft)


def _kinds(entry: Block) -> list[Kind]:
    """The kinds of packets of one service. Raises ValueError for one of an application or of named hosts."""
    if entry.address("iprange") or entry.word("fqdn") or entry.word("app-service-type", "disable") != "disable":
        raise ValueError("a service of some hosts or of an application")
    proxy = entry.is_on("proxy") or entry.is_on("explicit-proxy")
    entry.values("category")
    protocol = entry.word("protocol", "TCP/UDP/SCTP")
    if proxy or protocol in ("ALL", "HTTP", "FTP", "CONNECT", "SOCKS-TCP", "SOCKS-UDP"):
        raise ValueError("a service of the proxy")
    if protocol in ("ICMP", "ICMP6"):
        code = entry.word("icmpcode")
        kind = entry.word("icmptype")
        return [Kind(1 if protocol == "ICMP" else 58, icmp=(whole(kind), whole(code) if code else -1) if kind else None)]
    if protocol == "IP":
        return [Kind(entry.amount("protocol-number", 0))]
    if entry.word("udplite-portrange"):
        raise ValueError("UDP-Lite")
    if protocol not in ("TCP/UDP/SCTP", "TCP/UDP/UDP-Lite/SCTP"):
        raise ValueError(f"no protocol: {protocol}")
    found = [kind for name, number in _TRANSPORTS.items() for kind in _ports(number, entry.values(f"{name}-portrange"))]
    if not found:
        raise ValueError("a service without ports")
    return found


def _ports(protocol: int, words: list[str]) -> list[Kind]:
    """Ports, as `port`, `first-last`, each with `:source ports` behind it where those count.

    >>> [(kind.source_ports, kind.ports) for kind in _ports(6, ["80", "1-3:5"])]
    [((), ((80, 80),)), (((5, 5),), ((1, 3),))]
    """
    by_source: dict[Ports, list[tuple[int, int]]] = {}
    for word in words:
        ports, _, sources = word.partition(":")
        from_ports: Ports = (_range(sources),) if sources else ()
        if from_ports == ((0, 65535),) or from_ports == ((1, 65535),):
            from_ports = ()
        by_source.setdefault(from_ports, []).append(_range(ports))
    return [Kind(protocol, sources, tuple(ports)) for sources, ports in by_source.items()]


def _range(text: str) -> tuple[int, int]:
    first, dash, last = text.partition("-")
    low, high = whole(first), whole(last) if dash else whole(first)
    if not low <= high <= 65535:
        raise ValueError(f"{text} is not a range of ports")
    return low, high


def read_service_groups(block: Block, draft: Draft) -> None:
    """`config firewall service group`."""

    def group(entry: Block, draft: Draft) -> None:
        proxy = entry.is_on("proxy")
        members = tuple(entry.values("member"))
        services_of(draft, entry.vdom).groups[entry.name] = members if not proxy else (entry.name,)

    each(block, group, draft)
