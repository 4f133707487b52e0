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


def test_a_wire_that_was_heard_makes_neighbours_of_two_departments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Their subnets are equal, and only the wire says that they meet."""
    monkeypatch.chdir(tmp_path)
    for department, name, text in (("hr", "one", ONE), ("it", "two", TWO)):
        Path(department, "configs").mkdir(parents=True)
        Path(department, "configs", f"{name}.cfg").write_text(text, encoding="utf-8")
    Path("hr/show/one").mkdir(parents=True)
    rows = ({"snmp": "lldp", "chassis": "02:00:00:00:00:01"}, {"port": "Gi0/0", "name": "two", "remote_port": "Gi0/0"})
    Path("hr/show/one/snmp_lldp.txt").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    for department in ("hr", "it"):
        assert main(["load", department, "--department", department]) in (0, 2, 5)
    capsys.readouterr()
    assert main(["show", "findings", "--format", "json"]) == 0
    first = json.loads(capsys.readouterr().out)["data"][0]
    assert (first["kind"], first["device"]) == ("ospf-adjacency", "hr/one")


def test_files_of_one_name_in_two_departments_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for department, texts in (("hr", {"one": ONE, "two": TWO}), ("it", {"one": ONE, "two": TWO.replace("area 1", "area 0")})):
        folder = Path(department, "net", "configs")
        folder.mkdir(parents=True)
        for name, text in texts.items():
            (folder / f"{name}.cfg").write_text(text, encoding="utf-8")
        assert main(["load", str(folder.parent), "--department", department]) in (0, 2, 5)
    found = {}
    for department in ("hr", "it"):
        capsys.readouterr()
        assert main(["show", "findings", f"department:{department}", "--format", "json"]) == 0
        found[department] = {
            row["device"] for row in json.loads(capsys.readouterr().out)["data"] if row["kind"] == "ospf-adjacency"
        }
    assert found == {"hr": {"hr/one"}, "it": set()}
