"""What neighbours outside the snapshot may announce: whom it can touch, and whom it cannot."""

import random
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Interface, ip_network

import pytest

from models.columns import packed
from models.device import Device, DeviceId
from models.distance_vector import EigrpProcess, RipProcess, VectorNetwork
from models.interfaces import Address, Interface, OspfInterface
from models.network import Network
from models.observed import ALL_VRFS, OSPF, ROUTES, Observed, Output, PeerSeen, RouteSeen
from models.policy import Match, PrefixList, PrefixRule
from models.routing import OspfArea, OspfNetwork, OspfProcess, Redistribution, StaticRoute
from models.source import Coverage, Source, Status, UnreadLine
from models.verdict import Fate, Packet
from netplan.cli.captured import routes_seen
from netplan.forwarding.dataplane import DataPlane
from netplan.forwarding.maybe import Unsure
from netplan.routing.doubt.assumed import assumption
from netplan.routing.solve import routes
from tests.gadgets.bgp import Lab, deny, permit, policy

STRANGER = IPv4Address("198.51.100.1")
WHO = "198.51.100.1 (AS 64999, not in the snapshot)"


def city(taken: tuple[PrefixRule, ...] | None = None, **session: object) -> Lab:
    """Three autonomous systems in a row; `edge` has a neighbour outside, of which it takes the prefixes `taken` (None: all)."""
    lab = Lab()
    for number, name in enumerate(("edge", "middle", "far"), 65001):
        own = f"10.{number - 65000}.0.0/16"
        lab.router(name, number, [own])
        lab.devices[name] = replace(lab.devices[name], statics=frozenset((StaticRoute(ip_network(own), discard=True),)))
    lab.link("edge", "middle")
    lab.link("middle", "far")
    lab.ebgp("edge", "middle")
    lab.ebgp("middle", "far")
    lab.lan("198.51.100.0/29", edge="198.51.100.2")
    filters: dict[str, object] = {}
    if taken is not None:
        lab.policies("edge", prefix_lists={"IN": PrefixList("IN", taken)})
        filters = {"filters_in": (Match("prefix-list", ("IN",)),)}
    lab.neighbor("edge", STRANGER, 64999, filters, **session)
    return lab


def network(lab: Lab, *more: Device, strict: bool = False) -> Network:
    return Network({device.id: device for device in (*lab.devices.values(), *more)}, strict=strict)


def plane(lab: Lab, *more: Device, strict: bool = False) -> DataPlane:
    return DataPlane.of(network(lab, *more, strict=strict))


def ends(found: DataPlane, name: str, to: str) -> set[Fate]:
    device = DeviceId("lab", name)
    walked = {end.fate for end in found.trace_ends((device, "default"), Packet("192.0.2.1", to))}
    if Fate.UNKNOWN in walked:
        walked -= {Fate.OUTSIDE}
    assert found.fates([(device, "default")], [to]).outcomes(0, 0) == walked, "the kernel and the walk say different things"
    return walked


def rule(prefix: str, low: int, high: int, permits: bool = True) -> PrefixRule:
    return PrefixRule(permits, ip_network(prefix), low, high)


def test_what_a_stranger_may_announce_is_named_wherever_it_can_get() -> None:
    found = plane(city())
    for name in ("edge", "middle", "far"):
        assert ends(found, name, "8.8.8.8") == {Fate.OUTSIDE}, name
        path = found.trace((DeviceId("lab", name), "default"), Packet("192.0.2.1", "8.8.8.8"))[0]
        assert path.why.startswith(f"depends on what {WHO} announces")
    assert found.routing.doubts[0][0].hops == (STRANGER,)


