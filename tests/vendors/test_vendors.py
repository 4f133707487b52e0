"""Every dialect against its cases: `tests/vendors/<os>/<case>/config.txt` must become the facts of `expected.json`.

`pytest tests/vendors --update-golden` writes the expected files anew; review them before they are committed.
"""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from collectors.dialect import dialects, read
from collectors.draft import Draft
from models.codec import encode
from models.device import Device, DeviceId
from models.source import Status
from models.values import vlan_list
from tests.vendors.damage import damaged

CASES = Path(__file__).parent
FOUND = sorted(path.parent for path in CASES.glob("*/*/config.txt"))


def facts(config: Path) -> Device:
    """The facts of one case."""
    os = config.parent.parent.name
    draft = Draft(DeviceId("test", config.parent.name), os, "config.txt")
    return read(config.read_text(encoding="utf-8"), dialects()[os], draft)


def expected_form(device: Device) -> Any:
    """The facts as JSON, with the lines that did not become any."""
    unread = [f"{line.source.line}: {line.status.name}: {line.feature}: {line.text}" for line in device.coverage.unread]
    counts = {status.name: device.coverage.total(status) for status in Status}
    plain = encode(device)
    plain.pop("coverage", None)
    return {**_short(plain), "counts": counts, "unread": unread}


def _short(plain: Any) -> Any:
    """Long lists of numbers (the VLANs of a trunk) as ranges, so that people can review them."""
    if isinstance(plain, dict):
        return {key: _short(value) for key, value in plain.items()}
    if isinstance(plain, list):
        return vlan_list(plain) if len(plain) > 8 and all(isinstance(n, int) for n in plain) else [_short(value) for value in plain]
    return plain


@pytest.mark.parametrize("os", sorted(dialects()))
def test_has_a_case(os: str) -> None:
    assert any(case.parent.name == os for case in FOUND), f"no case for {os}: write tests/vendors/{os}/<case>/config.txt"


@pytest.mark.parametrize("case", FOUND, ids=[f"{case.parent.name}/{case.name}" for case in FOUND])
def test_reads_as_expected(case: Path, update_golden: bool) -> None:
    found = expected_form(facts(case / "config.txt"))
    expected = case / "expected.json"
    if update_golden:
        expected.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert found == json.loads(expected.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", FOUND, ids=[f"{case.parent.name}/{case.name}" for case in FOUND])
def test_is_recognised_and_whole(case: Path) -> None:
    text = (case / "config.txt").read_text(encoding="utf-8")
    scores = {name: dialect.recognise(text) for name, dialect in dialects().items()}
    assert max(scores, key=lambda name: scores[name]) == case.parent.name, scores
    assert dialects()[case.parent.name].ended(text)


@pytest.mark.parametrize("case", FOUND, ids=[f"{case.parent.name}/{case.name}" for case in FOUND])
def test_is_read_without_an_exception_when_damaged(case: Path) -> None:
    """Whatever becomes of a config, all of its lines are accounted for."""
    os, rng = case.parent.name, random.Random(2026)
    text = (case / "config.txt").read_text(encoding="utf-8")
    for number in range(40):
        broken = damaged(rng, text, text)
        found = read(broken, dialects()[os], Draft(DeviceId("test", "damaged"), os, f"mutation {number}"))
        assert found.coverage.total() or not broken.strip()
