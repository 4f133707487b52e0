"""The two ways to a device: what they send, how each end is named, and that they share jump hosts and no secrets."""

import asyncio
import logging
import os
import threading
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import asyncssh
import pytest

from collectors.target import Hop, Login
from collectors.transports import asynchronous
from collectors.transports.open import hang_up, open_wire
from collectors.transports.wire import WireFault
from models.snapshot import Outcome
from tests.fakes.device import FakeDevice
from tests.fakes.faults import Fault
from tests.fakes.keys import start_with
from tests.fakes.server import Farm, Gate, garbage
from tests.scan.wires import LOGIN, PASSWORD, WAYS, agents, heard, opened, outcome, refused, target, with_agent

DIRECT = ("netmiko", "asyncssh")
WRONG = Login("ro", "netplan", "wrong-Pa55")
DSA = asyncssh.generate_private_key("ssh-dss")
RSA = asyncssh.generate_private_key("ssh-rsa", key_size=2048)
PROFILES: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "A": (
        {"kex_algs": ["diffie-hellman-group14-sha1"], "encryption_algs": ["aes128-cbc"]},
        ("key exchange diffie-hellman-group14-sha1", "host key ssh-rsa", "cipher aes128-cbc"),
    ),
    "B": (
        {
            "kex_algs": ["diffie-hellman-group1-sha1"],
            "encryption_algs": ["3des-cbc"],
            "mac_algs": ["hmac-md5"],
        },
        ("key exchange diffie-hellman-group1-sha1", "host key ssh-rsa", "cipher 3des-cbc", "MAC hmac-md5"),
    ),
    "kex only": ({"kex_algs": ["diffie-hellman-group-exchange-sha1"]}, ("key exchange diffie-hellman-group-exchange-sha1",)),
    "C": ({"kex_algs": ["diffie-hellman-group1-sha1"]}, ("key exchange diffie-hellman-group1-sha1", "host key ssh-dss")),
    "host key only": ({}, ("host key ssh-rsa",)),
    "cipher only": ({"encryption_algs": ["aes256-cbc"]}, ("cipher aes256-cbc",)),
    "MAC only": ({"mac_algs": ["hmac-sha1-96"], "encryption_algs": ["aes128-ctr"]}, ("MAC hmac-sha1-96",)),
}


@pytest.fixture(scope="module")
def farm() -> Iterator[Farm]:
    with Farm() as served:
        yield served


def known(farm: Farm, folder: Path) -> str:
    return farm.known_hosts(folder / "known_hosts")


@pytest.mark.parametrize("way", DIRECT)
def test_two_jump_hosts_one_after_the_other(way: str, farm: Farm, tmp_path: Path) -> None:
    device, outer, inner = (
        farm.start(FakeDevice()),
        farm.start(FakeDevice(name="O", jump=True)),
        farm.start(FakeDevice(name="I", jump=True)),
    )
    to = target(device, known(farm, tmp_path), f"{way} behind a jump host", outer, inner)
    with opened(to) as wire:
        heard(wire, b"R1>")
        wire.write(b"show version\n")
        heard(wire, b"R1>")
    assert device.record.commands == ["show version"]
    assert [jump.record.passwords for jump in (outer, inner)] == [[PASSWORD]] * 2
    assert device.record.all_closed()


@pytest.mark.parametrize("way", DIRECT)
def test_many_devices_share_one_connection_to_a_jump_host(way: str, farm: Farm, tmp_path: Path) -> None:
    jump, devices = farm.start(FakeDevice(name="J", jump=True)), [farm.start(FakeDevice(name=f"R{n}")) for n in range(12)]
    file = known(farm, tmp_path)
    with ThreadPoolExecutor(6) as pool:
        wires = list(pool.map(lambda device: open_wire(target(device, file, f"{way} behind a jump host", jump), LOGIN), devices))
    for wire, device in zip(wires, devices, strict=True):
        heard(wire, f"{device.name}>".encode())
        wire.close()
    hang_up()
    assert (jump.record.connections, jump.record.passwords) == (1, [PASSWORD])
    assert all(device.record.all_closed() for device in devices)


@pytest.mark.parametrize("way", DIRECT)
def test_a_jump_host_that_went_away_is_opened_again(way: str, farm: Farm, tmp_path: Path) -> None:
    jump, device = farm.start(FakeDevice(name="J", jump=True)), farm.start(FakeDevice())
    to = target(device, known(farm, tmp_path), f"{way} behind a jump host", jump)
    for _ in range(2):
        with opened(to) as wire:
            heard(wire, b"R1>")
    assert jump.record.connections == 2


