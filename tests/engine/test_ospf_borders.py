"""Border routers of OSPF: ranges, ways to AS border routers, backbones that are cut off; FRR's own ways as seen on FRR 8.4."""

from ipaddress import ip_network

import pytest

from models.network import Network
from models.routing import OspfArea, OspfRange, Redistribution
from netplan.routing.solve import RoutingResult, routes
from tests.gadgets.engine import ONE, network, ospf, port, process, router, static

TWO = "0.0.0.2"


def ways(result: RoutingResult, name: str, prefix: str) -> set[str]:
    """Next hops (or "discard") of a prefix at a router."""
    rib = next(rib for node, rib in result.ribs.items() if node.device.name == name)
    return {"discard" if r.discard else str(r.next_hop or r.interface) for r in rib if str(r.prefix) == prefix}


def doubts(result: RoutingResult) -> dict[str, set[str]]:
    """Router → prefixes that are not known at it."""
    names = {node: result.topology.nodes[node].device.name for node in result.unknown_prefixes}
    return {names[node]: set(map(str, found)) for node, found in result.unknown_prefixes.items() if found}


def two_borders(os: str, mine: str, other: str, kind: str = "normal") -> Network:
    """Two border routers of area 1, each with a range; inside is 10.1.4.0/24."""
    area, one = OspfArea(ONE, kind), {"left": mine, "right": other}
    borders = [
        router(
            name,
            [port("b", f"10.0.0.{at}/24", **ospf(cost=5)), port("a", f"10.1.{at}.{at}/30", **ospf(ONE, cost=5))],
            os=os,
            ospf=process(areas=(OspfArea(ONE, kind, ranges=(OspfRange(ip_network(one[name])),)),)),
        )
        for at, name in ((1, "left"), (5, "right"))
    ]
    inside = router(
        "inside",
        [port("l", "10.1.1.2/30", **ospf(ONE)), port("r", "10.1.5.6/30", **ospf(ONE)), port("lan", "10.1.4.1/24", **ospf(ONE))],
        os=os,
        ospf=process(areas=(area,)),
    )
    return network(*borders, inside)


def test_a_summary_equal_to_a_range_of_its_own_is_not_used() -> None:
    result = routes(two_borders("cisco_ios", "10.1.0.0/16", "10.1.0.0/16"))
    assert ways(result, "left", "10.1.0.0/16") == {"discard"}


@pytest.mark.parametrize(("os", "expected"), [("cisco_ios", {"10.0.0.5"}), ("frr", set())])
def test_frr_uses_no_summary_inside_a_range_of_its_own(os: str, expected: set[str]) -> None:
    result = routes(two_borders(os, "10.1.0.0/16", "10.1.4.0/23"))
    assert ways(result, "left", "10.1.4.0/23") == expected
    either = {} if os == "cisco_ios" else {"left": {"10.1.4.0/23"}, "inside": {"10.1.4.0/23"}}
    assert doubts(result) == either, "until it has computed twice, it does use it, and announces it"


def test_frr_may_forget_its_ranges_at_the_border_of_an_nssa() -> None:
    assert doubts(routes(two_borders("cisco_ios", "10.1.0.0/16", "10.2.0.0/16", "nssa"))) == {}
    assert doubts(routes(two_borders("frr", "10.1.0.0/16", "10.2.0.0/16"))) == {}
    assert doubts(routes(two_borders("frr", "10.1.0.0/16", "10.2.0.0/16", "nssa"))) == {"left": {"10.1.0.0/16"}}


@pytest.mark.parametrize(("os", "known"), [("cisco_ios", True), ("frr", False)])
def test_frr_may_announce_only_the_longer_of_two_prefixes_of_one_address(os: str, known: bool) -> None:
    summed = OspfArea(ONE, ranges=(OspfRange(ip_network("10.1.4.0/23")),))
    left = router(
        "left", [port("b", "10.0.0.1/24", **ospf()), port("a", "10.1.4.129/25", **ospf(ONE))], os=os, ospf=process(areas=(summed,))
    )
    right = router(
        "right",
        [port("b", "10.0.0.2/24", **ospf()), port("lan", "10.1.4.1/30", **ospf()), port("c", "10.2.0.1/30", **ospf(TWO))],
        os=os,
        ospf=process(),
    )
    far = router("far", [port("c", "10.2.0.2/30", **ospf(TWO))], os=os, ospf=process())
    assert doubts(routes(network(left, right, far))) == ({} if known else {"far": {"10.1.4.0/23"}})


@pytest.mark.parametrize(("old", "expected"), [(True, {"10.0.0.2"}), (False, {"10.1.0.2"})])
def test_the_way_inside_another_area_to_who_brings_in_comes_before_a_shorter_one_in_the_backbone(
    old: bool, expected: set[str]
) -> None:
    brings = process(redistributions=(Redistribution("static"),), rfc1583=old)
    ports = [[port("b", f"10.0.0.{n}/30", **ospf(cost=2)), port("a", f"10.1.0.{n}/30", **ospf(ONE, cost=9))] for n in (1, 2)]
    left = router("left", ports[0], ospf=process(rfc1583=old))
    right = router("right", ports[1], ospf=brings, statics=frozenset({static("192.0.2.0/24", discard=True)}))
    assert ways(routes(network(left, right)), "left", "192.0.2.0/24") == expected


