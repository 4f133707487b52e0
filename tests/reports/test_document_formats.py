"""The report as a spreadsheet and as Markdown under hostile texts: data stays data, shapes stay shapes."""

import io
import re
from collections.abc import Callable
from datetime import datetime

import openpyxl
import pytest

from reports.clean import FORMULA, cell
from reports.consolidation.build import build
from reports.html import to_html
from reports.markdown import to_markdown
from reports.spreadsheet import document_to_xlsx
from tests.reports.city import subject
from tests.reports.payloads import ALL

BAD_IN_NAMES = re.compile(r"[\[\]:*?/\\]|^'|'$")


def prefixed(payload: str) -> Callable[[str], str]:
    return lambda plain: f"{payload} {plain}"


def book(text: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(document_to_xlsx(build(subject(prefixed(text))))))


@pytest.mark.parametrize("payload", ALL)
def test_no_cell_is_a_formula_or_a_link(payload: str) -> None:
    found = book(payload)
    names = [sheet.title for sheet in found.worksheets]
    assert len({name.lower() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not BAD_IN_NAMES.search(name) for name in names)
    seen = 0
    for sheet in found.worksheets:
        for row in sheet.iter_rows():
            for place in row:
                assert place.data_type != "f"
                assert place.hyperlink is None
                assert place.comment is None
                if isinstance(place.value, str):
                    seen += cell(payload).strip() in place.value
                    if FORMULA.match(place.value):
                        assert place.quotePrefix, place.value
    assert seen > 100
    assert not found.defined_names


def test_numbers_are_numbers_and_days_are_days() -> None:
    found = book("x")
    waves = found["Waves and steps"]
    (head,) = [row for row in waves.iter_rows() if row[0].value == "Wave"]
    first = next(waves.iter_rows(min_row=(head[0].row or 0) + 1))
    assert first[0].value == 1
    assert first[1].value == datetime(2027, 1, 10, 22)
    assert first[1].number_format == "yyyy-mm-dd hh:mm"
    due = [place.value for row in found["Decisions"].iter_rows() for place in row if isinstance(place.value, datetime)]
    assert datetime(2026, 12, 24) in due


def test_long_lists_have_a_sheet_with_a_filter_of_their_own() -> None:
    found = book("x")
    sheet = found["All conflicts, side by side"]
    assert sheet.max_row == 1 + 2 * 16
    assert sheet.auto_filter.ref == f"A1:H{sheet.max_row}"
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"


def test_a_sheet_on_paper_is_as_wide_as_the_page() -> None:
    for sheet in book("x"):
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage


def shape(text: str) -> list[tuple[str, int]]:
    """What each line of Markdown begins as, and its number of cell borders."""
    found = []
    for line in to_markdown(build(subject(prefixed(text)))).decode().split("\n"):
        first = line.split(" ")[0]
        kind = first if first in ("", "-", "#", "##", "###", "####", "|", "---") else "text"
        list_or_code = bool(re.match(r"[-+=]\S|\d+[.)]| {4}|\t|>|~~~|```", line))
        found.append((f"{kind}{list_or_code or ''}", len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) if kind == "|" else 0))
    return found


@pytest.mark.parametrize("payload", ALL)
def test_markdown_keeps_its_rows_and_columns(payload: str) -> None:
    assert shape(payload) == shape("x")
    text = to_markdown(build(subject(prefixed(payload)))).decode()
    assert not re.search(r"<[a-zA-Z/!?]|(?<!\\)!\[|(?<!\\)\]\(|https?:", text)


def test_all_three_forms_tell_the_same() -> None:
    document = build(subject())
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", to_html(document).decode()))
    wiki = to_markdown(document).decode().replace("\\", "")
    sheets = {
        str(place.value)
        for sheet in openpyxl.load_workbook(io.BytesIO(document_to_xlsx(document)))
        for row in sheet
        for place in row
    }
    for section in document.sections:
        assert section.title in page
        assert section.title in wiki
        assert section.title in sheets
        for block in section.blocks:
            for row in block.table.rows if block.table else ():
                if isinstance(row[0], str) and row[0].isascii() and not set(row[0]) & set("'\"<>&"):
                    assert row[0] in page
                    assert row[0] in wiki
                    assert row[0] in sheets
