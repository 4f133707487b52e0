"""ArubaOS-Switch: VLANs that name their ports, and the defaults that no line states."""

from ipaddress import IPv4Network

import pytest

from collectors.dialect import dialect
from collectors.redact import redact
from collectors.shows import with_shows
from models.device import Device
from models.interfaces import InterfaceKind, Switchport
from models.snapshot import Capture
from models.source import Status
from models.spanning_tree import StpMode
from netplan.routing.ospf.cost import port_cost
from tests.collectors.ioslike.reading import device, unread


def read(text: str) -> Device:
    return device("hp_procurve", text)


@pytest.mark.parametrize(
    ("text", "switchport"),
    [
        ("interface 5", Switchport()),
        ("vlan 10\n   untagged 4-6", Switchport(access_vlan=10)),
        ("vlan 1\n   no untagged 5\nvlan 10\n   tagged 5", Switchport("trunk", native_vlan=0, trunk_vlans=frozenset({10}))),
        ("vlan 10\n   tagged 5\nvlan 20\n   untagged 5", Switchport("trunk", native_vlan=20, trunk_vlans=frozenset({10, 20}))),
        ("interface 5\n   tagged vlan 10,12-13", Switchport("trunk", native_vlan=0, trunk_vlans=frozenset({10, 12, 13}))),
        ("trunk 5-6 trk1 lacp\nvlan 10\n   tagged Trk1", None),
    ],
)
def test_vlans_say_what_a_port_carries(text: str, switchport: Switchport | None) -> None:
    found = read(text)
    assert found.interfaces["5"].switchport == switchport
    assert not unread(found)


def test_an_aggregate_has_the_vlans_that_its_members_have_not() -> None:
    found = read("trunk a1-a2 trk7 trunk\nvlan 10\n   untagged Trk7")
    assert [found.interfaces[name].lag for name in ("A1", "A2", "Trk7")] == ["Trk7", "Trk7", ""]
    assert (found.interfaces["Trk7"].kind, found.interfaces["Trk7"].switchport) == (InterfaceKind.LAG, Switchport(access_vlan=10))


@pytest.mark.parametrize(("more", "forwards", "routes"), [("", False, ["0.0.0.0/0"]), ("ip routing", True, [])])
def test_a_gateway_is_used_until_the_switch_routes(more: str, forwards: bool, routes: list[str]) -> None:
    found = read(f"ip default-gateway 10.0.0.1\n{more}")
    assert (found.forwards, [str(route.prefix) for route in found.statics]) == (forwards, routes)


def test_reads_static_routes() -> None:
    found = read(
        "ip route 10.1.0.0 255.255.0.0 vlan 7\nip route 10.2.0.0/16 blackhole\n"
        "ip route 10.3.0.0 255.255.0.0 10.0.0.1 metric 5 distance 9"
    )
    told = {str(route.prefix): (route.interface, route.discard, route.metric, route.distance) for route in found.statics}
    assert told == {"10.1.0.0/16": ("vlan7", False, 0, 1), "10.2.0.0/16": ("", True, 0, 1), "10.3.0.0/16": ("", False, 5, 9)}


def test_every_vlan_costs_one_in_ospf() -> None:
    found = read(
        "router ospf\n   area backbone\n   exit\nvlan 7\n   ip address 10.0.0.1 255.255.255.0\n"
        "   ip ospf 10.0.0.1 area backbone\n   exit"
    )
    (process,) = found.ospf.values()
    assert found.interfaces["vlan7"].ospf[0].area == "0.0.0.0"
    assert port_cost(found, process, found.interfaces["vlan7"], None) == 1
    assert not unread(found)


def test_a_redundancy_group_is_off_until_it_is_enabled() -> None:
    group = "   vrrp vrid {0}\n      owner\n      virtual-ip-address 10.0.0.{0}\n{1}      exit\n"
    found = read("vlan 7\n   ip address 10.0.0.9 255.255.255.0\n" + group.format(7, "") + group.format(9, "      enable\n"))
    assert [(each.group, each.priority) for each in found.interfaces["vlan7"].fhrp] == [(9, 255)]


def test_lists_of_routed_packets_are_filters_and_others_are_shown() -> None:
    found = read(
        'ip access-list extended "A"\n   10 permit ip 10.0.0.0 0.255.255.255 0.0.0.0 255.255.255.255\n   exit\n'
        'interface 5\n   ip access-group "A" in\nvlan 7\n   ip access-group "A" out\n   ip access-group "A" vlan'
    )
    assert found.interfaces["vlan7"].acl_out == "A"
    assert [str(part) for part in found.acls["A"].rules[0].sources] == [str(IPv4Network("10.0.0.0/8"))]
    assert [line.feature for line in found.coverage.unread] == ["layer-2 filter", "VLAN filter"]


