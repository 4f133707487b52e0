"""Money over months: lines on an axis of round figures that always has zero on it."""

import math
from collections.abc import Sequence
from itertools import pairwise

from reports.charts.svg import WIDTH, Chart, drawing, line, path, text, thin, width_of

LEFT, TOP, HEIGHT = 90.0, 30.0, 260.0


def curve(title: str, months: Sequence[str], series: Sequence[tuple[str, str, str, Sequence[float]]], unit: str) -> Chart:
    """One line a series (name, colour, CSS class, values a month), named at its end. Amounts in thousands of `unit`."""
    values = [value / 1000 for _, _, _, line_values in series for value in line_values]
    low, high, step = _axis(min([0.0, *values]), max([0.0, *values]))
    right = WIDTH - 14 - max((width_of(name) for name, _, _, _ in series), default=0)
    across = (right - LEFT) / max(len(months) - 1, 1)

    def y(amount: float) -> float:
        return TOP + HEIGHT - HEIGHT * (amount - low) / (high - low)

    parts = [text(LEFT - 8, TOP - 14, f"1000 {unit}", anchor="end", kind="muted")]
    for tick in range(round((high - low) / step) + 1):
        amount = low + tick * step
        rule = "zero" if abs(amount) < step / 2 else "grid"
        label = f"{amount:g}" if step < 1 else thin(amount)
        parts += [line(LEFT, y(amount), right, y(amount), rule), text(LEFT - 8, y(amount) + 4, label, anchor="end", kind="muted")]
    every = max(1, math.ceil(len(months) * 70 / (right - LEFT)))
    for at in range(0, len(months), every):
        x = LEFT + at * across
        parts += [line(x, TOP + HEIGHT, x, TOP + HEIGHT + 5), text(x, TOP + HEIGHT + 20, months[at], anchor="middle", kind="muted")]
    for name, fill, kind, amounts in series:
        parts.append(path([(LEFT + at * across, y(amount / 1000)) for at, amount in enumerate(amounts)], fill, name, kind=kind))
    ends = sorted(((y(amounts[-1] / 1000), name) for name, _, _, amounts in series if amounts), key=lambda end: end[0])
    parts += [text(right + 6, place + 4, name) for place, name in _apart(ends)]
    said = "; ".join(f"{name} ends at {thin(amounts[-1])} {unit}" for name, _, _, amounts in series if amounts)
    return drawing(title, said or "No months.", WIDTH, TOP + HEIGHT + 28, parts)


def _axis(low: float, high: float) -> tuple[float, float, float]:
    """Round ends and the step between ticks (1, 2 or 5 times a power of ten), four to eight ticks.

    >>> _axis(0, 7.3), _axis(-12, 30), _axis(0, 0)
    ((0.0, 8.0, 2.0), (-20.0, 30.0, 10.0), (0.0, 1.0, 0.2))
    """
    high = high if high > low else low + 1
    rough = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step


def _apart(ends: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """Labels moved down until none covers another.

    >>> _apart([(10.0, "a"), (12.0, "b"), (60.0, "c")])
    [(10.0, 'a'), (26.0, 'b'), (60.0, 'c')]
    """
    placed = list(ends)
    for at, _ in enumerate(pairwise(ends), 1):
        placed[at] = (max(placed[at][0], placed[at - 1][0] + 16), placed[at][1])
    return placed
