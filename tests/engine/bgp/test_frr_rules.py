"""What FRR does with BGP routes that other systems do not (all of it seen on FRR 8.4)."""

from ipaddress import ip_network

import pytest

from models.device import DeviceId
from netplan.routing.solve import RoutingResult
from tests.gadgets import configs


def solved(*texts: tuple[str, str]) -> RoutingResult:
    """Routing over FRR configs."""
    return configs.solved(*(configs.device(name, "frr", text) for name, text in texts))


def ways(result: RoutingResult, name: str, vrf: str = "default") -> dict[str, list[str]]:
    """The BGP routes of a node: next hops or ports by prefix."""
    found: dict[str, list[str]] = {}
    for node, rib in result.ribs.items():
        if (node.device.name, node.vrf) == (name, vrf):
            for route in rib:
                if route.protocol in ("bgp", "ibgp", "aggregate"):
                    found.setdefault(str(route.prefix), []).append(str(route.next_hop or route.interface))
    return found


def port(name: str, *addresses: str, vrf: str = "") -> str:
    lines = "".join(f" {'ipv6' if ':' in a else 'ip'} address {a}\n" for a in addresses)
    return f"interface {name}{f' vrf {vrf}' if vrf else ''}\n{lines}exit\n!\n"


def bgp(asn: int, peers: dict[str, int], *lines: str, vrf: str = "", family: str = "ipv4", source: str = "") -> str:
    """A BGP process; `lines` stand in the address family."""
    head = f"router bgp {asn}{f' vrf {vrf}' if vrf else ''}\n no bgp ebgp-requires-policy\n no bgp default ipv4-unicast\n"
    head += " bgp bestpath compare-routerid\n no bgp network import-check\n"
    for peer, number in peers.items():
        head += f" neighbor {peer} remote-as {number}\n" + (f" neighbor {peer} update-source {source}\n" if source else "")
    body = "".join(f"  neighbor {peer} activate\n" for peer in peers) + "".join(f"  {line}\n" for line in lines)
    return f"{head} !\n address-family {family} unicast\n{body} exit-address-family\nexit\n!\n"


def test_a_next_hop_on_the_subnet_is_sent_even_to_its_owner_who_refuses_it() -> None:
    static = "ip route 10.9.0.0/24 10.0.0.{}\n!\n"
    for owner, expected in ((2, []), (1, ["10.0.0.1"])):  # a static route by way of the neighbour; by way of nobody
        one = static.format(owner) if owner == 2 else "ip route 10.9.0.0/24 blackhole\n!\n"
        a = one + port("e0", "10.0.0.1/30") + bgp(1, {"10.0.0.2": 2}, "redistribute static")
        result = solved(("a", a), ("b", port("e0", "10.0.0.2/30") + bgp(2, {"10.0.0.1": 1})))
        assert ways(result, "b").get("10.9.0.0/24", []) == expected


def lan(version: int) -> RoutingResult:
    """Three systems on one subnet, the first and last of them not neighbours; the middle one hands on what it hears."""
    subnet = "10.0.0.{}" if version == 4 else "fd00::{}"
    length = 24 if version == 4 else 64
    net = "10.9.0.0/24" if version == 4 else "fd00:9::/64"
    at = [subnet.format(n) for n in range(4)]
    family = f"ipv{version}"
    a = port("e0", f"{at[1]}/{length}") + bgp(1, {at[2]: 2}, f"network {net}", family=family)
    b = port("e0", f"{at[2]}/{length}") + bgp(2, {at[1]: 1, at[3]: 3}, family=family)
    c = port("e0", f"{at[3]}/{length}") + bgp(3, {at[2]: 2}, family=family)
    return solved(("a", a), ("b", b), ("c", c))


def test_packets_over_ipv6_go_to_the_neighbour_though_it_names_a_third_party() -> None:
    assert ways(lan(4), "c") == {"10.9.0.0/24": ["10.0.0.1"]}
    assert ways(lan(6), "c") == {"fd00:9::/64": ["fd00::2"]}


def leaking(*lines: str, red: str = "redistribute connected") -> RoutingResult:
    """A router whose default VRF imports red, with an internal neighbour that hears of it and an external one in red."""
    a = "vrf red\nexit-vrf\n!\n" + port("e0", "10.0.0.1/30") + port("e1", "10.1.0.1/30", vrf="red") + port("lo", "10.255.0.1/32")
    a += "ip route 10.255.0.2/32 10.0.0.2\n!\n"
    a += bgp(1, {"10.255.0.2": 1}, "import vrf red", *lines, source="10.255.0.1") + bgp(1, {"10.1.0.2": 2}, red, vrf="red")
    b = port("e0", "10.0.0.2/30") + port("lo", "10.255.0.2/32") + "ip route 10.255.0.1/32 10.0.0.1\n!\n"
    b += bgp(1, {"10.255.0.1": 1}, source="10.255.0.2")
    c = port("e0", "10.1.0.2/30") + bgp(2, {"10.1.0.1": 1}, "network 10.9.0.0/24")
    return solved(("a", a), ("b", b), ("c", c))


