"""Hundreds of secrets on devices, the whole way through the command line, and none of them in any byte that is written."""

import re
import stat
from pathlib import Path

import pytest

from collectors.dialect import dialect
from tests.collectors.test_snmp import heard
from tests.fakes.agent import FakeAgent
from tests.fakes.server import Farm
from tests.scan.canary import Planter, Searcher
from tests.scan.canary_devices import BLOCKS, CRASHES, ENABLE, MORE, PASSWORD, PLANTED, crashing_with, devices_with
from tests.scan.canary_run import Site, inventory

COMMUNITY, AUTH, PRIV = "Yhteiso-Sana3", "Tunniste-Sana4", "Salaus-Sana55"
STRANGE_COMMUNITY, STRANGE_PRIV = "Vieras-Yhteiso6", "Vieras-Salaus7"
LOGINS = {PASSWORD, ENABLE, COMMUNITY, AUTH, PRIV, STRANGE_COMMUNITY, STRANGE_PRIV}
AGENTS = {"R2": "v2", "R3": "v3", "R4": "strange2", "R5": "strange3"}
"""The credential of each device that is asked by SNMP too."""
LEGACY = {"R6", "R8"}
"""Devices that are visited by the other SSH library."""


def credentials(site: Site) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """References to all that netplan logs in with: by SSH, and the SNMP parts of each credential."""
    login = {name: site.secret(name, value) for name, value in (("password", PASSWORD), ("enable", ENABLE))}
    user = {"version": "3", "user": "anna", "auth": site.secret("auth", AUTH)}
    return login, {
        "v2": {"version": "2c", "community": site.secret("community", COMMUNITY)},
        "v3": {**user, "priv": site.secret("priv", PRIV)},
        "strange2": {"version": "2c", "community": site.secret("strange2", STRANGE_COMMUNITY)},
        "strange3": {**user, "priv": site.secret("strange3", STRANGE_PRIV)},
    }


def used(site: Site) -> Planter:
    """Scan, carry away, load, look, and fail in every way: everything is written below `site`."""
    planter = Planter(6)
    with Farm() as farm, FakeAgent(heard(5, b"Gi0/9"), COMMUNITY, "anna", AUTH, PRIV) as agent:
        devices = [farm.start(device) for device in (*devices_with(planter), *crashing_with(planter))]
        for folder in ("near", "far"):
            written = inventory(devices, *credentials(site), AGENTS, LEGACY)
            (site.home / folder / "inventory.yaml").write_text(written, encoding="utf-8")
        snmp = f"snmp={agent.port}"
        assert site.netplan("near", "scan", "trust", "department:hr", "--yes") == 0
        arguments = ("scan", "run", "--to-bundle", "carried.bundle", "--format", "json")
        assert site.netplan("near", *arguments, canary=snmp) == 3, "some of them crash"
        signer = re.search(r"signed by (SHA256:\S+);", site.said("near"))
        failed = set(re.findall(r"hr/(\w+): failed", site.said("near")))
        assert failed == set(CRASHES) and agent.answered > 100
        assert site.netplan("near", "scan", "log", "R1") == 0
        assert all(each.record.configs >= 1 for each in devices), [each.name for each in devices if not each.record.configs]
        assert site.netplan("near", "scan", "run", "R1", "R4", "--format", "json", canary=snmp) in (0, 3)
        assert site.netplan("near", "scan", "run", "R1", canary="keep") == 1
        assert "Planted" in site.said("near")
    assert signer and site.netplan("far", "load", str(site.home / "near" / "carried.bundle"), "--signer", signer[1]) in (0, 3)
    for arguments in (
        ("show", "devices"), ("show", "users"), ("show", "services", "-o", "services.xlsx"), ("find", "password"), ("find", "snmp"),
        ("coverage", "--unknown"), ("conflicts",), ("report", "inventory", "-o", "i.html"), ("report", "inventory", "-o", "i.xlsx"),
    ):  # fmt: skip
        for folder in ("near", "far"):
            assert site.netplan(folder, *arguments) in ((0, 1) if arguments[0] == "find" else (0,)), arguments
    assert site.netplan("near", "diff") == 0
    return planter


@pytest.mark.slow
def test_no_planted_secret_is_in_any_byte(tmp_path: Path) -> None:
    site = Site(tmp_path, "near", "far")
    planter = used(site)
    assert len(planter.planted) >= 300 and len(set(planter.planted)) == len(planter.planted)
    searcher = Searcher(planter.forms | LOGINS)
    leaks, files = site.leaks(searcher), site.files()
    logs = {path.stem: path.stat().st_size for path in (tmp_path / "near").glob("*.log")}
    assert all(logs[name] > 1000 for name in ("debug", "paramiko", "asyncssh", "sqlalchemy.engine")), logs
    assert (tmp_path / "near" / "carried.bundle").exists() and len(files) > 20 and searcher.bytes > 100_000
    assert not leaks, f"{len(leaks)} in {len(files)} files: {leaks}"
    assert not [path.name for path in files if path.name.startswith("core")], "a process left its memory behind"
    for folder in ("near", "far"):
        state = tmp_path / folder / ".netplan"
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (state, *state.rglob("*"))}
        assert {"netplan.db", "key"} <= modes.keys()
        assert modes == {path.name: 0o700 if path.is_dir() else 0o600 for path in (state, *state.rglob("*"))}
    processes = site.processes()
    assert len(processes) > site.runs, "the readers of configs were seen too"
    limits = [each["limits"] for each in processes if "scan\0run" in each["cmdline"]]
    assert len(limits) > 3 and all(re.search(r"Max core file size +0 +0 ", each) for each in limits)


@pytest.mark.parametrize("os", sorted(set(BLOCKS.values())))
def test_every_kind_of_secret_of_the_dialect_is_planted(os: str) -> None:
    parts = [part.split("\n", 1) for part in re.split(r"(?m)^= ", PLANTED)[1:]]
    text = "\n".join(block + MORE[kind] for kind, block in parts if BLOCKS.get(kind) == os)
    lines = [line.strip() for line in text.replace("«", "").replace("»", "").split("\n")]
    met = {slot.kind for slot in dialect(os).secrets for line in lines if re.fullmatch(slot.pattern, line)}
    assert {slot.kind for slot in dialect(os).secrets} == met, "kinds that no planted line has"
