"""Address space as nested boxes: area is addresses, colour is the department (squarified, Bruls et al. 2000)."""

from collections.abc import Sequence

from reports.charts.svg import Chart, colour, drawing, rect, text

Box = tuple[float, float, float, float]


def treemap(title: str, groups: Sequence[tuple[str, Sequence[tuple[str, float]]]]) -> Chart:
    """`groups` are departments with their (prefix, size) pairs. Tiny parts keep a visible share."""
    width, height = 860.0, 300.0
    sized = [(name, [(label, size) for label, size in parts if size > 0]) for name, parts in groups]
    sized = [(name, parts) for name, parts in sized if parts]
    totals = [sum(size for _, size in parts) for _, parts in sized]
    drawn: list[str] = []
    for at, ((name, parts), box) in enumerate(zip(sized, squarify(totals, (0, 0, width, height)), strict=True)):
        x, y, w, h = box
        inner = (x + 1, y + 1, w - 2, h - 2)
        for (label, size), (px, py, pw, ph) in zip(parts, squarify([s for _, s in parts], inner), strict=True):
            drawn.append(rect(px, py, pw, ph, colour(at), f"{name}: {label}, {size:,.0f} addresses", kind="tile"))
            if pw > 8.0 * len(label) and ph > 16:
                drawn.append(text(px + 4, py + ph - 6, label, kind="inside", size=11))
        if w > 8.5 * len(name) and h > 20:
            drawn.append(text(x + 6, y + 16, name, kind="inside strong", size=13))
    words = "; ".join(f"{name} {total:,.0f} addresses" for (name, _), total in zip(sized, totals, strict=True))
    return drawing(title, words or "No addresses.", width, height, drawn)


def squarify(sizes: Sequence[float], box: Box) -> list[Box]:
    """Rectangles that fill `box` with areas in proportion to `sizes`, as square as a greedy row layout makes them.

    >>> [tuple(round(n) for n in b) for b in squarify([2, 1, 1], (0, 0, 100, 50))]
    [(0, 0, 50, 50), (50, 0, 50, 25), (50, 25, 50, 25)]
    """
    order = sorted(range(len(sizes)), key=lambda at: -sizes[at])
    total = sum(sizes) or 1.0
    x, y, width, height = box
    areas = [max(sizes[at] / total * max(width, 0) * max(height, 0), 1e-9) for at in order]
    placed: dict[int, Box] = {}
    at = 0
    while at < len(order):
        side = min(width, height) or 1e-9
        row = 1
        while at + row < len(order) and _worst(areas[at : at + row + 1], side) <= _worst(areas[at : at + row], side):
            row += 1
        thick = sum(areas[at : at + row]) / side
        along = 0.0
        for n in range(at, at + row):
            length = areas[n] / max(thick, 1e-9)
            placed[order[n]] = (x, y + along, thick, length) if width >= height else (x + along, y, length, thick)
            along += length
        x, y, width, height = (x + thick, y, width - thick, height) if width >= height else (x, y + thick, width, height - thick)
        at += row
    return [placed[n] for n in range(len(sizes))]


def _worst(areas: Sequence[float], side: float) -> float:
    """The least square of the rectangles when `areas` share one row along `side`."""
    total = sum(areas)
    return max(max(side * side * a / (total * total), total * total / (side * side * a)) for a in areas)
