"""`netplan scan --discover` through the command line, the wires replaced: who is contacted, what is kept, what is told."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from collectors.breaker import Breaker
from collectors.credentials import Credentials
from collectors.target import Target, Visit
from collectors.transports.files import Held
from models.device import DeviceId
from models.inventory import Inventory
from models.snapshot import Outcome
from models.store import Store
from netplan.cli.app import main
from netplan.cli.scan import ways
from tests.scan.visits import WHEN, good, target

INVENTORY = """
version: 1
departments: {hr: {}, it: {}}
credentials: {ro: {username: netplan, password: env:CRAWL_PASSWORD}}
collectors: {ssh: {type: ssh, logins_per_second: 1000, retries: 0, workers: 4}}
discovery:
  hr: {allow: 10.0.0.0/16, deny: 10.0.9.0/24, credential: ro}
defaults: {data: {credential: ro}}
hosts:
  r0: {hostname: 10.0.0.1, platform: cisco_ios, data: {department: hr}}
  x0: {hostname: 10.0.0.1, platform: cisco_ios, data: {department: it}}
"""
ACCEPT = """
accept:
  - {rule: unknown-neighbour, where: {neighbour: NAME}, reason: a printer, owner: ops@city.example, until: 2999-01-01}
"""
Run = Callable[..., tuple[int, str, str]]
HEARD: Mapping[str, tuple[tuple[str, str], ...]] = {
    "r0": (("r1", "10.0.0.2"), ("locked", "10.0.0.3"), ("away", "192.0.2.1"), ("denied", "10.0.9.1")),
    "r1": (("r0", "10.0.0.1"), ("r2", "10.0.0.4")),
    "r2": (("r1", "10.0.0.2"),),
}


def lldp(name: str) -> bytes:
    rows = [{"port": f"Gi0/{n}", "name": f"{far}.city.example", "remote_port": "1", "address": address}
            for n, (far, address) in enumerate(HEARD.get(name, ()))]  # fmt: skip
    head = {"snmp": "lldp", "chassis": ""}
    return "".join(json.dumps(row) + "\n" for row in (head, *rows)).encode()


class Town:
    """The devices; `sent` are those that were contacted, each with the OS that was known of it beforehand."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []
        self.stops = ""

    def visit_with(self, breaker: Breaker) -> Callable[[Target], Visit]:
        def visit(each: Target) -> Visit:
            self.sent.append((str(each.device), each.hostname, each.os))
            if each.device.name == "locked":
                return Visit(each.device, Outcome.HOST_KEY_UNKNOWN, "its key is not known")
            made = good(replace(each, os="cisco_ios"))
            assert made.files is not None
            held = Held(f"{each.device.name}/snmp_lldp.txt", lldp(each.device.name), WHEN)
            return replace(made, files=replace(made.files, hint="cisco_ios", shows=(("snmp lldp", held),)))

        return visit

    def targets_of(
        self, known: Inventory, devices: Sequence[DeviceId], state: Path, credentials: Credentials | None = None
    ) -> list[Target]:
        return [
            target(each.name, each.department, hostname=known.hosts[each].hostname, os=known.hosts[each].platform)
            for each in devices
        ]


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Town:
    made = Town()
    monkeypatch.setattr(ways, "targets_of", made.targets_of)
    monkeypatch.setattr(ways, "visit_with", made.visit_with)
    monkeypatch.setattr(ways, "hang_up", lambda: None)
    monkeypatch.setenv("CRAWL_PASSWORD", "Salaisuus-99")
    return made


