"""`netplan path` between two switch ports: the way of a frame, a blocked wire, and VLANs that nothing joins."""

from pathlib import Path

import pytest

from netplan.cli.app import main
from tests.cli.test_stp import CONFIG, INVENTORY

ACCESS = "interface GigabitEthernet0/{port}\n switchport mode access\n switchport access vlan {vlan}\nend\n"


def test_frames_between_two_ports(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("inventory.yaml").write_text(INVENTORY, encoding="utf-8")
    Path("hr").mkdir()
    for name, priority in (("a", 4096), ("b", 8192)):
        text = CONFIG.format(name=name, mode="rapid-pvst", priority=priority).removesuffix("end\n")
        text += "vlan 20\n" + ACCESS.format(port=3, vlan=1).removesuffix("end\n") + ACCESS.format(port=4, vlan=20)
        Path(f"hr/{name}.cfg").write_text(text, encoding="utf-8")
    assert main(["load", "hr", "--department", "hr", "--os", "cisco_ios"]) == 0
    capsys.readouterr()
    assert main(["path", "a:GigabitEthernet0/3", "b:GigabitEthernet0/3"]) == 0
    out = capsys.readouterr().out
    assert "GigabitEthernet0/1 gives the frame out (trunk, VLAN 1 untagged)" in out and "a.cfg:4" in out
    assert "GigabitEthernet0/2 (alternate) blocks" in out and "delivered" in out
    assert main(["path", "a:GigabitEthernet0/3", "b:GigabitEthernet0/4"]) == 2
    assert "VLAN 1 of hr/a and VLAN 20 of hr/b are not joined" in capsys.readouterr().out
    other = Path("hr/b.cfg").read_text(encoding="utf-8").replace("rapid-pvst", "mst")
    Path("hr/b.cfg").write_text(other, encoding="utf-8")
    assert main(["load", "hr", "--department", "hr", "--os", "cisco_ios"]) == 0
    assert main(["path", "a:GigabitEthernet0/3", "b:GigabitEthernet0/3"]) == 5
    assert "mst and rapid-pvst meet" in capsys.readouterr().out
