"""The rules of RIP and EIGRP on tiny networks: who is a neighbour, what is told, what is used."""

from dataclasses import replace
from ipaddress import IPv4Address, ip_network

import pytest

from models.device import Device
from models.distance_vector import (
    CONNECTED,
    SUMMARY,
    EigrpMetric,
    EigrpProcess,
    EigrpRedistribution,
    EigrpStub,
    RipProcess,
    VectorDefault,
    VectorNetwork,
    VectorOffset,
    VectorSummary,
)  # fmt: skip
from models.network import Network
from models.routing import Redistribution
from netplan.routing.solve import routes
from tests.gadgets.engine import network, port, router, static

ALL = (VectorNetwork(ip_network("0.0.0.0/0")),)
Table = dict[str, set[tuple[str, int, int, str]]]


def table(net: Network, name: str) -> Table:
    """Prefix → (protocol, distance, metric, next hop), without a router's own routes."""
    found: Table = {}
    for node, rib in routes(net).ribs.items():
        for r in rib:
            if node.device.name == name and r.protocol not in ("connected", "local"):
                hop = "discard" if r.discard else str(r.next_hop)
                found.setdefault(str(r.prefix), set()).add((r.protocol, r.distance, r.metric, hop))
    return found


def eigrp(**facts: object) -> dict[tuple[str, int, int], EigrpProcess]:
    return {("default", 4, 1): EigrpProcess(1, networks=ALL, **facts)}  # type: ignore[arg-type]  # test helper


def rip(**facts: object) -> dict[tuple[str, int, str], RipProcess]:
    return {("default", 4, ""): RipProcess(networks=ALL, **facts)}  # type: ignore[arg-type]  # test helper


def line(**facts: dict[str, object]) -> Network:
    """a - b - c in a row, with a subnet 10.1.0.0/24 and 10.1.1.0/24 at a; facts by router."""
    a = router(
        "a", [port("GigabitEthernet1", "10.0.0.1/30"), port("lan1", "10.1.0.1/24"), port("lan2", "10.1.1.1/24")], **facts["a"]
    )
    b = router("b", [port("GigabitEthernet1", "10.0.0.2/30"), port("GigabitEthernet2", "192.168.0.1/30")], **facts["b"])
    c = router("c", [port("GigabitEthernet1", "192.168.0.2/30"), port("lan", "172.16.5.1/24")], **facts["c"])
    return network(a, b, c)


def spoken(a: object, b: object, c: object, protocol: str = "eigrp") -> Network:
    return line(a={protocol: a}, b={protocol: b}, c={protocol: c})


@pytest.mark.parametrize(("other", "words"), [({"weights": (1, 0, 2, 0, 0, 0)}, "K values")])
def test_what_parts_neighbours_is_reported(other: dict[str, object], words: str) -> None:
    net = spoken(eigrp(), eigrp(), eigrp(**other))
    assert any(words in f.what for f in routes(net).findings)
    assert "172.16.5.0/24" not in table(net, "a")


def test_other_systems_are_no_neighbours() -> None:
    two = {("default", 4, 2): EigrpProcess(2, networks=ALL)}
    assert table(spoken(eigrp(), eigrp(), two), "c") == {}


def test_a_passive_port_has_no_neighbour_and_is_told() -> None:
    net = spoken(eigrp(), eigrp(passive=frozenset({"GigabitEthernet2"})), eigrp())
    assert table(net, "c") == {} and "192.168.0.0/30" in table(net, "a")


def test_a_summary_hides_its_parts_at_one_port_and_throws_the_rest_away() -> None:
    summary = VectorSummary(ip_network("10.1.0.0/16"), "GigabitEthernet1")
    net = spoken(eigrp(summaries=(summary,)), eigrp(), eigrp())
    assert table(net, "a")["10.1.0.0/16"] == {("eigrp", 5, 2816, "discard")}
    assert table(net, "b")["10.1.0.0/16"] == {("eigrp", 90, 3072, "10.0.0.1")} and "10.1.1.0/24" not in table(net, "b")


def test_automatic_summaries_stand_at_classful_borders() -> None:
    net = spoken(eigrp(), eigrp(auto_summary=True), eigrp())
    assert "10.0.0.0/8" in table(net, "c") and "10.1.0.0/24" not in table(net, "c")
    assert "10.1.0.0/24" in table(net, "b") and "192.168.0.0/24" in table(net, "a")


def test_a_stub_tells_nothing_that_it_heard() -> None:
    net = spoken(eigrp(), eigrp(stub=EigrpStub((CONNECTED, SUMMARY))), eigrp())
    assert "192.168.0.0/30" in table(net, "a") and "172.16.5.0/24" not in table(net, "a")
    assert table(spoken(eigrp(), eigrp(stub=EigrpStub(())), eigrp()), "a") == {}


def test_what_comes_from_outside_needs_a_metric_and_is_external() -> None:
    outside = Redistribution("bgp"), Redistribution("static")
    metric = EigrpMetric(1000, 1_000_000_000)
    process = eigrp(redistributions=(EigrpRedistribution(outside[0]), EigrpRedistribution(outside[1], metric)))
    facts: dict[str, object] = {"eigrp": process, "statics": frozenset({static("198.51.100.0/24", discard=True)})}
    net = line(a=facts, b={"eigrp": eigrp()}, c={"eigrp": eigrp()})
    assert table(net, "b")["198.51.100.0/24"] == {("eigrp-ex", 170, 256 * (10_000 + 100 + 1), "10.0.0.1")}


