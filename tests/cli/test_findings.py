"""`netplan show findings`: neighbours that do not become such, with both lines, and what of routing is not known."""

import json
from pathlib import Path
from typing import Any

import pytest

from netplan.cli.app import main

ONE = """hostname one
interface GigabitEthernet0/0
 ip address 10.0.0.1 255.255.255.252
 no shutdown
router ospf 1
 network 10.0.0.0 0.0.0.3 area 0
end
"""
TWO = ONE.replace("one", "two").replace("10.0.0.1 ", "10.0.0.2 ").replace("area 0", "area 1") + "frobnicate all\n"


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    for name, text in (("one", ONE), ("two", TWO)):
        (tmp_path / f"{name}.cfg").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["load", ".", "--department", "hr"]) in (0, 2, 5)
    capsys.readouterr()

    def show(*selector: str) -> list[dict[str, Any]]:
        assert main(["show", "findings", *selector, "--format", "json"]) == 0
        rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["data"]
        return rows

    return show


def test_a_fault_names_both_lines_and_comes_first(told: Any) -> None:
    first, *others = told()
    assert (first["kind"], first["verdict"]) == ("ospf-adjacency", "violated")
    assert "area" in first["what"]
    assert first["source"].endswith("/two.cfg:6") and not first["source"].startswith("/"), (
        "the folder has a name, though it was called ."
    )
    assert {row["verdict"] for row in others} == {"unknown"}
    assert any(row["device"] == "hr/two" and "frobnicate all" in row["what"] and "two.cfg:8" in row["what"] for row in others), (
        others
    )


def test_a_selector_keeps_what_touches_the_device(told: Any) -> None:
    rows = told("one")
    assert [row["device"] for row in rows if row["kind"] == "ospf-adjacency"] == ["hr/one"]
    assert {row["device"] for row in rows} == {"hr/one"}
    assert told("two")[0]["device"] == "hr/two"
