"""What the plan costs: contracts until they can end, work, and what nobody has stated and is therefore assumed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from models.inventory import Contract, Inventory
from models.plan import CostItem, Step

ENGINEER_HOUR = 85.0
"""Assumption where the inventory's costs have no `engineer_hour_eur`."""
SPREAD = (0.8, 1.5)
"""Work takes from 0.8 to 1.5 times the estimate: an assumption, too."""


def costs(steps: Sequence[Step], starts: Mapping[str, datetime], inventory: Inventory, made: datetime) -> tuple[CostItem, ...]:
    """Labour by department and month, and every contract to the month in which it can end."""
    return (*_labour(steps, starts, inventory), *_contracts(steps, starts, inventory, made))


def last_month(contract: Contract, free: date) -> date | None:
    """The day on which a contract ends when notice is given as soon as it is not needed; None = it never does.

    A contract that runs past its end is renewed for `renews_months` at a time, and notice is `notice_months` before an end.

    >>> last_month(Contract("c", "hr", ends=date(2027, 6, 30), notice_months=3, renews_months=12), date(2027, 4, 15))
    datetime.date(2028, 6, 30)
    """
    if contract.ends is None:
        return _later(free, contract.notice_months)
    end = contract.ends
    while _later(free, contract.notice_months) > end:
        if contract.renews_months <= 0:
            return end
        end = _later(end, contract.renews_months)
    return end


def _later(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    length = (following - date(year, month + 1, 1)).days
    return date(year, month + 1, min(day.day, length))


def _labour(steps: Sequence[Step], starts: Mapping[str, datetime], inventory: Inventory) -> list[CostItem]:
    stated = inventory.costs.get("engineer_hour_eur")
    rate = float(stated) if isinstance(stated, (int, float)) else ENGINEER_HOUR
    source = f"{inventory.path}: engineer_hour_eur" if isinstance(stated, (int, float)) else "assumption"
    minutes: dict[tuple[str, str, str], int] = {}
    for step in steps:
        month = f"{starts[step.id]:%Y-%m}" if step.id in starts else ""
        key = (step.department, step.skill, month)
        minutes[key] = minutes.get(key, 0) + step.minutes
    items = []
    for (department, skill, month), total in sorted(minutes.items()):
        likely = round(total / 60 * rate, 2)
        what = f"{skill} work, {total / 60:.1f} hours at {rate:g}"
        items.append(
            CostItem(what, department, round(likely * SPREAD[0], 2), likely, round(likely * SPREAD[1], 2), source, month, "work")
        )
    return items


def _contracts(steps: Sequence[Step], starts: Mapping[str, datetime], inventory: Inventory, made: datetime) -> list[CostItem]:
    items = []
    for contract in inventory.contracts.values():
        notice = f"{contract.department}.notice.{contract.id}"
        step = next((s for s in steps if s.id.endswith(f".notice.{contract.id}")), None)
        if step is None or step.id not in starts:
            continue
        free = starts[step.id].date()
        end = last_month(contract, free) or free
        months = max(0, (end.year - made.year) * 12 + end.month - made.month + 1)
        amount = round(months * contract.per_month, 2)
        where = str(contract.source) if contract.source.file else inventory.path
        what = f"{contract.id} until {end}, notice on {free} ({notice})"
        items.append(CostItem(what, contract.department, amount, amount, amount + contract.exit_fee, where, kind="contract"))
        yearly = -12 * contract.per_month
        items.append(
            CostItem(
                f"{contract.id} saved, a year from {end}",
                contract.department,
                yearly,
                yearly,
                yearly,
                where,
                f"{end:%Y-%m}",
                "saving",
            )
        )
    return items
