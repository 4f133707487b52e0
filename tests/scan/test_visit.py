"""Whatever a device does: the visit is over in time, its outcome is the right one, and no part of a config passes for the whole."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from collectors.commands import allowed
from collectors.dialect import dialect
from collectors.target import Login, Target
from collectors.transports.conversation import Patience
from collectors.transports.open import open_wire
from collectors.transports.wire import Wire
from collectors.visit import OpenWire, visit
from models.device import DeviceId
from models.snapshot import Outcome
from tests.fakes.device import FakeDevice
from tests.fakes.faults import Fault, padded
from tests.fakes.personas import PERSONAS, Persona
from tests.fakes.server import Farm
from tests.scan.matrix import CASES, ERRORS, PAUSES, TRAPS, Case, unsized

SECONDS, SHORT = 10.0, 3.0
"""The deadline given to each visit; the short one where nothing good can come of it."""
GRACE = 3.0
"""What a busy machine may take on top of it."""
QUICK = Patience(login=1.5, idle=1.2, probe=0.25, settle=0.08, leave=0.3, output=2_000_000, banner=400_000)


def open_netmiko(target: Target, login: Login) -> Wire:
    return open_wire(replace(target, netmiko=True), login)


TRANSPORTS: dict[str, OpenWire] = {"asyncssh": open_wire, "netmiko": open_netmiko}


@pytest.fixture(scope="module")
def farm() -> Iterator[Farm]:
    with Farm() as farm:
        yield farm


@pytest.fixture(params=TRANSPORTS)
def way(request: pytest.FixtureRequest) -> OpenWire:
    return TRANSPORTS[request.param]


def target_of(device: FakeDevice, known_hosts: str = "", seconds: float = SECONDS, **login: str) -> Target:
    given = {"password": device.password, "enable": device.secret, **login}
    logins = (Login("staff", device.username, **given),)
    return Target(DeviceId("hr", device.name), device.host, device.port, device.persona.os, logins, known_hosts, seconds=seconds)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_fault_has_its_outcome_in_time(farm: Farm, case: Case, way: OpenWire, tmp_path: Path) -> None:
    device = farm.start(FakeDevice(persona=case.persona, fault=case.fault))
    seconds = SECONDS if any(outcome.good for outcome in case.outcomes) else SHORT
    known_hosts = farm.known_hosts(tmp_path / "known")
    target = target_of(device, known_hosts, seconds, password=case.password, enable=case.secret)
    begun = time.monotonic()
    came = visit(target, way, QUICK)
    assert time.monotonic() - begun < seconds + GRACE, came.message
    assert came.outcome in case.outcomes, (came.message, came.findings)
    assert (came.files is not None) == came.outcome.good
    assert came.outcome is Outcome.OK or came.message
    if came.files is not None:
        whole = case.fault.change(device.config)
        assert came.files.config.data == whole, "the config is not what the device has"
        assert device.record.logouts == 1
    assert case.finding in " ".join(came.findings)
    console = dialect(device.persona.os).console
    assert console is not None
    typed = [line for line in device.record.received.decode().split("\n") if line not in (device.secret, case.secret)]
    assert [line for line in typed if not allowed(console, line)] == [], "bytes were sent that are not on the list"
    assert came.transcript.count("\n") >= device.record.received.count(b"\n")
    assert case.password not in came.transcript
    assert not case.secret or case.secret not in came.transcript
    assert device.record.all_closed(), "a session was left open"
    assert device.record.open_most <= 1
    assert came.login == "staff"


@pytest.mark.parametrize("pause", PAUSES)
@pytest.mark.parametrize("trap", TRAPS)
def test_a_prompt_inside_the_config_does_not_cut_it(farm: Farm, trap: str, pause: float, way: OpenWire, tmp_path: Path) -> None:
    fault = replace(TRAPS[trap], pause=pause)
    device = farm.start(FakeDevice(fault=fault))
    came = visit(target_of(device, farm.known_hosts(tmp_path / "known")), way, QUICK)
    assert (came.outcome, came.files and came.files.config.data) == (Outcome.OK, fault.change(device.config)), came.message


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_text_is_no_config(farm: Farm, error: str, way: OpenWire, tmp_path: Path) -> None:
    device = farm.start(FakeDevice(fault=Fault(instead=f"{error}\n".encode())))
    came = visit(target_of(device, farm.known_hosts(tmp_path / "known")), way, QUICK)
    assert came.outcome in (Outcome.PRIVILEGE, Outcome.NOT_THIS_OS, Outcome.FAILED)
    assert came.files is None
    assert came.message


@pytest.mark.parametrize("persona", PERSONAS.values(), ids=lambda persona: persona.os)
def test_every_byte_value_survives(farm: Farm, persona: Persona, way: OpenWire, tmp_path: Path) -> None:
    sign = persona.comment.encode()
    text = b"".join(sign + b" <" + bytes([value]) + b">\n" for value in range(256) if value != 10)
    text += sign + b" " + bytes(value for value in range(256) if value not in b"\r\n") + b" Muehle M\xc3\xbchle \x93\xfa\x96{\n"
    device = FakeDevice(persona=persona)
    head, _, rest = device.config.partition(b"\n!\n" if persona.comment == "!" else b"\nsystem")
    device.config = head + b"\n" + text + (b"!\n" if persona.comment == "!" else b"system") + rest
    device.config = device.config.replace(b"Current configuration : ", b"Current bytes : ")
    farm.start(device)
    came = visit(target_of(device, farm.known_hosts(tmp_path / "known")), way, QUICK)
    assert came.files is not None, came.message
    assert came.files.config.data == device.config


def test_the_logout_is_sent_wherever_it_would_be_understood(farm: Farm, way: OpenWire, tmp_path: Path) -> None:
    understood = {"a config beyond the cap": 1, "an empty config": 1, "the config may not be shown": 1, "no secret helps": 0}
    left = {}
    for case in CASES:
        if case.name in understood:
            device = farm.start(FakeDevice(fault=case.fault))
            came = visit(target_of(device, farm.known_hosts(tmp_path / "known"), SHORT), way, QUICK)
            left[case.name] = came.transcript.splitlines().count("exit")
    assert left == understood


@pytest.mark.parametrize("output", [b"no line end", b"R1#\nR1>\n", b"\n\n", b"", b" --More-- \nnot a pager\n", b"a\n\n\n"])
def test_the_output_of_a_command_is_what_the_device_shows(farm: Farm, output: bytes, way: OpenWire, tmp_path: Path) -> None:
    device = farm.start(FakeDevice(outputs={"show version": output}))
    came = visit(target_of(device, farm.known_hosts(tmp_path / "known")), way, QUICK)
    assert came.files is not None, came.message
    assert dict(came.files.shows)["show version"].data == output


def test_recorded_configs_come_home_as_they_are(farm: Farm, recorded: Path, way: OpenWire, tmp_path: Path) -> None:
    whole = 0
    for persona in PERSONAS.values():
        spoken = dialect(persona.os)
        for folder in sorted((recorded / "lab-validation").glob("*")):
            config = next(folder.glob("configs/*/show_running-config.txt"), None) or next(
                folder.glob("configs/*/show_conf*.txt"), None
            )
            text = config.read_bytes().replace(b"\r\n", b"\n").strip(b"\n") + b"\n" if config else b""
            if not text.strip() or spoken.recognise(text.decode("latin-1")) < 0.9 or not spoken.ended(text.decode("latin-1")):
                continue
            device = farm.start(FakeDevice(persona=persona, config=text))
            came = visit(target_of(device, farm.known_hosts(tmp_path / "known")), way, QUICK)
            assert came.outcome.good, (config, came.message)
            assert came.files is not None
            assert came.files.config.data == text, config
            whole += 1
    assert whole >= 8


@pytest.mark.slow
def test_a_hundred_megabytes_are_not_read_to_their_end(farm: Farm, way: OpenWire, tmp_path: Path) -> None:
    device = farm.start(FakeDevice(fault=Fault(change=lambda config: unsized(padded(100 * 1024 * 1024)(config)))))
    came = visit(target_of(device, farm.known_hosts(tmp_path / "known"), 120), way)
    assert came.outcome is Outcome.TOO_BIG, came.message
    assert came.files is None
