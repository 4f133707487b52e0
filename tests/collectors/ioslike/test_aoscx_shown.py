"""What AOS-CX shows: neighbours, hosts, routes and ports."""

import pytest

from collectors.dialect import dialect
from collectors.observe import observed
from collectors.shows import with_shows
from models.snapshot import Capture
from tests.collectors.ioslike.reading import device

RULE = "-" * 80
LLDP = f"""LLDP Neighbor Information
=========================
Total Neighbor Entries          : 1
{RULE}
Port                           : 1/1/9
Neighbor Entries               : 1
Neighbor Chassis-Name          : quay-3
Neighbor Chassis-Description   : a switch
Neighbor Chassis-ID            : 00:00:5e:00:53:09
Neighbor Management-Address    : 10.40.0.9
Chassis Capabilities Available : Bridge, Router
Chassis Capabilities Enabled   : Bridge
Neighbor Port-ID               : 1/1/49
Neighbor Port-Desc             : 1/1/49
TTL                            : 120
"""
ARP = f"""IPv4 Address     MAC                Port         Physical Port              State      VRF
{RULE}
10.41.1.20       00:00:5e:00:53:20  vlan11       1/1/3                      reachable  crane
Total Number Of ARP Entries Listed- 1.
{RULE}
"""
MACS = f"""MAC age-time            : 300 seconds
Number of MAC addresses : 1

MAC Address          VLAN     Type                      Port
{RULE}
00:00:5e:00:53:20    11       dynamic                   lag2
"""
SYSTEM = """Hostname           : port-core-1
System Description : GL.10.13.1040
System Contact     :
System Location    :

Vendor             : Aruba
Product Name       : JL635A 8325
Chassis Serial Nbr : SG00KMX002
Base MAC Address   : 00005e-005301
ArubaOS-CX Version : GL.10.13.1040
"""


def test_reads_what_is_seen_on_its_ports() -> None:
    plain = device("aruba_aoscx", "hostname port-core-1")
    outputs = {
        "show lldp neighbor-info detail": LLDP, "show arp all-vrfs": ARP, "show mac-address-table": MACS, "show system": SYSTEM,
    }  # fmt: skip
    captures = [Capture(plain.id, command, f"{number}.txt", text) for number, (command, text) in enumerate(outputs.items())]
    found, notes = with_shows(plain, captures, dialect("aruba_aoscx").canonical_name)
    assert not notes
    (neighbour,) = found.neighbours
    assert (neighbour.interface, neighbour.remote_name, neighbour.remote_interface) == ("1/1/9", "quay-3", "1/1/49")
    assert [(str(host.address), host.interface, host.vlan) for host in found.hosts] == [
        ("10.41.1.20", "vlan11", None),
        ("None", "lag2", 11),
    ]
    assert (found.model, found.version, found.serials) == ("JL635A 8325", "GL.10.13.1040", ("SG00KMX002",))


ROUTES = """Displaying ipv4 routes selected for forwarding

'[x/y]' denotes [distance/metric]

10.41.0.0/16, vrf crane
\tvia  10.41.30.2,  [110/101],  ospf
\tvia  10.41.30.6,  [110/101],  ospf
10.43.0.0/16, vrf default
\tvia  nullroute,  [1/0],  static
10.48.255.1/32, vrf default
\tvia  loopback0,  [0/0],  local
"""
BGP = """VRF : crane
BGP Summary
-----------
 Local AS               : 65010        BGP Router Identifier  : 10.41.255.1
 Peers                  : 2            Log Neighbor Changes   : No
 Cfg. Hold Time         : 180          Cfg. Keep Alive        : 60

Address-family : IPv4 Unicast
-----------------------------
 Neighbor        Remote-AS MsgRcvd MsgSent   Up/Down Time State        AdminStatus
 10.41.30.2      65077     912     914       14h:02m:11s  Established  Up
 10.41.30.6      65078     0       7         00h:00m:00s  Idle         Up

Address-family : L2VPN EVPN
-----------------------------
 Neighbor        Remote-AS MsgRcvd MsgSent   Up/Down Time State        AdminStatus
 10.41.30.2      65077     912     914       14h:02m:11s  Established  Up
"""
PORTS = """Interface 1/1/1 is up
 Admin state is up
 Speed 1000 Mb/s

Interface 1/1/2 is down (Administratively down)
 Admin state is down

Interface vlan11 is up
 Admin state is up
 IPv4 address 10.41.1.2/24

Aggregate lag1 is up
 Admin state is up
"""


def test_reads_the_tables_that_it_prints() -> None:
    spoken, id = dialect("aruba_aoscx"), device("aruba_aoscx", "hostname core").id
    outputs = {"show ip route all-vrfs": ROUTES, "show interface": PORTS, "show bgp all-vrfs all summary": BGP}
    captures = [Capture(id, command, f"{number}.txt", text) for number, (command, text) in enumerate(outputs.items())]
    found, notes = observed(captures, spoken)
    assert not notes
    ways = [(route.vrf, str(route.prefix), route.protocol, str(route.next_hop), route.interface) for route in found.routes]
    assert ways == [
        ("crane", "10.41.0.0/16", "ospf-any", "10.41.30.2", ""),
        ("crane", "10.41.0.0/16", "ospf-any", "10.41.30.6", ""),
        ("default", "10.43.0.0/16", "static", "None", ""),
        ("default", "10.48.255.1/32", "connected", "None", "loopback0"),
    ]
    peers = [(peer.vrf, str(peer.address), peer.identity, peer.state, peer.up) for peer in found.peers]
    assert peers == [("crane", "10.41.30.2", "65077", "established", True), ("crane", "10.41.30.6", "65078", "idle", False)]
    assert [route.discard for route in found.routes] == [False, False, True, False]
    assert [(port.name, port.up, port.addresses is not None and len(port.addresses)) for port in found.ports] == [
        ("1/1/1", True, 0),
        ("1/1/2", False, 0),
        ("vlan11", True, 1),
        ("lag1", True, 0),
    ]


@pytest.mark.parametrize(
    "text", [ROUTES.rpartition("\tvia")[0], ROUTES + "10.9.0.0/16 -> somewhere\n", ROUTES.replace("ospf", "odr"), "x\n"]
)
def test_a_table_that_is_not_understood_gives_no_rows(text: str) -> None:
    found, notes = observed(
        [Capture(device("aruba_aoscx", "hostname core").id, "show ip route all-vrfs", "1.txt", text)], dialect("aruba_aoscx")
    )
    assert len(notes) == 1 and not found.routes
