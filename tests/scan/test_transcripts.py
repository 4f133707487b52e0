"""Nothing but commands of the list is ever sent: not by a driver, not for a device of an evil name, by no transport."""

import ast
import random
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from unittest.mock import MagicMock

import pytest
from netmiko.ssh_dispatcher import CLASS_MAPPER

from collectors.commands import Command, Console, ForbiddenCommand, allowed
from collectors.dialect import dialects
from collectors.transports.open import hang_up, open_wire
from collectors.transports.ssh import silent
from collectors.transports.wire import Guarded, WireFault
from collectors.visit import visit
from models.snapshot import Outcome
from tests.fakes.device import FakeDevice
from tests.fakes.personas import PERSONAS, Persona
from tests.fakes.server import Farm
from tests.scan.wires import WAYS, replace, target

ROOT = Path(__file__).resolve().parent.parent.parent
CONSOLES = {name: spoken.console for name, spoken in dialects().items() if spoken.console is not None}


@pytest.fixture(scope="module")
def farm() -> Iterator[Farm]:
    with Farm() as served:
        yield served


def plain(console: Console, os: str) -> Persona:
    """A device without manners of its own: it answers what the console asks."""
    prompt, quiet = "{name}# ", dict.fromkeys(console.quiet, "")
    return Persona(os, prompt, prompt, console.config.text, quiet, next(iter(quiet), ""), comment=console.comment)


def recorded(os: str) -> bytes:
    """The config of a case of this system."""
    return min((ROOT / "tests" / "vendors" / os).glob("*/config.txt")).read_bytes()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("os", CONSOLES)
def test_a_whole_visit_stays_within_the_list(os: str, way: str, farm: Farm, tmp_path: Path) -> None:
    console = CONSOLES[os]
    known = FakeDevice(persona=PERSONAS[os]) if os in PERSONAS else FakeDevice(persona=plain(console, os), config=recorded(os))
    device, jump = farm.start(known), farm.start(FakeDevice(name="J", jump=True))
    to = target(device, farm.known_hosts(tmp_path / "known"), way, jump)
    made = visit(replace(to, logins=(replace(to.logins[0], enable=device.secret),)), open_wire)
    hang_up()
    assert made.outcome.good, made.message
    assert device.record.all_closed()
    sent = bytes(device.record.received).decode().split("\n")
    lines = [line.strip("\r") for line in sent if line.strip("\r") != device.secret]
    assert console.config.text in lines and console.leave in lines, "the visit did ask"
    assert [line for line in lines if not allowed(console, line)] == []
    assert not jump.record.received, "a jump host gives a way, not a shell"
    assert [line for line in made.transcript.splitlines() if line != "⟨secret⟩" and not allowed(console, line)] == []


def test_no_driver_says_anything_of_its_own() -> None:
    drivers = sorted(each for each in CLASS_MAPPER if not each.endswith(("_telnet", "_serial")))
    assert len(drivers) > 300 and {console.driver for console in CONSOLES.values()} <= set(drivers)
    for driver in drivers:
        made = silent(driver)(host="192.0.2.1", device_type=driver, auto_connect=False)
        made.channel = made.remote_conn = MagicMock()
        for quiet in (made.session_preparation, made.special_login_handler, made._modify_connection_params, made.cleanup):
            quiet()
        for loud in (made.send_command, made.send_command_timing, made.send_config_set, made.enable, made.config_mode):
            with suppress(Exception):  # refused, or not offered by this driver
                loud("reload")
        with suppress(Exception):
            made._try_session_preparation()
        with pytest.raises(ForbiddenCommand):
            made.write_channel("\n")
        sent = [call for call in made.channel.mock_calls if call[0] in ("write_channel", "send", "sendall", "write")]
        assert not sent, (driver, sent)


def test_a_driver_that_is_not_there_is_named() -> None:
    with pytest.raises(WireFault, match="no driver 'cisco_iso'") as caught:
        silent("cisco_iso")
    assert caught.value.outcome is Outcome.NOT_THIS_OS


