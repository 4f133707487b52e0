"""The wheel has all that an installed netplan needs, and `init --demo` works from it."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_wheel_is_whole(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
        names = set(archive.namelist())
    for folder in ("models", "collectors", "netplan", "reports"):
        assert {str(path.relative_to(ROOT)) for path in (ROOT / folder).rglob("*.py")} <= names
    assert {str(path.relative_to(ROOT)) for path in (ROOT / "reports" / "templates").glob("*.j2")} <= names
    assert not any(name.startswith("tests/") for name in names)
    env = {**os.environ, "PYTHONPATH": str(site)}
    for arguments in (["init", "city", "--demo"], ["-i", "city/inventory.yaml", "inventory", "validate"]):
        subprocess.run(
            [sys.executable, "-m", "netplan", *arguments], cwd=tmp_path, env=env, check=True, capture_output=True, timeout=60
        )
    assert (tmp_path / "city" / "demo").is_dir()


def test_the_lock_is_exact_and_names_no_host() -> None:
    lines = LOCK.splitlines()
    assert lines
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+]+", line) for line in lines)


def test_the_lock_has_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    locked = {line.partition("==")[0].lower().replace("_", "-") for line in LOCK.splitlines()}
    names = {re.split(r"[\[<>=;]", each)[0].lower().replace("_", "-") for each in wanted}
    assert names <= locked


def test_both_names_are_the_same_program() -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert scripts == {"netplan": "netplan.cli.app:main", "onenet": "netplan.cli.app:main"}
