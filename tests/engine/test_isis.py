"""IS-IS against the rules of its standards on tiny networks, and against a plain computation on random ones."""

import random
from dataclasses import replace
from ipaddress import ip_network

import pytest

from models.device import Device
from models.interfaces import Interface
from models.isis import IsisDefault, IsisInterface, IsisLeak, IsisProcess, IsisRedistribution, IsisSummary
from models.network import Network
from models.policy import Match, Policy, PrefixList, PrefixRule, Term
from models.routing import OspfProcess, Redistribution
from netplan.routing.replay import followed, tracked
from netplan.routing.solve import RoutingResult, routes
from tests.engine.isis_truth import Plan, solved
from tests.gadgets import configs
from tests.gadgets.engine import network, ospf, port, process, router, static

NETS = {"a": "49.0001", "b": "49.0002"}


def isis(metric: int | None = 10, level: int = 3, **more: object) -> dict[str, object]:
    """Settings of a port."""
    given: dict[str, object] = {"families": (4, 6), "level": level, "metrics": (metric, metric), **more}
    return {"isis": (IsisInterface("X", **given),)}  # type: ignore[arg-type]  # test helper


def speaks(number: int, area: str = "a", **facts: object) -> dict[tuple[str, str], IsisProcess]:
    """The process of router `number`."""
    return {("default", "X"): IsisProcess("X", nets=(f"{NETS[area]}.0000.0000.{number:04d}.00",), **facts)}  # type: ignore[arg-type]  # test helper


def chain(**facts: dict[str, object]) -> Network:
    """one (level 1) - two - three - four (level 1): two areas of two routers each, a subnet behind each end."""
    of = {name: facts.get(name, {}) for name in ("one", "two", "three", "four")}
    return network(
        router("one", [port("e1", "10.0.1.1/30", "2001:db8:1::1/64", **isis()), port("lan", "10.1.0.1/24", **isis(5))],
               isis=speaks(1, "a", **{"level": 1, **of["one"]}), statics=frozenset({static("198.51.100.0/24", discard=True)})),
        router("two", [port("e1", "10.0.1.2/30", "2001:db8:1::2/64", **isis()), port("e2", "10.0.2.1/30", **isis())],
               isis=speaks(2, "a", **of["two"])),
        router("three", [port("e1", "10.0.2.2/30", **isis()), port("e2", "10.0.3.1/30", **isis())],
               isis=speaks(3, "b", **of["three"])),
        router("four", [port("e1", "10.0.3.2/30", **isis()), port("lan", "10.4.0.1/24", **isis(7))],
               isis=speaks(4, "b", **{"level": 1, **of["four"]})),
    )  # fmt: skip


def table(net: Network | RoutingResult, name: str) -> dict[str, set[tuple[str, int, str]]]:
    """Prefix → (protocol, metric, next hop) of one router, without its own routes."""
    found: dict[str, set[tuple[str, int, str]]] = {}
    for node, rib in (net if isinstance(net, RoutingResult) else routes(net)).ribs.items():
        for route in rib:
            if node.device.name == name and route.protocol not in ("connected", "local"):
                hop = "discard" if route.discard else str(route.next_hop or route.interface)
                found.setdefault(str(route.prefix), set()).add((route.protocol, route.metric, hop))
    return found


def test_level_1_knows_its_area_and_a_way_out() -> None:
    one = table(chain(), "one")
    assert one["10.0.2.0/30"] == {("isis-l1", 20, "10.0.1.2")}
    assert one["0.0.0.0/0"] == {("isis-l1", 10, "10.0.1.2")}
    assert "10.4.0.0/24" not in one


def test_level_2_is_told_of_level_1() -> None:
    assert table(chain(), "two")["10.4.0.0/24"] == {("isis-l2", 27, "10.0.2.2")}
    assert "10.4.0.0/24" not in table(chain(three={"propagates": False}), "two")


def test_a_leak_goes_down_and_does_not_come_back_up() -> None:
    net = chain(two={"leaks": (IsisLeak(1),)})
    assert table(net, "one")["10.4.0.0/24"] == {("isis-ia", 37, "10.0.1.2")}
    assert table(net, "two")["10.4.0.0/24"] == {("isis-l2", 27, "10.0.2.2")}


