"""AOS-CX: what its blocks mean, and the defaults that no line states."""

from ipaddress import IPv4Address

import pytest

from collectors.dialect import dialect
from collectors.redact import redact
from models.device import Device
from models.interfaces import FhrpKind, Switchport
from models.source import Status
from models.spanning_tree import StpMode
from tests.collectors.ioslike.reading import device, unread


def read(text: str) -> Device:
    return device("aruba_aoscx", text)


@pytest.mark.parametrize(
    ("text", "name", "enabled"),
    [
        ("interface 1/1/1", "1/1/1", False),
        ("interface 1/1/1\n    no shutdown", "1/1/1", True),
        ("interface 1/1/1.5\n    encapsulation dot1q 5", "1/1/1.5", False),
        ("interface 1/1/1:2\n    no shutdown", "1/1/1:2", True),
        ("interface lag 7 multi-chassis\n    no routing", "lag7", False),
        ("interface vlan 10\n    ip address 10.0.0.1/24", "vlan10", True),
        ("interface vlan 10\n    shutdown", "vlan10", False),
        ("interface loopback 0\n    ip address 10.0.0.1/32", "loopback0", True),
        ("interface mgmt\n    ip dhcp", "mgmt", True),
    ],
)
def test_knows_which_silent_ports_are_up(text: str, name: str, enabled: bool) -> None:
    assert read(text).interfaces[name].enabled is enabled


@pytest.mark.parametrize(
    ("lines", "switchport"),
    [
        ("no shutdown", None),
        ("routing", None),
        ("no routing", Switchport()),
        ("vlan access 20", Switchport(access_vlan=20)),
        ("vlan trunk native 20\n    vlan trunk allowed all", Switchport("trunk", native_vlan=20)),
        ("vlan trunk native 1 tag\n    vlan trunk allowed 5", Switchport("trunk", native_vlan=0, trunk_vlans=frozenset({5}))),
        ("vlan trunk allowed 5\n    vlan trunk allowed 7-8", Switchport("trunk", trunk_vlans=frozenset({5, 7, 8}))),
    ],
)
def test_tells_switched_ports_from_routed_ones(lines: str, switchport: Switchport | None) -> None:
    other = "\ninterface 1/1/2\n    no routing"
    assert read(f"interface 1/1/1\n    {lines}{other}").interfaces["1/1/1"].switchport == switchport


def test_the_size_of_frames_is_not_that_of_packets() -> None:
    found = read(
        "interface 1/1/1\n    mtu 9198\n    ip address 10.0.0.1/31\ninterface 1/1/2\n    mtu 9198\n    no routing\n"
        "interface 1/1/3\n    mtu 9198\n    ip mtu 9000"
    )
    assert [found.interfaces[f"1/1/{n}"].mtu for n in (1, 2, 3)] == [None, 9198, 9000]


LISTS = "access-list ip A\n    10 deny any any any\naccess-list ip B\n    10 permit any any any\n"


@pytest.mark.parametrize(
    ("text", "lists", "shown"),
    [
        ("vlan 5\n    apply access-list ip A in\ninterface vlan 5\n    ip address 10.0.0.1/24", ("A", ""), []),
        (
            "vlan 5\n    apply access-list ip A in\ninterface vlan 5\n    apply access-list ip B routed-in",
            ("B", ""),
            ["VLAN filter"],
        ),
        ("interface vlan 5\n    apply access-list ip A out", ("", "A"), []),
        ("vlan 5\n    apply access-list ip A in\ninterface vlan 6", None, ["VLAN filter"]),
        ("interface 1/1/1\n    no routing\n    apply access-list ip A in", None, ["layer-2 filter"]),
        ("interface vlan 5\n    apply access-list mac M in", ("", ""), ["MAC access list"]),
    ],
)
def test_a_list_is_a_filter_of_routed_packets_or_shown(text: str, lists: tuple[str, str] | None, shown: list[str]) -> None:
    found = read(LISTS + text)
    port = found.interfaces.get("vlan5")
    assert (None if port is None else (port.acl_in, port.acl_out)) == lists
    assert [line.feature for line in found.coverage.unread] == shown


@pytest.mark.parametrize(
    ("entries", "feature"),
    [
        (["deny tcp any any eq ssh", "deny icmp any any", "permit any any any"], "filter of management access"),
        (["permit tcp 10.0.0.0/8 any eq ssh"], "control-plane filter"),
        (["deny any 10.0.0.0/8 any", "permit any any any"], "control-plane filter"),
        (["deny tcp any any range 100 200", "permit any any any"], "control-plane filter"),
        (["deny ospf any any", "permit any any any"], "control-plane filter"),
        (["deny udp any any eq snmp", "permit any any any dscp EF"], "control-plane filter"),
    ],
)
def test_a_list_on_the_control_plane_may_keep_neighbours_away(entries: list[str], feature: str) -> None:
    lines = [f"    {10 * at} {entry}" for at, entry in enumerate(entries, 1)]
    found = read("\n".join(["access-list ip A", *lines, "apply access-list ip A control-plane vrf default"]))
    assert found.coverage.unread[-1].feature == feature


