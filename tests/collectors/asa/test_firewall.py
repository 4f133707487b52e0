"""What configs of the ASA let through: levels, lists, inspection, NAT and tunnels, asked of the data plane."""

import pytest

from collectors.dialect import dialects, read
from collectors.draft import Draft
from models.device import Device, DeviceId
from models.network import Network
from models.verdict import Fate, Packet
from netplan.forwarding.answers import answer_paths
from netplan.forwarding.dataplane import DataPlane

FIREWALL = DeviceId("city", "fw")
PORTS = {"outside": (0, "192.0.2"), "inside": (100, "10.1.0"), "dmz": (50, "10.2.0"), "lab": (50, "10.3.0")}
HOST = {zone: f"{net}.9" for zone, (_, net) in PORTS.items()}
HEAD = "\n".join(
    f"interface GigabitEthernet0/{at}\n nameif {zone}\n security-level {level}\n ip address {net}.1 255.255.255.0"
    for at, (zone, (level, net)) in enumerate(PORTS.items())
)
NAMES = {zone: f"GigabitEthernet0/{at}" for at, zone in enumerate(PORTS)}


def firewall(config: str) -> Device:
    """The facts of a firewall with four ports."""
    return read(f"{HEAD}\n{config}", dialects()["cisco_asa"], Draft(FIREWALL, "cisco_asa", "fw.cfg"))


def plane(config: str) -> DataPlane:
    return DataPlane.of(Network({FIREWALL: firewall(config)}))


def passes(config: str, way: str, protocol: str = "tcp", port: int = 443, target: str = "", source: str = "") -> Fate:
    """What becomes of a packet from a host behind one port to one behind another."""
    one, other = way.split(" > ")
    packet = Packet(source or HOST[one], target or HOST[other], protocol, port, 50000)
    (end,) = plane(config).trace_ends((FIREWALL, NAMES[one]), packet)
    return end.fate


IN, OUT, LOST, UNKNOWN = Fate.DELIVERED, Fate.DELIVERED, Fate.DROPPED, Fate.UNKNOWN
WEB = "access-list W extended permit tcp any any eq https\n"


@pytest.mark.parametrize(
    ("config", "way", "fate"),
    [
        ("", "inside > outside", IN),
        ("", "inside > dmz", IN),
        ("", "dmz > inside", LOST),
        ("", "outside > dmz", LOST),
        ("", "dmz > lab", LOST),
        ("same-security-traffic permit inter-interface", "dmz > lab", IN),
        ("same-security-traffic permit intra-interface", "dmz > lab", LOST),
        (f"{WEB}access-group W in interface dmz", "dmz > inside", IN),
        (f"{WEB}access-group W in interface dmz", "dmz > lab", LOST),
        (f"{WEB}access-group W out interface dmz", "outside > dmz", LOST),
        (f"{WEB}access-group W out interface dmz", "inside > dmz", IN),
        (f"{WEB}access-group W global", "outside > inside", IN),
        ("access-group NONE in interface outside", "outside > inside", UNKNOWN),
    ],
)
def test_levels_and_lists_decide(config: str, way: str, fate: Fate) -> None:
    assert passes(config, way) is fate


def test_a_list_at_the_port_of_entry_decides_alone() -> None:
    config = f"{WEB}access-group W in interface inside"
    assert passes(config, "inside > outside") is IN
    assert passes(config, "inside > outside", port=22) is LOST


def test_the_global_list_stands_behind_that_of_the_port() -> None:
    config = f"{WEB}access-list G extended permit tcp any any eq ssh\naccess-group W in interface outside\naccess-group G global"
    assert [passes(config, "outside > inside", port=port) for port in (443, 22, 80)] == [IN, IN, LOST]
    assert [passes(config, "dmz > inside", port=port) for port in (443, 22)] == [LOST, IN]
    # whether the levels still count where a port has only the global list is not known
    assert [passes(config, "inside > dmz", port=port) for port in (22, 80)] == [IN, UNKNOWN]


def test_the_order_of_the_config_is_that_of_rules() -> None:
    config = "access-list A extended deny tcp any host 10.2.0.9 eq 443\naccess-list A extended permit ip any any\n"
    config += "access-group A in interface outside"
    assert passes(config, "outside > dmz") is LOST
    assert passes(config, "outside > dmz", port=80) is IN


POLICY = "policy-map P\n class inspection_default\n  inspect {}\nservice-policy P {}"