def test_a_leak_goes_through_its_policy() -> None:
    only = PrefixList("ONLY", (PrefixRule("permit", ip_network("10.0.3.0/30"), 30, 30),))
    policy = Policy("LEAK", (Term("10", "permit", (Match("prefix-list", ("ONLY",)),)),))
    net = chain(two={"leaks": (IsisLeak(1, policies=("LEAK",)),)})
    two = next(d for d in net.devices.values() if d.id.name == "two")
    net = replace(net, devices={**net.devices, two.id: replace(two, policies={"LEAK": policy}, prefix_lists={"ONLY": only})})
    one = table(net, "one")
    assert one["10.0.3.0/30"] == {("isis-ia", 30, "10.0.1.2")} and "10.4.0.0/24" not in one


@pytest.mark.parametrize(("facts", "there"), [({}, True), ({"attached": False}, False), ({"level": 1}, False)])
def test_the_attached_bit(facts: dict[str, object], there: bool) -> None:
    assert ("0.0.0.0/0" in table(chain(two=facts), "one")) is there


def test_a_router_may_ignore_the_attached_bit() -> None:
    assert "0.0.0.0/0" not in table(chain(one={"ignore_attached": True}), "one")


def test_nobody_goes_through_an_overloaded_router_but_to_it() -> None:
    net = chain(three={"overload": True})
    assert table(net, "two")["10.0.3.0/30"] == {("isis-l2", 20, "10.0.2.2")}
    three = table(net, "three")
    assert three["10.4.0.0/24"] == {("isis-l1", 17, "10.0.3.2")}
    assert three["10.1.0.0/24"] == {("isis-l2", 25, "10.0.2.1")}


def test_areas_must_meet_at_level_1() -> None:
    result = routes(chain(two={"level": 1}, three={"level": 1}))
    assert [f.what for f in result.findings] == [
        "city/three e1 and city/two e2 do not become IS-IS neighbours: level 1 has no area in common"
    ]
    assert "10.4.0.0/24" not in table(result, "two")


@pytest.mark.parametrize(
    ("mine", "yours"),
    [
        ({"authentication": "clear x"}, {}),
        ({"authentication": "clear x"}, {"authentication": "clear y"}),
        ({"families": (4,)}, {"families": (4, 6)}),
    ],
)
def test_what_may_keep_neighbours_apart_makes_all_of_them_unknown(mine: dict[str, object], yours: dict[str, object]) -> None:
    a = router("p", [port("e1", "10.0.0.1/30", "2001:db8::1/64", **isis(**mine))], isis=speaks(1))
    b = router("q", [port("e1", "10.0.0.2/30", "2001:db8::2/64", **isis(**yours))], isis=speaks(2))
    c = router("r", [port("e1", "10.9.0.2/30", **isis())], isis=speaks(3))
    result = routes(network(a, b, c))
    assert {result.topology.nodes[n].device.name for n in result.unknown} == {"p", "q"}


def test_mtu_matters_only_where_hellos_are_padded() -> None:
    def pair(padding: bool) -> RoutingResult:
        ends = [port("e1", f"10.0.0.{n}/30", mtu=mtu, **isis(padding=padding)) for n, mtu in ((1, 1500), (2, 9000))]
        return routes(network(*(router(f"r{n}", [end], isis=speaks(n)) for n, end in enumerate(ends, 1))))

    assert set(pair(True).unknown) == {0, 1} and not pair(False).unknown


def test_styles_that_do_not_hear_each_other_are_unknown() -> None:
    narrow, wide, both = (("narrow",) * 2, ("wide",) * 2, ("transition",) * 2)
    assert not routes(chain(**{n: {"styles": narrow} for n in ("one", "two", "three", "four")})).unknown
    assert len(routes(chain(one={"styles": narrow}, two={"styles": wide})).unknown) == 4
    assert not routes(chain(one={"styles": narrow}, two={"styles": both}, three={"styles": both})).unknown


def test_narrow_metrics_end_at_63_and_paths_at_1023() -> None:
    narrow = {"styles": ("narrow", "narrow")}
    a = router("p", [port("e1", "10.0.0.1/30", **isis(500))], isis=speaks(1, **narrow))
    b = router("q", [port("e1", "10.0.0.2/30", **isis(1)), port("lan", "10.1.0.1/24", **isis(900))], isis=speaks(2, **narrow))
    assert table(network(a, b), "p")["10.1.0.0/24"] == {("isis-l1", 126, "10.0.0.2")}
    ports = [[port("e1", f"10.{n}.0.2/30", **isis(63)), port("e2", f"10.{n + 1}.0.1/30", **isis(63))] for n in range(20)]
    long = network(*(router(f"r{n:02}", own, isis=speaks(n + 1, **narrow)) for n, own in enumerate(ports)))
    metrics = {metric for ways in table(long, "r00").values() for _, metric, _ in ways}
    assert max(metrics) == 1008 and len(metrics) == 15


