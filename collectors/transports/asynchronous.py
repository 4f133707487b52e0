"""SSH to a device, carried by asyncssh: one event loop in a thread serves all devices of a process.

It costs less than a thread for each connection, and speaks the broken algorithms too, where the inventory allows
them for a device. The sound ones are asked for first then, so a device that has them uses them; which broken ones were agreed
on is a finding.
"""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import asyncssh

from collectors.keys import unlocked
from collectors.target import Login, Target
from collectors.transports.algorithms import STRONG, WEAK, Offer, for_types
from collectors.transports.dial import GREETING, LOGIN, SHELL, Clock, hush
from collectors.transports.hostkeys import KnownHosts, known_hosts, lookup
from collectors.transports.jump import Jumps
from collectors.transports.secure import LEGACY_ADVICE, Line
from collectors.transports.signatures import Signer, allowed, broken, signers
from collectors.transports.tunnel import as_socket
from collectors.transports.wire import WireFault
from models.snapshot import Outcome

hush("asyncssh")
FULL = 4 * 1024 * 1024
"""Bytes that wait to be read before the device is told to wait."""
HOLD = 0.2
"""Seconds that whole lines may wait for what comes after them: a prompt does not end its line, so none is kept waiting."""
T = TypeVar("T")
Algorithms = Mapping[str, tuple[str, ...]]
"""Those that are asked for, by kind, the best liked first."""
_loops: list[asyncio.AbstractEventLoop] = []
_making = threading.Lock()


def loop() -> asyncio.AbstractEventLoop:
    """The event loop of this process, running; the only one, however many threads ask for it first."""
    with _making:
        if not _loops:
            _loops.append(asyncio.new_event_loop())
            _loops[0].set_default_executor(_Here())
            threading.Thread(target=_loops[0].run_forever, name="ssh", daemon=True).start()
        return _loops[0]


