"""What PAN-OS rules, objects, zones and NAT let through, asked of the data plane."""

from ipaddress import IPv4Address

import pytest

from models.device import DeviceId
from models.verdict import Fate, Packet
from netplan.forwarding.boxes import Flow, point
from netplan.forwarding.dataplane import DataPlane
from netplan.routing.solve import routes
from tests.collectors.paloalto.forms import device, network

FW = DeviceId("test", "fw0")
HOSTS = {"lan": "10.1.0.9", "dmz": "10.2.0.9", "wan": "203.0.113.9"}
PORTS = {"lan": "ethernet1/1", "dmz": "ethernet1/2", "wan": "ethernet1/3"}
BASE = """
set network interface ethernet ethernet1/1 layer3 ip 10.1.0.1/24
set network interface ethernet ethernet1/2 layer3 ip 10.2.0.1/24
set network interface ethernet ethernet1/3 layer3 ip 192.0.2.2/30
set network virtual-router default interface [ ethernet1/1 ethernet1/2 ethernet1/3 ]
set network virtual-router default routing-table ip static-route out destination 0.0.0.0/0
set network virtual-router default routing-table ip static-route out nexthop ip-address 192.0.2.1
set zone lan network layer3 ethernet1/1
set zone dmz network layer3 ethernet1/2
set zone wan network layer3 ethernet1/3
"""
YES, NO, OPEN = Fate.DELIVERED, Fate.DROPPED, Fate.UNKNOWN


def rule(name: str, *settings: str, base: str = "security") -> str:
    """One rule: what it says by itself, and `settings`, which replace it."""
    stated = {"from": "lan", "to": "wan", "source": "any", "destination": "any", "service": "any"}
    stated |= {"application": "any", "action": "allow"} if base == "security" else {}
    stated |= dict(words.split(" ", 1) for words in settings)
    return "".join(f"set rulebase {base} rules {name} {word} {value}\n" for word, value in stated.items())


def fate(text: str, way: str = "lan > wan", port: int = 443, source: str = "", target: str = "") -> Fate:
    """What becomes of a packet from behind one port to behind another; what leaves to the Internet is delivered."""
    one, other = way.split(" > ")
    packet = Packet(source or HOSTS[one], target or HOSTS[other], "tcp", port, 50000)
    (end,) = DataPlane.of(network(BASE + text)).trace_ends((FW, PORTS[one]), packet)
    return YES if end.fate in (Fate.DELIVERED, Fate.LEFT) else end.fate


@pytest.mark.parametrize(
    ("settings", "port", "expected"),
    [
        ([], 443, YES),
        (["action deny"], 443, NO),
        (["service service-https"], 443, YES),
        (["service service-https"], 80, NO),
        (["service odd"], 8444, YES),
        (["service odd"], 8446, NO),
        (["service [ odd service-http ]"], 8080, YES),
        (["service nobody-knows"], 443, OPEN),
        (["service application-default"], 443, OPEN),
        (["application ssl"], 443, OPEN),
        (["application ssl", "service service-https"], 80, NO),
        (["source 10.1.0.9"], 443, YES),
        (["source printers"], 443, NO),
        (["source printers", "negate-source yes"], 443, YES),
        (["source named"], 443, OPEN),
        (["source DE", "service service-https"], 80, NO),
        (["destination 203.0.113.0/24"], 443, YES),
        (["destination 10.0.0.1-10.0.0.9"], 443, NO),
        (["to [ dmz wan ]"], 443, YES),
        (["to dmz"], 443, NO),
        (["from any", "to any", "rule-type intrazone"], 443, NO),
        (["source-user staff"], 443, OPEN),
        (["category gambling"], 443, OPEN),
        (["schedule nights"], 443, OPEN),
        (["action perhaps"], 443, OPEN),
        (["disabled yes"], 443, NO),
    ],
)
def test_a_rule_lets_through_what_it_says(settings: list[str], port: int, expected: Fate) -> None:
    objects = (
        "set address printers ip-range 10.1.0.200-10.1.0.215\nset address named fqdn a.example\n"
        "set service odd protocol tcp port 8443-8445,9000\n"
    )
    assert fate(objects + rule("r", *settings), port=port) is expected


def test_the_first_rule_that_fits_decides() -> None:
    block = rule("block", "action drop", "destination 203.0.113.0/24")
    assert fate(block + rule("all")) is NO
    assert fate(rule("all") + block) is YES
    assert fate(rule("apps", "application web-browsing", "action deny") + rule("all")) is OPEN


def test_what_no_rule_takes_stays_in_its_zone() -> None:
    assert fate("", "lan > lan", target="10.1.0.77") is YES
    assert fate("", "lan > dmz") is NO
    assert fate("set rulebase default-security-rules rules interzone-default action allow\n", "lan > dmz") is YES
    assert fate("set zone other network layer3 ethernet1/9\n".replace("ethernet1/9", "ethernet1/2"), "lan > dmz") is NO


