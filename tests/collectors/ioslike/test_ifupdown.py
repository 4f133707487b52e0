"""Files of ifupdown2: bonds, bridges that know VLANs, VLAN devices and virtual gateways."""

from dataclasses import replace

import pytest

from models.device import DeviceId
from models.interfaces import FhrpKind, InterfaceKind, Switchport
from models.source import Status
from netplan.topology.domains import domains
from netplan.topology.ports import device_ports
from tests.collectors.ioslike.reading import device, unread
from tests.gadgets.engine import network

BRIDGE = "iface br\n bridge-vlan-aware yes\n bridge-ports swp1\n bridge-vids 10 20-21\niface swp1\n {}"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("mtu 1500", Switchport("trunk", 1, 1, frozenset({1, 10, 20, 21}))),
        ("bridge-access 20", Switchport("access", 20)),
        ("bridge-vids 30", Switchport("trunk", 1, 1, frozenset({1, 30}))),
        ("bridge-pvid 10", Switchport("trunk", 1, 10, frozenset({10, 20, 21}))),
        ("bridge-allow-untagged no", Switchport("trunk", 1, 0, frozenset({10, 20, 21}))),
    ],
)
def test_ports_of_a_bridge_carry_its_vlans_unless_they_name_their_own(line: str, found: Switchport) -> None:
    read = device("frr", BRIDGE.format(line))
    assert read.interfaces["swp1"].switchport == found
    assert not unread(read)


def test_the_vlans_of_a_bridge_are_those_of_the_device() -> None:
    text = BRIDGE.format("bridge-access 40") + "\niface vlan50\n vlan-id 50\n vlan-raw-device br"
    assert set(device("frr", text).vlans) == {1, 10, 20, 21, 40, 50}


@pytest.mark.parametrize(
    ("text", "name", "kind", "vlan", "tag", "parent"),
    [
        ("iface vlan10\n vlan-id 10\n vlan-raw-device br", "vlan10", InterfaceKind.VLAN, 10, None, ""),
        ("iface users\n vlan-id 10\n vlan-raw-device br", "users", InterfaceKind.VLAN, 10, None, ""),
        ("iface br.10\n address 10.0.0.1/24", "br.10", InterfaceKind.VLAN, 10, None, ""),
        ("iface vlan10\n vlan-id 10\n vlan-raw-device swp9", "vlan10", InterfaceKind.SUBINTERFACE, None, 10, "swp9"),
        ("iface swp9.10\n address 10.0.0.1/24", "swp9.10", InterfaceKind.SUBINTERFACE, None, 10, "swp9"),
    ],
)
def test_a_vlan_device_routes_for_a_vlan_or_tags_on_a_port(
    text: str, name: str, kind: InterfaceKind, vlan: int | None, tag: int | None, parent: str
) -> None:
    read = device("frr", f"{BRIDGE.format('mtu 1500')}\n{text}")
    found = read.interfaces[name]
    assert (found.kind, found.vlan, found.encapsulation_vlan, found.parent) == (kind, vlan, tag, parent)
    assert not unread(read)


def test_members_of_a_bond() -> None:
    read = device("frr", "iface server\n bond-slaves glob swp1-2 swp5\n bond_mode 802.3ad\n bond-min-links 2")
    assert read.interfaces["server"].kind is InterfaceKind.LAG
    assert read.interfaces["server"].least_members == 2
    assert [read.interfaces[name].lag for name in ("swp1", "swp2", "swp5")] == ["server"] * 3
    assert not unread(read)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("iface br\n bridge-ports swp1 swp2", ["bridge-ports swp1 swp2"]),
        (
            "iface a\n bridge-vlan-aware yes\n bridge-ports swp1\niface b\n bridge-vlan-aware yes\n bridge-ports swp2",
            ["bridge-vlan-aware yes", "bridge-ports swp1", "bridge-vlan-aware yes", "bridge-ports swp2"],
        ),
        ("iface br\n bridge-vlan-aware yes\n bridge-ports swp1 swp2.10", ["bridge-ports swp1 swp2.10"]),
        ("iface br\n bridge-vlan-aware yes\n bridge-ports regex swp.*", ["bridge-ports regex swp.*"]),
        ("iface br\n bridge-vlan-aware yes\n bridge-ports swp1\n bridge-vids 5000", ["bridge-vids 5000"]),
        ("iface bond1\n bond-slaves swp1\n bond-mode active-backup", ["bond-mode active-backup"]),
        ("iface bond1\n bond-slaves swp1\n clag-id 4", ["clag-id 4"]),
        ("iface swp1\n address 10.0.0.1", ["address 10.0.0.1"]),
    ],
)
def test_what_a_model_of_one_vlan_space_cannot_hold_is_shown(text: str, lines: list[str]) -> None:
    read = device("frr", text)
    assert unread(read) == lines
    assert read.coverage.total(Status.UNKNOWN) == 0


def test_a_virtual_gateway_is_an_address_of_every_router() -> None:
    read = device("frr", "iface vlan10\n address 10.0.0.2/24\n address-virtual 00:00:5e:00:01:01 10.0.0.1/24 10.0.0.9/24")
    (group,) = read.interfaces["vlan10"].fhrp
    assert (group.kind, [str(address) for address in group.addresses]) == (FhrpKind.ANYCAST, ["10.0.0.1", "10.0.0.9"])


def test_an_address_takes_its_mask_from_a_line_of_its_own() -> None:
    read = device("frr", "iface swp1\n address 10.0.0.1\n netmask 255.255.254.0")
    assert [str(address.ip) for address in read.interfaces["swp1"].addresses] == ["10.0.0.1/23"]
    assert not unread(read)


@pytest.mark.parametrize(("line", "joined"), [("bridge-vids 10", True), ("bridge-access 10", False), ("bridge-vids 20", False)])
def test_vlan_devices_meet_over_a_wire_that_carries_their_vlan(line: str, joined: bool) -> None:
    trunk = "interface ethernet1/1/1\n switchport mode trunk\n switchport trunk allowed vlan 10"
    switch = f"interface vlan10\n ip address 10.0.0.1/24\n{trunk}"
    one = replace(device("dell_os10", switch), id=DeviceId("test", "one"))
    routed = "\niface vlan10\n address 10.0.0.2/24\n vlan-id 10\n vlan-raw-device br"
    two = replace(device("frr", BRIDGE.format(line) + routed), id=DeviceId("test", "two"))
    both = network(one, two, links=[("test/one:ethernet1/1/1", "test/two:swp1")])
    found = domains(both, {id: device_ports(each) for id, each in both.devices.items()})
    assert (found.of[one.id, "vlan10"] == found.of[two.id, "vlan10"]) is joined
