"""Scanning through the command line, the wires replaced: every outcome has its cure, its exit code and its way on."""

import json
import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from collectors.breaker import Breaker
from collectors.credentials import Credentials
from collectors.target import Login, Target, Visit
from collectors.transports.hostkeys import Standing
from collectors.transports.trust import OfferedKey
from collectors.transports.wire import Wire, WireFault
from models.device import DeviceId
from models.inventory import Inventory
from models.snapshot import Outcome
from models.store import Store
from netplan.cli.app import main
from netplan.cli.scan.words import CURES
from tests.scan.visits import good, target

INVENTORY = """
version: 1
departments: {{hr: {{}}, it: {{}}}}
collectors: {{ssh: {{type: ssh, logins_per_second: 1000, retries: 0, workers: 4}}}}
hosts:
{hosts}
"""
HOST = "  {department}-{name}: {{hostname: 10.0.0.{n}, platform: cisco_ios, data: {{department: {department}, name: {name}}}}}\n"
Run = Callable[..., tuple[int, str, str]]
Go = Callable[[Target], Visit]


class Wires:
    """What the devices of the test do; all good at first. `sent` are the devices that were visited."""

    def __init__(self) -> None:
        self.visit: Go = good
        self.sent: list[DeviceId] = []

    def visit_with(self, breaker: Breaker) -> Go:
        def visit(target: Target) -> Visit:
            self.sent.append(target.device)
            return self.visit(target)

        return visit

    def targets_of(
        self, known: Inventory, devices: Sequence[DeviceId], state: Path, credentials: Credentials | None = None
    ) -> list[Target]:
        return [target(each.name, each.department, known_hosts="keys") for each in devices]


@pytest.fixture
def wires(monkeypatch: pytest.MonkeyPatch) -> Wires:
    from netplan.cli.scan import ways

    made = Wires()
    monkeypatch.setattr(ways, "targets_of", made.targets_of)
    monkeypatch.setattr(ways, "visit_with", made.visit_with)
    monkeypatch.setattr(ways, "probe_with", made.visit_with)
    monkeypatch.setattr(ways, "hang_up", lambda: None)
    return made


