"""Waves over time: one row a department, windows taken, freezes shaded, notice dates marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reports.charts.svg import Chart, colour, drawing, line, rect, text

WIDTH = 860.0


@dataclass(frozen=True, slots=True)
class Bar:
    """Something that takes time on one row. A bar of `kind` "freeze" is shaded over the row, "mark" is a thin line."""

    row: str
    label: str
    first: date
    last: date
    kind: str = "work"


def gantt(title: str, rows: Sequence[str], items: Sequence[Bar]) -> Chart:
    """Bars on a common time axis. Rows without bars stay, so that nobody looks forgotten."""
    left, top, height = 150.0, 30.0, 30.0
    if not items:
        return drawing(title, "Nothing is planned.", WIDTH, 40, [text(8, 24, "Nothing is planned.")])
    start = min(item.first for item in items) - timedelta(days=2)
    end = max(item.last for item in items) + timedelta(days=2)
    scale = (WIDTH - left - 14) / max((end - start).days, 1)

    def x(day: date) -> float:
        return left + (day - start).days * scale

    parts: list[str] = []
    bottom = top + len(rows) * height
    for month, spoken in _months(start, end):
        parts += [line(x(month), top - 6, x(month), bottom), text(x(month) + 3, top - 10, spoken, kind="muted", size=11)]
    for at, row in enumerate(rows):
        y = top + at * height
        parts += [text(left - 8, y + 19, row, anchor="end"), line(left, y + height, WIDTH - 14, y + height)]
    for item in sorted(items, key=lambda i: i.kind != "freeze"):
        if item.row not in rows:
            continue
        at = rows.index(item.row)
        y, begin = top + at * height, x(item.first)
        width = max(x(item.last + timedelta(days=1)) - begin, 5.0)
        tip = f"{item.row}: {item.label}, {item.first} to {item.last}"
        if item.kind == "freeze":
            parts.append(rect(begin, y + 1, width, height - 2, "#8a949e", tip, kind="freeze"))
        elif item.kind == "mark":
            parts.append(rect(begin, y + 3, 3, height - 6, "#b8386f", tip))
        else:
            parts.append(rect(begin, y + 6, width, height - 12, colour(at), tip))
            if width > 7.0 * len(item.label):
                parts.append(text(begin + 4, y + 19, item.label, kind="inside", size=11))
    first = min(items, key=lambda i: i.first)
    return drawing(title, f"From {start} to {end}; the first is {first.row}, {first.label}.", WIDTH, bottom + 8, parts)


def _months(start: date, end: date) -> list[tuple[date, str]]:
    """The first days of months in the range, thinned to about a dozen."""
    found: list[date] = []
    day = start.replace(day=1)
    while day <= end:
        if day >= start:
            found.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    every = max(1, len(found) // 12)
    return [(day, day.strftime("%Y-%m")) for day in found[::every]]
