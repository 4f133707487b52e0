"""Tables that AOS-CX prints: routes, BGP neighbours, and ports with their state and addresses."""

import re
from collections.abc import Iterator
from ipaddress import ip_interface

from collectors.ioslike.shown.peers import summary
from collectors.ioslike.shown.ports import stated
from collectors.shown import Page, Shown, address_of, matches, not_understood, number, prefix_of
from collectors.vendors.aruba_aoscx.system import aoscx_name
from models.observed import BGP, OSPF_ANY, PORTS, ROUTES, ROUTES6, PeerSeen, PortSeen, RouteSeen

_ROUTE = re.compile(
    r"""^(?:
      (?P<prefix>[0-9A-Fa-f:.]+/\d+),[ ]vrf[ ](?P<vrf>\S+)
    | [ \t]+via[ ]+(?P<via>\S+),[ ]+\[(?P<distance>\d+)/(?P<metric>\d+)\],[ ]+(?P<protocol>\w+)
    | Displaying[ ]ipv[46][ ]routes[ ]selected[ ]for[ ]forwarding
    | '\[x/y\]'[ ]denotes[ ]\[distance/metric\]
    | No[ ]ipv[46][ ]routes[ ]configured
    | (?P<odd>.*\S.*)
    )[ ]*\r?$""",
    re.MULTILINE | re.VERBOSE,
)
_PROTOCOLS = {"connected": "connected", "local": "local", "static": "static", "bgp": "bgp", "ospf": OSPF_ANY, "ospfv3": OSPF_ANY,
              "rip": "rip", "ripng": "rip"}  # fmt: skip
_NOWHERE = ("blackhole", "nullroute", "reject")


def read_routes(page: Page) -> Iterator[RouteSeen]:
    """`show ip route [all-vrfs]` as lines `via`. The address of a loopback is a local route here, and its subnet elsewhere."""
    vrf, prefix, open_line, seen = page.vrf, None, 0, "routes" in page.text[:200]
    for found, line in matches(_ROUTE, page.text):
        if found["prefix"]:
            if open_line:
                raise ValueError(f"line {open_line}: a route without a way")
            vrf, prefix, open_line = found["vrf"], prefix_of(found["prefix"]), line
        elif found["via"] and prefix is not None:
            open_line = 0
            via, protocol = found["via"], _PROTOCOLS.get(found["protocol"])
            if protocol is None:
                raise not_understood(line, found[0])
            hop = address_of(via) if "." in via or ":" in via else None
            port = "" if hop or via in _NOWHERE else aoscx_name(via)
            yield RouteSeen(
                vrf, prefix, "connected" if protocol == "local" and port.startswith("loopback") else protocol, hop, port,
                via in _NOWHERE, number(found["distance"]), number(found["metric"]), page.at(line),
            )  # fmt: skip
        elif found["odd"] or found["via"]:
            raise not_understood(line, found[0])
    if open_line or not seen:
        raise ValueError("the table ends before the last way" if seen else "this is no routing table")


_PORT = re.compile(
    r"^(?:Interface|Aggregate) (?P<name>\S+) is (?P<state>up|down)(?: \([^)\n]*\))?[ ]*\r?\n?"
    r"(?P<body>(?:[ \t][^\n]*(?:\n|$)|\r?\n)*)",
    re.MULTILINE,
)
_ADDRESS = re.compile(r"^\s+IPv[46] address (?P<address>[\da-fA-F.:]+/\d+)(?: \w+)?\s*$", re.MULTILINE)


def read_ports(page: Page) -> Iterator[PortSeen]:
    """`show interface`: each port with its state; its VRF is not said."""
    end = 0
    for found, line in matches(_PORT, page.text):
        if page.text[end : found.start()].strip():
            raise ValueError(f"before line {line}: not the state of a port: {page.text[end : found.start()].strip()[:60]!r}")
        end = found.end()
        addresses = [ip_interface(text) for text in _ADDRESS.findall(found["body"])]
        yield PortSeen(aoscx_name(found["name"]), found["state"] == "up", stated(addresses), "", page.at(line))
    if page.text[end:].strip():
        raise ValueError(f"not the state of a port: {page.text[end:].strip()[:60]!r}")


_SUMMARY = re.compile(
    r"^(?:VRF[ ]*:[ ]*(?P<vrf>\S+)"
    r"|(?P<head>[ ]*Neighbor[ ]+Remote-AS[ ]+MsgRcvd[ ].*)"
    r"|[ ]*(?P<peer>\d+\.\d+\.\d+\.\d+|[0-9A-Fa-f]*:[0-9A-Fa-f:]*)[ ]+(?P<asn>[\d.]+)[ ]+\d+[ ]+\d+[ ]+\S+[ ]+"
    r"(?P<state>[A-Z]\w+)[ ]+\w+"
    r"|Address-family[ ]*:.*|-+|(?P<odd>.*\S.*))[ ]*\r?$",
    re.MULTILINE,
)


def read_bgp_summary(page: Page) -> Iterator[PeerSeen]:
    """`show bgp all-vrfs all summary`: each neighbour stands below each address family that it has, and is taken once."""
    yield from dict.fromkeys(peer for peer in summary(_SUMMARY, page) if peer.address.version == 4)


_VRF = r"(?: vrf (?P<vrf>\S+))?"
SHOWN = (
    Shown(ROUTES, r"show ip route all-vrfs", read_routes, all_vrfs=True),
    Shown(ROUTES, rf"show ip route{_VRF}", read_routes),
    Shown(ROUTES6, r"show ipv6 route all-vrfs", read_routes, all_vrfs=True),
    Shown(ROUTES6, rf"show ipv6 route{_VRF}", read_routes),
    Shown(BGP, r"show bgp (?:all-vrfs all|all all-vrfs) summary", read_bgp_summary, all_vrfs=True),
    Shown(PORTS, r"show interface", read_ports, all_vrfs=True),
)
"""A table in another form than these is a fault that is told, and gives no rows."""
