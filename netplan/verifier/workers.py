"""States are independent of each other, so they are shared out to the cores of this machine."""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

T = TypeVar("T")
_SMALL = 48
"""Fewer states than this are done in one process: a second one would cost more than it saves."""
_CHUNK = 24
"""States in one parcel; neighbours stay together since their data planes share work."""

_answer: Callable[[int], object] | None = None


def shared_out(masks: Sequence[int], answer: Callable[[int], T], cores: int | None = None) -> Iterator[T]:
    """`answer` of each mask, in order. Workers are forked, so they have all that `answer` refers to without a copy being sent.

    Where the platform cannot fork, or for few states, it is done here.
    """
    cores = cores or os.cpu_count() or 1
    if cores < 2 or len(masks) < _SMALL or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(answer, masks)
        return
    global _answer  # what forked workers inherit has to stand in the module
    _answer = answer
    parcels = [list(masks[at : at + _CHUNK]) for at in range(0, len(masks), _CHUNK)]
    try:
        with ProcessPoolExecutor(cores, mp_context=multiprocessing.get_context("fork")) as pool:
            for answers in pool.map(_parcel, parcels):
                yield from answers  # type: ignore[misc]  # the answers are those of `answer`
    finally:
        _answer = None


def _parcel(masks: list[int]) -> list[object]:
    assert _answer is not None  # set before the worker was forked
    return [_answer(mask) for mask in masks]
