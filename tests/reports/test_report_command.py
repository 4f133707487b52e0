"""`netplan report` on a small project: every form is written, none half, and mistakes are said in one line."""

from dataclasses import replace
from pathlib import Path

import pytest

from models.codec import dumps
from netplan.cli.app import main
from netplan.planner.plan_file import digest, to_text
from tests.reports.city import NAMES, plan, verification

CONFIG = "hostname hr-1\n!\ninterface GigabitEthernet0/1\n ip address 10.0.0.1 255.255.255.0\n!\nend\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for department in ("hr", "it"):
        folder = tmp_path / department
        folder.mkdir()
        (folder / f"{department}-1.cfg").write_text(CONFIG.replace("hr-1", f"{department}-1"))
    hosts = "".join(f"  {d}-1: {{platform: cisco_ios, data: {{department: {d}}}}}\n" for d in ("hr", "it"))
    sources = "".join(f"  - {{type: folder, path: {d}, department: {d}}}\n" for d in ("hr", "it"))
    text = f"version: 1\ndepartments:\n  hr: {{name: <b>HR</b>}}\n  it: {{name: IT}}\nhosts:\n{hosts}sources:\n{sources}"
    (tmp_path / "inventory.yaml").write_text(text)
    monkeypatch.chdir(tmp_path)
    assert main(["load"]) == 0
    return tmp_path


@pytest.mark.parametrize("kind", ["consolidation", "inventory"])
@pytest.mark.parametrize("form", ["html", "xlsx", "md"])
def test_each_report_is_written_in_each_form(project: Path, capsys: pytest.CaptureFixture[str], kind: str, form: str) -> None:
    capsys.readouterr()
    assert main(["report", kind, "-o", f"r.{form}"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert f"r.{form}: 2 devices" in err
    written = (project / f"r.{form}").read_bytes()
    if form == "html":
        assert b"&lt;b&gt;HR&lt;/b&gt;" in written
        assert b"hr-1" in written or kind == "consolidation"
    assert len(written) > 500


def test_without_a_plan_conflicts_are_still_told(project: Path) -> None:
    assert main(["report", "consolidation", "-o", "r.md"]) == 0
    text = (project / "r.md").read_text()
    assert "10.0.0.0/24" in text
    assert "## Waves" not in text


def test_a_form_that_is_not_known_is_said_in_one_line(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["report", "inventory", "-o", "r.pdf"]) == 64
    _, err = capsys.readouterr()
    assert err.count("\n") == 1
    assert ".html" in err
    assert not (project / "r.pdf").exists()


def test_a_verification_without_its_plan_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "v.json").write_text("{}")
    capsys.readouterr()
    assert main(["report", "consolidation", "--verification", "v.json", "-o", "r.md"]) == 64
    assert "--plan" in capsys.readouterr().err


def test_what_was_verified_of_another_plan_is_left_out(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = plan(str, {name: name for name in NAMES})
    (project / "city.plan.json").write_text(to_text(made))
    beside = project / "city.plan.verification.json"
    report = ["report", "consolidation", "--plan", "city.plan.json", "-o", "r.md"]

    beside.write_text(dumps(replace(verification(str), plan_sha256=digest(made))))
    assert main(report) == 0
    assert "**violated** verdict of the plan" in (project / "r.md").read_text()

    beside.write_text(dumps(replace(verification(str), plan_sha256=digest(replace(made, name="other")))))
    capsys.readouterr()
    assert main(report) == 0
    assert "another version of the plan" in capsys.readouterr().err
    assert "**not verified** verdict of the plan" in (project / "r.md").read_text()


def test_a_file_that_is_no_verification_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "city.plan.json").write_text(to_text(plan(str, {name: name for name in NAMES})))
    (project / "v.json").write_text("{}")
    capsys.readouterr()
    assert main(["report", "consolidation", "--plan", "city.plan.json", "--verification", "v.json", "-o", "r.md"]) == 64
    assert "verify the plan again" in capsys.readouterr().err