def test_redistribution_both_ways() -> None:
    a = router("p", [port("e1", "10.0.0.1/30", **isis()), port("e2", "10.5.0.1/30", **ospf(cost=3))],
               isis=speaks(1, redistributions=(IsisRedistribution("ospf", 2, metric=4),)),
               ospf=process(redistributions=(Redistribution("isis", metric=9, metric_type=1, match=("level-2",)),)))  # fmt: skip
    b = router("q", [port("e1", "10.0.0.2/30", **isis(level=2)), port("lan", "10.1.0.1/24", **isis(level=2))], isis=speaks(2, "b"))
    c = router("r", [port("e1", "10.5.0.2/30", **ospf(cost=3)), port("lan", "10.6.0.1/24", **ospf(cost=1))], ospf=process())
    net = network(a, b, c)
    assert table(net, "q")["10.6.0.0/24"] == {("isis-l2", 14, "10.0.0.1")}
    assert table(net, "r")["10.1.0.0/24"] == {("ospf-e1", 12, "10.5.0.1")}


def test_summaries_stand_for_what_comes_from_elsewhere() -> None:
    net = chain(two={"summaries": (IsisSummary(ip_network("10.1.0.0/16")),)})
    assert "10.1.0.0/24" not in table(net, "three")
    assert table(net, "three")["10.1.0.0/16"] == {("isis-l2", 25, "10.0.2.1")}
    assert table(net, "two")["10.1.0.0/16"] == {("isis-l2", 15, "discard")}


@pytest.mark.parametrize(("always", "there"), [(True, True), (False, False)])
def test_a_default_route_is_announced(always: bool, there: bool) -> None:
    net = chain(three={"defaults": (IsisDefault(2, always=always, metric=3),)})
    assert (table(net, "two").get("0.0.0.0/0") == {("isis-l2", 13, "10.0.2.2")}) is there


def test_ipv6_may_have_a_topology_of_its_own() -> None:
    def pair(other: bool) -> RoutingResult:
        ends = [port("e1", f"2001:db8::{n}/64", **isis(metrics6=(40, 40))) for n in (1, 2)]
        lans = [port("lan", f"2001:db8:{n}::1/64", **isis()) for n in (1, 2)]
        two = (True, other)
        return routes(network(*(router(f"r{n}", [end, lan], isis=speaks(n, multi_topology=mt)) for n, end, lan, mt in zip(
            (1, 2), ends, lans, two, strict=True))))  # fmt: skip

    assert table(pair(True), "r1")["2001:db8:2::/64"] == {("isis-l1", 50, "e1")}
    assert set(pair(False).unknown) == {0, 1}


def test_junos_puts_routes_from_outside_behind_all_others() -> None:
    far = {"styles": ("transition",) * 2, "distances": (15, 18), "external_distances": (160, 165)}
    out = {"redistributions": (IsisRedistribution("static", 1),), "styles": ("transition",) * 2}
    net = chain(one=out, two={**far}, three={"styles": ("transition",) * 2}, four={"styles": ("transition",) * 2})
    found = {(str(r.prefix), r.distance) for n, rib in routes(net).ribs.items() if n.device.name == "two" for r in rib}
    assert {("198.51.100.0/24", 160), ("10.1.0.0/24", 15), ("10.4.0.0/24", 18)} <= found
    assert "198.51.100.0/24" not in table(net, "three"), "Junos tells level 2 of what is inside its area alone"


def test_parallel_paths_end_at_the_maximum() -> None:
    ends = [[port(f"e{n}", f"10.0.{n}.{side}/30", **isis()) for n in range(6)] for side in (1, 2)]
    lan = port("lan", "10.9.0.1/24", **isis())
    a = router("p", ends[0], isis=speaks(1, maximum_paths=3))
    b = router("q", [*ends[1], lan], isis=speaks(2))
    assert {hop for _, _, hop in table(network(a, b), "p")["10.9.0.0/24"]} == {"10.0.0.2", "10.0.1.2", "10.0.2.2"}