@pytest.fixture
def run(tmp_path: Path, town: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    for name in ("NETPLAN_DATABASE", "NETPLAN_KEY_FILE", "NETPLAN_INVENTORY"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "inventory.yaml").write_text(INVENTORY)

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return code, captured.out, captured.err

    return call


def rows(run: Run, *arguments: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(run(*arguments, "--format", "json")[1])["data"]
    return found


def test_neighbours_inside_the_bounds_come_into_the_snapshot(run: Run, town: Town, tmp_path: Path) -> None:
    code, out, err = run("scan", "department:hr", "--discover")
    assert code == 2, err
    assert town.sent[0] == ("hr/r0", "10.0.0.1", "cisco_ios")
    assert sorted(town.sent[1:]) == [
        ("hr/locked", "10.0.0.3", ""), ("hr/r1", "10.0.0.2", ""), ("hr/r2", "10.0.0.4", ""),
    ]  # fmt: skip
    assert "host key unknown" in out and "3 neighbours unknown" in err and "netplan inventory found" in err
    store = Store.open(tmp_path / ".netplan" / "netplan.db")
    results = {result.device.name: result for result in store.results()}
    assert set(results) == {"r0", "r1", "r2"} and {each.device.department for each in results.values()} == {"hr"}
    marks = {name: {note.kind: note.what for note in result.notes} for name, result in results.items()}
    assert "found at" not in marks["r0"]
    assert (marks["r2"]["found at"], marks["r2"]["found by"]) == ("10.0.0.4", "hr/r1:GigabitEthernet0/1")
    store.close()


def test_unknown_neighbours_are_listed_until_they_are_acknowledged(run: Run, town: Town, tmp_path: Path) -> None:
    run("scan", "department:hr", "--discover")
    listed = {row["neighbour"].partition(".")[0]: row for row in rows(run, "scan", "unknown")}
    assert {name: row["why"] for name, row in listed.items()} == {
        "locked": "host key unknown: its key is not known",
        "away": "192.0.2.1 is in none of the allowed networks",
        "denied": "10.0.9.1 is in the denied network 10.0.9.0/24",
    }
    assert {(row["device"], row["port"]) for row in listed.values()} == {("r0", f"GigabitEthernet0/{n}") for n in (1, 2, 3)}
    assert listed["locked"]["address"] == "10.0.0.3" and run("scan", "unknown")[0] == 2
    (tmp_path / "inventory.yaml").write_text(INVENTORY + ACCEPT.replace("NAME", '"*"'))
    assert run("scan", "unknown")[0] == 0 and rows(run, "scan", "unknown") == []
    assert {row["acknowledged"] for row in rows(run, "scan", "unknown", "--all")} == {
        "a printer (ops@city.example, until 2999-01-01)"
    }
    town.sent.clear()
    assert run("scan", "department:hr", "--discover")[0] == 0
    assert [device for device, _, _ in town.sent] == ["hr/r0"], "who is acknowledged is left alone"


def test_what_was_found_is_printed_for_the_inventory(run: Run, town: Town, tmp_path: Path) -> None:
    run("scan", "department:hr", "--discover")
    code, out, err = run("inventory", "found")
    assert code == 0 and "3 devices" in err and "no facts yet: host key unknown" in out and "# platform" in out
    hosts = yaml.safe_load(out)["hosts"]
    assert hosts == {
        "r1": {"hostname": "10.0.0.2", "platform": "cisco_ios", "data": {"department": "hr", "credential": "ro"}},
        "r2": {"hostname": "10.0.0.4", "platform": "cisco_ios", "data": {"department": "hr", "credential": "ro"}},
        "locked": {"hostname": "10.0.0.3", "data": {"department": "hr", "credential": "ro"}},
    }
    (tmp_path / "inventory.yaml").write_text(INVENTORY + out.removeprefix("hosts:\n"))
    assert run("inventory", "validate")[0] == 0
    assert "nothing" in run("inventory", "found")[2]
    town.sent.clear()
    run("scan", "department:hr")
    assert sorted(device for device, _, _ in town.sent) == ["hr/locked", "hr/r0", "hr/r1", "hr/r2"]
    assert not [row for row in rows(run, "snapshot", "show") if "found at" in str(row["notes"])]


def test_a_dry_run_tells_who_would_be_contacted_and_contacts_nobody(run: Run, town: Town) -> None:
    run("scan", "department:hr")
    town.sent.clear()
    code, out, err = run("scan", "department:hr", "--discover", "--dry-run")
    assert code == 0 and not town.sent
    would = {
        line.split()[4]: "would be contacted with the credential ro and asked" in line
        for line in out.splitlines()
        if ".city." in line
    }
    assert would == {"10.0.0.2": True, "10.0.0.3": True, "192.0.2.1": False, "10.0.9.1": False}
    assert "2 neighbours would be contacted" in err


def test_a_scan_without_the_option_goes_nowhere(run: Run, town: Town) -> None:
    assert run("scan", "department:hr")[0] == 0
    assert [device for device, _, _ in town.sent] == ["hr/r0"]


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (("discovery:\n  hr:", "discovery:\n  hp:"), 1, "hp"),
        (("allow: 10.0.0.0/16, ", ""), 1, "'allow' is missing"),
        (("10.0.9.0/24, credential: ro", "10.0.9.0/24, credential: rw"), 1, "rw"),
        (("10.0.9.0/24,", "10.0.9.0/24, platform: nokia_nonsense,"), 1, "discovery.hr"),
        (("discovery:\n  hr:", "discovery:\n  it:"), 64, "add discovery"),
        (("env:CRAWL_PASSWORD", "env:CRAWL_NOTHING"), 4, "CRAWL_NOTHING"),
    ],
)
def test_bounds_that_are_wrong_are_told_before_the_first_login(
    run: Run, town: Town, tmp_path: Path, change: tuple[str, str], code: int, words: str
) -> None:
    assert change[0] in INVENTORY
    (tmp_path / "inventory.yaml").write_text(INVENTORY.replace(*change))
    found, _, err = run("scan", "department:hr", "--discover")
    assert (found, not town.sent) == (code, True) and words in err, err


def test_a_resumed_crawl_visits_nobody_twice(run: Run, town: Town, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import netplan.cli.scan.crawl as crawling

    class Killed(BaseException):
        pass

    real = crawling.Crawl._facts
    count = []

    def dying(self: crawling.Crawl, devices: object) -> object:
        count.append(1)
        if len(count) == 2:  # the first round of neighbours is on file
            raise Killed
        return real(self, devices)  # type: ignore[arg-type]  # what came is passed on

    monkeypatch.setattr(crawling.Crawl, "_facts", dying)
    with pytest.raises(Killed):
        run("scan", "department:hr", "--discover")
    assert len(town.sent) == 3
    monkeypatch.setattr(crawling.Crawl, "_facts", real)
    code, _, err = run("scan", "--resume", "1")
    assert code == 2 and sorted(device for device, _, _ in town.sent) == ["hr/locked", "hr/r0", "hr/r1", "hr/r2"], err
    results = Store.open(tmp_path / ".netplan" / "netplan.db").results()
    assert sorted(result.device.name for result in results) == ["r0", "r1", "r2"]
    assert {note.what for result in results for note in result.notes if note.kind == "found at"} == {"10.0.0.2", "10.0.0.4"}
