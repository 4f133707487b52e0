"""Routes and BGP neighbours as VRP prints them."""

from collectors.dialect import dialects
from collectors.observe import observed
from collectors.shows import with_shows
from models.device import Device, DeviceId
from models.observed import OSPF_ANY, Observed
from models.snapshot import Capture, Note

SW = DeviceId("city", "sw")
ROUTES = """\
Route Flags: R - relay, D - download to fib
------------------------------------------------------------------------------
Routing Tables: Public
         Destinations : 9        Routes : 10

Destination/Mask    Proto   Pre  Cost      Flags NextHop         Interface

        0.0.0.0/0   Static  60   0          RD   10.1.0.254      Vlanif10
       10.1.0.0/24  Direct  0    0           D   10.1.0.1        Vlanif10
       10.1.0.1/32  Direct  0    0           D   127.0.0.1       Vlanif10
     10.1.0.255/32  Direct  0    0           D   127.0.0.1       Vlanif10
       10.7.0.0/16  O_ASE   150  1           D   10.1.0.8        Vlanif10
                    O_ASE   150  1           D   10.1.0.9        Vlanif10
       10.9.0.0/16  Static  60   0           D   0.0.0.0         NULL0
   10.255.0.0/16    EBGP    255  0          RD   10.1.0.7        Vlanif10
      127.0.0.0/8   Direct  0    0           D   127.0.0.1       InLoopBack0
255.255.255.255/32  Direct  0    0           D   127.0.0.1       InLoopBack0
"""
PEERS = """\
 BGP local router ID : 10.255.0.1
 Local AS number : 64512
 Total number of peers : 2                 Peers in established state : 1

  Peer            V          AS  MsgRcvd  MsgSent  OutQ  Up/Down       State PrefRcv

  10.1.0.7        4       64500     4762     4995     0 0026h43m Established     551
  10.1.0.6        4       64501        0        0     0 00:00:07        Idle       0
"""


def taken(**shows: str) -> tuple[Observed, list[Note]]:
    """What outputs show."""
    captures = [Capture(SW, command.replace("_", " "), f"{command}.txt", text) for command, text in shows.items()]
    return observed(captures, dialects()["huawei_vrp"])


def test_routes_without_what_every_device_has() -> None:
    seen, notes = taken(**{"display_ip_routing-table": ROUTES})
    assert not notes
    assert [(str(each.prefix), each.protocol, str(each.next_hop or ""), each.discard, each.distance) for each in seen.routes] == [
        ("0.0.0.0/0", "static", "10.1.0.254", False, 60),
        ("10.1.0.0/24", "connected", "", False, 0),
        ("10.1.0.1/32", "local", "", False, 0),
        ("10.7.0.0/16", OSPF_ANY, "10.1.0.8", False, 150),
        ("10.7.0.0/16", OSPF_ANY, "10.1.0.9", False, 150),
        ("10.9.0.0/16", "static", "", True, 60),
        ("10.255.0.0/16", "bgp", "10.1.0.7", False, 255),
    ]


def test_tables_of_vpns_are_those_that_were_asked_for() -> None:
    text = ROUTES.replace("Public", "guests")
    seen, _ = taken(**{"display_ip_routing-table_vpn-instance_guests": text})
    assert {each.vrf for each in seen.routes} == {"guests"}


def test_a_table_that_was_cut_is_not_read() -> None:
    for text in (ROUTES.rpartition("127.0.0.0")[0], ROUTES + "  surprise\n", "Error: no such command\n"):
        seen, notes = taken(**{"display_ip_routing-table": text})
        assert not seen.routes
        assert len(notes) == 1


def test_neighbours_of_bgp() -> None:
    seen, notes = taken(display_bgp_peer=PEERS)
    assert not notes
    assert [(str(peer.address), peer.up, peer.identity) for peer in seen.peers] == [
        ("10.1.0.7", True, "64500"),
        ("10.1.0.6", False, "64501"),
    ]


def test_hosts_that_a_switch_hears() -> None:
    mac = """\
-------------------------------------------------------------------------------
MAC Address    VLAN/VSI                          Learned-From        Type
-------------------------------------------------------------------------------
0011-2233-4455 10/-                              GE0/0/25            dynamic
-------------------------------------------------------------------------------
Total items displayed = 1
"""
    found, notes = with_shows(
        Device(SW, "huawei_vrp"), [Capture(SW, "display mac-address", "mac.txt", mac)], dialects()["huawei_vrp"].canonical_name
    )
    assert not notes
    assert [(host.mac, host.interface, host.vlan) for host in found.hosts] == [("00:11:22:33:44:55", "GigabitEthernet0/0/25", 10)]
