"""What a block inherits from configuration groups is read as if it said so itself."""

from collectors.dialect import dialects, read
from collectors.draft import Draft
from models.device import Device, DeviceId
from models.source import Status

GROUPS = """
group PORTS
 interface 'GigabitEthernet.*'
  mtu 9014
  ipv4 access-group GUARD ingress
 !
end-group
group IGP
 router ospf '.*'
  area '.*'
   interface 'Gig.*'
    cost 77
    network point-to-point
   !
   interface Loopback9
    passive enable
   !
  !
 !
end-group
group UNUSED
 interface 'Bundle-Ether.*'
  mtu 1514
 !
end-group
"""
CONFIG = """
interface GigabitEthernet0/0/0/0
 apply-group PORTS
 ipv4 address 10.0.0.1 255.255.255.0
!
interface GigabitEthernet0/0/0/1
 apply-group PORTS
 mtu 1514
!
interface GigabitEthernet0/0/0/2
!
router ospf 1
 apply-group IGP
 area 0
  interface GigabitEthernet0/0/0/0
  !
  interface GigabitEthernet0/0/0/1
   cost 5
  !
 !
!
"""


def facts(text: str) -> Device:
    return read(text, dialects()["cisco_xr"], Draft(DeviceId("d", "r"), "cisco_xr", "f"))


def test_a_block_has_what_its_groups_say() -> None:
    device = facts(GROUPS + CONFIG)
    ports = [device.interfaces[f"GigabitEthernet0/0/0/{number}"] for number in range(3)]
    assert [port.mtu for port in ports] == [9000, 1500, None]
    assert [port.acl_in for port in ports] == ["GUARD", "GUARD", ""]
    assert [(setting.cost, setting.network_type) for port in ports for setting in port.ospf] == [
        (77, "point-to-point"),
        (5, "point-to-point"),
    ]
    assert not device.coverage.unread


def test_a_block_that_only_a_group_names_exists() -> None:
    device = facts(GROUPS.replace("area '.*'", "area 0") + CONFIG)
    (setting,) = device.interfaces["Loopback9"].ospf
    assert (setting.process, setting.area, setting.passive) == ("1", "0.0.0.0", True)


def test_groups_without_an_effect_are_ignored_and_missing_ones_shown() -> None:
    device = facts(GROUPS + CONFIG.replace("apply-group IGP", "apply-group OTHER"))
    assert [(line.text, line.status) for line in device.coverage.unread] == [("apply-group OTHER", Status.NOT_MODELLED)]
    assert ("configuration groups", Status.IGNORED) in {(feature, status) for feature, status, _ in device.coverage.counts}


def test_a_line_that_may_be_overruled_is_shown() -> None:
    text = "group G\n interface 'Gig.*'\n  ipv4 access-group GUARD ingress\n !\nend-group\n"
    device = facts(f"{text}interface GigabitEthernet0/0/0/0\n apply-group G\n ipv4 access-group OTHER egress\n!\n")
    assert [line.text for line in device.coverage.unread] == ["ipv4 access-group GUARD ingress"]


def test_a_pattern_that_may_take_forever_is_not_tried() -> None:
    text = "group G\n interface '(a+)+b'\n  mtu 1514\n !\nend-group\n"
    device = facts(f"{text}interface GigabitEthernet0/0/0/0\n apply-group G\n!\n")
    assert [line.text for line in device.coverage.unread] == ["interface '(a+)+b'"]


def test_a_group_that_is_not_understood_is_shown_where_it_is_applied() -> None:
    text = "group G\n interface 'Gig.*'\n  brand new\n !\nend-group\n"
    device = facts(f"{text}interface GigabitEthernet0/0/0/0\n apply-group G\n!\n")
    assert [(line.text, line.source.line) for line in device.coverage.unread] == [("brand new", 3)]
