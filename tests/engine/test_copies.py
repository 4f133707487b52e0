"""Routes between the tables of one Junos device: `instance-import` and `rib-groups`."""

from tests.gadgets.configs import device, doubts, solved, table

BASE = """
set interfaces ge-0/0/0 unit 0 family inet address 10.0.0.1/24
set interfaces ge-0/0/1 unit 0 family inet address 10.1.0.1/24
set interfaces ge-0/0/2 unit 0 family inet address 10.2.0.1/24
set routing-options static route 10.50.0.0/16 next-hop 10.0.0.9
set routing-options static route 10.51.0.0/16 discard
set routing-instances RED instance-type virtual-router
set routing-instances RED interface ge-0/0/1.0
set routing-instances RED routing-options static route 10.60.0.0/16 next-hop 10.1.0.9
set routing-instances RED routing-options static route 10.61.0.0/16 next-table inet.0
set routing-instances BLUE instance-type virtual-router
set routing-instances BLUE interface ge-0/0/2.0
"""
IMPORT = """
set routing-instances BLUE routing-options instance-import TAKE
set policy-options policy-statement TAKE term red from instance RED
set policy-options policy-statement TAKE term red from protocol static
set policy-options policy-statement TAKE term red then accept
set policy-options policy-statement TAKE term master from instance master
set policy-options policy-statement TAKE term master from route-filter 10.50.0.0/16 exact
set policy-options policy-statement TAKE term master then accept
"""
GROUP = """
set routing-options rib-groups SHARE import-rib [ inet.0 RED.inet.0 ]
set routing-options rib-groups SHARE import-policy SOME
set routing-options interface-routes rib-group inet SHARE
set routing-options static rib-group SHARE
set policy-options policy-statement SOME term a from route-filter 10.51.0.0/16 exact
set policy-options policy-statement SOME term a then reject
"""


def test_an_instance_takes_what_its_policy_accepts_of_the_tables_that_it_names() -> None:
    result = solved(device("r", "juniper_junos", BASE + IMPORT))
    assert table(result, "r", "BLUE") == {
        "10.50.0.0/16": "static 5/0 10.0.0.9", "10.60.0.0/16": "static 5/0 10.1.0.9", "10.61.0.0/16": "static 5/0 vrf default",
    }  # fmt: skip
    assert set(table(result, "r")) == {"10.50.0.0/16", "10.51.0.0/16"}
    assert set(table(result, "r", "RED")) == {"10.60.0.0/16", "10.61.0.0/16"}


def test_copies_are_not_copied_further() -> None:
    both = IMPORT + "set routing-options instance-import BACK\nset policy-options policy-statement BACK then accept\n"
    result = solved(device("r", "juniper_junos", BASE + both))
    own = table(result, "r", own=True)
    assert {"10.1.0.0/24", "10.2.0.0/24", "10.60.0.0/16"} <= own.keys() and "10.61.0.0/16" not in own
    assert own["10.1.0.0/24"] == "connected 0/0 ge-0/0/1.0"
    assert set(table(result, "r", "BLUE")) == {"10.50.0.0/16", "10.60.0.0/16", "10.61.0.0/16"}


def test_a_group_of_tables_gets_what_its_policy_does_not_refuse() -> None:
    result = solved(device("r", "juniper_junos", BASE + GROUP))
    found = table(result, "r", "RED", own=True)
    assert found["10.0.0.0/24"] == "connected 0/0 ge-0/0/0.0" and found["10.0.0.1/32"].startswith("local")
    assert found["10.50.0.0/16"] == "static 5/0 10.0.0.9" and "10.51.0.0/16" not in found
    assert not doubts(result, "r", "RED")


SIX = """
set interfaces ge-0/0/0 unit 0 family inet6 address 2001:db8::1/64
"""
OTHER = "".join(line.replace("SHARE", "SIXES").replace("inet.0", "inet6.0") + "\n" for line in GROUP.splitlines()[1:2])


def test_a_group_of_tables_gets_routes_of_its_own_family_alone() -> None:
    only4 = solved(device("r", "juniper_junos", BASE + GROUP + SIX))
    assert {"10.0.0.0/24"} == {
        prefix for prefix in table(only4, "r", "RED", own=True) if prefix in ("10.0.0.0/24", "2001:db8::/64")
    }
    both = GROUP + SIX + OTHER + "set routing-options interface-routes rib-group inet6 SIXES\n"
    assert {"10.0.0.0/24", "2001:db8::/64"} <= table(solved(device("r", "juniper_junos", BASE + both)), "r", "RED", own=True).keys()


def test_a_group_of_tables_of_another_family_stays_unread() -> None:
    text = BASE + GROUP.replace("inet.0", "inet6.0")
    unread = ["routing-options static rib-group SHARE", "routing-options interface-routes rib-group inet SHARE"]
    assert not device("r", "juniper_junos", text, unread).copies


def test_what_is_not_known_of_a_policy_is_not_known_of_the_copy() -> None:
    text = BASE + IMPORT.replace("route-filter 10.50.0.0/16 exact", "color 5")
    unread = ["policy-options policy-statement TAKE term master from color 5"]
    said = doubts(solved(device("r", "juniper_junos", text, unread)), "r", "BLUE")
    assert "not known whether it is copied" in said["10.50.0.0/16"] and "10.60.0.0/16" not in said


VRFS = """
set interfaces ge-0/0/0 unit 0 family inet address 10.0.0.1/24
set interfaces ge-0/0/1 unit 0 family inet address 10.1.0.1/24
set routing-options autonomous-system 65001
set protocols bgp group i type internal
set protocols bgp group i neighbor 192.0.2.9
set routing-instances RED instance-type vrf
set routing-instances RED interface ge-0/0/0.0
set routing-instances RED route-distinguisher 1:1
set routing-instances RED vrf-target target:1:1
set routing-instances BLUE instance-type vrf
set routing-instances BLUE interface ge-0/0/1.0
set routing-instances BLUE route-distinguisher 1:2
set routing-instances BLUE vrf-target target:1:1
"""
AUTO = "".join(f"set routing-instances {name} routing-options auto-export\n" for name in ("RED", "BLUE"))


def test_vrfs_of_one_junos_device_share_routes_by_auto_export_alone() -> None:
    apart, joined = (solved(device("r", "juniper_junos", VRFS + more)) for more in ("", AUTO))
    assert "10.1.0.0/24" not in table(apart, "r", "RED", own=True)
    assert table(joined, "r", "RED", own=True)["10.1.0.0/24"] == "connected 0/0 ge-0/0/1.0"
    assert not doubts(joined, "r", "RED")
