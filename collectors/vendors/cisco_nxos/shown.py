"""Tables that NX-OS prints: routes, neighbours and ports."""

import re
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_interface

from collectors.ioslike.shown.peers import OSPF_UP, only_ipv6, read_bgp_neighbours, summary
from collectors.ioslike.shown.ports import stated
from collectors.shown import Page, Shown, address_of, matches, not_understood, number, prefix_of
from collectors.vendors.cisco_nxos.shown_json import json_ways
from collectors.vendors.cisco_nxos.system import nxos_name
from models.observed import BGP, BGP6, OSPF, OSPF_ANY, PORTS, ROUTES, ROUTES6, PeerSeen, PortSeen, RouteSeen
from models.routing import Prefix

_ROUTE = re.compile(
    r"""^(?:
      (?P<prefix>[0-9A-Fa-f:.]+/\d+),[ ]ubest/mbest:[ ](?P<ways>\d+)/\d+.*
    | [ ]+(?P<best>\*{0,2})via[ ](?:(?P<hop>[0-9A-Fa-f:.]+)(?:%(?P<leak>\S+?))?,[ ])?(?:(?P<port>[A-Za-z]\S*),[ ])?
        \[(?P<distance>\d+)/(?P<metric>\d+)\],[ ]\S+,[ ](?P<protocol>[a-z_]\S*?)(?:,[ ](?P<kind>[a-z][\w-]*|L[12]))?(?:,(?:[ ].*)?)?
    | (?:IP|IPv6)[ ]Rout(?:e|ing)[ ]Table[ ]for[ ]VRF[ ]"(?P<vrf>[^"]+)".*
    | (?P<start>'.*'[ ](?:denotes|in[ ]via[ ]output[ ]denotes)[ ].*|Route[ ]not[ ]found)
    | (?P<odd>.*\S.*)
    )\r?$""",
    re.MULTILINE | re.VERBOSE,
)
_PROTOCOLS = {"direct": "connected", "local": "local", "static": "static", "discard": "discard"}
_KINDS = {"intra": "ospf", "inter": "ospf-ia", "type-1": "ospf-e1", "type-2": "ospf-e2", "nssa": "ospf-n2"}
_OF_HOSTS = ("hsrp", "vrrp", "am", "vrrpv3", "hmm", "vrrp_engine")
"""Routes to the virtual address of whoever is active now, and to hosts that answered: no table is computed to have them."""
_CLOCK = re.compile(r"\d\d:\d\d:\d\d.*|Time source is .*|[A-Z][a-z]{2} [A-Z][a-z]{2} +\d+ .*")


def read_routes(page: Page) -> Iterator[RouteSeen]:
    """`show ip route [vrf all]`: each prefix says how many ways follow, so a table that ends too early is found out."""
    vrf, prefix, wanted, seen = page.vrf, None, 0, False
    ways: list[RouteSeen] = []
    for found, line in matches(_ROUTE, page.text):
        if found["vrf"] or found["prefix"]:
            if wanted:
                raise ValueError(f"before line {line} a way of {prefix} is missing")
            seen = True
            yield from _once(ways)
            ways = []
            vrf = found["vrf"] or vrf
            prefix, wanted = (prefix_of(found["prefix"]), int(found["ways"])) if found["prefix"] else (None, 0)
        elif found["protocol"] and prefix is not None:
            wanted -= found["best"] == "*"
            protocol = _protocol(found["protocol"], found["kind"] or "", line)
            if found["best"] == "*" and protocol:
                ways.append(_way(page, vrf, prefix, protocol, found, line))
        elif (found["odd"] and not _CLOCK.fullmatch(found["odd"].strip())) or found["protocol"]:
            raise not_understood(line, found[0])
    if wanted > 0:
        raise ValueError(f"the table ends before the last way of {prefix}")
    if not seen and page.text.strip():
        raise ValueError("this is no routing table: it names no VRF")
    yield from _once(ways)