def _drawn(seed: int) -> tuple[Plan, Network]:
    """A random network of two areas, as plain data and as facts."""
    rng, plan = random.Random(seed), Plan()
    names, os = [f"r{n}" for n in range(rng.randint(4, 9))], rng.choice(("frr", "arista_eos"))
    plan.by_neighbour = os == "frr"
    for name in names:
        plan.area[name], plan.level[name] = rng.choice("ab"), rng.choice((1, 2, 3, 3))
    plan.overloaded = {name for name in names if rng.random() < 0.15}
    plan.leaks = {name for name in names if rng.random() < 0.2}
    ports: dict[str, list[Interface]] = {name: [] for name in names}
    pairs = {tuple(rng.sample(names, 2)) for _ in range(rng.randint(len(names), 2 * len(names)))}
    for n, (a, b) in enumerate(sorted(pairs)):
        there, back, circuit = rng.randint(1, 9), rng.randint(1, 9), rng.choice((3, 3, 3, 1, 2))
        plan.wires.append((a, b, there, back, circuit))
        for name, metric, last in ((a, there, 1), (b, back, 2)):
            ports[name].append(port(f"e{n}", f"10.0.{n}.{last}/30", **isis(metric, circuit)))
            plan.own.append(
                (name, f"10.0.{n}.0/30", metric, 3 if plan.by_neighbour or circuit & plan.level[name] == 1 else circuit)
            )
    for n, name in enumerate(names):
        metric = rng.randint(1, 9)
        for prefix in rng.sample([f"10.9.{n}.0/24", "10.9.99.0/24"], rng.randint(1, 2)):
            ports[name].append(port(f"lan{len(ports[name])}", prefix.replace(".0/", f".{n + 1}/"), **isis(metric, passive=True)))
            plan.own.append((name, prefix, metric, 3))
    facts = {
        name: {"level": plan.level[name], "overload": name in plan.overloaded, "maximum_paths": 99,
               "leaks": (IsisLeak(1),) if name in plan.leaks else ()}
        for name in names
    }  # fmt: skip
    return plan, network(*(router(x, ports[x], os=os, isis=speaks(n, plan.area[x], **facts[x])) for n, x in enumerate(names, 1)))


def _found(net: Network) -> dict[tuple[str, str], tuple[str, int, frozenset[str]]]:
    owner = {str(a.ip.ip): d.id.name for d in net.devices.values() for i in d.interfaces.values() for a in i.addresses}
    ways: dict[tuple[str, str], tuple[str, int, set[str]]] = {}
    result = routes(net)
    assert not result.unknown
    for route in (r for rib in result.ribs.values() for r in rib if r.protocol.startswith("isis") and r.prefix.version == 4):
        key = (route.device.name, str(route.prefix))
        known = ways.setdefault(key, (route.protocol, route.metric, set()))
        assert known[:2] == (route.protocol, route.metric)
        known[2].add(owner[str(route.next_hop)])
    return {key: (kind, metric, frozenset(hops)) for key, (kind, metric, hops) in ways.items()}


@pytest.mark.parametrize("block", range(10))
def test_random_networks_are_as_a_plain_computation_has_them(block: int) -> None:
    routes_seen = 0
    for seed in range(block * 30, block * 30 + 30):
        plan, net = _drawn(seed)
        connected = {
            (d.id.name, str(a.ip.network)) for d in net.devices.values() for i in d.interfaces.values() for a in i.addresses
        }
        wanted = {key: way for key, way in solved(plan).items() if key not in connected}
        assert _found(net) == wanted, seed
        routes_seen += len(wanted)
    assert routes_seen > 500


def test_the_process_of_another_kind_is_not_disturbed() -> None:
    """A device that speaks OSPF alone, beside routers of IS-IS."""
    lone = router("z", [port("e1", "10.7.0.1/24", **ospf())], ospf={(2, "1"): OspfProcess("1")})
    assert table(network(*chain().devices.values(), lone), "z") == {}


