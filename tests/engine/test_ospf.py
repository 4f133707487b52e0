"""OSPF against the RFC's rules on tiny networks, and against networkx on random ones."""

import random
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Interface, ip_network

import networkx as nx
import pytest

from models.device import DeviceId
from models.network import Network
from models.policy import PrefixList, PrefixRule
from models.routing import OspfArea, OspfRange, Redistribution
from netplan.routing.solve import routes
from tests.gadgets.engine import BACKBONE, ONE, network, ospf, port, process, router, static, triangle, two_areas


def table(net: Network, name: str) -> dict[str, set[tuple[str, int, str]]]:
    """Prefix → (protocol, metric, next hop) of one router, without its own routes."""
    found: dict[str, set[tuple[str, int, str]]] = {}
    for node, rib in routes(net).ribs.items():
        for route in rib:
            if node.device.name == name and route.protocol not in ("connected", "local"):
                hop = "discard" if route.discard else str(route.next_hop or route.interface)
                found.setdefault(str(route.prefix), set()).add((route.protocol, route.metric, hop))
    return found


def test_equal_paths() -> None:
    assert table(triangle(), "a")["10.0.3.0/24"] == {("ospf", 20, "10.0.1.2"), ("ospf", 20, "10.0.2.3")}
    assert table(triangle(), "a")["10.9.0.0/24"] == {("ospf", 15, "10.0.2.3")}


def test_inter_area_and_type_1_external_add_the_way() -> None:
    edge = table(two_areas(), "edge")
    assert edge["10.10.0.0/24"] == {("ospf-ia", 5 + 2 + 3, "10.1.0.1")}
    assert edge["192.0.2.0/24"] == {("ospf-e1", 5 + 2 + 7, "10.1.0.1")}


def test_stub_area_has_a_default_route_and_no_externals() -> None:
    edge = table(two_areas("stub", default_cost=9), "edge")
    assert "192.0.2.0/24" not in edge and "10.10.0.0/24" in edge
    assert edge["0.0.0.0/0"] == {("ospf-ia", 5 + 9, "10.1.0.1")}


def test_totally_stubby_area_has_nothing_but_the_default_route() -> None:
    assert set(table(two_areas("stub", no_summary=True), "edge")) == {"0.0.0.0/0"}


def test_nssa_externals_are_type_7_inside_and_type_5_outside() -> None:
    net = two_areas("nssa", edge=[static("198.51.100.0/24", discard=True)])
    assert table(net, "abr")["198.51.100.0/24"] == {("ospf-n2", 20, "10.1.0.2")}
    assert table(net, "core")["198.51.100.0/24"] == {("ospf-e2", 20, "10.0.0.2")}
    assert "192.0.2.0/24" not in table(net, "edge")


def test_range_hides_its_parts_and_discards_the_rest() -> None:
    net = two_areas(ranges=(OspfRange(ip_network("10.1.0.0/16")),))
    core = table(net, "core")
    assert core["10.1.0.0/16"] == {("ospf-ia", 1 + 4, "10.0.0.2")}
    assert "10.1.8.0/24" not in core
    assert table(net, "abr")["10.1.0.0/16"] == {("ospf", 4, "discard")}
    assert "10.1.0.0/16" not in table(net, "edge")


@pytest.mark.parametrize(("change", "words"), [({"hello": 5}, "hello"), ({"area": "0.0.0.9"}, "areas")])
def test_mismatch_prevents_adjacency_and_is_reported(change: dict[str, object], words: str) -> None:
    net = triangle()
    b = DeviceId("city", "b")
    first = net.devices[b].interfaces["e1"]
    spoilt = replace(first, ospf=(replace(first.ospf[0], **change),))  # type: ignore[arg-type]  # fields by name
    device = replace(net.devices[b], interfaces={**net.devices[b].interfaces, "e1": spoilt})
    result = routes(replace(net, devices={**net.devices, b: device}))
    assert any(words in f.what for f in result.findings)
    by_name = {node.device.name: rib for node, rib in result.ribs.items()}
    assert all(r.next_hop != IPv4Address("10.0.1.2") for r in by_name["a"])


