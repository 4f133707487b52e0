"""An SSH connection by paramiko whose server is known before anything about us is sent, and whose every end has a name.

The order is: key exchange, our own look at the server's key, paramiko's look at the same keys, and only then the login. A
password is sent once, to a server that takes passwords.
"""

import threading
import time
from collections.abc import Sequence
from typing import Any, Protocol

import paramiko

from collectors.target import Login
from collectors.transports.algorithms import STRONG, Offer, for_types
from collectors.transports.authentication import Authentication
from collectors.transports.dial import GREETING, SHELL, Clock, hush
from collectors.transports.hostkeys import KnownHosts, lookup
from collectors.transports.wire import WireFault
from models.snapshot import Outcome

hush("paramiko")
LEGACY_ADVICE = "allow it for this device with `data: {ssh: legacy}` in the inventory, or update the device"


class Line(Protocol):
    """What SSH runs over: a socket, or a channel through a jump host."""

    def close(self) -> None:
        """End it."""


class CheckedTransport(paramiko.Transport):  # type: ignore[misc]  # paramiko publishes no types
    """A transport that offers only sound algorithms, and no certificate as host key."""

    def __init__(self, line: Line, known_types: Sequence[str]) -> None:
        super().__init__(line)
        self.daemon = True
        self.offer: Offer | None = None
        """What the server says that it speaks, once it did."""
        self.asked = {kind: tuple(name for name in names if name in _SUPPORTED[kind]) for kind, names in STRONG.items()}
        self.asked["host key"] = for_types(known_types, self.asked["host key"])
        self._preferred_kex, self._preferred_ciphers, self._preferred_macs = (
            self.asked[kind] for kind in ("key exchange", "cipher", "MAC")
        )

    @property
    def preferred_keys(self) -> tuple[str, ...]:
        """The host key algorithms that are asked for; paramiko would add certificates."""
        return self.asked["host key"]

    def _parse_kex_init(self, m: paramiko.Message) -> None:
        self.offer = Offer.read(b"\x14" + m.asbytes())
        super()._parse_kex_init(m)


_SUPPORTED = {
    "key exchange": set(paramiko.Transport._kex_info),
    "host key": set(paramiko.Transport._key_info),
    "cipher": set(paramiko.Transport._cipher_info),
    "MAC": set(paramiko.Transport._mac_info),
}


def greeted(line: Line, name: str, known_types: Sequence[str], clock: Clock) -> tuple[CheckedTransport, bytes]:
    """A transport after the key exchange, and the key that the server showed. Nothing about us is sent. Raises WireFault."""
    try:
        transport = CheckedTransport(line, known_types)
    except (OSError, EOFError, paramiko.SSHException):
        line.close()
        raise WireFault(Outcome.UNREACHABLE, f"{name}: the connection ended before SSH began") from None
    seconds = clock.left(GREETING)
    began = time.monotonic()
    transport.banner_timeout = transport.handshake_timeout = seconds
    try:
        transport.start_client(timeout=seconds)
        return transport, transport.get_remote_server_key().asbytes()
    except Exception as error:  # what a hostile server makes paramiko raise has no common root
        transport.close()
        late = time.monotonic() - began >= seconds - 0.05
        raise _not_greeted(error, name, transport, late, seconds) from None


def _not_greeted(error: Exception, name: str, transport: CheckedTransport, late: bool, seconds: float) -> WireFault:
    text = str(error)
    if isinstance(error, paramiko.ssh_exception.IncompatiblePeer):
        if "version" in text:
            return WireFault(Outcome.LEGACY_CRYPTO, f"{name}: it speaks only SSH 1, which nothing makes safe; update the device")
        offered = transport.offer.missing(transport.asked) if transport.offer else ""
        return WireFault(Outcome.LEGACY_CRYPTO, f"{name}: no sound algorithm in common ({offered}); {LEGACY_ADVICE}")
    if late or "timed out" in text or "timeout" in text.lower():
        return WireFault(Outcome.TIME_OUT, f"{name}: no SSH within {seconds:.0f} s of the connection")
    if "protocol version" in text or "Invalid SSH banner" in text:
        return WireFault(Outcome.UNREACHABLE, f"{name}: what answers there is not SSH; correct `port`")
    return WireFault(Outcome.UNREACHABLE, f"{name}: the connection ended during the key exchange")


class SecureClient(paramiko.SSHClient):  # type: ignore[misc]  # paramiko publishes no types
    """A client that knows one server and one login; the parameters of `connect` are not used, whoever gives them."""

    def __init__(self, line: Line, host: str, port: int, known: KnownHosts, login: Login, clock: Clock) -> None:
        super().__init__()
        self.line, self.host, self.port, self.known, self.login, self.clock = line, host, port, known, login, clock

    def connect(self, **_: object) -> None:
        """Key exchange, both looks at the key, login. Raises WireFault; the line is closed then."""
        name = lookup(self.host, self.port)
        transport, blob = greeted(self.line, name, self.known.types(name), self.clock)
        self._transport = transport
        try:
            self.known.check(name, blob)
            self._second_look(name, transport)
            Authentication(transport, name, self.login, self.clock).run()
        except BaseException:
            self.close()
            raise

    def _second_look(self, name: str, transport: CheckedTransport) -> None:
        """The comparison that paramiko itself would make, with the keys that the file has for this server."""
        for entry in self.known.of(name):
            if entry.type in _SUPPORTED["host key"] or entry.type == "ssh-rsa":
                self._host_keys.add(name, entry.type, paramiko.PKey.from_type_string(entry.type, entry.blob))
        if not self._host_keys.check(name, transport.get_remote_server_key()):
            raise WireFault(Outcome.HOST_KEY_UNKNOWN, f"{name}: paramiko does not find its key in {self.known.path}")

    def invoke_shell(self, *given: Any, **named: Any) -> paramiko.Channel:
        """A shell within its time: paramiko would wait for ever for a device that does not answer."""
        transport = self._transport
        assert transport is not None, "connect comes first"
        seconds = self.clock.left(SHELL)
        transport.channel_timeout = seconds
        watch = threading.Timer(seconds, transport.close)
        watch.daemon = True
        watch.start()
        began = time.monotonic()
        try:
            return super().invoke_shell(*given, **named)
        except paramiko.ChannelException as error:
            raise WireFault(
                Outcome.FAILED, f"{self.host}: it gives no session ({error.text}); all its lines may be in use"
            ) from None
        except (paramiko.SSHException, OSError, EOFError):
            if time.monotonic() - began >= seconds - 0.05:
                raise WireFault(Outcome.TIME_OUT, f"{self.host}: no shell within {seconds:.0f} s of the login") from None
            raise WireFault(Outcome.UNREACHABLE, f"{self.host}: the connection ended when a shell was asked for") from None
        finally:
            watch.cancel()
