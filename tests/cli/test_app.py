"""The boundary: each way to end has its exit code, and no traceback reaches a user."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import netplan
from models import errors
from netplan.cli import app, registry, version
from netplan.cli.registry import UBUNTU_VERBS

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command line in an empty folder: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NETPLAN_INVENTORY", raising=False)
    monkeypatch.delenv("NETPLAN_DEBUG", raising=False)

    def called(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = app.main(list(arguments))
        return code, *capsys.readouterr()

    return called


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Makes `netplan version` raise an error."""

    def with_error(error: BaseException) -> None:
        def command() -> None:
            password = "hunter2"
            assert password
            raise error

        monkeypatch.setattr(version, "command", command)

    return with_error


@pytest.mark.parametrize("verb", UBUNTU_VERBS)
def test_a_verb_of_ubuntus_netplan_gets_one_line(run: Run, verb: str) -> None:
    code, out, err = run(verb, "plan.json")
    assert (code, out) == (64, "")
    assert err.count("\n") == 1
    assert "Ubuntu's netplan" in err and "never writes to a device" in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["versoin"], "Did you mean 'version'"),
        (["version", "--nonsense"], "--nonsense"),
        (["inventory"], "Missing command; there are validate, list, found, schema (netplan inventory --help)"),
        (["inventory", "chekc"], "there are validate, list, found, schema"),
        (["show", "devicez"], "did you mean 'devices'? (netplan show --help)"),
        (["show"], "Choose from: devices, interfaces"),
        (["inventory", "list", "--format", "pdf"], "pdf"),
        (["--inventory"], "requires an argument"),
    ],
)
def test_a_wrong_command_line_is_64(run: Run, arguments: list[str], message: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (64, "")
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.NetplanError("x; do y"), 1),
        (errors.UsageError("x"), 64),
        (errors.CredentialError("x"), 4),
        (errors.InventoryError("a:1:1: error: b\nc:1:1: error: d"), 1),
        (KeyboardInterrupt(), 130),
        (OSError(28, "No space left on device", "x.db"), 1),
        (ZeroDivisionError("secret detail"), 1),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else str(value),
)
def test_every_error_is_lines_on_stderr_and_a_code(
    run: Run, failing: Callable[[BaseException], None], error: BaseException, code: int
) -> None:
    failing(error)
    found, out, err = run("version")
    assert (found, out) == (code, "")
    assert all(line.startswith("netplan: ") for line in err.splitlines())
    assert "Traceback" not in err and "hunter2" not in err