def test_recursive_static_route_goes_when_its_next_hop_goes() -> None:
    net = triangle()
    a = DeviceId("city", "a")
    with_static = replace(net.devices[a], statics=frozenset({static("203.0.113.0/24", "10.9.0.7")}))
    net = replace(net, devices={**net.devices, a: with_static})
    assert table(net, "a")["203.0.113.0/24"] == {("static", 0, "10.9.0.7")}
    c = net.devices[DeviceId("city", "c")]
    shut = replace(c, interfaces={n: replace(i, enabled=n != "lan") for n, i in c.interfaces.items()})
    assert "203.0.113.0/24" not in table(replace(net, devices={**net.devices, c.id: shut}), "a")


@pytest.mark.parametrize("seed", range(12))
def test_random_graphs_against_networkx(seed: int) -> None:
    """Costs per direction; every router has a loopback; distances and all first hops must agree."""
    dice = random.Random(seed)
    size = dice.randint(4, 25)
    graph = nx.gnm_random_graph(size, dice.randint(size - 1, 3 * size), seed=seed)
    ports = {n: [port("Loopback0", f"172.16.0.{n}/32", **ospf(cost=1))] for n in graph}
    directed = nx.DiGraph()
    hops: dict[tuple[int, int], str] = {}
    for number, (u, v) in enumerate(graph.edges):
        base = int(IPv4Address("10.0.0.0")) + 2 * number
        for a, b, mine, other in ((u, v, 0, 1), (v, u, 1, 0)):
            cost = dice.randint(1, 4)
            directed.add_edge(a, b, weight=cost)
            ports[a].append(port(f"e{b}", str(IPv4Interface((base + mine, 31))), **ospf(BACKBONE, cost)))
            hops[a, b] = str(IPv4Address(base + other))
    net = network(*(router(f"r{n}", p, ospf=process(maximum_paths=64)) for n, p in ports.items()))
    directed.add_nodes_from(graph)
    far = dict(nx.all_pairs_dijkstra_path_length(directed))
    for u in graph:
        held = table(net, f"r{u}")
        for v in graph:
            if u == v:
                continue
            expected = {
                ("ospf", far[u][v] + 1, hops[u, w])
                for w in directed.successors(u)
                if v in far[u] and v in far[w] and directed[u][w]["weight"] + far[w][v] == far[u][v]
            }
            assert held.get(f"172.16.0.{v}/32", set()) == expected


def with_lists(net: Network, name: str, **process_facts: object) -> Network:
    """The network with a prefix list "NOT-LAN" (all but 10.10.0.0/24) at one router, and its OSPF process changed."""
    everything, lan = ip_network("0.0.0.0/0"), ip_network("10.10.0.0/24")
    rules = (PrefixRule(False, lan, 24, 24), PrefixRule(True, everything, 0, 32))
    device = net.devices[DeviceId("city", name)]
    changed = replace(
        device,
        prefix_lists={"NOT-LAN": PrefixList("NOT-LAN", rules)},
        ospf={k: replace(p, **process_facts) for k, p in device.ospf.items()},  # type: ignore[arg-type]  # fields by name
    )
    return replace(net, devices={**net.devices, device.id: changed})


def test_filter_of_an_area_keeps_a_prefix_out_of_it() -> None:
    net = with_lists(two_areas(), "abr", areas=(OspfArea(ONE, policies_in=("NOT-LAN",)),))
    assert "10.10.0.0/24" in table(net, "abr") and "10.10.0.0/24" not in table(net, "edge")
    assert "10.0.0.0/30" in table(net, "edge")


def test_distribute_list_keeps_a_prefix_out_of_one_table_only() -> None:
    net = with_lists(two_areas(), "abr", policies_in=("NOT-LAN",))
    assert "10.10.0.0/24" not in table(net, "abr") and "10.10.0.0/24" in table(net, "edge")


def test_summary_of_externals_replaces_its_parts() -> None:
    net = with_lists(two_areas(), "core", summaries=(OspfRange(ip_network("192.0.0.0/16")),))
    assert table(net, "edge")["192.0.0.0/16"] == {("ospf-e1", 14, "10.1.0.1")}
    assert "192.0.2.0/24" not in table(net, "edge")


@pytest.mark.parametrize(("small", "large", "adjacent"), [(False, False, False), (False, True, False), (True, False, True)])
def test_only_the_end_with_the_smaller_mtu_can_overlook_the_difference(small: bool, large: bool, adjacent: bool) -> None:
    one = router("a", [port("e1", "10.0.0.1/24", mtu=1500, **ospf(mtu_ignore=small))], ospf=process())
    two = router("b", [port("e1", "10.0.0.2/24", mtu=9000, **ospf(mtu_ignore=large)), port("lo0", "10.9.9.9/32", **ospf())],
                 ospf=process())  # fmt: skip
    net = network(one, two)
    assert ("10.9.9.9/32" in table(net, "a")) is adjacent
    assert any("MTU" in finding.what for finding in routes(net).findings) is not adjacent


