"""What FRR does in its own way, as seen on real routers (tests/lab/truth); where the standard has another way, IOS shows it."""

from collectors.dialect import dialect, read
from collectors.draft import Draft
from models.device import DeviceId
from models.network import Network
from netplan.routing.solve import RoutingResult, routes

BGP = "router bgp {asn}\n bgp router-id {id}\n no bgp ebgp-requires-policy\n"


def solved(*configs: str) -> RoutingResult:
    """Routing over FRR configs; the host name says which is which."""
    frr = dialect("frr")
    devices = []
    for text in configs:
        name = text.split("hostname ")[1].split()[0]
        devices.append(read(text, frr, Draft(DeviceId("lab", name), "frr", name)))
    assert [line.text for device in devices for line in device.coverage.unread] == []
    return routes(Network({device.id: device for device in devices}))


def table(result: RoutingResult, name: str, vrf: str = "default") -> dict[str, list[str]]:
    """The learnt routes of a node: prefix → next hops or ports."""
    found: dict[str, list[str]] = {}
    rib = next(rib for node, rib in result.ribs.items() if (node.device.name, node.vrf) == (name, vrf))
    for route in rib:
        if route.protocol not in ("connected", "local"):
            found.setdefault(str(route.prefix), []).append(str(route.next_hop or route.interface or "discard"))
    return found


def router(name: str, *lines: str) -> str:
    return "\n".join([f"hostname {name}", *lines, ""])


def port(name: str, address: str, *more: str, vrf: str = "") -> str:
    head = f"interface {name}" + (f" vrf {vrf}" if vrf else "")
    return "\n".join([head, *(f" {line}" for line in (f"ip address {address}", *more)), "exit"])


def test_a_border_router_announces_a_default_into_every_nssa() -> None:
    area = "router ospf\n area 1 nssa\nexit"
    result = solved(
        router("abr", port("lo", "10.255.0.1/32", "ip ospf area 0"), port("e0", "10.0.0.1/30", "ip ospf area 1"), area),
        router("inside", port("e0", "10.0.0.2/30", "ip ospf area 1"), area),
    )
    assert table(result, "inside") == {"0.0.0.0/0": ["10.0.0.1"], "10.255.0.1/32": ["10.0.0.1"]}


def test_the_metric_of_a_translated_external_is_the_translators_own() -> None:
    area = " area 1 nssa\nexit"
    result = solved(
        router("back", port("e0", "10.0.1.2/30", "ip ospf area 0", "ip ospf cost 1"), "router ospf\nexit"),
        router(
            "abr", port("e0", "10.0.0.1/30", "ip ospf area 1"), port("e1", "10.0.1.1/30", "ip ospf area 0"), f"router ospf\n{area}"
        ),
        router(
            "inside", "ip route 10.9.0.0/16 Null0", port("e0", "10.0.0.2/30", "ip ospf area 1"),
            f"router ospf\n redistribute static metric 77\n{area}",
        ),
    )  # fmt: skip
    metric = {node.device.name: route.metric for node, rib in result.ribs.items() for route in rib if "10.9." in str(route.prefix)}
    assert (metric["abr"], metric["back"]) == (77, 20)


def test_a_next_hop_that_is_an_address_of_the_router_itself_leads_nowhere() -> None:
    result = solved(router("a", "ip route 10.9.0.0/16 10.255.0.1", port("lo", "10.255.0.1/32")))
    assert table(result, "a") == {}


def peers(default: str) -> RoutingResult:
    """Two iBGP peers; `a` reaches what lies behind the other only by a default route."""
    session = " neighbor 10.0.0.{other} remote-as 1\n address-family ipv4 unicast\n"
    return solved(
        router(
            "a", port("e0", "10.0.0.1/30"), "ip route 0.0.0.0/0 10.0.0.2", default,
            BGP.format(asn=1, id="1.1.1.1") + session.format(other=2) + " exit-address-family\nexit",
        ),
        router(
            "b", port("e0", "10.0.0.2/30"), "ip route 10.9.0.0/16 10.8.0.2", port("e1", "10.8.0.1/24"),
            BGP.format(asn=1, id="2.2.2.2") + session.format(other=1) + "  redistribute static\n exit-address-family\nexit",
        ),
    )  # fmt: skip


