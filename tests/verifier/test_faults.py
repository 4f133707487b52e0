"""One planted fault for each invariant: the verifier finds it, names the right step, and its packet replays."""

from dataclasses import replace
from ipaddress import ip_network

import pytest

from models.change import Change
from models.filters import Acl, AclRule
from models.network import Network
from models.plan import DeviceWork, Step
from models.source import Coverage, Source, Status, UnreadLine
from models.verdict import Fate, InvariantResult, Verdict
from netplan.verifier.verify import verify
from tests.engine.test_outside import area, seen
from tests.verifier.town import A2, ANY, HUB, WEB_OUT, A, B, plan, port, route, steps, town, with_changes


def results(made: list[Step]) -> dict[str, InvariantResult]:
    return {result.invariant: result for result in verify(town(), plan(made)).results}


def test_the_right_plan_holds() -> None:
    done = verify(town(), plan(steps(town())))
    assert done.verdict is Verdict.HOLDS, done
    assert (done.steps, done.lattice) == (7, "32")
    assert 2 < done.states < 32, "states that look alike to every flow are looked at once"


def test_reach_a_flow_is_opened_without_a_route() -> None:
    made = [replace(s, changes=s.changes[:1]) if s.id == "a.announce" else s for s in steps(town())]
    found = results(made)["reach"]
    assert found.verdict is Verdict.VIOLATED
    first = next(f for f in found.findings if f.start == "a/r1:lan")
    assert first.culprits == ("a.open",)
    assert str(first.packet) == "10.1.1.254 → 10.0.0.254 tcp port 443"
    assert {way.fate for way in first.after} == {Fate.BLACK_HOLED}


def test_reach_the_answers_are_thrown_away() -> None:
    """A flow whose first packets pass and whose answers do not is no flow."""
    made = [replace(s, changes=tuple(_without_answers(c) for c in s.changes)) if s.id == "a.open" else s for s in steps(town())]
    found = results(made)["reach"]
    assert found.verdict is Verdict.VIOLATED
    assert [f.what for f in found.findings] == ["the answer to web: hub 10.0.0.0/24 to a 10.1.1.0/24 does not arrive"]


def _without_answers(change: Change) -> Change:
    return Change(change.device, None, Acl("WEB-OUT", (ANY,))) if change.fact == WEB_OUT else change


def test_isolation_and_unchanged_a_filter_is_too_wide() -> None:
    network = town()
    wide = Acl("WIDE", (AclRule(True, sequence=10), ANY))
    b_port = replace(port("e2", "10.9.0.2/31"), vrf="B", acl_in="DENY-B", acl_out="DENY-B")
    changes = (
        Change(HUB, None, wide),
        Change(HUB, b_port, replace(b_port, acl_in="WIDE", acl_out="WIDE")),
        Change(B, None, route("10.0.0.0/24", "10.9.0.2")),
        Change(HUB, None, route("10.0.0.0/24", vrf="B", next_hop_vrf="default", interface="svc")),
    )
    made = [*steps(network), Step("b.wide", "", "opening", "b", changes, after=("b.connect", "b.drop"))]
    found = results(made)
    assert found["isolation"].verdict is Verdict.VIOLATED
    assert {f.culprits for f in found["isolation"].findings} == {("b.wide",)}
    assert found["isolation"].findings[0].after[0].fate is Fate.DELIVERED
    assert found["unchanged"].verdict is Verdict.VIOLATED
    assert {f.culprits for f in found["unchanged"].findings} == {("b.wide",)}


def test_unchanged_a_route_inside_a_department_is_lost() -> None:
    made = with_changes(steps(town()), "a.announce", Change(A, route("10.1.2.0/24", "10.1.9.2"), None))
    found = results(made)
    lost = found["unchanged"].findings[0]
    assert lost.culprits == ("a.announce",)
    assert lost.before[0].fate is Fate.DELIVERED
    assert lost.after[0].fate is Fate.BLACK_HOLED
    assert found["black-holes"].verdict is Verdict.VIOLATED


