"""`netplan filters` on the demo city and on a switch with bad lists: what it prints, and what it ends with."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from netplan.cli.app import main

BAD = """hostname sw1
interface Vlan10
 ip address 10.0.0.1 255.255.255.0
 ip access-group USERS in
 ip access-group NOWHERE out
ip access-list extended USERS
 permit tcp any host 10.9.9.9 eq 443
 deny tcp 10.0.0.0 0.0.0.255 any
 permit tcp 10.0.0.0 0.0.0.127 any eq 22
 permit udp any any eq 53
 permit udp any host 10.9.9.9 eq 53
 deny ip any any
ip access-list extended OLD
 permit ip any any dscp ef
 permit ip host 10.0.0.9 any
ip access-list standard MANAGERS
 permit 10.5.0.0 0.0.0.255
line vty 0 4
 access-class MANAGERS in
"""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The demo city, taken in."""
    folder = tmp_path_factory.mktemp("city")
    assert main(["init", "--demo", str(folder)]) == 0
    assert main(["--inventory", str(folder / "inventory.yaml"), "load"]) == 0
    yield folder / "inventory.yaml"


@pytest.fixture
def switch(tmp_path: Path) -> Path:
    """One switch with lists that have something amiss, in two snapshots."""
    folder = tmp_path / "configs"
    folder.mkdir()
    (folder / "sw1.cfg").write_text(BAD)
    inventory = tmp_path / "inventory.yaml"
    assert main(["init", str(tmp_path)]) == 0
    assert main(["--inventory", str(inventory), "load", str(folder), "--department", "central"]) == 0
    (folder / "sw1.cfg").write_text(BAD.replace("any eq 53", "any eq 123"))
    assert main(["--inventory", str(inventory), "load", str(folder), "--department", "central"]) == 0
    return inventory


def filters(inventory: Path, *arguments: str) -> int:
    return main(["--inventory", str(inventory), "filters", *arguments])


def test_list_names_the_ports(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert filters(city, "list", "sote-core-1") == 0
    assert "Vlan30 out" in capsys.readouterr().out


def test_show_subtracts_what_lines_before_take(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert filters(city, "show", "sote-core-1", "MEDICAL-OUT", "--format", "json") == 0
    rows = json.loads(capsys.readouterr().out)["data"]
    assert rows[0]["source"] == ["10.20.1.0/24"] and rows[0]["protocol"] == ["ip"]
    assert rows[-1]["protocol"] == ["udp"] and rows[-1]["source_port"] == "53"
    assert rows[-1]["source"] == ["0.0.0.0-10.20.0.255", "10.20.2.0-255.255.255.255"]


@pytest.mark.parametrize(("more", "code", "line"), [((), 2, "128"), (("--established",), 0, "126")])
def test_test_names_the_line(city: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], code: int, line: str) -> None:
    packet = ("--src", "10.20.9.1", "--dst", "10.20.3.4", "--protocol", "tcp", "--dport", "53")
    assert filters(city, "test", "sote-core-1", "MEDICAL-OUT", *packet, *more) == code
    out = capsys.readouterr().out
    assert f"sote-core-1.cfg:{line}" in out and max(map(len, out.splitlines())) <= 80


def test_compare_shows_a_packet_each_way(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert filters(city, "compare", "vesi-plant-1", "PUMPS-IN", "vesi-plant-1", "PUMPS-OUT") == 2
    out = capsys.readouterr().out
    assert "172.16.1.1 → 172.16.0.1" in out and "172.16.0.1 → 172.16.1.1" in out
    assert out.count("vesi-plant-1.cfg:") == 4 and max(map(len, out.splitlines())) <= 80


def test_compare_of_equal_lists_ends_with_0(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert filters(city, "compare", "sote-core-1", "MEDICAL-OUT", "sote-core-2") == 0
    assert "equal" in capsys.readouterr().out


def test_compare_between_snapshots(switch: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert filters(switch, "compare", "sw1", "USERS", "--at", "1", "--with", "2") == 2
    assert "USERS of central/sw1 in snapshot 2" in capsys.readouterr().out
    assert filters(switch, "compare", "sw1", "USERS", "--at", "1") == 0


def test_a_line_that_is_not_understood_makes_answers_unknown(switch: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert filters(switch, "compare", "sw1", "OLD") == 5
    assert "dscp ef" in capsys.readouterr().out
    assert filters(switch, "show", "sw1", "OLD") == 5
    assert filters(switch, "test", "sw1", "OLD", "--src", "10.0.0.8", "--dst", "10.1.1.1") == 5
    assert filters(switch, "test", "sw1", "OLD", "--src", "10.0.0.9", "--dst", "10.1.1.1") == 0


def test_lint_finds_each_kind(switch: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert filters(switch, "lint", "--at", "1", "--format", "json") == 2
    rows = json.loads(capsys.readouterr().out)["data"]
    found = {(row["list"], row["finding"], row["source"].rpartition(":")[2]) for row in rows}
    assert found == {
        ("NOWHERE", "missing", "2"),
        ("OLD", "unused", "13"),
        ("USERS", "shadowed", "9"),
        ("USERS", "shadowed", "11"),
        ("OLD", "not understood", "14"),
    }
    words = {row["source"].rpartition(":")[2]: row["why"] for row in rows}
    assert "line 8 of the file does the opposite" in words["9"]
    assert "line 10 of the file does the same" in words["11"]


@pytest.mark.parametrize(
    "wrong",
    [
        ("show", "nix", "USERS"),
        ("show", "sw1", "USER"),
        ("test", "sw1", "USERS", "--src", "::1", "--dst", "::2"),
        ("test", "sw1", "USERS", "--src", "10.0.0.1", "--dst", "10.0.0.2", "--protocol", "foo"),
    ],
)
def test_what_does_not_exist_is_a_usage_error(switch: Path, wrong: tuple[str, ...]) -> None:
    assert filters(switch, *wrong) == 64
