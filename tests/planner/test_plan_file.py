"""A plan file says exactly what the plan says, and refuses to be used when anything has changed."""

import json
from pathlib import Path

import pytest

from models.errors import PlanError, StalePlan
from models.plan import Plan
from netplan.planner.create import create
from netplan.planner.plan_file import bound_to, check_fresh, from_text, load, to_text
from tests.planner.city import BOUND, MADE, city, inventory, target


@pytest.fixture(scope="module")
def plan() -> Plan:
    return create(city(), inventory(), target(), made=MADE, bound_to=BOUND)


def test_it_comes_back_the_same(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "city.plan.json"
    path.write_text(to_text(plan), encoding="utf-8")
    assert load(path) == plan


def test_the_same_input_gives_the_same_file(plan: Plan) -> None:
    assert to_text(create(city(), inventory(), target(), made=MADE, bound_to=BOUND)) == to_text(plan)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda t: t[: len(t) // 2], r"f:\d+:\d+: this is not JSON"),
        (lambda t: "{}", "not a plan file"),
        (lambda t: t.replace('"format_version": "1.0"', '"format_version": "9.0"'), "its format is 9.0"),
        (lambda t: t.replace('"minutes": 60', '"minutes": "long"', 1), "minutes: a whole number is expected"),
        (lambda t: t.replace("drops everything", "lets all pass", 1), "sha256 does not match"),
    ],
)
def test_a_damaged_file_is_refused_with_the_place(plan: Plan, damage, says: str) -> None:  # type: ignore[no-untyped-def]  # text to text
    with pytest.raises(PlanError, match=says):
        from_text(damage(to_text(plan)), "f")


def test_a_plan_is_stale_when_anything_it_rests_on_changes() -> None:
    fresh = bound_to("s", "i", target(), {"a": "b"})
    plan = Plan("x", MADE, fresh, (), (), (), (), (), (), (), ())
    check_fresh(plan, bound_to("s", "i", target(), {"a": "b"}), "f")
    changed = {
        "snapshot": bound_to("t", "i", target(), {"a": "b"}),
        "inventory": bound_to("s", "j", target(), {"a": "b"}),
        "target": bound_to("s", "i", target(mtu=9000), {"a": "b"}),
        "decisions": bound_to("s", "i", target(), {"a": "c"}),
    }
    for part, now in changed.items():
        with pytest.raises(StalePlan, match=part):
            check_fresh(plan, now, "f")


def test_the_file_is_plain_json(plan: Plan) -> None:
    assert json.loads(to_text(plan))["plan"]["name"] == "small"
