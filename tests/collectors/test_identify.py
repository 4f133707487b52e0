"""The OS of a device that nobody has declared is asked for, over real SSH to fake devices, and never guessed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from collectors.identify import identified, os_of, visit_unknown
from collectors.target import Login, Target, Visit
from collectors.transports.open import open_wire
from collectors.visit import OpenWire, visit
from models.device import DeviceId
from models.errors import UnknownOs
from models.snapshot import Outcome
from tests.fakes.device import FakeDevice
from tests.fakes.personas import IOS, PERSONAS, Persona
from tests.fakes.server import Farm
from tests.scan.test_visit import QUICK, target_of

SAYS = {
    "cisco_ios": "Cisco IOS Software, C2960 Software (C2960-LANBASEK9-M), Version 15.0(2)SE, RELEASE SOFTWARE (fc1)\n",
    "arista_eos": "Arista DCS-7050TX-64-R\nHardware version: 01.00\nSoftware image version: 4.29.2F\n",
    "juniper_junos": "Hostname: R1\nModel: ex2300\nJunos: 21.4R3.15\n",
    "cisco_nxos": "Cisco Nexus Operating System (NX-OS) Software\n  NXOS: version 9.3(10)\n",
    "frr": "FRRouting 8.4.4 (R1) on Linux(6.1.0).\nCopyright 1996-2005 Kunihiro Ishiguro, et al.\n",
}


@pytest.fixture(scope="module")
def farm() -> Iterator[Farm]:
    with Farm() as made:
        yield made


def undeclared(farm: Farm, device: FakeDevice, tmp_path: Path, **login: str) -> Target:
    farm.start(device)
    return replace(target_of(device, farm.known_hosts(tmp_path / "known"), 10.0, **login), os="")


def by_hand(target: Target, open_wire: OpenWire) -> Visit:
    return visit(target, open_wire, QUICK)


@pytest.mark.parametrize("persona", PERSONAS.values(), ids=lambda persona: persona.os)
def test_a_device_says_which_os_it_is_and_is_visited_as_that(farm: Farm, persona: Persona, tmp_path: Path) -> None:
    device = FakeDevice(persona=persona, outputs={"show version": SAYS[persona.os].encode()})
    came = visit_unknown(undeclared(farm, device, tmp_path), open_wire, by_hand)
    assert came.files is not None and came.files.hint == persona.os, came.message
    assert came.files.config.data == device.config
    assert came.transcript.index("show version") < came.transcript.index(persona.config)
    assert f"`show version` says {persona.os}" in " ".join(came.findings)
    assert device.record.open_most == 1 and len(device.record.passwords) == 2


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("HP J9729A Switch, software WB.16.10\n", "none of the systems"),
        ("Cisco IOS XR Software, Version 7.3.2\n", "none of the systems"),
        ("Welcome; we replaced the Arista DCS box\n", "none of the systems"),
        (SAYS["cisco_ios"] + SAYS["frr"], "it may be cisco_ios or frr"),
        ("", "nothing"),
    ],
)
def test_what_no_os_or_several_would_say_is_no_answer(farm: Farm, said: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(UnknownOs, match=words):
        os_of(said)
    device = FakeDevice(outputs={"show version": said.encode()})
    came = visit_unknown(undeclared(farm, device, tmp_path), open_wire, by_hand)
    assert (came.outcome, came.files) == (Outcome.UNKNOWN_OS, None) and "declare its platform" in came.message
    assert device.record.configs == 0


def test_a_device_that_lies_about_itself_is_found_out_by_its_config(farm: Farm, tmp_path: Path) -> None:
    device = FakeDevice(persona=IOS, outputs={"show version": SAYS["arista_eos"].encode()})
    came = visit_unknown(undeclared(farm, device, tmp_path), open_wire, by_hand)
    assert not came.outcome.good and came.files is None


def test_a_wrong_password_is_tried_once_and_a_declared_os_is_not_asked(farm: Farm, tmp_path: Path) -> None:
    device = FakeDevice(outputs={"show version": SAYS["cisco_ios"].encode()})
    target = undeclared(farm, device, tmp_path, password="wrong")
    again = replace(target, logins=(*target.logins, Login("other", "netplan", "also-wrong")))
    came = identified(again, open_wire, QUICK)
    assert isinstance(came, Visit) and came.outcome is Outcome.AUTH_FAILED and device.record.passwords == ["wrong"]
    declared = FakeDevice(name="R2", outputs={"show version": b"something else\n"})
    made = visit_unknown(replace(undeclared(farm, declared, tmp_path), os="cisco_ios"), open_wire, by_hand)
    assert made.files is not None and len(declared.record.passwords) == 1


def test_an_unknown_host_key_ends_it_before_the_password(farm: Farm, tmp_path: Path) -> None:
    device = farm.start(FakeDevice())
    (tmp_path / "none").write_text("")
    target = Target(DeviceId("hr", "R1"), device.host, device.port, "", (Login("ro", "netplan", "x"),), str(tmp_path / "none"))
    came = identified(target, open_wire, QUICK)
    assert isinstance(came, Visit) and came.outcome is Outcome.HOST_KEY_UNKNOWN and not device.record.passwords