@pytest.mark.parametrize("way", DIRECT)
@pytest.mark.parametrize("kind", ["no forwarding", "wrong password", "not there", "device not there"])
def test_a_jump_host_that_does_not_help(kind: str, way: str, farm: Farm, tmp_path: Path) -> None:
    jump = farm.start(FakeDevice(name="J", jump=kind != "no forwarding", fault=Fault(refuse=kind == "not there")))
    device = farm.start(FakeDevice(fault=Fault(refuse=kind == "device not there")))
    to = target(device, known(farm, tmp_path), f"{way} behind a jump host", jump)
    if kind == "wrong password":
        to = replace(to, hops=(replace(to.hops[0], login=WRONG),))
    fault = refused(to)
    assert fault.outcome is Outcome.UNREACHABLE, "the device's own login was not refused"
    assert str(fault).startswith("jump host jump-J") and not device.record.passwords
    assert len(jump.record.passwords) == (kind != "not there")


def old(farm: Farm, profile: str) -> FakeDevice:
    crypto, weak = PROFILES[profile]
    only = [each.rpartition(" ")[2] for each in weak if each.startswith("host key")]
    return start_with(farm, FakeDevice(crypto=crypto), [DSA if "ssh-dss" in only else RSA], only)


@pytest.mark.parametrize("profile", PROFILES)
def test_broken_algorithms_are_used_where_they_are_allowed_and_named(profile: str, farm: Farm, tmp_path: Path) -> None:
    device, (_, weak) = old(farm, profile), PROFILES[profile]
    file = known(farm, tmp_path)
    for way in DIRECT:
        fault = refused(target(device, file, way))
        assert fault.outcome is Outcome.LEGACY_CRYPTO and "`data: {ssh: legacy}`" in str(fault)
        assert weak[0].rpartition(" ")[2] in str(fault), "what it offers is said"
    assert not device.record.passwords
    with opened(target(device, file, "legacy")) as wire:
        heard(wire, b"R1>")
        assert wire.findings == tuple(f"broken SSH {each}" for each in weak)  # type: ignore[attr-defined]


def test_a_sound_device_uses_nothing_broken_though_it_might(farm: Farm, tmp_path: Path) -> None:
    with opened(target(farm.start(FakeDevice()), known(farm, tmp_path), "legacy")) as wire:
        assert wire.findings == ()  # type: ignore[attr-defined]


def test_one_event_loop_serves_all_who_ask_for_it_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    new = asyncio.new_event_loop

    def slowly() -> asyncio.AbstractEventLoop:
        time.sleep(0.05)
        made.append(1)
        return new()

    monkeypatch.setattr(asynchronous, "_loops", [])
    monkeypatch.setattr(asyncio, "new_event_loop", slowly)
    with ThreadPoolExecutor(8) as pool:
        loops = {id(found) for found in pool.map(lambda _: asynchronous.loop(), range(8))}
    asynchronous.loop().call_soon_threadsafe(asynchronous.loop().stop)
    assert (len(loops), len(made)) == (1, 1)


def test_work_that_is_late_has_ended_when_the_caller_hears_of_it() -> None:
    ended: list[str] = []

    async def slow() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.05)  # as a connection takes its time to let go of its socket
            ended.append("slow")

    with pytest.raises(TimeoutError):
        asynchronous.wait(slow(), 0.01)
    assert ended == ["slow"]
    assert asynchronous.wait(asyncio.sleep(0, "in time"), 5.0) == "in time"


def test_a_reader_is_woken_for_a_prompt_and_not_for_the_lines_before_it() -> None:
    session, came = asynchronous._Session(), threading.Event()

    def comes() -> None:
        for data in (b"show version\r\n", b"a line\r\n", b"R1>"):
            assert not session.ready, "nothing to act on yet"
            session.data_received(data, None)
        came.set()

    asynchronous.loop().call_soon_threadsafe(comes)
    wire = asynchronous.LoopWire(MagicMock(), session, ())
    assert wire.read(30.0) == b"show version\r\na line\r\nR1>" and came.is_set()
    asynchronous.loop().call_soon_threadsafe(session.data_received, b"what stands alone\r\n", None)
    assert wire.read(30.0) == b"what stands alone\r\n"
    assert wire.read(0.0) == b"" and not session.over


def test_an_old_device_behind_a_jump_host(farm: Farm, tmp_path: Path) -> None:
    device, jump = old(farm, "B"), farm.start(FakeDevice(name="J", jump=True))
    with opened(target(device, known(farm, tmp_path), "asyncssh behind a jump host", jump)) as wire:
        heard(wire, b"R1>")


