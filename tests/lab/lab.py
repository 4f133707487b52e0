"""The handle of a laboratory from outside: start it, talk to its routers, enter its namespaces, stop it."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.lab.jump import DESK, NAME
from tests.lab.layout import JUMP_ADDRESS, Layout, layout
from tests.lab.spaces import inside
from tests.lab.world import BASE

ROOT = Path(__file__).resolve().parents[2]
_PR_SET_PDEATHSIG = 1


class LabError(RuntimeError):
    """A laboratory did not come up, or does not do what it is told."""


def begun(module: str, *arguments: str, owned: bool = True) -> int:
    """Run `module` as process 1 of a world of its own; its process id once it is ready. Owned: it ends with this process."""
    command = ["unshare", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child"]
    libc = ctypes.CDLL(None)
    process = subprocess.Popen(
        [*command, sys.executable, "-m", module, *arguments],
        cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, "PATH": f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"},
        preexec_fn=(lambda: libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)) if owned else None,
    )  # fmt: skip
    assert process.stdout and process.stderr
    if process.stdout.readline() != "ready\n":
        process.kill()
        raise LabError(f"the laboratory did not come up: {process.communicate()[1][-2000:]}")
    process.stdout.close()
    process.stderr.close()
    return process.pid


def ended(pid: int) -> None:
    """End a world: the kernel takes its processes, namespaces and files away."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(pid, 0)


def path_inside(pid: int, *parts: str) -> Path:
    """A path inside a world, as it is seen from outside."""
    return Path(f"/proc/{pid}/root").joinpath(*(part.lstrip("/") for part in parts))


def vtysh_at(socket: Path, router: str, commands: Iterable[str]) -> str:
    """What the router behind a vty socket says to commands."""
    told = [word for command in commands for word in ("-c", command)]
    done = subprocess.run(["vtysh", "--vty_socket", str(socket), *told], capture_output=True, text=True, check=False)
    if done.returncode or "% " in done.stdout:
        raise LabError(f"{router}: {' / '.join(commands)}: {done.stdout[-500:]}{done.stderr[-500:]}")
    return done.stdout


@dataclass(frozen=True, slots=True)
class Lab:
    """A laboratory that runs. `pid` is the process whose end is the end of all of it."""

    pid: int
    layout: Layout

    @classmethod
    def start(cls, departments: int = 3, routers: int = 3, owned: bool = True) -> "Lab":
        """Bring one up; daemons run then, routing has not settled. An owned one ends with this process, killed or not."""
        pid = begun("tests.lab.world", str(departments), str(routers), owned=owned)
        return cls(pid, layout(departments, routers))

    def stop(self) -> None:
        """End it: the kernel takes its processes, namespaces and files away."""
        ended(self.pid)

    def path(self, *parts: str) -> Path:
        """A path inside, as it is seen from outside."""
        return path_inside(self.pid, *parts)

    def inside(self, space: str = DESK) -> AbstractContextManager[None]:
        """Enter the network namespace of a router, a VRF (`core.d1`), a host, or the engineer's desk."""
        return inside(self.path("/run/netns", space))

    def vtysh(self, router: str, *commands: str) -> str:
        """What a router says to commands, asked behind the scenes: no SSH, no login. For the tests, never for the product."""
        return vtysh_at(self.path(str(BASE), router, "vty"), router, commands)

    def configure(self, router: str, *lines: str) -> None:
        """Change a router, as an engineer would."""
        self.vtysh(router, "configure terminal", *lines)

    def processes(self, space: str, name: str) -> list[int]:
        """The processes of a name that live in a network namespace."""
        wanted = self.path("/run/netns", space).stat().st_ino
        found = []
        for path in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if (path / "comm").read_text(encoding="utf-8").strip() == name and (path / "ns/net").stat().st_ino == wanted:
                    found.append(int(path.name))
        return found

    def known_hosts(self) -> str:
        """The true keys of all SSH servers, in the form of known_hosts."""
        boxes = [(NAME, str(JUMP_ADDRESS.ip)), *((router.name, str(router.management.ip)) for router in self.layout.routers)]
        keys = [(address, self.path(str(BASE), name, "ssh/ed25519.pub").read_text(encoding="ascii")) for name, address in boxes]
        return "".join(f"{address} {' '.join(key.split()[:2])}\n" for address, key in keys)


def eventually(happens: Callable[[], bool], seconds: float = 60.0) -> bool:
    """Whether something becomes true in time."""
    end = time.monotonic() + seconds
    while not happens():
        if time.monotonic() > end:
            return False
        time.sleep(0.2)
    return True
