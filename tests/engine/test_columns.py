"""Tables of routes copied as bytes are what NumPy makes of them field by field."""

import numpy as np
import pytest

from netplan.routing.columns import NONE, ROUTE, Rows, chosen, stacked


def drawn(count: int, seed: int) -> Rows:
    dice = np.random.default_rng(seed)
    rows = np.zeros(count, ROUTE)
    for name in ROUTE.names or ():
        rows[name] = dice.integers(0, 100, count)
    return rows


@pytest.mark.parametrize("sizes", [(), (0,), (5,), (3, 0, 7)])
def test_tables_one_after_the_other(sizes: tuple[int, ...]) -> None:
    parts = [drawn(size + 2, seed)[1:-1] for seed, size in enumerate(sizes)]
    assert np.array_equal(stacked(parts), np.concatenate([NONE, *parts])) and stacked(parts).dtype == ROUTE


def test_some_of_the_rows() -> None:
    rows = drawn(20, 1)
    for which in (np.array([3, 3, 0, 19]), np.zeros(0, np.int64), rows["node"] > 40, np.zeros(20, np.bool_)):
        assert np.array_equal(chosen(rows, which), rows[which])