def test_a_prefix_that_is_given_up_is_not_missed() -> None:
    ends = (("a", ip_network("10.1.2.0/24")),)
    made = with_changes(steps(town()), "a.announce", Change(A, route("10.1.2.0/24", "10.1.9.2"), None), ends=ends)
    found = results(made)
    assert found["unchanged"].verdict is Verdict.HOLDS
    assert found["black-holes"].verdict is Verdict.HOLDS


def test_loops_two_routes_point_at_each_other() -> None:
    network = town()
    there = Step("a.there", "", "odd", "a", (Change(A, None, route("10.0.0.0/25", "10.1.9.2")),))
    back = Step("a.back", "", "odd", "a", (Change(A2, None, route("0.0.0.0/0", "10.1.9.1")),))
    found = results([*steps(network), there, back])["loops"]
    assert found.verdict is Verdict.VIOLATED
    assert set(found.findings[0].culprits) == {"a.there", "a.back"}, "neither of them circles alone"
    assert Fate.LOOPED in {way.fate for way in found.findings[0].after}


def test_unique_an_address_is_given_twice() -> None:
    network = town()
    lan = network.devices[A].interfaces["lan"]
    twice = Change(A, lan, port("lan", "10.1.1.1/24", "10.8.0.9/24"))
    found = results([*steps(network), Step("a.twice", "", "readdress", "a", (twice,))])["unique"]
    assert found.verdict is Verdict.VIOLATED
    assert found.findings[0].culprits == ("b.add", "a.twice") or set(found.findings[0].culprits) == {"a.twice", "b.add"}


def test_an_order_that_lacks_an_edge_is_caught_in_between() -> None:
    """Hosts that move before their new address is there are cut off, in that state alone."""
    made = [replace(s, after=()) if s.id == "b.move" else s for s in steps(town())]
    made = [replace(s, after=("b.add", "b.move")) if s.id == "b.drop" else s for s in made]
    found = results(made)["black-holes"]
    assert found.verdict is Verdict.VIOLATED
    assert found.findings[0].state == ("b.move",)


def test_rollback_a_step_that_forgets_what_it_replaced() -> None:
    network = town()
    lan = network.devices[B].interfaces["lan"]
    step = Step("b.odd", "", "odd", "b", (Change(B, lan, port("lan", "10.1.1.1/24", mtu=1400)), Change(B, lan, lan)))
    done = [s for s in steps(network) if s.department == "a"]
    with pytest.raises(Exception, match="not what the plan was made for"):
        verify(network, plan([*done, step]))


@pytest.mark.parametrize("feature", ["nat", "policy-based routing"])
def test_what_is_not_modelled_on_the_way_is_unknown(feature: str) -> None:
    network = town()
    line = UnreadLine("ip nat outside", feature, Status.NOT_MODELLED, Source("hub.cfg", 9))
    hub = replace(network.devices[HUB], coverage=Coverage(unread=(line,)))
    done = verify(replace(network, devices={**network.devices, HUB: hub}), plan(steps(network)))
    assert {r.invariant: r.verdict for r in done.results}["reach"] is Verdict.UNKNOWN
    assert any("hub" in reason for r in done.results for reason in r.reasons)


def test_a_device_without_a_config_makes_everything_unknown() -> None:
    done = verify(town(), plan(steps(town())), missing=["a/r3 (unreachable)"])
    asked = [r for r in done.results if r.invariant != "rollback"]
    assert {r.verdict for r in asked} == {Verdict.UNKNOWN}
    assert all("the snapshot has no config of a/r3 (unreachable) (1 times)" in r.reasons for r in asked)


