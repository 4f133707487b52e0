"""`netplan --help` answers at once: it imports nothing heavy, and no command's engine."""

import subprocess
import sys
from pathlib import Path

import pytest

from netplan.cli.registry import COMMANDS, UBUNTU_VERBS, Command

ROOT = Path(__file__).resolve().parent.parent
HEAVY = {"numpy", "numba", "sqlmodel", "sqlalchemy", "networkx", "ortools", "netmiko", "napalm", "yaml", "scipy", "pandas"}
PROBE = """
import sys
from netplan.cli.app import main
code = main({args!r})
print(code, *sorted({{name.split('.')[0] for name in sys.modules}}))
"""


def loaded_by(*args: str) -> tuple[int, set[str], str]:
    """The exit code of a command line, the top-level modules it loaded, and what it printed."""
    run = subprocess.run(
        [sys.executable, "-c", PROBE.format(args=list(args))], cwd=ROOT, capture_output=True, text=True, check=True
    )
    *text, last = run.stdout.rstrip().split("\n")
    code, *names = last.split(" ")
    return int(code), set(names), "\n".join(text)


def test_help_loads_nothing_heavy_and_names_every_command() -> None:
    code, names, text = loaded_by("--help")
    assert code == 0
    assert not names & HEAVY
    assert all(f"  {entry.name} " in text and entry.help in text for entry in COMMANDS)


def test_the_probe_would_see_a_heavy_import() -> None:
    assert "yaml" in loaded_by("inventory", "validate")[1]


@pytest.mark.parametrize("entry", COMMANDS, ids=[entry.name for entry in COMMANDS])
def test_the_help_of_a_command_loads_no_engine(entry: Command) -> None:
    code, names, text = loaded_by(entry.name, "--help")
    assert code == 0
    assert not names & HEAVY
    assert "Usage:" in text


@pytest.mark.parametrize("entry", COMMANDS, ids=[entry.name for entry in COMMANDS])
def test_the_help_cuts_no_line_and_names_no_python_type(entry: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = loaded_by(entry.name, "--help")[2]
    assert "<list[" not in text
    assert not [line for line in text.partition("Commands:")[2].splitlines() if line.endswith("...")]


def test_no_command_has_a_name_of_ubuntus_netplan() -> None:
    assert not {entry.name for entry in COMMANDS} & set(UBUNTU_VERBS)
    assert len({entry.name for entry in COMMANDS}) == len(COMMANDS)
