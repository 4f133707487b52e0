"""The search for cycles rests while it is told to, and goes on as before."""

import gc

import pytest

from models.cycles import uncollected


@pytest.mark.parametrize("before", [True, False])
def test_the_search_is_as_it_was_afterwards_even_after_an_error(before: bool) -> None:
    found = gc.isenabled()
    try:
        (gc.enable if before else gc.disable)()
        with pytest.raises(ZeroDivisionError), uncollected():
            with uncollected():
                assert not gc.isenabled()
            assert not gc.isenabled(), "an inner block does not end the outer one"
            _ = 1 // 0
        assert gc.isenabled() is before
    finally:
        (gc.enable if found else gc.disable)()
