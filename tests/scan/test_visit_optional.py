"""A table that a device does not have is noted; one that it may not show, or shows in part, is missing."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from collectors.answers import absent
from collectors.dialect import dialect, dialects
from collectors.target import Visit
from collectors.transports.open import open_wire
from collectors.visit import visit
from models.snapshot import Outcome
from tests.fakes.device import FakeDevice
from tests.fakes.personas import EOS, FRR, IOS, JUNOS, Persona
from tests.fakes.server import Farm
from tests.scan.test_visit import QUICK, target_of

MAC = "show mac address-table"
INVALID = "           ^\n% Invalid input detected at '^' marker.\n\n"


@pytest.fixture(scope="module")
def farm() -> Iterator[Farm]:
    with Farm() as made:
        yield made


def came(farm: Farm, tmp_path: Path, command: str, said: str, persona: Persona = IOS) -> Visit:
    """A visit to a device that answers one command like this."""
    device = farm.start(FakeDevice(persona=persona, outputs={command: said.encode()}))
    return visit(target_of(device, farm.known_hosts(tmp_path / "known")), open_wire, QUICK)


@pytest.mark.parametrize(
    ("persona", "command", "said"),
    [
        (IOS, MAC, INVALID),
        (EOS, MAC, "% Invalid input (at token 1: 'mac')\n"),
        (JUNOS, "show ethernet-switching table", "             ^\nsyntax error, expecting <command>.\n"),
        (FRR, "show bgp vrf all summary json", "% Unknown command: show bgp vrf all summary json\n"),
    ],
)
def test_a_table_that_the_device_does_not_have_is_noted(
    farm: Farm, tmp_path: Path, persona: Persona, command: str, said: str
) -> None:
    visited = came(farm, tmp_path, command, said, persona)
    assert (visited.outcome, visited.message) == (Outcome.OK, "")
    assert any(f"the device has no `{command}`" in finding for finding in visited.findings)
    assert visited.files is not None and command not in dict(visited.files.shows)


@pytest.mark.parametrize(
    ("persona", "command", "said"),
    [
        (IOS, MAC, "Command authorization failed.\n"),
        (IOS, MAC, "% Authorization failed.\n"),
        (IOS, MAC, "% Incomplete command.\n"),
        (IOS, MAC, '% Ambiguous command:  "show mac address-table"\n'),
        (IOS, MAC, INVALID + "Vlan  Mac Address\n"),
        (IOS, MAC, "% Error: table is busy\n"),
        (IOS, "show ip route", INVALID),
        (IOS, "show version", INVALID),
        (EOS, MAC, "% Invalid input (privileged mode required)\n"),
        (EOS, MAC, "% Authorization denied for command 'show mac address-table'\n"),
        (JUNOS, "show ethernet-switching table", "           ^\nunknown command.\n"),
        (JUNOS, "show ethernet-switching table", "error: permission denied\n"),
    ],
)
def test_anything_else_makes_the_visit_partial(farm: Farm, tmp_path: Path, persona: Persona, command: str, said: str) -> None:
    visited = came(farm, tmp_path, command, said, persona)
    assert visited.outcome is Outcome.PARTIAL and command in visited.message
    assert visited.files is not None and command not in dict(visited.files.shows)


def test_what_every_device_has_is_never_optional() -> None:
    for spoken in dialects().values():
        if spoken.console:
            needed = {command.kind for command in spoken.console.shows if not command.optional}
            assert {"version", "interfaces", "routes"} <= needed, spoken.name
            assert not absent(spoken.console, b"") and not absent(spoken.console, b"% Authorization failed.\n")


def test_a_command_for_what_the_config_does_not_name_is_not_asked(farm: Farm, tmp_path: Path) -> None:
    plain = farm.start(FakeDevice())
    dual = farm.start(FakeDevice(name="R2"))
    dual.config = dual.config.replace(b"ip cef\n", b"ip cef\nipv6 unicast-routing\n")
    for device, asked in ((plain, False), (dual, True)):
        made = visit(replace(target_of(device, farm.known_hosts(tmp_path / "known"))), open_wire, QUICK)
        assert ("show ipv6 route" in device.record.commands, "show ipv6 route vrf RED" in device.record.commands) == (asked, asked)
        assert made.files is not None
    console = dialect("cisco_ios").console
    assert console is not None and {command.where for command in console.shows} == {"", "ipv6"}
