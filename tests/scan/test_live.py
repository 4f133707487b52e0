"""`netplan scan` from beginning to end over real SSH: keys learnt, logins tested, devices visited, secrets left behind."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.store import Store
from netplan.cli.app import main
from tests.fakes.device import FakeDevice
from tests.fakes.faults import Fault
from tests.fakes.server import Farm

PASSWORD, ENABLE = "right-Pa55", "right-Enable"
Run = Callable[..., tuple[int, str, str]]
INVENTORY = """
version: 1
departments: {{hr: {{}}}}
credentials: {{ro: {{username: netplan, password: env:SCAN_PASSWORD, enable: env:SCAN_ENABLE}}}}
collectors: {{ssh: {{type: ssh, logins_per_second: 100, retries: 0}}}}
defaults: {{data: {{credential: ro, department: hr}}}}
hosts:
{hosts}
"""


@pytest.fixture
def farm() -> Iterator[Farm]:
    with Farm() as made:
        yield made


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    for name in ("NETPLAN_DATABASE", "NETPLAN_KEY_FILE", "NETPLAN_INVENTORY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SCAN_PASSWORD", PASSWORD)
    monkeypatch.setenv("SCAN_ENABLE", ENABLE)

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return code, captured.out, captured.err

    return call


def written(tmp_path: Path, *devices: FakeDevice) -> None:
    lines = [f"  {each.name}: {{hostname: {each.host}, port: {each.port}, platform: {each.persona.os}}}\n" for each in devices]
    (tmp_path / "inventory.yaml").write_text(INVENTORY.format(hosts="".join(lines)))


def test_from_the_first_key_to_the_snapshot(run: Run, farm: Farm, tmp_path: Path) -> None:
    devices = [farm.start(FakeDevice(f"R{number}")) for number in range(3)]
    wrong = farm.start(FakeDevice("R9", password="another"))
    written(tmp_path, *devices, wrong)
    code, out, err = run("scan", "--format", "json")
    assert code == 1 and {row["outcome"] for row in json.loads(out)["data"]} == {"host key unknown"}
    assert not any(each.record.passwords for each in (*devices, wrong))
    assert run("scan", "trust", "department:hr", "--yes")[0] == 0
    code, out, err = run("scan", "test", "--format", "json")
    assert code == 3
    assert {row["device"]: row["outcome"] for row in json.loads(out)["data"]} == {
        "R0": "ok", "R1": "ok", "R2": "ok", "R9": "auth failed",
    }  # fmt: skip
    assert not any(each.record.configs for each in devices)
    code, out, err = run("scan", "--format", "json")
    found = {row["outcome"]: row["devices"] for row in json.loads(out)["data"]}
    assert code == 3 and found["auth failed"] == 1 and found.get("ok", 0) + found.get("partial", 0) == 3
    assert all(each.record.configs == 1 and each.record.open_most == 1 for each in devices)
    assert len(wrong.record.passwords) == 2, "one for the test, one for the scan"
    code, out, err = run("scan", "log", "R1")
    assert code == 0 and "show running-config\n" in out and PASSWORD not in out + err and ENABLE not in out + err
    sent = [line for line in out.splitlines() if line != "⟨secret⟩"]
    assert sent == devices[1].record.commands[-len(sent) :], "the log is what the device got"
    network = Store.open(tmp_path / ".netplan" / "netplan.db").network()
    assert sorted(device.name for device in network.devices) == ["R0", "R1", "R2"]
    stored = b"".join(path.read_bytes() for path in (tmp_path / ".netplan").iterdir())
    assert PASSWORD.encode() not in stored and ENABLE.encode() not in stored


def test_a_device_that_breaks_off_costs_itself_only(run: Run, farm: Farm, tmp_path: Path) -> None:
    good, broken = farm.start(FakeDevice("R1")), farm.start(FakeDevice("R2", fault=Fault(auth="reject")))
    gone = FakeDevice("R3", fault=Fault(refuse=True))
    farm.start(gone)
    written(tmp_path, good, broken, gone)
    run("scan", "trust", "R1", "R2", "--yes")
    code, out, _ = run("scan", "--format", "json")
    outcomes = {row["outcome"]: row for row in json.loads(out)["data"]}
    assert code == 3 and {"auth failed", "unreachable"} < set(outcomes)
    assert "netplan scan test hr/R3" in str(outcomes["unreachable"]["cure"])
