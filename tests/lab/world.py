"""Process 1 of a laboratory: builds it, says "ready", and takes in orphans until it is killed.

unshare --mount --pid --fork --mount-proc --kill-child python -m tests.lab.world DEPARTMENTS ROUTERS
"""

import os
import subprocess
import sys
import time
from multiprocessing import get_context
from pathlib import Path

from tests.lab.answer import answer
from tests.lab.jump import NAME, start_jump
from tests.lab.layout import Layout, layout
from tests.lab.router import start_router
from tests.lab.spaces import make

BASE = Path("/mnt")
"""Where the files of a laboratory are, in memory, seen only from inside."""
PATIENCE = 180.0


def build(wanted: Layout) -> None:
    """Everything, up to daemons that run; raises TimeoutError naming the boxes that do not come up."""
    for command in ("--make-rprivate /", f"-t tmpfs -o mode=755 tmpfs {BASE}", "-t tmpfs -o mode=755 tmpfs /run"):
        subprocess.run(["mount", *command.split()], check=True)
    Path("/run/netns").mkdir()
    make(wanted)
    get_context("fork").Process(target=answer, args=(wanted,), daemon=True).start()
    start_jump(BASE)
    for router in wanted.routers:
        start_router(router, BASE)
    late = {NAME, *(router.name for router in wanted.routers)}
    end = time.monotonic() + PATIENCE
    while late := {name for name in late if not (BASE / name / "ready").exists()}:
        if time.monotonic() > end:
            raise TimeoutError(f"{', '.join(sorted(late))} did not start")
        time.sleep(0.05)


def main() -> None:
    """Build and stay."""
    build(layout(int(sys.argv[1]), int(sys.argv[2])))
    print("ready", flush=True)
    while True:
        os.wait()


if __name__ == "__main__":
    main()
