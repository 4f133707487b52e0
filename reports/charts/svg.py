"""The few SVG elements that the charts are made of. All text passes `cell` and is escaped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from unicodedata import east_asian_width

from reports.clean import cell

WIDTH = 860.0
"""Of most drawings; they scale with the page."""
PALETTE = (
    "#176bcb",
    "#bd4f17",
    "#2a7f46",
    "#804dbb",
    "#966b08",
    "#137d88",
    "#bd2f6d",
    "#5f6a79",
    "#5f7a1f",
    "#8c5e43",
    "#5656ce",
    "#c33131",
)
"""Each carries white words (4.5:1) and stands out from white and from near-black paper (3:1); labels say the same as colours."""
NARROW = frozenset(" .,:;/|!'()[]ijlt")
GOOD, QUIET, UNSURE, BAD = "#2a7f46", "#5f6a79", "#966b08", "#c33131"


@dataclass(frozen=True, slots=True)
class Chart:
    """A finished drawing. `svg` is markup; title and description are plain text."""

    title: str
    description: str
    svg: str


def colour(index: int) -> str:
    """The colour of the n-th series."""
    return PALETTE[index % len(PALETTE)]


def width_of(words: str, size: int = 12) -> float:
    """How wide words are at most, in a wide sans-serif font: there is no font to ask while the drawing is made."""
    return size * sum(map(_breadth, cell(words)))


def _breadth(sign: str) -> float:
    if east_asian_width(sign) in "WF":
        return 1.1
    if sign in NARROW:
        return 0.4
    return 0.8 if sign.isupper() else 1.0 if sign in "mwMW@%⟨⟩" else 0.65


def fitted(words: str, room: float, size: int = 12) -> str:
    """Words cut to `room`; "" when not even three letters have place. The tool tip and the table have them whole.

    >>> fitted("Urban environment", 200), fitted("Urban environment", 60), fitted("Urban", 10)
    ('Urban environment', 'Urban…', '')
    """
    words = cell(words)
    if width_of(words, size) <= room:
        return words
    while words and width_of(words, size) + size > room:
        words = words[:-1]
    return f"{words.rstrip()}…" if len(words) >= 3 else ""


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


def path(points: Iterable[tuple[float, float]], stroke: str, tip: str = "", *, kind: str = "") -> str:
    """A curve through points."""
    steps = " ".join(f"{'M' if at == 0 else 'L'}{x:.1f},{y:.1f}" for at, (x, y) in enumerate(points))
    return (
        f'<path d="{steps}" fill="none" stroke="{escape(stroke)}" stroke-width="2" class="{escape(kind)}">'
        f"<title>{escape(cell(tip))}</title></path>"
    )


def legend(series: Sequence[tuple[str, str, str]], left: float, top: float = 6.0, right: float = WIDTH) -> tuple[list[str], float]:
    """Boxes with (name, colour, CSS class), in as many lines as they need; and the y below them."""
    parts: list[str] = []
    x = left
    for name, fill, kind in series:
        needed = 34 + width_of(name)
        if x > left and x + needed > right:
            x, top = left, top + 20
        parts += [rect(x, top, 12, 12, fill, kind=kind), text(x + 17, top + 10.5, fitted(name, right - left - 34))]
        x += needed
    return parts, top + 20


def drawing(title: str, description: str, width: float, height: float, parts: Iterable[str]) -> Chart:
    """All parts as one picture that scales with the page."""
    title, description = cell(title), cell(description)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img" class="chart">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{''.join(parts)}</svg>"
    )
    return Chart(title, description, svg)


def thin(value: float) -> str:
    r"""A number without decimals, thousands apart by a space that does not break.

    >>> thin(1234567), thin(3.0), thin(9999)
    ('1\xa0234\xa0567', '3', '9999')
    """
    return f"{value:,.0f}".replace(",", "\u00a0") if abs(value) >= 10_000 else f"{value:.0f}"
