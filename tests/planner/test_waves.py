"""Windows, freezes, limits and soak: what a schedule must keep, and what it says when it cannot."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from models.change import Change
from models.device import DeviceId
from models.errors import InventoryError
from models.interfaces import Vlan
from models.inventory import Contract, Department, Freeze, Inventory, Window
from models.plan import Step
from netplan.planner.cost import last_month
from netplan.planner.waves import schedule

NOW = datetime(2027, 1, 4, 6, 0, tzinfo=UTC)
WEEKLY = Window("mon", (), "FREQ=WEEKLY;BYDAY=MO", time(22), timedelta(hours=2))
CITY = Inventory("i", "0", departments={d: Department(d, lead_days=0) for d in ("a", "b")}, windows=(WEEKLY,))


def step(
    id: str, *after: str, department: str = "a", minutes: int = 60, hosts: int = 0, devices: tuple[str, ...] = ("s1",)
) -> Step:
    changes = tuple(Change(DeviceId(department, name), None, Vlan(7)) for name in devices)
    return Step(id, id, "test", department, changes, after, minutes=minutes, hosts_hit=hosts)


def waves(steps: list[Step], inventory: Inventory = CITY) -> dict[str, int]:
    return {id: w.number for w in schedule(steps, inventory, NOW, {"a": 1, "b": 9}).waves for id in w.steps}


def test_a_window_takes_as_much_of_one_department_as_fits() -> None:
    assert waves([step("x"), step("y"), step("z")]) == {"x": 1, "y": 1, "z": 2}


def test_what_touches_hosts_soaks_before_the_next() -> None:
    assert waves([step("x", hosts=5, minutes=10), step("y", "x", minutes=10)]) == {"x": 1, "y": 2}
    assert waves([step("x", minutes=10), step("y", "x", minutes=10)]) == {"x": 1, "y": 1}


def test_the_smallest_department_goes_first_and_the_others_wait_a_day() -> None:
    assert waves([step("big", department="b"), step("small")]) == {"small": 1, "big": 2}


def test_no_work_in_a_freeze() -> None:
    frozen = replace(CITY, freezes=(Freeze(date(2027, 1, 1), date(2027, 1, 31)),))
    (wave,) = schedule([step("x")], frozen, NOW, {"a": 1}).waves
    assert wave.start is not None and wave.start.date() == date(2027, 2, 1)


def test_lead_days_count_from_now() -> None:
    slow = replace(CITY, departments={"a": Department("a", lead_days=30)})
    (wave,) = schedule([step("x")], slow, NOW, {"a": 1}).waves
    assert wave.start is not None and wave.start.date() >= date(2027, 2, 3)


def test_a_limit_of_devices_holds_and_what_is_larger_says_why() -> None:
    limited = replace(CITY, windows=(replace(WEEKLY, max_devices=1),))
    assert waves([step("x", minutes=10), step("y", minutes=10, devices=("s2",))], limited) == {"x": 1, "y": 2}
    (reason,) = schedule([step("x", devices=("s1", "s2"))], limited, NOW, {"a": 1}).unplaced
    assert "2 devices" in reason


def test_what_fits_no_window_says_so_and_so_does_what_waits_for_it() -> None:
    plan = schedule([step("long", minutes=500), step("next", "long")], CITY, NOW, {"a": 1})
    assert plan.waves == () and plan.bound is None
    assert "500 minutes" in plan.unplaced[0] and "waits for long" in plan.unplaced[1]
    none = schedule([step("x")], replace(CITY, windows=()), NOW, {"a": 1})
    assert "no window" in none.unplaced[0]


def test_the_bound_is_never_after_the_end() -> None:
    steps = [step(f"s{i}", *([f"s{i - 3}"] if i > 2 else []), hosts=i % 2) for i in range(12)]
    plan = schedule(steps, CITY, NOW, {"a": 1})
    assert plan.bound is not None and plan.end is not None and plan.bound <= plan.end


def test_a_rule_that_is_none_is_an_inventory_error() -> None:
    with pytest.raises(InventoryError, match="window mon"):
        schedule([step("x")], replace(CITY, windows=(replace(WEEKLY, rrule="FREQ=SOMETIMES"),)), NOW, {"a": 1})


def test_a_contract_without_an_end_stops_after_its_notice() -> None:
    assert last_month(Contract("c", "a", notice_months=2), date(2027, 1, 31)) == date(2027, 3, 31)
    assert last_month(Contract("c", "a", ends=date(2027, 6, 30), notice_months=3, renews_months=0), date(2027, 5, 1)) == date(
        2027, 6, 30
    )
    assert last_month(Contract("c", "a", ends=date(2027, 12, 31), notice_months=3), date(2027, 9, 30)) == date(2027, 12, 31)
