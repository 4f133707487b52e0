"""Jump hosts: one connection to each, shared by all that is behind it, with a channel for every device."""

import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import paramiko
from paramiko.common import cMSG_CHANNEL_DATA

from collectors.target import Hop
from collectors.transports.dial import CONNECT, Clock, dial
from collectors.transports.hostkeys import known_hosts
from collectors.transports.secure import Line, SecureClient
from collectors.transports.wire import WireFault
from models.snapshot import Outcome

KEEPALIVE = 15
"""Seconds: the devices' channels may be silent for long while the path must stay open."""
AGAIN = 60.0
"""Seconds until a jump host that did not answer is tried again, for the next device."""
NEVER_AGAIN = (Outcome.AUTH_FAILED, Outcome.HOST_KEY_UNKNOWN, Outcome.HOST_KEY_CHANGED, Outcome.LEGACY_CRYPTO)


class Passage:
    """A channel through a jump host, as the line of another connection. Closing it is quiet, even when the jump host is gone."""

    def __init__(self, channel: paramiko.Channel) -> None:
        self._channel = channel

    def __getattr__(self, name: str) -> Any:
        return getattr(self._channel, name)

    def send(self, data: bytes) -> int:
        """Send some of `data`, and never after the end.

        The channel's own `send` lets other threads end the channel before its bytes are on their way. A jump host that
        gets them then drops the whole connection, with all devices that share it.
        """
        channel, transport = self._channel, self._channel.transport
        while True:
            transport.clear_to_send.wait(KEEPALIVE)  # new keys are agreed upon without our lock
            with channel.lock:
                if channel.closed or not transport.is_active():
                    raise OSError("the channel has ended")
                if not transport.clear_to_send.is_set():
                    continue
                size = channel._wait_for_send_window(len(data))
                if size:
                    message = paramiko.Message()
                    message.add_byte(cMSG_CHANNEL_DATA)
                    message.add_int(channel.remote_chanid)
                    message.add_string(data[:size])
                    transport._send_user_message(message)
                return int(size)

    def sendall(self, data: bytes) -> None:
        """Send all of `data`."""
        while data:
            size = self.send(data)
            if not size:
                raise OSError("the channel has ended")
            data = data[size:]

    def close(self) -> None:
        """End it."""
        with suppress(OSError, EOFError, paramiko.SSHException):
            self._channel.close()


@dataclass(slots=True)
class _Place:
    """One chain of hops. Whoever comes first opens it; the others wait, and share what came of it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    client: SecureClient | None = None
    fault: WireFault | None = None
    until: float = 0.0


class Jumps:
    """The open connections to jump hosts of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._places: dict[tuple[Hop, ...], _Place] = {}

    def line(self, hops: tuple[Hop, ...], host: str, port: int, clock: Clock) -> Line:
        """A connection to `host` from the last of `hops`, or from here where there is none. Raises WireFault."""
        if not hops:
            return dial(host, port, clock)
        seconds = clock.left(CONNECT)
        transport = self._client(hops, clock).get_transport()
        where = f"jump host {hops[-1].id}"
        try:
            return Passage(transport.open_channel("direct-tcpip", (host, port), ("127.0.0.1", 0), timeout=seconds))
        except paramiko.ChannelException as error:
            why = "does not pass on connections" if error.code == 1 else f"cannot reach {host} port {port}"
            raise WireFault(Outcome.UNREACHABLE, f"{where} {why}") from None
        except (paramiko.SSHException, OSError, EOFError, AttributeError):
            why = f"no way to {host} port {port} within {seconds:.0f} s" if transport and transport.is_active() else "it is gone"
            raise WireFault(Outcome.UNREACHABLE, f"{where}: {why}") from None

    def close(self) -> None:
        """Leave all jump hosts, the last of a chain first."""
        with self._lock:
            places, self._places = self._places, {}
        for hops in sorted(places, key=len, reverse=True):
            if (client := places[hops].client) is not None:
                client.close()

    def _client(self, hops: tuple[Hop, ...], clock: Clock) -> SecureClient:
        with self._lock:
            place = self._places.setdefault(hops, _Place())
        with place.lock:
            if place.client is not None and (transport := place.client.get_transport()) is not None and transport.is_active():
                return place.client
            if place.fault is not None and time.monotonic() < place.until:
                raise place.fault
            try:
                place.client = self._opened(hops, clock)
            except WireFault as fault:
                place.fault = _of_the_jump(fault, hops[-1])
                place.until = float("inf") if fault.outcome in NEVER_AGAIN else time.monotonic() + AGAIN
                raise place.fault from None
            return place.client

    def _opened(self, hops: tuple[Hop, ...], clock: Clock) -> SecureClient:
        *before, hop = hops
        known = known_hosts(hop.known_hosts)
        client = SecureClient(
            self.line(tuple(before), hop.hostname, hop.port, clock), hop.hostname, hop.port, known, hop.login, clock
        )
        client.connect()
        client.get_transport().set_keepalive(KEEPALIVE)
        return client


def _of_the_jump(fault: WireFault, hop: Hop) -> WireFault:
    """A fault of a jump host as the devices behind it get it. Their own login was not refused: nobody asked them."""
    message = str(fault) if str(fault).startswith("jump host ") else f"jump host {hop.id}: {fault}"
    return WireFault(Outcome.UNREACHABLE if fault.outcome is Outcome.AUTH_FAILED else fault.outcome, message)
