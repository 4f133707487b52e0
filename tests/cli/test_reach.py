"""`netplan reach` on the demo city."""

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


def reach(city: Path, *arguments: str) -> int:
    return main(["--inventory", str(city / "inventory.yaml"), "reach", *arguments])


def test_departments_do_not_reach_each_other_yet(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert reach(city, "--from", "department:kymp", "--format", "csv") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].lower().startswith("from,to,pairs,all,part,none,unknown")
    rows = {line.split(",")[1]: line.split(",")[2:] for line in lines[1:]}
    assert rows["kasko"][1:] == ["0", "0", rows["kasko"][0], "0"]
    assert int(rows["kymp"][1]) > 0


def test_each_pair_of_subnets_says_why(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    options = ("--by", "subnet", "--from", "department:kasko", "--to", "department:kasko")
    assert reach(city, *options, "--where", "reach = 'part'") == 0
    out = capsys.readouterr().out
    assert "ACL SERVERS-OUT out Vlan200" in out and ".cfg:" in out
    assert reach(city, *options, "--protocol", "tcp", "--dport", "443", "--format", "csv") == 0


def test_a_wrong_protocol_is_a_usage_error(city: Path) -> None:
    assert reach(city, "--protocol", "foo") == 64


def test_each_failure_tells_what_it_cuts_off(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--from", "department:kymp", "--to", "department:kymp", "--failures", "1")
    assert reach(city, *options, "--format", "csv") == 0
    told = capsys.readouterr()
    assert "kymp/kymp-core-1 GigabitEthernet0/1 - kymp/kymp-site-1 GigabitEthernet0/0,link,kymp,kymp,8,0" in told.out
    assert "63 single failures of links and devices" in told.err
    assert reach(city, *options, "--by", "subnet", "--where", "failure = 'kymp/kymp-site-1'", "--format", "csv") == 0
    assert len(capsys.readouterr().out.splitlines()) == 1 + 8
