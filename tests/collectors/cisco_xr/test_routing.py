"""What routers of IOS XR do by default and when told, as far as routes show it."""

from ipaddress import ip_network

import pytest

from collectors.dialect import dialects, read
from collectors.draft import Draft
from models.device import Device, DeviceId
from models.network import Network
from models.route import Route
from netplan.routing.solve import routes

EDGE = """
interface GigabitEthernet0/0/0/0
 ipv4 address 192.0.2.1 255.255.255.252
!
interface Loopback5
 ipv4 address 10.5.0.1 255.255.255.0
!
route-policy ALL
  pass
end-policy
!
route-policy TAGGED
  set community (65001:5) additive
end-policy
!
router bgp 65001
{process} bgp router-id 10.5.0.1
 address-family ipv4 unicast
  network 10.5.0.0/24
 !
 neighbor 192.0.2.2
  remote-as 65002
  address-family ipv4 unicast
{family}  !
 !
!
"""
FAR = """
interface GigabitEthernet0/0
 ip address 192.0.2.2 255.255.255.252
interface Loopback6
 ip address 10.6.0.1 255.255.255.0
router bgp 65002
 network 10.6.0.0 mask 255.255.255.0
 neighbor 192.0.2.1 remote-as 65001
"""


def facts(text: str, name: str, os: str = "cisco_xr") -> Device:
    return read(text, dialects()[os], Draft(DeviceId("d", name), os, f"{name}.cfg"))


def table(device: Device, *others: Device) -> dict[str, Route]:
    """The best routes of a device among others, by prefix."""
    found = routes(Network({each.id: each for each in (device, *others)}))
    return {str(route.prefix): route for node, rib in found.ribs.items() if node.device == device.id for route in rib}


@pytest.mark.parametrize(
    ("process", "family", "learns", "tells"),
    [
        ("", "", False, False),
        (" bgp unsafe-ebgp-policy\n", "", True, True),
        ("", "   route-policy ALL in\n", True, False),
        ("", "   route-policy ALL in\n   route-policy ALL out\n", True, True),
    ],
)
def test_an_external_neighbour_needs_policies(process: str, family: str, learns: bool, tells: bool) -> None:
    edge, far = facts(EDGE.format(process=process, family=family), "edge"), facts(FAR, "far", "cisco_ios")
    assert ("10.6.0.0/24" in table(edge, far)) is learns
    assert ("10.5.0.0/24" in table(far, edge)) is tells


@pytest.mark.parametrize("told", [False, True])
def test_communities_go_to_an_external_neighbour_when_told(told: bool) -> None:
    family = "   route-policy ALL in\n   route-policy TAGGED out\n" + ("   send-community-ebgp\n" if told else "")
    edge, far = facts(EDGE.format(process="", family=family), "edge"), facts(FAR, "far", "cisco_ios")
    found = routes(Network({each.id: each for each in (edge, far)}))
    assert found.bgp.tables is not None
    ((path, _),) = found.bgp.tables.paths((far.id, "default"), ip_network("10.5.0.0/24"))
    assert path.communities == ({"65001:5"} if told else frozenset())


CORE = """
interface GigabitEthernet0/0/0/0
 ipv4 address 10.0.0.{own} 255.255.255.252
!
interface Loopback0
 ipv4 address 10.9.9.{own} 255.255.255.255
!
"""
OSPF = """router ospf 1
{more} area 0
  interface Loopback0
  !
  interface GigabitEthernet0/0/0/0
{port}  !
 !
!
"""


@pytest.mark.parametrize(
    ("more", "port", "metric"),
    [
        ("", "", 2),
        ("", "   cost 40\n", 41),
        (" cost 30\n", "", 60),
        (" cost 30\n", "   cost 40\n", 70),
        (" auto-cost reference-bandwidth 10000\n", "", 11),
    ],
)
def test_costs_come_from_the_nearest_place(more: str, port: str, metric: int) -> None:
    """The cost of the loopback at the far end is 1 unless the process states one for all ports."""
    one, two = (facts(CORE.format(own=own) + OSPF.format(more=more, port=port), f"r{own}") for own in (1, 2))
    assert table(one, two)["10.9.9.2/32"].metric == metric


