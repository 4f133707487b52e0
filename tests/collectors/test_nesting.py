"""What a line is nested in does not depend on which other lines were asked for."""

import random

import pytest

from collectors.nesting import DEEPEST, Nesting

TEXTS = {
    "blocks": ["router bgp 1", " neighbor x", "  password y", "", " bfd", "line vty 0", " login"],
    "backwards": ["  a", " b", "   c", "d", " e"],
    "menus": ["x", "/ip firewall", "add a", "  b", "/interface", "add c"],
    "deep": [" " * depth + "x" for depth in range(DEEPEST + 5)],
}


@pytest.mark.parametrize("name", TEXTS)
def test_asking_for_few_lines_gives_what_asking_for_all_gives(name: str) -> None:
    lines = TEXTS[name] * 3
    whole = Nesting(lines)
    expected = [whole.above(at) if line else None for at, line in enumerate(lines)]
    assert any(expected), "nothing is nested"
    chance = random.Random(name)
    for _ in range(200):
        few = Nesting(lines)
        asked = sorted(chance.sample(range(len(lines)), chance.randrange(1, len(lines))))
        assert [few.above(at) for at in asked if lines[at]] == [expected[at] for at in asked if lines[at]]


def test_lines_of_a_key_are_nested_in_nothing_and_hold_nothing() -> None:
    lines = ["crypto pki", " certificate 01", "  3082", "MIIabc", " subject"]
    nesting = Nesting(lines)
    nesting.leave_out(2)
    nesting.leave_out(3)
    assert nesting.above(4) == ["crypto pki"]
    known = Nesting(lines)
    known.leave_out(3)
    known.take_in(3)
    assert known.above(4) == ["MIIabc"]
