"""Routes and neighbours as the ASA prints them, with the names of its ports."""

import random
from ipaddress import IPv4Network

from collectors.dialect import dialects, read
from collectors.draft import Draft
from collectors.observe import observed
from collectors.shows import with_shows
from models.device import Device, DeviceId
from models.observed import Observed
from models.snapshot import Capture, Note

FW = DeviceId("city", "fw")
CONFIG = """\
interface GigabitEthernet0/0
 nameif outside
 ip address 192.0.2.2 255.255.255.0
interface GigabitEthernet0/1.10
 nameif inside
 ip address 10.1.0.1 255.255.255.0
"""
ROUTES = """\
Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP
       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area
       SI - Static InterVRF, BI - BGP InterVRF
Gateway of last resort is 192.0.2.1 to network 0.0.0.0

S*       0.0.0.0 0.0.0.0 [1/0] via 192.0.2.1, outside
C        192.0.2.0 255.255.255.0 is directly connected, outside
L        192.0.2.2 255.255.255.255 is directly connected, outside
O IA     10.7.0.0 255.255.0.0
           [110/20] via 10.1.0.8, 2w2d, inside
           [110/20] via 10.1.0.9, 7w0d, inside
O E2     10.8.0.0 255.255.0.0 [110/1] via 10.1.0.8, 00:11:12, inside
D EX     10.9.0.0 255.255.0.0 [170/3072] via 10.1.0.9, 00:11:12, inside
S        10.0.0.0 255.0.0.0 is directly connected, Null0
B        10.6.0.0 255.255.0.0 [20/0] via 192.0.2.1, 3d04h
V        10.77.0.5 255.255.255.255 connected by VPN (advertised), outside
"""
OSPF = """\

Neighbor ID     Pri   State           Dead Time   Address         Interface
10.255.0.8        1   FULL/BDR        0:00:07     10.1.0.8        inside
"""


def device() -> Device:
    return read(CONFIG, dialects()["cisco_asa"], Draft(FW, "cisco_asa", "fw.cfg"))


def taken(**shows: str) -> tuple[Observed, list[Note]]:
    """What outputs show of the device."""
    captures = [Capture(FW, command.replace("_", " "), f"{command}.txt", text) for command, text in shows.items()]
    return observed(captures, dialects()["cisco_asa"], device().interfaces.values())


def test_routes_with_all_ways_and_the_ports_of_the_config() -> None:
    seen, notes = taken(show_route=ROUTES)
    assert not notes
    found = [(str(each.prefix), each.protocol, str(each.next_hop or ""), each.interface, each.distance) for each in seen.routes]
    assert found == [
        ("0.0.0.0/0", "static", "192.0.2.1", "GigabitEthernet0/0", 1),
        ("192.0.2.0/24", "connected", "", "GigabitEthernet0/0", None),
        ("192.0.2.2/32", "local", "", "GigabitEthernet0/0", None),
        ("10.7.0.0/16", "ospf-ia", "10.1.0.8", "GigabitEthernet0/1.10", 110),
        ("10.7.0.0/16", "ospf-ia", "10.1.0.9", "GigabitEthernet0/1.10", 110),
        ("10.8.0.0/16", "ospf-e2", "10.1.0.8", "GigabitEthernet0/1.10", 110),
        ("10.9.0.0/16", "eigrp-ex", "10.1.0.9", "GigabitEthernet0/1.10", 170),
        ("10.0.0.0/8", "static", "", "", None),
        ("10.6.0.0/16", "bgp", "192.0.2.1", "", 20),
        ("10.77.0.5/32", "vpn", "", "GigabitEthernet0/0", None),
    ]
    assert [each.prefix for each in seen.routes if each.discard] == [IPv4Network("10.0.0.0/8")]


def test_neighbours_of_ospf_and_the_table_of_management() -> None:
    management = "Codes: C - connected\n\nC        10.9.0.0 255.255.255.0 is directly connected, mgmt\n"
    seen, notes = taken(show_ospf_neighbor=OSPF, **{"show_route_management-only": management})
    assert not notes
    assert [(str(peer.address), peer.up, peer.interface) for peer in seen.peers] == [("10.1.0.8", True, "GigabitEthernet0/1.10")]
    assert [(each.vrf, each.interface) for each in seen.routes] == [("management-only", "mgmt")]


def test_an_output_is_read_whole_or_not_at_all() -> None:
    for text in (ROUTES + "S        mailhost 255.255.255.255 [1/0] via 10.1.0.8, inside\n", "ERROR: nothing\n"):
        seen, notes = taken(show_route=text)
        assert not seen.routes
        assert len(notes) == 1
    rng = random.Random(7)
    for _ in range(200):
        lines = ROUTES.splitlines()
        lines[rng.randrange(len(lines))] = "".join(rng.sample(ROUTES, 30)).replace("\n", " ")
        taken(show_route="\n".join(lines))


def test_hosts_are_seen_at_the_ports_of_the_config() -> None:
    arp = "        inside 10.1.0.9 0011.2233.4455 15\n        dmz 10.2.0.9 0011.2233.4456 5\n"
    found, notes = with_shows(device(), [Capture(FW, "show arp", "arp.txt", arp)], dialects()["cisco_asa"].canonical_name)
    assert not notes
    assert [(str(host.address), host.interface) for host in found.hosts] == [
        ("10.1.0.9", "GigabitEthernet0/1.10"),
        ("10.2.0.9", "dmz"),
    ]
