"""Sets of addresses against sets of numbers: joined, without each other, and as prefixes."""

from hypothesis import given
from hypothesis import strategies as st

from collectors.spans import Addresses, everything, merged

TOP = (1 << 32) - 1
spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 12)).map(lambda pair: (pair[0], pair[0] + pair[1])), max_size=5)


def numbers(found: Addresses) -> set[int]:
    """The addresses below 100, by the prefixes."""
    if found.empty:
        return set()
    prefixes = found.prefixes(4)
    return {n for n in range(100) if not prefixes or any((n & ~p.mask) == p.address for p in prefixes)}


def plain(some: list[tuple[int, int]]) -> set[int]:
    return {n for low, high in some for n in range(low, high + 1)}


@given(spans, spans)
def test_joined_and_without(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    a, b = Addresses(merged(one)), Addresses(merged(other))
    assert numbers(a) == plain(one)
    assert numbers(a.join(b)) == plain(one) | plain(other)
    assert numbers(a.without(b)) == plain(one) - plain(other)
    assert numbers(everything(4).without(b)) == set(range(100)) - plain(other)


def test_all_but_none_is_all() -> None:
    assert everything(4).without(Addresses()).prefixes(4) == ()
    assert everything(4).without(everything(4)).empty
    assert everything(4).without(Addresses(unknown="x")).unknown == "x"
    assert everything(6).without(Addresses(((0, 0),))).spans == ((1, (1 << 128) - 1),)
