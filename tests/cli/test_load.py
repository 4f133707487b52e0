"""Loading through the command line: every bad input has its own outcome and exit code, and one bad file stops nothing."""

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.device import DeviceId
from models.store import Store
from netplan.cli.app import main

IOS = """!
version 15.2
hostname {name}
!
username admin privilege 15 secret 0 Salaisuus{name}
interface GigabitEthernet0/0
 description {description}
 ip address 10.0.{n}.1 255.255.255.0
 no shutdown
!
vlan 10
 name STAFF
!
ip route 0.0.0.0 0.0.0.0 10.0.{n}.254
line vty 0 4
 login
!
end
"""
Run = Callable[..., tuple[int, str, str]]


def config(name: str = "sw1", n: int = 1, description: str = "to core") -> str:
    return IOS.format(name=name, n=n, description=description)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command line in a fresh folder: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    for name in ("NETPLAN_DATABASE", "NETPLAN_KEY_FILE", "NETPLAN_INVENTORY"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return code, captured.out, captured.err

    return call


@pytest.fixture
def configs(tmp_path: Path) -> Path:
    folder = tmp_path / "backup"
    folder.mkdir()
    (folder / "good.cfg").write_text(config("good"))
    return folder


def outcomes(run: Run) -> dict[str, str]:
    rows = json.loads(run("snapshot", "show", "--format", "json")[1])["data"]
    return {row["device"]: row["outcome"] for row in rows}


def test_a_folder_is_loaded_and_asked(run: Run, configs: Path) -> None:
    code, out, err = run("load", "backup", "--department", "hr", "--format", "json")
    assert code == 0
    assert json.loads(out)["data"][0] | {"devices": 1, "failed": 0} == json.loads(out)["data"][0]
    assert "snapshot 1 saved" in err
    for question, answer in (
        (("find", "10.0.1.1"), "GigabitEthernet0/0"), (("find", "10.0.1.77"), "10.0.1.0/24"), (("find", "10"), "STAFF"),
        (("find", "good"), "hostname good"), (("show", "vlans"), "STAFF"), (("show", "prefixes"), "10.0.1.0/24"),
        (("show", "devices"), "cisco_ios"), (("coverage",), "good"), (("history", "good"), "first seen"),
        (("history", "10.0.1.0/24"), "good"),
    ):  # fmt: skip
        code, out, _ = run(*question)
        assert code == 0 and answer in out, question
    assert run("snapshot", "verify")[0] == 0
    assert run("find", "192.0.2.99", "--in", "good")[0] == 0, "the default route holds it"
    assert run("find", "no-such-thing")[0] == 1


def test_no_secret_reaches_the_disk(run: Run, configs: Path, tmp_path: Path) -> None:
    assert run("load", "backup", "--department", "hr")[0] == 0
    for path in (tmp_path / ".netplan").iterdir():
        assert b"Salaisuus" not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0
    text = Store.open(tmp_path / ".netplan" / "netplan.db").captures()[0].text
    assert "Salaisuus" not in text and "⟦secret:" in text


BAD = {
    "cut short": (b"cut.cfg", b"Building configuration...\n" + config("cut")[:200].encode()),
    "binary": (b"bin.cfg", b"hostname x\0\1\2"),
    "empty": (b"void.cfg", b" \n\n"),
    "unknown os": (b"poem.cfg", b"roses are red\nviolets are blue\n"),
    "too big": (b"big.cfg", config("big").encode() + b"! " + b"x" * (2 * 1024 * 1024)),
}


@pytest.mark.parametrize("outcome", BAD)
def test_a_bad_file_has_its_outcome_and_stops_nothing(run: Run, configs: Path, outcome: str) -> None:
    name, data = BAD[outcome]
    (configs / name.decode()).write_bytes(data)
    code, _, err = run("load", "backup", "--department", "hr")
    assert code == 3
    assert f"{outcome}: " in err and name.decode() in err
    assert outcomes(run) == {"good": "ok", name.decode().removesuffix(".cfg"): outcome}


@pytest.mark.parametrize("outcome", BAD)
def test_only_bad_files_save_nothing(run: Run, tmp_path: Path, outcome: str) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "x.cfg").write_bytes(BAD[outcome][1])
    assert run("load", "bad", "--department", "hr")[0] == 1
    assert Store.open(tmp_path / ".netplan" / "netplan.db").snapshots() == []


