"""The jump host: the only SSH way from the engineer's desk to the management addresses. SNMP is let through."""

from pathlib import Path

from tests.lab.layout import JUMP_ADDRESS
from tests.lab.router import PASSWORD, login_files, sshd, start

NAME, DESK = "jump", "desk"
BRIDGE, OUTSIDE = "oob0", "out0"
USER = "hop"
__all__ = ["BRIDGE", "DESK", "NAME", "OUTSIDE", "PASSWORD", "RULES", "USER", "start_jump"]

RULES = (
    f"rule add pref 10 iif {OUTSIDE} ipproto udp dport 161 lookup main",
    f"rule add pref 11 iif {BRIDGE} ipproto udp sport 161 lookup main",
    f"rule add pref 20 iif {OUTSIDE} prohibit",
    f"rule add pref 21 iif {BRIDGE} prohibit",
)
"""What it forwards: questions by SNMP and their answers."""


def start_jump(base: Path) -> None:
    """Write the files of the jump host and start it."""
    folder = base / NAME
    folder.mkdir()
    accounts = login_files(folder, USER, "/usr/sbin/nologin")
    start(
        folder,
        NAME,
        ["mount -t tmpfs -o mode=755 tmpfs /run", *accounts, "hostname jump", *sshd(folder, str(JUMP_ADDRESS.ip), True)],
    )
