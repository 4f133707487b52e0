"""The program that holds the engine against other computations ends with 1 when they disagree."""

import pytest

from tests.engine import engine_truth


def wrong(*_: object) -> None:
    raise AssertionError("other routes")


@pytest.mark.parametrize("words", [["0"], ["1", "0"]], ids=["networks", "changes"])
def test_a_disagreement_ends_the_program_with_1(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_truth, "EACH", 1)
    monkeypatch.setattr(engine_truth, "ORACLES", (("right", lambda _: None, 1),))
    assert engine_truth.main(words) == 0
    monkeypatch.setattr(engine_truth, "ORACLES", (("wrong", wrong, 1), ("right", lambda _: None, 1)))
    monkeypatch.setattr(engine_truth, "is_right", wrong)
    assert engine_truth.main(words) == 1
