"""One table in every format: what each holds, and which columns and rows."""

import csv
import io
import json
import os
from datetime import date, datetime
from ipaddress import ip_network
from pathlib import Path

import openpyxl
import pytest

from models.errors import UsageError
from reports import files
from reports.tables import Column, Format, Table, emit
from reports.terminal import fitting, plain

TABLE = Table(
    "show vlans",
    [
        Column("device", "Device", key=True),
        Column("vlan_id", "VLAN"),
        Column("prefix"),
        Column("names"),
        Column("seen"),
        Column("up"),
    ],
    [
        ("hr/sw1", 10, ip_network("10.0.0.0/24"), ("STAFF", "Henkilöstö"), date(2026, 11, 24), True),
        ("hr/sw2", 200, None, (), datetime(2026, 11, 24, 1, 2, 3), False),
    ],
    title="VLANs of the city",
    snapshot="2026-11-24",
    coverage={"modelled": 0.97},
    warnings=["2 lines were not understood"],
)


def test_json_is_an_envelope_with_plain_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert emit(TABLE, Format.JSON) == 2
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert (found["format_version"], found["command"], found["snapshot"]) == ("1.0", "show vlans", "2026-11-24")
    assert found["coverage"] == {"modelled": 0.97}
    assert found["warnings"] == ["2 lines were not understood"]
    assert found["data"][0] == {
        "device": "hr/sw1",
        "vlan_id": 10,
        "prefix": "10.0.0.0/24",
        "names": ["STAFF", "Henkilöstö"],
        "seen": "2026-11-24",
        "up": True,
    }
    assert found["data"][1]["prefix"] is None
    assert not err


def test_csv_has_machine_names_and_one_line_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    emit(TABLE, Format.CSV)
    out, err = capsys.readouterr()
    assert out.splitlines()[0] == "device,vlan_id,prefix,names,seen,up"
    assert list(csv.reader(io.StringIO(out)))[1] == ["hr/sw1", "10", "10.0.0.0/24", "STAFF, Henkilöstö", "2026-11-24", "yes"]
    assert "warning: 2 lines" in err


def test_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    emit(TABLE, Format.MD, columns=["vlan_id", "device"])
    out, _ = capsys.readouterr()
    assert out.splitlines() == [
        "## VLANs of the city",
        "",
        "| VLAN | Device |",
        "| --- | --- |",
        "| 10 | hr/sw1 |",
        "| 200 | hr/sw2 |",
    ]


def test_a_pipe_gets_aligned_lines_without_wrapping(capsys: pytest.CaptureFixture[str]) -> None:
    emit(TABLE)
    out, _ = capsys.readouterr()
    assert out.splitlines()[:2] == [
        "Device  VLAN  prefix       names              seen                 up",
        "hr/sw1    10  10.0.0.0/24  STAFF, Henkilöstö  2026-11-24           yes",
    ]
    assert "\x1b" not in out


def test_xlsx_keeps_numbers_and_dates(tmp_path: Path) -> None:
    emit(TABLE, output=tmp_path / "x.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["VLANs of the city"]
    assert [cell.value for cell in sheet[1]] == ["device", "vlan_id", "prefix", "names", "seen", "up"]
    row = sheet[2]
    assert (row[1].value, row[1].data_type) == (10, "n")
    assert row[4].value == datetime(2026, 11, 24)
    assert sheet.freeze_panes == "A2"


def test_equal_tables_give_equal_bytes() -> None:
    for write in files.WRITERS.values():
        assert write(TABLE) == write(TABLE)


def test_the_suffix_decides_and_must_be_known(tmp_path: Path) -> None:
    emit(TABLE, output=tmp_path / "x.md")
    assert (tmp_path / "x.md").read_text(encoding="utf-8").startswith("## VLANs")
    emit(TABLE, output=tmp_path / "x.txt")
    assert "hr/sw1    10" in (tmp_path / "x.txt").read_text(encoding="utf-8")
    with pytest.raises(UsageError, match="no format has the suffix 'docx'; add --format"):
        emit(TABLE, output=tmp_path / "x.docx")
    with pytest.raises(UsageError, match=r"-o FILE\.xlsx"):
        emit(TABLE, Format.XLSX)


def test_columns_and_where_choose(capsys: pytest.CaptureFixture[str]) -> None:
    assert emit(TABLE, Format.CSV, columns=["device"], where="vlan_id > 100") == 1
    assert capsys.readouterr().out == "device\nhr/sw2\n"
    with pytest.raises(UsageError, match=r"no column 'vlanid'; did you mean 'vlan_id'\? columns: device, vlan_id"):
        emit(TABLE, columns=["vlanid"])


def test_no_rows_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert emit(TABLE, where="vlan_id = 1") == 0
    assert "no rows" in capsys.readouterr().err


def test_a_narrow_terminal_gets_the_columns_that_fit() -> None:
    shown, hidden = fitting(TABLE, 30)
    assert [column.name for column in shown.columns] == ["device", "vlan_id", "prefix"]
    assert hidden == ["names", "seen", "up"]
    assert fitting(TABLE, 200)[1] == []
    assert [column.name for column in fitting(TABLE, 1)[0].columns] == ["device"]


def test_columns_without_any_value_are_left_out_of_a_terminal() -> None:
    empty = Table("x", [Column("a", key=True), Column("b"), Column("c")], [("1", None, "2"), ("3", "", "4")])
    shown, hidden = fitting(empty, 80)
    assert [column.name for column in shown.columns] == ["a", "c"]
    assert not hidden
    assert plain(empty).splitlines()[0] == "a  b  c"


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.csv"
    path.write_text("before", encoding="utf-8")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        emit(TABLE, output=path)
    assert path.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]