def test_networks_from_inside_are_taken_to_be_ours_and_that_is_said() -> None:
    lab = city()
    found = plane(lab)
    assert ends(found, "far", "10.1.0.1") == {Fate.DROPPED}  # the edge throws away what no longer route takes
    assert Fate.OUTSIDE not in ends(found, "middle", "10.3.0.1")
    told = assumption(found.routing)
    assert told.startswith(f"assumed: {WHO} announces none of ") and "--strict" in told
    strict = plane(lab, strict=True)
    assert ends(strict, "far", "10.1.0.1") == {Fate.UNKNOWN}
    assert ends(strict, "middle", "10.255.0.5") != {Fate.UNKNOWN}, "a subnet of its own"
    assert assumption(strict.routing) == "" == assumption(routes(Network({})))


def test_an_import_filter_bounds_what_is_open() -> None:
    found = plane(city((rule("10.77.0.0/16", 16, 24),)))
    assert ends(found, "far", "10.77.5.1") == {Fate.OUTSIDE}
    assert ends(found, "far", "10.78.0.1") == {Fate.BLACK_HOLED} == ends(found, "edge", "8.8.8.8")
    routing = found.routing
    far = routing.topology.node_index[DeviceId("lab", "far"), "default"]
    open_ = {text: bool(routing.open_route(far, ip_network(text))) for text in ("10.77.1.0/24", "10.77.1.0/25", "10.76.0.0/15")}
    assert open_ == {"10.77.1.0/24": True, "10.77.1.0/25": False, "10.76.0.0/15": False}


def test_a_default_route_from_outside_is_no_network_and_beats_nothing_longer() -> None:
    found = plane(city((rule("0.0.0.0/0", 0, 0),)))
    assert ends(found, "far", "8.8.8.8") == {Fate.OUTSIDE}
    assert ends(found, "far", "10.1.0.1") == {Fate.DROPPED}
    nothing = plane(city((rule("0.0.0.0/0", 0, 32, False),)))
    assert not nothing.routing.doubts


def test_policies_between_our_own_routers_keep_it_in() -> None:
    lab = city()
    lab.policies(
        "middle",
        policy("OUT", permit(Match("prefix", ("10.0.0.0/8 le 16",)))),
        policy("NONE", deny()),
    )
    process = lab.devices["middle"].bgp["default"]
    changed = tuple(
        replace(n, families=(replace(n.families[0], policies_out=("OUT",)),)) if n.remote_as == 65003 else n
        for n in process.neighbors
    )
    lab.process("middle", neighbors=changed)
    found = plane(lab)
    assert ends(found, "middle", "8.8.8.8") == {Fate.OUTSIDE}
    assert ends(found, "far", "8.8.8.8") == {Fate.BLACK_HOLED}
    assert ends(found, "far", "10.200.0.1") == {Fate.OUTSIDE}


def test_a_static_default_to_the_same_place_leaves_nothing_open() -> None:
    lab = city()
    zero = ip_network("0.0.0.0/0")
    lab.devices["edge"] = replace(lab.devices["edge"], statics=frozenset((StaticRoute(zero, STRANGER),)))
    found = plane(lab)
    assert ends(found, "edge", "8.8.8.8") == {Fate.LEFT}
    assert ends(found, "middle", "8.8.8.8") == {Fate.OUTSIDE}  # it has no default route of its own
    elsewhere = replace(lab.devices["edge"], statics=frozenset((StaticRoute(zero, discard=True),)))
    lab.devices["edge"] = elsewhere
    assert ends(plane(lab), "edge", "8.8.8.8") == {Fate.OUTSIDE}


def test_a_router_that_may_be_fed_from_outside_is_followed_to_where_it_delivers() -> None:
    """`far` has no route to a subnet of the edge that is not announced: with a default route from outside it would arrive."""
    lab = city()
    lab.lan("203.0.113.0/24", edge="203.0.113.1")
    found = plane(lab)
    assert ends(found, "edge", "203.0.113.9") == {Fate.DELIVERED}
    assert ends(found, "far", "203.0.113.9") == {Fate.UNKNOWN}
    start = DeviceId("lab", "far"), "default"
    hanging = found.fates([start], ["203.0.113.9", "10.1.0.1"]).hanging[0].tolist()
    assert hanging == [1 | 4 | 64, 0], "delivered or black-holed, on a condition that a stranger decides"
    (end,) = (end for end in found.trace_ends(start, Packet("192.0.2.1", "203.0.113.9")) if end.hangs)
    assert (end.device.name, end.hangs.node, end.hangs.announced) == ("edge", "lab/far", True)