class Paper:
    """A wire on which everything is kept."""

    findings = ()

    def __init__(self) -> None:
        self.data = b""

    def write(self, data: bytes) -> None:
        self.data += data

    def read(self, seconds: float) -> bytes:
        return b""

    def close(self) -> None:
        pass


def hostile() -> list[str]:
    """500 names that somebody could give a device, a VRF or a host: commands, signs and bytes in all mixtures."""
    chance = random.Random(11)
    commands = ("reload", "configure terminal", "write erase", "no shutdown", "request system reboot", "conf t", "commit", "do wr")
    breaks = (
        "\n",
        "\r",
        "\r\n",
        ";",
        "|",
        "&&",
        "`",
        "$(",
        "\x03",
        "\x1a",
        "\x00",
        "\x1b[A",
        "\u2028",
        "\x85",
        "?",
        "\t",
        " ",
        "!",
        "#",
        "\x7f",
    )
    fixed = [
        "",
        " ",
        "\n",
        "-" * 200,
        "a" * 65,
        "-x",
        "é",
        "Ａ",
        "../../x",
        "{vrf}",
        "%s",
        "{0.__class__}",
        "a b",
        "a\n",
        "\na",
        "a\x00",
        "'",
        '"',
    ]
    made = [
        f"{chance.choice(('', 'RED', 'a'))}{chance.choice(breaks)}{chance.choice(commands)}{chance.choice(('', *breaks))}"
        for _ in range(500 - len(fixed))
    ]
    return fixed + made


def forbidden(console: Console, command: Command, name: str) -> bytes:
    """What reaches the device when `name` is put into `command`, by the template and past it."""
    paper = Paper()
    guarded = Guarded(paper, console)
    slots = ("vrf",) if "{vrf}" in command.text else ()
    for line in (
        lambda: command.filled(**dict.fromkeys(slots, name)),
        lambda: command.text.replace("{vrf}", name),
        lambda: command.text + name,
    ):
        try:
            guarded.say(line())
        except ForbiddenCommand:
            continue
    return paper.data


@pytest.mark.parametrize("os", CONSOLES)
def test_a_hostile_name_sends_nothing_but_the_command(os: str) -> None:
    console = CONSOLES[os]
    commands = [console.config, *console.shows, *console.per_vrf]
    names = hostile()
    assert len(names) == 500
    for command in commands:
        plain = f"{command.text}\n".encode()
        for name in names:
            sent = forbidden(console, command, name)
            lines = sent.split(b"\n")
            assert lines[-1] == b"", (command.text, name, sent)
            for line in lines[:-1]:
                assert allowed(console, line.decode("ascii")), (command.text, name, sent)
                assert line + b"\n" == plain or "{vrf}" in command.text, (command.text, name, sent)


def test_the_check_of_hostile_names_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collectors.transports.wire.allowed", lambda console, line: True)
    with pytest.raises((AssertionError, UnicodeEncodeError)):
        test_a_hostile_name_sends_nothing_but_the_command("cisco_ios")


@pytest.mark.parametrize("secret", ["two\nlines", "a\rb", "\x03", "x\x00", "\x1b[A", "tab\t"])
def test_a_password_is_never_two_lines(secret: str) -> None:
    paper = Paper()
    with pytest.raises(ForbiddenCommand) as caught:
        Guarded(paper, CONSOLES["cisco_ios"]).answer(secret)
    assert not paper.data and secret not in str(caught.value)


@cache
def calls() -> dict[str, set[str]]:
    """By the name of a method, the source files that call it."""
    found: dict[str, set[str]] = {}
    for folder in ("models", "collectors", "netplan", "reports"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    found.setdefault(node.func.attr, set()).add(path.relative_to(ROOT).as_posix())
    return found


def test_only_the_wire_writes_to_a_channel() -> None:
    assert calls()["write_channel"] == {"collectors/transports/ssh.py"}
    for name in (
        "send_command",
        "send_command_timing",
        "send_config_set",
        "send_config_from_file",
        "exec_command",
        "save_config",
        "commit_config",
    ):
        assert name not in calls(), calls()[name]
    assert calls()["say"], "the check finds calls"