@pytest.mark.parametrize(
    "text", ["spanning-tree 4-5 admin-edge-port root-guard", "interface 5\n   spanning-tree admin-edge-port root-guard"]
)
def test_settings_of_spanning_tree_stand_at_ports_or_name_them(text: str) -> None:
    found = read(text).spanning_tree
    assert found is not None
    assert (found.ports["5"].edge, found.ports["5"].root_guard, found.not_understood) == (True, True, ())


@pytest.mark.parametrize(("text", "mode"), [("spanning-tree priority 1", StpMode.NONE), ("spanning-tree", StpMode.MST)])
def test_spanning_tree_runs_where_it_is_said_to(text: str, mode: StpMode) -> None:
    found = read(text).spanning_tree
    assert found is not None
    assert found.mode is mode


@pytest.mark.parametrize(
    "line",
    [
        "router rip", "router bgp 65001", "management-vlan 9", "policy zone P", "filter source-port named-filter F", "gvrp",
        "no dhcp-relay", "vlan 7\n   service-policy P in", "interface 5-x",
        "interface A1-B3", "spanning-tree 5 speed-of-light",
    ],
)  # fmt: skip
def test_a_line_that_matters_is_shown_and_known(line: str) -> None:
    coverage = read(line).coverage
    assert coverage.total(Status.NOT_MODELLED) == 1
    assert coverage.total(Status.IGNORED) == coverage.total(Status.UNKNOWN) == 0


HELD = "77shelfmark77"
SECRETS = [
    f'password manager user-name "a b" sha1 "{HELD}"',
    f"password operator plaintext {HELD}",
    f'snmp-server community "{HELD}" unrestricted',
    f'snmp-server host 10.0.0.1 community "{HELD}" trap-level all',
    f'snmpv3 user "nms" auth sha "{HELD}" priv aes "99other99"',
    f'snmpv3 user "nms" auth md5 "99other99" priv "{HELD}"',
    f'radius-server host 10.0.0.1 key "{HELD} and more"',
    f"radius-server key {HELD}",
    f'tacacs-server host 10.0.0.1 encrypted-key "{HELD}"',
    f'sntp authentication key-id 1 authentication-mode md5 key-value "{HELD}" trusted',
    f'key-chain "ring" key 1 key-string "{HELD}"',
    f'vlan 7\n   ip ospf 10.0.0.1 authentication-key "{HELD}"',
]


@pytest.mark.parametrize("text", SECRETS)
def test_hides_secrets_wherever_its_grammar_has_them(text: str) -> None:
    hidden = redact(text, dialect("hp_procurve"), b"k" * 32).text
    assert HELD not in hidden
    assert "and more" not in hidden
    assert "⟦secret:" in hidden


@pytest.mark.parametrize("line", ['snmp-server contact "desk 4"', "sntp server priority 1 10.0.0.1", 'vlan 7\n   name "key"'])
def test_no_other_word_is_taken_for_a_secret(line: str) -> None:
    assert redact(line, dialect("hp_procurve"), b"k" * 32).text == line


LLDP = """ LLDP Remote Device Information Detail

  Local Port   : A7
  ChassisType  : mac-address
  ChassisId    : 00005e-005307
  PortType     : local
  PortId       : 24
  SysName      : branch-3
  System Descr : a switch
  PortDescr    : 24
  Pvid         : 1

  System Capabilities Supported  : bridge
  System Capabilities Enabled    : bridge

  Remote Management Address
     Type    : ipv4
     Address : 10.53.1.2
"""
ARP = """
 IP ARP table

  IP Address      MAC Address       Type    Port
  --------------- ----------------- ------- ----
  10.50.16.20     00005e-005320     dynamic A5
"""
MACS = """
 Status and Counters - Port Address Table

  MAC Address       Port                            VLAN
  ----------------- ------------------------------- ----
  00005e-005320     Trk1                            16
"""


def test_reads_what_is_seen_on_its_ports() -> None:
    plain = read('hostname "library-core"')
    outputs = {"show lldp info remote-device all": LLDP, "show arp": ARP, "show mac-address": MACS}
    captures = [Capture(plain.id, command, f"{number}.txt", text) for number, (command, text) in enumerate(outputs.items())]
    found, notes = with_shows(plain, captures, dialect("hp_procurve").canonical_name)
    assert not notes
    (neighbour,) = found.neighbours
    assert (neighbour.interface, neighbour.remote_name, neighbour.remote_interface) == ("A7", "branch-3", "24")
    assert (neighbour.remote_address, neighbour.remote_chassis) == ("10.53.1.2", "00:00:5e:00:53:07")
    seen = [(host.mac, str(host.address), host.interface, host.vlan) for host in found.hosts]
    assert seen == [("00:00:5e:00:53:20", "10.50.16.20", "A5", None), ("00:00:5e:00:53:20", "None", "Trk1", 16)]