def test_an_entry_that_is_not_understood_keeps_its_place() -> None:
    rules = (
        read("access-list ip A\n    10 permit tcp any/x any\n    20 permit ip-in-ip any any\n    30 deny any any any")
        .acls["A"]
        .rules
    )
    assert [rule.sequence for rule in rules] == [10, 20, 30]
    assert [bool(rule.unmodelled) for rule in rules] == [True, True, False]


def test_a_mask_counts_the_bits_that_must_match() -> None:
    (rule,) = read("access-list ip A\n    10 permit any 10.0.7.0/255.0.255.0 10.1.1.1").acls["A"].rules
    assert [str(part) for part in (*rule.sources, *rule.destinations)] == ["10.0.7.0 0.255.0.255", "10.1.1.1/32"]


def test_one_number_may_stand_for_processes_of_several_vrfs() -> None:
    found = read(
        "vrf X\nrouter ospf 1\n    area 0\nrouter ospf 1 vrf X\n    area 5\ninterface vlan 1\n    ip ospf 1 area 0\n"
        "interface vlan 2\n    vrf attach X\n    ip ospf 1 area 5"
    )
    assert {key[1]: process.vrf for key, process in found.ospf.items()} == {"1": "default", "X 1": "X"}
    assert [found.interfaces[name].ospf[0].process for name in ("vlan1", "vlan2")] == ["1", "X 1"]
    assert not unread(found)


def test_a_neighbour_exchanges_nothing_until_it_is_activated() -> None:
    found = read(
        "router bgp 65001\n    neighbor 10.0.0.1 remote-as 65002\n    neighbor 10.0.0.2 remote-as 65002\n"
        "    address-family ipv4 unicast\n        neighbor 10.0.0.2 activate\n    exit-address-family"
    )
    assert [len(neighbor.families) for neighbor in found.bgp["default"].neighbors] == [0, 1]


def test_a_neighbour_behind_a_port_and_its_filter_are_read() -> None:
    found = read(
        "router bgp 65001\n    neighbor 1/1/2 remote-as 65002\n    address-family ipv4 unicast\n        neighbor 1/1/2 activate\n"
        "        neighbor 1/1/2 aspath-list A in"
    )
    (neighbor,) = found.bgp["default"].neighbors
    assert (neighbor.address, neighbor.interface, neighbor.remote_as) == (None, "1/1/2", 65002)
    assert [match.values for match in neighbor.families[0].filters_in] == [("A",)]


def test_a_message_of_icmp_may_have_a_code() -> None:
    rules = (
        read("access-list ip A\n    10 permit icmp any any icmp-type echo icmp-code 0\n    20 permit icmp any any icmp-type echo")
        .acls["A"]
        .rules
    )
    assert [rule.icmp for rule in rules] == [(8, 0), (8, -1)]


def test_whether_connected_routes_are_those_of_loopbacks_is_not_known() -> None:
    found = read(
        "interface loopback 0\n    ip address 10.9.9.9/32\nrouter ospf 1\n    redistribute connected\n"
        "router ospf 2\n    redistribute local loopback route-map M\nrouter ospf 3\n    redistribute connected route-map M"
    )
    first, second, third = (found.ospf[2, number].redistributions[0] for number in "123")
    assert [term.action for term in found.policies[first.policies[0]].terms] == ["permit", "deny", "permit"]
    assert "unknown" in [match.kind for match in found.policies[first.policies[0]].terms[0].matches]
    assert second.policies[1:] == third.policies[1:] == ("M",)
    (only,) = found.policies[second.policies[0]].terms
    assert (only.action, only.matches[0].values) == ("next-policy", ("10.9.9.9/32",))


@pytest.mark.parametrize(
    ("text", "mode", "without"),
    [
        ("spanning-tree priority 1", StpMode.NONE, 0),
        ("spanning-tree", StpMode.MST, 0),
        ("spanning-tree mode rpvst\nspanning-tree\nspanning-tree vlan 1-10", StpMode.RAPID_PVST, 4084),
    ],
)
def test_spanning_tree_runs_where_it_is_said_to(text: str, mode: StpMode, without: int) -> None:
    found = read(text).spanning_tree
    assert found is not None
    assert (found.mode, len(found.disabled_vlans)) == (mode, without)


def test_a_port_may_be_left_out_of_spanning_tree() -> None:
    found = read(
        "spanning-tree\ninterface 1/1/1\n    no spanning-tree\ninterface 1/1/2\n    spanning-tree rpvst-guard"
    ).spanning_tree
    assert found is not None
    assert (found.ports["1/1/1"].enabled, [source.line for source in found.not_understood]) == (False, [5])


def test_a_region_without_a_name_is_that_of_one_bridge() -> None:
    one, other = (read(f"hostname {name}\nspanning-tree").spanning_tree for name in ("a", "b"))
    assert one is not None and other is not None
    assert one.region != other.region