class _Here(ThreadPoolExecutor):
    """Does at once what the loop would give to another thread: asyncssh has its options put together so, which takes no time."""

    def submit(self, work: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        """What came of `work`, done."""
        done: Future[Any] = Future()
        try:
            done.set_result(work(*given, **named))
        except Exception as fault:  # whatever it is: the future carries it to who asked
            done.set_exception(fault)
        return done


def wait(work: Coroutine[Any, Any, T], seconds: float) -> T:
    """The result of `work` in the event loop; TimeoutError, with the work stopped, when it takes longer.

    The loop has let go of the work's socket by then: its number may be another's as soon as it is closed.
    """
    return asyncio.run_coroutine_threadsafe(asyncio.wait_for(work, seconds), loop()).result()


class Peer(asyncssh.SSHClient):
    """Looks at the server's key before anything else happens, and answers one question for a password."""

    def __init__(self, name: str, known: KnownHosts, login: Login | None) -> None:
        self.name, self.known, self.login = name, known, login
        self.connection: asyncssh.SSHClientConnection | None = None
        self.fault: WireFault | None = None
        self.blob = b""
        self.offer: Offer | None = None
        self.trusted = self.sent = False
        self.keys: list[Signer] = []

    def connection_made(self, conn: asyncssh.SSHClientConnection) -> None:
        """Keep the connection: what its server offers is read from it later."""
        self.connection = conn

    def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
        """Our own look at the key; asyncssh's list of trusted keys is empty, so it always comes here."""
        self.blob = key.public_data
        self.offer = self.offered()
        if self.login is None:
            return False
        try:
            self.known.check(self.name, self.blob)
        except WireFault as fault:
            self.fault = fault
            return False
        self.trusted = True
        return True

    def offered(self) -> Offer | None:
        """What the server said that it speaks, once it did."""
        message = getattr(self.connection, "_server_kexinit", b"")
        return Offer.read(message) if message else None

    def password_auth_requested(self) -> str | None:
        """The password, once."""
        return self._once()

    def kbdint_auth_requested(self) -> str | None:
        """Questions are answered while the password was not sent."""
        return None if self.sent or not self.login or not self.login.password else ""

    def kbdint_challenge_received(self, name: str, instructions: str, lang: str, prompts: Any) -> Any:
        """The one question for a password; a second one means that the first answer was wrong."""
        if not prompts:
            return []
        answer = self._once() if len(prompts) == 1 else None
        return None if answer is None else [answer]

    def _once(self) -> str | None:
        if self.sent or not self.trusted or self.login is None or not self.login.password:
            return None
        self.sent = True
        return self.login.password


def asked(types: tuple[str, ...], legacy: bool) -> Algorithms:
    """The algorithms that are asked for: the sound ones, and after them the broken ones where these are allowed."""
    names = {kind: STRONG[kind] + (WEAK[kind] if legacy else ()) for kind in STRONG}
    return {**names, "host key": for_types(types, names["host key"])}


def _options(algorithms: Algorithms, legacy: bool) -> dict[str, Any]:
    """Options of asyncssh: nothing of the user's own SSH configuration, keys or agent comes in."""
    return {
        "config": [],
        "known_hosts": ([], [], []),
        "x509_trusted_certs": None,
        "server_host_key_algs": list(algorithms["host key"]),
        "kex_algs": list(algorithms["key exchange"]),
        "encryption_algs": list(algorithms["cipher"]),
        "mac_algs": list(algorithms["MAC"]),
        "signature_algs": allowed(legacy),
        "compression_algs": None,
        "gss_host": None,
        "connect_timeout": None,
        "login_timeout": 0,
        "keepalive_interval": 0,
    }


def open_asynchronous(target: Target, login: Login, jumps: Jumps, clock: Clock) -> "LoopWire":
    """A shell on the device, its key checked. Raises WireFault."""
    known = known_hosts(target.known_hosts)
    name = lookup(target.known_as or target.hostname, target.port)
    line = as_socket(jumps.line(target.hops, target.hostname, target.port, clock))
    peer = Peer(name, known, login)
    algorithms = asked(known.types(name), target.legacy)
    session = _Session()
    try:
        seconds = clock.left(GREETING + LOGIN)
        key = asyncssh.import_private_key(unlocked(Path(login.key_file), login.passphrase)) if login.key_file else None
        connection = wait(_connected(line, peer, algorithms, target.legacy, key), seconds)
    except (TimeoutError, OSError, asyncssh.Error, ValueError, EOFError) as error:
        _end(line)
        raise _fault(error, peer, algorithms) from None
    found = _broken(peer, algorithms) if target.legacy else []
    try:
        seconds = clock.left(SHELL)
        wait(connection.create_session(lambda: session, term_type="vt100", term_size=(511, 1000), encoding=None), seconds)
    except TimeoutError:
        _leave(connection)
        raise WireFault(Outcome.TIME_OUT, f"{name}: no shell within {seconds:.0f} s of the login") from None
    except asyncssh.ChannelOpenError:
        _leave(connection)
        raise WireFault(Outcome.FAILED, f"{name}: it gives no session; all its lines may be in use") from None
    except (asyncssh.Error, OSError):
        _leave(connection)
        raise WireFault(Outcome.UNREACHABLE, f"{name}: the connection ended when a shell was asked for") from None
    return LoopWire(connection, session, tuple(found))


def _broken(peer: Peer, algorithms: Algorithms) -> list[str]:
    used = peer.offer.broken(algorithms) if peer.offer else ["broken SSH algorithms were allowed; which were used is not known"]
    return [*used, *broken(peer.keys)]


def legacy_key(line: Line, name: str, known: KnownHosts, clock: Clock) -> bytes:
    """The key that a server shows; nothing about us is sent. Raises WireFault."""
    end, peer, algorithms = as_socket(line), Peer(name, known, None), asked(known.types(name), legacy=True)
    try:
        seconds = clock.left(GREETING)
        wait(_connected(end, peer, algorithms, True, None), seconds)
    except (TimeoutError, OSError, asyncssh.Error, ValueError, EOFError) as error:
        if not peer.blob:
            raise _fault(error, peer, algorithms) from None
    finally:
        _end(end)
    return peer.blob


async def _connected(
    line: socket.socket, peer: Peer, algorithms: Algorithms, legacy: bool, key: asyncssh.SSHKey | None
) -> asyncssh.SSHClientConnection:
    line.setblocking(False)
    login, pairs = peer.login, [] if key is None else list(asyncssh.load_keypairs([key]))
    async with contextlib.AsyncExitStack() as until_then:
        if login and login.agent:
            agent = await until_then.enter_async_context(asyncssh.connect_agent())
            pairs += await agent.get_keys()
        peer.keys = signers(pairs, legacy)
        connection, _ = await asyncssh.create_connection(
            lambda: peer, peer.name, sock=line, username=login.username if login else "", client_keys=peer.keys or None,
            agent_path=None, preferred_auth="publickey,password,keyboard-interactive", **_options(algorithms, legacy),
        )  # fmt: skip
        return connection


def _fault(error: Exception, peer: Peer, algorithms: Algorithms) -> WireFault:
    name, login = peer.name, peer.login
    if peer.fault is not None:
        return peer.fault
    if isinstance(error, TimeoutError):
        what = "the login was not answered in time" if peer.trusted else "no SSH in time"
        return WireFault(Outcome.TIME_OUT, f"{name}: {what}")
    if peer.trusted and login and (peer.sent or isinstance(error, asyncssh.PermissionDenied)):
        return WireFault(Outcome.AUTH_FAILED, f"{name}: refused the login (credential {login.id}, user {login.username})")
    offer = peer.offered()
    if isinstance(error, asyncssh.KeyExchangeFailed) or (offer and not offer.fits(algorithms)):  # the server may hang up first
        return WireFault(Outcome.LEGACY_CRYPTO, f"{name}: {_disagreed(offer, algorithms)}")
    if isinstance(error, asyncssh.ProtocolNotSupported):
        return WireFault(Outcome.LEGACY_CRYPTO, f"{name}: it speaks only SSH 1, which nothing makes safe; update the device")
    return WireFault(Outcome.UNREACHABLE, f"{name}: the connection ended before the login, or is not SSH")


def _disagreed(offer: Offer | None, algorithms: Algorithms) -> str:
    """That there is no algorithm in common, and what can be done where the broken ones were not asked for."""
    offered = offer.missing(algorithms) if offer else ""
    if set(algorithms["key exchange"]) & set(WEAK["key exchange"]):
        return f"no algorithm in common ({offered})"
    return f"no sound algorithm in common ({offered}); {LEGACY_ADVICE}"


def _end(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.close()


def _leave(connection: asyncssh.SSHClientConnection) -> None:
    with contextlib.suppress(RuntimeError):
        loop().call_soon_threadsafe(connection.abort)


class _Session(asyncssh.SSHClientSession[bytes]):
    """Holds what came until the wire takes it; a device that sends faster is told to wait.

    Waking a thread is dear. So it is woken once for all that came by one look at the network, and what ends with a whole line
    waits a while for the rest: nobody can act on the echo of a command, or on half an output.
    """

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.held = bytearray()
        self.over = self.paused = self.ready = False
        self._due: asyncio.Handle | None = None
        self._soon = False

    def connection_made(self, chan: Any) -> None:
        self.channel = chan

    def data_received(self, data: bytes, datatype: int | None) -> None:
        with self.changed:
            self.held += data
            full = len(self.held) > FULL
            if full and not self.paused:
                self.paused = True
                self.channel.pause_reading()
        if full or not data.endswith(b"\n"):
            self._tell_within(0.0)
        elif self._due is None:
            self._tell_within(HOLD)

    def eof_received(self) -> bool:
        self.over = True
        self._tell()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self.eof_received()

    def _tell_within(self, seconds: float) -> None:
        if self._soon:
            return
        if self._due is not None:
            self._due.cancel()
        self._soon = not seconds
        self._due = loop().call_later(seconds, self._tell) if seconds else loop().call_soon(self._tell)

    def _tell(self) -> None:
        self._due, self._soon = None, False
        with self.changed:
            self.ready = bool(self.held)
            self.changed.notify()


class LoopWire:
    """The bytes of one shell; `findings` are the broken algorithms that carry them."""

    def __init__(self, connection: asyncssh.SSHClientConnection, session: _Session, findings: tuple[str, ...]) -> None:
        self._connection, self._session, self.findings = connection, session, findings

    def write(self, data: bytes) -> None:
        """Send all of `data`."""
        session = self._session
        if session.over:
            raise WireFault(Outcome.UNREACHABLE, "the connection ended")
        loop().call_soon_threadsafe(self._send, data)

    def _send(self, data: bytes) -> None:
        with contextlib.suppress(BrokenPipeError, OSError, asyncssh.Error):  # reading says that it is over
            self._session.channel.write(data)

    def read(self, seconds: float) -> bytes:
        """What came by now."""
        session = self._session
        with session.changed:
            session.changed.wait_for(lambda: session.ready or session.over, max(0.0, seconds))
            data = bytes(session.held)
            session.held.clear()
            session.ready = False
            if session.paused:
                session.paused = False
                loop().call_soon_threadsafe(session.channel.resume_reading)
        if not data and session.over:
            raise WireFault(Outcome.UNREACHABLE, "the connection ended")
        return data

    def close(self) -> None:
        """Leave."""
        _leave(self._connection)
