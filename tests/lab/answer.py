"""All hosts of a laboratory: each tells its name to whoever asks it, by UDP and by TCP on one port."""

import selectors
import socket
from pathlib import Path

from tests.lab.layout import Layout
from tests.lab.spaces import inside

PORT = 9009


def answer(layout: Layout) -> None:
    """Listen in the namespace of each host, and answer for ever. A ping is answered by the kernel."""
    waiting = selectors.DefaultSelector()
    for host in layout.hosts:
        with inside(Path("/run/netns", host.name)):
            for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
                ear = socket.socket(socket.AF_INET, kind)
                ear.bind(("0.0.0.0", PORT))
                if kind is socket.SOCK_STREAM:
                    ear.listen(64)
                ear.setblocking(False)
                waiting.register(ear, selectors.EVENT_READ, host.name.encode())
    while True:
        for key, _ in waiting.select():
            ear = key.fileobj
            assert isinstance(ear, socket.socket)
            try:
                if ear.type == socket.SOCK_STREAM:
                    with ear.accept()[0] as caller:
                        caller.sendall(key.data)
                else:
                    question, caller_address = ear.recvfrom(512)
                    ear.sendto(question + b"|" + key.data, caller_address)
            except OSError:  # who asked is gone, or the way back to it is
                continue