def test_a_passive_port_has_no_neighbour_and_is_announced() -> None:
    one = facts(CORE.format(own=1) + OSPF.format(more=" passive enable\n", port="   passive disable\n"), "r1")
    two = facts(CORE.format(own=2) + OSPF.format(more="", port=""), "r2")
    assert table(two, one)["10.9.9.1/32"].protocol == "ospf"
    silent = facts(CORE.format(own=1) + OSPF.format(more=" passive enable\n", port=""), "r1")
    assert "10.9.9.1/32" not in table(two, silent)


ISIS = """router isis A
 is-type level-2-only
 net 49.0001.0000.0000.000{own}.00
 address-family ipv4 unicast
  metric-style wide
 !
 interface Loopback0
  passive
  address-family ipv4 unicast
  !
 !
 interface GigabitEthernet0/0/0/0
  point-to-point
  address-family ipv4 unicast
   metric 25
  !
 !
!
"""


def test_isis() -> None:
    """A passive port that states no metric has metric 0."""
    one, two = (facts((CORE + ISIS).format(own=own), f"r{own}") for own in (1, 2))
    found = table(one, two)["10.9.9.2/32"]
    assert (found.protocol, found.distance, found.metric) == ("isis-l2", 115, 25)


def test_two_areas_and_a_summary() -> None:
    border = facts(
        CORE.format(own=1)
        + "interface Loopback7\n ipv4 address 10.7.1.1 255.255.255.0\n!\n"
        + OSPF.format(more="", port="").rstrip("!\n")
        + "\n !\n area 7\n  range 10.7.0.0/16\n  interface Loopback7\n   network point-to-point\n  !\n !\n!\n",
        "r1",
    )
    inside = facts(CORE.format(own=2) + OSPF.format(more="", port=""), "r2")
    found = table(inside, border)
    assert found["10.7.0.0/16"].protocol == "ospf-ia"
    assert "10.7.1.0/24" not in found


def test_statics_of_vrfs() -> None:
    device = facts(
        "interface GigabitEthernet0/0/0/0\n vrf RED\n ipv4 address 10.1.0.1 255.255.255.0\n!\n"
        "router static\n address-family ipv4 unicast\n  10.3.0.0/16 vrf RED 10.1.0.9\n !\n"
        " vrf RED\n  address-family ipv4 unicast\n   0.0.0.0/0 10.1.0.254 20 tag 7\n  !\n !\n!\n",
        "r",
    )
    assert {(str(r.prefix), r.vrf, r.next_hop_vrf, r.distance, r.tag) for r in device.statics} == {
        ("10.3.0.0/16", "default", "RED", 1, 0),
        ("0.0.0.0/0", "RED", "", 20, 7),
    }


@pytest.mark.parametrize(("vrf", "shown"), [("default", False), ("RED", True)])
def test_a_port_relays_by_the_profile_that_it_names(vrf: str, shown: bool) -> None:
    device = facts(
        "dhcp ipv4\n profile R relay\n  helper-address vrf default 10.2.2.2 giaddr 0.0.0.0\n  relay information option\n !\n"
        " interface GigabitEthernet0/0/0/0 relay profile R\n!\n"
        f"interface GigabitEthernet0/0/0/0\n vrf {vrf}\n ipv4 address 10.1.0.1 255.255.255.0\n!\n",
        "r",
    )
    assert [str(helper) for helper in device.interfaces["GigabitEthernet0/0/0/0"].helpers] == ["10.2.2.2"]
    assert [line.feature for line in device.coverage.unread] == (["DHCP relay"] if shown else [])


REFLECTOR = """
route-policy TAGGED
  set community (65001:5) additive
end-policy
!
route-policy SOME
  if destination in (10.0.0.0/8 le 32) then
    pass
  endif
end-policy
!
router bgp 65001
{enforced} address-family ipv4 unicast
 !
 neighbor 10.0.0.2
  remote-as 65001
  address-family ipv4 unicast
   route-reflector-client
   route-policy {policy} out
  !
 !
!
"""


