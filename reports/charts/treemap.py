"""Address space as nested boxes: area is addresses, colour is the department (squarified, Bruls et al. 2000)."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.charts.svg import WIDTH, Chart, drawing, fitted, legend, rect, text, thin, width_of

Box = tuple[float, float, float, float]
HEIGHT = 300.0
HEAD = 20.0


@dataclass(frozen=True, slots=True)
class Part:
    """One prefix. A `new` one is outlined: its hosts get new addresses."""

    label: str
    size: float
    new: bool = False


def treemap(title: str, groups: Sequence[tuple[str, str, Sequence[Part]]]) -> Chart:
    """`groups` are departments: name, colour, prefixes. Each department keeps its box and colour in all drawings of a report."""
    groups = [(name, fill, [part for part in parts if part.size > 0]) for name, fill, parts in groups]
    groups = [group for group in groups if group[2]]
    totals = [sum(part.size for part in parts) for _, _, parts in groups]
    key = [(name, fill, "tile") for name, fill, _ in groups]
    if any(part.new for _, _, parts in groups for part in parts):
        key.append(("outlined: new addresses", "none", "new"))
    drawn, top = legend(key, 0)
    for (name, fill, parts), (x, y, w, h) in zip(groups, squarify(totals, (0, top + 4, WIDTH, HEIGHT)), strict=True):
        head = HEAD if h > 60 and fitted(name, w - 10, 13) else 0.0
        drawn.append(rect(x + 1, y + 1, w - 2, h - 2, fill, f"{name}: {thin(sum(p.size for p in parts))} addresses", kind="tile"))
        if head:
            drawn.append(text(x + 6, y + 16, fitted(name, w - 10, 13), kind="inside strong", size=13))
        inner = (x + 2, y + 2 + head, w - 4, h - 4 - head)
        for part, (px, py, pw, ph) in zip(parts, squarify([part.size for part in parts], inner), strict=True):
            inset = 2 if part.new and pw > 6 and ph > 6 else 0
            tip = f"{name}: {part.label}, {thin(part.size)} addresses{', new' if part.new else ''}"
            kind = "tile new" if part.new else "tile"
            drawn.append(rect(px + inset, py + inset, pw - 2 * inset, ph - 2 * inset, fill, tip, kind=kind))
            label = next((said for said in (part.label, part.label.partition("/")[0]) if width_of(said, 9) < pw - 8), "")
            if label and ph > 18:
                drawn.append(text(px + 4, py + 12, label, kind="inside", size=9))
    words = "; ".join(f"{name} {thin(total)} addresses" for (name, _, _), total in zip(groups, totals, strict=True))
    return drawing(title, words or "No addresses.", WIDTH, top + HEIGHT + 6, drawn)


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
