"""What single lines of IOS and EOS mean, beside the whole configs of the cases."""

from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.dialect import dialects, read
from collectors.draft import Draft
from models.device import Device, DeviceId
from models.filters import AclRule
from models.interfaces import Interface, Switchport
from models.source import Status
from models.values import vlan_list

ALL = set(range(1, 4095))


def device(config: str, os: str = "cisco_ios") -> Device:
    """The facts of a config."""
    return read(config, dialects()[os], Draft(DeviceId("test", "r1"), os, "r1.cfg"))


def port(lines: str, os: str = "cisco_ios", name: str = "Ethernet1", before: str = "") -> Interface:
    """The facts of one port with these lines."""
    return device(f"{before}\ninterface {name}\n" + "\n".join(f" {line}" for line in lines.splitlines()) + "\n", os).interfaces[
        name
    ]


def rule(entry: str, os: str = "cisco_ios", before: str = "", head: str = "ip access-list extended A") -> AclRule:
    """The one rule of an entry."""
    (only,) = device(f"{before}\n{head}\n {entry}\n", os).acls["A"].rules
    return only


vlans = st.sets(st.integers(1, 4094), min_size=1, max_size=6)


@given(st.lists(st.tuples(st.sampled_from(["", "add ", "remove ", "except "]), vlans), min_size=1, max_size=5))
def test_trunk_lists_follow_the_commands_in_order(commands: list[tuple[str, set[int]]]) -> None:
    expected = ALL
    for verb, chosen in commands:
        expected = {"": chosen, "add ": expected | chosen, "remove ": expected - chosen, "except ": ALL - chosen}[verb]
    lines = "\n".join(f"switchport trunk allowed vlan {verb}{vlan_list(chosen)}" for verb, chosen in commands)
    found = port("switchport mode trunk\n" + lines).switchport
    assert found is not None
    assert set(ALL if found.trunk_vlans is None else found.trunk_vlans) == expected


@pytest.mark.parametrize(
    ("lines", "os", "before", "expected"),
    [
        ("", "arista_eos", "", Switchport("access")),
        ("", "arista_eos", "switchport default mode routed", None),
        ("no switchport", "arista_eos", "", None),
        ("ip address 10.0.0.1/24", "arista_eos", "", None),
        ("switchport access vlan 7\nip address 10.0.0.1/24", "arista_eos", "", Switchport("access", 7)),
        ("switchport\nswitchport access vlan 7", "arista_eos", "switchport default mode routed", Switchport("access", 7)),
        ("", "cisco_ios", "", None),
        ("", "cisco_ios", "interface Ethernet2\n switchport mode access", Switchport("dynamic")),
        ("no ip address", "cisco_ios", "interface Ethernet2\n switchport mode access", None),
        ("switchport access vlan 7\nno switchport", "cisco_ios", "", None),
        ("switchport trunk group X\nswitchport mode trunk", "arista_eos", "", Switchport("trunk")),
    ],
)
def test_a_port_is_switched_or_routed(lines: str, os: str, before: str, expected: Switchport | None) -> None:
    assert port(lines, os, before=before).switchport == expected


def test_a_vlan_with_a_trunk_group_stays_off_other_trunks() -> None:
    config = "vlan 5\n   trunk group PEER\ninterface Ethernet{}\n switchport mode trunk\n{}"
    inside = device(config.format(1, " switchport trunk group PEER\n"), "arista_eos").interfaces["Ethernet1"].switchport
    outside = device(config.format(1, ""), "arista_eos").interfaces["Ethernet1"].switchport
    assert inside is not None
    assert outside is not None
    assert inside.trunk_vlans is None
    assert set(outside.trunk_vlans or ()) == ALL - {5}


def test_eos_routes_only_when_told() -> None:
    assert not device("hostname a", "arista_eos").forwards
    assert device("ip routing", "arista_eos").forwards
    assert device("hostname a").forwards
    assert not device("no ip routing").forwards
    found = device("vrf instance A\nvrf instance B\nip routing\nip routing vrf A", "arista_eos")
    assert {name: vrf.forwards for name, vrf in found.vrfs.items()} == {"A": True, "B": False}


