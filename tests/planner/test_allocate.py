"""New blocks are aligned, disjoint, and never in space that anybody uses."""

from ipaddress import IPv4Network, ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import NoPlan
from netplan.planner.addresses.allocate import Space, Wish, allocate

SPACE = IPv4Network("10.0.0.0/20")


@st.composite
def blocks(draw: st.DrawFn, low: int = 22, high: int = 30) -> IPv4Network:
    length = draw(st.integers(low, high))
    first = draw(st.integers(0, (1 << 12) - 1)) & ~((1 << (32 - length)) - 1)
    return IPv4Network((int(SPACE.network_address) + first, length))


@settings(deadline=None)
@given(used=st.lists(blocks(), max_size=8), lengths=st.lists(st.integers(22, 30), max_size=12), groups=st.booleans())
def test_new_blocks_never_overlap_anything_in_use(used: list[IPv4Network], lengths: list[int], groups: bool) -> None:
    wishes = [Wish(i, 4, length, "ab"[i % 2] if groups else "") for i, length in enumerate(lengths)]
    free = set(range(1 << 12)) - {a - int(SPACE.network_address) for b in used for a in range(int(b[0]), int(b[-1]) + 1)}
    try:
        new = allocate(wishes, [SPACE], used)
    except NoPlan:
        assert not fits(lengths, free)
        return
    taken: set[int] = set()
    for wish in wishes:
        block = new[wish.name]
        assert block.prefixlen == wish.length
        cells = {a - int(SPACE.network_address) for a in range(int(block[0]), int(block[-1]) + 1)}
        assert cells <= free and not cells & taken
        taken |= cells


def fits(lengths: list[int], free: set[int]) -> bool:
    """Whether every block has a place, by giving the largest the first aligned hole (exact for divisible sizes)."""
    left = set(free)
    for length in sorted(lengths):
        size = 1 << (32 - length)
        holes = (set(range(at, at + size)) for at in range(0, 1 << 12, size))
        hole = next((h for h in holes if h <= left), None)
        if hole is None:
            return False
        left -= hole
    return True


def test_the_failure_says_what_is_missing() -> None:
    with pytest.raises(NoPlan, match=r"/24.*sote.*10\.0\.0\.0/24.*/25 as its largest"):
        allocate([Wish("sote", 4, 24)], [ip_network("10.0.0.0/24")], [ip_network("10.0.0.0/25")])


def test_overlapping_space_is_handed_out_once() -> None:
    space = Space([IPv4Network("10.0.0.0/24"), IPv4Network("10.0.0.0/25")], [])
    assert [str(space.take(4, 25)) for _ in range(3)] == ["10.0.0.0/25", "10.0.0.128/25", "None"]


def test_a_group_lies_side_by_side() -> None:
    new = allocate([Wish(i, 4, 26, "sote") for i in range(4)] + [Wish(9, 4, 24, "kasko")], [SPACE], [])
    assert len({block.supernet(new_prefix=24) for name, block in new.items() if name != 9}) == 1
