"""OSPF of the vendors where a config says little: defaults of stubs and NSSAs, metrics of externals, import policies."""

from models.device import Device
from tests.gadgets.configs import device, solved, table


def ios(name: str, *lines: str) -> Device:
    return device(name, "cisco_ios", "\n".join([f"hostname {name}", *lines, ""]))


def junos(name: str, *lines: str) -> Device:
    return device(name, "juniper_junos", "".join(f"set {line}\n" for line in lines))


def port(name: str, address: str) -> str:
    return f"interface {name}\n ip address {address}"


def unit(name: str, address: str, area: str, *words: str) -> tuple[str, ...]:
    inside = f"protocols ospf area {area}"
    return (
        f"interfaces {name} unit 0 family inet address {address}",
        f"{inside} interface {name}.0",
        *(f"{inside} {w}" for w in words),
    )


def test_a_border_router_keeps_its_own_externals_out_of_an_nssa_and_sends_a_default_of_type_1() -> None:
    border = ios(
        "border", port("Gi0/0", "10.0.0.1 255.255.255.252"), port("Gi0/1", "10.0.3.1 255.255.255.252"),
        "ip route 10.60.0.0 255.255.0.0 Null0", "router ospf 1", " network 10.0.0.0 0.0.0.3 area 0",
        " network 10.0.3.0 0.0.0.3 area 3", " redistribute static subnets",
        " area 3 nssa no-redistribution default-information-originate metric 5 metric-type 1",
        " area 3 nssa translate type7 always",
    )  # fmt: skip
    inside = ios(
        "inside", port("Gi0/1", "10.0.3.2 255.255.255.252"), "ip route 10.61.0.0 255.255.0.0 Null0", "router ospf 1",
        " network 10.0.3.0 0.0.0.3 area 3", " area 3 nssa", " redistribute static subnets",
    )  # fmt: skip
    core = ios("core", port("Gi0/0", "10.0.0.2 255.255.255.252"), "router ospf 1", " network 10.0.0.0 0.0.0.3 area 0")
    result = solved(border, inside, core)
    assert table(result, "inside") == {
        "0.0.0.0/0": "ospf-n1 110/6 10.0.3.1", "10.0.0.0/30": "ospf-ia 110/2 10.0.3.1", "10.61.0.0/16": "static 1/0 discard",
    }  # fmt: skip
    assert table(result, "core") == {
        "10.0.3.0/30": "ospf-ia 110/2 10.0.0.1", "10.60.0.0/16": "ospf-e2 110/20 10.0.0.1",
        "10.61.0.0/16": "ospf-e2 110/20 10.0.0.1",
    }  # fmt: skip


def test_junos_announces_a_default_into_stubs_and_nssas_only_when_told_its_metric() -> None:
    border = junos(
        "border", *unit("ge-0/0/0", "10.0.0.1/30", "0"), *unit("ge-0/0/1", "10.0.1.1/30", "1", "stub no-summaries"),
        *unit("ge-0/0/2", "10.0.2.1/30", "2", "stub no-summaries", "stub default-metric 10"),
        *unit("ge-0/0/3", "10.0.3.1/30", "3", "nssa no-summaries"),
        *unit("ge-0/0/4", "10.0.4.1/30", "4", "nssa default-lsa default-metric 20", "nssa default-lsa metric-type 1"),
    )  # fmt: skip
    inside = [junos(f"in{n}", *unit("ge-0/0/0", f"10.0.{n}.2/30", f"{n}", "stub" if n < 3 else "nssa")) for n in (1, 2, 3, 4)]
    result = solved(border, *inside)
    defaults = [table(result, f"in{n}").get("0.0.0.0/0") for n in (1, 2, 3, 4)]
    assert defaults == [None, "ospf-ia 10/11 10.0.2.1", None, "ospf-n1 150/21 10.0.4.1"]


def test_externals_of_junos_have_the_metric_of_the_route_and_import_policies_look_at_nothing_else() -> None:
    policy = "policy-options policy-statement"
    source = junos(
        "source", *unit("ge-0/0/0", "10.0.0.1/30", "0"), *unit("ge-0/0/1", "10.5.0.1/24", "0"), "protocols ospf export STATIC",
        "routing-options static route 10.70.0.0/16 discard", "routing-options static route 10.71.0.0/16 discard",
        "routing-options static route 10.72.0.0/16 discard", "routing-options static route 10.72.0.0/16 metric 7",
        f"{policy} STATIC from protocol static", f"{policy} STATIC then accept",
    )  # fmt: skip
    hearing = junos(
        "hearing", *unit("ge-0/0/0", "10.0.0.2/30", "0"), "protocols ospf import LESS",
        f"{policy} LESS term a from route-filter 10.71.0.0/16 exact", f"{policy} LESS term a then reject",
        f"{policy} LESS term b from route-filter 10.5.0.0/24 exact", f"{policy} LESS term b then reject",
    )  # fmt: skip
    assert table(solved(source, hearing), "hearing") == {
        "10.5.0.0/24": "ospf 10/2 10.0.0.1", "10.70.0.0/16": "ospf-e2 150/0 10.0.0.1", "10.72.0.0/16": "ospf-e2 150/7 10.0.0.1",
    }  # fmt: skip


