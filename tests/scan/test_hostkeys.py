"""A server whose key is not known gets no password: 14 situations of the file, by every way to a device."""

import hmac
import os
import secrets
import stat
from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import asyncssh
import pytest

from collectors.transports.hostkeys import KnownHosts, KnownHostsError, Standing, fingerprint, lookup
from collectors.transports.open import hang_up, offered_key
from collectors.transports.trust import OfferedKey, learn
from models.snapshot import Outcome
from tests.fakes.device import FakeDevice
from tests.fakes.keys import start_with
from tests.fakes.server import Farm
from tests.scan.wires import PASSWORD, WAYS, opened, outcome, refused, target, written

UNKNOWN, CHANGED = Outcome.HOST_KEY_UNKNOWN, Outcome.HOST_KEY_CHANGED


@pytest.fixture(scope="module")
def farm() -> Iterator[Farm]:
    with Farm() as served:
        yield served


@pytest.fixture
def device(farm: Farm) -> FakeDevice:
    return farm.start(FakeDevice())


@pytest.fixture
def jump(farm: Farm) -> FakeDevice:
    return farm.start(FakeDevice(name="J", jump=True))


def public(kind: str = "ssh-ed25519") -> str:
    return asyncssh.generate_private_key(kind).export_public_key().decode().split(" comment")[0].strip()


def hashed(name: str, key: str) -> str:
    salt = secrets.token_bytes(20)
    digest = hmac.digest(salt, name.encode(), "sha1")
    return f"|1|{b64encode(salt).decode()}|{b64encode(digest).decode()} {key}"


def name(device: FakeDevice) -> str:
    return lookup(device.host, device.port)