@pytest.mark.parametrize("way", DIRECT)
@pytest.mark.parametrize(
    "methods", [("password",), ("keyboard-interactive",), ("password", "keyboard-interactive"), ("password", "publickey")]
)
def test_a_wrong_password_is_sent_once(methods: tuple[str, ...], way: str, farm: Farm, tmp_path: Path) -> None:
    device = farm.start(FakeDevice(methods=methods))
    to = target(device, known(farm, tmp_path), way, login=WRONG)
    fault = refused(to, WRONG)
    assert fault.outcome is Outcome.AUTH_FAILED and "credential ro, user netplan" in str(fault)
    assert device.record.passwords == ["wrong-Pa55"]
    assert outcome(replace(to, logins=(LOGIN,)), LOGIN) is Outcome.OK


class Insisting(Gate):
    """Asks for the password again within one login, as PAM does."""

    async def validate_kbdint_response(self, username: str, responses: Any) -> Any:
        await self.validate_password(username, next(iter(responses), ""))
        return "", "", "", [("Password: ", False)]


@pytest.mark.parametrize("way", DIRECT)
def test_a_server_that_asks_again_gets_no_second_answer(way: str, farm: Farm, tmp_path: Path) -> None:
    device = start_with(farm, FakeDevice(methods=("keyboard-interactive",)), [RSA], gate=Insisting)
    file = known(farm, tmp_path)
    assert outcome(target(device, file, way, login=WRONG), WRONG) is Outcome.AUTH_FAILED
    assert device.record.passwords == ["wrong-Pa55"]


@pytest.mark.parametrize("way", WAYS)
def test_a_login_that_is_not_answered_is_no_wrong_password(way: str, farm: Farm, tmp_path: Path) -> None:
    device, jump = farm.start(FakeDevice(fault=Fault(auth="hang"))), farm.start(FakeDevice(name="J", jump=True))
    to = target(device, known(farm, tmp_path), way, jump)
    assert outcome(replace(to, seconds=4.0)) is Outcome.TIME_OUT
    assert device.record.passwords == [PASSWORD]


@pytest.mark.parametrize("way", DIRECT)
@pytest.mark.parametrize(
    ("fault", "wanted"),
    [
        (Fault(refuse=True), Outcome.UNREACHABLE),
        (Fault(first=b""), Outcome.UNREACHABLE),
        (Fault(first=b"HTTP/1.1 400 Bad Request\r\n\r\n"), Outcome.UNREACHABLE),
        (Fault(first=garbage()), Outcome.UNREACHABLE),
        (Fault(first=b"SSH-1.5-Cisco-1.25\n", stays=True), Outcome.LEGACY_CRYPTO),
        (Fault(first=b"", stays=True), Outcome.TIME_OUT),
        (Fault(first=b"SSH-2.0-OpenSSH_9.2\r\n", stays=True), Outcome.TIME_OUT),
        (Fault(first=b"SSH-2.0-OpenSSH_9.2\r\n"), Outcome.UNREACHABLE),
        (Fault(first=b"S" * 100, drip=0.2), Outcome.TIME_OUT),
        (Fault(auth="pubkey"), Outcome.AUTH_FAILED),
        (Fault(auth="reject"), Outcome.AUTH_FAILED),
    ],
)
def test_every_end_before_the_session_has_its_name(fault: Fault, wanted: Outcome, way: str, farm: Farm, tmp_path: Path) -> None:
    device = farm.start(FakeDevice(fault=fault))
    found = refused(replace(target(device, known(farm, tmp_path), way), seconds=3.0))
    assert (found.outcome, len(str(found).splitlines())) == (wanted, 1), found
    assert not device.record.passwords or fault.auth == "reject"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("stop", ["reset", "drop", "close"])
def test_a_line_that_is_dropped_is_noticed_while_waiting(stop: str, way: str, farm: Farm, tmp_path: Path) -> None:
    device = farm.start(FakeDevice(fault=Fault(stop=stop, stop_at=0.5))), farm.start(FakeDevice(name="J", jump=True))
    with opened(target(device[0], known(farm, tmp_path), way, device[1])) as wire:
        heard(wire, b"R1>")
        for line in (b"enable\n", b"right-Enable\n", b"terminal length 0\n", b"show running-config\n"):
            wire.write(line)
        with pytest.raises(WireFault, match="the connection ended") as caught:
            for _ in range(10_000):
                assert wire.read(30.0), "nothing came, and nobody said that the line is gone"
    assert caught.value.outcome is Outcome.UNREACHABLE


@pytest.mark.parametrize("way", WAYS)
def test_every_byte_survives(way: str, farm: Farm, tmp_path: Path) -> None:
    every = bytes(byte for byte in range(256) if byte not in b"\r\n")
    device, jump = farm.start(FakeDevice(outputs={"show version": every + b"\n"})), farm.start(FakeDevice(name="J", jump=True))
    with opened(target(device, known(farm, tmp_path), way, jump)) as wire:
        heard(wire, b"R1>")
        wire.write(b"show version\n")
        assert every in heard(wire, b"R1>")