def test_what_a_summary_holds_and_nothing_else_does_is_thrown_away() -> None:
    border = ios(
        "border", port("Gi0/0", "10.0.0.1 255.255.255.252"), port("Lo1", "10.1.1.1 255.255.255.0"),
        "ip route 10.9.1.0 255.255.255.0 Null0", "router ospf 1", " network 10.0.0.0 0.0.0.3 area 0",
        " network 10.1.0.0 0.0.255.255 area 1", " area 1 range 10.1.0.0 255.255.0.0", " redistribute static subnets",
        " summary-address 10.9.0.0 255.255.0.0",
    )  # fmt: skip
    assert table(solved(border), "border") == {
        "10.1.0.0/16": "ospf 110/1 discard", "10.9.0.0/16": "ospf 254/20 discard", "10.9.1.0/24": "static 1/0 discard",
    }  # fmt: skip
    other = junos("other", *unit("ge-0/0/0", "10.0.0.1/30", "0"), *unit("ge-0/0/1", "10.1.1.1/24", "1", "area-range 10.1.0.0/16"))
    assert table(solved(other), "other") == {"10.1.0.0/16": "ospf 10/16777215 discard"}


def test_a_filter_of_what_goes_out_holds_for_one_protocol_or_for_all() -> None:
    def heard(*lines: str) -> set[str]:
        border = ios(
            "border", port("Gi0/0", "10.0.0.1 255.255.255.252"), port("Lo1", "10.5.1.1 255.255.255.0"),
            "ip route 10.9.1.0 255.255.255.0 Null0", "ip route 10.9.2.0 255.255.255.0 Null0",
            "ip prefix-list ONE permit 10.9.1.0/24", "router ospf 1", " network 10.0.0.0 0.0.0.3 area 0",
            " redistribute static subnets", " redistribute connected subnets", *lines,
        )  # fmt: skip
        near = ios("near", port("Gi0/0", "10.0.0.2 255.255.255.252"), "router ospf 1", " network 10.0.0.0 0.0.0.3 area 0")
        return set(table(solved(border, near), "near"))

    assert heard() == {"10.5.1.0/24", "10.9.1.0/24", "10.9.2.0/24"}
    assert heard(" distribute-list prefix ONE out static") == {"10.5.1.0/24", "10.9.1.0/24"}
    assert heard(" distribute-list prefix ONE out") == {"10.9.1.0/24"}


def test_on_ios_the_subnets_of_a_process_come_along_where_it_is_redistributed() -> None:
    border = ios(
        "border", port("Gi0/0", "10.0.0.1 255.255.255.252"), port("Gi0/1", "10.1.0.1 255.255.255.252"),
        port("Gi0/2", "10.2.0.1 255.255.255.252"), "router ospf 1", " network 10.0.0.0 0.0.0.3 area 0",
        " redistribute ospf 2 subnets", "router ospf 2", " network 10.1.0.0 0.0.0.3 area 0", "router bgp 65001",
        " redistribute ospf 2", " neighbor 10.2.0.2 remote-as 65002",
        port("Gi0/3", "10.3.0.1 255.255.255.252") + "\n ip router isis", "router isis", " net 49.0001.0000.0000.0001.00",
        " is-type level-2-only", " redistribute ospf 2",
    )  # fmt: skip
    level = ios("level", port("Gi0/3", "10.3.0.2 255.255.255.252") + "\n ip router isis", "router isis",
                " net 49.0002.0000.0000.0002.00", " is-type level-2-only")  # fmt: skip
    near = ios("near", port("Gi0/0", "10.0.0.2 255.255.255.252"), "router ospf 1", " network 10.0.0.0 0.0.0.3 area 0")
    peer = ios("peer", port("Gi0/2", "10.2.0.2 255.255.255.252"), "router bgp 65002", " neighbor 10.2.0.1 remote-as 65001")
    result = solved(border, near, peer, level)
    assert table(result, "near") == {"10.1.0.0/30": "ospf-e2 110/20 10.0.0.1"}
    assert table(result, "level") == {"10.1.0.0/30": "isis-l2 115/10 10.3.0.1"}
    assert table(result, "peer") == {"10.1.0.0/30": "bgp 20/0 10.2.0.1"}
