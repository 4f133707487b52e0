"""Work is shared out in order, and left at once when nobody asks for more."""

import os
from pathlib import Path

import pytest

from models.parallel import shared_out


@pytest.mark.parametrize(("number", "enough"), [(0, 1), (5, 9), (50, 9)])
def test_answers_come_in_the_order_of_the_items(number: int, enough: int) -> None:
    held = {item: item * 3 for item in range(number)}
    assert list(shared_out(range(number), lambda item: held[item], 4, enough, processes=2)) == [item * 3 for item in range(number)]


def test_many_items_are_done_by_other_processes() -> None:
    workers = set(shared_out(range(64), lambda _: os.getpid(), 1, 2, processes=2))
    assert os.getpid() not in workers and len(workers) <= 2


def test_what_nobody_waits_for_is_not_done(tmp_path: Path) -> None:
    def touch(item: int) -> int:
        (tmp_path / str(item)).touch()
        return item

    answers = shared_out(range(4000), touch, 1, 2, processes=2)
    assert next(answers) == 0
    answers.close()
    assert len(list(tmp_path.iterdir())) < 4000


def test_an_error_of_a_worker_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        list(shared_out(range(10), lambda item: 1 // (5 - item), 1, 2, processes=2))
