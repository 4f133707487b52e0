"""A square of pairs: the darker, the more. The number stands in each cell, so colour is not needed to read it."""

from collections.abc import Mapping, Sequence

from reports.charts.svg import Chart, drawing, fitted, rect, text, thin, width_of

LEFT, SIZE = 210.0, 46.0
LEVELS = 4
"""Shades; the style sheet has one class for each, with words that keep their contrast in light and dark."""


def heat(title: str, names: Sequence[str], counts: Mapping[tuple[int, int], int]) -> Chart:
    """`counts` by the places of two names, the smaller first; a name with itself is what clashes inside it."""
    labels = [fitted(name, LEFT - 16) for name in names]
    top = 24 + max((width_of(label) for label in labels), default=0) * 0.72
    largest = max(counts.values(), default=0) or 1
    parts: list[str] = []
    for at, name in enumerate(labels):
        parts.append(text(LEFT - 8, top + at * SIZE + SIZE / 2 + 4, name, anchor="end"))
        x = LEFT + at * SIZE + SIZE / 2
        parts.append(f'<g transform="translate({x:.1f},{top - 8:.1f}) rotate(-45)">{text(0, 0, name)}</g>')
        for other in range(len(names)):
            count = counts.get((min(at, other), max(at, other)), 0)
            level = -(-count * LEVELS // largest)
            x, y = LEFT + other * SIZE, top + at * SIZE
            kind = "self" if at == other and not count else f"heat{level}"
            parts.append(rect(x + 1, y + 1, SIZE - 2, SIZE - 2, "none", f"{names[at]} and {names[other]}: {count}", kind=kind))
            if count:
                parts.append(text(x + SIZE / 2, y + SIZE / 2 + 4, thin(count), anchor="middle", kind=f"on{level}"))
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:10]
    pairs = "; ".join(f"{names[a]} and {names[b]} {count}" for (a, b), count in most)
    width = LEFT + len(names) * SIZE + max((width_of(label) for label in labels), default=0) * 0.72
    return drawing(title, f"The most: {pairs}" if pairs else "No pair has any.", width, top + len(names) * SIZE + 8, parts)