def test_what_leaks_is_announced_as_the_routers_own() -> None:
    result = leaking()
    assert ways(result, "a") == {"10.9.0.0/24": ["10.1.0.2"], "10.1.0.0/30": ["e1"]}
    assert ways(result, "b") == {"10.9.0.0/24": ["10.255.0.1"], "10.1.0.0/30": ["10.255.0.1"]}
    assert {r.distance for rib in result.ribs.values() for r in rib if r.device.name == "a" and r.protocol == "bgp"} == {20}


def test_networks_and_aggregates_do_not_leak() -> None:
    assert ways(leaking(red="network 10.1.0.0/30"), "a") == {"10.9.0.0/24": ["10.1.0.2"]}
    assert ways(leaking(red="aggregate-address 10.8.0.0/15"), "a") == {"10.9.0.0/24": ["10.1.0.2"]}
    assert ways(leaking(red="aggregate-address 10.8.0.0/15 summary-only"), "a") == {"10.9.0.0/24": ["10.1.0.2"]}


def test_a_leaked_route_needs_a_next_hop_on_a_subnet_of_its_vrf() -> None:
    """Learnt over iBGP in the default VRF: the next hop there is found by a static route, and red cannot use it."""
    a = "vrf red\nexit-vrf\n!\n" + port("e0", "10.0.0.1/30") + port("e1", "10.1.0.1/30", vrf="red") + port("lo", "10.255.0.1/32")
    a += "ip route 10.255.0.2/32 10.0.0.2\n!\n" + bgp(1, {"10.255.0.2": 1}, source="10.255.0.1")
    a += bgp(1, {"10.1.0.2": 2}, "import vrf default", vrf="red")
    b = port("e0", "10.0.0.2/30") + port("lo", "10.255.0.2/32") + "ip route 10.255.0.1/32 10.0.0.1\n!\n"
    b += bgp(1, {"10.255.0.1": 1}, "network 10.9.0.0/24", source="10.255.0.2")
    c = port("e0", "10.1.0.2/30") + bgp(2, {"10.1.0.1": 1})
    result = solved(("a", a), ("b", b), ("c", c))
    assert ways(result, "a") == {"10.9.0.0/24": ["10.255.0.2"]}
    assert ways(result, "a", "red") == {}
    assert ways(result, "c") == {"10.9.0.0/24": ["10.1.0.1"]}, "BGP announces what the main table cannot use"


@pytest.mark.parametrize(("subnet", "expected"), [("10.1.0.0/30", []), ("10.1.0.0/29", ["10.1.0.2"])])
def test_a_leaked_route_does_not_find_its_next_hop_by_a_subnet_of_its_own_prefix(subnet: str, expected: list[str]) -> None:
    """Red has the subnet, its neighbour announces it (or more) too, and the default VRF hears of that one alone."""
    a = "vrf red\nexit-vrf\n!\n" + port("e1", "10.1.0.1/30", vrf="red")
    a += bgp(1, {}, "import vrf red") + bgp(1, {"10.1.0.2": 2}, vrf="red")
    result = solved(("a", a), ("b", port("e1", "10.1.0.2/30") + bgp(2, {"10.1.0.1": 1}, f"network {subnet}")))
    assert ways(result, "a").get(subnet, []) == expected


def test_external_paths_of_one_neighbouring_system_are_used_together_whatever_their_length_of_origin() -> None:
    """Paths 2 9 and 2 8 are as long as each other; FRR compares the neighbour, not the path."""
    ways_in = []
    for middle in (2, 3):
        a = port("e0", "10.0.0.1/30") + port("e1", "10.0.1.1/30")
        a += bgp(1, {"10.0.0.2": 2, "10.0.1.2": middle}, "maximum-paths 4")
        b = port("e0", "10.0.0.2/30") + port("e1", "10.2.0.1/30") + bgp(2, {"10.0.0.1": 1, "10.2.0.2": 9})
        c = port("e0", "10.0.1.2/30") + port("e1", "10.3.0.1/30") + bgp(middle, {"10.0.1.1": 1, "10.3.0.2": 8})
        d = port("e0", "10.2.0.2/30") + bgp(9, {"10.2.0.1": 2}, "network 10.9.0.0/24")
        e = port("e0", "10.3.0.2/30") + bgp(8, {"10.3.0.1": middle}, "network 10.9.0.0/24")
        ways_in.append(len(ways(solved(("a", a), ("b", b), ("c", c), ("d", d), ("e", e)), "a")["10.9.0.0/24"]))
    assert ways_in == [2, 1]


def test_an_own_loopback_is_no_next_hop() -> None:
    """A static route to the address of the neighbour's loopback, announced to that neighbour over iBGP."""
    a = (
        port("e0", "10.0.0.1/30")
        + port("lo", "10.255.0.1/32")
        + "ip route 10.255.0.2/32 10.0.0.2\nip route 10.9.0.0/24 10.255.0.2\n!\n"
    )
    a += bgp(1, {"10.255.0.2": 1}, "redistribute static", source="10.255.0.1")
    b = port("e0", "10.0.0.2/30") + port("lo", "10.255.0.2/32") + "ip route 10.255.0.1/32 10.0.0.1\n!\n"
    b += bgp(1, {"10.255.0.1": 1}, source="10.255.0.2")
    assert "10.9.0.0/24" not in ways(solved(("a", a), ("b", b)), "b")


