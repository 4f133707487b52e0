"""A patched mapping is what a copy of the whole with the same changes would be, and leaves alone what it was made of."""

import pickle
import random
from collections.abc import MutableMapping, Sequence

import pytest

from netplan.topology.patched import Patched, PatchedSequence


def changed(dice: random.Random, what: MutableMapping[int, int], *same: MutableMapping[int, int]) -> None:
    for _ in range(dice.randrange(6)):
        key, value = dice.randrange(40), dice.randrange(9)
        for each in (what, *same):
            if value:
                each[key] = value
            else:
                each.pop(key, None)


@pytest.mark.parametrize("seed", range(20))
def test_it_is_what_a_copy_with_the_same_changes_is(seed: int) -> None:
    dice = random.Random(seed)
    states: list[tuple[MutableMapping[int, int], dict[int, int]]] = [({n: n for n in range(30)}, {n: n for n in range(30)})]
    for _ in range(12):
        before, copied = dice.choice(states)
        made, copy = Patched(before), dict(copied)
        changed(dice, made, copy)
        states.append((made, copy))
    for made, copy in states:
        assert made == copy and len(made) == len(copy) and set(made) == set(copy) and sorted(made.items()) == sorted(copy.items())
        assert [made.get(key, -1) for key in range(40)] == [copy.get(key, -1) for key in range(40)]
        assert pickle.loads(pickle.dumps(made)) == copy


def test_what_is_not_there_is_an_error() -> None:
    made = Patched({1: 1})
    del made[1]
    for wrong in (lambda: made[1], lambda: made[2], lambda: made.__delitem__(1), lambda: made.pop(1)):
        with pytest.raises(KeyError):
            wrong()


def test_many_changes_make_it_a_copy() -> None:
    base = {n: n for n in range(30)}
    made = Patched(base)
    made.update(dict.fromkeys(range(10), 0))
    again = Patched(made)
    base.clear()
    assert len(again) == 30, "it leans on the first mapping no more"


@pytest.mark.parametrize("seed", range(20))
def test_a_sequence_is_what_a_list_with_the_same_changes_is(seed: int) -> None:
    dice = random.Random(seed)
    states: list[tuple[Sequence[int], list[int]]] = [(tuple(range(20)), list(range(20)))]
    for _ in range(12):
        before, copied = dice.choice(states)
        made, copy = PatchedSequence(before), list(copied)
        for _ in range(dice.randrange(8)):
            match dice.randrange(3):
                case 0:
                    made.append(number := dice.randrange(99))
                    copy.append(number)
                case 1 if copy:
                    assert made.pop() == copy.pop()
                case _ if copy:
                    at = dice.randrange(len(copy))
                    made[at] = copy[at] = dice.randrange(99)
        states.append((made, copy))
    for made, copy in states:
        assert list(made) == copy and len(made) == len(copy) and list(made[2:5]) == copy[2:5]
        assert [made[at] for at in range(-len(copy), len(copy))] == [copy[at] for at in range(-len(copy), len(copy))]
        for at in (len(copy), -len(copy) - 1):
            with pytest.raises(IndexError):
                made[at]