def test_an_unexpected_error_names_the_way_to_its_details(
    run: Run, failing: Callable[[BaseException], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(ZeroDivisionError("snmp-server community letMeIn7"))
    assert "NETPLAN_DEBUG=1" in run("version")[2]
    monkeypatch.setenv("NETPLAN_DEBUG", "1")
    _, _, err = run("version")
    assert "Traceback" in err and "test_app.py" in err and "ZeroDivisionError" in err
    assert "letMeIn7" not in err, "the words of an error can hold what a device has printed"
    assert "hunter2'" not in err.replace('password = "hunter2"', "")


def test_a_hostile_message_cannot_move_the_terminal(run: Run, failing: Callable[[BaseException], None]) -> None:
    failing(errors.NetplanError("device \x1b[2Jsw1\u202e"))
    assert "device ⟨U+001B⟩[2Jsw1⟨U+202E⟩" in run("version")[2]


def test_a_command_may_return_its_exit_code(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def command() -> int:
        return 2

    monkeypatch.setattr(version, "command", command)
    assert run("version")[0] == 2


def test_version_in_both_ways(run: Run) -> None:
    assert run("version") == run("--version") == (0, f"netplan {netplan.__version__}\n", "")


def test_no_arguments_is_help(run: Run) -> None:
    code, out, _ = run()
    assert code == 0
    assert out.startswith("Usage: netplan")


def test_the_other_name_is_shown_when_it_is_used(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/usr/bin/onenet"])
    assert run("--help")[1].startswith("Usage: onenet")


def test_a_closed_pipe_is_quiet() -> None:
    script = f"{sys.executable} -m netplan inventory schema | head -c 1 >/dev/null; exit ${{PIPESTATUS[0]}}"
    found = subprocess.run(["bash", "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert found.stderr == ""
    assert found.returncode in (0, 141)


@pytest.mark.parametrize(("typed", "found"), [("netplan sho", "show"), ("netplan plan cr", "create"), ("netplan app", "")])
def test_the_shell_completes_words(typed: str, found: str) -> None:
    asked = {"_NETPLAN_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" "))}
    run = subprocess.run([sys.executable, "-m", "netplan"], cwd=ROOT, env={**os.environ, **asked}, capture_output=True, text=True)
    assert (run.returncode, run.stdout.split(), run.stderr) == (0, found.split(), "")


def test_no_locale_stops_a_command(tmp_path: Path) -> None:
    text = "version: 1\ndepartments: {d: {}}\nhosts: {päärakennus: {data: {department: d}}}\n"
    (tmp_path / "inventory.yaml").write_text(text, encoding="utf-8")
    env = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT)}
    found = subprocess.run([sys.executable, "-m", "netplan", "inventory", "list"], cwd=tmp_path, env=env, capture_output=True)
    assert found.returncode == 0
    assert "päärakennus" in found.stdout.decode("utf-8")


def test_every_registered_module_has_a_command() -> None:
    files = {path.stem for path in (ROOT / "netplan" / "cli").iterdir()}
    for entry in registry.COMMANDS:
        assert entry.module.rpartition(".")[2] in files
        assert app.loaded(entry.name).name == entry.name or hasattr(app.loaded(entry.name), "commands")
        assert entry.help.endswith(".") and len(entry.help) <= 64


def test_init_then_validate_then_list(run: Run) -> None:
    assert run("init", "city")[0] == 0
    code, _, err = run("--inventory", "city/inventory.yaml", "inventory", "validate")
    assert (code, "is right: 1 departments" in err) == (0, True)
    assert run("init", "city")[0] == 1
    assert "is there already" in run("init", "city")[2]


def test_the_demo_city_is_copied_and_valid(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("init", "--demo", "city")[0] == 0
    monkeypatch.setenv("NETPLAN_INVENTORY", "city/inventory.yaml")
    assert run("inventory", "validate")[0] == 0
    code, out, _ = run("inventory", "list", "--format", "json", "department:sote", "--where", "role = core")
    rows = json.loads(out)["data"]
    assert code == 0
    assert rows
    assert {row["department"] for row in rows} == {"sote"}


def test_a_missing_inventory_says_how_to_make_one(run: Run) -> None:
    code, _, err = run("inventory", "validate")
    assert code == 1
    assert "netplan init" in err


def test_errors_of_the_inventory_come_line_by_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "inventory.yaml").write_text("version: 1\nsitez: {}\nhosts: {h: {}}\n", encoding="utf-8")
    code, _, err = run("inventory", "validate")
    assert code == 1
    assert "netplan: inventory.yaml:2:1: error: sitez: unknown key; did you mean 'sites'?" in err.splitlines()
    assert err.splitlines()[-1] == "netplan: 2 errors in the inventory"


def test_the_schema_is_json(run: Run) -> None:
    assert json.loads(run("inventory", "schema")[1])["title"] == "netplan inventory"


def test_doctor_says_what_is_there_and_what_to_do(run: Run) -> None:
    code, out, _ = run("doctor", "--format", "json")
    found = {row["check"]: row for row in json.loads(out)["data"]}
    assert code == 0
    assert found["kernels"]["state"] == "ok"
    assert found["inventory"]["state"] == "missing" and found["inventory"]["advice"]
    assert {"netplan", "python", "sqlite", "encoding", "folder", "extra ssh"} <= found.keys()


def test_doctor_fails_when_something_is_wrong(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from netplan.cli import doctor

    monkeypatch.setattr(doctor, "kernels", lambda: ("kernels", "wrong", "broken", "install it again"))
    assert run("doctor")[0] == 1
