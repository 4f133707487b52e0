"""`netplan fidelity` on folders of configs and show outputs: tables, formats, exit codes."""

import json
from pathlib import Path

import pytest

from models.columns import unpacked
from models.store import Store
from netplan.cli.app import main

CONFIG = """\
version 15.2
hostname r1
interface GigabitEthernet0/1
 ip address 10.0.0.1 255.255.255.0
ip route 10.9.0.0 255.255.0.0 10.0.0.9
end
"""
TABLE = """\
Codes: C - connected
Gateway of last resort is not set

      10.0.0.0/8 is variably subnetted, 2 subnets, 2 masks
C        10.0.0.0/24 is directly connected, GigabitEthernet0/1
S        10.9.0.0/16 [1/0] via 10.0.0.9
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without an inventory: configs can be looked at without one."""
    monkeypatch.chdir(tmp_path)


def load(tmp_path: Path, **shows: str) -> None:
    """Take in one router and its show outputs."""
    source = tmp_path / "hr"
    (source / "configs").mkdir(parents=True)
    (source / "configs/r1.cfg").write_text(CONFIG, encoding="utf-8")
    for command, text in shows.items():
        (source / "show/r1").mkdir(parents=True, exist_ok=True)
        (source / f"show/r1/{command}.txt").write_text(text, encoding="utf-8")
    assert main(["load", str(source), "--department", "hr"]) == 0


def ask(*arguments: str) -> int:
    return main(["fidelity", *arguments])


def test_all_equal_ends_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load(tmp_path, show_ip_route=TABLE)
    capsys.readouterr()
    assert ask() == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[1].split() == ["hr", "r1", "connected", "100", "1", "0", "0", "0", "0", "default"]
    assert "100 % of 2 are equal" in err
    assert out.splitlines()[0].index("VRF") <= 80
    assert ask("--differences") == 0


def test_a_difference_ends_with_2_and_names_the_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load(tmp_path, show_ip_route=TABLE.replace("[1/0] via 10.0.0.9", "[1/0] via 10.0.0.7"))
    capsys.readouterr()
    assert ask("--differences", "--format", "json") == 2
    [row] = json.loads(capsys.readouterr().out)["data"]
    assert (row["item"], row["status"], row["predicted_from"]) == ("10.9.0.0/16", "different", "hr/configs/r1.cfg:5")
    assert row["seen_at"] == "hr/show/r1/show_ip_route.txt:6"
    assert row["reason"] == "next hop; 10.0.0.7 is no port of a device of this snapshot"
    for format in ("csv", "md"):
        assert ask("--differences", "--format", format) == 2
        assert "10.0.0.7" in capsys.readouterr().out
    sheet = tmp_path / "out.xlsx"
    assert ask("-o", str(sheet)) == 2
    assert sheet.stat().st_size > 0


def test_no_table_ends_with_5(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load(tmp_path)
    assert ask() == 5
    assert "no device printed a table" in capsys.readouterr().err


def test_an_output_that_was_refused_is_unknown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    interfaces = "GigabitEthernet0/1 is up, line protocol is up\n  Internet address is 10.0.0.1/24\n"
    load(tmp_path, show_ip_route="% Invalid input detected at '^' marker.\n", show_interfaces=interfaces)
    assert "the device refused the command" in capsys.readouterr().err
    assert ask() == 5
    out, err = capsys.readouterr()
    assert "3 unknown" in err
    assert [line.split()[2] for line in out.splitlines()[1:]] == ["ports", "routes"]
    assert ask("--differences") == 5
    assert "show_ip_route.txt: the device refused the command" in capsys.readouterr().out


def test_a_selector_and_a_snapshot_are_kept(tmp_path: Path) -> None:
    load(tmp_path, show_ip_route=TABLE)
    assert ask("r1", "--at", "1") == 0
    assert ask("nobody") == 64
    assert ask("--at", "7") == 64


def test_an_unchanged_device_keeps_its_tables(tmp_path: Path) -> None:
    """The second load reads nothing anew; what was observed is there all the same, and the history is whole."""
    load(tmp_path, show_ip_route=TABLE)
    assert main(["load", str(tmp_path / "hr"), "--department", "hr"]) == 0
    base = Store.open(tmp_path / ".netplan/netplan.db")
    first, second = (next(iter(base.network(ref).devices.values())) for ref in ("1", "2"))
    assert first.observed == second.observed
    assert len(unpacked(second.observed).routes) == 2
    assert base.verify() == []
    assert ask("--at", "2") == 0


def test_neighbours_of_all_protocols_are_in_one_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ospf = (
        "Neighbor ID     Pri   State           Dead Time   Address         Interface\n"
        "10.254.0.2        1   INIT/  -        00:00:30    10.0.0.2        Gi0/1\n"
    )
    bgp = (
        "Neighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd\n"
        "10.0.0.7        4        65002     100     100       12    0    0 3w0d            1\n"
    )
    load(tmp_path, show_ip_ospf_neighbor=ospf, show_ip_bgp_summary=bgp)
    capsys.readouterr()
    assert main(["show", "neighbours", "--format", "json"]) == 0
    rows = [
        (row["protocol"], row["interface"], row["remote_name"], row["up"], row["state"], row["asn"])
        for row in json.loads(capsys.readouterr().out)["data"]
    ]
    assert rows == [
        ("bgp", "", "10.0.0.7", True, "established", "65002"),
        ("ospf", "GigabitEthernet0/1", "10.254.0.2", False, "init", ""),
    ]
