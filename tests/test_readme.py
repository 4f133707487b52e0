"""The README's commands do what it says: each `console` or `sh` block runs as printed, in an empty folder."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from collectors.dialect import dialects

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```(?:console|sh)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def commands(text: str) -> list[str]:
    """The lines of all blocks that a shell would run: continuations joined, prompts and comments gone."""
    lines = [line for block in BLOCK.findall(text) for line in block.replace("\\\n", " ").splitlines()]
    return [line.removeprefix("$ ").strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]


def ours(text: str) -> list[str]:
    return [line for line in commands(text) if re.match(r"(netplan|onenet|cd)\b", line)]


def test_every_system_that_is_read_is_named() -> None:
    rows = [line for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    for dialect in dialects().values():
        if dialect.name in ("end_host", "snmp_agent"):
            continue
        (row,) = [row for row in rows if re.search(rf"(?:, |\| ){re.escape(dialect.title)}(?:, | \|)", row)]
        assert row.split("|")[3].strip() == ("yes" if dialect.console else "no"), dialect.title
        assert row.split("|")[4].strip() == ("yes" if dialect.write else "in words"), dialect.title


@pytest.mark.slow
def test_every_command_of_the_readme_runs_as_printed(tmp_path: Path) -> None:
    lines = ours((ROOT / "README.md").read_text(encoding="utf-8"))
    assert "netplan verify city.plan.json" in lines, "it ends well only if the plan of the demo holds in every state"
    script = tmp_path / "run.sh"
    program = f"{shlex.quote(sys.executable)} -m netplan"
    shell = [
        f"export PYTHONPATH={shlex.quote(str(ROOT))}",
        f'netplan() {{ {program} "$@"; }}',
        f'onenet() {{ {program} "$@"; }}',
        "set -e",
    ]
    for line in lines:
        shell += [f"echo {shlex.quote('+ ' + line)} >&2", line]
    script.write_text("\n".join(shell), encoding="utf-8")
    work = tmp_path / "work"
    work.mkdir()
    run = subprocess.run(["sh", str(script)], cwd=work, capture_output=True, text=True, timeout=900)
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-2000:]
    page = (work / "city/report.html").read_text(encoding="utf-8")
    assert "verdict of the plan" in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", ""), "a report asks nobody"


def test_blocks_are_found_with_continuations_and_without_comments() -> None:
    text = "```console\n$ netplan a \\\n  b\n# no\n```\n```python\nnetplan c\n```\n```sh\nmake x\n```\n"
    assert commands(text) == ["netplan a    b", "make x"]
    assert ours(text) == ["netplan a    b"]
