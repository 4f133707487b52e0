"""OS10: what its blocks mean, and the defaults that no line states."""

import pytest

from collectors.dialect import dialect
from collectors.redact import redact
from models.device import Device
from models.interfaces import FhrpKind, Switchport
from models.source import Status
from models.spanning_tree import DEFAULTS, StpMode
from tests.collectors.ioslike.reading import device, unread


def read(text: str) -> Device:
    return device("dell_os10", text)


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("", Switchport("access", 1)),
        (" switchport access vlan 7", Switchport("access", 7)),
        (" switchport mode trunk", Switchport("trunk", 1, 1, frozenset({1}))),
        (
            " switchport mode trunk\n switchport access vlan 7\n switchport trunk allowed vlan 20-21\n"
            " switchport trunk allowed vlan 30",
            Switchport("trunk", 7, 7, frozenset({7, 20, 21, 30})),
        ),
        (
            " switchport mode trunk\n no switchport access vlan\n switchport trunk allowed vlan 20",
            Switchport("trunk", 0, 0, frozenset({20})),
        ),
        (" no switchport", None),
    ],
)
def test_a_trunk_carries_what_it_names_and_one_vlan_untagged(lines: str, found: Switchport | None) -> None:
    port = read(f"interface ethernet 1/1/1\n no shutdown\n{lines}").interfaces["ethernet1/1/1"]
    assert port.switchport == found


@pytest.mark.parametrize(
    ("text", "name", "mtu"),
    [
        ("interface vlan10\n mtu 1532", "vlan10", 1500),
        ("interface ethernet1/1/1\n mtu 9216", "ethernet1/1/1", 9216),
        ("interface ethernet1/1/1\n no switchport\n mtu 9216", "ethernet1/1/1", 9184),
        ("default mtu 9216\ninterface vlan10\n no shutdown", "vlan10", 9184),
        ("default mtu 9216\ninterface mgmt1/1/1\n no shutdown", "mgmt1/1/1", None),
        ("interface vlan10\n no shutdown", "vlan10", None),
    ],
)
def test_mtu_bounds_frames(text: str, name: str, mtu: int | None) -> None:
    assert read(text).interfaces[name].mtu == mtu


def test_the_management_port_has_a_table_of_its_own() -> None:
    found = read("interface mgmt1/1/1\n ip address 192.0.2.5/24\nmanagement route 0.0.0.0/0 192.0.2.1\nip route 0.0.0.0/0 10.0.0.1")
    assert found.interfaces["mgmt1/1/1"].vrf == "management"
    assert {(route.vrf, str(route.next_hop)) for route in found.statics} == {("management", "192.0.2.1"), ("default", "10.0.0.1")}
    assert "management" in found.vrfs


@pytest.mark.parametrize(
    ("text", "vrf", "interface", "hop_vrf", "discard"),
    [
        ("ip route 10.0.0.0/8 interface null 0", "default", "", "", True),
        ("ip route 10.0.0.0/8 interface ethernet 1/1/1 10.1.1.1 5", "default", "ethernet1/1/1", "", False),
        ("ip route vrf RED 10.0.0.0/8 interface vlan10", "RED", "vlan10", "", False),
        ("ip route 10.0.0.0/8 10.1.1.1 vrf RED", "default", "", "RED", False),
    ],
)
def test_static_routes(text: str, vrf: str, interface: str, hop_vrf: str, discard: bool) -> None:
    (route,) = read(text).statics
    assert (route.vrf, route.interface, route.next_hop_vrf, route.discard) == (vrf, interface, hop_vrf, discard)


BGP = """router bgp 65001
 template T
  remote-as 65002
  no shutdown
  address-family ipv4 unicast
   route-map OUT out
 neighbor 10.0.0.1
  inherit template T
 neighbor 10.0.0.2
  inherit template T
  shutdown
 neighbor 10.0.0.3
  remote-as 65003
 vrf RED
  neighbor 10.0.0.4
   inherit template T
  neighbor 10.0.0.5
   inherit template U
"""


def test_neighbours_take_from_templates_and_are_down_until_told() -> None:
    found = read(BGP)
    peers = {str(peer.address): peer for bgp in found.bgp.values() for peer in bgp.neighbors}
    assert {key: peer.enabled for key, peer in peers.items()} == {
        "10.0.0.1": True, "10.0.0.2": False, "10.0.0.3": False, "10.0.0.4": True, "10.0.0.5": False,
    }  # fmt: skip
    assert [peers[key].remote_as for key in ("10.0.0.1", "10.0.0.4")] == [65002, 65002]
    assert peers["10.0.0.1"].families[0].policies_out == ("OUT",)
    assert unread(found) == ["inherit template U"]


def test_a_distribute_list_of_a_neighbour_is_a_prefix_list() -> None:
    text = "router bgp 65001\n neighbor 10.0.0.1\n  address-family ipv4 unicast\n   distribute-list P in"
    (peer,) = read(text).bgp["default"].neighbors
    assert [(match.kind, match.values) for match in peer.families[0].filters_in] == [("prefix-list", ("P",))]


