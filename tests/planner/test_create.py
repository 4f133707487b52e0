"""A whole plan for a small city: every order that it allows works and ends in the same network."""

from collections.abc import Iterable
from dataclasses import replace
from random import Random

import pytest

from models.change import Change
from models.device import Device, DeviceId
from models.errors import ChangeError, NoPlan
from models.filters import Acl
from models.network import Network
from models.plan import DeviceWork, Plan, Step
from models.services import Service
from models.target import Demand, Place
from netplan.planner.create import create, draft_steps
from netplan.planner.draft import check_commuting
from netplan.planner.order import ancestors, linear
from netplan.planner.traces import still_named
from tests.conflicts.build import device, port
from tests.planner.city import BOUND, MADE, PIN, city, hosts, inventory, net, target


@pytest.fixture(scope="module")
def plan() -> Plan:
    return create(city(), inventory(), target(), made=MADE, bound_to=BOUND)


def step(plan: Plan, id: str) -> Step:
    return next(s for s in plan.steps if s.id == id)


def test_the_lighter_department_moves_and_gets_space_that_nobody_uses(plan: Plan) -> None:
    assert {m.department for m in plan.moves} == {"sote"}
    assert [str(m.old) for m in plan.moves] == ["10.1.1.0/24", "10.1.2.0/24", "10.1.9.0/30", "10.1.255.1/32"]
    blocks = [m.new for m in plan.moves]
    assert all(b.subnet_of(net("10.128.0.0/12")) for b in blocks)
    assert not any(a.overlaps(b) for a in blocks for b in blocks if a is not b)


@pytest.mark.parametrize("seed", range(20))
def test_every_order_that_the_plan_allows_ends_in_the_same_network(plan: Plan, seed: int) -> None:
    straight = city().after(*(c for s in linear(plan.steps) for c in s.changes))
    other = city().after(*(c for s in linear(plan.steps, Random(seed)) for c in s.changes))
    assert other == straight


def test_steps_that_edit_one_fact_without_an_order_are_refused(plan: Plan) -> None:
    loose = [replace(s, after=()) for s in plan.steps]
    with pytest.raises(ChangeError, match="not ordered"):
        check_commuting(city(), loose, ancestors(loose))


def test_rolling_back_every_step_gives_the_first_network(plan: Plan) -> None:
    changes = [c for s in linear(plan.steps) for c in s.changes]
    there = city().after(*changes)
    assert there.after(*(c.inverse() for c in reversed(changes))) == city()


def test_no_old_address_is_named_after_the_last_step() -> None:
    context = draft_steps(city(), inventory(), target(), {})
    names = context.addresses.names("sote")
    core, edge = DeviceId("sote", "core"), DeviceId("sote", "edge")
    assert len(list(still_named(city(), [core, edge], names))) >= 20
    done = ancestors(context.draft.steps)["sote.announce"]
    moved = city().after(*(c for s in linear(context.draft.steps) if s.id in done for c in s.changes))
    assert list(still_named(moved, [core, edge], names)) == []
    assert not [n for n in context.notes if "still names" in n]


def test_a_line_that_nobody_understood_is_put_into_words(plan: Plan) -> None:
    (words,) = (w for w in step(plan, "sote.prepare.core").by_hand if "core.cfg:99" in w)
    assert "10.1.2.10" in words and "nat" in words


def test_the_router_talks_on_old_and_new_addresses_between_add_and_drop(plan: Plan) -> None:
    (change,) = (c for c in step(plan, "sote.add.10.1.1.0-24").changes if c.device == DeviceId("sote", "core"))
    new = next(m.new for m in plan.moves if str(m.old) == "10.1.1.0/24")
    assert [str(a.ip) for a in change.after.addresses] == ["10.1.1.2/24", f"{new[2]}/24"]  # type: ignore[union-attr]  # an interface
    assert [a.secondary for a in change.after.addresses] == [False, True]  # type: ignore[union-attr]  # as above
    assert change.after.fhrp[0].addresses[-1] == new[1]  # type: ignore[union-attr]  # as above
    (change,) = (c for c in step(plan, "sote.drop.10.1.1.0-24").changes if getattr(c.fact, "name", "") == "Vlan10")
    assert [(str(a.ip), a.secondary) for a in change.after.addresses] == [(f"{new[2]}/24", False)]  # type: ignore[union-attr]  # as above


