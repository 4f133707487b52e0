"""Tables that IOS XR prints: routes, neighbours and ports."""

import re
from collections.abc import Iterator
from dataclasses import replace

from collectors.ioslike.shown.peers import OSPF_UP, only_ipv6, summary
from collectors.ioslike.shown.ports import read_ports
from collectors.shown import Page, Shown, address_of, matches, not_understood, number, prefix_of
from collectors.vendors.cisco_xr.system import xr_name
from models.observed import BGP, BGP6, OSPF, OSPF_ANY, PORTS, ROUTES, ROUTES6, PeerSeen, RouteSeen
from models.routing import Prefix

_CODES = {
    "C": "connected", "L": "local", "S": "static", "B": "bgp", "O": "ospf", "D": "eigrp", "D EX": "eigrp-ex", "R": "rip",
    "M": "mobile", "U": "static per user", "o": "odr", "l": "lisp", "a": "application", "i": "isis", "i L1": "isis-l1",
    "i L2": "isis-l2", "i ia": "isis-ia", "i su": "isis",
} | {f"O {kind.upper()}": f"ospf-{kind}" for kind in ("ia", "e1", "e2", "n1", "n2")}  # fmt: skip
_OF_HOSTS = ("A", "t", "r", "G")
"""Routes to subscribers and tunnels that come and go: no table is computed to have them."""
_AGE = r"(?:\d+:\d\d:\d\d|\d+[ywdhms][\dywdhms]*|never)"
_ROUTE = re.compile(
    r"""^(?:
      (?P<code>[A-Za-z](?:[ ][A-Za-z][A-Za-z0-9])?)[ ]*[*]?[ ]*(?:\(!\)|\(>\))?[ ]+(?P<prefix>[0-9A-Fa-f:.]+/\d+)(?:[ ]*\r?\n)?
        (?P<first>[ ]+(?:is[ ]directly|\[).*|(?=\r?\n|$))
    | [ ]+(?P<way>\[\d+/\d+\].*)
    | VRF:[ ](?P<vrf>\S+)
    | (?P<start>Codes:[ ].*|Gateway[ ]of[ ]last[ ]resort.*|[ ]+\S{1,3}[ ]+-[ ][A-Za-z].*|%[ ].*(?:No|not).*)
    | (?P<odd>.*\S.*)
    )[ ]*\r?$""",
    re.MULTILINE | re.VERBOSE,
)
_WAY = re.compile(
    rf"\[(?P<distance>\d+)/(?P<metric>\d+)\] via (?P<hop>[0-9A-Fa-f:.]+)(?: \(nexthop in vrf (?P<other>\S+)\))?,?\s*"
    rf"{_AGE}?(?:, (?P<port>[A-Za-z]\S*))?(?: \([^)]*\))?"
)
_DIRECT = re.compile(rf"is directly connected,\s*(?:{_AGE},\s*)?(?P<port>[A-Za-z]\S*)(?: \([^)]*\))?")
_CLOCK = re.compile(r"[A-Z][a-z]{2} [A-Z][a-z]{2} +\d+ \d\d:\d\d:\d\d.*")


def read_routes(page: Page) -> Iterator[RouteSeen]:
    """`show route [ipv6] [vrf X|vrf all]`. A subnet of one address is printed as the address alone."""
    ways = list(_ways(page))
    direct = {(way.vrf, way.interface) for way in ways if way.protocol == "connected"}
    for way in ways:
        alone = way.protocol == "local" and (way.vrf, way.interface) not in direct
        yield replace(way, protocol="connected") if alone else way


def _ways(page: Page) -> Iterator[RouteSeen]:
    vrf, protocol, prefix, seen = page.vrf, "", None, False
    for found, line in matches(_ROUTE, _joined(page.text)):
        if found["start"]:
            seen = True
        elif found["vrf"]:
            vrf, prefix = found["vrf"], None
        elif found["prefix"]:
            protocol, prefix = _protocol(found["code"], line), prefix_of(found["prefix"])
            if protocol and (first := found["first"].strip()):
                yield _way(page, vrf, protocol, prefix, first, line)
        elif found["way"] and prefix is not None:
            if protocol:
                yield _way(page, vrf, protocol, prefix, found["way"], line)
        elif not _CLOCK.fullmatch(found[0].strip()):
            raise not_understood(line, found[0])
    if not seen and page.text.strip():
        raise ValueError("this is no routing table: it has neither codes nor a gateway of last resort")


def _joined(text: str) -> str:
    """A route whose line was broken after a comma on one line, and an empty one in place of the other: the numbers stay."""
    lines = text.split("\n")
    for at in range(len(lines) - 1):
        if lines[at].rstrip().endswith(",") and re.match(rf"\s+{_AGE},", lines[at + 1]):
            lines[at], lines[at + 1] = f"{lines[at].rstrip()} {lines[at + 1].strip()}", ""
    return "\n".join(lines)


def _protocol(code: str, line: int) -> str:
    """The protocol of a code, "" for routes that are left out."""
    if code in _OF_HOSTS:
        return ""
    if code not in _CODES:
        raise ValueError(f"line {line}: nobody knows the code {code!r}")
    return _CODES[code]