def test_a_default_route_leads_to_no_next_hop_unless_told_so() -> None:
    assert "10.9.0.0/16" not in table(peers(""), "a")
    assert table(peers("ip nht resolve-via-default"), "a")["10.9.0.0/16"] == ["10.8.0.2"]


def test_a_host_route_by_its_own_address_is_not_used_but_its_subnet_is() -> None:
    session = " neighbor 10.0.0.{other} remote-as 1\n address-family ipv4 unicast\n"
    result = solved(
        router(
            "a", port("e0", "10.0.0.1/30"), "ip route 10.255.0.0/24 10.0.0.2",
            BGP.format(asn=1, id="1.1.1.1") + session.format(other=2) + " exit-address-family\nexit",
        ),
        router(
            "b", port("e0", "10.0.0.2/30"), port("lo", "10.255.0.2/32"), "ip route 10.7.0.0/16 Null0",
            BGP.format(asn=1, id="2.2.2.2") + session.format(other=1)
            + "  neighbor 10.0.0.1 route-map OUT out\n  redistribute connected\n  redistribute static\n exit-address-family\nexit",
            "route-map OUT permit 10\n set ip next-hop 10.255.0.2\nexit",
        ),
    )  # fmt: skip
    found = table(result, "a")
    assert found["10.7.0.0/16"] == ["10.255.0.2"]
    assert "10.255.0.2/32" not in found


def test_vrfs_leak_by_import_vrf_and_by_route_targets_and_only_once() -> None:
    def leak(*lines: str) -> str:
        stated = "".join(f"  {line}\n" for line in ("redistribute connected", *lines))
        return f" address-family ipv4 unicast\n{stated} exit-address-family\nexit"

    result = solved(
        router(
            "pe", port("e0", "10.0.0.1/24"), port("e1", "10.1.0.1/24", vrf="red"), port("e2", "10.2.0.1/24", vrf="blue"),
            BGP.format(asn=1, id="1.1.1.1") + leak("import vrf red"),
            "router bgp 1 vrf red\n bgp router-id 1.1.1.2\n" + leak(
                "rd vpn export 1:1", "rt vpn export 1:1", "rt vpn import 1:2", "label vpn export auto", "export vpn", "import vpn"
            ),
            "router bgp 1 vrf blue\n bgp router-id 1.1.1.3\n" + leak(
                "rd vpn export 1:2", "rt vpn export 1:2", "label vpn export auto", "export vpn"
            ),
        )
    )  # fmt: skip
    assert table(result, "pe") == {"10.1.0.0/24": ["e1"]}, "what red took from blue does not go on"
    assert table(result, "pe", "red") == {"10.2.0.0/24": ["e2"]}
    assert table(result, "pe", "blue") == {}


def test_each_family_has_path_limits_of_its_own() -> None:
    frr = dialect("frr")
    text = router(
        "a", BGP.format(asn=1, id="1.1.1.1") + " address-family ipv4 unicast\n  maximum-paths 2\n exit-address-family\nexit"
    )
    process = read(text, frr, Draft(DeviceId("lab", "a"), "frr", "a")).bgp["default"]
    assert (process.of_family(4).maximum_paths, process.of_family(6).maximum_paths) == (2, 256)


def test_a_default_route_is_announced_with_the_next_hop_that_it_has() -> None:
    ospf = "router ospf\n default-information originate\nexit"
    result = solved(
        router("gate", "ip route 0.0.0.0/0 10.0.0.2", port("e0", "10.0.0.1/24", "ip ospf area 0"), ospf),
        router("exit", port("e0", "10.0.0.2/24", "ip ospf area 0"), "router ospf\nexit"),
        router("other", port("e0", "10.0.0.3/24", "ip ospf area 0"), "router ospf\nexit"),
    )
    assert table(result, "exit") == {}, "it does not send to itself"
    assert table(result, "other") == {"0.0.0.0/0": ["10.0.0.2"]}
