"""Tables that PAN-OS prints are read whole or not at all."""

import pytest

from collectors.shown import Page
from collectors.vendors.paloalto_panos.shown import read_peers, read_routes

HEAD = """flags: A:active, ?:loose, C:connect, H:host, S:static, ~:internal, R:rip, O:ospf, B:bgp,
       Oi:ospf intra-area, Oo:ospf inter-area, O1:ospf ext-type-1, O2:ospf ext-type-2, E:ecmp, M:multicast

VIRTUAL ROUTER: edge (id 2)
  ==========
destination          nexthop         metric flags      age   interface          next-AS
"""
ROWS = """0.0.0.0/0            192.0.2.1              A?B        1030201                    64500
10.1.0.0/24          10.1.0.1        0      A C              ae1.10
10.1.0.1/32          0.0.0.0         0      A H
10.2.0.0/16          10.1.0.9        20     A O1       77    ae1.10
10.3.0.0/16          discard         10     A S
10.4.0.0/16          0.0.0.0         10     A S E            tunnel.4
10.5.0.0/16          10.1.0.9        30       S              ae1.10
10.9.9.9/32          0.0.0.0         0      A H
10.9.9.9/32          0.0.0.0         1        ~
total routes shown: 9
"""
PEERS = """  ==========
  router id:                     10.9.9.9
  virtual router:                edge
  Local AS:                      65001
    peer to the provider: AS 64500, Established, IP 192.0.2.1
      bgpAfiIpv4/unicast pfx:    Accepted pfx: 4, Advertised pfx: 4
    peer spare: AS 64501, Active, IP 2001:db8::1
"""


def test_routes_in_use() -> None:
    found = [
        (str(r.prefix), r.protocol, str(r.next_hop or ""), r.interface, r.discard, r.metric)
        for r in read_routes(Page(HEAD + ROWS, "", "f"))
    ]
    assert sorted(found) == [
        ("0.0.0.0/0", "bgp", "192.0.2.1", "", False, None),
        ("10.1.0.0/24", "connected", "", "ae1.10", False, 0),
        ("10.1.0.1/32", "local", "", "ae1.10", False, 0),
        ("10.2.0.0/16", "ospf-e1", "10.1.0.9", "ae1.10", False, 20),
        ("10.3.0.0/16", "static", "", "", True, 10),
        ("10.4.0.0/16", "static", "", "tunnel.4", False, 10),
        ("10.9.9.9/32", "connected", "", "", False, 0),
    ]
    assert {r.vrf for r in read_routes(Page(HEAD + ROWS, "", "f"))} == {"edge"}


@pytest.mark.parametrize(
    "line", ["10.6.0.0/16 somewhere 10 A S ae1", "10.6.0.0/16 10.1.0.9 10 A X ae1", "10.6.0.0/16", "what is this"]
)
def test_a_line_that_is_not_understood_spoils_the_table(line: str) -> None:
    with pytest.raises(ValueError, match="understood"):
        list(read_routes(Page(HEAD + ROWS + line + "\n", "", "f")))


def test_no_table_is_no_empty_table() -> None:
    for read in (read_routes, read_peers):
        with pytest.raises(ValueError, match="names no virtual router"):
            list(read(Page("", "", "f")))


def test_peers() -> None:
    found = [(p.vrf, str(p.address), p.state, p.up, p.identity) for p in read_peers(Page(PEERS, "", "f"))]
    assert found == [("edge", "192.0.2.1", "Established", True, "64500"), ("edge", "2001:db8::1", "Active", False, "64501")]
    with pytest.raises(ValueError, match="understood"):
        list(read_peers(Page(PEERS + "    peer odd: AS unknown\n", "", "f")))
