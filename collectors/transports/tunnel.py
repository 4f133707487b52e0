"""A channel through a jump host as a socket, for libraries that run over nothing else."""

import contextlib
import socket
import threading
from typing import Any

from collectors.transports.secure import Line

CHUNK = 65536


def as_socket(line: Line) -> socket.socket:
    """`line` itself when it is a socket; else the near end of a pair whose far end is kept together with the channel."""
    if isinstance(line, socket.socket):
        return line
    near, far = socket.socketpair()
    for source, sink in ((far, line), (line, far)):
        threading.Thread(target=_pump, args=(source, sink), name="jump host channel", daemon=True).start()
    return near


def _pump(source: Any, sink: Any) -> None:
    """Carry bytes until one of the two ends, then end both."""
    with contextlib.suppress(OSError, EOFError):
        while data := source.recv(CHUNK):
            sink.sendall(data)
    for each in (source, sink):
        with contextlib.suppress(OSError, EOFError):
            each.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError, EOFError):
            each.close()
