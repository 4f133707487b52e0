"""What single lines of VRP mean, beside the whole configs of the cases."""

import pytest

from collectors.dialect import dialects, read
from collectors.draft import Draft
from collectors.redact import redact
from models.device import Device, DeviceId
from models.interfaces import Interface, Switchport
from models.routing import StaticRoute
from models.source import Status
from models.verdict import Fate, Packet
from netplan.forwarding.dataplane import DataPlane
from tests.gadgets.engine import network


def device(text: str) -> Device:
    """The facts of a config."""
    return read(text, dialects()["huawei_vrp"], Draft(DeviceId("city", "sw"), "huawei_vrp", "sw.cfg"))


def port(lines: str, before: str = "vlan batch 2") -> Interface:
    """The facts of one port with these lines."""
    body = "\n".join(f" {line}" for line in lines.splitlines())
    return device(f"#\n{before}\n#\ninterface GigabitEthernet0/0/1\n{body}\n#\n").interfaces["GigabitEthernet0/0/1"]


def trunk(*vlans: int, native: int = 1) -> Switchport:
    return Switchport("trunk", native_vlan=native, trunk_vlans=frozenset(vlans))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("port link-type access", Switchport()),
        ("port default vlan 7", Switchport("access", 7)),
        ("port link-type trunk", trunk(1)),
        ("port link-type trunk\nport trunk allow-pass vlan 5 to 7", trunk(1, 5, 6, 7)),
        ("port link-type trunk\nundo port trunk allow-pass vlan 1\nport trunk allow-pass vlan 5", trunk(5)),
        ("port link-type trunk\nport trunk allow-pass vlan all", Switchport("trunk")),
        ("port link-type trunk\nport trunk pvid vlan 5\nport trunk allow-pass vlan 5", trunk(1, 5, native=5)),
        (
            "port link-type hybrid\nport hybrid pvid vlan 5\nundo port hybrid vlan 1\nport hybrid untagged vlan 5",
            trunk(5, native=5),
        ),
        ("port hybrid untagged vlan 5 6", Switchport("dynamic", trunk_vlans=frozenset({1, 5, 6}))),
        ("description nothing else", Switchport("dynamic")),
        ("undo portswitch", None),
        ("ip address 10.0.0.1 24", None),
    ],
)
def test_a_port_is_switched_or_routed(lines: str, expected: Switchport | None) -> None:
    assert port(lines).switchport == expected


def test_a_router_has_no_switch_ports() -> None:
    assert port("description x", before="sysname r1").switchport is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("10.0.0.0 8 10.1.0.1", ("10.0.0.0/8", "10.1.0.1", "", 60)),
        ("10.0.0.0 255.0.0.0 Vlanif 10 10.1.0.1 preference 100", ("10.0.0.0/8", "10.1.0.1", "Vlanif10", 100)),
        ("10.0.0.0 255.0.0.0 GigabitEthernet0/0/1 10.1.0.1", ("10.0.0.0/8", "10.1.0.1", "GigabitEthernet0/0/1", 60)),
    ],
)
def test_static_routes(words: str, expected: tuple[str, str, str, int]) -> None:
    (route,) = device(f"ip route-static {words}").statics
    assert (str(route.prefix), str(route.next_hop), route.interface, route.distance) == expected


def test_static_routes_of_vpns_and_to_nowhere() -> None:
    found = device("ip route-static vpn-instance A 10.0.0.0 8 vpn-instance B 10.1.0.1\nip route-static 10.9.0.0 16 NULL0")
    by_vrf: dict[str, StaticRoute] = {route.vrf: route for route in found.statics}
    assert (by_vrf["A"].next_hop_vrf, by_vrf["default"].discard) == ("B", True)


