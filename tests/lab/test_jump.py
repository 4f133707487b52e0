"""A jump host of OpenSSH drops the whole connection when data comes for a channel that has ended; so none may."""

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from collectors.target import Hop, Login
from collectors.transports.dial import Clock
from collectors.transports.jump import Jumps, Passage
from tests.lab.jump import USER
from tests.lab.lab import Lab
from tests.lab.layout import JUMP_ADDRESS
from tests.lab.router import PASSWORD
from tests.lab.world import BASE


def channel(window: int = 1000) -> Any:
    """A channel that writes down what goes out, and whether its end could have come before."""
    made = SimpleNamespace(lock=threading.Lock(), closed=False, remote_chanid=3, sent=[], window=window)

    def out(message: Any) -> None:
        made.sent.append((message.asbytes(), made.lock.locked()))

    def wait_for_window(size: int) -> int:
        given = min(size, 4, made.window)
        made.window -= given
        return given

    keys = threading.Event()
    keys.set()
    made.transport = SimpleNamespace(clear_to_send=keys, is_active=lambda: True, _send_user_message=out)
    made._wait_for_send_window = wait_for_window
    return made


def test_bytes_are_on_their_way_before_the_channel_can_end() -> None:
    near = channel()
    Passage(near).sendall(b"0123456789")
    assert [data[9:] for data, _ in near.sent] == [b"0123", b"4567", b"89"]
    assert all(held for _, held in near.sent)


def test_nothing_is_sent_after_the_end() -> None:
    near = channel()
    near.closed = True
    with pytest.raises(OSError, match="ended"):
        Passage(near).send(b"x")
    full = channel(window=4)
    with pytest.raises(OSError, match="ended"):
        Passage(full).sendall(b"012345")
    assert not near.sent and len(full.sent) == 1


@pytest.mark.lab
@pytest.mark.slow
def test_a_jump_host_keeps_the_connection_however_sessions_end(lab: Lab, tmp_path: Path) -> None:
    log = lab.path(str(BASE), "jump/sshd.log")
    before = log.read_text(encoding="utf-8")
    keys = tmp_path / "known_hosts"
    keys.write_text(lab.known_hosts(), encoding="ascii")
    hops = (Hop("jump", str(JUMP_ADDRESS.ip), 22, Login("jump", USER, PASSWORD), str(keys)),)
    jumps, faults = Jumps(), []

    def sessions() -> None:
        for _ in range(40):
            try:
                line = jumps.line(hops, "198.18.1.1", 22, Clock.of(30))
                line.settimeout(10)
                line.recv(100)
                for _ in range(50):  # the server ends a session that speaks no SSH, while we go on
                    line.sendall(b"no SSH at all" * 20 + b"\r\n")
            except OSError:
                line.close()
            except Exception as fault:
                faults.append(fault)

    with lab.inside():
        threads = [threading.Thread(target=sessions) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        jumps.close()
    assert not faults
    new = log.read_text(encoding="utf-8").removeprefix(before)
    assert new.count("Accepted password") == 1 and "Disconnecting" not in new, new
