"""Targets at fake devices, and the ways to reach them, for the tests of the transports."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from collectors.target import Hop, Login, Target
from collectors.transports.open import hang_up, open_wire
from collectors.transports.wire import Wire, WireFault
from models.device import DeviceId
from models.snapshot import Outcome
from tests.fakes.device import FakeDevice

PASSWORD = "right-Pa55"
LOGIN = Login("ro", "netplan", PASSWORD)
agents = pytest.mark.skipif(shutil.which("ssh-agent") is None, reason="no ssh-agent here")
WAYS = ("netmiko", "netmiko behind a jump host", "asyncssh", "asyncssh behind a jump host")


def target(device: FakeDevice, known_hosts: str | Path, way: str = "netmiko", *jumps: FakeDevice, login: Login = LOGIN) -> Target:
    """A target at `device`; `jumps` are passed where the way says so, with the same file of keys."""
    hops = tuple(Hop(f"jump-{jump.name}", jump.host, jump.port, LOGIN, str(known_hosts)) for jump in jumps)
    return Target(
        DeviceId("sote", device.name), device.host, device.port, device.persona.os, (login,), str(known_hosts), seconds=20.0,
        hops=hops if "jump" in way else (), netmiko="netmiko" in way, legacy=way in ("legacy", "asyncssh behind a jump host"),
    )  # fmt: skip


def written(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line.rstrip()}\n" for line in lines), encoding="utf-8")
    return path


@contextmanager
def opened(to: Target, login: Login = LOGIN) -> Iterator[Wire]:
    """A wire that is closed at the end, and the jump hosts with it."""
    try:
        wire = open_wire(to, login)
        try:
            yield wire
        finally:
            wire.close()
    finally:
        hang_up()


def refused(to: Target, login: Login = LOGIN) -> WireFault:
    """The fault with which a wire to `to` ends before there is one."""
    try:
        with opened(to, login):
            pass
    except WireFault as fault:
        return fault
    raise AssertionError("the wire was opened")


def outcome(to: Target, login: Login = LOGIN) -> Outcome:
    try:
        with opened(to, login):
            return Outcome.OK
    except WireFault as fault:
        return fault.outcome


def heard(wire: Wire, mark: bytes, seconds: float = 10.0) -> bytes:
    """All that comes up to `mark`."""
    import time

    end, data = time.monotonic() + seconds, b""
    while mark not in data:
        assert time.monotonic() < end, f"{mark!r} is not in {data!r}"
        data += wire.read(1.0)
    return data


@contextmanager
def with_agent(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An agent that holds the key in `folder`."""
    with subprocess.Popen(["ssh-agent", "-D", "-a", str(folder / "agent")], stdout=subprocess.DEVNULL) as agent:
        try:
            monkeypatch.setenv("SSH_AUTH_SOCK", str(folder / "agent"))
            for _ in range(100):
                if subprocess.run(["ssh-add", "-q", str(folder / "key")], stderr=subprocess.DEVNULL).returncode == 0:
                    break
            yield
        finally:
            agent.terminate()


__all__ = [
    "LOGIN", "PASSWORD", "WAYS", "agents", "heard", "opened", "outcome", "refused", "replace", "target", "with_agent", "written",
]  # fmt: skip