@pytest.mark.parametrize(("os", "expected"), [("juniper_junos", set()), ("cisco_ios", {"10.1.0.2"}), ("frr", {"10.1.0.2"})])
def test_without_a_neighbour_in_the_backbone_summaries_of_other_areas_count(os: str, expected: set[str]) -> None:
    alone = router("alone", [port("lan", "10.8.0.1/24", **ospf()), port("a", "10.1.0.1/30", **ospf(ONE))], os=os, ospf=process())
    other = router("other", [port("a", "10.1.0.2/30", **ospf(ONE)), port("b", "10.0.0.1/30", **ospf())], os=os, ospf=process())
    core = router("core", [port("b", "10.0.0.2/30", **ospf()), port("lan", "10.9.0.1/24", **ospf())], os=os, ospf=process())
    assert ways(routes(network(alone, other, core)), "alone", "10.9.0.0/24") == expected


@pytest.mark.parametrize(("os", "expected"), [("cisco_ios", {"10.0.0.3", "10.0.1.2"}), ("frr", {"10.0.0.3"})])
def test_frr_reaches_what_is_behind_a_subnet_of_its_own_directly_only(os: str, expected: set[str]) -> None:
    root = router(
        "root", [port("l", "10.0.0.1/24", **ospf(cost=10)), port("w", "10.0.1.1/30", **ospf(cost=8))], os=os, ospf=process()
    )
    way = router("way", [port("l", "10.0.0.2/24", **ospf(cost=2)), port("w", "10.0.1.2/30", **ospf(cost=8))], os=os, ospf=process())
    end = router(
        "end", [port("l", "10.0.0.3/24", **ospf(cost=2)), port("lan", "10.9.0.1/24", **ospf(cost=1))], os=os, ospf=process()
    )
    assert ways(routes(network(root, way, end)), "root", "10.9.0.0/24") == expected


@pytest.mark.parametrize(("os", "expected"), [("cisco_ios", set()), ("frr", {"10.2.0.1"})])
def test_frr_announces_ranges_into_areas_without_summaries(os: str, expected: set[str]) -> None:
    areas = (OspfArea(ONE, ranges=(OspfRange(ip_network("10.1.0.0/16")),)), OspfArea(TWO, "stub", no_summary=True))
    border = router(
        "border",
        [port("b", "10.0.0.1/30", **ospf()), port("a", "10.1.0.1/30", **ospf(ONE)), port("c", "10.2.0.1/30", **ospf(TWO))],
        os=os,
        ospf=process(areas=areas),
    )
    stub = router("stub", [port("c", "10.2.0.2/30", **ospf(TWO))], os=os, ospf=process(areas=(OspfArea(TWO, "stub"),)))
    assert ways(routes(network(border, stub)), "stub", "10.1.0.0/16") == expected


@pytest.mark.parametrize(("os", "metric"), [("cisco_ios", 4 + 1), ("frr", 4)])
def test_who_brings_in_inside_an_nssa_names_a_loopback_or_on_frr_its_first_port(os: str, metric: int) -> None:
    area = (OspfArea(ONE, "nssa"),)
    brings = router(
        "brings",
        [port("lo", "10.255.0.1/32", **ospf(ONE)), port("e1", "10.1.0.1/30", **ospf(ONE, cost=5))],
        os=os,
        ospf=process(areas=area, redistributions=(Redistribution("static", metric_type=1, metric=0),)),
        statics=frozenset({static("192.0.2.0/24", discard=True)}),
    )
    other = router("other", [port("e1", "10.1.0.2/30", **ospf(ONE, cost=4))], os=os, ospf=process(areas=area))
    rib = next(rib for node, rib in routes(network(brings, other)).ribs.items() if node.device.name == "other")
    assert {r.metric for r in rib if str(r.prefix) == "192.0.2.0/24"} == {metric}


@pytest.mark.parametrize("os", ["cisco_ios", "frr"])
def test_a_border_router_of_an_nssa_names_no_port_of_its_own(os: str) -> None:
    area = (OspfArea(ONE, "nssa"),)
    ports = [port("e1", "10.1.0.1/30", **ospf(ONE)), port("e2", "10.1.1.1/30", **ospf(ONE))]
    border = router(
        "border",
        [port("b", "10.0.0.1/30", **ospf()), *ports],
        os=os,
        ospf=process(areas=area, redistributions=(Redistribution("static"),)),
        statics=frozenset({static("192.0.2.0/24", discard=True)}),
    )
    near = [port("e1", "10.1.0.2/30", **ospf(ONE, cost=9)), port("e2", "10.1.1.2/30", **ospf(ONE, cost=2))]
    inside = router("inside", near, os=os, ospf=process(areas=area))
    assert ways(routes(network(border, inside)), "inside", "192.0.2.0/24") == {"10.1.1.1"}


