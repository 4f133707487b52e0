"""Tables that SR OS prints: routes, interfaces, and neighbours of BGP. Those of OSPF are printed without their addresses."""

import re
from collections.abc import Iterator
from ipaddress import IPv4Interface, IPv6Interface, ip_interface

from collectors.shown import Page, Shown, address_of, matches, not_understood, number, prefix_of
from models.observed import BGP, OSPF_ANY, PORTS, ROUTES, ROUTES6, PeerSeen, PortSeen, RouteSeen

_PROTOCOLS = {
    "Local": "connected", "Static": "static", "BGP": "bgp", "OSPF": OSPF_ANY, "OSPF3": OSPF_ANY, "ISIS": "isis", "RIP": "rip",
    "Aggr": "aggregate", "Host": "local", "BGP VPN": "bgp",
}  # fmt: skip
_FRAME = r"={5,}|-{5,}|No\.[ ]of[ ].*|Flags:[ ].*|[ ]+[A-Z][ ]=[ ].*|\*[ ]indicates[ ].*|MINOR:[ ].*[ ]is[ ]not[ ]configured\.?"
_ROUTE = re.compile(
    rf"""^(?:
      (?:IPv6[ ])?Route[ ]Table[ ]\(Router:[ ](?P<router>[^)]+)\)
    | No\.[ ]of[ ]Routes:[ ](?P<count>\d+)
    | (?P<frame>{_FRAME}|Dest[ ]Prefix.*|[ ]+Next[ ]Hop\[.*)
    | (?P<prefix>[\da-fA-F.:]+/\d+)(?:[ ]\[\S+\])?[ ]+(?P<type>\S+)
        [ ]+(?P<protocol>\S+(?:[ ]VPN)?)[ ]+(?P<age>\S+)[ ]+(?P<distance>\d+)
    | [ ]+(?P<hop>\S.*?)[ ]+(?P<metric>\d+)
    | (?P<odd>.*\S.*)
    )[ ]*\r?$""",
    re.MULTILINE | re.VERBOSE,
)
_NAME = re.compile(r"[\w.:/-]+(?: [\w.:/-]+)*")


def _vrf(router: str) -> str:
    """The table of a router instance as it is called in a header.

    >>> _vrf("Base"), _vrf("Service: 10"), _vrf("management")
    ('default', '10', 'management')
    """
    name = router.strip().removeprefix("Service:").strip()
    return "default" if name == "Base" else name


def read_routes(page: Page) -> Iterator[RouteSeen]:
    """`show router route-table`. The table says how many routes it has: fewer means that it was cut."""
    vrf, count, total = page.vrf, 0, None
    pending: re.Match[str] | None = None
    for found, line in matches(_ROUTE, page.text):
        if found["odd"] or (found["hop"] and pending is None):
            raise not_understood(line, found[0])
        if found["router"]:
            vrf = _vrf(found["router"])
        elif found["count"]:
            total = int(found["count"])
        elif found["prefix"]:
            pending, count = found, count + 1
        elif found["hop"] and pending is not None:
            yield _row(page, vrf, pending, found, line)
            pending = None
    if total is None and page.text.strip():
        raise ValueError("this is no whole routing table: nothing says how many routes it has")
    if total is not None and total != count:
        raise ValueError(f"the table has {total} routes, but {count} are shown")


def _row(page: Page, vrf: str, route: re.Match[str], way: re.Match[str], line: int) -> RouteSeen:
    protocol = _PROTOCOLS.get(route["protocol"], route["protocol"].lower())
    hop, discard = way["hop"], way["hop"] == "Black Hole"
    address, port = None, ""
    if re.fullmatch(r"[\d.]+|[\da-fA-F:]*:[\da-fA-F:.]*", hop):
        address = address_of(hop)
    elif not discard:
        if not _NAME.fullmatch(hop):
            raise not_understood(line, way[0])
        port = hop
    return RouteSeen(
        vrf, prefix_of(route["prefix"]), protocol, address, port, discard,
        number(route["distance"]), number(way["metric"]), page.at(line),
    )  # fmt: skip


_INTERFACE = re.compile(
    r"^(?:Interface Table \((?:Router: )?(?P<router>[^)]+)\)"
    r"|(?P<name>\S+(?: \S+)*?)[ ]+(?P<admin>Up|Down)[ ]+(?P<four>Up|Down)/(?P<six>Up|Down)[ ]+\S+[ ]+\S+"
    r"|[ ]{2,}(?P<address>[\da-fA-F.:]+/\d+|-)[ ]+\S+"
    rf"|(?P<frame>{_FRAME}|Interface-Name .*|[ ]+IP-Address .*|Interfaces : \d+)|(?P<odd>.*\S.*))[ ]*\r?$",
    re.MULTILINE,
)


def read_ports(page: Page) -> Iterator[PortSeen]:
    """`show router interface`, with the addresses of each."""
    vrf, name, up, where = page.vrf, "", False, 0
    addresses: list[IPv4Interface | IPv6Interface] = []
    for found, line in matches(_INTERFACE, page.text):
        if found["odd"]:
            raise not_understood(line, found[0])
        if found["router"]:
            vrf = _vrf(found["router"])
        elif found["address"]:
            if found["address"] != "-":
                addresses.append(ip_interface(found["address"]))
        elif found["name"]:
            if name:
                yield PortSeen(name, up, tuple(addresses), vrf, page.at(where))
            name, where, addresses = found["name"], line, []
            up = found["admin"] == "Up" and "Up" in (found["four"], found["six"])
    if name:
        yield PortSeen(name, up, tuple(addresses), vrf, page.at(where))


_PEER = re.compile(
    r"^(?P<address>\d+\.\d+\.\d+\.\d+|[\da-fA-F]*:[\da-fA-F:]+)[ ]*\n"
    r"(?:(?P<text>(?![ ]{6,}\d).*)\n)?[ ]+(?P<asn>\d+)[ ]+\d+[ ]+\d+[ ]+\S+"
    r"[ ]+(?P<state>\S+)",
    re.MULTILINE,
)
_UP = re.compile(r"\d+/\d+/\d+")


def read_bgp(page: Page) -> Iterator[PeerSeen]:
    """`show router bgp summary`. Behind the header each neighbour has an address, a description, and numbers."""
    text = page.text.replace("\r", "")
    if re.fullmatch(r"\s*MINOR: .* is not configured\.?\s*", text):
        return
    if text.strip() and "BGP Router ID" not in text:
        raise ValueError("this is no summary of BGP")
    stated = re.search(r"Total Peers +: (\d+)", text)
    count = 0
    for found, line in matches(_PEER, text):
        count += 1
        up = _UP.match(found["state"]) is not None
        yield PeerSeen("bgp", page.vrf, address_of(found["address"]), "Established" if up else found["state"], up,
                       identity=found["asn"], source=page.at(line))  # fmt: skip
    if stated and int(stated[1]) != count:
        raise ValueError(f"there are {stated[1]} neighbours, but {count} are shown")


_ROUTER = r'(?:router(?: "?(?:Base|(?P<vrf>[^\s"]+))"?)?)'
SHOWN = (
    Shown(ROUTES, rf"show {_ROUTER} route-table(?: ipv4)?", read_routes),
    Shown(ROUTES6, rf"show {_ROUTER} route-table ipv6", read_routes),
    Shown(PORTS, rf"show {_ROUTER} interface", read_ports),
    Shown(BGP, rf"show {_ROUTER} bgp summary", read_bgp),
)
