"""With what a private key signs: nothing that is broken, unless the inventory allows it, and then it is said."""

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from collectors.target import Login
from tests.fakes.device import FakeDevice
from tests.fakes.server import Farm
from tests.scan.wires import agents, heard, opened, target, with_agent

RSA = asyncssh.generate_private_key("ssh-rsa", key_size=2048)


@pytest.fixture(scope="module")
def farm() -> Iterator[Farm]:
    with Farm() as served:
        yield served


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("held", ["file", pytest.param("agent", marks=agents)])
@pytest.mark.parametrize("way", ["netmiko", "asyncssh", "legacy"])
def test_an_rsa_key_signs_with_sha_1_only_where_that_is_allowed(
    way: str, held: str, told: bool, farm: Farm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed: list[bytes] = []
    verify, send = type(RSA).verify, asyncssh.SSHServerConnection.send_packet

    def noting(self: asyncssh.SSHKey, data: bytes, sig: bytes) -> bool:
        signed.append(sig[4 : 4 + int.from_bytes(sig[:4], "big")])
        return verify(self, data, sig)

    def silent(self: asyncssh.SSHServerConnection, pkttype: int, *rest: Any, **more: Any) -> None:
        if told or pkttype != 7:  # EXT_INFO, which names the signatures that it takes (RFC 8308)
            send(self, pkttype, *rest, **more)

    monkeypatch.setattr(type(RSA), "verify", noting)
    monkeypatch.setattr(asyncssh.SSHServerConnection, "send_packet", silent)
    RSA.write_private_key(str(tmp_path / "key"))
    (tmp_path / "key").chmod(0o600)
    RSA.write_public_key(str(tmp_path / "authorized"))
    device = farm.start(FakeDevice(methods=("publickey",), authorized_keys=str(tmp_path / "authorized")))
    login = Login("key", "netplan", key_file=str(tmp_path / "key") if held == "file" else "", agent=held == "agent")
    to = target(device, farm.known_hosts(tmp_path / "known_hosts"), way, login=login)
    with with_agent(tmp_path, monkeypatch) if held == "agent" else nullcontext(), opened(to, login) as wire:
        heard(wire, b"R1>")
        found = getattr(wire, "findings", ())
    old = way == "legacy" and not told
    assert len(signed) == 1 and (signed == [b"ssh-rsa"] if old else signed[0].startswith(b"rsa-sha2-"))
    assert found == (("broken SSH signature ssh-rsa",) if old else ())