def test_a_link_is_a_wall_until_a_flow_opens_it(plan: Plan) -> None:
    connect = step(plan, "sote.connect")
    lists = [c.after for c in connect.changes if isinstance(c.after, Acl)]
    assert len(lists) == 4
    assert all(isinstance(acl, Acl) and len(acl.rules) == 1 and not acl.rules[0].permit for acl in lists)
    assert not [c for c in connect.changes if type(c.fact).__name__ == "StaticRoute"]


def test_no_port_ever_has_an_empty_or_missing_filter(plan: Plan) -> None:
    network = city()
    ports = [(DeviceId("keha", "core"), "Eth10"), (DeviceId("sote", "edge"), "Eth7")]
    joined = False
    for change in (c for s in linear(plan.steps) for c in s.changes):
        network = network.after(change)
        for id, name in ports:
            interface = network.devices[id].interfaces[name]
            joined = joined or bool(interface.acl_in)
            for acl in filter(None, (interface.acl_in, interface.acl_out)):
                rules = network.devices[id].acls[acl].rules
                assert rules and not rules[-1].permit and not rules[-1].sources
            if interface.enabled:
                assert interface.acl_in and interface.acl_out
    assert joined


def test_a_flow_between_departments_opens_both_links_after_both_are_ready(plan: Plan) -> None:
    opening = step(plan, "open.files")
    before = ancestors(plan.steps)["open.files"]
    assert {"sote.clean.core", "sote.announce", "kasko.announce"} <= before
    assert opening.opens == ("files",)
    lists = {c.after.name: c.after for c in opening.changes if isinstance(c.after, Acl)}
    assert {name.rsplit("-", 1)[0] for name in lists} == {"NP-KASKO-OUT", "NP-KASKO-IN", "NP-SOTE-OUT", "NP-SOTE-IN"}
    assert all(not acl.rules[-1].permit for acl in lists.values())


def test_one_department_does_not_wait_for_another(plan: Plan) -> None:
    above = ancestors(plan.steps)
    for name in ("kasko.announce", "open.web:kasko-keha"):
        assert not {other for other in above[name] if other.startswith("sote.")}


def test_a_vlan_makes_way_for_the_common_one(plan: Plan) -> None:
    final = city().after(*(c for s in linear(plan.steps) for c in s.changes))
    core = final.devices[DeviceId("sote", "core")]
    assert 10 not in core.vlans and core.vlans[2].name == "POTILAAT"
    assert core.interfaces["Vlan2"].acl_in == "GUARD" and "Vlan10" not in core.interfaces
    assert core.interfaces["Eth1"].switchport.trunk_vlans == {2, 20}  # type: ignore[union-attr]  # it is a switch port


def test_the_old_exit_goes_after_what_replaces_it_and_then_the_contract(plan: Plan) -> None:
    above = ancestors(plan.steps)
    assert "open.web:sote-keha" in above["sote.retire.edge.Eth8"]
    assert "open.web:kasko-keha" not in above["sote.retire.edge.Eth8"]
    assert "sote.retire.edge.Eth8" in above["sote.notice.line"]
    assert not step(plan, "sote.notice.line").reversible


def test_a_pin_makes_the_heavier_one_move() -> None:
    moved = create(city(), inventory(), target(pins=(PIN,)), made=MADE, bound_to=BOUND).moves
    assert ("kasko", "10.1.1.0/24") in [(m.department, str(m.old)) for m in moved]
    assert ("sote", "10.1.1.0/24") not in [(m.department, str(m.old)) for m in moved]


def test_an_answer_overrides_the_least_renumbering(plan: Plan) -> None:
    question = next(d for d in plan.decisions if d.id == "address 10.1.1.0/24")
    assert question.default == "keep:kasko" and question.options[1].price - question.options[0].price == 100 - 40
    moved = create(city(), inventory(), target(), {"address 10.1.1.0/24": "keep:sote"}, made=MADE, bound_to=BOUND).moves
    assert ("kasko", "10.1.1.0/24") in [(m.department, str(m.old)) for m in moved]


