"""Stacked horizontal bars."""

from collections.abc import Sequence

from reports.charts.svg import WIDTH, Chart, drawing, fitted, legend, rect, text, thin, width_of

LEFT = 210.0
ROW = 26.0


def bars(title: str, rows: Sequence[tuple[str, Sequence[float]]], series: Sequence[tuple[str, str]]) -> Chart:
    """One bar a row, one piece a series (name, colour); a piece says its number where it fits, the sum stands at the end."""
    parts, top = legend([(name, fill, "") for name, fill in series], LEFT)
    sums = [sum(values) for _, values in rows]
    largest = max(sums, default=0) or 1
    scale = (WIDTH - LEFT - 14 - max((width_of(thin(total)) for total in sums), default=0)) / largest
    for at, (name, values) in enumerate(rows):
        y = top + at * ROW
        parts.append(text(LEFT - 8, y + 17, fitted(name, LEFT - 12), anchor="end"))
        x = LEFT
        for (what, fill), value in zip(series, values, strict=True):
            if not value:
                continue
            wide = value * scale
            parts.append(rect(x, y + 4, wide, ROW - 8, fill, f"{name}: {what} {thin(value)}", kind="tile"))
            if wide > width_of(thin(value), 11) + 6:
                parts.append(text(x + wide / 2, y + 17, thin(value), anchor="middle", kind="inside", size=11))
            x += wide
        parts.append(text(x + 6, y + 17, thin(sums[at]), kind="muted"))
    description = "; ".join(f"{name} {thin(total)}" for (name, _), total in zip(rows, sums, strict=True))
    return drawing(title, description or "No rows.", WIDTH, top + len(rows) * ROW + 4, parts)
