"""SSH to a device, carried by netmiko: its driver for the OS, which is kept from saying anything of its own.

netmiko's drivers type commands when they connect and when they leave, some in configuration mode. Here the driver's write
function refuses everything; only a `Wire` reaches the channel below it.
"""

import threading
from functools import cache
from typing import Any

import netmiko
from netmiko.ssh_dispatcher import CLASS_MAPPER

from collectors.commands import ForbiddenCommand
from collectors.target import Login, Target
from collectors.transports.dial import Clock, hush
from collectors.transports.hostkeys import known_hosts
from collectors.transports.jump import Jumps
from collectors.transports.secure import SecureClient
from collectors.transports.wire import WireFault
from models.snapshot import Outcome

hush("netmiko")
LOSSLESS = "latin-1"
"""Every byte is a character of it, and the other way round."""
WRITE_TIME = 20.0
"""Seconds in which a device has to take what is sent to it."""


class Silent:
    """What makes a driver say nothing: mixed in before the driver's own class."""

    client: SecureClient

    def write_channel(self, out_data: str) -> None:
        """Refuse: what is sent comes from the list of commands, through the wire."""
        raise ForbiddenCommand(f"refused to send {out_data!r}: a netmiko driver wanted to, not we")

    def session_preparation(self) -> None:
        """Nothing: the pager is switched off by the conversation, with commands of the list."""

    def special_login_handler(self, delay_factor: float = 1.0) -> None:
        """Nothing: a device that asks again at its prompt is told from one that does not by the conversation."""

    def cleanup(self, command: str = "") -> None:
        """Nothing: the conversation leaves the device."""

    def _modify_connection_params(self) -> None:
        """Nothing: some drivers would take algorithms away."""

    def _build_ssh_client(self) -> SecureClient:
        return self.client


@cache
def silent(driver: str) -> type[Any]:
    """The class of a netmiko driver that says nothing of its own. Raises WireFault when netmiko has none of this name."""
    if driver not in CLASS_MAPPER:
        raise WireFault(Outcome.NOT_THIS_OS, f"netmiko {netmiko.__version__} has no driver {driver!r}")
    base = CLASS_MAPPER[driver]
    return type(f"Silent{base.__name__}", (Silent, base), {})


def open_ssh(target: Target, login: Login, driver: str, jumps: Jumps, clock: Clock) -> "NetmikoWire":
    """A shell on the device, its key checked. Raises WireFault."""
    known = known_hosts(target.known_hosts)
    name = target.known_as or target.hostname
    kind = silent(driver)
    line = jumps.line(target.hops, target.hostname, target.port, clock)
    carrier = kind(
        host=name, port=target.port, device_type=driver, username=login.username, auto_connect=False,
        ssh_strict=True, sock=line, encoding=LOSSLESS, disable_lf_normalization=True, blocking_timeout=WRITE_TIME,
    )  # fmt: skip
    carrier.client = carrier.remote_conn_pre = SecureClient(line, name, target.port, known, login, clock)
    try:
        carrier.establish_connection()
    except BaseException:
        carrier.disconnect()
        raise
    return NetmikoWire(carrier)


class NetmikoWire:
    """The bytes of one shell. Reading waits for the device and for nothing else: an end is noticed at once."""

    findings: tuple[str, ...] = ()

    def __init__(self, carrier: Any) -> None:
        self._carrier = carrier
        self._came = threading.Event()
        carrier.remote_conn.in_buffer.set_event(self._came)

    def write(self, data: bytes) -> None:
        """Send all of `data`."""
        try:
            self._carrier.channel.write_channel(data.decode(LOSSLESS))
        except TimeoutError:
            raise WireFault(Outcome.TIME_OUT, f"the device takes nothing any more, for {WRITE_TIME:.0f} s") from None
        except (OSError, EOFError, netmiko.exceptions.WriteException):
            raise WireFault(Outcome.UNREACHABLE, "the connection ended") from None

    def read(self, seconds: float) -> bytes:
        """What came, at most 64 KiB at a time."""
        if not self._came.wait(max(0.0, seconds)):
            return b""
        shell = self._carrier.remote_conn
        try:
            data: str = self._carrier.channel.read_buffer()
        except (OSError, EOFError, netmiko.exceptions.ReadException):
            data = ""
        if not data and (shell.closed or shell.eof_received):
            raise WireFault(Outcome.UNREACHABLE, "the connection ended")
        if not data:  # a packet without content
            shell.in_buffer.set_event(self._came)
        return data.encode(LOSSLESS)

    def close(self) -> None:
        """Leave; netmiko's own parting words are not said."""
        self._carrier.disconnect()
