"""Processes that live as long as a scan and turn raw outputs into what is stored, so that reading uses every processor.

They are forked before the scan has threads, and end with it, however it ends. A text that brings a reader down costs the
device that gave it; the reader is made anew.
"""

import contextlib
import gc
import os
import signal
from collections.abc import Callable, Sequence
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T", contravariant=True)
R = TypeVar("R", covariant=True)
LOOK = 0.5
"""Seconds after which an idle reader looks whether the scan is still there."""
SELDOM = 500_000
"""Objects that one text makes before cycles are sought among them: trees and facts have none, and go once the answer is given."""
DIED = "reader died"


class ReaderDied(Exception):
    """The process that read a text came to its end over it."""


class Hand(Protocol[T, R]):
    """What answers one question at a time."""

    def ask(self, question: T, /) -> R:
        """The answer. Raises ReaderDied when there is none, or what the question raised."""

    def close(self) -> None:
        """No more questions."""


class Reader(Generic[T, R]):
    """One process that answers one question at a time. For one thread at a time."""

    def __init__(self, answer: Callable[[T], R]) -> None:
        self._ours, theirs = Pipe()
        parent = os.getpid()
        self._pid = os.fork()
        if not self._pid:
            _stand_by(theirs, answer, parent)
        theirs.close()
        self._asked = False

    def ask(self, question: T) -> R:
        """The answer. Raises ReaderDied when there is none, or what the question raised."""
        self._asked = True
        try:
            self._ours.send(question)
            fine, answer = self._ours.recv()
            self._asked = False
        except (EOFError, OSError) as fault:
            raise ReaderDied("the process that reads configs is gone") from fault
        if answer == DIED and not fine:
            raise ReaderDied("the process that read this text came to its end over it")
        if not fine:
            raise answer
        return answer  # type: ignore[no-any-return]  # what came through the pipe is the answer's value

    def close(self) -> None:
        """End the process; one that is at work is not waited for (the thread that asked it still holds the pipe)."""
        with contextlib.suppress(OSError):
            if self._asked:
                os.kill(self._pid, signal.SIGKILL)
            else:
                self._ours.send(None)
                self._ours.close()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._pid, 0)


class Here(Generic[T, R]):
    """The same in this process, where no other can be made."""

    def __init__(self, answer: Callable[[T], R]) -> None:
        self._answer = answer

    def ask(self, question: T) -> R:
        """The answer."""
        return self._answer(question)

    def close(self) -> None:
        """Nothing is to be ended."""


def readers(answer: Callable[[T], R], processes: int | None = None) -> Sequence[Hand[T, R]]:
    """As many readers as this machine has processors. `answer` needs no copy sent: the processes are forked with it."""
    count = processes if processes is not None else min(os.cpu_count() or 1, 8)
    if count < 1 or not hasattr(os, "fork"):
        return [Here(answer)]
    return [Reader(answer) for _ in range(count)]


def _stand_by(pipe: Connection, answer: Callable[[Any], Any], parent: int) -> None:
    """Keep one process at the pipe: when it dies over a question, say so and make another. Never returns."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # meant for the scan, which tells us
    while True:
        child = os.fork()
        if not child:
            code = 1
            try:
                _serve(pipe, answer, parent)
                code = 0
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        if status == 0 or os.getppid() != parent:
            os._exit(0)
        with contextlib.suppress(OSError):
            pipe.send((False, DIED))


def _serve(pipe: Connection, answer: Callable[[Any], Any], parent: int) -> None:
    gc.freeze()  # what the scan had loaded is never garbage, and its memory stays shared while nobody looks through it
    gc.set_threshold(SELDOM)
    keeper = os.getppid()
    while True:
        while not pipe.poll(LOOK):
            if os.getppid() != keeper or _orphaned(parent):
                return
        try:
            question = pipe.recv()
        except (EOFError, OSError):
            return
        if question is None:
            return
        try:
            found = (True, answer(question))
        except Exception as fault:  # what a question raises is raised where it was asked
            found = (False, fault)
        pipe.send(found)


def _orphaned(scan: int) -> bool:
    try:
        os.kill(scan, 0)
    except ProcessLookupError:
        return True
    return False
