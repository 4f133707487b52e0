"""Tables that VRP prints: routes and BGP neighbours."""

import re
from collections.abc import Iterator
from ipaddress import IPv4Network

from collectors.ioslike.shown.peers import summary
from collectors.shown import Page, Shown, address_of, matches, not_understood, number, prefix_of
from models.observed import BGP, OSPF_ANY, ROUTES, PeerSeen, RouteSeen

_PROTOCOLS = {
    "Direct": "connected", "Static": "static", "OSPF": OSPF_ANY, "O_ASE": OSPF_ANY, "O_ASE2": OSPF_ANY, "O_NSSA": OSPF_ANY,
    "O_NSSA2": OSPF_ANY, "O_INTRA": "ospf", "O_INTER": "ospf-ia", "IBGP": "bgp", "EBGP": "bgp", "BGP": "bgp", "RIP": "rip",
    "ISIS-L1": "isis-l1", "ISIS-L2": "isis-l2", "Unr": "user network",
}  # fmt: skip
_LINE = re.compile(
    r"""^(?:
      [ ]*(?:(?P<prefix>\d+\.\d+\.\d+\.\d+/\d+)[ ]+)?(?P<protocol>[A-Z][A-Za-z_0-9-]*)[ ]+(?P<distance>\d+)[ ]+(?P<cost>\d+)
        [ ]+(?:[RDTBSE]{1,4}[ ]+)?(?P<hop>\d+\.\d+\.\d+\.\d+)[ ]+(?P<port>[A-Za-z0-9]\S*)
    | (?P<start>Routing[ ]Tables?[ ]?:[ ]*(?P<vrf>\S+)|Route[ ]Flags:.*|-+|[ ]*Destinations[ ]?:[ ]\d+[ ]+Routes[ ]?:[ ]\d+|
        [ ]*Destination/Mask[ ]+Proto.*|.*Summary[ ]Count.*|Proto:[ ].*)
    | (?P<odd>.*\S.*)
    )[ ]*\r?$""",
    re.MULTILINE | re.VERBOSE,
)
_COUNT = re.compile(r"Destinations ?: (\d+)")
_HERE = "127.0.0.1"


def read_routes(page: Page) -> Iterator[RouteSeen]:
    """`display ip routing-table`: equal ways stand below the first, and the table says how many destinations it has.

    The addresses of the device itself and the broadcast addresses of its subnets are routes of their own.
    """
    rows: list[RouteSeen] = []
    vrf, prefix = page.vrf, None
    for found, line in matches(_LINE, page.text):
        if found["vrf"]:
            vrf = page.vrf if found["vrf"].lower() in ("public", "_public_") else found["vrf"]
        elif found["protocol"]:
            prefix = prefix_of(found["prefix"]) if found["prefix"] else prefix
            protocol = _PROTOCOLS.get(found["protocol"])
            if prefix is None or protocol is None:
                raise not_understood(line, found[0])
            discard = found["port"].upper() == "NULL0"
            hop = None if discard or protocol == "connected" else address_of(found["hop"])
            own = protocol == "connected" and found["hop"] == _HERE
            rows.append(
                RouteSeen(
                    vrf,
                    prefix,
                    "local" if own else protocol,
                    hop,
                    "" if discard else found["port"],
                    discard,
                    number(found["distance"]),
                    number(found["cost"]),
                    page.at(line),
                )
            )
        elif found["odd"]:
            raise not_understood(line, found["odd"])
    counts = [int(each) for each in _COUNT.findall(page.text)]
    if not counts or sum(counts) != len({(row.vrf, row.prefix) for row in rows}):
        raise ValueError("this is no routing table, or not the whole of one: it does not have as many destinations as it says")
    yield from _plain(rows)


def _plain(rows: list[RouteSeen]) -> Iterator[RouteSeen]:
    """Without what every device has: its loopback network and broadcast addresses."""
    subnets = {row.prefix for row in rows if row.protocol == "connected" and row.prefix.prefixlen < row.prefix.max_prefixlen}
    ends = {subnet.broadcast_address for subnet in subnets if isinstance(subnet, IPv4Network)}
    for row in rows:
        first = row.prefix.network_address
        if not first.is_loopback and not (row.protocol == "local" and (first in ends or str(first) == "255.255.255.255")):
            yield row


_SUMMARY = re.compile(
    r"^(?:[ ]*VPN-Instance (?P<vrf>[^\s,]+).*"
    r"|[ ]+(?P<peer>\d+\.\d+\.\d+\.\d+|[0-9A-Fa-f]*:[0-9A-Fa-f:]*)[ ]+4[ ]+(?P<asn>[\d.]+)(?:[ ]+\d+){3}[ ]+(?P<age>\S+)"
    r"[ ]+(?P<state>[A-Za-z]+)(?:\([A-Za-z]+\))?[ ]+\d+"
    r"|(?P<head>[ ]*Peer[ ]+V[ ]+AS[ ].*)|(?P<odd>.*\S.*))[ ]*\r?$",
    re.MULTILINE,
)


def read_bgp_peers(page: Page) -> Iterator[PeerSeen]:
    """`display bgp peer`."""
    return summary(_SUMMARY, page)


_VPN = r"(?: vpn-instance (?P<vrf>\S+))?"
SHOWN = (
    Shown(ROUTES, rf"dis\w* ip routing-table{_VPN}", read_routes),
    Shown(BGP, r"dis\w* bgp peer", read_bgp_peers),
)