@pytest.mark.parametrize("way", DIRECT)
def test_nothing_is_sent_that_was_not_written(way: str, farm: Farm, tmp_path: Path) -> None:
    device = farm.start(FakeDevice())
    with opened(target(device, known(farm, tmp_path), way)) as wire:
        heard(wire, b"R1>")
        wire.write(b"show version\n")
        heard(wire, b"R1>")
    assert device.record.all_closed() and bytes(device.record.received) == b"show version\n"


@pytest.mark.parametrize("way", DIRECT)
@pytest.mark.parametrize(("kind", "passphrase"), [("ssh-ed25519", ""), ("ssh-rsa", "Lock-99"), ("ecdsa-sha2-nistp256", "Lock-99")])
def test_a_key_logs_in(kind: str, passphrase: str, way: str, farm: Farm, tmp_path: Path) -> None:
    key = asyncssh.generate_private_key(kind)
    (tmp_path / "key").write_bytes(key.export_private_key("pkcs8-pem" if passphrase else "openssh", passphrase or None))
    (tmp_path / "key").chmod(0o600)
    key.write_public_key(str(tmp_path / "authorized"))
    device = farm.start(FakeDevice(methods=("publickey", "password"), authorized_keys=str(tmp_path / "authorized")))
    login = Login("key", "netplan", "unused-1", key_file=str(tmp_path / "key"), passphrase=passphrase)
    file = known(farm, tmp_path)
    assert outcome(target(device, file, way, login=login), login) is Outcome.OK
    assert not device.record.passwords, "the key was enough"
    other = farm.start(FakeDevice(methods=("publickey", "password")))
    assert outcome(target(other, known(farm, tmp_path), way, login=login), login) is Outcome.AUTH_FAILED
    assert other.record.passwords == ["unused-1"]


@agents
@pytest.mark.parametrize("way", DIRECT)
def test_the_agent_logs_in_where_it_may(way: str, farm: Farm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")
    key.write_private_key(str(tmp_path / "key"))
    (tmp_path / "key").chmod(0o600)
    key.write_public_key(str(tmp_path / "authorized"))
    device = farm.start(FakeDevice(methods=("publickey",), authorized_keys=str(tmp_path / "authorized")))
    with with_agent(tmp_path, monkeypatch):
        to = target(device, known(farm, tmp_path), way)
        assert outcome(to, Login("agent", "netplan", agent=True)) is Outcome.OK
        assert outcome(to, Login("agent", "netplan", agent=False)) is Outcome.AUTH_FAILED


def test_a_hop_has_a_login_of_its_own(farm: Farm, tmp_path: Path) -> None:
    jump = farm.start(FakeDevice(name="J", jump=True, username="bastion", password="other-Pa55"))
    device, file = farm.start(FakeDevice()), known(farm, tmp_path)
    hop = Hop("J", jump.host, jump.port, Login("j", "bastion", "other-Pa55"), file)
    assert outcome(replace(target(device, file), hops=(hop,))) is Outcome.OK
    assert (jump.record.passwords, device.record.passwords) == (["other-Pa55"], [PASSWORD])


@pytest.mark.parametrize("way", WAYS)
def test_no_secret_is_in_logs_or_tracebacks(
    way: str, farm: Farm, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    device, jump = farm.start(FakeDevice(fault=Fault(auth="reject"))), farm.start(FakeDevice(name="J", jump=True))
    good, file = farm.start(FakeDevice(name="R2")), known(farm, tmp_path)
    shown = ""
    try:
        with opened(target(device, file, way, jump)):
            pass
    except WireFault as fault:
        shown = "".join(traceback.format_exception(fault))
    with opened(target(good, file, way, jump)) as wire:
        heard(wire, b"R2>")
        shown += repr(wire)
    output = capfd.readouterr()
    assert PASSWORD in device.record.passwords and "refused the login" in shown
    for text in (shown, output.out, output.err, caplog.text):
        assert PASSWORD not in text
    assert not [
        record
        for record in caplog.records
        if record.name.split(".")[0] in ("paramiko", "netmiko", "asyncssh") and record.levelno < 30
    ]


def test_the_user_s_own_ssh_files_are_not_used(farm: Farm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    device = farm.start(FakeDevice())
    home = tmp_path / "home" / ".ssh"
    home.mkdir(parents=True)
    farm.known_hosts(home / "known_hosts")
    (home / "config").write_text("Host *\n StrictHostKeyChecking no\n UserKnownHostsFile /dev/null\n Port 1\n")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for way in DIRECT:
        assert outcome(target(device, tmp_path / "none", way)) is Outcome.HOST_KEY_UNKNOWN
    assert os.listdir(tmp_path) == ["home"]
