"""Up and down by hand:

python -m tests.lab up [--departments 3] [--routers 3]
python -m tests.lab sh d1r1 'show ip route'        what a router says
python -m tests.lab run desk ssh hop@198.19.0.2    a command in a namespace
python -m tests.lab down [PID]                     the one that is up, or one of several
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.lab.lab import Lab
from tests.lab.layout import layout
from tests.lab.needs import missing
from tests.lab.settle import settle

STATE = Path(tempfile.gettempdir(), "netplan-lab")
"""A file for each laboratory that was brought up by hand: its name is the process id, it holds departments and routers."""


def running() -> list[Lab]:
    """Those that were brought up by hand and still run; the files of others are removed."""
    found = []
    for path in sorted(STATE.glob("*"), key=lambda each: int(each.name)):
        command = Path(f"/proc/{path.name}/cmdline")
        if command.exists() and b"tests.lab.world" in command.read_bytes():
            departments, routers = map(int, path.read_text(encoding="ascii").split())
            found.append(Lab(int(path.name), layout(departments, routers)))
        else:
            path.unlink()
    return found


def up(departments: int, routers: int) -> None:
    """Bring one up that outlives this command."""
    began = time.monotonic()
    lab = Lab.start(departments, routers, owned=False)
    STATE.mkdir(exist_ok=True)
    (STATE / str(lab.pid)).write_text(f"{departments} {routers}", encoding="ascii")
    started = time.monotonic()
    settle(lab)
    count = len(lab.layout.routers)
    print(f"laboratory {lab.pid}: {count} routers up after {started - began:.1f} s, settled after {time.monotonic() - began:.1f} s")


def down(pid: int | None) -> None:
    """End one."""
    found = [lab for lab in running() if pid in (None, lab.pid)]
    if len(found) > 1:
        sys.exit(f"several are up, maybe not all of them yours; say which: {' '.join(str(lab.pid) for lab in found)}")
    for lab in found:
        lab.stop()
        (STATE / str(lab.pid)).unlink()
        print(f"laboratory {lab.pid} is gone")


def latest() -> Lab:
    """The one that `sh` and `run` mean."""
    found = running()
    if not found:
        sys.exit("no laboratory is up; python -m tests.lab up")
    return found[-1]


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.lab", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    sizes = commands.add_parser("up")
    sizes.add_argument("--departments", type=int, default=3)
    sizes.add_argument("--routers", type=int, default=3, help="for each department")
    commands.add_parser("down").add_argument("pid", type=int, nargs="?")
    shell = commands.add_parser("sh")
    shell.add_argument("router")
    shell.add_argument("line", nargs="+")
    run = commands.add_parser("run")
    run.add_argument("space")
    run.add_argument("words", nargs=argparse.REMAINDER)
    told = parser.parse_args()
    if reason := missing():
        sys.exit(reason)
    if told.command == "up":
        up(told.departments, told.routers)
    elif told.command == "down":
        down(told.pid)
    elif told.command == "sh":
        print(latest().vtysh(told.router, *told.line))
    else:
        with latest().inside(told.space):
            sys.exit(subprocess.run(told.words, check=False, env=os.environ).returncode)


if __name__ == "__main__":
    main()