def test_after_a_change_it_is_as_from_scratch() -> None:
    """Ports that go down and come back, one after the other, on random networks."""
    rng, compared = random.Random(5), 0
    for seed in range(400, 425):
        _, net = _drawn(seed)
        state = tracked(net)
        assert state is not None
        for _ in range(6):
            device = rng.choice(list(net.devices.values()))
            name = rng.choice(list(device.interfaces))
            other = replace(device.interfaces[name], enabled=not device.interfaces[name].enabled)
            net = replace(net, devices={**net.devices, device.id: replace(device, interfaces={**device.interfaces, name: other})})
            state = followed(state, net) or tracked(net)
            assert state is not None
            wanted = routes(net)
            assert {node: set(rib) for node, rib in state.routing.ribs.items()} == {n: set(rib) for n, rib in wanted.ribs.items()}
            assert state.routing.unknown == wanted.unknown
            compared += sum(r.protocol.startswith("isis") for rib in wanted.ribs.values() for r in rib)
    assert compared > 1000


@pytest.mark.parametrize(("line", "metric"), [("", 20), (" passive-interface Loopback0\n", 10)])
def test_a_loopback_of_ios_costs_as_any_port_unless_it_is_passive(line: str, metric: int) -> None:
    port_lines = "interface {}\n ip address {}\n ip router isis\n"
    texts = [
        f"hostname r{n}\n{port_lines.format('Gi0/0', f'10.0.0.{n} 255.255.255.0')}"
        f"{port_lines.format('Loopback0', f'10.9.9.{n} 255.255.255.255')}"
        f"router isis\n net 49.0001.0000.0000.000{n}.00\n metric-style wide\n{line}"
        for n in (1, 2)
    ]
    result = configs.solved(*(configs.device(f"r{n}", "cisco_ios", text) for n, text in enumerate(texts, 1)))
    assert configs.table(result, "r1") == {"10.9.9.2/32": f"isis-l1 115/{metric} 10.0.0.2"}


LEAKING = """
set interfaces ge-0/0/0 unit 0 family inet address 10.0.1.1/30
set interfaces ge-0/0/0 unit 0 family iso
set interfaces ge-0/0/1 unit 0 family inet address 10.0.2.1/30
set interfaces ge-0/0/1 unit 0 family iso
set interfaces lo0 unit 0 family iso address 49.0001.0000.0000.0002.00
set routing-options static route 10.60.0.0/16 discard
set protocols isis interface ge-0/0/0.0 level 2 disable
set protocols isis interface ge-0/0/1.0 level 1 disable
set protocols isis interface lo0.0 passive
set protocols isis export DOWN
set policy-options policy-statement DOWN term a from protocol isis
set policy-options policy-statement DOWN term a from level 2
set policy-options policy-statement DOWN term a from route-filter 10.9.0.0/16 orlonger
set policy-options policy-statement DOWN term a to level 1
set policy-options policy-statement DOWN term a then accept
set policy-options policy-statement DOWN term b from protocol static
set policy-options policy-statement DOWN term b to level 2
set policy-options policy-statement DOWN term b then accept
"""
UPWARDS = (
    "set policy-options policy-statement DOWN term c from level 1\nset policy-options policy-statement DOWN term c then reject\n"
)


def inside(name: str, number: int, area: str, level: str, *addresses: str) -> Device:
    ports = "".join(f"interface Gi0/{n}\n ip address {address}\n ip router isis\n" for n, address in enumerate(addresses))
    text = (
        f"hostname {name}\n{ports}router isis\n net {area}.0000.0000.000{number}.00\n metric-style wide\n is-type level-{level}\n"
    )
    return configs.device(name, "cisco_ios", text)


def test_an_export_policy_of_junos_leaks_what_it_accepts_of_level_2_and_names_the_level_of_externals() -> None:
    mask = "255.255.255.0"
    low = inside("low", 1, "49.0001", "1", "10.0.1.2 255.255.255.252", f"10.1.0.1 {mask}")
    far = inside("far", 3, "49.0002", "2-only", "10.0.2.2 255.255.255.252", f"10.9.1.1 {mask}", f"10.8.1.1 {mask}")
    border = configs.device("border", "juniper_junos", LEAKING)
    result = configs.solved(low, border, far)
    assert not configs.doubts(result, "low") and not configs.doubts(result, "far")
    assert set(configs.table(result, "low")) == {"0.0.0.0/0", "10.9.1.0/24"}
    assert set(configs.table(result, "far")) == {"10.0.1.0/30", "10.1.0.0/24", "10.60.0.0/16"}
    refusing = configs.solved(low, configs.device("border", "juniper_junos", LEAKING + UPWARDS), far)
    assert "from level 2, or not" in configs.doubts(refusing, "far")["*"]
