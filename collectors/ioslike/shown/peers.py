"""OSPF and BGP neighbours of IOS and EOS, as text."""

import re
from collections.abc import Iterable, Iterator

from collectors.shown import Page, address_of, matches, not_understood
from models.observed import BGP, OSPF, PeerSeen

OSPF_UP = ("FULL", "2WAY")
"""Between two routers that are neither designated nor its backup, 2-way is all that there will be (RFC 2328 10.4)."""
_OSPF = re.compile(
    r"^[ ]*(?P<id>\d+\.\d+\.\d+\.\d+)(?:[ ]+(?P<instance>\S+)[ ]+(?P<vrf>\S+))?[ ]+\d+[ ]+(?P<state>[A-Z0-9]+)(?:/[ ]*[A-Za-z-]+)?"
    r"[ ]+(?P<dead>\d[\d:.]*|-)[ ]+(?P<address>\d+\.\d+\.\d+\.\d+)[ ]+(?P<port>\S+)[ ]*\r?$"
    r"|^(?:[ ]*Neighbor ID .*|%.*OSPF.*|[ ]*)\r?$|^(?P<odd>.+)$",
    re.MULTILINE,
)


def read_ospf(page: Page) -> Iterator[PeerSeen]:
    """`show ip ospf neighbor`; EOS has the instance and the VRF in columns of their own."""
    for found, line in matches(_OSPF, page.text):
        if found["odd"]:
            raise not_understood(line, found["odd"])
        if found["id"]:
            yield PeerSeen(
                OSPF, found["vrf"] or "", address_of(found["address"]), found["state"].lower(), found["state"] in OSPF_UP,
                found["port"], found["id"], page.at(line),
            )  # fmt: skip


_SUMMARY = re.compile(
    r"^(?:BGP summary information for VRF (?P<vrf>\S+)[ ]*"
    r"|(?:[ ]{2}\S+(?:[ ]\S+)*[ ]+|[ ]*)(?P<peer>\d+\.\d+\.\d+\.\d+|[0-9A-Fa-f]*:[0-9A-Fa-f:]*)(?:[ ]*\r?\n)?[ ]+4[ ]+"
    r"(?P<asn>[\d.]+)(?:[ ]+\d+){4,5}[ ]+(?P<age>\S+)[ ]+(?P<state>\S+(?: \(\w+\))?)(?:[ ]+\d+)*[ ]*"
    r"|(?P<head>[ ]*(?:Description[ ]+)?Neighbor[ ]+(?:V|AS)[ ].*|% ?BGP .*not .*|(?:% ?)?BGP inactive.*)"
    r"|(?P<odd>.*\S.*))\r?$",
    re.MULTILINE,
)


def read_bgp_summary(page: Page) -> Iterator[PeerSeen]:
    """`show ip bgp summary`."""
    return summary(_SUMMARY, page)


def read_bgp6_summary(page: Page) -> Iterator[PeerSeen]:
    """The summary of IPv6 routes: neighbours with IPv6 addresses; those with IPv4 ones stand in the other summary too."""
    return only_ipv6(read_bgp_summary(page))


def only_ipv6(peers: Iterable[PeerSeen]) -> Iterator[PeerSeen]:
    """The neighbours that have IPv6 addresses."""
    return (peer for peer in peers if peer.address.version == 6)


def summary(pattern: re.Pattern[str], page: Page) -> Iterator[PeerSeen]:
    """Below its head each line is a neighbour; a number instead of a state is that of its prefixes.

    `pattern` names the groups vrf, head, peer, asn, state and odd.
    """
    vrf, below, seen = page.vrf, False, False
    for found, line in matches(pattern, page.text):
        if found["vrf"]:
            vrf, below, seen = found["vrf"], False, True
        elif found["head"]:
            below = seen = True
        elif found["peer"] and below:
            state = found["state"]
            up = state.isdigit() or state.startswith("Estab")
            yield PeerSeen(
                BGP, vrf, address_of(found["peer"]), "established" if up else state.lower(), up, "", found["asn"], page.at(line)
            )
        elif below and found["odd"]:
            raise not_understood(line, found["odd"])
    if not seen and page.text.strip():
        raise ValueError("this is no summary of BGP neighbours")


_NEIGHBOUR = re.compile(
    r"^BGP neighbor is (?P<peer>[\da-fA-F.:]+),[ ]+(?:vrf (?P<vrf>[^ ,]+),[ ]+)?remote AS (?P<asn>[\d.]+)[^\n]*\n"
    r"(?P<body>(?:(?!BGP neighbor is ).*\n?)*)",
    re.MULTILINE,
)
_STATE = re.compile(r"^\s+BGP state (?:=|is) (?P<state>\w+)", re.MULTILINE)
_VRF = re.compile(r", VRF (?P<vrf>\S+)\s*$", re.MULTILINE)


def read_bgp_neighbours(page: Page) -> Iterator[PeerSeen]:
    """`show ip bgp neighbors` in any of its forms: a block for each neighbour. One that says no state is cut short."""
    if (
        page.text.count("BGP neighbor is ") == 0
        and page.text.strip()
        and not re.search(r"BGP (?:not active|inactive)|^For address", page.text, re.M)
    ):
        raise ValueError("this is no list of BGP neighbours")
    seen = set()
    for found, line in matches(_NEIGHBOUR, page.text):
        state, vrf = _STATE.search(found["body"]), _VRF.search(found["body"])
        if state is None:
            raise ValueError(f"line {line}: the neighbour {found['peer']} has no state")
        name = found["vrf"] or (vrf["vrf"] if vrf else page.vrf)
        if (name, found["peer"]) not in seen:  # a neighbour stands once for each address family
            seen.add((name, found["peer"]))
            up = state["state"] == "Established"
            yield PeerSeen(BGP, name, address_of(found["peer"]), state["state"].lower(), up, "", found["asn"], page.at(line))
