"""An inventory in a folder of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest

Write = Callable[..., Path]

SMALL = """\
version: 1
departments:
  keha: {owner: cio@city.example}
  sote: {}
sites:
  kallio: {department: sote}
groups:
  ios: {platform: cisco_ios}
hosts:
  sw1: {hostname: 10.0.0.1, groups: [ios], data: {department: sote, site: kallio}}
"""


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes files into the folder that the test runs in; the last one's path comes back, relative."""
    monkeypatch.chdir(tmp_path)

    def written(text: str, name: str = "inventory.yaml") -> Path:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return written