def test_windows_hold_every_step_in_order(plan: Plan) -> None:
    assert plan.unplaced == ()
    wave = {id: w.number for w in plan.waves for id in w.steps}
    assert wave.keys() == {s.id for s in plan.steps}
    assert all(wave[before] <= wave[s.id] for s in plan.steps for before in s.after)
    assert wave["sote.move.10.1.1.0-24"] < wave["sote.drop.10.1.1.0-24"]
    assert all(w.start and w.start.weekday() == 1 and w.start.hour == 17 for w in plan.waves)


def test_a_demand_of_a_department_that_is_not_joined_is_no_plan() -> None:
    stray = Demand("stray", True, Place(("nobody",)), Place(("keha",)))
    with pytest.raises(NoPlan, match="stray"):
        create(city(), inventory(), target(demands=(stray,)), made=MADE, bound_to=BOUND)


def test_commands_are_asked_for_step_by_step_in_an_order_that_works() -> None:
    network = city()

    def write(changes: Iterable[Change]) -> tuple[DeviceWork, ...]:
        nonlocal network
        network = network.after(*changes)  # raises when a step comes before what it rests on
        devices = dict.fromkeys(c.device for c in changes if c.device is not None)
        return tuple(DeviceWork(d, (f"do {d}",), (f"undo {d}",), proven=True) for d in devices)

    made = create(city(), inventory(), target(), made=MADE, bound_to=BOUND, write=write)
    assert {str(w.device) for w in step(made, "sote.connect").work} == {"sote/edge", "keha/core"}
    assert network == city().after(*(c for s in linear(made.steps) for c in s.changes))


def test_a_border_that_cannot_filter_leaves_the_wall_to_the_hub() -> None:
    def can_write(device: Device, change: Change) -> bool:
        return device.id.department != "sote" or not isinstance(change.fact, Acl | Service)

    made = create(city(), inventory(), target(), made=MADE, bound_to=BOUND, can_write=can_write)
    walls = {c.device for s in made.steps for c in s.changes if isinstance(c.fact, Acl) and c.fact.name.startswith("NP-SOTE")}
    assert walls == {DeviceId("keha", "core")}
    assert any("does not filter packets" in words for words in step(made, "sote.connect").by_hand)
    assert any("ntp" in words for words in step(made, "sote.prepare.core").by_hand)


def test_the_city_learns_a_prefix_only_after_the_hub_has_left_it() -> None:
    crowded = Network(
        {**city().devices, DeviceId("keha", "dc"): device("keha/dc", port("Eth1", "172.16.0.2/30"), port("Vlan9", "10.1.1.1/24"))}
    )
    demands = (Demand("in", True, Place(("kasko",)), Place(("keha",), net("172.16.0.0/30"))),)
    made = create(crowded, inventory(), target(demands=demands, retirements=(), pins=(PIN,)), made=MADE, bound_to=BOUND)
    assert {m.department for m in made.moves if str(m.old) == "10.1.1.0/24"} == {"keha", "kasko"}
    assert "keha.drop.10.1.1.0-24" in ancestors(made.steps)["sote.announce"]


def test_a_department_that_waits_is_left_out_and_the_others_are_not() -> None:
    made = create(city(), inventory(), target(), {"join kasko": "wait"}, made=MADE, bound_to=BOUND)
    assert {s.department for s in made.steps} == {"sote", "keha"}
    assert [f.name for f in made.flows] == ["web"] and made.moves == ()


def test_a_lifted_pin_does_not_hold() -> None:
    made = create(city(), inventory(), target(pins=(PIN,)), {"pin sote 10.1.1.0/24": "lift"}, made=MADE, bound_to=BOUND)
    assert {m.department for m in made.moves} == {"sote"}


def test_nobody_keeps_a_block_as_a_whole_when_it_is_so_decided() -> None:
    wide = device("kasko/r1", port("Vlan10", "10.1.0.1/16"), port("Eth7", enabled=False), hosts=hosts("10.1.77.0/24", 200))
    network = Network({**{id: d for id, d in city().devices.items() if id.department != "kasko"}, wide.id: wide})
    chosen = {"address 10.1.0.0/16": "one by one"}
    assert "kasko" not in {m.department for m in create(network, inventory(), target(), made=MADE, bound_to=BOUND).moves}
    assert {m.department for m in create(network, inventory(), target(), chosen, made=MADE, bound_to=BOUND).moves} == {"kasko"}