@pytest.mark.parametrize("wired", [False, True])
def test_a_port_without_a_subnet_has_unknown_neighbours_unless_its_wire_is_known(wired: bool) -> None:
    near, far = (
        router(name, [port("lo0", f"10.9.9.{n}/32", **ospf()), port("e1", unnumbered_from="lo0", **ospf())], ospf=process())
        for name, n in (("a", 1), ("b", 2))
    )
    net = network(near, far, links=[("city/a:e1", "city/b:e1")] if wired else [])
    result = routes(net)
    assert ("10.9.9.2/32" in table(net, "a")) is wired
    assert set(result.unknown) == (set() if wired else {0, 1})
    assert all("no wire on it is known" in why for why in result.unknown.values())


def brings_in_a_route_by_a_host(os: str, **lan: object) -> dict[str, set[tuple[str, int, str]]]:
    """The table of a neighbour on the wire, and of one on the LAN too, when a router brings in a route by a host of the LAN."""
    asbr = router(
        "asbr",
        [port("e1", "10.0.0.1/30", **ospf(cost=1)), port("lan", "10.8.0.1/24", **ospf(cost=3, **lan))],
        os=os,
        ospf=process(redistributions=(Redistribution("static", metric_type=1, metric=7),)),
        statics=frozenset({static("192.0.2.0/24", "10.8.0.9")}),
    )
    far = router("far", [port("e1", "10.0.0.2/30", **ospf(cost=5))], ospf=process())
    near = router("near", [port("lan", "10.8.0.2/24", **ospf(cost=4, **lan))], ospf=process())
    net = network(asbr, far, near)
    return {name: table(net, name).get("192.0.2.0/24", set()) for name in ("far", "near")}


@pytest.mark.parametrize("os", ["cisco_ios", "frr"])
def test_a_next_hop_on_a_subnet_of_ospf_is_the_forwarding_address(os: str) -> None:
    found = brings_in_a_route_by_a_host(os)
    assert found["far"] == {("ospf-e1", 5 + 3 + 7, "10.0.0.1")}, "the way to the next hop counts, not that to the router"
    assert found["near"] == {("ospf-e1", 4 + 7, "10.8.0.9")}, "who is on the subnet too sends there at once"


@pytest.mark.parametrize(("os", "cost"), [("cisco_ios", 5 + 7), ("frr", 5 + 3 + 7)])
@pytest.mark.parametrize("lan", [{"passive": True}, {"network_type": "point-to-point"}], ids=["passive", "point-to-point"])
def test_ios_names_it_only_where_other_routers_may_be(os: str, cost: int, lan: dict[str, object]) -> None:
    assert brings_in_a_route_by_a_host(os, **lan)["far"] == {("ospf-e1", cost, "10.0.0.1")}


@pytest.mark.parametrize(
    ("hop", "cost"), [("10.255.0.9", 5 + 3 + 7), ("10.1.0.9", 5 + 7), ("", 5 + 7)], ids=["higher", "lower", "a port"]
)
def test_of_equal_ways_the_lowest_next_hop_is_the_forwarding_address_and_a_port_comes_first(hop: str, cost: int) -> None:
    ports = [port("e1", "10.0.0.1/30", **ospf()), port("lan", "10.8.0.1/24", **ospf(cost=3)), port("e2", "10.2.0.1/30")]
    other = static("192.0.2.0/24", hop) if hop else static("192.0.2.0/24", interface="e2")
    asbr = router(
        "asbr",
        ports,
        os="frr",
        ospf=process(redistributions=(Redistribution("static", metric_type=1, metric=7),)),
        statics=frozenset(
            {static("192.0.2.0/24", "10.8.0.9"), other, static("10.255.0.0/16", "10.2.0.2"), static("10.1.0.0/16", "10.2.0.2")}
        ),
    )
    far = router("far", [port("e1", "10.0.0.2/30", **ospf(cost=5))], ospf=process())
    assert table(network(asbr, far), "far")["192.0.2.0/24"] == {("ospf-e1", cost, "10.0.0.1")}
