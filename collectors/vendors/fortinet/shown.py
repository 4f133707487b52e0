"""Tables that FortiOS prints: routes and neighbours.

No table of ports is read: one shows what was asked for in place of what is, the other leaves out whatever has no socket.
"""

import re
from collections.abc import Iterator

from collectors.ioslike.shown.peers import OSPF_UP, only_ipv6, read_bgp_neighbours, summary
from collectors.shown import Page, Shown, address_of, matches, not_understood, number, prefix_of
from models.interfaces import DEFAULT_VRF
from models.observed import BGP, BGP6, OSPF, ROUTES, ROUTES6, PeerSeen, RouteSeen
from models.routing import Prefix

_ROUTE = re.compile(
    r"""^(?:
      (?P<code>[A-Za-z][A-Za-z12*> ]{0,6}?)[ ]+(?P<prefix>[0-9A-Fa-f:.]+/\d+)[ ]+(?P<way>\[?\S.*)
    | [ ]{6,}(?P<more>(?:\[\d+/\d+\]|is[ ]directly|via)[ ].*)
    | Routing[ ]table[ ]for[ ]VRF=(?P<vrf>\d+).*
    | (?P<head>Codes:[ ].*|[ ]{3,}(?:[A-Z*>][A-Za-z12]?|i)[ ]-[ ].*|IPv6[ ]Routing[ ]Table.*|[ ]{3,}\S+[ ]-[ ]\S.*)
    | (?P<odd>.*\S.*)
    )\r?$""",
    re.MULTILINE | re.VERBOSE,
)
_WAY = re.compile(
    r"(?:\[(?P<distance>\d+)/(?P<metric>\d+)\] )?(?:"
    r"via (?P<hop>[0-9A-Fa-f:.]+)(?: \((?:recursive|vrf)[^)]*\)|, (?P<port>\S+?))"
    r"|via (?P<tunnel>\S+) tunnel \S+?"
    r"|is directly connected, (?P<direct>\S+?)"
    r"|is a summary, (?P<discard>Null)"
    r")(?:,? \[\d+/\d+\])?(?:, \S+)*"
)
_PROTOCOLS = {
    "C": "connected", "S": "static", "B": "bgp", "R": "rip", "K": "kernel", "O": "ospf", "O IA": "ospf-ia", "O E1": "ospf-e1",
    "O E2": "ospf-e2", "O N1": "ospf-n1", "O N2": "ospf-n2", "i L1": "isis-l1", "i L2": "isis-l2", "i ia": "isis-l1", "L": "local",
}  # fmt: skip


def read_routes(page: Page) -> Iterator[RouteSeen]:
    """`get router info routing-table all`: further ways of a prefix stand below the first."""
    vrf, prefix, protocol, seen = page.vrf, None, "", False
    for found, line in matches(_ROUTE, page.text):
        if found["vrf"]:
            vrf, prefix, seen = _vrf(page.vrf, found["vrf"]), None, True
        elif found["prefix"]:
            prefix, seen = prefix_of(found["prefix"]), True
            protocol = _protocol(found["code"], line)
            yield _way(page, vrf, prefix, protocol, found["way"], line)
        elif found["more"] and prefix is not None:
            yield _way(page, vrf, prefix, protocol, found["more"], line)
        elif found["odd"] or found["more"]:
            raise not_understood(line, found[0])
    if not seen and "Codes:" not in page.text and page.text.strip():
        raise ValueError("this is no routing table")


def _vrf(asked: str, number: str) -> str:
    """A numbered table of the virtual domain that was asked, named as `names.vrf_of` does."""
    return asked if number == "0" else number if asked == DEFAULT_VRF else f"{asked}/{number}"


def _protocol(code: str, line: int) -> str:
    plain = " ".join(code.replace("*", " ").replace(">", " ").split())
    if plain not in _PROTOCOLS:
        raise ValueError(f"line {line}: nobody knows the protocol {code.strip()!r}")
    return _PROTOCOLS[plain]


def _way(page: Page, vrf: str, prefix: Prefix, protocol: str, text: str, line: int) -> RouteSeen:
    found = _WAY.fullmatch(text.strip())
    if found is None:
        raise not_understood(line, text)
    port = found["port"] or found["tunnel"] or found["direct"] or ""
    discard = bool(found["discard"]) or port == "Null"
    return RouteSeen(
        vrf, prefix, protocol, address_of(found["hop"]) if found["hop"] else None, "" if discard else port, discard,
        number(found["distance"]), number(found["metric"]), page.at(line),
    )  # fmt: skip


_NEIGHBOUR = re.compile(
    r"^(?:[ ]*(?P<id>\d+\.\d+\.\d+\.\d+)[ ]+\d+[ ]+(?P<state>[A-Za-z0-9]+)/[ ]*\S+[ ]+\S+[ ]+(?P<address>\d+\.\d+\.\d+\.\d+)"
    r"[ ]+(?P<port>[^\s(]+)\S*"
    r"|OSPF process (?P<process>\d+)(?:, VRF (?P<vrf>\d+))?:?"
    r"|(?P<head>[ ]*Neighbor ID .*)|(?P<odd>.*\S.*))[ ]*\r?$",
    re.MULTILINE,
)


def read_ospf(page: Page) -> Iterator[PeerSeen]:
    """`get router info ospf neighbor`."""
    vrf = page.vrf
    for found, line in matches(_NEIGHBOUR, page.text):
        if found["odd"]:
            raise not_understood(line, found["odd"])
        if found["process"]:
            vrf = _vrf(page.vrf, found["vrf"] or "0")
        elif found["id"]:
            state = found["state"]
            up = state.upper() in OSPF_UP
            yield PeerSeen(OSPF, vrf, address_of(found["address"]), state.lower(), up, found["port"], found["id"], page.at(line))


_SUMMARY = re.compile(
    r"^(?:VRF (?P<number>\d+) BGP router identifier .*(?P<vrf>(?!))?"
    r"|(?P<peer>\d+\.\d+\.\d+\.\d+|[0-9A-Fa-f]*:[0-9A-Fa-f:]*)(?:[ ]*\r?\n)?[ ]+4[ ]+(?P<asn>[\d.]+)(?:[ ]+\d+){5}[ ]+(?P<age>\S+)"
    r"[ ]+(?P<state>\S+(?:[ ]\(\w+\))?)"
    r"|(?P<head>[ ]*Neighbor[ ]+V[ ]+AS[ ].*)|Total number of neighbors \d+|(?P<odd>.*\S.*))[ ]*\r?$",
    re.MULTILINE,
)


def read_bgp_summary(page: Page) -> Iterator[PeerSeen]:
    """`get router info bgp summary`."""
    return summary(_SUMMARY, page)


def read_bgp6_summary(page: Page) -> Iterator[PeerSeen]:
    """`get router info6 bgp summary`: neighbours with IPv6 addresses."""
    return only_ipv6(summary(_SUMMARY, page))


SHOWN = (
    Shown(ROUTES, r"get router info routing-table (?:all|details)", read_routes),
    Shown(ROUTES6, r"get router info6 routing-table(?: all)?", read_routes),
    Shown(OSPF, r"get router info ospf neighbor(?: all)?", read_ospf),
    Shown(BGP, r"get router info bgp summary", read_bgp_summary),
    Shown(BGP6, r"get router info6 bgp summary", read_bgp6_summary),
    Shown(BGP, r"get router info bgp neighbors", read_bgp_neighbours),
)