def read_json(page: Page) -> Iterator[RouteSeen]:
    """The same as JSON, which is whole or does not parse."""
    ways: list[RouteSeen] = []
    for way, name, kind, used in json_ways(page):
        protocol = _protocol(name, kind, 0) if used else ""
        if ways and (ways[0].vrf, ways[0].prefix) != (way.vrf, way.prefix):
            yield from _once(ways)
            ways = []
        if protocol:
            protocol = _of_discard(name) if way.discard else protocol
            ways.append(replace(way, protocol=protocol, interface="" if way.discard else way.interface))
    yield from _once(ways)


def _way(page: Page, vrf: str, prefix: Prefix, protocol: str, found: re.Match[str], line: int) -> RouteSeen:
    port, hop = nxos_name(found["port"] or ""), found["hop"]
    discard = port == "Null0" or protocol == "discard"
    if discard:
        port, hop, protocol = "", "", _of_discard(found["protocol"])
    return RouteSeen(
        vrf, prefix, protocol, address_of(hop) if hop else None, port, discard, number(found["distance"]),
        number(found["metric"]), page.at(line),
    )  # fmt: skip


def _once(ways: list[RouteSeen]) -> list[RouteSeen]:
    """The ways of a prefix; the /32 of a loopback is printed as its subnet and as its address, and is one route."""
    direct = any(way.protocol == "connected" for way in ways)
    return [way for way in ways if not (direct and way.protocol == "local")]


def _of_discard(protocol: str) -> str:
    """The discard route of a summary belongs to the process that summarises."""
    return {"bgp": "aggregate", "ospf": OSPF_ANY}.get(protocol.split("-")[0], protocol)


def _protocol(name: str, kind: str, line: int) -> str:
    """The protocol of a way, "" for ways to hosts."""
    if name in _OF_HOSTS:
        return ""
    if name in _PROTOCOLS:
        return _PROTOCOLS[name]
    family = name.split("-")[0]
    if family in ("ospf", "ospfv3"):
        return _KINDS.get(kind, OSPF_ANY)
    if family in ("isis", "isis_l1", "isis_l2"):
        return {"L1": "isis-l1", "L2": "isis-l2"}.get(kind.upper(), family.replace("_", "-"))
    if family == "eigrp":
        return "eigrp-ex" if kind == "external" else family
    if family in ("bgp", "rip"):
        return family
    raise ValueError(f"line {line}: nobody knows the protocol {name!r}")


_NEIGHBOUR = re.compile(
    r"^(?:[ ]*OSPFv?3?[ ]Process[ ]ID[ ](?P<process>\S+)(?:[ ]context[ ]\S+)?[ ]VRF[ ](?P<vrf>\S+?),?"
    r"|[ ]*(?P<id>\d+\.\d+\.\d+\.\d+)[ ]+\d+[ ]+(?P<state>[A-Z0-9]+)/[ ]*\S+[ ]+\S+[ ]+(?P<address>\d+\.\d+\.\d+\.\d+)"
    r"[ ]+(?P<port>\S+)"
    r"|(?P<head>[ ]*Total number of neighbors:.*|[ ]*Neighbor ID .*|Note: .*process.*not running.*)"
    r"|(?P<odd>.*\S.*))[ ]*\r?$",
    re.MULTILINE,
)


def read_ospf(page: Page) -> Iterator[PeerSeen]:
    """`show ip ospf neighbors [vrf all]`: a list for each process and VRF."""
    vrf = page.vrf
    for found, line in matches(_NEIGHBOUR, page.text):
        vrf = found["vrf"] or vrf
        if found["odd"]:
            raise not_understood(line, found["odd"])
        if found["id"]:
            state = found["state"]
            yield PeerSeen(
                OSPF, vrf, address_of(found["address"]), state.lower(), state in OSPF_UP, nxos_name(found["port"]), found["id"],
                page.at(line),
            )  # fmt: skip


