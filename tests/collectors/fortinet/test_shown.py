"""Tables that FortiOS prints, in short form."""

import pytest

from collectors.shown import Page
from collectors.vendors.fortinet.shown import read_bgp_summary, read_ospf, read_routes

HEAD = """Codes: K - kernel, C - connected, S - static, R - RIP, B - BGP
       O - OSPF, IA - OSPF inter area
       * - candidate default

Routing table for VRF=0
"""
ROUTES = (
    ("S*      0.0.0.0/0 [10/0] via 192.0.2.1, wan1, [1/0]", "default static 0.0.0.0/0 192.0.2.1 wan1 10/0"),
    ("                  [10/0] via 192.0.2.5, wan2, [1/0]", "default static 0.0.0.0/0 192.0.2.5 wan2 10/0"),
    ("C       10.1.0.0/24 is directly connected, lan", "default connected 10.1.0.0/24  lan None/None"),
    ("                    is directly connected, lab", "default connected 10.1.0.0/24  lab None/None"),
    ("S       10.9.0.0/16 [20/0] via hq tunnel 198.51.100.9, [1/0]", "default static 10.9.0.0/16  hq 20/0"),
    ("S       10.8.0.0/16 [254/0] is a summary, Null, [1/0]", "default static 10.8.0.0/16   254/0 discard"),
    ("O IA    10.7.0.0/16 [110/3] via 10.1.0.9, lan, 00:10:11, [1/0]", "default ospf-ia 10.7.0.0/16 10.1.0.9 lan 110/3"),
    ("O*E2    0.0.0.0/0 [110/10] via 10.1.0.9, Tu-Hub, 03w2d20h", "default ospf-e2 0.0.0.0/0 10.1.0.9 Tu-Hub 110/10"),
    ("B       10.6.0.0/16 [200/0] via 10.255.0.1 (recursive via 10.1.0.9, lan), 2d18h02m, [1/0]",
     "default bgp 10.6.0.0/16 10.255.0.1  200/0"),
    ("Routing table for VRF=7", ""),
    ("C       10.5.0.0/24 is directly connected, guest", "7 connected 10.5.0.0/24  guest None/None"),
)  # fmt: skip


def test_routes_with_their_further_ways() -> None:
    text = HEAD + "".join(f"{line}\n" for line, _ in ROUTES)
    found = [
        f"{r.vrf} {r.protocol} {r.prefix} {r.next_hop or ''} {r.interface} {r.distance}/{r.metric}{' discard' if r.discard else ''}"
        for r in read_routes(Page(text, "default", "r.txt"))
    ]
    assert found == [row for _, row in ROUTES if row]


@pytest.mark.parametrize(
    "text",
    ["% unknown action", HEAD + "Q  10.0.0.0/8 [1/0] via 10.1.0.9, lan", HEAD + "S  10.0.0.0/8 [1/0] by pigeon", HEAD + "what"],
)
def test_what_is_no_route_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"understood|protocol|no routing table"):
        list(read_routes(Page(text, "default", "r.txt")))


def test_neighbours() -> None:
    bgp = "BGP router identifier 1.1.1.1, local AS number 65001\nBGP table version is 1\n\n" \
          "Neighbor   V   AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd\n" \
          "10.1.0.9   4 65002   10   10   0   0   0 05:48:47        3\n10.1.0.8   4 65003   0   0   0   0   0 never Idle\n\n" \
          "Total number of neighbors 2\n"  # fmt: skip
    ospf = "OSPF process 0, VRF 0:\nNeighbor ID     Pri   State           Dead Time   Address         Interface\n" \
           "2.2.2.2           1   Full/DR         00:00:33    10.1.0.9        lan(2)\n"  # fmt: skip
    assert [(str(peer.address), peer.up, peer.identity) for peer in read_bgp_summary(Page(bgp, "default", "b"))] == [
        ("10.1.0.9", True, "65002"), ("10.1.0.8", False, "65003")
    ]  # fmt: skip
    assert [(str(peer.address), peer.up, peer.interface) for peer in read_ospf(Page(ospf, "default", "o"))] == [
        ("10.1.0.9", True, "lan")
    ]
