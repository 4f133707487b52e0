"""Secrets come from where the inventory says, are shown nowhere, and one that is missing is said before the first login."""

import os
import pickle
import pty
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import dsa, ed25519, rsa

from collectors.credentials import Credentials, asks
from collectors.keys import unlocked
from models.errors import CredentialError
from models.inventory import Credential
from models.source import Source

SECRET = "Correct-Horse-7"
SSH = {"SSH_AUTH_SOCK": "/run/agent"}


def credential(folder: Path, username: str = "netops", agent: bool = False, **references: str) -> Credential:
    return Credential("ro", username, references, agent=agent, source=Source(str(folder / "inventory.yaml"), 7))


def unasked(question: str) -> str:
    raise AssertionError(f"nothing should be asked, not {question!r} either")


def kept(path: Path, content: bytes | str, mode: int = 0o600) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    path.chmod(mode)
    return path


def pem(
    key: ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey | dsa.DSAPrivateKey, passphrase: str = "", kind: str = "OpenSSH"
) -> bytes:
    lock = form.BestAvailableEncryption(passphrase.encode()) if passphrase else form.NoEncryption()
    return key.private_bytes(form.Encoding.PEM, getattr(form.PrivateFormat, kind), lock)


def fault(wanted: Credential, environment: Mapping[str, str] | None = None, ask: Callable[[str], str] = unasked) -> str:
    with pytest.raises(CredentialError) as caught:
        Credentials(ask, environment or {}).login(wanted)
    shown = "".join(traceback.format_exception(caught.value))
    assert SECRET not in shown, shown
    assert caught.value.exit_code == 4
    for line in str(caught.value).splitlines():
        assert "inventory.yaml:7: error: credentials.ro" in line and "; " in line, line
    return str(caught.value)


def test_env_file_and_prompt(tmp_path: Path) -> None:
    kept(tmp_path / "enable", f"{SECRET}-e\n")
    asked: list[str] = []
    wanted = credential(tmp_path, "env:WHO", password="ask", enable="file:enable")
    given = Credentials(lambda question: asked.append(question) or SECRET, {"WHO": "me"})
    login = given.login(wanted)
    assert (login.username, login.password, login.enable, login.agent) == ("me", SECRET, f"{SECRET}-e", False)
    assert given.login(wanted) is login and asked == ["ro password"], "asked once, whatever the number of devices"
    assert asks(wanted) and not asks(credential(tmp_path, password="env:X"))


def test_no_secret_is_shown(tmp_path: Path) -> None:
    given = Credentials(unasked, {"P": SECRET, "E": SECRET})
    login = given.login(credential(tmp_path, password="env:P", enable="env:E"))
    assert login.password == SECRET
    for shown in (repr(login), str(login), repr(given), f"{[login]}", f"{given!s}"):
        assert SECRET not in shown


def test_a_file_that_everybody_may_read_is_refused(tmp_path: Path) -> None:
    path = kept(tmp_path / "p", SECRET, 0o644)
    assert "open to everybody on this host; run `chmod 600" in fault(credential(tmp_path, password="file:p"))
    path.chmod(0o640)
    assert Credentials(unasked, {}).login(credential(tmp_path, password="file:p")).password == SECRET


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "No such file"),
        (b"", "is empty"),
        (b"\n", "is empty"),
        (b"one\ntwo\n", "has several lines"),
        (b"\xff\xfe", "no UTF-8 text"),
        (b"x" * 70_000, "larger than any secret"),
    ],
)
def test_a_file_without_a_secret(tmp_path: Path, content: bytes | None, said: str) -> None:
    if content is not None:
        kept(tmp_path / "p", content)
    assert said in fault(credential(tmp_path, password="file:p"))


