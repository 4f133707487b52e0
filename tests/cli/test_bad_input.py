"""What users and devices throw at the command line: each has a clear line, the right exit code, and nothing half done."""

import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from netplan.cli.app import main

CONFIG = """!
version 15.2
hostname {name}
!
interface GigabitEthernet0/1
 description {description}
 ip address 10.1.1.{n} 255.255.255.0
 ip address 10.1.2.{n} 255.255.255.0 secondary
 ip access-group GUARD in
!
ip access-list extended GUARD
 10 permit udp 10.1.1.0 0.0.0.255 any eq 53
 20 deny ip any any
!
vlan 10
 name STAFF
!
ip route 0.0.0.0 0.0.0.0 10.1.1.254
end
"""
INVENTORY = """version: 1
organisation: {name: City, currency: EUR, timezone: Europe/Helsinki}
departments:
  hr: {name: Personnel, owner: hr@city.example}
  it: {name: Computers, owner: it@city.example}
sources:
  - {type: folder, department: hr, path: hr}
  - {type: folder, department: it, path: it}
"""
ESCAPE = "\x1b[31m\x1b]0;x\x07\u202e"
Run = Callable[..., tuple[int, str, str]]


def config(name: str = "sw1", n: int = 1, description: str = "uplink") -> str:
    return CONFIG.format(name=name, n=n, description=description)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command line in a fresh folder: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    for name in ("NETPLAN_DATABASE", "NETPLAN_KEY_FILE", "NETPLAN_INVENTORY", "NETPLAN_DEBUG"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(list(arguments))
        out, err = capsys.readouterr()
        assert "Traceback" not in err and "internal error" not in err
        return code, out, err

    return call


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A folder with one config."""
    folder = tmp_path / "backup"
    folder.mkdir()
    (folder / "sw1.cfg").write_text(config())
    return folder


def process(*arguments: str, cwd: Path, **options: object) -> "subprocess.CompletedProcess[bytes]":
    """A command line in a process of its own."""
    command = [sys.executable, "-m", "netplan.cli.app", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, timeout=60, **options)  # type: ignore[call-overload,no-any-return]  # options of every kind


def test_links_that_circle_are_left_alone(run: Run, backup: Path) -> None:
    (backup / "self").symlink_to("self")
    (backup / "up").symlink_to("..")
    (backup / "loop").symlink_to(backup)
    code, _, err = run("load", "backup", "-d", "hr")
    assert code == 0 and "1 device of 1 department" in err


@pytest.mark.parametrize("name", [b"\xff\xfe.cfg", b"a\nb.cfg", b"\x1b[31mred[bold].cfg", b"=cmd|x.cfg"], ids=repr)
def test_odd_file_names_are_read_and_shown_harmless(run: Run, backup: Path, name: bytes) -> None:
    Path(os.fsdecode(bytes(backup) + b"/" + name)).write_text(config("sw2", 2))
    assert run("load", "backup", "-d", "hr")[0] == 0
    code, out, _ = run("show", "devices", "--format", "csv")
    assert code == 0 and out.count("\n") == 3
    assert "\x1b" not in out and "\n=" not in out


@pytest.mark.parametrize("name", ["../x", "a\nb", "", "!a", "a:b", "*", " a"])
def test_a_department_needs_a_name_that_means_nothing_else(run: Run, backup: Path, name: str) -> None:
    assert run("load", "backup", "-d", name)[0] == 64
    assert not Path(".netplan").exists()


def test_many_like_failures_are_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tiny").mkdir()
    for number in range(300):
        (tmp_path / "tiny" / f"f{number}.txt").write_text("x")
    code, out, err = run("load", "tiny", "-d", "hr")
    assert code == 1 and "300" in out
    assert err.count("unknown os") == 1 and "299 more" in err and "nothing was saved" in err


def test_one_broken_source_stops_no_other(run: Run, tmp_path: Path) -> None:
    (tmp_path / "inventory.yaml").write_text(INVENTORY)
    (tmp_path / "hr").mkdir()
    (tmp_path / "hr" / "sw1.cfg").write_text(config())
    code, _, err = run("load")
    assert code == 3
    assert "it: " in err and "no such file or folder" in err and "inventory.yaml:8" in err
    assert "sw1" in run("show", "devices")[1]
    shutil.rmtree(tmp_path / "hr")
    assert run("load")[0] == 1


def test_a_department_that_failed_wholly_is_seen(run: Run, tmp_path: Path) -> None:
    (tmp_path / "inventory.yaml").write_text(INVENTORY)
    for name, text in (("hr", config()), ("it", "\0\0")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "sw1.cfg").write_text(text)
    code, _, err = run("load")
    assert code == 3 and "it/sw1: binary" in err
    code, out, err = run("show", "devices", "department:it")
    assert code == 0 and "binary" in out and "1 device of this snapshot could not be read" in err
    assert run("conflicts")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "nonsense"), "'nonsense' is not one of 'devices'"),
        (("show", "devices", "--columns", "nome"), "no column 'nome'; columns: department, device"),
        (("show", "devices", "--where", "((("), "expected a column"),
        (("show", "devices", "--where", "nome = 1"), "no column 'nome'"),
        (("show", "devices", "--at", "2030-99-99"), "no snapshot"),
        (("show", "devices", "nobody"), "no host 'nobody'"),
        (("show", "devices", "-o", "x.foo"), "no format has the suffix 'foo'"),
        (("diff",), "one snapshot only"),
        (("history", "nobody"), "no device 'nobody'"),
        (("find", " "), "what is to be found"),
        (("snapshot", "tag", "1", "2026"), "is no name for a snapshot"),
    ],
)
def test_what_does_not_exist_is_64_and_says_what_does(run: Run, backup: Path, arguments: tuple[str, ...], message: str) -> None:
    assert run("load", "backup", "-d", "hr")[0] == 0
    code, out, err = run(*arguments)
    assert (code, out) == (64, "")
    assert message in err and "Value error" not in err


def damaged(path: Path, how: str) -> None:
    content = path.read_bytes()
    match how:
        case "truncated":
            path.write_bytes(content[: len(content) // 2])
        case "garbage":
            path.write_bytes(os.urandom(20_000))
        case "flipped":
            middle = len(content) // 2
            path.write_bytes(content[:8192] + bytes(each ^ 0x55 for each in content[8192:middle]) + content[middle:])
        case "letters":
            path.write_bytes(
                content.replace(b"tablesnapshot", b"tablesn\xad\xffshot").replace(b"TABLE snapshot (", b"TXBLE snapshot (")
            )
        case "folder":
            path.unlink()
            path.mkdir()
        case _:
            path.unlink() if how == "foreign" else None
            base = sqlite3.connect(path)
            base.execute("CREATE TABLE t(x)" if how == "foreign" else f"PRAGMA user_version={99 if how == 'newer' else 1}")
            base.commit()
            base.close()


@pytest.mark.parametrize("how", ["truncated", "garbage", "flipped", "letters", "folder", "foreign", "newer", "older"])
def test_a_database_that_is_not_right_is_refused_in_one_line(run: Run, backup: Path, how: str) -> None:
    assert run("load", "backup", "-d", "hr")[0] == 0
    damaged(Path(".netplan/netplan.db"), how)
    for arguments in (("show", "devices"), ("load", "backup", "-d", "hr")):
        code, out, err = run(*arguments)
        assert (code, out, err.count("\n")) == (1, "", 1), err
        assert "netplan.db" in err


def test_interfaces_have_addresses_and_speed(run: Run, backup: Path) -> None:
    assert run("load", "backup", "-d", "hr")[0] == 0
    row = json.loads(run("show", "interfaces", "-f", "json")[1])["data"][0]
    assert row["addresses"] == ["10.1.1.1/24", "10.1.2.1/24"] and row["speed"] == 1_000_000_000
    assert run("show", "interfaces", "--where", "addresses within 10.1.2.0/24")[1].count("\n") == 2
    assert run("show", "interfaces", "--where", "addresses within 10.9.0.0/16")[1].count("\n") == 1


def test_routes_are_what_the_engine_computes(run: Run, backup: Path) -> None:
    assert run("load", "backup", "-d", "hr")[0] == 0
    rows = json.loads(run("show", "routes", "-f", "json")[1])["data"]
    assert [(row["prefix"], row["protocol"], row["next_hop"]) for row in rows if row["protocol"] != "local"] == [
        ("10.1.1.0/24", "connected", None), ("10.1.2.0/24", "connected", None), ("0.0.0.0/0", "static", "10.1.1.254"),
    ]  # fmt: skip
    assert all(row["source"].startswith("backup/sw1.cfg:") for row in rows)


def test_find_tells_the_nearest_first_and_default_routes_only_alone(run: Run, backup: Path) -> None:
    assert run("load", "backup", "-d", "hr")[0] == 0
    rows = json.loads(run("find", "10.1.1.1", "-f", "json")[1])["data"]
    assert rows[0]["what"] == "address of the interface"
    assert not [row for row in rows if "0.0.0.0/0" in row["text"]]
    (only,) = json.loads(run("find", "192.0.2.1", "-f", "json")[1])["data"][:1]
    assert "0.0.0.0/0 via 10.1.1.254" in only["text"]


@pytest.mark.parametrize("notation", ["0011.2233.AABB", "00:11:22:33:aa:bb", "00-11-22-33-AA-BB", "00112233aabb"])
def test_find_knows_a_mac_in_every_notation(run: Run, backup: Path, notation: str) -> None:
    (backup / "sw1.cfg").write_text(config().replace("!\nvlan", "arp 10.1.1.9 0011.2233.aabb ARPA\n!\nvlan"))
    assert run("load", "backup", "-d", "hr")[0] == 0
    code, out, _ = run("find", notation)
    assert code == 0 and "arp 10.1.1.9 0011.2233.aabb" in out


def test_diff_tells_an_edited_filter_by_its_line(run: Run, backup: Path) -> None:
    for number in (1, 2, 3):
        (backup / f"sw{number}.cfg").write_text(config(f"sw{number}", number))
    assert run("load", "backup", "-d", "hr")[0] == 0
    for number in (1, 2, 3):
        (backup / f"sw{number}.cfg").write_text(config(f"sw{number}", number).replace("permit udp", "permit tcp"))
    assert run("load", "backup", "-d", "hr")[0] == 0
    code, out, err = run("diff", "--exit-code", "-f", "json")
    (row,) = json.loads(out)["data"]
    assert code == 2 and "3 differences" in err
    assert row["name"] == "GUARD" and "permits tcp" in row["what"] and len(row["devices"]) == 3
    assert len(json.loads(run("diff", "--each", "-f", "json")[1])["data"]) == 3
    code, _, err = run("diff", "latest", "latest", "--exit-code")
    assert code == 0 and "no difference" in err


@pytest.mark.parametrize("suffix", ["csv", "md", "json", "txt", "xlsx"])
def test_conflicts_in_every_format(run: Run, tmp_path: Path, suffix: str) -> None:
    (tmp_path / "inventory.yaml").write_text(INVENTORY)
    for name in ("hr", "it"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "sw1.cfg").write_text(config())
    assert run("load")[0] == 0
    assert run("conflicts", "-o", f"c.{suffix}")[:2] == (0, "")
    content = (tmp_path / f"c.{suffix}").read_bytes()
    assert content.startswith(b"PK") if suffix == "xlsx" else b"10.1.1.0/24" in content


def test_hostile_texts_of_devices_do_not_act(run: Run, backup: Path) -> None:
    bad = f"=cmd|' /C calc'!A0 <script>x</script> {ESCAPE} [red]x"
    (backup / "sw1.cfg").write_text(config(f"[bold]{ESCAPE}", description=bad))
    assert run("load", "backup", "-d", "hr")[0] == 0
    for format in ("table", "csv", "md", "json"):
        for table in ("devices", "interfaces"):
            _, out, err = run("show", table, "-f", format)
            assert not {"\x1b", "\x07", "\u202e"} & {*out, *err}
            assert not [cell for line in out.splitlines() for cell in line.split(",") if format == "csv" and cell.startswith("=")]
            assert format != "md" or "<script>" not in out
            assert format != "table" or "[bold]" in out or table != "devices"


def test_a_report_to_a_device_file_leaves_the_device(run: Run, backup: Path) -> None:
    assert run("load", "backup", "-d", "hr")[0] == 0
    assert run("show", "devices", "-f", "csv", "-o", "/dev/null")[0] == 0
    assert Path("/dev/null").is_char_device()
    Path("link.csv").symlink_to("real.csv")
    assert run("show", "devices", "-o", "link.csv")[0] == 0
    assert Path("link.csv").is_symlink() and "sw1" in Path("real.csv").read_text()


def test_a_full_disk_leaves_no_half_file_and_no_half_snapshot(backup: Path) -> None:
    for number in range(2, 60):
        (backup / f"sw{number}.cfg").write_text(config(f"sw{number}", number))
    home = backup.parent
    assert process("load", "backup", "-d", "hr", "--name", "good", cwd=home).returncode == 0

    def narrow() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    with (home / "out.txt").open("wb") as out:
        command = [sys.executable, "-u", "-m", "netplan.cli.app", "show", "devices", "-f", "json"]
        done = subprocess.run(command, cwd=home, stdout=out, stderr=subprocess.PIPE, preexec_fn=narrow, check=False)
    assert done.returncode == 1 and b"not whole" in done.stderr and b"Traceback" not in done.stderr
    done = process("show", "devices", "-o", "x.csv", cwd=home, preexec_fn=narrow)
    assert done.returncode == 1 and b"x.csv" in done.stderr
    done = process("load", "backup", "-d", "it", cwd=home, preexec_fn=narrow)
    assert done.returncode == 1 and b"nothing was saved" in done.stderr
    assert not [path for path in home.iterdir() if path.name.startswith(".x") or path.name == "x.csv"]
    assert process("snapshot", "verify", cwd=home).returncode == 0
    assert process("snapshot", "list", "-f", "csv", cwd=home).stdout.count(b"\n") == 2


@pytest.mark.parametrize("flag", ["-u", "-E"])
def test_a_closed_output_is_told_and_never_written_into_the_database(backup: Path, flag: str) -> None:
    command = f"exec {sys.executable} {flag} -m netplan.cli.app"
    done = subprocess.run(
        ["/bin/sh", "-c", f"{command} load backup -d hr >&-"], cwd=backup.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1 and "standard output is closed" in done.stderr and done.stderr.count("\n") == 1
    done = subprocess.run(
        ["/bin/sh", "-c", f"{command} load nowhere -d hr 2>&-"], cwd=backup.parent, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")


def test_in_one_log_words_about_the_rows_come_after_the_rows(backup: Path) -> None:
    program = [sys.executable, "-m", "netplan.cli.app"]
    assert subprocess.run([*program, "load", "backup", "-d", "hr"], cwd=backup.parent, capture_output=True).returncode == 0
    log = subprocess.run(
        [*program, "find", "nosuch"], cwd=backup.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert log.returncode == 1
    assert log.stdout.startswith("Department") and "nosuch is not in snapshot 1" in log.stdout


def test_an_inventory_that_was_named_must_be_there(run: Run, backup: Path) -> None:
    assert run("load", "backup", "-d", "hr")[0] == 0
    assert run("show", "devices")[0] == 0
    code, out, err = run("--inventory", "other.yaml", "show", "devices")
    assert (code, out) == (1, "")
    assert "other.yaml: no such file" in err


def test_a_reader_that_goes_away_is_no_error_to_tell(backup: Path) -> None:
    assert process("load", "backup", "-d", "hr", cwd=backup.parent).returncode == 0
    command = f"{sys.executable} -m netplan.cli.app show routes | true"
    done = subprocess.run(["/bin/sh", "-c", command], cwd=backup.parent, capture_output=True, check=False)
    assert done.stderr == b""


@pytest.mark.parametrize("delay", [0, 0.1])
def test_an_interrupted_load_saves_nothing(tmp_path: Path, delay: float) -> None:
    (tmp_path / "backup").mkdir()
    for number in range(4000):  # so many that the load is not over when the interrupt comes
        (tmp_path / "backup" / f"sw{number}.cfg").write_text(config(f"sw{number}", number % 250))
    running = subprocess.Popen(
        [sys.executable, "-m", "netplan.cli.app", "load", "backup", "-d", "hr"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background job is born deaf to it
    )  # fmt: skip
    while not (tmp_path / ".netplan" / "key").exists() and running.poll() is None:
        time.sleep(0.001)
    time.sleep(delay)
    os.killpg(running.pid, signal.SIGINT)
    out, err = running.communicate(timeout=30)
    # Interrupted within an exec() of a library, Python ends by the signal itself; a shell calls both 130.
    assert running.returncode in (130, -signal.SIGINT) and out == b"", err
    assert err.count(b"Traceback") == 0 and b"interrupted" in err
    assert process("snapshot", "list", "-f", "csv", cwd=tmp_path).stdout.count(b"\n") == 1


def test_two_loads_at_once_make_two_snapshots(backup: Path) -> None:
    command = [sys.executable, "-m", "netplan.cli.app", "load", "backup", "-d"]
    both = [subprocess.Popen([*command, name], cwd=backup.parent, stderr=subprocess.DEVNULL) for name in ("hr", "it")]
    assert [each.wait(60) for each in both] == [0, 0]
    assert process("snapshot", "list", "-f", "csv", cwd=backup.parent).stdout.count(b"\n") == 3
    assert process("snapshot", "verify", cwd=backup.parent).returncode == 0


def test_no_home_no_locale_and_a_folder_with_umlauts(tmp_path: Path) -> None:
    folder = tmp_path / "mit Räumen" / "ä ö"
    folder.mkdir(parents=True)
    (folder / "sw1.cfg").write_text(config(description="Büro"))
    bare = {"LC_ALL": "C", "PATH": "/usr/bin:/bin"}
    assert process("load", "ä ö", "-d", "hr", cwd=folder.parent, env=bare).returncode == 0
    done = process("show", "interfaces", cwd=folder.parent, env=bare)
    assert done.returncode == 0 and "Büro" in done.stdout.decode() and "ä ö/sw1.cfg:5" in done.stdout.decode()
