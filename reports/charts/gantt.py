"""Waves over time: one row a department, windows taken, freezes shaded, notice dates marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reports.charts.svg import WIDTH, Chart, drawing, fitted, legend, line, rect, text, width_of

LEFT, ROW = 210.0, 34.0
FREEZE, NOTICE = "#8a949e", "#bd2f6d"


@dataclass(frozen=True, slots=True)
class Bar:
    """Something that takes time on one row. A bar of `kind` "freeze" is shaded over the row, "mark" is a thin line."""

    row: str
    label: str
    first: date
    last: date
    kind: str = "work"
    short: str = ""
    """What stands on or under the bar; the label is its tool tip."""


def gantt(title: str, rows: Mapping[str, tuple[str, str]], items: Sequence[Bar]) -> Chart:
    """Bars on a common time axis. `rows` are id → (name, colour); those without bars stay, so that nobody looks forgotten."""
    items = [item for item in items if item.row in rows]
    if not items:
        return drawing(title, "Nothing is planned.", WIDTH, 40, [text(8, 24, "Nothing is planned.")])
    start = min(item.first for item in items) - timedelta(days=2)
    end = max(item.last for item in items) + timedelta(days=2)
    scale = (WIDTH - LEFT - 14) / max((end - start).days, 1)

    def x(day: date) -> float:
        return LEFT + (day - start).days * scale

    kinds = {item.kind for item in items}
    words = [
        ("window with work, by number of its wave", "none", "ink"),
        ("freeze", FREEZE, "freeze"),
        ("last day to give notice", NOTICE, ""),
    ]
    shown = [entry for entry, kind in zip(words, ("work", "freeze", "mark"), strict=True) if kind in kinds]
    parts, top = legend(shown, LEFT)
    top += 22
    bottom = top + len(rows) * ROW
    parts += _axis(start, end, x(start), scale, top, bottom)
    for at, (name, _) in enumerate(rows.values()):
        y = top + at * ROW
        parts += [text(LEFT - 8, y + 18, fitted(name, LEFT - 12), anchor="end"), line(LEFT, y + ROW, WIDTH - 14, y + ROW)]
    free = dict.fromkeys(rows, 0.0)
    places = {row: at for at, row in enumerate(rows)}
    for item in sorted(items, key=lambda i: (i.kind != "freeze", i.first)):
        y, begin = top + places[item.row] * ROW, x(item.first)
        width = (item.last - item.first + timedelta(days=1)).days * scale
        tip = f"{rows[item.row][0]}: {item.label}, {item.first}" + (f" to {item.last}" if item.last > item.first else "")
        if item.kind == "freeze":
            parts.append(rect(begin, y + 1, width, ROW - 2, FREEZE, tip, kind="freeze"))
        elif item.kind == "mark":
            parts.append(rect(begin, y + 2, 3, ROW - 4, NOTICE, tip))
        else:
            parts.append(rect(begin, y + 5, max(width, 5), 14, rows[item.row][1], tip, kind="tile"))
            middle, half = begin + max(width, 5) / 2, width_of(item.short, 10) / 2
            if item.short and middle - half > free[item.row]:
                parts.append(text(middle, y + 30, item.short, anchor="middle", kind="muted", size=10))
                free[item.row] = middle + half + 3
    first = min((i for i in items if i.kind == "work"), key=lambda i: i.first, default=items[0])
    described = f"From {start} to {end}; the first work is {rows[first.row][0]}, {first.label}, on {first.first}."
    return drawing(title, described, WIDTH, bottom + 8, parts)


def _axis(start: date, end: date, left: float, scale: float, top: float, bottom: float) -> list[str]:
    """A line for each month, with the months named as far apart as their names need; a short plan has days."""
    parts = []
    free = 0.0
    ticks = _months(start, end)
    if len(ticks) < 2:
        ticks = [(start + timedelta(days=n), (start + timedelta(days=n)).isoformat()) for n in range(0, (end - start).days + 1, 7)]
    for day, spoken in ticks:
        x = left + (day - start).days * scale
        parts.append(line(x, top - 6, x, bottom))
        if x >= free and x + width_of(spoken, 11) < WIDTH:
            parts.append(text(x + 2, top - 9, spoken, kind="muted", size=11))
            free = x + width_of(spoken, 11) + 8
    return parts


def _months(start: date, end: date) -> list[tuple[date, str]]:
    """The first days of the months in the range.

    >>> [name for _, name in _months(date(2026, 12, 20), date(2027, 2, 3))]
    ['2027-01', '2027-02']
    """
    found: list[tuple[date, str]] = []
    day = (start.replace(day=1) + timedelta(days=32)).replace(day=1) if start.day > 1 else start
    while day <= end:
        found.append((day, day.strftime("%Y-%m")))
        day = (day + timedelta(days=32)).replace(day=1)
    return found
