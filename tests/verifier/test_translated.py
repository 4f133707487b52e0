"""Flows that a border translates: they arrive when their answers do, and steps on the way of these matter to them."""

from dataclasses import replace
from ipaddress import ip_network

from models.change import Change
from models.filters import Acl, AclRule
from models.nat import NatKind, NatRule
from models.network import Network
from models.plan import Flow, Step
from models.verdict import Verdict
from netplan.forwarding.boxes import Box
from netplan.verifier.ends import subnets
from netplan.verifier.moves import Moves
from netplan.verifier.replay import Replay, State
from netplan.verifier.verify import verify
from netplan.verifier.view import Outcome, Pair, View
from tests.gadgets.engine import port, static
from tests.gadgets.nat import BORDER, ISP, NAT_LIST, SERVER, border, one, overload, rule, to_pool
from tests.verifier.town import plan

LAN, WORLD, WAN = "10.1.1.0/24", "203.0.113.0/24", "192.0.2.0/24"
POOLS = static("198.51.100.0/24", "192.0.2.2")


def outcome(net: Network, origin: str, destination: str) -> Outcome:
    ends = {str(subnet.prefix): subnet for subnet in subnets(net)}
    view = View(State(0, net, Moves(()), frozenset()), list(ends.values()))
    return view.outcome(Pair(ends[origin], ends[destination]))


def protocols(boxes: tuple[Box, ...]) -> set[tuple[int, int]]:
    return {box.proto for box in boxes}


def without_route(net: Network) -> Network:
    isp = net.devices[ISP]
    return replace(net, devices={**net.devices, ISP: replace(isp, statics=frozenset())})


def test_flows_to_the_outside_surely_arrive_by_the_protocols_that_overload_knows() -> None:
    found = outcome(border(overload()), LAN, WORLD)
    assert {(6, 6), (17, 17), (1, 1)} <= protocols(found.surely)
    assert protocols(found.unknown) == {(0, 0), (2, 5), (7, 16), (18, 254)} and "other protocols" in found.why


def test_flows_do_not_surely_arrive_without_a_route_for_their_answers() -> None:
    net = border(to_pool())
    assert outcome(net, LAN, WORLD).surely
    found = outcome(without_route(net), LAN, WORLD)
    assert found.maybe and not found.surely and not found.unknown


def test_flows_do_not_surely_arrive_when_a_filter_drops_their_answers() -> None:
    wan = port("wan", "192.0.2.2/24", nat="outside", acl_in="F")
    found = outcome(border(to_pool(), wan=wan, acls=(Acl("F", (AclRule(False, (6,)), AclRule(True))),)), LAN, WORLD)
    assert found.surely and not any(low <= 6 <= high for low, high in protocols(found.surely))


def test_an_address_that_is_nobody_s_own_is_part_of_the_subnet_outside() -> None:
    static_rule = rule(NatKind.STATIC, local=one(SERVER), outer=one("192.0.2.80"))
    found = outcome(border(static_rule), WORLD, WAN)
    address = int(one("192.0.2.80").network_address)
    assert any(box.dst == (address, address) for box in found.surely), "the wire is closed: nobody else is there"


def support(rule: NatRule, change: Change) -> int:
    step = Step("it", "", "routing", "city", (change,))
    replay = Replay(border(rule), plan([step]))
    mask, _ = replay.supports.of(("city", ip_network(LAN)), ("city", ip_network(WORLD)))
    return mask


def test_steps_that_change_the_way_of_answers_matter_to_the_flow() -> None:
    assert support(to_pool(), Change(ISP, POOLS, None)) == 1
    other = rule(NatKind.STATIC, local=one("10.77.0.0/24"), outer=one("198.51.100.0/24"))
    assert support(other, Change(ISP, POOLS, None)) == 0, "it translates somebody else"


def test_steps_that_change_which_packets_are_translated_matter_to_the_flow() -> None:
    assert support(to_pool(), Change(BORDER, NAT_LIST, Acl("NAT", (AclRule(False), *NAT_LIST.rules), kind="standard"))) == 1


def verdict(net: Network, *flows: Flow) -> tuple[Verdict, list[str]]:
    """What is said of flows that an empty step opens."""
    made = replace(plan([Step("open", "", "opening", "city", (), opens=tuple(flow.name for flow in flows))]), flows=flows)
    (found,) = (result for result in verify(net, made).results if result.invariant == "reach")
    return found.verdict, [finding.what for finding in found.findings]


def flow(origin: str, destination: str) -> Flow:
    return Flow("web", True, (("city", ip_network(origin)),), (("city", ip_network(destination)),), "tcp", (443,))


def test_answers_to_translated_packets_need_no_route_to_their_own_address() -> None:
    assert verdict(border(overload()), flow(LAN, WORLD)) == (Verdict.HOLDS, [])
    lost, words = verdict(without_route(border(to_pool())), flow(LAN, WORLD))
    assert lost is Verdict.VIOLATED and words == ["web: city 10.1.1.0/24 to city 203.0.113.0/24 does not arrive"]


def test_answers_that_are_translated_do_not_answer_packets_that_were_not() -> None:
    def leaked(net: Network) -> Network:
        isp = net.devices[ISP]
        more = replace(isp, statics=isp.statics | {static("10.1.1.0/24", "192.0.2.2")})
        return replace(net, devices={**net.devices, ISP: more})

    assert verdict(leaked(border()), flow(WORLD, LAN)) == (Verdict.HOLDS, [])
    lost, words = verdict(leaked(border(to_pool())), flow(WORLD, LAN))
    assert lost is Verdict.VIOLATED and words == ["the answer to web: city 10.1.1.0/24 to city 203.0.113.0/24 does not arrive"]
