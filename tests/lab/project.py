"""A project folder for a laboratory: the inventory of its routers, the keys of their servers, and netplan run inside it."""

import os
import subprocess
import sys
from pathlib import Path

import yaml

from tests.lab.jump import USER as JUMP_USER
from tests.lab.lab import Lab
from tests.lab.layout import JUMP_ADDRESS
from tests.lab.router import COMMUNITY, PASSWORD, USER

SECRETS = {"LAB_PASSWORD": PASSWORD, "LAB_COMMUNITY": COMMUNITY}


def made(lab: Lab, folder: Path) -> Path:
    """Write the project of `lab`: all routers, reached by SSH through the jump host, their LLDP by SNMP."""
    departments = sorted({router.department for router in lab.layout.routers})
    inventory = {
        "version": 1,
        "departments": {name: {"name": f"Department {name}"} for name in departments},
        "realms": {name: {"departments": name, "reached_by": "jump"} for name in departments},
        "credentials": {
            "routers": {
                "username": USER,
                "password": "env:LAB_PASSWORD",
                "snmp": {"version": "2c", "community": "env:LAB_COMMUNITY"},
            },
            "jump": {"username": JUMP_USER, "password": "env:LAB_PASSWORD"},
        },
        "jump_hosts": {"jump": {"hostname": str(JUMP_ADDRESS.ip), "credential": "jump"}},
        "hosts": {
            router.name: {
                "hostname": str(router.management.ip),
                "platform": "frr",
                "data": {"department": router.department, "credential": "routers"},
            }
            for router in lab.layout.routers
        },
    }
    (folder / "inventory.yaml").write_text(yaml.safe_dump(inventory, sort_keys=False), encoding="utf-8")
    (folder / ".netplan").mkdir()
    (folder / ".netplan/known_hosts").write_text(lab.known_hosts(), encoding="ascii")
    return folder


def netplan(lab: Lab, project: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run netplan at the engineer's desk."""
    environment = {**os.environ, **SECRETS, "NETPLAN_LOG": "debug", "PYTHONPATH": str(Path(__file__).parents[2])}
    with lab.inside():
        return subprocess.run(
            [sys.executable, "-m", "netplan", *words],
            cwd=project, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
