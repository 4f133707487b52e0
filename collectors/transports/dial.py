"""TCP connections with a clock, and names that can be resolved."""

import logging
import socket
import time
import warnings
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from collectors.transports.wire import WireFault
from models.snapshot import Outcome

CONNECT, GREETING, LOGIN, SHELL = 10.0, 15.0, 30.0, 15.0
"""Seconds at most for: the TCP connection; the SSH banner and key exchange; the login, which another server may check; a shell."""


@dataclass(frozen=True, slots=True)
class Clock:
    """How long something may still take."""

    end: float

    @classmethod
    def of(cls, seconds: float) -> "Clock":
        """A clock that starts now."""
        return cls(time.monotonic() + seconds)

    def left(self, most: float) -> float:
        """Seconds, never none: a time-out of 0 would mean something else to a socket."""
        return max(0.05, min(most, self.end - time.monotonic()))

    @property
    def over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self.end


def dial(host: str, port: int, clock: Clock) -> socket.socket:
    """A TCP connection. Raises WireFault when nobody answers there."""
    seconds = clock.left(CONNECT)
    try:
        line = socket.create_connection((host, port), seconds)
    except TimeoutError:
        raise WireFault(Outcome.UNREACHABLE, f"{host} port {port}: no answer within {seconds:.0f} s") from None
    except socket.gaierror:
        raise WireFault(Outcome.UNREACHABLE, f"{host}: the name has no address") from None
    except OSError as error:
        raise WireFault(Outcome.UNREACHABLE, f"{host} port {port}: {(error.strerror or str(error)).lower()}") from None
    line.settimeout(None)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    return line


def without_address(names: Iterable[str]) -> set[str]:
    """The names among `names` that this host cannot resolve."""
    wanted = sorted(set(names))
    with ThreadPoolExecutor(max_workers=min(32, len(wanted) or 1)) as pool:
        return {name for name, good in zip(wanted, pool.map(_resolves, wanted), strict=True) if not good}


def _resolves(name: str) -> bool:
    try:
        return bool(socket.getaddrinfo(name, None, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError):
        return False


def hush(library: str) -> None:
    """Keep what a library logs and warns of away from the screen and from files: there is in it what devices say."""
    logger = logging.getLogger(library)
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    warnings.filterwarnings("ignore", module=rf"{library}\b")  # that an algorithm is old is a finding, not a line on the screen
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