def test_a_port_without_a_router_routes_nothing() -> None:
    found = device("set network interface ethernet ethernet1/1 layer3 ip 10.1.0.1/24")
    assert not found.vrfs[found.interfaces["ethernet1/1"].vrf].forwards


NAT = "source-translation dynamic-ip-and-port"


def _source(text: str, port: int = 443) -> str:
    """The source that a packet to the Internet has when it leaves."""
    plane = DataPlane.of(network(BASE + rule("all") + text))
    packet = Packet(HOSTS["lan"], HOSTS["wan"], "tcp", port, 50000)
    (piece,) = plane.reach((FW, PORTS["lan"]), Flow((point(packet),), 4))
    if piece.end.fate is Fate.UNKNOWN:
        return "unknown"
    return HOSTS["lan"] if piece.way is None or piece.way.seen is None else str(IPv4Address(piece.way.seen.src[0]))


def test_sources_become_the_address_of_the_port_or_of_a_pool() -> None:
    hide = rule("hide", f"{NAT} interface-address interface ethernet1/3", base="nat")
    pool = rule("pool", "service service-https", f"{NAT} translated-address 192.0.2.9", base="nat")
    assert _source("") == HOSTS["lan"]
    assert _source(hide) == "192.0.2.2"
    assert _source(rule("spare", "destination 203.0.113.9", base="nat") + hide) == HOSTS["lan"]
    assert (_source(pool + hide), _source(pool + hide, 80), _source(hide + pool)) == ("192.0.2.9", "192.0.2.2", "192.0.2.2")
    assert _source(rule("off", "disabled yes", f"{NAT} translated-address 192.0.2.9", base="nat") + hide) == "192.0.2.2"


def test_a_translation_that_is_not_modelled_makes_answers_unknown() -> None:
    assert fate(rule("all") + rule("in", "destination-translation translated-address 10.2.0.9", base="nat")) is OPEN


def test_as_numbers_that_a_rule_removes_are_not_in_the_way() -> None:
    """A middle AS between two routers of one AS: they refuse each other's routes unless it takes their number out."""

    def router(asn: int, own: str, peers: dict[str, tuple[str, int]], more: str = "") -> str:
        bgp = "set network virtual-router default protocol bgp"
        ports = [f"ethernet1/{at}" for at in range(1, len(peers) + 1)]
        text = f"set network interface loopback units loopback.1 ip {own}/32\n"
        text += f"set network virtual-router default interface [ loopback.1 {' '.join(ports)} ]\n"
        options = ("enable yes", f"local-as {asn}", f"router-id {own}", "install-route yes", f"redist-rules {own}/32 enable yes")
        text += "".join(f"{bgp} {option}\n" for option in options)
        for port, (mine, (theirs, remote)) in zip(ports, peers.items(), strict=True):
            text += f"set network interface ethernet {port} layer3 ip {mine}/30\n"
            group = f"{bgp} peer-group G{remote}{port[-1]}"
            text += f"{group} type ebgp remove-private-as no\n"
            text += f"{group} peer p peer-as {remote}\n{group} peer p peer-address ip {theirs}\n"
            text += f"{group} peer p enable-sender-side-loop-detection no\n"
        return text + more

    removing = (
        "set network virtual-router default protocol bgp policy export rules x match address-prefix 0.0.0.0/0 exact no\n"
        "set network virtual-router default protocol bgp policy export rules x action allow update as-path remove\n"
        "set network virtual-router default protocol bgp policy export rules x used-by G650012\n"
    )
    for more, there in (("", False), (removing, True)):
        found = network(
            router(65001, "10.0.0.1", {"10.9.0.1": ("10.9.0.2", 65002)}),
            router(65002, "10.0.0.2", {"10.9.0.2": ("10.9.0.1", 65001), "10.9.0.5": ("10.9.0.6", 65001)}, more),
            router(65001, "10.0.0.3", {"10.9.0.6": ("10.9.0.5", 65002)}),
        )
        (table,) = (held for node, held in routes(found).ribs.items() if node.device.name == "fw2" and node.vrf == "default")
        assert ("10.0.0.1/32" in {str(route.prefix) for route in table}) is there
        assert "10.0.0.2/32" in {str(route.prefix) for route in table}


def test_a_virtual_router_called_management_is_not_that_of_the_management_port() -> None:
    found = device(
        "set deviceconfig system ip-address 192.0.2.10\nset network interface ethernet ethernet1/1 layer3 ip 10.1.0.1/24\n"
        "set network virtual-router management interface ethernet1/1"
    )
    assert found.interfaces["ethernet1/1"].vrf == "management" != found.interfaces["management"].vrf
