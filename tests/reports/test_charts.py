"""Charts: colours that can be told from paper, axes that start at zero, labels that fit, and hostile or odd numbers."""

import re
from datetime import date
from importlib.resources import files

import pytest
from lxml import etree

from reports.charts.bars import bars
from reports.charts.curve import curve
from reports.charts.gantt import Bar, gantt
from reports.charts.heat import LEVELS, heat
from reports.charts.svg import BAD, GOOD, PALETTE, QUIET, UNSURE, Chart, fitted, width_of
from reports.charts.treemap import Part, treemap

STYLE = files("reports").joinpath("templates", "report.css").read_text()


def variables(part: str) -> dict[str, str]:
    return dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6})", part))


LIGHT = variables(STYLE.split("@media")[0])
DARK = LIGHT | variables(STYLE.split("@media")[1])
PAPER = LIGHT | variables(STYLE[STYLE.index("@media print") :])


def luminance(colour: str) -> float:
    """WCAG 2.1, relative luminance."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_measured_as_wcag_says() -> None:
    assert contrast("#000000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colour", [*PALETTE, GOOD, BAD, QUIET, UNSURE])
def test_each_colour_carries_white_words_and_stands_out_from_both_papers(colour: str) -> None:
    assert contrast(colour, "#ffffff") >= 4.5
    assert contrast(colour, LIGHT["paper"]) >= 3
    assert contrast(colour, DARK["paper"]) >= 3


@pytest.mark.parametrize("theme", [LIGHT, DARK, PAPER], ids=["light", "dark", "paper"])
def test_words_stand_out_in_each_theme(theme: dict[str, str]) -> None:
    for words in ("ink", "muted", "accent", "good", "bad", "unsure"):
        assert contrast(theme[words], theme["paper"]) >= 4.5
        assert contrast(theme[words], theme["soft"]) >= 4.5
    for level in range(1, LEVELS + 1):
        assert contrast(theme["on12" if level < 3 else "on34"], theme[f"heat{level}"]) >= 4.5


def test_colours_differ() -> None:
    assert len(set(PALETTE)) == len(PALETTE) >= 12


def marks(chart: Chart, tag: str) -> list[etree._Element]:
    return list(etree.fromstring(chart.svg).iter(f"{{http://www.w3.org/2000/svg}}{tag}"))


def words(chart: Chart) -> list[str]:
    return [mark.text or "" for mark in marks(chart, "text")]


def test_an_axis_of_money_has_zero_and_round_figures() -> None:
    chart = curve("Cost", ["2027-01", "2027-02", "2027-03"], [("likely", "#176bcb", "", [4000.0, 4600.0, -18000.0])], "EUR")
    labels = words(chart)
    assert labels[0] == "1000 EUR"
    assert {"0", "-20", "5"} <= set(labels)
    assert [mark.get("class") for mark in marks(chart, "line")].count("zero") == 1
    assert "likely ends at -18\xa0000 EUR" in chart.description
    always = words(curve("Cost", ["2027-01", "2027-02"], [("likely", "#176bcb", "", [90_000.0, 91_000.0])], "EUR"))
    assert "0" in always


def test_charts_of_nothing_are_drawn() -> None:
    charts = [
        bars("x", [], []),
        bars("x", [("a", [0.0])], [("s", "#176bcb")]),
        curve("x", [], [], "EUR"),
        curve("x", ["2027-01"], [("a", "#176bcb", "", [0.0])], "EUR"),
        gantt("x", {}, []),
        heat("x", [], {}),
        heat("x", ["a"], {}),
        treemap("x", []),
        treemap("x", [("a", "#176bcb", [Part("p", 0)])]),
    ]
    for chart in charts:
        assert etree.fromstring(chart.svg) is not None
        assert not re.search(r"nan|inf", re.sub(r"<(title|desc|text)[^>]*>[^<]*", "", chart.svg))
        assert chart.description


def test_two_windows_in_one_week_do_not_share_a_label() -> None:
    rows = {"hr": ("Human resources", "#176bcb")}
    crowd = [Bar("hr", f"wave {n}", date(2027, 1, 1 + n), date(2027, 1, 1 + n), short=f"{n}") for n in range(1, 8)]
    far = Bar("hr", "wave 99", date(2029, 1, 1), date(2029, 1, 1), short="99")
    shown = [text for text in words(gantt("x", rows, [*crowd, far])) if text.isdigit()]
    assert "1" in shown
    assert "99" in shown
    assert len(shown) < 8
    assert len(marks(gantt("x", rows, [*crowd, far]), "rect")) == 1 + 8, "the legend and each window"


def test_a_row_that_the_chart_does_not_know_is_left_out() -> None:
    assert words(gantt("x", {"hr": ("HR", "#176bcb")}, [Bar("it", "wave 1", date(2027, 1, 1), date(2027, 1, 2))])) == [
        "Nothing is planned."
    ]


def test_pairs_are_drawn_on_both_sides_of_the_diagonal() -> None:
    chart = heat("x", ["a", "b", "c"], {(0, 1): 7, (2, 2): 3})
    assert words(chart).count("7") == 2
    assert words(chart).count("3") == 1
    kinds = [mark.get("class") for mark in marks(chart, "rect")]
    assert kinds.count("self") == 2
    assert kinds.count(f"heat{LEVELS}") == 2


def test_boxes_have_the_areas_of_their_prefixes() -> None:
    chart = treemap("x", [("a", "#176bcb", [Part("10.0.0.0/24", 256)]), ("b", "#bd4f17", [Part("10.1.0.0/23", 512, True)])])
    outer = {
        mark[0].text or "": float(mark.get("width") or 0) * float(mark.get("height") or 0)
        for mark in marks(chart, "rect")
        if len(mark) and (mark[0].text or "").endswith("addresses")
    }
    whole = {name.split(":")[0]: area for name, area in outer.items() if "addresses" in name and "," not in name}
    assert whole["b"] / whole["a"] == pytest.approx(2, rel=0.03)
    assert "outlined: new addresses" in words(chart)


def test_words_are_cut_where_they_would_not_fit() -> None:
    for text in ("Health and social care", "WWWWWWWW", "社会福祉保健局", "a" * 200):
        for room in (0, 10, 40, 80, 300):
            assert width_of(fitted(text, room)) <= max(room, 0)
