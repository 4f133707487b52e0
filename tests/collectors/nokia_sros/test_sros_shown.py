"""Tables that SR OS prints are read whole or not at all."""

from ipaddress import ip_address, ip_interface

import pytest

from collectors.shown import Page
from collectors.vendors.nokia_sros.shown import read_bgp, read_ports, read_routes

RULE = "=" * 79
ROUTES = f"""{RULE}
Route Table (Router: Base)
{RULE}
Dest Prefix[Flags]                            Type    Proto     Age        Pref
      Next Hop[Interface Name]                                    Metric
{"-" * 79}
0.0.0.0/0                                     Remote  Static    05d01h22m  5
       192.0.2.1                                                    1
10.3.0.0/16                                   Blackh* Aggr      00h00m09s  130
       Black Hole                                                   0
10.4.4.4/32 [2]                               Remote  OSPF      00h10m00s  10
       to-core                                                      20
{"-" * 79}
No. of Routes: 3
Flags: n = Number of times nexthop is repeated
       B = BGP backup route available
{RULE}
"""
PORTS = f"""{RULE}
Interface Table (Router: Base)
{RULE}
Interface-Name                   Adm       Opr(v4/v6)  Mode    Port/SapId
   IP-Address                                                  PfxState
{"-" * 79}
system                           Up        Up/Down     Network system
   10.0.0.1/32                                                 n/a
to-lab                           Up        Down/Down   Network 1/1/3
   -                                                           -
{"-" * 79}
Interfaces : 2
{RULE}
"""
SUMMARY = f"""{RULE}
 BGP Router ID:10.0.0.1         AS:65001       Local AS:65001
{RULE}
Total Peer Groups       : 1           Total Peers                 : 2
{RULE}
BGP Summary
{RULE}
Legend : D - Dynamic Neighbor
{RULE}
Neighbor
Description
                   AS PktRcvd InQ  Up/Down   State|Rcv/Act/Sent (Addr Family)
                      PktSent OutQ
{"-" * 79}
10.0.0.2
to the core
                65002      13    0 00h03m27s 4/3/1 (IPv4)
                           11    0
10.0.0.3
                65003       0    0 00h03m27s Active
                            0    0
{"-" * 79}
"""


def page(text: str) -> Page:
    return Page(text, "default", "x.txt")


def test_routes() -> None:
    rows = list(read_routes(page(ROUTES)))
    assert [(str(row.prefix), row.protocol, row.distance, row.metric) for row in rows] == [
        ("0.0.0.0/0", "static", 5, 1),
        ("10.3.0.0/16", "aggregate", 130, 0),
        ("10.4.4.4/32", "ospf-any", 10, 20),
    ]
    assert [(row.next_hop, row.interface, row.discard) for row in rows] == [
        (ip_address("192.0.2.1"), "", False),
        (None, "", True),
        (None, "to-core", False),
    ]


def test_ports_and_neighbours() -> None:
    assert [(port.name, port.up, port.addresses) for port in read_ports(page(PORTS))] == [
        ("system", True, (ip_interface("10.0.0.1/32"),)),
        ("to-lab", False, ()),
    ]
    assert [(str(peer.address), peer.up, peer.identity, peer.state) for peer in read_bgp(page(SUMMARY))] == [
        ("10.0.0.2", True, "65002", "Established"),
        ("10.0.0.3", False, "65003", "Active"),
    ]


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (read_routes, ROUTES.replace("No. of Routes: 3", "No. of Routes: 4")),
        (read_routes, ROUTES[:700]),
        (read_routes, ROUTES.replace("Black Hole", "Black\x00Hole ?")),
        (read_ports, PORTS.replace("   -  ", "   ?  ")),
        (read_bgp, SUMMARY.replace("Total Peers                 : 2", "Total Peers                 : 3")),
        (read_bgp, "something else"),
    ],
)
def test_what_is_cut_or_odd_is_refused(read: object, text: str) -> None:
    with pytest.raises(ValueError):
        list(read(page(text)))  # type: ignore[operator]  # one of the readers