@pytest.mark.parametrize("name", ["WEAK", "CALLS"])
def test_our_networks_may_come_back_where_the_outside_is_told_of_them(name: str) -> None:
    lab = city()
    lab.lan("198.51.101.0/29", far="198.51.101.2")
    lab.neighbor("far", IPv4Address("198.51.101.1"), 64998)
    found = routes(network(lab))
    far = found.topology.node_index[DeviceId("lab", "far"), "default"]
    assert "announces networks back" in found.open_route(far, ip_network("10.1.0.0/16")), "two ways of equal length"
    assert not found.open_route(far, ip_network("10.2.0.0/16")), "the way inside is shorter"
    weak = policy("WEAK", permit(sets=[("local-preference", "300")]))
    lab.policies("far", weak, policy("CALLS", permit(Match("policy", ("WEAK",)))))
    process = lab.devices["far"].bgp["default"]
    changed = tuple(
        replace(n, families=(replace(n.families[0], policies_in=(name,)),)) if n.remote_as == 64998 else n
        for n in process.neighbors
    )
    lab.process("far", neighbors=changed)
    found = routes(network(lab))
    assert "announces networks back" in found.open_route(far, ip_network("10.2.0.0/16"))
    assert not found.open_route(far, ip_network("10.3.0.0/16")), "its own"


@pytest.mark.parametrize(
    ("far", "family", "session", "process", "open_"),
    [
        (64512, {}, {}, {}, False),
        (64512, {"remove_private_as": "yes"}, {}, {}, True),
        (64512, {"remove_private_as": "yes", "policies_out": ("NONE",)}, {}, {}, False),
        (100, {}, {}, {}, False),
        (100, {}, {"local_as": 200}, {}, False),
        (100, {}, {"local_as": 200, "local_as_replace": True}, {}, True),
        (200, {}, {"local_as": 200, "local_as_replace": True}, {}, False),
        (100, {}, {}, {"confederation": 300, "confederation_peers": frozenset((101,))}, True),
        (300, {}, {}, {"confederation": 300, "confederation_peers": frozenset((101,))}, False),
    ],
)
def test_what_comes_back_has_the_as_path_that_went_out(
    far: int, family: dict[str, object], session: dict[str, object], process: dict[str, object], open_: bool
) -> None:
    """A network of AS 64512 leaves by AS 100; AS `far`, elsewhere, refuses it where it sees its own number."""
    lab = Lab()
    lab.router("begins", 64512, ["10.7.0.0/24"])
    lab.router("sends", 100, **process)
    lab.link("begins", "sends")
    lab.neighbor("begins", IPv4Address("10.255.0.2"), process.get("confederation", 100))  # type: ignore[arg-type]  # a number
    lab.neighbor("sends", IPv4Address("10.255.0.1"), 64512)
    lab.router("far", far)
    lab.policies("sends", policy("NONE", deny()))
    for name, subnet, asn in (("sends", "198.51.100.0/29", 900), ("far", "203.0.113.0/29", 901)):
        first = ip_network(subnet).network_address
        lab.lan(subnet, **{name: str(first + 2)})
        settings = (family, session) if name == "sends" else ({}, {})
        lab.neighbor(name, IPv4Address(first + 1), asn, settings[0], **settings[1])
    static = StaticRoute(ip_network("10.7.0.0/24"), IPv4Address("203.0.113.1"), distance=250)
    lab.devices["far"] = replace(lab.devices["far"], statics=frozenset((static,)))
    found = routes(network(lab))
    assert {s.state for s in found.bgp.sessions if s.node[0].name == "begins"} == {"up"}
    node = found.topology.node_index[DeviceId("lab", "far"), "default"]
    assert ("announces networks back" in found.open_route(node, ip_network("10.7.0.0/24"))) == open_


