"""The planning commands on the demo city, from configs to commands."""

import shutil
from pathlib import Path

import pytest

from models.errors import StalePlan
from netplan.cli.app import main
from netplan.planner.plan_file import bound_to, check_fresh, load

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo city, loaded, and its plan."""
    folder = tmp_path_factory.mktemp("city")
    shutil.copy(ROOT / "inventory.yaml", folder)
    shutil.copytree(ROOT / "demo", folder / "demo")
    assert run(folder, "load") == 0
    assert run(folder, "plan", "create", "--start", "2026-11-24", "-o", str(folder / "p.json")) == 0
    return folder


def run(folder: Path, *words: str) -> int:
    return main(["--inventory", str(folder / "inventory.yaml"), *words])


def test_conflicts_are_findings_when_asked(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(project, "conflicts", "--exit-code", "--type", "addresses", "--between", "sote,kasko") == 2
    assert "10.20.1.0/24" in capsys.readouterr().out
    assert run(project, "conflicts", "--exit-code", "--type", "duplicate-address") == 0
    assert run(project, "conflicts", "--type", "nonsense") == 64
    assert run(project, "conflicts", "--between", "nobody") == 64


def test_every_command_of_the_plan_is_proven_on_the_stored_config_or_says_so(project: Path) -> None:
    work = [w for s in load(project / "p.json").steps for w in s.work]
    assert len(work) > 80
    assert sum(w.proven for w in work) > 0.9 * len(work)
    assert all(w.commands or w.words for w in work)


def test_tables_show_what_the_plan_says(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = str(project / "p.json")
    for words, expected in (
        (("show", plan), "sote.connect"),
        (("addresses", plan), "10.128."),
        (("waves", plan), "sote-night"),
        (("cost", plan), "engineer_hour_eur"),
        (("explain", plan, "sote.connect"), "before sote.prepare"),
        (("explain", plan, "10.20.1.0/24"), "conflict: 10.20.1.0/24"),
        (("explain", plan, "10.128.0.0/24"), "kasko 10.20.1.0/24 becomes 10.128.0.0/24"),
        (("commands", plan, "sote.connect"), "ip access-list"),
        (("commands", plan, "sote.connect", "--rollback"), "no ip access-list"),
        (
            ("commands", plan, "kuva.connect"),
            "! begin: configure exclusive; after the commands: show | compare, commit confirmed 15",
        ),
        (("commands", plan, "sote.drop.10.20.3.0-24"), "! check first: You are logged in by an address that stays"),
        (("commands", plan, "sote.drop.10.20.3.0-24", "--rollback"), "! once the checks have passed: end, configure confirm"),
        (("commands", plan, "sote.move.10.20.3.0-24", "--rollback"), "! take back by hand: DHCP"),
    ):
        assert run(project, "plan", *words) == 0
        assert expected in capsys.readouterr().out, words


def test_the_words_of_a_plan_count_and_decline_as_people_do(project: Path) -> None:
    plan = load(project / "p.json")
    said = [move.why for move in plan.moves] + [text for d in plan.decisions for text in (d.question, d.price_of_delay)]
    assert [text for text in said if "no other choice moves fewer hosts" in text]
    assert [text for text in said if "sote gets new addresses" in text]
    assert [text for text in said if "range is 4200000000-4200000999" in text]
    assert [text for text in said if "moves 1 step, " in text]
    assert not [text for text in said if " 0 more" in text or " 1 steps" in text]


def test_a_step_that_is_not_there_is_a_usage_error_with_the_nearest_name(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(project, "plan", "explain", str(project / "p.json"), "sote.conect") == 64
    assert "did you mean sote.connect" in capsys.readouterr().err


def test_a_recorded_decision_changes_the_next_plan_and_makes_the_old_one_stale(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "city"
    shutil.copytree(project, folder)
    plan = folder / "p.json"
    assert run(folder, "decide", "list", str(plan)) == 0
    assert run(folder, "decide", "record", str(plan), "address 10.20.1.0/24", "keep:nobody") == 64
    assert run(folder, "decide", "record", str(plan), "address 10.20.1.0/24", "keep:kasko", "--by", "cio") == 0
    assert run(folder, "plan", "create", "--start", "2026-11-24", "-o", str(folder / "q.json")) == 0
    old, new = load(plan), load(folder / "q.json")
    assert ("kasko", "10.20.1.0/24") in [(m.department, str(m.old)) for m in old.moves]
    assert ("sote", "10.20.1.0/24") in [(m.department, str(m.old)) for m in new.moves]
    with pytest.raises(StalePlan, match="decisions"):
        check_fresh(old, new.bound_to, "p.json")
    assert run(project, "plan", "check", str(project / "p.json")) == 0
    assert run(folder, "plan", "check", str(folder / "q.json")) == 0
    assert run(folder, "plan", "check", str(plan)) == 1


def test_a_target_of_its_own(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "t.yaml"
    target.write_text("name: tiny\naddress_space: [10.128.0.0/30]\nlink_space: 10.191.0.0/24\n")
    out = str(tmp_path / "t.json")
    assert run(project, "plan", "create", "--target", str(target), "-o", out) == 0
    assert load(Path(out)).name == "tiny"
    assert run(project, "plan", "create", "--target", str(tmp_path / "none.yaml"), "-o", out) == 1
    assert "none.yaml" in capsys.readouterr().err


def test_without_a_snapshot_the_way_out_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(ROOT / "inventory.yaml", tmp_path)
    (tmp_path / "demo").mkdir()
    assert run(tmp_path, "conflicts") == 1
    assert "netplan load" in capsys.readouterr().err


def test_the_bound_names_all_four_inputs() -> None:
    from models.target import Target

    assert bound_to("s", "i", Target(), {}) != bound_to("s", "i", Target(mtu=9000), {})
