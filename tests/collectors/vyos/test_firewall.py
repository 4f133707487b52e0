"""What rule sets, zones, the forward filter and NAT let through, asked of the data plane."""

from ipaddress import IPv4Address

import pytest

from collectors.dialect import dialects, read
from collectors.draft import Draft
from models.device import Device, DeviceId
from models.network import Network
from models.source import Status
from models.verdict import Fate, Packet
from netplan.forwarding.answers import answer_paths
from netplan.forwarding.boxes import Flow, point
from netplan.forwarding.dataplane import DataPlane
from netplan.topology.wires import wired

FW = DeviceId("city", "fw")
PORTS = """
set interfaces ethernet eth0 address '192.0.2.2/30'
set interfaces ethernet eth1 address '10.1.0.1/24'
set interfaces ethernet eth2 address '10.2.0.1/24'
set protocols static route 0.0.0.0/0 next-hop 192.0.2.1
"""
HOSTS = {"eth0": "203.0.113.9", "eth1": "10.1.0.9", "eth2": "10.2.0.9"}
YES, NO, OPEN = Fate.DELIVERED, Fate.DROPPED, Fate.UNKNOWN


def device(text: str) -> Device:
    return read(PORTS + text, dialects()["vyos"], Draft(FW, "vyos", "fw.cfg"))


def plane(text: str) -> DataPlane:
    return DataPlane.of(wired(Network({FW: device(text)})))


def packet(way: str, port: int = 443, protocol: str = "tcp") -> tuple[str, Packet]:
    one, other = way.split(" > ")
    return one, Packet(HOSTS[one], HOSTS[other], protocol, port, 50000)


def fate(text: str, way: str, port: int = 443, protocol: str = "tcp") -> Fate:
    """What becomes of a packet from behind one port to behind another; what leaves to the Internet is delivered."""
    entry, asked = packet(way, port, protocol)
    (end,) = plane(text).trace_ends((FW, entry), asked)
    return YES if end.fate is Fate.LEFT else end.fate


def rule(number: int, *words: str, name: str = "IN") -> str:
    return "".join(f"set firewall name {name} rule {number} {word}\n" for word in words)


ESTABLISHED = rule(1, "action 'accept'", "state established 'enable'", "state related 'enable'")
DROP = "set firewall name IN default-action 'drop'\n"
AT_PORT = "set interfaces ethernet eth1 firewall in name 'IN'\n"


@pytest.mark.parametrize(
    ("rules", "way", "port", "expected"),
    [
        (DROP, "eth1 > eth2", 443, NO),
        (DROP, "eth2 > eth0", 443, YES),
        (DROP + rule(5, "action 'accept'", "protocol 'tcp'", "destination port '443,8000-8080'"), "eth1 > eth2", 8044, YES),
        (DROP + rule(5, "action 'accept'", "protocol 'tcp'", "destination port '443,8000-8080'"), "eth1 > eth2", 8081, NO),
        (DROP + rule(5, "action 'accept'", "destination address '10.2.0.0-10.2.0.9'"), "eth1 > eth2", 443, YES),
        (DROP + rule(5, "action 'accept'", "destination address '!10.2.0.0/16'"), "eth1 > eth2", 443, NO),
        (DROP + rule(5, "action 'accept'", "destination address '!10.2.0.0/16'"), "eth1 > eth0", 443, YES),
        (DROP + rule(5, "action 'accept'", "protocol '!tcp'"), "eth1 > eth2", 443, NO),
        (DROP + rule(5, "action 'accept'", "disable"), "eth1 > eth2", 443, NO),
        (DROP + rule(5, "action 'accept'", "limit rate '5/minute'"), "eth1 > eth2", 443, OPEN),
        (DROP + rule(5, "action 'accept'", "source group address-group 'GONE'"), "eth1 > eth2", 443, OPEN),
        (DROP + rule(5, "action 'accept'", "source group network-group 'NETv4_eth1'"), "eth1 > eth2", 443, YES),
        (DROP + rule(5, "action 'accept'", "source group address-group 'ADDRv4_eth1'"), "eth1 > eth2", 443, NO),
        (DROP + rule(5, "action 'accept'", "state new 'enable'"), "eth1 > eth2", 443, YES),
        (DROP + rule(5, "action 'drop'", "state invalid 'enable'") + rule(6, "action 'accept'"), "eth1 > eth2", 443, YES),
        ("set firewall name IN default-action 'accept'\n" + rule(5, "action 'reject'", "protocol 'tcp_udp'"), "eth1 > eth2", 1, NO),
        (DROP + ESTABLISHED, "eth1 > eth2", 443, NO),
    ],
)
def test_a_rule_set_at_a_port(rules: str, way: str, port: int, expected: Fate) -> None:
    assert fate(rules + AT_PORT, way, port) is expected


@pytest.mark.parametrize(("rules", "expected"), [(DROP + ESTABLISHED, YES), (DROP, NO)])
def test_answers_pass_where_established_sessions_do(rules: str, expected: Fate) -> None:
    """eth2 asks a host behind eth1, whose answers meet the rules of eth1."""
    asked = plane(rules + AT_PORT)
    entry, question = packet("eth2 > eth1")
    assert [path.fate for path in answer_paths(asked, (FW, entry), question)] == [expected]