_SUMMARY = re.compile(
    r"^(?:BGP summary information for VRF (?P<vrf>[^ ,]+), address family (?P<family>.*)"
    r"|[ ]*(?P<peer>\d+\.\d+\.\d+\.\d+|[0-9A-Fa-f]*:[0-9A-Fa-f:]*)(?:[ ]*\r?\n)?[ ]+4[ ]+(?P<asn>[\d.]+)(?:\r?\n)?"
    r"(?:[ ]+\d+){5}[ ]+(?P<age>\S+)[ ]+(?P<state>\S+(?:[ ]\(\w+\))?)"
    r"|(?P<head>[ ]*Neighbor[ ]+V[ ]+AS[ ].*|Note: .*process.*not running.*)|(?P<odd>.*\S.*))[ ]*\r?$",
    re.MULTILINE,
)


def read_bgp_summary(page: Page) -> Iterator[PeerSeen]:
    """`show ip bgp summary vrf all`; a long AS number ends its line."""
    return summary(_SUMMARY, page)


def read_bgp6_summary(page: Page) -> Iterator[PeerSeen]:
    """`show bgp ipv6 unicast summary vrf all`: neighbours with IPv6 addresses."""
    return only_ipv6(summary(_SUMMARY, page))


_PORT = re.compile(
    r"^(?P<name>[A-Za-z][A-Za-z-]*\d[\d/.]*) is (?P<state>up|down)\b(?P<body>[^\n]*(?:\n(?!\S+\d is (?:up|down)\b)[^\n]*)*)",
    re.MULTILINE,
)
_ADDRESS = re.compile(r"Internet Address is (\S+/\d+)(?:[ ]secondary)?")


def read_ports(page: Page) -> Iterator[PortSeen]:
    """`show interface`: each port with its state; its VRF is not said."""
    end = 0
    for found, line in matches(_PORT, page.text):
        if page.text[end : found.start()].strip():
            raise ValueError(f"before line {line}: not the state of a port: {page.text[end : found.start()].strip()[:60]!r}")
        end = found.end()
        addresses = [ip_interface(text) for text in _ADDRESS.findall(found["body"])]
        yield PortSeen(nxos_name(found["name"]), found["state"] == "up", stated(addresses), "", page.at(line))
    if page.text[end:].strip():
        raise ValueError(f"not the state of a port: {page.text[end:].strip()[:60]!r}")


_VRF = r"(?: vrf (?P<vrf>(?!all\b)\S+))?"
_JSON = r" ?\|? ?json(?:-pretty)?(?: native)?"
SHOWN = (
    Shown(ROUTES, rf"show ip route vrf all{_JSON}", read_json, all_vrfs=True),
    Shown(ROUTES, rf"show ip route{_VRF}{_JSON}", read_json),
    Shown(ROUTES, r"show ip route vrf all", read_routes, all_vrfs=True),
    Shown(ROUTES, rf"show ip route{_VRF}", read_routes),
    Shown(ROUTES6, r"show ipv6 route vrf all", read_routes, all_vrfs=True),
    Shown(ROUTES6, rf"show ipv6 route{_VRF}", read_routes),
    Shown(OSPF, r"show ip ospf neighbors? vrf all", read_ospf, all_vrfs=True),
    Shown(OSPF, rf"show ip ospf neighbors?{_VRF}", read_ospf),
    Shown(BGP, r"show (?:ip )?bgp (?:all )?summary vrf all", read_bgp_summary, all_vrfs=True),
    Shown(BGP6, r"show bgp ipv6 unicast summary vrf all", read_bgp6_summary, all_vrfs=True),
    Shown(BGP, rf"show (?:ip )?bgp (?:all )?summary{_VRF}", read_bgp_summary),
    Shown(BGP, r"show (?:ip )?bgp (?:all )?neighbors? vrf all", read_bgp_neighbours, all_vrfs=True),
    Shown(BGP, rf"show (?:ip )?bgp (?:all )?neighbors?{_VRF}", read_bgp_neighbours),
    Shown(PORTS, r"show interface", read_ports, all_vrfs=True),
)
