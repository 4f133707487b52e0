"""parse(config + commands of a change) == the facts after the change, and the rollback restores the very facts.

Every kind of change, on every device of the demo city that it fits. A dialect either writes a kind or says that it
cannot: `IN_WORDS` is the whole list of what is said in words, so a command that is lost or gained shows here.
"""

from functools import cache
from pathlib import Path

import pytest

from collectors.dialect import dialect, dialects, read
from collectors.draft import Draft
from collectors.workbook import Workbook
from models.device import Device, DeviceId
from tests.collectors.changes import KINDS

DEMO = Path(__file__).parents[2] / "demo"
IN_WORDS = {
    "arista_eos": set(),
    "cisco_ios": {"leaked route"},
    "frr": {
        "filter",
        "access VLAN",
        "trunk VLAN",
        "VLAN name",
        "port in a VRF",
        "leaked route",
        "route of a VRF",
        "time server",
        "service gone",
    },
    "juniper_junos": {"leaked route", "BGP network", "OSPF network", "OSPF redistribution", "port in a VRF"},
}
"""Why: FRR filters nothing and takes VLANs and VRFs from its host; IOS leaks by an interface; Junos announces by policy,
finds no next hop in another instance, and puts addresses on units."""


@cache
def configs() -> list[tuple[Device, str]]:
    found = []
    for path in sorted(DEMO.glob("*/configs/*.cfg")):
        text = path.read_text()
        os = max(dialects(), key=lambda name: dialects()[name].recognise(text))
        device = DeviceId(path.parts[-3], path.stem)
        found.append((read(text, dialect(os), Draft(device, os, path.name)), text))
    return found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("os", sorted(IN_WORDS))
def test_commands_give_the_predicted_facts(os: str, kind: str) -> None:
    tried = 0
    for device, text in configs():
        changes = KINDS[kind](device) if device.os == os else []
        if not changes:
            continue
        tried += 1
        [work] = Workbook.of({device.id: device}, {device.id: text}).write(changes)
        if kind in IN_WORDS[os]:
            assert work.words, f"{device.id}: {work.commands}"
            assert not work.commands
        else:
            assert not work.words, work.words
            assert work.commands
            assert work.rollback
            assert work.proven, f"{device.id}: {work.commands} back {work.rollback}"
    if not tried:
        pytest.skip(f"no {os} device of the demo has what {kind} changes")


def test_a_wrong_command_is_not_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof can fail: commands that do something else are caught."""
    device, text = next((d, t) for d, t in configs() if d.os == "cisco_ios")
    ios = dialect("cisco_ios")
    wrong = type(ios)(
        **{f: getattr(ios, f) for f in ios.__slots__ if f != "write"},
        write=lambda d, c: ["interface Loopback77", " ip address 10.3.3.3 255.255.255.255"],
    )
    monkeypatch.setattr("collectors.workbook.dialect", lambda name: wrong)
    [work] = Workbook.of({device.id: device}, {device.id: text}).write(KINDS["description"](device))
    assert work.commands
    assert not work.proven