ZONES = """
set zone-policy zone wan interface eth0
set zone-policy zone lan interface eth1
set zone-policy zone wan from lan firewall name 'OUT'
set zone-policy zone lan from wan firewall name 'IN'
set firewall name OUT default-action 'accept'
set firewall name OUT rule 5 action 'drop'
set firewall name OUT rule 5 protocol 'tcp'
set firewall name OUT rule 5 destination port '25'
"""


@pytest.mark.parametrize("spelling", ["zone-policy zone", "firewall zone"])
@pytest.mark.parametrize(
    ("way", "port", "expected"),
    [
        ("eth1 > eth0", 443, YES),
        ("eth1 > eth0", 25, NO),
        ("eth0 > eth1", 443, NO),
        ("eth1 > eth2", 443, NO),
        ("eth2 > eth1", 443, NO),
    ],
)
def test_zones(spelling: str, way: str, port: int, expected: Fate) -> None:
    """A port without a zone and one with a zone exchange nothing."""
    assert fate(ZONES.replace("zone-policy zone", spelling) + DROP + ESTABLISHED, way, port) is expected


FORWARD = """
set firewall global-options state-policy established action 'accept'
set firewall ipv4 forward filter default-action 'drop'
set firewall ipv4 forward filter rule 10 action 'jump'
set firewall ipv4 forward filter rule 10 jump-target 'WEB'
set firewall ipv4 forward filter rule 10 inbound-interface name 'eth1'
set firewall ipv4 forward filter rule 20 action 'accept'
set firewall ipv4 forward filter rule 20 outbound-interface name 'eth[2]'
set firewall ipv4 forward filter rule 20 source address '203.0.113.0/24'
set firewall ipv4 name WEB default-action 'return'
set firewall ipv4 name WEB rule 5 action 'accept'
set firewall ipv4 name WEB rule 5 protocol 'tcp'
set firewall ipv4 name WEB rule 5 destination port '443'
"""


@pytest.mark.parametrize(
    ("way", "port", "expected"),
    [
        ("eth1 > eth0", 443, YES),
        ("eth1 > eth0", 80, NO),
        ("eth0 > eth1", 443, NO),
        ("eth0 > eth2", 80, YES),
        ("eth2 > eth0", 443, NO),
    ],
)
def test_the_forward_filter_with_jumps_between_ports(way: str, port: int, expected: Fate) -> None:
    assert fate(FORWARD, way, port) is expected


@pytest.mark.parametrize(("last", "expected"), [("jump", YES), ("drop", NO), ("queue", OPEN)])
def test_what_becomes_of_other_packets(last: str, expected: Fate) -> None:
    text = FORWARD.replace("filter default-action 'drop'", f"filter default-action '{last}'")
    text += "set firewall ipv4 forward filter default-jump-target 'WEB'\nset firewall ipv4 forward filter rule 10 disable\n"
    assert fate(text, "eth1 > eth0", 443) is expected


def test_rules_in_two_ways_at_once_are_left_unknown() -> None:
    assert fate(FORWARD + DROP + AT_PORT, "eth1 > eth0") is OPEN


HIDE = """
set nat source rule 10 outbound-interface name 'eth0'
set nat source rule 10 destination address '203.0.113.128/25'
set nat source rule 10 exclude
set nat source rule 20 outbound-interface name 'eth0'
set nat source rule 20 source address '10.1.0.0/16'
set nat source rule 20 translation address 'masquerade'
"""


@pytest.mark.parametrize(
    ("source", "target", "seen"),
    [("10.1.0.9", "203.0.113.9", "192.0.2.2"), ("10.1.0.9", "203.0.113.200", "10.1.0.9"), ("10.2.0.9", "203.0.113.9", "10.2.0.9")],
)
def test_sources_are_translated_but_for_what_is_excluded(source: str, target: str, seen: str) -> None:
    entry = "eth1" if source.startswith("10.1.") else "eth2"
    flow = Flow((point(Packet(source, target, "tcp", 443, 50000)),), 4)
    (piece,) = plane(HIDE).reach((FW, entry), flow)
    became = piece.box if piece.way is None else piece.way.seen
    assert (piece.end.fate, became.src) == (Fate.LEFT, (int(IPv4Address(seen)),) * 2)


PORT_RULE = """
set nat destination rule 10 inbound-interface name 'eth0'
set nat destination rule 10 protocol 'tcp'
set nat destination rule 10 destination address '192.0.2.2'
set nat destination rule 10 destination port '8443'
set nat destination rule 10 translation address '10.1.0.9'
set nat destination rule 10 translation port '443'
"""


def test_a_forwarded_port_leads_inside() -> None:
    (end,) = plane(PORT_RULE).trace_ends((FW, "eth0"), Packet("203.0.113.9", "192.0.2.2", "tcp", 8443, 50000))
    assert end.fate is YES
    assert (device(PORT_RULE).coverage.total(Status.NOT_MODELLED), len(device(PORT_RULE).nat_rules)) == (0, 1)


@pytest.mark.parametrize("gone", ["destination address '192.0.2.2'", "protocol 'tcp'"])
def test_what_does_not_fit_is_unknown(gone: str) -> None:
    text = PORT_RULE.replace(f"set nat destination rule 10 {gone}\n", "")
    (end,) = plane(text).trace_ends((FW, "eth0"), Packet("203.0.113.9", "192.0.2.2", "tcp", 8443, 50000))
    assert end.fate is OPEN
    assert not device(text).nat_rules