@pytest.mark.parametrize(
    ("enforced", "policy", "shown"),
    [("", "TAGGED", True), ("", "SOME", False), (" ibgp policy out enforce-modifications\n", "TAGGED", False)],
)
def test_what_a_policy_sets_on_reflected_routes_is_not_known(enforced: str, policy: str, shown: bool) -> None:
    device = facts(REFLECTOR.format(enforced=enforced, policy=policy), "r")
    assert [line.text for line in device.coverage.unread] == ([f"route-policy {policy} out"] if shown else [])


def test_a_router_id_may_be_that_of_a_port() -> None:
    device = facts(CORE.format(own=2) + "router ospf 1\n router-id Loopback0\n!\n", "r")
    assert str(device.ospf[2, "1"].router_id) == "10.9.9.2"


def test_groups_of_old_releases_stand_in_single_lines() -> None:
    device = facts(
        "router hsrp\n interface GigabitEthernet0/0/0/1\n  hsrp 5 ipv4 10.0.0.9\n  hsrp 5 priority 120\n  hsrp 5 preempt\n"
        "  hsrp 5 timers 1 3\n !\n!\n",
        "r",
    )
    (group,) = device.interfaces["GigabitEthernet0/0/0/1"].fhrp
    assert (group.group, group.priority, group.preempt, [str(a) for a in group.addresses]) == (5, 120, True, ["10.0.0.9"])
    assert not device.coverage.unread


RIP = """
interface Loopback7
 ipv4 address 10.7.0.{own} 255.255.255.255
!
route-policy ALL
  pass
end-policy
!
router rip
 default-metric 3
 redistribute connected route-policy ALL
 interface GigabitEthernet0/0/0/0
{port}  !
 !
!
"""


def test_rip_runs_on_the_ports_that_it_names() -> None:
    one, two = (facts((CORE + RIP).format(own=own, port=""), f"r{own}") for own in (1, 2))
    found = table(one, two)["10.7.0.2/32"]
    assert (found.protocol, found.distance, found.metric) == ("rip", 120, 4)
    silent = facts((CORE + RIP).format(own=2, port="  passive-interface\n"), "r2")
    assert "10.7.0.2/32" not in table(one, silent)


def test_redistribution_into_rip_without_a_metric_is_shown() -> None:
    device = facts((CORE + RIP).format(own=1, port="").replace(" default-metric 3\n", ""), "r1")
    assert [line.text for line in device.coverage.unread] == ["redistribute connected route-policy ALL"]


@pytest.mark.parametrize("asked", [False, True])
def test_the_tag_of_an_address_matters_where_a_policy_asks_for_tags(asked: bool) -> None:
    policy = f"route-policy P\n  if {'tag eq 5' if asked else 'med eq 5'} then\n    pass\n  endif\nend-policy\n"
    device = facts(f"interface GigabitEthernet0/0/0/0\n ipv4 address 10.1.0.1/24 route-tag 5\n!\n{policy}", "r")
    assert [str(a.ip) for a in device.interfaces["GigabitEthernet0/0/0/0"].addresses] == ["10.1.0.1/24"]
    assert [line.feature for line in device.coverage.unread] == (["address options"] if asked else [])


def test_tables_of_multicast_change_no_unicast_route() -> None:
    family = "address-family ipv4 multicast"
    device = facts(
        f"vrf A\n {family}\n  import route-target\n   1:1\n  !\n !\n!\nrouter static\n {family}\n  10.0.0.0/8 10.1.1.1\n", "r"
    )
    assert {line.feature for line in device.coverage.unread} == {"multicast"}
    assert not device.statics and not device.vrfs["A"].import_targets


@pytest.mark.parametrize("enforced", [False, True])
def test_the_next_hop_of_reflected_routes_changes_only_when_enforced(enforced: bool) -> None:
    more = " ibgp policy out enforce-modifications\n" if enforced else ""
    text = REFLECTOR.format(enforced=more, policy="SOME").replace(
        "route-reflector-client", "route-reflector-client\n   next-hop-self"
    )
    (family,) = facts(text, "r").bgp["default"].neighbors[0].families
    assert (family.next_hop_self, family.next_hop_self_all) == (True, enforced)