SITUATIONS: dict[str, tuple[Callable[[FakeDevice], list[str]], Outcome]] = {
    "known": (lambda d: [d.known_host()], Outcome.OK),
    "unknown": (lambda d: [f"other.example {d.public_key}"], UNKNOWN),
    "changed": (lambda d: [f"{name(d)} {public()}"], CHANGED),
    "revoked": (lambda d: [d.known_host(), f"@revoked * {d.public_key}"], CHANGED),
    "certificate authority": (lambda d: [f"@cert-authority * {d.public_key}"], UNKNOWN),
    "hashed name": (lambda d: [hashed("other.example", d.public_key), hashed(name(d), d.public_key)], Outcome.OK),
    "hashed name, changed": (lambda d: [hashed(name(d), public())], CHANGED),
    "wildcard": (lambda d: [f"other.example,[127.0.0.?]:* {d.public_key}"], Outcome.OK),
    "wildcard without this host": (lambda d: [f"[127.0.0.*]:*,!{name(d)} {d.public_key}"], UNKNOWN),
    "port 22 only": (lambda d: [f"{d.host} {d.public_key}"], UNKNOWN),
    "another port": (lambda d: [f"[{d.host}]:{d.port + 1} {d.public_key}"], UNKNOWN),
    "another algorithm": (lambda d: [f"{name(d)} {public('ecdsa-sha2-nistp256')}"], CHANGED),
    "one of several": (lambda d: [f"{name(d)} {public('ecdsa-sha2-nistp256')}", d.known_host()], Outcome.OK),
    "empty file": (lambda d: [], UNKNOWN),
    "comments only": (lambda d: ["# nothing", "", "  "], UNKNOWN),
    "corrupt key": (lambda d: [d.known_host(), f"x ssh-ed25519 {d.public_key.split()[1][:20]}!"], UNKNOWN),
    "corrupt revocation": (lambda d: [d.known_host(), f"@revokd * {d.public_key}"], UNKNOWN),
    "DNS alias": (lambda d: [f"[localhost]:{d.port} {d.public_key}"], UNKNOWN),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("situation", SITUATIONS)
def test_no_password_reaches_a_server_that_is_refused(
    situation: str, way: str, device: FakeDevice, jump: FakeDevice, tmp_path: Path
) -> None:
    lines, wanted = SITUATIONS[situation]
    to = target(device, written(tmp_path / "known", *lines(device)), way, jump)
    own = str(written(tmp_path / "jumps", jump.known_host()))
    to = replace(to, hops=tuple(replace(hop, known_hosts=own) for hop in to.hops))
    assert outcome(to) is wanted
    assert device.record.passwords == ([PASSWORD] if wanted is Outcome.OK else [])
    assert device.record.connections <= 1, "tried again"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", ["missing", "a folder", "open to everybody", "binary"])
def test_a_file_that_cannot_be_used_knows_nobody(kind: str, way: str, device: FakeDevice, jump: FakeDevice, tmp_path: Path) -> None:
    path = tmp_path / "known"
    if kind == "a folder":
        path.mkdir()
    elif kind == "open to everybody":
        written(path, device.known_host()).chmod(0o666)
    elif kind == "binary":
        path.write_bytes(bytes(range(256)))
    own = str(written(tmp_path / "jumps", jump.known_host()))
    to = target(device, path, way, jump)
    fault = refused(replace(to, hops=tuple(replace(hop, known_hosts=own) for hop in to.hops)))
    assert fault.outcome is UNKNOWN and str(path) in str(fault)
    assert not device.record.passwords
    if kind == "missing":
        assert not path.exists(), "nothing is learnt on the way"


@pytest.mark.parametrize("situation", [each for each, (_, wanted) in SITUATIONS.items() if wanted is CHANGED and each != "revoked"])
def test_paramiko_looks_too(situation: str, device: FakeDevice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(KnownHosts, "check", lambda *_: None)
    to = target(device, written(tmp_path / "known", *SITUATIONS[situation][0](device)))
    assert "paramiko does not find its key" in str(refused(to)) and not device.record.passwords


@pytest.mark.parametrize("way", [way for way in WAYS if "jump" in way])
@pytest.mark.parametrize(("situation", "wanted"), [("unknown", UNKNOWN), ("changed", CHANGED), ("revoked", CHANGED)])
def test_a_jump_host_is_held_against_its_own_file(
    situation: str, wanted: Outcome, way: str, device: FakeDevice, jump: FakeDevice, tmp_path: Path
) -> None:
    own = str(written(tmp_path / "jumps", *SITUATIONS[situation][0](jump)))
    to = target(device, written(tmp_path / "known", device.known_host(), jump.known_host()), way, jump)
    fault = refused(replace(to, hops=tuple(replace(hop, known_hosts=own) for hop in to.hops)))
    assert fault.outcome is wanted and str(fault).startswith("jump host jump-J: ")
    assert not jump.record.passwords and not device.record.passwords and not device.record.connections


@pytest.mark.parametrize("way", [way for way in WAYS if "jump" in way])
def test_a_jump_host_that_is_refused_is_not_asked_again(way: str, device: FakeDevice, jump: FakeDevice, tmp_path: Path) -> None:
    from collectors.transports.open import open_wire
    from collectors.transports.wire import WireFault

    to = target(device, written(tmp_path / "known", device.known_host(), f"{name(jump)} {public()}"), way, jump)
    for _ in range(3):
        with pytest.raises(WireFault):
            open_wire(to, to.logins[0])
    hang_up()
    assert jump.record.connections == 1


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", ["ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa"])
def test_a_server_with_several_keys_shows_the_one_that_is_known(
    way: str, kind: str, farm: Farm, jump: FakeDevice, tmp_path: Path
) -> None:
    keys = {each: asyncssh.generate_private_key(each) for each in ("ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa")}
    device = start_with(farm, FakeDevice(), list(keys.values()))
    line = f"{name(device)} {keys[kind].export_public_key().decode()}"
    assert outcome(target(device, written(tmp_path / "known", line, jump.known_host()), way, jump)) is Outcome.OK


def test_realms_with_the_same_address_have_keys_of_their_own(device: FakeDevice, tmp_path: Path) -> None:
    known = written(tmp_path / "known", f"[127.0.0.1%sote]:{device.port} {device.public_key}", f"{name(device)} {public()}")
    to = target(device, known)
    assert outcome(to) is CHANGED
    assert outcome(replace(to, known_as="127.0.0.1%sote")) is Outcome.OK


@pytest.mark.parametrize("way", WAYS)
def test_a_key_is_shown_first_and_written_when_asked(way: str, device: FakeDevice, jump: FakeDevice, tmp_path: Path) -> None:
    own, path = str(written(tmp_path / "jumps", jump.known_host())), tmp_path / "state" / "known_hosts"
    to = target(device, path, way, jump)
    to = replace(to, hops=tuple(replace(hop, known_hosts=own) for hop in to.hops))
    key = offered_key(to)
    assert (key.standing, key.type, key.name) == (Standing.UNKNOWN, "ssh-ed25519", name(device))
    assert key.fingerprint == asyncssh.import_public_key(device.public_key).get_fingerprint()
    assert not path.exists() and not device.record.passwords
    assert learn(path, [key]) == 1 and learn(path, [key]) == 0
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (0o600, 0o700)
    assert outcome(to) is Outcome.OK
    assert offered_key(to).standing is Standing.KNOWN
    hang_up()


def offered(path: Path, host: str, key: str) -> OfferedKey:
    import base64

    blob = base64.b64decode(key.split()[1])
    return OfferedKey(host, blob, *KnownHosts.read(path).standing(host, blob))


def test_a_changed_key_is_written_only_in_so_many_words(tmp_path: Path) -> None:
    old, new = public(), public("ecdsa-sha2-nistp256")
    path = written(tmp_path / "known", "# ours", f"sw1 {old}", f"sw2 {old}")
    before = path.read_bytes()
    with pytest.raises(KnownHostsError, match="nothing was written"):
        learn(path, [offered(path, "sw1", new), offered(path, "sw3", new)])
    assert path.read_bytes() == before
    assert learn(path, [offered(path, "sw1", new)], replace=True) == 1
    assert path.read_text().splitlines() == ["# ours", f"sw2 {old}", f"sw1 {' '.join(new.split()[:2])}"]


def test_what_patterns_and_revocations_say_is_not_written_over(tmp_path: Path) -> None:
    old, new = public(), public()
    path = written(tmp_path / "known", f"sw* {old}", f"@revoked * {new}")
    with pytest.raises(KnownHostsError, match=r"known:1 says otherwise of sw1"):
        learn(path, [offered(path, "sw1", public())], replace=True)
    with pytest.raises(KnownHostsError, match=r"is revoked .*known:2.*nothing was written"):
        learn(path, [offered(path, "other", new)], replace=True)


def test_many_learn_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    path, keys = tmp_path / "known", [public() for _ in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: learn(path, [offered(path, f"sw{number}", keys[number])]), range(40)))
    assert {entry.names for entry in KnownHosts.read(path).entries} == {f"sw{number}" for number in range(40)}
    assert os.listdir(tmp_path) == ["known"]


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "known", f"sw1 {public()}")
    before = path.read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        learn(path, [offered(path, "sw2", public())])
    assert path.read_bytes() == before and os.listdir(tmp_path) == ["known"]


