"""A path by way of an address of the router itself, on a port that is down: whether it is there depends on what came first."""

from dataclasses import replace

import pytest

from models.device import Device
from models.link import Link, Port
from models.network import Network
from models.routing import BgpProcess
from netplan.routing.bgp.decision import Ranked, choose
from netplan.routing.bgp.path import INTERNAL, Path
from netplan.routing.bgp.refused import sways
from netplan.routing.replay import followed, tracked
from netplan.routing.solve import routes
from tests.gadgets.configs import device, doubts, solved, table

OPEN = "10.9.0.0/24"
WHY = "not known whether lab/a refused it: the next hop 10.1.0.2 is its own address on e1, which is down"
BGP = "router bgp {asn}\n bgp router-id 10.255.0.{at}\n no bgp ebgp-requires-policy\n"


def speaker(name: str, at: int, *lines: str, peers: dict[str, int], asn: int = 1, family: str = "") -> Device:
    """A router that speaks BGP with `peers` (address → AS number); `family` are lines of IPv4 of BGP."""
    text = BGP.format(asn=asn, at=at) + "".join(f" neighbor {peer} remote-as {its}\n" for peer, its in peers.items())
    text += f" address-family ipv4 unicast\n{family} exit-address-family\nexit\n"
    return device(name, "frr", "\n".join([f"hostname {name}", *lines, text]))


def port(name: str, address: str, *more: str) -> str:
    return "\n".join([f"interface {name}", *(f" {line}" for line in (f"ip address {address}", *more)), "exit"])


def a(*lines: str, peers: dict[str, int] | None = None, shut: bool = True, around: bool = True, family: str = "") -> Device:
    """Its port e1 has the next hop that b tells of; a way `around` leads to the subnet of that port by way of b."""
    ways = ["ip route 10.1.0.0/24 10.0.0.2"] if around else []
    own = [port("e0", "10.0.0.1/24"), port("e1", "10.1.0.2/24", *(["shutdown"] if shut else []))]
    return speaker("a", 1, *ways, *own, *lines, peers={"10.0.0.2": 1, **(peers or {})}, family=family)


def b() -> Device:
    """It brings in one route by way of an address of a, and one that leads nowhere."""
    ways = "ip route 10.9.0.0/24 10.1.0.2\nip route 10.8.0.0/16 Null0"
    own = [port("e0", "10.0.0.2/24"), port("e1", "10.1.0.1/24")]
    return speaker("b", 2, ways, *own, peers={"10.0.0.1": 1}, family="  redistribute static\n")


def c(preference: int) -> Device:
    """Another one that tells of the same network."""
    more = f"route-map OWN permit 10\n set local-preference {preference}\nexit"
    lines = ("ip route 10.9.0.0/24 Null0", port("e0", "10.0.0.3/24"), more)
    return speaker("c", 3, *lines, peers={"10.0.0.1": 1}, family="  redistribute static route-map OWN\n")


def test_exactly_that_prefix_is_not_known() -> None:
    result = solved(a(), b())
    assert doubts(result, "a") == {OPEN: WHY}
    assert "10.8.0.0/16" in table(result, "a")
    assert doubts(result, "b") == {}


def test_while_the_port_is_on_it_is_refused_for_certain() -> None:
    result = solved(a(shut=False), b())
    assert doubts(result, "a") == {} and OPEN not in table(result, "a")


def test_a_port_is_down_too_when_the_other_end_of_its_wire_is_shut() -> None:
    one, two, three = a(shut=False), b(), device("z", "frr", "hostname z\n" + port("e0", "10.1.0.3/24", "shutdown") + "\n")
    wire = frozenset({Link(Port(one.id, "e1"), Port(three.id, "e0"))})
    result = routes(Network({each.id: each for each in (one, two, three)}, wire))
    assert doubts(result, "a") == {OPEN: WHY}


def test_where_nothing_else_leads_to_the_next_hop_it_is_of_no_use_for_certain() -> None:
    result = solved(a(around=False), b())
    assert doubts(result, "a") == {} and OPEN not in table(result, "a")


def test_a_port_of_another_vrf_is_not_meant() -> None:
    elsewhere = a()
    ports = {**elsewhere.interfaces, "e1": replace(elsewhere.interfaces["e1"], vrf="red")}
    result = solved(replace(elsewhere, interfaces=ports), b())
    assert doubts(result, "a") == {} and OPEN in table(result, "a")


@pytest.mark.parametrize(("preference", "known"), [(200, True), (50, False)])
def test_it_matters_only_where_it_would_be_chosen(preference: int, known: bool) -> None:
    result = solved(a(peers={"10.0.0.3": 1}), b(), c(preference))
    assert doubts(result, "a") == ({} if known else {OPEN: WHY})
    assert (OPEN in table(result, "a")) == known


def test_whoever_it_is_announced_to_does_not_know_either() -> None:
    outer = speaker("x", 9, port("e0", "10.7.0.2/24"), asn=2, peers={"10.7.0.1": 1})
    result = solved(a(port("e2", "10.7.0.1/24"), peers={"10.7.0.2": 2}), b(), outer)
    assert doubts(result, "x") == {OPEN: WHY}
    assert "10.8.0.0/16" in table(result, "x")


def test_a_summary_of_it_is_not_known_unless_another_part_is() -> None:
    result = solved(a(family="  aggregate-address 10.8.0.0/15\n  aggregate-address 10.9.0.0/16\n"), b())
    assert doubts(result, "a") == {OPEN: WHY, "10.9.0.0/16": WHY}
    assert table(result, "a")["10.8.0.0/15"].endswith("discard")


def test_it_is_looked_at_again_when_a_port_that_stays_down_loses_the_address() -> None:
    """No table changes then."""
    other, whole = b(), a()
    ports = {**whole.interfaces, "e1": replace(whole.interfaces["e1"], addresses=())}
    states = [Network({one.id: one, other.id: other}) for one in (whole, replace(whole, interfaces=ports), whole)]
    found = tracked(states[0])
    for network, known in zip(states, (False, True, False), strict=True):
        assert found is not None
        found = followed(found, network)
        assert found is not None and doubts(found.routing, "a") == ({} if known else {OPEN: WHY})


def test_a_choice_may_hang_on_a_path_that_is_not_chosen() -> None:
    """The best of its neighbouring AS is left out; the next of that AS wins by its router id, which the MED kept from showing."""

    def ranked(number: int, asn: int, med: int, peer: int) -> Ranked:
        return Ranked(number, Path(INTERNAL, as_path=(asn,), med=med, edge=number), 0, peer, None)

    paths = [ranked(1, 7, 0, 30), ranked(2, 7, 5, 10), ranked(3, 8, 0, 20)]
    process = BgpProcess(1, deterministic_med=True)

    def choice(usable: list[Ranked]) -> tuple[int, ...]:
        return choose(process, usable).ids

    assert (choice(paths), choice(paths[1:])) == ((3,), (2,))
    assert sways(choice, paths, {1}) and not sways(choice, paths, {2})
