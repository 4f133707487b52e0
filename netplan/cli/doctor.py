"""`netplan doctor`: whether this installation can do its work, with what to do where it cannot."""

import importlib.util
import os
import platform
import sqlite3
import sys
from pathlib import Path

import typer

import netplan
from netplan.cli.options import ColumnsOption, FormatOption, OutputOption, WhereOption, settings, show
from reports.tables import Column, Table

SAFE_WAL = (3, 51, 3)
"""From this SQLite on, several writers may share a write-ahead log; before it, netplan keeps the rollback journal."""
EXTRAS = (
    ("ssh", "netmiko", "reading from devices over SSH"),
    ("keyring", "keyring", "secrets in the system's keyring"),
)
Check = tuple[str, str, str, str]
"""What, ok | missing | wrong, what was found, what to do."""


def command(
    context: typer.Context,
    format: FormatOption = None,
    output: OutputOption = None,
    columns: ColumnsOption = "",
    where: WhereOption = "",
) -> int:
    """Say whether this installation can do its work; 1 when something needed is wrong."""
    checks = [*installation(), *[extra(*each) for each in EXTRAS], *project(settings(context).inventory_path)]
    names = [Column("check", "Check", key=True), Column("state", "State"), Column("found", "Found"), Column("advice", "What to do")]
    show(Table("doctor", names, checks, title="This installation"), format, output, columns, where)
    return 1 if any(state == "wrong" for _, state, _, _ in checks) else 0


def installation() -> list[Check]:
    """Python, SQLite, compiled kernels and the text encoding."""
    version = platform.python_version()
    checks: list[Check] = [("netplan", "ok", netplan.__version__, "")]
    checks.append(("python", "ok", version, ""))
    found = sqlite3.sqlite_version
    journal = "write-ahead log" if sqlite3.sqlite_version_info >= SAFE_WAL else "rollback journal"
    checks.append(("sqlite", "ok", f"{found} ({journal})", ""))
    checks.append(kernels())
    encoding = sys.getfilesystemencoding()
    checks.append(("encoding", "ok", encoding, "") if encoding == "utf-8" else ("encoding", "wrong", encoding, "set LANG=C.UTF-8"))
    return checks


def kernels() -> Check:
    """Whether numba compiles, and where it keeps what it compiled."""
    try:
        import numba

        value = int(numba.njit(lambda x: x + 1)(1))
    except Exception as error:  # whatever a broken LLVM raises, the answer is the same
        return (
            "kernels",
            "wrong",
            f"numba fails: {type(error).__name__}",
            "install netplan again: pip install --force-reinstall numba",
        )
    return ("kernels", "ok" if value == 2 else "wrong", f"numba {numba.__version__}", "")


def extra(name: str, module: str, purpose: str) -> Check:
    """Whether an optional package is installed."""
    if importlib.util.find_spec(module) is not None:
        return (f"extra {name}", "ok", purpose, "")
    return (f"extra {name}", "missing", purpose, f"pip install 'netplan-city[{name}]'")


def project(inventory: Path) -> list[Check]:
    """Whether the inventory is there and its folder can hold the database."""
    folder = inventory.parent
    there = inventory.is_file()
    checks: list[Check] = [
        ("inventory", "ok" if there else "missing", str(inventory), "" if there else "netplan init, or name yours with --inventory")
    ]
    writable = os.access(folder / ".netplan" if (folder / ".netplan").exists() else folder, os.W_OK)
    checks.append(("folder", "ok" if writable else "wrong", str(folder.resolve()), "" if writable else "make it writable for you"))
    return checks