@pytest.mark.parametrize(
    ("entry", "ports"),
    [
        ("permit tcp any any eq 22 telnet", ((22, 22), (23, 23))),
        ("permit tcp any any neq 0", ((1, 65535),)),
        ("permit tcp any any neq 5", ((0, 4), (6, 65535))),
        ("permit tcp any any gt 65534", ((65535, 65535),)),
        ("permit udp any any lt ntp", ((0, 122),)),
        ("permit udp any any range snmp snmptrap", ((161, 162),)),
    ],
)
def test_port_operators(entry: str, ports: tuple[tuple[int, int], ...]) -> None:
    found = rule(entry)
    assert (found.destination_ports, found.source_ports, found.unmodelled) == (ports, (), "")


@pytest.mark.parametrize(
    "entry",
    [
        "permit tcp any any gt 65535",
        "permit tcp any any range 9 3",
        "permit tcp any any eq nonsense",
        "permit tcp any host 10.0.0.300",
        "permit tcp any object-group NOT-THERE",
        "permit object-group NOT-THERE any any",
        "permit ip any any dscp ef",
        "permit tcp any any fragments",
        "permit ip",
        "permit",
        "evaluate RETURN",
        "quantum",
    ],
)
def test_an_entry_that_is_not_understood_keeps_its_place_as_unknown(entry: str) -> None:
    found = device(f"ip access-list extended A\n {entry}\n permit ip any any\n")
    assert found.acls["A"].rules[0].unmodelled
    assert [rule.sequence for rule in found.acls["A"].rules] == [10, 20]
    assert found.coverage.total(Status.NOT_MODELLED) == 1


def test_a_group_with_a_strange_member_makes_its_rules_unknown() -> None:
    group = "object-group network G\n host 10.0.0.1\n{} quantum\n"
    assert rule("permit ip object-group G any", before=group.format("")).unmodelled
    assert rule("permit ip object-group G any", before="object-group network G\n host 10.0.0.1\n").unmodelled == ""


def test_wildcards_need_not_be_contiguous() -> None:
    (found,) = rule("permit ip 10.0.1.0 0.0.254.255 any").sources
    inside = [IPv4Address(f"10.0.{n}.9") for n in range(256) if (int(IPv4Address(f"10.0.{n}.9")) & ~found.mask) == found.address]
    assert [int(address) >> 8 & 1 for address in inside] == [1] * 128


def test_order_of_rules_is_by_sequence() -> None:
    found = device("ip access-list extended A\n 20 permit ip any any\n 10 deny ip any any\n deny tcp any any\n").acls["A"]
    assert [(rule.sequence, rule.permit) for rule in found.rules] == [(10, False), (20, True), (30, False)]


@pytest.mark.parametrize(
    ("written", "name"),
    [("Gi0/1", "GigabitEthernet0/1"), ("gigabitethernet 0/1", "GigabitEthernet0/1"), ("lo0", "Loopback0"), ("Vl10", "Vlan10")],
)
def test_names_are_given_in_full(written: str, name: str) -> None:
    assert list(device(f"interface {written}\n shutdown\n").interfaces) == [name]


@pytest.mark.parametrize("head", ["interface defaults", "interface profile X", "interface range Gi0/1 - 4"])
def test_blocks_that_are_no_port_make_none(head: str) -> None:
    found = device(f"{head}\n mtu 9000\n", "arista_eos")
    assert not found.interfaces
    assert found.coverage.total(Status.MODELLED) == 0


def test_no_fact_holds_a_secret_in_the_clear() -> None:
    config = (
        "username a privilege 15 password 0 hunter2\nsnmp-server community hunter2 RO\n"
        "snmp-server host 10.0.0.1 version 2c hunter2\ntacacs-server host 10.0.0.1 key hunter2\n"
    )
    found = device(config)
    assert len(found.users) + len(found.services) == 4
    assert "hunter2" not in repr(found.users) + repr(found.services)


