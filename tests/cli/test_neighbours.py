"""`netplan show neighbours`: what each thing that was heard means for the wires, and who has acknowledged a stranger."""

import json
from pathlib import Path

import pytest

from netplan.cli.app import main

CONFIG = "frr version 8.4\nfrr defaults traditional\nhostname {name}\ninterface eth0\n ip address 192.0.2.{n}/24\nexit\n"
INVENTORY = """version: 1
departments: {hr: {name: Staff}}
accept:
  - {rule: unknown-neighbour, where: {device: a, neighbour: press*}, reason: a printer, owner: ops@city.example, until: 2999-01-01}
"""


def heard(*rows: dict[str, str]) -> str:
    return "".join(json.dumps(row) + "\n" for row in ({"snmp": "lldp", "chassis": "02:00:00:00:00:01"}, *rows))


def test_wires_doubts_and_acknowledged_strangers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("inventory.yaml").write_text(INVENTORY, encoding="utf-8")
    for n, name in enumerate("ab", 1):
        Path("hr/configs").mkdir(parents=True, exist_ok=True)
        Path(f"hr/configs/{name}.cfg").write_text(CONFIG.format(name=name, n=n), encoding="utf-8")
    Path("hr/show/a").mkdir(parents=True)
    rows = [{"port": "eth0", "name": "b.city.example", "remote_port": "eth0"}]
    rows += [{"port": f"eth{n}", "name": name, "remote_port": "1"} for n, name in enumerate(("press-1", "spy"), 1)]
    Path("hr/show/a/snmp_lldp.txt").write_text(heard(*rows), encoding="utf-8")
    assert main(["load", "hr", "--department", "hr"]) == 0
    capsys.readouterr()
    assert main(["show", "neighbours", "--format", "json"]) == 0
    found = {row["remote_name"]: (row["wire"], row["source"]) for row in json.loads(capsys.readouterr().out)["data"]}
    stranger = "none: no device of this snapshot goes by that name"
    assert {name: wire for name, (wire, _) in found.items()} == {
        "b.city.example": "hr/b:eth0 (70% sure)",
        "press-1": f"{stranger}; acknowledged: a printer (ops@city.example, until 2999-01-01)",
        "spy": stranger,
    }
    assert found["spy"][1].endswith("snmp_lldp.txt:4")
    assert main(["show", "links", "--format", "json"]) == 0
    (link,) = json.loads(capsys.readouterr().out)["data"]
    assert (link["a"], link["b"], link["evidence"], link["sure"]) == ("hr/a:eth0", "hr/b:eth0", "lldp", "70%")
    assert link["why"] == "one end hears the other, which hears nothing there" and link["source"].endswith("snmp_lldp.txt:2")
    Path("inventory.yaml").write_text(INVENTORY + "links: [{a: hr/a:eth0, b: hr/b:eth0}]\n", encoding="utf-8")
    assert main(["load", "hr", "--department", "hr"]) == 0
    capsys.readouterr()
    assert main(["show", "links", "--format", "json"]) == 0
    (link,) = json.loads(capsys.readouterr().out)["data"]
    assert (link["evidence"], link["sure"], link["why"]) == ("declared", "100%", "the inventory says so")
    assert main(["show", "links", "b", "--columns", "a,b"]) == 0 and "hr/a:eth0" in capsys.readouterr().out