def test_a_missing_router_of_our_own_network_may_have_our_networks() -> None:
    lab = city()
    lab.neighbor("middle", IPv4Address("10.255.0.6"), 65002)  # behind the port to `far`, and nobody's
    device = lab.devices["middle"]
    port = device.interfaces["to-far"]
    wide = replace(port, addresses=(Address(IPv4Interface("10.255.0.5/29")),))
    lab.devices["middle"] = replace(device, interfaces={**device.interfaces, "to-far": wide})
    found = routes(network(lab))
    middle = found.topology.node_index[DeviceId("lab", "middle"), "default"]
    sessions = [s for s in found.bgp.sessions if s.internal]
    assert [s.state for s in sessions] == ["down"], "the address is taken by another router: no stranger"
    del sessions
    lab.neighbor("middle", IPv4Address("10.255.0.7"), 65002)
    found = routes(network(lab))
    why = found.open_route(middle, ip_network("10.1.0.0/16"))
    assert why == "depends on what 10.255.0.7 (AS 65002, not in the snapshot) announces"
    assert not found.open_route(middle, ip_network("10.2.0.0/16")), "its own"


def area(name: str, ports: dict[str, str], kind: str = "normal", **more: object) -> Device:
    """A router of one OSPF area."""
    interfaces = {
        port: Interface(port, addresses=(Address(IPv4Interface(text)),), ospf=(OspfInterface("1", "0.0.0.1"),))
        for port, text in ports.items()
    }
    process = OspfProcess("1", areas=(OspfArea("0.0.0.1", kind),), networks=(OspfNetwork(ip_network("172.16.0.0/12"), "0.0.0.1"),))
    process = replace(process, **more)  # type: ignore[arg-type]  # fields by name
    return Device(DeviceId("lab", name), "cisco_ios", interfaces=interfaces, ospf={(2, "1"): process})


@pytest.mark.parametrize("kind", ["normal", "stub"])
def test_what_is_redistributed_goes_on_in_the_interior_protocol(kind: str) -> None:
    lab = city((rule("10.77.0.0/16", 16, 24), rule("0.0.0.0/0", 0, 0)))
    inner = area("inner", {"a": "172.16.0.2/30", "b": "172.16.1.1/24"}, kind)
    both = area("x", {"in": "172.16.0.1/30"}, kind, redistributions=(Redistribution("bgp"),))
    far = lab.devices["far"]
    lab.devices["far"] = replace(far, interfaces={**far.interfaces, **both.interfaces}, ospf=both.ospf)
    found = plane(lab, inner)
    assert ends(found, "inner", "10.77.5.1") == {Fate.BLACK_HOLED if kind == "stub" else Fate.UNKNOWN}
    assert ends(found, "inner", "8.8.8.8") == {Fate.BLACK_HOLED}, "a default route is not redistributed"


def test_a_state_that_follows_from_another_has_the_same_doubts() -> None:
    from netplan.forwarding.live import Live

    lab = city()
    first = Live.of(network(lab))
    port = lab.devices["middle"].interfaces["to-far"]
    lab.devices["middle"] = replace(
        lab.devices["middle"], interfaces={**lab.devices["middle"].interfaces, "to-far": replace(port, enabled=False)}
    )
    cut = network(lab)
    after, scratch = first.at(cut), routes(cut)
    assert after.plane.routing.doubts == scratch.doubts != first.plane.routing.doubts
    far = scratch.topology.node_index[DeviceId("lab", "far"), "default"]
    assert far in first.plane.routing.doubts and far not in scratch.doubts


def seen(device: Device, peer: str, *ways: RouteSeen) -> Device:
    """A router that was seen to have an OSPF neighbour, and some routes."""
    outputs = (Output(ROUTES, ALL_VRFS, "show/routes.txt"), Output(OSPF, ALL_VRFS, "show/ospf.txt"))
    peers = (PeerSeen("ospf", "default", IPv4Address(peer), "full", True, "a"),)
    return replace(device, observed=packed(Observed(outputs, ways, peers)))