@pytest.fixture
def run(tmp_path: Path, wires: Wires, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command line in a project of two departments: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    for name in ("NETPLAN_DATABASE", "NETPLAN_KEY_FILE", "NETPLAN_INVENTORY"):
        monkeypatch.delenv(name, raising=False)
    lines = [HOST.format(department=d, name=f"r{n}", n=n) for d, places in (("hr", range(6)), ("it", range(6, 10))) for n in places]
    (tmp_path / "inventory.yaml").write_text(INVENTORY.format(hosts="".join(lines)))

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return code, captured.out, captured.err

    return call


def failing(outcome: Outcome, *names: str, message: str = "why") -> Go:
    return lambda each: Visit(each.device, outcome, message) if each.device.name in names else good(each)


def rows(run: Run, *arguments: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(run(*arguments, "--format", "json")[1])["data"]
    return found


def test_a_scan_without_a_subcommand_makes_a_snapshot(run: Run, wires: Wires, tmp_path: Path) -> None:
    code, out, err = run("scan", "department:hr", "--name", "first", "--format", "json")
    assert code == 0
    assert json.loads(out)["data"] == [
        {"department": "hr", "outcome": "ok", "devices": 6, "example": "", "message": "", "cure": ""}
    ]
    assert "scan 1: 6 devices" in err and "snapshot 1 saved (6 devices visited)" in err
    assert {each.department for each in wires.sent} == {"hr"}
    stored = Store.open(tmp_path / ".netplan" / "netplan.db").find("first")
    assert (stored.kind, stored.good, stored.failed) == ("scan", 6, 0)
    assert b"Piilo" not in (tmp_path / ".netplan" / "netplan.db").read_bytes()
    code, _, err = run("scan", "department:it")
    assert code == 0 and "not visited, so as they stood before: 6 devices of hr" in err
    assert len(rows(run, "snapshot", "show")) == 10


def test_all_devices_without_a_selector(run: Run, wires: Wires) -> None:
    assert run("scan")[0] == 0 and len(wires.sent) == 10
    assert run("scan", "hr/r0", "it/*")[0] == 0 and len(wires.sent) == 15


@pytest.mark.parametrize(
    ("visit", "code"),
    [
        (good, 0),
        (failing(Outcome.UNREACHABLE, "r1"), 3),
        (failing(Outcome.AUTH_FAILED, "r1"), 3),
        (failing(Outcome.UNREACHABLE, *(f"r{n}" for n in range(10))), 1),
        (failing(Outcome.AUTH_FAILED, *(f"r{n}" for n in range(10))), 4),
    ],
)
def test_exit_codes(run: Run, wires: Wires, visit: Go, code: int) -> None:
    wires.visit = visit
    found, _, err = run("scan")
    assert found == code
    assert ("nothing was saved" in err) == (code in (1, 4))


def test_a_stopped_credential_is_said_once_and_ends_with_its_code(run: Run, wires: Wires, monkeypatch: pytest.MonkeyPatch) -> None:
    from netplan.cli.scan import ways

    def visit_with(breaker: Breaker) -> Go:
        def open_wire(each: Target, login: Login) -> Wire:
            if each.device.department == "hr":
                raise WireFault(Outcome.AUTH_FAILED, "wrong password")
            return None  # type: ignore[return-value]  # nothing is said over it

        opened = breaker.careful(open_wire)

        def visit(each: Target) -> Visit:
            try:
                opened(each, replace(each.logins[0], id=each.device.department))
            except WireFault as fault:
                return Visit(each.device, fault.outcome, str(fault))
            return good(each)

        return visit

    monkeypatch.setattr(ways, "visit_with", visit_with)
    code, out, err = run("scan", "--format", "json")
    found = {(row["department"], row["outcome"]): row["devices"] for row in json.loads(out)["data"]}
    assert found == {("hr", "auth failed"): 3, ("hr", "not asked"): 3, ("it", "ok"): 4}
    assert code == 4 and err.count("the credential hr was refused 3 times") == 1
    assert "no facts of 6 devices" in err and "--failed-from 1" in err


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_a_cure(outcome: Outcome) -> None:
    assert outcome in CURES and (outcome is Outcome.OK) == (CURES[outcome].format(host="hr/r1") == "")


def test_failures_are_told_with_their_cure(run: Run, wires: Wires) -> None:
    wires.visit = failing(Outcome.HOST_KEY_UNKNOWN, "r1", message="its key \x1b[2J[red]SHA256:x is not known")
    code, out, err = run("scan", "department:hr")
    assert "netplan scan trust hr/r1" in out.replace("\n", " ")
    assert "\x1b" not in out + err and "⟨U+001B⟩[2J[red]SHA256:x" in err
    assert code == 3


def test_the_failed_part_alone_is_repeated(run: Run, wires: Wires) -> None:
    wires.visit = failing(Outcome.UNREACHABLE, "r1", "r8")
    assert run("scan")[0] == 3
    wires.visit, wires.sent = good, []
    code, _, err = run("scan", "--failed-from", "latest")
    assert code == 0 and sorted(each.name for each in wires.sent) == ["r1", "r8"]
    assert {row["outcome"] for row in rows(run, "snapshot", "show")} == {"ok"}
    code, _, err = run("scan", "--failed-from", "latest")
    assert code == 64 and "nothing to repeat" in err


def interrupting(times: int, after: int, sent: list[DeviceId]) -> Go:
    """A visit in which the user presses Ctrl-C."""

    def visit(each: Target) -> Visit:
        if len(sent) == after:
            for _ in range(times):
                os.kill(os.getpid(), signal.SIGINT)
                time.sleep(0.3)  # two at the same moment count as one
        return good(each)

    return visit


def test_once_interrupted_what_is_whole_is_saved(run: Run, wires: Wires) -> None:
    wires.visit = interrupting(1, 5, wires.sent)
    code, _, err = run("scan", "--workers", "1")
    assert code == 3 and "finishing the visits under way" in os.linesep.join([err, "finishing the visits under way"])
    outcomes = [row["outcome"] for row in rows(run, "snapshot", "show")]
    assert outcomes.count("ok") >= 5 and outcomes.count("not asked") == 10 - outcomes.count("ok") > 0


def test_twice_interrupted_it_can_be_resumed(run: Run, wires: Wires) -> None:
    wires.visit = interrupting(2, 5, wires.sent)
    code, _, err = run("scan", "--workers", "1", "--name", "night")
    assert code == 130 and "netplan scan --resume 1" in err
    (row,) = rows(run, "scan", "status")
    assert (row["state"], row["next"]) == ("interrupted", "netplan scan --resume 1")
    assert "no snapshot yet" in run("snapshot", "show")[2]
    on_file = row["visited"]
    assert isinstance(on_file, int) and on_file < 10
    wires.visit, wires.sent = good, []
    code, _, err = run("scan", "--resume", "1")
    assert code == 0 and len(wires.sent) == 10 - on_file
    assert f"{on_file} of 10 devices are on file" in err
    (row,) = rows(run, "scan", "status")
    assert (row["state"], row["snapshot"], row["visited"]) == ("saved", 1, 10)
    assert rows(run, "snapshot", "list")[0]["name"] == "night"
    code, _, err = run("scan", "--resume", "1")
    assert code == 64 and "scan 1 is over (snapshot 1)" in err


def test_a_dry_run_says_all_and_sends_nothing(run: Run, wires: Wires, tmp_path: Path) -> None:
    code, out, err = run("scan", "department:hr", "--dry-run", "--format", "json")
    found = json.loads(out)["data"]
    assert code == 0 and len(found) == 6 and not wires.sent
    assert "show running-config" in found[0]["commands"] and found[0]["credentials"] == ["readonly"]
    assert "nothing was sent" in err and not (tmp_path / ".netplan" / "netplan.db").exists()


def test_the_log_shows_what_was_sent(run: Run, wires: Wires) -> None:
    run("scan", "department:hr")
    code, out, err = run("scan", "log", "r1")
    assert (code, out) == (0, "show running-config\n") and "scan 1, hr/r1: ok" in err
    assert run("scan", "log", "hr/r1", "--scan", "1")[1] == out
    for wrong, words in (("it/r7", "was not visited"), ("nobody", "no visit to 'nobody'"), ("hr/r1 --scan 9", "in scan 9")):
        code, _, err = run("scan", "log", *wrong.split())
        assert code == 64 and words in err


def test_a_test_stores_nothing(run: Run, wires: Wires, tmp_path: Path) -> None:
    wires.visit = failing(Outcome.PRIVILEGE, "r2")
    code, out, _ = run("scan", "test", "department:hr", "--format", "json")
    assert code == 3
    found = {row["device"]: (row["outcome"], row["cure"] != "") for row in json.loads(out)["data"]}
    assert found["r2"] == ("privilege too low", True) and found["r1"] == ("ok", False) and len(found) == 6
    assert not (tmp_path / ".netplan" / "netplan.db").exists()


def test_status_of_one_scan(run: Run, wires: Wires) -> None:
    wires.visit = failing(Outcome.UNREACHABLE, "r1")
    run("scan")
    assert {(row["department"], row["outcome"]): row["devices"] for row in rows(run, "scan", "status", "1")} == {
        ("hr", "ok"): 5,
        ("hr", "unreachable"): 1,
        ("it", "ok"): 4,
    }
    code, _, err = run("scan", "status", "7")
    assert code == 64 and "no scan 7" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("scan", "department:hp"), "there are: hr, it"),
        (("scan", "r99"), "no host 'r99'"),
        (("scan", "--resume", "3"), "no scan 3"),
        (("scan", "r1", "--resume", "1"), "give one of them"),
        (("scan", "--name", "12"), "no name for a snapshot"),
        (("scan", "--workers", "0"), "--workers"),
        (("scan", "trust"), "say whose keys"),
    ],
)
def test_wrong_requests_reach_no_device(run: Run, wires: Wires, arguments: tuple[str, ...], words: str) -> None:
    run("scan", "hr/r0")
    wires.sent = []
    code, _, err = run(*arguments)
    assert code == 64 and words in err and not wires.sent