def _way(page: Page, vrf: str, protocol: str, prefix: Prefix, text: str, line: int) -> RouteSeen:
    found = _WAY.fullmatch(text.strip()) or _DIRECT.fullmatch(text.strip())
    if found is None:
        raise not_understood(line, text)
    said = found.groupdict()
    port, hop = xr_name(said["port"] or ""), said.get("hop")
    discard = port == "Null0"
    if discard:
        hop = None
        if protocol in ("bgp", "ospf"):
            protocol = "aggregate" if protocol == "bgp" else OSPF_ANY  # the discard route of a range is that of the process
    return RouteSeen(
        vrf, prefix, protocol, address_of(hop) if hop else None, "" if discard else port, discard,
        number(said.get("distance")), number(said.get("metric")), page.at(line),
    )  # fmt: skip


_NEIGHBOUR = re.compile(
    r"^(?:Neighbors for OSPF(?:v3)? \S+?(?:, VRF (?P<vrf>\S+))?"
    r"|[ ]*(?P<id>\d+\.\d+\.\d+\.\d+)[ ]+\d+[ ]+(?P<state>[A-Z0-9]+)/[ ]*\S+[ ]+(?P<dead>\d[\d:]*|-)[ ]+"
    r"(?P<address>\d+\.\d+\.\d+\.\d+)[ ]+(?P<port>\S+)"
    r"|(?P<head>[*#] Indicates .*|Neighbor ID .*|[ ]+Neighbor is up for .*|Total neighbor count: \d+|%.*)"
    r"|(?P<odd>.*\S.*))[ ]*\r?$",
    re.MULTILINE,
)


def read_ospf(page: Page) -> Iterator[PeerSeen]:
    """`show ospf [vrf all] neighbor`: a list for each process and VRF."""
    vrf = page.vrf
    for found, line in matches(_NEIGHBOUR, page.text):
        vrf = found["vrf"] or vrf
        if found["odd"] and not _CLOCK.fullmatch(found["odd"].strip()):
            raise not_understood(line, found["odd"])
        if found["id"]:
            state = found["state"]
            yield PeerSeen(
                OSPF, vrf, address_of(found["address"]), state.lower(), state in OSPF_UP, xr_name(found["port"]), found["id"],
                page.at(line),
            )  # fmt: skip


_PEER = re.compile(
    r"^BGP neighbor is (?P<peer>[\da-fA-F.:]+)(?:, vrf (?P<vrf>\S+))?[ ]*\n(?P<body>(?:(?!BGP neighbor is ).*\n?)*)", re.MULTILINE
)
_REMOTE, _STATE = re.compile(r"^ Remote AS (\d[\d.]*),", re.MULTILINE), re.compile(r"^\s+BGP state = (\w+)", re.MULTILINE)


def read_bgp(page: Page) -> Iterator[PeerSeen]:
    """`show bgp neighbors` in any of its forms: a block for each neighbour."""
    if "BGP neighbor is " not in page.text and page.text.strip() and not re.search(r"^%|No (?:such )?neighbor", page.text, re.M):
        raise ValueError("this is no list of BGP neighbours")
    for found, line in matches(_PEER, page.text):
        remote, state = _REMOTE.search(found["body"]), _STATE.search(found["body"])
        if remote is None or state is None:
            raise ValueError(f"line {line}: the neighbour {found['peer']} has no state")
        up = state[1] == "Established"
        yield PeerSeen(BGP, found["vrf"] or page.vrf, address_of(found["peer"]), state[1].lower(), up, "", remote[1], page.at(line))


_SUMMARY = re.compile(
    r"^(?:VRF: (?P<vrf>\S+)"
    r"|(?P<peer>\d+\.\d+\.\d+\.\d+|[0-9A-Fa-f]*:[0-9A-Fa-f:]*)(?:[ ]*\r?\n)?[ ]+\d+[ ]+(?P<asn>[\d.]+)(?:[ ]+\d+){5}[ ]+"
    r"(?P<age>\S+)[ ]+(?P<state>\S+(?: \(\w+\))?)(?P<flag>!?)"
    r"|(?P<head>Neighbor[ ]+Spk[ ].*)|(?P<odd>.*\S.*))[ ]*\r?$",
    re.MULTILINE,
)


def read_bgp_summary(page: Page) -> Iterator[PeerSeen]:
    """`show bgp summary`."""
    return summary(_SUMMARY, page)


def read_bgp6_summary(page: Page) -> Iterator[PeerSeen]:
    """`show bgp ipv6 unicast summary`: neighbours with IPv6 addresses."""
    return only_ipv6(summary(_SUMMARY, page))


_VRF = r"(?: vrf (?P<vrf>(?!all\b)\S+))?"
SHOWN = (
    Shown(ROUTES, r"show route vrf all", read_routes),
    Shown(ROUTES6, r"show route vrf all ipv6(?: unicast)?", read_routes),
    Shown(ROUTES6, rf"show route{_VRF} ipv6(?: unicast)?", read_routes),
    Shown(ROUTES, rf"show route{_VRF}(?: ipv4(?: unicast)?)?", read_routes),
    Shown(OSPF, r"show ospf vrf all neighbor", read_ospf, all_vrfs=True),
    Shown(OSPF, rf"show ospf{_VRF} neighbor", read_ospf),
    Shown(BGP, r"show bgp (?:all all|vrf all) neighbors?", read_bgp, all_vrfs=True),
    Shown(BGP, rf"show bgp{_VRF} neighbors?", read_bgp),
    Shown(BGP, r"show bgp(?: ipv4 unicast)? summary", read_bgp_summary),
    Shown(BGP6, r"show bgp ipv6 unicast summary", read_bgp6_summary),
    Shown(PORTS, r"show interfaces", read_ports, all_vrfs=True),
)