def test_the_message_says_what_is_known_and_what_to_do(tmp_path: Path) -> None:
    key, other = public(), public()
    path = written(tmp_path / "known", f"sw1 {key}", f"@cert-authority *.city.example {other}")
    known = KnownHosts.read(path)

    def why(host: str, shown: str) -> str:
        return known.standing(host, offered(path, host, shown).blob)[1]

    blob = offered(path, "sw1", key).blob
    assert why("sw1", other).endswith(f"not ssh-ed25519 {fingerprint(blob)} ({path}:1)")
    assert why("10.0.0.1", key).endswith("(line 1 has it under another name)")
    assert why("sw9.city.example", key).endswith("(only a certificate authority is, and certificates are not used)")
    assert known.types("sw1") == ("ssh-ed25519",) and not known.types("sw2")


@pytest.mark.parametrize(
    "line",
    [
        "sw1",
        "sw1 ssh-ed25519",
        "@unknown sw1 ssh-ed25519 AAAA",
        "sw1 ssh-ed25519 AAAA",
        "sw1 ssh-ed25519 %%%%",
        "|1|x|y ssh-ed25519 {key}",
        "|2|AAAA|AAAA ssh-ed25519 {key}",
        "sw1 ssh-rsa {key}",
        "\x00\x01",
    ],
)
def test_a_line_that_is_none_is_named(tmp_path: Path, line: str) -> None:
    path = written(tmp_path / "known", f"sw0 {public()}", line.format(key=public().split()[1]))
    with pytest.raises(KnownHostsError, match=r"known:2: not a line of host keys"):
        KnownHosts.read(path)


def test_keys_of_ssh_1_and_unknown_kinds_are_no_fault(tmp_path: Path) -> None:
    blob = b64encode(b"\0\0\0\x0cfuture-kind1\0\0\0\x01x").decode()
    path = written(tmp_path / "known", "sw1 1024 35 12345678901234567890", f"sw1 future-kind1 {blob}", f"sw2 {public()} a comment")
    assert [entry.line for entry in KnownHosts.read(path).entries] == [2, 3]


def test_the_wire_is_the_one_that_was_opened(device: FakeDevice, tmp_path: Path) -> None:
    with opened(target(device, written(tmp_path / "known", device.known_host()))) as wire:
        assert wire.read(5.0)