def test_a_neighbour_that_was_seen_and_not_scanned_may_have_networks_of_its_own() -> None:
    one, two = area("one", {"a": "172.16.0.2/29"}), area("two", {"a": "172.16.0.1/29", "b": "172.17.0.1/24"})
    assert not routes(Network({d.id: d for d in (seen(one, "172.16.0.1"), two)})).doubts, "it is a router of ours"
    way = RouteSeen(
        "default",
        ip_network("10.0.0.0/8"),
        "ospf-e2",
        IPv4Address("172.16.0.3"),
        "a",
        distance=110,
        metric=20,
        source=Source("show/routes.txt", 14),
    )
    found = DataPlane.of(Network({d.id: d for d in (seen(one, "172.16.0.3", way), two)}))
    assert ends(found, "two", "10.0.0.1") == {Fate.UNKNOWN} == ends(found, "one", "10.0.0.1")
    assert ends(found, "one", "172.17.0.9") == {Fate.DELIVERED}
    assert "172.16.0.3 (OSPF neighbour, not in the snapshot)" in assumption(found.routing)
    paths = found.trace((two.id, "default"), Packet("172.16.0.1", "10.0.0.1"))
    assert not list(routes_seen(found, paths, two.id, "10.0.0.1")), "nobody looked at its table"
    (line,) = routes_seen(found, paths, one.id, "10.0.0.1")
    assert line == "when it was captured, lab/one had 10.0.0.0/8: ospf-e2 [110/20] via 172.16.0.3 a (show/routes.txt:14)"


def test_a_neighbour_that_rip_is_told_of_and_nobody_is() -> None:
    port = Interface("a", addresses=(Address(IPv4Interface("172.16.0.2/29")),))
    process = RipProcess(ports=frozenset(("a",)), neighbors=(IPv4Address("172.16.0.3"),))
    one = Device(DeviceId("lab", "one"), "cisco_ios", interfaces={"a": port}, rip={("default", 4, ""): process})
    found = DataPlane.of(Network({one.id: one}))
    assert ends(found, "one", "10.0.0.1") == {Fate.UNKNOWN}
    known = replace(port, addresses=(Address(IPv4Interface("172.16.0.3/29")),))
    two = replace(one, id=DeviceId("lab", "two"), interfaces={"a": known}, rip={})
    assert not routes(Network({one.id: one, two.id: two})).doubts


def unread(device: Device, feature: str) -> Device:
    line = UnreadLine("odd line", feature, Status.UNKNOWN, Source("c.cfg", 7))
    return replace(device, coverage=Coverage(unread=(line,)))


