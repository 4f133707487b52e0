"""What the Junos tests share."""

import os
from pathlib import Path

from collectors.dialect import read
from collectors.draft import Draft
from collectors.vendors.juniper_junos import DIALECT
from models.device import Device, DeviceId

ROOT = Path(__file__).resolve().parents[3]
CASES = ROOT / "tests/vendors/juniper_junos"
DATA = Path(os.environ.get("NETPLAN_DATA", ROOT.parent / "shared/data"))


def device(text: str) -> Device:
    """The facts of a config text."""
    return read(text, DIALECT, Draft(DeviceId("hr", "r1"), DIALECT.name, "hr/r1.conf"))


def golden(case: str) -> str:
    """The config text of a golden case."""
    return (CASES / case / "config.txt").read_text()
