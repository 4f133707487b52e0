"""Read a few lines as the config of one device."""

from textwrap import dedent

from collectors.dialect import dialect, read
from collectors.draft import Draft
from models.device import Device, DeviceId
from models.source import Status


def device(os: str, text: str) -> Device:
    """The facts of an indented text."""
    return read(dedent(text), dialect(os), Draft(DeviceId("test", "r1"), os, "r1.cfg"))


def unread(found: Device, *statuses: Status) -> list[str]:
    """The lines that became no fact, all or those of some statuses."""
    return [line.text for line in found.coverage.unread if not statuses or line.status in statuses]