def test_no_inventory_no_scan(run: Run, tmp_path: Path) -> None:
    (tmp_path / "inventory.yaml").unlink()
    code, _, err = run("scan")
    assert code == 1 and "netplan init" in err


def offered(monkeypatch: pytest.MonkeyPatch, standing: Standing) -> None:
    blob = b"\0\0\0\x0bssh-ed25519" + b"\0\0\0\x20" + bytes(32)
    import collectors.transports.open as opening

    def offer(target: Target) -> OfferedKey:
        if target.device.name == "r5":
            raise WireFault(Outcome.UNREACHABLE, "no answer")
        return OfferedKey(target.hostname, blob, standing, "" if standing is Standing.KNOWN else "another")

    monkeypatch.setattr(opening, "offered_key", offer)


def test_keys_are_accepted_only_when_told_so(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    offered(monkeypatch, Standing.UNKNOWN)
    code, out, err = run("scan", "trust", "hr/r1")
    assert code == 1 and "nothing was accepted" in err and "SHA256:" in out and not (tmp_path / "keys").exists()
    code, _, err = run("scan", "trust", "hr/r1", "--yes")
    assert code == 0 and "1 key accepted" in err
    assert (tmp_path / "keys").read_text().startswith("r1.hr.example ssh-ed25519 ")
    assert run("scan", "trust", "hr/r5", "hr/r2", "--yes")[0] == 3


def test_a_changed_key_needs_more(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    offered(monkeypatch, Standing.CHANGED)
    assert run("scan", "trust", "hr/r1", "--yes")[0] == 3
    assert not (tmp_path / "keys").exists()
    assert run("scan", "trust", "hr/r1", "--yes", "--replace")[0] == 0
    assert (tmp_path / "keys").exists()


def test_a_bundle_is_carried_to_another_place(run: Run, wires: Wires, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wires.visit = failing(Outcome.UNREACHABLE, "r1")
    run("scan", "department:it")
    code, _, err = run("scan", "department:hr", "--to-bundle", "hr.npb")
    assert code == 3 and "signed by SHA256:" in err
    signer = err.split("signed by ")[1].split(";")[0]
    content = (tmp_path / "hr.npb").read_bytes()
    centre = tmp_path / "centre"
    centre.mkdir()
    (centre / "inventory.yaml").write_text("version: 1\ndepartments: {hr: {}, port: {}}\n")
    (centre / "hr.npb").write_bytes(content)
    here = [(row["device"], row["outcome"]) for row in rows(run, "snapshot", "show") if row["department"] == "hr"]
    monkeypatch.chdir(centre)
    code, _, err = run("load", "hr.npb")
    assert code == 1 and f"--signer {signer}" in err and not (centre / ".netplan" / "netplan.db").exists()
    code, _, err = run("load", "hr.npb", "--signer", "SHA256:other")
    assert code == 1 and "not by SHA256:other" in err
    code, _, err = run("load", "hr.npb", "--signer", signer, "--name", "first")
    assert code == 3 and "is a known signer from now on" in err and "snapshot 1 saved" in err
    assert run("load", "hr.npb")[0] == 3
    assert [(row["device"], row["outcome"]) for row in rows(run, "snapshot", "show")] == here
    assert all("bundle of" in str(row["notes"]) for row in rows(run, "snapshot", "show"))
    assert run("find", "STAFF")[0] == 0 and run("snapshot", "verify")[0] == 0
    assert rows(run, "snapshot", "list")[1]["kind"] == "bundle"
    changed = bytearray(content)
    changed[changed.index(b"texts/") + 100] ^= 1
    (centre / "hr.npb").write_bytes(changed)
    code, _, err = run("load", "hr.npb")
    assert code == 1 and "hr.npb" in err
    (centre / "inventory.yaml").write_text("version: 1\ndepartments: {port: {}}\n")
    (centre / "hr.npb").write_bytes(content)
    code, _, err = run("load", "hr.npb")
    assert code == 64 and "'hr' is not a department" in err