def test_a_group_of_vrrp_takes_the_lead_unless_told_not_to() -> None:
    text = "interface vlan10\n vrrp-group 5\n  virtual-address 10.0.0.1\n  priority 110\n vrrp-group 6\n  no preempt\n  track 1"
    found = read(text)
    first, second = found.interfaces["vlan10"].fhrp
    assert (first.kind, first.group, first.priority, first.preempt) == (FhrpKind.VRRP, 5, 110, True)
    assert not second.preempt
    assert unread(found) == ["track 1"]


def test_lists_at_switched_ports_are_shown_and_those_at_routed_ones_read() -> None:
    text = "ip access-list A\n seq 10 permit ip any any count\ninterface {}\n ip access-group A in"
    routed, switched = read(text.format("vlan10")), read(text.format("ethernet1/1/1"))
    assert (routed.interfaces["vlan10"].acl_in, unread(routed)) == ("A", [])
    assert (switched.interfaces["ethernet1/1/1"].acl_in, unread(switched)) == ("", ["ip access-group A in"])


@pytest.mark.parametrize(
    ("text", "mode", "unread_lines"),
    [
        ("spanning-tree mode rstp\nspanning-tree rstp priority 4096", StpMode.RSTP, []),
        ("spanning-tree mode mst\nspanning-tree disable", StpMode.NONE, []),
        ("spanning-tree vlan 10 priority 4096", None, []),
        ("spanning-tree vlan 10 something 4", None, ["spanning-tree vlan 10 something 4"]),
    ],
)
def test_spanning_tree(text: str, mode: StpMode | None, unread_lines: list[str]) -> None:
    found = read(text)
    assert found.spanning_tree is not None
    assert (found.spanning_tree.mode, unread(found)) == (mode, unread_lines)
    assert bool(found.spanning_tree.not_understood) == bool(unread_lines)
    assert DEFAULTS["dell_os10"].mode is StpMode.RAPID_PVST


def test_spanning_tree_of_ports_and_vlans() -> None:
    found = read("spanning-tree vlan 10 disable\ninterface ethernet1/1/1\n spanning-tree disable\n spanning-tree rstp cost 5")
    tree = found.spanning_tree
    assert tree is not None
    assert tree.disabled_vlans == {10}
    assert not tree.ports["ethernet1/1/1"].enabled
    assert tree.ports["ethernet1/1/1"].cost.default == 5


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("interface vlan10\n ip arp 10.0.0.9 00:00:5e:00:53:01", "ip arp 10.0.0.9 00:00:5e:00:53:01"),
        ("default vlan-id 9", "default vlan-id 9"),
        ("interface port-channel1\n lacp fallback enable", "lacp fallback enable"),
        ("control-plane\n ip access-group A data in", "ip access-group A data in"),
        ("vlt-domain 1\n peer-routing", "peer-routing"),
        ("router bgp 65001\n neighbor 10.0.0.1\n  add-path both 4", "add-path both 4"),
    ],
)
def test_what_matters_and_is_not_in_the_model_is_shown(text: str, line: str) -> None:
    found = read(text)
    assert line in unread(found)
    assert found.coverage.total(Status.UNKNOWN) == 0


HELD = "Qx7zzHarbour9"
SECRETS = [
    f"username admin password {HELD} role sysadmin priv-lvl 15",
    f"system-user linuxadmin password {HELD}",
    f"enable password 0 {HELD} priv-lvl 15",
    f"radius-server host 10.0.0.1 key 9 {HELD} auth-port 1812",
    f"tacacs-server host 10.0.0.1 key {HELD}",
    f"snmp-server community {HELD} ro acl A",
    f"snmp-server host 10.0.0.1 traps version 2c {HELD} udp-port 162",
    f"snmp-server user nms G 3 encrypted auth sha {HELD} priv aes 0xother",
    f"snmp-server user nms G 3 auth sha 0xother priv aes {HELD}",
    f"ntp authentication-key 3 md5 9 {HELD}",
    f"interface vlan5\n ip ospf message-digest-key 1 md5 9 {HELD}",
    f"interface vlan5\n ip ospf authentication-key {HELD}",
    f"interface vlan5\n ipv6 ospf authentication ipsec spi 256 md5 {HELD}",
    f"interface vlan5\n vrrp-group 1\n  authentication simple-text 9 {HELD}",
    f"router bgp 65001\n neighbor 10.0.0.1\n  password 9 {HELD}",
    f"router bgp 65001\n template T\n  password {HELD}",
]


@pytest.mark.parametrize("text", SECRETS)
def test_hides_secrets_wherever_its_grammar_has_them(text: str) -> None:
    hidden = redact(text, dialect("dell_os10"), b"k" * 32).text
    assert HELD not in hidden
    assert "⟦secret:" in hidden
    assert hidden.count("\n") == text.count("\n")


def test_the_role_of_a_user_is_read_when_the_password_is_hidden() -> None:
    hidden = redact(SECRETS[0], dialect("dell_os10"), b"k" * 32).text
    (user,) = read(hidden).users
    assert (user.name, user.privilege) == ("admin", "sysadmin 15")


@pytest.mark.parametrize(
    "line",
    ["password-attributes min-length 8", "ntp server 10.0.0.1 prefer", "vlt-mac 02:00:00:00:00:01", "remote-as 65001"],
)
def test_no_other_word_is_taken_for_a_secret(line: str) -> None:
    assert redact(line, dialect("dell_os10"), b"k" * 32).text == line
