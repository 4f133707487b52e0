"""The few SVG elements that the charts are made of. All text passes `cell` and is escaped."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from reports.clean import cell

PALETTE = ("#0f6cbd", "#c4501b", "#2d7d46", "#7a4fb5", "#a8780a", "#1a8a99", "#b8386f", "#5c6670", "#6d8b1f", "#8a5a3c")
"""Colours that keep 3:1 contrast on white and on near-black; a label always says the same as the colour."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A finished drawing. `svg` is markup; title and description are plain text."""

    title: str
    description: str
    svg: str


def colour(index: int) -> str:
    """The colour of the n-th series."""
    return PALETTE[index % len(PALETTE)]


def text(x: float, y: float, words: str, *, anchor: str = "start", kind: str = "", size: int = 12) -> str:
    """A label. `kind` is a CSS class ("muted", "inside")."""
    place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}"'
    return f'<text {place} class="{escape(kind)}">{escape(cell(words))}</text>'


def rect(x: float, y: float, width: float, height: float, fill: str, tip: str = "", *, kind: str = "") -> str:
    """A box with a tool tip."""
    title = f"<title>{escape(cell(tip))}</title>" if tip else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}" fill="{escape(fill)}" '
        f'class="{escape(kind)}">{title}</rect>'
    )


def line(x1: float, y1: float, x2: float, y2: float, kind: str = "grid") -> str:
    """A straight line."""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{escape(kind)}"/>'


def path(points: Iterable[tuple[float, float]], stroke: str, tip: str = "") -> str:
    """A curve through points."""
    steps = " ".join(f"{'M' if at == 0 else 'L'}{x:.1f},{y:.1f}" for at, (x, y) in enumerate(points))
    return f'<path d="{steps}" fill="none" stroke="{escape(stroke)}" stroke-width="2"><title>{escape(cell(tip))}</title></path>'


def drawing(title: str, description: str, width: float, height: float, parts: Iterable[str]) -> Chart:
    """All parts as one picture that scales with the page."""
    title, description = cell(title), cell(description)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img" class="chart">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{''.join(parts)}</svg>"
    )
    return Chart(title, description, svg)
