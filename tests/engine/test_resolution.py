"""Which routes next hops are resolved by: import policies of Junos, default routes."""

from tests.gadgets.configs import device, doubts, solved, table

PEER = """
hostname peer
interface GigabitEthernet0/1
 ip address 10.1.0.2 255.255.255.252
interface Loopback0
 ip address 192.0.2.1 255.255.255.0
interface Loopback1
 ip address 198.51.100.1 255.255.255.0
router bgp 65000
 network 192.0.2.0 mask 255.255.255.0
 network 198.51.100.0 mask 255.255.255.0
 neighbor 10.1.0.1 remote-as 65000
"""
CORE = """
set system host-name core
set interfaces xe-0/0/0 unit 0 family inet address 10.1.0.1/30
set interfaces xe-0/0/1 unit 0 family inet address 10.2.0.1/24
set routing-options autonomous-system 65000
set routing-options static route 10.9.0.0/24 next-hop 10.1.0.2
set routing-options static route 10.9.1.0/24 next-hop 10.2.0.9
set routing-options static route 10.9.2.0/24 next-hop 10.9.1.7
set routing-options static route 10.9.2.0/24 resolve
set routing-options static route 10.9.3.3/32 next-hop 10.9.0.7
set routing-options static route 10.9.3.3/32 resolve
set routing-options static route 10.9.4.0/24 next-hop 10.9.3.3
set routing-options static route 10.9.4.0/24 resolve
set protocols bgp group in type internal
set protocols bgp group in import moved
set protocols bgp group in neighbor 10.1.0.2
set policy-options policy-statement moved term one from route-filter 192.0.2.0/24 exact
set policy-options policy-statement moved term one then next-hop 10.2.0.9
set policy-options policy-statement moved term one then accept
"""
LONG = """
set routing-options resolution rib inet.0 import long
set policy-options policy-statement long term one from route-filter 0.0.0.0/0 prefix-length-range /24-/24
set policy-options policy-statement long term one then accept
set policy-options policy-statement long term rest then reject
"""
FREE = {
    "10.9.0.0/24": "static 5/0 10.1.0.2",
    "10.9.1.0/24": "static 5/0 10.2.0.9",
    "10.9.2.0/24": "static 5/0 10.9.1.7",
    "10.9.3.3/32": "static 5/0 10.9.0.7",
}
BOTH = {"192.0.2.0/24": "ibgp 170/0 10.2.0.9"}


def test_without_a_policy_every_route_leads_to_a_next_hop() -> None:
    result = solved(device("core", "juniper_junos", CORE), device("peer", "cisco_ios", PEER))
    own = {"10.9.4.0/24": "static 5/0 10.9.3.3", "198.51.100.0/24": "ibgp 170/0 10.1.0.2"}
    assert table(result, "core") == FREE | BOTH | own


def test_an_import_policy_of_resolution_leaves_only_the_routes_that_it_permits() -> None:
    """Attached next hops of static routes need no way, those of internal neighbours do: 10.1.0.0/30 is not permitted."""
    result = solved(device("core", "juniper_junos", CORE + LONG), device("peer", "cisco_ios", PEER))
    assert table(result, "core") == FREE | BOTH
    assert not doubts(result, "core")


def test_a_shorter_route_that_is_permitted_stands_in_for_a_longer_one_that_is_not() -> None:
    wider = CORE + LONG + "set routing-options static route 10.9.3.0/24 next-hop 10.2.0.8\n"
    result = solved(device("core", "juniper_junos", wider), device("peer", "cisco_ios", PEER))
    assert table(result, "core") == FREE | BOTH | {
        "10.9.3.0/24": "static 5/0 10.2.0.8",
        "10.9.4.0/24": "static 5/0 10.9.3.3",
    }


def test_a_policy_that_the_engine_cannot_answer_leaves_the_table_unknown() -> None:
    text = CORE + LONG.replace("route-filter 0.0.0.0/0 prefix-length-range /24-/24", "rib inet.0")
    result = solved(device("core", "juniper_junos", text, ["policy-options policy-statement long term one from rib inet.0"]))
    assert "resolution of next hops by the policy long" in doubts(result, "core")["*"]
    missing = CORE + "set routing-options resolution rib inet.0 import nobody\n"
    assert "which is not defined" in doubts(solved(device("core", "juniper_junos", missing)), "core")["*"]


def test_other_words_of_resolution_stay_unread() -> None:
    text = CORE + "set routing-options resolution rib inet.0 resolution-ribs inet.3\n"
    unread = ["routing-options resolution rib inet.0 resolution-ribs inet.3"]
    assert "*" in doubts(solved(device("core", "juniper_junos", text, unread)), "core")


def test_a_static_route_that_discards_leads_to_next_hops_too() -> None:
    """Remotely triggered black holes: BGP moves the next hop to an address whose packets the router throws away."""
    away = """
hostname core
interface GigabitEthernet0/1
 ip address 10.1.0.1 255.255.255.252
ip route 10.66.6.6 255.255.255.255 Null0
route-map AWAY permit 10
 set ip next-hop 10.66.6.6
router bgp 65000
 neighbor 10.1.0.2 remote-as 65000
 neighbor 10.1.0.2 route-map AWAY in
"""
    result = solved(device("core", "cisco_ios", away), device("peer", "cisco_ios", PEER))
    assert table(result, "core")["192.0.2.0/24"] == "ibgp 200/0 10.66.6.6"
