"""Logging in over a paramiko transport (RFC 4252): the methods that the server takes, keys first, and the password once."""

import io
import threading
import time
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

import paramiko
from paramiko.auth_handler import AuthHandler

from collectors.keys import unlocked
from collectors.target import Login
from collectors.transports.dial import LOGIN, Clock
from collectors.transports.wire import WireFault
from models.snapshot import Outcome

KINDS = {"ssh-rsa": paramiko.RSAKey, "ssh-ed25519": paramiko.Ed25519Key}
"""The classes of private keys; all others are on elliptic curves."""


@cache
def private_key(file: str, passphrase: str) -> paramiko.PKey:
    """The key in `file`."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_ssh_private_key

    pem = unlocked(Path(file), passphrase)
    public = load_ssh_private_key(pem, None).public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    kind = KINDS.get(public.split()[0].decode(), paramiko.ECDSAKey)
    return kind.from_private_key(io.StringIO(pem.decode()))


class Handler(AuthHandler):  # type: ignore[misc]  # paramiko publishes no types
    """Asks for the login service once. paramiko asks before each method, which not every server bears."""

    accepted = False

    def _request_auth(self) -> None:
        if not self.accepted:
            super()._request_auth()
            return
        message = paramiko.Message()
        message.add_string("ssh-userauth")
        message.rewind()
        super()._parse_service_accept(message)

    def _parse_service_accept(self, m: paramiko.Message) -> None:
        self.accepted = True
        super()._parse_service_accept(m)


class Authentication:
    """One login to a server whose key was looked at."""

    def __init__(self, transport: paramiko.Transport, name: str, login: Login, clock: Clock) -> None:
        self.transport, self.name, self.login = transport, name, login
        self.seconds = clock.left(LOGIN)
        self.ends = time.monotonic() + self.seconds
        self.sent = False
        """Whether something was sent that the server can find wrong."""
        self.answered = False
        self.handler = transport.auth_handler = Handler(transport)

    def run(self) -> None:
        """Log in. Raises WireFault: `auth failed` only where the server said no, or left, after it had seen key or password."""
        try:
            self._methods()
        except (paramiko.SSHException, OSError, EOFError) as error:
            if self._late:
                raise WireFault(Outcome.TIME_OUT, f"{self.name}: the login was not answered within {self.seconds:.0f} s") from None
            if not self.sent and not isinstance(error, paramiko.BadAuthenticationType):
                raise WireFault(Outcome.UNREACHABLE, f"{self.name}: the connection ended during the login") from None
        finally:
            self.handler.password = self.handler.private_key = None
        if not self.transport.is_authenticated():
            what = "refused the login" if self.sent else "takes no login of this kind"
            raise WireFault(Outcome.AUTH_FAILED, f"{self.name}: {what} (credential {self.login.id}, user {self.login.username})")

    @property
    def _late(self) -> bool:
        return time.monotonic() >= self.ends - 0.05

    def _methods(self) -> None:
        user, password = self.login.username, self.login.password
        try:
            self._wait(lambda done: self.handler.auth_none(user, done))
            return
        except paramiko.BadAuthenticationType as error:
            taken = set(error.allowed_types)
        if "publickey" in taken:
            more = self._with_keys()
            if more is not None:
                taken = more
        if not password or self.transport.is_authenticated():
            return
        if "password" in taken:
            self.sent = True
            self._wait(lambda done: self.handler.auth_password(user, password, done))
        elif "keyboard-interactive" in taken:
            self._wait(lambda done: self.handler.auth_interactive(user, self._answer, done))

    def _with_keys(self) -> set[str] | None:
        """Offer the keys. What the server wants besides the key that it took, or None when it took none."""
        for key in self._keys():
            self.sent = True
            try:
                return self._wait(partial(self.handler.auth_publickey, self.login.username, key))
            except paramiko.AuthenticationException:
                if self._late or not self.transport.is_active():
                    raise
        return None

    def _wait(self, ask: Callable[[threading.Event], None]) -> set[str]:
        """What the server wants besides, once it said yes; an exception of paramiko when it said no."""
        self.transport.auth_timeout = max(0.05, self.ends - time.monotonic())
        done = threading.Event()
        ask(done)
        return set(self.handler.wait_for_response(done))

    def _answer(self, title: str, instructions: str, prompts: list[tuple[str, bool]]) -> list[str]:
        """Answer the one question for a password; a second one means that the first answer was wrong."""
        if not prompts:
            return []
        if self.answered or len(prompts) > 1:
            raise paramiko.AuthenticationException("more questions than the one for a password")
        self.sent = self.answered = True
        return [self.login.password]

    def _keys(self) -> Iterator[paramiko.PKey]:
        if self.login.key_file:
            yield private_key(self.login.key_file, self.login.passphrase)
        if self.login.agent:
            yield from paramiko.Agent().get_keys()