@pytest.mark.parametrize(
    ("how", "as_path"), [("", (65002, 65001, 65009)), ("all", (65002, 65001)), ("all replace-AS", (65002, 65001, 65002))]
)
def test_the_neighbours_own_number_stays_where_private_ones_are_taken_out_or_replaced(how: str, as_path: tuple[int, ...]) -> None:
    """The route of AS 65009 goes out of AS 65001 and back: there it is refused, unless one copy of the own number is allowed."""
    origin = port("e0", "10.1.0.2/30") + bgp(65009, {"10.1.0.1": 65001}, "network 10.9.0.0/24")
    a = port("e0", "10.0.0.1/30") + port("e1", "10.1.0.1/30") + bgp(65001, {"10.0.0.2": 65002, "10.1.0.2": 65009})
    b = port("e0", "10.0.0.2/30") + port("e1", "10.2.0.1/30")
    b += bgp(65002, {"10.0.0.1": 65001, "10.2.0.2": 65001}, *([f"neighbor 10.2.0.2 remove-private-AS {how}"] if how else []))
    for allows in ([], ["neighbor 10.2.0.1 allowas-in 1"]):
        c = port("e0", "10.2.0.2/30") + bgp(65001, {"10.2.0.1": 65002}, *allows)
        result = solved(("origin", origin), ("a", a), ("b", b), ("c", c))
        assert {session.state for session in result.bgp.sessions} == {"up"} and len(result.bgp.sessions) == 6
        assert result.bgp.tables is not None
        paths = result.bgp.tables.paths((DeviceId("lab", "c"), "default"), ip_network("10.9.0.0/24"))
        assert [path.as_path for path, _ in paths] == ([as_path] if allows else [])


def test_a_prefix_list_is_a_policy_where_external_neighbours_need_one() -> None:
    needs = bgp(2, {"10.0.0.1": 1}, "{}").replace(" no bgp ebgp-requires-policy\n", "")
    a = port("e0", "10.0.0.1/30") + bgp(1, {"10.0.0.2": 2}, "network 10.9.0.0/24")
    lists = "ip prefix-list all seq 5 permit any\n!\n"
    for line, expected in (
        ("neighbor 10.0.0.1 prefix-list all in", ["10.9.0.0/24"]),
        ("neighbor 10.0.0.1 prefix-list all out", []),
    ):
        b = lists + port("e0", "10.0.0.2/30") + needs.format(line)
        assert [*ways(solved(("a", a), ("b", b)), "b")] == expected, line


def test_paths_of_another_vrf_are_used_beside_those_of_this_one() -> None:
    a = "vrf red\nexit-vrf\n!\n" + port("e0", "10.0.0.1/30") + port("e1", "10.1.0.1/30", vrf="red")
    a += bgp(1, {"10.0.0.2": 2}, "import vrf red", "maximum-paths 4") + bgp(1, {"10.1.0.2": 2}, vrf="red")
    b = port("e0", "10.0.0.2/30") + port("e1", "10.1.0.2/30") + bgp(2, {"10.0.0.1": 1, "10.1.0.1": 1}, "network 10.9.0.0/24")
    result = solved(("a", a), ("b", b))
    assert sorted(ways(result, "a")["10.9.0.0/24"]) == ["10.0.0.2", "10.1.0.2"]
    assert ways(result, "a", "red")["10.9.0.0/24"] == ["10.1.0.2"]


@pytest.mark.parametrize(
    ("lines", "meds"),
    [("match metric 20", [None]), ("match metric 0", []), ("set metric 20", [20]), ("set metric +5", [25])],
)
def test_policies_still_see_a_med_that_does_not_leave_the_system(lines: str, meds: list[int | None]) -> None:
    marks, asks = (
        f"route-map {name} permit 10\n {line}\nexit\n!\n" for name, line in (("MARKS", "set metric 20"), ("ASKS", lines))
    )
    a = marks + port("e0", "10.0.0.1/30") + bgp(1, {"10.0.0.2": 2}, "network 10.9.0.0/24", "neighbor 10.0.0.2 route-map MARKS out")
    b = asks + port("e0", "10.0.0.2/30") + port("e1", "10.1.0.1/30")
    b += bgp(2, {"10.0.0.1": 1, "10.1.0.2": 3}, "neighbor 10.1.0.2 route-map ASKS out")
    result = solved(("a", a), ("b", b), ("c", port("e1", "10.1.0.2/30") + bgp(3, {"10.1.0.1": 2})))
    assert result.bgp.tables is not None
    paths = result.bgp.tables.paths((DeviceId("lab", "c"), "default"), ip_network("10.9.0.0/24"))
    assert [path.med for path, _ in paths] == meds
