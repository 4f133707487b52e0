"""BGP of configs: confederations, what is announced though it is not active, conditional default routes."""

from collections.abc import Callable

import pytest

from models.device import Device
from tests.gadgets.configs import device, solved, table


def ios(name: str, *lines: str) -> Device:
    return device(name, "cisco_ios", "\n".join([f"hostname {name}", *lines, ""]))


def eos(name: str, *lines: str) -> Device:
    return device(name, "arista_eos", "\n".join([f"hostname {name}", "ip routing", *lines, ""]))


def junos(name: str, *lines: str) -> Device:
    return device(name, "juniper_junos", "".join(f"set {line}\n" for line in lines))


def iport(name: str, address: str) -> str:
    return f"interface {name}\n ip address {address}"


def eport(name: str, address: str) -> str:
    return f"interface {name}\n   no switchport\n   ip address {address}"


def member_ios(*more: str) -> Device:
    return ios(
        "member", iport("Gi0/0", "10.0.0.2 255.255.255.252"), iport("Gi0/1", "10.0.1.1 255.255.255.252"),
        "router bgp 65002", " bgp confederation identifier 100", *more,
        " neighbor 10.0.0.1 remote-as 65001", " neighbor 10.0.1.2 remote-as 200",
    )  # fmt: skip


def member_junos(*more: str) -> Device:
    bgp = "protocols bgp group"
    named = [f"routing-options confederation 100 members [ {' '.join(line.split()[3:])} ]" for line in more]
    return junos(
        "member", "interfaces ge-0/0/0 unit 0 family inet address 10.0.0.2/30",
        "interfaces ge-0/0/1 unit 0 family inet address 10.0.1.1/30", "routing-options autonomous-system 65002", *named,
        f"{bgp} a neighbor 10.0.0.1 peer-as 65001", f"{bgp} b neighbor 10.0.1.2 peer-as 200",
    )  # fmt: skip


@pytest.mark.parametrize("member", [member_ios, member_junos])
def test_a_confederation_is_one_as_outside_and_its_members_are_named(member: Callable[..., Device]) -> None:
    first = ios(
        "first", iport("Gi0/0", "10.0.0.1 255.255.255.252"), iport("Lo1", "10.7.0.1 255.255.255.0"), "router bgp 65001",
        " bgp confederation identifier 100", " bgp confederation peers 65002 65003", " network 10.7.0.0 mask 255.255.255.0",
        " neighbor 10.0.0.2 remote-as 65002",
    )  # fmt: skip
    outside = ios("outside", iport("Gi0/1", "10.0.1.2 255.255.255.252"), "router bgp 200", " neighbor 10.0.1.1 remote-as 100")
    result = solved(first, member(" bgp confederation peers 65001"), outside)
    assert table(result, "member")["10.7.0.0/24"].startswith("ibgp")
    assert table(result, "outside") == {"10.7.0.0/24": "bgp 20/0 10.0.1.1"}
    other = solved(first, member(" bgp confederation peers 65009"), outside)
    assert not table(other, "outside"), "a member that is not named is met with the number of the confederation"


@pytest.mark.parametrize(("line", "heard"), [((), False), (("   bgp advertise-inactive",), True)])
def test_eos_announces_what_is_not_active_when_told(line: tuple[str, ...], heard: bool) -> None:
    source = eos("source", eport("Et1", "10.0.0.1/30"), eport("Lo1", "10.7.0.1/24"), "router bgp 65001", "   network 10.7.0.0/24",
                 "   neighbor 10.0.0.2 remote-as 65002")  # fmt: skip
    middle = eos("middle", eport("Et1", "10.0.0.2/30"), eport("Et2", "10.0.1.1/30"), "ip route 10.7.0.0/24 10.0.0.1",
                 "router bgp 65002", *line, "   neighbor 10.0.0.1 remote-as 65001",
                 "   neighbor 10.0.1.2 remote-as 65003")  # fmt: skip
    far = eos("far", eport("Et1", "10.0.1.2/30"), "router bgp 65003", "   neighbor 10.0.1.1 remote-as 65002")
    assert ("10.7.0.0/24" in table(solved(source, middle, far), "far")) == heard


@pytest.mark.parametrize(
    ("words", "route", "heard"),
    [("", "", False), ("", "ip route 0.0.0.0/0 Null0", True), (" always", "", True)],
)  # fmt: skip
def test_eos_originates_a_default_route_that_it_has_unless_always(words: str, route: str, heard: bool) -> None:
    source = eos("source", eport("Et1", "10.0.0.1/30"), route, "router bgp 65001", "   neighbor 10.0.0.2 remote-as 65002",
                 f"   neighbor 10.0.0.2 default-originate{words}")  # fmt: skip
    far = eos("far", eport("Et1", "10.0.0.2/30"), "router bgp 65002", "   neighbor 10.0.0.1 remote-as 65001")
    assert table(solved(source, far), "far") == ({"0.0.0.0/0": "bgp 200/0 10.0.0.1"} if heard else {})


def test_a_listener_leaves_the_next_hop_of_a_third_party_on_its_subnet() -> None:
    hub = ios("hub", iport("Gi0/0", "10.0.0.1 255.255.255.0"), "router bgp 65001", " neighbor SPOKES peer-group",
              " neighbor SPOKES remote-as 65002", " bgp listen range 10.0.0.0/24 peer-group SPOKES",
              " neighbor SPOKES as-override")  # fmt: skip
    spokes = [
        ios(f"s{n}", iport("Gi0/0", f"10.0.0.1{n} 255.255.255.0"), iport("Lo0", f"10.1{n}.0.1 255.255.255.0"), "router bgp 65002",
            f" network 10.1{n}.0.0 mask 255.255.255.0", " neighbor 10.0.0.1 remote-as 65001")
        for n in (1, 2)
    ]  # fmt: skip
    assert table(solved(hub, *spokes), "s1") == {"10.12.0.0/24": "bgp 20/0 10.0.0.12"}