def test_an_external_of_the_same_router_id_is_dropped() -> None:
    same = IPv4Address("10.255.0.1")
    process = eigrp(redistributions=(EigrpRedistribution(Redistribution("static")),), router_id=same)
    facts: dict[str, object] = {"eigrp": process, "statics": frozenset({static("198.51.100.0/24", discard=True)})}
    net = line(a=facts, b={"eigrp": eigrp()}, c={"eigrp": eigrp(router_id=same)})
    assert "198.51.100.0/24" in table(net, "b") and "198.51.100.0/24" not in table(net, "c")


def square(variance: int) -> Network:
    """a reaches the subnet of d by b (quick) and by c (slow)."""
    slow = {"delay": 100_000_000}

    def made(name: str, *ports: object, **facts: object) -> Device:
        return router(name, ports, **{"eigrp": eigrp(), **facts})  # type: ignore[arg-type]  # test helper

    return network(
        made(
            "a",
            port("GigabitEthernet1", "10.0.1.1/30"),
            port("GigabitEthernet2", "10.0.2.1/30", **slow),
            eigrp=eigrp(variance=variance),
        ),
        made("b", port("GigabitEthernet1", "10.0.1.2/30"), port("GigabitEthernet2", "10.0.3.1/30")),
        made("c", port("GigabitEthernet1", "10.0.2.2/30"), port("GigabitEthernet2", "10.0.4.1/30")),
        made("d", port("GigabitEthernet1", "10.0.3.2/30"), port("GigabitEthernet2", "10.0.4.2/30"), port("Gi3", "10.9.0.1/24")),
    )


def test_variance_uses_ways_that_are_feasible_and_near_enough() -> None:
    best, other = 256 * (10 + 3), 256 * (10 + 12)
    assert table(square(1), "a")["10.9.0.0/24"] == {("eigrp", 90, best, "10.0.1.2")}
    assert table(square(2), "a")["10.9.0.0/24"] == {("eigrp", 90, best, "10.0.1.2"), ("eigrp", 90, other, "10.0.2.2")}


def test_version_1_tells_classes_and_what_shares_its_mask() -> None:
    one = rip(send=(1,), receive=(1, 2))
    net = spoken(one, one, one, "rip")
    assert table(net, "c")["10.0.0.0/8"] == {("rip", 120, 1, "192.168.0.1")} and "10.1.0.0/24" not in table(net, "b")
    assert table(net, "b")["172.16.0.0/16"] == {("rip", 120, 1, "192.168.0.2")}


def test_version_2_is_not_heard_by_version_1() -> None:
    net = spoken(rip(receive=(1,)), rip(), rip(), "rip")
    assert table(net, "a") == {} and "10.1.0.0/24" in table(net, "b")


def test_offsets_and_infinity() -> None:
    far = rip(offsets=(VectorOffset(14, True),))
    assert table(spoken(rip(), far, rip(), "rip"), "b")["10.1.0.0/24"] == {("rip", 120, 15, "10.0.0.1")}
    assert "10.1.0.0/24" not in table(spoken(rip(), far, rip(), "rip"), "c")


def test_routes_of_others_need_a_metric_in_rip() -> None:
    statics = frozenset({static("198.51.100.0/24", discard=True)})
    for wanted, there in ((Redistribution("ospf", "1"), False), (Redistribution("static"), True)):
        facts: dict[str, object] = {"rip": rip(redistributions=(wanted,)), "statics": statics}
        net = line(a=facts, b={"rip": rip()}, c={"rip": rip()})
        assert ("198.51.100.0/24" in table(net, "c")) is there


def test_a_floating_static_route_gives_way_to_rip_and_comes_back() -> None:
    floating = replace(static("172.16.5.0/24", discard=True), distance=200)
    facts: dict[str, object] = {"rip": rip(redistributions=(Redistribution("static"),)), "statics": frozenset({floating})}
    net = line(a={"rip": rip()}, b=facts, c={"rip": rip()})
    assert table(net, "b")["172.16.5.0/24"] == {("rip", 120, 1, "192.168.0.2")}
    gone = line(a={"rip": rip()}, b=facts, c={})
    assert table(gone, "a")["172.16.5.0/24"] == {("rip", 120, 1, "10.0.0.2")}


def test_a_default_route_is_told_and_which_of_equal_ways_is_used_is_not_known() -> None:
    net = spoken(rip(default=VectorDefault()), rip(), rip(), "rip")
    assert table(net, "c")["0.0.0.0/0"] == {("rip", 120, 2, "192.168.0.1")}
    one = router("a", [port("e1", "10.0.0.1/24")], rip=rip(maximum_paths=1))
    others = [
        router(n, [port("e1", f"10.0.0.{at}/24"), port("e2", f"10.7.0.{at}/24")], rip=rip()) for n, at in (("b", 2), ("c", 3))
    ]
    result = routes(network(one, *others))
    assert [str(p) for unsure in result.unknown_prefixes.values() for p in unsure] == ["10.7.0.0/24"]