@pytest.mark.parametrize(
    ("config", "fate"),
    [
        ("", LOST),
        (POLICY.format("icmp", "global"), IN),
        (POLICY.format("ftp", "global"), LOST),
        ("policy-map P\n class inspection_default\n  inspect icmp", LOST),
        (
            POLICY.format("icmp", "global") + "\npolicy-map Q\n class C\n  police output 8000\nservice-policy Q interface outside",
            IN,
        ),
    ],
)
def test_answers_to_pings_pass_where_icmp_is_inspected(config: str, fate: Fate) -> None:
    ping = Packet(HOST["inside"], HOST["outside"], "icmp")
    assert [path.fate for path in answer_paths(plane(config), (FIREWALL, NAMES["inside"]), ping)] == [fate]
    web = Packet(HOST["inside"], HOST["outside"], "tcp", 443, 50000)
    assert [path.fate for path in answer_paths(plane(config), (FIREWALL, NAMES["inside"]), web)] == [IN]


def test_what_a_port_inspects_by_a_policy_of_its_own_is_not_modelled() -> None:
    assert passes(POLICY.format("ftp", "interface outside"), "inside > outside") is UNKNOWN


NAT = """\
object network server
 host 10.2.0.9
object network all
 subnet 0.0.0.0 0.0.0.0
object network far
 subnet 172.16.0.0 255.255.0.0
object network net
 subnet 10.1.0.0 255.255.255.0
route outside 172.16.0.0 255.240.0.0 192.0.2.9
{}
object network server
 nat (dmz,outside) static 192.0.2.80
object network all
 nat (inside,outside) dynamic interface
"""


def seen(config: str, zone: str, target: str) -> str:
    """The source that a packet has when it has left by the port outside."""
    packet = Packet(HOST[zone], target, "tcp", 443, 50000)
    paths = plane(config).trace((FIREWALL, NAMES[zone]), packet)
    words = [hop.what for path in paths for hop in path.hops if "becomes" in hop.what or "source" in hop.what]
    return words[0] if words else ""


def test_lists_see_real_addresses_and_rules_hold_between_their_ports() -> None:
    config = NAT.format("") + "access-list A extended permit tcp any host 10.2.0.9 eq 443\naccess-group A in interface outside\n"
    assert passes(config, "outside > dmz", target="192.0.2.80") is IN
    assert passes(config, "outside > dmz", target="192.0.2.80", port=80) is LOST
    assert "192.0.2.1" in seen(config, "inside", HOST["outside"])
    assert "192.0.2.80" in seen(config, "dmz", HOST["outside"])
    assert seen(config, "dmz", HOST["inside"]) == ""
    assert seen(config, "lab", HOST["outside"]) == ""


def test_an_exemption_comes_before_the_rules_of_objects() -> None:
    config = NAT.format("nat (inside,outside) source static net net destination static far far no-proxy-arp route-lookup")
    assert seen(config, "inside", "172.16.0.9") == ""
    assert "192.0.2.1" in seen(config, "inside", "172.17.0.9")


@pytest.mark.parametrize(
    "line",
    [
        "nat (inside,outside) source static net far destination static far net",
        "nat (dmz,outside) source dynamic all interface",  # before the static rule of an object
        "nat (outside,inside) source dynamic all interface",  # a port inside and outside
        "nat (inside,any) source dynamic net interface",
        "nat (inside,outside) source static net far unidirectional",
    ],
)
def test_what_facts_cannot_say_is_shown_and_makes_fates_unknown(line: str) -> None:
    config = NAT.format(line)
    assert any(unread.feature == "NAT" for unread in firewall(config).coverage.unread)
    assert passes(config, "inside > outside") is UNKNOWN


def test_only_packets_of_tunnels_and_to_clients_are_unknown() -> None:
    tunnel = "access-list T extended permit ip 10.1.0.0 255.255.255.0 172.16.0.0 255.255.0.0\ncrypto map M 1 match address T\n"
    config = (
        NAT.format("")
        + tunnel
        + "ip local pool P 10.7.0.1-10.7.0.9\ncrypto map M interface outside\nroute outside 10.7.0.0 255.255.0.0 192.0.2.9\n"
    )
    assert passes(config, "inside > outside", target="172.16.0.9") is UNKNOWN
    assert passes(config, "inside > outside", target="172.17.0.9") is Fate.LEFT
    assert passes(config, "inside > outside", target="10.7.0.5") is UNKNOWN
    assert passes(config, "inside > outside", target="10.7.0.77") is Fate.LEFT
    assert passes(config.replace("crypto map M interface outside", ""), "inside > outside", target="172.16.0.9") is Fate.LEFT


