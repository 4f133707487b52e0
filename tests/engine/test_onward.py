"""A prefix that BGP is not sure of is not known either to those who have it from BGP by an interior protocol, and to no others."""

import pytest

from models.device import Device
from tests.engine.bgp.test_refused import OPEN, WHY, a, b, port, speaker
from tests.gadgets.configs import device, doubts, solved, table

INTO_OSPF = "router ospf\n redistribute bgp{}\nexit"


def gate(*lines: str, policy: str = "") -> Device:
    """It is not sure of one prefix of BGP, and tells an interior neighbour of BGP."""
    return a(port("e5", "10.5.0.1/24", "ip ospf area 0"), INTO_OSPF.format(policy), *lines)


def inside(*lines: str) -> Device:
    ports = port("e0", "10.5.0.2/24", "ip ospf area 0")
    return device("d", "frr", "\n".join(["hostname d", *lines, ports, "router ospf\nexit\n"]))


def test_whoever_has_it_by_redistribution_does_not_know() -> None:
    result = solved(gate(), b(), inside())
    assert doubts(result, "d") == {OPEN: WHY}
    assert table(result, "d") == {"10.8.0.0/16": "ospf-e2 110/20 10.5.0.1"}
    assert doubts(result, "b") == {}


@pytest.mark.parametrize("prefix", [OPEN, "10.8.0.0/16"])
def test_a_policy_of_the_redistribution_may_keep_it_out(prefix: str) -> None:
    policy = f"ip prefix-list P permit {prefix}\nroute-map ONLY permit 10\n match ip address prefix-list P\nexit"
    assert bool(doubts(solved(gate(policy, policy=" route-map ONLY"), b(), inside()), "d")) == (prefix == OPEN)


def test_a_route_that_wins_in_any_case_is_known() -> None:
    static = f"ip route {OPEN} Null0"
    assert doubts(solved(gate(), b(), inside(static)), "d") == {}, "at the one who is told"
    assert doubts(solved(gate(static), b(), inside()), "d") == {}, "at the one who would tell"
    last = f"ip route {OPEN} Null0 201"
    assert doubts(solved(gate(last), b(), inside()), "d") == {OPEN: WHY}


def test_it_goes_on_from_there_into_bgp_and_into_summaries_of_it() -> None:
    second = speaker(
        "d", 4, port("e0", "10.5.0.2/24", "ip ospf area 0"), port("e1", "10.6.0.1/24"), "router ospf\nexit",
        asn=4, peers={"10.6.0.2": 5}, family="  redistribute ospf\n  aggregate-address 10.9.0.0/16\n",
    )  # fmt: skip
    far = speaker("f", 5, port("e0", "10.6.0.2/24"), asn=5, peers={"10.6.0.1": 4})
    assert doubts(solved(gate(), b(), second, far), "f") == {OPEN: WHY, "10.9.0.0/16": WHY}