@pytest.mark.parametrize(("uplink", "verdict"), [("10.66.0.1/24", Verdict.UNKNOWN), ("198.51.100.1/24", Verdict.HOLDS)])
def test_forbidden_packets_to_a_router_that_nobody_has_seen(uplink: str, verdict: Verdict) -> None:
    """A neighbour with a private address may carry them on; the Internet does not carry packets to private addresses."""
    network = town()
    border = replace(
        network.devices[B],
        interfaces={**network.devices[B].interfaces, "wan": port("wan", uplink)},
        statics=frozenset({route("0.0.0.0/0", uplink.replace(".1/24", ".9"))}),
    )
    done = verify(replace(network, devices={**network.devices, B: border}), plan(steps(network)))
    assert {r.invariant: r.verdict for r in done.results}["isolation"] is verdict


def test_loops_and_black_holes_behind_something_that_is_not_modelled_are_unknown() -> None:
    network = town()
    line = UnreadLine("router eigrp 7", "eigrp", Status.NOT_MODELLED, Source("r2.cfg", 9))
    odd = replace(network.devices[A2], coverage=Coverage(unread=(line,)), statics=frozenset())
    done = verify(replace(network, devices={**network.devices, A2: odd}), plan(steps(network)))
    found = {r.invariant: r.verdict for r in done.results}
    assert (found["loops"], found["black-holes"]) == (Verdict.UNKNOWN, Verdict.UNKNOWN)


def test_rollback_that_does_not_lead_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The way back of one step leaves an address behind: the step is named."""
    lan = town().devices[B].interfaces["lan"]
    forgetful = replace(lan, addresses=port("x", "10.1.1.1/24", "10.99.0.1/24").addresses)
    true_way = Change.inverse

    def back(change: Change) -> Change:
        return Change(change.device, change.after, forgetful) if change.before == lan else true_way(change)

    monkeypatch.setattr(Change, "inverse", back)
    found = results(steps(town()))["rollback"]
    assert found.verdict is Verdict.VIOLATED
    assert [f.culprits for f in found.findings] == [("b.add",)]


def test_rollback_by_commands_that_nobody_has_proven_is_unknown() -> None:
    work = (DeviceWork(B, ("interface lan",), ("interface lan",), proven=False),)
    made = [replace(s, work=work) if s.id == "b.add" else s for s in steps(town())]
    found = results(made)["rollback"]
    assert found.verdict is Verdict.UNKNOWN
    assert found.reasons == ("the commands of b.add on b/r1 are not proven",)


def test_what_the_budget_leaves_out_is_unknown_and_told_before() -> None:
    told: list[str] = []
    full = verify(town(), plan(steps(town())), announce=told.append)
    assert not told
    done = verify(town(), plan(steps(town())), budget=3, announce=told.append)
    assert len(told) == 1 and "3 of " in told[0]
    assert done.verdict is Verdict.UNKNOWN
    for all_of_it, some in zip(full.results, done.results, strict=True):
        assert some.checked + some.unknown == all_of_it.checked
        assert (some.verdict is Verdict.HOLDS) == (some.unknown == 0)


def test_flows_with_more_states_than_the_limit_are_counted() -> None:
    done = verify(town(), plan(steps(town())), limit=3)
    reasons = {reason for r in done.results if r.invariant != "rollback" for reason in r.reasons}
    assert done.verdict is Verdict.UNKNOWN
    assert len(reasons) == 1 and "questions have more states than the limit" in min(reasons)


def test_what_is_assumed_of_a_neighbour_that_was_seen_and_not_scanned_is_told_before() -> None:
    one, two = area("one", {"a": "172.16.0.2/29"}), area("two", {"a": "172.16.0.1/29", "b": "172.17.0.1/24"})
    beside = Network({device.id: device for device in (seen(one, "172.16.0.3"), two)})
    told: list[str] = []
    verify(beside, plan([]), announce=told.append)
    assert len(told) == 1 and "172.16.0.3 (OSPF neighbour, not in the snapshot)" in told[0]
    verify(replace(beside, strict=True), plan([]), announce=told.append)
    assert len(told) == 1
