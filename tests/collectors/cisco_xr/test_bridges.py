"""Bridge domains are VLANs where all of their ports carry one tag; what is not that stays shown."""

import pytest

from collectors.dialect import dialects, read
from collectors.draft import Draft
from models.device import Device, DeviceId
from models.interfaces import Switchport
from models.link import Link, Port
from models.network import Network
from netplan.routing.unmodelled import unmodelled
from netplan.topology.topology import build

BRIDGED = """
interface Bundle-Ether5.30 l2transport
 encapsulation dot1q 30
 rewrite ingress tag pop 1 symmetric
!
interface GigabitEthernet0/0/0/1.1 l2transport
 encapsulation untagged
!
interface BVI30
 ipv4 address 10.30.0.1 255.255.255.0
!
l2vpn
 bridge group CITY
  bridge-domain PHONES
   interface Bundle-Ether5.30
   !
   interface GigabitEthernet0/0/0/1.1
   !
   routed interface BVI30
   !
  !
 !
!
"""


def facts(text: str, name: str = "xr", os: str = "cisco_xr") -> Device:
    return read(text, dialects()[os], Draft(DeviceId("d", name), os, "f"))


def test_a_bridge_domain_is_a_vlan() -> None:
    device = facts(BRIDGED)
    assert device.vlans[30].name == "PHONES"
    assert device.interfaces["Bundle-Ether5"].switchport == Switchport("trunk", native_vlan=1, trunk_vlans=frozenset({30}))
    assert device.interfaces["GigabitEthernet0/0/0/1"].switchport == Switchport(
        "trunk", native_vlan=30, trunk_vlans=frozenset({30})
    )
    assert device.interfaces["BVI30"].vlan == 30
    assert not device.coverage.unread


def test_its_routed_interface_meets_what_is_behind_its_ports() -> None:
    device = facts(BRIDGED)
    hosts = facts("interface GigabitEthernet0/0\n ip address 10.30.0.9 255.255.255.0\n", "host", "cisco_ios")
    wire = Link(Port(hosts.id, "GigabitEthernet0/0"), Port(device.id, "GigabitEthernet0/0/0/1"), "cabling")
    topology = build(Network({device.id: device, hosts.id: hosts}, frozenset({wire})))
    assert set(topology.adjacent(hosts.id, "GigabitEthernet0/0")) == {(device.id, "BVI30")}


OTHER_TAG = BRIDGED.replace("encapsulation untagged", "encapsulation dot1q 31\n rewrite ingress tag pop 1 symmetric")
ROUTED_BESIDE = BRIDGED + "interface Bundle-Ether5.40\n encapsulation dot1q 40\n ipv4 address 10.40.0.1 255.255.255.0\n"
PSEUDOWIRE = BRIDGED.replace("   routed interface", "   vfi V\n    neighbor 10.0.0.9 pw-id 30\n    !\n   !\n   routed interface")
NOT_POPPED = BRIDGED.replace(" rewrite ingress tag pop 1 symmetric\n", "")
TRANSLATED = BRIDGED.replace("pop 1 symmetric", "translate 1-to-1 dot1q 77 symmetric")


@pytest.mark.parametrize("text", [OTHER_TAG, ROUTED_BESIDE, PSEUDOWIRE, NOT_POPPED, TRANSLATED])
def test_other_domains_are_shown(text: str) -> None:
    device = facts(text)
    assert not device.vlans
    assert all(port.switchport is None for port in device.interfaces.values())
    assert {line.feature for line in device.coverage.unread} == {"bridging"}
    assert unmodelled(device).control


def test_a_tag_of_two_domains_is_of_none() -> None:
    more = BRIDGED.replace("Bundle-Ether5", "Bundle-Ether6").replace("GigabitEthernet0/0/0/1", "GigabitEthernet0/0/0/2")
    device = facts(BRIDGED + more.replace("BVI30", "BVI31").replace("PHONES", "OTHERS"))
    assert not device.vlans
    assert unmodelled(device).control
