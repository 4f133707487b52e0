"""Runs of the real command line for the canary: in processes of their own, watched from outside, all that they say kept."""

import contextlib
import json
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from tests.fakes.device import FakeDevice
from tests.scan.canary import Searcher
from tests.scan.canary_files import contents

ROOT = Path(__file__).parents[2]
DRIVER = Path(__file__).with_name("canary_driver.py")
LOOK = 0.2
SEEN = ("cmdline", "environ", "comm", "limits")
"""What /proc shows of a process."""


class Site:
    """A folder of a user: everything is written below it."""

    def __init__(self, home: Path, *folders: str) -> None:
        self.home = home
        for name in ("tmp", "secrets", "watched", *folders):
            (home / name).mkdir()
        (home / "secrets").chmod(0o700)
        self.runs = 0

    def secret(self, name: str, value: str) -> str:
        """A reference to a secret in a file, which is the user's own and no part of what is searched."""
        path = self.home / "secrets" / name
        path.write_text(value, encoding="utf-8")
        path.chmod(0o600)
        return f"file:{path}"

    def netplan(self, folder: str, *arguments: str, canary: str = "", **environment: str) -> int:
        """One command line; its exit code, negative when it was killed."""
        given = {
            "PATH": os.environ["PATH"], "HOME": str(self.home), "TMPDIR": str(self.home / "tmp"), "PYTHONPATH": str(ROOT),
            "NETPLAN_DEBUG": "1", "LANG": "C.UTF-8", "CANARY": canary, **environment,
        }  # fmt: skip
        self.runs += 1
        here, place = self.home / folder, self.home / folder / f"{self.runs}"
        with Path(f"{place}.stdout").open("wb") as out, Path(f"{place}.stderr").open("wb") as err:
            run = subprocess.Popen(
                [sys.executable, str(DRIVER), *arguments], cwd=here, env=given, stdout=out, stderr=err, preexec_fn=_may_dump
            )
            with watched(run.pid, self.home / "watched" / f"{self.runs}"):
                return run.wait(timeout=180)

    def said(self, folder: str, stream: str = "stderr") -> str:
        """What the last run told."""
        return (self.home / folder / f"{self.runs}.{stream}").read_text(encoding="utf-8")

    def leaks(self, searcher: Searcher) -> dict[tuple[str, str], set[str]]:
        """(encoding, secret) of all that was found, and where. Key files too: they are random bytes."""
        found: dict[tuple[str, str], set[str]] = {}
        for path in self.files():
            for name, data in contents(path):
                for hit in searcher.hits(data):
                    found.setdefault(hit, set()).add(name)
        return found

    def files(self) -> list[Path]:
        """All that is there, apart from the secrets themselves."""
        return [path for path in sorted(self.home.rglob("*")) if path.is_file() and path.parent.name != "secrets"]

    def processes(self) -> list[dict[str, str]]:
        """What was to be seen of each process, by the name of the file under /proc."""
        return [
            {path.name: path.read_text(encoding="utf-8", errors="replace") for path in folder.iterdir()}
            for folder in sorted((self.home / "watched").glob("*/*"))
        ]


def _may_dump() -> None:
    """A host where a process that comes to grief leaves its memory behind."""
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))


def inventory(
    devices: Iterable[FakeDevice], login: Mapping[str, str], snmp: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    agents: Mapping[str, str] = MappingProxyType({}), legacy: Container[str] = (),
) -> str:  # fmt: skip
    """An inventory of fake devices; JSON is YAML too. `agents` is the credential with an SNMP part of each that has one."""
    known = {"username": "netplan", **login}
    return json.dumps({
        "version": 1,
        "departments": {"hr": {}},
        "credentials": {"plain": known, **{name: {**known, "snmp": part} for name, part in snmp.items()}},
        "collectors": {"ssh": {"type": "ssh", "logins_per_second": 100, "retries": 0}},
        "defaults": {"data": {"department": "hr"}},
        "hosts": {
            each.name: {
                "hostname": each.host, "port": each.port, "platform": each.persona.os,
                "data": {
                    "credential": agents.get(each.name, "plain"), "ssh": "legacy" if each.name in legacy else "modern",
                },
            } for each in devices
        },
    }, indent=1)  # fmt: skip


@contextmanager
def watched(pid: int, folder: Path) -> Iterator[None]:
    """Keep what others on the host can see of a process and of all that descend from it, as it last was."""
    folder.mkdir()
    over = threading.Event()

    def look() -> None:
        while not over.wait(LOOK):
            for each in family(pid):
                (folder / f"{each}").mkdir(exist_ok=True)
                for name in SEEN:
                    with contextlib.suppress(OSError):
                        data = Path(f"/proc/{each}/{name}").read_bytes()
                        (folder / f"{each}" / name).write_bytes(data)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def family(pid: int) -> set[int]:
    """A process and all that descend from it."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text(errors="replace").rpartition(")")[2].split()[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found