def test_a_traffic_filter_passes_what_it_does_not_name_and_a_list_elsewhere_does_not() -> None:
    acl = "acl number 3000\n rule 5 deny tcp destination-port eq telnet\n"
    ports = (
        "interface Vlanif1\n ip address 10.0.0.1 24\n traffic-filter inbound acl 3000\ninterface Vlanif2\n ip address 10.0.1.1 24\n"
    )
    member = "interface GigabitEthernet0/0/{}\n port link-type access\n port default vlan {}\n"
    found = device(f"vlan batch 2\n#\n{acl}#\n{ports}#\n{member.format(1, 1)}#\n{member.format(2, 2)}#\n")
    assert [rule.permit for rule in found.acls["3000"].rules] == [False]
    plane = DataPlane.of(network(found))
    fates = [
        plane.trace_ends((found.id, "Vlanif1"), Packet("10.0.0.9", "10.0.1.9", "tcp", number, 50000))[0].fate for number in (23, 80)
    ]
    assert fates == [Fate.DROPPED, Fate.DELIVERED]


@pytest.mark.parametrize(("behaviour", "status"), [("remark dscp ef", Status.IGNORED), ("deny", Status.NOT_MODELLED)])
def test_a_policy_of_traffic_that_only_marks_is_ignored(behaviour: str, status: Status) -> None:
    text = f"traffic behavior B\n {behaviour}\n#\ninterface Vlanif1\n traffic-policy P inbound\n"
    assert device(text).coverage.total(status) == 2 + (status is Status.IGNORED)


def test_sections_that_are_indented_as_a_whole_are_not_part_of_those_above() -> None:
    found = device("#\ninterface Vlanif1\n ip address 10.0.0.1 24\n#\n sysname box\n dns server 10.0.0.5\n#\nreturn\n")
    assert (found.hostname, len(found.services)) == ("box", 1)


def test_ospf_does_not_look_at_the_mtu_of_neighbours_unless_told() -> None:
    found = device(
        "interface Vlanif1\n ip address 10.0.0.1 24\n#\ninterface Vlanif2\n ip address 10.0.1.1 24\n ospf mtu-enable\n#\n"
        "ospf 1\n area 0\n  network 10.0.0.0 0.0.255.255\n"
    )
    assert {name: [each.mtu_ignore for each in found.interfaces[name].ospf] for name in ("Vlanif1", "Vlanif2")} == {
        "Vlanif1": [True],
        "Vlanif2": [False],
    }


def test_a_header_of_several_lines_is_free_text() -> None:
    found = device('#\nsysname sw\nheader login information "\nsysname other\nvlan batch 7\n"\nvlan batch 8\n#\n')
    assert (found.hostname, set(found.vlans)) == ("sw", {1, 8})


SECRETS = [
    "aaa\n local-user me password irreversible-cipher {}",
    "aaa\n local-user me password cipher {}",
    "super password level 3 cipher {}",
    "snmp-agent community read cipher {}",
    "snmp-agent community write {}",
    "snmp-agent target-host trap address udp-domain 10.0.0.9 params securityname cipher {} v2c",
    "snmp-agent usm-user v3 me authentication-mode sha cipher {}",
    "snmp-agent usm-user v3 me privacy-mode aes128 cipher {}",
    "hwtacacs-server template T\n hwtacacs-server shared-key cipher {}",
    "radius-server template T\n radius-server shared-key cipher {}",
    "bgp 1\n peer 10.0.0.2 password cipher {}",
    "interface Vlanif1\n ospf authentication-mode md5 1 cipher {}",
    "interface Vlanif1\n vrrp vrid 1 authentication-mode md5 {}",
    "ospf 1\n area 0.0.0.0\n  authentication-mode simple cipher {}",
    "ntp-service authentication-keyid 1 authentication-mode md5 cipher {}",
    "user-interface vty 0 4\n set authentication password cipher {}",
    "ike peer P\n pre-shared-key cipher {}",
    "configuration file auto-save backup-to-server server 10.0.0.9 transport-type sftp user me password {} path /",
]


@pytest.mark.parametrize("line", SECRETS)
def test_secrets_are_hidden(line: str) -> None:
    secret = "%^%#c0ffee55aa11bb22dd33%^%#"
    done = redact(line.format(secret), dialects()["huawei_vrp"], b"k" * 32).text
    assert secret not in done
    assert "c0ffee55aa11" not in done
