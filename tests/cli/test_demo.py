"""The demo city, loaded and planned: what `make demo` shows, held to account. Its proof and report are in the README's test."""

import json
from collections import Counter
from pathlib import Path

import pytest

from netplan.cli.app import main
from netplan.planner.plan_file import load

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, loaded and planned."""
    folder = tmp_path_factory.mktemp("demo") / "city"
    assert main(["init", str(folder), "--demo"]) == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert main(["load", "--name", "today"]) == 0
        assert main(["plan", "create", "-o", "city.plan.json"]) == 0
    return folder


def test_every_kind_of_conflict_is_there(city: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(city)
    assert main(["conflicts", "--format", "json"]) == 0
    kinds = Counter(row["kind"] for row in json.loads(capsys.readouterr().out)["data"])
    assert {"addresses", "asn", "gateway", "hostname", "router-id", "services", "vlan-id", "vlan-name", "vrf"} <= kinds.keys()


def test_every_recipe_has_work_and_every_command_is_proven(city: Path) -> None:
    plan = load(city / "city.plan.json")
    assert {"interconnect", "readdress", "announce", "opening", "vlans", "decommission"} <= {step.recipe for step in plan.steps}
    work = [(step.id, done) for step in plan.steps for done in step.work]
    assert len(work) > 50
    assert not [(step, done.device, done.words) for step, done in work if not done.proven]
    assert not plan.unplaced
