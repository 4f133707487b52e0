"""What the plan costs and saves, month by month, against doing nothing; every figure with its source."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.plan import CostItem, Plan
from reports.charts.curve import curve
from reports.charts.svg import BAD, GOOD, QUIET
from reports.consolidation.subject import Subject
from reports.consolidation.waves import months_before
from reports.document import Block, Section, plural, table
from reports.html import shown
from reports.tables import Value

HORIZON = 60
"""Months that are looked at: five years."""
AFTER = 12
"""Months shown after the last thing happens."""
CASES = ("low", "likely", "high")


@dataclass(frozen=True)
class Month:
    """Work and savings of one month (likely), and the sum since the beginning for each of `CASES`: positive is spent."""

    name: str
    work: float
    saved: float
    net: tuple[float, float, float]


def months(costs: Sequence[CostItem]) -> list[Month]:
    """The plan's own costs against doing nothing. Contracts that run anyway are in neither.

    >>> costs = [CostItem("work", "hr", 1000, 2000, 3000, "", "2027-01", "work"),
    ...          CostItem("line", "hr", -12000, -12000, -12000, "", "2027-02", "saving")]
    >>> [(m.name, m.work, m.saved, m.net[1]) for m in months(costs)][:4]
    [('2027-01', 2000, 0, 2000.0), ('2027-02', 0, 0, 2000.0), ('2027-03', 0, 1000.0, 1000.0), ('2027-04', 0, 1000.0, 0.0)]
    """
    dated = sorted({item.month for item in costs if item.month and item.kind != "contract"})
    if not dated:
        return []
    first, last = _number(dated[0]), _number(dated[-1])
    found: list[Month] = []
    running = [0.0, 0.0, 0.0]
    for number in range(first, min(last + AFTER, first + HORIZON) + 1):
        name = f"{number // 12}-{number % 12 + 1:02}"
        here = [item for item in costs if item.month == name and item.kind not in ("saving", "contract")]
        # A contract ends within its month, so the first month without it is the next one.
        saved = sum(-i.likely / 12 for i in costs if i.kind == "saving" and i.month and _number(i.month) < number)
        for at, case in enumerate(CASES):
            running[at] += sum(getattr(item, case) for item in here) - saved
        found.append(Month(name, sum(item.likely for item in here), saved, (running[0], running[1], running[2])))
    return found


def money(subject: Subject, plan: Plan) -> Section:
    """In words, the curve, the months, the items, and contracts with the day by which notice must be given."""
    line = months(plan.costs)
    unit = subject.currency
    series = [
        (case, fill, kind, [month.net[at] for month in line])
        for at, (case, fill, kind) in enumerate(zip(CASES, (GOOD, QUIET, BAD), ("dash", "strong", "dash"), strict=True))
    ]
    chart = curve("Spent since the beginning, less what ended contracts save; below zero the plan has paid for itself",
                  [month.name for month in line], series, unit) if len(line) > 1 else None  # fmt: skip
    sums: list[tuple[Value, ...]] = [
        _sum_row(name, [item for item in plan.costs if item.kind in of])
        for name, of in (
            ("Work that the plan causes", ("work", "")),
            ("Contracts until they can end (paid without the plan, too)", ("contract",)),
            ("Saved each year once these contracts have ended", ("saving",)),
        )
    ]
    by_month: list[tuple[Value, ...]] = [
        (m.name, round(m.work), round(m.saved), round(m.work - m.saved), *(round(amount) for amount in m.net)) for m in line
    ]
    items = [
        (i.what, subject.called(i.department), i.month, round(i.low), round(i.likely), round(i.high), i.source) for i in plan.costs
    ]
    headers = [
        "Month",
        "Work",
        "Saved",
        "Net",
        "Low, since the beginning",
        "Likely, since the beginning",
        "High, since the beginning",
    ]
    return Section(
        "money",
        "Money",
        (
            Block(
                words=spoken(subject, plan, line),
                chart=chart,
                table=table("sums", ["What", "Low", "Likely", "High", "Items"], sums),
            ),
            Block("Month by month", (f"Amounts in {unit}.",), table=table("months", headers, by_month), folded=len(by_month) > 12),
            Block(
                "Cost items",
                table=table("costs", ["What", "Department", "Month", "Low", "Likely", "High", "Source"], items),
                folded=len(items) > 12,
            ),
            _contracts(subject),
        ),
    )


def spoken(subject: Subject, plan: Plan, line: Sequence[Month]) -> tuple[str, ...]:
    """The money in three sentences."""
    unit = subject.currency
    work = [item for item in plan.costs if item.kind in ("work", "")]
    low, likely, high = (round(sum(getattr(item, case) for item in work)) for case in CASES)
    saved = round(-sum(item.likely for item in plan.costs if item.kind == "saving"))
    yearly = round(sum(12 * contract.per_month for contract in subject.inventory.contracts.values()))
    words = [
        f"Doing nothing: {plural(len(subject.inventory.contracts), 'contract')} for {shown(yearly)} {unit} a year go on.",
        f"The plan: work of about {shown(likely)} {unit} (between {shown(low)} and {shown(high)}).",
    ]
    back = next((month.name for month in line if month.net[1] < 0), "")
    if not saved:
        words[1] += " It ends no contract, so it saves nothing that the inventory knows of."
    elif back:
        words[1] += f" It ends contracts of {shown(saved)} {unit} a year and has paid for itself by {back}."
    else:
        words[1] += f" It ends contracts of {shown(saved)} {unit} a year, which does not pay for the work in the months shown."
    words.append("Every figure has a source or is called an assumption. Change them under costs and contracts in the inventory.")
    return tuple(words)


def _contracts(subject: Subject) -> Block:
    rows = [
        (
            c.id,
            subject.called(c.department),
            c.supplier,
            c.kind,
            round(12 * c.per_month),
            c.ends,
            months_before(c.ends, c.notice_months) if c.ends else None,
            f"{plural(c.renews_months, 'month')}" if c.renews_months else "no",
            c.exit_fee,
        )
        for c in sorted(subject.inventory.contracts.values(), key=lambda c: (c.ends is None, c.ends, c.id))
    ]
    headers = [
        "Contract",
        "Department",
        "Supplier",
        "Kind",
        f"{subject.currency} a year",
        "Ends",
        "Last day for notice",
        "Renews for",
        "Exit fee",
    ]
    return Block("Contracts", table=table("contracts", headers, rows))


def _sum_row(what: str, items: Sequence[CostItem]) -> tuple[Value, ...]:
    return (what, *(round(sum(getattr(item, case) for item in items)) for case in CASES), len(items))


def _number(month: str) -> int:
    year, _, within = month.partition("-")
    return int(year) * 12 + int(within) - 1
