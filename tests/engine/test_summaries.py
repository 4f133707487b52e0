"""Summaries that a Junos device puts into its own table: what holds them up, and who hears of them."""

import pytest

from tests.gadgets.configs import device, doubts, solved, table

BORDER = """
set system host-name border
set interfaces ge-0/0/0 unit 0 family inet address 10.0.0.1/30
set interfaces ge-0/0/1 unit 0 family inet address 10.1.1.1/24
set routing-options router-id 1.1.1.1
set routing-options autonomous-system 65001
set routing-options static route 10.1.20.0/24 next-hop 10.0.0.2
set routing-options static route 10.1.20.0/24 community 65001:20
set routing-options static route 10.1.21.0/24 discard
set protocols bgp group out type external
set protocols bgp group out export TELL
set protocols bgp group out peer-as 65002
set protocols bgp group out neighbor 10.0.0.2
set policy-options policy-statement TELL term a from protocol aggregate
set policy-options policy-statement TELL term a then accept
set policy-options policy-statement TELL term b from protocol static
set policy-options policy-statement TELL term b from route-filter 10.1.20.0/24 exact
set policy-options policy-statement TELL term b then accept
set policy-options policy-statement ONLY20 term a from route-filter 10.1.20.0/24 exact
set policy-options policy-statement ONLY20 term a then accept
set policy-options policy-statement ONLY20 then reject
set policy-options policy-statement ONLY21 term a from route-filter 10.1.21.0/24 exact
set policy-options policy-statement ONLY21 term a then accept
set policy-options policy-statement ONLY21 then reject
"""
FAR = """
hostname far
ip community-list standard TWENTY permit 65001:20
route-map IN permit 10
 match community TWENTY
 set local-preference 200
 set metric 20
route-map IN permit 20
interface GigabitEthernet0/0
 ip address 10.0.0.2 255.255.255.252
router bgp 65002
 neighbor 10.0.0.1 remote-as 65001
 neighbor 10.0.0.1 route-map IN in
"""
OWN = {"10.1.20.0/24": "static 5/0 10.0.0.2", "10.1.21.0/24": "static 5/0 discard"}


def tables(*lines: str) -> dict[str, str]:
    """What is in the border's table beside its ports and static routes."""
    return {
        p: r
        for p, r in table(solved(device("border", "juniper_junos", BORDER + "\n".join(lines))), "border").items()
        if p not in OWN
    }


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["aggregate route 10.1.0.0/16"], {"10.1.0.0/16": "aggregate 130/0 discard"}),
        (["aggregate route 10.7.0.0/16"], {}),
        (["aggregate route 10.1.20.0/24"], {}),
        (["aggregate route 10.1.0.0/16 policy ONLY20", "aggregate route 10.1.0.0/16 preference 9"],
         {"10.1.0.0/16": "aggregate 9/0 discard"}),
        (["aggregate route 10.1.16.0/20", "aggregate route 10.1.0.0/20 policy ONLY20"],
         {"10.1.16.0/20": "aggregate 130/0 discard"}),
        (["aggregate route 10.1.16.0/20", "aggregate route 10.1.16.0/21 policy ONLY20"],
         {"10.1.16.0/20": "aggregate 130/0 discard", "10.1.16.0/21": "aggregate 130/0 discard"}),
        (["aggregate defaults preference 50", "aggregate route 10.1.0.0/16"], {"10.1.0.0/16": "aggregate 50/0 discard"}),
        (["generate route 10.1.0.0/16"], {"10.1.0.0/16": "aggregate 130/0 10.0.0.2"}),
        (["generate route 10.1.16.0/20"], {"10.1.16.0/20": "aggregate 130/0 10.0.0.2"}),
        (["generate route 10.1.16.0/20 policy ONLY21"], {}),
    ],
)  # fmt: skip
def test_a_summary_stands_while_something_longer_that_its_policy_permits_is_there(
    lines: list[str], expected: dict[str, str]
) -> None:
    assert tables(*(f"set routing-options {line}" for line in lines)) == expected


def test_it_is_not_known_whether_a_connected_subnet_holds_up_a_generated_route() -> None:
    text = BORDER + "set routing-options generate route 10.1.0.0/18 policy LAN\n"
    text += "set policy-options policy-statement LAN term a from protocol direct\n"
    text += "set policy-options policy-statement LAN term a then accept\n"
    text += "set policy-options policy-statement LAN then reject\n"
    assert "10.1.1.0/24 counts" in doubts(solved(device("border", "juniper_junos", text)), "border")["10.1.0.0/18"]


def test_neighbours_hear_of_summaries_and_of_the_communities_of_static_routes() -> None:
    text = BORDER + "set routing-options aggregate route 10.1.0.0/16\n"
    result = solved(device("border", "juniper_junos", text), device("far", "cisco_ios", FAR))
    assert table(result, "far") == {"10.1.0.0/16": "bgp 20/0 10.0.0.1", "10.1.20.0/24": "bgp 20/20 10.0.0.1"}
    assert not doubts(result, "far")


MIDDLE = """
set system host-name middle
set interfaces ge-0/0/0 unit 0 family inet address 10.0.8.1/30
set interfaces ge-0/0/1 unit 0 family inet address 10.0.0.2/30
set routing-options autonomous-system 65003
set routing-options aggregate route 10.1.0.0/16
set protocols bgp group both type external
set protocols bgp group both export TELL
set protocols bgp group both neighbor 10.0.0.1 peer-as 65001
set protocols bgp group both neighbor 10.0.8.2 peer-as 65002
set policy-options policy-statement TELL term a from protocol aggregate
set policy-options policy-statement TELL term a then accept
"""


def test_the_as_path_of_a_summary_of_learnt_routes_is_not_known() -> None:
    far = (
        FAR.replace("10.0.0.2", "10.0.8.2")
        .replace("10.0.0.1 remote-as 65001", "10.0.8.1 remote-as 65003")
        .replace("10.0.0.1", "10.0.8.1")
    )
    border = device("border", "juniper_junos", BORDER.replace("peer-as 65002", "peer-as 65003"))
    result = solved(border, device("middle", "juniper_junos", MIDDLE), device("far", "cisco_ios", far))
    assert table(result, "middle") == {"10.1.0.0/16": "aggregate 130/0 discard", "10.1.20.0/24": "bgp 170/0 10.0.0.1"}
    assert "depends on that of 10.1.20.0/24" in doubts(result, "far")["10.1.0.0/16"]
