"""`netplan show stp`: roots, costs and roles; a tree without its reasons is never shown as known."""

import json
from pathlib import Path

import pytest

from netplan.cli.app import main

CONFIG = """hostname {name}
spanning-tree mode {mode}
spanning-tree vlan 1 priority {priority}
interface GigabitEthernet0/1
 switchport trunk encapsulation dot1q
 switchport mode trunk
interface GigabitEthernet0/2
 switchport trunk encapsulation dot1q
 switchport mode trunk
end
"""
INVENTORY = """version: 1
departments: {hr: {name: Staff}}
links:
  - {a: "hr/a:GigabitEthernet0/1", b: "hr/b:GigabitEthernet0/1"}
  - {a: "hr/a:GigabitEthernet0/2", b: "hr/b:GigabitEthernet0/2"}
"""


def shown(capsys: pytest.CaptureFixture[str], *modes: str) -> list[dict[str, object]]:
    Path("inventory.yaml").write_text(INVENTORY, encoding="utf-8")
    Path("hr").mkdir(exist_ok=True)
    for name, mode, priority in zip("ab", modes, (4096, 8192), strict=True):
        Path(f"hr/{name}.cfg").write_text(CONFIG.format(name=name, mode=mode, priority=priority), encoding="utf-8")
    assert main(["load", "hr", "--department", "hr", "--os", "cisco_ios"]) == 0
    capsys.readouterr()
    assert main(["show", "stp", "b", "--format", "json"]) == 0
    rows: list[dict[str, object]] = json.loads(capsys.readouterr().out)["data"]
    return rows


def test_two_switches_with_two_wires(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rows = shown(capsys, "rapid-pvst", "rapid-pvst")
    kept = [(row["device"], row["tree"], row["root"], row["cost"], row["port"], row["role"], row["forwards"]) for row in rows]
    assert kept == [
        ("b", 1, ["hr/a"], 4, "GigabitEthernet0/1", ["root"], True),
        ("b", 1, ["hr/a"], 4, "GigabitEthernet0/2", ["alternate"], False),
    ]
    mixed = shown(capsys, "rapid-pvst", "mst")
    assert {(row["tree"], row["port"], row["forwards"]) for row in mixed} == {(0, None, None), (1, None, None)}
    meeting = "mst and rapid-pvst meet at hr/a:GigabitEthernet0/1 - hr/b:GigabitEthernet0/1: "
    assert all(str(row["unknown"]).startswith(meeting) for row in mixed)