def test_a_file_that_cannot_be_read(run: Run, configs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locked = configs / "locked.cfg"
    locked.write_text(config("locked"))
    whole = Path.open

    def refuse(path: Path, *arguments: object, **options: object) -> object:
        if path.name == "locked.cfg":
            raise PermissionError(13, "Permission denied")
        return whole(path, *arguments, **options)  # type: ignore[call-overload]  # handed through

    monkeypatch.setattr(Path, "open", refuse)
    assert run("load", "backup", "--department", "hr")[0] == 3
    assert outcomes(run)["locked"] == "unreadable"


def test_a_host_that_stands_twice(run: Run, configs: Path) -> None:
    (configs / "twin.cfg").write_text(config("twin"))
    (configs / "twin.txt").write_text(config("twin", 2))
    code, _, err = run("load", "backup", "--department", "hr")
    assert code == 3 and "2 times" in err and "twin.txt" in err
    assert outcomes(run) == {"good": "ok", "twin": "duplicate"}


@pytest.mark.parametrize(
    "data",
    [
        config("odd").replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + config("odd").encode(),
        config("odd", description="Büro Jyväskylä").encode("latin-1"),
        config("odd").encode("utf-16"),
    ],
    ids=["crlf", "bom", "latin-1", "utf-16"],
)
def test_odd_but_good_text_is_read(run: Run, configs: Path, data: bytes) -> None:
    (configs / "odd.cfg").write_bytes(data)
    assert run("load", "backup", "--department", "hr")[0] == 0
    code, out, _ = run("find", "10.0.1.1", "--in", "odd", "--format", "json")
    assert code == 0 and json.loads(out)["data"][0]["source"].endswith("odd.cfg:8")


def test_a_hostile_description_forges_no_line(run: Run, configs: Path) -> None:
    evil = "x\x85ip route 6.6.6.0 255.255.255.0 1.1.1.1\u2028 shutdown\x0c\x1b[2J[/red]=cmd()"
    (configs / "evil.cfg").write_text(config("evil", description=evil), encoding="utf-8")
    assert run("load", "backup", "--department", "hr")[0] == 0
    code, out, _ = run("show", "statics", "evil", "--format", "csv")
    assert code == 0 and "6.6.6.0" not in out
    for command in (("show", "interfaces"), ("find", "6.6.6.0 255"), ("snapshot", "show")):
        _, out, err = run(*command)
        assert "\x1b" not in out + err


@pytest.mark.parametrize("name", ["%2f..%2fetc", "a b", "sw[1]", "=cmd()", "ä" * 60, "-rf", "x;rm", "CON", "<script>"])
def test_hostile_host_names(run: Run, configs: Path, name: str) -> None:
    (configs / f"{name}.cfg").write_text(config("h"))
    assert run("load", "backup", "--department", "hr")[0] == 0
    assert name in outcomes(run)
    assert run("snapshot", "verify")[0] == 0


def test_nothing_there(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for arguments, code, words in (
        (("load", "nowhere", "-d", "hr"), 1, "no such file or folder"), (("load", "empty", "-d", "hr"), 1, "no configs"),
        (("load", "empty"), 64, "whose configs"), (("load",), 64, "no inventory"), (("show", "vlans"), 1, "no database yet"),
        (("load", "empty", "-d", "hr", "--os", "cisco_iox"), 1, "no dialect"),
        (("load", "empty", "-d", "hr", "--name", "1"), 64, "no name"),
        (("load", "empty", "-d", "hr", "--history", "3"), 64, "not a git repository"),
        (("load", "empty", "-d", "hr", "--at", "May"), 64, "a date"),
    ):  # fmt: skip
        found, _, err = run(*arguments)
        assert (found, words in err) == (code, True), (arguments, err)


def test_other_departments_stay_as_they_were(run: Run, configs: Path, tmp_path: Path) -> None:
    it = tmp_path / "it"
    it.mkdir()
    (it / "good.cfg").write_text(config("good", 7))
    run("load", "backup", "--department", "hr")
    run("load", "it", "--department", "it")
    store = Store.open(tmp_path / ".netplan" / "netplan.db")
    assert sorted(map(str, store.network().devices)) == ["hr/good", "it/good"]
    (configs / "good.cfg").write_text(config("good", 2))
    run("load", "backup", "--department", "hr")
    assert [len(store.network(str(n)).devices) for n in (1, 2, 3)] == [1, 2, 2]
    run("load", "it", "--department", "it", "--only")
    assert sorted(map(str, store.network().devices)) == ["it/good"]
    assert store.verify() == []


def test_the_same_again_is_stored_once_and_not_read_again(
    run: Run, configs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("load", "backup", "--department", "hr")
    first = Store.open(tmp_path / ".netplan" / "netplan.db").find()
    monkeypatch.setattr("collectors.take.read", None)  # a second reading would fail
    assert run("load", "backup", "--department", "hr")[0] == 0
    assert Store.open(tmp_path / ".netplan" / "netplan.db").find().sha256 == first.sha256
    with sqlite3.connect(tmp_path / ".netplan" / "netplan.db") as raw:
        assert [raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("text", "facts", "snapshot")] == [1, 1, 2]


def test_layers_of_a_folder(run: Run, tmp_path: Path) -> None:
    """configs/<host>/… with show/<host>/… and declared wires."""
    for name, n in (("r1", 1), ("r2", 2)):
        (tmp_path / "lab/configs" / name).mkdir(parents=True)
        (tmp_path / "lab/show" / name).mkdir(parents=True)
        (tmp_path / f"lab/configs/{name}/show_running-config.txt").write_text(config(name, n))
    (tmp_path / "lab/show/r1/show_ip_arp.txt").write_text(
        "Protocol  Address          Age (min)  Hardware Addr   Type   Interface\n"
        "Internet  10.0.1.9               5   0011.2233.4455  ARPA   GigabitEthernet0/0\n"
    )
    (tmp_path / "lab/show/r2/show_version.txt").write_text("this is no output of any device\n")
    (tmp_path / "lab/show/ghost").mkdir()
    (tmp_path / "lab/show/ghost/show_version.txt").write_text("x\n")
    edge = {
        "node1": {"hostname": "r1", "interfaceName": "Gi0/0"},
        "node2": {"hostname": "r2", "interfaceName": "GigabitEthernet0/0"},
    }
    (tmp_path / "lab/batfish").mkdir()
    (tmp_path / "lab/batfish/layer1_topology.json").write_text(json.dumps({"edges": [edge]}))
    code, _, err = run("load", "lab", "--department", "lab")
    assert code == 0 and "show outputs of a host without a config" in err
    store = Store.open(tmp_path / ".netplan" / "netplan.db")
    network = store.network()
    link = next(iter(network.links))
    assert (link.a.interface, link.b.interface, link.evidence) == ("GigabitEthernet0/0", "GigabitEthernet0/0", "layer1")
    assert run("find", "00:11:22:33:44:55")[0] == 0
    code, out, _ = run("find", "0011.2233.4455", "--format", "json")
    assert json.loads(out)["data"][0]["source"] == "lab/show/r1/show_ip_arp.txt:2"


def test_the_files_of_one_routers_daemons_are_one_config(run: Run, tmp_path: Path) -> None:
    for name, n in (("r1", 1), ("r2", 2)):
        (tmp_path / "lab" / name).mkdir(parents=True)
        (tmp_path / f"lab/{name}/zebra.conf").write_text(f"hostname {name}\ninterface eth0\n ip address 10.0.0.{n}/24\n!\n")
        (tmp_path / f"lab/{name}/ospfd.conf").write_text("router ospf\n network 10.0.0.0/24 area 0\n!\n")
        (tmp_path / f"lab/{name}/daemons.json").write_text("{}")
    assert run("load", "lab", "--department", "lab")[0] == 0
    devices = Store.open(tmp_path / ".netplan" / "netplan.db").network().devices
    assert [id.name for id in devices] == ["r1", "r2"]
    (process,) = devices[DeviceId("lab", "r2")].ospf.values()
    assert str(process.networks[0].source) == "lab/r2/zebra.conf+ospfd.conf:8"


def test_a_git_history_becomes_snapshots(run: Run, tmp_path: Path) -> None:
    from dulwich import porcelain

    repo = porcelain.init(str(tmp_path / "oxidized"))
    (tmp_path / "oxidized/hr").mkdir()
    for n, month in enumerate((1, 2, 2, 3), 1):
        (tmp_path / "oxidized/hr/sw1").write_text(config("sw1", n))
        (tmp_path / "oxidized/hr/sw2").write_text(config("sw2", 9))
        porcelain.add(repo, [str(tmp_path / "oxidized/hr/sw1"), str(tmp_path / "oxidized/hr/sw2")])
        when = datetime(2026, month, n, 12, tzinfo=UTC).timestamp()
        porcelain.commit(repo, b"scan", author=b"o <o@x>", committer=b"o <o@x>", commit_timestamp=when, author_timestamp=when)
    assert run("load", "oxidized", "--department", "hr", "--history", "monthly")[0] == 0
    store = Store.open(tmp_path / ".netplan" / "netplan.db")
    assert [s.taken.isoformat()[:10] for s in store.snapshots()] == ["2026-01-01", "2026-02-03", "2026-03-04"]
    assert store.find("2026-02-20").id == 2
    with sqlite3.connect(tmp_path / ".netplan" / "netplan.db") as raw:
        assert raw.execute("SELECT count(*) FROM text").fetchone()[0] == 4, "sw1 in three states, sw2 once"
    _, out, _ = run("history", "hr/sw1", "--format", "json")
    assert [row["event"] for row in json.loads(out)["data"]] == ["first seen", "config changed", "config changed"]
    assert run("load", "oxidized", "--department", "hr", "--at", "2026-02-02")[0] == 0
    assert store.find().taken.isoformat()[:10] == "2026-02-02"
    assert run("load", "oxidized", "--department", "hr", "--at", "2020-01-01")[0] == 1
    assert run("load", "oxidized", "--department", "hr", "--history", "soon")[0] == 64
    assert store.verify() == []


def test_a_damaged_database_is_said_in_one_line(run: Run, configs: Path, tmp_path: Path) -> None:
    run("load", "backup", "--department", "hr")
    path = tmp_path / ".netplan" / "netplan.db"
    path.write_bytes(b"garbage" * 1000)
    code, _, err = run("show", "vlans")
    assert code == 1 and "not a database of netplan" in err


def test_tags(run: Run, configs: Path) -> None:
    run("load", "backup", "--department", "hr", "--name", "start")
    assert run("snapshot", "tag", "latest", "before")[0] == 0
    assert run("show", "vlans", "--at", "before")[0] == 0
    assert run("show", "vlans", "--at", "start")[0] == 0
    assert run("show", "vlans", "--at", "nonsense")[0] == 64
    assert run("snapshot", "tag", "latest", "2026-01-01")[0] == 64
    assert "before" in run("snapshot", "list")[1]
