"""`netplan path` on the demo city: what it prints, and what it ends with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from netplan.cli.app import main


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The demo city, taken in."""
    folder = tmp_path_factory.mktemp("city")
    assert main(["init", "--demo", str(folder)]) == 0
    assert main(["--inventory", str(folder / "inventory.yaml"), "load"]) == 0
    yield folder


def path(city: Path, *arguments: str) -> int:
    return main(["--inventory", str(city / "inventory.yaml"), "path", *arguments])


def test_delivered_names_every_line(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert path(city, "kymp-site-2", "10.30.13.9") == 0
    out = capsys.readouterr().out
    assert "delivered: a host on the subnet of eth1" in out
    assert out.count(".cfg:") >= 4
    assert max(map(len, out.splitlines())) <= 80


def test_not_delivered_ends_with_2(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert path(city, "kymp-core-1", "10.99.99.9") == 2
    assert "black-holed" in capsys.readouterr().out


def test_ambiguous_address_asks_for_the_department(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert path(city, "10.20.3.9", "8.8.8.8") == 64
    assert "write kasko/10.20.3.9 or sote/10.20.3.9" in capsys.readouterr().err
    assert path(city, "sote/10.20.3.9", "8.8.8.8") == 2
    assert "left: next hop 203.0.113.1" in capsys.readouterr().out


def test_table_of_hops(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert path(city, "kymp-site-2", "10.30.13.9", "--format", "csv") == 0
    assert "kymp/kymp-site-3" in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong", [("nix", "10.1.1.1"), ("kymp-core-1", "10.1.1.1", "--protocol", "foo"), ("kymp-core-1:no", "10.1.1.1")]
)
def test_what_does_not_exist_is_a_usage_error(city: Path, wrong: tuple[str, ...]) -> None:
    assert path(city, *wrong) == 64
