"""`netplan show nat` and translations in `netplan path`: rules with their lines, what is assumed, and the way of the answers."""

import json
from pathlib import Path

import pytest

from netplan.cli.app import main

BORDER = """hostname border
interface GigabitEthernet0/0
 ip address 192.0.2.2 255.255.255.0
 ip nat outside
 no shutdown
interface GigabitEthernet0/1
 ip address 10.1.1.1 255.255.255.0
 ip nat inside
 no shutdown
ip nat pool P 198.51.100.8 198.51.100.15 netmask 255.255.255.0
ip nat inside source list 7 interface GigabitEthernet0/0 overload
ip nat inside source list 8 pool P
ip nat inside source static 10.1.1.80 192.0.2.80
ip nat inside source static tcp 10.1.1.81 8080 192.0.2.81 80 extendable
{more}access-list 7 permit 10.1.1.0 0.0.0.127
access-list 8 permit 10.1.1.128 0.0.0.127
ip route 0.0.0.0 0.0.0.0 192.0.2.1
end
"""


@pytest.fixture
def loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("inventory.yaml").write_text("version: 1\ndepartments: {hr: {name: Staff}}\n", encoding="utf-8")
    load("", capsys)
    return tmp_path


def load(more: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("hr").mkdir(exist_ok=True)
    Path("hr/border.cfg").write_text(BORDER.format(more=more), encoding="utf-8")
    assert main(["load", "hr", "--department", "hr", "--os", "cisco_ios"]) == 0
    capsys.readouterr()


def shown(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    assert main(["show", "nat", "--format", "json"]) == 0
    rows: list[dict[str, object]] = json.loads(capsys.readouterr().out)["data"]
    return rows


def test_rules_with_what_is_assumed(loaded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = {str(row["inside"]): row for row in shown(capsys)}
    assert list(rows) == ["10.1.1.81/32", "10.1.1.80/32", "list 7", "list 8"]
    assert (rows["list 7"]["outside"], rows["list 7"]["assumed"]) == (["192.0.2.2"], "a port is free")
    assert rows["list 8"]["assumed"] == "one of 8 addresses is free"
    port = rows["10.1.1.81/32"]
    assert [port[name] for name in ("protocol", "inside_port", "outside_port")] == ["tcp", 8080, 80]
    assert str(rows["10.1.1.80/32"]["source"]).endswith("border.cfg:13") and not rows["10.1.1.80/32"]["unknown"]


def test_a_line_that_is_not_modelled_is_a_row(loaded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load("ip nat outside source static 203.0.113.7 10.9.9.9 add-route\n", capsys)
    (odd,) = (row for row in shown(capsys) if not row["kind"])
    assert odd["unknown"] == "ip nat outside source static 203.0.113.7 10.9.9.9 add-route is not modelled"
    assert main(["path", "10.1.1.5", "203.0.113.9"]) == 5


def test_a_step_of_the_path_names_the_rule_and_its_line(loaded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["path", "10.1.1.80", "203.0.113.9", "--protocol", "tcp", "--dport", "443"]) == 2
    out = capsys.readouterr().out
    assert "source 10.1.1.80 becomes 192.0.2.80 by static NAT of 10.1.1.80/32 to 192.0.2.80/32" in out
    assert "border.cfg:13" in out


def test_reverse_shows_how_answers_come_back(loaded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["path", "10.1.1.5", "203.0.113.9", "--protocol", "tcp", "--dport", "443", "--reverse"]) == 0
    out = capsys.readouterr().out
    there, back = out.split("the answers")
    assert "source 10.1.1.5 becomes 192.0.2.2 port 1024-65535 by dynamic NAT of list 7" in there and "left:" in there
    assert "assumed: a port is free" in there and "assumed: the answer comes back by the port that it left by" in back
    assert "becomes 10.1.1.5, as for the packet that it answers" in back and "delivered" in back


def test_reach_says_what_is_assumed(loaded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reach", "--from", "border", "--protocol", "tcp", "--by", "subnet", "--format", "json"]) == 5
    told = capsys.readouterr()
    assert "assumed: 2 dynamic NAT rules have a free address or port for each packet" in told.err
    pairs = {row["source"]: (row["reach"], row["why"]) for row in json.loads(told.out)["data"]}
    assert pairs["192.0.2.0/24"] == ("all", "")
    assert pairs["10.1.1.0/24"] == ("unknown", "NAT on hr/border: it is an address that this router translates itself")