def test_a_folder_is_no_secret(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    assert "Is a directory" in fault(credential(tmp_path, password="file:p"))


def test_a_line_may_end_as_on_windows(tmp_path: Path) -> None:
    kept(tmp_path / "p", f" {SECRET} \r\n")
    assert Credentials(unasked, {}).login(credential(tmp_path, password="file:p")).password == f" {SECRET} "


def test_all_that_is_missing_is_said_at_once(tmp_path: Path) -> None:
    said = fault(credential(tmp_path, "env:WHO", password="env:P", enable="env:E"))
    assert [line.split(": ")[2] for line in said.splitlines()] == [
        "credentials.ro.username",
        "credentials.ro.password",
        "credentials.ro.enable",
    ]
    assert "the environment has no WHO; set it" in said


def test_nothing_is_asked_when_something_else_is_missing_already(tmp_path: Path) -> None:
    asked: list[str] = []
    fault(credential(tmp_path, password="ask", enable="env:NO"), ask=lambda question: asked.append(question) or SECRET)
    assert not asked


@pytest.mark.parametrize(
    ("agent", "environment", "good"), [(False, SSH, True), (True, SSH, True), (False, {}, False), (True, {}, False)]
)
def test_the_agent_is_used_where_nothing_else_is_given(
    tmp_path: Path, agent: bool, environment: dict[str, str], good: bool
) -> None:
    wanted = credential(tmp_path, agent=agent)
    if good:
        assert Credentials(unasked, environment).login(wanted).agent
    else:
        assert "agent" in fault(wanted, environment)


def test_the_agent_stays_out_where_a_password_is_given(tmp_path: Path) -> None:
    assert not Credentials(unasked, {"P": SECRET} | SSH).login(credential(tmp_path, password="env:P")).agent


def test_a_credential_without_a_user_name(tmp_path: Path) -> None:
    assert "'username' is missing" in fault(credential(tmp_path, "", password="env:P"), {"P": SECRET})


@pytest.mark.parametrize("kind", ["OpenSSH", "PKCS8", "TraditionalOpenSSL"])
def test_keys_with_and_without_a_passphrase(tmp_path: Path, kind: str) -> None:
    key = rsa.generate_private_key(65537, 2048)
    kept(tmp_path / "open", pem(key, "", kind))
    kept(tmp_path / "locked", pem(key, SECRET, kind))
    for name, passphrase in (("open", ""), ("open", SECRET), ("locked", SECRET)):
        again = form.load_ssh_private_key(unlocked(tmp_path / name, passphrase), None)
        assert again.private_numbers() == key.private_numbers()  # type: ignore[union-attr]
    login = Credentials(unasked, {"S": SECRET}).login(credential(tmp_path, key_file="locked", passphrase="env:S"))
    assert (login.key_file, login.passphrase, login.agent) == (str(tmp_path / "locked"), SECRET, False)
    assert "has a passphrase; add `passphrase" in fault(credential(tmp_path, key_file="locked"))
    assert "does not open with this passphrase" in fault(
        credential(tmp_path, key_file="locked", passphrase="env:S"), {"S": "wrong"}
    )


def test_what_is_no_key(tmp_path: Path) -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes(form.Encoding.OpenSSH, form.PublicFormat.OpenSSH)
    for content in (public, b"", pem(key)[:90], bytes(range(256))):
        kept(tmp_path / "k", content)
        assert "is not a private key" in fault(credential(tmp_path, key_file="k"))
    assert "No such file" in fault(credential(tmp_path, key_file="none"))
    kept(tmp_path / "old", pem(dsa.generate_private_key(1024), "", "PKCS8"))
    assert "of a kind that is not used" in fault(credential(tmp_path, key_file="old"))
    kept(tmp_path / "k", pem(key), 0o644)
    assert "open to everybody" in fault(credential(tmp_path, key_file="k"))


def fake_keyring(monkeypatch: pytest.MonkeyPatch, get: Callable[[str, str], str | None]) -> None:
    import keyring

    monkeypatch.setattr(keyring, "get_password", get)


def test_the_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring.errors

    wanted = credential(tmp_path, password="keyring:netplan/ro/deep")
    fake_keyring(monkeypatch, lambda service, name: {("netplan", "ro/deep"): SECRET}.get((service, name)))
    assert Credentials(unasked, {}).login(wanted).password == SECRET
    fake_keyring(monkeypatch, lambda service, name: None)
    assert "run `keyring set netplan ro/deep`" in fault(wanted)

    def none(service: str, name: str) -> str:
        raise keyring.errors.NoKeyringError(SECRET)

    def locked(service: str, name: str) -> str:
        raise keyring.errors.KeyringLocked(SECRET)

    fake_keyring(monkeypatch, none)
    assert "this host has no keyring" in fault(wanted)
    fake_keyring(monkeypatch, locked)
    assert "KeyringLocked" in fault(wanted)
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert "the package keyring is not installed" in fault(wanted)


def test_the_vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = credential(tmp_path, password="vault:kv/netplan/snmp#auth")
    monkeypatch.setitem(sys.modules, "hvac", None)
    assert "the package hvac is not installed" in fault(wanted)
    answers: dict[str, object] = {"data": {"data": {"auth": SECRET}}}
    asked: list[object] = []

    def read_secret_version(**given: object) -> dict[str, object]:
        asked.append(given)
        return answers

    engine = SimpleNamespace(kv=SimpleNamespace(v2=SimpleNamespace(read_secret_version=read_secret_version)))
    module = ModuleType("hvac")
    module.Client = lambda: SimpleNamespace(secrets=engine)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "hvac", module)
    assert Credentials(unasked, {}).login(wanted).password == SECRET
    assert asked == [{"path": "netplan/snmp", "mount_point": "kv", "raise_on_deleted_version": True}]
    answers["data"] = {"data": {}}
    assert "has no field 'auth'" in fault(wanted)
    answers["data"] = SECRET
    assert "the Vault did not give it (TypeError)" in fault(wanted)


def test_other_fields_can_be_had_too(tmp_path: Path) -> None:
    wanted = credential(tmp_path, snmp_user="netplan", snmp_auth="env:A")
    given = Credentials(unasked, {"A": SECRET})
    assert [given.secret(wanted, f"snmp_{field}") for field in ("user", "auth", "priv")] == ["netplan", SECRET, ""]


def in_a_terminal(typed: bytes) -> str:
    """What a terminal shows while a process in it asks for a secret and prints only its length."""
    script = "from collectors.credentials import on_terminal\nprint('got', len(on_terminal('ro password')))"
    pid, terminal = pty.fork()
    if not pid:
        os.execv(sys.executable, [sys.executable, "-c", script])
    shown = b""
    while b"password" not in shown:
        shown += os.read(terminal, 1000)
    os.write(terminal, typed)
    try:
        while more := os.read(terminal, 1000):
            shown += more
    except OSError:  # the other end is gone
        pass
    os.waitpid(pid, 0)
    os.close(terminal)
    return shown.decode()


def test_what_is_typed_is_not_shown() -> None:
    shown = in_a_terminal(SECRET.encode() + b"\n")
    assert f"got {len(SECRET)}" in shown and SECRET not in shown
    assert "nothing was typed" in in_a_terminal(b"\n")


def test_without_a_terminal_nothing_is_asked(tmp_path: Path) -> None:
    import subprocess

    script = "from collectors.credentials import on_terminal\non_terminal('ro password')"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, input=SECRET, start_new_session=True)
    assert "there is no terminal to ask at" in done.stderr and SECRET not in done.stderr + done.stdout


def test_a_login_that_is_handed_to_another_process_is_whole(tmp_path: Path) -> None:
    login = Credentials(unasked, {"P": SECRET}).login(credential(tmp_path, password="env:P"))
    assert pickle.loads(pickle.dumps(login)) == login
