"""Texts from devices that want to steer a terminal, a spreadsheet or a page: no format obeys, none breaks, none hides them."""

import csv
import io
import json
import re
import unicodedata
from pathlib import Path

import openpyxl
import pytest

from reports.clean import cell, clean
from reports.files import to_csv, to_json, to_markdown, to_text
from reports.spreadsheet import to_xlsx
from reports.tables import Column, Table, emit

PAYLOADS = [
    "sw1[/]",
    "Vlan[prod]10",
    "[link=file:///etc/passwd]x[/link]",
    "ge-0/0/0[unit 0]",
    ":skull: core",
    "\x1b[2J\x1b[31mred",
    "\x1b]52;c;aGk=\x07",
    "\x1b]0;title\x07",
    "\x1b]8;;http://evil.example\x1b\\x",
    "\x9b31mred",
    "\x90q\x9c",
    "nul\x00byte",
    "FAIL\rPASS",
    "back\x08space\x7f",
    "two\nlines\tand tabs",
    "sw\u202e1ws",
    "zero\u200bwidth\ufeff",
    "line\u2028separator",
    "tag\U000e0041s",
    "lone\udc80surrogate",
    "=cmd|'/c calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "{=1+1}",
    '=HYPERLINK("http://evil.example")',
    "http://evil.example",
    "a|b\\|c",
    "<script>alert(1)</script>",
    "`code` *bold* _it_ [x](javascript:1) ![i](u)",
    'quote"comma,semi;',
]
ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]")


def table(text: str) -> Table:
    return Table(text, [Column("key", "Key", key=True), Column("value", text)], [(text, text), ("after", 1)], title=text)


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_terminal_is_not_moved_and_sees_every_visible_character(text: str) -> None:
    shown = to_text(table(text)).decode()
    assert not ACTING.search(shown)
    assert len(shown.splitlines()) == 3
    assert cell(text) in shown
    visible = [sign for sign in text if sign not in "\t\r\n" and not ACTING.match(sign)]
    assert all(sign in shown for sign in visible)


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_real_terminal_gets_only_our_own_colours(
    text: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    emit(table(text))
    out = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out)
    assert not ACTING.search(out)
    assert cell(text) in out


@pytest.mark.parametrize("text", PAYLOADS)
def test_json_keeps_the_data_and_does_not_act(text: str) -> None:
    dumped = to_json(table(text)).decode()
    assert not ACTING.search(dumped)
    assert json.loads(dumped)["data"][0]["key"] == text


@pytest.mark.parametrize("text", PAYLOADS)
def test_csv_starts_no_formula_and_keeps_its_rows(text: str) -> None:
    rows = list(csv.reader(io.StringIO(to_csv(table(text)).decode())))
    assert [len(row) for row in rows] == [2, 2, 2]
    assert rows[1][0].lstrip()[:1] not in ("=", "+", "-", "@", "|", "%")
    assert not ACTING.search(rows[1][0])
    assert rows[1][0] in (cell(text), "'" + cell(text))


@pytest.mark.parametrize("text", PAYLOADS)
def test_markdown_keeps_its_cells_and_makes_no_markup(text: str) -> None:
    lines = to_markdown(table(text)).decode().splitlines()
    assert len(lines) == 6
    assert [len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) for line in lines[2:]] == [3, 3, 3, 3]
    body = lines[4]
    assert not re.search(r"<|(?<!\\)[`*\[\]]|(?<![a-zA-Z\\])_|https?:|javascript:1\)\]", body)
    assert not ACTING.search(body)


@pytest.mark.parametrize("text", PAYLOADS)
def test_xlsx_has_no_formula_and_no_link(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(to_xlsx(table(text)))
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    found = sheet["A2"]
    assert found.data_type == "s"
    assert found.hyperlink is None
    assert found.value == cell(text)
    assert found.quotePrefix == bool(re.match(r"\s*[=+\-@|%]", cell(text)))
    assert sheet["B3"].value == 1


def test_no_control_and_no_format_character_is_left() -> None:
    everything = "".join(map(chr, range(0x110000)))
    left = {sign for sign in clean(everything) if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    arabic_and_music = {sign for sign in left if unicodedata.category(sign) == "Cf"}  # visible signs that Unicode calls format
    assert left - arabic_and_music == {"\n", "\t"}
    assert all(unicodedata.bidirectional(sign) in ("AN", "AL", "BN", "L") for sign in arabic_and_music)
    assert clean("Pääkirjasto, Åbo – 10 % €") == "Pääkirjasto, Åbo – 10 % €"


def test_a_very_long_text_is_cut_with_a_note(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(to_xlsx(Table("x", [Column("a")], [("y" * 40_000,)])))
    value = openpyxl.load_workbook(path).worksheets[0]["A2"].value
    assert isinstance(value, str)
    assert value.endswith("(cut: 40000 characters)")
