"""From the references of the inventory to logins: where a secret is kept is written down, the secret itself never is.

A secret that cannot be had is a CredentialError that names credential, field and place. No message holds a secret, and
no exception of a library is chained to one: its text or its frames could.
"""

import getpass
import os
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path

from collectors.inventory.secrets import is_reference
from collectors.keys import private, unlocked
from collectors.target import Login
from models.errors import CredentialError
from models.inventory import Credential

Ask = Callable[[str], str]


def asks(credential: Credential) -> bool:
    """Whether somebody has to type something for it."""
    return "ask" in (credential.username, *credential.references.values())


def on_terminal(question: str) -> str:
    """What somebody types, unseen. Raises CredentialError when there is no terminal, or nothing is typed."""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        raise CredentialError("there is no terminal to ask at; use env:, keyring: or file: in the inventory") from None
    os.close(terminal)
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)  # it would go on and show what is typed
        try:
            typed = getpass.getpass(f"{question}: ")
        except (EOFError, getpass.GetPassWarning):
            typed = ""
    if not typed:
        raise CredentialError("nothing was typed; start again")
    return typed


class Credentials:
    """Resolves references, each once: what was asked for one device is not asked again for the next."""

    def __init__(self, ask: Ask = on_terminal, environment: Mapping[str, str] = os.environ) -> None:
        self._ask, self._environment = ask, environment
        self._secrets: dict[tuple[str, str, str], str] = {}
        self._logins: dict[str, Login] = {}

    def __repr__(self) -> str:
        return f"Credentials({len(self._logins)} resolved)"

    def login(self, credential: Credential) -> Login:
        """The login that `credential` stands for, its key checked. Raises CredentialError, with one line for each fault."""
        if credential.id not in self._logins:
            self._logins[credential.id] = self._login(credential)
        return self._logins[credential.id]

    def secret(self, credential: Credential, field: str) -> str:
        """One field of `credential` (`password`, `snmp_auth`, …); "" where the inventory has none. Raises CredentialError."""
        given = self._given(credential, field)
        if not is_reference(given):
            return given  # a user name, a version: no secret, and the inventory holds no secret but by reference
        key = (credential.id, field, given)
        if key not in self._secrets:
            try:
                self._secrets[key] = self._resolved(credential, field, given)
            except CredentialError as error:
                raise CredentialError(f"{_where(credential)}.{field}: {error}") from None
        return self._secrets[key]

    @staticmethod
    def _given(credential: Credential, field: str) -> str:
        return credential.username if field == "username" else credential.references.get(field, "")

    def _login(self, credential: Credential) -> Login:
        wrong: list[str] = []
        got: dict[str, str] = {}
        fields = ("username", "password", "enable", "passphrase")
        for field in sorted(fields, key=lambda name: self._given(credential, name) == "ask"):
            if wrong and self._given(credential, field) == "ask":
                continue  # nobody should type what cannot be used
            try:
                got[field] = self.secret(credential, field)
            except CredentialError as error:
                wrong.append(str(error))
        if not wrong and not got["username"]:
            wrong.append(f"{_where(credential)}: 'username' is missing; add `username: …`")
        key_file = credential.references.get("key_file", "")
        agent = credential.agent or not (credential.references.get("password") or key_file)
        if agent and not self._environment.get("SSH_AUTH_SOCK"):
            what = "no SSH agent runs (SSH_AUTH_SOCK)" if credential.agent else "neither password, key_file nor an SSH agent"
            wrong.append(f"{_where(credential)}: {what}; start one, or add `password: …` or `key_file: …`")
        if key_file and not wrong:
            key_file = str(_path(credential, key_file))
            try:
                unlocked(Path(key_file), got["passphrase"])
            except CredentialError as error:
                wrong.append(f"{_where(credential)}.key_file: {error}")
        if wrong:
            raise CredentialError("\n".join(wrong))
        return Login(credential.id, **got, key_file=key_file, agent=agent)

    def _resolved(self, credential: Credential, field: str, reference: str) -> str:
        kind, _, rest = reference.partition(":")
        match kind:
            case "env":
                found = self._environment.get(rest, "")
                if not found:
                    raise CredentialError(f"the environment has no {rest}; set it before the scan")
                return found
            case "file":
                return _from_file(_path(credential, rest))
            case "keyring":
                return _from_keyring(*rest.split("/", 1))
            case "vault":
                from collectors.transports.vault import read_secret

                return read_secret(*rest.split("#", 1))
        return self._ask(f"{credential.id} {field}")


def _where(credential: Credential) -> str:
    return f"{credential.source}: error: credentials.{credential.id}"


def _path(credential: Credential, name: str) -> Path:
    """A file named in the inventory; a relative name starts at the file that says it."""
    return Path(credential.source.file).parent / Path(name).expanduser()


def _from_file(path: Path) -> str:
    """The first line of a file that holds nothing else."""
    try:
        text = private(path).decode()
    except UnicodeDecodeError:
        raise CredentialError(f"{path} is no UTF-8 text; write the secret into it as one line") from None
    line = text.removesuffix("\n").removesuffix("\r")
    if not line or "\n" in line:
        raise CredentialError(f"{path} {'has several lines' if line else 'is empty'}; write the secret into it as one line")
    return line


def _from_keyring(service: str, name: str) -> str:
    try:
        import keyring
        import keyring.errors
    except ImportError:
        raise CredentialError("the package keyring is not installed; install it, or use env: or file:") from None
    try:
        found = keyring.get_password(service, name)
    except keyring.errors.NoKeyringError:
        raise CredentialError("this host has no keyring; use env:, file: or ask") from None
    except Exception as error:  # every backend has exceptions of its own
        raise CredentialError(f"the keyring did not give it ({type(error).__name__}); unlock it") from None
    if not found:
        raise CredentialError(f"the keyring has nothing for {service}/{name}; run `keyring set {service} {name}`")
    return found
