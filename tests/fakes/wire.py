"""A small wire of the tests' own, so that what is said over it is tested apart from the transports of the product."""

import contextlib
import socket
import time

import paramiko

from collectors.target import Login, Target
from collectors.transports.wire import WireFault
from models.snapshot import Outcome

paramiko.util.logging.getLogger("paramiko").setLevel("CRITICAL")


class PlainWire:
    """A shell over paramiko. Host keys are not looked at: it only ever meets fake devices."""

    def __init__(self, target: Target, login: Login, seconds: float) -> None:
        end = time.monotonic() + seconds
        try:
            self.socket = socket.create_connection((target.hostname, target.port), seconds)
            self.transport = paramiko.Transport(self.socket)
            self.transport.banner_timeout = self.transport.handshake_timeout = self.transport.auth_timeout = seconds
            self.transport.start_client(timeout=max(0.01, end - time.monotonic()))
        except OSError:
            raise WireFault(Outcome.UNREACHABLE, "no connection") from None
        except (paramiko.SSHException, EOFError) as fault:
            self.transport.close()
            late = time.monotonic() >= end - 0.2 or ("banner" in str(fault) and "timed out" in str(fault))
            raise WireFault(Outcome.TIME_OUT if late else Outcome.UNREACHABLE, "no SSH") from None
        try:
            self.transport.auth_password(login.username, login.password, fallback=False)
            self.channel = self.transport.open_session(timeout=seconds)
            self.channel.get_pty("vt100", 511, 1000)
            self.channel.invoke_shell()
        except paramiko.BadAuthenticationType:
            raise self._over(Outcome.AUTH_FAILED, "no password taken") from None
        except paramiko.AuthenticationException as fault:
            late = "timeout" in str(fault).lower()
            raise self._over(Outcome.TIME_OUT if late else Outcome.AUTH_FAILED, "not let in") from None
        except (paramiko.SSHException, EOFError, OSError):
            raise self._over(Outcome.UNREACHABLE, "the connection ended at the login") from None

    def _over(self, outcome: Outcome, message: str) -> WireFault:
        self.close()
        return WireFault(outcome, message)

    def write(self, data: bytes) -> None:
        try:
            self.channel.sendall(data)
        except OSError:
            raise WireFault(Outcome.UNREACHABLE, "the connection ended") from None

    def read(self, seconds: float) -> bytes:
        self.channel.settimeout(max(0.0, seconds))
        try:
            data = self.channel.recv(65536)
        except TimeoutError:
            return b""
        except OSError:
            data = b""
        if not data:
            raise WireFault(Outcome.UNREACHABLE, "the connection ended")
        return data

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self.transport.close()


def open_plain(target: Target, login: Login) -> PlainWire:
    """Open a wire within the third part of the target's time."""
    return PlainWire(target, login, target.seconds / 3)