def test_a_forwarding_address_is_reached_by_the_longest_prefix_that_holds_it() -> None:
    stub = OspfArea(ONE, "nssa", no_summary=True)
    border = router(
        "border",
        [port("b", "10.0.0.1/30", **ospf()), port("a", "10.1.0.1/30", **ospf(ONE))],
        os="frr",
        ospf=process(areas=(stub,), redistributions=(Redistribution("static"),)),
        statics=frozenset({static("192.0.2.0/24", "10.0.0.2")}),
    )
    inside = router("inside", [port("a", "10.1.0.2/30", **ospf(ONE))], os="frr", ospf=process(areas=(OspfArea(ONE, "nssa"),)))
    assert ways(routes(network(border, inside)), "inside", "192.0.2.0/24") == {"10.1.0.1"}, "by the default route"


@pytest.mark.parametrize("shut", [False, True])
def test_on_frr_an_address_that_was_named_may_outlive_its_port(shut: bool) -> None:
    area = (OspfArea(ONE, "nssa"),)
    ports = [port("e0", "10.1.9.1/30", enabled=not shut, **ospf(ONE)), port("e1", "10.1.0.1/30", **ospf(ONE))]
    brings = router(
        "brings",
        ports,
        os="frr",
        ospf=process(areas=area, redistributions=(Redistribution("static"),)),
        statics=frozenset({static("192.0.2.0/24", discard=True)}),
    )
    other = router("other", [port("e1", "10.1.0.2/30", **ospf(ONE))], os="frr", ospf=process(areas=area))
    result = routes(network(brings, other))
    assert ways(result, "other", "192.0.2.0/24") == {"10.1.0.1"}
    assert doubts(result) == ({"other": {"192.0.2.0/24"}} if shut else {})


@pytest.mark.parametrize(("os", "expected"), [("cisco_ios", {"10.0.0.2"}), ("frr", set())])
def test_the_way_to_who_brings_in_does_not_lie_in_a_stub_area(os: str, expected: set[str]) -> None:
    areas = (OspfArea(ONE, "stub"),)
    ports = [[port("b", f"10.0.0.{n}/30", **ospf(cost=9)), port("a", f"10.1.0.{n}/30", **ospf(ONE, cost=2))] for n in (1, 2)]
    brings = process(areas=areas, redistributions=(Redistribution("static"),))
    left = router("left", ports[0], os=os, ospf=process(areas=areas))
    right = router("right", ports[1], os=os, ospf=brings, statics=frozenset({static("192.0.2.0/24", discard=True)}))
    assert ways(routes(network(left, right)), "left", "192.0.2.0/24") == expected


@pytest.mark.parametrize(("os", "expected"), [("cisco_ios", {"10.0.0.1"}), ("frr", set())])
def test_the_way_to_who_translates_does_not_lie_in_an_nssa(os: str, expected: set[str]) -> None:
    """Left and right share the backbone and area 1, which FRR takes as the way to right (RFC 2328 16.4.1)."""
    one, two = OspfArea(ONE, "nssa"), OspfArea(TWO, "nssa")
    shared = [("b", "10.0.0.{}/30", {}), ("a", "10.1.0.{}/30", {"area": ONE})]
    left, right = ([port(name, form.format(n), **ospf(**more)) for name, form, more in shared] for n in (2, 1))
    routers = [
        router("left", left, os=os, ospf=process(areas=(one,))),
        router("right", [*right, port("c", "10.2.0.1/30", **ospf(TWO))], os=os, ospf=process(areas=(one, two))),
        router(
            "brings",
            [port("c", "10.2.0.2/30", **ospf(TWO))],
            os=os,
            ospf=process(areas=(two,), redistributions=(Redistribution("static"),)),
            statics=frozenset({static("192.0.2.0/24", discard=True)}),
        ),
    ]
    assert ways(routes(network(*routers)), "left", "192.0.2.0/24") == expected


@pytest.mark.parametrize(("os", "expected"), [("cisco_ios", {"10.1.0.1"}), ("frr", set())])
def test_frr_takes_no_default_route_back_from_an_nssa(os: str, expected: set[str]) -> None:
    area = (OspfArea(ONE, "nssa", no_summary=True),)
    ports = [port("a", "10.1.0.1/30", **ospf(ONE)), port("b", "10.0.0.1/30", **ospf())]
    lonely = [port("a", "10.1.0.2/30", **ospf(ONE)), port("lan", "10.3.0.1/24", **ospf())]
    borders = [router(name, held, os=os, ospf=process(areas=area)) for name, held in (("border", ports), ("lonely", lonely))]
    core = router("core", [port("b", "10.0.0.2/30", **ospf())], os=os, ospf=process())
    assert ways(routes(network(*borders, core)), "lonely", "0.0.0.0/0") == expected