def test_ports_for_management_pass_nothing() -> None:
    config = "interface Management0/0\n management-only\n nameif mgmt\n security-level 100\n ip address 10.9.0.1 255.255.255.0\n"
    for version in ("9.14(1)", "9.2(1)"):
        old = plane(f"ASA Version {version}\n{config}")
        for start, target in ((NAMES["inside"], "10.9.0.5"), ("Management0/0", HOST["outside"])):
            (end,) = old.trace_ends((FIREWALL, start), Packet("10.1.0.9", target, "tcp", 443, 50000))
            assert end.fate in (Fate.DROPPED, Fate.BLACK_HOLED)


def test_the_other_unit_of_a_pair_shares_no_address() -> None:
    found = firewall("interface GigabitEthernet0/9\n nameif extra\n ip address 10.8.0.1 255.255.255.0 standby 10.8.0.2")
    assert [str(address.ip) for address in found.interfaces["GigabitEthernet0/9"].addresses] == ["10.8.0.1/24"]


def test_packets_to_own_addresses_are_dropped_where_answers_would_be_translated() -> None:
    rules = "access-list A extended permit ip any any\naccess-group A in interface outside\n"
    exempt = "nat (inside,outside) source static net net destination static far far"
    config = NAT.format(exempt) + rules
    assert passes(config, "outside > dmz", target="192.0.2.80") is IN
    assert passes(config, "outside > dmz") is LOST  # the server by its own address
    assert passes(config, "outside > inside") is LOST  # hosts that leave by dynamic NAT
    assert passes(config, "outside > inside", source="172.16.0.9") is IN  # and are left alone towards the far network
    assert passes(config, "outside > lab") is IN
    assert passes(config, "inside > dmz") is IN


OBJECTS = """\
object network net
 subnet 10.1.0.0 255.255.255.0
object network outer-net
 subnet 198.51.100.0 255.255.255.0
object network pool
 range 203.0.113.10 203.0.113.20
object network one
 host 203.0.113.30
object network server
 host 10.2.0.9
"""


@pytest.mark.parametrize(
    ("rules", "zone", "becomes"),
    [
        ("nat (inside,outside) source static net outer-net", "inside", "198.51.100.9"),
        ("nat (inside,outside) source dynamic net interface", "inside", "192.0.2.1"),
        ("nat (any,outside) source dynamic any interface", "lab", "192.0.2.1"),
        ("nat (inside,outside) source dynamic any one", "inside", "203.0.113.30"),
        ("nat (inside,outside) after-auto source dynamic any pat-pool pool", "inside", "203.0.113.10-203.0.113.20"),
        (
            "object network server\n nat (dmz,outside) static one\nnat (any,outside) after-auto source dynamic any interface",
            "dmz",
            "203.0.113.30",
        ),
        ("nat (inside,outside) source dynamic any interface inactive", "inside", ""),
    ],
)
def test_sources_by_rules_of_all_sections(rules: str, zone: str, becomes: str) -> None:
    config = f"{OBJECTS}{rules}\n"
    assert not [line for line in firewall(config).coverage.unread if line.feature == "NAT"]
    found = seen(config, zone, HOST["outside"])
    assert (becomes in found) if becomes else not found


def test_a_port_of_the_firewall_that_leads_to_a_server() -> None:
    config = OBJECTS + "object network server\n nat (dmz,outside) static interface service tcp https 8443\n"
    config += "access-list A extended permit tcp any object server eq https\naccess-group A in interface outside\n"
    assert passes(config, "outside > dmz", port=8443, target="192.0.2.1") is IN
    assert seen(config, "dmz", HOST["outside"]) == ""  # only the port of the server is translated
    packet = Packet(HOST["outside"], "192.0.2.1", "tcp", 8443, 50000)
    start = (FIREWALL, NAMES["outside"])
    assert [path.fate for path in answer_paths(plane(config), start, packet)] == [Fate.DELIVERED]
    assert [end.device for end in plane(config).trace_ends(start, packet)] == [FIREWALL]
    assert plane(config).trace_ends(start, packet)[0].interface == NAMES["dmz"]