@pytest.mark.parametrize("os", ["cisco_ios", "arista_eos"])
def test_the_end_of_a_printed_config_is_asked_for(os: str) -> None:
    ended = dialects()[os].ended
    header = "Building configuration...\n\nCurrent configuration : 40 bytes\n!\n"
    assert ended(header + "hostname r1\ninterface Ethernet1\n shutdown\nend\n")
    assert not ended(header + "hostname r1\ninterface Ethernet1\n shutdown\n")
    assert not ended(header + "hostname r1\nend\n")
    assert ended("hostname r1\n")
    assert not ended("! Command: show running-config\nhostname r1\n")
    assert ended("! Command: show running-config\nhostname r1\nend\nr1#\n")


def test_feature_that_is_off_is_ignored_and_one_that_is_on_is_shown() -> None:
    found = device(
        "no router odr\nrouter odr\n version 2\ninterface Ethernet1\n no ip policy route-map X\n ip policy route-map X\n"
    )
    assert [(line.text, line.feature) for line in found.coverage.unread] == [
        ("router odr", "other routing protocols"),
        ("version 2", "other routing protocols"),
        ("ip policy route-map X", "policy-based routing"),
    ]
    assert found.coverage.total(Status.IGNORED) == 2


@pytest.mark.parametrize(
    ("line", "status", "feature"),
    [
        ("policy-map P", Status.IGNORED, "QoS"),
        ("policy-map type inspect P", Status.NOT_MODELLED, "firewall"),
        ("crypto pki trustpoint T", Status.IGNORED, "keys"),
        ("crypto map M 10 ipsec-isakmp", Status.NOT_MODELLED, "IPsec"),
        ("ip access-list log-update threshold 5", Status.IGNORED, "forwarding implementation"),
        ("quantum entangle all", Status.UNKNOWN, "quantum"),
    ],
)
def test_the_most_exact_words_tell_the_feature(line: str, status: Status, feature: str) -> None:
    assert device(line).coverage.counts == ((feature, status, 1),)


def test_a_dhcp_server_names_what_it_serves() -> None:
    eos = device("dhcp server vrf A\n   subnet 10.1.0.0/24\n      range 10.1.0.5 10.1.0.9\n", "arista_eos")
    ios = device("ip dhcp pool P\n vrf A\n network 10.1.0.0 255.255.255.0\n lease 2\n")
    assert [(s.kind, s.target, s.vrf) for s in eos.services] == [("dhcp-pool", "10.1.0.0/24", "A")]
    assert [(s.kind, s.target, s.vrf) for s in ios.services] == [("dhcp-pool", "10.1.0.0/24", "A")]
    assert not eos.coverage.unread
    assert not ios.coverage.unread


@pytest.mark.parametrize(
    ("config", "os"),
    [
        ("line vty 0 4\n access-class 10 in\n login local\n", "cisco_ios"),
        ("management ssh\n   idle-timeout 5\n   ip access-group MGMT in\n", "arista_eos"),
        ("management ssh\n   vrf MGMT\n      ip access-group MGMT vrf A in\n", "arista_eos"),
    ],
)
def test_filters_of_management_access_are_shown(config: str, os: str) -> None:
    found = device(config, os).coverage
    assert [line.feature for line in found.unread] == ["filter of management access"]
    assert found.total(Status.IGNORED) == 2


@pytest.mark.parametrize(
    ("os", "name", "line"),
    [
        ("cisco_ios", "Port-channel1", "port-channel min-links 2"),
        ("arista_eos", "Port-Channel1", "port-channel min-links 2"),
        ("cisco_nxos", "port-channel1", "lacp min-links 2"),
    ],
)
def test_an_aggregate_says_how_few_members_it_may_have(os: str, name: str, line: str) -> None:
    assert port(line, os, name).least_members == 2
    assert port("", os, name).least_members == 1
