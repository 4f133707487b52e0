"""NCLU: the commands say the same as the files that they write."""

from dataclasses import replace

import pytest

from collectors.dialect import dialect
from collectors.redact import redact
from models.change import Change
from models.errors import CannotWrite
from models.source import Status
from tests.collectors.ioslike.reading import device, unread

PAIRS = [
    ("net add interface swp1-2 ip address 10.0.0.1/31", "iface swp1\n address 10.0.0.1/31\niface swp2\n address 10.0.0.1/31"),
    ("net add interface eth0 ip address dhcp\nnet add interface eth0 vrf mgmt", "iface eth0 inet dhcp\n vrf mgmt"),
    (
        "net add bond b1 bond slaves swp1-2,swp9\nnet add bond b1 bridge access 10\nnet add bridge br ports b1,swp4-5\n"
        "net add bridge br vids 10,20-21\nnet add bridge br vlan-aware",
        "iface b1\n bond-slaves swp1 swp2 swp9\n bridge-access 10\niface br\n bridge-ports b1 swp4 swp5\n bridge-vids 10 20-21\n"
        " bridge-vlan-aware yes",
    ),
    (
        "net add vlan 10 vlan-raw-device br\nnet add vlan 10 vlan-id 10\nnet add bridge br vlan-aware\nnet add vlan 10 vrf RED",
        "iface vlan10\n vlan-raw-device br\n vlan-id 10\n vrf RED\niface br\n bridge-vlan-aware yes",
    ),
    (
        "net add bgp autonomous-system 65001\nnet add bgp neighbor swp1-2 interface remote-as external\n"
        "net add bgp redistribute connected\nnet add bgp ipv6 unicast neighbor swp1 activate",
        "router bgp 65001\n neighbor swp1 interface remote-as external\n neighbor swp2 interface remote-as external\n"
        " address-family ipv4 unicast\n  redistribute connected\n address-family ipv6 unicast\n  neighbor swp1 activate",
    ),
    (
        "net add bgp vrf RED neighbor 10.0.0.9 remote-as 65002\nnet add bgp vrf RED autonomous-system 65001",
        "router bgp 65001 vrf RED\n neighbor 10.0.0.9 remote-as 65002",
    ),
    (
        "net add ospf router-id 10.0.0.1\nnet add ospf passive-interface lo\nnet add interface swp1 ospf area 0",
        "router ospf\n ospf router-id 10.0.0.1\n passive-interface lo\ninterface swp1\n ip ospf area 0",
    ),
    ("net add routing route 10.0.0.0/8 10.1.1.1 vrf RED", "ip route 10.0.0.0/8 10.1.1.1 vrf RED"),
    (
        "net add routing prefix-list ipv4 P permit 10.0.0.0/8\nnet add routing route-map M deny 10 match ip address prefix-list P",
        "ip prefix-list P permit 10.0.0.0/8\nroute-map M deny 10\n match ip address prefix-list P",
    ),
]


@pytest.mark.parametrize(("commands", "files"), PAIRS)
def test_commands_say_what_their_files_say(commands: str, files: str) -> None:
    told, written = device("frr", commands), device("frr", files)
    for part in ("interfaces", "vlans", "vrfs", "statics", "ospf", "bgp", "policies", "prefix_lists"):
        assert getattr(told, part) == getattr(written, part), part
    assert not unread(told)
    assert told.coverage.total(Status.MODELLED) >= len(commands.splitlines())


@pytest.mark.parametrize(
    "line",
    [
        "net add acl ipv4 A priority 10 drop tcp any any any any",
        "net add bond b1 clag id 4",
        "net add vrf RED vni 4001",
        "net add interface swp1 ip gateway 10.0.0.1",
    ],
)
def test_what_is_not_in_the_model_is_shown_as_it_was_typed(line: str) -> None:
    found = device("frr", line)
    assert unread(found) == [line]
    assert found.coverage.total(Status.UNKNOWN) == 0


@pytest.mark.parametrize("line", ["net add teapot on", "net add vlan x-y mtu 5", "net add bgp neighbor 10.0.0.1 remote-as 65001"])
def test_a_command_that_nothing_here_knows_stays_unknown(line: str) -> None:
    assert device("frr", line).coverage.total(Status.UNKNOWN) == 1


def test_a_command_that_is_said_twice_is_counted_twice() -> None:
    found = device("frr", "net add interface eth0 ip address dhcp\nnet add interface eth0 ip address dhcp")
    assert found.coverage.total() == 2
    assert not unread(found)


@pytest.mark.parametrize(
    ("text", "of_ports", "of_routes"),
    [
        ("interface swp1\n ip address 10.0.0.1/24\nip route 10.9.0.0/16 10.0.0.9", True, True),
        ("iface swp1\n address 10.0.0.1/24\nip route 10.9.0.0/16 10.0.0.9", False, True),
        ("net add interface swp1 ip address 10.0.0.1/24\nnet add routing route 10.9.0.0/16 10.0.0.9", False, False),
    ],
)
def test_vtysh_is_told_only_what_it_holds(text: str, of_ports: bool, of_routes: bool) -> None:
    found = device("frr", text)
    write = dialect("frr").write
    assert write is not None
    port = found.interfaces["swp1"]
    (route,) = found.statics
    changes = (Change(found.id, port, replace(port, description="to the core")), Change(found.id, route, None))
    for change, written in zip(changes, (of_ports, of_routes), strict=True):
        if written:
            assert write(found, change)
        else:
            with pytest.raises(CannotWrite):
                write(found, change)


def test_defaults_that_other_commands_depend_on_may_come_later() -> None:
    late = "net add bgp autonomous-system 65001\nnet add bgp neighbor 10.0.0.1 remote-as 65002\nnet add routing defaults datacenter"
    (peer,) = device("frr", late).bgp["default"].neighbors
    assert peer.advertisement_policy_default != "deny"


HELD = "Qx7zzHarbour9"


@pytest.mark.parametrize(
    "line",
    [
        f"net add bgp neighbor 10.0.0.1 password {HELD}",
        f"net add interface swp1 ospf message-digest-key 1 md5 {HELD}",
        f"net add interface swp1 ospf authentication-key {HELD}",
        f"net add snmp-server readonly-community {HELD} access any",
        f"net add snmp-server trap-destination 10.0.0.1 community-password {HELD} version 2c",
        f"net add snmp-server username nms auth-sha {HELD} encrypt-aes other",
        f"net add snmp-server username nms auth-md5 other encrypt-aes {HELD}",
        f"net add dot1x radius shared-secret {HELD}",
    ],
)
def test_hides_secrets_of_commands(line: str) -> None:
    hidden = redact(line, dialect("frr"), b"k" * 32).text
    assert HELD not in hidden
    assert "⟦secret:" in hidden
