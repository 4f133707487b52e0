"""Independent pieces of work shared out: to the processors of this machine, or to the workers of a cluster."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")
MOST = 8
"""Processes at most: beyond, the sending of answers is what takes the time."""

_answer: Callable[[Any], Any] | None = None


def shared_out(
    items: Sequence[T], answer: Callable[[T], R], parcel: int, enough: int, processes: int | None = None, scheduler: str = ""
) -> Generator[R]:
    """`answer` of each item, in order, the items sent in parcels of `parcel`.

    Workers are forked, so they have all that `answer` refers to without a copy being sent. Fewer items than `enough`,
    or a platform that cannot fork: done here, one when it is asked for. A `scheduler` ("tcp://host:8786") gives the work to
    its workers instead, whatever there is of it.

    >>> list(shared_out([3, 4], lambda number: number * number, parcel=1, enough=2, processes=2))
    [9, 16]
    """
    if scheduler:
        from models.cluster import on_cluster

        yield from on_cluster(items, answer, parcel, scheduler)
        return
    processes = min(processes or os.cpu_count() or 1, MOST)
    if processes < 2 or len(items) < enough or not hasattr(os, "fork"):
        yield from map(answer, items)
        return
    global _answer  # what forked workers inherit has to stand in the module
    _answer = answer
    parcels = [items[at : at + parcel] for at in range(0, len(items), parcel)]
    pool = ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("fork"))
    # An interrupt is for the process that the user sees; workers are born deaf to it and end with their pool.
    heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        try:
            answers = pool.map(_parcel, parcels)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, heard)
        for done in answers:
            yield from done
    finally:
        _answer = None
        pool.shutdown(cancel_futures=True)


def _parcel(items: Sequence[Any]) -> list[Any]:
    assert _answer is not None  # set before the worker was forked
    return [_answer(item) for item in items]
