"""The report in a real browser: it asks for nothing, is whole without scripts, sorts and filters with them, and fits paper."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from reports.consolidation.build import build
from reports.html import to_html
from tests.reports.browser import Page, browser, chromium
from tests.reports.city import NAMES, subject

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="no Chromium here: the page was NOT seen by a browser; apt-get install chromium"),
]
PAYLOAD = "<img src=//evil.example/x onerror=alert(1)><script>alert(2)</script>"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_bytes(to_html(build(subject())))
    return path


@pytest.fixture(scope="module")
def tab() -> Iterator[Page]:
    with browser() as page:
        page.size(1200)
        yield page


def test_nothing_is_asked_for_and_nothing_complains(tab: Page, report: Path) -> None:
    tab.open(report)
    assert [url for url in tab.requests if not url.startswith("data:")] == [report.as_uri()]
    assert tab.complaints == []


def test_hostile_texts_neither_run_nor_fetch(tab: Page, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_bytes(to_html(build(subject(lambda plain: f"{plain} {PAYLOAD}"))))
    tab.open(path)
    assert [url for url in tab.requests if not url.startswith("data:")] == [path.as_uri()]
    assert tab.complaints == []
    assert tab.evaluate("document.scripts.length") == 1
    assert tab.evaluate("document.images.length") == 0


def test_the_watch_sees_what_a_bad_page_would_do(tab: Page, tmp_path: Path) -> None:
    path = tmp_path / "bad.html"
    path.write_text("<title>x</title><img src='missing.png'><script>console.error('here')</script>")
    tab.open(path)
    assert len(tab.requests) == 2
    assert "here" in str(tab.complaints)


def test_everything_is_there_without_scripts(tab: Page, report: Path) -> None:
    tab.scripts(False)
    tab.open(report)
    shown = tab.markup()
    tab.scripts(True)
    assert [url for url in tab.requests if not url.startswith("data:")] == [report.as_uri()]
    assert "<button" not in shown
    written = report.read_text()
    assert all(shown.count(tag) == written.count(tag) > 0 for tag in ("<tr>", "<svg", "<td", "<h3>"))
    assert all(name in shown for name in NAMES.values())


def test_tables_are_sorted_by_number_and_back(tab: Page, report: Path) -> None:
    tab.open(report)
    column = "[...document.querySelectorAll('#conflicts table')].find((t) => t.rows.length > 12)"
    tab.evaluate(f"window.sorted = {column}; sorted.querySelectorAll('thead button')[2].click()")
    up = tab.evaluate("[...sorted.tBodies[0].rows].map((row) => Number(row.cells[2].textContent))")
    assert up == sorted(up)
    assert up[0] < up[-1]
    assert tab.evaluate("sorted.tHead.rows[0].cells[2].getAttribute('aria-sort')") == "ascending"
    tab.evaluate("sorted.querySelectorAll('thead button')[2].click()")
    assert tab.evaluate("[...sorted.tBodies[0].rows].map((row) => Number(row.cells[2].textContent))") == up[::-1]
    assert tab.complaints == []


def test_a_filter_hides_the_other_rows(tab: Page, report: Path) -> None:
    tab.open(report)
    assert tab.evaluate("document.querySelectorAll('.filter').length") > 0
    left = tab.evaluate(
        "(() => { const box = document.querySelector('#conflicts .filter'); box.value = 'ASN';"
        "box.dispatchEvent(new Event('input'));"
        "const table = box.parentElement.querySelector('table');"
        "return [...table.tBodies[0].rows].filter((row) => !row.hidden).map((row) => row.textContent); })()"
    )
    assert left
    assert all("asn" in row.lower() for row in left)


@pytest.mark.parametrize("width", [400, 1200])
def test_the_page_never_scrolls_sideways(tab: Page, report: Path, width: int) -> None:
    tab.size(width)
    tab.open(report)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.size(1200)


def test_words_on_charts_stay_apart_and_inside(tab: Page, report: Path) -> None:
    tab.open(report)
    clashes = tab.evaluate(
        """(() => { const found = [];
        for (const svg of document.querySelectorAll('svg.chart')) {
          const frame = svg.getBoundingClientRect();
          const words = [...svg.querySelectorAll('text')].filter((t) => t.textContent && !t.closest('g'));
          const boxes = words.map((t) => [t.textContent, t.getBoundingClientRect()]);
          for (const [name, a] of boxes) {
            if (a.left < frame.left - 1 || a.right > frame.right + 1 || a.bottom > frame.bottom + 3)
              found.push(name + ' leaves the chart');
            for (const [other, b] of boxes)
              if (a !== b && a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3)
                found.push(name + ' covers ' + other);
          }
        } return found; })()"""
    )
    assert clashes == []


CONTRAST = """(() => {
  const channels = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (e) => { for (; e; e = e.parentElement) {
    const c = channels(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] > 0) return c; } return [255, 255, 255]; };
  const worst = {};
  for (const e of document.querySelectorAll('h1,h2,h3,p,td,th,a,strong,span,figcaption,dt,dd,summary')) {
    if (!e.textContent.trim() || !e.getClientRects().length) continue;
    const [a, b] = [light(channels(getComputedStyle(e).color)), light(behind(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    worst[e.tagName + '.' + e.className] = Math.min(ratio, worst[e.tagName + '.' + e.className] ?? 99);
  }
  return worst; })()"""


@pytest.mark.parametrize("dark", [False, True])
def test_words_stand_out_from_what_is_behind_them(tab: Page, report: Path, dark: bool) -> None:
    tab.dark(dark)
    tab.open(report)
    background = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(255, 255, 255)") is not dark
    found = tab.evaluate(CONTRAST)
    assert len(found) > 10
    assert {kind: ratio for kind, ratio in found.items() if ratio < 4.5} == {}
    tab.dark(False)


def test_paper_has_every_table_whole(tab: Page, report: Path, tmp_path: Path) -> None:
    tab.open(report)
    tab.call("Emulation.setEmulatedMedia", media="print")
    tab.size(718)  # A4 without margins of 1 cm, in CSS pixels
    assert tab.evaluate("document.documentElement.scrollWidth") <= 718
    wide = tab.evaluate(
        "[...document.querySelectorAll('table')].filter((t) => t.scrollWidth > t.parentElement.clientWidth + 1).length"
    )
    assert wide == 0
    hidden = tab.evaluate("[...document.querySelectorAll('details:not([open]) table')].filter((t) => !t.checkVisibility()).length")
    assert hidden == 0, "a list that is closed on the screen is open on paper, scripts or not"
    tab.call("Emulation.setEmulatedMedia", media="")
    assert tab.evaluate("[...document.querySelectorAll('details table')].filter((t) => t.checkVisibility()).length") == 0
    tab.size(1200)
    path = tmp_path / "report.pdf"
    path.write_bytes(tab.paper())
    assert path.read_bytes().startswith(b"%PDF")
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True).stdout.decode()
        assert "All conflicts, side by side" in text
        assert len(re.findall(r"interface e[12]", text)) == 32, "the closed list is open on paper"
