"""Every kind of conflict is found where it is planted, and nothing is found without it."""

from dataclasses import replace
from ipaddress import ip_address, ip_network

from models.interfaces import Fhrp, FhrpKind, Vlan, Vrf
from models.plan import Conflict
from models.routing import BgpProcess, OspfNetwork, OspfProcess
from models.services import HostSeen, Service
from netplan.conflicts import KINDS, conflicts
from tests.conflicts.build import LINE, device, network, port


def kinds(found: tuple[Conflict, ...]) -> set[str]:
    return {conflict.kind for conflict in found}


def one(found: tuple[Conflict, ...], kind: str) -> Conflict:
    (conflict,) = (c for c in found if c.kind == kind)
    return conflict


def test_every_kind_can_be_found_and_a_clean_city_has_none() -> None:
    area = OspfNetwork(ip_network("10.0.0.0/8"), "0.0.0.5")
    everything = [
        device(
            f"{name}/core",
            port("Vlan10", "10.0.0.1/24", fhrp=(Fhrp(FhrpKind.VRRP, 1, (ip_address("10.0.0.254"),), source=LINE),)),
            port("Eth1", "10.9.9.1/30"),
            port("Eth2", "10.9.9.1/30"),
            vlans={10: Vlan(10, "STAFF" if name == "a" else "PUPILS", source=LINE), 20 + ord(name): Vlan(20 + ord(name), "GUEST")},
            vrfs={"CORP": Vrf("CORP", rd="65000:1", source=LINE)},
            bgp={"default": BgpProcess(65000, source=LINE)},
            ospf={(2, "1"): OspfProcess("1", router_id=ip_address("1.1.1.1"), networks=(area,), source=LINE)},
            services=frozenset({Service("ntp", f"ntp.{name}")}),
        )
        for name in "ab"
    ]
    assert kinds(conflicts(network(*everything))) == {name for name, _ in KINDS} - {"loop"}, "rings need wires: test_loops"
    clean = [device("a/x", port("Vlan10", "10.0.0.1/24")), device("b/y", port("Vlan11", "10.0.1.1/24"))]
    assert conflicts(network(*clean)) == ()


def test_an_overlap_has_sides_with_lines_weights_and_prices() -> None:
    heard = tuple(HostSeen(f"m{i}", ip_address(f"10.1.2.{i}")) for i in range(2, 42))
    a = device("a/r", port("Eth1", "10.1.0.1/16"))
    b = device("b/r", port("Eth1", "10.1.2.1/24"), port("Eth2", "10.7.0.1/24"), hosts=heard)
    overlap = one(conflicts(network(a, b)), "addresses")
    assert overlap.key == "10.1.0.0/16"
    assert [(s.department, s.weight, s.evidence) for s in overlap.sides] == [("a", 254, "possible"), ("b", 40, "seen")]
    assert overlap.sides[1].sources == (LINE,)
    assert {o.kind: o.price for o in overlap.options if o.kind.startswith("keep")} == {"keep:a": 40, "keep:b": 254}
    assert overlap.severity == 49


def test_departments_of_one_realm_do_not_overlap() -> None:
    a, b = device("a/r", port("Eth1", "10.1.0.1/16")), device("b/r2", port("Eth1", "10.1.0.2/16"))
    assert "addresses" in kinds(conflicts(network(a, b)))
    assert conflicts(network(a, b, realms={"a": "x", "b": "x"})) == ()


def test_a_router_does_not_count_itself_as_a_host() -> None:
    heard = (HostSeen("m1", ip_address("10.1.2.1")), HostSeen("m2", ip_address("10.1.2.2")), HostSeen("m2", ip_address("10.1.2.2")))
    r = device("b/r", port("Eth1", "10.1.2.1/24"), hosts=heard)
    sides = one(conflicts(network(r, device("a/r1", port("Eth1", "10.1.2.1/24")))), "addresses").sides
    assert sides[1].weight == 1


def test_a_shared_gateway_is_no_duplicate() -> None:
    group = Fhrp(FhrpKind.ANYCAST, 0, (ip_address("10.0.0.1"),))
    plain = [device(f"a/r{i}", port("Vlan5", "10.0.0.1/24")) for i in (1, 2)]
    assert "duplicate-address" in kinds(conflicts(network(*plain)))
    shared = [replace(d, interfaces={"Vlan5": replace(d.interfaces["Vlan5"], fhrp=(group,))}) for d in plain]
    assert "duplicate-address" not in kinds(conflicts(network(*shared)))


def test_a_generated_vlan_name_clashes_with_nothing() -> None:
    a = device("a/s1", vlans={10: Vlan(10, "STAFF")})
    assert conflicts(network(a, device("b/s2", vlans={10: Vlan(10, "VLAN0010")}))) == ()
    assert conflicts(network(a, device("b/s2", vlans={10: Vlan(10, "staff")}))) == ()
    assert kinds(conflicts(network(a, device("b/s2", vlans={10: Vlan(10, "GUEST")})))) == {"vlan-id"}


def test_many_nested_prefixes_are_one_conflict_in_near_linear_time() -> None:
    a = device("a/r", port("Eth0", "10.0.0.1/8"))
    many = [port(f"Eth{i}", f"10.{i // 256}.{i % 256}.1/24") for i in range(2000)]
    found = conflicts(network(a, device("b/r2", *many)))
    assert len([c for c in found if c.kind == "addresses"]) == 1


def test_the_worst_comes_first() -> None:
    found = conflicts(network(device("a/r", port("Eth0", "10.0.0.1/24")), device("b/r", port("Eth0", "10.0.0.1/24"))))
    assert [c.severity for c in found] == sorted((c.severity for c in found), reverse=True)
    assert found[0].kind == "addresses"
