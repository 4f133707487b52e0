"""Stacked horizontal bars, a heat map, and a curve over months."""

from collections.abc import Mapping, Sequence

from reports.charts.svg import Chart, colour, drawing, line, path, rect, text

WIDTH = 860.0


def bars(title: str, rows: Sequence[tuple[str, Sequence[float]]], series: Sequence[str], unit: str = "") -> Chart:
    """One bar a row, one piece a series; the sum stands at the end."""
    left, top, height = 170.0, 26.0, 24.0
    largest = max((sum(values) for _, values in rows), default=0) or 1
    scale = (WIDTH - left - 90) / largest
    parts = _legend(series, left)
    for at, (name, values) in enumerate(rows):
        y = top + at * height
        parts.append(text(left - 8, y + 15, _fitting(name), anchor="end"))
        x = left
        for which, value in enumerate(values):
            parts.append(rect(x, y + 3, value * scale, height - 8, colour(which), f"{name}: {series[which]} {_short(value)}{unit}"))
            x += value * scale
        parts.append(text(x + 6, y + 15, f"{_short(sum(values))}{unit}", kind="muted"))
    description = "; ".join(f"{name} {_short(sum(values))}{unit}" for name, values in rows)
    return drawing(title, description, WIDTH, top + len(rows) * height + 6, parts)


def heat(title: str, names: Sequence[str], counts: Mapping[tuple[str, str], int]) -> Chart:
    """A square of pairs: the darker, the more. The number stands in each cell, so colour is not needed to read it."""
    left, top, size = 120.0, 96.0, 46.0
    largest = max(counts.values(), default=0) or 1
    parts: list[str] = []
    for at, name in enumerate(names):
        parts.append(text(left - 8, top + at * size + size / 2 + 4, name, anchor="end"))
        x = left + at * size + size / 2
        parts.append(f'<g transform="translate({x:.1f},{top - 8:.1f}) rotate(-45)">{text(0, 0, name)}</g>')
        for other_at, other in enumerate(names):
            count = counts.get((name, other), 0) + (counts.get((other, name), 0) if name != other else 0)
            shade = 0.12 + 0.88 * count / largest if count else 0.0
            x, y = left + other_at * size, top + at * size
            fill = "#c4501b" if count else "none"
            cell_box = rect(x + 1, y + 1, size - 2, size - 2, fill, f"{name} and {other}: {count}", kind="cell")
            parts.append(cell_box.replace("<rect ", f'<rect fill-opacity="{shade:.2f}" ', 1))
            if count:
                parts.append(
                    text(x + size / 2, y + size / 2 + 4, str(count), anchor="middle", kind="inside" if shade > 0.6 else "")
                )
    pairs = "; ".join(f"{a} and {b} {n}" for (a, b), n in sorted(counts.items(), key=lambda item: -item[1])[:10])
    return drawing(
        title,
        f"The most: {pairs}" if pairs else "No pair has any.",
        left + len(names) * size + 30,
        top + len(names) * size + 8,
        parts,
    )


def curve(title: str, months: Sequence[str], series: Mapping[str, Sequence[float]], unit: str) -> Chart:
    """One line a series over months, from zero."""
    left, top, height = 80.0, 30.0, 220.0
    largest = max((max(values, default=0) for values in series.values()), default=0) or 1
    step = (WIDTH - left - 20) / max(len(months) - 1, 1)
    parts = _legend(list(series), left)
    for quarter in range(5):
        y = top + height - height * quarter / 4
        parts += [line(left, y, WIDTH - 20, y), text(left - 8, y + 4, _short(largest * quarter / 4), anchor="end", kind="muted")]
    for at in range(0, len(months), max(1, len(months) // 8)):
        parts.append(text(left + at * step, top + height + 18, months[at], anchor="middle", kind="muted"))
    for which, (name, values) in enumerate(series.items()):
        points = [(left + at * step, top + height - height * value / largest) for at, value in enumerate(values)]
        parts.append(path(points, colour(which), name))
    ends = "; ".join(f"{name} ends at {_short(values[-1])} {unit}" for name, values in series.items() if values)
    return drawing(title, ends, WIDTH, top + height + 30, parts)


def _legend(series: Sequence[str], left: float) -> list[str]:
    parts: list[str] = []
    x = left
    for which, name in enumerate(series):
        parts += [rect(x, 6, 11, 11, colour(which)), text(x + 16, 16, name)]
        x += 34 + 7 * len(name)
    return parts


def _fitting(name: str) -> str:
    """A name that is too long for the margin ends with an ellipsis; the bar's tool tip and the table have it whole."""
    return name if len(name) <= 24 else f"{name[:23]}…"


def _short(value: float) -> str:
    """A number without decimals, thousands apart by a space.

    >>> _short(1234567), _short(3.0)
    ('1 234 567', '3')
    """
    return f"{value:,.0f}".replace(",", " ")
