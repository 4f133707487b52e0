"""Who answers whom, measured: sockets opened in the namespace of every host, and answers that carry the host's name.

A ping is not enough: where address spaces overlap, somebody answers, but who?
"""

import select
import socket
import time
from collections.abc import Iterable
from ipaddress import IPv4Address
from types import TracebackType

from tests.lab.answer import PORT
from tests.lab.lab import Lab

Pair = tuple[str, IPv4Address]
"""A host that asks, and the address that it asks."""


class Prober:
    """Asks from all hosts; the sockets stay open between two measurements."""

    def __init__(self, lab: Lab) -> None:
        self._sockets: dict[str, socket.socket] = {}
        for host in lab.layout.hosts:
            with lab.inside(host.name):
                mouth = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                mouth.bind(("0.0.0.0", 0))
                mouth.setblocking(False)
                self._sockets[host.name] = mouth

    def __enter__(self) -> "Prober":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for mouth in self._sockets.values():
            mouth.close()

    def ask(self, pairs: Iterable[Pair], tries: int = 2, seconds: float = 0.7) -> dict[Pair, str]:
        """The name of the host that answered each pair, "" where nobody did after some tries."""
        wanted = list(pairs)
        found: dict[Pair, str] = {}
        poll = select.poll()
        owner = {mouth.fileno(): name for name, mouth in self._sockets.items()}
        for number in owner:
            poll.register(number, select.POLLIN)
        for _ in range(tries):
            waiting = [pair for pair in wanted if pair not in found]
            for source, target in waiting:
                try:
                    self._sockets[source].sendto(str(target).encode(), (str(target), PORT))
                except OSError:  # no route: nobody will answer
                    continue
            end = time.monotonic() + seconds
            while any(pair not in found for pair in waiting) and (left := end - time.monotonic()) > 0:
                for number, _ in poll.poll(left * 1000):
                    self._read(owner[number], found)
        return {pair: found.get(pair, "") for pair in wanted}

    def _read(self, name: str, found: dict[Pair, str]) -> None:
        while True:
            try:
                asked, _, who = self._sockets[name].recv(512).decode().partition("|")
            except BlockingIOError:
                return
            except OSError:  # an ICMP error came back
                continue
            found[name, IPv4Address(asked)] = who