class TestUnreadLines:
    """A line outside the model touches others only by what its node tells them."""

    def names(self, lab: Lab) -> set[str]:
        result = routes(network(lab))
        return {result.topology.nodes[node].device.name for node in result.doubts}

    def inside(self) -> Lab:
        lab = city()
        process = lab.devices["edge"].bgp["default"]
        lab.process("edge", neighbors=process.neighbors[:1])
        return lab

    def test_outside_of_protocols(self) -> None:
        lab = self.inside()
        lab.devices["edge"] = unread(lab.devices["edge"], "new")
        assert self.names(lab) == set(), "it announces its networks whatever the table has"
        lab.process("edge", redistributions=(Redistribution("static", policies=("TEN",)),))
        lab.policies("edge", policy("TEN", permit(Match("prefix", ("10.9.0.0/16 le 24",)))))
        found = plane(lab)
        assert {found.nodes[node].device.name for node in found.routing.doubts} >= {"middle", "far"}
        assert ends(found, "far", "10.9.1.1") == {Fate.UNKNOWN}
        assert ends(found, "far", "10.8.1.1") == {Fate.BLACK_HOLED}
        assert (
            "odd line (c.cfg:7) is not understood"
            in found.trace((DeviceId("lab", "far"), "default"), Packet("192.0.2.1", "10.9.1.1"))[0].why
        )

    def test_of_a_protocol(self) -> None:
        lab = self.inside()
        lab.devices["edge"] = unread(lab.devices["edge"], "bgp acceptance")
        found = plane(lab)
        assert ends(found, "far", "8.8.8.8") == {Fate.UNKNOWN}
        far = found.topology.node_index[DeviceId("lab", "far"), "default"]
        assert found.routing.open_route(far, ip_network("10.1.0.0/16")) and not found.routing.open_route(
            far, ip_network("10.3.0.0/16")
        )

    def test_of_another_protocol(self) -> None:
        lab = self.inside()
        lab.devices["edge"] = unread(lab.devices["edge"], "ospf areas")
        assert self.names(lab) == set()
        inner = area("one", {"a": "172.16.0.2/30"}), area("two", {"a": "172.16.0.1/30", "b": "172.17.0.1/24"})
        result = routes(Network({d.id: d for d in (unread(inner[0], "ospf areas"), inner[1])}))
        two = result.topology.node_index[inner[1].id, "default"]
        assert list(result.doubts) == [two] and result.open_route(two, ip_network("10.0.0.0/8"))
        assert not result.open_route(two, ip_network("172.17.0.0/24"))

    @pytest.mark.parametrize("protocol", ["eigrp", "ospf"])
    def test_its_own_routes_win_where_those_from_elsewhere_would_not(self, protocol: str) -> None:
        """A static route of a distance between that of internal and that of external routes."""
        way = StaticRoute(ip_network("10.5.0.0/16"), IPv4Address("172.16.0.2"), distance=100)
        one, two = area("one", {"a": "172.16.0.2/30"}), area("two", {"a": "172.16.0.1/30"}, distances=(10, 10, 150))
        two = replace(two, statics=frozenset((way,)))
        if protocol == "eigrp":
            process = EigrpProcess(1, networks=(VectorNetwork(ip_network("172.16.0.0/12")),))
            one, two = (replace(each, ospf={}, eigrp={("default", 4, ""): process}) for each in (one, two))
        result = routes(Network({d.id: d for d in (unread(one, f"{protocol} options"), two)}))
        node = result.topology.node_index[two.id, "default"]
        assert result.tables[node].exact(way.prefix)
        assert "odd line" in result.open_route(node, way.prefix)

    def test_what_is_brought_in_has_the_distance_of_external_routes(self) -> None:
        way = StaticRoute(ip_network("10.5.0.0/16"), IPv4Address("172.16.0.2"), distance=100)
        more = {"redistributions": (Redistribution("static"),), "distances": (10, 10, 150)}
        one, two = area("one", {"a": "172.16.0.2/30"}, **more), area("two", {"a": "172.16.0.1/30"}, **more)
        two = replace(two, statics=frozenset((way,)))
        result = routes(Network({d.id: d for d in (unread(one, "new"), two)}))
        node = result.topology.node_index[two.id, "default"]
        assert result.open_route(node, ip_network("10.6.0.0/16")) and not result.open_route(node, way.prefix)


@pytest.mark.parametrize("seed", range(20))
def test_prefixes_that_are_not_known_are_found_as_by_looking_at_each(seed: int) -> None:
    dice = random.Random(seed)
    drawn = (f"10.0.{dice.randrange(4)}.{dice.randrange(256)}/{dice.choice((16, 23, 24, 26, 30, 32))}" for _ in range(30))
    known = {ip_network(text, strict=False): text for text in drawn}
    held = Unsure({ip_network("2001:db8::/32"): "another family", **known}, 4)
    for _ in range(50):
        low = int(IPv4Address("10.0.0.0")) + dice.randrange(1100)
        high = low + dice.choice((0, 1, 60, 700))
        each = [p for p in known if int(p.network_address) <= high and low <= int(p.broadcast_address)]
        assert [span.prefix for span in held.near(low, high)] == each