def test_a_redundancy_group_is_off_until_it_is_turned_on() -> None:
    group = "    vrrp {0} address-family ipv4\n        address 10.0.0.{0} primary\n"
    found = read("interface vlan 5\n" + group.format(7) + group.format(8) + "        no shutdown\n    active-gateway ip 10.0.0.9")
    groups = [(each.kind, each.addresses) for each in found.interfaces["vlan5"].fhrp]
    assert groups == [(FhrpKind.VRRP, (IPv4Address("10.0.0.8"),)), (FhrpKind.ANYCAST, (IPv4Address("10.0.0.9"),))]


def test_a_target_that_derives_itself_says_what_sort_of_network_it_is_of() -> None:
    found = read(
        "vlan 60\nevpn\n    vlan 60\n        route-target export auto\ninterface vxlan 1\n    vni 10060\n        vlan 60\n"
        "router bgp 65060\n    bgp router-id 10.0.0.1"
    )
    assert (found.vlans[60].vni, found.vlans[60].export_targets) == (10060, frozenset({"65060:268445516"}))


@pytest.mark.parametrize(
    "line",
    [
        "router rip 1",
        "erps ring 1",
        "pbr-action-list P",
        "no dhcp-relay",
        "router vrrp disable",
        "track 1",
        "mpls enable",
        "gbp enable",
        "interface 1/1/1-1/1/4",
        "interface 1/1/1\n    vlan translate 5 6",
        "interface 1/1/1\n    apply policy P in",
        "interface 1/1/1\n    ip ospf 1 area nine",
        "router ospf 1\n    area 1 virtual-link 10.0.0.1",
        "router bgp 65001\n    bgp bestpath as-path ignore",
        "route-map M permit seq 10\n    match vni 7",
    ],
)
def test_a_line_that_matters_is_shown_and_known(line: str) -> None:
    coverage = read(line).coverage
    assert coverage.total(Status.NOT_MODELLED) == 1
    assert coverage.total(Status.IGNORED) == coverage.total(Status.UNKNOWN) == 0


HELD = "AQBapXy77secretHeld="
SECRETS = [
    f"user admin group administrators password ciphertext {HELD}",
    f"radius-server host 10.0.0.1 key ciphertext {HELD} vrf mgmt",
    f"radius-server host 10.0.0.1 key plaintext x7 clearpass-username u clearpass-password ciphertext {HELD}",
    f"radius-server key plaintext {HELD}",
    f"radius-server tracking user-name probe password ciphertext {HELD}",
    f"radius dyn-authorization client 10.0.0.1 secret-key ciphertext {HELD}",
    f"tacacs-server host 10.0.0.1 port 49 key {HELD}",
    f"snmp-server community {HELD}",
    f"snmp-server host 10.0.0.1 trap version v2c community {HELD} vrf mgmt",
    f"snmpv3 user nms auth sha auth-pass ciphertext {HELD} priv aes priv-pass ciphertext AQBother77pass=",
    f"snmpv3 user nms auth sha auth-pass ciphertext AQBother77pass= priv aes priv-pass ciphertext {HELD} access-level ro",
    f"ntp authentication-key 3 sha1 {HELD} trusted",
    f"ntp authentication-key 3 md5 ciphertext {HELD} trusted",
    f"keychain K\n    key 1\n        key-string ciphertext {HELD}",
    f"interface vlan 5\n    ip ospf message-digest-key 1 md5 ciphertext {HELD}",
    f"interface vlan 5\n    ip ospf authentication-key ciphertext {HELD}",
    f"router bgp 65001\n    neighbor 10.0.0.1 password ciphertext {HELD}",
    f"router ospf 1\n    area 1 virtual-link 10.0.0.9\n        authentication-key ciphertext {HELD}",
    f"mka policy M\n    pre-shared-key ckn 0a0b cak ciphertext {HELD}",
    f"crypto pki est-profile E\n    username u password ciphertext {HELD}",
]


@pytest.mark.parametrize("text", SECRETS)
def test_hides_secrets_wherever_its_grammar_has_them(text: str) -> None:
    hidden = redact(text, dialect("aruba_aoscx"), b"k" * 32).text
    assert HELD not in hidden
    assert "⟦secret:" in hidden
    assert hidden.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "line",
    [
        "ntp server 10.0.0.1 prefer",
        "snmp-server system-location Quay 7",
        "ip ospf authentication message-digest",
        "radius-server host 10.0.0.1 port 1812 vrf mgmt",
        "neighbor 10.0.0.1 remote-as 65001",
    ],
)
def test_no_other_word_is_taken_for_a_secret(line: str) -> None:
    assert redact(line, dialect("aruba_aoscx"), b"k" * 32).text == line


def test_a_policy_that_only_marks_is_left_out_on_purpose() -> None:
    text = "policy P\n    10 class ip C action {}\ninterface 1/1/1\n    apply policy P in"
    counts = [
        read(text.format(what)).coverage.total(Status.IGNORED) for what in ("dscp EF action pcp 5", "drop", "pcp 5 action drop")
    ]
    assert counts == [3, 0, 0]
